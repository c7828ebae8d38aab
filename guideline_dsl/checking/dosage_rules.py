"""Whether the parts of a dose make a dose together: basis, limits, frequency, gaps.

Every rule is one function that adds findings; `judge` calls them all.
"""

from __future__ import annotations

from fractions import Fraction

from guideline_dsl import core, syntax
from guideline_dsl.base_values import base_value
from guideline_dsl.checking.desk import Desk
from guideline_dsl.checking.dose_course import course, gaps, one_dose_fits, total
from guideline_dsl.checking.dose_units import time_unit
from guideline_dsl.checking.given_dose import GivenDose, figures_text
from guideline_dsl.checking.measured import Measured, measured_figure
from guideline_dsl.checking.only_frequency import Only, not_per, only_frequency_of, rate_forbidden
from guideline_dsl.checking.phrasing import listed, quoted
from guideline_dsl.checking.report import after, at
from guideline_dsl.checking.stretches import interval
from guideline_dsl.checking.typing_rules import Operand, number_expected
from guideline_dsl.diagnostics import Edit
from guideline_dsl.dimensions import AREA, MASS, Dimension, compatible, describe
from guideline_dsl.types import DoseKind, Number
from guideline_dsl.units import Unit, describe_unit, parse_unit, product, spoken
from guideline_dsl.wording import frequency_words


def judge(parts: GivenDose, dose: core.Dose, desk: Desk) -> None:
    """Add a finding for everything about a dose that does not fit."""
    _something_is_given(parts, desk)
    _more_than_nothing(parts, desk)
    _basis(parts, desk)
    for words, figure in parts.figures():
        if figure is not parts.leading:
            _fits_leading(words, figure, parts, dose, desk)
    _limits_in_order(parts, desk)
    _rate_within_limits(parts, dose, desk)
    _usual_band(parts, desk)
    _closers_inside(parts, desk)
    _frequency(parts, desk)
    _only_frequency(parts, desk)
    total(parts, desk)
    course(parts, dose, desk)
    one_dose_fits(parts, dose, desk)
    gaps(parts, dose, desk)


def _something_is_given(parts: GivenDose, desk: Desk) -> None:
    said = parts.give.amount is not None or any(isinstance(p, syntax.AsComputedBy) for p in parts.give.parts)
    if not said and not any(gap.word == "dose" for gap in parts.gaps):
        span = parts.give.which.span
        desk.report.add(
            "missing-dose",
            f"no dose of {quoted(parts.give.which.name.text)} is given",
            at(span),
            help="write the dose, or `dose not in source`",
            edit=Edit(after(span), " dose not in source"),
        )


def _more_than_nothing(parts: GivenDose, desk: Desk) -> None:
    for words, figure in parts.figures():
        if figure.extent.upper.value == 0:
            desk.report.add(
                "zero-dose",
                f"{words} is 0, which is no dose",
                at(figure.span),
                help="write `give nothing`, or `stop` the medicine",
            )


# ---------------------------------------------------------------- what the dose is multiplied with


def _basis(parts: GivenDose, desk: Desk) -> None:
    per = [figure for _, figure in parts.figures() if figure.kind.basis]
    if parts.basis is None or parts.basis_value is None:
        if per:
            _missing_basis(per[0], desk)
        return
    found = number_expected(Operand(parts.basis_value, parts.basis.name.span), desk.report)
    if found is None:
        return
    name = parts.basis.name.text
    if not per:
        if parts.leading is None:
            desk.report.add(
                "basis-without-dose",
                f"there is no dose that {quoted(f'by {name}')} could multiply",
                at(parts.basis.span),
                help="leave it out, or write the dose per kilogram or per square metre",
            )
        else:
            _comes_out_wrong(parts.leading, parts, found, desk)
        return
    for figure in per:
        if not compatible(found, _dimension_of_basis(figure.kind)):
            _comes_out_wrong(figure, parts, found, desk)
            return


def _dimension_of_basis(kind: DoseKind) -> Dimension:
    return AREA if kind.basis == "area" else MASS


