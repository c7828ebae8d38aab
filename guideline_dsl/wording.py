"""A condition, a dosage, a number in the words of the language, as they are read aloud.

The text of an expression is text of the language again, with as few parentheses as its meaning allows:
checked anew, it means the same. Only two things cannot be written in a file, because they are made by
checking alone, and are still read aloud: cases in the middle of an expression, and a count between two
bounds.

Declared absent: patients and their values; sentences about an answer (see engine/); layout.
"""

from __future__ import annotations

from enum import IntEnum
from fractions import Fraction
from typing import assert_never

from guideline_dsl import core
from guideline_dsl.json_form import write_fraction
from guideline_dsl.remembered import by_identity
from guideline_dsl.units import canonical

# ---------------------------------------------------------------- expressions


class _Binding(IntEnum):
    """How tightly the parts of a text hold together, loosest first; the levels of grammar.lark."""

    JOINED = 0
    NEGATED = 1
    TEST = 2
    ROUNDED = 3
    SUM = 4
    PRODUCT = 5
    FACTOR = 6
    POWER = 7
    CONVERTED = 8
    ATOM = 9


@by_identity
def words(expression: core.Expression) -> str:
    """The expression as text of the language: `weight >= 70 kg and not diabetes`."""
    return _said(expression)[0]


def _said(expression: core.Expression) -> tuple[str, _Binding]:
    match expression:
        case core.Number(value=value):
            return number_words(expression), _Binding.FACTOR if value < 0 else _Binding.ATOM
        case core.TruthConstant(value=truth):
            return "yes" if truth else "no", _Binding.ATOM
        case core.Symbol(value=symbol):
            return symbol, _Binding.ATOM
        case core.Day(value=day):
            return day.isoformat(), _Binding.ATOM
        case core.FactRef(name=name) | core.DefinitionRef(name=name):
            return name, _Binding.ATOM
        case core.Apply():
            return _applied(expression)
        case core.Member(subject=subject, values=values):
            return f"{_at(subject, _Binding.ROUNDED)} is {_among(values)}", _Binding.TEST
        case core.CountOf(operands=operands):
            return f"{_bound_words(expression)} of ({', '.join(map(words, operands))})", _Binding.TEST
        case core.Cases():
            return _cases_words(expression), _Binding.JOINED
        case core.Taking(crowd=crowd):
            return f"taking {crowd_words(crowd)}", _Binding.TEST
        case core.PlanHas(crowd=crowd):
            return f"plan has {crowd_words(crowd)}", _Binding.TEST
        case core.Done(procedure=procedure, within=within):
            since = f" within {number_words(within)}" if within is not None else ""
            return f"done {procedure}{since}", _Binding.TEST
        case core.MedicineMeasure(measure=measure, target=target):
            link = "on" if measure == "time" else "of"
            return f"{measure} {link} {crowd_words(target)}", _Binding.ATOM
        case core.Contraindicated(medicine=medicine):
            return f"{medicine} is contraindicated", _Binding.TEST
        case core.Converted(value=value):
            return _said(value)
        case core.Observed(measure=measure, fact=fact, within=within):
            link = " of" if measure in ("rise", "fall", "count") else ""
            return f"{measure}{link} {fact.name}{_within_words(within)}", _Binding.ATOM
        case core.Sustained(fact=fact, operator=sign, bound=bound, at_least=time, within=within):
            test = f"{fact.name} {sign} {_at(bound, _Binding.SUM)}"
            return f"{test} for at least {number_words(time)}{_within_words(within)}", _Binding.TEST
        case core.Today():
            return "today", _Binding.ATOM
        case core.Now():
            return "now", _Binding.ATOM
        case core.TimeBetween(start=start, end=core.Now()):
            return f"time since {_day(start)}", _Binding.ATOM
        case core.TimeBetween(start=start, end=end):
            return f"time from {_day(start)} to {_day(end)}", _Binding.ATOM
        case core.DateOf(moment=moment):
            return f"date of {_day(moment)}", _Binding.ATOM
        case core.Elapsed(unit=unit, start=start, end=end):
            if isinstance(end, core.Today):
                return f"full {unit}s since {_day(start)}", _Binding.ATOM
            return f"full {unit}s from {_day(start)} to {_day(end)}", _Binding.ATOM
        case core.DateShift(day=day, count=count, unit=unit):
            length = number_words(core.Number(Fraction(abs(count)), unit))
            return f"{_at(day, _Binding.SUM)} {'-' if count < 0 else '+'} {length}", _Binding.SUM
        case core.ExtremeItem(extreme=extreme, score=score):
            return f"{extreme} item of {score.name}", _Binding.ATOM
        case core.Table():
            return _table_words(expression), _Binding.JOINED
        case core.Score(items=items):
            return "; ".join(item_words(item) for item in items), _Binding.JOINED
    assert_never(expression)


