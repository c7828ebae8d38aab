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
from engine.compiled.given import CircuitDo, CircuitGive, CircuitLine, CircuitStop, Lines, is_something
from engine.compiled.judging import Judging
from engine.compiled.kleene import Kleene
from engine.compiled.not_lowered import NotLowered
from engine.compiled.numbers import Numbers
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


def relation(numbers: Numbers, a: Parcel, b: Parcel) -> Relation | Wire:
    """Whether two packages come to the same (engine/agreement.py); a bit where that hangs on the patient."""
    if a.nothing != b.nothing or len(a.lines) != len(b.lines):
        return "other"
    rest = list(b.lines)
    bits: list[Wire] = []
    for line in a.lines:
        told = [_lines_relate(numbers, line, other) for other in rest]
        if "same" in told:
            rest.pop(told.index("same"))
            continue
        perhaps = [place for place, found in enumerate(told) if found != "other"]
        if not perhaps:
            return "other"
        found = told[perhaps[0]]
        if len(perhaps) > 1 or not isinstance(found, Wire):
            return "depends"
        bits.append(found)
        rest.pop(perhaps[0])
    return numbers.circuit.all(bits) if bits else "same"


def _lines_relate(numbers: Numbers, a: CircuitLine, b: CircuitLine) -> Relation | Wire:
    match a, b:
        case CircuitGive(), CircuitGive():
            if (a.line.target, a.line.name) != (b.line.target, b.line.name):
                return "other"
            return doses_relate(numbers, a, b)
        case CircuitDo(), CircuitDo():
            mine, theirs = a.line, b.line
            alike = (mine.procedure, mine.frequency, mine.immediately, mine.gaps) == (
                theirs.procedure, theirs.frequency, theirs.immediately, theirs.gaps,
            )  # fmt: skip
            return "same" if alike else "other"
        case CircuitStop(), CircuitStop():
            return "same" if (a.line.target, a.line.name) == (b.line.target, b.line.name) else "other"
    return "other"


def doses_relate(numbers: Numbers, a: CircuitGive, b: CircuitGive) -> Relation | Wire:
    """Whether two gives of one medicine surely come to the same dose; a bit where that hangs on the patient."""
    written, other = a.line.dose, b.line.dose
    if dose_meaning(written) == dose_meaning(other):
        return "same"
    if not manner_agrees(written, other):
        return "other"
    plain = all(
        not dose.closers and dose.usually is None and dose.rising_to is None for dose in (written, other)
    )
    if not plain or a.dose.rated != b.dose.rated:
        return "depends"
    found = _amounts_relate(numbers, a.dose, b.dose)
    if found is numbers.circuit.yes:
        return "same"
    return "other" if found is numbers.circuit.never else found


def _amounts_relate(numbers: Numbers, a: CircuitDose, b: CircuitDose) -> Wire:
    """Whether two doses are surely the same amount: not while anything would have to be known of one."""
    circuit = numbers.circuit
    ends = (numbers.equal(a.lower, b.lower), numbers.equal(a.upper, b.upper))
    both = circuit.all((a.known, b.known, *ends))
    neither = circuit.no(circuit.any((a.known, b.known)))
    asked = circuit.any(is_something(circuit, dose.needs) for dose in (a, b))
    return circuit.all((circuit.no(asked), circuit.any((both, neither))))
