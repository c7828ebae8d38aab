"""An assessment as text for a clinician's eye: what is wrong, what is recommended, what is withheld and why,
what is missing, and what it all rests on, in this order.

The same assessment gives the same text. Nothing is computed here and no word is added to what the
assessment says, except headings.

Declared absent: colour, the width of the terminal, JSON (the assessment has its own).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from engine.assessment import (
    AlertShown,
    Assessment,
    AssumptionUsed,
    CautionShown,
    CitationShown,
    Message,
    OptionShown,
    Outcome,
    PromiseShown,
    Recommendation,
    ScoreShown,
    Step,
    ValueShown,
    Withheld,
)
from engine.deciding import deciding_facts
from engine.kinds import CONDITIONS_HOLD, Answer, OutcomeKind
from engine.moments import moment_text
from guideline_app.shown_names import with_shown_names
from guideline_app.taper_report import taper_lines
from guideline_app.wrapping import WIDTH, lines_of_width, wrapped

_DECIDED: tuple[OutcomeKind, ...] = (
    "conflict",
    "recommended",
    "conditional",
    "contraindicated",
    "nothing recommended",
)
_OPTION_WORDS = {
    "available": "available now",
    "conditional": "only if",
    "withheld": "withheld",
    "not eligible": "not open to this patient",
    "continue": "continue",
    "change": "taken at another dose: change",
}


def assessment_text(assessment: Assessment, width: int = WIDTH) -> str:
    """The whole report, ending in a line end."""
    with lines_of_width(width):
        return _report(assessment)


def _report(assessment: Assessment) -> str:
    assessment = with_shown_names(assessment)
    by_kind = {kind: [o for o in assessment.outcomes if o.kind == kind] for kind in _kinds(assessment)}
    decided = [outcome for kind in _DECIDED for outcome in by_kind.get(kind, [])]
    messages = [o for kind in ("shown", "unknown") for o in by_kind.get(kind, [])]
    messages += [outcome for outcome in by_kind.get("not shown", []) if outcome.messages]
    silent = [o for kind in ("not applicable", "outside scope") for o in by_kind.get(kind, [])]
    sections = [
        _head(assessment),
        _section("SCOPE", _scope(assessment)),
        _section("ALERTS", map(_alert, assessment.alerts), empty="none"),
        _section("THE PLAN", [wrapped(assessment.plan_statement, 2)]),
        _section("RECOMMENDED, WITHHELD, OR DEPENDING ON MORE", map(_outcome, decided), empty="nothing"),
        *_undecided(assessment, by_kind.get("insufficient data", []), messages),
        _section("SCORES", map(_score, assessment.scores)),
        _section("VALUES", map(_value, assessment.values)),
        _section("REDUCING", map(taper_lines, assessment.tapers)),
        _section("PROMISES OF THE GUIDELINE", map(_promise, assessment.promises)),
        _section("CAUTIONS", map(_caution, (c for c in assessment.cautions if c.shown != "no"))),
        _section("MISSING, IN THE ORDER OF ASKING", _requests(assessment)),
        _section("DOES NOT APPLY", map(_silent, silent)),
        _section("TAKEN NOW", [_taking(assessment)]),
        _section("ABOUT THE DATA", (wrapped(note, 2) for note in assessment.data_notes)),
        _section("HOW THE SOURCE WAS READ", map(_assumption, assessment.assumptions)),
        _section(
            "REFERENCES",
            (wrapped(f"[{_listed_as(r.number, r.guideline)}] {r.text}", 2, 6) for r in assessment.references),
        ),
    ]
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


def _undecided(
    assessment: Assessment, waiting: Sequence[Outcome], messages: Sequence[Outcome]
) -> list[list[str]]:
    """What waits for data, and what is to be noted; while the scope is open everything waits for the same."""
    if assessment.scope == "unknown":
        titles = (wrapped(outcome.title, 2, 4) for outcome in (*waiting, *messages))
        return [_section("NOT DECIDED UNTIL THE SCOPE IS KNOWN", titles)]
    return [
        _section("NOT DECIDED: DATA ARE MISSING", map(_outcome, waiting)),
        _section("TO NOTE", map(_message_outcome, messages)),
    ]


def _kinds(assessment: Assessment) -> Iterable[OutcomeKind]:
    return dict.fromkeys(outcome.kind for outcome in assessment.outcomes)


def _section(title: str, parts: Iterable[list[str]], empty: str = "") -> list[str]:
    """A heading with what stands under it; without anything under it, "TITLE: empty" or nothing at all."""
    lines = [line for part in parts for line in part]
    if lines:
        return [title, *lines]
    return [f"{title}: {empty}"] if empty else []


# ---------------------------------------------------------------- head


def _head(assessment: Assessment) -> list[str]:
    stamp = assessment.guideline
    lines = wrapped(stamp.title, 0)
    version = f"{stamp.id} {stamp.version}".strip()
    if stamp.effective_from is not None:
        last = f" to {stamp.effective_to.isoformat()}" if stamp.effective_to is not None else ""
        version += f", effective from {stamp.effective_from.isoformat()}{last}"
    lines += wrapped(f"{version}, content {stamp.hash[:12]}, engine {assessment.engine}", 0)
    lines += wrapped(f"About {moment_text(assessment.as_of)}, input {assessment.input_hash[:12]}", 0)
    if assessment.language:
        lines += wrapped(f"Shown in {assessment.language}, texts {assessment.texts_hash[:12]}", 0)
    if stamp.source:
        dated = f" ({stamp.source_date.isoformat()})" if stamp.source_date is not None else ""
        lines += wrapped(f"Source: {stamp.source}{dated}", 0)
    for used in stamp.uses:
        status = f", {used.status}" if used.status else ""
        lines += wrapped(f"Uses: {used.id} {used.version}{status}", 0)
    rule = "*" * WIDTH
    banner = wrapped(f"NOT IN EFFECT: {assessment.not_in_effect}", 0) if assessment.not_in_effect else []
    banner += wrapped(f"STATUS: {stamp.status}", 0) if stamp.status else []
    banner += wrapped(stamp.notice, 0)
    banner += wrapped("Decision support for professionals: not a device, not validated.", 0)
    return [*lines, rule, *banner, rule]


def _scope(assessment: Assessment) -> list[list[str]]:
    """Whom the guideline is about is said only where it is not, or not surely, this patient."""
    if assessment.scope == "yes":
        return []
    steps = [step for outcome in assessment.outcomes[:1] for step in outcome.trace]
    about = "is not about" if assessment.scope == "no" else "may or may not be about"
    return [
        wrapped(f"The guideline {about} this patient.", 2),
        *(wrapped(f"{step.says}: {step.answer}{_facts(step)}", 2, 4) for step in steps),
    ]


# ---------------------------------------------------------------- what is wrong


def _alert(alert: AlertShown) -> list[str]:
    return wrapped(f"! {alert.severity.upper()}: {alert.text}{cited(alert.citations)}", 2, 4)


def _promise(promise: PromiseShown) -> list[str]:
    state = f"{promise.title or promise.name}: now {promise.now}, under this plan {promise.plan}"
    graded = [promise.strength, f"evidence {promise.evidence}" if promise.evidence else ""]
    strength = f" ({', '.join(word for word in graded if word)})" if any(graded) else ""
    lines = wrapped(f"{state}{strength}{cited(promise.citations)}", 2, 4)
    if "broken" in (promise.now, promise.plan):
        lines += [line for note in promise.notes for line in wrapped(note, 6)]
    if promise.missing:
        lines += wrapped(f"depends on: {', '.join(promise.missing)}", 6, 8)
    return lines


def _score(score: ScoreShown) -> list[str]:
    lines = wrapped(f"{score.title or score.name}: {score.text}{cited(score.citations)}", 2, 4)
    for item in score.items:
        if item.counts == "no":
            continue
        known = f" ({'; '.join(item.facts)})" if item.facts else ""
        lines += wrapped(f"{item.points}: {item.says}{known}", 6, 8)
    without = [item.says for item in score.items if item.counts == "no"]
    if without:
        lines += wrapped(f"no points: {'; '.join(without)}", 6, 8)
    if score.missing:
        lines += wrapped(f"depends on: {', '.join(score.missing)}", 6, 8)
    return [*lines, *(line for said in score.provisional for line in wrapped(f"Provisional: {said}", 6, 8))]


def _value(value: ValueShown) -> list[str]:
    lines = wrapped(f"{value.title}: {value.text}{cited(value.citations)}", 2, 4)
    lines += wrapped("; ".join((*value.facts, *value.reasons)), 6, 8)
    if value.missing:
        lines += wrapped(f"depends on: {', '.join(value.missing)}", 6, 8)
    return [*lines, *(line for said in value.provisional for line in wrapped(f"Provisional: {said}", 6, 8))]


def _caution(caution: CautionShown) -> list[str]:
    depends = f" (depends on: {', '.join(caution.missing)})" if caution.shown == "unknown" else ""
    return wrapped(f"{caution.medicine}: {caution.text}{depends}{cited(caution.citations)}", 2, 4)


# ---------------------------------------------------------------- outcomes


def _outcome(outcome: Outcome) -> list[str]:
    lines = wrapped(f"{outcome.title}: {outcome.kind.upper()}{_if(outcome.conditions)}", 2, 4)
    lines += _why(outcome)
    for option in outcome.options:
        lines += _option(option, outcome)
    if not outcome.options:
        lines += [
            line for line_of in outcome.recommendations for line in _recommendation(line_of, outcome, 4)
        ]
        lines += [line for withheld in outcome.withheld for line in _withheld(withheld, 4)]
    lines += [line for message in outcome.messages for line in _message(message, 4)]
    foot = [
        f"Strength: {outcome.strength}." if outcome.strength else "",
        f"Evidence: {outcome.evidence}." if outcome.evidence else "",
        cited(outcome.citations).strip(),
    ]
    if any(foot):
        lines += wrapped(" ".join(part for part in foot if part), 4)
    lines += [line for words in outcome.provisional for line in wrapped(f"Provisional: {words}", 4, 6)]
    return lines


def _why(outcome: Outcome) -> list[str]:
    """The questions that settled the outcome, each with the facts it rests on; the reason where none did."""
    lines = [
        line
        for step in outcome.trace
        if _settles(step, outcome)
        for line in wrapped(f"{step.says}: {step.answer}{_facts(step)}", 4, 6)
    ]
    generic = outcome.reason == CONDITIONS_HOLD and lines
    return lines if generic else [*wrapped(f"Why: {outcome.reason}", 4, 6), *lines]


def _settles(step: Step, outcome: Outcome) -> bool:
    if outcome.options and not step.says.startswith("for "):
        return False  # what speaks for and against an option stands with the option
    if outcome.kind == "insufficient data":
        return step.answer == "unknown"
    return step.answer != "no"


def _facts(step: Step) -> str:
    """The facts that a question's answer rests on; of an open one, what is not known."""
    facts = "; ".join(deciding_facts(step))
    return f" ({facts})" if facts else ""


