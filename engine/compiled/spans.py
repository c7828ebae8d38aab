"""Numbers between two bounds, in a circuit: the arithmetic of guideline_dsl/values.py for everybody at once.

Every result is without needs; who asked for it says what would settle it (`asking`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce
from itertools import pairwise

from engine.compiled.circuit import Circuit, Wire
from engine.compiled.kleene import Kleene
from engine.compiled.numbers import Numbers
from engine.compiled.symbolic import Bound, SymbolicNumber

Fold = Callable[[SymbolicNumber, SymbolicNumber], SymbolicNumber]


class Spans:
    """Arithmetic of numbers that may be unknown, over one circuit."""

    def __init__(self, circuit: Circuit, numbers: Numbers) -> None:
        """Keep the circuit, and what is known of its numbers."""
        self.circuit = circuit
        self.numbers = numbers
        self.nothing_given = self.exactly(numbers.zero)
        self.no_number = SymbolicNumber(
            self._end(circuit.yes),
            self._end(circuit.yes),
            circuit.yes,
            circuit.never,
            circuit.never,
            circuit.nothing,
        )
        self.anything = self.between(self._end(circuit.yes), self._end(circuit.yes))
        self.not_negative = self.between(Bound(numbers.zero, circuit.never), self._end(circuit.yes))

    def _end(self, is_open: Wire, at: Wire | None = None) -> Bound:
        return Bound(self.numbers.zero if at is None or is_open is self.circuit.yes else at, is_open)

    # ------------------------------------------------------------ making

    def exactly(self, at: Wire) -> SymbolicNumber:
        """A number that is never unknown."""
        circuit = self.circuit
        end = Bound(at, circuit.never)
        return SymbolicNumber(end, end, circuit.never, circuit.yes, circuit.yes, circuit.nothing)

    def figure(self, value: Fraction | int) -> SymbolicNumber:
        """A written number."""
        return self.exactly(self.numbers.fixed(value))

    def between(self, lower: Bound, upper: Bound) -> SymbolicNumber:
        """A number that there is, and that lies between two ends."""
        return self.made(lower, upper, self.circuit.never, self.circuit.yes)

    def read(self, known: Wire, at: Wire, unknown: SymbolicNumber) -> SymbolicNumber:
        """A number that is read where the bit is yes, else another."""
        return self.chosen(known, self.exactly(at), unknown)

    def chosen(self, bit: Wire, a: SymbolicNumber, b: SymbolicNumber) -> SymbolicNumber:
        """`a` where the bit is yes, else `b`, with what would settle it."""
        circuit = self.circuit
        if bit is circuit.yes or a is b:
            return a
        if bit is circuit.never:
            return b
        return SymbolicNumber(
            self._chosen_end(bit, a.lower, b.lower),
            self._chosen_end(bit, a.upper, b.upper),
            self.either(bit, a.absent, b.absent),
            self.either(bit, a.present, b.present),
            self.either(bit, a.point, b.point),
            circuit.union((circuit.when(bit, a.needs), circuit.when(circuit.no(bit), b.needs))),
        )

    def either(self, bit: Wire, a: Wire, b: Wire) -> Wire:
        """The one bit or the other."""
        return self.circuit.select(bit, a, b)

    def _chosen_end(self, bit: Wire, a: Bound, b: Bound) -> Bound:
        is_open = self.either(bit, a.open, b.open)
        if a.open is self.circuit.yes:
            return self._end(is_open, b.at)
        if b.open is self.circuit.yes:
            return self._end(is_open, a.at)
        return Bound(self.numbers.select(bit, a.at, b.at), is_open)

    def made(
        self, lower: Bound, upper: Bound, absent: Wire, present: Wire, point: Wire | None = None
    ) -> SymbolicNumber:
        """A number between two ends; it is a single one where they are equal, unless `point` tells."""
        circuit = self.circuit
        if point is None:
            same = self.numbers.equal(lower.at, upper.at)
            point = circuit.all((present, circuit.no(lower.open), circuit.no(upper.open), same))
        return SymbolicNumber(lower, upper, absent, present, point, circuit.nothing)

    def asking(self, number: SymbolicNumber, needs: Sequence[Wire]) -> SymbolicNumber:
        """The number, with what would settle it where it is not a single one."""
        circuit = self.circuit
        asked = circuit.when(circuit.no(number.point), circuit.union(needs))
        return self.needing(number, asked)

    def needing(self, number: SymbolicNumber, needs: Wire) -> SymbolicNumber:
        """The number with these needs."""
        return SymbolicNumber(number.lower, number.upper, number.absent, number.present, number.point, needs)

    # ------------------------------------------------------------ comparing: yes, no

    def less(self, a: SymbolicNumber, b: SymbolicNumber) -> tuple[Wire, Wire]:
        """a < b."""
        circuit, numbers = self.circuit, self.numbers
        present = (a.present, b.present)
        yes = circuit.all(
            (
                *present,
                circuit.no(a.upper.open),
                circuit.no(b.lower.open),
                numbers.less(a.upper.at, b.lower.at),
            )
        )
        no = circuit.all(
            (
                *present,
                circuit.no(a.lower.open),
                circuit.no(b.upper.open),
                numbers.at_most(b.upper.at, a.lower.at),
            )
        )
        return yes, no

    def at_most(self, a: SymbolicNumber, b: SymbolicNumber) -> tuple[Wire, Wire]:
        """a <= b."""
        yes, no = self.less(b, a)
        return no, yes

    def same(self, a: SymbolicNumber, b: SymbolicNumber) -> tuple[Wire, Wire]:
        """Whether they are the same number."""
        circuit = self.circuit
        yes = circuit.all((a.point, b.point, self.numbers.equal(a.lower.at, b.lower.at)))
        return yes, circuit.any((self.less(a, b)[0], self.less(b, a)[0]))

    def kleene(self, truth: tuple[Wire, Wire], needs: Sequence[Wire]) -> Kleene:
        """A truth, with what would settle it where it is unknown."""
        circuit = self.circuit
        circuit.never_both(*truth)
        unknown = circuit.no(circuit.any(truth))
        return Kleene(*truth, circuit.when(unknown, circuit.union(needs)))

    # ------------------------------------------------------------ calculating

    def _of_two(self, a: SymbolicNumber, b: SymbolicNumber) -> tuple[Wire, Wire]:
        return self.circuit.any((a.absent, b.absent)), self.circuit.all((a.present, b.present))

    def _both(self, fold: Callable[[Wire, Wire], Wire], a: Bound, b: Bound) -> Bound:
        is_open = self.circuit.any((a.open, b.open))
        return self._end(is_open) if is_open is self.circuit.yes else Bound(fold(a.at, b.at), is_open)

    def add(self, a: SymbolicNumber, b: SymbolicNumber) -> SymbolicNumber:
        """a + b."""
        add = self.numbers.add
        lower, upper = self._both(add, a.lower, b.lower), self._both(add, a.upper, b.upper)
        return self.made(lower, upper, *self._of_two(a, b), self.circuit.all((a.point, b.point)))

    def minus(self, a: SymbolicNumber) -> SymbolicNumber:
        """-a."""
        lower, upper = (
            self._end(end.open)
            if end.open is self.circuit.yes
            else Bound(self.numbers.minus(end.at), end.open)
            for end in (a.upper, a.lower)
        )
        return self.made(lower, upper, a.absent, a.present, a.point)

    def subtract(self, a: SymbolicNumber, b: SymbolicNumber) -> SymbolicNumber:
        """a - b."""
        subtract = self.numbers.subtract
        lower, upper = self._both(subtract, a.lower, b.upper), self._both(subtract, a.upper, b.lower)
        return self.made(lower, upper, *self._of_two(a, b), self.circuit.all((a.point, b.point)))

    def _not_negative(self, a: SymbolicNumber) -> Wire:
        circuit = self.circuit
        return circuit.all((circuit.no(a.lower.open), self.numbers.at_most(self.numbers.zero, a.lower.at)))

    def _not_positive(self, a: SymbolicNumber) -> Wire:
        circuit = self.circuit
        return circuit.all((circuit.no(a.upper.open), self.numbers.at_most(a.upper.at, self.numbers.zero)))

    def multiply(self, a: SymbolicNumber, b: SymbolicNumber) -> SymbolicNumber:
        """a * b."""
        circuit, numbers = self.circuit, self.numbers
        bounded = circuit.no(circuit.any((a.lower.open, a.upper.open, b.lower.open, b.upper.open)))
        both = circuit.all((self._not_negative(a), self._not_negative(b)))
        absent, present = self._of_two(a, b)
        lowest, highest = self._corners(a, b)
        if bounded is circuit.yes:
            point = None
            if all(numbers.positive(end.at) for end in (a.lower, b.lower)):
                point = circuit.all((a.point, b.point))
            closed = circuit.never
            return self.made(Bound(lowest, closed), Bound(highest, closed), absent, present, point)
        zero = circuit.any(
            circuit.all((number.point, numbers.equal(number.lower.at, numbers.zero))) for number in (a, b)
        )
        lower_at = (
            lowest
            if both is circuit.yes
            else numbers.select(bounded, lowest, numbers.multiply(a.lower.at, b.lower.at))
        )
        upper_at = (
            highest
            if both is circuit.yes
            else numbers.select(bounded, highest, numbers.multiply(a.upper.at, b.upper.at))
        )
        tops = circuit.no(circuit.any((a.upper.open, b.upper.open)))
        lower = Bound(
            numbers.select(zero, numbers.zero, lower_at), circuit.no(circuit.any((zero, bounded, both)))
        )
        upper = Bound(
            numbers.select(zero, numbers.zero, upper_at),
            circuit.no(circuit.any((zero, bounded, circuit.all((both, tops))))),
        )
        return self.made(lower, upper, absent, present)

    def _corners(self, a: SymbolicNumber, b: SymbolicNumber) -> tuple[Wire, Wire]:
        """The least and the greatest product of two ends; signs that are the same for everybody spare the rest."""
        numbers = self.numbers
        ends = [end.at for end in (a.lower, a.upper)], [end.at for end in (b.lower, b.upper)]
        for (low, high), (least, most) in (ends, ends[::-1]):
            sign = numbers.sign(low) if low is high or numbers.sign(low) in (0, 1) else None
            if sign in (0, 1):
                if low is high or numbers.sign(least) in (0, 1):
                    return numbers.multiply(low, least), numbers.multiply(high, most)
                if numbers.sign(most) in (0, -1):
                    return numbers.multiply(high, least), numbers.multiply(low, most)
            if sign == -1:  # one figure below zero: falls with the other
                return numbers.multiply(low, most), numbers.multiply(low, least)
        corners = list(dict.fromkeys(numbers.multiply(x, y) for x in ends[0] for y in ends[1]))
        return reduce(numbers.least, corners), reduce(numbers.greatest, corners)

    def divide(self, a: SymbolicNumber, b: SymbolicNumber) -> SymbolicNumber:
        """a / b; anything where b may be zero."""
        circuit, numbers = self.circuit, self.numbers
        above = circuit.all((circuit.no(b.lower.open), numbers.less(numbers.zero, b.lower.at)))
        below = circuit.all((circuit.no(b.upper.open), numbers.less(b.upper.at, numbers.zero)))
        absent, present = self._of_two(a, b)
        if above is circuit.never and below is circuit.never:
            return self.made(self._end(circuit.yes), self._end(circuit.yes), absent, present)
        parts: list[tuple[Wire, SymbolicNumber]] = []
        if above is not circuit.never:
            parts.append((above, self.multiply(a, self._reciprocal(b))))
        if below is not circuit.never:
            parts.append((below, self.minus(self.multiply(a, self._reciprocal(self.minus(b))))))
        found = self.made(self._end(circuit.yes), self._end(circuit.yes), absent, present)
        for bit, quotient in parts:
            found = self.chosen(bit, quotient, found)
        point = circuit.all((found.point, present))
        return SymbolicNumber(found.lower, found.upper, absent, present, point, circuit.nothing)

    def _reciprocal(self, b: SymbolicNumber) -> SymbolicNumber:
        """1 / b of a number above zero; what is without an upper end goes down to zero."""
        circuit, numbers = self.circuit, self.numbers
        one = numbers.fixed(1)
        lower = numbers.select(b.upper.open, numbers.zero, numbers.divide(one, b.upper.at))
        upper = numbers.divide(one, b.lower.at)
        closed = circuit.never
        return SymbolicNumber(
            Bound(lower, closed), Bound(upper, closed), circuit.never, circuit.yes, b.point, circuit.nothing
        )

    def power(self, a: SymbolicNumber, exponent: int) -> SymbolicNumber:
        """a to a whole exponent."""
        circuit, numbers = self.circuit, self.numbers
        if exponent < 0:
            return self.divide(self.figure(1), self.power(a, -exponent))
        if exponent == 0:
            end = Bound(numbers.fixed(1), circuit.never)
            return self.made(end, end, a.absent, a.present, a.present)
        lower, upper = (Bound(numbers.power(end.at, exponent), end.open) for end in (a.lower, a.upper))
        rises = circuit.yes if exponent % 2 else self._not_negative(a)
        if rises is circuit.yes:
            return self.made(lower, upper, a.absent, a.present, a.point)
        falls = self._not_positive(a)
        is_open = circuit.any((lower.open, upper.open))
        middle = self.made(
            Bound(numbers.zero, circuit.never),
            self._end(is_open, numbers.greatest(lower.at, upper.at)),
            a.absent,
            a.present,
        )
        turned = self.made(upper, lower, a.absent, a.present)
        straight = self.made(lower, upper, a.absent, a.present)
        return self.chosen(rises, straight, self.chosen(falls, turned, middle))

    def absolute(self, a: SymbolicNumber) -> SymbolicNumber:
        """a without its sign."""
        circuit, numbers = self.circuit, self.numbers
        is_open = circuit.any((a.lower.open, a.upper.open))
        highest = numbers.greatest(numbers.minus(a.lower.at), a.upper.at)
        middle = self.made(
            Bound(numbers.zero, circuit.never), self._end(is_open, highest), a.absent, a.present
        )
        plain = self.made(a.lower, a.upper, a.absent, a.present, a.point)
        return self.chosen(
            self._not_negative(a), plain, self.chosen(self._not_positive(a), self.minus(a), middle)
        )

    def least(self, a: SymbolicNumber, b: SymbolicNumber) -> SymbolicNumber:
        """min(a, b)."""
        lower = self._both(self.numbers.least, a.lower, b.lower)
        upper = self._nearest(self.numbers.least, a.upper, b.upper)
        return self.made(lower, upper, *self._of_two(a, b))

    def greatest(self, a: SymbolicNumber, b: SymbolicNumber) -> SymbolicNumber:
        """max(a, b)."""
        lower = self._nearest(self.numbers.greatest, a.lower, b.lower)
        upper = self._both(self.numbers.greatest, a.upper, b.upper)
        return self.made(lower, upper, *self._of_two(a, b))

    def _nearest(self, fold: Callable[[Wire, Wire], Wire], a: Bound, b: Bound) -> Bound:
        """The one end that there is, or of two the one that binds."""
        circuit, numbers = self.circuit, self.numbers
        if a.open is circuit.yes or b.open is circuit.yes:
            return b if a.open is circuit.yes else a
        at = numbers.select(a.open, b.at, numbers.select(b.open, a.at, fold(a.at, b.at)))
        return self._end(circuit.all((a.open, b.open)), at)

    def rising(self, a: SymbolicNumber, curve: Callable[[Wire], Wire]) -> SymbolicNumber:
        """What a rising function gives, at its ends."""
        ends = [
            self._end(end.open) if end.open is self.circuit.yes else Bound(curve(end.at), end.open)
            for end in (a.lower, a.upper)
        ]
        return self.made(ends[0], ends[1], a.absent, a.present)

    # ------------------------------------------------------------ what it may be in several cases

    def joined(self, parts: Sequence[tuple[Wire, SymbolicNumber]]) -> SymbolicNumber:
        """All that those may be whose bit is yes; of at least one it is. Without needs."""
        circuit = self.circuit
        parts = [(bit, part) for bit, part in parts if bit is not circuit.never]
        if len(parts) == 1:
            return self.needing(parts[0][1], circuit.nothing)
        # of at least one the bit is yes: so there surely is a number where every one is there
        absent, present = circuit.never, circuit.yes
        if any(part.absent is not circuit.never for _, part in parts):
            absent = circuit.all(circuit.any((circuit.no(bit), part.absent)) for bit, part in parts)
        if any(part.present is not circuit.yes for _, part in parts):
            present = circuit.all(circuit.any((circuit.no(bit), part.present)) for bit, part in parts)
        there = [(circuit.all((bit, circuit.no(part.absent))), part) for bit, part in parts]
        lower = self._outermost(self.numbers.least, [(bit, part.lower) for bit, part in there])
        upper = self._outermost(self.numbers.greatest, [(bit, part.upper) for bit, part in there])
        # where none is there, nothing is read of the ends: they are open, as those of no number
        lower, upper = (self._end(circuit.any((absent, end.open)), end.at) for end in (lower, upper))
        return self.made(lower, upper, absent, present)

    def _outermost(self, fold: Callable[[Wire, Wire], Wire], ends: Sequence[tuple[Wire, Bound]]) -> Bound:
        circuit, numbers = self.circuit, self.numbers
        is_open = circuit.any(circuit.all((bit, end.open)) for bit, end in ends)
        closed = [(bit, end.at) for bit, end in ends if end.open is not circuit.yes]
        if not closed:
            return self._end(is_open)
        ordered = self._ordered(closed, fold == numbers.least)
        if ordered is not None:
            at = ordered[-1][1]
            for bit, outer in reversed(ordered[:-1]):
                at = numbers.select(bit, outer, at)
            return self._end(is_open, at)
        seen, at = closed[0]
        for bit, further in closed[1:]:
            at = numbers.select(bit, numbers.select(seen, fold(at, further), further), at)
            seen = circuit.any((seen, bit))
        return self._end(is_open, at)

    def _ordered(self, ends: Sequence[tuple[Wire, Wire]], rising: bool) -> list[tuple[Wire, Wire]] | None:
        """The ends from the outermost inwards, equal ones as one; None where that differs between patients."""
        together: dict[Wire, Wire] = {}
        for bit, at in ends:
            together[at] = self.circuit.any((together.get(at, self.circuit.never), bit))
        ranges = {at: self.numbers.range(at) for at in together}
        if any(least is None or most is None for least, most in ranges.values()):
            return None
        ordered = sorted(together, key=lambda at: ranges[at], reverse=not rising)
        for first, second in pairwise(ordered):
            low, high = (first, second) if rising else (second, first)
            most, least = ranges[low][1], ranges[high][0]
            if most is None or least is None or most > least:
                return None
        return [(together[at], at) for at in ordered]
