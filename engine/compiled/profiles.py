"""Kinds of patients: what much of a circuit hangs on, so that each kind can have source of its own (telling.py).

A kind is told by a few features: the word of a fact, whether the medication list is known, whether anything of a group
of medicines is taken. They are those that settle most of the circuit; there are never more than `MOST` kinds.

Declared absent: patients; how often a kind is met.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from fractions import Fraction
from itertools import groupby
from typing import Literal

from engine.compiled.circuit import Wire, in_order
from engine.compiled.columns import Column, ForbiddenFrequency, IsTaken, ListKnown, OfFact, OfMedicine
from engine.compiled.constants import settled
from guideline_dsl import core
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph

MOST = 64
"""So many kinds of patients are there at most."""
WORTH = Fraction(1, 50)
"""So much of a circuit a feature must settle, on the average of its values."""
LOOKED_AT = 12
"""So many features are looked at together; each settles more by itself than those that are not."""
BIGGEST = 40_000
"""A circuit of more wires is not looked through for features."""


@frozen
class Feature:
    """What a patient may have one way or the other.

    Of a `word`, that in the column `slots`; its place in `values` (the last for an unknown one) is a place in `fixed`.
    Else whether one of the bits in `slots` is yes. `fixed` are the inputs that are then known, by name, and `listed`
    those that are where the medication list is known, too; `shares` how many patients are supposed to be so.
    """

    of: Literal["word", "list", "group"]
    slots: tuple[int, ...]
    values: tuple[int, ...]
    fixed: tuple[Mapping[str, object], ...]
    shares: tuple[Fraction, ...]
    listed: tuple[Mapping[str, object], ...] = ()

    def text(self) -> str:
        """The source of the place in `fixed` of a patient `v`."""
        if self.of == "word":
            return f"{self.values!r}[v[{self.slots[0]}]]"
        return f"(1 if {' or '.join(f'v[{slot}]' for slot in self.slots)} else 0)"


_RARELY = Fraction(1, 10)
"""A word is supposed to be unknown so often."""
_SELDOM = Fraction(1, 3)
"""Of a group of medicines one is supposed to be taken so often."""


def features_of(
    graph: DecisionGraph, columns: Sequence[Column], outputs: Sequence[Wire], scope: Wire
) -> tuple[Feature, ...]:
    """The features that settle most of the wires that outputs hang on, for whom `scope` may hold."""
    order = in_order((scope, *outputs))
    if len(order) > BIGGEST:
        return ()
    inputs = {str(wire.args[0]): wire for wire in order if wire.operation == "input"}
    features = [*_words(graph, columns, order, inputs), *_lists(columns, inputs)]
    features += _groups(graph, columns, inputs)
    looking = _Looking(order, inputs, scope)
    left = sorted(features, key=looking.worth, reverse=True)[:LOOKED_AT]
    chosen: list[Feature] = []
    while left:
        worth, place = max((looking.worth(feature), -place) for place, feature in enumerate(left))
        feature = left.pop(-place)
        if worth < WORTH:
            break
        if looking.kinds([*chosen, feature]) <= MOST:
            chosen.append(feature)
            looking.suppose(feature)
    return tuple(chosen)


class _Looking:
    """What of a circuit is settled, of the most frequent kind of patients by the features that are chosen."""

    def __init__(self, order: Sequence[Wire], inputs: Mapping[str, Wire], scope: Wire) -> None:
        self._order = order
        self._inputs = inputs
        self._scope = scope
        self._known: dict[Wire, object] = {}
        self._settled = len(settled(order, {}))

    def worth(self, feature: Feature) -> Fraction:
        """The share of wires that it settles besides, on the average of the patients."""
        found = Fraction(0)
        for fixed, share in zip(feature.fixed, feature.shares, strict=True):
            more = self._with(fixed)
            if more.get(self._scope) is not False:
                found += share * (len(more) - self._settled)
        return found / len(self._order)

    def suppose(self, feature: Feature) -> None:
        """Go on with its most frequent value."""
        possible = [
            (share, -place)
            for place, (fixed, share) in enumerate(zip(feature.fixed, feature.shares, strict=True))
            if self._with(fixed).get(self._scope) is not False
        ]
        fixed = feature.fixed[-max(possible)[1]]
        self._known |= {self._inputs[name]: value for name, value in fixed.items()}
        self._settled = len(self._with({}))

    def kinds(self, features: Sequence[Feature]) -> int:
        """How many kinds of patients there are; of an unknown list nobody takes anything."""
        words, lists, groups = 1, 0, 1
        for feature in features:
            match feature.of:
                case "word":
                    scopes = (
                        settled(self._order, self._wires(fixed)).get(self._scope) for fixed in feature.fixed
                    )
                    words *= sum(scope is not False for scope in scopes)
                case "list":
                    lists = 1
                case "group":
                    groups *= 2
        return words * (groups + lists)

    def _with(self, fixed: Mapping[str, object]) -> dict[Wire, object]:
        return settled(self._order, {**self._known, **self._wires(fixed)})

    def _wires(self, fixed: Mapping[str, object]) -> dict[Wire, object]:
        return {self._inputs[name]: value for name, value in fixed.items()}


def fixed_by(features: Sequence[Feature], kind: Sequence[int]) -> Mapping[str, object]:
    """The inputs that are known of the patients of a kind, by name."""
    found: dict[str, object] = {}
    chosen = list(zip(features, kind, strict=True))
    list_known = any(feature.of == "list" and place for feature, place in chosen)
    for feature, place in chosen:
        found.update(feature.fixed[place])
        if list_known and feature.listed:
            found.update(feature.listed[place])
    return found


def kind_source(features: Sequence[Feature]) -> str:
    """The source of a function that tells the kind of a patient: for each feature a place in its `fixed`."""
    return f"def answer(v):\n    return ({''.join(f'{feature.text()}, ' for feature in features)})\n"


def _words(
    graph: DecisionGraph, columns: Sequence[Column], order: Sequence[Wire], inputs: Mapping[str, Wire]
) -> Iterable[Feature]:
    """Facts that are one word of several; words that nothing tells apart are one value."""
    asked: dict[Wire, list[frozenset[int]]] = {}
    otherwise: set[object] = set()
    for wire in order:
        if wire.operation == "among":
            code, values = wire.args
            assert isinstance(code, Wire)
            assert isinstance(values, frozenset)
            asked.setdefault(code, []).append(values)
        else:
            otherwise.update(wire.args)
    for slot, column in enumerate(columns):
        source = column.source
        if not isinstance(source, OfFact) or source.part != "word" or column.name not in inputs:
            continue
        wire = inputs[column.name]
        if wire in otherwise:
            continue
        kind = graph.facts[source.fact].type
        assert isinstance(kind, core.OneOf)
        words = (*range(len(kind.values)), -1)
        told = [tuple(word in values for values in asked.get(wire, ())) for word in words]
        alike = list(dict.fromkeys(told))
        one_of_each = [words[told.index(each)] for each in alike]
        places = tuple(alike.index(each) for each in told)
        shares = [
            _RARELY if each == told[-1] else (1 - _RARELY) * Fraction(told[:-1].count(each), len(kind.values))
            for each in alike
        ]
        fixed = tuple({column.name: word} for word in one_of_each)
        yield Feature("word", (slot,), places, fixed, tuple(shares))


def _lists(columns: Sequence[Column], inputs: Mapping[str, Wire]) -> Iterable[Feature]:
    """Whether the medication list is known; where it is not, nothing is known of any medicine."""
    unknown: dict[str, object] = {}
    for column in columns:
        if column.name in inputs:
            match column.source:
                case ListKnown() | IsTaken() | OfMedicine(part="known"):
                    unknown[column.name] = False
                case OfMedicine():
                    unknown[column.name] = Fraction(1)
                case ForbiddenFrequency(part=part):
                    unknown[column.name] = part == "no"
                case _:
                    pass
    for slot, column in enumerate(columns):
        if isinstance(column.source, ListKnown) and column.name in inputs:
            yield Feature("list", (slot,), (), (unknown, {column.name: True}), (_RARELY, 1 - _RARELY))


def _groups(graph: DecisionGraph, columns: Sequence[Column], inputs: Mapping[str, Wire]) -> Iterable[Feature]:
    """The medicines of the same classes."""
    found: list[tuple[tuple[str, ...], int, Column]] = []
    for slot, column in enumerate(columns):
        if isinstance(column.source, IsTaken) and column.name in inputs:
            classes = tuple(sorted(graph.medicines[column.source.medicine].classes))
            found.append((classes, slot, column))
    for classes, members in groupby(sorted(found, key=lambda each: each[:2]), key=lambda each: each[0]):
        group = list(members)
        if classes:
            slots = tuple(slot for _, slot, _ in group)
            nothing: dict[str, object] = {column.name: False for _, _, column in group}
            of_none = _of_none({column.source for _, _, column in group}, columns, inputs)
            shares = (1 - _SELDOM, _SELDOM)
            yield Feature("group", slots, (), (nothing, {}), shares, (of_none, {}))


def _of_none(
    taken: Set[object], columns: Sequence[Column], inputs: Mapping[str, Wire]
) -> Mapping[str, object]:
    """What is known of medicines that are not taken: their measures are a known 0, and no frequency is forbidden."""
    found: dict[str, object] = {}
    for column in columns:
        match column.source:
            case OfMedicine(medicine=name, part=part) if IsTaken(name) in taken:
                found[column.name] = True if part == "known" else Fraction(0)
            case ForbiddenFrequency(medicine=name, part=part) if IsTaken(name) in taken:
                found[column.name] = part == "no"
            case _:
                pass
    return {name: value for name, value in found.items() if name in inputs}
