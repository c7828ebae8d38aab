"""What tells the outcomes of one patient from those of others, and the sources that find it (at_once.py runs them)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from engine.compiled.circuit import Wire
from engine.compiled.code_tables import CodeTables
from engine.compiled.course import Course
from engine.compiled.course_shapes import answer_order
from engine.compiled.inlining import Inlined
from engine.compiled.ports import Row
from engine.compiled.profiles import Feature, features_of, fixed_by
from engine.compiled.shapes import (
    AMOUNTS,
    ASKED,
    CLEAR,
    CONDITIONS,
    DOSES,
    HELD_BACK,
    KIND,
    LEADS,
    LEADS_NOT,
    OF_TAPER,
    OPEN,
    PRESENT,
    SAYS_LINES,
    TAPER,
    WALK,
    Group,
    Grouping,
    InOnePiece,
    Slots,
    Telling,
    slots_supposed,
)


class Tellings:
    """The outcomes of a course, in one piece."""

    def __init__(self, course: Course, beside: Sequence[Sequence[Wire]] = ()) -> None:
        """Find what tells each of them apart; `beside` are keys of something else, in one piece."""
        self._course = course
        self._beside = beside
        rows, self._ends = course.whole_wires
        shapes = {
            (stage, part): row for stage, each in enumerate(course.rows) for part, row in enumerate(each)
        }
        self._found = {
            place: _Found(row, _where_it_matters(course, row, wires))
            for (place, row), wires in zip(shapes.items(), rows, strict=True)
        }
        self._order = answer_order(course)

    @cached_property
    def grouping(self) -> Grouping:
        """What tells all outcomes apart."""
        return self._grouped({}).grouping

    @property
    def in_one_piece(self) -> InOnePiece:
        """What is known of all outcomes at once."""
        course = self._course
        places = [
            [(stage, part) for part in range(len(rows))] for stage, rows in enumerate(self._course.rows)
        ]

        contradicts = course.slots_read([course.contradicts])

        def looks(place: tuple[int, int]) -> Slots:
            read = course.slots_read(self._looked(*place))
            supposed = slots_supposed(course.reach(place[0]))
            return read if supposed.isdisjoint(contradicts) else tuple(sorted({*read, *contradicts}))

        def doses(place: tuple[int, int]) -> tuple[Slots, ...]:
            figures = self._found[place].figures
            return tuple(course.slots_read(figures.get(line, ())) for line in range(self._found[place].lines))

        return InOnePiece(
            self.grouping,
            tuple(tuple(map(looks, each)) for each in places),
            tuple(tuple(map(doses, each)) for each in places),
            contradicts,
        )

    @property
    def at_once(self) -> str:
        """The source of the keys of everybody."""
        return self._grouped({}).source(self._course)

    @cached_property
    def features(self) -> tuple[Feature, ...]:
        """What kinds of patients there are."""
        wires = [wire for found in self._found.values() for wire in found.read]
        # what is asked beside may tell words apart that no outcome does
        wires += [wire for key in self._beside for wire in key]
        course = self._course
        return features_of(course.graph, course.columns, [*wires, *self._ends], course.scope_truth.yes)

    def of_kind(self, kind: Sequence[int]) -> tuple[Grouping, str]:
        """What tells the patients of one kind apart, and the source of the keys."""
        circuit = self._course.lowering.circuit
        kept = len(circuit)
        grouped = self._grouped(fixed_by(self.features, kind))
        source = grouped.source(self._course)
        circuit.forget(kept)
        return grouped.grouping, source

    def _grouped(self, known: Mapping[str, object]) -> _Grouped:
        """The outcomes where some inputs are known."""
        columns = {column.name: column.kind for column in self._course.columns}
        inlined = Inlined(self._course.lowering.circuit)
        inlined.filled.update({name: inlined.constant(columns[name], value) for name, value in known.items()})
        grouped = _Grouped()
        for place in self._order:
            grouped.add(place, self._found[place], inlined.wires(self._found[place].read))
        grouped.beside = [inlined.wires(key) for key in self._beside]
        grouped.end(inlined.wires(self._ends))
        return grouped

    def looked(self, stage: int, part: int) -> str:
        """What tells looks at an outcome apart; last whether it, or one that it hangs on, is left to the walk."""
        return self._course.source(self._looked(stage, part))

    def _looked(self, stage: int, part: int) -> list[Wire]:
        found = self._found[stage, part]
        before = [
            self._found[place, other].walk
            for place in self._course.reach(stage).upstream
            for other in range(len(self._course.rows[place]))
        ]
        return [*found.look, self._course.lowering.circuit.any((found.walk, *before))]

    def figures(self, stage: int, part: int, line: int) -> str:
        """The ends of a dose."""
        lower, upper = self._found[stage, part].figures[line]
        return self._course.source([lower] if lower is upper else [lower, upper])

    def figured(self, stage: int, part: int) -> tuple[int, ...]:
        """The lines of an outcome that have a dose."""
        return tuple(self._found[stage, part].figures)


class _Found:
    """One outcome."""

    def __init__(self, row: Row, wires: Sequence[Wire]) -> None:
        """`wires` are those of the row, in one piece."""
        looked = (KIND, ASKED, DOSES, AMOUNTS, LEADS, LEADS_NOT, PRESENT)
        taper = range(TAPER, TAPER + OF_TAPER if row.unit.taper is not None else TAPER)
        self.look = [wires[where] for where in (*looked, *taper)]
        self.walk = wires[WALK]
        self.lines = len(row.lines)
        self.figures: Mapping[int, tuple[Wire, Wire]] = {
            place: (wires[line.lower], wires[line.upper])
            for place, line in enumerate(row.lines)
            if line.lower >= 0
        }
        figures = {where for line in row.lines if line.lower >= 0 for where in (line.lower, line.upper)}
        last = min((where for _, where, _ in row.ports), default=len(row.wires))
        unread = figures | {line.again for line in row.lines}
        if row.unit.taper is not None:
            unread.update(range(TAPER + 4, TAPER + OF_TAPER))  # these tell looks apart, no answer has them
        self.width = len(row.wires)
        self.places = tuple(where for where in range(last) if where not in unread)
        """Where the row has what an answer reads."""
        self.read = [wires[where] for where in self.places]


class _Grouped:
    """Outcomes in the order of the answer, in groups of one decision or taper.

    An outcome that is the same for everybody joins the group before it, so that nothing is asked for it.
    """

    def __init__(self) -> None:
        self._keys: list[dict[Wire, int]] = []
        self._groups: list[list[tuple[tuple[int, int], Telling]]] = []
        self._ends = Telling((), ())
        self._end_key: dict[Wire, int] = {}
        self.beside: Sequence[Sequence[Wire]] = ()
        """Keys that stand between those of the groups and the last."""

    def add(self, place: tuple[int, int], found: _Found, wires: Sequence[Wire]) -> None:
        """Add one outcome, with what is read of its row."""
        same = all(wire.operation == "constant" for wire in wires)
        before = self._groups[-1] if self._groups else None
        if before is None or not (same or before[0][0][0] == place[0]):
            before = []
            self._groups.append(before)
            self._keys.append({})
        before.append((place, _telling(found.width, found.places, wires, self._keys[-1])))

    def end(self, wires: Sequence[Wire]) -> None:
        """Add what follows from the outcomes."""
        self._ends = _telling(len(wires), range(len(wires)), wires, self._end_key)

    @property
    def grouping(self) -> Grouping:
        """How the keys are read."""
        groups = [Group(tuple(p for p, _ in each), tuple(t for _, t in each)) for each in self._groups]
        return Grouping(tuple(groups), self._ends)

    def source(self, course: Course) -> str:
        """The source of the keys."""
        keys = [list(key) for key in (*self._keys, *self.beside, self._end_key)]
        return course.grouped_source(keys)


def _telling(width: int, places: Iterable[int], wires: Sequence[Wire], key: dict[Wire, int]) -> Telling:
    """How a row is made of a key, which grows by the wires that are not fixed, and that its first does not tell."""
    fixed: list[object] = [0] * width
    of_key: list[tuple[int, int]] = []
    by_code: list[tuple[int, int, tuple[tuple[int, object], ...]]] = []
    first = wires[0] if wires else None
    tables = CodeTables(first) if first is not None and first.kind == "code" else None
    for where, wire in zip(places, wires, strict=True):
        table = None if tables is None or wire is first or wire in key else tables.table(wire)
        if wire.operation == "constant":
            (fixed[where],) = wire.args
        elif table is not None and first is not None:
            by_code.append((where, key[first], table))
        else:
            of_key.append((where, key.setdefault(wire, len(key))))
    return Telling(tuple(fixed), tuple(of_key), tuple(by_code))


def _where_it_matters(course: Course, shape: Row, wires: Sequence[Wire]) -> list[Wire]:
    """A row that says only what an answer has: what is open waits for something, what is recommended has lines."""
    circuit = course.lowering.circuit
    is_open = circuit.among(wires[KIND], OPEN)
    said = circuit.among(wires[KIND], SAYS_LINES)
    guarded = list(wires)
    for where in (CONDITIONS, ASKED):
        guarded[where] = circuit.when(is_open, wires[where])
    lines = [at for line in shape.lines for at in (line.action, line.known, line.members) if at >= 0]
    for where in (PRESENT, LEADS, LEADS_NOT, CLEAR, HELD_BACK, *lines):
        wire = wires[where]
        if wire.kind == "mask":
            guarded[where] = circuit.when(said, wire)
        elif wire.kind == "code":
            guarded[where] = circuit.select(said, wire, circuit.code(0))
        else:
            guarded[where] = circuit.all((said, wire))
    return guarded
