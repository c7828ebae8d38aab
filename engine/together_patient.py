"""One patient for several guidelines: what each of them reads of it, and when they cannot share one.

The patient is checked against all of them together: a fact that none has is refused, one that some have goes to those.
Guidelines that declare one name as different things cannot share a patient, and neither can those that give one name
disjoint codes: nobody could say which of the two is meant. Ranges, wording, defaults, ages and `only when` may differ:
each guideline judges the value by its own.

A medicine is the same in two guidelines when they call it the same, or when each has one medicine of a code that they
share (rxnorm, atc). A guideline is given it under its own name. A medicine that a guideline does not declare has the
classes that another one gives it, if that one speaks of every class of the first; otherwise its classes are unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations

from engine.patient import PatientRefused, patient_of_tree
from engine.patient_json import Json, tree_of_text, tree_of_values
from engine.patient_problems import Intake, Place, Problem, shortened
from engine.patient_quantities import probably
from engine.record import PatientRecord
from guideline_dsl import core
from guideline_dsl.checking.phrasing import listed, quoted
from guideline_dsl.declaration_fields import type_words
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.units import parse_unit
from guideline_dsl.wording import number_words

_CODES_OF_MEDICINES = frozenset(("rxnorm", "atc"))


class GuidelinesDisagree(ValueError):
    """Guidelines that cannot share a patient; `problems` name both declarations of each name."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        """Keep the problems; as text it is one a line."""
        super().__init__("\n".join(problems))
        self.problems = problems


def refuse_different_declarations(graphs: Sequence[DecisionGraph]) -> None:
    """Raise GuidelinesDisagree where two guidelines declare one name as different things."""
    problems = [
        problem
        for one, other in combinations(graphs, 2)
        for problem in (*_facts_apart(one, other), *_codes_apart(one, other))
    ]
    if problems:
        raise GuidelinesDisagree(tuple(dict.fromkeys(problems)))


def _facts_apart(one: DecisionGraph, other: DecisionGraph) -> Iterator[str]:
    for name in sorted(one.facts.keys() & other.facts.keys()):
        a, b = one.facts[name], other.facts[name]
        if not _same_kind(a, b):
            yield (
                f"the fact {quoted(name)} is declared differently: {_type_words(a)} in {_where(one, a)}, and "
                f"{_type_words(b)} in {_where(other, b)}; a patient cannot be given for both"
            )


def _same_kind(a: core.FactNode, b: core.FactNode) -> bool:
    match a.type, b.type:
        case (core.YesNo(), core.YesNo()) | (core.CalendarDay(), core.CalendarDay()):
            return True
        case core.OneOf(first), core.OneOf(second):
            return set(first) == set(second)
        case core.NumberBetween(unit=first), core.NumberBetween(unit=second):
            same = parse_unit(first).dimension == parse_unit(second).dimension
            return same and (a.conversion is None or b.conversion is None or a.conversion == b.conversion)
    return type(a.type) is type(b.type) and a.type == b.type


def _type_words(fact: core.FactNode) -> str:
    said, factor = type_words(fact.type), fact.conversion
    if factor is None:
        return said
    return f"{said} where {number_words(factor.of)} is {number_words(factor.to)}"


def _codes_apart(one: DecisionGraph, other: DecisionGraph) -> Iterator[str]:
    kinds: tuple[tuple[str, Mapping[str, _Coded], Mapping[str, _Coded]], ...] = (
        ("fact", one.facts, other.facts),
        ("medicine", one.medicines, other.medicines),
        ("procedure", one.procedures, other.procedures),
    )
    for kind, first, second in kinds:
        for name in sorted(first.keys() & second.keys()):
            a, b = _codes(first[name]), _codes(second[name])
            for system in sorted(a.keys() & b.keys()):
                if not a[system] & b[system]:
                    yield (
                        f"the {kind} {quoted(name)} bears different codes: {system} {', '.join(sorted(a[system]))} in "
                        f"{_where(one, first[name])}, and {', '.join(sorted(b[system]))} in "
                        f"{_where(other, second[name])}; give one of the two another name"
                    )


_Coded = core.FactNode | core.MedicineNode | core.ProcedureNode


def _codes(node: _Coded) -> Mapping[str, frozenset[str]]:
    return {codes.system: frozenset(codes.codes) for codes in node.codes}


def _where(graph: DecisionGraph, node: core.Node) -> str:
    used = f" (from {quoted(node.span.guideline)})" if node.span.guideline else ""
    return f"{quoted(graph.head.name)} {graph.head.version}, line {node.span.line}{used}"


# ---------------------------------------------------------------- one medicine by several names


@frozen
class Identities:
    """Which medicines of several guidelines are one: the key of each, by place of the guideline and name."""

    keys: Mapping[tuple[int, str], str]
    names: Mapping[tuple[int, str], str]
    """How a guideline calls the medicine of a key."""

    def key(self, place: int, name: str) -> str:
        """What stands for the medicine in all guidelines; a medicine nobody declares stands for itself."""
        return self.keys.get((place, name), name)

    def name(self, place: int, key: str) -> str:
        """How a guideline calls it; "" where it does not declare it."""
        return self.names.get((place, key), "")


def identities(graphs: Sequence[DecisionGraph]) -> Identities:
    """Match the medicines of guidelines by name and by code."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.get(name, name) != name:
            name = parent[name]
        return name

    bearers: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for place, graph in enumerate(graphs):
        for name, medicine in graph.medicines.items():
            for codes in medicine.codes:
                for code in codes.codes if codes.system in _CODES_OF_MEDICINES else ():
                    bearers.setdefault((codes.system, code), []).append((place, name))
    for borne in bearers.values():
        # a code that a guideline gives to several medicines is that of a group, and says nothing of one
        alone = [name for place, name in borne if [p for p, _ in borne].count(place) == 1]
        for name in alone[1:]:
            low, high = sorted((root(alone[0]), root(name)))
            parent[high] = low
    keys = {(p, name): root(name) for p, graph in enumerate(graphs) for name in graph.medicines}
    names: dict[tuple[int, str], str] = {}
    for (place, name), key in sorted(keys.items()):
        if names.setdefault((place, key), name) != name:  # two of one guideline are never one
            keys[place, name] = name
    return Identities(keys, names)


