"""`guideline test`: run the cases of guidelines, and say which statements no case exercised."""

from __future__ import annotations

from collections.abc import Sequence

from engine.cases import CaseResult, CasesResult, run_cases
from engine.coverage import Statement
from engine.files import UnreadableInput
from guideline_app.findings import Checked, findings_text, has_errors, of_compilation
from guideline_app.sources import (
    HasErrors,
    Source,
    cases_beside,
    graph_of,
    guidelines_below,
    parse_source,
    read_source,
)
from guideline_dsl import core, syntax
from guideline_dsl.checking.cases import check_cases
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.json_form import MalformedJson


@frozen
class Tested:
    """What is printed, what could not be read, and whether a case failed or a file has a mistake."""

    text: str
    unreadable: tuple[str, ...]
    failed: bool


def test_files(arguments: Sequence[str]) -> Tested:
    """Run the cases of every guideline that the arguments name."""
    done: list[_Outcome] = []
    unreadable: list[str] = []
    for argument in arguments:
        try:
            files = guidelines_below(argument)
        except UnreadableInput as problem:
            unreadable.append(str(problem))
            continue
        for file in files:
            try:
                done.append(_test(file))
            except (UnreadableInput, MalformedJson) as problem:
                unreadable.append(str(problem))
    texts = [outcome.text for outcome in done]
    if len(done) > 1:
        texts.append(_altogether(done))
    return Tested("\n".join(texts), tuple(unreadable), not all(outcome.passed for outcome in done))


@frozen
class _Outcome:
    """What the cases of one guideline came to: how many pass, of how many."""

    text: str
    passed: bool
    passing: int = 0
    cases: int = 0


def _altogether(done: Sequence[_Outcome]) -> str:
    """The last line, where more than one guideline was tested."""
    passing, cases = sum(one.passing for one in done), sum(one.cases for one in done)
    failing = sum(not one.passed for one in done)
    wrong = f", {failing} of them fail{'s' if failing == 1 else ''}" if failing else ""
    return f"{len(done)} guidelines{wrong}: {passing} of {cases} cases pass\n"


def _test(argument: str) -> _Outcome:
    source = read_source(argument)
    try:
        graph = graph_of(source)
    except HasErrors as mistake:
        return _Outcome(findings_text(of_compilation(mistake.compilation)), False)
    sources = [source] if not source.is_graph else []
    beside = cases_beside(argument)
    if beside is not None:
        sources.append(beside)
    lines = [f"{source.name}: {graph.head.title or graph.head.name} {graph.head.version}".rstrip()]
    total = CasesResult((), (), frozenset())
    for each in sources:
        cases, mistakes = _cases_of(each, graph)
        if mistakes:
            return _Outcome(f"{lines[0]}\n{mistakes}", False)
        result = run_cases(graph, cases, dict(enumerate(each.text.splitlines(), 1)))
        for outcome in result.results:
            lines += _failed_lines(outcome, each)
        total = CasesResult(
            (*total.results, *result.results), result.statements, total.exercised | result.exercised
        )
    text = "\n".join([*lines, *_summary(total)]) + "\n"
    passing = sum(result.passed for result in total.results)
    return _Outcome(text, total.passed and bool(total.results), passing, len(total.results))


def _cases_of(source: Source, graph: DecisionGraph) -> tuple[list[syntax.Case], str]:
    """The cases of a text; or, when it has an error, its findings as text."""
    parsed = parse_source(source)
    findings = (*parsed.findings, *check_cases(core.Core(graph.nodes), parsed.file))
    if has_errors(findings):
        return [], findings_text(Checked(source, findings))
    return [item for item in parsed.file.items if isinstance(item, syntax.Case)], ""


def _failed_lines(result: CaseResult, source: Source) -> list[str]:
    if result.passed:
        return []
    place = f"{source.name}:{result.case.span.line}"
    lines = [f'  FAILED {place}: "{result.case.title.value}"']
    if result.refused:
        lines += [f"    the patient is refused: {line}" for line in result.refused.splitlines()]
    for failure in result.failures:
        lines += [f"    line {failure.span.line}: {failure.expected}", f"      but: {failure.found}"]
    return lines


def _summary(total: CasesResult) -> list[str]:
    passed = sum(result.passed for result in total.results)
    expectations = sum(result.expectations for result in total.results)
    if not total.results:
        return ["  no cases: write some beside it, in a file of the same name that ends in .cases"]
    lines = [f"  {passed} of {len(total.results)} cases pass, with {expectations} expectations"]
    missed = total.not_exercised
    count = len(total.statements)
    lines.append(f"  {count - len(missed)} of {count} statements are exercised")
    lines += [f"    line {each.span.line}: {_named(each)} is exercised by no case" for each in missed]
    return lines


def _named(statement: Statement) -> str:
    return f"{statement.id} ({statement.says})" if statement.says else statement.id
