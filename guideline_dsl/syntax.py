"""What the author wrote: frozen nodes with source spans, one class per construct of the grammar.

Nothing here is resolved or typed: a name is a name, a number is the digits as written. Spans are
outside equality, so two texts that differ only in layout have equal trees.

Declared absent: meaning (see core.py), patients, files.
"""

from __future__ import annotations

from typing import Literal

from guideline_dsl.frozen import field, frozen
from guideline_dsl.spans import NOWHERE as NOWHERE  # noqa: PLC0414 - a reader of the tree finds it here
from guideline_dsl.spans import Span as Span  # noqa: PLC0414


def _span() -> Span:
    return field(default=NOWHERE, compare=False, repr=False, kw_only=True)


@frozen
class Name:
    """A name as written: of a fact, a definition, a value, a medicine, a class, an assumption."""

    text: str
    span: Span = _span()


@frozen
class Text:
    """A quoted text, without its quotation marks."""

    value: str
    span: Span = _span()


# ---------------------------------------------------------------- quantities and expressions


@frozen
class Quantity:
    """A number as written with its unit as written; `unit` is "" for a plain number.

    Only where a fact is declared, given or expected, the number may begin with `-`.
    """

    number: str
    unit: str = ""
    span: Span = _span()


@frozen
class DateLiteral:
    """A calendar date as written, YYYY-MM-DD."""

    text: str
    span: Span = _span()


@frozen
class Call:
    """A function applied to arguments: `sqrt(x)`, `max(a, b)`."""

    function: Name
    arguments: tuple[Expression, ...]
    span: Span = _span()


@frozen
class Not:
    """`not x`."""

    operand: Expression
    span: Span = _span()


@frozen
class All:
    """`a and b and c`: n-ary, so that long chains stay flat."""

    operands: tuple[Expression, ...]
    span: Span = _span()


@frozen
class Any:
    """`a or b or c`: n-ary, so that long chains stay flat."""

    operands: tuple[Expression, ...]
    span: Span = _span()


@frozen
class Comparison:
    """`a < b`, or a chain `a <= b < c`: one operator fewer than operands."""

    operands: tuple[Expression, ...]
    operators: tuple[str, ...]
    span: Span = _span()


@frozen
class Is:
    """`subject is value`, `subject is not value`."""

    subject: Expression
    value: Expression
    negated: bool = False
    span: Span = _span()


@frozen
class IsAnyOf:
    """`subject is any of (a, b)`."""

    subject: Expression
    values: tuple[Name, ...]
    span: Span = _span()


@frozen
class CountOf:
    """`at least 2 of (a, b, c)`, `at most 1 of (...)`, `exactly 1 of (...)`."""

    bound: Literal["at least", "at most", "exactly"]
    number: str
    operands: tuple[Expression, ...]
    span: Span = _span()


@frozen
class Which:
    """A medicine (`prednisone`) or any member of a class (`any bisphosphonate`)."""

    name: Name
    any_of_class: bool = False
    span: Span = _span()


@frozen
class Crowd:
    """What `taking` and `plan has` speak of: a medicine, `any CLASS`, or `at least N of CLASS`.

    `at_least` is "" except for the last form.
    """

    name: Name
    any_of_class: bool = False
    at_least: str = ""
    span: Span = _span()


@frozen
class Taking:
    """`taking prednisone`, `taking any corticosteroid`."""

    crowd: Crowd
    span: Span = _span()


@frozen
class PlanHas:
    """`plan has any corticosteroid`, `plan has at least 2 of immunosuppressant`."""

    crowd: Crowd
    span: Span = _span()


@frozen
class Done:
    """`done dexa_scan`, `done dexa_scan within 52 weeks`."""

    procedure: Name
    within: Quantity | None = None
    span: Span = _span()


@frozen
class MedicineMeasure:
    """`dose of X`, `starting dose of X`, `time on X`, `time at dose of X`.

    X may be `any CLASS` for `time on`.
    """

    measure: Literal["dose", "starting dose", "time", "time at dose"]
    which: Which
    span: Span = _span()


