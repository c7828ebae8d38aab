"""The library: load a guideline, evaluate a patient at a time.

    graph = load_file("guidelines/inflammatory_myopathy/inflammatory_myopathy.guideline")
    assessment = evaluate(graph, {"facts": {"weight": "70 kg"}, "medicines": []}, date(2026, 1, 31))

Stable: the names of this module, the fields of `Assessment`, and the two format versions
(`guideline_dsl.graph.GRAPH_FORMAT`, `engine.assessment.ASSESSMENT_FORMAT`). A loaded guideline is
immutable and may be shared between threads.

Declared absent: the clock (`as_of` is an argument) and the network.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from guideline_dsl.frozen import frozen

if TYPE_CHECKING:
    from os import PathLike
    from pathlib import Path

    from engine.assessment import Assessment
    from engine.compiled.fast import Fast
    from engine.compiled.kept import Unusable
    from engine.compiled.not_lowered import NotLowered
    from engine.files import UnreadableInput
    from engine.full_assessment import FullAssessment
    from engine.record import PatientRecord
    from engine.together_assessment import TogetherAssessment, VersionsCompared
    from engine.whole_files import Unwritable
    from guideline_dsl.diagnostics import Finding
    from guideline_dsl.display import UnknownLanguage
    from guideline_dsl.graph import DecisionGraph
    from guideline_dsl.json_form import MalformedJson
    from guideline_dsl.parse import Parsed
    from guideline_dsl.syntax import File
    from guideline_dsl.uses import Usable

__all__ = [
    "Compiled",
    "GuidelineRefused",
    "MalformedJson",
    "NotLowered",
    "UnknownLanguage",
    "UnreadableInput",
    "Unusable",
    "Unwritable",
    "compare_versions",
    "compile_fast",
    "compile_parsed",
    "compile_text",
    "evaluate",
    "evaluate_in_full",
    "evaluate_together",
    "load_fast",
    "load_file",
    "load_graph",
    "load_text",
    "save_fast",
]

_ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {
        "MalformedJson": "guideline_dsl.json_form",
        "NotLowered": "engine.compiled.not_lowered",
        "UnknownLanguage": "guideline_dsl.display",
        "UnreadableInput": "engine.files",
        "Unusable": "engine.compiled.kept",
        "Unwritable": "engine.whole_files",
    }
)
"""Where the exceptions are that it raises."""


def __getattr__(name: str) -> object:
    """An exception, from its module when it is first asked for: to import them all takes longer than an answer."""
    if name not in _ELSEWHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_ELSEWHERE[name]), name)


class GuidelineRefused(Exception):
    """The guideline has an error; `findings` are all of them, and the message is them as text."""

    def __init__(self, findings: tuple[Finding, ...], rendered: str) -> None:
        """Keep the findings, and their text as the message."""
        super().__init__(rendered)
        self.findings = findings


@frozen
class Compiled:
    """What became of a text: the graph, None when a finding is an error; and every finding.

    `file` is what was written; the formatter and the cases read it.
    """

    graph: DecisionGraph | None
    findings: tuple[Finding, ...]
    file: File


def compile_text(text: str, narrative: str | None = None, usable: Usable = MappingProxyType({})) -> Compiled:
    """Text becomes syntax, syntax becomes meaning, meaning becomes a graph.

    `narrative` is the text that the guideline's quotes stand in; without it they are not looked up. `usable`
    are the guidelines that its `use` lines name, by name, each read with `guideline_dsl.uses.read_used`.
    """
    from guideline_dsl.parse import parse

    return compile_parsed(text, parse(text), narrative, usable)


def compile_parsed(
    text: str, parsed: Parsed, narrative: str | None, usable: Usable = MappingProxyType({})
) -> Compiled:
    """The rest of `compile_text`, for a text that is already read."""
    from guideline_dsl.check import check, unread_words
    from guideline_dsl.compile import compile_core

    unread = unread_words(text, parsed.file) if parsed.findings else ()
    checked = check(parsed.file, narrative, unread, usable)
    findings = (*parsed.findings, *checked.findings)
    if checked.core is None or any(finding.severity == "error" for finding in findings):
        return Compiled(None, findings, parsed.file)
    return Compiled(compile_core(checked.core), findings, parsed.file)


def evaluate_together(
    graphs: Sequence[DecisionGraph], patient: Mapping[str, object] | str, as_of: date
) -> TogetherAssessment:
    """What several guidelines say about one patient, and what their plans say against each other.

    Raises PatientRefused with every problem, GuidelinesDisagree (engine/together_patient.py) when they declare
    one name as different things, and ValueError when two of them have one name: these are versions.
    """
    from engine.together import assess_together
    from engine.together_patient import records_of, refuse_different_declarations

    names = [graph.head.name for graph in graphs]
    if len(names) < 2 or len(set(names)) < len(names):
        raise ValueError(f"two or more guidelines of different names are evaluated together, not {names}")
    refuse_different_declarations(graphs)
    return assess_together(graphs, records_of(graphs, patient, as_of), as_of)


def compare_versions(
    graphs: Sequence[DecisionGraph], patient: Mapping[str, object] | str, as_of: date
) -> VersionsCompared:
    """What versions of one guideline say about one patient, decision by decision.

    Raises PatientRefused with every problem, and ValueError when they are not versions of one guideline.
    """
    from engine.together_patient import records_of
    from engine.versions import versions_side_by_side

    if len(graphs) < 2 or len({graph.head.name for graph in graphs}) != 1:
        raise ValueError("two or more versions of one guideline are compared")
    return versions_side_by_side(graphs, records_of(graphs, patient, as_of), as_of)


def load_text(
    text: str, narrative: str | None = None, usable: Usable = MappingProxyType({})
) -> DecisionGraph:
    """Load a guideline from its text; `usable` as for `compile_text`.

    Raises GuidelineRefused with every mistake.
    """
    return _graph_of(compile_text(text, narrative, usable), text, "guideline", usable)


def load_file(path: str | Path) -> DecisionGraph:
    """Load a guideline from its file, with the narrative that it names and the guidelines that it uses.

    Raises UnreadableInput when a file cannot be read or the narrative lies outside the guideline's
    folder, and GuidelineRefused with every mistake.
    """
    from pathlib import Path

    from engine.files import beside, read_text
    from engine.used_files import used_by
    from guideline_dsl.parse import parse
    from guideline_dsl.uses import narrative_name

    file = Path(path)
    text = read_text(file)
    parsed = parse(text)
    name = narrative_name(parsed.file)
    narrative = read_text(beside(file.parent, name)) if name else None
    usable = used_by(file.parent, parsed.file).usable
    return _graph_of(compile_parsed(text, parsed, narrative, usable), text, file.name, usable)


def _graph_of(compiled: Compiled, text: str, name: str, usable: Usable) -> DecisionGraph:
    if compiled.graph is None:
        from guideline_dsl.render import render_text
        from guideline_dsl.uses import texts_of

        errors = tuple(finding for finding in compiled.findings if finding.severity == "error")
        raise GuidelineRefused(errors, render_text(errors, text, name, texts_of(usable)))
    return compiled.graph


def load_graph(json_text: str) -> DecisionGraph:
    """Load a guideline from its JSON form, which needs no text.

    Raises MalformedJson when it is not one, or when its content does not have the hash it states.
    """
    from guideline_dsl.read_graph import read_graph

    return read_graph(json_text)


def compile_fast(graph: DecisionGraph, keep_in: str | PathLike[str] | None = None) -> Fast:
    """The guideline made ready for many patients: `compile_fast(graph).answer(record, as_of)`.

    An `Answer` (engine/compiled/answer.py) says what is decided, in ids and exact numbers; the words and the arithmetic
    are those of `evaluate`. `record` is what `engine.patient.read_patient` gives. `keep_in` is a folder of your own in
    which what is made is kept, and found again; as for `load_fast`, what it holds is run.
    """
    from engine.compiled.fast import compile_fast as made

    if keep_in is None:
        return made(graph)
    from engine.compiled.keeping import kept_in
    from engine.compiled.not_lowered import NotLowered

    try:
        return kept_in(keep_in, graph)
    except NotLowered:
        return made(graph)


def save_fast(graph: DecisionGraph, path: str | PathLike[str]) -> None:
    """Keep a guideline that was made ready in a file, for this version of the engine and of Python.

    Raises NotLowered for one that has no fast reading, and Unwritable.
    """
    from engine.compiled.keeping import save_fast as save

    save(graph, path)


def load_fast(path: str | PathLike[str]) -> Fast:
    """The guideline that `save_fast` kept: its first answer takes milliseconds, and needs no text and no graph.

    What the file holds is run, as Python's own compiled code is: load no file that comes from somebody whom you do not
    trust. Raises Unusable for a damaged file, one of another version, and one that others may write.
    """
    from engine.compiled.kept import load_fast as load

    return load(path)


def evaluate(
    graph: DecisionGraph,
    patient: Mapping[str, object] | str | PatientRecord,
    as_of: date,
    language: str = "",
) -> Assessment:
    """What the guideline says about the patient at the time `as_of`, or at the end of it where it is a day.

    `patient` is JSON as text or as Python values, or a record already read. `language` is one that the guideline
    has texts in, "" for the one it is written in. Raises PatientRefused (engine/patient.py) with every problem, and
    UnknownLanguage.
    """
    from engine.evaluate import evaluate as evaluate_record

    return evaluate_record(graph.in_language(language), _record(graph, patient, as_of), as_of)


def evaluate_in_full(
    graph: DecisionGraph,
    patient: Mapping[str, object] | str | PatientRecord,
    as_of: date,
    language: str = "",
) -> FullAssessment:
    """The assessment of `evaluate`, with every statement of the guideline for the patient: for a drawing."""
    from engine.evaluate import evaluate_in_full as evaluate_record

    return evaluate_record(graph.in_language(language), _record(graph, patient, as_of), as_of)


def _record(
    graph: DecisionGraph, patient: Mapping[str, object] | str | PatientRecord, as_of: date
) -> PatientRecord:
    from engine.patient import patient_from_mapping, read_patient
    from engine.record import PatientRecord

    match patient:
        case PatientRecord():
            return patient
        case str():
            return read_patient(patient, graph, as_of)
        case _:
            return patient_from_mapping(patient, graph, as_of)
