"""The decision graph and the file say the same, one for one; nothing changes a graph once it is made."""

from __future__ import annotations

import dataclasses
from collections import Counter
from functools import cache
from pathlib import Path
from random import Random

import networkx
import pytest

from guideline_dsl import core, syntax
from guideline_dsl.check import check
from guideline_dsl.compile import compile_core, plan_circles
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.parse import parse
from tests.graph_expected import expected, key
from tests.laws.guidelines import FINITE, WILD, guideline
from tests.shares import examples, one_in

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "guidelines/inflammatory_myopathy/inflammatory_myopathy.guideline"
SAMPLE = ROOT / "tests/graph_sample.guideline"
SPEC = sorted((ROOT / "tests/spec").rglob("*.guideline"))
GENERATED = 60


def compiled(text: str) -> tuple[syntax.File, DecisionGraph] | None:
    """The syntax tree and the graph, None for a text with an error (some are wrong on purpose)."""
    parsed = parse(text)
    checked = check(parsed.file)
    if checked.core is None or parsed.findings:
        return None
    return parsed.file, compile_core(checked.core)


@cache
def sound(text: str) -> tuple[syntax.File, DecisionGraph]:
    found = compiled(text)
    findings = (*parse(text).findings, *check(parse(text).file).findings)
    assert found is not None, [f"{finding.places[0].span.line}: {finding.message}" for finding in findings]
    return found


def shipped() -> DecisionGraph:
    return sound(SHIPPED.read_text(encoding="utf-8"))[1]


def generated(seed: int) -> str:
    return guideline(Random(seed), WILD if seed % 3 else FINITE)


def agrees(file: syntax.File, graph: DecisionGraph) -> None:
    """The graph is what the syntax tree says: its nodes, what is a part of what, and every edge."""
    wanted = expected(file)
    assert Counter(key(node) for node in graph.nodes) == Counter(wanted.parents.keys())
    for node in graph.nodes:
        parent = wanted.parents[key(node)]
        assert (key(graph.node(node.parent)) if node.parent else None) == parent, node.id
    found = {(edge.kind, key(graph.node(edge.source)), key(graph.node(edge.target))) for edge in graph.edges}
    assert len(found) == len(graph.edges)
    assert found - wanted.edges == set(), "edges that the file does not say"
    assert wanted.edges - found == set(), "edges that are lacking"


# ---------------------------------------------------------------- graph and file, one for one


def test_the_shipped_guideline_and_its_graph_say_the_same() -> None:
    agrees(*sound(SHIPPED.read_text(encoding="utf-8")))


def test_the_sample_that_has_every_construct_and_its_graph_say_the_same() -> None:
    file, graph = sound(SAMPLE.read_text(encoding="utf-8"))
    agrees(file, graph)
    kinds = {
        kind for kind in vars(core).values() if isinstance(kind, type) and kind.__name__.endswith("Node")
    }
    assert {type(node) for node in graph.nodes} == kinds
    assert {edge.kind for edge in graph.edges} == {
        "contains", "next", "reads", "gives", "stops", "does", "gates", "checks", "limits", "tapers",
        "assumes", "feeds",
    }  # fmt: skip


@pytest.mark.parametrize("path", one_in(4, SPEC), ids=lambda path: path.stem)
def test_every_right_file_of_the_spec_and_its_graph_say_the_same(path: Path) -> None:
    found = compiled(path.read_text(encoding="utf-8"))
    if found is not None:
        agrees(*found)


@pytest.mark.slow
def test_most_files_of_the_spec_that_stand_for_a_meaning_have_a_graph() -> None:
    meanings = [path for path in SPEC if path.parent.name == "meaning"]
    assert meanings
    assert [path.name for path in meanings if compiled(path.read_text(encoding="utf-8")) is None] == []


@pytest.mark.parametrize("first", one_in(6, range(0, GENERATED, 10)))
def test_generated_guidelines_and_their_graphs_say_the_same(first: int) -> None:
    for seed in range(first, first + 10):
        text = generated(seed)
        try:
            agrees(*sound(text))
        except AssertionError:
            print(text)
            raise