@frozen
class MomentLiteral:
    """A time as written: `2026-01-30T08:15+01:00`."""

    text: str
    span: Span = _span()


@frozen
class Now:
    """`now`: the time of evaluation."""

    span: Span = _span()


@frozen
class TimeBetween:
    """`time since TIME`, `time from TIME to TIME`: `end` None is now."""

    start: Expression
    end: Expression | None = None
    span: Span = _span()


@frozen
class DateOf:
    """`date of TIME`: the day on which it was."""

    moment: Expression
    span: Span = _span()


@frozen
class Today:
    """`today`: the day of evaluation."""

    span: Span = _span()


@frozen
class FullUnits:
    """`full years since DATE`, `full months from DATE to DATE`: `end` None is today."""

    unit: Literal["years", "months", "weeks", "days"]
    start: Expression
    end: Expression | None = None
    span: Span = _span()


@frozen
class ExtremeItem:
    """`highest item of SCORE`: the most, or the fewest, points that one of its items gives."""

    extreme: Literal["highest", "lowest"]
    score: Name
    span: Span = _span()


@frozen
class Observed:
    """`latest X`, `highest X within 7 days`, `rise of X within 48 hours`: what the observations of a fact come to."""

    measure: Literal["latest", "first", "highest", "lowest", "mean", "rise", "fall", "count"]
    fact: Name
    within: Quantity | None = None
    span: Span = _span()


@frozen
class Sustained:
    """`X < 0.5 mL/kg/h for at least 6 hours`: a condition on a fact that held without interruption."""

    test: Comparison | Is
    at_least: Quantity
    within: Quantity | None = None
    span: Span = _span()


@frozen
class Sum:
    """`a + b - c`: n-ary; the first sign is always "+"."""

    terms: tuple[tuple[Literal["+", "-"], Expression], ...]
    span: Span = _span()


@frozen
class Product:
    """`a * b / c`: n-ary; the first operator is always "*"."""

    factors: tuple[tuple[Literal["*", "/"], Expression], ...]
    span: Span = _span()


@frozen
class Power:
    """`base ^ exponent`."""

    base: Expression
    exponent: Expression
    span: Span = _span()


@frozen
class Negative:
    """`-x`."""

    operand: Expression
    span: Span = _span()


@frozen
class InUnit:
    """`height in cm`: the plain number of that unit."""

    operand: Expression
    unit: str
    span: Span = _span()


@frozen
class Rounded:
    """`x rounded half up to 0.5 mg`: the rule is named."""

    operand: Expression
    rule: Literal["half up", "half to even", "up", "down"]
    step: Quantity
    span: Span = _span()


Expression = (
    Name
    | Quantity
    | DateLiteral
    | Call
    | Not
    | All
    | Any
    | Comparison
    | Is
    | IsAnyOf
    | CountOf
    | Taking
    | PlanHas
    | Done
    | MedicineMeasure
    | ExtremeItem
    | Observed
    | Sustained
    | Today
    | FullUnits
    | Now
    | TimeBetween
    | DateOf
    | Sum
    | Product
    | Power
    | Negative
    | InUnit
    | Rounded
)

# ---------------------------------------------------------------- remarks: what answers for a statement


@frozen
class Cite:
    """`cite [1, 3] "words of the narrative", "more words"`."""

    references: tuple[Quantity, ...]
    quotes: tuple[Text, ...] = ()
    span: Span = _span()


@frozen
class Note:
    """`note "..."`."""

    text: Text
    span: Span = _span()


@frozen
class Warn:
    """`warn "..."`."""

    text: Text
    span: Span = _span()


@frozen
class Strength:
    """`strength mandatory`: a word of the guideline's own scale."""

    word: Name
    span: Span = _span()


@frozen
class Evidence:
    """`evidence low`: a word of the guideline's own scale of certainty."""

    word: Name
    span: Span = _span()


@frozen
class Assuming:
    """`assuming actual_weight, mosteller`."""

    names: tuple[Name, ...]
    span: Span = _span()


Remark = Cite | Note | Warn | Strength | Evidence | Assuming

# ---------------------------------------------------------------- doses and lines


