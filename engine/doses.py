"""What a written dosage comes to for a patient: ranges stay ranges, limits clip and say so.

    amount x basis          0.5 to 1 mg/kg/day x 70 kg = 35 to 70 mg/day
    upper = min(upper, most);  lower = min(max(lower, least), upper)

so a limit never raises a dose above its range by weight. What a definition computes is the amount itself.
Amounts never change an outcome: what cannot be computed leaves the printed dose and names the facts to ask for.

Everything in base units; nothing is rounded here.
"""

from __future__ import annotations

from fractions import Fraction

from engine.expressions import World
from engine.judged import merged, span_of
from engine.numerals import amount_text, span_text
from guideline_dsl import core, units
from guideline_dsl.base_values import base_value
from guideline_dsl.dimensions import AREA, MASS, TIME
from guideline_dsl.frozen import frozen
from guideline_dsl.values import Span, exactly
from guideline_dsl.wording import closer_words, frequency_words, keys_words, number_words, words

ORAL = frozenset(("orally", "by mouth"))


@frozen
class DoseResult:
    """A dosage for one patient.

    `amount` is as written (an amount, or an amount per time) after all limits, None when it cannot be had;
    `rate` the amount per time where a frequency or the unit tells it. `aim` is the preferred end. `target` is what it
    rises to. `confirm_above` is the upper figure of `usually` where the amount passes it. `gap` says why there is
    no amount although the source gives one.
    """

    amount: Span | None
    unit: units.Unit | None
    rate: Span | None
    rate_unit: units.Unit | None
    per_administration: Span | None
    administration_unit: units.Unit | None
    aim: Fraction | None = None
    aim_text: str = ""
    target: Span | None = None
    target_unit: units.Unit | None = None
    usual: Span | None = None
    usual_flag: str = ""
    confirm_above: Fraction | None = None
    limits_applied: tuple[str, ...] = ()
    arithmetic: tuple[str, ...] = ()
    gap: str = ""
    needs: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    preference_needs: tuple[str, ...] = ()
    most_per_day: str = ""
    """Of a course: the most of it on any one day, read out."""
    """Those of `needs` that only tell which end is preferred."""


def without_basis(unit: units.Unit, based: bool) -> units.Unit:
    """The unit of a dose after it was multiplied by its basis: `mg/kg/day` becomes `mg/day`."""
    if not based:
        return unit
    under = list(unit.under)
    for name in unit.under:
        if units.parse_unit(name).dimension in (MASS, AREA):
            under.remove(name)
            break
    return units.parse_unit("/".join((".".join(unit.over), *under)))


def is_per_time(unit: units.Unit) -> bool:
    """Whether the unit is per day, per week, ..."""
    return any(units.parse_unit(name).dimension == TIME for name in unit.under)


def is_per_basis(unit: units.Unit) -> bool:
    """Whether the unit is per kilogram or per square metre."""
    return any(units.parse_unit(name).dimension in (MASS, AREA) for name in unit.under)


@frozen
class _Basis:
    """What per-kilogram figures are multiplied with; `value` None when it is not known or does not exist."""

    value: Fraction | None
    text: str
    lines: tuple[str, ...]
    gap: str
    needs: tuple[str, ...]
    rests_on: tuple[str, ...]


