"""How a guideline stands with its reviewers as JSON, for programs.

`SIGNOFF_FORMAT` changes when a field changes its meaning or goes.

Declared absent: how marks are counted (signoff.py).
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from engine.difference_form import StatementShown, VersionShown, statement_shown, version_shown
from engine.review_file import Mark
from engine.review_marks import MarkState, Placed
from engine.signoff import Signed, SignOff, Standing

SIGNOFF_FORMAT: Literal["guideline-signoff/1"] = "guideline-signoff/1"


class _Shown(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class MarkShown(_Shown):
    """A mark, and what has become of it since."""

    state: MarkState
    mark: Mark


class SignedShown(_Shown):
    """A statement with all marks about it; `agreed_by` are those whose agreement holds."""

    standing: Standing
    statement: StatementShown
    agreed_by: tuple[str, ...]
    marks: tuple[MarkShown, ...]


class SignOffShown(_Shown):
    """Whether a guideline is signed: every statement agreed by at least `reviewers` people, and nobody otherwise.

    `orphans` are the marks on statements that are gone.
    """

    format: Literal["guideline-signoff/1"] = SIGNOFF_FORMAT
    guideline: VersionShown
    reviewers: int
    complete: bool
    statements: tuple[SignedShown, ...]
    orphans: tuple[MarkShown, ...]

    def to_json(self, indent: int | None = None) -> str:
        """The JSON text, the same for the same reviews."""
        return self.model_dump_json(indent=indent)


def signoff_shown(found: SignOff) -> SignOffShown:
    """A sign-off in the form that is written."""
    return SignOffShown(
        guideline=version_shown(found.graph),
        reviewers=found.reviewers,
        complete=found.complete,
        statements=tuple(map(_signed, found.statements)),
        orphans=tuple(map(_mark, found.orphans)),
    )


def _signed(signed: Signed) -> SignedShown:
    return SignedShown(
        standing=signed.standing,
        statement=statement_shown(signed.statement),
        agreed_by=signed.agreed_by,
        marks=tuple(map(_mark, signed.marks)),
    )


def _mark(placed: Placed) -> MarkShown:
    return MarkShown(state=placed.state, mark=placed.mark)