@frozen
class Amount:
    """`35 mg`, or a range `0.5 to 1 mg/kg/day`: then `lower` may have no unit of its own."""

    lower: Quantity
    upper: Quantity | None = None
    span: Span = _span()


@frozen
class ByBasis:
    """`by weight`: what a dose per kilogram or per square metre is multiplied with."""

    name: Name
    span: Span = _span()


@frozen
class AsComputedBy:
    """`as computed by calvert_dose`: the dose is what a definition comes to."""

    name: Name
    span: Span = _span()


@frozen
class AtMost:
    """`at most 60 mg/day`."""

    quantity: Quantity
    span: Span = _span()


@frozen
class AtLeast:
    """`at least 250 mg/day`."""

    quantity: Quantity
    span: Span = _span()


@frozen
class Usually:
    """`usually 60 to 80 mg/day`: flagged, never applied."""

    amount: Amount
    span: Span = _span()


@frozen
class AimingAt:
    """`aiming at 35 mg/day`: only in what a case expects."""

    quantity: Quantity
    span: Span = _span()


@frozen
class Times:
    """`once daily`, `twice weekly`, `3 times daily`; `number` is "1" for once and "2" for twice."""

    number: str
    period: Literal["daily", "weekly", "monthly"]
    span: Span = _span()


@frozen
class Every:
    """`every 4 weeks`, `every 4 to 6 hours`."""

    amount: Amount
    span: Span = _span()


@frozen
class Continuously:
    """`continuously`."""

    span: Span = _span()


Frequency = Times | Every | Continuously


@frozen
class Route:
    """`orally`, `intravenously`, ..."""

    word: str
    span: Span = _span()


@frozen
class Lasting:
    """`for 2 to 4 weeks`."""

    amount: Amount
    span: Span = _span()


@frozen
class InTotalOver:
    """`in total over 2 days`: the amount is that of the whole course."""

    quantity: Quantity
    span: Span = _span()


@frozen
class DosesApart:
    """`2 doses 2 weeks apart`."""

    number: str
    apart: Quantity
    span: Span = _span()


@frozen
class RisingTo:
    """`rising to 25 mg/week within 3 to 6 months`."""

    amount: Amount
    within: Amount | None = None
    span: Span = _span()


@frozen
class ExtendableTo:
    """`extendable to 12 months`."""

    quantity: Quantity
    span: Span = _span()


@frozen
class Gap:
    """`dose not in source`: a part of the dosage the source is silent on."""

    word: Literal["dose", "frequency", "duration", "interval", "target", "steps", "maximum"]
    span: Span = _span()


@frozen
class Immediately:
    """`immediately`."""

    span: Span = _span()


GivePart = (
    ByBasis
    | AsComputedBy
    | AtMost
    | AtLeast
    | Usually
    | Times
    | Every
    | Continuously
    | Route
    | Lasting
    | InTotalOver
    | DosesApart
    | RisingTo
    | ExtendableTo
    | Gap
    | Immediately
)
DoPart = Times | Every | Continuously | Gap | Immediately


@frozen
class CloserTo:
    """`closer to 0.5 mg/kg/day when steroid_risk`: a preference inside one dose."""

    quantity: Quantity
    condition: Expression
    remarks: tuple[Remark, ...] = ()
    span: Span = _span()


@frozen
class Give:
    """`give prednisone 0.5 to 1 mg/kg/day by weight, orally`; a regimen is named like a medicine."""

    which: Which
    amount: Amount | None = None
    parts: tuple[GivePart, ...] = ()
    closers: tuple[CloserTo, ...] = ()
    span: Span = _span()


@frozen
class GiveNothing:
    """`give nothing`: the guideline says so."""

    span: Span = _span()


@frozen
class Stop:
    """`stop azathioprine`, `stop any bisphosphonate`."""

    which: Which
    span: Span = _span()


@frozen
class Do:
    """`do dexa_scan every 52 weeks`."""

    procedure: Name
    parts: tuple[DoPart, ...] = ()
    span: Span = _span()


Line = Give | GiveNothing | Stop | Do | Remark

# ---------------------------------------------------------------- top-level items


