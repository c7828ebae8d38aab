"""What the cells of a table say of a whole row: its label, its time, and whether its medication list is known."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars

from engine.cohort import cell_values
from engine.cohort.columns import AS_OF, ID, MEDICINES_KNOWN, OTHER_MEDICINES
from engine.cohort.group_query import Expr, GivenColumn, GroupQuery
from engine.cohort.row_times import TIME_READ
from engine.patient_json import LONGEST_TEXT

LISTED, NOTHING = "the list is known", "of nothing"
"""Whether the medication list of a row is known; a measure of what is not taken: a known 0, or an unknown 1."""

LETTERS = "!-~\u00a1-\u00ac\u00ae-\u024f\u0400-\u052f\u4e00-\u9fa5"
"""Characters that labels are mostly made of, all of them seen; a label with others is left to the row reader."""


def row_query(of_row: Mapping[str, GivenColumn]) -> GroupQuery:
    """Whether what is of the whole row is what columns hold, in a query."""
    plain = [of_row[OTHER_MEDICINES].cell.is_null()] if OTHER_MEDICINES in of_row else []
    if AS_OF in of_row:
        plain.append(polars.col(TIME_READ))
    worth: dict[str, Expr] = {}
    if ID in of_row:
        label = of_row[ID]
        if isinstance(label.kind, polars.String):
            shown = label.cell.str.contains(f"^[{LETTERS}]([ {LETTERS}]*[{LETTERS}])?$")
            plain.append((shown & (label.cell.str.len_chars() <= LONGEST_TEXT)).fill_null(True))
        elif not label.kind.is_integer():
            plain.append(label.cell.is_null())
    if MEDICINES_KNOWN in of_row:
        known = of_row[MEDICINES_KNOWN]
        truth = cell_values.truth(known.cell, known.kind)
        worth[known.worth] = polars.lit(None, dtype=polars.Boolean) if truth is None else truth
        plain.append(known.is_fine)
    return GroupQuery(worth, {}, tuple(plain), {})


def list_columns(
    of_row: Mapping[str, GivenColumn], told: Collection[str], declared: Collection[str]
) -> Mapping[str, Expr]:
    """Whether the list is known: where the row says so, or says yes or no of every medicine (rows.py).

    `told` are the medicines that the table tells of, `declared` those of the guideline.
    """
    all_said: Expr = polars.lit(False)
    if told and set(told) >= set(declared):
        all_said = polars.all_horizontal(polars.col(f"said {name}") for name in told)
    known = of_row.get(MEDICINES_KNOWN)
    listed = all_said if known is None else known.value.fill_null(all_said)
    nothing = polars.when(listed).then(0).otherwise(1).cast(polars.Int64)
    return {LISTED: listed, NOTHING: nothing}


def list_agrees(told: Collection[str]) -> Expr:
    """That no row whose list is not known says what is taken."""
    if not told:
        return polars.lit(True)
    return polars.col(LISTED) | ~polars.any_horizontal(polars.col(f"taken {name}") for name in told)