def compute_dose(dose: core.Dose, world: World) -> DoseResult:
    """The dosage for this patient."""
    basis = _basis(dose.computed_by or dose.basis, world)
    aim, aim_text, asked, preferred = _preference(dose, world)
    needs = merged((basis.needs, asked))
    wanted = tuple(need for need in asked if need not in basis.needs)
    rests_on = merged((basis.rests_on, preferred))
    target, target_unit, target_lines = _target(dose, basis)
    if dose.amount is None:
        return DoseResult(
            None, None, None, None, None, None, target=target, target_unit=target_unit,
            arithmetic=(*basis.lines, *target_lines), gap=basis.gap, needs=needs, rests_on=rests_on,
            preference_needs=wanted,
        )  # fmt: skip
    written = units.parse_unit(dose.amount.upper.unit)
    based = dose.basis is not None and is_per_basis(written)
    computed = dose.computed_by is not None
    unit = without_basis(written, based)
    if basis.value is None and (based or computed or _limited_by_basis(dose)):
        return DoseResult(
            None, unit, None, None, None, None, target=target, target_unit=target_unit,
            aim_text=aim_text, arithmetic=basis.lines, gap=basis.gap, needs=needs, rests_on=rests_on,
            preference_needs=wanted,
        )  # fmt: skip
    factor = basis.value if based and basis.value is not None else Fraction(1)
    plain = exactly(basis.value) if computed and basis.value is not None else span_of(dose.amount)
    assert plain.lower is not None
    assert plain.upper is not None
    amount = Span(plain.lower * factor, plain.upper * factor)
    products = _products(dose.amount, basis.text, amount, unit) if based else []
    amount, applied = _limited(dose, amount, unit, basis)
    aim_base = None if aim is None else _inside(base_value(aim) * factor, amount)
    rate, rate_unit = _rate(dose, amount, unit)
    each, each_unit = _each(dose, amount, unit)
    usual, flag, confirm = _usual(dose, amount, unit, basis)
    if confirm is not None and aim_base is not None and aim_base > confirm:
        aim_base, aim_text = None, f"{aim_text}; only after the clinician confirms"
    if confirm is not None:
        ends = (plain.lower * factor, plain.upper * factor)[-len(products) :] if products else ()
        products = [
            f"{line} (above {amount_text(confirm, unit)} only after the clinician confirms)"
            if end > confirm
            else line
            for line, end in zip(products, ends, strict=True)
        ]
    lines = [*basis.lines, *products, *applied]
    several = dose.frequency is not None and dose.frequency.times > 1
    if rate is not None and rate_unit is not None and rate_unit != unit and several:
        lines.append(_rate_line(dose, amount, unit, rate, rate_unit))
    return DoseResult(
        amount, unit, rate, rate_unit, each, each_unit, aim_base, aim_text, target, target_unit,
        usual, flag, confirm, tuple(applied), (*lines, *target_lines), "", needs, rests_on, wanted,
        _most_of_course(dose, basis),
    )  # fmt: skip


def _basis(of: core.Expression | None, world: World) -> _Basis:
    if of is None:
        return _Basis(None, "", (), "", (), ())
    judged = world.judge(of)
    name = words(world.graph.display.of(of))
    unit = _unit_of(of, world)
    if judged.span.absent is True:
        return _Basis(None, name, (), f"there is no {name} for this patient", (), judged.rests_on)
    value = judged.span.point
    if value is None:
        why = "; ".join(judged.reasons)
        return _Basis(None, name, (), why, judged.needs, judged.rests_on)
    text = amount_text(value, unit)
    lines: tuple[str, ...] = ()
    if isinstance(of, core.DefinitionRef):
        definition = world.graph.definitions[of.name]
        lines = (f"{name} = {_formula(definition, world)} = {text}",)
    return _Basis(value, text, lines, "", (), judged.rests_on)


def _formula(definition: core.DefineNode, world: World) -> str:
    value, shown = definition.value, world.graph.display.of
    if isinstance(value, core.Cases):
        for arm in value.arms:
            if world.judge(arm.condition).truth is True:
                return words(shown(arm.value))
    if isinstance(value, core.Table):
        return f"the table by {keys_words(shown(value))}"
    return words(shown(value))


def _unit_of(expression: core.Expression, world: World) -> units.Unit:
    match expression:
        case core.FactRef(name=name):
            kind = world.graph.facts[name].type
            return units.parse_unit(kind.unit if isinstance(kind, core.NumberBetween) else "")
        case core.DefinitionRef(name=name):
            return units.parse_unit(world.graph.definitions[name].unit)
    return units.parse_unit("")