@frozen
class Version:
    """`version 1.0.0`."""

    text: str
    span: Span = _span()


@frozen
class Language:
    """`language en`: in which the texts of the guideline are written."""

    tag: Name
    span: Span = _span()


@frozen
class Effective:
    """`effective 2021-01-01 to 2024-08-30`: from that day on, and to that day inclusive, None for no end."""

    first: DateLiteral
    last: DateLiteral | None = None
    span: Span = _span()


@frozen
class NarrativeFile:
    """`narrative "narrative.md"`."""

    file: Text
    span: Span = _span()


@frozen
class Source:
    """`source "Title of the source" 2025-12-06`."""

    title: Text
    date: DateLiteral | None = None
    span: Span = _span()


@frozen
class Status:
    """`status "pending human review"`."""

    text: Text
    span: Span = _span()


@frozen
class Notice:
    """`notice "For healthcare professionals."`."""

    text: Text
    span: Span = _span()


@frozen
class StrengthScale:
    """`strength absolute | mandatory`: strongest first."""

    words: tuple[Name, ...]
    span: Span = _span()


@frozen
class EvidenceScale:
    """`evidence high | moderate | low`: most certain first."""

    words: tuple[Name, ...]
    span: Span = _span()


@frozen
class For:
    """`for CONDITION`: whom a guideline, a decision or a taper is about."""

    condition: Expression
    span: Span = _span()


@frozen
class Use:
    """`use renal`: what another guideline declares is declared here too."""

    name: Name
    span: Span = _span()


HeadLine = (
    Version
    | Language
    | Effective
    | Use
    | NarrativeFile
    | Source
    | Status
    | Notice
    | StrengthScale
    | EvidenceScale
    | For
)


@frozen
class GuidelineHead:
    """`guideline NAME "Title"` and its lines."""

    name: Name
    title: Text
    lines: tuple[HeadLine, ...]
    span: Span = _span()


@frozen
class Reference:
    """`1  guideline  "Title"  "Publisher"  2025`.

    `kind` `missing` declares a number the source never lists.
    """

    number: Quantity
    kind: Name
    title: Text
    publisher: Text | None = None
    year: Quantity | None = None
    span: Span = _span()


@frozen
class References:
    """The `references` block."""

    entries: tuple[Reference, ...]
    span: Span = _span()


@frozen
class ChoiceType:
    """`low | standard | high`, or `yes | no`."""

    values: tuple[Name, ...]
    span: Span = _span()


@frozen
class RangeType:
    """`2 to 300 kg`: the plausible range; a value outside it is refused."""

    lower: Quantity
    upper: Quantity
    span: Span = _span()


@frozen
class DateAndTimeType:
    """`date and time`."""

    span: Span = _span()


@frozen
class DateType:
    """`date`."""

    span: Span = _span()


@frozen
class Codes:
    """`loinc 29463-7, 3141-9`."""

    system: str
    codes: tuple[str, ...]
    span: Span = _span()


@frozen
class WithinAge:
    """`within 30 days`: how long a value holds."""

    quantity: Quantity
    span: Span = _span()


@frozen
class ToTheNearest:
    """`to the nearest 0.1 Cel`: the precision the values have."""

    quantity: Quantity
    span: Span = _span()


@frozen
class Conversion:
    """`where 1 mg/dL is 88.4 umol/L`: mass to substance, for this fact only."""

    of: Quantity
    to: Quantity
    references: tuple[Quantity, ...] = ()
    span: Span = _span()


@frozen
class InValueSet:
    """`in fibrillation_codes`."""

    name: Name
    span: Span = _span()


@frozen
class Question:
    """The words a fact, a medicine or a procedure is shown with."""

    text: Text
    span: Span = _span()


FactNote = Codes | WithinAge | ToTheNearest | Conversion | InValueSet | Question


@frozen
class Default:
    """`assume no when not recorded "reason"`, with an optional `and CONDITION` before the reason."""

    value: Expression
    reason: Text
    condition: Expression | None = None
    span: Span = _span()