def classes_for(
    graphs: Sequence[DecisionGraph], place: int, key: str, who: Identities
) -> tuple[frozenset[str], bool]:
    """The classes of one guideline in which others put a medicine that it does not declare.

    And whether these are all: one of the others speaks of every class of this guideline.
    """
    mine = graphs[place].classes.keys()
    found: set[str] = set()
    complete = not mine
    for other, graph in enumerate(graphs):
        name = who.name(other, key)
        if other != place and name:
            found.update(mine & set(graph.medicines[name].classes))
            complete = complete or mine <= graph.classes.keys()
    return frozenset(found), complete


# ---------------------------------------------------------------- what each guideline reads


def records_of(
    graphs: Sequence[DecisionGraph], patient: Mapping[str, object] | str, as_of: date
) -> tuple[PatientRecord, ...]:
    """The patient as each guideline reads it.

    Raises PatientRefused with every problem.
    """
    intake = Intake(as_of)
    tree = tree_of_text(patient, intake) if isinstance(patient, str) else tree_of_values(patient, intake)
    intake.raise_if_any()
    if not isinstance(tree, dict):
        return tuple(patient_of_tree(tree, graph, as_of) for graph in graphs)  # raises
    _refuse_unknown(tree, graphs, intake)
    who = identities(graphs)
    records: list[PatientRecord] = []
    refusals: list[tuple[Problem, str]] = []
    for place, graph in enumerate(graphs):
        try:
            records.append(patient_of_tree(_part_of(tree, graphs, place, who), graph, as_of))
        except PatientRefused as refused:
            refusals += [(problem, graph.head.name) for problem in refused.problems]
    for problem in dict.fromkeys(problem for problem, _ in refusals):
        names = [name for other, name in refusals if other == problem]
        by = "" if len(names) == len(graphs) else f" (as {listed(names, 'and')} declares it)"
        place_of = Place(problem.path, "", problem.fact)
        intake.refuse(place_of, problem.given, problem.expected, f"{problem.message}{by}")
    intake.raise_if_any()
    return tuple(records)


def _refuse_unknown(tree: Mapping[str, Json], graphs: Sequence[DecisionGraph], intake: Intake) -> None:
    """What no guideline has a use for is a mistake, and is told once."""
    facts = {name for graph in graphs for name in graph.facts}
    procedures = {name for graph in graphs for name in graph.procedures}
    kinds = (("facts", "fact", facts), ("done", "procedure", procedures))
    for part, kind, known in kinds:
        given = tree.get(part)
        for name in given if isinstance(given, dict) else ():
            if name not in known:
                place = Place(f"{part}.{shortened(name)}", quoted(shortened(name)), shortened(name))
                if any(name in graph.definitions for graph in graphs):
                    remedy = "a guideline computes it; leave it out"
                else:
                    meant = probably(name, dict.fromkeys(sorted(known)), intake)
                    remedy = f"did you mean {quoted(meant)}?" if meant else "leave it out"
                message = f"no {kind} of the guidelines is called {place.subject}; {remedy}"
                intake.refuse(place, place.subject, f"a {kind} of one of the guidelines", message)


def _part_of(
    tree: Mapping[str, Json], graphs: Sequence[DecisionGraph], place: int, who: Identities
) -> dict[str, Json]:
    graph = graphs[place]
    part = dict(tree)
    for key, known in (("facts", graph.facts.keys()), ("done", graph.procedures.keys())):
        given = tree.get(key)
        if isinstance(given, dict):
            part[key] = {name: value for name, value in given.items() if name in known}
    listed_medicines = tree.get("medicines")
    if isinstance(listed_medicines, list):
        part["medicines"] = [_medicine(entry, graphs, place, who) for entry in listed_medicines]
    return part


def _medicine(entry: Json, graphs: Sequence[DecisionGraph], place: int, who: Identities) -> Json:
    """An entry of the list under the name that a guideline has for it, with the classes it may know it by."""
    name = entry.get("name") if isinstance(entry, dict) else None
    if not isinstance(entry, dict) or not isinstance(name, str):
        return entry
    declared_by = [other for other, graph in enumerate(graphs) if name in graph.medicines]
    if not declared_by:
        return entry
    key = who.key(declared_by[0], name)
    own = who.name(place, key)
    read: dict[str, Json] = dict(entry)
    if own:
        read["name"] = own
        if len(declared_by) < len(graphs):
            read.pop("classes", None)
        return read
    if "classes" not in entry:
        classes, complete = classes_for(graphs, place, key, who)
        if complete:
            read["classes"] = list[Json](sorted(classes))
    elif isinstance(said := entry["classes"], list):
        elsewhere = _classes_of(graph for other, graph in enumerate(graphs) if other != place)
        mine = graphs[place].classes
        read["classes"] = [
            each for each in said if not isinstance(each, str) or each in mine or each not in elsewhere
        ]
    return read


def _classes_of(graphs: Iterable[DecisionGraph]) -> frozenset[str]:
    return frozenset(name for graph in graphs for name in graph.classes)
