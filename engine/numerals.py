"""Exact numbers as people read them.

A decimal that ends within six places is shown whole. Any other is cut off after four significant digits, never
rounded up: what is shown is never past a stated maximum, and the same number reads the same everywhere.
"""

from __future__ import annotations

from decimal import ROUND_DOWN, Context, Decimal
from fractions import Fraction

from guideline_dsl import units
from guideline_dsl.json_form import write_fraction
from guideline_dsl.values import Span

_SHOWN_WHOLE = 6
_SIGNIFICANT = 4
_LONGEST = 60
_ONE = Fraction(1)
_WRITTEN_OUT = 10**_LONGEST
"""Longer numbers are of no patient; they are cut off too, and shown with a power of ten."""


def decimal_of(number: Fraction) -> tuple[Decimal, bool]:
    """The number as a decimal, and whether it is exact."""
    whole = number * 10**_SHOWN_WHOLE
    if whole.denominator == 1 and abs(number) < _WRITTEN_OUT:
        return Decimal(write_fraction(number)), True
    quotient = Context(prec=60, rounding=ROUND_DOWN).divide(
        Decimal(number.numerator), Decimal(number.denominator)
    )
    return +Context(prec=_SIGNIFICANT, rounding=ROUND_DOWN).create_decimal(quotient), False


def plain(value: Decimal) -> str:
    """A decimal without trailing zeros; without exponent, unless it would be absurdly long."""
    if value and abs(value.adjusted()) >= _LONGEST:
        return f"{value.normalize():E}"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def closely(number: Fraction, places: int) -> Decimal:
    """The number as a decimal with at least so many places, cut off where it does not end."""
    shown, exact = decimal_of(number)
    step = Decimal(1).scaleb(-places)
    if exact or int(shown.as_tuple().exponent) <= -places:
        return shown
    return Decimal(int(number * 10**places)) * step


def number_text(number: Fraction) -> str:
    """A plain number."""
    return plain(decimal_of(number)[0])


def number_with_unit(value: Decimal, unit: str) -> str:
    """`35 mg`, `2 weeks`."""
    number = plain(value)
    return f"{number} {units.canonical(unit, _ONE if number == '1' else None)}".rstrip() if unit else number


def amount_text(base: Fraction, unit: units.Unit) -> str:
    """A value in base units, read out in `unit`."""
    return number_with_unit(decimal_of(units.from_base(base, unit))[0], unit.text)


def time_text(time: Fraction) -> str:
    """A length of time in seconds, in days from two days on, in hours from one hour on, else in minutes."""
    unit = "days" if time >= 2 * 86400 else "hours" if time >= 3600 else "minutes"
    return amount_text(time, units.parse_unit(unit))


def range_text(lower: Decimal, upper: Decimal, unit: str) -> str:
    """`35 to 70 mg`; once where both ends read the same."""
    last = number_with_unit(upper, unit)
    return last if number_with_unit(lower, unit) == last else f"{plain(lower)} to {last}"


def span_text(span: Span, unit: units.Unit) -> str:
    """A span in base units, read out in `unit`; open ends are said."""
    if span.lower is not None and span.upper is not None:
        lower, upper = (decimal_of(units.from_base(end, unit))[0] for end in (span.lower, span.upper))
        return range_text(lower, upper, unit.text)
    if span.lower is not None:
        return f"at least {amount_text(span.lower, unit)}"
    return f"at most {amount_text(span.upper, unit)}" if span.upper is not None else "not known"