@frozen
class FactDeclaration:
    """One line of `facts`, with its indented `only when` and `assume` lines."""

    name: Name
    type: ChoiceType | RangeType | DateType | DateAndTimeType
    notes: tuple[FactNote, ...] = ()
    only_when: Expression | None = None
    default: Default | None = None
    span: Span = _span()


@frozen
class Facts:
    """A `facts` block."""

    entries: tuple[FactDeclaration, ...]
    span: Span = _span()


@frozen
class Tablets:
    """`tablets 1 mg, 2.5 mg`."""

    strengths: tuple[Quantity, ...]
    span: Span = _span()


@frozen
class OnlyFrequency:
    """`only once weekly`: any other frequency is a critical alert."""

    frequency: Frequency
    span: Span = _span()


MedicineNote = Codes | Tablets | OnlyFrequency | Question


@frozen
class MedicineDeclaration:
    """`methotrexate  first_line, steroid_sparing  rxnorm 6851  tablets 2.5 mg  only once weekly`."""

    name: Name
    classes: tuple[Name, ...]
    notes: tuple[MedicineNote, ...] = ()
    span: Span = _span()


@frozen
class Medicines:
    """A `medicines` block."""

    entries: tuple[MedicineDeclaration, ...]
    span: Span = _span()


@frozen
class ProcedureDeclaration:
    """`dexa_scan "DEXA scan"  loinc ...`."""

    name: Name
    title: Text
    codes: tuple[Codes, ...] = ()
    span: Span = _span()


@frozen
class Procedures:
    """A `procedures` block."""

    entries: tuple[ProcedureDeclaration, ...]
    span: Span = _span()


@frozen
class ValueSetDeclaration:
    """`fibrillation_codes "Atrial fibrillation"  icd10 I48.0, I48.1`."""

    name: Name
    title: Text
    codes: tuple[Codes, ...]
    span: Span = _span()


@frozen
class ValueSets:
    """A `value sets` block."""

    entries: tuple[ValueSetDeclaration, ...]
    span: Span = _span()


@frozen
class ValueCase:
    """`0.85 when sex is female`: value first."""

    value: Expression
    condition: Expression
    span: Span = _span()


@frozen
class OtherwiseValue:
    """`otherwise 1`, `otherwise none`: `value` is None for `none`."""

    value: Expression | None
    span: Span = _span()


@frozen
class ByCases:
    """The body of a definition by cases: the first condition that holds decides."""

    cases: tuple[ValueCase, ...]
    otherwise: OtherwiseValue
    span: Span = _span()


@frozen
class BandWord:
    """A word of a choice, `yes` or `no`, in a row of a table."""

    word: Name
    span: Span = _span()


@frozen
class BandAny:
    """`any`: the row holds whatever this column has."""

    span: Span = _span()


@frozen
class BandNumbers:
    """Numbers of a column: `8 or less`, `9 to 11`, `25 or more`, `18.5 to less than 25`, a single figure.

    None is without an end on that side; `open_lower` and `open_upper` leave the end itself out.
    """

    lower: Quantity | None
    upper: Quantity | None
    open_lower: bool = False
    open_upper: bool = False
    span: Span = _span()


Band = BandWord | BandAny | BandNumbers


@frozen
class BandRow:
    """`VALUE for BAND, BAND`: a value where each column lies in its band."""

    value: Expression
    bands: tuple[Band, ...]
    span: Span = _span()


@frozen
class ByBands:
    """The body of a definition by a table; `keys` are its columns."""

    keys: tuple[Expression, ...]
    rows: tuple[BandRow, ...]
    span: Span = _span()


@frozen
class PointsWhen:
    """`2 points when CONDITION`."""

    points: Quantity
    condition: Expression
    span: Span = _span()


@frozen
class PointsBy:
    """`by KEYS when CONDITION` with rows of points; no condition: for everyone."""

    table: ByBands
    condition: Expression | None = None
    span: Span = _span()


@frozen
class ByPoints:
    """The body of a score: its items."""

    items: tuple[PointsWhen | PointsBy, ...]
    span: Span = _span()


@frozen
class Define:
    """`define NAME as EXPRESSION`, by cases, by bands; or `score NAME` with its points.

    One with a title is a result: it is shown with its value.
    """

    name: Name
    body: Expression | ByCases | ByBands | ByPoints
    remarks: tuple[Remark, ...] = ()
    title: Text | None = None
    span: Span = _span()