def _option(option: OptionShown, outcome: Outcome) -> list[str]:
    status = _OPTION_WORDS[option.status]
    if option.status == "conditional":
        status = _if(option.conditions).strip() or "conditional"
    marks = [_LEADS[option.leads], "preferred" if option.preferred == "yes" else "", status]
    behind = option.leads == "no" and option.status in ("available", "conditional")
    if behind:
        marks.insert(0, "not first")
    lines = wrapped(f"- {option.title}: {', '.join(mark for mark in marks if mark)}", 4, 6)
    if behind:
        return lines  # what does not lead is named; its doses would drown those of what does
    for reason in option.reasons:
        lines += wrapped(reason, 6, 8)
    for recommendation in option.recommendations:
        lines += _recommendation(recommendation, outcome, 6)
    for withheld in option.withheld:
        lines += _withheld(withheld, 6)
    return lines


_LEADS: dict[Answer, str] = {"yes": "FIRST", "no": "", "unknown": ""}


def _recommendation(recommendation: Recommendation, outcome: Outcome, indent: int) -> list[str]:
    """The sentence with its arithmetic. What holds for the whole outcome stands once, below it."""
    text = f"> {recommendation.text}"
    if recommendation.strength != outcome.strength:
        text += f" (strength: {recommendation.strength or 'not stated'})"
    if cited(recommendation.citations) != cited(outcome.citations):
        text += cited(recommendation.citations)
    lines = wrapped(text, indent, indent + 2)
    dosage = recommendation.dosage
    if dosage is None:
        return lines
    shown = [*dosage.arithmetic, *dosage.limits_applied, dosage.usual_flag]
    notes = [note for note in dict.fromkeys(shown) if note and note not in recommendation.text]
    gaps = [f"{gap} not in source" for gap in dosage.not_in_source]
    notes += [gap for gap in gaps if gap not in recommendation.text]
    return lines + [line for note in notes for line in wrapped(note, indent + 4, indent + 6)]


