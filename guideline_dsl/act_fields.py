"""The lines of a statement in words: what is given and how, stopped, done, noted and warned of."""

from __future__ import annotations

from collections.abc import Iterator

from guideline_dsl import core
from guideline_dsl.condition_fields import conversion_fields
from guideline_dsl.field import Field, said
from guideline_dsl.statement_titles import act_words, called
from guideline_dsl.support_fields import support_fields
from guideline_dsl.wording import (
    amount_words,
    closer_words,
    do_words,
    dose_words,
    extent_words,
    frequency_words,
    number_words,
    repeats_words,
    rising_words,
)


def act_fields(line: core.Node) -> Iterator[Field]:
    """The fields of one line."""
    match line:
        case core.GiveNode():
            yield from _of_give(line)
        case core.StopNode(target=target, name=name):
            yield from said("stops", called(target, name), act_words(line))
        case core.DoNode(procedure=procedure):
            how = do_words(line)
            text = f"{procedure}{how and f', {how}'}"
            yield Field("does", text, f"do {text}", procedure, tuple(_of_do(line)))
        case core.MessageNode(kind=kind, text=text):
            yield from said("warning" if kind == "warn" else "note", text)
        case _:
            raise TypeError(f"{line.id} is no line")


def _of_do(line: core.DoNode) -> Iterator[Field]:
    of = f" of {line.procedure}"
    if line.frequency is not None:
        yield from said(f"interval{of}", frequency_words(line.frequency))
    yield from said(f"start{of}", "immediately" if line.immediately else "")
    yield from said(f"not in source{of}", ", ".join(line.gaps))


def _of_give(give: core.GiveNode) -> Iterator[Field]:
    name = "nothing" if give.target == "nothing" else called(give.target, give.name)
    how = dose_words(give)
    text = f"{'the regimen ' if give.target == 'regimen' else ''}{name}{how and f' {how}'}"
    line = f"{act_words(give)}{how and f' {how}'}"
    yield Field("gives", text, line, name, tuple(_of_dose(give.dose, name)))
    computed = [] if give.dose.computed_by is None else [give.dose.computed_by]
    yield from conversion_fields(*computed, *([] if give.dose.basis is None else [give.dose.basis]))
    for closer in give.dose.closers:
        said_closer = closer_words(closer)
        yield from said(f"preference within the dose of {name}", said_closer, said_closer)
        yield from conversion_fields(closer.condition)
        yield from support_fields(closer.support, f"closer to {number_words(closer.figure)}")


def _of_dose(dose: core.Dose, name: str) -> Iterator[Field]:
    of = f" of {name}"
    yield from said(f"dose{of}", amount_words(dose))
    if dose.at_least is not None:
        yield from said(f"lower limit of the dose{of}", number_words(dose.at_least))
    if dose.at_most is not None:
        yield from said(f"upper limit of the dose{of}", number_words(dose.at_most))
    if dose.usually is not None:
        yield from said(f"usual dose{of}", extent_words(dose.usually))
    yield from said(f"route{of}", dose.route)
    if dose.frequency is not None:
        yield from said(f"frequency{of}", frequency_words(dose.frequency))
    yield from said(f"number of doses{of}", repeats_words(dose))
    yield from said(f"rise of the dose{of}", rising_words(dose))
    if dose.duration is not None:
        yield from said(f"duration{of}", extent_words(dose.duration))
    if dose.extendable_to is not None:
        yield from said(f"longest duration{of}", number_words(dose.extendable_to))
    yield from said(f"start{of}", "immediately" if dose.immediately else "")
    yield from said(f"not in source{of}", ", ".join(dose.gaps))
