"""Brute force: everything a patient may turn out to be, and the outcomes that all of it agrees on.

For guidelines of the kind FINITE, whose facts are only compared with written values: one value of each region stands
for the region, so the completions are exhaustive.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from engine.evaluation import Evaluation, walk
from engine.outcomes import UnitResult
from engine.packages import DoResult, GiveResult, LineResult, PackageResult
from engine.patient import contradictions
from engine.record import PatientRecord, RecordedFact, RecordedProcedure
from guideline_dsl import core
from guideline_dsl.graph import DecisionGraph
from tests.laws.answers import DEFINITE
from tests.laws.patients import AS_OF, Patient, Ward

MOST = 256
"""So many completions are tried out; a patient with more is passed over."""


@dataclass(frozen=True)
class Hidden:
    """An outcome or promise that is not definite although every completion leads to the same one."""

    name: str
    kind: str
    reason: str
    agreed: str


@dataclass(frozen=True)
class Judgement:
    """The outcomes and promises of one patient that are not definite.

    `hidden` have completions that all agree; `by_design` have them too, and wait for a gate whose result is not
    recorded, or for the scope.
    """

    indefinite: int
    hidden: tuple[Hidden, ...]
    by_design: tuple[Hidden, ...]


NOTHING_OPEN = Judgement(0, (), ())


def judge(ward: Ward, patient: Patient) -> Judgement | None:
    """Hold the outcomes against all completions; None when there are too many."""
    found = walk(ward.graph, ward.given(patient), AS_OF)
    waiting = [name for name, said in _outcomes(found) if said is None]
    if not waiting:
        return NOTHING_OPEN
    possible = list(completions(ward, patient))
    if not possible:
        return None
    agreed: dict[str, set[object]] = {name: set() for name in waiting}
    for completed in possible:
        for name, said in _outcomes(walk(ward.graph, completed, AS_OF)):
            if name in agreed:
                agreed[name].add(said)
    alike = sorted(name for name, said in agreed.items() if len(said) == 1 and None not in said)
    told = tuple(Hidden(name, *_shown(found, name), _agreed(*agreed[name])) for name in alike)
    ungated = dict(_outcomes(walk(_without_gates(ward.graph), ward.given(patient), AS_OF)))
    unscoped = found.scope.truth is None
    design = tuple(one for one in told if unscoped or ungated[one.name] is not None)
    return Judgement(len(waiting), tuple(one for one in told if one not in design), design)


def _agreed(said: object) -> str:
    return str(said[0]) if isinstance(said, tuple) else str(said)


def _shown(found: Evaluation, name: str) -> tuple[str, str]:
    """The outcome as it is, and why it stays open."""
    for unit in found.units:
        if unit.node.id == name:
            return unit.kind, _why([need for _, need in unit.asked], unit.reason)
    promise = next(p for p in found.promises if name.startswith(p.promise.id))
    return "open", _why(promise.needs, "")


def _why(needs: Sequence[str], reason: str) -> str:
    if "may say something else" in reason:
        return f"{reason}, which no completion bears out"
    if any(need.startswith("medic") for need in needs):
        return "what is taken is asked for more than once; only facts and procedures are tried out"
    return "more combinations of values than are tried out, or a fact that another statement tells"


def completions(ward: Ward, patient: Patient) -> Iterator[PatientRecord]:
    """Every way in which what is not known may turn out, without those that contradict themselves."""
    graph = ward.graph
    facts = [name for name in graph.facts if name not in patient["facts"]]
    procedures = [name for name in graph.procedures if name not in patient["done"]]
    weekly = [name for name, medicine in graph.medicines.items() if medicine.only is not None]
    regions = [_recorded(ward, name) for name in facts]
    lists = list(_lists(ward, patient, weekly))
    if math.prod(map(len, regions)) * 2 ** len(procedures) * len(lists) > MOST:
        return
    for listed in lists:
        record = ward.given({**patient, "medicines": listed})
        for values in itertools.product(*regions):
            for done in itertools.product((True, False), repeat=len(procedures)):
                known = {**record.facts, **dict(zip(facts, values, strict=True))}
                was_done = {
                    name: RecordedProcedure(answer) for name, answer in zip(procedures, done, strict=True)
                }
                completed = replace(record, facts=known, procedures={**record.procedures, **was_done})
                if not (ward.may_contradict and contradictions(completed, graph, AS_OF)):
                    yield completed


def _recorded(ward: Ward, name: str) -> list[RecordedFact]:
    """A recorded value of each region of a fact."""
    given = (ward.given({"facts": {name: value}}).facts[name] for value in ward.regions(name))
    return list(given)


def _lists(ward: Ward, patient: Patient, weekly: list[str]) -> Iterator[list[dict[str, object]]]:
    """The medication list, with every frequency that matters; every list there may be when it is not known."""
    if "medicines" in patient:
        bare = [patient["medicines"]]
    else:
        names = sorted(ward.graph.medicines)
        subsets = itertools.chain.from_iterable(
            itertools.combinations(names, n) for n in range(len(names) + 1)
        )
        classes = sorted(ward.graph.classes)
        strangers = [
            [],
            *(
                [{"name": "zolpin", "classes": [*some]}]
                for n in range(len(classes) + 1)
                for some in itertools.combinations(classes, n)
            ),
        ]
        bare = [
            [{"name": name} for name in subset] + stranger for subset in subsets for stranger in strangers
        ]
    for listed in bare:
        choices = [
            [{**entry, "frequency": often} for often in ("once weekly", "twice weekly")]
            if entry["name"] in weekly and "frequency" not in entry and "dose" not in entry
            else [{**entry, "classes": [*some]} for some in _classes(ward)]
            if entry["name"] not in ward.graph.medicines and "classes" not in entry
            else [entry]
            for entry in listed
        ]
        yield from map(list, itertools.product(*choices))


def _classes(ward: Ward) -> Iterator[tuple[str, ...]]:
    classes = sorted(ward.graph.classes)
    for number in range(len(classes) + 1):
        yield from itertools.combinations(classes, number)


def _outcomes(found: Evaluation) -> Iterator[tuple[str, object]]:
    """What is said of each outcome and promise; None when it is not definite. A conflict is no answer."""
    for unit in found.units:
        said = (unit.kind, _recommended(unit)) if unit.kind == "recommended" else (unit.kind,)
        yield unit.node.id, said if unit.kind in DEFINITE - {"conflict"} else None
    for promise in found.promises:
        yield f"{promise.promise.id} now", None if promise.now == "open" else promise.now
        yield f"{promise.promise.id} plan", None if promise.plan == "open" else promise.plan


def _recommended(unit: UnitResult) -> object:
    if unit.taper is not None:
        return (unit.taper.next, unit.taper.due)
    if unit.options:
        return frozenset(
            (option.option.id, _lines(option.packages[0])) for option in unit.options if option.leads
        )
    return _lines(unit.packages[0])


def _lines(package: PackageResult) -> frozenset[object]:
    return frozenset(_line(line) for line in package.lines)


def _line(line: LineResult) -> tuple[object, ...]:
    match line:
        case GiveResult():
            bare = replace(
                line.line.dose, amount=None, basis=None, at_least=None, at_most=None, usually=None, closers=()
            )
            return (line.line.name, line.dose.amount, line.dose.rate, str(bare))
        case DoResult():
            return (line.line.procedure,)
    return ("stop", line.line.name)


def _without_gates(graph: DecisionGraph) -> DecisionGraph:
    """The guideline as if every gate were passed."""
    nodes = tuple(node for node in graph.nodes if not isinstance(node, core.GateNode))
    return DecisionGraph(nodes, graph.edges, graph.order, graph.hash)
