"""An assessment as text for a clinician's eye: what is wrong, what is recommended, what is withheld and why,
what is missing, and what it all rests on, in this order.

The same assessment gives the same text. Nothing is computed here and no word is added to what the
assessment says, except headings.

Declared absent: colour, the width of the terminal, JSON (the assessment has its own).
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from engine.assessment import (
    AlertShown,
    Answer,
    Assessment,
    AssumptionUsed,
    CautionShown,
    CitationShown,
    Message,
    OptionShown,
    Outcome,
    OutcomeKind,
    PromiseShown,
    Recommendation,
    Request,
    TaperPlan,
    Withheld,
)

WIDTH = 100

_DECIDED: tuple[OutcomeKind, ...] = (
    "recommended",
    "conditional",
    "conflict",
    "contraindicated",
    "nothing recommended",
)
_OPTION_WORDS = {
    "available": "available now",
    "conditional": "only if",
    "withheld": "withheld",
    "not eligible": "not open to this patient",
    "continue": "continue",
}


def assessment_text(assessment: Assessment) -> str:
    """The whole report, ending in a line end."""
    by_kind = {kind: [o for o in assessment.outcomes if o.kind == kind] for kind in _kinds(assessment)}
    decided = [outcome for kind in _DECIDED for outcome in by_kind.get(kind, [])]
    messages = [o for kind in ("shown", "unknown") for o in by_kind.get(kind, [])]
    silent = [o for kind in ("not applicable", "outside scope") for o in by_kind.get(kind, [])]
    sections = [
        _head(assessment),
        _section("ALERTS", map(_alert, assessment.alerts), empty="none"),
        _section("THE PLAN", [_wrapped(assessment.plan_statement, 2)]),
        _section("RECOMMENDED, WITHHELD, OR DEPENDING ON MORE", map(_outcome, decided), empty="nothing"),
        _section("NOT DECIDED: DATA ARE MISSING", map(_outcome, by_kind.get("insufficient data", []))),
        _section("TO NOTE", map(_message_outcome, messages)),
        _section("REDUCING", map(_taper, assessment.tapers)),
        _section("PROMISES OF THE GUIDELINE", map(_promise, assessment.promises)),
        _section("CAUTIONS", map(_caution, (c for c in assessment.cautions if c.shown != "no"))),
        _section("MISSING, IN THE ORDER OF ASKING", map(_request, range(1, 1 << 20), assessment.missing)),
        _section("DOES NOT APPLY", map(_silent, silent)),
        _section("TAKEN NOW", [_taking(assessment)]),
        _section("ABOUT THE DATA", (_wrapped(note, 2) for note in assessment.data_notes)),
        _section("HOW THE SOURCE WAS READ", map(_assumption, assessment.assumptions)),
        _section("REFERENCES", (_wrapped(f"[{r.number}] {r.text}", 2, 6) for r in assessment.references)),
    ]
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


def _kinds(assessment: Assessment) -> Iterable[OutcomeKind]:
    return dict.fromkeys(outcome.kind for outcome in assessment.outcomes)


def _section(title: str, parts: Iterable[list[str]], empty: str = "") -> list[str]:
    """A heading with what stands under it; without anything under it, "TITLE: empty" or nothing at all."""
    lines = [line for part in parts for line in part]
    if lines:
        return [title, *lines]
    return [f"{title}: {empty}"] if empty else []


def _wrapped(text: str, indent: int, hanging: int | None = None) -> list[str]:
    """Lines of at most `WIDTH` characters; the second and later ones are indented by `hanging`."""
    return textwrap.wrap(
        " ".join(text.split()),
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent if hanging is None else hanging),
        break_long_words=False,
        break_on_hyphens=False,
    )


# ---------------------------------------------------------------- head


def _head(assessment: Assessment) -> list[str]:
    stamp = assessment.guideline
    lines = _wrapped(stamp.title, 0)
    version = f"{stamp.id} {stamp.version}".strip()
    lines += _wrapped(f"{version}, content {stamp.hash[:12]}, engine {assessment.engine}", 0)
    lines += _wrapped(f"About {assessment.as_of.isoformat()}, input {assessment.input_hash[:12]}", 0)
    if stamp.source:
        dated = f" ({stamp.source_date.isoformat()})" if stamp.source_date is not None else ""
        lines += _wrapped(f"Source: {stamp.source}{dated}", 0)
    rule = "*" * WIDTH
    banner = [*_wrapped(f"STATUS: {stamp.status}", 0)] if stamp.status else []
    banner += _wrapped(stamp.notice, 0)
    banner += _wrapped("Decision support for professionals: not a device, not validated.", 0)
    return [*lines, rule, *banner, rule]


# ---------------------------------------------------------------- what is wrong


def _alert(alert: AlertShown) -> list[str]:
    return _wrapped(f"! {alert.severity.upper()}: {alert.text}{_cited(alert.citations)}", 2, 4)


def _promise(promise: PromiseShown) -> list[str]:
    state = f"{promise.title or promise.name}: now {promise.now}, under this plan {promise.plan}"
    strength = f" ({promise.strength})" if promise.strength else ""
    lines = _wrapped(f"{state}{strength}{_cited(promise.citations)}", 2, 4)
    if "broken" in (promise.now, promise.plan):
        lines += [line for note in promise.notes for line in _wrapped(note, 6)]
    if promise.missing:
        lines += _wrapped(f"depends on: {', '.join(promise.missing)}", 6, 8)
    return lines


def _caution(caution: CautionShown) -> list[str]:
    depends = f" (depends on: {', '.join(caution.missing)})" if caution.shown == "unknown" else ""
    return _wrapped(f"{caution.medicine}: {caution.text}{depends}{_cited(caution.citations)}", 2, 4)


# ---------------------------------------------------------------- outcomes


def _outcome(outcome: Outcome) -> list[str]:
    lines = _wrapped(f"{outcome.title}: {outcome.kind.upper()}{_if(outcome.conditions)}", 2, 4)
    lines += _wrapped(f"Why: {outcome.reason}", 4, 9) if outcome.reason else []
    for option in outcome.options:
        lines += _option(option)
    if not outcome.options:
        lines += [line for line_of in outcome.recommendations for line in _recommendation(line_of, 4)]
        lines += [line for withheld in outcome.withheld for line in _withheld(withheld, 4)]
    lines += [line for message in outcome.messages for line in _message(message, 4)]
    foot = [f"Strength: {outcome.strength}." if outcome.strength else "", _cited(outcome.citations).strip()]
    if any(foot):
        lines += _wrapped(" ".join(part for part in foot if part), 4)
    lines += [line for words in outcome.provisional for line in _wrapped(f"Provisional: {words}", 4, 6)]
    if outcome.kind == "insufficient data" and outcome.missing:
        lines += _wrapped(f"Missing: {', '.join(outcome.missing)}", 4, 6)
    return lines


def _option(option: OptionShown) -> list[str]:
    status = _OPTION_WORDS[option.status]
    if option.status == "conditional":
        status = _if(option.conditions).strip() or "conditional"
    marks = [_LEADS[option.leads], "preferred" if option.preferred == "yes" else "", status]
    lines = _wrapped(f"- {option.title}: {', '.join(mark for mark in marks if mark)}", 4, 6)
    for reason in option.reasons:
        lines += _wrapped(reason, 6, 8)
    for recommendation in option.recommendations:
        lines += _recommendation(recommendation, 6)
    for withheld in option.withheld:
        lines += _withheld(withheld, 6)
    return lines


_LEADS: dict[Answer, str] = {"yes": "FIRST", "no": "", "unknown": ""}


def _recommendation(recommendation: Recommendation, indent: int) -> list[str]:
    text = f"> {recommendation.text}"
    if recommendation.strength:
        text += f" Strength: {recommendation.strength}."
    lines = _wrapped(text + _cited(recommendation.citations), indent, indent + 2)
    dosage = recommendation.dosage
    if dosage is not None:
        said = [
            *dosage.arithmetic,
            *(note for note in dosage.limits_applied if note not in dosage.arithmetic),
            dosage.usual_flag if dosage.usual_flag not in recommendation.text else "",
            f"Not in the source: {', '.join(dosage.not_in_source)}" if dosage.not_in_source else "",
        ]
        lines += [line for part in said if part for line in _wrapped(part, indent + 4, indent + 6)]
    if recommendation.members:
        lines += _wrapped(f"Any of: {', '.join(recommendation.members)}", indent + 4, indent + 6)
    return lines


def _withheld(withheld: Withheld, indent: int) -> list[str]:
    text = f"x WITHHELD {withheld.medicine}: {withheld.reason}{_cited(withheld.citations)}"
    lines = _wrapped(text, indent, indent + 2)
    return lines + [line for note in withheld.notes for line in _wrapped(note, indent + 4)]


def _message(message: Message, indent: int) -> list[str]:
    if message.shown == "no":
        return []
    kind = "Warning" if message.kind == "warn" else "Note"
    perhaps = ", if it applies" if message.shown == "unknown" else ""
    return _wrapped(f"{kind}{perhaps}: {message.text}", indent, indent + 6)


def _message_outcome(outcome: Outcome) -> list[str]:
    """An outcome that only notes or warns: the words themselves stand first."""
    lines = _wrapped(f"{outcome.title}{_if(outcome.conditions)}{_cited(outcome.citations)}", 2, 4)
    return lines + [line for message in outcome.messages for line in _message(message, 4)]


def _silent(outcome: Outcome) -> list[str]:
    said = "" if outcome.kind == "not applicable" else f" ({outcome.kind})"
    lines = _wrapped(f"{outcome.title}{said}: {outcome.reason}", 2, 4)
    return lines + [line for message in outcome.messages for line in _message(message, 6)]


# ---------------------------------------------------------------- tapers


_DUE: dict[Answer, str] = {
    "yes": "a step is due now",
    "no": "no step is due now",
    "unknown": "open whether due",
}


def _taper(taper: TaperPlan) -> list[str]:
    lines = _wrapped(f"{taper.medicine}: {taper.outcome}", 2, 4)
    if taper.current is None or taper.next is None:
        return lines + (_wrapped(taper.off_ladder, 4) if taper.off_ladder else [])
    on = f", on {taper.due_on.isoformat()}" if taper.due_on is not None else ""
    hold = {"yes": "; ON HOLD", "no": "", "unknown": "; open whether on hold"}[taper.on_hold]
    lines += _wrapped(f"{_DUE[taper.due]}{on}{hold}", 4)
    lines += _wrapped(taper.off_ladder, 4) if taper.off_ladder else []
    rows = [
        (
            step.starts.isoformat() if step.starts is not None else "then",
            f"{step.dose.value} {step.dose.unit}",
            step.lasts,
            step.tablets,
        )
        for step in taper.steps
    ]
    lines += _table(("from", "dose", "lasts", "tablets"), rows, 4)
    if taper.total is not None:
        tablets = f"; tablets: {', '.join(taper.tablets_total)}" if taper.tablets_total else ""
        lines += _wrapped(f"In total {taper.total.value} {taper.total.unit}{tablets}", 4, 6)
    return lines + (_wrapped(f"At the end: {taper.end_question}", 4, 6) if taper.end_question else [])


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]], indent: int) -> list[str]:
    if not rows:
        return []
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]

    def written(row: tuple[str, ...]) -> str:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        return f"{' ' * indent}{'  '.join(cells)}".rstrip()

    return [written(head), *(written(row) for row in rows)]


# ---------------------------------------------------------------- what it rests on


def _request(place: int, request: Request) -> list[str]:
    lines = _wrapped(f"{place}. {request.name}: {request.question}", 2, 5)
    return lines + _wrapped(f"for {request.purpose}: {', '.join(request.outcomes)}", 5, 9)


def _assumption(used: AssumptionUsed) -> list[str]:
    because = f" Because: {used.because}." if used.because else ""
    instead = f" Another reading: {used.instead}." if used.instead else ""
    return _wrapped(f"{used.name}: {used.text}{because}{instead}", 2, 4)


def _taking(assessment: Assessment) -> list[str]:
    if assessment.taking is None:
        return ["  unknown: no medication list was given"]
    if not assessment.taking:
        return ["  nothing"]
    return list(_taken_lines(assessment))


def _taken_lines(assessment: Assessment) -> Iterator[str]:
    for taken in assessment.taking or ():
        known = "" if taken.declared else " (the guideline does not speak of it)"
        classes = f", {', '.join(taken.classes)}" if taken.classes else ""
        yield from _wrapped(f"{taken.text or taken.name}{classes}{known}", 2, 4)


def _if(conditions: Sequence[str]) -> str:
    return f" if {', '.join(conditions)}" if conditions else ""


def _cited(citations: Sequence[CitationShown]) -> str:
    numbers = sorted({number for citation in citations for number in citation.references})
    return f" [{', '.join(map(str, numbers))}]" if numbers else ""
