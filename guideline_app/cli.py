"""The `guideline` command. Each subcommand says what it does; the work is done in other rooms.

Exit codes, never mixed: 0 fine (for `evaluate`: an assessment exists), 1 findings (mistakes in a guideline,
cases that fail, files not formatted), 2 usage, 3 bad input (a file that is missing, unreadable or not
UTF-8, a refused patient, JSON that is none, an output that cannot be written), 70 a mistake of the program.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from guideline_app.output import Unwritable, complain, say, write_whole

if TYPE_CHECKING:
    from guideline_dsl.graph import DecisionGraph

FINE, FINDINGS, BAD_INPUT, OUR_MISTAKE, INTERRUPTED = 0, 1, 3, 70, 130  # 2 is typer's own, for usage

_HELP = """A clinical guideline as a file: check it, test it, evaluate a patient, draw it.

Decision support for professionals: not a device, not validated.

\b
guideline new my_guideline
guideline check my_guideline/my_guideline.guideline
guideline test my_guideline
guideline evaluate my_guideline/my_guideline.guideline patient.json
guideline draw my_guideline/my_guideline.guideline -o pathway.svg

\b
A FILE of `-` is standard input.
Exit codes: 0 fine (for evaluate: an assessment exists), 1 findings, 2 usage,
3 bad input (a missing, unreadable or malformed file; a refused patient).
"""

app = typer.Typer(
    name="guideline",
    help=_HELP,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class FindingsFormat(StrEnum):
    """How findings are shown."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"


class ResultFormat(StrEnum):
    """How a result is shown."""

    TEXT = "text"
    JSON = "json"


class SchemaOf(StrEnum):
    """What a schema describes."""

    PATIENT = "patient"
    ASSESSMENT = "assessment"


GuidelineArgument = Annotated[
    str, typer.Argument(metavar="FILE", help="A guideline, or the JSON form of its graph; - for stdin.")
]
GuidelinesArgument = Annotated[
    list[str], typer.Argument(metavar="FILE...", help="Guidelines, or folders with guidelines; - for stdin.")
]


def main() -> None:
    """Run the command. No input makes it end in a traceback; a mistake of our own is told in one line.

    `GUIDELINE_TRACEBACK=1` shows such a mistake in full, to report it.
    """
    # A start makes many objects and no garbage; looking for cycles among them would be a tenth of its time.
    gc.set_threshold(100_000)
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception as mistake:
        if os.environ.get("GUIDELINE_TRACEBACK"):
            raise
        complain(
            f"guideline: a mistake of the program, please report it: {type(mistake).__name__}: {mistake}"
        )
        sys.exit(OUR_MISTAKE)


@contextmanager
def _bad_input() -> Iterator[None]:
    """Turn what is wrong with an input into one sentence and exit code 3."""
    from engine.files import UnreadableInput
    from guideline_dsl.json_form import MalformedJson

    try:
        yield
    except (UnreadableInput, Unwritable, MalformedJson) as problem:
        complain(f"guideline: {problem}")
        raise typer.Exit(BAD_INPUT) from None


def _version(wanted: bool) -> None:
    if wanted:
        from guideline_dsl.version import ENGINE_VERSION

        say(f"guideline {ENGINE_VERSION}\n")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


@app.command()
def check(
    files: GuidelinesArgument,
    style: Annotated[
        FindingsFormat, typer.Option("--format", help="For people, for programs, or for code scanning.")
    ] = FindingsFormat.TEXT,
) -> None:
    """Say everything that is wrong with guidelines: where it stands, and what to write instead.

    Exit code 1 when there is an error or a warning; notes are only listed.
    """
    from guideline_app.checking import check_files

    result = check_files(files, style.value)
    say(result.text)
    _leave(result.unreadable, result.failed)


