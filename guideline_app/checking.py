"""`guideline check`: everything that is wrong with guidelines and the cases beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.files import UnreadableInput
from guideline_app.findings import Checked, Style, fails, of_compilation, rendered
from guideline_app.sources import (
    Source,
    cases_beside,
    compile_source,
    guidelines_below,
    parse_source,
    read_source,
)
from guideline_dsl import core
from guideline_dsl.checking.cases import check_cases
from guideline_dsl.diagnostics import Finding
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph


@frozen
class CheckResult:
    """What is printed, what could not be read, and whether there is an error or a warning."""

    text: str
    unreadable: tuple[str, ...]
    failed: bool


def check_files(arguments: Sequence[str], style: Style) -> CheckResult:
    """Check every guideline that the arguments name."""
    found: list[Checked] = []
    unreadable: list[str] = []
    for argument in arguments:
        try:
            files = guidelines_below(argument)
        except UnreadableInput as problem:
            unreadable.append(str(problem))
            continue
        for file in files:
            try:
                found.extend(_check(file))
            except UnreadableInput as problem:
                unreadable.append(str(problem))
    failed = any(fails(one.findings) for one in found)
    return CheckResult(rendered(found, style), tuple(unreadable), failed)


def _check(argument: str) -> Iterator[Checked]:
    source = read_source(argument)
    if source.is_graph:
        raise UnreadableInput(f"{source.name}: this is a compiled graph; check the text it was made from")
    compilation = compile_source(source)
    graph = compilation.compiled.graph
    if graph is None:
        yield of_compilation(compilation)
        return
    yield of_compilation(compilation, *check_cases(core.Core(graph.nodes), compilation.compiled.file))
    beside = cases_beside(argument)
    if beside is not None:
        yield Checked(beside, findings_of_cases(beside, graph))


def findings_of_cases(source: Source, graph: DecisionGraph) -> tuple[Finding, ...]:
    """What is wrong with a cases file of a guideline."""
    parsed = parse_source(source)
    return (*parsed.findings, *check_cases(core.Core(graph.nodes), parsed.file))
