"""What a circuit reads of a patient: one column for each of its inputs, and what each holds.

The name of a column is that of its input wire. A reader (reading.py for records, frames for tables) fills each by its
`source`; what is unknown is told by the bits, and the numbers and codes beside them are then 1 and -1.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from engine.compiled.circuit import Kind
from guideline_dsl import core
from guideline_dsl.frozen import frozen

Measure = Literal["dose", "starting dose", "time", "time at dose"]


@frozen
class OfFact:
    """A fact that is recorded and not too old, or supposed.

    `part`: for a yes or no its two bits; else whether it is known, and its number (a day is its ordinal, a time an
    instant) or the place of its word among those declared (-1: unknown). Of a time, the day on which it was `shift`
    seconds later, in the zone of the evaluation; and whether that is a day of the calendar.
    """

    fact: str
    part: Literal["yes", "no", "known", "number", "word", "day", "day known"]
    shift: Fraction = Fraction(0)


@frozen
class IsRecorded:
    """Whether a fact is recorded and not too old; what is supposed is not recorded."""

    fact: str


@frozen
class IsStale:
    """Whether a fact is recorded, and too old."""

    fact: str


@frozen
class SeriesPart:
    """What the observations of a fact come to (engine/series.py), where any is recorded.

    `seen`: any lies in the time that is looked back. `point` and the rest are those of the value.
    """

    expression: core.Observed | core.Sustained
    part: Literal["recorded", "seen", "yes", "no", "lower", "lower open", "upper", "upper open", "word"]
    word: str = ""


@frozen
class ListKnown:
    """Whether the medication list is known."""


@frozen
class IsTaken:
    """Whether a declared medicine is on the list."""

    medicine: str


@frozen
class OfMedicine:
    """A measure of a medicine on the list; with the list known and the medicine not on it, a known 0."""

    medicine: str
    measure: Measure
    part: Literal["known", "number"]


@frozen
class ForbiddenFrequency:
    """Whether a medicine is taken at a frequency that its `only` forbids: the two bits (engine/safety.py)."""

    medicine: str
    part: Literal["yes", "no"]


@frozen
class IsDone:
    """Whether a procedure was done, within a time where one is stated: the two bits; or supposed."""

    procedure: str
    part: Literal["yes", "no"]
    within: core.Number | None = None


@frozen
class RecordedDone:
    """Whether it is recorded that a procedure was done; what is supposed is not recorded."""

    procedure: str


@frozen
class OfClock:
    """The day of evaluation as an ordinal, or its instant in seconds."""

    part: Literal["today", "now"]


Source = (
    OfFact
    | IsRecorded
    | IsStale
    | SeriesPart
    | ListKnown
    | IsTaken
    | OfMedicine
    | ForbiddenFrequency
    | IsDone
    | RecordedDone
    | OfClock
)


@frozen
class Column:
    """One input: its name, what its wire carries, and where it comes from. A number lies from `least` to `most`."""

    name: str
    kind: Kind
    source: Source
    least: Fraction | None = None
    most: Fraction | None = None
