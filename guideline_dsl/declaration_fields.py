"""What is declared, in words: the head, references, facts, medicines, procedures, value sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import assert_never

from guideline_dsl import core
from guideline_dsl.condition_fields import condition_fields, conversion_fields
from guideline_dsl.field import Field, said
from guideline_dsl.wording import extent_words, frequency_words, number_words, words


def head_fields(head: core.GuidelineNode) -> Iterator[Field]:
    """Who wrote it from what, and how far it is reviewed."""
    yield from said("title", head.title, head.title)
    yield from said("name", head.name)
    yield from said("version", head.version)
    yield from said("language", head.language)
    yield from said("effective", _days(head.effective_from, head.effective_to))
    yield from said("narrative", head.narrative)
    yield from said("source", f"{head.source} {head.source_date or ''}".strip())
    yield from said("status", head.status)
    yield from said("notice", head.notice)
    yield from said("strengths", " | ".join(head.strengths))
    yield from said("evidences", " | ".join(head.evidences))


def used_fields(used: core.UsedGuideline) -> Iterator[Field]:
    """A guideline from which something is taken over."""
    yield from said("taken over from", used.name)
    yield from said("title", used.title)
    yield from said("version", used.version)
    yield from said("status", used.status)
    yield from said("effective", _days(used.effective_from, used.effective_to))


def reference_fields(reference: core.ReferenceEntry) -> Iterator[Field]:
    """An entry of the reference list."""
    of = f"{reference.guideline} " if reference.guideline else ""
    yield from said("reference", f"{of}[{reference.number}]", f"{of}[{reference.number}] {reference.title}")
    yield from said("title", reference.title, "")
    yield from said("kind", reference.kind)
    yield from said("publisher", reference.publisher)
    yield from said("year", reference.year)


def value_set_fields(entry: core.ValueSetEntry) -> Iterator[Field]:
    """A value set with its codes."""
    yield from said("name", entry.name, entry.name)
    yield from said("title", entry.title)
    yield from code_fields(entry.codes)


def fact_fields(fact: core.FactNode) -> Iterator[Field]:
    """What a fact may be, how it is asked for and looked up, and what is assumed without it."""
    yield from said("name", fact.name, "")
    yield from said("values", type_words(fact.type), f"{fact.name}: {type_words(fact.type)}")
    yield from said("question", fact.question)
    yield from code_fields(fact.codes)
    yield from said("value set", fact.value_set)
    if fact.within is not None:
        yield from said("not older than", number_words(fact.within))
    if fact.nearest is not None:
        yield from said("measured to the nearest", number_words(fact.nearest))
    if fact.conversion is not None:
        factor = f"{number_words(fact.conversion.of)} is {number_words(fact.conversion.to)}"
        numbers = ", ".join(map(str, fact.conversion.references))
        yield from said("conversion", f"{factor}{numbers and f' [{numbers}]'}")
    yield from condition_fields("only when", fact.only_when)
    if fact.default is not None:
        yield from said("assumed when not recorded", words(fact.default.value))
        yield from condition_fields("assumed only when", fact.default.condition)
        yield from conversion_fields(fact.default.value)
        yield from said("reason for assuming it", fact.default.reason)


def medicine_fields(medicine: core.MedicineNode) -> Iterator[Field]:
    """A medicine with its classes, tablets and the one frequency it may have."""
    yield from said("name", medicine.name, medicine.name)
    yield from said("title", medicine.title)
    yield from said("classes", ", ".join(medicine.classes))
    yield from code_fields(medicine.codes)
    yield from said("tablets", ", ".join(map(number_words, medicine.tablets)))
    if medicine.only is not None:
        yield from said("only", frequency_words(medicine.only))


def procedure_fields(procedure: core.ProcedureNode) -> Iterator[Field]:
    """Something that is done."""
    yield from said("name", procedure.name, procedure.name)
    yield from said("title", procedure.title)
    yield from code_fields(procedure.codes)


def taper_fields(taper: core.TaperNode) -> Iterator[Field]:
    """How a medicine is reduced."""
    yield from said("medicine", taper.medicine, f"taper of {taper.medicine}")
    yield from said("title", taper.title)
    yield from condition_fields("for", taper.applies)
    yield from said("first step from", number_words(taper.earliest))
    yield from condition_fields("first step when", taper.start_when)
    if taper.latest is not None:
        yield from said("first step at the latest by", number_words(taper.latest))
    yield from condition_fields("once reduced, on hold when", taper.hold_when)
    yield from said("a step every", extent_words(taper.every))
    yield from said("steps", ", ".join(map(number_words, taper.rungs)))
    if taper.less is not None:
        yield from said("then less each step", number_words(taper.less))
    yield from said("at the end", taper.end)


def code_fields(codes: Iterable[core.CodeList]) -> Iterator[Field]:
    """The codes of each system."""
    for each in codes:
        yield from said(each.system, ", ".join(each.codes))


def type_words(kind: core.FactType) -> str:
    """`yes | no`, `low | high`, `2 to 300 kg`, `date`."""
    match kind:
        case core.YesNo():
            return "yes | no"
        case core.OneOf(values=values):
            return " | ".join(values)
        case core.NumberBetween(lower=lower, upper=upper, unit=unit):
            return extent_words(core.Extent(core.Number(lower, unit), core.Number(upper, unit)))
        case core.CalendarDay():
            return "date"
        case core.DayAndTime():
            return "date and time"
    assert_never(kind)


def _days(first: date | None, last: date | None) -> str:
    if first is None:
        return ""
    return first.isoformat() if last is None else f"{first.isoformat()} to {last.isoformat()}"