def _missing_basis(figure: Measured, desk: Desk) -> None:
    wanted = _dimension_of_basis(figure.kind)
    names = _names_measured_in(wanted, desk)
    word = "square metre" if figure.kind.basis == "area" else "kilogram"
    chosen = "weight" if "weight" in names else names[0] if len(names) == 1 else ""
    written = [f"by {name}" for name in names[:4]] or [f"by {'area' if wanted == AREA else 'weight'}"]
    desk.report.add(
        "missing-basis",
        f"this dose is per {word}, and nothing says of what",
        at(figure.span, describe_unit(parse_unit(figure.extent.upper.unit))),
        help=f"write {listed(written)} after it" + ("" if names else ", and declare it as a fact"),
        edit=Edit(after(figure.span), f" by {chosen}") if chosen else None,
    )


def _names_measured_in(wanted: Dimension, desk: Desk) -> list[str]:
    known = {**desk.facts, **desk.definitions}
    return [
        n for n, t in known.items() if isinstance(t.type, Number) and compatible(t.type.dimension, wanted)
    ]


def _comes_out_wrong(figure: Measured, parts: GivenDose, basis: Dimension, desk: Desk) -> None:
    assert parts.basis is not None
    assert parts.basis_value is not None
    name = parts.basis.name.text
    unit = parse_unit(figure.extent.upper.unit)
    measured_in = parts.basis_value.unit
    by = parse_unit(measured_in)
    multiplied = spoken(product(unit, parse_unit("K") if by.offset else by))
    right_units = [figure.extent.upper.unit] if not figure.kind.basis else []
    if compatible(basis, AREA):
        right_units = [_with_basis(unit, figure.kind, "m2")]
    elif compatible(basis, MASS):
        right_units = [_with_basis(unit, figure.kind, "kg")]
    figures = figures_text(figure)
    fitting = compatible(basis, AREA) or compatible(basis, MASS)
    writings = [f"{figures} {right} by {name}" for right in right_units] if fitting else []
    if figure.kind.basis:
        others = [n for n in _names_measured_in(_dimension_of_basis(figure.kind), desk) if n != name]
        writings += [f"by {'weight' if 'weight' in others else others[0]}"] if others else []
    else:
        writings.append(f"{figures} {figure.extent.upper.unit}")
    desk.report.add(
        "dose-dimension",
        f"this dose comes out in {multiplied}, and a dose must be an amount, or an amount per time",
        at(figure.span, describe_unit(unit)),
        at(parts.basis.span, describe(basis)),
        help=f"write {listed(writings)}",
    )


def _with_basis(unit: Unit, kind: DoseKind, basis: str) -> str:
    """The unit per kilogram or per square metre: `mg/kg/week` becomes `mg/m2/week`."""
    under = [one for one in unit.under if parse_unit(one).dimension not in (MASS, AREA)]
    return "/".join(("·".join(unit.over), basis, *under))


# ---------------------------------------------------------------- limits


def _fits_leading(words: str, figure: Measured, parts: GivenDose, dose: core.Dose, desk: Desk) -> None:
    """A limit, or what a dose rises to, is of the kind of the dose it stands beside."""
    leading = parts.leading
    if leading is None:
        return
    if figure.kind.amount != leading.kind.amount:
        mine, other = _in_words(figure), _in_words(leading)
        message = f"the dose is {other} and {words} is {mine}: they cannot be compared"
        _unlike(message, figure, leading, desk, help="write both in units of one kind")
    elif leading.kind.per_time and not figure.kind.per_time:
        per = time_unit(parse_unit(leading.extent.upper.unit))
        message = f"the dose is an amount per {per}, and {words} has no time"
        mended = f"{figures_text(figure)} {figure.extent.upper.unit}/{per}"
        edit = Edit(after(figure.span), f"/{per}")
        _unlike(message, figure, leading, desk, help=f"write {quoted(mended)}", edit=edit)
    elif figure.kind.per_time and not leading.kind.per_time and not _has_a_rate(parts, dose):
        message = f"{words} is an amount per time, and nothing says how often the dose is given"
        how_often = "say how often, as in `once daily`, or write an amount without time"
        _unlike(message, figure, leading, desk, help=how_often)


