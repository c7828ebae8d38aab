"""The columns that a lowered guideline asks of a patient: each is declared when something first asks for it."""

from __future__ import annotations

from fractions import Fraction

from engine.compiled.circuit import Circuit, Wire
from engine.compiled.columns import (
    Column,
    ForbiddenFrequency,
    IsDone,
    IsRecorded,
    IsStale,
    IsTaken,
    ListKnown,
    Measure,
    OfClock,
    OfFact,
    OfMedicine,
    RecordedDone,
    SeriesPart,
    Source,
)
from engine.compiled.kleene import Kleene
from engine.compiled.numbers import Numbers
from engine.compiled.places import Places
from engine.plan import MEDICATION_LIST
from guideline_dsl import core
from guideline_dsl.base_values import base_value


class Inputs:
    """Makes the input wires of one guideline; `columns` are those that were asked for, in the order of a vector."""

    def __init__(self, circuit: Circuit, numbers: Numbers, places: Places) -> None:
        """Begin without any."""
        self._circuit = circuit
        self._numbers = numbers
        self._places = places
        self._columns: dict[str, Column] = {}
        self._series: dict[core.Observed | core.Sustained, int] = {}

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in the order of a vector."""
        return tuple(self._columns.values())

    def bit(self, name: str, source: Source) -> Wire:
        """A column of yes and no."""
        self._columns.setdefault(name, Column(name, "bit", source))
        return self._circuit.input("bit", name)

    def number(
        self, name: str, source: Source, least: Fraction | None = None, most: Fraction | None = None
    ) -> Wire:
        """A column of numbers, within a range."""
        self._columns.setdefault(name, Column(name, "number", source, least, most))
        return self._numbers.read(name, least, most)

    def code(self, name: str, source: Source, words: int) -> Wire:
        """A column of words, by their places; -1 is unknown."""
        self._columns.setdefault(name, Column(name, "code", source))
        return self._circuit.code_input(name, frozenset(range(-1, words)))

    # ------------------------------------------------------------ facts

    def truth_bits(self, fact: str) -> tuple[Wire, Wire]:
        """Whether a yes-or-no fact is known to be yes, and known to be no."""
        yes = self.bit(f"fact.{fact}.yes", OfFact(fact, "yes"))
        no = self.bit(f"fact.{fact}.no", OfFact(fact, "no"))
        self._circuit.never_both(yes, no)
        return yes, no

    def word(self, fact: str, words: int) -> Wire:
        """The place of the word of a fact, of so many."""
        return self.code(f"fact.{fact}.word", OfFact(fact, "word"), words)

    def fact_number(self, fact: core.FactNode) -> tuple[Wire, Wire]:
        """Whether a number, a day or a time is known, and which."""
        least: Fraction | None = Fraction(1)
        most: Fraction | None = None
        if isinstance(fact.type, core.NumberBetween):
            least, most = (
                base_value(core.Number(end, fact.type.unit)) for end in (fact.type.lower, fact.type.upper)
            )
        known = self.bit(f"fact.{fact.name}.known", OfFact(fact.name, "known"))
        return known, self.number(f"fact.{fact.name}", OfFact(fact.name, "number"), least, most)

    def fact_day(self, fact: core.FactNode, shift: Fraction) -> tuple[Wire, Wire, Wire]:
        """Whether a time is known, whether that much later is a day of the calendar, and the day."""
        name = f"fact.{fact.name}.day.{shift}"
        known = self.bit(f"fact.{fact.name}.known", OfFact(fact.name, "known"))
        on_calendar = self.bit(f"{name}.known", OfFact(fact.name, "day known", shift))
        return known, on_calendar, self.number(name, OfFact(fact.name, "day", shift), Fraction(1))

    def recorded(self, fact: str) -> Wire:
        """Whether a fact is recorded and not too old; what is supposed is not recorded."""
        return self.bit(f"recorded.{fact}", IsRecorded(fact))

    def stale(self, fact: str) -> Wire:
        """Whether a fact is recorded, and too old."""
        return self.bit(f"stale.{fact}", IsStale(fact))

    def series(self, expression: core.Observed | core.Sustained, part: str, word: str = "") -> Wire:
        """A part of what the observations of a fact come to."""
        place = self._series.setdefault(expression, len(self._series))
        name = f"series.{place}.{part}" + (f".{word}" if word else "")
        source = SeriesPart(expression, part, word)  # type: ignore[arg-type]
        return self.number(name, source) if part in ("lower", "upper") else self.bit(name, source)

    # ------------------------------------------------------------ medicines and procedures

    def list_known(self) -> Wire:
        """Whether the medication list is known."""
        return self.bit("medication list", ListKnown())

    def taking(self, medicine: str) -> Kleene:
        """Whether a declared medicine is taken."""
        circuit = self._circuit
        known, taken = self.list_known(), self.taken(medicine)
        needs = circuit.when(circuit.no(known), self._places.mask(MEDICATION_LIST))
        return Kleene(taken, circuit.all((known, circuit.no(taken))), needs)

    def taken(self, medicine: str) -> Wire:
        """Whether a declared medicine is on the list, and so surely taken."""
        return self.bit(f"taking.{medicine}", IsTaken(medicine))

    def measure(self, medicine: str, measure: Measure) -> tuple[Wire, Wire]:
        """Whether a measure of a medicine is known, and which it is; 0 of one that is not taken."""
        return (
            self.bit(f"{measure}.{medicine}.known", OfMedicine(medicine, measure, "known")),
            self.number(f"{measure}.{medicine}", OfMedicine(medicine, measure, "number"), Fraction(0)),
        )

    def forbidden(self, medicine: str) -> tuple[Wire, Wire]:
        """Whether a medicine is taken at a forbidden frequency, surely and surely not; neither where unknown."""
        yes = self.bit(f"forbidden.{medicine}.yes", ForbiddenFrequency(medicine, "yes"))
        no = self.bit(f"forbidden.{medicine}.no", ForbiddenFrequency(medicine, "no"))
        self._circuit.never_both(yes, no)
        return yes, no

    def done(self, procedure: str, within: core.Number | None = None) -> Kleene:
        """Whether a procedure was done."""
        circuit = self._circuit
        name = f"done.{procedure}" + ("" if within is None else f".within.{base_value(within)}")
        yes = self.bit(f"{name}.yes", IsDone(procedure, "yes", within))
        no = self.bit(f"{name}.no", IsDone(procedure, "no", within))
        circuit.never_both(yes, no)
        unknown = circuit.no(circuit.any((yes, no)))
        return Kleene(yes, no, circuit.when(unknown, self._places.mask(f"procedure:{procedure}")))

    def recorded_done(self, procedure: str) -> Wire:
        """Whether it is recorded that a procedure was done."""
        return self.bit(f"recorded.done.{procedure}", RecordedDone(procedure))

    def today(self) -> Wire:
        """The day of evaluation."""
        return self.number("today", OfClock("today"), Fraction(1))

    def now(self) -> Wire:
        """The time of evaluation."""
        return self.number("now", OfClock("now"), Fraction(0))
