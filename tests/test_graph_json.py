"""The JSON form of the graph: it loads without the text, and nothing comes through that is not as it was."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from engine.library import compile_text, load_graph
from guideline_dsl import core
from guideline_dsl.content_hash import content_hash
from guideline_dsl.graph import GRAPH_FORMAT, DecisionGraph
from guideline_dsl.json_form import MalformedJson, decode, encode, write_fraction
from guideline_dsl.read_graph import read_graph, read_unchanged_graph
from tests.laws.guidelines import graph_of, guideline
from tests.shares import examples

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "guidelines/inflammatory_myopathy"


@cache
def shipped() -> DecisionGraph:
    text = (SHIPPED / "inflammatory_myopathy.guideline").read_text(encoding="utf-8")
    graph = compile_text(text, (SHIPPED / "narrative.md").read_text(encoding="utf-8")).graph
    assert graph is not None
    return graph


@cache
def sample() -> DecisionGraph:
    graph = compile_text((ROOT / "tests/graph_sample.guideline").read_text(encoding="utf-8")).graph
    assert graph is not None
    return graph


def same(first: DecisionGraph, second: DecisionGraph) -> None:
    assert first == second
    assert first.nodes == second.nodes
    assert [node.span for node in first.nodes] == [node.span for node in second.nodes]
    assert first.to_json() == second.to_json()


# ---------------------------------------------------------------- there and back


def test_a_graph_comes_back_as_it_was() -> None:
    for graph in (shipped(), sample()):
        same(read_graph(graph.to_json()), graph)
        same(read_unchanged_graph(graph.to_json()), graph)


def test_generated_graphs_come_back_as_they_were() -> None:
    for seed in range(examples(60)):
        graph = graph_of(guideline(Random(seed)))
        same(read_graph(graph.to_json()), graph)


def test_the_form_may_be_laid_out_in_any_way() -> None:
    form = json.loads(sample().to_json())
    same(read_graph(json.dumps(form, indent=4, ensure_ascii=True)), sample())
    turned = dict(reversed(form.items())) | {
        "nodes": [dict(reversed(node.items())) for node in form["nodes"]]
    }
    same(read_graph(json.dumps(turned)), sample())


@pytest.mark.slow
def test_the_same_guideline_gives_the_same_bytes_in_any_process() -> None:
    program = (
        "import sys\nfrom pathlib import Path\nfrom engine.library import compile_text\n"
        "text = Path('tests/graph_sample.guideline').read_text(encoding='utf-8')\n"
        "sys.stdout.buffer.write(compile_text(text).graph.to_json().encode())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert runs == {sample().to_json().encode()}


def test_the_form_loads_without_parser_networkx_and_pydantic(tmp_path: Path) -> None:
    (tmp_path / "graph.json").write_text(shipped().to_json(), encoding="utf-8")
    program = """
