"""Files that were made to break a reader: deep, long, large, and larger than is read."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.installed import COMMAND, PROGRAM, environment, installation
from benchmarks.measure import Run, run_of, run_with_peak
from benchmarks.sized import guideline_of
from benchmarks.tables import megabytes, seconds, table
from guideline_dsl.hygiene import MAX_TEXT_BYTES

_HEAD = 'guideline hostile "Hostile"\n  version 1.0.0\n\nfacts\n  fever yes | no\n  age 0 to 120 years\n\n'
_TAIL = '\nassumption reading "As read"\n\nadvise words\n  when odd\n    note "Odd"\n    assuming reading\n'
_MANY = 100_000


def hostile_files(_runs: int) -> str:
    """The table of what `guideline check` makes of each, and what that costs."""
    rows = []
    with installation() as folder, tempfile.TemporaryDirectory() as name:
        variables = environment(folder, Path(name) / "cache")
        file = Path(name) / "hostile.guideline"
        file.write_text(_defined("fever"), encoding="utf-8")
        run_of((*COMMAND, "check", str(file)), folder, variables)  # puts the parser's tables into the cache
        for words, text in files():
            file.write_text(text, encoding="utf-8")
            run, most = run_with_peak(PROGRAM, ("check", str(file)), folder, variables)
            size = megabytes(len(text.encode()))
            cost = run.cost
            rows.append(
                (words, size, seconds(cost.wall), seconds(cost.processor), megabytes(most), _outcome(run))
            )
            print(*rows[-1], sep="; ", file=sys.stderr, flush=True)
    head = ("`guideline check` of", "size", "by the clock", "of the processor", "peak memory", "what it says")
    return table(head, rows)


def files() -> Iterator[tuple[str, str]]:
    """What each file is, and its text."""
    yield "100,000 nested parentheses", _defined("(" * _MANY + "fever" + ")" * _MANY)
    yield "100,000 parentheses that nobody closes", _defined("(" * _MANY)
    yield "100,000 terms joined by `or`", _defined(" or ".join(["fever"] * _MANY))
    yield "100,000 terms added up", _defined(" + ".join(["age"] * _MANY) + " > 3 years")
    yield "100,000 words after `not`", _defined("not " * _MANY + "fever")
    chain = "".join(f"define d{n} as d{n - 1} or fever\n" for n in range(1, 2_000))
    yield "a chain of 2,000 definitions", f"{_HEAD}define d0 as fever\n{chain}define odd as d1999\n{_TAIL}"
    yield "one name of 1,000,000 letters", _defined("a" * 1_000_000)
    yield "one number of 100,000 digits", _defined(f"age > {'9' * _MANY} years")
    yield "5 MB of a right guideline", _as_large_as_is_read()
    yield "5 MB of mistakes", (_HEAD + "decide x y z (\n" * 400_000)[: MAX_TEXT_BYTES - 1]
    yield "5 MB of parentheses", "(" * (MAX_TEXT_BYTES - 1)
    yield "5 MB and one byte", "#" * (MAX_TEXT_BYTES + 1)
    yield "50 MB", "#" * 50_000_000


def _defined(condition: str) -> str:
    return f"{_HEAD}define odd as {condition}\n{_TAIL}"


def _as_large_as_is_read() -> str:
    rules = 10_000
    size = len(guideline_of(rules)[0].encode())
    rules = rules * MAX_TEXT_BYTES // size // 10 * 10
    while True:
        text = guideline_of(rules)[0].replace('  narrative "narrative.md"\n', "")
        if len(text.encode()) <= MAX_TEXT_BYTES:
            return text
        rules -= 100


def _outcome(run: Run) -> str:
    lines = [line for line in run.said.splitlines() if line.strip()]
    first = lines[0] if lines else "nothing"
    said = first if len(first) < 90 else f"{first[:87]}..."
    return f"exit code {run.code}: `{said.replace('|', '/').replace('`', chr(39))}`"
