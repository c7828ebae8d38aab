"""The plan: what is taken now, plus what is recommended, less what is stopped, as far as it is decided.

Each statement that adds to the plan contributes exactly one of its alternatives, a set of medicines; what is
undetermined has the empty set among them, a choice has one for each option that may lead. So a choice between
three agents surely brings one agent, though none of them is sure (an interval from its least to its most).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from guideline_dsl import core
from guideline_dsl.frozen import field, frozen
from guideline_dsl.values import Truth

Medicines = frozenset[str]

TAKEN = "taken"
"""The source of what the medication list contributes."""

MEDICATION_LIST = "medication list"
"""The need for it."""

_MOST_UNIONS = 4096


@frozen
class Contribution:
    """What one statement, or the medication list, adds: one of `alternatives`; `needs` would settle which."""

    source: str
    alternatives: tuple[Medicines, ...]
    needs: tuple[str, ...] = ()


@frozen
class Stopping:
    """A medicine that a statement stops, surely or perhaps. `taken` unknown: the medication list is."""

    source: str
    medicine: str
    sure: bool
    needs: tuple[str, ...] = ()
    taken: Truth = True


@frozen
class Plan:
    """Contributions and stops, in the order in which they were decided; they are added by `plus` alone."""

    contributions: tuple[Contribution, ...] = ()
    stops: tuple[Stopping, ...] = ()
    unknown_classes: tuple[str, ...] = field(default=())
    """Medicines taken whose classes nobody recorded."""
    others: tuple[tuple[str, frozenset[str]], ...] = ()
    """Medicines the guideline does not declare that are or may be taken, with their classes."""
    list_unknown: bool = False
    """Whatever is taken: it may be medicines the guideline does not declare, too, so no class has a most."""
    assumed: tuple[tuple[Medicines, tuple[str, ...]], ...] = ()
    """The defaults that statements rest on which may give or stop these medicines, whether they do or not."""
    places: Mapping[str, tuple[int, ...]] | None = field(default=None, compare=False, repr=False)
    """Where among the contributions a medicine stands, so that counting a crowd need not look through all."""

    def plus(self, contributions: tuple[Contribution, ...], stops: tuple[Stopping, ...] = ()) -> Plan:
        """The plan with more in it."""
        places = dict(self.places or {})
        for place, contribution in enumerate(contributions, start=len(self.contributions)):
            for medicine in frozenset().union(*contribution.alternatives):
                places[medicine] = (*places.get(medicine, ()), place)
        return replace(
            self,
            contributions=(*self.contributions, *contributions),
            stops=(*self.stops, *stops),
            places=MappingProxyType(places),
        )

    def resting_on(self, medicines: Medicines, defaults: tuple[str, ...]) -> Plan:
        """The plan, where what it has of some medicines rests on defaults."""
        return replace(self, assumed=(*self.assumed, (medicines, defaults))) if defaults else self

    def defaults_behind(self, members: tuple[str, ...]) -> tuple[str, ...]:
        """The defaults that what the plan has of some medicines rests on."""
        found = (defaults for medicines, defaults in self.assumed if medicines.intersection(members))
        return tuple(dict.fromkeys(entry for defaults in found for entry in defaults))

    def count(self, crowd: core.Crowd, members: tuple[str, ...]) -> tuple[int, int, tuple[str, ...]]:
        """How many of a crowd the plan has, at least and at most, and what would settle it."""
        wanted = frozenset((*members, *self._others_of(crowd)))
        unions: set[Medicines] = {frozenset()}
        widest: set[Medicines] = {frozenset()}
        needs: dict[str, None] = {}
        for contribution in self._speaking_of(crowd, wanted):
            found, asked = self._within(contribution, crowd, wanted)
            if len(found) > 1:
                needs.update(dict.fromkeys((*contribution.needs, *asked)))
            unions = _least_ones({union | chosen for union in unions for chosen in found})
            widest = _greatest_ones({union | chosen for union in widest for chosen in found})
        least, most = min(map(len, unions)), max(map(len, widest))
        if self.list_unknown and crowd.kind == "class":
            most = max(most, crowd.at_least)
            needs[MEDICATION_LIST] = None
        return least, most, tuple(needs)

    def _speaking_of(self, crowd: core.Crowd, wanted: Medicines) -> Iterator[Contribution]:
        """The contributions that bring, or may bring, one of the crowd, in their order."""
        names = wanted.union(self.unknown_classes) if crowd.kind == "class" else wanted
        places = self.places or {}
        for place in sorted({place for name in names for place in places.get(name, ())}):
            yield self.contributions[place]

    def _others_of(self, crowd: core.Crowd) -> Iterator[str]:
        if crowd.kind == "class":
            yield from (name for name, classes in self.others if crowd.name in classes)

    def _within(
        self, contribution: Contribution, crowd: core.Crowd, wanted: Medicines
    ) -> tuple[set[Medicines], tuple[str, ...]]:
        """The alternatives of a contribution cut down to the crowd, with and without what may be stopped."""
        found: set[Medicines] = set()
        asked: list[str] = []
        for alternative in contribution.alternatives:
            inside = alternative & wanted
            unclear = alternative.intersection(self.unknown_classes) if crowd.kind == "class" else frozenset()
            if unclear:
                asked.extend(f"medicine:{name}:classes" for name in sorted(unclear))
                found.add(inside)
                inside = inside | unclear
            remaining = {inside}
            for stop in self.stops:
                if stop.medicine in inside:
                    less = {kept - {stop.medicine} for kept in remaining}
                    remaining = less if stop.sure and not self._may_give(stop.medicine) else remaining | less
                    asked.extend(stop.needs)
            found |= remaining
        return found, tuple(asked)

    def _may_give(self, medicine: str) -> bool:
        """Whether a statement may recommend what another stops: a conflict, in which neither is sure."""
        return any(
            medicine in alternative
            for contribution in self.contributions
            if contribution.source != TAKEN
            for alternative in contribution.alternatives
        )


NOTHING_PLANNED = Plan()


def another(name: str) -> str:
    """A medicine of a class that the guideline does not declare, while nobody said which are taken."""
    return f"another {name}"


def _least_ones(unions: set[Medicines]) -> set[Medicines]:
    """Without the sets that have another one inside them: only the least count is read from them.

    Past `_MOST_UNIONS` only the smallest are looked at; fewer sets could only raise the least count, so the bound is
    lowered to none at all, which is always sound.
    """
    if len(unions) > _MOST_UNIONS:
        return {frozenset()}
    ordered = sorted(unions, key=len)
    kept: list[Medicines] = []
    for union in ordered:
        if not any(smaller <= union for smaller in kept):
            kept.append(union)
    return set(kept)


def _greatest_ones(unions: set[Medicines]) -> set[Medicines]:
    """Without the sets that are inside another one: only the greatest count is read from them.

    A choice between two medicines brings one of them, not both. Past `_MOST_UNIONS` everything is counted: more
    could only raise the bound, which is always sound.
    """
    if len(unions) > _MOST_UNIONS:
        return {frozenset().union(*unions)}
    kept: list[Medicines] = []
    for union in sorted(unions, key=len, reverse=True):
        if not any(union <= greater for greater in kept):
            kept.append(union)
    return set(kept)
