"""One process of growth.py: reads, checks, compiles and evaluates one guideline, and prints the figures."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from benchmarks.measure import peak
from benchmarks.sized import guideline_of, patient_of
from engine.library import evaluate
from guideline_dsl.check import check
from guideline_dsl.compile import compile_core
from guideline_dsl.content_hash import content_hash
from guideline_dsl.parse import parse
from guideline_dsl.read_graph import read_graph

Made = TypeVar("Made")

figures: dict[str, float] = {}


def timed(step: str, work: Callable[[], Made]) -> Made:
    began = time.process_time()
    made = work()
    figures[step] = time.process_time() - began
    return made


def main(rules: int) -> None:
    text, narrative = guideline_of(rules)
    small, its_narrative = guideline_of(10)
    warm = check(parse(small).file, its_narrative).core  # what is made once in a process is not counted
    assert warm is not None
    evaluate(compile_core(warm), patient_of(10), date(2026, 1, 31)).to_json()
    figures["before"] = peak()
    began = time.process_time()
    parsed = timed("parse", lambda: parse(text))
    checked = timed("check", lambda: check(parsed.file, narrative))
    core = checked.core
    if core is None or parsed.findings:
        raise SystemExit([finding.message for finding in (*parsed.findings, *checked.findings)][:5])
    graph = timed("compile", lambda: compile_core(core))
    timed("hash", lambda: content_hash(graph.nodes))
    form = timed("to JSON", graph.to_json)
    assert timed("from JSON", lambda: read_graph(form)) == graph
    timed("evaluate", lambda: evaluate(graph, patient_of(rules), date(2026, 1, 31)).to_json())
    figures["all"] = time.process_time() - began
    figures.update(peak=peak(), text=len(text.encode()), nodes=len(graph.nodes), edges=len(graph.edges))
    print(json.dumps(figures))


if __name__ == "__main__":
    main(int(sys.argv[1]))
