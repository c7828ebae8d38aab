"""Lines of JSON as a table of text: those that are rows of cells. What a line says besides is read row by row.

A number is the text that stands there, a truth the word of a cell; so a table reads them as those of a CSV. A line is
not taken apart that is no JSON, is a whole patient, says something twice, or has a cell of a kind that a CSV could not
have there: its row is marked as unread.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import polars

from engine.cohort.columns import PatientColumn, PatientColumns
from engine.cohort.parquet import UNREAD
from engine.cohort.rows import DOCUMENT_KEYS
from engine.patient_json import Json, Numeral, tree_of_row
from engine.patient_problems import Intake

Shape = tuple[tuple[str, PatientColumn], ...]
"""The columns of a table, with what they mean."""

_TRUTHS = {True: "yes", False: "no"}


class JsonCells:
    """Makes tables of lines. `shape` has every column that any line has had, and so grows a few times at most."""

    def __init__(self, columns: PatientColumns, as_of: date, ignored: Collection[str]) -> None:
        """Keep which names mean something."""
        self._columns = columns.by_name
        self._as_of = as_of
        self._ignored = ignored
        self._seen: dict[str, PatientColumn] = {}

    @property
    def shape(self) -> Shape:
        """The columns so far."""
        return tuple(self._seen.items())

    def table(self, lines: Sequence[bytes]) -> polars.DataFrame:
        """A table with a row for each line."""
        rows = [self._cells(line) for line in lines]
        columns = {name: [row.get(name) if row else None for row in rows] for name in self._seen}
        schema = {**dict.fromkeys(columns, polars.String()), UNREAD: polars.Boolean()}
        return polars.DataFrame({**columns, UNREAD: [row is None for row in rows]}, schema=schema)

    def _cells(self, line: bytes) -> Mapping[str, str] | None:
        """The cells of a line; None where it is not read here."""
        intake = Intake(self._as_of)
        tree = tree_of_row(line, intake, DOCUMENT_KEYS)
        if intake.met or not isinstance(tree, dict) or any(key in tree for key in DOCUMENT_KEYS):
            return None
        cells: dict[str, str] = {}
        for name, value in tree.items():
            column = self._columns.get(name)
            if column is None:
                if name in self._ignored:
                    continue
                return None
            cell = _cell(column, value)
            if cell is None or column.name in cells:
                return None
            cells[column.name] = cell
        for name in cells:
            if name not in self._seen:
                self._seen[name] = self._columns[name]
        return cells


def _cell(column: PatientColumn, value: Json) -> str | None:
    match value:
        case str():
            return value or None
        case bool() if column.kind == "yes or no":
            return _TRUTHS[value]
        case Numeral(text=text) if column.kind == "number" or column.section == "row":
            return text
    return None
