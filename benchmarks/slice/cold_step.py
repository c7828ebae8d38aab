"""One process of the cold starts: from the first line of the program to the first answer."""

from __future__ import annotations

import time

_BEGAN = time.perf_counter()

import importlib  # noqa: E402
import json  # noqa: E402
import sys  # noqa: E402


def main(name: str, row: str, written: str) -> None:
    module = importlib.import_module(f"benchmarks.slice.{name}")
    answer = module.ready(written) if hasattr(module, "ready") else module.answer
    answer(json.loads(row))
    taken = time.perf_counter() - _BEGAN
    from benchmarks.measure import peak  # noqa: PLC0415 - it is no part of the start

    print(json.dumps({"seconds": taken, "memory": peak()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
