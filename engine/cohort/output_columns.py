"""The outputs of a circuit for some patients, as columns of numpy, and the different rows of some of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy
import polars

from engine.cohort.different import Different, Digit, Whole, different, digit_of_code, digits_of_mask
from engine.cohort.shown_numbers import Shown, shown, shown_fractions
from engine.compiled.circuit import Wire
from engine.compiled.column_figures import NoColumns
from engine.compiled.frames import WORD
from engine.compiled.mask_bits import MaskBits
from engine.compiled.table_course import TableCourse
from guideline_dsl import units

_WORD_BITS = (1 << WORD) - 1


class OutputColumns:
    """The outputs of some patients. Each column is taken over once, and the rows of equal columns are compared once."""

    def __init__(self, frame: polars.DataFrame, course: TableCourse[Any], bits: MaskBits) -> None:
        """Keep the table; nothing is read yet."""
        self._frame = frame
        self._course = course
        self._bits = bits
        self._columns: dict[str, Whole] = {}
        self._different: dict[object, Different] = {}
        self.patients = len(frame)

    def column(self, name: str) -> Whole:
        """A column of bits, codes, words of masks, or numbers."""
        found = self._columns.get(name)
        if found is None:
            series = self._frame[name]
            found = self._columns[name] = (
                series.to_numpy() if series.dtype == polars.Boolean else _whole(series)
            )
        return found

    def different(self, wires: Sequence[Wire]) -> Different:
        """The different rows of outputs that are no numbers."""
        key = tuple(name for wire in wires for name in self._course.outputs[wire].columns.values())
        found = self._different.get(key)
        if found is None:
            digits = (digit for wire in wires for digit in self._digits(wire))
            found = self._different[key] = different(digits, self.patients)
        return found

    def _digits(self, wire: Wire) -> Iterator[Digit]:
        columns = self._course.outputs[wire].columns
        match wire.kind:
            case "mask":
                bits = self._bits.of(wire)
                for place, name in columns.items():
                    yield from digits_of_mask(self.column(name), bits >> place * WORD & _WORD_BITS)
            case "bit" | "code":
                for name in columns.values():
                    yield digit_of_code(self.column(name))
            case _:
                raise NoColumns("a number is compared with no other patient's")

    def rows(self, wires: Sequence[Wire], patients: Whole) -> list[tuple[object, ...]]:
        """What some patients have of outputs that are no numbers, as a circuit run by Python gives it."""
        each = [self._values(wire, patients) for wire in wires]
        return list(zip(*each, strict=True)) if each else [()] * len(patients)

    def _values(self, wire: Wire, patients: Whole) -> list[object]:
        output = self._course.outputs[wire]
        if wire.kind == "mask":
            return list(self.masks(self.words((wire,)), patients))
        if not output.columns:
            return [output.wire.args[0]] * len(patients)
        (name,) = output.columns.values()
        return list(self.column(name)[patients].tolist())

    # ------------------------------------------------------------ masks

    def words(self, wires: Iterable[Wire]) -> dict[int, Whole]:
        """The words of a union of masks, by their places."""
        found: dict[int, Whole] = {}
        for wire in wires:
            for place, name in self._course.outputs[wire].columns.items():
                word = self.column(name)
                found[place] = found[place] | word if place in found else word
        return found

    def different_masks(self, words: dict[int, Whole], bits: int) -> Different:
        """The different masks, which have no bits but these."""
        digits = (
            digit
            for place, word in words.items()
            for digit in digits_of_mask(word, bits >> place * WORD & _WORD_BITS)
        )
        return different(digits, self.patients)

    def masks(self, words: dict[int, Whole], patients: Whole) -> list[int]:
        """The masks of some patients."""
        found = [0] * len(patients)
        for place, word in words.items():
            cut = word[patients].tolist()
            found = [mask | part << WORD * place for mask, part in zip(found, cut, strict=True)]
        return found

    def bits(self, wires: Iterable[Wire]) -> int:
        """All bits that a union of masks may have."""
        found = 0
        for wire in wires:
            found |= self._bits.of(wire)
        return found

    # ------------------------------------------------------------ numbers

    def shown(self, number: Wire, patients: Whole, unit: units.Unit) -> Shown:
        """A number of some patients, as it is shown in a unit; as many places as there are patients."""
        output = self._course.outputs[number]
        figure = output.figure
        if figure is None:  # worked out beforehand (worked_out.py): text
            exact = self._frame[output.columns[0]].gather(patients).to_list()
            return shown_fractions([Fraction(text) for text in exact], unit)
        parts = [
            None
            if whole is None
            else numpy.full(len(patients), whole.fixed, dtype=numpy.int64)
            if whole.fixed is not None
            else self.column(output.columns[place])[patients]
            for place, whole in enumerate((figure.top, figure.bottom))
        ]
        assert parts[0] is not None
        return shown(figure, parts[0], parts[1], unit)


def _whole(series: polars.Series) -> Whole:
    try:
        return series.cast(polars.Int64).to_numpy()
    except polars.exceptions.InvalidOperationError:  # longer than 64 bits: numbers of Python
        return numpy.array([int(number) for number in series], dtype=object)
