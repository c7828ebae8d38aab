"""What has the same content in two versions of a guideline under another name, and the old one under the new names.

A name is what conditions and lines call something by. When it is another one everywhere, and nothing else is, nothing
else should be reported: so the old version is first read with the new names, and then compared (difference.py).

A name counts as another name of the same thing only if nothing of the old name is left, nothing of the new name was
there, their contents are the same, and no second pair would fit as well. The number of a reference is no name of its
own: what it refers to counts, and a number may pass on to another reference. A fact without a question or codes, and a
medicine without a title or codes, are known by their names alone: `hepatitis_b` and `hepatitis_c`, both yes or no, are
never taken for one.

Declared absent: titles, which are contents; names of options and lines, which nothing refers to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from guideline_dsl import core
from guideline_dsl.compile import compile_core
from guideline_dsl.content_hash import digest_of, meaning_form
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.json_form import decode, encode
from guideline_dsl.statement_parts import own_content, parts_of

Space = Literal[
    "fact",
    "definition",
    "medicine",
    "class",
    "procedure",
    "regimen",
    "decision",
    "promise",
    "assumption",
    "value set",
    "reference",
]


@frozen
class Renaming:
    """What has the same content in both versions, by its old and its new name."""

    space: Space
    old: str
    new: str


Names = Mapping[tuple[Space, str], str]
_THIS = "\0this"
"""Stands for the name of the very thing whose contents are compared; no name of a guideline holds such a sign."""


def renamings(old: DecisionGraph, new: DecisionGraph) -> tuple[Renaming, ...]:
    """What is called otherwise; a name in the content of something that is called otherwise too is followed."""
    before, after = _contents(old), _contents(new)
    gone = {name: content for name, content in before.items() if _is_elsewhere(name, content, after)}
    come = {name: content for name, content in after.items() if _is_elsewhere(name, content, before)}
    found: dict[tuple[Space, str], str] = {}
    more = True
    while more:
        fit = dict(_unique(gone, found))
        arrived = dict(_unique(come, {}))
        pairs = [(fit[mark], arrived[mark]) for mark in fit if mark in arrived]
        for (space, name), (_, renamed) in pairs:
            found[space, name] = renamed
            del gone[space, name], come[space, renamed]
        more = bool(pairs)
    return tuple(Renaming(space, name, renamed) for (space, name), renamed in found.items())


def _is_elsewhere(
    name: tuple[Space, str], content: list[object], others: Mapping[tuple[Space, str], list[object]]
) -> bool:
    """Whether what has this name may stand under another one in the other version."""
    if name not in others:
        return True
    return name[0] == "reference" and others[name] != content


PUT_ASIDE = 9_000_000
"""Added to the number of an old reference whose number is now that of another one, and which is nowhere now."""


def under_new_names(graph: DecisionGraph, found: Iterable[Renaming]) -> DecisionGraph:
    """The guideline with these names in place of the old ones; its statements keep their order."""
    names: dict[tuple[Space, str], str] = {(each.space, each.old): each.new for each in found}
    if not names:
        return graph
    taken = {new for (space, _), new in names.items() if space == "reference"}
    for used, number in graph.references:
        if ("reference", f"{used}/{number}") not in names and f"{used}/{number}" in taken:
            names["reference", f"{used}/{number}"] = f"{used}/{number + PUT_ASIDE}"
    nodes = []
    for node in graph.nodes:
        form = _renamed(encode(node), names)
        decoded = decode(_with_ids(form, names))
        assert isinstance(decoded, core.Node)
        nodes.append(decoded)
    return compile_core(core.Core(tuple(nodes)))


# ---------------------------------------------------------------- contents


def _contents(graph: DecisionGraph) -> dict[tuple[Space, str], list[object]]:
    """The contents of everything that has a name."""
    contents: dict[tuple[Space, str], list[object]] = {}
    for part in parts_of(graph):
        named = _name_of(graph.node(part.item), part.piece)
        if named is not None and not _known_by_name_alone(part.node):
            form = [part.kind, *(meaning_form(value) for value in own_content(part))]
            contents.setdefault(named, []).append(form)
    for name, members in graph.classes.items():
        form = [{"is": "Crowd", "kind": "medicine", "name": medicine} for medicine in sorted(members)]
        contents["class", name] = ["class", *form]
    return contents


def _known_by_name_alone(node: core.Node) -> bool:
    match node:
        case core.FactNode(question=words, codes=codes, value_set=value_set):
            return not (words or codes or value_set)
        case core.MedicineNode(title=words, codes=codes):
            return not (words or codes)
        case _:
            return False


def _name_of(item: core.Node, piece: object) -> tuple[Space, str] | None:
    match item, piece:
        case _, core.ReferenceEntry(guideline=guideline, number=number):
            return "reference", f"{guideline}/{number}"
        case _, core.ValueSetEntry(name=name):
            return "value set", name
        case core.FactNode(name=name), _:
            return "fact", name
        case core.DefineNode(name=name), _:
            return "definition", name
        case core.MedicineNode(name=name), _:
            return "medicine", name
        case core.ProcedureNode(name=name), _:
            return "procedure", name
        case core.RegimenNode(name=name), _:
            return "regimen", name
        case core.DecisionNode(name=name), _:
            return "decision", name
        case core.NeverNode(name=name), _:
            return "promise", name
        case core.AssumptionNode(name=name), _:
            return "assumption", name
        case _:
            return None


def _unique(
    contents: Mapping[tuple[Space, str], list[object]], names: Names
) -> Iterator[tuple[str, tuple[Space, str]]]:
    """The hash of the content of each thing, without its own name, where no other thing has the same."""
    by_mark: dict[str, list[tuple[Space, str]]] = {}
    for (space, name), content in contents.items():
        mark = digest_of([space, _renamed(content, {**names, (space, name): _THIS})])
        by_mark.setdefault(mark, []).append((space, name))
    for mark, things in by_mark.items():
        if len(things) == 1:
            yield mark, things[0]


# ---------------------------------------------------------------- names in the JSON form

_NAMES: Mapping[tuple[str, str], Space] = {
    ("FactRef", "name"): "fact",
    ("FactNode", "name"): "fact",
    ("GateNode", "facts"): "fact",
    ("DefinitionRef", "name"): "definition",
    ("DefineNode", "name"): "definition",
    ("MedicineNode", "name"): "medicine",
    ("TaperNode", "medicine"): "medicine",
    ("Contraindicated", "medicine"): "medicine",
    ("MedicineNode", "classes"): "class",
    ("Done", "procedure"): "procedure",
    ("DoNode", "procedure"): "procedure",
    ("ProcedureNode", "name"): "procedure",
    ("GateNode", "procedures"): "procedure",
    ("RegimenNode", "name"): "regimen",
    ("DecisionNode", "name"): "decision",
    ("NeverNode", "name"): "promise",
    ("AssumptionNode", "name"): "assumption",
    ("Support", "assumptions"): "assumption",
    ("ValueSetEntry", "name"): "value set",
    ("FactNode", "value_set"): "value set",
}
_TARGETED = {"Crowd": "kind", "GiveNode": "target", "StopNode": "target"}
"""A medicine, a class or a regimen, as another field says."""
_IDS: Mapping[str, Space] = {
    "fact": "fact",
    "define": "definition",
    "medicine": "medicine",
    "taper": "medicine",
    "procedure": "procedure",
    "regimen": "regimen",
    "decide": "decision",
    "choose": "decision",
    "advise": "decision",
    "never": "promise",
    "assumption": "assumption",
}


def _renamed(form: object, names: Names) -> Any:
    if isinstance(form, list):
        # rows and items bear the name of their definition in front (statement_parts.own_content)
        inside = [_renamed(each, names) for each in form]
        if form and form[0] in ("row", "item") and isinstance(form[1], str):
            inside[1] = names.get(("definition", form[1]), form[1])
        return inside
    if not isinstance(form, dict):
        return form
    kind = form.get("is")
    made = {field: _renamed(part, names) for field, part in form.items()}
    if kind in _TARGETED:
        space = form[_TARGETED[kind]]
        if "name" in form:
            made["name"] = names.get((space, form["name"]), form["name"])
        return made
    for field, part in form.items():
        named = _NAMES.get((str(kind), field))
        if named is not None:
            made[field] = (
                [names.get((named, each), each) for each in part]
                if isinstance(part, list)
                else names.get((named, part), part)
            )
    match form:
        case {"is": "ReferenceEntry", "number": number}:
            made["number"] = _number(names, form.get("guideline", ""), number)
        case {"is": "Citation", "references": list(numbers)}:
            made["references"] = [_number(names, form.get("guideline", ""), each) for each in numbers]
        case {"is": "SubstanceFactor", "references": list(numbers)}:
            made["references"] = [_number(names, "", each) for each in numbers]
        case {"is": "ExceptionNode", "decided_by": str(decision)}:
            made["decided_by"] = _identifier(decision, names)
        case _:
            pass
    return made


def _number(names: Names, guideline: object, number: object) -> object:
    renamed = names.get(("reference", f"{guideline}/{number}"))
    if renamed is None or renamed == _THIS:
        return number if renamed is None else _THIS
    return int(renamed.rpartition("/")[2])


def _with_ids(form: dict[str, object], names: Names) -> dict[str, object]:
    """The form of a node with its id, and that of the node around it, made of the new names."""
    made = dict(form)
    for field in ("id", "parent"):
        if field in form:
            made[field] = _identifier(str(form[field]), names)
    return made


def _identifier(identifier: str, names: Names) -> str:
    kind, colon, rest = identifier.partition(":")
    name, slash, inside = rest.partition("/")
    space = _IDS.get(kind)
    return identifier if space is None else f"{kind}{colon}{names.get((space, name), name)}{slash}{inside}"
