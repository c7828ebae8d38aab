"""Exact numbers of a circuit, with the range that each is known to lie in whoever the patient is.

The ranges fold what is the same for everybody, and signs. Comparisons with a written figure are turned into comparisons
of what was read with another figure (`weight / 2 < 30 kg` is `weight < 60 kg`), and a comparison of a quotient into one
of products: nothing is rounded, and little is left to calculate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import reduce
from math import ceil, floor
from typing import Literal

from engine.compiled.circuit import Circuit, Wire, fixed_number
from guideline_dsl.operators import RoundingRule

Range = tuple[Fraction | None, Fraction | None]
"""The least and the most; None for no end."""

Relation = Literal["<", "<=", ">", ">="]
_TURNED: dict[Relation, Relation] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_ANYWHERE: Range = (None, None)
_ZERO = Fraction(0)


class Numbers:
    """Makes numbers, and bits of them."""

    def __init__(self, circuit: Circuit) -> None:
        """Keep the circuit."""
        self.circuit = circuit
        self._ranges: dict[Wire, Range] = {}
        self._held: dict[tuple[Wire, Relation, Fraction], Wire] = {}
        self._compared: dict[tuple[str, Wire, Wire], Wire] = {}
        self.zero = circuit.number(0)

    def fixed(self, value: Fraction | int) -> Wire:
        """A written number."""
        return self.circuit.number(value)

    def read(self, name: str, least: Fraction | None = None, most: Fraction | None = None) -> Wire:
        """What is read of a patient, within its declared range."""
        wire = self.circuit.input("number", name)
        self._ranges[wire] = (least, most)
        return wire

    # ------------------------------------------------------------ ranges

    def range(self, wire: Wire) -> Range:
        """What a number lies in."""
        found = self._ranges.get(wire)
        if found is None:
            found = self._ranges[wire] = self._range(wire)
        return found

    def sign(self, wire: Wire) -> int | None:
        """1: never below zero, and perhaps zero; -1: never above; 0: always zero; None: either."""
        least, most = self.range(wire)
        if least == most == 0:
            return 0
        if least is not None and least >= 0:
            return 1
        return -1 if most is not None and most <= 0 else None

    def positive(self, wire: Wire) -> bool:
        """Whether it is above zero whoever the patient is."""
        least = self.range(wire)[0]
        return least is not None and least > 0

    def _range(self, wire: Wire) -> Range:
        inner = [self.range(arg) for arg in wire.args if isinstance(arg, Wire) and arg.kind == "number"]
        match wire.operation, wire.args:
            case "constant", (Fraction() as value,):
                return value, value
            case "select", _:
                return _ends(min, (r[0] for r in inner)), _ends(max, (r[1] for r in inner))
            case "add", _:
                return _summed(inner[0][0], inner[1][0]), _summed(inner[0][1], inner[1][1])
            case "subtract", _:
                return _summed(inner[0][0], _minus(inner[1][1])), _summed(inner[0][1], _minus(inner[1][0]))
            case "least", _:
                return _ends(min, (r[0] for r in inner)), _known(min, (r[1] for r in inner))
            case "greatest", _:
                return _known(max, (r[0] for r in inner)), _ends(max, (r[1] for r in inner))
            case "multiply", _:
                return _product(inner[0], inner[1])
            case "divide", _:
                least, most = inner[1]
                if least is not None and least > 0:
                    return _product(inner[0], (_ZERO if most is None else 1 / most, 1 / least))
                return _ANYWHERE
            case "round", (str(rule), Fraction() as step, Wire()):
                return tuple(None if end is None else _rounded(rule, end, step) for end in inner[0])  # type: ignore[return-value]
            case _:
                return _ANYWHERE

    # ------------------------------------------------------------ comparing

    def less(self, a: Wire, b: Wire) -> Wire:
        """a < b."""
        key = ("less", a, b)
        if key not in self._compared:
            self._compared[key] = self._less(a, b)
        return self._compared[key]

    def _less(self, a: Wire, b: Wire) -> Wire:
        figure = fixed_number(b)
        if figure is not None:
            return self.held(a, "<", figure)
        figure = fixed_number(a)
        if figure is not None:
            return self.held(b, ">", figure)
        lowest, highest = self.range(a)
        least, most = self.range(b)
        circuit = self.circuit
        if highest is not None and least is not None and highest < least:
            return circuit.yes
        if lowest is not None and most is not None and lowest >= most:
            return circuit.never
        for wire, turned in ((a, False), (b, True)):
            other = b if not turned else a
            if wire.operation == "select":
                bit, one, two = _three(wire)
                parts = [self.less(other, end) if turned else self.less(end, other) for end in (one, two)]
                if any(part.operation == "constant" for part in parts):
                    return circuit.any(
                        (circuit.all((bit, parts[0])), circuit.all((circuit.no(bit), parts[1])))
                    )
            if wire.operation == "divide":
                top, bottom = _two(wire)
                if self.positive(bottom):
                    scaled = self.multiply(other, bottom)
                    return self.less(scaled, top) if turned else self.less(top, scaled)
        return circuit.compare("less", a, b)

    def at_most(self, a: Wire, b: Wire) -> Wire:
        """a <= b."""
        figure = fixed_number(b)
        if figure is not None:
            return self.held(a, "<=", figure)
        return self.circuit.no(self.less(b, a))

    def equal(self, a: Wire, b: Wire) -> Wire:
        """Whether two numbers are the same."""
        key = ("equal", a, b)
        if key not in self._compared:
            self._compared[key] = self._equal(a, b)
        return self._compared[key]

    def _equal(self, a: Wire, b: Wire) -> Wire:
        circuit = self.circuit
        if a is b:
            return circuit.yes
        lowest, highest = self.range(a)
        least, most = self.range(b)
        if (highest is not None and least is not None and highest < least) or (
            lowest is not None and most is not None and most < lowest
        ):
            return circuit.never
        if a.operation == b.operation == "select" and a.args[0] is b.args[0]:
            bit, one, two = _three(a)
            _, other_one, other_two = _three(b)
            return circuit.any(
                (
                    circuit.all((bit, self.equal(one, other_one))),
                    circuit.all((circuit.no(bit), self.equal(two, other_two))),
                )
            )
        for wire, other in ((a, b), (b, a)):
            if wire.operation == "select":
                bit, one, two = _three(wire)
                parts = [self.equal(end, other) for end in (one, two)]
                if any(part.operation == "constant" for part in parts):
                    return circuit.any(
                        (circuit.all((bit, parts[0])), circuit.all((circuit.no(bit), parts[1])))
                    )
        if a.operation == b.operation == "divide":
            (top, bottom), (other_top, other_bottom) = _two(a), _two(b)
            if self.positive(bottom) and self.positive(other_bottom):
                return self.equal(self.multiply(top, other_bottom), self.multiply(other_top, bottom))
        if a.operation == b.operation == "curve" and a.args[0] == b.args[0]:
            # where it is of the same, it is the same, and need not be worked out
            of_same = [self.equal(x, y) for x, y in zip(_numbers(a), _numbers(b), strict=True)]
            return circuit.any((circuit.all(of_same), circuit.compare("equal", a, b)))
        return circuit.compare("equal", *sorted((a, b), key=lambda wire: wire.number))

    def held(self, number: Wire, relation: Relation, figure: Fraction) -> Wire:
        """Whether a number stands so to a written figure."""
        key = (number, relation, figure)
        if key not in self._held:
            self._held[key] = self._stands(number, relation, figure)
        return self._held[key]

    def _stands(self, number: Wire, relation: Relation, figure: Fraction) -> Wire:
        circuit = self.circuit
        settled = _settled(self.range(number), relation, figure)
        if settled is not None:
            return circuit.yes if settled else circuit.never
        match number.operation, number.args:
            case "select", (Wire() as bit, Wire() as one, Wire() as two):
                first, second = self.held(one, relation, figure), self.held(two, relation, figure)
                if "constant" in (first.operation, second.operation):
                    return circuit.any((circuit.all((bit, first)), circuit.all((circuit.no(bit), second))))
            case "add", (Wire() as a, Wire() as b):
                for one, other in ((a, b), (b, a)):
                    known = fixed_number(other)
                    if known is not None:
                        return self.held(one, relation, figure - known)
            case "subtract", (Wire() as a, Wire() as b):
                known = fixed_number(b)
                if known is not None:
                    return self.held(a, relation, figure + known)
                known = fixed_number(a)
                if known is not None:
                    return self.held(b, _TURNED[relation], known - figure)
            case "multiply", (Wire() as a, Wire() as b):
                for one, other in ((a, b), (b, a)):
                    known = fixed_number(other)
                    if known:
                        turned = relation if known > 0 else _TURNED[relation]
                        return self.held(one, turned, figure / known)
            case "divide", (Wire() as a, Wire() as b):
                known = fixed_number(b)
                if known is not None:
                    turned = relation if known > 0 else _TURNED[relation]
                    return self.held(a, turned, figure * known)
                if self.positive(b):
                    return self._related(a, relation, self.multiply(b, self.fixed(figure)))
            case "round", (str(rule), Fraction() as step, Wire() as inner):
                found = _unrounded(rule, relation, figure / step)
                if found is not None:
                    return self.held(inner, found[0], found[1] * step)
            case _:
                pass
        if relation in ("<", ">="):
            bit = circuit.compare("less", number, self.fixed(figure))
            return bit if relation == "<" else circuit.no(bit)
        bit = circuit.compare("at most", number, self.fixed(figure))
        return bit if relation == "<=" else circuit.no(bit)

    def _related(self, a: Wire, relation: Relation, b: Wire) -> Wire:
        match relation:
            case "<":
                return self.less(a, b)
            case "<=":
                return self.at_most(a, b)
            case ">":
                return self.less(b, a)
            case ">=":
                return self.at_most(b, a)

    # ------------------------------------------------------------ calculating

    def add(self, a: Wire, b: Wire) -> Wire:
        """a + b."""
        return self.circuit.calculate("add", a, b)

    def subtract(self, a: Wire, b: Wire) -> Wire:
        """a - b."""
        return self.zero if a is b else self.circuit.calculate("subtract", a, b)

    def minus(self, a: Wire) -> Wire:
        """-a."""
        if a.operation == "subtract" and a.args[0] is self.zero:
            return _two(a)[1]
        return self.subtract(self.zero, a)

    def multiply(self, a: Wire, b: Wire) -> Wire:
        """a * b; the product with a reciprocal is a quotient."""
        if self.zero in (a, b):
            return self.zero
        for one, other in ((a, b), (b, a)):
            if other.operation == "divide" and fixed_number(_two(other)[0]) == 1:
                return self.divide(one, _two(other)[1])
        if fixed_number(a) is not None:
            a, b = b, a
        return self.circuit.calculate("multiply", a, b)

    def divide(self, a: Wire, b: Wire) -> Wire:
        """a / b; nothing that is read where b is zero."""
        figure = fixed_number(b)
        if figure is not None:
            return self.zero if figure == 0 else self.multiply(a, self.fixed(1 / figure))
        return self.zero if a is self.zero else self.circuit.calculate("divide", a, b)

    def least(self, a: Wire, b: Wire) -> Wire:
        """The lesser."""
        if a is b:
            return a
        (lowest, highest), (least, most) = self.range(a), self.range(b)
        if highest is not None and least is not None and highest <= least:
            return a
        if most is not None and lowest is not None and most <= lowest:
            return b
        return self.circuit.calculate("least", a, b)

    def greatest(self, a: Wire, b: Wire) -> Wire:
        """The greater."""
        if a is b:
            return a
        (lowest, highest), (least, most) = self.range(a), self.range(b)
        if highest is not None and least is not None and highest <= least:
            return b
        if most is not None and lowest is not None and most <= lowest:
            return a
        return self.circuit.calculate("greatest", a, b)

    def power(self, a: Wire, exponent: int) -> Wire:
        """a to a whole exponent above zero."""
        made = a
        for _ in range(exponent - 1):
            made = self.multiply(made, a)
        return made

    def round(self, rule: RoundingRule, step: Fraction, number: Wire) -> Wire:
        """The multiple of a step that a rule leads to."""
        figure = fixed_number(number)
        if figure is not None:
            return self.fixed(_rounded(rule, figure, step))
        return self.circuit.apply("number", "round", (rule, step, number))

    def curve(self, name: str, least: Fraction | None, most: Fraction | None, *of: Wire) -> Wire:
        """A function of curve_values.py, between what it gives at the ends of the ranges of what it is of."""
        if least is not None and least == most:
            return self.fixed(least)
        wire = self.circuit.apply("number", "curve", (name, *of))
        self._ranges.setdefault(wire, (least, most))
        return wire

    def full(self, unit: str, start: Wire, end: Wire) -> Wire:
        """How many full units of the calendar lie between two days."""
        return self.circuit.apply("number", "full", (unit, start, end))

    def shifted(self, unit: str, count: int, day: Wire) -> Wire:
        """The day so many units later; nothing that is read outside the calendar."""
        return self.circuit.apply("number", "shifted", (unit, count, day))

    def select(self, bit: Wire, a: Wire, b: Wire) -> Wire:
        """`a` where the bit is yes, else `b`."""
        return self.circuit.select(bit, a, b)


def _numbers(wire: Wire) -> list[Wire]:
    return [arg for arg in wire.args if isinstance(arg, Wire)]


def _two(wire: Wire) -> tuple[Wire, Wire]:
    a, b = wire.args
    assert isinstance(a, Wire)
    assert isinstance(b, Wire)
    return a, b


def _three(wire: Wire) -> tuple[Wire, Wire, Wire]:
    bit, a, b = wire.args
    assert isinstance(bit, Wire)
    assert isinstance(a, Wire)
    assert isinstance(b, Wire)
    return bit, a, b


def _settled(where: Range, relation: Relation, figure: Fraction) -> bool | None:
    """Whether every number of a range, or none, stands so to a figure."""
    least, most = where
    match relation:
        case "<":
            return True if most is not None and most < figure else _no(least is not None and least >= figure)
        case "<=":
            return True if most is not None and most <= figure else _no(least is not None and least > figure)
        case ">":
            return True if least is not None and least > figure else _no(most is not None and most <= figure)
        case ">=":
            return True if least is not None and least >= figure else _no(most is not None and most < figure)


def _no(never: bool) -> bool | None:
    return False if never else None


def _rounded(rule: str, number: Fraction, step: Fraction) -> Fraction:
    steps = number / step
    match rule:
        case "rounded up":
            return ceil(steps) * step
        case "rounded down":
            return floor(steps) * step
        case "rounded half to even":
            return round(steps) * step
    size = floor(abs(steps) + Fraction(1, 2))
    return (-size if steps < 0 else size) * step


def _unrounded(rule: str, relation: Relation, steps: Fraction) -> tuple[Relation, Fraction] | None:
    """What a number of steps has to stand to, so that it stands so when it is rounded down, or up."""
    whole = Fraction(floor(steps))
    above = Fraction(ceil(steps))
    match rule, relation:
        case "rounded down", ("<" | ">="):
            return relation, above
        case "rounded down", "<=":
            return "<", whole + 1
        case "rounded down", ">":
            return ">=", whole + 1
        case "rounded up", ("<=" | ">"):
            return relation, whole
        case "rounded up", "<":
            return "<=", above - 1
        case "rounded up", ">=":
            return ">", above - 1
    return None


def _summed(a: Fraction | None, b: Fraction | None) -> Fraction | None:
    return None if a is None or b is None else a + b


def _minus(a: Fraction | None) -> Fraction | None:
    return None if a is None else -a


def _ends(fold: Callable[[list[Fraction]], Fraction], ends: Iterable[Fraction | None]) -> Fraction | None:
    """The outermost end; None where one is missing."""
    found = list(ends)
    known = [end for end in found if end is not None]
    return fold(known) if len(known) == len(found) else None


def _known(fold: Callable[[list[Fraction]], Fraction], ends: Iterable[Fraction | None]) -> Fraction | None:
    """The outermost of the ends that there are."""
    known = [end for end in ends if end is not None]
    return fold(known) if known else None


def _product(a: Range, b: Range) -> Range:
    ends = [end for end in (*a, *b) if end is not None]
    if len(ends) == 4:
        corners = [x * y for x in a for y in b if x is not None and y is not None]
        return min(corners), max(corners)
    if a[0] is not None and b[0] is not None and a[0] >= 0 and b[0] >= 0:
        return a[0] * b[0], None
    return _ANYWHERE


def folded(fold: Callable[[Wire, Wire], Wire], wires: Iterable[Wire]) -> Wire:
    """One number of several."""
    return reduce(fold, wires)
