"""The pathway of one patient: the guideline with its marks, and before it what happened, in short, on its first page.

Declared absent: evaluating, marks (overlay.py) and layout.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from engine.assessment import Assessment, Message, OptionShown, Outcome, Recommendation
from engine.deciding import deciding_facts
from engine.full_assessment import FullAssessment
from engine.kinds import OutcomeKind
from engine.moments import moment_text
from guideline_dsl.graph import DecisionGraph
from visualize.cards import Box, Card, Deck, Mark, Row, Section
from visualize.deck import deck
from visualize.mark_lines import held_lines, reason_words
from visualize.overlay import STATES, marks_of
from visualize.plain import plain_names
from visualize.reduction import reduction_of
from visualize.style import Kind

TITLE = "For this patient"
_SILENT: tuple[OutcomeKind, ...] = ("not applicable", "not shown", "outside scope")
_OPEN: tuple[OutcomeKind, ...] = ("insufficient data", "unknown")
_MESSAGES: tuple[OutcomeKind, ...] = ("shown", "unknown", *_SILENT)
"""What only notes, and what is silent: it stands in the pathway."""


def patient_deck(graph: DecisionGraph, assessment: FullAssessment, patient: str = "") -> Deck:
    """The guideline as cards for one patient; `patient` is how the caller calls the patient, "" for not at all."""
    return with_patient(deck(graph, marks_of(graph, assessment)), graph, assessment, patient)


def with_patient(drawn: Deck, graph: DecisionGraph, assessment: FullAssessment, patient: str = "") -> Deck:
    """A deck that bears the marks of a patient, with the section on the patient before the others."""
    said = tuple(_of_whom(assessment, patient))
    head = replace(drawn.head, paragraphs=(*drawn.head.paragraphs, *said))
    say = plain_names(graph)
    cards = tuple(_said(card, say) for card in _cards(assessment) if card is not None)
    footer = (" ".join(said), *drawn.footer)
    sections = (Section(TITLE, cards), *(_with_reductions(section, assessment) for section in drawn.sections))
    return replace(drawn, head=head, sections=sections, footer=footer)


def _said(card: Card, say: Callable[[str], str]) -> Card:
    """The card with each paragraph as `say` has it."""

    def box(each: Box) -> Box:
        return replace(each, paragraphs=tuple(map(say, each.paragraphs)))

    rows = (
        replace(row, condition=None if row.condition is None else box(row.condition), result=box(row.result))
        for row in card.rows
    )
    return replace(card, head=box(card.head), rows=tuple(rows))


def _with_reductions(section: Section, assessment: FullAssessment) -> Section:
    """The section with the patient's own reductions instead of the ladders of the guideline."""
    plans = {plan.node: plan for plan in assessment.tapers if plan.steps}

    def drawn(card: Card) -> Card:
        if card.reduction is None:
            return card
        plan = plans.get(card.id)
        own = reduction_of(plan, card.title, assessment.as_of) if plan is not None else None
        return replace(card, reduction=own)

    return replace(section, cards=tuple(map(drawn, section.cards)))


def _of_whom(assessment: Assessment, patient: str) -> Iterator[str]:
    called = f"Patient {patient}, a" if patient else "A"
    when = moment_text(assessment.as_of)
    yield f"{called}s of {when}, input {assessment.input_hash[:12]}, engine {assessment.engine}."
    if assessment.not_in_effect:
        yield f"NOT IN EFFECT: {assessment.not_in_effect}"


def _cards(assessment: FullAssessment) -> Iterator[Card | None]:
    yield _alerts(assessment)
    yield _outcomes(assessment)
    yield _card("notes", "patient", "To note", _notes(assessment))
    yield _card("missing", "patient", "What is missing, in the order of asking", _missing(assessment))
    yield _card("basis", "patient", "What it rests on", _basis(assessment))


def _card(name: str, kind: Kind, title: str, rows: Iterable[Row]) -> Card | None:
    found = tuple(rows)
    return Card(f"patient:{name}", title, Box(kind, (title,)), found) if found else None


def _row(term: Box, *said: str, nodes: tuple[str, ...] = (), kind: Kind = "meaning") -> Row:
    return Row(term, Box(kind, tuple(text for text in said if text), nodes), "means")


def _term(text: str, nodes: tuple[str, ...] = (), mark: Mark | None = None, *more: str) -> Box:
    return Box("term", (text, *more), nodes, mark)


# ---------------------------------------------------------------- what is wrong


