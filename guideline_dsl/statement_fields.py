"""What a statement says, thing by thing, in words: its fields.

A field has a label and a text; two versions of a statement are held against each other field by field (difference.py).
Whatever is part of what a statement says is in a field, so that no change is without words, and in a line of `says_of`,
so that what a reviewer agreed with is all there.

Declared absent: who compares, and for what.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from guideline_dsl import core
from guideline_dsl.act_fields import act_fields
from guideline_dsl.condition_fields import condition_fields, conversion_fields
from guideline_dsl.declaration_fields import (
    fact_fields,
    head_fields,
    medicine_fields,
    procedure_fields,
    reference_fields,
    taper_fields,
    used_fields,
    value_set_fields,
)
from guideline_dsl.field import Field, said
from guideline_dsl.references import support_of
from guideline_dsl.statement_parts import Part
from guideline_dsl.statement_titles import branch_words
from guideline_dsl.support_fields import quote_words, support_fields
from guideline_dsl.units import canonical
from guideline_dsl.wording import crowd_words, item_words, number_words, row_words, words


def fields_of(part: Part) -> tuple[Field, ...]:
    """Everything that a statement says itself, in reading order."""
    return tuple(_of_whole(part) if part.piece is None else _of_piece(part, part.piece))


def says_of(fields: Iterable[Field]) -> str:
    """The statement as it is read: a line for each thing that is said."""
    return "\n".join(field.line for field in fields if field.line)


def _of_piece(part: Part, piece: object) -> Iterator[Field]:
    name = getattr(part.node, "name", "")
    match piece:
        case core.UsedGuideline():
            yield from used_fields(piece)
        case core.ReferenceEntry():
            yield from reference_fields(piece)
        case core.ValueSetEntry():
            yield from value_set_fields(piece)
        case core.LeftOutEntry():
            yield from said("not encoded", quote_words(piece.quote))
            yield from said("because", piece.because)
        case core.TableRow():
            yield from said("row", row_words(piece), f"{name}: {row_words(piece)}")
            yield from conversion_fields(piece.value)
        case core.ScoreItem(points=points, condition=condition):
            yield from said("item", item_words(piece), f"{name}: {item_words(piece)}")
            if isinstance(points, core.Table):
                yield from _columns(points)
            yield from conversion_fields(points, *([] if condition is None else [condition]))
        case _:
            yield from condition_fields("for", piece)  # type: ignore[arg-type] # the scope is an expression


def _of_whole(part: Part) -> Iterator[Field]:
    if isinstance(part.around, core.WithholdNode):
        targets = ", ".join(map(crowd_words, part.around.targets))
        yield from said("effect", part.around.kind, f"{part.around.kind} {targets}")
        yield from said("medicines", targets, "")
    yield from _of_node(part.node)
    for line in part.lines:
        yield from act_fields(line)
    yield from support_fields(support_of(part.node))


def _of_node(node: core.Node) -> Iterator[Field]:
    match node:
        case core.GuidelineNode():
            yield from head_fields(node)
        case core.FactNode():
            yield from fact_fields(node)
        case core.MedicineNode():
            yield from medicine_fields(node)
        case core.ProcedureNode():
            yield from procedure_fields(node)
        case core.DefineNode():
            yield from _of_definition(node)
        case core.RegimenNode(name=name, title=title):
            yield from _named("regimen", name, title)
        case core.DecisionNode(mode=mode, name=name, title=title):
            yield from said("kind", _MODES[mode], "")
            yield from _named(mode, name, title)
            yield from condition_fields("for", node.applies)
        case core.ExceptionNode(condition=condition, decided_by=decided_by):
            yield from said("overridden by", decided_by.partition(":")[2])
            yield from condition_fields("condition", condition, "when" if decided_by else "except when")
        case core.BranchNode(name=name, title=title):
            yield from said("line of therapy", name)
            yield from said("title", title, "")
            yield Field("condition", branch_words(node), branch_words(node))
            if node.condition is not None:
                yield from conversion_fields(node.condition)
        case core.OptionNode():
            yield from _of_option(node)
        case core.GiveNode() | core.StopNode() | core.DoNode():
            yield from act_fields(node)
        case core.GateNode(target=target, facts=facts, procedures=procedures):
            yield from said("before", crowd_words(target), f"before {crowd_words(target)}")
            yield from said("check", ", ".join([*facts, *procedures]))
        case core.NeverNode(name=name, title=title):
            yield from _named("never", name, title)
        case core.LimitNode(condition=condition):
            yield from condition_fields("condition", condition, "when")
        case core.TaperNode():
            yield from taper_fields(node)
        case core.AssumptionNode(name=name, text=text):
            yield from said("name", name, "")
            yield from said("assumption", text, f"{name}: {text}")
            yield from said("because", node.because)
            yield from said("instead", node.instead)
        case _:
            raise TypeError(f"{node.id} is no statement")


_MODES = {"decide": "the first that holds", "choose": "alternatives", "advise": "each that holds"}


def _named(word: str, name: str, title: str) -> Iterator[Field]:
    yield from said("name", name, f'{word} {name} "{title}"' if title else f"{word} {name}")
    yield from said("title", title, "")


def _of_option(option: core.OptionNode) -> Iterator[Field]:
    yield from _named("option", option.name, option.title)
    for label, clauses in (("only when", option.only_when), ("preferred when", option.prefer_when)):
        for clause in clauses:
            yield from condition_fields(label, clause.condition)
            yield from support_fields(clause.support, f"{label} {words(clause.condition)}")


def _of_definition(define: core.DefineNode) -> Iterator[Field]:
    yield from said("name", define.name, "")
    yield from said("title", define.title)
    match define.value:
        case core.Table() as table:
            keys = ", ".join(words(column.key) for column in table.columns)
            yield from said("by", keys, f"{define.name} by {keys}")
            yield from _columns(table)
            yield from conversion_fields(*(column.key for column in table.columns))
        case core.Score():
            yield Field("score", "the sum of its items", f"{define.name}: the sum of its items")
        case value:
            yield from said("value", words(value), f"{define.name}: {words(value)}")
            yield from conversion_fields(value)
    yield from said("kind of value", define.type, "")
    yield from said("shown in", canonical(define.unit) if define.unit else "")


def _columns(table: core.Table) -> Iterator[Field]:
    for column in table.columns:
        if column.nearest is not None:
            yield from said(f"steps of {words(column.key)}", number_words(column.nearest))
