"""Lines given together, in a circuit (engine/packages.py): which packages a branch or an option may come to.

The packages are known when a guideline is lowered, one for each way through the branches of the regimens given; which
of them are possible for a patient is a bit of each.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Literal

from engine.agreement import dose_meaning, manner_agrees
from engine.compiled.amounts import CircuitDose
from engine.compiled.circuit import Circuit, Wire
from engine.compiled.given import CircuitDo, CircuitGive, CircuitLine, CircuitStop, Lines
from engine.compiled.judging import Judging
from engine.compiled.kleene import Kleene
from engine.compiled.not_lowered import NotLowered
from engine.compiled.planned import Alternative
from guideline_dsl import core
from guideline_dsl.frozen import frozen

Relation = Literal["same", "other", "depends"]

_MOST_ALTERNATIVES = 64


@frozen
class WayThrough:
    """A branch that may be the one, where `reached`; `branch` None: none of them holds."""

    branch: core.BranchNode | None
    reached: Wire
    judged: Kleene


@frozen
class Parcel:
    """A package: `possible` where its regimens may come to it, `which` is what would tell.

    `clear`, `conditional` and `withheld` exclude each other.
    """

    holders: tuple[str, ...]
    lines: tuple[CircuitLine, ...]
    nothing: bool
    possible: Wire
    which: Wire
    clear: Wire
    conditional: Wire
    withheld: Wire
    needs: Wire
    dose_needs: Wire
    amounts: Wire
    alternatives: tuple[Alternative, ...]

    @property
    def gives(self) -> tuple[CircuitGive, ...]:
        """The gives among the lines."""
        return tuple(line for line in self.lines if isinstance(line, CircuitGive))

    @property
    def acts(self) -> bool:
        """Whether it does more than note and warn."""
        return self.nothing or bool(self.lines)


@frozen
class _Written:
    """The lines of a package before they are lowered."""

    lines: tuple[core.Node, ...]
    holders: tuple[str, ...]
    possible: Wire
    which: Wire


class Parcels:
    """Lowers the packages of branches and options."""

    def __init__(self, judging: Judging, lines: Lines) -> None:
        """Keep how conditions are judged and lines are lowered."""
        self._judging = judging
        self._lines = lines

    def ways_through(self, branches: Iterable[core.BranchNode]) -> tuple[WayThrough, ...]:
        """The branches, each where no branch before it surely holds and it may hold."""
        circuit, truths = self._judging.circuit, self._judging.truths
        found: list[WayThrough] = []
        reached = circuit.yes
        for branch in branches:
            judged = truths.holds if branch.condition is None else self._judging.truth(branch.condition)
            may = circuit.all((reached, circuit.no(judged.no)))
            if may is not circuit.never:
                found.append(WayThrough(branch, may, judged))
            reached = circuit.all((reached, circuit.no(judged.yes)))
        if reached is not circuit.never:
            found.append(WayThrough(None, reached, truths.holds))
        return tuple(found)

    def of(self, owner: core.Node) -> tuple[Parcel, ...]:
        """The packages that the lines under a node may come to."""
        return tuple(self._parcel(written) for written in self._written(owner))

    def _written(self, owner: core.Node) -> tuple[_Written, ...]:
        circuit = self._judging.circuit
        found = [_Written((), (owner.id,), circuit.yes, circuit.nothing)]
        for line in self._judging.graph.children(owner.id):
            if isinstance(line, core.GiveNode) and line.target == "regimen":
                inside = self._regimen(line.name)
                found = [self._together(one, more) for one in found for more in inside]
            elif isinstance(line, core.GiveNode | core.StopNode | core.DoNode):
                own = _Written((line,), (), circuit.yes, circuit.nothing)
                found = [self._together(one, own) for one in found]
        return tuple(one for one in found if one.possible is not circuit.never)

    def _regimen(self, name: str) -> tuple[_Written, ...]:
        circuit, truths = self._judging.circuit, self._judging.truths
        regimen = self._judging.graph.node(f"regimen:{name}")
        plain = self._written(regimen)
        branches = [n for n in self._judging.graph.children(regimen.id) if isinstance(n, core.BranchNode)]
        if not branches:
            return plain
        ways = self.ways_through(branches)
        undecided = circuit.union(
            circuit.when(circuit.all((way.reached, truths.unknown(way.judged))), way.judged.needs)
            for way in ways
        )
        found: list[_Written] = []
        for way in ways:
            reason = _Written((), (), way.reached, undecided)
            inside = (
                (_Written((), (), circuit.yes, circuit.nothing),)
                if way.branch is None
                else self._written(way.branch)
            )
            found.extend(
                self._together(self._together(more, reason), part) for more in plain for part in inside
            )
        return tuple(found)

    def _together(self, first: _Written, second: _Written) -> _Written:
        circuit = self._judging.circuit
        return _Written(
            first.lines + second.lines,
            first.holders + second.holders,
            circuit.all((first.possible, second.possible)),
            circuit.union((first.which, second.which)),
        )

    def _parcel(self, written: _Written) -> Parcel:
        circuit = self._judging.circuit
        lines: list[CircuitLine] = []
        for node in written.lines:
            assert isinstance(node, core.GiveNode | core.DoNode | core.StopNode)
            line = self._lines.line(node)
            if line is not None:
                lines.append(line)
        gives = [line for line in lines if isinstance(line, CircuitGive)]
        withheld = circuit.any(give.withheld for give in gives)
        conditional = circuit.all((circuit.no(withheld), circuit.any(give.conditional for give in gives)))
        return Parcel(
            written.holders,
            tuple(lines),
            any(isinstance(n, core.GiveNode) and n.target == "nothing" for n in written.lines),
            written.possible,
            circuit.when(written.possible, written.which),
            circuit.no(circuit.any((withheld, conditional))),
            conditional,
            withheld,
            circuit.union(give.needs for give in gives),
            circuit.union(give.dose_needs for give in gives),
            circuit.union(give.amounts for give in gives),
            _alternatives(circuit, gives, written.holders[0]),
        )


def _alternatives(circuit: Circuit, gives: Sequence[CircuitGive], where: str) -> tuple[Alternative, ...]:
    """The sets of medicines that a package may bring: one choice of each line."""
    combined = list(itertools.islice(itertools.product(*(g.choices for g in gives)), _MOST_ALTERNATIVES + 1))
    if len(combined) > _MOST_ALTERNATIVES:
        raise NotLowered("many alternatives", where)
    found: dict[frozenset[str], list[Wire]] = {}
    for chosen in combined:
        medicines = frozenset[str]().union(*(medicines for medicines, _ in chosen))
        found.setdefault(medicines, []).append(circuit.all(bit for _, bit in chosen))
    return tuple(Alternative(circuit.any(bits), medicines) for medicines, bits in found.items())


# ---------------------------------------------------------------- whether two say the same


def relation(circuit: Circuit, a: Parcel, b: Parcel) -> Relation:
    """Whether two packages come to the same (engine/agreement.py), or that depends on the patient."""
    if a.nothing != b.nothing or len(a.lines) != len(b.lines):
        return "other"
    rest = list(b.lines)
    depends = False
    for line in a.lines:
        told = [_lines_relate(circuit, line, other) for other in rest]
        if "same" in told:
            rest.pop(told.index("same"))
        elif "depends" in told:
            depends = True
        else:
            return "other"
    return "depends" if depends else "same"


def _lines_relate(circuit: Circuit, a: CircuitLine, b: CircuitLine) -> Relation:
    match a, b:
        case CircuitGive(), CircuitGive():
            if (a.line.target, a.line.name) != (b.line.target, b.line.name):
                return "other"
            return doses_relate(circuit, a, b)
        case CircuitDo(), CircuitDo():
            mine, theirs = a.line, b.line
            alike = (mine.procedure, mine.frequency, mine.immediately, mine.gaps) == (
                theirs.procedure, theirs.frequency, theirs.immediately, theirs.gaps,
            )  # fmt: skip
            return "same" if alike else "other"
        case CircuitStop(), CircuitStop():
            return "same" if (a.line.target, a.line.name) == (b.line.target, b.line.name) else "other"
    return "other"


def doses_relate(circuit: Circuit, a: CircuitGive, b: CircuitGive) -> Relation:
    """Whether two gives of one medicine come to the same dose."""
    written, other = a.line.dose, b.line.dose
    if dose_meaning(written) == dose_meaning(other):
        return "same"
    if not manner_agrees(written, other):
        return "other"
    plain = all(
        dose.basis is None and dose.computed_by is None and not dose.closers and dose.usually is None
        and dose.rising_to is None
        for dose in (written, other)
    )  # fmt: skip
    if not plain or a.dose.rated != b.dose.rated:
        return "depends"
    return _amounts_relate(circuit, a.dose, b.dose)


def _amounts_relate(circuit: Circuit, a: CircuitDose, b: CircuitDose) -> Relation:
    if a.known is not b.known:
        return "other"
    if a.known is circuit.never:
        return "same"
    return "same" if a.lower is b.lower and a.upper is b.upper else "other"
