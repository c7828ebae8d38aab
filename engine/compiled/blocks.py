"""Where in generated source each wire is worked out: as deep inside `if`s as all who read it stand.

What is read only where a bit is yes (an arm of a `select`, a mask of a `when`) is worked out only there: what would
have to be known is not gathered where everything is known. Wires that are read once are not given a name: they stand
where they are read, and Python's `and`, `or` and `if` leave out what does not matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from fractions import Fraction
from heapq import heappop, heappush

from engine.compiled.circuit import Wire, in_order
from guideline_dsl.frozen import frozen

MOST_INSIDE = 12
"""So deep expressions are nested, and `if`s in `if`s."""


@frozen
class Guard:
    """An `if`: where the bit is `holds`."""

    bit: Wire
    holds: bool


Path = tuple[Guard, ...]


@frozen
class Arrangement:
    """The named wires in the order in which they are worked out, each with its `if`s; how many read each wire."""

    named: tuple[tuple[Wire, Path], ...]
    reads: Mapping[Wire, int]


def edges(wire: Wire, slow: Set[Wire] = frozenset()) -> Iterator[tuple[Wire, Guard | None]]:
    """What a wire reads, and under which condition; what is `slow` behind an `and`, only if what comes first is yes."""
    args = wire.args
    match wire.operation:
        case "select":
            bit, a, b = args
            assert isinstance(bit, Wire)
            assert isinstance(a, Wire)
            assert isinstance(b, Wire)
            yield bit, None
            yield a, Guard(bit, True)
            yield b, Guard(bit, False)
        case "when":
            bit, mask = args
            assert isinstance(bit, Wire)
            assert isinstance(mask, Wire)
            yield bit, None
            yield mask, Guard(bit, True)
        case "all" if not slow.isdisjoint(args):
            first: Wire | None = None
            for arg in args:
                assert isinstance(arg, Wire)
                yield arg, None if first is None or arg not in slow else Guard(first, True)
                if first is None and arg.operation == "input":
                    first = arg
        case _:
            for arg in args:
                if isinstance(arg, Wire):
                    yield arg, None
                    if wire.operation in ("least", "greatest"):
                        yield arg, None  # it is compared, and then given


def arranged(outputs: Sequence[Wire]) -> Arrangement:
    """The arrangement of everything that some outputs hang on."""
    order = in_order(outputs)
    paths, reads = _paths(order, outputs, _slow(order))
    named = _named(order, outputs, paths, reads)
    return Arrangement(tuple(_scheduled(order, paths, named)), reads)


def _slow(order: Sequence[Wire]) -> set[Wire]:
    """What hangs on a root, a logarithm or a power: each takes as long as all the rest."""
    found: set[Wire] = set()
    for wire in order:
        if wire.operation == "curve" or not found.isdisjoint(wire.args):
            found.add(wire)
    return found


def _paths(
    order: Sequence[Wire], outputs: Sequence[Wire], slow: Set[Wire]
) -> tuple[dict[Wire, Path], dict[Wire, int]]:
    """The `if`s that all who read a wire stand in, and how many read it."""
    paths: dict[Wire, Path] = dict.fromkeys(outputs, ())
    reads = dict.fromkeys(order, 0)
    for wire in outputs:
        reads[wire] += 1
    for wire in reversed(order):
        here = paths[wire]
        # whoever reads another name of a number reads the number
        times = reads[wire] if is_another_name(wire) else 1
        for read, guard in edges(wire, slow):
            reads[read] += times
            inside = here if guard is None or len(here) >= MOST_INSIDE else (*here, guard)
            paths[read] = inside if read not in paths else _shared(paths[read], inside)
    return paths, reads


def _shared(a: Path, b: Path) -> Path:
    length = 0
    for one, other in zip(a, b, strict=False):
        if one.bit is not other.bit or one.holds is not other.holds:
            break
        length += 1
    return a[:length]


def _named(
    order: Sequence[Wire], outputs: Sequence[Wire], paths: dict[Wire, Path], reads: dict[Wire, int]
) -> set[Wire]:
    """The wires that are given a name: read more than once, or too deep inside to stand where they are read."""
    named = {wire for wire in order if reads[wire] > 1 and not _stands_alone(wire)}
    depth: dict[Wire, int] = {}
    for wire in order:
        inside = [depth[read] for read, _ in edges(wire) if read not in named]
        depth[wire] = 1 + max(inside, default=0)
        if depth[wire] > MOST_INSIDE and not _stands_alone(wire):
            named.add(wire)
    # the conditions of the `if`s are read there, too
    waiting = list(named)
    while waiting:
        for guard in paths[waiting.pop()]:
            if not _stands_alone(guard.bit) and guard.bit not in named:
                named.add(guard.bit)
                waiting.append(guard.bit)
    return named


def _stands_alone(wire: Wire) -> bool:
    """Whether it never needs a name of its own."""
    return wire.operation in ("constant", "input") or is_another_name(wire)


def is_another_name(wire: Wire) -> bool:
    """Whether it is the same whole number at another scale: a product with a written figure above zero."""
    if wire.operation != "multiply":
        return False
    figures = [arg.args[0] for arg in wire.args if isinstance(arg, Wire) and arg.operation == "constant"]
    return any(isinstance(figure, Fraction) and figure > 0 for figure in figures)


class _Block:
    """One `if`, with what is ready to be worked out in it."""

    def __init__(self, parent: _Block | None, path: Path) -> None:
        self.parent = parent
        self.path = path
        self.inside: dict[tuple[int, bool], _Block] = {}
        self.ready: list[tuple[int, Wire]] = []
        self.waiting: dict[tuple[int, bool], None] = {}
        """The blocks inside that have anything ready."""

    def at(self, path: Path) -> _Block:
        block = self
        for place, guard in enumerate(path, start=1):
            key = (guard.bit.number, guard.holds)
            block = block.inside.setdefault(key, _Block(block, path[:place]))
        return block

    def add(self, number: int, wire: Wire) -> None:
        heappush(self.ready, (number, wire))
        block = self
        while block.parent is not None:
            guard = block.path[-1]
            block.parent.waiting[(guard.bit.number, guard.holds)] = None
            block = block.parent


def _scheduled(
    order: Sequence[Wire], paths: dict[Wire, Path], named: set[Wire]
) -> Iterator[tuple[Wire, Path]]:
    """Each named wire after what it reads; what stands in one `if` stays together where it can."""
    needed: dict[Wire, set[Wire]] = {}
    """The named wires that a wire reads, itself or by those without a name."""
    for wire in order:
        found: set[Wire] = set()
        for read, _ in edges(wire):
            found |= {read} if read in named else needed[read]
        needed[wire] = found
    root = _Block(None, ())
    place = {wire: number for number, wire in enumerate(order)}
    blocks = {wire: root.at(paths[wire]) for wire in named}
    missing: dict[Wire, int] = {}
    readers: dict[Wire, list[Wire]] = {}
    for wire in sorted(named, key=place.__getitem__):
        wanted = needed[wire] | {guard.bit for guard in paths[wire] if guard.bit in named}
        missing[wire] = len(wanted)
        for read in wanted:
            readers.setdefault(read, []).append(wire)
        if not wanted:
            blocks[wire].add(place[wire], wire)
    block = root
    while True:
        if block.ready:
            _, wire = heappop(block.ready)
            yield wire, paths[wire]
            for reader in readers.get(wire, ()):
                missing[reader] -= 1
                if not missing[reader]:
                    blocks[reader].add(place[reader], reader)
        elif block.waiting:
            key = next(iter(block.waiting))
            del block.waiting[key]
            block = block.inside[key]
        elif block.parent is not None:
            block = block.parent
        else:
            return
