"""Recommendations and dosages in words."""

from __future__ import annotations

from fractions import Fraction

from engine.assessment import Dosage, FigureRange
from engine.doses import ORAL, DoseResult, is_per_time, times_per_second
from engine.figures import figure, figure_range
from engine.numerals import amount_text
from engine.packages import DoResult, GiveResult, StopResult, continuing_range
from engine.tablets import tablets_text
from guideline_dsl import core, units
from guideline_dsl.base_values import base_value
from guideline_dsl.dimensions import TIME
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.values import Span
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
    return medicine.title if medicine is not None and medicine.title else _plain_name(name, graph)


def _plain_name(name: str, graph: DecisionGraph) -> str:
    """A name without a title; one that the guideline does not declare is as it was given."""
    known = name in graph.medicines or name in graph.classes
    return graph.display.spaced(name) if known else name.replace("_", " ")


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


def shown_needs(needs: tuple[str, ...], graph: DecisionGraph) -> tuple[str, ...]:
    """The names of what is asked for, as they are shown."""
    if not graph.display.language:
        return need_names(needs)
    return tuple(dict.fromkeys(_shown_need(need, graph) for need in needs))


def _shown_need(need: str, graph: DecisionGraph) -> str:
    kind, _, rest = need.partition(":")
    if kind in ("fact", "procedure"):
        return graph.display.name(rest)
    name, _, detail = rest.partition(":")
    if kind != "medicine" or name not in graph.medicines:
        return need_words(need)
    return need_words(f"medicine:{graph.display.name(name)}:{detail}")


# ---------------------------------------------------------------- dosages


def dosage_of(give: GiveResult, graph: DecisionGraph) -> Dosage:
    """The dosage of a line for this patient; of what is continued, the dose that is taken."""
    if give.action == "continue":
        return _as_taken(give, graph)
    dose = give.dose
    amount = _range(dose)
    single = None
    if (
        dose.per_administration is not None
        and dose.administration_unit is not None
        and dose.amount is not None
    ):
        single = figure_range(dose.per_administration, dose.administration_unit)
    tablets = _tablets(give, graph)
    if dose.most_per_day:
        limits = f"at most {dose.most_per_day} on any one day"
        return _dosage(give, graph, amount, single, tablets, limits)
    return _dosage(give, graph, amount, single, tablets)


def _dosage(
    give: GiveResult,
    graph: DecisionGraph,
    amount: FigureRange | None,
    single: FigureRange | None,
    tablets: str,
    also: str = "",
) -> Dosage:
    written, dose = give.line.dose, give.dose
    return Dosage(
        text=", ".join(part for part in (_text(give, graph, amount, tablets), also) if part),
        printed=dose_words(graph.display.of(give.line)),
        amount=amount,
        per_administration=single,
        most_per_day=dose.most_per_day,
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
        rising_to=_target_range(dose),
        route=written.route,
        frequency=frequency_words(written.frequency) if written.frequency is not None else "",
        duration=extent_words(written.duration) if written.duration is not None else "",
        tablets=tablets,
        arithmetic=dose.arithmetic,
        not_in_source=written.gaps,
        needs=need_names(give.dose_needs),
    )


def _as_taken(give: GiveResult, graph: DecisionGraph) -> Dosage:
    """What is continued goes on as it is taken; what it rises to is said, how it was started is only printed."""
    written, dose, recorded = give.line.dose, give.dose, give.recorded
    amount = single = None
    tablets = ""
    said = "as it is taken"
    if recorded is not None and recorded.dose is not None and recorded.dose_unit:
        rate_unit = units.parse_unit(recorded.dose_unit)
        rate = Span(recorded.dose, recorded.dose)
        amount = figure_range(rate, rate_unit)
        said = f"at {amount.text}"
        often = times_per_second(recorded.frequency)
        if often is not None and recorded.frequency is not None:
            each_unit = units.parse_unit(".".join(rate_unit.over))
            each = recorded.dose / often
            single = figure_range(Span(each, each), each_unit)
            said = f"at {single.text} {frequency_words(recorded.frequency)} ({amount.text}), as it is taken"
            tablets = _whole_tablets(give, graph, each)
    parts = [said, *_rising(written, dose)]
    parts.extend(f"{gap} not in source" for gap in written.gaps)
    if tablets:
        parts.append(f"tablets {tablets}")
    return Dosage(
        text=", ".join(parts),
        printed=dose_words(graph.display.of(give.line)),
        amount=amount,
        per_administration=single,
        rising_to=_target_range(dose),
        route=written.route,
        frequency=frequency_words(recorded.frequency)
        if recorded is not None and recorded.frequency is not None
        else "",
        tablets=tablets,
        arithmetic=dose.arithmetic,
        not_in_source=written.gaps,
        needs=need_names(give.dose_needs),
    )


