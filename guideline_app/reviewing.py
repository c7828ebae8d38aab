"""`guideline review`: a guideline, its cases and its findings, collected for the page.

Declared absent: what is made of them (visualize/review.py) and how it looks.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from types import MappingProxyType

from engine.cases import CasePlayed, play
from engine.evaluate import in_full
from engine.files import UnreadableInput
from guideline_app.checking import findings_of_cases
from guideline_app.findings import Checked, findings_text, has_errors, of_compilation
from guideline_app.report import assessment_text
from guideline_app.sources import (
    STANDARD_INPUT,
    HasErrors,
    Source,
    cases_beside,
    compile_source,
    parse_source,
    read_source,
)
from guideline_app.wrapping import UNWRAPPED
from guideline_dsl import core, syntax
from guideline_dsl.checking.cases import check_cases
from guideline_dsl.diagnostics import Finding
from guideline_dsl.graph import DecisionGraph
from visualize.cards import Marks
from visualize.overlay import marks_of
from visualize.review import Material, PlayedCase
from visualize.review_charts import charts_of
from visualize.review_page import review_page
from visualize.review_payload import FindingShown


class CasesHaveErrors(Exception):
    """A file of cases has an error, so that they cannot be run; the message are its findings as text."""


def review_of(file: str, more_cases: Sequence[str] = (), original: str | None = None) -> str:
    """The review page of a guideline, with the cases in it, those beside it, and those of the files named.

    `original` is the file with the text of the guideline's source.

    Raises HasErrors, CasesHaveErrors and UnreadableInput.
    """
    return review_page(material_of(file, more_cases, original))


def material_of(file: str, more_cases: Sequence[str] = (), original: str | None = None) -> Material:
    """What is reviewed; raises as `review_of` does."""
    source = read_source(file)
    if source.is_graph:
        raise UnreadableInput(f"{source.name}: this is a compiled graph; review the text it was made from")
    compilation = compile_source(source)
    graph = compilation.compiled.graph
    if graph is None:
        raise HasErrors(compilation)
    beside = [found] if (found := cases_beside(file)) is not None else []
    quoted_from = read_source(original) if original is not None else None
    others = [*beside, *map(read_source, more_cases)]
    own = of_compilation(compilation, *check_cases(core.Core(graph.nodes), compilation.compiled.file))
    checked = [own, *(Checked(each, findings_of_cases(each, graph)) for each in others)]
    wrong = [findings_text(one) for one in checked if has_errors(one.findings)]
    if wrong:
        raise CasesHaveErrors("".join(wrong))
    return Material(
        graph=graph,
        file=_file_name(source),
        text=source.text,
        narrative=compilation.narrative,
        used=MappingProxyType(
            {name: (_last(place), text) for name, (place, text) in compilation.used.items()}
        ),
        findings=tuple(shown for one in checked for shown in _findings(one)),
        cases=tuple(_counted(played for each in (source, *others) for played in _played(each, graph))),
        source=(_file_name(quoted_from), quoted_from.text) if quoted_from is not None else None,
    )


# ---------------------------------------------------------------- findings


def _findings(checked: Checked) -> Iterator[FindingShown]:
    for finding in checked.findings:
        yield _finding(finding, checked)


def _finding(finding: Finding, checked: Checked) -> FindingShown:
    span = finding.places[0].span
    used = checked.used or {}
    place = used[span.guideline][0] if span.guideline in used else checked.source.name
    return FindingShown(
        finding.severity,
        finding.code,
        finding.message,
        span.line,
        _last(place),
        finding.help,
    )


# ---------------------------------------------------------------- cases


def _counted(cases: Iterator[PlayedCase]) -> Iterator[PlayedCase]:
    """The cases, each counted on a terminal as it is done: hundreds of them take their time."""
    shows = sys.stderr.isatty()
    for number, case in enumerate(cases, 1):
        if shows:
            print(f"\rcase {number} is run\x1b[K", end="", file=sys.stderr, flush=True)
        yield case
    if shows:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _played(source: Source, graph: DecisionGraph) -> Iterator[PlayedCase]:
    """The cases of a text, each run and evaluated in full."""
    lines = source.text.splitlines()
    written = dict(enumerate(lines, 1))
    for item in parse_source(source).file.items:
        if isinstance(item, syntax.Case):
            yield _case(source, lines, play(graph, item, written), graph)


def _case(source: Source, lines: Sequence[str], played: CasePlayed, graph: DecisionGraph) -> PlayedCase:
    result = played.result
    case = result.case
    failures = [
        f"line {failure.span.line}: {failure.expected}; but: {failure.found}" for failure in result.failures
    ]
    failures += [f"the patient is refused: {line}" for line in result.refused.splitlines()]
    report: tuple[str, ...] = ()
    marks: Marks = {}
    charts: tuple[str, ...] = ()
    if played.evaluation is not None and played.assessment is not None:
        assessment = in_full(played.evaluation, played.assessment)
        report = tuple(assessment_text(assessment, UNWRAPPED).splitlines())
        marks = marks_of(graph, assessment)
        charts = charts_of(graph, assessment)
    return PlayedCase(
        case.title.value,
        _file_name(source),
        case.span.line,
        tuple(lines[case.span.line - 1 : case.span.end_line]),
        result.passed,
        tuple(failures),
        report,
        marks,
        charts,
    )


def _file_name(source: Source) -> str:
    """What the page calls a file: its name without the folders, which are those of one machine."""
    return "standard input" if source.name == STANDARD_INPUT else _last(source.name)


def _last(place: str) -> str:
    return PurePath(place).name
