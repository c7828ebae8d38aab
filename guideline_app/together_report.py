"""Several guidelines for one patient, or versions of one, as text: conflicts or differences first, then each report.

Declared absent: what conflicts (engine/together.py) or differs (engine/versions.py); the report of one guideline
(guideline_app/report.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.assessment import Assessment
from engine.moments import moment_text
from engine.together_assessment import Conflict, Side, TogetherAssessment, VersionRow, VersionsCompared
from guideline_app.report import assessment_text, cited
from guideline_app.wrapping import wrapped

_LINE = "=" * 100


def together_text(together: TogetherAssessment) -> str:
    """The combined report, ending in a line end."""
    heads = [f"{one.guideline.id} {one.guideline.version}" for one in together.assessments]
    lines = [f"{len(heads)} guidelines together: {', '.join(heads)}"]
    lines += [f"About {moment_text(together.as_of)}, engine {together.engine}"]
    lines += [*_not_in_effect(together.assessments), ""]
    certain = [each for each in together.conflicts if each.severity != "note" and each.certain]
    perhaps = [each for each in together.conflicts if each.severity != "note" and not each.certain]
    notes = [each for each in together.conflicts if each.severity == "note"]
    lines += _section("CONFLICTS BETWEEN THE GUIDELINES", certain) or [
        "CONFLICTS BETWEEN THE GUIDELINES: none",
        "",
    ]
    lines += _section("PERHAPS, DEPENDING ON WHAT IS MISSING", perhaps)
    lines += _section("TO KNOW", notes)
    lines += ["THE PLANS TOGETHER", *wrapped(together.plan_statement, 2), ""]
    if together.notes:
        lines += [
            "HOW THE GUIDELINES WERE MATCHED",
            *(row for note in together.notes for row in wrapped(note, 2, 4)),
            "",
        ]
    return "\n".join([*lines, *_reports(together.assessments)])


def versions_text(compared: VersionsCompared) -> str:
    """The comparison of versions, ending in a line end."""
    versions = [one.guideline.version for one in compared.assessments]
    lines = [f"{compared.guideline}, versions {', '.join(versions)} side by side"]
    lines += [f"About {moment_text(compared.as_of)}, engine {compared.engine}"]
    lines += [*_not_in_effect(compared.assessments), ""]
    differing = [row for row in compared.rows if row.differs]
    alike = [row for row in compared.rows if not row.differs]
    lines += [
        "WHAT THE VERSIONS SAY DIFFERENTLY" if differing else "WHAT THE VERSIONS SAY DIFFERENTLY: nothing"
    ]
    lines += [line for row in differing for line in _row(row)]
    lines += ["", "WHAT THEY SAY ALIKE" if alike else "WHAT THEY SAY ALIKE: nothing"]
    lines += [line for row in alike for line in wrapped(f"= {row.title}: {_briefly(row)}", 2, 4)]
    lines += [""]
    if compared.notes:
        lines += ["ABOUT THE VERSIONS", *(row for note in compared.notes for row in wrapped(note, 2, 4)), ""]
    return "\n".join([*lines, *_reports(compared.assessments)])


def _not_in_effect(assessments: Sequence[Assessment]) -> Iterator[str]:
    for assessment in assessments:
        if assessment.not_in_effect:
            stamp = assessment.guideline
            yield from wrapped(f"{stamp.id} {stamp.version}, NOT IN EFFECT: {assessment.not_in_effect}", 0, 2)


def _reports(assessments: Sequence[Assessment]) -> Iterator[str]:
    for assessment in assessments:
        yield _LINE
        yield assessment_text(assessment)


def _section(title: str, conflicts: Sequence[Conflict]) -> list[str]:
    lines = [title] if conflicts else []
    for conflict in conflicts:
        lines += wrapped(f"! {conflict.severity.upper()}: {conflict.text}", 2, 4)
        lines += [line for side in conflict.sides for line in _side(side)]
        lines += [line for note in conflict.notes for line in wrapped(f"Note: {note}", 4, 6)]
        if conflict.missing:
            lines += wrapped(f"Missing: {', '.join(conflict.missing)}", 4, 6)
    return [*lines, ""] if lines else []


def _side(side: Side) -> list[str]:
    return wrapped(f"{side.guideline} {side.version}: {side.says}{cited(side.citations)}", 4, 6)


def _row(row: VersionRow) -> Iterator[str]:
    yield from wrapped(f"~ {row.title}", 2, 4)
    for says in row.versions:
        if not says.there:
            yield from wrapped(f"{says.version}: has nothing of this name", 4, 6)
            continue
        if not says.kind:
            yield from wrapped(f"{says.version}: {'; '.join(says.lines)}", 4, 6)
            continue
        yield from wrapped(f"{says.version}: {says.kind.upper()}", 4, 6)
        for line in says.lines:
            yield from wrapped(line, 6, 8)


def _briefly(row: VersionRow) -> str:
    first = row.versions[0]
    return first.kind or "; ".join(first.lines)
