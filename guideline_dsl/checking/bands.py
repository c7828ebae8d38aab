"""Tables: one row for every value of the keys, found by trying one value of each stretch that the bands tell apart.

A key that is measured in steps (`to the nearest 0.1 Cel`) is tried on its steps, so that 38.0 and 38.1 are neighbours;
any other number is tried at the ends of the bands and between them, so that bands must meet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import reduce
from itertools import pairwise, product
from math import ceil, floor, gcd

from guideline_dsl import core, syntax
from guideline_dsl.checking.desk import Desk
from guideline_dsl.checking.expressions import expression
from guideline_dsl.checking.literals import base_value, number, unit_named
from guideline_dsl.checking.names import unknown_word
from guideline_dsl.checking.phrasing import counted, digits, quoted
from guideline_dsl.checking.ranges import bounds
from guideline_dsl.checking.report import after, at
from guideline_dsl.checking.score_range import range_of_score
from guideline_dsl.checking.typing_rules import Operand, in_measure_of, shown
from guideline_dsl.checking.value_types import Mistaken
from guideline_dsl.diagnostics import Edit
from guideline_dsl.dimensions import compatible, describe
from guideline_dsl.frozen import frozen
from guideline_dsl.types import Choice, Date, Number, Truth, describe_type
from guideline_dsl.units import canonical, from_base, parse_unit
from guideline_dsl.wording import words

MOST_CELLS = 20_000
"""So many combinations of stretches are tried in one table."""
_MOST_SHOWN = 3


@frozen
class _Key:
    """A column: its expression, and the values that are tried, in words."""

    operand: Operand
    unit: str
    nearest: core.Number | None
    lower: Fraction | None
    upper: Fraction | None


@frozen
class _Stretch:
    """A value that stands for its stretch (a number in the column's unit), and the stretch in words."""

    value: Fraction | str | bool
    words: str


def table(written: syntax.ByBands, values: Sequence[core.Expression], desk: Desk) -> core.Table | None:
    """The table with these values of its rows; None, with findings, when it has a mistake."""
    keys = [_key(key, column, written, desk) for column, key in enumerate(written.keys)]
    rows = [_row(row, keys, desk) for row in written.rows]
    found_keys = [key for key in keys if key is not None]
    found_rows = [row for row in rows if row is not None]
    if len(found_keys) < len(keys) or len(found_rows) < len(rows):
        return None
    if not _one_row_each(written, found_keys, found_rows, desk):
        return None
    columns = tuple(core.Column(key.operand.typed.value, key.nearest) for key in found_keys)
    made = (core.TableRow(value, bands) for value, bands in zip(values, found_rows, strict=True))
    return core.Table(columns, tuple(made))


# ---------------------------------------------------------------- columns


def _key(written: syntax.Expression, column: int, of: syntax.ByBands, desk: Desk) -> _Key | None:
    operand = Operand(expression(written, desk), written.span)
    found = operand.type
    if isinstance(found, Mistaken):
        return None
    if isinstance(found, Date):
        desk.report.add(
            "band-kind",
            f"{shown(operand)} is a date, and a table is read by numbers, words, or yes and no",
            at(written.span),
            help="compare dates in conditions, with `when`",
        )
        return None
    if operand.typed.lacking:
        desk.report.add(
            "none-compared",
            f"{quoted(operand.typed.lacking)} may be `none` (no such number for this patient), "
            "so it may only scale a dose and cannot be looked up",
            at(written.span),
            help="look up what it is made of, or give it an `otherwise` with a value",
        )
        return None
    if not isinstance(found, Number):
        return _Key(operand, "", None, None, None)
    unit = _unit_of(column, of) or (operand.typed.unit if found.dimension.exponents else "")
    operand = in_measure_of(operand, unit)
    lower, upper = _ends(operand.typed.value, unit, desk)
    return _Key(operand, unit, _nearest(operand.typed.value, unit, desk), lower, upper)


def _unit_of(column: int, of: syntax.ByBands) -> str:
    """The unit in which the bands of a column are written."""
    for row in of.rows:
        band = row.bands[column] if column < len(row.bands) else None
        if isinstance(band, syntax.BandNumbers):
            for end in (band.upper, band.lower):
                if end is not None and end.unit:
                    return end.unit
    return ""


def _ends(value: core.Expression, unit: str, desk: Desk) -> tuple[Fraction | None, Fraction | None]:
    if isinstance(value, core.DefinitionRef):
        defined = desk.definitions.get(value.name)
        if defined is not None and isinstance(defined.value, core.Score):
            least, most, _ = range_of_score(defined.value)
            return least, most
    found = bounds(value, desk)
    if found is None:
        return None, None
    return from_base(found.lower, parse_unit(unit)), from_base(found.upper, parse_unit(unit))


def _nearest(value: core.Expression, unit: str, desk: Desk) -> core.Number | None:
    """The step to which a key is measured: a fact that says it, a fact in a unit, a score, or a sum of them."""
    match value:
        case core.Score() as score:
            return core.Number(range_of_score(score)[2])
        case core.DefinitionRef(name=name):
            defined = desk.definitions.get(name)
            return None if defined is None else _nearest(defined.value, unit, desk)
        case core.Apply(operator="+" | "-", operands=parts):
            steps = [_nearest(part, unit, desk) for part in parts]
            known = [step.value for step in steps if step is not None]
            return core.Number(reduce(_common_step, known), unit) if len(known) == len(parts) else None
        case core.Apply(operator="in", operands=(core.FactRef(name=name),), unit=plain):
            step = _step_of(name, plain, desk)
            return None if step is None else core.Number(step)
        case core.FactRef(name=name):
            step = _step_of(name, unit, desk)
            return None if step is None else core.Number(step, unit)
        case _:
            return None


def _common_step(a: Fraction, b: Fraction) -> Fraction:
    """The largest step of which both are multiples: a sum of the two is measured to it."""
    return Fraction(
        gcd(a.numerator * b.denominator, b.numerator * a.denominator), a.denominator * b.denominator
    )


def _step_of(name: str, unit: str, desk: Desk) -> Fraction | None:
    declared = desk.names.facts.get(name)
    for note in declared.notes if declared is not None else ():
        if isinstance(note, syntax.ToTheNearest):
            step = number(note.quantity)
            # a step is a difference: where scales have different zeros, so do their ends
            target = parse_unit(unit)
            whole = from_base(base_value(step), target)
            zero = from_base(base_value(core.Number(Fraction(0), step.unit)), target)
            return whole - zero
    return None


# ---------------------------------------------------------------- rows


def _row(row: syntax.BandRow, keys: Sequence[_Key | None], desk: Desk) -> tuple[core.Band, ...] | None:
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


def _band(band: syntax.Band, key: _Key, desk: Desk) -> core.Band | None:
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


def _numbers(band: syntax.BandNumbers, key: _Key, desk: Desk) -> core.Within | None:
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


def _fits(end: syntax.Quantity, last: str, key: _Key, desk: Desk) -> bool:
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
    written: syntax.ByBands, keys: Sequence[_Key], rows: Sequence[tuple[core.Band, ...]], desk: Desk
) -> bool:
    stretches = [tuple(_stretches(key, [row[column] for row in rows])) for column, key in enumerate(keys)]
    cells = 1
    for column in stretches:
        cells *= len(column)
    if cells > MOST_CELLS:
        desk.report.add(
            "table-too-large",
            f"this table tells {cells:,} combinations apart, and at most {MOST_CELLS:,} are looked through",
            at(written.span),
            help="make two tables of it",
        )
        return False
    missing: list[str] = []
    met: set[int] = set()
    twice: dict[tuple[int, int], str] = {}
    for cell in product(*stretches):
        holding = [
            index
            for index, row in enumerate(rows)
            if all(_lies(s.value, band, key) for s, band, key in zip(cell, row, keys, strict=True))
        ]
        met.update(holding)
        said = " and ".join(stretch.words for stretch in cell)
        if not holding:
            missing.append(said)
        for pair in pairwise(holding):
            twice.setdefault(pair, said)
    return _found(written, missing, met, twice, desk)


