"""Whether two recommendations say the same: medicine, amount, route, frequency and duration agree."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from engine.doses import DoseResult
from engine.frequencies import same_frequency
from engine.judged import span_of
from engine.packages import DoResult, GiveResult, LineResult, PackageResult, StopResult
from guideline_dsl import core, values
from guideline_dsl.base_values import base_value
from guideline_dsl.values import Span, Truth


def packages_agree(a: PackageResult, b: PackageResult) -> bool:
    """Whether two packages surely come to the same, whatever the order of their lines."""
    if a.nothing != b.nothing or len(a.lines) != len(b.lines):
        return False
    rest = list(b.lines)
    for line in a.lines:
        twin = next((other for other in rest if _lines_agree(line, other)), None)
        if twin is None:
            return False
        rest.remove(twin)
    return True


def _lines_agree(a: LineResult, b: LineResult) -> bool:
    match a, b:
        case GiveResult(), GiveResult():
            return (a.line.target, a.line.name) == (b.line.target, b.line.name) and doses_agree(a, b) is True
        case DoResult(), DoResult():
            return replace(a.line, id="", parent="") == replace(b.line, id="", parent="")
        case StopResult(), StopResult():
            return (a.line.target, a.line.name) == (b.line.target, b.line.name)
    return False


def doses_agree(a: GiveResult, b: GiveResult) -> Truth:
    """Whether two gives of one medicine come to the same dose; unknown while an amount is."""
    if dose_meaning(a.line.dose) == dose_meaning(b.line.dose):
        return True
    if not manner_agrees(a.line.dose, b.line.dose):
        return False
    return values.all_hold((_amounts_agree(a.dose, b.dose), _targets_agree(a.dose, b.dose)))


def doses_agree_across(a: GiveResult, b: GiveResult) -> Truth:
    """Whether gives of two guidelines come to the same dose.

    What they multiply with, and when they prefer an end of a range, may be called the same and be defined otherwise.
    """
    written = (a.line.dose, b.line.dose)
    if any(dose.basis is not None or dose.computed_by is not None or dose.closers for dose in written):
        if not manner_agrees(a.line.dose, b.line.dose):
            return False
        return values.all_hold((_amounts_agree(a.dose, b.dose), _targets_agree(a.dose, b.dose)))
    return doses_agree(a, b)


def dose_meaning(dose: core.Dose) -> core.Dose:
    """A dose without what answers for its preferences."""
    closers = tuple(replace(closer, support=core.UNSUPPORTED) for closer in dose.closers)
    return replace(dose, closers=closers)


def manner_agrees(a: core.Dose, b: core.Dose) -> bool:
    """Whether two written doses agree in all but their amounts."""

    def manner(dose: core.Dose) -> tuple[object, ...]:
        return (
            dose.route, _base_extent(dose.duration), _base(dose.extendable_to), _base(dose.total_over),
            dose.repeats, _base(dose.apart), _base_extent(dose.rising_within), dose.rising_to is None,
            dose.amount is None, frozenset(dose.gaps),
        )  # fmt: skip

    if manner(a) != manner(b):
        return False
    if a.frequency is None or b.frequency is None:
        return a.frequency is b.frequency
    return same_frequency(a.frequency, b.frequency)


def _base(number: core.Number | None) -> Fraction | None:
    """So that 7 days are 1 week."""
    return None if number is None else base_value(number)


def _base_extent(extent: core.Extent | None) -> Span | None:
    return None if extent is None else span_of(extent)


def _amounts_agree(a: DoseResult, b: DoseResult) -> Truth:
    if a.needs or b.needs:
        return None
    if (a.aim, a.confirm_above) != (b.aim, b.confirm_above):
        return False
    first, second = (a.rate, b.rate) if a.rate is not None and b.rate is not None else (a.amount, b.amount)
    return _spans_agree(first, second)


def _targets_agree(a: DoseResult, b: DoseResult) -> Truth:
    return True if a.target is None and b.target is None else _spans_agree(a.target, b.target)


def _spans_agree(a: Span | None, b: Span | None) -> Truth:
    return a is b if a is None or b is None else a == b
