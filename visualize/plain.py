"""The words of a condition as a clinician reads them.

A name keeps its letters and loses its underscores: `anti_hmgcr` is shown as `anti hmgcr`, not by the question
that its fact is asked with. So a condition stays as short as it is in the file, and a reader who searches the
file for a word of the picture finds it. Comparisons are shown by their mathematical signs, and units as they are
printed: no name can be the word of a unit. `plan has any x` is made a sentence: `the plan has any x`.

Declared absent: texts that the author wrote in quotes. They are shown letter by letter, but for the names in them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from guideline_dsl import core
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.references import subexpressions

_SIGNS = {"<=": "≤", ">=": "≥", "*": "×"}
_UNITS = {"umol": "µmol", "ug": "µg", "uL": "µL", "Cel": "°C", "m2": "m²"}
_UNIT = re.compile(r"\b(?:umol|ug|uL|Cel|m2)\b")
_SIGN = re.compile(r"(?<= )(?:<=|>=|\*)(?= )")


_NAME = re.compile(r"\w+")


def plain_names(graph: DecisionGraph) -> Callable[[str], str]:
    """For texts that are not made of names alone: the names that the guideline has lose their underscores, and what
    else is said, by a patient's file, stays letter by letter.
    """
    return _replacing({name: plain(name) for name in _names(graph) if "_" in name})


def every_name(*graphs: DecisionGraph) -> Callable[[str], str]:
    """For statements as they are listed: as `plain_names`, with the names of decisions, regimens and promises too, in
    one version or several.
    """
    named = core.DecisionNode | core.RegimenNode | core.NeverNode
    inside = (node.name for graph in graphs for node in graph.nodes if isinstance(node, named))
    names = (*inside, *(name for graph in graphs for name in _names(graph)))
    return _replacing({name: plain(name) for name in names if "_" in name})


def note_names(graph: DecisionGraph) -> Callable[[str], str]:
    """For notes: as `plain_names`, and a decision, a regimen or a promise that is named is called by its title."""
    shown = {name: plain(name) for name in _names(graph) if "_" in name}
    for node in graph.nodes:
        if isinstance(node, core.DecisionNode | core.RegimenNode | core.NeverNode) and "_" in node.name:
            shown[node.name] = f"'{node.title}'" if node.title else plain(node.name)
    return _replacing(shown)


def _replacing(shown: Mapping[str, str]) -> Callable[[str], str]:
    def said_plainly(said: str) -> str:
        return _NAME.sub(lambda word: shown.get(word.group(), word.group()), said)

    return said_plainly


def _names(graph: DecisionGraph) -> Iterator[str]:
    """What is declared, and the words of its choices."""
    yield from (*graph.facts, *graph.medicines, *graph.classes, *graph.procedures, *graph.definitions)
    yield from graph.assumptions
    for fact in graph.facts.values():
        if isinstance(fact.type, core.OneOf):
            yield from fact.type.values
    for definition in graph.definitions.values():
        for part in subexpressions(definition.value):
            if isinstance(part, core.Symbol):
                yield part.value


_SENTENCES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"\bnot plan has any (?=\w)"), "the plan has no "),
    (re.compile(r"\bnot plan has (?=\w)"), "the plan does not have "),
    (re.compile(r"(?<!the )\bplan has (?=\w)"), "the plan has "),
    (re.compile(r"\bat least (\d+) of (?!the class )(?=\w)"), r"at least \1 of the class "),
    (re.compile(r"\bis any of \(([^()]*)\)"), lambda found: f"is ({' or '.join(found[1].split(', '))})"),
)
"""Constructs that are no sentence as they are written, in what a plan has and in choices."""


def plain(said: str) -> str:
    """Words made of names and signs (`wording.words`), with spaces in the names and signs as in print."""
    printed = _UNIT.sub(lambda unit: _UNITS[unit.group()], said)
    for written, read in _SENTENCES:
        printed = written.sub(read, printed)
    return _SIGN.sub(lambda sign: _SIGNS[sign.group()], printed.replace("_", " "))