def test_the_nodes_stand_in_the_order_of_the_file_and_parents_before_their_parts() -> None:
    for path in (SHIPPED, SAMPLE):
        _, graph = sound(path.read_text(encoding="utf-8"))
        seen = {""}
        for node in graph.nodes:
            assert node.parent in seen
            seen.add(node.id)
        top = [node.span.start for node in graph.children("")]
        assert top == sorted(top)
        for node in graph.nodes:
            lines = [
                part.span.start
                for part in graph.children(node.id)
                if not isinstance(part, core.ExceptionNode)
            ]
            assert lines == sorted(lines), node.id


def test_a_regimen_is_one_node_that_each_decision_refers_to() -> None:
    _, graph = sound(SHIPPED.read_text(encoding="utf-8"))
    regimens = [node.id for node in graph.nodes if isinstance(node, core.RegimenNode)]
    assert len(set(regimens)) == len(regimens)
    givers = {regimen: [e.source for e in graph.edges if e.target == regimen] for regimen in regimens}
    decisions = {graph.node(giver).parent for giver in givers["regimen:adult_prednisone"]}
    assert len(decisions) > 1


@pytest.mark.parametrize(
    ("above", "indent"),
    [
        ("    prefer when frail\n", 6),
        ("    only when old\n", 6),
        ("      closer to 0.5 mg/kg/day when frail\n", 8),
        ("  otherwise none\n", 2),
    ],
)
def test_a_note_that_no_node_would_hold_is_refused(above: str, indent: int) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    assert text.count(above) == 1
    noted = text.replace(above, f'{above}{" " * indent}note "Nowhere to be shown"\n')
    assert [finding.code for finding in check(parse(noted).file).findings] == ["note-out-of-place"]


# ---------------------------------------------------------------- the order of evaluation


def _decides(graph: DecisionGraph, reader: core.Node) -> set[str]:
    """The decisions that are answered with the help of a node which asks for the plan."""
    top = reader
    while top.parent:
        top = graph.node(top.parent)
    match top:
        case core.DecisionNode() | core.TaperNode():
            return {top.id}
        case core.RegimenNode():
            givers = (e.source for e in graph.edges if e.kind == "gives" and e.target == top.id)
            return {decision for giver in givers for decision in _decides(graph, graph.node(giver))}
        case core.WithholdNode(kind="contraindicate"):
            medicines = {e.target for e in graph.edges if e.kind == "limits" and e.source == top.id}
            acting = [e for e in graph.edges if e.kind in ("gives", "stops") and e.target in medicines]
            return {decision for e in acting for decision in _decides(graph, graph.node(e.source))}
        case _:
            return set()  # definitions have readers of their own; promises and cautions come last


def in_order(graph: DecisionGraph) -> None:
    decisions = [node.id for node in graph.nodes if isinstance(node, core.DecisionNode | core.TaperNode)]
    assert sorted(graph.order) == sorted(decisions)
    place = {decision: index for index, decision in enumerate(graph.order)}
    for edge in graph.edges:
        if edge.kind == "feeds":
            for decision in _decides(graph, graph.node(edge.target)):
                assert place[edge.source] < place[decision], (edge.source, decision)


def test_what_reads_the_plan_is_decided_after_what_feeds_it() -> None:
    for path in (SHIPPED, SAMPLE):
        in_order(sound(path.read_text(encoding="utf-8"))[1])
    for seed in range(examples(GENERATED)):
        in_order(sound(generated(seed))[1])


def test_decisions_that_do_not_read_the_plan_stand_in_the_order_of_the_file() -> None:
    for seed in range(examples(GENERATED)):
        _, graph = sound(generated(seed))
        asking = {d for e in graph.edges if e.kind == "feeds" for d in _decides(graph, graph.node(e.target))}
        free = [identifier for identifier in graph.order if identifier not in asking]
        places = [graph.node(identifier).span.start for identifier in free]
        assert places == sorted(places)


CIRCLE = """
guideline circle "Circle"
  version 1.0.0
facts
  fever yes | no
medicines
  aspirin  painkiller
  iron     supplement
assumption reading "So it is read"
define on_iron as plan has iron
decide opening
  when on_iron
    give aspirin 1 mg once daily
    assuming reading
  otherwise
    give nothing
    assuming reading
decide following
  when fever and plan has any painkiller
    give iron 1 mg once daily
    assuming reading
  otherwise
    give nothing
    assuming reading
"""


def test_a_circle_through_the_plan_is_told_with_its_decisions() -> None:
    findings = check(parse(CIRCLE).file).findings
    circles = [finding for finding in findings if finding.code == "plan-circle"]
    assert len(circles) == 1
    assert "opening" in circles[0].message
    assert "following" in circles[0].message
    straight = CIRCLE.replace("as plan has iron", "as taking iron")
    _, graph = sound(straight)
    assert graph.order == ("decide:opening", "decide:following")
    assert plan_circles(graph.nodes) == ()


