"""What a run came to, as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engine.cohort.results import outcomes_of
from engine.moments import moment_text
from guideline_app.cohort.summary import Summary, statements_changed, statements_fired
from guideline_dsl.legible import legible_lines

_MOST_FACTS = 12
_EXAMPLES_SHOWN = 2
"""The page and the JSON have more."""


def summary_text(summary: Summary) -> str:
    """The summary; every statement and outcome is counted, of the facts those that are asked for most."""
    return legible_lines("".join(f"{line}\n" for line in _lines(summary)))


def _lines(summary: Summary) -> Iterator[str]:
    head, counts = summary.graph.head, summary.counts
    yield f"{head.title} {head.version}  ({head.name}, content {summary.graph.hash[:12]})"
    yield f"{summary.table} -> {summary.results}, as of {moment_text(summary.as_of)}"
    yield ""
    answered = counts.rows - counts.rejected
    rows = "row" if counts.rows == 1 else "rows"
    yield f"{counts.rows:,} {rows}: {answered:,} answered, {counts.rejected:,} rejected"
    if summary.by_columns is not None and counts.rows:
        yield f"  answered by columns: {summary.by_columns:,}, one by one: {answered - summary.by_columns:,}"
    if counts.rejected:
        yield f"  rejected rows are in {summary.rejects}, each with its reasons"
        yield from (f"  row {row}: {reason}" for reason, row in counts.reasons.items())
    if summary.doubled:
        many = "row has" if summary.doubled == 1 else "rows have"
        yield f"  {summary.doubled:,} {many} the id and the time of a row before; all are answered"
    yield f"IN SCOPE  {_counted(counts.scope, ('yes', 'no', 'unknown'))}"
    yield ""
    yield "OUTCOMES"
    for outcome in outcomes_of(summary.graph):
        if outcome.name in counts.outcomes:
            yield f"  {outcome.name}: {_counted(counts.outcomes[outcome.name])}"
    if counts.promises:
        yield "PROMISES UNDER THE PLAN"
        yield from (f"  {name}: {_counted(states)}" for name, states in counts.promises.items())
    if counts.alerts:
        yield "ALERTS"
        yield from (f"  {number:>9,}  {name}" for name, number in counts.alerts.most_common())
    yield "STATEMENTS THAT FIRED"
    yield from (f"  {each.fired:>9,}  {each.title}" for each in statements_fired(summary))
    if counts.asked:
        yield "ASKED FOR, BECAUSE IT WOULD MATTER"
        shown = counts.asked.most_common(_MOST_FACTS)
        yield from (f"  {number:>9,}  {name}" for name, number in shown)
        if len(counts.asked) > len(shown):
            yield f"             and {len(counts.asked) - len(shown)} more"
    yield from _compared(summary)


def _compared(summary: Summary) -> Iterator[str]:
    changes, old = summary.changes, summary.old
    if changes is None or old is None:
        return
    yield ""
    yield f"COMPARED WITH {old.head.version}  (content {old.hash[:12]})"
    yield f"  of {changes.patients:,} patients the advice changes for {changes.changed:,}"
    if changes.unread:
        yield f"  {changes.unread:,} rows cannot be read by the older version"
    for name, transitions in sorted(changes.outcomes.items()):
        yield f"  {name}"
        for step, found in sorted(transitions.items(), key=lambda each: (-each[1].patients, each[0])):
            yield f"    {found.patients:>9,}  {step}"
            for one in found.examples[:_EXAMPLES_SHOWN]:
                yield f"               {one.label}, before: {one.was}"
                yield f"               {' ' * len(one.label)}     now: {one.now}"
    for what, counter in (("newly", changes.alerts_newly), ("no longer", changes.alerts_no_longer)):
        if counter:
            yield f"  alerts {what}"
            yield from (f"    {number:>9,}  {name}" for name, number in counter.most_common())
    for what, outcomes in (("new", changes.only_newer), ("gone", changes.only_older)):
        yield from (
            f"  {name}: {what} in this version: {_counted(states)}" for name, states in outcomes.items()
        )
    for kind in statements_changed(summary):
        if kind.statements:
            yield f"  {kind.says[0].lower()}{kind.says[1:]}"
            yield from (f"    {fired.fired:>9,}  {fired.title}" for fired in kind.statements)
    if changes.outcomes and summary.explains:
        yield f"  one patient, by both versions: {summary.explains} ID"


def _counted(states: Mapping[str, int], order: Iterable[str] = ()) -> str:
    names = [name for name in order if name in states]
    rest = sorted((name for name in states if name not in names), key=lambda name: (-states[name], name))
    return ", ".join(f"{states[name]:,} {name}" for name in (*names, *rest)) or "0"
