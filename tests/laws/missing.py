"""Whether what is asked for is honest: an open outcome asks for something, and what nobody asks for changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from engine.evaluation import Evaluation
from engine.outcomes import UnitResult
from engine.record import PatientRecord
from guideline_dsl.graph import DecisionGraph
from tests.laws.answers import with_what_gives_meaning

OPEN = frozenset(("conditional", "insufficient data", "unknown"))


def asked(found: Evaluation) -> frozenset[str]:
    """Everything that any outcome, promise or caution asks for."""
    units = (need for unit in found.units for _, need in unit.asked)
    promises = (need for promise in found.promises for need in promise.needs)
    cautions = (need for caution in found.cautions for need in caution.judged.needs)
    return frozenset((*units, *promises, *cautions))


def silent(found: Evaluation) -> list[str]:
    """The open outcomes and promises that ask for nothing, other than those that no fact could settle."""
    units = [unit for unit in found.units if unit.kind in OPEN and not unit.asked]
    said = [f"{unit.node.id}: {unit.kind}, {unit.reason}" for unit in units if not inherently_open(found)]
    promises = [p for p in found.promises if "open" in (p.now, p.plan) and not p.needs]
    return said + [f"{p.promise.id}: open" for p in promises if not inherently_open(found)]


def inherently_open(found: Evaluation) -> bool:
    """Whether something is left to the clinician, or has no value, which no fact can settle.

    Equal options and any member of a class are the clinician's to choose between; a medicine that is given and
    stopped is neither sure nor not; a division by zero has no value.
    """
    return any(
        unit.kind == "conflict"
        or len(_alternatives(unit)) > 1
        or "zero" in unit.reason
        or "root" in unit.reason
        for unit in found.units
    ) or any(found.world.definition(name).reasons for name in found.world.graph.definitions)


def _alternatives(unit: UnitResult) -> set[frozenset[str]]:
    return {alternative for contribution in unit.contributions for alternative in contribution.alternatives}


def kinds(found: Evaluation) -> dict[str, str]:
    """The outcome of each decision, and the states of each promise."""
    units = {unit.node.id: str(unit.kind) for unit in found.units}
    promises = {f"{p.promise.id}": f"{p.now}, {p.plan}" for p in found.promises}
    return {**units, **promises}


def learnt(graph: DecisionGraph, before: PatientRecord, after: PatientRecord) -> frozenset[str]:
    """What is known after and was not before, as needs; a recorded yes says something of what gives it a meaning."""
    new = frozenset(_learnt(before, after))
    facts = frozenset(need.removeprefix("fact:") for need in new if need.startswith("fact:"))
    return new | {f"fact:{name}" for name in with_what_gives_meaning(graph, facts)}


def _learnt(before: PatientRecord, after: PatientRecord) -> Iterator[str]:
    for name, recorded in after.facts.items():
        if before.facts.get(name) != recorded:
            yield f"fact:{name}"
    for name in after.procedures:
        if name not in before.procedures:
            yield f"procedure:{name}"
    if before.medicines is None:
        if after.medicines is not None:
            yield "medication list"
        return
    for old, new in zip(before.medicines, after.medicines or (), strict=True):
        details = (
            ("dose", old.dose, new.dose),
            ("frequency", (old.frequency, old.per_day_written), (new.frequency, new.per_day_written)),
            ("starting dose", old.starting_dose, new.starting_dose),
            ("time", old.time_on, new.time_on),
            ("time at dose", old.time_at_dose, new.time_at_dose),
            ("classes", old.classes, new.classes),
        )
        new_details = {detail for detail, a, b in details if a != b}
        if new_details & {"time", "time at dose"}:
            new_details |= {"time", "time at dose"}  # the one is a bound of the other
        yield from (f"medicine:{old.name}:{detail}" for detail in sorted(new_details))
