"""Equal doses merge: what several statements recommend alike is one recommendation, with all their provenances."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.agreement import doses_agree
from engine.assessment import Recommendation
from engine.packages import GiveResult


def merge_equal(
    recommendations: Iterable[Recommendation], gives: Mapping[str, GiveResult]
) -> tuple[Recommendation, ...]:
    """The recommendations, where those of one medicine in one dose, under the same conditions, stand once.

    `gives` has the line of each node that gives something. The first of equal ones stands; it takes the
    citations of the others and names their nodes in `same_in`.
    """
    merged: list[Recommendation] = []
    for found in recommendations:
        twin = next((i for i, kept in enumerate(merged) if _same(kept, found, gives)), None)
        if twin is None:
            merged.append(found)
        else:
            merged[twin] = _with_provenance(merged[twin], found)
    return tuple(merged)


def _same(a: Recommendation, b: Recommendation, gives: Mapping[str, GiveResult]) -> bool:
    first, second = gives.get(a.node), gives.get(b.node)
    if first is None or second is None or not a.medicine:
        return False
    said = (a.medicine, a.members, a.action, a.conditions) == (b.medicine, b.members, b.action, b.conditions)
    return said and doses_agree(first, second) is True


def _with_provenance(kept: Recommendation, twin: Recommendation) -> Recommendation:
    return kept.model_copy(
        update={
            "citations": tuple(dict.fromkeys((*kept.citations, *twin.citations))),
            "same_in": (*kept.same_in, twin.node),
        }
    )
