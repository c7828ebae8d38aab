"""Declarations as nodes: the head, references, facts, medicines, procedures, value sets, definitions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import Literal, assert_never

from guideline_dsl import core, syntax
from guideline_dsl.base_values import base_value
from guideline_dsl.checking.desk import Desk
from guideline_dsl.checking.dose_units import dose_kind
from guideline_dsl.checking.expressions import condition
from guideline_dsl.checking.fact_types import check_notes, default_value, substance_factor
from guideline_dsl.checking.literals import calendar_day, number, unit_named
from guideline_dsl.checking.names import known, number_of
from guideline_dsl.checking.nodes import Nodes
from guideline_dsl.checking.phrasing import quoted
from guideline_dsl.checking.report import at
from guideline_dsl.checking.stretches import duration, frequency
from guideline_dsl.checking.support import clause_support
from guideline_dsl.checking.value_types import WRONG, Mistaken
from guideline_dsl.diagnostics import Edit
from guideline_dsl.dimensions import describe
from guideline_dsl.spans import Span
from guideline_dsl.types import Choice, Date, Moment, Number, Truth, Type


def head(item: syntax.GuidelineHead, nodes: Nodes, desk: Desk) -> None:
    """The `guideline` item; each of its lines is said once."""
    lines: dict[type, syntax.HeadLine] = {}
    for line in item.lines:
        first = lines.setdefault(type(line), line)
        if first is not line and not isinstance(line, syntax.Use):
            desk.report.add(
                "said-twice", "the head says this twice", at(line.span), at(first.span, "first here")
            )
    version, status, notice = lines.get(syntax.Version), lines.get(syntax.Status), lines.get(syntax.Notice)
    narrative, source, scope = (
        lines.get(syntax.NarrativeFile),
        lines.get(syntax.Source),
        lines.get(syntax.For),
    )
    if version is None:
        desk.report.add(
            "missing-version",
            "the guideline has no version",
            at(item.name.span),
            help="write `version 1.0.0` under its first line; every result names the version",
        )
    source_date: date | None = None
    if isinstance(source, syntax.Source) and source.date is not None:
        source_date = calendar_day(source.date)
    language = lines.get(syntax.Language)
    effective_from, effective_to = _effective(lines.get(syntax.Effective), desk)
    nodes.put(
        core.GuidelineNode(
            name=item.name.text,
            title=item.title.value,
            version=version.text if isinstance(version, syntax.Version) else "",
            language=language.tag.text if isinstance(language, syntax.Language) else "",
            effective_from=effective_from,
            effective_to=effective_to,
            narrative=narrative.file.value if isinstance(narrative, syntax.NarrativeFile) else "",
            source=source.title.value if isinstance(source, syntax.Source) else "",
            source_date=source_date,
            status=status.text.value if isinstance(status, syntax.Status) else "",
            notice=notice.text.value if isinstance(notice, syntax.Notice) else "",
            strengths=tuple(word.text for word in desk.names.strengths),
            evidences=tuple(word.text for word in desk.names.evidences),
            scope=condition(scope.condition, desk) if isinstance(scope, syntax.For) else None,
            uses=desk.uses,
            id="guideline",
            span=item.span,
        )
    )


def _effective(line: syntax.HeadLine | None, desk: Desk) -> tuple[date | None, date | None]:
    """The days between which the guideline is effective; reversed ones are found."""
    if not isinstance(line, syntax.Effective):
        return None, None
    first = calendar_day(line.first)
    if line.last is None:
        return first, None
    last = calendar_day(line.last)
    if last < first:
        desk.report.add(
            "effective-reversed",
            "the guideline ends before it begins to be effective",
            at(line.last.span, "the last day"),
            at(line.first.span, "the first day"),
            help="write the first day, `to`, and the last day on which it is effective",
            edit=Edit(
                Span(
                    line.first.span.start,
                    line.last.span.end,
                    line.first.span.line,
                    line.first.span.column,
                    line.last.span.end_line,
                    line.last.span.end_column,
                ),
                f"{line.last.text} to {line.first.text}",
            ),
        )
    return first, last


def references(item: syntax.References, nodes: Nodes) -> None:
    """A `references` block."""
    entries = tuple(
        core.ReferenceEntry(
            int(entry.number.number),
            entry.kind.text,
            entry.title.value,
            entry.publisher.value if entry.publisher else "",
            entry.year.number if entry.year else "",
            entry.span.guideline,
        )
        for entry in item.entries
    )
    nodes.put(core.ReferencesNode(entries, id=nodes.numbered("", "references"), span=item.span))


def _codes(notes: Iterable[object]) -> tuple[core.CodeList, ...]:
    return tuple(core.CodeList(n.system, n.codes) for n in notes if isinstance(n, syntax.Codes))


def facts(item: syntax.Facts, nodes: Nodes, desk: Desk) -> None:
    """A `facts` block and its facts."""
    block = nodes.put(core.BlockNode("facts", id=nodes.numbered("", "facts"), span=item.span))
    for entry in item.entries:
        nodes.put(_fact(entry, block, desk))


def _fact(entry: syntax.FactDeclaration, block: str, desk: Desk) -> core.FactNode:
    within = nearest = None
    conversion: core.SubstanceFactor | None = None
    value_set = question = ""
    check_notes(entry, desk)
    for note in entry.notes:
        match note:
            case syntax.WithinAge(quantity=quantity):
                within = duration(quantity, desk.report)
            case syntax.ToTheNearest(quantity=quantity):
                nearest = number(quantity)
            case syntax.Conversion():
                conversion = substance_factor(note)
                for reference in note.references:
                    known(number_of(reference), "reference", desk.names, desk.report)
            case syntax.InValueSet(name=name):
                if known(name, "value set", desk.names, desk.report):
                    value_set = name.text
            case syntax.Question(text=text):
                question = text.value
            case syntax.Codes():
                pass
            case _:
                assert_never(note)
    return core.FactNode(
        name=entry.name.text,
        type=desk.fact_types.get(entry.name.text) or core.YesNo(),
        question=question,
        codes=_codes(entry.notes),
        within=within,
        nearest=nearest,
        conversion=conversion,
        value_set=value_set,
        only_when=condition(entry.only_when, desk) if entry.only_when is not None else None,
        default=default_value(entry, desk) if entry.default is not None else None,
        id=f"fact:{entry.name.text}",
        parent=block,
        span=entry.span,
    )


def medicines(item: syntax.Medicines, nodes: Nodes, desk: Desk) -> None:
    """A `medicines` block and its medicines."""
    block = nodes.put(core.BlockNode("medicines", id=nodes.numbered("", "medicines"), span=item.span))
    for entry in item.entries:
        nodes.put(_medicine(entry, block, desk))


def _medicine(entry: syntax.MedicineDeclaration, block: str, desk: Desk) -> core.MedicineNode:
    tablets: list[core.Number] = []
    only: core.Frequency | None = None
    title = ""
    for note in entry.notes:
        match note:
            case syntax.Tablets(strengths=strengths):
                tablets.extend(_tablets(strengths, desk))
            case syntax.OnlyFrequency(frequency=written):
                only = frequency(written, desk.report)
            case syntax.Question(text=text):
                title = text.value
            case syntax.Codes():
                pass
            case _:
                assert_never(note)
    classes: dict[str, None] = {}
    for name in entry.classes:
        if name.text in classes:
            desk.report.add("said-twice", f"the class {quoted(name.text)} is named twice", at(name.span))
        classes[name.text] = None
    return core.MedicineNode(
        name=entry.name.text,
        classes=tuple(classes),
        title=title,
        codes=_codes(entry.notes),
        tablets=tuple(tablets),
        only=only,
        id=f"medicine:{entry.name.text}",
        parent=block,
        span=entry.span,
    )


def _tablets(strengths: Iterable[syntax.Quantity], desk: Desk) -> Iterator[core.Number]:
    seen: dict[Fraction, syntax.Span] = {}
    for strength in strengths:
        unit = unit_named(strength.unit, strength.span, desk.report)
        if unit is None:
            continue
        kind = dose_kind(strength.unit)
        if kind is None or kind.basis or kind.per_time or kind.amount == "count":
            desk.report.add(
                "tablet-dimension",
                f"a tablet holds an amount, and {quoted(strength.unit)} is {describe(unit.dimension)}",
                at(strength.span),
                help=f"write it as in `{strength.number} mg`",
            )
            continue
        amount = base_value(number(strength))
        if amount in seen:
            desk.report.add(
                "said-twice", "this tablet is named twice", at(strength.span), at(seen[amount], "first here")
            )
        seen.setdefault(amount, strength.span)
        yield number(strength)


def procedures(item: syntax.Procedures, nodes: Nodes) -> None:
    """A `procedures` block and its procedures."""
    block = nodes.put(core.BlockNode("procedures", id=nodes.numbered("", "procedures"), span=item.span))
    for entry in item.entries:
        nodes.put(
            core.ProcedureNode(
                entry.name.text,
                entry.title.value,
                _codes(entry.codes),
                id=f"procedure:{entry.name.text}",
                parent=block,
                span=entry.span,
            )
        )


def value_sets(item: syntax.ValueSets, nodes: Nodes) -> None:
    """A `value sets` block."""
    entries = tuple(
        core.ValueSetEntry(entry.name.text, entry.title.value, _codes(entry.codes)) for entry in item.entries
    )
    nodes.put(core.ValueSetsNode(entries, id=nodes.numbered("", "value_sets"), span=item.span))


def define(item: syntax.Define, nodes: Nodes, desk: Desk) -> str:
    """A definition, typed before (definitions.py); gives its id."""
    typed = desk.definitions.get(item.name.text, WRONG)  # WRONG: the name is taken
    return nodes.put(
        core.DefineNode(
            item.name.text,
            typed.value,
            _kind(typed.type),
            typed.unit,
            item.title.value if item.title else "",
            support=clause_support(item.remarks, "define", "what uses the definition", desk),
            id=f"define:{item.name.text}",
            span=item.span,
        )
    )


def _kind(found: Type | Mistaken) -> Literal["truth", "choice", "number", "date", "date and time"]:
    match found:
        case Truth() | Mistaken():
            return "truth"
        case Choice():
            return "choice"
        case Number():
            return "number"
        case Date():
            return "date"
        case Moment():
            return "date and time"
    assert_never(found)