def _preference(
    dose: core.Dose, world: World
) -> tuple[core.Number | None, str, tuple[str, ...], tuple[str, ...]]:
    """The first preference that holds; an unknown one stops the search and is asked for."""
    for closer in dose.closers:
        judged = world.judge(closer.condition)
        if judged.truth is None:
            return None, "", judged.needs, ()
        if judged.truth:
            assumed = tuple(f"assumption:{name}" for name in closer.support.assumptions)
            return (
                closer.figure,
                closer_words(world.graph.display.of(closer)),
                (),
                merged((judged.rests_on, assumed)),
            )
    return None, "", (), ()


def _products(amount: core.Extent, basis: str, result: Span, unit: units.Unit) -> list[str]:
    assert result.lower is not None
    assert result.upper is not None
    lines = [f"{number_words(amount.lower)} x {basis} = {amount_text(result.lower, unit)}"]
    if amount.upper != amount.lower:
        lines.append(f"{number_words(amount.upper)} x {basis} = {amount_text(result.upper, unit)}")
    return lines


def _limited_by_basis(dose: core.Dose) -> bool:
    """Whether a limit is per kilogram or per square metre: without its basis the dose is not known either."""
    limits = (dose.at_least, dose.at_most)
    return any(limit is not None and is_per_basis(units.parse_unit(limit.unit)) for limit in limits)


def _limit(number: core.Number, dose: core.Dose, unit: units.Unit, basis: _Basis) -> tuple[Fraction, str]:
    """A limit in the terms of the dose (`unit`, base units), and in words.

    A limit per time of a dose without time is what it leaves for one administration: for the whole course
    where that is what is given, else by how often it is given, else what its own day, week ... allows.
    """
    own = units.parse_unit(number.unit)
    value, text = base_value(number), number_words(number)
    if is_per_basis(own):
        assert basis.value is not None
        value *= basis.value
        text = f"{text} x {basis.text} = {amount_text(value, without_basis(own, True))}"
    if not is_per_time(own) or is_per_time(unit):
        return value, text
    if dose.total_over is not None:
        return value * base_value(dose.total_over), f"{text}, on {number_words(dose.total_over)}"
    often = times_per_second(dose.frequency)
    if often is None:
        period = next(name for name in own.under if units.parse_unit(name).dimension == TIME)
        return value * base_value(core.Number(Fraction(1), period)), text
    assert dose.frequency is not None
    value /= often
    return value, f"{text}, {frequency_words(dose.frequency)} = {amount_text(value, unit)} each"


def _limited(dose: core.Dose, amount: Span, unit: units.Unit, basis: _Basis) -> tuple[Span, list[str]]:
    lower, upper = amount.lower, amount.upper
    assert lower is not None
    assert upper is not None
    applied: list[str] = []
    most = None if dose.at_most is None else _limit(dose.at_most, dose, unit, basis)
    least = None if dose.at_least is None else _limit(dose.at_least, dose, unit, basis)
    if most is not None and upper > most[0]:
        upper = most[0]
        applied.append(f"at most {most[1]}: {span_text(Span(min(lower, upper), upper), unit)}")
    elif most is not None:
        applied.append(f"at most {most[1]}: {'just reached' if upper == most[0] else 'not reached'}")
    if least is not None and lower < least[0]:
        lower = min(least[0], upper)
        limited = "; its range by weight ends below that" if lower < least[0] else ""
        applied.append(f"at least {least[1]}: {span_text(Span(lower, upper), unit)}{limited}")
    return Span(min(lower, upper), upper), applied


def _most_of_course(dose: core.Dose, basis: _Basis) -> str:
    """The most of a course on any one day, where a limit per time says so."""
    if dose.total_over is None or dose.at_most is None:
        return ""
    own = units.parse_unit(dose.at_most.unit)
    if not is_per_time(own):
        return ""
    based = is_per_basis(own)
    value = base_value(dose.at_most)
    if based:
        assert basis.value is not None
        value *= basis.value
    return amount_text(value, without_basis(own, based))


def _inside(value: Fraction, amount: Span) -> Fraction:
    assert amount.lower is not None
    assert amount.upper is not None
    return min(max(value, amount.lower), amount.upper)