@frozen
class TherapyLine:
    """`line NAME "Title" until CONDITION`: what is tried until something moves the patient on."""

    name: Name
    title: Text | None
    until: Expression | None
    span: Span = _span()


@frozen
class Branch:
    """`when CONDITION` with its lines; `otherwise` has no condition.

    A line of therapy is a branch whose condition is that nothing moves on; the last may go on for good.
    """

    condition: Expression | None
    lines: tuple[Line, ...]
    therapy: TherapyLine | None = None
    span: Span = _span()


@frozen
class Except:
    """`except when CONDITION` with its remarks."""

    condition: Expression
    remarks: tuple[Remark, ...] = ()
    span: Span = _span()


@frozen
class InsteadOf:
    """`instead of NAME, NAME`: the decisions that do not apply to whom this one applies."""

    names: tuple[Name, ...]
    span: Span = _span()


@frozen
class Regimen:
    """Gives that several decisions use: plain lines, or branches (the first that holds)."""

    name: Name
    title: Text | None
    body: tuple[Line | Branch, ...]
    span: Span = _span()


@frozen
class Decide:
    """`decide`: plain lines, or branches of which the first that holds decides; remarks may follow."""

    name: Name
    title: Text | None
    applies: For | None
    exceptions: tuple[Except, ...]
    body: tuple[Line | Branch, ...]
    instead_of: InsteadOf | None = None
    span: Span = _span()


@frozen
class Advise:
    """`advise`: each `when` that holds; the unconditional lines belong together."""

    name: Name
    title: Text | None
    applies: For | None
    exceptions: tuple[Except, ...]
    body: tuple[Line | Branch, ...]
    span: Span = _span()


@frozen
class PreferWhen:
    """`prefer when CONDITION`."""

    condition: Expression
    remarks: tuple[Remark, ...] = ()
    span: Span = _span()


@frozen
class OnlyWhen:
    """`only when CONDITION`: whom an option is open to."""

    condition: Expression
    remarks: tuple[Remark, ...] = ()
    span: Span = _span()


@frozen
class Option:
    """One alternative of a `choose`."""

    name: Name
    title: Text | None
    body: tuple[Line | PreferWhen | OnlyWhen, ...]
    span: Span = _span()


@frozen
class Choose:
    """`choose`: unordered alternatives."""

    name: Name
    title: Text | None
    applies: For | None
    exceptions: tuple[Except, ...]
    options: tuple[Option, ...]
    remarks: tuple[Remark, ...] = ()
    instead_of: InsteadOf | None = None
    span: Span = _span()


@frozen
class Before:
    """`before azathioprine` with its `check` lines: a gate, owned by the medicine."""

    which: Which
    checks: tuple[Name, ...]
    remarks: tuple[Remark, ...] = ()
    span: Span = _span()


@frozen
class Limit:
    """A `when` of `contraindicate`, `caution` or `never`, with its remarks."""

    condition: Expression
    remarks: tuple[Remark, ...] = ()
    span: Span = _span()


@frozen
class Withhold:
    """`contraindicate A, B` (withholds) or `caution A, B` (shown only)."""

    kind: Literal["contraindicate", "caution"]
    whiches: tuple[Which, ...]
    limits: tuple[Limit, ...]
    span: Span = _span()


@frozen
class Never:
    """`never NAME "Title"`: a promise, broken when one of its limits holds."""

    name: Name
    title: Text
    limits: tuple[Limit, ...]
    span: Span = _span()


@frozen
class TaperStart:
    """`start from 2 weeks when response is adequate, by 4 weeks`."""

    earliest: Quantity
    condition: Expression | None = None
    latest: Quantity | None = None
    span: Span = _span()


@frozen
class TaperHold:
    """`hold when CONDITION`: after the first reduction no step is taken while it holds."""

    condition: Expression
    span: Span = _span()


@frozen
class TaperEvery:
    """`every 2 weeks`: the time at each dose."""

    amount: Amount
    span: Span = _span()