import sys
from pathlib import Path
from engine.library import load_graph
graph = load_graph(Path(sys.argv[1]).read_text(encoding="utf-8"))
print(graph.hash, len(graph.nodes), len(graph.edges))
print(*sys.modules)
"""
    run = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "graph.json")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    told, modules = run.stdout.splitlines()
    assert told == f"{shipped().hash} {len(shipped().nodes)} {len(shipped().edges)}"
    assert set(modules.split()) & {
        "lark", "networkx", "pydantic", "typer", "graphviz", "guideline_dsl.parse", "guideline_dsl.check",
        "guideline_dsl.syntax",
    } == set()  # fmt: skip


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(0), "0"), (Fraction(5, 2), "2.5"), (Fraction(-5, 2), "-2.5"), (Fraction(1, 3), "1/3"),
        (Fraction(-1, 7), "-1/7"), (Fraction(1, 1000), "0.001"), (Fraction(100), "100"),
        (Fraction(1, 20), "0.05"), (Fraction(1, 64), "0.015625"), (Fraction(30, 100), "0.3"),
        (Fraction(10**30, 3), f"{10**30}/3"),
    ],
)  # fmt: skip
def test_numbers_stay_exact(value: Fraction, text: str) -> None:
    assert write_fraction(value) == text
    assert decode(encode(value)) == value


def test_random_numbers_stay_exact() -> None:
    random = Random(7)
    for _ in range(2000):
        value = Fraction(random.randint(-(10**9), 10**9), random.choice((1, 3, 7, 8, 10, 125, 10**6, 999)))
        assert Fraction(write_fraction(value)) == value
        assert decode(encode(value)) == value


# ---------------------------------------------------------------- what is refused


def refused(text: str) -> str:
    with pytest.raises(MalformedJson) as caught:
        load_graph(text)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("guideline x", "not JSON"),
        ("[]", f"not a guideline graph of the format {GRAPH_FORMAT}"),
        ("null", "not a guideline graph"),
        ("3", "not a guideline graph"),
        ("{}", "not a guideline graph"),
        ('{"format": "guideline-graph/99"}', f"of the format {GRAPH_FORMAT}"),
        (f'{{"format": "{GRAPH_FORMAT}"}}', "`nodes`"),
        (f'{{"format": "{GRAPH_FORMAT}", "format": "{GRAPH_FORMAT}"}}', "`format` stands twice"),
        ('{"format": NaN}', "NaN is no number"),
        ('{"format": -Infinity}', "-Infinity is no number"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000, "nested too deeply"),
        ("9" * 10_000, "not JSON"),
        ("\ud800", "not a guideline graph|not JSON"),
    ],
)
def test_what_is_no_graph_is_refused_with_the_reason(text: str, said: str) -> None:
    assert any(words in refused(text) for words in said.split("|"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "3",
        "{}",
        '{"format": "guideline-graph/99", "nodes": [], "edges": [], "order": [], "hash": ""}',
        f'{{"format": "{GRAPH_FORMAT}", "nodes": [{{"is": "Fork"}}], "edges": [], "order": [], "hash": ""}}',
        f'{{"format": "{GRAPH_FORMAT}", "nodes": [], "edges": [[]], "order": [], "hash": ""}}',
        f'{{"format": "{GRAPH_FORMAT}", "nodes": [1], "edges": [], "order": [], "hash": ""}}',
        "[" * 100_000,
    ],
)
def test_what_is_taken_as_it_was_written_must_at_least_be_a_graph(text: str) -> None:
    with pytest.raises(MalformedJson):
        read_unchanged_graph(text)


def mended(form: dict[str, Any]) -> str:
    """The form with the hash that its nodes now have, as one who forges it would write it."""
    with suppress(MalformedJson, TypeError, ValueError, AttributeError, KeyError):
        form["hash"] = content_hash(decode(form["nodes"]))  # type: ignore[arg-type]
    return json.dumps(form)


def node(form: dict[str, Any], kind: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in form["nodes"] if each["is"] == kind)
    return found


def _set(kind: str, /, **parts: object) -> Callable[[dict[str, Any]], object]:
    return lambda form: node(form, kind).update(parts)


def _drop(kind: str, part: str) -> Callable[[dict[str, Any]], object]:
    return lambda form: node(form, kind).pop(part)


def _at_top(**parts: object) -> Callable[[dict[str, Any]], object]:
    return lambda form: form.update(parts)


def _number(text: object) -> dict[str, object]:
    return {"is": "Number", "value": {"is": "Fraction", "value": text}}


def _fact(name: str) -> dict[str, object]:
    return {"is": "FactRef", "name": name}


def _regimen_in_itself(form: dict[str, Any]) -> None:
    inside = (each for each in form["nodes"] if each.get("parent", "").startswith("regimen:course"))
    next(each for each in inside if each["is"] == "GiveNode").update(target="regimen", name="course")


BROKEN: list[tuple[str, Callable[[dict[str, Any]], object], str]] = [
    ("no nodes", lambda form: form.pop("nodes"), "`nodes`"),
    ("a part too many", _at_top(more=1), "`more`"),
    ("nodes of another kind", _at_top(nodes={}), "nodes of a guideline graph are a list"),
    ("nodes that are texts", _at_top(nodes=["a"]), "is no node"),
    ("no node at all", _at_top(nodes=[]), "says which guideline it is"),
    ("a number as a node", _at_top(nodes=[_number("1")]), "is no node"),
    ("an unknown class", _set("OptionNode", **{"is": "Fork"}), "`Fork` is no node or expression"),
    ("no class", _drop("OptionNode", "is"), "does not say what it `is`"),
    ("a class that is no text", _set("OptionNode", **{"is": 3}), "does not say what it `is`"),
    ("an unknown field", _set("OptionNode", colour="red"), "`OptionNode` has no field `colour`"),
    ("a missing field", _drop("OptionNode", "name"), "`OptionNode` lacks a field"),
    ("a missing id", _drop("OptionNode", "id"), "`OptionNode` lacks a field"),
    ("a number where a text belongs", _set("OptionNode", title=3), "`title` of a `OptionNode`"),
    ("null where a text belongs", _set("OptionNode", title=None), "`title` of a `OptionNode`"),
    ("a text where a list belongs", _set("MedicineNode", classes="blocker"), "`classes` of a `MedicineNode`"),
    ("a list of other things", _set("MedicineNode", classes=[1]), "`classes` of a `MedicineNode`"),
    (
        "an expression that is a node",
        _set("ExceptionNode", condition={"is": "BlockNode", "block": "facts", "id": "b"}),
        "`condition` of a `ExceptionNode`",
    ),
    ("a word that is not one of its words", _set("MessageNode", kind="shout"), "`kind` of a `MessageNode`"),
    (
        "a binary number",
        _set("ReferencesNode", entries=[{"is": "ReferenceEntry", "number": 1.5}]),
        "kind float",
    ),
    ("yes where a number belongs", _set("TaperNode", earliest=True), "`earliest` of a `TaperNode`"),
    ("no fraction", _set("TaperNode", earliest=_number("x")), "`x` is no Fraction"),
    ("a fraction over nought", _set("TaperNode", earliest=_number("1/0")), "`1/0` is no Fraction"),
    ("an absurd exponent", _set("TaperNode", earliest=_number("1e999999999")), "is no Fraction"),
    (
        "a fraction that is a number",
        _set("TaperNode", earliest=_number(1)),
        "needs a `value` in quotation marks",
    ),
    (
        "no date",
        _set("GuidelineNode", source_date={"is": "date", "value": "2025-02-30"}),
        "`2025-02-30` is no date",
    ),
    ("a unit that does not exist", _set("DefineNode", unit="furlong"), "furlong"),
    ("two nodes of one id", lambda form: form["nodes"].append(form["nodes"][1]), "two nodes"),
    ("a parent that is not there", _set("OptionNode", parent="choose:nothing"), "does not stand before it"),
    ("parts before the whole", lambda form: form["nodes"].reverse(), "does not stand before it"),
    (
        "two heads",
        lambda form: form["nodes"].append(form["nodes"][0] | {"id": "again"}),
        "which guideline it is",
    ),
    ("a fact that is not there", _set("ExceptionNode", condition=_fact("nought")), "`fact:nought`"),
    (
        "a question that checking replaces",
        _set("ExceptionNode", condition={"is": "Contraindicated", "medicine": "alpha"}),
        "asks whether a medicine is contraindicated",
    ),
    ("a regimen that is not there", _set("GiveNode", target="regimen", name="nought"), "nought"),
    ("a regimen that gives itself", _regimen_in_itself, "given in a regimen"),
    (
        "a definition of itself",
        _set("DefineNode", value={"is": "DefinitionRef", "name": "old"}),
        "do not fit together",
    ),
    ("an edge less", lambda form: form["edges"].pop(), "edges"),
    ("an edge more", lambda form: form["edges"].append(["reads", "guideline", "fact:age"]), "edges"),
    ("another order", lambda form: form["order"].reverse(), "order"),
    ("edges of another kind", _at_top(edges=None), "edges"),
    ("an order of another kind", _at_top(order=7), "order"),
]


@pytest.mark.parametrize(("change", "said"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_a_broken_graph_is_refused_with_the_reason(
    change: Callable[[dict[str, Any]], object], said: str
) -> None:
    """Even where the hash was mended to fit."""
    form = json.loads(sample().to_json())
    change(form)
    assert said in refused(mended(copy.deepcopy(form)))
    assert refused(json.dumps(form))


def test_content_that_has_not_the_stated_hash_is_refused() -> None:
    for kind, parts in (("MessageNode", {"text": "Another"}), ("LimitNode", {"support": {"is": "Support"}})):
        form = json.loads(sample().to_json())
        node(form, kind).update(parts)
        assert "does not have the hash it states" in refused(json.dumps(form))
    form = json.loads(sample().to_json())
    form["hash"] = "0" * 64
    assert "does not have the hash it states" in refused(json.dumps(form))


def test_a_graph_without_its_hash_is_refused() -> None:
    form = json.loads(sample().to_json())
    del form["hash"]
    assert "look at `hash`" in refused(json.dumps(form))


@pytest.mark.parametrize("depth", [400, 900, 100_000])
def test_a_condition_nested_beyond_reason_is_refused(depth: int) -> None:
    form = json.loads(sample().to_json())
    node(form, "ExceptionNode")["condition"] = "here"
    deep = (
        '{"is": "Apply", "operator": "not", "operands": [' * depth + json.dumps(_fact("frail")) + "]}" * depth
    )
    assert "nested too deeply" in refused(json.dumps(form).replace('"here"', deep))


def test_the_place_of_a_mistake_is_named() -> None:
    form = json.loads(sample().to_json())
    option = node(form, "OptionNode")
    option["title"] = 3
    assert refused(json.dumps(form)).endswith(f"(in the node `{option['id']}`)")


def test_random_damage_is_refused_or_changes_nothing_that_is_read() -> None:
    text = sample().to_json()
    random = Random(3)
    taken = 0
    for _ in range(examples(300)):
        at = random.randrange(len(text))
        damaged = text[:at] + random.choice('x0"[]{},: 9') + text[at + random.randint(0, 2) :]
        try:
            graph = load_graph(damaged)
        except MalformedJson:
            continue
        taken += 1
        assert graph.hash == sample().hash
        assert graph.edges == sample().edges
        assert graph.nodes == sample().nodes  # what may differ is only where a node stands in the text
    assert taken < examples(100)


def test_only_what_core_declares_has_a_json_form() -> None:
    for value in (1.5, object(), {1}, b"bytes", [1], {"a": 1}, core.Number):
        with pytest.raises(TypeError):
            encode(value)
