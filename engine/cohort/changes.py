"""Whose advice another version of a guideline changes: counted by decision and by statement, with examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.cohort.counts import MOST_EXAMPLES, counter_of_json, mapping_of_json, whole_of_json
from engine.cohort.fired import fired
from engine.cohort.results import Outcome, ResultColumn, Results, outcomes_of
from engine.compiled.answer import Answer, UnitAnswer
from guideline_dsl.graph import DecisionGraph

NOT_THERE = "(not in this version)"


CHANGED = ResultColumn("changed", "text", "what the older version says otherwise")


def result_columns(graph: DecisionGraph, compared: bool) -> tuple[ResultColumn, ...]:
    """The columns of results, with one more where an older version is compared."""
    columns = Results(graph).columns
    return (*columns, CHANGED) if compared else columns


@dataclass(slots=True)
class Changes:
    """Counts over the patients that both versions read."""

    patients: int = 0
    changed: int = 0
    unread: int = 0
    """Rows that the older version cannot read."""
    by_outcome: dict[str, Counter[str]] = field(default_factory=dict)
    """By the name of the outcome: `recommended -> conditional`."""
    examples: dict[str, list[str]] = field(default_factory=dict)
    no_longer: Counter[str] = field(default_factory=Counter)
    """Statements that fired in the older version and do not in the newer one."""
    newly: Counter[str] = field(default_factory=Counter)

    def plus(self, other: Changes) -> None:
        """Add the counts of other rows, which come after these."""
        self.patients += other.patients
        self.changed += other.changed
        self.unread += other.unread
        self.no_longer.update(other.no_longer)
        self.newly.update(other.newly)
        for name, states in other.by_outcome.items():
            self.by_outcome.setdefault(name, Counter()).update(states)
        for name, more in other.examples.items():
            known = self.examples.setdefault(name, [])
            known.extend(more[: MOST_EXAMPLES - len(known)])

    def to_json(self) -> dict[str, object]:
        """The counts as JSON."""
        return {
            "patients": self.patients,
            "changed": self.changed,
            "unread_by_the_older": self.unread,
            "outcomes": {
                name: {"changes": dict(sorted(states.items())), "examples": self.examples.get(name, [])}
                for name, states in sorted(self.by_outcome.items())
            },
            "no_longer": dict(sorted(self.no_longer.items())),
            "newly": dict(sorted(self.newly.items())),
        }


def changes_of_json(form: Mapping[str, object]) -> Changes:
    """The counts of their JSON form; raises TypeError or KeyError for anything else."""
    found = Changes(
        whole_of_json(form["patients"]),
        whole_of_json(form["changed"]),
        whole_of_json(form["unread_by_the_older"]),
        no_longer=counter_of_json(form["no_longer"]),
        newly=counter_of_json(form["newly"]),
    )
    for name, inside in mapping_of_json(form["outcomes"]).items():
        parts = mapping_of_json(inside)
        found.by_outcome[name] = counter_of_json(parts["changes"])
        examples = parts["examples"]
        if not isinstance(examples, list):
            raise TypeError("a list was expected")
        found.examples[name] = [str(each) for each in examples]
    return found


class Comparing:
    """Compares the answers of two versions of a guideline, outcome by outcome."""

    def __init__(self, old: DecisionGraph, new: DecisionGraph) -> None:
        """Find what the outcomes of both are called."""
        self._old, self._new = _Advice(old), _Advice(new)

    def changed(self, changes: Changes, old: Answer | None, new: Answer, label: str) -> str | None:
        """Count one patient, and say what is not the same; no older answer: that version cannot read the row."""
        if old is None:
            changes.unread += 1
            return "(the older version cannot read the row)"
        return "; ".join(self.add(changes, old, new, label)) or None

    def add(self, changes: Changes, old: Answer, new: Answer, label: str) -> tuple[str, ...]:
        """Count one patient; the names of the outcomes that are not the same."""
        before, after = self._old.of(old), self._new.of(new)
        changed = []
        for name in dict.fromkeys((*after, *before)):
            was, now = before.get(name, (NOT_THERE, "")), after.get(name, (NOT_THERE, ""))
            if was == now:
                continue
            changed.append(name)
            changes.by_outcome.setdefault(name, Counter())[f"{was[0]} -> {now[0]}"] += 1
            examples = changes.examples.setdefault(name, [])
            if len(examples) < MOST_EXAMPLES:
                examples.append(label)
        changes.patients += 1
        changes.changed += bool(changed)
        had, has = fired(old), fired(new)
        changes.no_longer.update(had - has)
        changes.newly.update(has - had)
        return tuple(changed)


class _Advice:
    """What a patient is told by each outcome: its kind, and everything else in one text."""

    def __init__(self, graph: DecisionGraph) -> None:
        self._outcomes: tuple[Outcome, ...] = outcomes_of(graph)
        self._results = Results(graph)

    def of(self, answer: Answer) -> dict[str, tuple[str, str]]:
        told: dict[str, tuple[str, str]] = {
            outcome.name: (unit.kind, "; ".join(self._lines(unit)))
            for outcome, unit in zip(self._outcomes, answer.units, strict=True)
        }
        for name, promise in self._results.named_promises(answer):
            told[f"never.{name}"] = (promise.plan, promise.now)
        return told

    def _lines(self, unit: UnitAnswer) -> Iterator[str]:
        for line in unit.lines:
            yield f"{line.leads} {self._results.line_text(line)}"
        if unit.next is not None:
            yield f"{unit.due} {unit.next}"
