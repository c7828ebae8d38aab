"""Scores as they are shown: the points of each item, what gave none, and what could not be judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.assessment import ScoreItemShown, ScoreShown
from engine.expressions import World
from engine.numerals import decimal_of, plain
from engine.scores import ItemResult
from engine.sentences import need_names
from engine.trace import Tracer, answer, shown_citations
from guideline_dsl import core
from guideline_dsl.values import Span
from guideline_dsl.wording import keys_words, points_words, words


def scores_shown(results: Iterable[core.DefineNode], world: World, tracer: Tracer) -> Iterator[ScoreShown]:
    """The scores among the results, for this patient."""
    for node in results:
        if isinstance(node.value, core.Score):
            yield _score(node, world, tracer)


def _score(node: core.DefineNode, world: World, tracer: Tracer) -> ScoreShown:
    judged = world.definition(node.name)
    lower, upper = judged.span.lower, judged.span.upper
    if lower is None or upper is None:
        raise TypeError("the points of a score are bounded")
    return ScoreShown(
        name=node.name,
        title=node.title,
        lower=decimal_of(lower)[0],
        upper=decimal_of(upper)[0],
        text=_points(judged.span),
        items=tuple(
            _item(result, world.graph.display.of(result.item), tracer)
            for result in world.score(node.name).items
        ),
        missing=need_names(judged.needs),
        assumptions=_named(judged.rests_on, "assumption"),
        provisional=tuple(tracer.fact(name) for name in _named(judged.rests_on, "default")),
        citations=shown_citations(node.support),
    )


def _item(result: ItemResult, shown: core.ScoreItem, tracer: Tracer) -> ScoreItemShown:
    item = result.item
    asked = [part for part in (item.condition, item.points) if part is not None]
    return ScoreItemShown(
        says=_says(shown),
        counts=answer(result.counts),
        points=_points(result.points.span),
        facts=tuple(
            dict.fromkeys((*(f for part in asked for f in tracer.read(part)), *result.points.reasons))
        ),
        missing=need_names(result.points.needs),
    )


def _says(item: core.ScoreItem) -> str:
    if not isinstance(item.points, core.Table):
        return "always" if item.condition is None else words(item.condition)
    only = "" if item.condition is None else f" when {words(item.condition)}"
    return f"by {keys_words(item.points)}{only}"


def _points(span: Span) -> str:
    assert span.lower is not None
    assert span.upper is not None
    if span.lower == span.upper:
        return points_words(span.lower)
    return f"{plain(decimal_of(span.lower)[0])} to {points_words(span.upper)}"


def _named(rests_on: tuple[str, ...], kind: str) -> tuple[str, ...]:
    return tuple(entry.partition(":")[2] for entry in rests_on if entry.startswith(f"{kind}:"))
