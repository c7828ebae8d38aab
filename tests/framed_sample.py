"""Circuits of any operations, tables of values at their boundaries, and what each operation means for one row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Any

from engine.compiled.circuit import Circuit, Wire, in_order
from engine.compiled.frames import Scale
from guideline_dsl.curves import rounded
from guideline_dsl.operators import ROUNDING_RULES
from guideline_dsl.values import exactly, root_of

MOST = 10**12
SCALES: Mapping[str, Scale] = {
    "kilograms": Scale(Fraction(10_000), 3_000_000),
    "rate": Scale(Fraction(604_800), MOST),
    "below": Scale(Fraction(3, 7), MOST),
    "years": Scale(Fraction(25, 78_894), 1_200_001),
}
BITS, CODES = ("b0", "b1", "b2", "b3"), ("c0", "c1")

Row = dict[str, Any]


def table(random: Random, rows: int) -> list[Row]:
    """Values as they stand in columns: many are the same, many at an end."""
    found: list[Row] = []
    for number in range(rows):
        row: Row = {"row": number}
        row |= {name: random.random() < 0.5 for name in BITS}
        row |= {name: random.randint(-1, 3) for name in CODES}
        for name, scale in SCALES.items():
            least = -scale.most if name == "below" else 1
            near = random.choice((least, scale.most, 1, 2, 3, 1000, scale.most // 2))
            row[name] = min(max(near + random.randint(-2, 2), least), scale.most)
        found.append(row)
    return found


class Drawn:
    """A circuit that is drawn; `outputs` are of every kind."""

    def __init__(self, random: Random, many: int) -> None:
        self._random = random
        self._circuit = circuit = Circuit()
        self.bits = [circuit.input("bit", name) for name in BITS]
        self.codes = [circuit.input("code", name) for name in CODES]
        self.inputs = [circuit.input("number", name) for name in SCALES]
        self.numbers = list(self.inputs)
        self.masks = [circuit.mask(1 << random.randrange(150)) for _ in range(3)]
        for _ in range(many):
            random.choice((self._bit, self._bit, self._mask, self._number, self._compared, self._code))()
        self.outputs = [*self.bits[-12:], *self.masks[-6:], *self.numbers[-6:], *self.codes[-3:]]

    def _some(self, wires: Sequence[Wire], many: int) -> list[Wire]:
        return [self._random.choice(wires) for _ in range(many)]

    def _bit(self) -> None:
        circuit, some = self._circuit, self._some(self.bits, 3)
        wire = self._random.choice(
            (
                circuit.all(some),
                circuit.any(some),
                circuit.no(some[0]),
                circuit.reached(2, set(some)),
                circuit.among(some_code := self._random.choice(self.codes), frozenset((-1, 2))),
                circuit.among(some_code, frozenset((1,))),
            )
        )
        self.bits.append(wire)

    def _mask(self) -> None:
        circuit = self._circuit
        more = circuit.mask(1 << self._random.randrange(150))
        union = circuit.union([*self._some(self.masks, 2), more])
        self.masks.append(circuit.when(self._random.choice(self.bits), union))

    def _code(self) -> None:
        bit, (a, b) = self._random.choice(self.bits), self._some(self.codes, 2)
        self.codes.append(self._circuit.select(bit, a, self._random.choice((b, self._circuit.code(2)))))

    def _number(self) -> None:
        """Of what is read: so it stays within 128 bits."""
        circuit, (a, b) = self._circuit, self._some(self.inputs, 2)
        figure = circuit.number(Fraction(self._random.randint(-3, 3), self._random.choice((1, 3, 10**6))))
        one = self._random.choice((b, figure))
        operation = self._random.choice(
            ("add", "subtract", "multiply", "divide", "least", "greatest", "select", "round", "of quotients")
        )
        if operation == "round":
            self.numbers.append(self._rounded(self._random.choice((a, figure))))
        elif operation == "of quotients":
            self.numbers.append(self._of_quotients())
        elif operation == "select":
            self.numbers.append(circuit.select(self._random.choice(self.bits), a, one))
        elif operation == "divide":
            divisor = self._random.choice([wire for wire in self.inputs if wire.args != ("below",)])
            self.numbers.append(circuit.calculate("divide", one, divisor))
        else:
            self.numbers.append(circuit.calculate(operation, a, one))  # type: ignore[arg-type]

    def _rounded(self, number: Wire) -> Wire:
        """To a step that many values are halves of, or to one that few are."""
        step = Fraction(self._random.choice((1, 2, 3, 7)), self._random.choice((1, 2, 5, 12_000)))
        rule = self._random.choice(list(ROUNDING_RULES))
        return self._circuit.apply("number", "round", (rule, step, number))

    def _of_quotients(self) -> Wire:
        circuit = self._circuit
        kilograms, years, below = (circuit.input("number", name) for name in ("kilograms", "years", "below"))
        one = circuit.calculate("divide", below, kilograms)
        other = circuit.calculate("divide", self._random.choice((years, circuit.number(-2))), kilograms)
        operation = self._random.choice(("add", "subtract", "least", "greatest", "select", "round"))
        if operation == "select":
            return circuit.select(self._random.choice(self.bits), one, other)
        if operation == "round":
            return self._rounded(self._random.choice((one, other)))
        return circuit.calculate(operation, one, other)  # type: ignore[arg-type]

    def _compared(self) -> None:
        circuit = self._circuit
        a, b = self._random.choice(self.numbers), self._random.choice(self.inputs)
        if self._random.random() < 0.3:
            positive = [wire for wire in self.inputs if wire.args != ("below",)]
            root = circuit.apply("number", "curve", ("sqrt", self._random.choice(positive)))
            b = circuit.calculate("multiply", root, circuit.number(Fraction(7, 3)))
            a = self._random.choice(self.inputs)
        if self._random.random() < 0.4:
            a = circuit.number(Fraction(self._random.randint(-5, 5), 7))
        operation = self._random.choice(("less", "at most", "equal"))
        self.bits.append(circuit.compare(operation, a, b))  # type: ignore[arg-type]


def meaning(outputs: Sequence[Wire], row: Row, scales: Mapping[str, Scale]) -> dict[Wire, object]:
    """What a circuit gives for the values of a row, with Python's own numbers."""
    known: dict[Wire, Any] = {}
    for wire in in_order(outputs):
        known[wire] = _meant(wire, [known.get(arg, arg) for arg in wire.args], row, scales)
    return {wire: known[wire] for wire in outputs}


