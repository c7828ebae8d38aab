"""What a guideline is lowered to: a circuit of plain operations, without unknowns, patients or control flow.

A wire carries a bit (yes or no, never unknown), a mask (a set of at most 63 named things a word; more take further
words), a number (exact), or a code (one of a few small integers). The three truths of Kleene are two bits (kleene.py).
Wires are made by a `Circuit` and interned: equal ones are the same object, so a condition that stands in ten
statements is computed once. Constants are folded when a wire is made; what is certain costs nothing.

Whoever runs a circuit gives each operation one meaning: python_source.py as text of Python, frames.py as expressions
over columns. Adding an operation touches this table, those meanings, and one test.

Declared absent: what the wires mean; how they are run.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from fractions import Fraction
from typing import Literal

Kind = Literal["bit", "mask", "number", "code"]
Operation = Literal[
    "input",  # (name,)
    "constant",  # (value,): bool, int (mask or code), Fraction
    "all",  # bits: every one, in no order
    "any",  # bits: one of them
    "no",  # (bit,)
    "reached",  # (least, bits ...): at least so many of them
    "when",  # (bit, mask): the mask where the bit is yes, else nothing
    "union",  # masks
    "select",  # (bit, a, b): a where the bit is yes, else b; two of one kind, but no masks
    "less",  # (a, b): numbers; bit
    "at most",  # (a, b): numbers; a <= b
    "equal",  # (a, b): numbers; bit
    "add",
    "subtract",
    "multiply",
    "divide",  # (a, b): the divisor is never zero where the result is used
    "least",  # numbers
    "greatest",  # numbers
    "among",  # (code, frozenset of int): bit
    "round",  # (rule of operators.py, step, number): the multiple of the step
    "curve",  # (name in curve_values.py, numbers ...): nothing that is read where it has no value
    "full",  # (unit, start, end): full units of the calendar between two days
    "shifted",  # (unit, count, day): the day so many units later; nothing that is read outside the calendar
]


class Wire:
    """One interned operation; compare with `is`. `args` are wires, and what the table above says besides."""

    __slots__ = ("args", "kind", "number", "operation")

    def __init__(self, number: int, kind: Kind, operation: Operation, args: tuple[object, ...]) -> None:
        """Keep what it is; only a Circuit makes wires."""
        self.number = number
        self.kind = kind
        self.operation = operation
        self.args = args

    def __repr__(self) -> str:
        inside = ", ".join(f"w{a.number}" if isinstance(a, Wire) else repr(a) for a in self.args)
        return f"w{self.number} = {self.operation}({inside})"


class Circuit:
    """Makes wires, each once."""

    def __init__(self) -> None:
        """Begin with the two constants."""
        self._wires: dict[tuple[object, ...], Wire] = {}
        self._codes: dict[Wire, frozenset[int]] = {}
        self._apart: dict[Wire, set[Wire]] = {}
        self.yes = self.constant("bit", True)
        self.never = self.constant("bit", False)
        self.nothing = self.constant("mask", 0)

    def __len__(self) -> int:
        return len(self._wires)

    def forget(self, kept: int) -> None:
        """Leave only so many wires, those that were made first."""
        while len(self._wires) > kept:
            self._wires.popitem()

    def constant(self, kind: Kind, value: bool | int | Fraction) -> Wire:
        """A value that is the same for everybody."""
        return self._wire(kind, "constant", (value,))

    def input(self, kind: Kind, name: str) -> Wire:
        """What is read of a patient."""
        return self._wire(kind, "input", (name,))

    def code_input(self, name: str, values: frozenset[int]) -> Wire:
        """A code that is read of a patient, and is one of these."""
        wire = self._wire("code", "input", (name,))
        self._codes[wire] = values
        return wire

    def never_both(self, a: Wire, b: Wire) -> None:
        """Know that two bits are never both yes, whoever the patient is: what follows from it costs nothing."""
        if "constant" not in (a.operation, b.operation):
            self._apart.setdefault(a, set()).add(b)
            self._apart.setdefault(b, set()).add(a)

    # ------------------------------------------------------------ bits

    def all(self, bits: Iterable[Wire]) -> Wire:
        """Yes where every bit is; yes for none."""
        return self._joined("all", bits, self.yes, self.never)

    def any(self, bits: Iterable[Wire]) -> Wire:
        """Yes where a bit is; no for none."""
        return self._joined("any", bits, self.never, self.yes)

    def no(self, bit: Wire) -> Wire:
        """The other answer."""
        if bit is self.yes:
            return self.never
        if bit is self.never:
            return self.yes
        if bit.operation == "no":
            (inside,) = bit.args
            assert isinstance(inside, Wire)
            return inside
        if bit.operation == "among":
            code, values = _membership(bit)
            if code in self._codes:
                return self.among(code, self._codes[code] - values)
        return self._wire("bit", "no", (bit,))

    def reached(self, least: int, bits: Iterable[Wire]) -> Wire:
        """Yes where at least so many of the bits are."""
        kept = []
        for bit in bits:
            if bit is self.yes:
                least -= 1
            elif bit is not self.never:
                kept.append(bit)
        if least <= 0:
            return self.yes
        if least > len(kept):
            return self.never
        if least == 1:
            return self.any(kept)
        if least == len(kept):
            return self.all(kept)
        return self._wire("bit", "reached", (least, *sorted(kept, key=lambda wire: wire.number)))

    def _joined(
        self, operation: Literal["all", "any"], bits: Iterable[Wire], idle: Wire, settles: Wire
    ) -> Wire:
        kept: dict[Wire, None] = {}
        for bit in bits:
            inside = bit.args if bit.operation == operation else (bit,)
            kept.update(dict.fromkeys(wire for wire in inside if isinstance(wire, Wire) and wire is not idle))
        if sum(bit.operation == "among" for bit in kept) > 1:
            kept = dict.fromkeys(bit for bit in self._memberships(operation, kept) if bit is not idle)
        if settles in kept or any(self.no(bit) in kept for bit in kept if bit.operation == "no"):
            return settles
        shorter = self._shorter(operation, kept)
        if shorter is None:
            return settles
        if len(shorter) < len(kept) or any(bit not in kept for bit in shorter):
            return self._joined(operation, shorter, idle, settles)
        if not kept:
            return idle
        if len(kept) == 1:
            return next(iter(kept))
        return self._wire("bit", operation, _sorted(kept))

    def _shorter(self, operation: Literal["all", "any"], bits: Iterable[Wire]) -> list[Wire] | None:
        """The bits without what the others say already; None where they settle it."""
        conjunction = operation == "all"
        other: Literal["all", "any"] = "any" if conjunction else "all"
        left: dict[Wire, None] = dict.fromkeys(bits)
        for bit in tuple(left):
            if conjunction and not self._apart.get(bit, _NONE).isdisjoint(left):
                return None  # two that are never both
            del left[bit]
            if self._implied(bit, left, conjunction) or self._denied(bit, left, other):
                continue
            if bit.operation == "no":
                (inner,) = bit.args
                assert isinstance(inner, Wire)
                if inner.operation == other and not left.keys().isdisjoint(inner.args):
                    return None  # of what none is, one is
                if inner.operation == operation:
                    inside = [arg for arg in inner.args if isinstance(arg, Wire)]
                    if any(self._opposite(arg) in left for arg in inside):
                        continue
                    kept = [arg for arg in inside if arg not in left]
                    if len(kept) < len(inside):
                        left[self.no(self.all(kept) if conjunction else self.any(kept))] = None
                        continue
            if bit.operation == other:
                inside = [arg for arg in bit.args if isinstance(arg, Wire)]
                if any(arg in left for arg in inside):
                    continue
                kept = [arg for arg in inside if self._opposite(arg) not in left]
                if len(kept) < len(inside):
                    left[self.any(kept) if conjunction else self.all(kept)] = None
                    continue
            left[bit] = None
        return list(left)

    def _implied(self, bit: Wire, bits: dict[Wire, None], conjunction: bool) -> bool:
        """Whether another bit says as much: of two that are never both, one is no where the other is yes."""
        if conjunction:
            opposite = bit.args[0] if bit.operation == "no" else None
            return isinstance(opposite, Wire) and not self._apart.get(opposite, _NONE).isdisjoint(bits)
        return any(self._opposite(far) in bits for far in self._apart.get(bit, _NONE))

    def _denied(self, bit: Wire, bits: dict[Wire, None], other: Literal["all", "any"]) -> bool:
        """Whether another bit says as much: that none of several is, or not all of them are."""
        opposite = self._opposite(bit)
        return opposite is not None and any(
            one.operation == "no"
            and isinstance(one.args[0], Wire)
            and one.args[0].operation == other
            and opposite in one.args[0].args
            for one in bits
        )

    def _opposite(self, bit: Wire) -> Wire | None:
        """The other answer, where it has been made already."""
        if bit.operation == "no":
            (inside,) = bit.args
            return inside if isinstance(inside, Wire) else None
        return self._wires.get(("bit", "no", (bit,)))

    def _memberships(self, operation: Literal["all", "any"], bits: Iterable[Wire]) -> Iterator[Wire]:
        """The bits, with what is asked of one code as one question."""
        asked: dict[Wire, frozenset[int]] = {}
        for bit in bits:
            if bit.operation != "among":
                yield bit
                continue
            code, values = _membership(bit)
            if code not in asked:
                asked[code] = values
            else:
                asked[code] = asked[code] & values if operation == "all" else asked[code] | values
        for code, values in asked.items():
            yield self.among(code, values)

    # ------------------------------------------------------------ masks

    def mask(self, places: int) -> Wire:
        """A fixed set, as the bits of an integer."""
        return self.constant("mask", places)

    def when(self, bit: Wire, mask: Wire) -> Wire:
        """The mask where the bit is yes, else nothing."""
        if bit is self.never or mask is self.nothing:
            return self.nothing
        if bit is self.yes or (mask.operation == "when" and mask.args[0] is bit):
            return mask
        return self._wire("mask", "when", (bit, mask))

    def union(self, masks: Iterable[Wire]) -> Wire:
        """What is in one of the masks."""
        kept: dict[Wire, None] = {}
        fixed = 0
        for mask in masks:
            for inside in mask.args if mask.operation == "union" else (mask,):
                assert isinstance(inside, Wire)
                if inside.operation == "constant":
                    (places,) = inside.args
                    assert isinstance(places, int)
                    fixed |= places
                else:
                    kept[inside] = None
        if fixed or not kept:
            kept[self.mask(fixed)] = None
        if len(kept) == 1:
            return next(iter(kept))
        return self._wire("mask", "union", _sorted(kept))

    # ------------------------------------------------------------ numbers and codes

    def number(self, value: Fraction | int) -> Wire:
        """An exact number."""
        return self.constant("number", Fraction(value))

    def code(self, value: int) -> Wire:
        """One of a few small integers."""
        return self.constant("code", value)

    def select(self, bit: Wire, a: Wire, b: Wire) -> Wire:
        """`a` where the bit is yes, else `b`: two of one kind."""
        if bit is self.yes or a is b:
            return a
        if bit is self.never:
            return b
        if bit.operation == "no":
            bit, a, b = self.no(bit), b, a
        if a.kind == "bit":
            if self.yes in (a, b):
                return self.any((bit, b)) if a is self.yes else self.any((self.no(bit), a))
            if self.never in (a, b):
                return self.all((self.no(bit), b)) if a is self.never else self.all((bit, a))
        return self._wire(a.kind, "select", (bit, a, b))

    def compare(self, operation: Literal["less", "at most", "equal"], a: Wire, b: Wire) -> Wire:
        """A bit of two numbers."""
        if a is b:
            return self.never if operation == "less" else self.yes
        mine, theirs = fixed_number(a), fixed_number(b)
        if mine is not None and theirs is not None:
            holds = {"less": mine < theirs, "at most": mine <= theirs, "equal": mine == theirs}[operation]
            return self.yes if holds else self.never
        return self._wire("bit", operation, (a, b))

    def calculate(
        self,
        operation: Literal["add", "subtract", "multiply", "divide", "least", "greatest"],
        a: Wire,
        b: Wire,
    ) -> Wire:
        """A number of two numbers; of a division by a fixed zero it makes none: raises ZeroDivisionError."""
        mine, theirs = fixed_number(a), fixed_number(b)
        if mine is not None and theirs is not None:
            return self.number(_CALCULATED[operation](mine, theirs))
        if operation in ("multiply", "divide") and theirs == 1:
            return a
        if operation in ("add", "subtract") and theirs == 0:
            return a
        if operation == "multiply" and mine == 1:
            return b
        if operation == "add" and mine == 0:
            return b
        return self._wire("number", operation, (a, b))

    def among(self, code: Wire, values: frozenset[int]) -> Wire:
        """Whether a code is one of these."""
        if code.operation == "constant":
            return self.yes if code.args[0] in values else self.never
        if code in self._codes:
            values &= self._codes[code]
            if values == self._codes[code]:
                return self.yes
        return self._wire("bit", "among", (code, values)) if values else self.never

    def apply(
        self,
        kind: Kind,
        operation: Literal["round", "curve", "full", "shifted"],
        args: tuple[str | int | Fraction | Wire, ...],
    ) -> Wire:
        """An operation with words or figures among what it is of."""
        return self._wire(kind, operation, args)

    def _wire(self, kind: Kind, operation: Operation, args: tuple[object, ...]) -> Wire:
        # True == 1 == Fraction(1): constants are told apart by their kind
        key = (kind, operation, args)
        found = self._wires.get(key)
        if found is None:
            found = self._wires[key] = Wire(len(self._wires), kind, operation, args)
        return found


_NONE: frozenset[Wire] = frozenset()


def _membership(bit: Wire) -> tuple[Wire, frozenset[int]]:
    code, values = bit.args
    assert isinstance(code, Wire)
    assert isinstance(values, frozenset)
    return code, values


def _sorted(wires: Iterable[Wire]) -> tuple[Wire, ...]:
    return tuple(sorted(wires, key=lambda wire: wire.number))


def fixed_number(wire: Wire) -> Fraction | None:
    """The number that a wire carries for everybody; None where it is read of a patient."""
    if wire.operation != "constant":
        return None
    (value,) = wire.args
    assert isinstance(value, Fraction)
    return value


_CALCULATED: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "least": min,
    "greatest": max,
}


def in_order(outputs: Iterable[Wire], done: Container[Wire] = ()) -> list[Wire]:
    """The wires that outputs hang on, each after what it hangs on; not those that are done, nor those below them."""
    found: dict[Wire, None] = {}
    waiting: list[tuple[Wire, bool]] = [(wire, False) for wire in reversed(list(outputs))]
    while waiting:
        wire, ready = waiting.pop()
        if wire in found or wire in done:
            continue
        if ready:
            found[wire] = None
            continue
        waiting.append((wire, True))
        waiting.extend((inside, False) for inside in reversed(wire.args) if isinstance(inside, Wire))
    return list(found)
