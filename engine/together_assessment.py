"""What several guidelines say about one patient: each one's own assessment, and the conflicts between their plans.

Or, of two versions of one guideline: what each says of each decision, and where they differ.

`TOGETHER_FORMAT` and `VERSIONS_FORMAT` change when a field changes its meaning or goes.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from engine.assessment import Assessment, CitationShown
from engine.kinds import Answer

TOGETHER_FORMAT = "guideline-together/1"
VERSIONS_FORMAT = "guideline-versions/1"

ConflictKind = Literal[
    "given and stopped",
    "different doses",
    "contraindicated",
    "broken promise",
    "open promise",
    "not yet checked",
    "caution",
    "decided without",
]
Severity = Literal["critical", "warning", "note"]


class _Shown(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Side(_Shown):
    """What one guideline says in a conflict; `node` is the statement that says it."""

    guideline: str
    version: str
    node: str
    says: str
    citations: tuple[CitationShown, ...] = ()


class Conflict(_Shown):
    """Something that no guideline could see by itself.

    `about` is the medicine, under all names that the guidelines have for it, or the promise. `certain` is false where
    it depends on what is not known yet, or on what is not surely given; `missing` would tell.
    """

    kind: ConflictKind
    severity: Severity
    certain: bool
    about: str
    text: str
    sides: tuple[Side, ...]
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class TogetherAssessment(_Shown):
    """Several guidelines for one patient at one time.

    `acceptable` is "no" where an assessment says so or a conflict is certain and critical, "unknown" while anything may
    still turn out so. `assessments` are each guideline's own, as it is without the others, in the order given;
    `conflicts` do not depend on that order. `notes` tell how the guidelines were matched.
    """

    format: str = TOGETHER_FORMAT
    engine: str
    as_of: date | datetime
    acceptable: Answer
    plan_statement: str
    conflicts: tuple[Conflict, ...]
    assessments: tuple[Assessment, ...]
    notes: tuple[str, ...] = ()

    def to_json(self, indent: int | None = None) -> str:
        """The JSON form, the same bytes for the same assessment."""
        return self.model_dump_json(indent=indent)


class VersionSays(_Shown):
    """What one version says of it: the kind of an outcome or the state of a promise ("" for a value), and the lines.

    `there` is false where it has none of that name.
    """

    version: str
    there: bool
    kind: str = ""
    lines: tuple[str, ...] = ()


class VersionRow(_Shown):
    """A decision (or a `when` of an `advise`), a taper, a promise, a score or a result in every version."""

    name: str
    title: str
    differs: bool
    versions: tuple[VersionSays, ...]


class VersionsCompared(_Shown):
    """Versions of one guideline for one patient at one time, oldest first; `rows` in the order of the newest."""

    format: str = VERSIONS_FORMAT
    engine: str
    as_of: date | datetime
    guideline: str
    rows: tuple[VersionRow, ...]
    assessments: tuple[Assessment, ...]
    notes: tuple[str, ...] = ()

    @property
    def differences(self) -> int:
        """How many rows the versions say differently."""
        return sum(row.differs for row in self.rows)

    def to_json(self, indent: int | None = None) -> str:
        """The JSON form, the same bytes for the same comparison."""
        return self.model_dump_json(indent=indent)