def _within_words(time: core.Number | None) -> str:
    return "" if time is None else f" within {number_words(time)}"


def _day(expression: core.Expression) -> str:
    """What may stand after `since`: a name, a date or `today`, and anything else in parentheses."""
    bare = isinstance(
        expression, core.FactRef | core.DefinitionRef | core.Day | core.Today | core.Now | core.DateOf
    )
    return words(expression) if bare else f"({words(expression)})"


def _at(expression: core.Expression, level: _Binding) -> str:
    """The text where only what binds at least as tightly as `level` may stand bare."""
    text, binding = _said(expression)
    return text if binding >= level else f"({text})"


def _applied(apply: core.Apply) -> tuple[str, _Binding]:
    operands = apply.operands
    match apply.operator:
        case "and" | "or" as word:
            return f" {word} ".join(_at(x, _Binding.NEGATED) for x in operands), _Binding.JOINED
        case "not":
            return _negated(operands[0])
        case "<" | "<=" | ">" | ">=" | "is" as sign:
            left, right = operands
            return f"{_at(left, _Binding.ROUNDED)} {sign} {_at(right, _Binding.ROUNDED)}", _Binding.TEST
        case "+" | "-" as sign:
            return _chain(sign, operands, _Binding.SUM), _Binding.SUM
        case "*" | "/" as sign:
            return _chain(sign, operands, _Binding.PRODUCT), _Binding.PRODUCT
        case "negative":
            return f"-{_at(operands[0], _Binding.POWER)}", _Binding.FACTOR
        case "^":
            base, exponent = operands
            # An exponent may be written with a bare minus sign, which binds looser everywhere else.
            shown = words(exponent) if _is_negative(exponent) else _at(exponent, _Binding.CONVERTED)
            return f"{_at(base, _Binding.CONVERTED)} ^ {shown}", _Binding.POWER
        case "in":
            unit = canonical(apply.unit)
            return f"{_at(operands[0], _Binding.ATOM)} in {unit}", _Binding.CONVERTED
        case rule if rule.startswith("rounded "):
            number, step = operands
            bare = isinstance(number, core.Apply) and number.operator == "in"
            return (
                f"{_at(number, _Binding.CONVERTED if bare else _Binding.ATOM)} {rule} to {words(step)}",
                _Binding.ROUNDED,
            )
        case function:
            return f"{function}({', '.join(map(words, operands))})", _Binding.ATOM


def _negated(operand: core.Expression) -> tuple[str, _Binding]:
    if isinstance(operand, core.Apply) and operand.operator == "is":
        left, right = operand.operands
        return f"{_at(left, _Binding.ROUNDED)} is not {_at(right, _Binding.ROUNDED)}", _Binding.TEST
    if isinstance(operand, core.Member) and len(operand.values) == 1:
        return f"{_at(operand.subject, _Binding.ROUNDED)} is not {operand.values[0]}", _Binding.TEST
    return f"not {_at(operand, _Binding.TEST)}", _Binding.NEGATED


def _among(values: tuple[str, ...]) -> str:
    return values[0] if len(values) == 1 else f"any of ({', '.join(values)})"


def _chain(sign: str, operands: tuple[core.Expression, ...], level: _Binding) -> str:
    """`a - b - c` leans to the left: only the first operand may be a chain of the same level."""
    first, *rest = operands
    tighter = _Binding(level + 1)
    return f" {sign} ".join([_at(first, level), *(_at(x, tighter) for x in rest)])


