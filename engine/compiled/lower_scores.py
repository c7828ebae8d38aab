"""What a score is worth in a circuit: engine/scores.py, for everybody at once.

The items of a group are judged once for each way in which the facts that they ask for twice may turn out. Which of
these facts are tried hangs on the patient: a bit says so, and where it is no, the fact stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Literal

from engine.compiled.circuit import Wire
from engine.compiled.not_lowered import NotLowered
from engine.compiled.spans import Fold
from engine.compiled.supposition import Supposition
from engine.compiled.symbolic import SymbolicNumber
from engine.scores import MOST_LOOKS
from guideline_dsl import core
from guideline_dsl.frozen import frozen
from guideline_dsl.score_groups import ScoreGroup

if TYPE_CHECKING:
    from engine.compiled.lower_values import Values

__all__ = ["Looks", "Supposition", "extreme_value", "score_value"]


@frozen
class Look:
    """The items of a group as one way gives them; it counts where `can_be` is yes."""

    can_be: Wire
    items: tuple[SymbolicNumber, ...]


@frozen
class GroupLooks:
    """The items of a group as they are, and in all looks; these count where `looked` is yes."""

    plain: tuple[SymbolicNumber, ...]
    looked: Wire
    looks: tuple[Look, ...]


@frozen
class Looks:
    """All items of a score, each as all looks have it, and their groups."""

    items: tuple[SymbolicNumber, ...]
    groups: tuple[GroupLooks, ...]


def score_value(definition: core.DefineNode, values: Values) -> SymbolicNumber:
    """The sum of the points."""
    return _folded(_looks_of(definition, values), values, values.lowering.spans.add, None)


def extreme_value(
    definition: core.DefineNode, extreme: Literal["highest", "lowest"], values: Values
) -> SymbolicNumber:
    """The most or the fewest points of one item."""
    spans = values.lowering.spans
    fold = spans.greatest if extreme == "highest" else spans.least
    return _folded(_looks_of(definition, values), values, fold, extreme)


def _looks_of(definition: core.DefineNode, values: Values) -> Looks:
    return values.looks(definition.name, lambda: _looks(definition, values))


def _looks(definition: core.DefineNode, values: Values) -> Looks:
    if not isinstance(definition.value, core.Score):
        raise TypeError(f"{definition.name} is no score")
    items = [_item(item, values) for item in definition.value.items]
    groups = []
    for group in values.lowering.graph.cones.score(definition.name):
        inside = [items[place] for place in group.places]
        parts = [definition.value.items[place] for place in group.places]
        looks = _tried(group, parts, inside, values) if values.tries_scores else None
        if looks is None:
            groups.append(GroupLooks(tuple(inside), values.lowering.circuit.never, ()))
            continue
        groups.append(looks)
        for number, place in enumerate(group.places):
            items[place] = _in_all_looks(items[place], number, looks, values)
    return Looks(tuple(items), tuple(groups))


def _item(item: core.ScoreItem, values: Values) -> SymbolicNumber:
    """The points of an item: 0 where its condition is not so."""
    low, circuit, spans = values.lowering, values.lowering.circuit, values.lowering.spans
    condition = low.truths.holds if item.condition is None else values.truth(item.condition)
    if condition.no is circuit.yes:
        return spans.nothing_given
    points = values.number(item.points)
    joined = spans.joined(
        ((circuit.no(condition.no), points), (circuit.no(condition.yes), spans.nothing_given))
    )
    asked = circuit.when(circuit.no(condition.no), circuit.union((condition.needs, points.needs)))
    return spans.asking(joined, (asked,))


def _tried(
    group: ScoreGroup, parts: Sequence[core.ScoreItem], plain: Sequence[SymbolicNumber], values: Values
) -> GroupLooks | None:
    """The looks at a group; None where nothing can ever be tried."""
    low, circuit = values.lowering, values.lowering.circuit
    needs = circuit.union(item.needs for item in plain)
    tried = {split: low.places.asks(needs, split.need) for split in group.splits}
    splits = [split for split in group.splits if tried[split] is not circuit.never]
    if not splits:
        return None
    if prod(len(split.values) for split in splits) > MOST_LOOKS:
        raise NotLowered("many looks")
    looks = []
    for chosen in product(*(split.values for split in splits)):
        supposed = values.trying(
            {
                split.need: Supposition(tried[split], value)
                for split, value in zip(splits, chosen, strict=True)
            }
        )
        items = [
            low.spans.chosen(item.point, item, _item(part, supposed))
            for part, item in zip(parts, plain, strict=True)
        ]
        looks.append(Look(circuit.no(supposed.records.cannot_be()), tuple(items)))
    looked = circuit.all((circuit.any(tried.values()), circuit.any(look.can_be for look in looks)))
    return GroupLooks(tuple(plain), looked, tuple(looks))


def _in_all_looks(item: SymbolicNumber, place: int, group: GroupLooks, values: Values) -> SymbolicNumber:
    """An open item, as all looks have it: it may be settled, or give less than it might by itself."""
    spans = values.lowering.spans
    joined = spans.joined([(look.can_be, look.items[place]) for look in group.looks])
    return spans.chosen(group.looked, spans.asking(joined, (item.needs,)), item)


def _folded(
    score: Looks, values: Values, fold: Fold, extreme: Literal["highest", "lowest"] | None
) -> SymbolicNumber:
    low, circuit, spans = values.lowering, values.lowering.circuit, values.lowering.spans
    whole = reduce(fold, [spans.needing(total, circuit.nothing) for total in _totals(score, values, fold)])
    asked: list[Wire] = []
    for item in score.items:
        matters = _matters(item, whole, values, extreme)
        asked.append(circuit.when(circuit.all((circuit.no(item.point), matters)), item.needs))
    return low.spans.asking(whole, asked)


def _totals(score: Looks, values: Values, fold: Fold) -> Iterator[SymbolicNumber]:
    spans = values.lowering.spans
    for group in score.groups:
        plain = reduce(fold, group.plain)
        if not group.looks:
            yield plain
            continue
        looked = spans.joined([(look.can_be, reduce(fold, look.items)) for look in group.looks])
        yield spans.chosen(group.looked, looked, plain)


def _matters(
    item: SymbolicNumber,
    whole: SymbolicNumber,
    values: Values,
    extreme: Literal["highest", "lowest"] | None,
) -> Wire:
    """Whether the points can still change the whole: for the highest item only what may exceed what is sure."""
    circuit, numbers = values.lowering.circuit, values.lowering.numbers
    if extreme is None:
        return circuit.yes
    if extreme == "highest":
        return circuit.any((item.upper.open, whole.lower.open, numbers.less(whole.lower.at, item.upper.at)))
    return circuit.any((item.lower.open, whole.upper.open, numbers.less(item.lower.at, whole.upper.at)))
