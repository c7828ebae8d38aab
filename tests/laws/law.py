"""The laws of evaluating, as one line of breaks for a guideline and one or two patients; and how a break is told.

more_facts   no definite answer changes when facts are filled in
unasked      what nobody asks for changes no outcome
silent       an open outcome asks for something
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from engine.evaluation import Evaluation, walk
from guideline_dsl.check import check
from guideline_dsl.compile import compile_core
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.parse import parse
from tests.laws.answers import lost
from tests.laws.missing import asked, kinds, learnt
from tests.laws.missing import silent as silent_ones
from tests.laws.patients import AS_OF, Patient, Ward
from tests.laws.shrink import shrunk

SHIPPED = Path(__file__).parents[2] / "guidelines" / "inflammatory_myopathy"

Law = Callable[[DecisionGraph, tuple[Patient, ...]], list[str]]


def more_facts(graph: DecisionGraph, patients: tuple[Patient, ...]) -> list[str]:
    """Point 3, for a patient and the same patient when more is known."""
    ward, (before, after) = Ward(graph), patients
    if not ward.extends(before, after):
        return []
    return more_facts_of(ward, before, after, walk(graph, ward.given(before), AS_OF))


def more_facts_of(ward: Ward, before: Patient, after: Patient, known: Evaluation) -> list[str]:
    """`more_facts` for a patient who is evaluated already, and one who is known to say more."""
    filled = frozenset(n for n in after["facts"] if after["facts"][n] != before["facts"].get(n))
    return lost(known, walk(ward.graph, ward.given(after), AS_OF), filled)


def unasked(graph: DecisionGraph, patients: tuple[Patient, ...]) -> list[str]:
    """What nobody asks for is irrelevant: found out alone it changes no outcome and no promise.

    A fact with an assumed value is not asked for, and what rests on it is provisional: it is left out.
    """
    ward, (before, after) = Ward(graph), patients
    if not ward.extends(before, after):
        return []
    return unasked_of(ward, before, after, walk(graph, ward.given(before), AS_OF))


def unasked_of(ward: Ward, before: Patient, after: Patient, found: Evaluation) -> list[str]:
    """`unasked` for a patient who is evaluated already, and one who is known to say more."""
    graph, more = ward.graph, ward.given(after)
    new = learnt(graph, found.world.record, more)
    assumed = [fact.name for fact in graph.facts.values() if fact.default is not None]
    if not new or new & asked(found) or new & {f"fact:{name}" for name in assumed}:
        return []
    then, now = kinds(found), kinds(walk(graph, more, AS_OF))
    return [
        f"{name}: was {then[name]}, is {now[name]}, by {sorted(new)}"
        for name in then
        if then[name] != now[name]
    ]


def silent(graph: DecisionGraph, patients: tuple[Patient, ...]) -> list[str]:
    """An outcome that is not definite asks for something."""
    return silent_ones(walk(graph, Ward(graph).given(patients[0]), AS_OF))


def told(law: Law, text: str, patients: tuple[Patient, ...], where: str) -> str:
    """A break as a clinician could read it: the smallest guideline and patients found that show it."""
    smaller, fewer = shrunk(text, patients, lambda graph, some: bool(law(graph, some)))
    breaks = law(compiled(smaller), fewer)
    shown = "\n".join(f"patient {number}: {json.dumps(patient)}" for number, patient in enumerate(fewer, 1))
    return "\n".join((f"\n{law.__name__} is broken at {where}:", *breaks, "", smaller, shown))


def compiled(text: str) -> DecisionGraph:
    """The graph of a text without an error."""
    parsed = parse(text)
    assert not [finding for finding in parsed.findings if finding.severity == "error"], parsed.findings
    checked = check(parsed.file)
    assert checked.core is not None, checked.findings
    return compile_core(checked.core)


def shipped() -> DecisionGraph:
    """The guideline that comes with the project."""
    return compiled((SHIPPED / "inflammatory_myopathy.guideline").read_text(encoding="utf-8"))