def times_per_second(frequency: core.Frequency | None) -> Fraction | None:
    """How often in the base unit of time; None where that is not one number."""
    if frequency is None or frequency.continuous or frequency.every is None:
        return None
    every = span_of(frequency.every)
    return None if every.point is None else Fraction(frequency.times) / every.point


def _rate(dose: core.Dose, amount: Span, unit: units.Unit) -> tuple[Span | None, units.Unit | None]:
    if is_per_time(unit):
        return amount, unit
    often = times_per_second(dose.frequency)
    if often is None or dose.total_over is not None or dose.repeats:
        return None, None
    assert amount.lower is not None
    assert amount.upper is not None
    return Span(amount.lower * often, amount.upper * often), units.parse_unit(f"{unit.text}/{_period(often)}")


def target_rate(dose: core.Dose, result: DoseResult) -> Span | None:
    """What a dose rises to, as an amount per time; None when that cannot be told."""
    if result.target is None or result.target_unit is None or is_per_time(result.target_unit):
        return result.target
    often = times_per_second(dose.frequency)
    if often is None or result.target.lower is None or result.target.upper is None:
        return None
    return Span(result.target.lower * often, result.target.upper * often)


def _period(often: Fraction) -> str:
    """Per day where it is taken at least daily, else per week."""
    return "day" if often >= Fraction(1, 86400) else "week"


def _each(dose: core.Dose, amount: Span, unit: units.Unit) -> tuple[Span | None, units.Unit | None]:
    """The single dose: as written, or the amount per time divided by how often it is taken.

    Of a course the source gives the whole, and how it is divided only as a limit: there is no single dose.
    """
    if dose.total_over is not None:
        return None, None
    if not is_per_time(unit):
        return amount, unit
    often = times_per_second(dose.frequency)
    if often is None:
        return None, None
    assert amount.lower is not None
    assert amount.upper is not None
    single = units.parse_unit(".".join(unit.over))
    return Span(amount.lower / often, amount.upper / often), single


def _rate_line(dose: core.Dose, amount: Span, unit: units.Unit, rate: Span, rate_unit: units.Unit) -> str:
    assert dose.frequency is not None
    return f"{span_text(amount, unit)} {frequency_words(dose.frequency)} = {span_text(rate, rate_unit)}"


def _usual(
    dose: core.Dose, amount: Span, unit: units.Unit, basis: _Basis
) -> tuple[Span | None, str, Fraction | None]:
    """The usual band, what is to be said of it, and the figure above which the clinician confirms."""
    if dose.usually is None or (
        basis.value is None and is_per_basis(units.parse_unit(dose.usually.upper.unit))
    ):
        return None, "", None
    usual_lower, _ = _limit(dose.usually.lower, dose, unit, basis)
    usual_upper, _ = _limit(dose.usually.upper, dose, unit, basis)
    band = Span(usual_lower, usual_upper)
    assert amount.lower is not None
    assert amount.upper is not None
    text = span_text(band, unit)
    if amount.upper > usual_upper:
        above = Span(max(amount.lower, usual_upper), amount.upper)
        said = f"usually {text}; {span_text(above, unit)} only after the clinician confirms"
        return band, said, usual_upper
    if amount.upper < usual_lower:
        return band, f"below the usual {text}", None
    if amount.lower < usual_lower:
        return band, f"reaches below the usual {text}", None
    return band, f"within the usual {text}", None


def _target(dose: core.Dose, basis: _Basis) -> tuple[Span | None, units.Unit | None, tuple[str, ...]]:
    if dose.rising_to is None:
        return None, None, ()
    written = units.parse_unit(dose.rising_to.upper.unit)
    based = dose.basis is not None and is_per_basis(written)
    unit = without_basis(written, based)
    plain = span_of(dose.rising_to)
    assert plain.lower is not None
    assert plain.upper is not None
    if not based:
        return plain, unit, ()
    if basis.value is None:
        return None, unit, ()
    target = Span(plain.lower * basis.value, plain.upper * basis.value)
    lines = _products(dose.rising_to, basis.text, target, unit)
    return target, unit, tuple(f"target: {line}" for line in lines)
