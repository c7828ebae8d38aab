"""What is read together in a query: some columns of a table, and what is asked of them."""

from __future__ import annotations

from collections.abc import Mapping

import polars

from engine.cohort.columns import PatientColumn
from guideline_dsl.frozen import frozen

Expr = polars.Expr


@frozen
class GivenColumn:
    """A column of a table, its name there, the type of its cells, and its place among those that are read."""

    name: str

    column: PatientColumn
    place: int
    kind: polars.DataType

    @property
    def cell(self) -> Expr:
        """The cell as it is given."""
        return polars.col(f"cell {self.place}")

    @property
    def worth(self) -> str:
        """The name of what the cell is worth."""
        return f"worth {self.place}"

    @property
    def value(self) -> Expr:
        """What the cell is worth; null where it is empty, or not read."""
        return polars.col(self.worth)

    @property
    def is_fine(self) -> Expr:
        """Whether the cell is empty or read."""
        return self.value.is_null() == self.cell.is_null()

    @property
    def checks(self) -> tuple[Expr, ...]:
        """That the cell is read, where it may be that it is not."""
        return () if isinstance(self.kind, polars.Boolean | polars.Null) else (self.is_fine,)


@frozen
class GroupQuery:
    """What is asked about a group: first what its cells are worth, then what else is needed, then all the rest.

    `plain` are what has to hold for a row whose cells are read so; `columns` are those of the circuit.
    """

    worth: Mapping[str, Expr]
    between: Mapping[str, Expr]
    plain: tuple[Expr, ...]
    columns: Mapping[str, Expr]