def _alerts(assessment: FullAssessment) -> Card:
    """What is wrong now or would be under the plan; said also where nothing is."""
    promises = {promise.name for promise in assessment.promises}
    rows = tuple(
        _row(
            _term(alert.severity.upper(), (f"never:{alert.about}",) if alert.about in promises else ()),
            alert.text,
            f"needs: {', '.join(alert.missing)}" if alert.missing else "",
        )
        for alert in assessment.alerts
    )
    if rows:
        title = "What is wrong, or would be under the plan"
        if any(promise.plan == "broken" for promise in assessment.promises):
            return Card("patient:alerts", title, Box("alert", (title, assessment.plan_statement)), rows)
        # that the plan would mend what is wrong now must not be read as all being well
        plan = _row(_term("once this plan is followed"), assessment.plan_statement)
        return Card("patient:alerts", title, Box("alert", (title,)), (*rows, plan))
    doubt = "Data are missing: this may change when they are known." if assessment.missing else ""
    said = tuple(text for text in (assessment.plan_statement, doubt) if text)
    return Card("patient:alerts", "No alert", Box("patient", ("No alert", *said)))


# ---------------------------------------------------------------- outcomes


def _outcomes(assessment: FullAssessment) -> Card | None:
    if assessment.scope != "yes":
        return _card("outcomes", "patient", "What happened", [_out_of_scope(assessment)])
    decisions: dict[str, list[Outcome]] = {}
    for outcome in assessment.outcomes:
        decisions.setdefault(outcome.decision, []).append(outcome)
    rows = [row for outcomes in decisions.values() for row in _decision_rows(outcomes)]
    silent = [found for found in decisions.values() if all(outcome.kind in _SILENT for outcome in found)]
    if silent:
        nodes = tuple(outcome.id for found in silent for outcome in found)
        titles = "; ".join(_decision_title(found[0]) for found in silent)
        rows.append(_row(_term("Not about this patient", nodes, Mark("not met")), titles, nodes=nodes))
    return _card("outcomes", "patient", "What happened, and why", rows)


def _decision_rows(outcomes: Sequence[Outcome]) -> Iterator[Row]:
    """One row for what a decision came to, and one for what of it is still open."""
    for is_open in (False, True):
        found = [each for each in outcomes if each.kind not in _MESSAGES and (each.kind in _OPEN) is is_open]
        if not found:
            continue
        nodes = tuple(outcome.id for outcome in found)
        state = Mark("unknown") if is_open else Mark(STATES[found[0].kind])
        title = _decision_title(found[0])
        # of what is open, what is missing says it all
        because = dict.fromkeys(fact for outcome in found for fact in _because(outcome) if not is_open)
        why = f"because {'; '.join(because)}" if because else ""
        said = list(dict.fromkeys(text for outcome in found for text in _outcome_texts(outcome)))
        needs = ", ".join(dict.fromkeys(name for outcome in found for name in outcome.conditions))
        said += [f"needs: {needs}"] if needs else []
        yield _row(_term(title, nodes, state, *filter(None, [why])), *said, nodes=nodes)


def _out_of_scope(assessment: FullAssessment) -> Row:
    about = {"no": "is not about", "unknown": "may or may not be about", "yes": "is about"}[assessment.scope]
    head = next((shown for shown in assessment.statements if shown.steps), None)
    facts = [fact for step in head.steps for fact in deciding_facts(step)] if head is not None else []
    nodes = (head.node,) if head is not None else ()
    mark = Mark("unknown" if assessment.scope == "unknown" else "not met")
    return _row(
        _term("Whom the guideline is about", nodes, mark),
        f"The guideline {about} this patient.",
        "; ".join(facts),
    )


def _decision_title(outcome: Outcome) -> str:
    """The title of its decision, without the condition of a `when`."""
    return outcome.title.partition(": when ")[0] if outcome.part else outcome.title


def _outcome_texts(outcome: Outcome) -> Iterator[str]:
    """What is given, done or withheld; why where the conditions do not say it; warnings. Notes stand in the pathway."""
    part = outcome.title.partition(": when ")[2]
    when = f", when {part}" if outcome.kind in _OPEN and part else ""
    reason = reason_words(outcome)
    if reason or outcome.kind != "recommended":
        yield f"{outcome.kind.upper()}{when}{reason}"
    if not outcome.options:
        yield from (_given(given) for given in outcome.recommendations)
        yield from (text for held in outcome.withheld for text in held_lines(held))
    yield from (text for option in outcome.options for text in _option(option))
    yield from (_warning(said) for said in outcome.messages if said.kind == "warn" and said.shown != "no")