def _unlike(
    message: str, figure: Measured, leading: Measured, desk: Desk, *, help: str, edit: Edit | None = None
) -> None:
    mine, other = at(figure.span, _in_words(figure)), at(leading.span, _in_words(leading))
    desk.report.add("limit-dimension", message, mine, other, help=help, edit=edit)


def _in_words(figure: Measured) -> str:
    return describe_unit(parse_unit(figure.extent.upper.unit))


def _has_a_rate(parts: GivenDose, dose: core.Dose) -> bool:
    gaps = {gap.word for gap in parts.gaps}
    return bool(
        parts.frequency or parts.total or dose.duration or dose.repeats or gaps & {"frequency", "interval"}
    )


def _limits_in_order(parts: GivenDose, desk: Desk) -> None:
    least, most, amount = parts.at_least, parts.at_most, parts.amount
    if least and most and least.kind == most.kind and _low(least) > _low(most):
        desk.report.add(
            "limits-reversed",
            "`at least` is above `at most`",
            at(least.span),
            at(most.span),
            help="write the smaller figure after `at least`",
        )
    if amount is None:
        return
    if most and most.kind == amount.kind and _high(most) < _low(amount):
        desk.report.add(
            "limits-reversed",
            "the whole dose lies above its `at most`",
            at(most.span),
            at(amount.span),
            help="correct the dose or the limit",
        )
    if least and least.kind == amount.kind and _low(least) > _high(amount):
        desk.report.add(
            "limits-reversed",
            "the whole dose lies below its `at least`",
            at(least.span),
            at(amount.span),
            help="correct the dose or the limit",
        )
    rising = parts.rising
    if rising and rising.kind == amount.kind and _high(rising) <= _low(amount):
        desk.report.add(
            "limits-reversed",
            "the dose rises to no more than it starts with",
            at(rising.span),
            at(amount.span),
            help="write the figure it rises to, above the starting dose",
        )


def _rate_within_limits(parts: GivenDose, dose: core.Dose, desk: Desk) -> None:
    """`400 mg 3 times daily, at most 1 g/day`: no dose as often as it is given keeps within the limit."""
    amount, often = parts.amount, parts.frequency
    if amount is None or often is None or amount.kind.per_time or parts.total or dose.repeats:
        return
    shortest, longest = interval(often)
    if not shortest:
        return
    for words, figure in (("at most", parts.at_most), ("at least", parts.at_least)):
        if figure is None or not figure.kind.per_time:
            continue
        if (figure.kind.amount, figure.kind.basis) != (amount.kind.amount, amount.kind.basis):
            continue
        beyond = (
            _low(amount) / longest > _high(figure)
            if words == "at most"
            else _high(parts.rising or amount) / shortest < _low(figure)
        )
        if beyond:
            desk.report.add(
                "limits-reversed",
                f"the dose, as often as it is given, comes to {'more' if words == 'at most' else 'less'} "
                f"than its `{words}`",
                at(figure.span),
                at(amount.span),
                help="correct the dose, how often it is given, or the limit",
            )


def _usual_band(parts: GivenDose, desk: Desk) -> None:
    """A usual dose that the dose can never be is a slip of one of the two."""
    amount, usually = parts.amount, parts.usually
    if amount is None or usually is None or amount.kind != usually.kind:
        return
    highest = _high(parts.rising) if parts.rising and parts.rising.kind == amount.kind else _high(amount)
    if _high(usually) < _low(amount) or _low(usually) > highest:
        desk.report.add(
            "usually-outside",
            "what is usually given is no dose that can be given here",
            at(usually.span),
            at(amount.span),
            help="correct the dose, or what is usual",
        )


def _low(figure: Measured) -> Fraction:
    return base_value(figure.extent.lower)


def _high(figure: Measured) -> Fraction:
    return base_value(figure.extent.upper)


