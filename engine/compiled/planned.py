"""The plan in a circuit (engine/plan.py): what statements may bring and stop, and whether it has one of a crowd.

Which sets of medicines a statement may bring is known when a guideline is lowered; whether it may for a patient is a
bit of each set. A crowd is counted up to two: that answers `has` and `has at least 2 of`.

Declared absent: which statements bring what (lower_decisions.py, lower_choices.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from engine.compiled.circuit import Circuit, Wire
from engine.compiled.kleene import Kleene
from engine.compiled.not_lowered import NotLowered
from engine.plan import TAKEN, another
from guideline_dsl import core
from guideline_dsl.frozen import frozen

Medicines = frozenset[str]

NOTHING: Medicines = frozenset()


@frozen
class Alternative:
    """A set of medicines that a statement may bring, where the bit is yes."""

    present: Wire
    medicines: Medicines


@frozen
class Bringing:
    """What a statement brings: one of the alternatives that are present; nothing where none is."""

    source: str
    alternatives: tuple[Alternative, ...]
    needs: Wire


@frozen
class Halting:
    """A medicine that a statement stops where `present`, surely where `sure`; `needs` would tell."""

    source: str
    medicine: str
    present: Wire
    sure: Wire
    needs: Wire


class _Written:
    """What is brought and stopped, in a list that plans share: each plan knows how much of it is its own.

    The longest of them goes on writing where it ends, any other in a list of its own: of a thousand statements none
    copies what those before it bring. `places` is where a medicine stands among what is brought.
    """

    def __init__(self, bringings: Sequence[Bringing], haltings: Sequence[Halting]) -> None:
        self.bringings: list[Bringing] = []
        self.haltings = list(haltings)
        self.places: dict[str, list[int]] = {}
        self.bring(bringings)

    def bring(self, bringings: Iterable[Bringing]) -> None:
        for bringing in bringings:
            for medicine in frozenset[str]().union(*(a.medicines for a in bringing.alternatives)):
                self.places.setdefault(medicine, []).append(len(self.bringings))
            self.bringings.append(bringing)


@frozen
class CircuitPlan:
    """All that is brought and stopped so far. `unlisted`: nobody knows what is taken."""

    circuit: Circuit
    members: Mapping[str, tuple[str, ...]]
    """The medicines of each class."""
    unlisted: Wire
    list_need: Wire
    written: _Written
    brought: int = 0
    halted: int = 0
    """How much of what is written is in this plan."""

    @property
    def bringings(self) -> Sequence[Bringing]:
        """What is brought."""
        return self.written.bringings[: self.brought]

    @property
    def haltings(self) -> Sequence[Halting]:
        """What is stopped."""
        return self.written.haltings[: self.halted]

    def plus(self, bringings: Iterable[Bringing], haltings: Iterable[Halting]) -> CircuitPlan:
        """The plan with more in it."""
        added, stopped = tuple(bringings), tuple(haltings)  # which may themselves ask what is planned
        written = self.written
        if (self.brought, self.halted) != (len(written.bringings), len(written.haltings)):
            written = _Written(self.bringings, self.haltings)
        written.bring(added)
        written.haltings.extend(stopped)
        more = self.brought + len(added), self.halted + len(stopped)
        return CircuitPlan(self.circuit, self.members, self.unlisted, self.list_need, written, *more)

    def has(self, crowd: core.Crowd) -> Kleene:
        """Whether the plan has enough of a crowd. Raises NotLowered for more than two."""
        wanted = self._wanted(crowd)
        places = self.written.places
        speaking = {
            place for medicine in wanted for place in places.get(medicine, ()) if place < self.brought
        }
        spoken = [self.written.bringings[place] for place in sorted(speaking)]
        if crowd.at_least == 1:
            yes = self.circuit.any(self._surely_one(b, wanted) for b in spoken)
            may = self.circuit.any(self._perhaps(b, medicine) for b in spoken for medicine in sorted(wanted))
        elif crowd.at_least == 2:
            yes = self.circuit.no(self._at_most_one(spoken, wanted))
            may = self._perhaps_two(spoken, wanted)
        else:
            raise NotLowered("more than two of a class", crowd.name)
        open_class = self.unlisted if crowd.kind == "class" else self.circuit.never
        no = self.circuit.no(self.circuit.any((may, open_class)))
        asked = [self.circuit.when(self._varies(b, wanted), self._needs(b, wanted)) for b in spoken]
        needs = self.circuit.union((*asked, self.circuit.when(open_class, self.list_need)))
        return Kleene(yes, no, self.circuit.when(self.circuit.no(self.circuit.any((yes, no))), needs))

    def _wanted(self, crowd: core.Crowd) -> Medicines:
        if crowd.kind == "medicine":
            return frozenset((crowd.name,))
        return frozenset((*self.members.get(crowd.name, ()), another(crowd.name)))

    # ------------------------------------------------------------ what may be stopped

    def _stoppable(self, medicine: str) -> Wire:
        return self.circuit.any(h.present for h in self.haltings if h.medicine == medicine)

    def _gone(self, medicine: str) -> Wire:
        """Surely stopped, and nothing may give it again."""
        sure = self.circuit.any(
            self.circuit.all((h.present, h.sure)) for h in self.haltings if h.medicine == medicine
        )
        if sure is self.circuit.never:
            return sure
        given = self.circuit.any(
            alternative.present
            for b in self.bringings
            if b.source != TAKEN
            for alternative in b.alternatives
            if medicine in alternative.medicines
        )
        return self.circuit.all((sure, self.circuit.no(given)))

    def _stays(self, medicine: str) -> Wire:
        return self.circuit.no(self._stoppable(medicine))

    def _may_stay(self, medicine: str) -> Wire:
        return self.circuit.no(self._gone(medicine))

    # ------------------------------------------------------------ one of them

    def _surely_one(self, bringing: Bringing, wanted: Medicines) -> Wire:
        present = self.circuit.any(a.present for a in bringing.alternatives)
        each = (
            self.circuit.any(
                (self.circuit.no(a.present), *(self._stays(m) for m in sorted(a.medicines & wanted)))
            )
            for a in bringing.alternatives
        )
        return self.circuit.all((present, *each))

    def _perhaps(self, bringing: Bringing, medicine: str) -> Wire:
        present = self.circuit.any(a.present for a in bringing.alternatives if medicine in a.medicines)
        return self.circuit.all((present, self._may_stay(medicine)))

    # ------------------------------------------------------------ two of them

    def _at_most_one(self, spoken: Sequence[Bringing], wanted: Medicines) -> Wire:
        """Whether everything brought may come to one medicine, or none."""
        chances: list[Wire] = []
        for only in sorted(wanted):
            each: list[Wire] = []
            for b in spoken:
                absent = self.circuit.no(self.circuit.any(a.present for a in b.alternatives))
                inside = (
                    self.circuit.all(
                        (a.present, *(self._stoppable(m) for m in sorted((a.medicines & wanted) - {only})))
                    )
                    for a in b.alternatives
                )
                each.append(self.circuit.any((absent, *inside)))
            chances.append(self.circuit.all(each))
        return self.circuit.any(chances) if wanted else self.circuit.yes

    def _perhaps_two(self, spoken: Sequence[Bringing], wanted: Medicines) -> Wire:
        circuit = self.circuit
        found: list[Wire] = []
        before = dict.fromkeys(sorted(wanted), circuit.never)
        for b in spoken:
            for a in b.alternatives:
                for one, other in combinations(sorted(a.medicines & wanted), 2):
                    found.append(circuit.all((a.present, self._may_stay(one), self._may_stay(other))))
            now = {medicine: self._perhaps(b, medicine) for medicine in before}
            for medicine, brought in now.items():
                if brought is not circuit.never:
                    others = circuit.any(bit for name, bit in before.items() if name != medicine)
                    found.append(circuit.all((brought, others)))
            before = {medicine: circuit.any((bit, now[medicine])) for medicine, bit in before.items()}
        return circuit.any(found)

    # ------------------------------------------------------------ what would tell

    def _varies(self, bringing: Bringing, wanted: Medicines) -> Wire:
        """Whether it may bring different things of the crowd."""
        circuit = self.circuit
        inside: dict[Medicines, list[Wire]] = {}
        for a in bringing.alternatives:
            inside.setdefault(a.medicines & wanted, []).append(a.present)
        groups = [(medicines, circuit.any(bits)) for medicines, bits in inside.items()]
        found = [
            circuit.all((present, self._stoppable(m), self._may_stay(m)))
            for medicines, present in groups
            for m in sorted(medicines)
        ]
        for (one, first), (other, second) in combinations(groups, 2):
            differ = circuit.any(self._may_stay(m) for m in sorted(one ^ other))
            found.append(circuit.all((first, second, differ)))
        return circuit.any(found)

    def _needs(self, bringing: Bringing, wanted: Medicines) -> Wire:
        return self.circuit.union((bringing.needs, *self._stop_needs(bringing, wanted)))

    def _stop_needs(self, bringing: Bringing, wanted: Medicines) -> Iterator[Wire]:
        for h in self.haltings:
            holding = [a.present for a in bringing.alternatives if h.medicine in a.medicines & wanted]
            if holding:
                yield self.circuit.when(self.circuit.all((h.present, self.circuit.any(holding))), h.needs)


def plan_taken(
    circuit: Circuit,
    medicines: Mapping[str, Wire],
    members: Mapping[str, tuple[str, ...]],
    listed: Wire,
    list_need: Wire,
) -> CircuitPlan:
    """The plan before anything is decided; `medicines` has for each whether it is on the list."""
    unlisted = circuit.no(listed)
    plan = CircuitPlan(circuit, members, unlisted, list_need, _Written((), ()))
    return plan.plus(
        (
            Bringing(
                TAKEN,
                (
                    Alternative(circuit.any((taken, unlisted)), frozenset((name,))),
                    Alternative(unlisted, NOTHING),
                ),
                circuit.when(unlisted, list_need),
            )
            for name, taken in medicines.items()
        ),
        (),
    )


def bringing_of(
    circuit: Circuit, source: str, alternatives: Iterable[Alternative], needs: Wire
) -> tuple[Bringing, ...]:
    """What a statement brings, each set once; () where it brings nothing to anybody."""
    by_medicines: dict[Medicines, list[Wire]] = {}
    for alternative in alternatives:
        by_medicines.setdefault(alternative.medicines, []).append(alternative.present)
    found = [Alternative(circuit.any(bits), medicines) for medicines, bits in by_medicines.items()]
    kept = tuple(a for a in found if a.present is not circuit.never)
    if not any(a.medicines for a in kept):
        return ()
    something = circuit.any(a.present for a in kept if a.medicines)
    return (Bringing(source, kept, circuit.when(something, needs)),)
