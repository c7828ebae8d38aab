"""Roots, logarithms, powers and rounding in a circuit: guideline_dsl/curves.py, for everybody at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType

from engine.compiled.circuit import Wire
from engine.compiled.curve_values import point_of, power_of_e
from engine.compiled.lowering import Lowering
from engine.compiled.not_lowered import NotLowered
from engine.compiled.symbolic import Bound, SymbolicNumber
from guideline_dsl import values
from guideline_dsl.curves import any_power as power_of_spans
from guideline_dsl.elementary import decimal_logarithm, logarithm
from guideline_dsl.operators import RoundingRule

_STEEPEST = 900
"""e to a power within this is always worked out (elementary.py)."""


def _root(low: Lowering, a: SymbolicNumber) -> SymbolicNumber:
    numbers, circuit = low.numbers, low.circuit
    allowed = circuit.all((circuit.no(a.lower.open), numbers.at_most(numbers.zero, a.lower.at)))
    return _where(
        low, allowed, a, lambda at: _curve(low, "sqrt", at, values.root_of, Fraction(0), inclusive=True)
    )


def _logarithm(
    name: str, of: Callable[[Fraction], Fraction]
) -> Callable[[Lowering, SymbolicNumber], SymbolicNumber]:
    def lowered(low: Lowering, a: SymbolicNumber) -> SymbolicNumber:
        allowed = low.circuit.all(
            (low.circuit.no(a.lower.open), low.numbers.less(low.numbers.zero, a.lower.at))
        )
        return _where(low, allowed, a, lambda at: _curve(low, name, at, of, Fraction(0), inclusive=False))

    return lowered


def _exponential(low: Lowering, a: SymbolicNumber) -> SymbolicNumber:
    for end in (a.lower, a.upper):
        least, most = low.numbers.range(end.at)
        if end.open is not low.circuit.never or least is None or most is None:
            raise NotLowered("exponential")
        if least < -_STEEPEST or most > _STEEPEST:
            raise NotLowered("exponential")
    return low.spans.rising(a, lambda at: _curve(low, "exp", at, power_of_e, None, inclusive=True))


def _where(low: Lowering, allowed: Wire, a: SymbolicNumber, curve: Callable[[Wire], Wire]) -> SymbolicNumber:
    """A rising function where its lower end allows it; anything elsewhere."""
    circuit, spans = low.circuit, low.spans
    anything = spans.made(spans.anything.lower, spans.anything.upper, a.absent, a.present)
    if allowed is circuit.never:
        return anything
    return spans.chosen(allowed, spans.rising(a, curve), anything)


def _curve(
    low: Lowering,
    name: str,
    at: Wire,
    of: Callable[[Fraction], Fraction],
    beyond: Fraction | None,
    *,
    inclusive: bool,
) -> Wire:
    """A curve, with its range where that of what it is of can be told; defined above `beyond` only."""

    def end(number: Fraction | None) -> Fraction | None:
        if number is None or (
            beyond is not None and (number < beyond or (number == beyond and not inclusive))
        ):
            return None
        return of(number)

    if at.operation == "constant":
        (value,) = at.args
        assert isinstance(value, Fraction)
        found = end(value)
        return low.numbers.zero if found is None else low.numbers.fixed(found)
    least, most = (end(number) for number in low.numbers.range(at))
    return low.numbers.curve(name, at, least, most)


def _rounded(rule: RoundingRule) -> Callable[[Lowering, SymbolicNumber], SymbolicNumber]:
    return lambda low, a: low.spans.rising(a, lambda at: low.numbers.round(rule, Fraction(1), at))


CURVES: Mapping[str, Callable[[Lowering, SymbolicNumber], SymbolicNumber]] = MappingProxyType(
    {
        "sqrt": _root,
        "ln": _logarithm("ln", logarithm),
        "log10": _logarithm("log10", decimal_logarithm),
        "exp": _exponential,
        "floor": _rounded("rounded down"),
        "ceil": _rounded("rounded up"),
    }
)
"""By the name of the operator."""


def any_power(low: Lowering, a: SymbolicNumber, b: SymbolicNumber) -> SymbolicNumber:
    """A base that is surely above zero, to a power that is the same for everybody and not zero."""
    exponent = (
        b.lower.at.args[0] if b.lower.at.operation == "constant" and b.point is low.circuit.yes else None
    )
    least, most = low.numbers.range(a.lower.at)[0], low.numbers.range(a.upper.at)[1]
    closed = a.lower.open is a.upper.open is low.circuit.never
    if not isinstance(exponent, Fraction) or least is None or most is None or least <= 0 or not closed:
        raise NotLowered("power")
    written = values.exactly(exponent)
    ends = [power_of_spans(values.exactly(number), written) for number in (least, most)]
    if any(end.point is None for end in ends):
        raise NotLowered("power")
    name = f"power {exponent}"

    def curve(at: Wire) -> Wire:
        found = sorted(point_of(power_of_spans(values.exactly(end), written)) for end in _ends(low, at))
        return low.numbers.curve(name, at, found[0], found[-1])

    lower, upper = (Bound(curve(end.at), low.circuit.never) for end in (a.lower, a.upper))
    if exponent < 0:
        lower, upper = upper, lower
    return low.spans.made(lower, upper, a.absent, a.present)


def _ends(low: Lowering, at: Wire) -> list[Fraction]:
    return [end for end in low.numbers.range(at) if end is not None]