@app.command()
def evaluate(
    file: GuidelineArgument,
    patient: Annotated[str, typer.Argument(metavar="PATIENT.json", help="The patient; - for stdin.")],
    as_of: Annotated[
        datetime | None,
        typer.Option(
            "--as-of", formats=["%Y-%m-%d"], help="The day it is about, YYYY-MM-DD; today if left out."
        ),
    ] = None,
    style: Annotated[
        ResultFormat, typer.Option("--format", help="For a clinician, or for a program.")
    ] = ResultFormat.TEXT,
) -> None:
    """Say what a guideline recommends for a patient, what it withholds and why, and what is missing."""
    from engine.library import evaluate as evaluate_patient
    from engine.patient import PatientRefused
    from guideline_app.report import assessment_text
    from guideline_app.sources import read_source

    day = date.today() if as_of is None else as_of.date()
    if file == patient == "-":
        raise typer.BadParameter("the guideline and the patient cannot both come from standard input")
    with _bad_input():
        graph = _graph(file)
        record = read_source(patient)
    try:
        assessment = evaluate_patient(graph, record.text, day)
    except PatientRefused as refusal:
        complain(f"guideline: {record.name}: the patient is refused\n{refusal}")
        raise typer.Exit(BAD_INPUT) from None
    say(f"{assessment.to_json(indent=2)}\n" if style is ResultFormat.JSON else assessment_text(assessment))


@app.command(name="test")
def test_guidelines(files: GuidelinesArgument) -> None:
    """Run the cases of guidelines, and list the statements that no case exercised.

    Cases stand in the guideline itself and in the file of the same name that ends in `.cases`, beside it.
    """
    from guideline_app.testing import test_files

    result = test_files(files)
    say(result.text)
    _leave(result.unreadable, result.failed)


@app.command()
def fmt(
    files: GuidelinesArgument,
    check_only: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit code 1 if a file would change.")
    ] = False,
) -> None:
    """Rewrite guidelines and cases in the one layout. Standard input goes to standard output."""
    from guideline_app.formatting import compare_files, format_files

    result = compare_files(files) if check_only else format_files(files)
    say(result.text)
    _leave(result.unreadable, result.failed)


@app.command()
def new(name: Annotated[str, typer.Argument(help="A name of a-z, 0-9 and _, as `sore_throat`.")]) -> None:
    """Make a folder NAME with a small guideline, its narrative, its cases and a patient to begin from."""
    from guideline_app.starter import NotStarted, start_guideline

    try:
        say(start_guideline(Path(), name))
    except NotStarted as problem:
        complain(f"guideline: {problem}")
        raise typer.Exit(BAD_INPUT) from None


@app.command()
def graph(file: GuidelineArgument) -> None:
    """Print the decision graph as JSON, which `evaluate`, `draw` and `schema` take in place of the text."""
    with _bad_input():
        say(f"{_graph(file).to_json()}\n")


@app.command()
def schema(
    file: GuidelineArgument,
    of: Annotated[SchemaOf, typer.Option("--of", help="What the schema describes.")] = SchemaOf.PATIENT,
) -> None:
    """Print the JSON Schema of the patients of a guideline, or of its assessments."""
    import json

    with _bad_input():
        loaded = _graph(file)
    if of is SchemaOf.PATIENT:
        from engine.patient_schema import patient_schema

        described = patient_schema(loaded)
    else:
        from engine.assessment import Assessment

        described = Assessment.model_json_schema(mode="serialization")
    say(f"{json.dumps(described, indent=2, ensure_ascii=False)}\n")


@app.command()
def draw(
    file: GuidelineArgument,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="PATHWAY", help="Where to: a file ending in .svg or .dot."),
    ],
) -> None:
    """Draw the pathway, for a clinician to review."""
    from visualize.pathway import pathway
    from visualize.svg import DrawingFailed, draw_svg

    if output.suffix not in (".svg", ".dot"):
        raise typer.BadParameter(f"`{output}` ends neither in .svg nor in .dot", param_hint="--output")
    with _bad_input():
        drawing = pathway(_graph(file))
        try:
            write_whole(output, drawing.dot if output.suffix == ".dot" else draw_svg(drawing))
        except DrawingFailed as problem:
            raise Unwritable(f"{output}: cannot be drawn ({problem})") from problem


def _graph(file: str) -> DecisionGraph:
    """The graph of an argument; a guideline with an error shows its findings and ends the command."""
    from guideline_app.sources import HasErrors, graph_of, read_source

    try:
        return graph_of(read_source(file))
    except HasErrors as problem:
        from guideline_app.checking import findings_text

        complain(findings_text(problem.findings, problem.source).rstrip())
        raise typer.Exit(FINDINGS) from None


def _leave(unreadable: Sequence[str], failed: bool) -> None:
    """End a command over several files; bad input outranks findings."""
    for problem in unreadable:
        complain(f"guideline: {problem}")
    raise typer.Exit(BAD_INPUT if unreadable else FINDINGS if failed else FINE)