def _found(
    written: syntax.ByBands,
    missing: Sequence[str],
    met: set[int],
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
        if index not in met:
            desk.report.add(
                "band-never",
                "this row can never hold: its bands lie outside what its keys can be",
                at(row.span),
                help="correct the band, or leave the row out",
            )
    return len(desk.report.findings) == before


def _stretches(key: _Key, bands: Sequence[core.Band]) -> Iterator[_Stretch]:
    """A value of every stretch that the bands of a column tell apart, in order."""
    name = words(key.operand.typed.value)
    match key.operand.type:
        case Truth():
            yield from (_Stretch(True, f"{name} yes"), _Stretch(False, f"{name} no"))
        case Choice(values=values):
            yield from (_Stretch(word, f"{name} {word}") for word in values)
        case _:
            cuts = sorted({end for band in bands for end in _ends_of(band, key)})
            step = key.nearest
            if step is not None and step.value:
                yield from _steps(key, cuts, step.value, name)
            else:
                yield from _between(key, cuts, name)


def _ends_of(band: core.Band, key: _Key) -> Iterator[Fraction]:
    if isinstance(band, core.Within):
        for end in (band.lower, band.upper):
            if end is not None:
                yield _in_unit_of(end, key)


def _in_unit_of(end: core.Number, key: _Key) -> Fraction:
    return from_base(base_value(end), parse_unit(key.unit))


def _steps(key: _Key, cuts: Sequence[Fraction], step: Fraction, name: str) -> Iterator[_Stretch]:
    places = [place(cut / step) for cut in cuts for place in (floor, ceil)]
    around = {place + further for place in places for further in (-1, 0, 1)}
    ends = [e for e in (key.lower, key.upper) if e is not None]
    around |= {n for end in ends for n in (floor(end / step), ceil(end / step))}
    for place in sorted(around):
        value = place * step
        if _possible(value, key):
            yield _Stretch(value, f"{name} {_figure(value, key)}")


def _between(key: _Key, cuts: Sequence[Fraction], name: str) -> Iterator[_Stretch]:
    points = sorted({*cuts, *(end for end in (key.lower, key.upper) if end is not None)})
    points = [point for point in points if _possible(point, key)]
    if not points:
        yield _Stretch(Fraction(0), f"{name} of any size")
        return
    if key.lower is None:
        yield _Stretch(points[0] - 1, f"{name} below {_figure(points[0], key)}")
    for index, point in enumerate(points):
        yield _Stretch(point, f"{name} {_figure(point, key)}")
        if index + 1 < len(points):
            further = points[index + 1]
            said = f"{name} between {_figure(point, key)} and {_figure(further, key)}"
            yield _Stretch((point + further) / 2, said)
    if key.upper is None:
        yield _Stretch(points[-1] + 1, f"{name} above {_figure(points[-1], key)}")


def _possible(value: Fraction, key: _Key) -> bool:
    return (key.lower is None or value >= key.lower) and (key.upper is None or value <= key.upper)


def _figure(value: Fraction, key: _Key) -> str:
    return f"{digits(value)} {canonical(key.unit, value) if key.unit else ''}".rstrip()


def _lies(value: Fraction | str | bool, band: core.Band, key: _Key) -> bool:
    match band, value:
        case core.Anything(), _:
            return True
        case core.Holds(truth=truth), _:
            return value is truth
        case core.OneWord(word=word), _:
            return value == word
        case core.Within(), Fraction():
            return _inside(value, band, key)
        case _:
            return False


def _inside(value: Fraction, band: core.Within, key: _Key) -> bool:
    if band.lower is not None:
        lower = _in_unit_of(band.lower, key)
        if value < lower or (band.open_lower and value == lower):
            return False
    if band.upper is not None:
        upper = _in_unit_of(band.upper, key)
        if value > upper or (band.open_upper and value == upper):
            return False
    return True
