"""Remarks: what answers for a statement (its `Support`), and the messages that stand under it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from guideline_dsl import core, syntax
from guideline_dsl.checking.desk import Desk
from guideline_dsl.checking.names import known, number_of, unknown_word
from guideline_dsl.checking.phrasing import listed, quoted
from guideline_dsl.checking.report import at
from guideline_dsl.diagnostics import Edit

Message = syntax.Note | syntax.Warn


def remarks_of(body: Iterable[object]) -> tuple[syntax.Remark, ...]:
    """The remarks among the lines of a body."""
    return tuple(line for line in body if isinstance(line, syntax.Remark))


def support(remarks: Iterable[syntax.Remark], desk: Desk) -> core.Support:
    """What answers for the statement these remarks stand under."""
    citations: list[core.Citation] = []
    assumptions: list[str] = []
    strength: syntax.Strength | None = None
    evidence: syntax.Evidence | None = None
    for remark in remarks:
        match remark:
            case syntax.Cite():
                citations.append(_citation(remark, desk))
            case syntax.Assuming(names=names):
                for name in names:
                    if name.text in assumptions:
                        desk.report.add(
                            "said-twice", f"{quoted(name.text)} is assumed twice here", at(name.span)
                        )
                    elif known(name, "assumption", desk.names, desk.report):
                        assumptions.append(name.text)
            case syntax.Strength():
                _scale_word(remark, desk.names.scale("strength", remark.span), strength, desk)
                strength = strength or remark
            case syntax.Evidence():
                _scale_word(remark, desk.names.scale("evidence", remark.span), evidence, desk)
                evidence = evidence or remark
            case syntax.Note() | syntax.Warn():
                pass
            case _:
                assert_never(remark)
    return core.Support(
        tuple(citations),
        tuple(assumptions),
        strength.word.text if strength else "",
        evidence.word.text if evidence else "",
    )


def clause_support(remarks: Iterable[syntax.Remark], clause: str, place: str, desk: Desk) -> core.Support:
    """What answers for a clause that is no node: it can bear citations and assumptions, and no messages."""
    for remark in remarks:
        if isinstance(remark, Message):
            word = "note" if isinstance(remark, syntax.Note) else "warn"
            desk.report.add(
                "note-out-of-place",
                f"a `{word}` under `{clause}` would never be shown on its own",
                at(remark.span),
                help=f"move it to {place}, beside its lines",
            )
    return support(remarks, desk)


def _scale_word(
    remark: syntax.Strength | syntax.Evidence,
    scale: tuple[syntax.Name, ...],
    before: syntax.Strength | syntax.Evidence | None,
    desk: Desk,
) -> None:
    kind = "strength" if isinstance(remark, syntax.Strength) else "evidence"
    words = [word.text for word in scale]
    if before is not None:
        desk.report.add(
            "said-twice",
            f"the {kind} of this statement is said twice",
            at(remark.span),
            at(before.span, "first here"),
        )
    elif not words:
        desk.report.add(
            f"unknown-{kind}",
            f"the guideline declares no scale for `{kind}`",
            at(remark.word.span),
            help=f"declare it in the head, as in `{kind} {remark.word.text} | ...`",
        )
    elif remark.word.text not in words:
        unknown_word(
            f"unknown-{kind}",
            f"{quoted(remark.word.text)} is no {kind} of this guideline",
            remark.word,
            words,
            desk.report,
            help=f"its scale is {listed(words, 'and')}",
        )


def _citation(cite: syntax.Cite, desk: Desk) -> core.Citation:
    numbers: list[int] = []
    for reference in cite.references:
        name, number = number_of(reference), int(reference.number)
        if number in numbers:
            desk.report.add("said-twice", f"reference {name.text} is cited twice here", at(reference.span))
        elif known(name, "reference", desk.names, desk.report):
            numbers.append(number)
    quotes = tuple(quote(words, desk, left_out=False) for words in cite.quotes)
    return core.Citation(tuple(numbers), quotes, cite.span.guideline)


def quote(words: syntax.Text, desk: Desk, *, left_out: bool) -> core.Quote:
    """The quoted words with the sentence of the narrative that they stand in."""
    used = words.span.guideline
    narrative = desk.used_narratives.get(used) if used else desk.narrative
    if narrative is None:
        return core.Quote(words.value)
    found = narrative.standing_in(words.value)
    if not found:
        meant = narrative.nearest(words.value)
        desk.report.add(
            "quote-not-in-narrative",
            "these words do not stand in the narrative",
            at(words.span),
            help=f'the nearest sentence is: "{meant}"' if meant else "quote the narrative word for word",
            edit=Edit(words.span, f'"{meant}"') if meant and '"' not in meant else None,
        )
        return core.Quote(words.value)
    if len(found) > 1:
        desk.report.add(
            "ambiguous-quote",
            f"these words stand in {'more than two' if len(found) > 2 else 'two'} sentences of the narrative",
            at(words.span),
            help="quote more words, so that one sentence is meant",
        )
    if not used:
        (desk.left_out if left_out else desk.quoted).setdefault(found[0], []).append(words.span)
    sentence = narrative.sentences[found[0]]
    return core.Quote(words.value, sentence.text, sentence.statements)
