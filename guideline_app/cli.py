"""The `guideline` command. Each subcommand says what it does; the work is done in other rooms.

Exit codes, never mixed: 0 fine (for `evaluate`: an assessment exists), 1 findings (mistakes in a guideline,
cases that fail, files not formatted), 2 usage, 3 bad input (a file that is missing, unreadable or not
UTF-8, a refused patient, JSON that is none, an output that cannot be written), 70 a mistake of the program.

The standard library's parser is used, and each command imports its own room: a cold `guideline evaluate`
answers within half a second, of which a richer parser alone would take a fifth.
"""

from __future__ import annotations

import gc
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from guideline_app.output import Unwritable, complain, say, write_whole

if TYPE_CHECKING:
    from guideline_dsl.graph import DecisionGraph
    from visualize.cards import Deck

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
  1 findings: mistakes in a guideline, cases that fail, files not formatted
  2 usage
  3 bad input: a missing, unreadable or malformed file, a refused patient
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
    """Print the JSON Schema of the patients of a guideline, or of its assessments."""
    import json

    from engine.assessment_schema import schema_of
    from engine.patient_schema import patient_schema

    graph = _graph(given.file)
    described = patient_schema(graph) if given.of == "patient" else schema_of(given.of)
    say(f"{json.dumps(described, indent=2, ensure_ascii=False)}\n")
    return FINE


def _draw(given: Namespace) -> int:
    """Draw the pathway, for a clinician to review; works with or without Graphviz installed.

    With a patient it shows what happened: what holds, what does not, what is not known, and what was withheld.
    """
    from visualize.paper import about, paper_file
    from visualize.paper_deck import for_paper
    from visualize.paper_fonts import NotPrinted
    from visualize.picture import dot_text, draw, sheets_of
    from visualize.svg import DrawingFailed

    graph = _graph(given.file)
    drawn = _deck(graph, given)
    try:
        match given.output.suffix:
            case ".dot":
                write_whole(given.output, dot_text(sheets_of(drawn, given.level)))
            case ".svg":
                write_whole(given.output, draw(drawn, given.level).svg)
            case ending:
                pages = draw(for_paper(drawn), given.level).pages
                write_whole(given.output, paper_file(ending, pages, about(graph)))
    except (DrawingFailed, NotPrinted) as problem:
        raise Unwritable(f"{given.output}: cannot be drawn ({problem})") from problem
    return FINE


def _deck(graph: DecisionGraph, given: Namespace) -> Deck:
    """The whole guideline, or one decision, and what it came to for a patient where there is one."""
    from engine.patient import PatientRefused
    from guideline_app.drawing import deck_of, deck_of_patient
    from guideline_app.sources import STANDARD_INPUT, read_source
    from visualize.only import NoSuchDecision

    if given.file == given.patient == STANDARD_INPUT:
        complain("guideline: the guideline and the patient cannot both come from standard input")
        raise _Ended(USAGE)
    try:
        if given.patient is None:
            return deck_of(graph, given.only)
        patient = read_source(given.patient)
        return deck_of_patient(graph, patient.text, given.as_of or date.today(), given.only)
    except NoSuchDecision as problem:
        complain(f"guideline: {problem}")
        raise _Ended(USAGE) from None
    except PatientRefused as refusal:
        complain(f"guideline: {given.patient}: the patient is refused\n{refusal}")
        raise _Ended(BAD_INPUT) from None


def _graph(file: str) -> DecisionGraph:
    """The graph of an argument; a guideline with an error shows its findings and ends the command."""
    from guideline_app.sources import HasErrors, graph_of, read_source

    try:
        return graph_of(read_source(file))
    except HasErrors as problem:
        from guideline_app.findings import findings_text, of_compilation

        complain(findings_text(of_compilation(problem.compilation)).rstrip())
        raise _Ended(FINDINGS) from None


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
    _takes_guidelines(check)
    _takes_format(check, "text", "json", "sarif")
    evaluate = command("evaluate", _evaluate)
    evaluate.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="a guideline, or the JSON form of its graph; several are evaluated together; - for standard input",
    )
    evaluate.add_argument("patient", metavar="PATIENT.json", help="the patient; - for standard input")
    _takes_time(evaluate)
    evaluate.add_argument(
        "--language",
        default="",
        metavar="TAG",
        help="show the guideline's own texts in a language that it has texts in, as de",
    )
    _takes_format(evaluate, "text", "json")
    _takes_guidelines(command("test", _test))
    fmt = command("fmt", _fmt)
    _takes_guidelines(fmt)
    fmt.add_argument(
        "--check", action="store_true", help="change nothing; exit code 1 if a file would change"
    )
    new = command("new", _new)
    new.add_argument("name", metavar="NAME", help="made of a-z, 0-9 and _, as sore_throat")
    _takes_graph(command("graph", _show_graph))
    command("grammar", _grammar)
    schema = command("schema", _schema)
    _takes_graph(schema)
    schema.add_argument(
        "--of",
        choices=("patient", "assessment", "together", "versions"),
        default="patient",
        help="default: patient",
    )
    draw = command("draw", _draw)
    _takes_graph(draw)
    draw.add_argument(
        "-o",
        "--output",
        type=_picture,
        required=True,
        metavar="PICTURE",
        help="a file ending in .svg, .pdf, .png or .dot",
    )
    extent = draw.add_mutually_exclusive_group()
    extent.add_argument(
        "--level",
        choices=("overview", "full"),
        default="full",
        help="one page with phases and decisions, or all of the pathway (default: full)",
    )
    extent.add_argument(
        "--only", metavar="NAME", help="one decision, with its limits and what its words stand for"
    )
    draw.add_argument(
        "--patient", metavar="PATIENT.json", help="show what happened to a patient; - for standard input"
    )
    _takes_time(draw)
    return parser


def _takes_time(command: ArgumentParser) -> None:
    command.add_argument(
        "--as-of",
        type=_time,
        metavar="TIME",
        help="2026-01-31 (its end), 2026-01-31T14:30 or 2026-01-31T14:30+01:00; today if left out",
    )


def _takes_graph(command: ArgumentParser) -> None:
    command.add_argument(
        "file", metavar="FILE", help="a guideline, or the JSON form of its graph; - for standard input"
    )


def _takes_guidelines(command: ArgumentParser) -> None:
    command.add_argument(
        "files", nargs="+", metavar="FILE", help="guidelines, or folders of them; - for standard input"
    )


def _takes_format(command: ArgumentParser, *formats: str) -> None:
    command.add_argument("--format", choices=formats, default="text", help="default: text")


def _time(text: str) -> date:
    """A day, or a time with or without an offset."""
    if "T" not in text:
        return _day(text)
    from engine.patient_times import time_of_text

    try:
        return time_of_text(text)
    except ValueError:
        refusal = (
            f"`{text}` is no time; write it as 2026-01-31T14:30, or with its offset as 2026-01-31T14:30+01:00"
        )
        raise ArgumentTypeError(refusal) from None


def _day(text: str) -> date:
    refusal = ArgumentTypeError(f"`{text}` is no date; write it as 2026-01-31")
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise refusal from error
    if day.isoformat() != text:  # 20260131 and 2026-W05-6 are dates to Python
        raise refusal
    return day


def _picture(text: str) -> Path:
    path = Path(text)
    if path.suffix not in (".svg", ".pdf", ".png", ".dot"):
        raise ArgumentTypeError(f"`{text}` ends in none of .svg, .pdf, .png and .dot")
    return path


if __name__ == "__main__":
    sys.exit(main())
