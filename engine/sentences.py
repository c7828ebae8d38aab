"""Recommendations and dosages in words."""

from __future__ import annotations

from fractions import Fraction

from engine.assessment import Dosage, FigureRange
from engine.doses import ORAL, DoseResult, is_per_time
from engine.expressions import base_value
from engine.figures import amount_text, figure, figure_range
from engine.packages import DoResult, GiveResult, StopResult
from engine.tablets import tablets_text
from guideline_dsl import core, units
from guideline_dsl.dimensions import TIME
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.wording import do_words, dose_words, extent_words, frequency_words, number_words

_VERBS = {
    "start": "Start",
    "continue": "Continue",
    "change": "Change to",
    "start or continue": "Start, or continue if it is taken:",
    "continue or change": "Continue, or change to:",
}


def medicine_title(graph: DecisionGraph, name: str) -> str:
    """The name a medicine is shown with."""
    medicine = graph.medicines.get(name)
    return medicine.title if medicine is not None and medicine.title else name.replace("_", " ")


def need_words(need: str) -> str:
    """What is asked for, as a name: `weight`, `dose of prednisone`, `medication list`."""
    kind, _, rest = need.partition(":")
    if kind != "medicine":
        return rest or need
    name, _, detail = rest.partition(":")
    return f"{detail} {'on' if detail == 'time' else 'of'} {name}"


def need_names(needs: tuple[str, ...]) -> tuple[str, ...]:
    """The names of what is asked for."""
    return tuple(dict.fromkeys(need_words(need) for need in needs))


# ---------------------------------------------------------------- dosages


def dosage_of(give: GiveResult, graph: DecisionGraph) -> Dosage:
    """The dosage of a line for this patient."""
    written, dose = give.line.dose, give.dose
    amount = _range(dose)
    single = None
    if (
        dose.per_administration is not None
        and dose.administration_unit is not None
        and dose.amount is not None
    ):
        single = figure_range(dose.per_administration, dose.administration_unit)
    tablets = _tablets(give, graph)
    return Dosage(
        text=_text(give, amount, tablets),
        printed=dose_words(give.line),
        amount=amount,
        per_administration=single,
        aiming_at=figure(dose.aim, dose.unit) if dose.aim is not None and dose.unit is not None else None,
        usual=figure_range(dose.usual, dose.unit)
        if dose.usual is not None and dose.unit is not None
        else None,
        usual_flag=dose.usual_flag,
        confirm_above=(
            figure(dose.confirm_above, dose.unit)
            if dose.confirm_above is not None and dose.unit is not None
            else None
        ),
        limits_applied=dose.limits_applied,
        rising_to=(
            figure_range(dose.target, dose.target_unit)
            if dose.target is not None and dose.target_unit is not None
            else None
        ),
        route=written.route,
        frequency=frequency_words(written.frequency) if written.frequency is not None else "",
        duration=extent_words(written.duration) if written.duration is not None else "",
        tablets=tablets,
        arithmetic=dose.arithmetic,
        not_in_source=written.gaps,
        needs=need_names(give.dose_needs),
    )


def _range(dose: DoseResult) -> FigureRange | None:
    if dose.rate is not None and dose.rate_unit is not None:
        return figure_range(dose.rate, dose.rate_unit)
    if dose.amount is not None and dose.unit is not None:
        return figure_range(dose.amount, dose.unit)
    return None


def _text(give: GiveResult, amount: FigureRange | None, tablets: str) -> str:
    written, dose = give.line.dose, give.dose
    if amount is None:
        printed = dose_words(give.line)
        if dose.gap:
            return f"{printed} ({dose.gap})"
        needed = ", ".join(need_names(tuple(n for n in dose.needs if n not in dose.preference_needs)))
        if written.amount is not None and needed:
            printed = f"{printed} (the amount needs {needed})"
        return f"{printed}, {dose.aim_text}" if dose.aim_text else printed
    parts = [_figures(written, dose, amount)]
    if dose.aim is not None and dose.unit is not None:
        parts.append(f"aiming at {amount_text(dose.aim, dose.unit)}")
    elif dose.aim_text:
        parts.append(dose.aim_text)
    if dose.confirm_above is not None:
        parts.append(dose.usual_flag)
    parts.extend(_manner(written, dose))
    if tablets:
        parts.append(f"tablets {tablets}")
    return ", ".join(parts)


