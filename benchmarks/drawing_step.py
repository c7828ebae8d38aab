"""One process of drawing.py: draws a guideline whose graph has so many nodes, and prints what it cost."""

from __future__ import annotations

import json
import resource
import sys
import time

from benchmarks.measure import peak
from benchmarks.sized import guideline_with_nodes
from engine.library import compile_text
from visualize.deck import deck
from visualize.picture import draw


def main(nodes: int) -> None:
    text, narrative = guideline_with_nodes(nodes)
    graph = compile_text(text, narrative).graph
    assert graph is not None
    assert len(graph.nodes) == nodes
    before = peak()
    clock, began = time.perf_counter(), _processor()
    picture = draw(deck(graph))
    figures = {
        "wall": time.perf_counter() - clock,
        "processor": _processor() - began,
        "before": before,
        "peak": peak(),
        "pages": len(picture.pages),
        "bytes": len(picture.svg.encode()),
    }
    print(json.dumps(figures))


def _processor() -> float:
    """Of this process, and of `dot` where that draws."""
    return sum(
        getattr(resource.getrusage(who), part)
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        for part in ("ru_utime", "ru_stime")
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
