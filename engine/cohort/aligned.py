"""Which outcomes, promises and statements of an older version of a guideline are which of a newer one.

Statements are paired as `guideline diff` pairs them (statement_pairs.py): by what they say and what they are called, so
that a branch which is put in the middle leaves those behind it what they were.

Declared absent: what the statements say otherwise (guideline_dsl/difference.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from engine.cohort.results import Outcome, Results
from guideline_dsl import core
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.renaming import renamings, under_new_names
from guideline_dsl.statement_pairs import statement_pairs
from guideline_dsl.statement_parts import parts_of
from guideline_dsl.statement_rests import own_hash

Sort = Literal["acts", "shown", "taper", "promise"]
"""What an outcome may come to: a recommendation, whether something is shown, the next dose; or it is a promise."""

Aspects = Mapping[str, Sort]
"""What a version tells every patient, by the names that its results have."""


@frozen
class Paired:
    """One outcome or promise that both versions have, by its names in both."""

    old: str
    new: str
    old_sort: Sort
    new_sort: Sort

    @property
    def name(self) -> str:
        """What it is called; both names where they differ."""
        return self.new if self.old == self.new else f"{self.new} (before: {self.old})"


@frozen
class Alignment:
    """What both versions have, and what only one has. `statements` are the new ids of the old ones that are left."""

    pairs: tuple[Paired, ...]
    only_older: Aspects
    only_newer: Aspects
    statements: Mapping[str, str]
    stayed: frozenset[str]
    """The ids, in the newer version, of what was there before."""


def aligned(old: DecisionGraph, new: DecisionGraph) -> Alignment:
    """Hold two versions beside each other."""
    now_called = _statements(old, new)
    before, after = _aspects(old), _aspects(new)
    of_new = dict(after)
    pairs: dict[str, Paired] = {}
    only_older: dict[str, Sort] = {}
    for (node, is_taper), (name, sort) in before.items():
        found = of_new.pop((now_called.get(node, ""), is_taper), None)
        if found is None:
            only_older[name] = sort
        else:
            pairs[found[0]] = Paired(name, found[0], sort, found[1])
    in_order = tuple(pairs[name] for name, _ in after.values() if name in pairs)
    return Alignment(in_order, only_older, dict(of_new.values()), now_called, frozenset(now_called.values()))


def _aspects(graph: DecisionGraph) -> dict[tuple[str, bool], tuple[str, Sort]]:
    """The outcomes and promises of a version, by their nodes."""
    results = Results(graph)
    found = {(each.node, each.is_taper): (each.name, _sort(each)) for each in results.outcomes}
    promises = [node for node in graph.nodes if isinstance(node, core.NeverNode)]
    return found | {(node.id, False): (f"never.{node.name}", "promise") for node in promises}


def _sort(outcome: Outcome) -> Sort:
    if outcome.is_taper:
        return "taper"
    return "acts" if outcome.acts else "shown"


def _statements(old: DecisionGraph, new: DecisionGraph) -> Mapping[str, str]:
    """The statements of the older version that are left, by their ids, with those of the newer one."""
    if old.hash == new.hash:
        return {node.id: node.id for node in old.nodes}
    written, here, there = parts_of(old), parts_of(under_new_names(old, renamings(old, new))), parts_of(new)
    own = [[own_hash(part) for part in parts] for parts in (here, there)]
    pairs = statement_pairs(here, own[0], there, own[1])
    return {
        written[pair.old].node.id: there[pair.new].node.id
        for pair in pairs
        if written[pair.old].piece is None
    }
