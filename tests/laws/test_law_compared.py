"""Two versions of a guideline compared by columns come to what they come to by the walk, row by row.

The other version has other numbers, is without an item, calls a decision otherwise or has it elsewhere. All is held
against the walk: results with the columns `changed` and `before`, rejects, and every count with its examples. Longer:

    python -m tests.laws.test_law_compared 10000
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from engine.cohort.aligned import aligned
from engine.cohort.chunks import Chunk, Held, Job, Working
from engine.library import GuidelineRefused, load_text
from guideline_dsl.graph import DecisionGraph
from tests.laws.guidelines import DATED, FINITE, OBSERVED, RIVALS, SCORED, WILD, Kind, guideline
from tests.laws.patients import AS_OF, Ward
from tests.laws.tables import table_of

polars = pytest.importorskip("polars")
pytest.importorskip("numpy")

KINDS = (WILD, FINITE, SCORED, OBSERVED, DATED, RIVALS)
_ITEMS = ("decide", "choose", "advise", "never", "contraindicate", "caution", "taper", "before")
_TRIES = 40


def another(text: str, random: Random) -> str:
    """Another version that compiles: other numbers, an item less, a decision called otherwise or put elsewhere."""
    for _ in range(_TRIES):
        made = text
        for _ in range(random.randint(1, 3)):
            made = random.choice(_EDITS)(made, random)
        if made == text:
            continue
        try:
            load_text(made)
        except GuidelineRefused:
            continue
        return made
    return text


def _number(text: str, random: Random) -> str:
    places = [
        found
        for line in re.finditer(r"^ +(?:give|when|prefer|for) .*$", text, flags=re.M)
        for found in re.finditer(r"(?<![\w.:-])[0-9]+(?![\w:-])", line[0])
        for found in [(line.start() + found.start(), line.start() + found.end())]
    ]
    if not places:
        return text
    start, end = random.choice(places)
    value = int(text[start:end])
    return f"{text[:start]}{random.choice((value + 1, value * 2, max(1, value - 1)))}{text[end:]}"


def _without(text: str, random: Random) -> str:
    items = text.split("\n\n")
    some = [place for place, item in enumerate(items) if item.startswith(_ITEMS)]
    if some:
        del items[random.choice(some)]
    return "\n\n".join(items)


def _elsewhere(text: str, random: Random) -> str:
    items = text.split("\n\n")
    some = [place for place, item in enumerate(items) if item.startswith(_ITEMS)]
    if len(some) > 1:
        one, other = random.sample(some, 2)
        items[one], items[other] = items[other], items[one]
    return "\n\n".join(items)


def _called_otherwise(text: str, random: Random) -> str:
    names = re.findall(r"^(?:decide|choose|advise|never) (\w+)", text, flags=re.M)
    return re.sub(rf"\b{random.choice(names)}\b", "called_otherwise", text) if names else text


_EDITS: tuple[Callable[[str, Random], str], ...] = (
    _number,
    _number,
    _number,
    _without,
    _elsewhere,
    _called_otherwise,
)


def told(old: DecisionGraph, new: DecisionGraph, table: Any, engine: str) -> tuple[Any, ...]:
    """Results, rejects and counts; and how many rows columns answered for both."""
    known = tuple(table.columns)
    job = Job(new.to_json(), old.to_json(), engine, AS_OF, frozenset(), Path(), "parquet", known, "ndjson")
    done = Working(job).do(Chunk(0, Held(1, table)))
    counts = dict(done.counts)
    return counts.pop("by_columns"), done.results.splitlines(), done.rejects, counts


def alone(graph: DecisionGraph, table: Any) -> tuple[list[dict[str, Any]], Counter[str]]:
    """What a version says by itself, by the walk: the rows of its results, and what fired how often."""
    columns = tuple(table.columns)
    job = Job(graph.to_json(), None, "walk", AS_OF, frozenset(), Path(), "parquet", columns, "ndjson")
    done = Working(job).do(Chunk(0, Held(1, table)))
    assert not done.rejects
    fired: Any = done.counts["fired"]
    return [json.loads(line) for line in done.results.splitlines()], Counter(fired)


def misses(old: DecisionGraph, new: DecisionGraph, table: Any) -> list[str]:
    """Where the comparison is not what each version says by itself."""
    _, results, _, counts = told(old, new, table, "walk")
    pairs, statements = aligned(old, new).pairs, aligned(old, new).statements
    (before, fired), (after, fires) = alone(old, table), alone(new, table)
    wrong: list[str] = []
    for was, now, line in zip(before, after, results, strict=True):
        otherwise = [pair.new for pair in pairs if _said(was, pair.old) != _said(now, pair.new)]
        found = [
            name for name in json.loads(line).get("changed", "").split("; ") if name not in ("", "alerts")
        ]
        if found != otherwise:
            wrong.append(f"row {now['row']}: {otherwise} are otherwise, told is {found}")
    changes = counts["changes"]
    for one, other in statements.items():
        balance = changes["newly"].get(other, 0) - changes["no_longer"].get(other, 0)
        if balance != fires[other] - fired[one]:
            wrong.append(
                f"{other}: fired {fired[one]} times and fires {fires[other]} times, told is {balance}"
            )
    for key, many, known in (
        ("only_older", fired, {*statements}),
        ("only_newer", fires, {*statements.values()}),
    ):
        expected = {name: times for name, times in many.items() if name not in known}
        if changes[key] != expected:
            wrong.append(f"{key}: {expected}, told is {changes[key]}")
    return wrong


def _said(row: dict[str, Any], name: str) -> list[Any]:
    parts = ("outcome", "recommends", "due", "next_dose", "next_unit", "now", "plan")
    return [row.get(f"{name}.{part}") for part in parts]


def made_up(graph: DecisionGraph, random: Random, many: int) -> Any:
    """A table of so many patients."""
    ward = Ward(graph)
    made = table_of([ward.patient(random) for _ in range(many)], graph)
    return polars.DataFrame(made, schema=dict.fromkeys(made, polars.String))


def compare(
    old: DecisionGraph, new: DecisionGraph, random: Random, many: int, engine: str
) -> tuple[int, int]:
    """Hold an engine against the walk; how many rows columns answered, and how many changed."""
    table = made_up(new, random, many)
    _, *walked = told(old, new, table, "walk")
    answered, *found = told(old, new, table, engine)
    assert found == walked
    changes: Any = walked[2]["changes"]
    return answered, changes["changed"]


def _versions(text: str, random: Random) -> tuple[DecisionGraph, DecisionGraph]:
    return load_text(another(text, random)), load_text(text)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_versions_of_generated_guidelines_are_compared_by_columns_as_by_the_walk(kind: Kind) -> None:
    random = Random(f"compared {kind.name}")
    compare(*_versions(guideline(random, kind), random), random, 25, "polars")


@pytest.mark.slow
@pytest.mark.parametrize("kind", [WILD, DATED, RIVALS], ids=lambda kind: kind.name)
def test_a_comparison_is_what_each_version_says_by_itself(kind: Kind) -> None:
    random = Random(f"by itself {kind.name}")
    old, new = _versions(guideline(random, kind), random)
    assert misses(old, new, made_up(new, random, 25)) == []


@pytest.mark.slow
def test_versions_are_compared_by_duckdb_as_by_the_walk() -> None:
    pytest.importorskip("duckdb")
    pytest.importorskip("pyarrow")
    random = Random("compared by DuckDB")
    compare(*_versions(guideline(random, WILD), random), random, 25, "duckdb")


def main() -> None:
    """The long run."""
    patients = int(sys.argv[1])
    for kind in KINDS:
        random = Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
        answered = changed = 0
        for _ in range(max(1, patients // 300)):
            old, new = _versions(guideline(random, kind), random)
            found = compare(old, new, random, 50, "polars")
            assert misses(old, new, made_up(new, random, 30)) == []
            answered, changed = answered + found[0], changed + found[1]
        print(f"{kind.name}: {answered} answered by columns, {changed} changed", flush=True)


if __name__ == "__main__":
    main()