def _withheld(withheld: Withheld, indent: int) -> list[str]:
    text = f"x WITHHELD {withheld.medicine}: {withheld.reason}{cited(withheld.citations)}"
    lines = wrapped(text, indent, indent + 2)
    return lines + [line for note in withheld.notes for line in wrapped(note, indent + 4)]


def _message(message: Message, indent: int) -> list[str]:
    if message.shown == "no":
        return []
    kind = "Warning" if message.kind == "warn" else "Note"
    perhaps = ", if it applies" if message.shown == "unknown" else ""
    return wrapped(f"{kind}{perhaps}: {message.text}", indent, indent + 6)


def _message_outcome(outcome: Outcome) -> list[str]:
    """An outcome that only notes or warns; one whose condition is open says what it depends on."""
    lines = wrapped(f"{outcome.title}{cited(outcome.citations)}", 2, 4)
    if outcome.conditions:
        lines += wrapped(f"depends on: {', '.join(outcome.conditions)}", 4, 6)
    return lines + [line for message in outcome.messages for line in _message(message, 4)]


def _silent(outcome: Outcome) -> list[str]:
    if outcome.kind == "outside scope":
        return wrapped(f"{outcome.title}: outside the scope of the guideline", 2, 4)
    lines = wrapped(f"{outcome.title}: {outcome.reason}", 2, 4)
    for step in outcome.trace:
        if _excludes(step):
            lines += wrapped(f"{step.says}: {step.answer}{_facts(step)}", 4, 6)
    return lines + [line for message in outcome.messages for line in _message(message, 4)]


