"""What the narrative says: every sentence is cited, or listed as not encoded, and not both."""

from __future__ import annotations

from guideline_dsl import syntax
from guideline_dsl.checking.desk import Desk
from guideline_dsl.checking.report import at
from guideline_dsl.syntax import Span


def uncited_sentences(file: syntax.File, desk: Desk) -> None:
    """List the sentences that nothing cites, and find those that are cited and left out."""
    if desk.narrative is None:
        return
    place = _place_of_narrative(file)
    for index, sentence in enumerate(desk.narrative.sentences):
        cited, left_out = desk.quoted.get(index), desk.left_out.get(index)
        ids = f" ({', '.join(sentence.statements)})" if sentence.statements else ""
        if cited and left_out:
            desk.report.add(
                "cited-and-left-out",
                f"a sentence of the narrative is cited and listed as not encoded{ids}",
                at(left_out[0], "not encoded"),
                at(cited[0], "cited"),
                help="remove it from `not encoded`, or cite other words",
            )
        elif not cited and not left_out:
            desk.report.add(
                "uncited-sentence",
                f"line {sentence.line} of the narrative is neither cited nor left out{ids}: "
                f'"{sentence.text}"',
                at(place),
                help="cite it where it is encoded, or list it under `not encoded` with the reason",
            )


def _place_of_narrative(file: syntax.File) -> Span:
    for item in file.items:
        if isinstance(item, syntax.GuidelineHead):
            for line in item.lines:
                if isinstance(line, syntax.NarrativeFile):
                    return line.file.span
            return item.name.span
    return file.items[0].span if file.items else syntax.NOWHERE
