"""Tables: one row for every value of the keys, found by trying one value of each stretch that the bands tell apart.

A key that is measured in steps (`to the nearest 0.1 Cel`) is tried on its steps, so that 38.0 and 38.1 are neighbours;
any other number is tried at the ends of the bands and between them, so that bands must meet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from itertools import groupby, pairwise, product
from math import prod
from operator import and_

from guideline_dsl import core, syntax
from guideline_dsl.bands import cuts, lies
from guideline_dsl.base_values import base_value
from guideline_dsl.checking.desk import Desk
from guideline_dsl.checking.literals import number, unit_named
from guideline_dsl.checking.names import unknown_word
from guideline_dsl.checking.phrasing import counted, digits, quoted
from guideline_dsl.checking.report import after, at
from guideline_dsl.checking.table_keys import Key, key_of
from guideline_dsl.checking.typing_rules import shown
from guideline_dsl.checking.value_types import Mistaken
from guideline_dsl.diagnostics import Edit
from guideline_dsl.dimensions import compatible, describe
from guideline_dsl.frozen import frozen
from guideline_dsl.types import Choice, Number, Truth, describe_type
from guideline_dsl.units import canonical, from_base, parse_unit
from guideline_dsl.values import Value, exactly
from guideline_dsl.wording import words

MOST_CELLS = 100_000
"""So many combinations of stretches are tried in one table."""
_MOST_SHOWN = 3


@frozen
class _Stretch:
    """Neighbouring values for which the same rows may hold: in words, and the rows, each a bit."""

    words: str
    rows: int


def table(written: syntax.ByBands, values: Sequence[core.Expression], desk: Desk) -> core.Table | None:
    """The table with these values of its rows; None, with findings, when it has a mistake."""
    keys = [key_of(key, column, written, desk) for column, key in enumerate(written.keys)]
    rows = [_row(row, keys, desk) for row in written.rows]
    found_keys = [key for key in keys if key is not None]
    found_rows = [row for row in rows if row is not None]
    if len(found_keys) < len(keys) or len(found_rows) < len(rows):
        return None
    if not _one_row_each(written, found_keys, found_rows, desk):
        return None
    columns = tuple(core.Column(key.operand.typed.value, key.nearest) for key in found_keys)
    made = (
        core.TableRow(value, bands, span=row.span)
        for value, bands, row in zip(values, found_rows, written.rows, strict=True)
    )
    return core.Table(columns, tuple(made))


# ---------------------------------------------------------------- rows


def _row(row: syntax.BandRow, keys: Sequence[Key | None], desk: Desk) -> tuple[core.Band, ...] | None:
    if len(row.bands) != len(keys):
        desk.report.add(
            "band-count",
            f"the table is read by {counted(len(keys), 'key')}, and this row has {counted(len(row.bands), 'band')}",
            at(row.span),
            help="write a band for each key; `any` for one that does not matter",
        )
        return None
    bands = [
        None if key is None else _band(band, key, desk) for band, key in zip(row.bands, keys, strict=True)
    ]
    found = tuple(band for band in bands if band is not None)
    return found if len(found) == len(bands) else None


def _band(band: syntax.Band, key: Key, desk: Desk) -> core.Band | None:
    match key.operand.type, band:
        case _, syntax.BandAny():
            return core.Anything()
        case Truth(), syntax.BandWord(word=word) if word.text in ("yes", "no"):
            return core.Holds(word.text == "yes")
        case Choice(values=values), syntax.BandWord(word=word):
            if word.text in values:
                return core.OneWord(word.text)
            message = f"{shown(key.operand)} has no value {quoted(word.text)}"
            unknown_word("unknown-value", message, word, values, desk.report)
            return None
        case Number(), syntax.BandNumbers():
            return _numbers(band, key, desk)
        case found, _:
            assert not isinstance(found, Mistaken)
            expects = {Truth: "`yes` or `no`", Choice: "one of its words"}.get(type(found), "numbers")
            desk.report.add(
                "band-kind",
                f"{shown(key.operand)} is {describe_type(found)}, so its bands are {expects}",
                at(band.span),
                at(key.operand.span),
            )
            return None


def _numbers(band: syntax.BandNumbers, key: Key, desk: Desk) -> core.Within | None:
    last = next((end.unit for end in (band.upper, band.lower) if end is not None and end.unit), "")
    for end in (band.lower, band.upper):
        if end is not None and not _fits(end, last, key, desk):
            return None
    lower = None if band.lower is None else number(band.lower, band.lower.unit or last)
    upper = None if band.upper is None else number(band.upper, band.upper.unit or last)
    if lower is not None and upper is not None:
        empty = base_value(lower) > base_value(upper) or (
            (band.open_lower or band.open_upper) and base_value(lower) == base_value(upper)
        )
        if empty:
            desk.report.add(
                "range-reversed",
                "the band ends before it begins",
                at(band.span),
                help="write the lower figure first",
            )
            return None
    return core.Within(lower, upper, band.open_lower, band.open_upper)


def _fits(end: syntax.Quantity, last: str, key: Key, desk: Desk) -> bool:
    unit = end.unit or last
    found = key.operand.type
    assert isinstance(found, Number)
    if not unit and key.unit and found.dimension.exponents:
        word = canonical(key.unit, Fraction(end.number))
        desk.report.add(
            "missing-unit",
            f"{shown(key.operand)} is {describe(found.dimension)}, and this number has no unit",
            at(end.span, f"of which unit? {shown(key.operand)} is measured in {quoted(key.unit)}"),
            help=f"write its unit, as in `{end.number} {word}`",
            edit=Edit(after(end.span), f" {word}"),
        )
        return False
    named = unit_named(unit, end.span, desk.report) if unit else parse_unit("")
    if named is None:
        return False
    if not compatible(found.dimension, named.dimension):
        desk.report.add(
            "unlike-dimensions",
            f"{shown(key.operand)} is {describe(found.dimension)} and this is {describe(named.dimension)}: "
            "they cannot be compared",
            at(end.span, describe(named.dimension)),
            at(key.operand.span, describe(found.dimension)),
        )
        return False
    return True


# ---------------------------------------------------------------- one row for each value


def _one_row_each(
    written: syntax.ByBands, keys: Sequence[Key], rows: Sequence[tuple[core.Band, ...]], desk: Desk
) -> bool:
    missing: list[str] = []
    columns: list[list[_Stretch]] = []
    for place, key in enumerate(keys):
        stretches = list(_stretches(key, [row[place] for row in rows]))
        missing += [stretch.words for stretch in stretches if not stretch.rows]
        columns.append([stretch for stretch in stretches if stretch.rows])
    cells = prod(map(len, columns))
    if cells > MOST_CELLS:
        desk.report.add(
            "table-too-large",
            f"this table tells {cells:,} combinations apart, and at most {MOST_CELLS:,} are looked through",
            at(written.span),
            help="make two tables of it",
        )
        return False
    met = 0
    twice: dict[tuple[int, int], str] = {}
    for cell in product(*columns):
        holding = reduce(and_, (stretch.rows for stretch in cell))
        met |= holding
        if not holding:
            missing.append(_said(cell))
        elif holding & (holding - 1):
            for pair in pairwise(row for row in range(len(rows)) if holding >> row & 1):
                if pair not in twice:
                    twice[pair] = _said(cell)
    return _found(written, missing, met, twice, desk)


def _said(cell: Sequence[_Stretch]) -> str:
    return " and ".join(stretch.words for stretch in cell)


def _found(
    written: syntax.ByBands,
    missing: Sequence[str],
    met: int,
    twice: dict[tuple[int, int], str],
    desk: Desk,
) -> bool:
    before = len(desk.report.findings)
    if missing:
        more = f", and {len(missing) - _MOST_SHOWN} more" if len(missing) > _MOST_SHOWN else ""
        desk.report.add(
            "table-gap",
            f"no row is for {'; '.join(missing[:_MOST_SHOWN])}{more}",
            *(at(key.span) for key in written.keys),
            help="add a row, or widen one; `or less`, `or more` and `any` have no end",
        )
    for (first, second), said in list(twice.items())[:_MOST_SHOWN]:
        desk.report.add(
            "table-overlap",
            f"two rows are for {said}, and one row only may hold",
            at(written.rows[second].span, "this row"),
            at(written.rows[first].span, "and this one"),
            help="let one of them end before the other begins (`to less than`)",
        )
    for index, row in enumerate(written.rows):
        if not met >> index & 1:
            desk.report.add(
                "band-never",
                "this row can never hold: its bands lie outside what its keys can be",
                at(row.span),
                help="correct the band, or leave the row out",
            )
    return len(desk.report.findings) == before


def _stretches(key: Key, column: Sequence[core.Band]) -> Iterator[_Stretch]:
    """The stretches that the bands of a column tell apart, in order."""
    name = words(key.operand.typed.value)
    match key.operand.type:
        case Truth():
            yield from _worded(name, {"yes": _rows(True, column), "no": _rows(False, column)})
        case Choice(values=values):
            yield from _worded(name, {word: _rows(frozenset((word,)), column) for word in values})
        case _:
            tried = _on_steps(key, column) if key.nearest is not None else _between(key, column)
            for rows, found in groupby(tried, key=lambda place: _rows(exactly(place.figure), column)):
                yield _Stretch(f"{name} {_together(list(found), key)}", rows)


def _worded(name: str, rows_of: Mapping[str, int]) -> Iterator[_Stretch]:
    """The words for which the same rows may hold."""
    for rows in dict.fromkeys(rows_of.values()):
        alike = [word for word, found in rows_of.items() if found == rows]
        yield _Stretch(f"{name} {' or '.join(alike)}", rows)


def _rows(value: Value, column: Sequence[core.Band]) -> int:
    return sum(1 << row for row, band in enumerate(column) if lies(value, band) is True)


@frozen
class _Place:
    """A figure that is tried; `before` and `after` where it stands for the figures between those."""

    figure: Fraction
    before: Fraction | None = None
    after: Fraction | None = None
    alone: bool = True


def _on_steps(key: Key, column: Sequence[core.Band]) -> Iterator[_Place]:
    """The steps about every end of a band, and about the ends of the key."""
    assert key.nearest is not None
    own = (core.Within(core.Number(end), None) for end in (key.lower, key.upper) if end is not None)
    tried = cuts(column, key.nearest) | cuts(own, key.nearest)
    yield from (_Place(figure) for figure in sorted(tried) if _possible(figure, key))


def _between(key: Key, column: Sequence[core.Band]) -> Iterator[_Place]:
    """The ends of the bands and of the key, and a figure between each two."""
    own = {end for end in (key.lower, key.upper) if end is not None}
    points = [point for point in sorted(cuts(column, None) | own) if _possible(point, key)]
    if not points:
        yield _Place(Fraction(0), alone=False)
        return
    if key.lower is None:
        yield _Place(points[0] - 1, None, points[0], alone=False)
    for index, point in enumerate(points):
        yield _Place(point)
        if index + 1 < len(points):
            further = points[index + 1]
            yield _Place((point + further) / 2, point, further, alone=False)
    if key.upper is None:
        yield _Place(points[-1] + 1, points[-1], None, alone=False)


def _together(places: Sequence[_Place], key: Key) -> str:
    """Neighbouring places, in words."""
    first, last = places[0], places[-1]
    if len(places) == 1 and first.alone:
        return _figure(first.figure, key)
    lower = first.figure if first.alone else first.before
    upper = last.figure if last.alone else last.after
    match lower, upper:
        case None, None:
            return "of any size"
        case None, Fraction():
            return f"{_figure(upper, key)} or less" if last.alone else f"below {_figure(upper, key)}"
        case Fraction(), None:
            return f"{_figure(lower, key)} or more" if first.alone else f"above {_figure(lower, key)}"
        case Fraction(), Fraction():
            pass
    assert lower is not None
    assert upper is not None
    if not first.alone and not last.alone:
        return f"between {_figure(lower, key)} and {_figure(upper, key)}"
    if first.alone and last.alone:
        return f"{_figure(lower, key)} to {_figure(upper, key)}"
    least = "from" if first.alone else "above"
    most = "to" if last.alone else "to below"
    return f"{least} {_figure(lower, key)} {most} {_figure(upper, key)}"


def _possible(figure: Fraction, key: Key) -> bool:
    return (key.lower is None or figure >= key.lower) and (key.upper is None or figure <= key.upper)


def _figure(figure: Fraction, key: Key) -> str:
    value = from_base(figure, parse_unit(key.unit))
    return f"{digits(value)} {canonical(key.unit, value) if key.unit else ''}".rstrip()