def _is_negative(exponent: core.Expression) -> bool:
    match exponent:
        case core.Number(value=value):
            return value < 0
        case core.Apply(operator="negative", operands=(inner,)):
            return _said(inner)[1] >= _Binding.CONVERTED
        case _:
            return False


def _bound_words(count: core.CountOf) -> str:
    if count.at_most is None:
        return f"at least {count.at_least}"
    if count.at_least == count.at_most:
        return f"exactly {count.at_most}"
    if count.at_least == 0:
        return f"at most {count.at_most}"
    return f"{count.at_least} to {count.at_most}"


def _cases_words(cases: core.Cases) -> str:
    arms = [f"{words(arm.value)} when {words(arm.condition)}" for arm in cases.arms]
    last = "none" if cases.otherwise is None else words(cases.otherwise)
    return "; ".join([*arms, f"otherwise {last}"])


# ---------------------------------------------------------------- tables, scores


def _table_words(table: core.Table) -> str:
    return f"by {keys_words(table)}: {'; '.join(row_words(row) for row in table.rows)}"


def keys_words(table: core.Table) -> str:
    """The keys of a table: `age, sex`."""
    return ", ".join(_at(column.key, _Binding.SUM) for column in table.columns)


def row_words(row: core.TableRow) -> str:
    """`2 for 21 to 24`."""
    return f"{words(row.value)} for {', '.join(band_words(band) for band in row.bands)}"


def band_words(band: core.Band) -> str:
    """A band as it is written."""
    match band:
        case core.Anything():
            return "any"
        case core.Holds(truth=truth):
            return "yes" if truth else "no"
        case core.OneWord(word=word):
            return word
        case core.Within(lower=None, upper=core.Number() as upper):
            return f"less than {number_words(upper)}" if band.open_upper else f"{number_words(upper)} or less"
        case core.Within(lower=core.Number() as lower, upper=None):
            return f"more than {number_words(lower)}" if band.open_lower else f"{number_words(lower)} or more"
        case core.Within(lower=core.Number() as lower, upper=core.Number() as upper):
            if lower == upper and not (band.open_lower or band.open_upper):
                return number_words(upper)
            to = "to less than" if band.open_upper else "to"
            above = "more than " if band.open_lower else ""
            return f"{above}{write_fraction(lower.value)} {to} {number_words(upper)}"
        case _:
            raise TypeError("a band of numbers has an end")


def item_words(item: core.ScoreItem) -> str:
    """An item of a score: `2 points when stroke`, `points by age: ...`."""
    if isinstance(item.points, core.Table):
        only = "" if item.condition is None else f" when {words(item.condition)}"
        rows = "; ".join(row_words(row) for row in item.points.rows)
        return f"points by {keys_words(item.points)}{only} ({rows})"
    assert isinstance(item.points, core.Number)
    only = "" if item.condition is None else f" when {words(item.condition)}"
    return f"{points_words(item.points.value)}{only}"


def points_words(points: Fraction) -> str:
    """`1 point`, `2 points`, `-1 point`."""
    return f"{write_fraction(points)} {'point' if abs(points) == 1 else 'points'}"


# ---------------------------------------------------------------- numbers, crowds


def number_words(number: core.Number) -> str:
    """A number with its unit, exact: `0.5 mg/kg/day`, `1 week`, `2 weeks`."""
    return f"{write_fraction(number.value)} {canonical(number.unit, number.value)}".rstrip()


def extent_words(extent: core.Extent) -> str:
    """A range: `0.5 to 1 mg/kg/day`, `500 mg to 1 g`; one figure where the ends are the same."""
    if extent.lower == extent.upper:
        return number_words(extent.upper)
    if canonical(extent.lower.unit) == canonical(extent.upper.unit):
        return f"{write_fraction(extent.lower.value)} to {number_words(extent.upper)}"
    return f"{number_words(extent.lower)} to {number_words(extent.upper)}"


def crowd_words(crowd: core.Crowd) -> str:
    """`prednisone`, `any corticosteroid`, `at least 2 of immunosuppressant`."""
    if crowd.kind == "medicine":
        return crowd.name
    return f"any {crowd.name}" if crowd.at_least == 1 else f"at least {crowd.at_least} of {crowd.name}"


