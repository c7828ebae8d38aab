"""Cases: what is given and expected must speak of the guideline, in its units and words.

Cases are checked against the checked guideline, so that they may stand in a file of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from guideline_dsl import core, syntax
from guideline_dsl.base_values import base_value
from guideline_dsl.checking.case_values import CaseDesk, fits_definition, fits_fact
from guideline_dsl.checking.dose_units import dose_kind
from guideline_dsl.checking.given_times import in_time
from guideline_dsl.checking.literals import number
from guideline_dsl.checking.names import known, unknown, unknown_word
from guideline_dsl.checking.phrasing import counted, listed, quoted
from guideline_dsl.checking.report import at
from guideline_dsl.checking.stretches import extent, frequency, is_duration, whole_number
from guideline_dsl.checking.texts import empty_texts
from guideline_dsl.diagnostics import Edit, Finding
from guideline_dsl.syntax import Span


def check_cases(guideline: core.Core, file: syntax.File) -> tuple[Finding, ...]:
    """Check the `case` items of a file against a checked guideline; other items are not looked at."""
    desk = CaseDesk(guideline)
    titles: dict[str, Span] = {}
    empty_texts((item for item in file.items if isinstance(item, syntax.Case)), desk.report)
    for item in file.items:
        if isinstance(item, syntax.Case):
            if item.title.value in titles:
                desk.report.add(
                    "declared-twice",
                    "two cases have the same title",
                    at(item.title.span),
                    at(titles[item.title.value], "first here"),
                    help="give each case a title of its own",
                )
            titles.setdefault(item.title.value, item.title.span)
            _given([part for line in item.given for part in line.items], desk)
            for expectation in item.expect:
                _claim(expectation.claim, expectation.negated, desk)
    return tuple(desk.report.findings)


# ---------------------------------------------------------------- given


def _given(items: Sequence[syntax.GivenItem], desk: CaseDesk) -> None:
    seen: dict[tuple[str, str], Span] = {}
    nothing: Span | None = None
    for item in items:
        match item:
            case syntax.GivenFact(name=name):
                _once(("fact", name.text), f"{quoted(name.text)} is given twice", item.span, seen, desk)
                _given_fact(item, desk)
            case syntax.GivenAsOf():
                said = "the day of the case is given twice"
                _once(("as of", ""), said, item.span, seen, desk)
            case syntax.GivenNothingTaken():
                nothing = item.span
            case syntax.GivenTaking(name=name):
                _once(("taking", name.text), f"{quoted(name.text)} is taken twice", item.span, seen, desk)
                _given_taking(item, desk)
            case syntax.GivenDone(procedure=procedure):
                said = f"{quoted(procedure.text)} is said twice to be done or not"
                _once(("done", procedure.text), said, item.span, seen, desk)
                known(procedure, "procedure", desk, desk.report)
                if item.ago is not None:
                    is_duration(item.ago, desk.report)
            case _:
                assert_never(item)
    taken = [span for (kind, _), span in seen.items() if kind == "taking"]
    if nothing is not None and taken:
        desk.report.add(
            "given-contradicts",
            "a patient who takes nothing takes a medicine",
            at(nothing),
            at(taken[0]),
            help="leave out `taking nothing`; what is not listed is not taken",
        )


def _once(
    key: tuple[str, str], message: str, span: Span, seen: dict[tuple[str, str], Span], desk: CaseDesk
) -> None:
    if key in seen:
        desk.report.add("said-twice", message, at(span), at(seen[key], "first here"))
    seen.setdefault(key, span)


def _given_fact(item: syntax.GivenFact, desk: CaseDesk) -> None:
    if item.name.text in desk.definitions:
        desk.report.add(
            "wrong-kind",
            f"{quoted(item.name.text)} is a definition; a fact is expected here",
            at(item.name.span),
            help="give the facts it is made of",
        )
        return
    words = [value.value for value in item.values]
    if item.name.text in ("no", "not") and len(words) == 1 and isinstance(words[0], syntax.Name):
        desk.report.add(
            "unknown-fact",
            f"no fact is called `{item.name.text}`; it stands after the name of the fact",
            at(item.span),
            help=f"write `{words[0].text} no`",
            edit=Edit(item.span, f"{words[0].text} no") if words[0].text in desk.facts else None,
        )
        return
    if known(item.name, "fact", desk, desk.report):
        for value in item.values:
            fits_fact(desk.facts[item.name.text], value.value, desk)
    in_time(item.values, desk.report)


def _given_taking(item: syntax.GivenTaking, desk: CaseDesk) -> None:
    known(item.name, "medicine", desk, desk.report)
    if item.amount is not None and _amount(item.amount, desk):
        _can_be_taken(item.name.text, item.amount, desk)
    if item.frequency is not None:
        frequency(item.frequency, desk.report)
    times = [time for time in (item.time_on, item.time_at_dose) if time is not None]
    fine = [is_duration(time, desk.report) for time in times]
    if item.starting_dose is not None:
        _amount(syntax.Amount(item.starting_dose, span=item.starting_dose.span), desk)
    if len(times) == 2 and all(fine) and base_value(number(times[1])) > base_value(number(times[0])):
        desk.report.add(
            "limits-reversed",
            "the dose is taken for longer than the medicine",
            at(times[1].span),
            at(times[0].span),
            help="write the longer time after `for`",
        )


def _can_be_taken(medicine: str, amount: syntax.Amount, desk: CaseDesk) -> None:
    """A patient takes an amount, of the kind that the guideline gives, and more than none of it."""
    found = extent(amount, desk.report)
    kind = None if found is None else dose_kind(found.upper.unit)
    if found is None or kind is None:
        return
    if kind.basis:
        desk.report.add(
            "dose-dimension",
            "what a patient takes is an amount, and this is one per kilogram or per square metre",
            at(amount.span),
            help="write the amount it comes to, as in `60 mg/day`",
        )
    elif base_value(found.upper) == 0:
        desk.report.add(
            "zero-dose",
            "the dose is 0, which is no dose",
            at(amount.span),
            help="leave the medicine out; what is not listed is not taken",
        )
    _of_its_kind(medicine, amount, kind.amount, desk)


def _of_its_kind(medicine: str, amount: syntax.Amount, kind: str, desk: CaseDesk) -> None:
    """An amount is of the kind in which the guideline gives the medicine."""
    kinds = desk.amounts.get(medicine, set())
    if kinds and kind not in kinds:
        desk.report.add(
            "amount-differs",
            f"{quoted(medicine)} is given in another kind of unit by the guideline",
            at(amount.span),
            help="write the amount in a unit of the kind the guideline uses",
        )


def _amount(amount: syntax.Amount, desk: CaseDesk) -> bool:
    """Whether it is the amount of a dose; a finding otherwise."""
    found = extent(amount, desk.report)
    if found is not None and dose_kind(found.upper.unit) is None:
        desk.report.add(
            "dose-dimension",
            f"{quoted(f'{(amount.upper or amount.lower).number} {found.upper.unit}'.strip())} is no dose",
            at(amount.span),
            help="write an amount, or an amount per time, as in `60 mg/day`",
        )
        return False
    return found is not None


# ---------------------------------------------------------------- expected


def _claim(claim: syntax.Claim, negated: bool, desk: CaseDesk) -> None:
    match claim:
        case syntax.Gives():
            _gives(claim, negated, desk)
        case syntax.Does():
            _does(claim, negated, desk)
        case syntax.Prefers(decision=decision, options=options):
            if _choose(decision, desk):
                for option in options:
                    if option.text not in desk.options[decision.text]:
                        unknown_word(
                            "unknown-option",
                            f"{quoted(decision.text)} has no option {quoted(option.text)}",
                            option,
                            desk.options[decision.text],
                            desk.report,
                        )
        case syntax.Withholds(decision=decision, medicines=medicines):
            is_known = known(decision, "decision", desk, desk.report)
            for medicine in medicines:
                if known(medicine, "medicine", desk, desk.report) and is_known:
                    _ever_given(decision, {medicine.text}, medicine.span, negated, desk)
        case syntax.Continues(decision=decision, medicine=medicine):
            is_known = known(decision, "decision", desk, desk.report)
            if known(medicine, "medicine", desk, desk.report) and is_known:
                _ever_given(decision, {medicine.text}, medicine.span, negated, desk)
        case syntax.OutcomeIs():
            _outcome(claim, desk)
        case syntax.ValueIs(name=name, value=value):
            if name.text in desk.facts:
                fits_fact(desk.facts[name.text], value, desk)
            elif name.text in desk.definitions:
                fits_definition(desk.definitions[name.text], value, desk)
            else:
                unknown(name, ("definition", "fact"), desk, desk.report)
        case syntax.Missing(names=names):
            for name in names:
                if name.text not in desk.procedures:
                    _asked_for(name, desk)
        case syntax.Alert(name=name):
            if name.text not in desk.promises and name.text not in desk.medicines:
                unknown(name, ("promise", "medicine"), desk, desk.report)
        case syntax.CautionShown(name=name):
            known(name, "medicine", desk, desk.report)
        case syntax.PromiseIs(name=name):
            known(name, "promise", desk, desk.report)
        case syntax.ExpectAssuming(names=names):
            for name in names:
                known(name, "assumption", desk, desk.report)
        case syntax.Shows(text=text):
            if not negated and not any(text.value in message for message in desk.messages):
                desk.report.add(
                    "words-not-in-guideline",
                    "no note and no warning of the guideline has these words",
                    at(text.span),
                    help="write words of a `note` or `warn`, exactly as they stand there",
                )
        case _:
            assert_never(claim)


def _asked_for(name: syntax.Name, desk: CaseDesk) -> None:
    if name.text in desk.definitions:
        desk.report.add(
            "wrong-kind",
            f"{quoted(name.text)} is a definition; facts are asked for",
            at(name.span),
            help="name the facts it is made of",
        )
    else:
        known(name, "fact", desk, desk.report)


def _gives(claim: syntax.Gives, negated: bool, desk: CaseDesk) -> None:
    decision_known = known(claim.decision, "taper" if claim.taper else "decision", desk, desk.report)
    name = claim.which.name
    if claim.which.any_of_class:
        target_known = known(name, "class", desk, desk.report)
        members = set(desk.classes.get(name.text, ()))
    else:
        target_known = known(name, "medicine", desk, desk.report)
        members = {name.text}
    if decision_known and target_known:
        if claim.taper:
            _taper_gives(claim, desk)
        else:
            _ever_given(claim.decision, members, claim.which.span, negated, desk)
    if claim.amount is not None and _amount(claim.amount, desk) and not claim.which.any_of_class:
        found = extent(claim.amount, desk.report)
        kind = dose_kind(found.upper.unit) if found else None
        if kind is not None:
            _of_its_kind(name.text, claim.amount, kind.amount, desk)
    for part in claim.parts:
        match part:
            case syntax.AimingAt(quantity=quantity):
                _amount(syntax.Amount(quantity, span=quantity.span), desk)
            case syntax.Times() | syntax.Every() | syntax.Continuously():
                frequency(part, desk.report)
            case syntax.Route():
                pass
            case _:
                assert_never(part)
    for condition in claim.conditions:
        if condition.text not in desk.procedures:
            _asked_for(condition, desk)


def _does(claim: syntax.Does, negated: bool, desk: CaseDesk) -> None:
    is_known = known(claim.decision, "decision", desk, desk.report)
    if known(claim.procedure, "procedure", desk, desk.report) and is_known and not negated:
        done = desk.done.get(claim.decision.text, {})
        if claim.procedure.text not in done:
            desk.report.add(
                "never-given",
                f"{quoted(claim.decision.text)} never does this",
                at(claim.procedure.span),
                help=f"it may do {listed(done)}" if done else "it does nothing at all",
            )
    if claim.frequency is not None:
        frequency(claim.frequency, desk.report)
    for condition in claim.conditions:
        if condition.text not in desk.procedures:
            _asked_for(condition, desk)


def _taper_gives(claim: syntax.Gives, desk: CaseDesk) -> None:
    """A taper gives its own medicine, and says no more than the next dose."""
    medicine = claim.decision.text
    if claim.which.any_of_class or claim.which.name.text != medicine:
        desk.report.add(
            "never-given",
            f"the taper of {quoted(medicine)} never gives this",
            at(claim.which.span),
            help=f"it gives {quoted(medicine)}",
        )
    extra = next((part.span for part in (*claim.parts, *claim.conditions)), None)
    if extra is not None:
        desk.report.add(
            "taper-claim",
            "a taper says its next dose, and nothing like this",
            at(extra),
            help=f"write it as in `{medicine} taper gives {medicine} 40 mg/day now`",
        )


def _ever_given(
    decision: syntax.Name, medicines: set[str], span: Span, negated: bool, desk: CaseDesk
) -> None:
    given = desk.given.get(decision.text, {})
    if not negated and not medicines & given.keys():
        desk.report.add(
            "never-given",
            f"{quoted(decision.text)} never gives this",
            at(span),
            help=f"it may give {listed(given)}" if given else "it gives no medicine at all",
        )


def _choose(decision: syntax.Name, desk: CaseDesk) -> bool:
    if not known(decision, "decision", desk, desk.report):
        return False
    if decision.text not in desk.options:
        desk.report.add(
            "wrong-kind",
            f"{quoted(decision.text)} is a `{desk.decisions[decision.text].mode}`, which has no options",
            at(decision.span),
            help="expect what it `gives`",
        )
        return False
    return True


def _outcome(claim: syntax.OutcomeIs, desk: CaseDesk) -> None:
    name = claim.decision
    if claim.taper:
        known(name, "taper", desk, desk.report)
        return
    if not known(name, "decision", desk, desk.report):
        return
    if not claim.part:
        return
    whens = desk.whens.get(name.text)
    if whens is None:
        desk.report.add(
            "wrong-kind",
            f"{quoted(name.text)} is a `{desk.decisions[name.text].mode}`, which has one outcome",
            at(name.span),
            help=f"write `{name.text} is {claim.outcome}`",
        )
        return
    part = whole_number(claim.part)
    if part is None or part > len(whens) or (part == 0 and name.text not in desk.plain):
        desk.report.add(
            "count-out-of-range",
            f"{quoted(name.text)} has {counted(len(whens), '`when`')}, and no part {claim.part}",
            at(claim.span),
            help=f"write a part from {0 if name.text in desk.plain else 1} to {len(whens)}",
        )