def _meant(wire: Wire, of: list[Any], row: Row, scales: Mapping[str, Scale]) -> object:
    match wire.operation:
        case "input":
            (name,) = wire.args
            value = row[str(name)]
            return Fraction(value) / scales[str(name)].scale if wire.kind == "number" else value
        case "constant":
            return wire.args[0]
        case "all":
            return all(of)
        case "any":
            return any(of)
        case "no":
            return not of[0]
        case "reached":
            return sum(of[1:]) >= of[0]
        case "when":
            return of[1] if of[0] else 0
        case "union":
            found = 0
            for mask in of:
                found |= mask
            return found
        case "select":
            return of[1] if of[0] else of[2]
        case "among":
            return of[0] in of[1]
        case "less":
            return of[0] < of[1]
        case "at most":
            return of[0] <= of[1]
        case "equal":
            return of[0] == of[1]
        case "add":
            return of[0] + of[1]
        case "subtract":
            return of[0] - of[1]
        case "multiply":
            return of[0] * of[1]
        case "divide":
            return of[0] / of[1]
        case "least":
            return min(of)
        case "greatest":
            return max(of)
        case "round":
            return rounded(of[0], exactly(of[2]), of[1]).lower
        case "curve":
            return root_of(of[1])
    raise AssertionError(wire.operation)
