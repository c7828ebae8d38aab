"""What an expression, a dose or a node refers to: the one walk over expressions that the readers share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from guideline_dsl import core


def subexpressions(expression: core.Expression) -> Iterator[core.Expression]:
    """The expression and everything inside it, outermost first; definitions are not followed."""
    waiting = [expression]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(operands(current)))


def operands(expression: core.Expression) -> tuple[core.Expression, ...]:
    """The expressions directly inside an expression, in order."""
    match expression:
        case core.Apply(operands=inner) | core.CountOf(operands=inner):
            return inner
        case core.Member(subject=subject):
            return (subject,)
        case core.Cases(arms=arms, otherwise=otherwise):
            inside = [part for arm in arms for part in (arm.condition, arm.value)]
            return (*inside, otherwise) if otherwise is not None else tuple(inside)
        case core.Converted(value=value):
            return (value,)
        case core.Observed(fact=fact):
            return (fact,)
        case core.Sustained(fact=fact, bound=bound):
            return (fact, bound)
        case core.ExtremeItem(score=score):
            return (score,)
        case core.Elapsed(start=start, end=end) | core.TimeBetween(start=start, end=end):
            return (start, end)
        case core.DateShift(day=day):
            return (day,)
        case core.DateOf(moment=moment):
            return (moment,)
        case core.Table(columns=columns, rows=rows):
            return (*(column.key for column in columns), *(row.value for row in rows))
        case core.Score(items=items):
            return tuple(p for item in items for p in (item.condition, item.points) if p is not None)
        case (
            core.Number()
            | core.TruthConstant()
            | core.Symbol()
            | core.Day()
            | core.Today()
            | core.Now()
            | core.FactRef()
            | core.DefinitionRef()
            | core.Taking()
            | core.PlanHas()
            | core.Done()
            | core.MedicineMeasure()
            | core.Contraindicated()
        ):
            return ()
    assert_never(expression)


def dose_expressions(dose: core.Dose) -> Iterator[core.Expression]:
    """The expressions a dose reads: its basis and the conditions of its preferences."""
    if dose.basis is not None:
        yield dose.basis
    if dose.computed_by is not None:
        yield dose.computed_by
    for closer in dose.closers:
        yield closer.condition


def node_expressions(node: core.Node) -> Iterator[core.Expression]:
    """The expressions that stand in a node itself, in reading order."""
    match node:
        case core.GuidelineNode(scope=condition) | core.DecisionNode(applies=condition):
            if condition is not None:
                yield condition
        case core.FactNode(only_when=only_when, default=default):
            if only_when is not None:
                yield only_when
            if default is not None:
                yield default.value
                if default.condition is not None:
                    yield default.condition
        case core.DefineNode(value=value):
            yield value
        case core.BranchNode(condition=branch_condition):
            if branch_condition is not None:
                yield branch_condition
        case core.ExceptionNode(condition=holds) | core.LimitNode(condition=holds):
            yield holds
        case core.OptionNode(only_when=only, prefer_when=prefer):
            for clause in (*only, *prefer):
                yield clause.condition
        case core.GiveNode(dose=dose):
            yield from dose_expressions(dose)
        case core.TaperNode():
            for maybe in (node.applies, node.start_when, node.hold_when):
                if maybe is not None:
                    yield maybe
        case (
            core.ReferencesNode()
            | core.BlockNode()
            | core.ValueSetsNode()
            | core.MedicineNode()
            | core.ProcedureNode()
            | core.RegimenNode()
            | core.StopNode()
            | core.DoNode()
            | core.MessageNode()
            | core.GateNode()
            | core.WithholdNode()
            | core.NeverNode()
            | core.AssumptionNode()
            | core.NotEncodedNode()
            | core.PhasesNode()
            | core.TextsNode()
            | core.CaseNode()
        ):
            return
        case _:
            assert_never(node)


def support_of(node: core.Node) -> core.Support:
    """What answers for a node itself (not for what encloses it)."""
    match node:
        case (
            core.DefineNode(support=support)
            | core.RegimenNode(support=support)
            | core.DecisionNode(support=support)
            | core.ExceptionNode(support=support)
            | core.BranchNode(support=support)
            | core.OptionNode(support=support)
            | core.GateNode(support=support)
            | core.LimitNode(support=support)
            | core.TaperNode(support=support)
        ):
            return support
        case _:
            return core.UNSUPPORTED


def supports_of(node: core.Node) -> Iterator[core.Support]:
    """What answers for a node, and for each clause and preference inside it."""
    yield support_of(node)
    match node:
        case core.OptionNode(only_when=only, prefer_when=prefer):
            yield from (clause.support for clause in (*only, *prefer))
        case core.GiveNode(dose=dose):
            yield from (closer.support for closer in dose.closers)
        case _:
            return


def citations_of(node: core.Node) -> Iterator[core.Citation]:
    """Every citation of a node: its own, and those of the clauses and preferences inside it."""
    for support in supports_of(node):
        yield from support.citations


def assumptions_of(node: core.Node) -> tuple[str, ...]:
    """Every assumption a node names: its own, and those of the clauses and preferences inside it."""
    named = (name for support in supports_of(node) for name in support.assumptions)
    return tuple(dict.fromkeys(named))
