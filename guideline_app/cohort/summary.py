"""What a run came to, as one value and as JSON: the counts with the statements, outcomes and facts they are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from engine.cohort.changes import STATEMENTS_SAY, Changes
from engine.cohort.counts import Counts
from engine.cohort.engines import COLUMN_ENGINES
from engine.cohort.results import outcomes_of
from engine.coverage import statements
from engine.moments import moment_text
from guideline_dsl import core
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.statement_parts import parts_of
from guideline_dsl.statement_titles import title_of
from guideline_dsl.version import ENGINE_VERSION


@frozen
class Summary:
    """A run and its counts. `answered` rows were done in this run, in so many seconds; others before it was ended.

    `explains` is the command that shows one patient, but for the label, which comes behind it.
    """

    graph: DecisionGraph
    old: DecisionGraph | None
    table: str
    results: str
    rejects: str
    engine: str
    as_of: date
    counts: Counts
    changes: Changes | None
    doubled: int
    answered: int
    seconds: float
    explains: str = ""

    @property
    def rate(self) -> float:
        """Rows a second."""
        return self.answered / self.seconds if self.seconds > 0 else 0.0

    @property
    def by_columns(self) -> int | None:
        """How many rows columns answered, for both versions if there are two; None for an engine that has none."""
        return self.counts.by_columns if self.engine in COLUMN_ENGINES else None


@frozen
class StatementFired:
    """A statement, its words, and for how many patients it fired."""

    id: str
    title: str
    fired: int


def statements_fired(summary: Summary) -> tuple[StatementFired, ...]:
    """Every statement that may fire, in the order of the guideline."""
    graph, fired = summary.graph, summary.counts.fired
    titles = _titles(graph)
    may = {one.id for one in statements(graph) if one.id in graph} | set(fired)
    may -= {node.id for node in graph.nodes if isinstance(node, core.GateNode)}
    return tuple(
        StatementFired(node.id, titles.get(node.id, node.id), fired[node.id])
        for node in graph.nodes
        if node.id in may
    )


def _titles(graph: DecisionGraph) -> dict[str, str]:
    titles: dict[str, str] = {}
    for part in parts_of(graph):
        titles.setdefault(part.node.id, title_of(part))
    return titles


@frozen
class StatementsChanged:
    """Statements of one kind of change, those first that concern most patients."""

    key: str
    statements: tuple[StatementFired, ...]

    @property
    def says(self) -> str:
        """In words."""
        return STATEMENTS_SAY[self.key]


def statements_changed(summary: Summary) -> tuple[StatementsChanged, ...]:
    """What fires newly or no longer, and what fires that only one version has."""
    if summary.changes is None or summary.old is None:
        return ()
    newer, older, counts = _titles(summary.graph), _titles(summary.old), summary.changes.statements
    return (
        StatementsChanged("newly", _most(counts.newly, newer)),
        StatementsChanged("no_longer", _most(counts.no_longer, newer)),
        StatementsChanged("only_newer", _most(counts.only_newer, newer)),
        StatementsChanged("only_older", _most(counts.only_older, older)),
    )


def _most(counts: Counter[str], titles: Mapping[str, str]) -> tuple[StatementFired, ...]:
    in_order = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return tuple(StatementFired(name, titles.get(name, name), many) for name, many in in_order)


def summary_form(summary: Summary) -> dict[str, object]:
    """The summary as JSON."""
    graph, counts = summary.graph, summary.counts
    told = counts.to_json()
    form: dict[str, object] = {
        "guideline": {
            "id": graph.head.name,
            "title": graph.head.title,
            "version": graph.head.version,
            "status": graph.head.status,
            "hash": graph.hash,
        },
        "engine": {"name": summary.engine, "version": ENGINE_VERSION},
        "as_of": moment_text(summary.as_of),
        "table": summary.table,
        "results": summary.results,
        "rejects": summary.rejects if counts.rejected else None,
        "rows": counts.rows,
        "answered": counts.rows - counts.rejected,
        "rejected": counts.rejected,
        "reasons": told["reasons"],
        "by_columns": summary.by_columns,
        "repeated": summary.doubled,
        "seconds": round(summary.seconds, 3),
        "rows_per_second": round(summary.rate, 1),
        "scope": told["scope"],
        "statements": [
            {"id": each.id, "title": each.title, "fired": each.fired} for each in statements_fired(summary)
        ],
        "outcomes": _in_order(summary, counts.outcomes),
        "promises": told["promises"],
        "alerts": told["alerts"],
        "facts": {
            name: {"not_recorded": counts.unrecorded[name], "asked_for": counts.asked[name]}
            for name in graph.facts
        },
        "asked_for": dict(counts.asked.most_common()),
    }
    if summary.changes is not None and summary.old is not None:
        form["compared"] = _compared_form(summary, summary.changes, summary.old)
    return form


def _compared_form(summary: Summary, changes: Changes, old: DecisionGraph) -> dict[str, object]:
    form: dict[str, object] = {
        "older": {"version": old.head.version, "hash": old.hash},
        **changes.to_json(),
        "explained_by": f"{summary.explains} ID",
    }
    for each in statements_changed(summary):
        form[each.key] = [
            {"id": one.id, "title": one.title, "patients": one.fired} for one in each.statements
        ]
    return form


def _in_order(summary: Summary, outcomes: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    names = [outcome.name for outcome in outcomes_of(summary.graph)]
    return {name: dict(sorted(outcomes[name].items())) for name in names if name in outcomes}
