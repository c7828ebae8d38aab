"""What the passes of one check share: the names, the types of what is named, the narrative, the findings."""

from __future__ import annotations

from dataclasses import dataclass, field

from guideline_dsl import core
from guideline_dsl.checking.names import Names
from guideline_dsl.checking.narrative import Narrative
from guideline_dsl.checking.report import Report
from guideline_dsl.checking.value_types import Typed
from guideline_dsl.dimensions import Dimension
from guideline_dsl.syntax import Span


@dataclass(slots=True)
class Desk:
    """The working state of one check; each pass adds to it and none takes away.

    `definitions` holds each definition's value once it is typed; `amounts` the dimension in which a medicine
    is given, and `amount_units` a unit of it; `quoted` the indexes of the narrative's sentences that were
    cited, with the places, and `left_out` those that were listed as not encoded; `used_narratives` are those
    of the guidelines that this one uses, in which their own quotes stand.
    """

    names: Names
    report: Report
    narrative: Narrative | None
    facts: dict[str, Typed] = field(default_factory=dict)
    fact_types: dict[str, core.FactType] = field(default_factory=dict)
    definitions: dict[str, Typed] = field(default_factory=dict)
    amounts: dict[str, Dimension] = field(default_factory=dict)
    amount_units: dict[str, str] = field(default_factory=dict)
    uses: tuple[core.UsedGuideline, ...] = ()
    used_narratives: dict[str, Narrative] = field(default_factory=dict)
    quoted: dict[int, list[Span]] = field(default_factory=dict)
    left_out: dict[int, list[Span]] = field(default_factory=dict)
