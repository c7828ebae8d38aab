"""Truths of three in columns, with what would settle them: a bit that it is so, a bit that it is not, and the needs.

A bit is a column without empty cells, or True or False where it is the same for all patients, which costs nothing.
The two engines write bits and needs each in its own way; `Table` is what the rules need of either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from guideline_dsl.frozen import frozen

Bit = Any
"""True, False, or a column of the engine, with `&`, `|` and `~`."""

Whole = Any
"""A column of whole numbers, empty where nothing is known, with `+`, `-`, `*` and `//`."""


class Needs(Protocol):
    """A set of needs for each patient."""

    def __or__(self, other: Any, /) -> Needs:
        """The needs of both."""

    def where(self, bit: Bit, /) -> Needs:
        """The needs, where the bit is set; none elsewhere."""

    @property
    def possible(self) -> frozenset[str]:
        """The needs that anybody may have."""


class Table(Protocol):
    """The table of patients, as the rules read it and write to it."""

    def true(self, name: str) -> Bit:
        """Whether a column is true; not where it is empty."""

    def false(self, name: str) -> Bit:
        """Whether a column is false; not where it is empty."""

    def empty(self, name: str) -> Bit:
        """Whether a column is empty."""

    def word(self, name: str, *words: str) -> Bit:
        """Whether a column is one of these words; not where it is empty."""

    def number(self, name: str) -> Whole:
        """A number in thousandths."""

    def days_since(self, name: str) -> Whole:
        """The days since a day."""

    def missing(self, number: Whole) -> Bit:
        """Whether a number is not known."""

    def at_least(self, number: Whole, other: Whole | int) -> Bit:
        """Whether it is as much or more; not where either is not known."""

    def less(self, number: Whole, other: Whole | int) -> Bit:
        """Whether it is less; not where either is not known."""

    def chosen(self, cases: Sequence[tuple[Bit, Whole | int]]) -> Whole:
        """The number of the first case that holds; none where none does."""

    def root(self, number: Whole) -> Whole:
        """The whole part of the square root."""

    def need(self, need: str, bit: Bit) -> Needs:
        """A need, where the bit is set."""

    def has_need(self, needs: Any, need: str) -> Bit:
        """Whether a need is among them."""

    def without(self, needs: Any, others: Any) -> Any:
        """The needs that are not among the others."""

    def kept(self, bit: Bit) -> Bit:
        """The same, calculated once."""

    def kept_number(self, number: Whole) -> Whole:
        """The same, calculated once."""

    def kept_needs(self, needs: Any) -> Any:
        """The same, calculated once."""


# ---------------------------------------------------------------- bits


def every(*bits: Bit) -> Bit:
    """And."""
    found: Bit = True
    for bit in bits:
        if bit is False:
            return False
        if bit is not True:
            found = bit if found is True else found & bit
    return found


def some(*bits: Bit) -> Bit:
    """Or."""
    found: Bit = False
    for bit in bits:
        if bit is True:
            return True
        if bit is not False:
            found = bit if found is False else found | bit
    return found


def none_of(*bits: Bit) -> Bit:
    """Not, of any."""
    found = some(*bits)
    return not found if isinstance(found, bool) else ~found


def pick(bit: Bit, yes: Bit, no: Bit) -> Bit:
    """One bit where another is set, else a third."""
    return some(every(bit, yes), every(none_of(bit), no))


# ---------------------------------------------------------------- truths


@frozen
class Kleene:
    """A truth of three; whoever has neither bit has the needs that would settle it, and nobody else has needs."""

    yes: Bit
    no: Bit
    needs: Needs

    @property
    def open(self) -> Bit:
        """Whether it is not known."""
        return none_of(self.yes, self.no)

    def where(self, bit: Bit) -> Kleene:
        """The truth of some patients; of all others it is no."""
        return Kleene(every(self.yes, bit), some(self.no, none_of(bit)), self.needs.where(bit))

    def __invert__(self) -> Kleene:
        """Not."""
        return Kleene(self.no, self.yes, self.needs)


def together(needs: Iterable[Needs]) -> Needs:
    """All of the needs."""
    first, *rest = needs
    for more in rest:
        first = first | more
    return first


def both(*parts: Kleene) -> Kleene:
    """And: a definite no leaves nothing to ask."""
    no = some(*(part.no for part in parts))
    needs = together(part.needs for part in parts).where(none_of(no))
    return Kleene(every(*(part.yes for part in parts)), no, needs)


def either(*parts: Kleene) -> Kleene:
    """Or: a definite yes leaves nothing to ask."""
    yes = some(*(part.yes for part in parts))
    needs = together(part.needs for part in parts).where(none_of(yes))
    return Kleene(yes, every(*(part.no for part in parts)), needs)


def kept(table: Table, truth: Kleene) -> Kleene:
    """The same, calculated once."""
    return Kleene(table.kept(truth.yes), table.kept(truth.no), table.kept_needs(truth.needs))


# ---------------------------------------------------------------- what is told


@frozen
class Digit:
    """One part of what a cell says: the first case that holds, else the last of the words."""

    cases: tuple[tuple[Bit, str], ...]
    otherwise: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The words, the one of no case first."""
        return (self.otherwise, *(word for _, word in self.cases))


Texts = Callable[..., str]
"""Puts the words of several digits together."""


@frozen
class Cell:
    """What a cell says where the bit is set: of patients in the scope; and to those outside, and perhaps outside.

    A cell whose text is empty is empty. No two texts are the same.
    """

    digits: tuple[Digit, ...]
    text: Texts
    where: Bit = True
    outside: str | None = None
    perhaps: str | None = None


@frozen
class JoinedCell:
    """What several cells say, one after the other."""

    cells: tuple[Cell, ...]
    separator: str = "; "


@frozen
class NeedsCell:
    """The needs as a text; whether they are asked for where it is not known whether the guideline is about somebody."""

    needs: Needs
    asks_for_diagnosis: bool = True


@frozen
class DoseCell:
    """A dose, in hundred-thousandths, where the bit is set; None: nobody has one."""

    dose: Whole
    where: Bit = True


@frozen
class PieceCell:
    """Texts and numbers (in hundred-thousandths) one after the other: those of the first case that holds."""

    cases: tuple[tuple[Bit, tuple[str | Cell | Number, ...]], ...]


@frozen
class Number:
    """A number in hundred-thousandths, to be put into words."""

    value: Whole


@frozen
class AsGiven:
    """A column of the table itself."""

    name: str


@frozen
class Same:
    """What is the same for all."""

    value: str | None


Told = Mapping[str, Cell | JoinedCell | NeedsCell | DoseCell | PieceCell | AsGiven | Same]
