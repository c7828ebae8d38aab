"""`guideline cohort`: from what was typed to the run, the summary, and the explanation of one row."""

from __future__ import annotations

import json
import shlex
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from engine.cohort.chunks import Working
from engine.cohort.formats import SUMMARIES, ending_of
from engine.cohort.lines import NoTable
from engine.cohort.rows import RowRead
from engine.cohort.version_reading import Given, Reject, Version, names_known
from engine.moments import moment_text
from guideline_app.cohort.running import Run, check_columns, job_of, perform
from guideline_app.cohort.spark import SparkEnded
from guideline_app.cohort.summary import Summary, summary_form
from guideline_app.cohort.summary_text import summary_text
from guideline_app.cohort.tables import open_table, require_engine, require_parquet, usual_engine
from guideline_app.cohort.workers import WorkerEnded
from guideline_app.output import complain, say, write_whole
from guideline_dsl.checking.phrasing import quoted
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.version import version_order

FINE, FINDINGS, BAD_INPUT, OUR_MISTAKE, INTERRUPTED = 0, 1, 3, 70, 130

_FIND_CHUNK = 20_000


def cohort(given: Namespace, graph: DecisionGraph, old: DecisionGraph | None, today: date) -> int:
    """Do what was typed, and return the exit code."""
    try:
        if old is not None:
            _check_version(given.compare, old, graph)
        run = _run(given, graph, old, today)
        if given.explain is not None:
            return _explain(run, given.explain)
        return _results(run, given.summary, _explains(given))
    except NoTable as problem:
        complain(f"guideline: {problem}")
        return BAD_INPUT


def _check_version(file: str, old: DecisionGraph, graph: DecisionGraph) -> None:
    """Raise NoTable where what is to be compared with is another guideline; say where it may be a mistake."""
    name, other = graph.head.name, old.head.name
    if other != name:
        raise NoTable(
            f"{file}: is the guideline {quoted(other)}, and no version of {quoted(name)}; "
            f"--compare takes an older version, which begins with `guideline {name}`"
        )
    if old.hash == graph.hash:
        complain(f"guideline: {file}: says the same as the guideline it is compared with (one content hash)")
    elif version_order(old.head.version) > version_order(graph.head.version):
        complain(
            f"guideline: {file}: is version {old.head.version}, which is later than {graph.head.version}; "
            "changes are told from the file behind --compare to the other one"
        )


def _explains(given: Namespace) -> str:
    """The command that shows one patient, but for the label, which comes behind it."""
    options = ["--as-of", moment_text(given.as_of)] if given.as_of is not None else []
    options += [each for column in given.ignore for each in ("--ignore", column)]
    options += [] if given.compare is None else ["--compare", given.compare]
    typed = ["guideline", "cohort", str(given.file), str(given.table), *options, "--explain"]
    return shlex.join(typed)


def _run(given: Namespace, graph: DecisionGraph, old: DecisionGraph | None, today: date) -> Run:
    engine = given.engine or usual_engine()
    require_engine(engine)
    table = open_table(given.table)
    output = given.output if given.output is not None else Path("results.ndjson")
    kind = ending_of(output)
    assert kind is not None
    if kind == "parquet":
        require_parquet(output)
    if given.output is not None and output.exists() and output.samefile(given.table):
        raise NoTable(f"{output}: the results would replace the table of patients; give them another name")
    if given.table.is_dir() and given.table.resolve() in output.resolve().parents:
        raise NoTable(f"{output}: the results would stand in the table of patients; give them another place")
    if given.partitioned and kind != "parquet":
        raise NoTable(f"{output}: --partitioned writes parts of Parquet; give a name that ends in .parquet")
    return Run(
        graph,
        old,
        table,
        output,
        kind,
        engine,
        given.as_of,
        today,
        given.chunk,
        given.workers,
        given.memory,
        frozenset(given.ignore),
        given.master,
        given.partitioned,
    )


def _results(run: Run, summaries: list[Path], explains: str) -> int:
    try:
        summary = replace(perform(run), explains=explains)
    except KeyboardInterrupt:
        complain("guideline: ended; the same command goes on from here")
        return INTERRUPTED
    except WorkerEnded:
        complain(
            "guideline: a worker process was ended, perhaps for want of memory; the same command goes on from here, "
            "and takes less with less --memory"
        )
        return OUR_MISTAKE
    except SparkEnded as problem:
        complain(f"guideline: {problem}; the same command goes on from here")
        return OUR_MISTAKE
    for path in summaries:
        write_whole(path, _written(summary, SUMMARIES[path.suffix.lower()]))
    say(summary_text(summary))
    return FINDINGS if summary.counts.rejected else FINE


def _written(summary: Summary, kind: str) -> str:
    if kind == "json":
        return f"{json.dumps(summary_form(summary), indent=2, ensure_ascii=False)}\n"
    if kind == "html":
        from visualize.cohort_page import cohort_page  # noqa: PLC0415 - where a page is asked for

        return cohort_page(summary_form(summary))
    return summary_text(summary)


# ---------------------------------------------------------------- one row


def _explain(run: Run, label: str) -> int:
    """Show the whole assessment of each row with a label; of both versions, where an older one is compared."""
    check_columns(run)
    found = rejected = 0
    for given, read in _found(run, label):
        if isinstance(read, Reject):
            rejected += 1
            _complain_of(run, read)
            continue
        found += 1
        say(_explained(run, given, read))
    if not found and not rejected:
        complain(
            f"guideline: {run.table.path}: no row has the id `{label}`; `row 17` is the row of that number"
        )
    return FINE if found and not rejected else BAD_INPUT


def _complain_of(run: Run, reject: Reject) -> None:
    where = f"row {reject.row}" if reject.line is None else f"row {reject.row}, line {reject.line}"
    complain(f"guideline: {run.table.path}: {where} cannot be read")
    complain("\n".join(reject.reasons))


def _explained(run: Run, given: Given, read: RowRead) -> str:
    from engine.evaluate import evaluate  # noqa: PLC0415 - where one is asked for
    from guideline_app.report import assessment_text  # noqa: PLC0415

    if run.old is not None:
        older = Version(job_of(run, run.as_of or run.today), run.old, names_known(run.graph)).read(given)
        if not isinstance(older, Reject):
            from engine.versions import versions_side_by_side  # noqa: PLC0415 - as above
            from guideline_app.together_report import versions_text  # noqa: PLC0415

            both = [run.old, run.graph], [older.record, read.record]
            return versions_text(versions_side_by_side(*both, read.as_of))
        complain("guideline: the older version cannot read the row:")
        complain("\n".join(older.reasons))
    return assessment_text(evaluate(run.graph, read.record, read.as_of))


def _found(run: Run, label: str) -> Iterator[tuple[Given, RowRead | Reject]]:
    working = Working(job_of(run, run.as_of or run.today))
    for chunk, _ in run.table.chunks(_FIND_CHUNK):
        yield from working.find(chunk, label)
