"""The `guideline` command. Each subcommand says what it does; the work is done in other rooms.

Exit codes, never mixed: 0 fine (for `evaluate`: an assessment exists), 1 findings (mistakes in a guideline,
cases that fail, files not formatted, versions that differ, statements not agreed), 2 usage, 3 bad input (a file that is
missing, unreadable or not UTF-8, a refused patient, JSON that is none, an output that cannot be written), 70 a mistake
of the program.

The standard library's parser is used, and each command imports its own room: a cold `guideline evaluate`
answers within half a second, of which a richer parser alone would take a fifth.
"""

from __future__ import annotations

import gc
import os
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from guideline_app.arguments import (
    takes_format,
    takes_graph,
    takes_guidelines,
    takes_page,
    takes_picture,
    takes_reviews,
    takes_time,
    takes_versions,
)
from guideline_app.cohort.typed import takes_cohort
from guideline_app.output import Unwritable, complain, say, write_whole

if TYPE_CHECKING:
    from guideline_dsl.graph import DecisionGraph
    from visualize.cards import Deck
    from visualize.picture import Level

FINE, FINDINGS, USAGE, BAD_INPUT, OUR_MISTAKE, INTERRUPTED = 0, 1, 2, 3, 70, 130

_ABOUT = """\
A clinical guideline as a file: check it, test it, evaluate a patient, draw it.
Decision support for professionals: not a device, not validated."""

_MORE = """\
to begin:
  guideline new my_guideline
  guideline check my_guideline/my_guideline.guideline
  guideline test my_guideline
  guideline evaluate my_guideline/my_guideline.guideline my_guideline/patient.json
  guideline draw my_guideline/my_guideline.guideline -o pathway.svg

A file named - is standard input.

exit codes:
  0 fine (for evaluate: an assessment exists)
  1 findings: mistakes in a guideline, cases that fail, files not formatted, versions that differ (diff),
    statements that are not agreed (signoff)
  2 usage
  3 bad input: a missing, unreadable or malformed file, a refused patient; for diff a guideline with mistakes
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    No input makes it end in a traceback; a mistake of the program is told in one line, and in full where
    `GUIDELINE_TRACEBACK` is set.
    """
    # A start makes many objects and no garbage; looking for cycles among them would be a tenth of its time.
    gc.set_threshold(100_000)
    given = _parser().parse_args(arguments)
    try:
        return _run(given)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as mistake:
        if os.environ.get("GUIDELINE_TRACEBACK"):
            raise
        complain(
            f"guideline: a mistake of the program, please report it: {type(mistake).__name__}: {mistake}"
        )
        return OUR_MISTAKE


class _Ended(Exception):
    """A command ends early, with this exit code; everything is said."""

    def __init__(self, code: int) -> None:
        """Keep the exit code."""
        super().__init__(code)
        self.code = code


def _run(given: Namespace) -> int:
    from engine.files import UnreadableInput
    from guideline_dsl.json_form import MalformedJson

    command: Callable[[Namespace], int] = given.run
    try:
        return command(given)
    except _Ended as ended:
        return ended.code
    except (UnreadableInput, Unwritable, MalformedJson) as problem:
        complain(f"guideline: {problem}")
        return BAD_INPUT


# ---------------------------------------------------------------- the commands


def _check(given: Namespace) -> int:
    """Say everything that is wrong with guidelines: where it stands, and what to write instead.

    An error or a warning is exit code 1; notes are only listed. A folder stands for the guidelines in it.
    """
    from guideline_app.checking import check_files

    result = check_files(given.files, given.format)
    say(result.text)
    return _code(result.unreadable, result.failed)


def _evaluate(given: Namespace) -> int:
    """Say what a guideline recommends for a patient, what it withholds and why, and what is missing.

    Several guidelines are evaluated together: the conflicts between them come first. Several versions of one
    guideline are shown side by side, with what they say differently.
    """
    from engine.patient import PatientRefused
    from guideline_app.sources import STANDARD_INPUT, read_source

    if [*given.files, given.patient].count(STANDARD_INPUT) > 1:
        complain("guideline: the guideline and the patient cannot both come from standard input")
        return USAGE
    graphs = [_in_language(_graph(file), given.language) for file in given.files]
    names = [graph.head.name for graph in graphs]
    if 1 < len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        complain(
            f"guideline: `{twice}` is given more than once; compare its versions without other guidelines"
        )
        return USAGE
    patient = read_source(given.patient)
    try:
        say(_evaluated(graphs, patient.text, given.as_of or date.today(), given.format == "json"))
    except PatientRefused as refusal:
        complain(f"guideline: {patient.name}: the patient is refused\n{refusal}")
        return BAD_INPUT
    return FINE