def _figures(written: core.Dose, dose: DoseResult, amount: FigureRange) -> str:
    """`35 to 70 mg/day`; for a single dose with a frequency `500 mg twice daily (1000 mg/day)`."""
    said = amount.text
    often = frequency_words(written.frequency) if written.frequency is not None else ""
    if dose.unit is not None and dose.amount is not None and not is_per_time(dose.unit):
        said = figure_range(dose.amount, dose.unit).text
        if often:
            said = f"{said} {often}"
        if dose.rate is not None and written.frequency is not None and written.frequency.times > 1:
            said = f"{said} ({amount.text})"
    elif often:
        said = f"{said} {often}"
    if written.total_over is not None:
        said = f"{said} in total over {number_words(written.total_over)}"
    if written.repeats and written.apart is not None:
        said = f"{said}, {written.repeats} doses {number_words(written.apart)} apart"
    return said


def _manner(written: core.Dose, dose: DoseResult) -> list[str]:
    parts: list[str] = []
    if written.route:
        parts.append(written.route)
    if written.duration is not None:
        parts.append(f"for {extent_words(written.duration)}")
    if written.extendable_to is not None:
        parts.append(f"extendable to {number_words(written.extendable_to)}")
    if written.rising_to is not None:
        target = extent_words(written.rising_to)
        if dose.target is not None and dose.target_unit is not None:
            target = figure_range(dose.target, dose.target_unit).text
        within = f" within {extent_words(written.rising_within)}" if written.rising_within is not None else ""
        parts.append(f"rising to {target}{within}")
    if written.immediately:
        parts.append("immediately")
    parts.extend(f"{gap} not in source" for gap in written.gaps)
    return parts


def _tablets(give: GiveResult, graph: DecisionGraph) -> str:
    """Whole tablets for an oral dose; never above the figure the clinician has to confirm."""
    dose, written = give.dose, give.line.dose
    medicine = graph.medicines.get(give.medicine)
    if medicine is None or not medicine.tablets or written.route not in ORAL:
        return ""
    strengths = tuple(base_value(strength) for strength in medicine.tablets)
    strength_unit = units.parse_unit(medicine.tablets[0].unit)
    span, aim = dose.per_administration, dose.aim
    period = ""
    if span is None and dose.amount is not None and dose.unit is not None and is_per_time(dose.unit):
        # no frequency in the source: the tablets of the whole day, week ...
        period = next(name for name in dose.unit.under if units.parse_unit(name).dimension == TIME)
        seconds = units.to_base(Fraction(1), units.parse_unit(period))
        assert dose.amount.lower is not None
        assert dose.amount.upper is not None
        lower, upper = dose.amount.lower * seconds, dose.amount.upper * seconds
        aim = None if aim is None else aim * seconds
    elif span is not None and span.lower is not None and span.upper is not None:
        lower, upper = span.lower, span.upper
        if aim is not None and dose.amount is not None and dose.amount.upper:
            aim = aim * upper / dose.amount.upper
    else:
        return ""
    if dose.confirm_above is not None and dose.amount is not None and dose.amount.upper:
        confirmed = dose.confirm_above * upper / dose.amount.upper
        if lower > confirmed:
            return ""
        upper = min(upper, confirmed)
    said = tablets_text(strengths, lower, upper, aim, strength_unit)
    return f"{said} a {period}" if period else said


# ---------------------------------------------------------------- sentences


def give_sentence(give: GiveResult, graph: DecisionGraph, dosage: Dosage) -> str:
    """`Start prednisone 35 to 70 mg/day, orally, ...`."""
    verb = _VERBS[give.action]
    if give.medicine:
        name = medicine_title(graph, give.medicine)
    else:
        known = ", ".join(medicine_title(graph, member) for member in give.members)
        name = f"any {give.line.name.replace('_', ' ')}" + (f" ({known})" if known else "")
        if give.action == "continue":
            name = known
    if give.action == "change":
        verb, name = "Change", f"{name} to"
    return f"{verb} {name} {dosage.text}".strip()


def do_sentence(done: DoResult, graph: DecisionGraph) -> str:
    """`Do DEXA scan, unless done`."""
    title = graph.procedures[done.line.procedure].title
    how = do_words(done.line)
    said = f"{title}, {how}" if how else title
    match done.action:
        case "already done":
            return f"Already done: {said}"
        case "do, unless done":
            return f"Do, unless done: {said}"
    return f"Do: {said}"


def stop_sentence(stop: StopResult, graph: DecisionGraph) -> str:
    """`Stop azathioprine`."""
    if stop.taken is False:
        return f"Nothing to stop: {stop.line.name.replace('_', ' ')} is not taken"
    names = ", ".join(medicine_title(graph, name) for name in stop.medicines) or stop.line.name
    return f"Stop {names}" if stop.taken else f"Stop, if it is taken: {names}"
