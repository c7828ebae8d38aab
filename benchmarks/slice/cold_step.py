"""One process of the cold starts: from the first line to the first answer; it is told on stdin what to do."""

from __future__ import annotations

import time

_BEGAN = time.perf_counter()

import importlib  # noqa: E402
import json  # noqa: E402
import sys  # noqa: E402


def main() -> None:
    given = json.load(sys.stdin)
    module = importlib.import_module(f"benchmarks.slice.{given['module']}")
    answer = module.ready(given["written"]) if hasattr(module, "ready") else module.answer
    answer(given["row"])
    taken = time.perf_counter() - _BEGAN
    heavy = [name for name in ("lark", "networkx", "pydantic") if name in sys.modules]
    from benchmarks.measure import peak  # noqa: PLC0415 - it is no part of the start

    print(json.dumps({"seconds": taken, "memory": peak(), "heavy": heavy}))


if __name__ == "__main__":
    main()
