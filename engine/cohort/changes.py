"""Whose advice another version of a guideline changes: counted by decision, alert and statement, with examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.cohort.counts import MOST_EXAMPLES, counter_of_json, mapping_of_json, whole_of_json
from engine.cohort.results import ResultColumn, Results
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph

CHANGED = ResultColumn("changed", "text", "what the older version tells otherwise")
BEFORE = ResultColumn("before", "text", "what the older version tells of that")
UNREAD = "(the older version cannot read the row)"


def result_columns(graph: DecisionGraph, compared: bool) -> tuple[ResultColumn, ...]:
    """The columns of results, with two more where an older version is compared."""
    columns = Results(graph).columns
    return (*columns, CHANGED, BEFORE) if compared else columns


@frozen
class Example:
    """A patient by the label, or as `row 17`; what the older version told, and what the newer one tells."""

    label: str
    was: str
    now: str


@dataclass(slots=True)
class Transition:
    """How many patients have it, and the first of them."""

    patients: int = 0
    examples: list[Example] = field(default_factory=list)

    def plus(self, patients: int, examples: Sequence[Example]) -> None:
        """Add other patients, who come after these."""
        self.patients += patients
        self.examples.extend(examples[: MOST_EXAMPLES - len(self.examples)])


STATEMENTS_SAY: Mapping[str, str] = {
    "newly": "Statements that fire newly",
    "no_longer": "Statements that fire no longer",
    "only_newer": "Statements that fire and are new in this version",
    "only_older": "Statements that fired and are gone in this version",
}
"""What is counted of statements, as JSON calls it and in words."""


@dataclass(slots=True)
class OfStatements:
    """Patients by what newly fires or alerts, what no longer does, and what only one version has."""

    newly: Counter[str] = field(default_factory=Counter)
    no_longer: Counter[str] = field(default_factory=Counter)
    only_newer: Counter[str] = field(default_factory=Counter)
    """Patients for whom it fires in the newer version: the older one does not have it."""
    only_older: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Changes:
    """Counts over the patients that both versions read.

    `changed` are those who are told something else by an outcome, a promise or an alert of both versions.
    """

    patients: int = 0
    changed: int = 0
    unread: int = 0
    """Rows that only the newer version can read."""
    outcomes: dict[str, dict[str, Transition]] = field(default_factory=dict)
    """By the name of an outcome or a promise, and what became of it."""
    only_newer: dict[str, Counter[str]] = field(default_factory=dict)
    """What outcomes and promises come to which the older version does not have."""
    only_older: dict[str, Counter[str]] = field(default_factory=dict)
    alerts_newly: Counter[str] = field(default_factory=Counter)
    alerts_no_longer: Counter[str] = field(default_factory=Counter)
    statements: OfStatements = field(default_factory=OfStatements)

    def note(self, name: str, transition: str, patients: int, examples: Sequence[Example]) -> None:
        """Add patients, who come after those that were added before."""
        self.outcomes.setdefault(name, {}).setdefault(transition, Transition()).plus(patients, examples)

    def plus(self, other: Changes) -> None:
        """Add the counts of other rows, which come after these."""
        self.patients += other.patients
        self.changed += other.changed
        self.unread += other.unread
        for name, transitions in other.outcomes.items():
            for transition, found in transitions.items():
                self.note(name, transition, found.patients, found.examples)
        for mine, theirs in ((self.only_newer, other.only_newer), (self.only_older, other.only_older)):
            for name, states in theirs.items():
                mine.setdefault(name, Counter()).update(states)
        for key, counter in _counters(self).items():
            counter.update(_counters(other)[key])

    def to_json(self) -> dict[str, object]:
        """The counts as JSON, in an order that does not depend on that of the rows."""
        return {
            "patients": self.patients,
            "changed": self.changed,
            "unread_by_the_older": self.unread,
            "outcomes": {
                name: {each: _form(found) for each, found in sorted(transitions.items())}
                for name, transitions in sorted(self.outcomes.items())
            },
            "only_newer_outcomes": _by_name(self.only_newer),
            "only_older_outcomes": _by_name(self.only_older),
            **{key: dict(sorted(counter.items())) for key, counter in _counters(self).items()},
        }


def _counters(changes: Changes) -> dict[str, Counter[str]]:
    """The counts by alert and by statement, as they are called in JSON."""
    statements = changes.statements
    return {
        "alerts_newly": changes.alerts_newly,
        "alerts_no_longer": changes.alerts_no_longer,
        "newly": statements.newly,
        "no_longer": statements.no_longer,
        "only_newer": statements.only_newer,
        "only_older": statements.only_older,
    }


def _form(found: Transition) -> dict[str, object]:
    examples = [{"id": each.label, "was": each.was, "now": each.now} for each in found.examples]
    return {"patients": found.patients, "examples": examples}


def _by_name(counts: Mapping[str, Counter[str]]) -> dict[str, dict[str, int]]:
    return {name: dict(sorted(states.items())) for name, states in sorted(counts.items())}


def changes_of_json(form: Mapping[str, object]) -> Changes:
    """The counts of their JSON form; raises TypeError or KeyError for anything else."""
    found = Changes(
        whole_of_json(form["patients"]),
        whole_of_json(form["changed"]),
        whole_of_json(form["unread_by_the_older"]),
    )
    for name, inside in mapping_of_json(form["outcomes"]).items():
        for transition, told in mapping_of_json(inside).items():
            one = mapping_of_json(told)
            found.note(name, transition, whole_of_json(one["patients"]), _examples(one["examples"]))
    for counts, key in ((found.only_newer, "only_newer_outcomes"), (found.only_older, "only_older_outcomes")):
        counts.update({name: counter_of_json(each) for name, each in mapping_of_json(form[key]).items()})
    for key, counter in _counters(found).items():
        counter.update(counter_of_json(form[key]))
    return found


def _examples(form: object) -> list[Example]:
    if not isinstance(form, list):
        raise TypeError("a list was expected")
    told = map(mapping_of_json, form)
    return [Example(str(each["id"]), str(each["was"]), str(each["now"])) for each in told]