# ---------------------------------------------------------------- doses and deeds

_PERIODS = {"day": "daily", "week": "weekly", "month": "monthly"}
_COUNTS = {1: "once", 2: "twice"}


def frequency_words(frequency: core.Frequency) -> str:
    """`once daily`, `3 times weekly`, `every 4 to 6 hours`, `continuously`."""
    if frequency.continuous or frequency.every is None:
        return "continuously"
    count = _COUNTS.get(frequency.times, f"{frequency.times} times")
    every = frequency.every
    period = _PERIODS.get(canonical(every.upper.unit, every.upper.value))
    if every.lower == every.upper and every.upper.value == 1 and period is not None:
        return f"{count} {period}"
    return f"{'' if frequency.times == 1 else f'{count} '}every {extent_words(every)}"


def dose_words(give: core.GiveNode) -> str:
    """The dosage of a line as printed, without the medicine and without its `closer to` lines.

    `0.5 to 1 mg/kg/day by weight, at most 60 mg/day, orally once daily, for 2 to 4 weeks, immediately`.
    "" when the line says no more than the medicine.
    """
    dose = give.dose
    how = [dose.route, frequency_words(dose.frequency) if dose.frequency is not None else ""]
    parts = [
        amount_words(dose),
        f"at least {number_words(dose.at_least)}" if dose.at_least is not None else "",
        f"at most {number_words(dose.at_most)}" if dose.at_most is not None else "",
        f"usually {extent_words(dose.usually)}" if dose.usually is not None else "",
        " ".join(part for part in how if part),
        repeats_words(dose),
        rising_words(dose),
        f"for {extent_words(dose.duration)}" if dose.duration is not None else "",
        f"extendable to {number_words(dose.extendable_to)}" if dose.extendable_to is not None else "",
        "immediately" if dose.immediately else "",
        *(f"{gap} not in source" for gap in dose.gaps if gap != "dose"),
    ]
    return ", ".join(part for part in parts if part)


def closer_words(closer: core.Closer) -> str:
    """`closer to 0.5 mg/kg/day when diabetes`."""
    return f"closer to {number_words(closer.figure)} when {words(closer.condition)}"


def do_words(line: core.DoNode) -> str:
    """How something is done, without its name: `every 52 weeks, immediately`; "" when nothing is said."""
    parts = [
        frequency_words(line.frequency) if line.frequency is not None else "",
        "immediately" if line.immediately else "",
        *(f"{gap} not in source" for gap in line.gaps),
    ]
    return ", ".join(part for part in parts if part)


def amount_words(dose: core.Dose) -> str:
    """`0.5 to 1 mg/kg/day by weight`, `1 to 2 g/kg in total over 2 days`, `dose not in source`; "" for none."""
    parts = ["dose not in source"] if "dose" in dose.gaps else []
    if dose.computed_by is not None:
        parts.append(f"as computed by {_at(dose.computed_by, _Binding.ATOM)}")
    elif dose.amount is not None:
        parts.append(extent_words(dose.amount))
        if dose.basis is not None:
            parts.append(f"by {_at(dose.basis, _Binding.ATOM)}")
    if dose.total_over is not None:
        parts.append(f"in total over {number_words(dose.total_over)}")
    return " ".join(parts)


def repeats_words(dose: core.Dose) -> str:
    """`2 doses 2 weeks apart`; "" when it is not said."""
    if not dose.repeats:
        return ""
    apart = f" {number_words(dose.apart)} apart" if dose.apart is not None else ""
    return f"{dose.repeats} doses{apart}"


def rising_words(dose: core.Dose) -> str:
    """`rising to 25 mg/week within 3 to 6 months`; "" when it is not said."""
    if dose.rising_to is None:
        return ""
    basis = ""
    if dose.basis is not None and dose.amount is None:
        basis = f" by {_at(dose.basis, _Binding.ATOM)}"
    within = f" within {extent_words(dose.rising_within)}" if dose.rising_within is not None else ""
    return f"rising to {extent_words(dose.rising_to)}{basis}{within}"