def _evaluated(graphs: Sequence[DecisionGraph], patient: str, as_of: date, as_json: bool) -> str:
    """One guideline, several together, or versions of one."""
    from engine.library import compare_versions, evaluate, evaluate_together

    if len(graphs) == 1:
        from guideline_app.report import assessment_text

        assessment = evaluate(graphs[0], patient, as_of)
        return f"{assessment.to_json(indent=2)}\n" if as_json else assessment_text(assessment)
    from engine.together_patient import GuidelinesDisagree
    from guideline_app.together_report import together_text, versions_text

    if len({graph.head.name for graph in graphs}) == 1:
        compared = compare_versions(graphs, patient, as_of)
        return f"{compared.to_json(indent=2)}\n" if as_json else versions_text(compared)
    try:
        together = evaluate_together(graphs, patient, as_of)
    except GuidelinesDisagree as problem:
        complain(f"guideline: the guidelines cannot be evaluated together\n{problem}")
        raise _Ended(BAD_INPUT) from None
    return f"{together.to_json(indent=2)}\n" if as_json else together_text(together)


def _test(given: Namespace) -> int:
    """Run the cases of guidelines, and list the statements that no case exercised.

    Cases stand in the guideline itself and in the file of the same name that ends in .cases, beside it.
    """
    from guideline_app.testing import test_files

    result = test_files(given.files)
    say(result.text)
    return _code(result.unreadable, result.failed)


def _fmt(given: Namespace) -> int:
    """Rewrite guidelines and cases in the one layout; standard input goes to standard output."""
    from guideline_app.formatting import compare_files, format_files

    result = compare_files(given.files) if given.check else format_files(given.files)
    say(result.text)
    return _code(result.unreadable, result.failed)


def _new(given: Namespace) -> int:
    """Make a folder NAME with a small guideline, its narrative, its cases and a patient, to begin from."""
    from guideline_app.starter import NotStarted, start_guideline

    try:
        say(start_guideline(Path(), given.name))
    except NotStarted as problem:
        complain(f"guideline: {problem}")
        return BAD_INPUT
    return FINE


def _show_graph(given: Namespace) -> int:
    """Print the decision graph as JSON, which `evaluate`, `draw` and `schema` take in place of the text."""
    say(f"{_graph(given.file).to_json()}\n")
    return FINE


def _grammar(_given: Namespace) -> int:
    """Print the TextMate grammar of the language, by which editors colour guidelines and cases."""
    import json

    from guideline_dsl.textmate import textmate_grammar

    say(f"{json.dumps(textmate_grammar(), indent=2, ensure_ascii=False)}\n")
    return FINE


def _schema(given: Namespace) -> int:
    """Print the JSON Schema of the patients of a guideline, of its assessments or reviews, or its columns in tables."""
    from guideline_app.schemas import schema_text

    say(schema_text(_graph(given.file), given.of))
    return FINE


def _cohort(given: Namespace) -> int:
    """Say what a guideline comes to for every patient of a table, and what they come to together.

    Rows that cannot be read go to RESULTS.rejects.ndjson, with the reasons. A run that was ended goes on where it was
    when it is started again. Exit code 0: every row was read. 1: rows were rejected. 3: the table cannot be read.
    """
    from guideline_app.cohort.command import cohort

    old = None if given.compare is None else _graph(given.compare, BAD_INPUT)
    return cohort(given, _graph(given.file), old, date.today())


def _draw(given: Namespace) -> int:
    """Draw the pathway, for a clinician to review; works with or without Graphviz installed.

    With a patient it shows what happened: what holds, what does not, what is not known, and what was withheld.
    """
    from visualize.webassembly import begin_loading

    if given.output.suffix != ".dot":
        begin_loading()
    graph = _graph(given.file)
    _write_picture(given.output, graph, _deck(graph, given), given.level)
    return FINE