@frozen
class TaperSteps:
    """`steps 60, 40, 30 mg/day`: the rungs; the unit is written once, at the end."""

    rungs: tuple[Quantity, ...]
    span: Span = _span()


@frozen
class TaperThen:
    """`then less 2.5 mg/day`: under the last rung."""

    less: Quantity
    span: Span = _span()


@frozen
class TaperEnd:
    """`end "..."`: the question the guideline leaves open at zero."""

    text: Text
    span: Span = _span()


TaperLine = TaperStart | TaperHold | TaperEvery | TaperSteps | TaperThen | TaperEnd


@frozen
class Taper:
    """`taper prednisone "Reducing prednisone"`."""

    medicine: Name
    title: Text | None
    applies: For | None
    exceptions: tuple[Except, ...]
    lines: tuple[TaperLine, ...]
    remarks: tuple[Remark, ...] = ()
    span: Span = _span()


@frozen
class Assumption:
    """`assumption NAME "How the text was read."` with `because` and `instead`."""

    name: Name
    text: Text
    because: Text | None = None
    instead: Text | None = None
    span: Span = _span()


@frozen
class LeftOut:
    """`"words of the narrative" because "reason"`."""

    quote: Text
    because: Text
    span: Span = _span()


@frozen
class NotEncoded:
    """The `not encoded` block."""

    entries: tuple[LeftOut, ...]
    span: Span = _span()


@frozen
class PhasePart:
    """A decision by its name, or `prednisone taper`: the taper of a medicine."""

    name: Name
    taper: bool = False
    span: Span = _span()


@frozen
class Phase:
    """`"Starting" starting_prednisone, prednisone taper`: a phase of treatment and what belongs to it."""

    title: Text
    parts: tuple[PhasePart, ...]
    span: Span = _span()


@frozen
class Phases:
    """The `phases` block: in which order the drawing shows the decisions and tapers."""

    entries: tuple[Phase, ...]
    span: Span = _span()


@frozen
class Translation:
    """`NAME "text"`, `CHOICE VALUE "text"`, `"original text" "text"`."""

    shown: Name | Text
    text: Text
    choice: Name | None = None
    span: Span = _span()


@frozen
class Texts:
    """`texts de`: what is shown to those who read that language."""

    language: Name
    entries: tuple[Translation, ...]
    span: Span = _span()


# ---------------------------------------------------------------- cases


@frozen
class GivenValue:
    """`70 kg`, `1.2 mg/dL 10 days ago`, `1.2 mg/dL now`, `0.4 mL/kg/h for 8 hours until 2 hours ago`.

    `ago` is the age of the value, or of its end; None for undated, and for `now`.
    """

    value: Name | Quantity | DateLiteral | MomentLiteral
    ago: Quantity | None = None
    lasting: Quantity | None = None
    now: bool = False
    span: Span = _span()


@frozen
class GivenFact:
    """`given weight 70 kg`, `given sex male`, `given creatinine 0.9 mg/dL 24 hours ago then 1.2 mg/dL now`.

    `values` are its observations, the earliest first.
    """

    name: Name
    values: tuple[GivenValue, ...]
    span: Span = _span()


@frozen
class GivenAsOf:
    """`given as of 2026-02-28`: the day on which the case is evaluated."""

    day: DateLiteral | MomentLiteral
    span: Span = _span()


@frozen
class GivenNothingTaken:
    """`given taking nothing`: the medication list is known and empty."""

    span: Span = _span()


@frozen
class GivenTaking:
    """`given taking prednisone 22.5 mg/day once daily for 20 weeks at dose for 2 weeks started at 70
    mg/day`.

    Without `at dose for` and `started at`, `for T` says that this dose has been taken all of that time.
    """

    name: Name
    amount: Amount | None = None
    frequency: Frequency | None = None
    time_on: Quantity | None = None
    time_at_dose: Quantity | None = None
    starting_dose: Quantity | None = None
    span: Span = _span()


@frozen
class GivenDone:
    """`given done dexa_scan`, `given not done dexa_scan`, `given done dexa_scan 3 weeks ago`."""

    procedure: Name
    done: bool = True
    ago: Quantity | None = None
    span: Span = _span()


