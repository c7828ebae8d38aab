"""What a statement is called in a list: the title of its item, and what tells it from the other parts of it."""

from __future__ import annotations

from guideline_dsl import core
from guideline_dsl.statement_parts import Part
from guideline_dsl.wording import band_words, crowd_words, item_words, words

_LONGEST = 160
"""Characters; a condition may be longer, and all of it is in the words of the statement."""


def title_of(part: Part) -> str:
    """`Starting prednisone: when juvenile`, `contraindicate methotrexate when unprotected`, `weight`."""
    title = _title(part)
    return title if len(title) <= _LONGEST else f"{title[:_LONGEST].rstrip()} ..."


def item_title(node: core.Node) -> str:
    """What a top-level item is called."""
    match node:
        case core.TaperNode(title=title, medicine=medicine):
            return title or f"taper of {medicine}"
        case (
            core.GuidelineNode(title=title, name=name)
            | core.DecisionNode(title=title, name=name)
            | core.RegimenNode(title=title, name=name)
            | core.NeverNode(title=title, name=name)
            | core.DefineNode(title=title, name=name)
            | core.MedicineNode(title=title, name=name)
            | core.ProcedureNode(title=title, name=name)
        ):
            return title or name
        case core.FactNode(name=name) | core.AssumptionNode(name=name):
            return name
        case core.GateNode(target=target):
            return f"before {crowd_words(target)}"
        case core.WithholdNode(kind=kind, targets=targets):
            return f"{kind} {', '.join(map(crowd_words, targets))}"
        case _:
            return node.id


def branch_words(branch: core.BranchNode) -> str:
    """`when juvenile`, `otherwise`, `First line, until refractory`."""
    line = f"{branch.title or branch.name}, " if branch.name else ""
    match branch.condition:
        case None:
            return f"{line}for good" if line else "otherwise"
        case core.Apply(operator="not", operands=(until,)) if line:
            return f"{line}until {words(until)}"
        case condition:
            return f"{line}when {words(condition)}"


def exception_words(exception: core.ExceptionNode) -> str:
    """`except when pregnant`, `overridden by decide:pulse when severe`."""
    condition = words(exception.condition)
    if exception.decided_by:
        return f"overridden by {exception.decided_by.partition(':')[2]} when {condition}"
    return f"except when {condition}"


def act_words(node: core.Node) -> str:
    """`give prednisone`, `stop any heart`, `do scan`: a line without how it is done."""
    match node:
        case core.GiveNode(target="nothing"):
            return "give nothing"
        case core.GiveNode(target=target, name=name):
            return f"give {called(target, name)}"
        case core.StopNode(target=target, name=name):
            return f"stop {called(target, name)}"
        case core.DoNode(procedure=procedure):
            return f"do {procedure}"
        case _:
            raise TypeError(f"{node.id} is no line")


def called(target: str, name: str) -> str:
    """A medicine, `any` of a class, a regimen: as a line names it."""
    return f"any {name}" if target == "class" else name


def _title(part: Part) -> str:
    around = item_title(part.around) if part.around is not None else ""
    match part.node, part.piece:
        case core.GuidelineNode(), core.UsedGuideline(name=name, title=title):
            return f"taken over from {title or name}"
        case core.GuidelineNode(), piece if piece is not None:
            return "whom the guideline is for"
        case _, core.ReferenceEntry(number=number, guideline=guideline):
            return f"reference {number}{guideline and f' of {guideline}'}"
        case _, core.ValueSetEntry(name=name, title=title):
            return title or name
        case _, core.LeftOutEntry(quote=quote):
            return f'not encoded: "{quote.text}"'
        case _, core.TableRow(bands=bands):
            return f"{around}: {', '.join(map(band_words, bands))}"
        case _, core.ScoreItem() as item:
            return f"{around}: {item_words(item)}"
        case core.ExceptionNode() as exception, _:
            return f"{around}: {exception_words(exception)}"
        case core.BranchNode() as branch, _:
            return f"{around}: {branch_words(branch)}"
        case core.OptionNode(title=title, name=name), _:
            return f"{around}: option {title or name}"
        case core.GiveNode() | core.StopNode() | core.DoNode() as line, _:
            return f"{around}: {act_words(line)}"
        case core.LimitNode(condition=condition), _:
            link = ": broken when" if isinstance(part.around, core.NeverNode) else " when"
            return f"{around}{link} {words(condition)}"
        case node, _:
            return item_title(node)
