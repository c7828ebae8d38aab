"""What columns cannot calculate is worked out by Python, once for each different row of what it is made of.

A logarithm, a power, a root that is calculated with, and what has more digits than a column holds are numbers that no
column has. But what is asked of them can be in one again: a comparison is a bit, and what is rounded is a short number.
So a circuit is cut there. What is asked becomes an input of the circuit; and before the circuit is run, the columns
that such a number is made of are worked out, each different row of them is given to Python once, and what is asked is
added to the table. A number that is itself told as an amount is added as text, exactly.

So nothing is rounded that is not rounded by the guideline; what costs is the number of different rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

from engine.compiled.circuit import Circuit, Wire, in_order
from engine.compiled.column_figures import LARGEST_NARROW, ColumnFigures, Figure, NoColumns
from engine.compiled.cuts import Cuts
from engine.compiled.dialect import Dialect
from engine.compiled.frames import Output, Scale
from engine.compiled.inlining import Inlined
from engine.compiled.numbers import Numbers
from engine.compiled.python_source import Run, function_of

_MOST_KNOWN = 2_000_000
"""So many cells of the different rows of a step are kept."""

Cells = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a step adds to the table: by the name of the column, of which the numbers have a scale, or are text."""

    name: str
    wire: Wire
    scale: Scale | None

    @property
    def unasked(self) -> object:
        """What stands in a row of which it is not asked."""
        return False if self.wire.kind == "bit" else self.cell(Fraction(0))

    def cell(self, value: object) -> object:
        """The value as its column has it; 0, which nothing reads, for what is beyond what is read."""
        if self.wire.kind != "number":
            return value
        assert isinstance(value, Fraction)
        if self.scale is None:
            return f"{value.numerator}/{value.denominator}"
        scaled = value * self.scale.scale
        return int(scaled) if abs(scaled) <= self.scale.most else 0


@dataclass(frozen=True, slots=True)
class Step:
    """Wires whose different values are given to Python, and what is asked of them; `known` are the rows met before.

    `where`: only of these rows it is asked.
    """

    of: Sequence[Wire]
    where: Wire
    asked: Sequence[Asked]
    known: dict[Cells, Cells]
    run: Run

    def told(self, outputs: Mapping[Wire, Output[Any]], names: Sequence[str], row: Cells) -> Cells:
        """The cells that are added to a row, whose columns have these names."""
        found = self.known.get(row)
        if found is None:
            if len(self.known) * (len(self.asked) + len(row)) >= _MOST_KNOWN:
                self.known.clear()
            by_name = dict(zip(names, row, strict=True))
            values = self.run([outputs[wire].scaled(by_name) for wire in self.of])
            found = tuple(asked.cell(value) for asked, value in zip(self.asked, values, strict=True))
            self.known[row] = found
        return found


