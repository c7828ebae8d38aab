"""The answer of one row of a table, however it was come by."""

from __future__ import annotations

from datetime import date

from engine.compiled.answer import Answer
from guideline_dsl.frozen import frozen


@frozen
class RowAnswer:
    """An answer, the label of its row ("" for none), its time, and the facts that the row does not record."""

    id: str
    as_of: date
    answer: Answer
    unrecorded: tuple[str, ...]
