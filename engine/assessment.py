"""The result of evaluating a guideline for one patient at a stated time.

Frozen pydantic models with a JSON form (`Assessment.to_json`) and a JSON Schema (assessment_schema.py).
Everything a clinician needs to follow an answer to its facts, its sentence and its references is in here;
nothing refers to the guideline's text. Evaluating (engine/evaluation.py) needs none of this: the models are made
of what was found, when it is to be shown.

`ASSESSMENT_FORMAT` changes when a field changes its meaning or goes.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, PlainSerializer, WithJsonSchema

from engine.kinds import Action, Answer, OptionStatus, OutcomeKind, PromiseState, RequestKind, WronglyKind

ASSESSMENT_FORMAT = "guideline-assessment/1"


def _json_number(value: Decimal) -> int | float | str:
    """A JSON number where it reads back as the same decimal, else the decimal as text."""
    if value == value.to_integral_value() and abs(value) < 10**15:
        return int(value)
    return float(value) if Decimal(repr(float(value))) == value else str(value)


ExactNumber = Annotated[
    Decimal,
    PlainSerializer(_json_number, when_used="json"),
    WithJsonSchema(
        {
            "anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}],
            "description": "a number; as text where a JSON number would not read back as the same decimal",
        }
    ),
]


class _Shown(BaseModel):
    # models are built when first used: most commands use few of them
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Figure(_Shown):
    """A number with its unit. `exact` is false where the decimal does not end and `value` is rounded."""

    value: ExactNumber
    unit: str
    exact: bool = True


class FigureRange(_Shown):
    """From `lower` to `upper`, both included; equal for a single figure. `text` reads it out."""

    lower: Figure
    upper: Figure
    text: str


class CitationShown(_Shown):
    """Numbers of the reference list, and the quoted words with the whole sentence of the narrative.

    `guideline` is the used guideline whose list and narrative they are of, "" for the guideline's own.
    """

    references: tuple[int, ...]
    quotes: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    guideline: str = ""


class ReferenceShown(_Shown):
    """One entry of the reference list that an answer rests on; of the used `guideline`'s list if it is not ""."""

    number: int
    text: str
    missing: bool = False
    guideline: str = ""


class Dosage(_Shown):
    """What is given, how much, how.

    `text` is the whole dosage read out; `printed` is as the guideline prints it; `amount` is computed for
    this patient, None when it cannot be (`needs` names the facts) or when the source gives none. A dose
    with a known frequency is an amount per time (`1000 mg/day` for 500 mg twice daily);
    `per_administration` is the single dose. `aiming_at` is the preferred end of the range. Above
    `confirm_above` a dose is given only after the clinician confirms. `arithmetic` writes every step out.
    """

    text: str
    printed: str = ""
    amount: FigureRange | None = None
    per_administration: FigureRange | None = None
    most_per_day: str = ""
    aiming_at: Figure | None = None
    usual: FigureRange | None = None
    usual_flag: str = ""
    confirm_above: Figure | None = None
    limits_applied: tuple[str, ...] = ()
    rising_to: FigureRange | None = None
    route: str = ""
    frequency: str = ""
    duration: str = ""
    tablets: str = ""
    arithmetic: tuple[str, ...] = ()
    not_in_source: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


class Recommendation(_Shown):
    """One line of a recommended or conditional package.

    `medicine` is the name, or `any CLASS` for any member of a class (then `members` are those not
    withheld). `text` is the whole sentence, with the promises it feeds. `conditions` names what it still
    depends on. Of a choice, `alternatives` are the other options that lead or may lead, of which one is taken;
    `leads` says whether this one does. `cautions` hold or may hold for it; `provisional` says which assumed
    values it rests on. `same_in` are the nodes of other statements that come to the same dose; their citations are
    among `citations`.
    """

    node: str
    decision: str
    action: Action
    text: str
    medicine: str = ""
    members: tuple[str, ...] = ()
    procedure: str = ""
    dosage: Dosage | None = None
    strength: str = ""
    evidence: str = ""
    conditions: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    leads: Answer = "yes"
    feeds: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    provisional: tuple[str, ...] = ()
    same_in: tuple[str, ...] = ()
    citations: tuple[CitationShown, ...] = ()


class Withheld(_Shown):
    """A medicine that is contraindicated for this patient, with the reason."""

    medicine: str
    node: str
    reason: str
    notes: tuple[str, ...] = ()
    citations: tuple[CitationShown, ...] = ()


