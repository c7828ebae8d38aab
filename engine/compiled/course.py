"""A guideline, lowered: its stages as the sources of functions over a row of values, written when first asked for.

The values of a patient are the columns of engine/compiled/columns.py, and after them one value for each port of a
stage (stages.py), in fixed places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from engine.compiled.circuit import Wire, in_order
from engine.compiled.columns import Column, IsDone, OfFact
from engine.compiled.inlining import Inlined
from engine.compiled.judging import Judging
from engine.compiled.lower_promises import (
    CircuitCaution,
    CircuitPromise,
    CircuitWrongly,
    cautions,
    circuit_promise,
    may_conflict,
    taken_wrongly,
)
from engine.compiled.lower_values import Values
from engine.compiled.lowering import lowering_of
from engine.compiled.parcels import Relation, relation
from engine.compiled.planned import CircuitPlan
from engine.compiled.ports import packed, row_of
from engine.compiled.python_source import grouped_source, source_of
from engine.compiled.scales import scale_of, whole_or_exact
from engine.compiled.shapes import Reach, Trial
from engine.compiled.stages import Stage, cut_stages, first_plan
from guideline_dsl import core
from guideline_dsl.cones import Cone
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.regions import SplitValue


@frozen
class Ends:
    """What is judged once the plan is made."""

    promises: tuple[CircuitPromise, ...]
    wrongly: tuple[CircuitWrongly, ...]
    cautions: tuple[CircuitCaution, ...]
    conflict: Wire


class Course:
    """A guideline, lowered. Raises NotLowered for what has no fast reading."""

    def __init__(self, graph: DecisionGraph) -> None:
        """Lower the guideline."""
        self.graph = graph
        self.lowering = lowering = lowering_of(graph)
        circuit = lowering.circuit
        scope = graph.head.scope
        self.scope_truth = (
            lowering.truths.holds
            if scope is None
            else Values(lowering, first_plan(lowering).has).truth(scope)
        )
        self._cut, self._read, self._cut_plan = cut_stages(lowering)
        self.rows = [
            [row_of(circuit, unit, ports) for unit, ports in zip(stage.units, stage.ports, strict=True)]
            for stage in self._cut
        ]
        self._place = {identifier: place for place, identifier in enumerate(graph.order)}
        self.cut_ends = self._ends(self._read, self._cut_plan)
        self.contradicts = Values(lowering, first_plan(lowering).has).records.cannot_be()

    @cached_property
    def _promises(self) -> tuple[core.NeverNode, ...]:
        return tuple(node for node in self.graph.nodes if isinstance(node, core.NeverNode))

    def _ends(self, stages: Sequence[Stage], plan: CircuitPlan) -> Ends:
        lowering = self.lowering
        units = [unit for stage in stages for unit in stage.units]
        judging = self.judging = Judging(lowering, Values(lowering, plan.has))
        taken = first_plan(lowering)
        return Ends(
            tuple(circuit_promise(node, units, lowering, taken, plan) for node in self._promises),
            taken_wrongly(judging),
            cautions(units, judging, plan),
            may_conflict(units, lowering),
        )

    # ------------------------------------------------------------ places

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """What is read of a patient."""
        return self.lowering.inputs.columns

    @cached_property
    def slots(self) -> Mapping[str, int]:
        """The places of columns and ports among the values of a patient."""
        names = [column.name for column in self.columns]
        names += [port.name for rows in self.rows for row in rows for port, _, _ in row.ports]
        return {name: place for place, name in enumerate(names)}

    @cached_property
    def scales(self) -> Mapping[str, Fraction]:
        """What each number is multiplied by, so that usual ones are whole."""
        return {
            column.name: scale_of(column, self.graph) for column in self.columns if column.kind == "number"
        }

    @cached_property
    def ports(self) -> tuple[tuple[tuple[tuple[int, int], ...], ...], ...]:
        """For each outcome of each stage: the place of each port among the values, and where its row has it."""
        return tuple(
            tuple(tuple((self.slots[port.name], place) for port, place, _ in row.ports) for row in rows)
            for rows in self.rows
        )

    # ------------------------------------------------------------ functions

    @cached_property
    def scope(self) -> str:
        """Whom the guideline is for: yes, no, and what would tell."""
        return self.source([self.scope_truth.yes, self.scope_truth.no, self.scope_truth.needs])

    @cached_property
    def whole(self) -> str:
        """All outcomes and what follows from them, as if nothing were to be settled."""
        rows, ends = self.whole_wires
        return self.source([w for row in rows for w in row] + ends)

    @cached_property
    def whole_wires(self) -> tuple[list[list[Wire]], list[Wire]]:
        """The rows of all outcomes in their order, and what follows from them, in one piece."""
        found: list[list[Wire]] = []
        for rows in self.rows:
            for row in rows:
                found.append(self._inlined.wires(row.wires))
            for row, made in zip(rows, found[-len(rows) :] if rows else (), strict=True):
                self._inlined.filled.update({port.name: made[place] for port, place, _ in row.ports})
        return found, self._inlined.wires(_end_wires(self, self.cut_ends))

    def in_one_piece(self, wires: Sequence[Wire]) -> list[Wire]:
        """Wires by the ports of all stages, in one piece."""
        assert self.whole_wires  # so all ports are filled
        return self._inlined.wires(wires)

    @cached_property
    def _inlined(self) -> Inlined:
        return Inlined(self.lowering.circuit)

    def whole_conflict(self, place: int) -> Wire:
        """Whether two outcomes that feed the plan of a promise may be in conflict, in one piece."""
        (found,) = self.in_one_piece([self._conflict(place)])
        return found

    def _conflict(self, place: int) -> Wire:
        units = [u for s in self.promise_reach(place).upstream for u in self._read[s].units]
        return may_conflict(units, self.lowering)

    @cached_property
    def ends(self) -> str:
        """What follows from the outcomes, by the ports."""
        return self.source(_end_wires(self, self.cut_ends))

    def stage(self, place: int) -> str:
        """The outcomes of one stage, by the ports of those before it."""
        return self.source([w for row in self.rows[place] for w in row.wires])

    def promise(self, place: int) -> str:
        """One promise, by the ports of what feeds the plan; and whether two of these outcomes may be in conflict."""
        wires = _promise_wires(self, self.cut_ends.promises[place])
        return self.source([*wires, self._conflict(place)])

    @cached_property
    def cannot_be(self) -> str:
        """Whether what is supposed contradicts what is recorded."""
        return self.source([self.contradicts])

    def source(self, wires: Sequence[Wire]) -> str:
        """The source of a function that gives some wires."""
        return source_of(wires, self.slots, self.scales)

    def grouped_source(self, groups: Sequence[Sequence[Wire]]) -> str:
        """The source of a function that gives the wires of each group as a tuple."""
        return grouped_source(groups, self.slots, self.scales)

    def slots_read(self, wires: Sequence[Wire]) -> tuple[int, ...]:
        """The places among the values of a patient that some wires hang on."""
        inputs = (wire for wire in in_order(wires) if wire.operation == "input")
        return tuple(sorted(self.slots[str(wire.args[0])] for wire in inputs))

    @cached_property
    def reads(self) -> tuple[frozenset[int], ...]:
        """The ports that each stage reads, by their places."""
        first = len(self.columns)
        found: list[frozenset[int]] = []
        for rows in self.rows:
            wires = in_order([w for row in rows for w in row.wires])
            places = (self.slots[str(w.args[0])] for w in wires if w.operation == "input")
            found.append(frozenset(place for place in places if place >= first))
        return tuple(found)

    # ------------------------------------------------------------ settling

    def reach(self, place: int) -> Reach:
        """What the outcomes of a stage hang on."""
        return self._reaches[place]

    @cached_property
    def _reaches(self) -> tuple[Reach, ...]:
        return tuple(self._reach(self.graph.cones.decision(identifier)) for identifier in self.graph.order)

    def promise_reach(self, place: int) -> Reach:
        """What a promise hangs on."""
        return self._promise_reaches[place]

    @cached_property
    def _promise_reaches(self) -> tuple[Reach, ...]:
        return tuple(self._reach(self.graph.cones.promise(node.id)) for node in self._promises)

    @cached_property
    def scope_reach(self) -> Reach:
        """What whom the guideline is for hangs on."""
        return self._reach(self.graph.cones.scope())

    def _reach(self, cone: Cone) -> Reach:
        places = self.lowering.places
        splits = tuple(
            (1 << places.place(split.need), tuple(self._trial(split.need, value) for value in split.values))
            for split in cone.splits
        )
        asks = sum(1 << places.place(need) for need in cone.asks)
        upstream = tuple(self._place[identifier] for identifier in cone.upstream)
        return Reach(upstream, asks, sum(bit for bit, _ in splits), splits)

    @cached_property
    def _columns_of(self) -> Mapping[str, list[tuple[int, Column]]]:
        """The columns that hold what may be supposed, by need."""
        found: dict[str, list[tuple[int, Column]]] = {}
        for place, column in enumerate(self.columns):
            match column.source:
                case OfFact(fact=fact):
                    found.setdefault(f"fact:{fact}", []).append((place, column))
                case IsDone(procedure=procedure, within=None):
                    found.setdefault(f"procedure:{procedure}", []).append((place, column))
                case _:
                    pass
        return found

    def _trial(self, need: str, value: SplitValue) -> Trial:
        changes: list[tuple[int, object]] = []
        for place, column in self._columns_of.get(need, ()):
            match column.source:
                case OfFact(part=part):
                    changes.append((place, self._held(column, part, value)))
                case IsDone(part=part):
                    changes.append((place, (value is True) is (part == "yes")))
                case _:
                    pass
        return Trial(value, tuple(changes))

    def _held(self, column: Column, part: str, value: SplitValue) -> object:
        match part:
            case "yes" | "no":
                return (value is True) is (part == "yes")
            case "known":
                return True
            case "word":
                assert isinstance(column.source, OfFact)
                kind = self.graph.facts[column.source.fact].type
                assert isinstance(kind, core.OneOf)
                return kind.values.index(str(value))
        assert isinstance(value, Fraction)
        return whole_or_exact(value * scale_of(column, self.graph))

    def related(self, stage: int, part: int, one: int, other: int) -> Relation | Wire:
        """Whether two packages of an outcome say the same; a bit where that hangs on amounts."""
        entries = self.rows[stage][part].unit.entries
        return relation(self.lowering.numbers, entries[one].parcel, entries[other].parcel)


def _promise_wires(course: Course, promise: CircuitPromise) -> list[Wire]:
    broken = packed(course.lowering.circuit, (bit for _, bit in promise.broken_by))
    return [promise.now.yes, promise.now.no, promise.plan.yes, promise.plan.no, broken, promise.needs]


def _end_wires(course: Course, ends: Ends) -> list[Wire]:
    circuit = course.lowering.circuit
    wires = [wire for promise in ends.promises for wire in _promise_wires(course, promise)]
    for each in ends.wrongly:
        wires += [
            each.contraindicated, each.perhaps, each.forbidden, packed(circuit, (bit for _, bit in each.holding)),
            packed(circuit, (bit for _, bit in each.open)), each.needs,
        ]  # fmt: skip
    for caution in ends.cautions:
        wires += [caution.shown, caution.perhaps, caution.needs]
    return [*wires, ends.conflict]
