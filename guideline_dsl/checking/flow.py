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
    _dead_conditions(nodes, report)
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


def _dead_conditions(nodes: Sequence[core.Node], report: Report) -> None:
    """Find limits, scopes, options and `when`s of an `advise` that are for no patient at all.

    A contraindication that can never hold protects nobody, and nothing else would say so.
    """
    search = Search(nodes)
    scope = next((node.scope for node in nodes if isinstance(node, core.GuidelineNode)), None)
    everyone = [scope] if scope is not None else []
    advises = {
        node.id: node.applies
        for node in nodes
        if isinstance(node, core.DecisionNode) and node.mode == "advise"
    }
    if everyone and search.among(everyone, []).one() is False:
        head = next(node for node in nodes if isinstance(node, core.GuidelineNode))
        _never_holds(head.span, "the guideline is for no patient", report)
        return
    for node in nodes:
        match node:
            case core.LimitNode(condition=condition):
                asked, what = [condition], "this `when` never holds, so nothing rests on it"
            case core.DecisionNode(applies=applies, name=name) if applies is not None:
                asked, what = [applies], f"{quoted(name)} is for no patient"
            case core.OptionNode(only_when=clauses, name=name) if clauses:
                asked = [clause.condition for clause in clauses]
                what = f"the option {quoted(name)} is open to no patient"
            case core.BranchNode(condition=found, parent=parent) if found is not None and parent in advises:
                applies = advises[parent]
                asked = [found] if applies is None else [applies, found]
                what = "this `when` never holds, so nothing rests on it"
            case _:
                continue
        if search.among([*everyone, *asked], []).one() is False:
            _never_holds(node.span, what, report)


def _never_holds(span: Span, what: str, report: Report) -> None:
    """Unless a comparison inside was already found to be false for everyone."""
    inside = (place.span for finding in report.findings for place in finding.places[:1])
    if not any(span.start <= one.start and one.end <= span.end for one in inside):
        report.add(
            "never-holds",
            what,
            at(begins(span, "when") if span.end - span.start > len("when") else span),
            help="correct the condition, or leave it out",
        )


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
    before: tuple[int, ...] = ()  # the conditions that must fail and that narrow no domain by themselves
    for index, (branch, condition) in enumerate(branches):
        places = [b.condition.span for b, _ in branches[:index] if b.condition is not None]
        if branch.condition is None or condition is None:
            if patients.one(failing=before) is False:
                _unreachable(begins(branch.span, "otherwise"), places, report)
            return
        if patients.one(holding=(index,), failing=before) is False:
            _unreachable(branch.condition.span, places, report)
        narrowed = patients.without(index)
        if narrowed is None:
            before = (*before, index)
        else:
            patients = narrowed
    patient = patients.one(failing=before)
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
