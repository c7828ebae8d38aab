"""What may be unknown in a circuit besides truths: numbers between two bounds, and words that may be several."""

from __future__ import annotations

from collections.abc import Mapping

from engine.compiled.circuit import Wire
from engine.compiled.kleene import Kleene
from guideline_dsl.frozen import frozen


@frozen
class Bound:
    """One end of a number. Where the bit `open` is yes there is no end, and `at` says nothing."""

    at: Wire
    open: Wire


@frozen
class SymbolicNumber:
    """A number (a day is its ordinal, a time an instant in seconds) between two bounds, in base units.

    `absent` and `present` are bits: there is surely no such number, there surely is one; never both. Where it is absent
    the bounds say nothing. `point`: it is known to be a single one. `needs` is a mask, empty at a point.
    """

    lower: Bound
    upper: Bound
    absent: Wire
    present: Wire
    point: Wire
    needs: Wire


@frozen
class SymbolicWord:
    """A word of a choice: for each word a bit whether it may be it. `settled`: it is known to be a single one."""

    may_be: Mapping[str, Wire]
    settled: Wire
    needs: Wire


Symbolic = Kleene | SymbolicNumber | SymbolicWord