class Message(_Shown):
    """A note or a warning; `shown` is unknown when its condition is."""

    kind: Literal["note", "warn"]
    text: str
    node: str
    shown: Answer = "yes"


class OptionShown(_Shown):
    """One alternative of a `choose`.

    `leads`: it is the one, or one of the equal ones, to take.
    """

    name: str
    title: str
    status: OptionStatus
    eligible: Answer
    preferred: Answer
    leads: Answer
    reasons: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    withheld: tuple[Withheld, ...] = ()


class Step(_Shown):
    """One question that was asked of the guideline, its answer, and what the answer rests on.

    `says` is the condition in words, `facts` the values it read (`weight = 70 kg`), `line` the line of the
    guideline text.
    """

    node: str
    says: str
    answer: Answer
    facts: tuple[str, ...] = ()
    inside: tuple[Step, ...] = ()
    line: int = 0
    citations: tuple[CitationShown, ...] = ()


class Outcome(_Shown):
    """The one outcome of a decision (of each `when` of an `advise`: `part` counts them, 0 its plain lines).

    `id` is the node it is about. `reason` is one sentence. `conditions` are the facts a conditional or
    undecided outcome depends on. `provisional` says which assumed values it rests on.
    """

    id: str
    decision: str
    title: str
    kind: OutcomeKind
    reason: str
    part: int | None = None
    recommendations: tuple[Recommendation, ...] = ()
    options: tuple[OptionShown, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    conditions: tuple[str, ...] = ()
    messages: tuple[Message, ...] = ()
    strength: str = ""
    evidence: str = ""
    missing: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    provisional: tuple[str, ...] = ()
    citations: tuple[CitationShown, ...] = ()
    trace: tuple[Step, ...] = ()


class TaperStep(_Shown):
    """A dose of the reduction, from a date on (None where it depends on something not yet known).

    It lasts `days`, or up to `days_at_most` where the guideline gives a range; `lasts` reads it out, and the dates are
    those of the shortest. `cumulative` is the amount from the first step to the end of this one.
    """

    starts: date | None
    dose: Figure
    lasts: str
    tablets: str = ""
    days: ExactNumber = Decimal(0)
    days_at_most: ExactNumber = Decimal(0)
    cumulative: Figure | None = None


class TaperPlan(_Shown):
    """The reduction of a medicine as a value.

    `due` says whether the next step is due now; `due_on` when it is or will be. `total` is the amount of
    all steps that have a length, each at its shortest. `end_question` is what the guideline leaves open at zero.
    """

    medicine: str
    node: str
    outcome: str
    current: Figure | None
    next: Figure | None
    due: Answer
    due_on: date | None = None
    on_hold: Answer = "no"
    off_ladder: str = ""
    steps: tuple[TaperStep, ...] = ()
    total: Figure | None = None
    tablets_total: tuple[str, ...] = ()
    end_question: str = ""
    provisional: tuple[str, ...] = ()


class PromiseShown(_Shown):
    """A `never`: on what is taken now, and on the plan."""

    name: str
    title: str
    now: PromiseState
    plan: PromiseState
    strength: str = ""
    evidence: str = ""
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    fed_by: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    provisional: tuple[str, ...] = ()
    citations: tuple[CitationShown, ...] = ()
    trace: tuple[Step, ...] = ()


class AlertShown(_Shown):
    """Something that is wrong now or would be under the plan. `about` names the promise or the medicine."""

    severity: Literal["critical", "warning"]
    kind: Literal["broken promise"] | WronglyKind
    about: str
    text: str
    missing: tuple[str, ...] = ()
    provisional: tuple[str, ...] = ()
    citations: tuple[CitationShown, ...] = ()


class CautionShown(_Shown):
    """A caution about a medicine that is taken or may be given; `shown` unknown when its condition is."""

    medicine: str
    text: str
    shown: Answer
    missing: tuple[str, ...] = ()
    provisional: tuple[str, ...] = ()
    citations: tuple[CitationShown, ...] = ()


class ScoreItemShown(_Shown):
    """One item of a score: whether it counts, the points it gives, and the values it was judged by.

    `points` reads `2 points`, or `0 to 2 points` where it cannot be judged; `missing` names what would settle it.
    """

    says: str
    counts: Answer
    points: str
    facts: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class ScoreShown(_Shown):
    """A score: from `lower` to `upper` points, equal when it is known, and what each item gives to it."""

    name: str
    title: str
    lower: ExactNumber
    upper: ExactNumber
    text: str
    items: tuple[ScoreItemShown, ...]
    missing: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    provisional: tuple[str, ...] = ()
    citations: tuple[CitationShown, ...] = ()


class ValueShown(_Shown):
    """A definition that has a title: what it is for this patient, and the values it was computed by.

    `text` reads `112.9 mg/dL`, `high`, `unknown (15 to 18)`; `amount` is there for a number of which both bounds
    are known. `reasons` say why there is no number (a division by zero), `missing` what would settle it.
    """

    name: str
    title: str
    text: str
    amount: FigureRange | None = None
    facts: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    provisional: tuple[str, ...] = ()
    citations: tuple[CitationShown, ...] = ()


class Request(_Shown):
    """Something to ask, in the order of asking.

    `kind` says what it is; `purpose` what the answer is first needed for; `outcomes` the outcomes it could
    change or complete.
    """

    name: str
    kind: RequestKind
    question: str
    purpose: Literal["scope", "applicability", "condition", "amount", "preference", "promise"]
    outcomes: tuple[str, ...]


class AssumptionUsed(_Shown):
    """A reading of the source that an answer depends on."""

    name: str
    text: str
    used_by: tuple[str, ...]
    because: str = ""
    instead: str = ""


class MedicineTaken(_Shown):
    """What the patient takes, as understood.

    `declared` is false for a medicine the guideline does not know.
    """

    name: str
    text: str
    classes: tuple[str, ...] | None
    declared: bool = True


class UsedStamp(_Shown):
    """A guideline from which definitions or facts were taken over, and how far it is reviewed."""

    id: str
    title: str
    version: str
    status: str


class GuidelineStamp(_Shown):
    """Which guideline spoke, what it uses, and how far they are reviewed."""

    id: str
    title: str
    version: str
    hash: str
    status: str
    notice: str
    source: str
    source_date: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    uses: tuple[UsedStamp, ...] = ()


class NameShown(_Shown):
    """A name of the guideline, and how it is shown in another language."""

    name: str
    text: str


class Assessment(_Shown):
    """What the guideline says about one patient at one time.

    `language` is the other language in which the guideline's own texts and names are shown, "" for the one it is
    written in; `texts_hash` says which texts these are, `names` how each name of this assessment's fields is
    shown in it, and `untranslated` what is shown as it is written, because the guideline has no text for it.

    `in_effect` says whether that time is among the days on which the guideline is effective ("unknown" where
    it does not say); `not_in_effect` is the sentence to show first where it, or a guideline it uses, is not.
    `acceptable` is "no" when the plan breaks a promise, "unknown" while one is open; `plan_statement` says
    so in a sentence. `input_hash` is the sha256 of the patient as given, normalised.
    `of_medicines` is whether the guideline declares any medicine; else what is taken is no matter of it.
    """

    guideline: GuidelineStamp
    engine: str
    as_of: date | datetime
    input_hash: str
    scope: Answer
    acceptable: Answer
    plan_statement: str
    outcomes: tuple[Outcome, ...]
    recommendations: tuple[Recommendation, ...]
    format: str = ASSESSMENT_FORMAT
    tapers: tuple[TaperPlan, ...] = ()
    promises: tuple[PromiseShown, ...] = ()
    alerts: tuple[AlertShown, ...] = ()
    cautions: tuple[CautionShown, ...] = ()
    scores: tuple[ScoreShown, ...] = ()
    values: tuple[ValueShown, ...] = ()
    missing: tuple[Request, ...] = ()
    assumptions: tuple[AssumptionUsed, ...] = ()
    references: tuple[ReferenceShown, ...] = ()
    taking: tuple[MedicineTaken, ...] | None = None
    of_medicines: bool = True
    data_notes: tuple[str, ...] = ()
    language: str = ""
    texts_hash: str = ""
    names: tuple[NameShown, ...] = ()
    untranslated: tuple[str, ...] = ()
    in_effect: Answer = "unknown"
    not_in_effect: str = ""

    def outcome(self, identifier: str) -> Outcome:
        """The outcome of that id, or of the decision of that name; raises KeyError."""
        for outcome in self.outcomes:
            if identifier in (outcome.id, outcome.decision):
                return outcome
        raise KeyError(identifier)

    def to_json(self, indent: int | None = None) -> str:
        """The JSON form, the same bytes for the same assessment."""
        return self.model_dump_json(indent=indent)
