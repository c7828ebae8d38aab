"""One thing that a statement says: a label, and a text."""

from __future__ import annotations

from collections.abc import Iterator

from guideline_dsl.frozen import frozen


@frozen
class Field:
    """`label` says what `text` is; `line` is how it is read among the words of the whole statement, "" for not at all.

    `of` tells fields of one label apart: the medicine that is given. `details` are the same once more, one by one: two
    texts that differ are explained by those that do. A `background` is told only where nothing else differs.
    """

    label: str
    text: str
    line: str = ""
    of: str = ""
    details: tuple[Field, ...] = ()
    background: bool = False


def said(label: str, text: str, line: str | None = None) -> Iterator[Field]:
    """The field, or nothing where nothing is said; it is read as `label: text` if no line is given."""
    if text:
        yield Field(label, text, f"{label}: {text}" if line is None else line)