def _closers_inside(parts: GivenDose, desk: Desk) -> None:
    for closer in parts.give.closers:
        figure = measured_figure(closer.quantity, desk)
        if figure is None:
            continue
        if parts.amount is None or parts.amount.extent.lower == parts.amount.extent.upper:
            desk.report.add(
                "closer-outside",
                "`closer to` chooses within a range, and this dose is none",
                at(closer.quantity.span),
                at((parts.amount or figure).span),
                help="write the dose as a range, as in `0.5 to 1 mg/kg/day`",
            )
        elif figure.kind != parts.amount.kind or not _low(parts.amount) <= _low(figure) <= _high(
            parts.amount
        ):
            unit = parts.amount.extent.upper.unit
            desk.report.add(
                "closer-outside",
                "`closer to` names a figure that is not within the dose",
                at(closer.quantity.span),
                at(parts.amount.span, "the dose"),
                help=f"write a figure from {figures_text(parts.amount)} {unit}",
            )


# ---------------------------------------------------------------- how often


def _frequency(parts: GivenDose, desk: Desk) -> None:
    """`15 mg/day once weekly` says two things: how much a day, and not every day."""
    leading, how_often = parts.leading, parts.frequency
    whole = parts.amount or parts.computed
    if whole is None or leading is None or how_often is None or parts.frequency_span is None:
        return
    unit = parse_unit(leading.extent.upper.unit)
    per = time_unit(unit)
    if not per or interval(how_often)[0] <= base_value(core.Number(Fraction(1), per)):
        return
    amount = "/".join(("·".join(unit.over), *(one for one in unit.under if one != per)))
    said = frequency_words(how_often)
    desk.report.add(
        "dose-and-frequency",
        f"a dose per {per} is not given {said}",
        at(parts.frequency_span),
        at(leading.span, f"a dose per {per}"),
        help=f"write {quoted(f'{figures_text(leading)} {amount} {said}')} if that is each dose"
        if parts.amount
        else "compute each dose, or leave out how often",
    )


def _only_frequency(parts: GivenDose, desk: Desk) -> None:
    """A medicine declared `only once weekly` is given in no other way, nor as any of its class."""
    which = parts.give.which
    names = desk.names.classes.get(which.name.text, []) if which.any_of_class else [which.name.text]
    for name in names:
        only = only_frequency_of(name, desk)
        if only is not None and _otherwise_than_only(name, only, parts, desk):
            return


def _otherwise_than_only(name: str, only: Only, parts: GivenDose, desk: Desk) -> bool:
    """Whether the dose is given otherwise than its `only` says; then with a finding."""
    said = frequency_words(only.frequency)
    wanted = interval(only.frequency)
    what = f"{quoted(name)} may be given {said} only"
    if parts.frequency is not None and parts.frequency_span is not None:
        if interval(parts.frequency) == wanted:
            return False
        desk.report.add(
            "forbidden-frequency",
            what,
            at(parts.frequency_span),
            at(only.span, "declared here"),
            help=f"write {quoted(said)}",
            edit=None if parts.give.which.any_of_class else Edit(parts.frequency_span, said),
        )
        return True
    if parts.apart is not None:
        if base_value(parts.apart) == wanted[0] == wanted[1]:
            return False
        where = next(part.span for part in parts.give.parts if isinstance(part, syntax.DosesApart))
        desk.report.add("forbidden-frequency", what, at(where), at(only.span, "declared here"))
        return True
    for _, figure in parts.figures():
        if not_per(figure.extent.upper.unit, wanted):
            rate_forbidden(name, only, figure.span, figure.extent.upper.unit, desk)
            return True
    unsaid = not any(gap.word in ("frequency", "interval") for gap in parts.gaps)
    if parts.amount is not None and not parts.amount.kind.per_time and unsaid:
        desk.report.add(
            "forbidden-frequency",
            f"{what}, and nothing says how often",
            at(parts.amount.span),
            at(only.span, "declared here"),
            help=f"write {quoted(said)}, or `frequency not in source`",
            edit=None if parts.total or parts.basis else Edit(after(parts.amount.span), f" {said}"),
        )
        return True
    return False