class WorkedOut:
    """Wires for columns, of which `steps` are worked out beforehand; `scales` are those of all their inputs.

    Of a row that is not `inside` (None: all are) only the wires of `everywhere` are read.
    """

    def __init__(
        self,
        wires: Sequence[Wire],
        numbers: Numbers,
        scales: Mapping[str, Scale],
        inside: Wire | None = None,
        everywhere: Sequence[Wire] = (),
    ) -> None:
        """Find what columns cannot calculate, and cut there."""
        self._numbers = numbers
        self._circuit = numbers.circuit
        self.scales = dict(scales)
        self.steps: list[Step] = []
        self._figures: ColumnFigures[None] = ColumnFigures(cast("Dialect[None]", _Nothing()))
        self._sized: dict[Wire, Figure[None]] = {}
        self._beyond: set[Wire] = set()
        self._asked: dict[Wire, Scale | None] = {}
        order = in_order([*wires, *everywhere])
        for wire in order:
            self._look(wire)
        for wire in wires:
            if wire in self._beyond:
                self._asked[wire] = None
        self._replaced = _Replaced(self._circuit)
        groups = list(Cuts(order, self._beyond, self._asked).groups())
        of = [_read_by(order, group) for group in groups]
        worked_out = frozenset[Wire]().union(*groups)
        read = self._read([*wires, *(wire for each in of for wire in each)], worked_out)
        for_all = inside is None or bool(self._read(everywhere, worked_out))
        where = self._circuit.yes if inside is None or for_all else inside
        for group, each in zip(groups, of, strict=True):
            self._add([wire for wire in order if wire in group and wire in read], each, where)
        self.wires: Sequence[Wire] = self._replaced.wires(wires) if self.steps else tuple(wires)

    # ------------------------------------------------------------ what has columns

    def _look(self, wire: Wire) -> None:
        inner = [arg for arg in wire.args if isinstance(arg, Wire)]
        if wire.kind == "number":
            self._number(wire, [arg for arg in inner if arg.kind == "number"])
        elif wire.operation in ("less", "at most", "equal"):
            try:
                self._figures.compare("less", *self._of(inner))
            except NoColumns:
                self._asked[wire] = None

    def _of(self, numbers: Sequence[Wire]) -> list[Figure[None]]:
        if any(number in self._beyond for number in numbers):
            raise NoColumns("a number that has none")
        return [self._sized[number] for number in numbers]

    def _number(self, wire: Wire, inner: Sequence[Wire]) -> None:
        try:
            self._sized[wire] = self._figure(wire, self._of(inner))
        except NoColumns:
            scale = self._of_rounded(wire)
            if scale is None:
                self._beyond.add(wire)
            else:
                self._sized[wire] = self._figures.read(None, scale.scale, scale.most)
                self._asked[wire] = scale

    def _figure(self, wire: Wire, of: Sequence[Figure[None]]) -> Figure[None]:
        if wire.operation == "input":
            scale = self.scales[str(wire.args[0])]
            return self._figures.read(None, scale.scale, scale.most)
        if wire.operation == "select":
            return self._figures.select(None, of[0], of[1])
        return self._figures.calculated(wire, of)

    def _of_rounded(self, wire: Wire) -> Scale | None:
        """How a number is written that is rounded, and so has few digits."""
        if wire.operation != "round":
            return None
        step = wire.args[1]
        least, most = self._numbers.range(wire)
        if least is None or most is None:
            return None
        assert isinstance(step, Fraction)
        largest = int(max(abs(least), abs(most)) / step)
        return Scale(1 / step, largest) if largest <= LARGEST_NARROW else None

    # ------------------------------------------------------------ cutting

    def _read(self, wires: Sequence[Wire], inside: Set[Wire]) -> Set[Wire]:
        """What columns read of what is worked out; the rest is worked out on the way."""
        found: set[Wire] = set()
        waiting = list(wires)
        while waiting:
            wire = waiting.pop()
            if wire in found:
                continue
            found.add(wire)
            told = wire in inside and (wire.kind == "bit" or wire in self._asked)
            if not told:
                waiting += [arg for arg in wire.args if isinstance(arg, Wire)]
        return {wire for wire in found & inside if wire.kind == "bit" or wire in self._asked}

    def _add(self, together: Sequence[Wire], of: Sequence[Wire], where: Wire) -> None:
        """The step for what is asked together."""
        names = {wire: f"of.{place}" for place, wire in enumerate(of)}
        scales = {
            name: self._sized[wire].plain_scale for wire, name in names.items() if wire.kind == "number"
        }
        alone = _Replaced(self._circuit)
        alone.by_wire |= {wire: self._circuit.input(wire.kind, name) for wire, name in names.items()}
        slots = {name: place for place, name in enumerate(names.values())}
        run = function_of(alone.wires(together), slots, scales)
        inputs = self._replaced.wires(of)
        asked = []
        for wire in together:
            name = f"worked out.{wire.number}"
            scale = self._asked.get(wire)
            if scale is not None:
                self.scales[name] = scale
            asked.append(Asked(name, wire, scale))
            self._replaced.by_wire[wire] = self._circuit.input(wire.kind, name)
        self.steps.append(Step(inputs, where, asked, {}, run))


class _Replaced(Inlined):
    """Rewrites wires; `by_wire` has what stands for some."""

    def __init__(self, circuit: Circuit) -> None:
        """Begin with every wire as it is."""
        super().__init__(circuit)
        self.by_wire: dict[Wire, Wire] = {}

    def _rewritten(self, wire: Wire) -> Wire:
        return self.by_wire.get(wire) or super()._rewritten(wire)


class _Nothing:
    """A dialect that says nothing: how large numbers become is known without."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_: None


def _read_by(order: Sequence[Wire], inside: Set[Wire]) -> tuple[Wire, ...]:
    """What is not inside, and is read there."""
    read = (arg for wire in order if wire in inside for arg in wire.args if isinstance(arg, Wire))
    return tuple(dict.fromkeys(arg for arg in read if arg not in inside and arg.operation != "constant"))