def _write_picture(output: Path, graph: DecisionGraph, drawn: Deck, level: Level = "full") -> None:
    """Draw a deck as the ending of the file says."""
    from visualize.paper import about, paper_file
    from visualize.paper_deck import for_paper
    from visualize.paper_fonts import NotPrinted
    from visualize.picture import dot_text, draw, sheets_of
    from visualize.svg import DrawingFailed

    try:
        match output.suffix:
            case ".dot":
                write_whole(output, dot_text(sheets_of(drawn, level)))
            case ".svg":
                write_whole(output, draw(drawn, level).svg)
            case ending:
                pages = draw(for_paper(drawn), level).pages
                write_whole(output, paper_file(ending, pages, about(graph)))
    except (DrawingFailed, NotPrinted) as problem:
        raise Unwritable(f"{output}: cannot be drawn ({problem})") from problem


def _diff(given: Namespace) -> int:
    """Say which statements of two versions of a guideline differ in meaning, and in what; draw it.

    Exit code 0: no statement differs in meaning. 1: one does. 3: a file cannot be read, or has a mistake.
    """
    from guideline_app.comparing import told
    from guideline_app.sources import STANDARD_INPUT
    from guideline_dsl.difference import difference

    if given.old == given.new == STANDARD_INPUT:
        complain("guideline: the old and the new version cannot both come from standard input")
        return USAGE
    found = difference(_graph(given.old, BAD_INPUT), _graph(given.new, BAD_INPUT))
    if given.output is not None:
        from visualize.changed import deck_of_difference

        _write_picture(given.output, found.new, deck_of_difference(found))
    say(told(found, given.format))
    return FINDINGS if found.changes else FINE


def _signoff(given: Namespace) -> int:
    """Say which statements of a guideline its reviewers agree with, and which are open, disputed or stale.

    Exit code 0: every statement is agreed, as it is now. 1: one is not, or the guideline has a mistake. 3: a file
    cannot be read, or is no review of this guideline.
    """
    from engine.signoff import sign_off
    from guideline_app.signing import read_reviews, signoff_text
    from guideline_app.sources import STANDARD_INPUT

    if [given.file, *given.reviews].count(STANDARD_INPUT) > 1:
        complain("guideline: only one of the files can come from standard input")
        return USAGE
    graph = _graph(given.file)
    reviews = read_reviews(given.reviews, graph, date.today())
    found = sign_off(graph, [each.review for each in reviews], given.reviewers)
    if given.format == "json":
        from engine.signoff_form import signoff_shown

        say(f"{signoff_shown(found).to_json(indent=2)}\n")
    else:
        say(signoff_text(found, reviews))
    return FINE if found.complete or given.require == "nothing" else FINDINGS


def _deck(graph: DecisionGraph, given: Namespace) -> Deck:
    """The whole guideline, or one decision, and what it came to for a patient where there is one."""
    from visualize.deck import deck
    from visualize.only import NoSuchDecision, only

    if given.as_of is not None and given.patient is None:
        complain("guideline: --as-of is when a patient is looked at; name one with --patient")
        raise _Ended(USAGE)
    try:
        if given.patient is not None:
            return _patient_deck(graph, given)
        return deck(graph) if given.only is None else only(graph, given.only)
    except NoSuchDecision as problem:
        complain(f"guideline: {problem}")
        raise _Ended(USAGE) from None


def _patient_deck(graph: DecisionGraph, given: Namespace) -> Deck:
    from engine.patient import PatientRefused
    from guideline_app.drawing import deck_of_patient
    from guideline_app.sources import STANDARD_INPUT, read_source

    if given.file == given.patient == STANDARD_INPUT:
        complain("guideline: the guideline and the patient cannot both come from standard input")
        raise _Ended(USAGE)
    patient = read_source(given.patient)
    try:
        return deck_of_patient(graph, patient.text, given.as_of or date.today(), given.only)
    except PatientRefused as refusal:
        complain(f"guideline: {given.patient}: the patient is refused\n{refusal}")
        raise _Ended(BAD_INPUT) from None


