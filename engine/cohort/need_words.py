"""What is needed, in words: of masks, each different one once, in the order of the guideline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy
from numpy.typing import NDArray

from engine.cohort.coded import Coded
from engine.cohort.different import Different, Whole
from engine.cohort.output_columns import OutputColumns
from engine.compiled.circuit import Wire
from engine.sentences import need_words


class NeedWords:
    """Knows the words of the needs of one guideline: `places` are these by their bits, `order` all in their order."""

    def __init__(self, places: Sequence[str], order: Sequence[str]) -> None:
        """Put every byte of a mask into words, once its bits are in order."""
        self._order = numpy.array([places.index(need) for need in order], dtype=numpy.int64)
        self._words = [need_words(need) for need in order]
        self._length = len(places) // 8 + 1
        self._said = [_said(self._words[start : start + 8]) for start in range(0, len(order), 8)]

    def column(self, columns: OutputColumns, wires: Sequence[Wire], without: Wire | None = None) -> Coded:
        """The needs of a union of masks, but for those that are in another one."""
        words = columns.words(wires)
        if without is not None:
            for place, word in columns.words((without,)).items():
                if place in words:
                    words[place] = words[place] & ~word
        found = columns.different_masks(words, columns.bits(wires))
        return Coded(self._texts(self._ordered(columns.masks(words, found.first))), found.at)

    def counted(self, columns: OutputColumns, wire: Wire, asked: Counter[str]) -> Coded:
        """The needs of a mask; how many patients have each is added to what is asked."""
        words = columns.words((wire,))
        found: Different = columns.different_masks(words, columns.bits((wire,)))
        bits = self._ordered(columns.masks(words, found.first))
        many: Whole = found.patients() @ bits.astype(numpy.int64)
        for text, number in zip(self._words, many.tolist(), strict=True):
            if number:
                asked[text] += number
        return Coded(self._texts(bits), found.at)

    def _ordered(self, masks: Sequence[int]) -> NDArray[numpy.uint8]:
        """The bits of each mask, in the order of the guideline."""
        plain = b"".join(mask.to_bytes(self._length, "little") for mask in masks)
        read = numpy.frombuffer(plain, dtype=numpy.uint8).reshape(len(masks), self._length)
        return numpy.unpackbits(read, axis=1, bitorder="little")[:, self._order]

    def _texts(self, bits: NDArray[numpy.uint8]) -> list[str | None]:
        packed = numpy.packbits(bits, axis=1, bitorder="little").tolist()
        said = self._said
        texts = ("".join([part[byte] for part, byte in zip(said, row, strict=True)]) for row in packed)
        return [text[:-2] or None for text in texts]


def _said(words: Sequence[str]) -> list[str]:
    """For each byte the words whose bits it has, each with what separates it from the next."""
    found = [""]
    for word in words:
        found += [f"{said}{word}; " for said in found]
    return found