def _warning(message: Message) -> str:
    return f"Warning{', if it applies' if message.shown == 'unknown' else ''}: {message.text}"


def _option(option: OptionShown) -> Iterator[str]:
    """An option that is or may be the one to take, with what is given; of the others only that they are not."""
    if option.status == "withheld":
        for held in option.withheld:
            yield from held_lines(held)
        return
    if option.status == "not eligible":
        yield f"not open to this patient: {option.title}"
        return
    if option.leads == "no":
        yield f"not first: {option.title}"
        return
    yield from (_given(given) for given in option.recommendations)


def _given(given: Recommendation) -> str:
    """What is recommended, and how strongly: what may be considered is not taken for what must be done."""
    return f"• {given.text}{f' [{given.strength}]' if given.strength else ''}"


def _notes(assessment: Assessment) -> Iterator[Row]:
    """The notes that are said of this patient, by decision; warnings stand with what they warn of."""
    said: dict[str, dict[str, None]] = {}
    nodes: dict[str, list[str]] = {}
    for outcome in assessment.outcomes:
        for message in outcome.messages:
            stands_with_outcome = message.kind == "warn" and outcome.kind not in _MESSAGES
            if message.shown == "no" or stands_with_outcome:
                continue
            title = _decision_title(outcome)
            doubt = "if it applies: " if message.shown == "unknown" else ""
            said.setdefault(title, {})[f"{_KINDS[message.kind]}{doubt}{message.text}"] = None
            nodes.setdefault(title, []).append(message.node)
    for title, texts in said.items():
        yield _row(_term(title, tuple(dict.fromkeys(nodes[title]))), *texts)


_KINDS = {"note": "", "warn": "Warning: "}


def _because(outcome: Outcome) -> Iterator[str]:
    """The values that led to an outcome; what speaks for an option stands with the options."""
    for step in outcome.trace:
        speaks_for_an_option = bool(outcome.options) and not step.says.startswith("for ")
        if step.answer == "yes" and not speaks_for_an_option:
            yield from deciding_facts(step)


# ---------------------------------------------------------------- what is missing, and what it rests on


def _missing(assessment: Assessment) -> Iterator[Row]:
    titles = {outcome.id: _decision_title(outcome) for outcome in assessment.outcomes}
    titles |= {f"never:{promise.name}": promise.title for promise in assessment.promises}
    for number, request in enumerate(assessment.missing, 1):
        waiting = "; ".join(dict.fromkeys(titles.get(name, name) for name in request.outcomes))
        nodes = (f"fact:{request.name}",) if request.kind == "fact" else ()
        term = _term(f"{number}. {request.name}", nodes, Mark("unknown"))
        yield _row(term, request.question, f"{request.purpose}: {waiting}", nodes=nodes)


def _basis(assessment: Assessment) -> Iterator[Row]:
    if assessment.taking is None:
        yield _row(_term("taken now", (), Mark("unknown")), "unknown: no medication list was given")
    else:
        taken = "; ".join(each.text or each.name for each in assessment.taking)
        yield _row(_term("taken now"), taken or "nothing")
    for promise in assessment.promises:
        needs = f"needs: {', '.join(promise.missing)}" if promise.missing else ""
        nodes = (f"never:{promise.name}",)
        said = f"now {promise.now}, under this plan {promise.plan}"
        yield _row(_term(f"never: {promise.title or promise.name}", nodes), said, needs, nodes=nodes)
    for value in assessment.values:
        facts = "; ".join((*value.facts, *value.reasons))
        nodes = (f"define:{value.name}",)
        yield _row(_term(value.title, nodes), value.text, facts, nodes=nodes)
    for score in assessment.scores:
        nodes = (f"define:{score.name}",)
        yield _row(_term(score.title or score.name, nodes), score.text, nodes=nodes)
    for caution in assessment.cautions:
        state = Mark("met" if caution.shown == "yes" else "unknown")
        needs = f"needs: {', '.join(caution.missing)}" if caution.missing else ""
        yield _row(_term(f"caution: {caution.medicine}", (), state), caution.text, needs)
    if assessment.assumptions:
        named = "; ".join(used.name for used in assessment.assumptions)
        yield _row(_term("readings of the source"), named)
    if assessment.data_notes:
        yield _row(_term("about the data"), *assessment.data_notes)
