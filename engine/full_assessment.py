"""An assessment with what every statement of the guideline comes to, whether or not an outcome asked for it.

A drawing shows every statement, so that it has to say of each whether it holds, and with which values; an assessment
tells only what its outcomes were led by. Frozen pydantic models, as in assessment.py.

Declared absent: how it is found (every_statement.py) and how it is drawn.
"""

from __future__ import annotations

from typing import Literal

from engine.assessment import Assessment, Dosage, Step, Withheld, _Shown
from engine.kinds import Action


class StatementShown(_Shown):
    """One statement: its conditions with their answers, and the names of what would settle those that are open.

    Of a gate and of a fact the steps say what is recorded; of a definition, what it is for this patient. `node` is the
    id of the graph node; of a row of a table with its name (`define:risk row 2`).
    """

    node: str
    steps: tuple[Step, ...] = ()
    missing: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    provisional: tuple[str, ...] = ()


class LineShown(_Shown):
    """One give, do or stop of a package.

    `held_by` are the contraindications that hold, `may_be_held_by` those that are open, `waits_for` what a gate wants
    known or done first.
    """

    node: str
    status: Literal["clear", "conditional", "withheld"]
    action: Action
    medicine: str = ""
    dosage: Dosage | None = None
    held_by: tuple[Withheld, ...] = ()
    may_be_held_by: tuple[Withheld, ...] = ()
    waits_for: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class PackageShown(_Shown):
    """Lines that an outcome may come to, given together or withheld together.

    `holders` are the nodes they stand under (the branch or option, and the regimens with their branches), `status` is
    that of its least clear line. `only_one`: the outcome comes to this package and no other, of this option.
    """

    outcome: str
    holders: tuple[str, ...]
    status: Literal["clear", "conditional", "withheld"]
    only_one: bool
    lines: tuple[LineShown, ...] = ()


class FullAssessment(Assessment):
    """An assessment, every statement of the guideline for this patient, and every package that was looked at."""

    statements: tuple[StatementShown, ...] = ()
    packages: tuple[PackageShown, ...] = ()
