"""The rows, items and cases of a definition, and which of them gave its value: a wrong figure is found only there."""

from __future__ import annotations

from collections.abc import Iterator

from engine.expressions import World
from engine.tables import row_that_holds
from guideline_dsl import core
from guideline_dsl.frozen import frozen
from guideline_dsl.spans import Span
from guideline_dsl.wording import item_words, row_words, words


@frozen
class Figure:
    """One value that a definition may have, or add: its name below the definition, where it stands, and its words."""

    name: str
    span: Span
    says: str


def figures(definition: core.DefineNode) -> Iterator[Figure]:
    """What a definition is put together from; nothing for one that is a single expression."""
    match definition.value:
        case core.Table() as table:
            yield from _rows(table)
        case core.Score(items=items):
            for place, item in enumerate(items, 1):
                if isinstance(item.points, core.Table):
                    yield from _rows(item.points, f"item {place}, ")
                else:
                    yield Figure(f"item {place}", item.span, item_words(item))
        case core.Cases(arms=arms, otherwise=otherwise):
            for place, arm in enumerate(arms, 1):
                yield Figure(f"case {place}", arm.span, f"{words(arm.value)} when {words(arm.condition)}")
            if otherwise is not None:
                yield Figure("otherwise", definition.span, words(otherwise))


def _rows(table: core.Table, of: str = "") -> Iterator[Figure]:
    for place, row in enumerate(table.rows, 1):
        yield Figure(f"{of}row {place}", row.span, row_words(row))


def reached(definition: core.DefineNode, world: World) -> Iterator[str]:
    """The names of those that gave the value of a definition for a patient, beyond doubt."""
    match definition.value:
        case core.Table() as table:
            yield from _reached_row(table, world)
        case core.Score(items=items):
            for place, (item, result) in enumerate(
                zip(items, world.score(definition.name).items, strict=True), 1
            ):
                if isinstance(item.points, core.Table):
                    if item.condition is None or world.judge(item.condition).truth is True:
                        yield from _reached_row(item.points, world, f"item {place}, ")
                elif result.counts is True:
                    yield f"item {place}"
        case core.Cases() as cases:
            yield from _reached_case(cases, world)


def _reached_row(table: core.Table, world: World, of: str = "") -> Iterator[str]:
    place = row_that_holds(table, world.judge)
    if place is not None:
        yield f"{of}row {place + 1}"


def _reached_case(cases: core.Cases, world: World) -> Iterator[str]:
    for place, arm in enumerate(cases.arms, 1):
        truth = world.judge(arm.condition).truth
        if truth is True:
            yield f"case {place}"
        if truth is not False:
            return
    yield "otherwise"
