"""Cases: what is given, evaluated, held against what is expected.

A case is evaluated at noon of the day that it gives (`as of`), else at `CASE_TIME`; `10 days ago` counts from there.
What is given goes through the same door as any other patient (engine/patient.py), so a case cannot give what a patient
could not have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import assert_never

from engine.assessment import Assessment
from engine.claims import Claims
from engine.coverage import Statement, exercised, statements
from engine.evaluation import Evaluation, walk
from engine.moments import before, moment_text
from engine.patient import PatientRefused, patient_from_mapping
from engine.present import Presenter
from guideline_dsl import syntax
from guideline_dsl.base_values import base_value
from guideline_dsl.checking.given_times import GivenTimes, given_times
from guideline_dsl.checking.literals import number
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph

CASE_TIME = datetime(2026, 1, 1, 12, 0)
"""The time a case is evaluated as of that gives no day."""


@frozen
class Failure:
    """An expectation that was not met: where it stands, what was expected, and what was found instead."""

    span: syntax.Span
    expected: str
    found: str


@frozen
class CaseResult:
    """One case; `refused` says why its patient was refused, "" if it was not."""

    case: syntax.Case
    failures: tuple[Failure, ...]
    expectations: int
    refused: str = ""

    @property
    def passed(self) -> bool:
        """Whether everything expected was found."""
        return not self.failures and not self.refused


@frozen
class CasePlayed:
    """A case with what was evaluated for it and shown of that; both None when its patient was refused."""

    result: CaseResult
    evaluation: Evaluation | None = None
    assessment: Assessment | None = None


@frozen
class CasesResult:
    """All cases, and the statements of the guideline that none of them exercised."""

    results: tuple[CaseResult, ...]
    statements: tuple[Statement, ...]
    exercised: frozenset[str]

    @property
    def passed(self) -> bool:
        """Whether every case passed."""
        return all(result.passed for result in self.results)

    @property
    def not_exercised(self) -> tuple[Statement, ...]:
        """The statements no case exercised, in the order of the file."""
        return tuple(each for each in self.statements if each.id not in self.exercised)


def run_cases(
    graph: DecisionGraph, cases: Iterable[syntax.Case], texts: Mapping[int, str] | None = None
) -> CasesResult:
    """Run cases against a compiled guideline. `texts` maps line numbers to what is written there, for messages."""
    results: list[CaseResult] = []
    seen: set[str] = set()
    for case in cases:
        played = play(graph, case, texts or {})
        results.append(played.result)
        if played.evaluation is not None:
            seen |= exercised(played.evaluation)
    return CasesResult(tuple(results), statements(graph), frozenset(seen))


def play(graph: DecisionGraph, case: syntax.Case, texts: Mapping[int, str]) -> CasePlayed:
    """Run one case; `texts` as for `run_cases`."""
    time = time_of(case)
    try:
        record = patient_from_mapping(patient_of(case), graph, time)
    except PatientRefused as refused:
        return CasePlayed(CaseResult(case, (), len(case.expect), str(refused)))
    evaluation = walk(graph, record, time)
    assessment = Presenter(evaluation).assessment(time)
    claims = Claims(evaluation, assessment)
    failures: list[Failure] = []
    for expect in case.expect:
        met, found = claims.check(expect.claim)
        if met is expect.negated:
            written = texts.get(expect.span.line, "").strip() or "expectation"
            failures.append(Failure(expect.span, written, found))
    return CasePlayed(CaseResult(case, tuple(failures), len(case.expect)), evaluation, assessment)


# ---------------------------------------------------------------- what is given, as a patient


def time_of(case: syntax.Case) -> datetime:
    """The time at which a case is evaluated: the one that it gives, or noon of the day that it gives."""
    for item in (item for line in case.given for item in line.items):
        match item:
            case syntax.GivenAsOf(day=syntax.MomentLiteral(text=text)):
                return datetime.fromisoformat(text)
            case syntax.GivenAsOf(day=syntax.DateLiteral(text=text)):
                day = date.fromisoformat(text)
                return datetime(day.year, day.month, day.day, CASE_TIME.hour)
            case _:
                pass
    return CASE_TIME


def patient_of(case: syntax.Case) -> dict[str, object]:
    """The patient of a case, in the form of engine/patient.py."""
    facts: dict[str, object] = {}
    medicines: list[object] | None = None
    done: dict[str, object] = {}
    time = time_of(case)
    for item in (item for given in case.given for item in given.items):
        match item:
            case syntax.GivenFact():
                facts[item.name.text] = _fact(item, time)
            case syntax.GivenAsOf():
                pass
            case syntax.GivenNothingTaken():
                medicines = medicines or []
            case syntax.GivenTaking():
                medicines = [*(medicines or []), _taking(item)]
            case syntax.GivenDone():
                done[item.procedure.text] = _done(item, time)
            case _:
                assert_never(item)
    patient: dict[str, object] = {"facts": facts, "done": done}
    if medicines is not None:
        patient["medicines"] = medicines
    return patient


def _fact(item: syntax.GivenFact, time: datetime) -> object:
    given = [
        _observation(value, times, time)
        for value, times in zip(item.values, given_times(item.values), strict=True)
    ]
    return given[0] if len(given) == 1 else given


def _observation(item: syntax.GivenValue, times: GivenTimes, time: datetime) -> object:
    match item.value:
        case syntax.Name(text=word):
            value = word
        case syntax.Quantity() as quantity:
            value = _written(quantity)
        case syntax.DateLiteral(text=written) | syntax.MomentLiteral(text=written):
            value = written
        case _:
            assert_never(item.value)
    if times.end is None:
        return value
    if times.begin is None:
        return {"value": value, "at": _ago(times.end, time)}
    return {"value": value, "from": _ago(times.begin, time), "to": _ago(times.end, time)}


def _taking(item: syntax.GivenTaking) -> dict[str, object]:
    taken: dict[str, object] = {"name": item.name.text}
    if item.amount is not None:
        taken["dose"] = _written(item.amount.lower)
    if item.frequency is not None:
        taken["frequency"] = _frequency(item.frequency)
    if item.time_on is not None:
        taken["for"] = _written(item.time_on)
    at_dose = item.time_at_dose
    if at_dose is None and item.starting_dose is None:
        # "taking 60 mg/day for 3 weeks" says that this dose was taken all of that time
        at_dose = item.time_on
    if at_dose is not None:
        taken["at_dose_for"] = _written(at_dose)
    if item.starting_dose is not None:
        taken["starting_dose"] = _written(item.starting_dose)
    return taken


def _frequency(frequency: syntax.Frequency) -> str:
    match frequency:
        case syntax.Times(number="1", period=period):
            return f"once {period}"
        case syntax.Times(number="2", period=period):
            return f"twice {period}"
        case syntax.Times(number=number, period=period):
            return f"{number} times {period}"
        case syntax.Every(amount=amount):
            if amount.upper is None:
                return f"every {_written(amount.lower)}"
            return f"every {amount.lower.number} to {_written(amount.upper)}"
        case syntax.Continuously():
            return "continuously"
    assert_never(frequency)


def _done(item: syntax.GivenDone, time: datetime) -> object:
    if item.ago is None:
        return item.done
    return {"done": item.done, "at": _ago(base_value(number(item.ago)), time)}


def _ago(seconds: Fraction, time: datetime) -> str:
    return moment_text(before(time, seconds, time))


def _written(quantity: syntax.Quantity) -> str:
    return f"{quantity.number} {quantity.unit}".strip()
