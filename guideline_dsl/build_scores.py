"""The builders of tables and scores: one function per rule of grammar.lark."""

from __future__ import annotations

from dataclasses import replace

from lark import Token

from guideline_dsl import syntax
from guideline_dsl.build_parts import Marked, Parts, every, role, span_of

_BANDS = (syntax.BandWord, syntax.BandAny, syntax.BandNumbers)


def by_bands(parts: Parts) -> syntax.ByBands:
    """The columns of a table, and its rows."""
    return _table(parts)


def _table(parts: Parts) -> syntax.ByBands:
    rows = every(parts, syntax.BandRow)
    keys = tuple(p for p in parts if not isinstance(p, Token | Marked | syntax.BandRow))
    return syntax.ByBands(keys, rows, span=span_of(parts))


def band_row(parts: Parts) -> syntax.BandRow:
    """`VALUE for BAND, BAND`."""
    bands = tuple(part for part in parts[1:] if isinstance(part, _BANDS))
    return syntax.BandRow(parts[0], bands, span=span_of(parts))


points_row = band_row


def band_word(parts: Parts) -> syntax.BandWord:
    """A word of a choice."""
    return syntax.BandWord(parts[0], span=span_of(parts))


def band_any(parts: Parts) -> syntax.BandAny:
    """`any`."""
    return syntax.BandAny(span=span_of(parts))


def band_figure(parts: Parts) -> syntax.BandNumbers:
    """One figure."""
    return syntax.BandNumbers(parts[0], parts[0], span=span_of(parts))


def band_up_to(parts: Parts) -> syntax.BandNumbers:
    """`8 or less`."""
    return syntax.BandNumbers(None, parts[0], span=span_of(parts))


def band_from(parts: Parts) -> syntax.BandNumbers:
    """`25 or more`."""
    return syntax.BandNumbers(parts[0], None, span=span_of(parts))


def band_below(parts: Parts) -> syntax.BandNumbers:
    """`less than 18.5`."""
    return syntax.BandNumbers(None, parts[1], open_upper=True, span=span_of(parts))


def band_above(parts: Parts) -> syntax.BandNumbers:
    """`more than 60`."""
    return syntax.BandNumbers(parts[1], None, open_lower=True, span=span_of(parts))


def band_between(parts: Parts) -> syntax.BandNumbers:
    """`9 to 11`, `18.5 to less than 25`."""
    lower, upper = every(parts, syntax.Quantity)
    return syntax.BandNumbers(lower, upper, open_upper=parts[1].type == "TO_LESS_THAN", span=span_of(parts))


def band_above_to(parts: Parts) -> syntax.BandNumbers:
    """`more than 3.2 to 5.1`, `more than 3.2 to less than 5.1`."""
    between = band_between(parts[1:])
    return replace(between, open_lower=True, span=span_of(parts))


def points_when(parts: Parts) -> syntax.PointsWhen:
    """`2 points when CONDITION`."""
    return syntax.PointsWhen(parts[0], parts[3], span=span_of(parts))


def points_by(parts: Parts) -> syntax.PointsBy:
    """`by KEYS when CONDITION` with rows of points."""
    return syntax.PointsBy(_table(parts), role(parts, "when"), span=span_of(parts))


def points_only_when(parts: Parts) -> Marked:
    """`when CONDITION` behind the columns."""
    return Marked("when", parts[1], span_of(parts))


def extreme_item(parts: Parts) -> syntax.ExtremeItem:
    """`highest item of SCORE`."""
    extreme = "highest" if str(parts[0]).startswith("highest") else "lowest"
    return syntax.ExtremeItem(extreme, parts[1], span=span_of(parts))  # type: ignore[arg-type]
