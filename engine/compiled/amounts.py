"""What a written dosage comes to, in a circuit: the figures of engine/doses.py, without their words.

Declared absent: which end of a range is preferred, and the usual band: an answer has neither.
"""

from __future__ import annotations

from fractions import Fraction

from engine.compiled.circuit import Wire
from engine.compiled.judging import Judging
from engine.doses import is_per_basis, is_per_time, times_per_second, without_basis
from engine.judged import span_of
from guideline_dsl import core, units
from guideline_dsl.base_values import base_value
from guideline_dsl.dimensions import TIME
from guideline_dsl.frozen import frozen


@frozen
class CircuitDose:
    """A dosage for everybody.

    `known`: there is an amount, `lower` to `upper`: the rate where `rated`, else the amount as written. `target` is the
    upper end of what it rises to, as a rate, where `target_known`. `needs` are all that would complete it, `amounts`
    those but for what only tells which end is preferred.
    """

    known: Wire
    lower: Wire
    upper: Wire
    rated: bool
    unit: str
    target_known: Wire
    target: Wire
    needs: Wire
    amounts: Wire


@frozen
class _Basis:
    known: Wire
    value: Wire
    needs: Wire


def circuit_dose(dose: core.Dose, judging: Judging) -> CircuitDose:
    """The dosage."""
    circuit, numbers = judging.circuit, judging.numbers
    basis = _basis(dose.computed_by or dose.basis, judging)
    needs = circuit.union((basis.needs, _asked_preference(dose, judging)))
    target_known, target = _target(dose, basis, judging)
    if dose.amount is None:
        return CircuitDose(
            circuit.never, numbers.zero, numbers.zero, False, "", target_known, target, needs, basis.needs
        )
    based = dose.basis is not None and is_per_basis(units.parse_unit(dose.amount.upper.unit))
    unit = without_basis(units.parse_unit(dose.amount.upper.unit), based)
    computed = dose.computed_by is not None
    limited = any(
        n is not None and is_per_basis(units.parse_unit(n.unit)) for n in (dose.at_least, dose.at_most)
    )
    known = basis.known if based or computed or limited else circuit.yes
    plain = span_of(dose.amount)
    assert plain.lower is not None
    assert plain.upper is not None
    lower, upper = numbers.fixed(plain.lower), numbers.fixed(plain.upper)
    if computed:
        lower = upper = basis.value
    if based:
        lower, upper = numbers.multiply(lower, basis.value), numbers.multiply(upper, basis.value)
    lower, upper = _limited(dose, lower, upper, unit, basis, judging)
    often = times_per_second(dose.frequency)
    if is_per_time(unit):
        return CircuitDose(known, lower, upper, True, unit.text, target_known, target, needs, basis.needs)
    if often is None or dose.total_over is not None or dose.repeats:
        return CircuitDose(known, lower, upper, False, unit.text, target_known, target, needs, basis.needs)
    factor = numbers.fixed(often)
    period = "day" if often >= Fraction(1, 86400) else "week"
    rate_unit = units.parse_unit(f"{unit.text}/{period}")
    lower, upper = numbers.multiply(lower, factor), numbers.multiply(upper, factor)
    return CircuitDose(known, lower, upper, True, rate_unit.text, target_known, target, needs, basis.needs)


def _basis(of: core.Expression | None, judging: Judging) -> _Basis:
    circuit = judging.circuit
    if of is None:
        return _Basis(circuit.never, judging.numbers.zero, circuit.nothing)
    value = judging.number(of)
    return _Basis(value.point, value.lower.at, circuit.when(circuit.no(value.absent), value.needs))


def _asked_preference(dose: core.Dose, judging: Judging) -> Wire:
    """What tells which end is preferred: the first unknown one stops the search."""
    circuit = judging.circuit
    reached, asked = circuit.yes, circuit.nothing
    for closer in dose.closers:
        judged = judging.truth(closer.condition)
        unknown = circuit.all((reached, judging.truths.unknown(judged)))
        asked = circuit.union((asked, circuit.when(unknown, judged.needs)))
        reached = circuit.all((reached, judged.no))
    return asked


def _limit(number: core.Number, dose: core.Dose, unit: units.Unit, basis: _Basis, judging: Judging) -> Wire:
    """A limit in the terms of the dose, base units."""
    own = units.parse_unit(number.unit)
    value = judging.numbers.fixed(base_value(number))
    if is_per_basis(own):
        value = judging.numbers.multiply(value, basis.value)
    if not is_per_time(own) or is_per_time(unit):
        return value
    if dose.total_over is not None:
        return judging.numbers.multiply(value, judging.numbers.fixed(base_value(dose.total_over)))
    often = times_per_second(dose.frequency)
    if often is None:
        period = next(name for name in own.under if units.parse_unit(name).dimension == TIME)
        factor = base_value(core.Number(Fraction(1), period))
    else:
        factor = 1 / often
    return judging.numbers.multiply(value, judging.numbers.fixed(factor))


def _limited(
    dose: core.Dose, lower: Wire, upper: Wire, unit: units.Unit, basis: _Basis, judging: Judging
) -> tuple[Wire, Wire]:
    numbers = judging.numbers
    if dose.at_most is not None:
        upper = numbers.least(upper, _limit(dose.at_most, dose, unit, basis, judging))
    if dose.at_least is not None:
        lower = numbers.greatest(lower, _limit(dose.at_least, dose, unit, basis, judging))
    if dose.at_most is not None or dose.at_least is not None:
        lower = numbers.least(lower, upper)
    return lower, upper


def _target(dose: core.Dose, basis: _Basis, judging: Judging) -> tuple[Wire, Wire]:
    """The upper end of what a dose rises to, as an amount per time, and whether it can be told."""
    circuit, numbers = judging.circuit, judging.numbers
    if dose.rising_to is None:
        return circuit.never, numbers.zero
    written = units.parse_unit(dose.rising_to.upper.unit)
    based = dose.basis is not None and is_per_basis(written)
    upper = numbers.fixed(base_value(dose.rising_to.upper))
    known = circuit.yes
    if based:
        known, upper = basis.known, numbers.multiply(upper, basis.value)
    if not is_per_time(without_basis(written, based)):
        often = times_per_second(dose.frequency)
        if often is None:
            return circuit.never, numbers.zero
        upper = numbers.multiply(upper, numbers.fixed(often))
    return known, upper
