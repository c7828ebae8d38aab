"""The same guideline and facts give the same bytes: in any process, from the JSON form, in any order of its items."""

import json
import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from engine.evaluate import evaluate
from engine.evaluation import walk
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.read_graph import read_graph
from tests.laws.answers import answers
from tests.laws.guidelines import WILD, guideline
from tests.laws.law import compiled, shipped
from tests.laws.patients import AS_OF, Patient, Ward
from tests.shares import examples

ROOT = Path(__file__).parents[2]

SEVERAL = """
import hashlib, json, sys
from tests.laws.test_law_determinism import several
print(hashlib.sha256("".join(several()).encode()).hexdigest())
"""


def several() -> list[str]:
    """The assessments of some patients of some guidelines, and of the shipped one."""
    said = []
    for seed in range(2):
        random = Random(seed)
        graph = compiled(guideline(random, WILD))
        said += [assessed(graph, patient) for patient in patients(graph, random, 2)]
    graph = shipped()
    return said + [assessed(graph, patient) for patient in patients(graph, Random(0), 1)]


def patients(graph: DecisionGraph, random: Random, number: int) -> list[Patient]:
    return [Ward(graph).patient(random) for _ in range(number)]


def assessed(graph: DecisionGraph, patient: Patient) -> str:
    return evaluate(graph, Ward(graph).given(patient), AS_OF).to_json()


@pytest.mark.slow
def test_any_process_gives_the_same_bytes() -> None:
    found = {
        subprocess.run(
            [sys.executable, "-c", SEVERAL],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("0", "4711")
    }
    assert len(found) == 1


def test_the_json_form_of_a_graph_and_a_second_evaluation_give_the_same_bytes() -> None:
    for seed in range(examples(4)):
        random = Random(seed)
        graph = compiled(guideline(random, WILD))
        again = read_graph(graph.to_json())
        for patient in patients(graph, random, 3):
            said = assessed(graph, patient)
            assert said == assessed(graph, patient) == assessed(again, patient), json.dumps(patient)


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_top_level_items_changes_no_answer(seed: int) -> None:
    random = Random(seed)
    text = guideline(random, WILD)
    graph, other = compiled(text), compiled(shuffled(text, random))
    assert graph.hash == other.hash
    ward = Ward(graph)
    for _ in range(3):
        record = ward.given(ward.patient(random))
        before, after = walk(graph, record, AS_OF), walk(other, record, AS_OF)
        said, again = answers(before), answers(after)
        assert {key: answer.value for key, answer in said.items()} == {
            key: answer.value for key, answer in again.items()
        }
        assert {u.node.id: u.kind for u in before.units} == {u.node.id: u.kind for u in after.units}


def shuffled(text: str, random: Random) -> str:
    """The items of a text below its head in another order."""
    head, *items = text.split("\n\n")
    kept = [item.strip("\n") for item in items if item.strip()]
    random.shuffle(kept)
    return "\n\n".join([head, *kept]) + "\n"
