"""Brute force: everything a patient may turn out to be, and the outcomes that all of it agrees on.

For guidelines of the kind FINITE, whose facts are only compared with written values: one value of each region stands
for the region, so the completions are exhaustive.
"""

from __future__ import annotations

import copy
import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.evaluation import Evaluation, walk
from engine.outcomes import UnitResult
from engine.packages import DoResult, GiveResult, LineResult, PackageResult
from guideline_dsl import core
from guideline_dsl.graph import DecisionGraph
from tests.laws.answers import DEFINITE
from tests.laws.patients import AS_OF, Patient, Ward

MOST = 400
"""So many completions are tried out; a patient with more is passed over."""


@dataclass(frozen=True)
class Hidden:
    """An outcome that is not definite although every completion leads to the same one."""

    name: str
    kind: str
    agreed: str
    asked: tuple[str, ...]


@dataclass(frozen=True)
class Judgement:
    """The outcomes of one patient that are not definite: how many, those hidden, and those waiting by design."""

    indefinite: int
    hidden: tuple[Hidden, ...]
    by_design: tuple[Hidden, ...]


def judge(ward: Ward, patient: Patient) -> Judgement | None:
    """Hold the outcomes against all completions; None when there are too many."""
    found = walk(ward.graph, ward.given(patient), AS_OF)
    waiting = {name: said for name, said in _outcomes(found) if said is None}
    if not waiting:
        return Judgement(0, (), ())
    possible = list(completions(ward, patient))
    if len(possible) > MOST or not possible:
        return None
    agreed: dict[str, set[object]] = {name: set() for name in waiting}
    for completed in possible:
        for name, said in _outcomes(walk(ward.graph, ward.given(completed), AS_OF)):
            if name in agreed:
                agreed[name].add(said)
    alike = {name for name, said in agreed.items() if len(said) == 1 and None not in said}
    unscoped = found.scope.truth is None
    ungated = dict(_outcomes(walk(_without_gates(ward.graph), ward.given(patient), AS_OF)))
    kinds = {unit.node.id: (unit.kind, tuple(need for _, need in unit.asked)) for unit in found.units}
    told = [
        Hidden(name, kinds.get(name, ("open", ()))[0], str(*agreed[name]), kinds.get(name, ("", ()))[1])
        for name in sorted(alike)
    ]
    design = tuple(one for one in told if unscoped or ungated[one.name] is not None)
    return Judgement(len(waiting), tuple(one for one in told if one not in design), design)


def completions(ward: Ward, patient: Patient) -> Iterator[Patient]:
    """Every way in which what is not known may turn out, without those that contradict themselves."""
    facts = [name for name in ward.graph.facts if name not in patient["facts"]]
    procedures = [name for name in ward.graph.procedures if name not in patient["done"]]
    weekly = [name for name, medicine in ward.graph.medicines.items() if medicine.only is not None]
    regions = [ward.regions(name) for name in facts]
    lists = list(_lists(ward, patient, weekly))
    if math.prod(map(len, regions)) * 2 ** len(procedures) * len(lists) > 4 * MOST:
        yield from itertools.repeat(patient, MOST + 1)
        return
    for values in itertools.product(*regions):
        for done in itertools.product((True, False), repeat=len(procedures)):
            for listed in lists:
                made = copy.deepcopy(patient)
                made["facts"].update(zip(facts, values, strict=True))
                made["done"].update(zip(procedures, done, strict=True))
                made["medicines"] = listed
                if not ward.may_contradict or ward.record(made) is not None:
                    yield made


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
