"""A patient as given -> the typed record that is evaluated; or a refusal with everything that is wrong.

    {
      "id": "free text",                                  the caller's own label
      "facts": {"weight": "70 kg", "diabetes": "no"},     what is left out is unknown
      "medicines": [{"name": "prednisone", "dose": "60 mg/day", "for": "6 weeks"}],
      "done": {"dexa_scan": {"on": "2026-05-01"}}
    }

An absent medication list is unknown, an empty one says that nothing is taken. docs/patient.md is the manual.

Declared absent: files, the clock, pydantic (a loaded, compiled guideline must answer without it).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from engine.moments import moment_text
from engine.patient_json import SPOILED, Json, kind_of, tree_of_text, tree_of_values
from engine.patient_medicines import read_medicines
from engine.patient_problems import Intake, PatientRefused, Place, Problem, shortened
from engine.patient_quantities import known_keys, probably, read_text, truth_of
from engine.patient_series import read_fact
from engine.patient_times import read_moment
from engine.record import Observation, PatientRecord, RecordedFact, RecordedMedicine, RecordedProcedure
from guideline_dsl import core
from guideline_dsl.checking.phrasing import listed, quoted
from guideline_dsl.graph import DecisionGraph

__all__ = [
    "PatientRefused",
    "Problem",
    "contradictions",
    "input_hash",
    "patient_from_mapping",
    "patient_of_tree",
    "read_patient",
]

PATIENT_KEYS: Mapping[str, str] = {
    "id": "A label of the caller's own. It is neither evaluated nor part of the input hash; a drawing shows it.",
    "facts": "What is known of the patient. A fact that is left out is unknown.",
    "medicines": "What the patient takes now. Left out: unknown. Empty: nothing is taken.",
    "done": "Procedures that were done, or not. One that is left out is unknown.",
}

DONE_KEYS: Mapping[str, str] = {
    "done": "Whether it was done; without it, `on` says that it was.",
    "on": "The day it was done.",
    "at": "The time it was done, with its offset from UTC where it is known.",
}


def read_patient(text: str | bytes, graph: DecisionGraph, as_of: date) -> PatientRecord:
    """The patient of a JSON text, checked against one guideline at a day, or at a time of a day.

    Raises PatientRefused with every problem.
    """
    intake = Intake(as_of)
    return _patient(tree_of_text(text, intake), graph, intake)


def patient_from_mapping(patient: Mapping[str, object], graph: DecisionGraph, as_of: date) -> PatientRecord:
    """The patient of Python values in the form of the JSON; numbers may be int, Decimal or float, days dates, times
    datetimes.

    A binary float is taken as the shortest decimal that names it (0.1 is a tenth). Raises PatientRefused
    with every problem.
    """
    intake = Intake(as_of)
    return _patient(tree_of_values(patient, intake), graph, intake)


def patient_of_tree(tree: Json, graph: DecisionGraph, as_of: date) -> PatientRecord:
    """The patient of a tree that was read before.

    Raises PatientRefused with every problem.
    """
    return _patient(tree, graph, Intake(as_of))


def _patient(tree: Json, graph: DecisionGraph, intake: Intake) -> PatientRecord:
    if not isinstance(tree, dict):
        if tree is not SPOILED:
            intake.unexpected(Place("", "the patient"), kind_of(tree), "an object")
        intake.raise_if_any()
        raise AssertionError("what cannot be read was reported")
    given = _top_level(tree, graph, intake)
    facts = MappingProxyType(dict(_facts(given["facts"], graph, intake)))
    medicines = None if given["medicines"] is None else read_medicines(given["medicines"], graph, intake)
    procedures = MappingProxyType(dict(_procedures(given["done"], graph, intake)))
    record = PatientRecord(facts, medicines, procedures)
    record = PatientRecord(facts, medicines, procedures, input_hash(record))
    for problem in contradictions(record, graph, intake.as_of):
        intake.refuse(Place(problem.path, "", problem.fact), problem.given, problem.expected, problem.message)
    intake.raise_if_any()
    return record


def _top_level(tree: dict[str, Json], graph: DecisionGraph, intake: Intake) -> dict[str, Json | None]:
    known = {}
    for key, value in tree.items():
        if key in PATIENT_KEYS or key not in graph.facts:
            known[key] = value
        else:
            message = f"{quoted(key)} is a fact of the guideline; write it inside `facts`"
            intake.refuse(Place(key, quoted(key), key), "outside `facts`", "inside `facts`", message)
    given = known_keys(known, PATIENT_KEYS, Place("", "the patient"), intake)
    read_text(given["id"], Place("id", "the `id` of the patient"), intake)
    return given


def _facts(given: Json | None, graph: DecisionGraph, intake: Intake) -> Iterator[tuple[str, RecordedFact]]:
    for name, value in _entries(given, Place("facts", "`facts`"), intake):
        place = Place(f"facts.{shortened(name)}", quoted(shortened(name)), shortened(name))
        if name in graph.facts:
            recorded = read_fact(graph.facts[name], value, place, intake)
            if recorded is not None:
                yield name, recorded
            continue
        expected = "a fact of the guideline"
        if name in graph.definitions:
            reads = listed(_facts_read(graph.definitions[name].value, graph), "and")
            remedy = f"give {reads} instead" if reads else "leave it out"
            message = f"{place.subject} is not given, the guideline computes it; {remedy}"
        elif name in graph.medicines:
            message = f"{place.subject} is a medicine; write it on the list `medicines`"
        elif name in graph.procedures:
            message = f"{place.subject} is a procedure; write it inside `done`"
        else:
            message = f"no fact is called {place.subject}{_meant(name, graph.facts, intake)}"
        intake.refuse(place, place.subject, expected, message)


def _procedures(
    given: Json | None, graph: DecisionGraph, intake: Intake
) -> Iterator[tuple[str, RecordedProcedure]]:
    for name, value in _entries(given, Place("done", "`done`"), intake):
        place = Place(f"done.{shortened(name)}", quoted(shortened(name)), shortened(name))
        if name in graph.procedures:
            recorded = _procedure(value, place, intake)
            if recorded is not None:
                yield name, recorded
        elif name in graph.facts:
            message = f"{place.subject} is a fact; write it inside `facts`"
            intake.refuse(place, place.subject, "a procedure of the guideline", message)
        else:
            message = f"no procedure is called {place.subject}{_meant(name, graph.procedures, intake)}"
            intake.refuse(place, place.subject, "a procedure of the guideline", message)


def _procedure(given: Json, place: Place, intake: Intake) -> RecordedProcedure | None:
    expected = "yes or no, or the day it was done"
    if given is SPOILED:
        return None
    if not isinstance(given, dict):
        done = truth_of(given)
        if done is None:
            remedy = 'write yes, no, or {"on": "2026-01-05"}; leave it out when it is not known'
            intake.unexpected(place, kind_of(given), expected, remedy=remedy)
            return None
        return RecordedProcedure(done)
    keys = known_keys(given, DONE_KEYS, place, intake)
    day = read_moment(keys["on"], keys["at"], place, place.subject, intake)
    answer = keys["done"]
    if answer is SPOILED:
        return None
    if answer is None:
        if keys["on"] is None and keys["at"] is None:
            intake.unexpected(place, "an object that says neither", expected)
        return None if day is None else RecordedProcedure(True, day)
    done = truth_of(answer)
    if done is None:
        intake.unexpected(place.inside("done"), kind_of(answer), "yes or no")
        return None
    if not done and (keys["on"] is not None or keys["at"] is not None):
        message = (
            f"{place.subject} is given as not done, with a day; leave the day out, or say that it was done"
        )
        intake.refuse(place, "not done, with a day", expected, message)
        return None
    return RecordedProcedure(done, day)


def _entries(given: Json | None, place: Place, intake: Intake) -> tuple[tuple[str, Json], ...]:
    if given is None or given is SPOILED:
        return ()
    if isinstance(given, dict):
        return tuple(given.items())
    intake.unexpected(place, kind_of(given), "an object with a name for each value")
    return ()


def _meant(name: str, candidates: Mapping[str, object], intake: Intake) -> str:
    meant = probably(name, candidates, intake)
    return f"; did you mean {quoted(meant)}?" if meant else "; the guideline has no use for it, leave it out"


# ---------------------------------------------------------------- contradictions


def contradictions(record: PatientRecord, graph: DecisionGraph, as_of: date) -> tuple[Problem, ...]:
    """Recorded facts that cannot be, because what gives them a meaning is definitely not so.

    Where the condition of `only when` is no, the fact is no: any other recorded value contradicts it. A 'no'
    that rests on a default, or on a plan not made yet, is not definite.
    """
    doubted = [
        fact
        for name, recorded in record.facts.items()
        if (fact := graph.facts[name]).only_when is not None and recorded.value is not False
    ]
    return _contradicted(doubted, record, graph, as_of) if doubted else ()


def _contradicted(
    doubted: Sequence[core.FactNode], record: PatientRecord, graph: DecisionGraph, as_of: date
) -> tuple[Problem, ...]:
    from engine.expressions import World  # noqa: PLC0415 - what few patients need, and takes long to import
    from guideline_dsl.wording import words  # noqa: PLC0415

    world = World(graph, record, as_of)
    found = []
    for fact in doubted:
        name, recorded = fact.name, record.facts[fact.name]
        if fact.only_when is None or world.too_old(fact):
            continue
        if any(isinstance(part, core.PlanHas) for part in _parts(fact.only_when, graph)):
            continue
        meaningful = world.judge(fact.only_when)
        if meaningful.truth is not False or any(r.startswith("default:") for r in meaningful.rests_on):
            continue
        others = [n for n in _facts_read(fact.only_when, graph) if n in record.facts]
        because = (
            f" ({', '.join(f'{quoted(n)} is {record.facts[n].written}' for n in others)})" if others else ""
        )
        condition = words(fact.only_when)
        message = (
            f"{quoted(name)} is given as {recorded.written}, and it has a meaning only when `{condition}`, "
            f"which is not so{because}; correct one of them"
        )
        found.append(Problem(f"facts.{name}", name, recorded.written, f"only when {condition}", message))
    return tuple(found)


def _parts(expression: core.Expression, graph: DecisionGraph) -> Iterator[core.Expression]:
    """The expression and everything inside it, inside the definitions it reads, too."""
    from guideline_dsl.references import subexpressions  # noqa: PLC0415 - see `_contradicted`

    followed: set[str] = set()
    waiting = [expression]
    while waiting:
        for part in subexpressions(waiting.pop()):
            yield part
            if isinstance(part, core.DefinitionRef) and part.name not in followed:
                followed.add(part.name)
                waiting.append(graph.definitions[part.name].value)


def _facts_read(expression: core.Expression, graph: DecisionGraph) -> tuple[str, ...]:
    return tuple(dict.fromkeys(p.name for p in _parts(expression, graph) if isinstance(p, core.FactRef)))


# ---------------------------------------------------------------- the hash of the input


def input_hash(record: PatientRecord) -> str:
    """The sha256 (hexadecimal) of what was given, in one normal form.

    Order, layout, and the two ways to write a value (`"70.0 kg"`, `{"value": 70, "unit": "kg"}`) do not
    change it; another unit does, even for an equal value, because the assessment shows the value as given.
    """
    facts = {name: _fact_form(fact) for name, fact in record.facts.items()}
    medicines = None
    if record.medicines is not None:
        medicines = sorted(_medicine_form(medicine) for medicine in record.medicines)
    done = {name: [p.done, _day(p.on)] for name, p in record.procedures.items()}
    form = {"facts": facts, "medicines": medicines, "done": done}
    text = json.dumps(form, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _medicine_form(medicine: RecordedMedicine) -> tuple[str, str, list[str]]:
    classes = ["?"] if medicine.classes is None else sorted(medicine.classes)
    return (medicine.name, medicine.written, classes)


def _fact_form(fact: RecordedFact) -> list[object]:
    forms = [_observation_form(observation) for observation in fact.observations]
    return forms[0] if len(forms) == 1 else list(forms)


def _observation_form(one: Observation) -> list[object]:
    since = [] if one.since is None else [moment_text(one.since)]
    return [one.written, _day(one.observed), one.source, *since]


def _day(day: date | None) -> str:
    return "" if day is None else moment_text(day)