def test_a_decision_that_reads_the_plan_of_what_it_gives_is_a_circle_of_one() -> None:
    alone = CIRCLE.replace("as plan has iron", "as plan has aspirin").replace(
        "plan has any painkiller", "fever"
    )
    messages = [f.message for f in check(parse(alone).file).findings if f.code == "plan-circle"]
    assert messages == ["`opening` asks for the plan of what it gives itself"]


@pytest.mark.slow
def test_a_chain_of_thousands_of_definitions_compiles() -> None:
    chain = "".join(f"define d{n} as d{n - 1} or fever\n" for n in range(1, 3000))
    text = CIRCLE.replace("define on_iron as plan has iron", f"define d0 as plan has iron\n{chain}")
    text = text.replace("when on_iron", "when d2999")
    file = parse(text).file
    nodes = tuple(
        core.DefineNode(
            f"d{n}",
            core.Apply("or", (core.DefinitionRef(f"d{n - 1}"), core.FactRef("fever")))
            if n
            else core.FactRef("fever"),
            "truth",
            id=f"define:d{n}",
        )
        for n in range(3000)
    )
    assert len(file.items) > 3000
    head = core.GuidelineNode("chain", "Chain", id="guideline")
    fever = core.FactNode("fever", core.YesNo(), id="fact:fever")
    assert len(compile_core(core.Core((head, fever, *nodes))).edges) == 2 * 2999 + 1


# ---------------------------------------------------------------- networkx


def test_the_networkx_form_has_the_same_nodes_and_edges() -> None:
    graph = shipped()
    drawn = graph.as_networkx()
    assert isinstance(drawn, networkx.MultiDiGraph)
    assert list(drawn.nodes) == [node.id for node in graph.nodes]
    for node in graph.nodes:
        assert drawn.nodes[node.id] == {"kind": type(node).__name__, "node": node}
        assert drawn.nodes[node.id]["node"] is node
    found = Counter((kind, a, b) for a, b, kind in drawn.edges(keys=True))
    assert found == Counter((edge.kind, edge.source, edge.target) for edge in graph.edges)
    assert all(key == attributes["kind"] for _, _, key, attributes in drawn.edges(keys=True, data=True))
    assert drawn.graph["hash"] == graph.hash


def test_the_networkx_form_is_frozen() -> None:
    drawn = shipped().as_networkx()
    assert networkx.is_frozen(drawn)
    with pytest.raises(networkx.NetworkXError):
        drawn.add_node("more")
    with pytest.raises(networkx.NetworkXError):
        drawn.remove_edge(*next(iter(drawn.edges)))


def test_what_contains_what_is_a_forest() -> None:
    graph = shipped()
    inside = networkx.DiGraph((e.source, e.target) for e in graph.edges if e.kind == "contains")
    assert networkx.is_forest(inside)
    assert all(degree <= 1 for _, degree in inside.in_degree())


# ---------------------------------------------------------------- nothing changes a graph


def test_a_graph_and_its_nodes_are_immutable() -> None:
    graph = shipped()
    for name in ("nodes", "edges", "order", "hash", "anything"):
        with pytest.raises((dataclasses.FrozenInstanceError, AttributeError)):
            setattr(graph, name, ())
    for node in graph.nodes:
        with pytest.raises((dataclasses.FrozenInstanceError, AttributeError, TypeError)):
            node.id = "other"  # type: ignore[misc]
    for mapping in (graph.facts, graph.medicines, graph.classes, graph.procedures, graph.definitions):
        with pytest.raises(TypeError):
            mapping["other"] = None  # type: ignore[index]


def test_every_value_in_a_graph_is_a_value_that_cannot_change() -> None:
    waiting: list[object] = list(sound(SAMPLE.read_text(encoding="utf-8"))[1].nodes)
    while waiting:
        value = waiting.pop()
        if isinstance(value, tuple):
            waiting.extend(value)
        elif dataclasses.is_dataclass(value):
            for each in dataclasses.fields(value):
                with pytest.raises(dataclasses.FrozenInstanceError):
                    setattr(value, each.name, None)
                waiting.append(getattr(value, each.name))
        else:
            hash(value)
