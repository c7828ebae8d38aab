"""The lines of a mark: values beside a condition, what is missing, the dose with its arithmetic, what holds it back.

Declared absent: the state of a mark (overlay.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from engine.assessment import Outcome, ScoreShown, TaperPlan, Withheld
from engine.deciding import deciding_facts
from engine.full_assessment import LineShown, PackageShown, StatementShown
from engine.kinds import CONDITIONS_HOLD, Answer, OutcomeKind
from visualize.cards import State

_SAID_BY_THE_CONDITION: Collection[OutcomeKind] = ("shown", "not shown", "unknown", "not applicable")
"""What a `when` of an `advise` comes to is said by the answer of its condition, where it comes to one of these."""


def answer_of(shown: StatementShown) -> Answer:
    """The answer of a statement with one condition; of several, whether all are known to hold."""
    answers = [step.answer for step in shown.steps]
    return "no" if "no" in answers else "unknown" if "unknown" in answers else "yes"


def condition_lines(shown: StatementShown, wanted: Collection[str]) -> Iterator[str]:
    """The values beside a condition: those that decided it; what is missing where it is open.

    Of what is not known only what is `wanted` is asked for: the rest could change nothing for this patient.
    """
    several = len(shown.steps) > 1
    for step in shown.steps:
        facts = "; ".join(deciding_facts(step))
        if several:
            yield f"{step.says}: {step.answer}{f' ({facts})' if facts else ''}"
        elif facts:
            yield facts
    if any(step.answer == "unknown" for step in shown.steps):
        yield from needs(name for name in shown.missing if name in wanted)
        idle = ", ".join(name for name in shown.missing if name not in wanted)
        if idle:
            yield f"not known, not asked for: {idle}"
    yield from basis(shown.assumptions, shown.provisional)


def needs(names: Iterable[str]) -> Iterator[str]:
    """What is missing."""
    listed = ", ".join(names)
    if listed:
        yield f"needs: {listed}"


def basis(assumptions: Iterable[str], provisional: Iterable[str]) -> Iterator[str]:
    """The readings of the source and the assumed values that an answer rests on."""
    listed = ", ".join(dict.fromkeys(assumptions))
    if listed:
        yield f"reads the source as: {listed}"
    for said in provisional:
        yield f"provisional: {said}"


def outcome_lines(outcome: Outcome) -> Iterator[str]:
    """What a decision comes to, why, and what it waits for."""
    if outcome.part and outcome.kind in _SAID_BY_THE_CONDITION:
        return
    yield f"{outcome.kind.upper()}{reason_words(outcome)}"
    yield from needs(outcome.conditions or outcome.missing)
    yield from (line for held in outcome.withheld for line in held_lines(held))
    yield from basis(outcome.assumptions, outcome.provisional)


def reason_words(outcome: Outcome) -> str:
    """`: it is contraindicated`, where the conditions do not say why; else nothing."""
    return f": {outcome.reason}" if outcome.reason and outcome.reason != CONDITIONS_HOLD else ""


def held_lines(held: Withheld) -> Iterator[str]:
    """What is withheld, and why."""
    yield f"withheld {held.medicine}: {held.reason}"


def line_lines(line: LineShown, package: PackageShown, state: State) -> Iterator[str]:
    """The dose for this patient with its arithmetic; why a line is held back, or may be."""
    # a box may show several medicines: each line says whose it is, and a dose that waits for a check is not left out
    action = f"{line.action} {line.medicine}".strip()
    waits = state == "withheld" and bool(line.waits_for) and not line.held_by and package.status != "withheld"
    if line.dosage is not None and (waits or state in ("met", "unknown")):
        yield f"{action}{', once what is asked for is known' if waits else ''}: {line.dosage.text}"
        yield from line.dosage.arithmetic
        yield from line.dosage.limits_applied
        if line.dosage.usual_flag:
            yield line.dosage.usual_flag
    elif state in ("met", "unknown"):
        yield action
    yield from (text for held in line.held_by for text in held_lines(held))
    if state == "withheld" and not line.held_by and package.status == "withheld":
        others = [held.medicine for each in package.lines for held in each.held_by]
        yield f"withheld together with {', '.join(dict.fromkeys(others))}"
    if line.waits_for and state == "withheld":
        yield f"{line.medicine} not before it is known: {', '.join(line.waits_for)}".strip()
    yield from (f"withheld if {held.reason}" for held in line.may_be_held_by)
    if package.status != "withheld" and state in ("met", "unknown", "withheld"):
        yield from needs(line.missing)


def taper_lines(taper: TaperPlan) -> Iterator[str]:
    """The present dose, the next one, and when."""
    if taper.current is not None:
        yield f"now {taper.current.value} {taper.current.unit}"
    if taper.next is not None:
        when = {"yes": "due now", "no": "not due yet", "unknown": "open whether due"}[taper.due]
        on = f", due on {taper.due_on.isoformat()}" if taper.due_on is not None and taper.due != "yes" else ""
        yield f"next {taper.next.value} {taper.next.unit}: {when}{on}"
    if taper.on_hold != "no":
        yield {"yes": "ON HOLD", "unknown": "open whether on hold"}[taper.on_hold]
    if taper.off_ladder:
        yield taper.off_ladder


def score_lines(score: ScoreShown) -> Iterator[str]:
    """The points; what each item gives stands beside the item."""
    yield score.text
