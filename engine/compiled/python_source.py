"""A circuit as the source of a Python function: written once, compiled once, called with the values of one patient.

The text hangs on the circuit alone: the same guideline gives the same text. A value is a bool, a mask or a code as an
int, or a number, exact, times the scale of its input (figures_text.py; 1 where none is given).

Declared absent: what the values mean; patients.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import islice
from types import MappingProxyType

from engine.compiled.arithmetic import FUNCTIONS
from engine.compiled.blocks import Path, arranged
from engine.compiled.calendar_arithmetic import OF_DAYS
from engine.compiled.circuit import Wire, in_order
from engine.compiled.figures_text import Figures

Run = Callable[[Sequence[object]], tuple[object, ...]]
"""The outputs for the values of one patient."""

_MOST_STARRED = 255
"""Python takes so many names before a starred one."""

_NO_SCALES: Mapping[str, Fraction] = MappingProxyType({})


def function_of(
    outputs: Sequence[Wire], slots: Mapping[str, int], scales: Mapping[str, Fraction] = _NO_SCALES
) -> Run:
    """The function of `source_of`."""
    return function_of_source(source_of(outputs, slots, scales))


def function_of_source(text: str) -> Run:
    """The function whose source this is. It must come from `source_of`: it is run."""
    names = {**FUNCTIONS, **OF_DAYS}
    exec(compile(text, "<guideline>", "exec"), names)
    run: Run = names["answer"]  # type: ignore[assignment]
    return run


def source_of(
    outputs: Sequence[Wire], slots: Mapping[str, int], scales: Mapping[str, Fraction] = _NO_SCALES
) -> str:
    """The source of a function `answer(values)`, which gives the outputs in their order.

    `slots` are the places of the inputs among the values, by name. Numbers are given as Fractions, without a scale.
    """
    return _Writer(outputs, slots, scales).text()


def grouped_source(
    groups: Sequence[Sequence[Wire]], slots: Mapping[str, int], scales: Mapping[str, Fraction] = _NO_SCALES
) -> str:
    """The source of a function that gives the outputs of each group as a tuple."""
    outputs = [wire for group in groups for wire in group]
    return _Writer(outputs, slots, scales).text([len(group) for group in groups])


class _Writer:
    """Writes one function."""

    def __init__(
        self, outputs: Sequence[Wire], slots: Mapping[str, int], scales: Mapping[str, Fraction]
    ) -> None:
        self._outputs = outputs
        self._slots = slots
        self._names: dict[Wire, str] = {}
        self._figures = Figures(self._inside, scales)

    def text(self, groups: Sequence[int] = ()) -> str:
        """The whole source; the outputs in tuples of so many, where it is said."""
        arrangement = arranged(self._outputs)
        lines = ["def answer(values):", *self._read(arrangement.reads)]
        here: Path = ()
        for number, (wire, path) in enumerate(arrangement.named):
            lines += self._opened(here, path)
            here = path
            lines.append(f"{_indent(path)}w{number} = {self._operation(wire)}")
            self._names[wire] = f"w{number}"
        found = [f"{self._output(wire)}, " for wire in self._outputs]
        if groups:
            rest = iter(found)
            found = [f"({''.join(islice(rest, count))}), " for count in groups]
        lines.append(f"    return ({''.join(found)})")
        constants = [
            f"{name} = Fraction({figure.numerator}, {figure.denominator})"
            for figure, name in self._figures.constants.items()
        ]
        return "\n".join([*constants, *lines]) + "\n"

    def _read(self, reads: Mapping[Wire, int]) -> list[str]:
        """The inputs get names all at once where most values are read; else those that are read more than once do."""
        read = {self._slots[str(w.args[0])]: w for w in in_order(self._outputs) if w.operation == "input"}
        at_once = bool(read) and 2 * len(read) >= max(read)
        lines = []
        for place, wire in sorted(read.items(), key=lambda item: item[0]):
            if at_once or reads[wire] > 1:
                self._names[wire] = f"v{place}"
                lines.append(f"    v{place} = values[{place}]")
            else:
                self._names[wire] = f"values[{place}]"
        if not at_once:
            return lines
        last = max(read)
        names = [f"v{place}" if place in read else "_" for place in range(last + 1)]
        values = "values"
        if len(names) > _MOST_STARRED:
            values = f"values[:{len(names)}]"
        elif len(names) < len(self._slots):
            names.append("*_")
        return [f"    {', '.join(names)}{',' if len(names) == 1 else ''} = {values}"]

    def _opened(self, here: Path, path: Path) -> list[str]:
        """The `if`s that are new."""
        shared = 0
        for one, other in zip(here, path, strict=False):
            if one != other:
                break
            shared += 1
        return [
            f"{_indent(path[:place])}if {'' if guard.holds else 'not '}{self._inside(guard.bit)}:"
            for place, guard in enumerate(path)
            if place >= shared
        ]

    def _output(self, wire: Wire) -> str:
        return (
            self._figures.true(wire, self._names.__contains__)
            if wire.kind == "number"
            else self._inside(wire)
        )

    def _inside(self, wire: Wire) -> str:
        """A wire as it stands where it is read: its name, or the operation itself."""
        return self._names.get(wire) or self._operation(wire)

    def _operation(self, wire: Wire) -> str:
        if wire.kind == "number":
            return self._figures.text(wire)
        inner = [self._inside(arg) for arg in wire.args if isinstance(arg, Wire) and arg.kind != "number"]
        match wire.operation, wire.args:
            case "constant", (value,):
                return str(value)
            case "all", _:
                return f"({' and '.join(inner)})"
            case "any", _:
                return f"({' or '.join(inner)})"
            case "no", _:
                return f"(not {inner[0]})"
            case "reached", (int(least), *_):
                return f"({' + '.join(inner)} >= {least})"
            case "when", _:
                return f"({inner[1]} if {inner[0]} else 0)"
            case "union", _:
                return f"({' | '.join(inner)})"
            case "select", _:
                return f"({inner[1]} if {inner[0]} else {inner[2]})"
            case "among", (_, frozenset() as values):
                return _among(inner[0], sorted(values))
            case ("less" | "at most" | "equal") as operation, (Wire() as a, Wire() as b):
                return self._figures.compared(operation, a, b)
        raise TypeError(f"no source for {wire.operation}")


def _among(code: str, values: Sequence[int]) -> str:
    if len(values) == 1:
        return f"({code} == {values[0]})"
    return f"({code} in {{{', '.join(map(str, values))}}})"


def _indent(path: Path) -> str:
    return "    " * (len(path) + 1)
