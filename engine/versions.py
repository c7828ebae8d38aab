"""Versions of one guideline side by side: what each says of each decision, and where they differ.

Decisions, tapers, promises, scores and other results are matched by name, a `when` of an `advise` by its condition too.
Each version is evaluated by itself and reads of the patient what it declares.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from engine.assessment import Assessment, Outcome, PromiseShown
from engine.evaluation import walk
from engine.present import Presenter
from engine.record import PatientRecord
from engine.together_assessment import VersionRow, VersionSays, VersionsCompared
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.version import ENGINE_VERSION, version_order

_Key = tuple[str, str]
"""The name of a decision or promise, and what tells its parts apart."""


def versions_side_by_side(
    graphs: Sequence[DecisionGraph], records: Sequence[PatientRecord], as_of: date
) -> VersionsCompared:
    """Evaluate the versions for one patient, and compare; `records` are the patient as each reads it."""
    order = sorted(
        range(len(graphs)), key=lambda index: (version_order(graphs[index].head.version), graphs[index].hash)
    )
    graphs = [graphs[index] for index in order]
    shown = [
        Presenter(walk(graphs[at], records[index], as_of)).assessment(as_of) for at, index in enumerate(order)
    ]
    said = [dict(_said(assessment)) for assessment in shown]
    titles: dict[_Key, str] = {}
    for assessment in reversed(shown):  # what only an older version has comes last
        for key, title in _titles(assessment):
            titles.setdefault(key, title)
    labels = _labels(graphs)
    rows = tuple(_row(key, title, said, labels) for key, title in titles.items())
    return VersionsCompared(
        engine=ENGINE_VERSION,
        as_of=as_of,
        guideline=graphs[0].head.name,
        rows=rows,
        assessments=tuple(shown),
        notes=tuple(_notes(graphs)),
    )


def _labels(graphs: Sequence[DecisionGraph]) -> list[str]:
    """The versions; those that bear one number are told apart by their content."""
    versions = [graph.head.version for graph in graphs]
    return [
        version if versions.count(version) == 1 else f"{version} (content {graph.hash[:12]})"
        for version, graph in zip(versions, graphs, strict=True)
    ]


def _notes(graphs: Sequence[DecisionGraph]) -> Iterator[str]:
    if len({graph.hash for graph in graphs}) < len(graphs):
        yield "Versions with the same content hash are the same guideline."
    elif len({graph.head.version for graph in graphs}) < len(graphs):
        yield "Different texts bear one version number."
    oldest, newest = graphs[0], graphs[-1]
    kinds = (
        ("fact", oldest.facts.keys(), newest.facts.keys()),
        ("medicine", oldest.medicines.keys(), newest.medicines.keys()),
    )
    for kind, before, after in kinds:
        for word, names in (("new", after - before), ("gone", before - after)):
            if names:
                yield f"{kind.capitalize()}s {word} in {newest.head.version}: {', '.join(sorted(names))}."


def _row(
    key: _Key, title: str, said: Sequence[dict[_Key, tuple[str, tuple[str, ...]]]], labels: list[str]
) -> VersionRow:
    versions = tuple(
        VersionSays(version=label, there=True, kind=told[key][0], lines=told[key][1])
        if key in told
        else VersionSays(version=label, there=False)
        for label, told in zip(labels, said, strict=True)
    )
    differs = len({(each.there, each.kind, each.lines) for each in versions}) > 1
    return VersionRow(name=key[0], title=title, differs=differs, versions=versions)


def _titles(assessment: Assessment) -> Iterator[tuple[_Key, str]]:
    for outcome in assessment.outcomes:
        yield _key(outcome), outcome.title
    for promise in assessment.promises:
        yield (promise.name, "never"), promise.title
    for score in assessment.scores:
        yield (score.name, "value"), score.title or score.name
    for value in assessment.values:
        yield (value.name, "value"), value.title


def _said(assessment: Assessment) -> Iterator[tuple[_Key, tuple[str, tuple[str, ...]]]]:
    for outcome in assessment.outcomes:
        yield _key(outcome), (outcome.kind, tuple(_lines(outcome)))
    for promise in assessment.promises:
        yield (promise.name, "never"), (promise.plan, tuple(_of_promise(promise)))
    for score in assessment.scores:
        yield (score.name, "value"), ("", (score.text,))
    for value in assessment.values:
        yield (value.name, "value"), ("", (value.text, *value.reasons))


def _key(outcome: Outcome) -> _Key:
    return (outcome.decision, outcome.title if outcome.part is not None else "")


def _lines(outcome: Outcome) -> Iterator[str]:
    """What a clinician would do otherwise if a line were otherwise."""
    yield from (told.text for told in outcome.recommendations)
    if not outcome.recommendations and outcome.reason:
        yield outcome.reason
    for option in outcome.options:
        yield f"option {option.title or option.name}: {option.status}{', leads' if option.leads == 'yes' else ''}"
    yield from (f"withheld {one.medicine}: {one.reason}" for one in outcome.withheld)
    if outcome.conditions:
        yield f"depends on {', '.join(outcome.conditions)}"
    yield from (f"{note.kind}: {note.text} ({note.shown})" for note in outcome.messages if note.shown != "no")


def _of_promise(promise: PromiseShown) -> Iterator[str]:
    yield f"with what is taken now: {promise.now}"
    if promise.missing:
        yield f"depends on {', '.join(promise.missing)}"
