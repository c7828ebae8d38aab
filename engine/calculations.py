"""The calculations of the table of operators, on numbers that may be unknown; and why one has no result.

A number that cannot be calculated is an unknown with a reason, which names the calculation and the value that
it cannot be done with. There is a reason only where no value that is still possible would do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from types import MappingProxyType

from engine.numerals import number_text
from guideline_dsl import core, values
from guideline_dsl.curves import CURVES, any_power, rounded
from guideline_dsl.operators import LARGEST_EXPONENT, ROUNDING_RULES
from guideline_dsl.values import Span
from guideline_dsl.wording import words

_FOLDS: Mapping[str, Callable[[Span, Span], Span]] = MappingProxyType(
    {
        "+": values.add,
        "-": lambda a, b: values.add(a, values.minus(b)),
        "*": values.multiply,
        "/": values.divide,
        "min": values.least,
        "max": values.greatest,
    }
)

_SINGLE: Mapping[str, Callable[[Span], Span]] = MappingProxyType(
    {"negative": values.minus, "sqrt": values.square_root, "abs": values.absolute, **CURVES}
)


def calculated(expression: core.Apply, operands: Sequence[Span]) -> tuple[Span, str]:
    """The result, and the reason why there is none ("" where there is, or may be, one).

    Raises KeyError for an operator that does not calculate.
    """
    value = _result(expression, operands)
    if value.absent is True or value.point is not None:
        return value, ""
    why = _why_none(expression, operands)
    return value, f"{why} in `{words(expression)}`" if why else ""


def _result(expression: core.Apply, operands: Sequence[Span]) -> Span:
    operator = expression.operator
    if operator in _SINGLE:
        return _SINGLE[operator](operands[0])
    if operator == "^":
        whole = whole_exponent(expression.operands[1])
        return any_power(operands[0], operands[1]) if whole is None else values.power(operands[0], whole)
    if operator in ROUNDING_RULES:
        step = operands[1].point
        if step is None:
            raise TypeError("the checker allows only a written step")
        return rounded(ROUNDING_RULES[operator], operands[0], step)
    return reduce(_FOLDS[operator], operands)


def whole_exponent(exponent: core.Expression) -> int | None:
    """The exponent that is a written whole number, of which powers are exact; None of any other."""
    match exponent:
        case core.Number(value=number, unit="") if number.denominator == 1 and number <= LARGEST_EXPONENT:
            return int(number)
        case core.Apply(operator="negative", operands=(inner,)):
            whole = whole_exponent(inner)
            return None if whole is None else -whole
        case _:
            return None


def _why_none(expression: core.Apply, operands: Sequence[Span]) -> str:
    first = operands[0]
    match expression.operator:
        case "/" if any(operand.point == 0 for operand in operands[1:]):
            return "a division by zero"
        case "sqrt" if _below(first, Fraction(0)):
            return f"the square root of a negative number{_single(first)}"
        case "ln" | "log10" if first.upper is not None and first.upper <= 0:
            return f"the logarithm of {_said(first, 'zero or less')}"
        case "exp":
            return _too_far(CURVES["exp"](first), _said(first, "a number"), "e to the power of")
        case "^":
            return _why_no_power(expression, operands)
        case _:
            return ""


def _why_no_power(expression: core.Apply, operands: Sequence[Span]) -> str:
    base, exponent = operands
    whole = whole_exponent(expression.operands[1])
    if whole is not None:
        return "a division by zero" if whole < 0 and base.point == 0 else ""
    if _below(base, Fraction(0)):
        return f"a power of a negative number{_single(base)}"
    if base.point == 0 and exponent.upper is not None and exponent.upper <= 0:
        return f"zero to the power of {_said(exponent, 'zero or less')}"
    return _too_far(any_power(base, exponent), _said(base, "a number"), "a power of")


def _too_far(result: Span, number: str, what: str) -> str:
    if result.lower is not None and result.upper is None and result.lower >= _HUGE:
        return f"{what} {number}, which is too large to be calculated,"
    if result.lower == 0 and result.upper is not None and result.upper <= 1 / _HUGE:
        return f"{what} {number}, which is too near to zero to be calculated,"
    return ""


_HUGE = Fraction(10**399)


def _below(a: Span, bound: Fraction) -> bool:
    return a.upper is not None and a.upper < bound


def _single(a: Span) -> str:
    return "" if a.point is None else f" ({number_text(a.point)})"


def _said(a: Span, otherwise: str) -> str:
    return otherwise if a.point is None else number_text(a.point)