def _whole_tablets(give: GiveResult, graph: DecisionGraph, dose: Fraction) -> str:
    """The tablets of a dose that is taken; nothing where it is not taken by mouth or no tablets are declared."""
    medicine = graph.medicines.get(give.medicine)
    if medicine is None or not medicine.tablets or give.line.dose.route not in ORAL or dose == 0:
        return ""
    strengths = tuple(base_value(strength) for strength in medicine.tablets)
    return tablets_text(strengths, dose, dose, None, units.parse_unit(medicine.tablets[0].unit))


def _target_range(dose: DoseResult) -> FigureRange | None:
    if dose.target is None or dose.target_unit is None:
        return None
    return figure_range(dose.target, dose.target_unit)


def _rising(written: core.Dose, dose: DoseResult) -> list[str]:
    """`rising to 25 mg/week within 3 to 6 months`."""
    if written.rising_to is None:
        return []
    target = _target_range(dose)
    within = f" within {extent_words(written.rising_within)}" if written.rising_within is not None else ""
    return [f"rising to {target.text if target is not None else extent_words(written.rising_to)}{within}"]


def _range(dose: DoseResult) -> FigureRange | None:
    if dose.rate is not None and dose.rate_unit is not None:
        return figure_range(dose.rate, dose.rate_unit)
    if dose.amount is not None and dose.unit is not None:
        return figure_range(dose.amount, dose.unit)
    return None


def _text(give: GiveResult, graph: DecisionGraph, amount: FigureRange | None, tablets: str) -> str:
    written, dose = give.line.dose, give.dose
    if amount is None:
        printed = dose_words(graph.display.of(give.line))
        if dose.gap:
            return f"{printed} ({dose.gap})"
        target = _target_range(dose)
        if target is not None and dose.needs == ():
            printed = f"{printed} (the target is {target.text})"
        needed = ", ".join(shown_needs(tuple(n for n in dose.needs if n not in dose.preference_needs), graph))
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
    parts.extend(_rising(written, dose))
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
        name = f"any {_plain_name(give.line.name, graph)}" + (f" ({known})" if known else "")
        if give.action == "continue":
            name = known
    if give.action == "change":
        if dosage.amount is None:
            return f"Change {name}{_taken_outside(give)}: {dosage.text}"
        return f"Change {name} to {dosage.text}{_taken_outside(give)}"
    return f"{verb} {name} {dosage.text}".strip()


def _taken_outside(give: GiveResult) -> str:
    """` (40 mg/week is taken, above 25 mg/week)`: why a dose is changed."""
    recorded, allowed = give.recorded, continuing_range(give.line.dose, give.dose)
    if recorded is None or recorded.dose is None or not recorded.dose_unit:
        return ""
    unit = units.parse_unit(recorded.dose_unit)
    taken = amount_text(recorded.dose, unit)
    if allowed is None or allowed.lower is None:
        return f" ({taken} is taken)"
    if recorded.dose < allowed.lower:
        return f" ({taken} is taken, below {amount_text(allowed.lower, unit)})"
    if allowed.upper is not None and recorded.dose > allowed.upper:
        return f" ({taken} is taken, above {amount_text(allowed.upper, unit)})"
    return f" ({recorded.written} is taken)"


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
        return f"Nothing to stop: {_plain_name(stop.line.name, graph)} is not taken"
    names = ", ".join(medicine_title(graph, name) for name in stop.medicines) or graph.display.name(
        stop.line.name
    )
    return f"Stop {names}" if stop.taken else f"Stop, if it is taken: {names}"