def _excludes(step: Step) -> bool:
    """Whether a question by itself made a decision not be about this patient."""
    if step.says.startswith("except when "):
        return step.answer == "yes"
    return step.says.startswith("for ") and step.answer == "no"


# ---------------------------------------------------------------- what it rests on


def _requests(assessment: Assessment) -> Iterator[list[str]]:
    decisions = {outcome.id: outcome.decision for outcome in assessment.outcomes}
    for place, request in enumerate(assessment.missing, 1):
        asked = "" if request.question.startswith(request.name) else f"{request.name}: "
        names = (decisions.get(name, name.partition(":")[2] or name) for name in request.outcomes)
        waiting = ", ".join(dict.fromkeys(name.replace("_", " ") for name in names))
        yield [
            *wrapped(f"{place}. {asked}{request.question}", 2, 5),
            *wrapped(f"{request.purpose}: {waiting}", 5, 7),
        ]


def _assumption(used: AssumptionUsed) -> list[str]:
    instead = f" Another reading: {used.instead}." if used.instead else ""
    return wrapped(f"{used.name}: {used.text}{instead}", 2, 4)


def _taking(assessment: Assessment) -> list[str]:
    """What is taken; nothing where neither the guideline nor the patient's data speak of medicines."""
    if not assessment.of_medicines and not assessment.taking:
        return []
    if assessment.taking is None:
        return ["  unknown: no medication list was given"]
    if not assessment.taking:
        return ["  nothing"]
    return list(_taken_lines(assessment))


def _taken_lines(assessment: Assessment) -> Iterator[str]:
    for taken in assessment.taking or ():
        known = "" if taken.declared else " (the guideline does not speak of it)"
        classes = f", {', '.join(taken.classes)}" if taken.classes else ""
        yield from wrapped(f"{taken.text or taken.name}{classes}{known}", 2, 4)


def _if(conditions: Sequence[str]) -> str:
    return f" if {', '.join(conditions)}" if conditions else ""


def cited(citations: Sequence[CitationShown]) -> str:
    """The references, in brackets; those of a used guideline with its name."""
    numbers = sorted(
        {(citation.guideline, number) for citation in citations for number in citation.references}
    )
    return f" [{', '.join(_listed_as(number, of) for of, number in numbers)}]" if numbers else ""


def _listed_as(number: int, guideline: str) -> str:
    """How a reference is called: by its number, in the list of a used guideline by the name of that one too."""
    return f"{guideline} {number}" if guideline else str(number)
