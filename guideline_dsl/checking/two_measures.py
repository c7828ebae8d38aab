"""The two measures of a fact that has `where 1 mg/dL is 88.4 umol/L`, and what is kept apart for good.

The factor is the fact's own. It leads to the other measure, both ways, for the fact and for what is made of it
alone: its least, greatest and rounded values, sums and differences of values with the same factor, and their
multiples. Nothing else has two measures.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from guideline_dsl import core
from guideline_dsl.checking.shown_units import dimension_measured
from guideline_dsl.checking.value_types import Typed
from guideline_dsl.dimensions import PLAIN_NUMBER, Dimension, compatible, exponent_of
from guideline_dsl.operators import OPERATORS
from guideline_dsl.types import Number
from guideline_dsl.units import parse_unit, to_base


def dimension_of(typed: Typed) -> Dimension | None:
    """The dimension of a number; None of anything else."""
    return typed.type.dimension if isinstance(typed.type, Number) else None


def in_one_measure(values: Sequence[Typed]) -> tuple[list[Typed], tuple[Typed, Typed] | None]:
    """The numbers in one measure, as far as their factors lead to it; and two whose factors differ, if they meet.

    What has no factor stays as it is, and says in which measure the others are taken.
    """
    dimensions = [dimension_of(value) for value in values]
    known = [found for found in dimensions if found is not None]
    if len(known) < len(values) or all(compatible(known[0], other) for other in known):
        return list(values), None
    bare = [found for value, found in zip(values, known, strict=True) if value.conversion is None]
    wanted = bare[0] if bare else known[0]
    found = [led_to(value, wanted, value.conversion) for value in values]
    factors = [value for value in values if value.conversion is not None]
    unlike = next((value for value in factors if not _one_factor(value, factors[0])), None)
    return found, None if unlike is None else (factors[0], unlike)


def led_to(value: Typed, wanted: Dimension, factor: core.SubstanceFactor | None) -> Typed:
    """The value in the measure that is wanted, where the factor leads there; else the value."""
    own = dimension_of(value)
    if factor is None or own is None or compatible(own, wanted):
        return value
    for of, to in ((factor.of, factor.to), (factor.to, factor.of)):
        ends = dimension_measured(of.unit), dimension_measured(to.unit)
        if ends[0] is None or ends[1] is None:
            return value
        if compatible(ends[0], own) and compatible(ends[1], wanted):
            converted = core.Converted(value.value, of, to)
            return Typed(converted, Number(ends[1]), to.unit, value.lacking, value.size + 2, factor)
    return value


def factor_kept(name: str, values: Sequence[Typed]) -> core.SubstanceFactor | None:
    """The factor that still holds for the result of an operator."""
    first, *others = values
    match OPERATORS[name].typing:
        case "rounded" | "number":
            return first.conversion
        case "same numbers":
            measured = [value for value in values if not _is_written(value.value)]
            if measured and all(_one_factor(value, measured[0]) for value in measured):
                return measured[0].conversion
            return None
        case "product":
            scaled = [value for value in values if value.conversion is not None]
            bare = [value for value in values if value.conversion is None]
            return scaled[0].conversion if len(scaled) == 1 and all(map(_is_plain, bare)) else None
        case "quotient":
            return first.conversion if all(map(_is_plain, others)) else None
        case _:
            return None


def _one_factor(a: Typed, b: Typed) -> bool:
    if a.conversion is None or b.conversion is None:
        return False
    return _key(a.conversion) == _key(b.conversion)


@lru_cache(maxsize=4096)
def _key(factor: core.SubstanceFactor) -> frozenset[tuple[Dimension | None, object]]:
    """Two factors that say the same, whichever way round and in whichever units, have one key."""
    ends = [
        (dimension_measured(end.unit), to_base(end.value, parse_unit(end.unit)))
        for end in (factor.of, factor.to)
        if dimension_measured(end.unit) is not None
    ]
    return frozenset((kind, base / other) for (kind, base), (_, other) in zip(ends, ends[::-1], strict=True))


def _is_written(value: core.Expression) -> bool:
    match value:
        case core.Number():
            return True
        case core.Apply(operator="negative", operands=(inner,)):
            return _is_written(inner)
        case _:
            return False


def _is_plain(value: Typed) -> bool:
    found = dimension_of(value)
    return found is not None and compatible(found, PLAIN_NUMBER) and value.conversion is None


# ---------------------------------------------------------------- what stays apart


def how_to_convert(a: Dimension, b: Dimension) -> str:
    """What to write where two kinds of quantity are kept apart that people convert; "" of others."""
    for one, other in ((a, b), (b, a)):
        if exponent_of(one, "1.73m2") and not exponent_of(other, "1.73m2"):
            return (
                "a value indexed to body surface is another quantity than an absolute one; write the formula, as in "
                "`egfr in mL/min/1.73m2 * body_surface_area in m2 / 1.73 * 1 mL/min`"
            )
        if exponent_of(one, "equivalents") and exponent_of(other, "substance"):
            return (
                "`mEq` counts charges; write the formula with the charge of the ion, as in "
                "`calcium in mEq/L / 2 * 1 mmol/L`"
            )
        activity = next((kind for kind in ("IU", "U") if exponent_of(one, kind)), "")
        if activity and not exponent_of(other, activity):
            return (
                f"`{activity}` measures the activity of one substance; write the formula with the source's figure, "
                f"as in `dose_taken in {activity} * 0.025 * 1 mcg`"
            )
        if exponent_of(one, "mass") and exponent_of(other, "substance"):
            return (
                "a fact that says `where 1 mg/dL is ... umol/L`, and what is made of it alone, has both measures; "
                "otherwise take its plain number, as in `creatinine in umol/L`"
            )
    return ""
