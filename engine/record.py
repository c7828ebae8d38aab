"""The patient as the evaluator reads it: typed, exact, checked against one guideline.

Numbers are exact fractions in the base unit of their dimension (guideline_dsl/units.py). Made by
engine/patient.py from JSON, and by engine/cases.py from the `given` lines of a case; frozen, so that one
record may be evaluated by several threads.

Declared absent: JSON, validation, the clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from guideline_dsl.frozen import frozen

if TYPE_CHECKING:
    from guideline_dsl import core

FactValue = bool | str | Fraction | date
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@frozen
class Observation:
    """One observation of a fact.

    `observed` is the day (a date) or the time (a datetime) it is about: its end, where it held since `since`. None
    when undated: it is then taken as observed at the time of evaluation.
    """

    value: FactValue
    written: str
    observed: date | None = None
    source: str = ""
    since: date | None = None


@frozen
class RecordedFact:
    """What is recorded of a fact: its last value, and all observations where there are several.

    `value`: a truth, a word of the choice, a number in base units, or a date. `written` is as it was given
    (`70 kg`). `observed` and `since` are those of the last observation. `series` are all of several, the earliest
    first, none twice; `doubled` counts those that were given twice.
    """

    value: FactValue
    written: str
    observed: date | None = None
    source: str = ""
    since: date | None = None
    series: tuple[Observation, ...] = ()
    doubled: int = 0

    @property
    def observations(self) -> tuple[Observation, ...]:
        """All observations, the earliest first."""
        return self.series or (Observation(self.value, self.written, self.observed, self.source, self.since),)


@frozen
class RecordedMedicine:
    """One medicine of the list. What is None is not known.

    `dose` and `starting_dose` are rates (amount per time) in base units; `per_day_written` says that the
    dose was given per day, without a frequency. `time_on` and `time_at_dose` are in base units of time, at
    the time of evaluation. `classes` None: a medicine the guideline does not declare, of unknown classes.
    """

    name: str
    declared: bool
    classes: tuple[str, ...] | None
    written: str
    dose: Fraction | None = None
    dose_unit: str = ""
    frequency: core.Frequency | None = None
    starting_dose: Fraction | None = None
    time_on: Fraction | None = None
    time_at_dose: Fraction | None = None
    per_day_written: bool = False


@frozen
class RecordedProcedure:
    """Whether a procedure was done, and on which day (a date) or when (a datetime); None: undated."""

    done: bool
    on: date | None = None


@frozen
class PatientRecord:
    """Everything known of a patient. `medicines` None: the list is unknown; (): nothing is taken."""

    facts: Mapping[str, RecordedFact] = _NOTHING
    medicines: tuple[RecordedMedicine, ...] | None = None
    procedures: Mapping[str, RecordedProcedure] = _NOTHING
    input_hash: str = ""