GivenItem = GivenFact | GivenAsOf | GivenNothingTaken | GivenTaking | GivenDone


@frozen
class Given:
    """One `given` line."""

    items: tuple[GivenItem, ...]
    span: Span = _span()


@frozen
class Gives:
    """`DECISION [taper] gives WHICH [AMOUNT] [parts] [now] [if FACT, FACT]`."""

    decision: Name
    which: Which
    taper: bool = False
    amount: Amount | None = None
    parts: tuple[Times | Every | Continuously | AimingAt | Route, ...] = ()
    now: bool = False
    conditions: tuple[Name, ...] = ()
    span: Span = _span()


@frozen
class Does:
    """`DECISION does PROCEDURE every 4 hours if FACT`."""

    decision: Name
    procedure: Name
    frequency: Frequency | None = None
    conditions: tuple[Name, ...] = ()
    span: Span = _span()


@frozen
class Prefers:
    """`DECISION prefers OPTION, OPTION`."""

    decision: Name
    options: tuple[Name, ...]
    span: Span = _span()


@frozen
class Withholds:
    """`DECISION withholds MEDICINE, MEDICINE`."""

    decision: Name
    medicines: tuple[Name, ...]
    span: Span = _span()


@frozen
class Continues:
    """`DECISION continues MEDICINE`."""

    decision: Name
    medicine: Name
    span: Span = _span()


@frozen
class OutcomeIs:
    """`DECISION [taper] is OUTCOME`; `part` counts the `when`s of an `advise` from 1 (0: its plain lines)."""

    decision: Name
    outcome: str
    taper: bool = False
    part: str = ""
    span: Span = _span()


@frozen
class ValueIs:
    """`body_surface_area is 1.1667 m2`, `risk is high`, `stage is unknown`."""

    name: Name
    value: Name | Amount | DateLiteral | MomentLiteral
    span: Span = _span()


@frozen
class Missing:
    """`missing weight, height`."""

    names: tuple[Name, ...]
    span: Span = _span()


@frozen
class Alert:
    """`alert NAME`, `no alert NAME`: NAME is a promise or a medicine."""

    name: Name
    absent: bool = False
    span: Span = _span()


@frozen
class CautionShown:
    """`caution MEDICINE`."""

    name: Name
    span: Span = _span()


@frozen
class PromiseIs:
    """`kept NAME`, `open NAME`, `broken NAME`: of the plan."""

    state: Literal["kept", "open", "broken"]
    name: Name
    span: Span = _span()


@frozen
class ExpectAssuming:
    """`assuming NAME, NAME`."""

    names: tuple[Name, ...]
    span: Span = _span()


@frozen
class Shows:
    """`shows "words of a note or warning"`."""

    text: Text
    span: Span = _span()


Claim = (
    Gives
    | Does
    | Prefers
    | Withholds
    | Continues
    | OutcomeIs
    | ValueIs
    | Missing
    | Alert
    | CautionShown
    | PromiseIs
    | ExpectAssuming
    | Shows
)


@frozen
class Expect:
    """One `expect` line, with its optional `not`."""

    claim: Claim
    negated: bool = False
    span: Span = _span()


@frozen
class Case:
    """`case "title"` with what is given and what is expected."""

    title: Text
    given: tuple[Given, ...]
    expect: tuple[Expect, ...]
    span: Span = _span()


Item = (
    GuidelineHead
    | References
    | Facts
    | Medicines
    | Procedures
    | ValueSets
    | Define
    | Regimen
    | Decide
    | Choose
    | Advise
    | Before
    | Withhold
    | Never
    | Taper
    | Assumption
    | NotEncoded
    | Phases
    | Texts
    | Case
)


@frozen
class Comment:
    """A `#` comment with its text (the sign included); `own_line` when nothing stands before it."""

    text: str
    own_line: bool
    span: Span = _span()


@frozen
class File:
    """A whole guideline or cases file. Comments are kept beside the items, for the formatter."""

    items: tuple[Item, ...]
    comments: tuple[Comment, ...] = field(default=(), compare=False)