def _review(given: Namespace) -> int:
    """Write the review page: the pathway beside the text and the narrative, the lists, the cases, and a place to mark.

    One HTML file that opens in a browser without a network. Cases stand in the guideline and in the file of the same
    name that ends in .cases, beside it; --cases names more. --source shows the source itself beside the narrative.
    """
    from guideline_app.findings import findings_text, of_compilation
    from guideline_app.reviewing import CasesHaveErrors, review_of
    from guideline_app.sources import HasErrors
    from visualize.svg import DrawingFailed

    try:
        write_whole(given.output, review_of(given.file, given.cases, given.source))
    except HasErrors as problem:
        complain(findings_text(of_compilation(problem.compilation)).rstrip())
        return FINDINGS
    except CasesHaveErrors as problem:
        complain(str(problem).rstrip())
        return FINDINGS
    except DrawingFailed as problem:
        raise Unwritable(f"{given.output}: cannot be drawn ({problem})") from problem
    return FINE


def _graph(file: str, code: int = FINDINGS) -> DecisionGraph:
    """The graph of an argument; a guideline with an error shows its findings and ends the command with `code`."""
    from guideline_app.sources import HasErrors, graph_of, read_source

    try:
        return graph_of(read_source(file))
    except HasErrors as problem:
        from guideline_app.findings import findings_text, of_compilation

        complain(findings_text(of_compilation(problem.compilation)).rstrip())
        raise _Ended(code) from None


def _in_language(graph: DecisionGraph, language: str) -> DecisionGraph:
    """The graph as it is shown in a language; one that it has no texts in ends the command."""
    from guideline_dsl.display import UnknownLanguage

    try:
        return graph.in_language(language)
    except UnknownLanguage as problem:
        complain(f"guideline: {problem}")
        raise _Ended(USAGE) from None


def _code(unreadable: Sequence[str], failed: bool) -> int:
    """The exit code of a command over several files; bad input outranks findings."""
    for problem in unreadable:
        complain(f"guideline: {problem}")
    return BAD_INPUT if unreadable else FINDINGS if failed else FINE


# ---------------------------------------------------------------- what is typed


def _parser() -> ArgumentParser:
    from guideline_dsl.version import ENGINE_VERSION

    parser = ArgumentParser(
        "guideline", description=_ABOUT, epilog=_MORE, formatter_class=RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--version", action="version", version=f"guideline {ENGINE_VERSION}", help="show the version"
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, run: Callable[[Namespace], int]) -> ArgumentParser:
        about = run.__doc__ or ""
        added = commands.add_parser(
            name,
            help=about.partition("\n")[0].rstrip("."),
            description=about.replace("\n    ", "\n"),
            formatter_class=RawDescriptionHelpFormatter,
        )
        added.set_defaults(run=run)
        return added

    check = command("check", _check)
    takes_guidelines(check)
    takes_format(check, "text", "json", "sarif")
    evaluate = command("evaluate", _evaluate)
    evaluate.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="a guideline, or the JSON form of its graph; several are evaluated together; - for standard input",
    )
    evaluate.add_argument("patient", metavar="PATIENT.json", help="the patient; - for standard input")
    takes_time(evaluate)
    evaluate.add_argument(
        "--language",
        default="",
        metavar="TAG",
        help="show the guideline's own texts in a language that it has texts in, as de",
    )
    takes_format(evaluate, "text", "json")
    takes_guidelines(command("test", _test))
    fmt = command("fmt", _fmt)
    takes_guidelines(fmt)
    fmt.add_argument(
        "--check", action="store_true", help="change nothing; exit code 1 if a file would change"
    )
    new = command("new", _new)
    new.add_argument("name", metavar="NAME", help="made of a-z, 0-9 and _, as sore_throat")
    takes_graph(command("graph", _show_graph))
    command("grammar", _grammar)
    schema = command("schema", _schema)
    takes_graph(schema)
    schema.add_argument(
        "--of",
        choices=(
            "patient",
            "assessment",
            "together",
            "versions",
            "difference",
            "review",
            "signoff",
            "table",
            "columns",
        ),
        default="patient",
        help="default: patient",
    )
    takes_versions(command("diff", _diff))
    takes_reviews(command("signoff", _signoff))
    takes_cohort(command("cohort", _cohort))
    takes_page(command("review", _review))
    takes_picture(command("draw", _draw))
    return parser


if __name__ == "__main__":
    sys.exit(main())
