"""Roots, logarithms, powers and rounding in a circuit: guideline_dsl/curves.py, for everybody at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import reduce
from types import MappingProxyType

from engine.compiled.circuit import Wire
from engine.compiled.curve_values import power_of_e
from engine.compiled.lowering import Lowering
from engine.compiled.symbolic import Bound, SymbolicNumber
from guideline_dsl import values
from guideline_dsl.elementary import decimal_logarithm, exponential, logarithm, raised
from guideline_dsl.frozen import frozen
from guideline_dsl.operators import RoundingRule

STEEPEST = Fraction(921)
"""e to more than this is not worked out (elementary.py)."""


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
    """e to that power; where it lies beyond what is worked out, open upwards, or down to zero."""
    numbers, circuit = low.numbers, low.circuit
    lower = Bound(numbers.select(a.lower.open, numbers.zero, _power_of_e(low, a.lower.at)), circuit.never)
    most = numbers.range(a.upper.at)[1]
    beyond = circuit.never
    if most is None or most > STEEPEST:
        beyond = numbers.held(numbers.curve("read", None, None, a.upper.at), ">", STEEPEST)
    upper = Bound(_most_of_e(low, a.upper.at), circuit.any((a.upper.open, beyond)))
    return low.spans.made(lower, upper, a.absent, a.present)


def _power_of_e(low: Lowering, at: Wire) -> Wire:
    least, most = (None if end is None else power_of_e(end) for end in low.numbers.range(at))
    return low.numbers.curve("exp", least if least is not None else Fraction(0), most, at)


def _most_of_e(low: Lowering, at: Wire) -> Wire:
    least, most = low.numbers.range(at)
    if least is not None and least >= -STEEPEST:
        return _power_of_e(low, at)
    first, last = (None if end is None else exponential(end).upper for end in (least, most))
    return low.numbers.curve("exp at most", first or Fraction(0), last, at)


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

    least, most = (end(number) for number in low.numbers.range(at))
    return low.numbers.curve(name, least, most, at)


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
    """A base above zero, or zero to a power above zero, to any power; anything where it may be another."""
    circuit, numbers = low.circuit, low.numbers
    zero = Fraction(0)
    refused = circuit.any(
        (
            a.lower.open,
            numbers.held(a.lower.at, "<", zero),
            circuit.all(
                (
                    circuit.no(numbers.held(a.lower.at, ">", zero)),
                    circuit.any((b.lower.open, numbers.held(b.lower.at, "<=", zero))),
                )
            ),
        )
    )
    endless = circuit.any((a.upper.open, b.lower.open, b.upper.open))
    corners = [_corner(low, x, y) for x, y in dict.fromkeys(_corners(low, a, b))]
    lower = reduce(numbers.least, dict.fromkeys(corner.lower for corner in corners))
    upper = reduce(numbers.greatest, dict.fromkeys(corner.upper for corner in corners))
    beyond = circuit.any(corner.beyond for corner in corners)
    return low.spans.made(
        Bound(numbers.select(endless, numbers.zero, lower), refused),
        Bound(upper, circuit.any((refused, endless, beyond))),
        circuit.any((a.absent, b.absent)),
        circuit.all((a.present, b.present)),
    )


def _corners(low: Lowering, a: SymbolicNumber, b: SymbolicNumber) -> Iterator[tuple[Wire, Wire]]:
    """The ends of which a power has its least and its greatest: it rises or falls in its base, and in its exponent."""
    least, most = low.numbers.range(b.lower.at)[0], low.numbers.range(b.upper.at)[1]
    one_way = (least is not None and least >= 0) or (most is not None and most <= 0)
    for base in (a.lower.at, a.upper.at):
        for exponent in (b.lower.at,) if one_way and b.lower.at is b.upper.at else (b.lower.at, b.upper.at):
            yield base, exponent


@frozen
class _Corner:
    """What one base to one exponent comes to; `beyond`: it has no upper end that is worked out."""

    lower: Wire
    upper: Wire
    beyond: Wire


def _corner(low: Lowering, base: Wire, exponent: Wire) -> _Corner:
    numbers, circuit = low.numbers, low.circuit
    found = [raised(x, y) for x in _above_zero(low, base) for y in _ends(low, exponent)]
    least, most = [span.lower for span in found], [span.upper for span in found]
    if len(found) < 4 or None in most:
        lower = numbers.curve("power", Fraction(0), None, base, exponent)
        upper = numbers.curve("power at most", Fraction(0), None, base, exponent)
        return _Corner(
            lower,
            upper,
            numbers.held(numbers.curve("power beyond", None, None, base, exponent), ">", Fraction(0)),
        )
    ends = min(end for end in least if end is not None), max(end for end in most if end is not None)
    lower = numbers.curve("power", *ends, base, exponent)
    exact = all(span.point is not None for span in found)
    upper = lower if exact else numbers.curve("power at most", *ends, base, exponent)
    return _Corner(lower, upper, circuit.never)


def _ends(low: Lowering, at: Wire) -> list[Fraction]:
    return [end for end in low.numbers.range(at) if end is not None]


def _above_zero(low: Lowering, at: Wire) -> list[Fraction]:
    return [end for end in _ends(low, at) if end > 0]
