"""Exact numbers in generated source: whole numbers, each times a scale that is the same for every patient.

A weight in grams and a dose per day in micrograms are whole numbers; so are the figures they are compared with. A value
that is no whole number at its scale (a third of a gram) is a Fraction there, and every line of source holds for it too.
Multiplying with a written figure changes the scale alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import lcm

from engine.compiled.circuit import Wire
from guideline_dsl.frozen import frozen

_ONE = Fraction(1)


@frozen
class Scaled:
    """The text of a number, times `scale`."""

    text: str
    scale: Fraction


def at_scale(number: Scaled, scale: Fraction) -> str:
    """The text of the number, times another scale."""
    factor = scale / number.scale
    if factor == 1:
        return number.text
    if factor.denominator == 1:
        return f"({number.text} * {factor.numerator})"
    return f"Fraction({number.text} * {factor.numerator}, {factor.denominator})"


def figure_at(value: Fraction, scale: Fraction) -> str:
    """The text of a written figure, times a scale."""
    scaled = value * scale
    if scaled.denominator == 1:
        return str(scaled.numerator) if scaled >= 0 else f"({scaled.numerator})"
    return f"Fraction({scaled.numerator}, {scaled.denominator})"


def common(a: Fraction, b: Fraction) -> Fraction:
    """The least scale that is a multiple of two."""
    bottom = a.denominator * b.denominator
    return Fraction(lcm(a.numerator * b.denominator, b.numerator * a.denominator), bottom)


def fitting(scale: Fraction, value: Fraction) -> Fraction:
    """The least multiple of a scale at which a written figure is a whole number."""
    return scale * (value * scale).denominator


class Figures:
    """Writes the numbers of a circuit. `write` gives the text of a wire as it stands where it is read."""

    def __init__(self, write: Callable[[Wire], str], scales: Mapping[str, Fraction]) -> None:
        """Keep how wires are written, and the scales of the inputs (1 where none is given)."""
        self._write = write
        self._inputs = scales
        self._scales: dict[Wire, Fraction] = {}
        self.constants: dict[Fraction, str] = {}
        """The Fractions that are given a name, once for all patients."""

    def scale(self, wire: Wire) -> Fraction:
        """The scale of the text of a wire."""
        found = self._scales.get(wire)
        if found is None:
            found = self._scales[wire] = self._scale(wire)
        return found

    def _scale(self, wire: Wire) -> Fraction:
        match wire.operation, wire.args:
            case "input", (str(name),):
                return self._inputs.get(name, _ONE)
            case "constant", (Fraction() as value,):
                return Fraction(value.denominator)
            case "multiply", (Wire() as a, Wire() as b):
                for one, other in ((a, b), (b, a)):
                    factor = figure_of(other)
                    if factor:
                        return self.scale(one) / abs(factor)
                return self.scale(a) * self.scale(b)
            case "divide", (Wire() as a, Wire() as b):
                return self.scale(a) / self.scale(b)
            case "round", (_, Fraction() as step, _):
                return 1 / step
            case (("curve" | "full" | "shifted"), _):
                return _ONE
        return self._together(*[arg for arg in wire.args if isinstance(arg, Wire) and arg.kind == "number"])

    def _together(self, a: Wire, b: Wire) -> Fraction:
        mine, theirs = figure_of(a), figure_of(b)
        if theirs is not None:
            return fitting(self.scale(a), theirs)
        if mine is not None:
            return fitting(self.scale(b), mine)
        return common(self.scale(a), self.scale(b))

    def at(self, wire: Wire, scale: Fraction) -> str:
        """The text of a wire, times a scale."""
        figure = figure_of(wire)
        return figure_at(figure, scale) if figure is not None else at_scale(self._scaled(wire), scale)

    def _scaled(self, wire: Wire) -> Scaled:
        return Scaled(self._write(wire), self.scale(wire))

    # ------------------------------------------------------------ the text of each operation

    def text(self, wire: Wire) -> str:
        """The text of an operation that gives a number, at its scale."""
        scale = self.scale(wire)
        match wire.operation, wire.args:
            case "constant", (Fraction() as value,):
                return figure_at(value, scale)
            case "add", (Wire() as a, Wire() as b):
                return f"({self.at(a, scale)} + {self.at(b, scale)})"
            case "subtract", (Wire() as a, Wire() as b):
                return (
                    f"(-{self.at(b, scale)})"
                    if figure_of(a) == 0
                    else f"({self.at(a, scale)} - {self.at(b, scale)})"
                )
            case "multiply", (Wire() as a, Wire() as b):
                return self._product(a, b)
            case "divide", (Wire() as a, Wire() as b):
                return f"over({self.at(a, self.scale(a))}, {self.at(b, self.scale(b))})"
            case "least", (Wire() as a, Wire() as b):
                return _one_of(self.at(a, scale), "<=", self.at(b, scale))
            case "greatest", (Wire() as a, Wire() as b):
                return _one_of(self.at(a, scale), ">=", self.at(b, scale))
            case "select", (Wire() as bit, Wire() as a, Wire() as b):
                return f"({self.at(a, scale)} if {self._write(bit)} else {self.at(b, scale)})"
            case "round", (str(rule), Fraction() as step, Wire() as number):
                return self._rounded(rule, step, number)
            case "curve", (str(name), *of):
                numbers = ", ".join(self.true(number) for number in of if isinstance(number, Wire))
                return f"curve({name!r}, {numbers})"
            case "full", (str(unit), Wire() as start, Wire() as end):
                return f"full({unit!r}, {self.at(start, _ONE)}, {self.at(end, _ONE)})"
            case "shifted", (str(unit), int(count), Wire() as day):
                return f"shifted({unit!r}, {count}, {self.at(day, _ONE)})"
        raise TypeError(f"{wire.operation} gives no number")

    def true(self, wire: Wire, named: Callable[[Wire], bool] = lambda _: True) -> str:
        """The text of the number itself, as a Fraction; `named`: it is worked out already."""
        figure = figure_of(wire)
        if figure is not None:
            return self._constant(figure)
        if wire.operation == "select" and not named(wire):
            bit, a, b = wire.args
            assert isinstance(bit, Wire)
            assert isinstance(a, Wire)
            assert isinstance(b, Wire)
            return f"({self.true(a, named)} if {self._write(bit)} else {self.true(b, named)})"
        scale = self.scale(wire)
        text = self._write(wire)
        if scale == 1:
            return f"Fraction({text})"
        if scale.denominator == 1:
            return f"Fraction({text}, {scale.numerator})"
        return f"Fraction({text} * {scale.denominator}, {scale.numerator})"

    def _constant(self, figure: Fraction) -> str:
        return self.constants.setdefault(figure, f"F{len(self.constants)}")

    def _product(self, a: Wire, b: Wire) -> str:
        for one, other in ((a, b), (b, a)):
            factor = figure_of(other)
            if factor:
                return self._write(one) if factor > 0 else f"(-{self._write(one)})"
        return f"({self._write(a)} * {self._write(b)})"

    def _rounded(self, rule: str, step: Fraction, number: Wire) -> str:
        """So many steps, as a whole number."""
        steps = self.scale(number) * step
        over, under = self._write(number), steps.numerator
        if steps.denominator != 1:
            over = f"({over} * {steps.denominator})"
        match rule:
            case "rounded down":
                return f"({over} // {under})"
            case "rounded up":
                return f"(-(-{over} // {under}))"
            case "rounded half to even":
                return f"round(Fraction({over}, {under}))"
        return f"half_up({over}, {under})"

    def compared(self, operation: str, a: Wire, b: Wire) -> str:
        """The text of a comparison."""
        scale = self._together(a, b)
        sign = {"less": "<", "at most": "<=", "equal": "=="}[operation]
        return f"({self.at(a, scale)} {sign} {self.at(b, scale)})"


def _one_of(a: str, sign: str, b: str) -> str:
    """The lesser or the greater of two."""
    return f"({a} if {a} {sign} {b} else {b})"


def figure_of(wire: Wire) -> Fraction | None:
    """The figure that is written; None for what is worked out."""
    if wire.operation != "constant":
        return None
    (value,) = wire.args
    return value if isinstance(value, Fraction) else None
