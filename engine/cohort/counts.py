"""What many answers come to together: how often each statement fired, each outcome, and what is missing.

Counts are added to, a patient at a time or a part at a time, and have a JSON form in which a part of a run is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.cohort.fired import fired
from engine.cohort.results import Outcome, outcomes_of
from engine.compiled.answer import Answer, WronglyAnswer
from engine.sentences import need_words
from guideline_dsl import core
from guideline_dsl.graph import DecisionGraph

MOST_EXAMPLES = 5


@dataclass(slots=True)
class Counts:
    """Counts over rows; `outcomes` and `promises` by name and then by state, the others by what they count."""

    rows: int = 0
    rejected: int = 0
    scope: Counter[str] = field(default_factory=Counter)
    fired: Counter[str] = field(default_factory=Counter)
    outcomes: dict[str, Counter[str]] = field(default_factory=dict)
    promises: dict[str, Counter[str]] = field(default_factory=dict)
    alerts: Counter[str] = field(default_factory=Counter)
    unrecorded: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    reasons: dict[str, int] = field(default_factory=dict)
    """Some rejected rows: why, and the row."""
    by_columns: int = 0
    """Rows that columns answered, not Python one by one."""

    def plus(self, other: Counts) -> None:
        """Add the counts of other rows, which come after these."""
        self.rows += other.rows
        self.rejected += other.rejected
        self.by_columns += other.by_columns
        for own, more in (
            (self.scope, other.scope),
            (self.fired, other.fired),
            (self.alerts, other.alerts),
            (self.unrecorded, other.unrecorded),
            (self.asked, other.asked),
        ):
            own.update(more)
        for mine, theirs in ((self.outcomes, other.outcomes), (self.promises, other.promises)):
            for name, states in theirs.items():
                mine.setdefault(name, Counter()).update(states)
        for reason, row in other.reasons.items():
            if len(self.reasons) < MOST_EXAMPLES:
                self.reasons.setdefault(reason, row)

    def reject(self, row: int, reasons: Iterable[str]) -> None:
        """Count a row that cannot be read."""
        self.rows += 1
        self.rejected += 1
        for reason in reasons:
            if len(self.reasons) < MOST_EXAMPLES:
                self.reasons.setdefault(reason, row)

    def to_json(self) -> dict[str, object]:
        """The counts as JSON, in an order that does not depend on that of the rows."""
        return {
            "rows": self.rows,
            "rejected": self.rejected,
            "scope": _ordered(self.scope),
            "fired": _ordered(self.fired),
            "outcomes": {name: _ordered(states) for name, states in sorted(self.outcomes.items())},
            "promises": {name: _ordered(states) for name, states in sorted(self.promises.items())},
            "alerts": _ordered(self.alerts),
            "unrecorded": _ordered(self.unrecorded),
            "asked": _ordered(self.asked),
            "reasons": dict(self.reasons),
            "by_columns": self.by_columns,
        }


def counts_of_json(form: Mapping[str, object]) -> Counts:
    """The counts of their JSON form; raises TypeError or KeyError for anything else."""
    return Counts(
        whole_of_json(form["rows"]),
        whole_of_json(form["rejected"]),
        counter_of_json(form["scope"]),
        counter_of_json(form["fired"]),
        {name: counter_of_json(states) for name, states in mapping_of_json(form["outcomes"]).items()},
        {name: counter_of_json(states) for name, states in mapping_of_json(form["promises"]).items()},
        counter_of_json(form["alerts"]),
        counter_of_json(form["unrecorded"]),
        counter_of_json(form["asked"]),
        dict(counter_of_json(form["reasons"])),
        whole_of_json(form["by_columns"]),
    )


def _ordered(counter: Counter[str]) -> dict[str, int]:
    return dict(sorted(counter.items()))


def counter_of_json(form: object) -> Counter[str]:
    """Counts by name; raises TypeError."""
    return Counter({name: whole_of_json(number) for name, number in mapping_of_json(form).items()})


def mapping_of_json(form: object) -> Mapping[str, object]:
    """An object; raises TypeError."""
    if not isinstance(form, Mapping):
        raise TypeError("an object was expected")
    return form


def whole_of_json(form: object) -> int:
    """A whole number; raises TypeError."""
    if not isinstance(form, int):
        raise TypeError("a whole number was expected")
    return form


def wrongly_names(wrongly: Iterable[WronglyAnswer]) -> list[str]:
    """How it is counted what is taken wrongly."""
    return [f"{wrong.kind}: {wrong.medicine}" for wrong in wrongly]


class Counting:
    """Counts the answers of one guideline."""

    def __init__(self, graph: DecisionGraph) -> None:
        """Look up the names once."""
        self._outcomes: tuple[Outcome, ...] = outcomes_of(graph)
        self._promises = tuple(node.name for node in graph.nodes if isinstance(node, core.NeverNode))

    def add_row(self, counts: Counts, answer: Answer, unrecorded: Iterable[str]) -> None:
        """Count one patient of whom these facts are not recorded."""
        counts.rows += 1
        self.add_answer(counts, answer, 1)
        counts.unrecorded.update(unrecorded)

    def add_answer(self, counts: Counts, answer: Answer, many: int) -> None:
        """Count what so many patients are told."""
        counts.scope[{True: "yes", False: "no", None: "unknown"}[answer.scope]] += many
        for outcome, unit in zip(self._outcomes, answer.units, strict=True):
            counts.outcomes.setdefault(outcome.name, Counter())[unit.kind] += many
        for name, promise in zip(self._promises, answer.promises, strict=True):
            counts.promises.setdefault(name, Counter())[promise.plan] += many
            if "broken" in (promise.now, promise.plan):
                counts.alerts[f"broken promise: {name}"] += many
        for counter, names in (
            (counts.fired, fired(answer)),
            (counts.alerts, wrongly_names(answer.taken_wrongly)),
            (counts.asked, map(need_words, answer.missing)),
        ):
            counter.update({name: times * many for name, times in Counter(names).items()})
