"""What an evaluation says for certain, in a form that two evaluations of one guideline can be compared in.

`answers` gives every definite answer by name: outcomes with what is recommended, options, promises, alerts,
definitions, amounts, cautions. `lost` compares: what is definite with some facts unknown must be there, the same,
when more is known. An answer may be refined: `start or continue` becomes `start`, a range becomes narrower, a
class's members fewer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from engine.doses import DoseResult
from engine.evaluation import Evaluation
from engine.outcomes import UnitResult
from engine.packages import DoResult, GiveResult, LineResult, PackageResult
from guideline_dsl import core
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.references import subexpressions
from guideline_dsl.values import Span

DEFINITE = frozenset(
    ("recommended", "nothing recommended", "contraindicated", "not applicable", "conflict", "outside scope",
     "shown", "not shown")
)  # fmt: skip

_DEFINITE_ALERTS = frozenset(("contraindicated medicine taken", "forbidden frequency"))

BECOMES: Mapping[str, frozenset[str]] = {
    "start or continue": frozenset(("start", "continue", "change", "continue or change")),
    "continue or change": frozenset(("continue", "change")),
    "do, unless done": frozenset(("do", "already done")),
}
"""What an action that is not settled may turn out to be."""

Key = tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """One definite answer; `rests_on` are the facts whose assumed value it depends on."""

    value: object
    rests_on: frozenset[str]
    same: Callable[[object, object], bool] = lambda a, b: a == b


def answers(found: Evaluation) -> dict[Key, Answer]:
    """Every definite answer of an evaluation."""
    made: dict[Key, Answer] = {}
    for unit in found.units:
        made.update(_of_unit(unit))
    for promise in found.promises:
        assumed = _assumed(promise.rests_on)
        for when, state in (("now", promise.now), ("plan", promise.plan)):
            if state != "open":
                made["promise", promise.promise.name, when] = Answer(state, assumed)
    for wrong in found.taken_wrongly:
        if wrong.kind not in _DEFINITE_ALERTS:
            continue
        made["alert", wrong.kind, wrong.medicine] = Answer(True, frozenset(_defaults_of(found)))
    made.update(_definitions(found))
    return made


def outcome_of(unit: UnitResult) -> tuple[object, ...] | None:
    """The kind of an outcome and what it recommends, comparable between patients; None when it is not definite."""
    if unit.kind not in DEFINITE:
        return None
    return (unit.kind, *((_said(unit),) if unit.kind == "recommended" else ()))


def _of_unit(unit: UnitResult) -> Iterator[tuple[Key, Answer]]:
    name = unit.node.id
    assumed = _assumed(unit.rests_on)
    if unit.kind in DEFINITE:
        yield ("outcome", name), Answer(unit.kind, assumed)
        for note, shown in unit.messages:
            if shown is True:
                yield ("message", name, note.id), Answer(True, assumed)
    if unit.kind == "recommended":
        yield ("recommended", name), Answer(_said(unit), assumed, _says_the_same)
    for option in unit.options:
        option_assumed = _assumed(option.rests_on) | assumed
        for what, truth in (
            ("eligible", option.eligible),
            ("preferred", option.preferred),
            ("leads", option.leads),
            ("withheld", option.withheld or None),
        ):
            if truth is not None:
                yield (what, option.option.id), Answer(truth, option_assumed)
    for line in unit.lines:
        if isinstance(line, GiveResult) and not line.dose.needs:
            yield (
                ("amount", line.line.id, name),
                Answer(_figures(line.dose), assumed | _assumed(line.dose.rests_on)),
            )


def _said(unit: UnitResult) -> object:
    if unit.taper is not None:
        return ("taper", unit.taper.current, unit.taper.next, unit.taper.due)
    if unit.options:
        return frozenset(
            (option.option.id, _lines(option.packages[0])) for option in unit.options if option.leads
        )
    return _lines(unit.packages[0])


Line = tuple[object, ...]


def _lines(package: PackageResult) -> tuple[Line, ...]:
    return tuple(sorted((_line(line) for line in package.lines), key=str))


def _line(line: LineResult) -> Line:
    match line:
        case GiveResult():
            figures = "asked for" if line.dose.needs else _figures(line.dose)
            return ("give", line.line.target, line.line.name, line.action, frozenset(line.members), figures)
        case DoResult():
            return ("do", line.line.procedure, line.action)
    return ("stop", line.line.target, line.line.name)


def _figures(dose: DoseResult) -> object:
    return (dose.amount, dose.rate, dose.target, dose.aim, dose.confirm_above)


def _says_the_same(before: object, after: object) -> bool:
    if isinstance(before, frozenset) and isinstance(after, frozenset):
        a, b = dict(before), dict(after)
        return a.keys() == b.keys() and all(_says_the_same(a[name], b[name]) for name in a)
    assert isinstance(before, tuple)
    assert isinstance(after, tuple)
    if before[:1] == ("taper",):
        return before == after
    if len(before) != len(after):
        return False
    rest = list(after)
    for line in before:
        twin = next((other for other in rest if _refines(line, other)), None)
        if twin is None:
            return False
        rest.remove(twin)
    return True


def _refines(before: Line, after: Line) -> bool:
    if before[0] != after[0]:
        return False
    if before[0] == "stop":
        return before == after
    if before[0] == "do":
        return before[1] == after[1] and _becomes(str(before[2]), str(after[2]))
    _, target, name, action, members, figures = before
    assert isinstance(members, frozenset)
    assert isinstance(after[4], frozenset)
    return (
        (target, name) == after[1:3]
        and _becomes(str(action), str(after[3]))
        and after[4] <= members
        and figures in ("asked for", after[5])
    )


def _becomes(before: str, after: str) -> bool:
    return before == after or after in BECOMES.get(before, ())


def _definitions(found: Evaluation) -> Iterator[tuple[Key, Answer]]:
    for name in found.world.graph.definitions:
        judged = found.world.definition(name)
        if judged.value is not None:
            yield ("definition", name), Answer(judged.value, _assumed(judged.rests_on), _narrower)


def _narrower(before: object, after: object) -> bool:
    """Whether every value `after` allows is one that `before` allowed."""
    match before, after:
        case Span(), Span():
            if before.absent is not None and after.absent is not before.absent:
                return False
            return after.absent is True or _inside(after, before)
        case frozenset(), frozenset():
            return after <= before
    return before == after


def _inside(inner: Span, outer: Span) -> bool:
    low = outer.lower is None or (inner.lower is not None and inner.lower >= outer.lower)
    high = outer.upper is None or (inner.upper is not None and inner.upper <= outer.upper)
    return low and high


def _assumed(rests_on: tuple[str, ...]) -> frozenset[str]:
    return frozenset(entry.removeprefix("default:") for entry in rests_on if entry.startswith("default:"))


def _defaults_of(found: Evaluation) -> Iterator[str]:
    for fact in found.world.graph.facts.values():
        if fact.default is not None:
            yield fact.name


def lost(before: Evaluation, after: Evaluation, filled: frozenset[str]) -> list[str]:
    """The definite answers that changed although facts were only filled in; answers that rest on the assumed value of
    a filled fact are provisional and may change.
    """
    then, now = answers(before), answers(after)
    filled = with_what_gives_meaning(before.world.graph, filled)
    found = []
    for key, answer in then.items():
        if answer.rests_on & filled:
            continue
        other = now.get(key)
        if other is None:
            if key[0] in _MAY_GO:
                continue
            found.append(f"{' '.join(key)}: was {answer.value}, is no longer said")
        elif not answer.same(answer.value, other.value):
            found.append(f"{' '.join(key)}: was {answer.value}, is {other.value}")
    return found


def with_what_gives_meaning(graph: DecisionGraph, filled: frozenset[str]) -> frozenset[str]:
    """The filled facts, and those that their `only when` reads: a recorded yes says something of these, too."""
    whole, waiting = set(filled), list(filled)
    while waiting:
        only_when = graph.facts[waiting.pop()].only_when
        for name in facts_read(only_when, graph) if only_when is not None else ():
            if name not in whole:
                whole.add(name)
                waiting.append(name)
    return frozenset(whole)


def facts_read(expression: core.Expression, graph: DecisionGraph) -> Iterator[str]:
    """The facts an expression reads, through definitions."""
    for part in subexpressions(expression):
        if isinstance(part, core.FactRef):
            yield part.name
        elif isinstance(part, core.DefinitionRef):
            yield from facts_read(graph.definitions[part.name].value, graph)


_MAY_GO = frozenset(("eligible", "preferred", "leads", "withheld", "amount"))
"""Said inside an outcome that may itself become another: what matters is that it does not contradict."""
