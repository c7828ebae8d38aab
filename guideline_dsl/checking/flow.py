"""Whether a `decide` may fall silent, and whether each of its branches can be taken.

Both ask if some patient satisfies a condition. The search is exact over yes/no facts, choices, and
comparisons of a number with written numbers: of each number only the written ones and values between them
matter. Everything else (`taking X`, two facts compared) is taken to be yes or no, independently, so that a
branch is called unreachable only when it is; a search that grows too long is given up.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from guideline_dsl import core, syntax
from guideline_dsl.checking.phrasing import quoted
from guideline_dsl.checking.report import Report, at, begins
from guideline_dsl.checking.satisfying import Search
from guideline_dsl.syntax import Span


def check_flow(file: syntax.File, nodes: Sequence[core.Node], report: Report) -> None:
    """Look at every `decide` and every regimen with branches. The nodes must be without error."""
    by_id = {node.id: node for node in nodes}
    search = Search(nodes)
    scope = next((node.scope for node in nodes if isinstance(node, core.GuidelineNode)), None)
    exceptions: dict[str, list[core.Expression]] = {}
    for node in nodes:
        if isinstance(node, core.ExceptionNode):
            exceptions.setdefault(node.parent, []).append(node.condition)
    for item in file.items:
        match item:
            case syntax.Decide(name=name, body=body):
                identifier = f"decide:{name.text}"
                node = by_id[identifier]
                assert isinstance(node, core.DecisionNode)
                applicable = [part for part in (scope, node.applies) if part is not None]
                applicable += [_not(condition) for condition in exceptions.get(identifier, [])]
            case syntax.Regimen(name=name, body=body):
                identifier = f"regimen:{name.text}"
                applicable = []
            case _:
                continue
        branches = [part for part in body if isinstance(part, syntax.Branch)]
        conditions = [
            node.condition
            for number, branch in enumerate(branches, 1)
            if branch.condition is not None
            and isinstance(node := by_id[f"{identifier}/when:{number}"], core.BranchNode)
            and node.condition is not None
        ]
        if branches:
            _branches(name, list(zip_longest(branches, conditions)), applicable, search, report)


def _branches(
    name: syntax.Name,
    branches: Sequence[tuple[syntax.Branch, core.Expression | None]],
    applicable: Sequence[core.Expression],
    search: Search,
    report: Report,
) -> None:
    """Go down the branches with what is left of the patients; `otherwise`, the last, has no condition."""
    conditions = [condition for _, condition in branches if condition is not None]
    patients = search.among(applicable, conditions)
    for index, (branch, condition) in enumerate(branches):
        before = range(index)
        places = [b.condition.span for b, _ in branches[:index] if b.condition is not None]
        if branch.condition is None or condition is None:
            if patients.one(failing=before) is False:
                _unreachable(begins(branch.span, "otherwise"), places, report)
            return
        if patients.one(holding=(index,), failing=before) is False:
            _unreachable(branch.condition.span, places, report)
    patient = patients.one(failing=range(len(conditions)))
    if patient is not False:
        example = patient.in_words() if patient is not None else ""
        report.add(
            "may-fall-through",
            f"{quoted(name.text)} may fall silent" + (f": no branch is for {example}" if example else ""),
            at(name.span),
            help="end it with `otherwise`, and in it `give nothing` if the guideline says so",
        )


def _unreachable(span: Span, earlier: Sequence[Span], report: Report) -> None:
    reason = (
        "the branches before it take every patient it is for" if earlier else "its condition never holds here"
    )
    report.add(
        "unreachable-branch",
        f"this branch is never reached: {reason}",
        at(span, "never reached"),
        *(at(place) for place in earlier[-3:]),
        help="put it before them, or leave it out" if earlier else "correct its condition, or leave it out",
    )


def _not(condition: core.Expression) -> core.Expression:
    return core.Apply("not", (condition,))
