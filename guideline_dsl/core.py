"""What a guideline means: resolved, typed, a few node kinds.

Two families. *Expressions* are small trees over facts, definitions and the medication list. *Nodes* are
the statements of the guideline, one for each top-level item, fact, medicine, procedure, branch, option,
line, exception and limit; they are flat, and a node names its parent. The decision graph (graph.py) is
these nodes with edges between them.

Everything is a frozen value that has a JSON form (json_form.py) and needs no text to be used.

Declared absent: evaluation, drawing, patients; who reads what (graph.py derives it).
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Literal

from guideline_dsl.frozen import field, frozen
from guideline_dsl.spans import NOWHERE, Span


def _span() -> Span:
    return field(default=NOWHERE, kw_only=True, compare=False, repr=False)


# ---------------------------------------------------------------- expressions


@frozen
class Number:
    """A number as written with its unit ("" for a plain number); both exact."""

    value: Fraction
    unit: str = ""


@frozen
class TruthConstant:
    """`yes` or `no`."""

    value: bool


@frozen
class Symbol:
    """One value of a choice, such as `polymyositis`."""

    value: str


@frozen
class Day:
    """A calendar date."""

    value: date


@frozen
class FactRef:
    """The value of a fact of the patient."""

    name: str


@frozen
class DefinitionRef:
    """The value of a definition."""

    name: str


@frozen
class Apply:
    """An operator of the table in operators.py applied to operands.

    `unit` is used by `in unit` only: the unit whose plain number is taken.
    """

    operator: str
    operands: tuple[Expression, ...]
    unit: str = ""


@frozen
class Member:
    """The subject, a choice, is one of `values`."""

    subject: Expression
    values: tuple[str, ...]


@frozen
class CountOf:
    """How many operands hold lies between `at_least` and `at_most` (None: no upper bound)."""

    operands: tuple[Expression, ...]
    at_least: int
    at_most: int | None = None


@frozen
class Arm:
    """One case of a definition by cases."""

    condition: Expression
    value: Expression
    span: Span = _span()


@frozen
class Cases:
    """The value of the first arm whose condition holds; `otherwise` None is `none`: no such number."""

    arms: tuple[Arm, ...]
    otherwise: Expression | None


@frozen
class Crowd:
    """A medicine, or the members of a class of which at least `at_least` are meant."""

    kind: Literal["medicine", "class"]
    name: str
    at_least: int = 1


@frozen
class Taking:
    """The patient takes it now."""

    crowd: Crowd


@frozen
class PlanHas:
    """The plan (taken now, plus recommended, less stopped) has it."""

    crowd: Crowd


@frozen
class Done:
    """The procedure has been done, `within` so long before the time of evaluation."""

    procedure: str
    within: Number | None = None


@frozen
class MedicineMeasure:
    """`dose`, `starting dose` (amount per time), `time` (on it), `time at dose` of a medicine or class."""

    measure: Literal["dose", "starting dose", "time", "time at dose"]
    target: Crowd


@frozen
class Contraindicated:
    """A medicine is contraindicated: stands for the conditions of its contraindications, and is replaced by them."""

    medicine: str


@frozen
class Converted:
    """A value in the other measure of its fact (`where 1 mg/dL is 88.4 umol/L`): times `to`, by `of`."""

    value: Expression
    of: Number
    to: Number


@frozen
class Within:
    """A band of numbers; None is without an end. An open end is left out itself."""

    lower: Number | None
    upper: Number | None
    open_lower: bool = False
    open_upper: bool = False


@frozen
class OneWord:
    """A band that is one word of a choice."""

    word: str


@frozen
class Holds:
    """A band that is `yes` or `no`."""

    truth: bool


@frozen
class Anything:
    """A band that everything lies in."""


Band = Within | OneWord | Holds | Anything


@frozen
class TableRow:
    """A value, and a band for each key of the table."""

    value: Expression
    bands: tuple[Band, ...]
    span: Span = _span()


@frozen
class Column:
    """A key of a table; `nearest` is the step to which it is measured, in the unit of the fact or of the key.

    None: it may have any value, and the bands meet.
    """

    key: Expression
    nearest: Number | None = None


@frozen
class Table:
    """The value of the one row whose bands all hold: checked to be one for every value of the keys."""

    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]


@frozen
class ScoreItem:
    """Points, a number or a table of numbers, given where the condition holds (None: always), else 0."""

    points: Expression
    condition: Expression | None = None
    span: Span = _span()


@frozen
class Score:
    """The sum of the points of its items."""

    items: tuple[ScoreItem, ...]


CalendarUnit = Literal["year", "month", "week", "day"]


@frozen
class Today:
    """The day of evaluation."""


@frozen
class Now:
    """The time of evaluation."""


@frozen
class TimeBetween:
    """How much time has passed from one moment to another, exactly; below 0 when the second is earlier."""

    start: Expression
    end: Expression


@frozen
class DateOf:
    """The day on which a moment was, in the zone of the time of evaluation."""

    moment: Expression


@frozen
class Elapsed:
    """How many full units have passed from one day to another, as a time; below 0 when the second is earlier."""

    unit: CalendarUnit
    start: Expression
    end: Expression


@frozen
class DateShift:
    """The day so many units after a day, by the calendar; below 0 for before."""

    day: Expression
    count: int
    unit: CalendarUnit


@frozen
class ExtremeItem:
    """The most or the fewest points that one item of a score gives."""

    extreme: Literal["highest", "lowest"]
    score: DefinitionRef


@frozen
class Observed:
    """What the observations of a fact come to, of those within a time before the evaluation.

    `rise` and `fall`: the largest change from an earlier to a later observation, at most that time apart.
    """

    measure: Literal["latest", "first", "highest", "lowest", "mean", "rise", "fall", "count"]
    fact: FactRef
    within: Number | None = None


@frozen
class Sustained:
    """A fact compared so with a bound for at least a time, without interruption, within a time before the
    evaluation.
    """

    fact: FactRef
    operator: Literal["<", "<=", ">", ">=", "is", "is not"]
    bound: Expression
    at_least: Number
    within: Number | None = None


Expression = (
    Number
    | TruthConstant
    | Symbol
    | Day
    | FactRef
    | DefinitionRef
    | Apply
    | Member
    | CountOf
    | Cases
    | Taking
    | PlanHas
    | Done
    | MedicineMeasure
    | Converted
    | Contraindicated
    | Table
    | Score
    | ExtremeItem
    | Observed
    | Sustained
    | Today
    | Elapsed
    | DateShift
    | Now
    | TimeBetween
    | DateOf
)

# ---------------------------------------------------------------- what answers for a statement


@frozen
class Quote:
    """Words of the narrative, the whole sentence they stand in, and the statement ids that sentence bears."""

    text: str
    sentence: str = ""
    statements: tuple[str, ...] = ()


@frozen
class Citation:
    """One `cite`: numbers of the reference list, and quotes.

    `guideline` names the used guideline whose list and narrative they are of, "" for this one's own.
    """

    references: tuple[int, ...]
    quotes: tuple[Quote, ...] = ()
    guideline: str = ""


@frozen
class Support:
    """What answers for a statement.

    Citations, assumptions, strength and certainty of evidence ("" if unsaid).
    """

    citations: tuple[Citation, ...] = ()
    assumptions: tuple[str, ...] = ()
    strength: str = ""
    evidence: str = ""


UNSUPPORTED = Support()

# ---------------------------------------------------------------- doses


@frozen
class Extent:
    """A range of written numbers of one unit; `lower` equals `upper` for a single figure."""

    lower: Number
    upper: Number


@frozen
class Frequency:
    """`times` administrations in each `every` (`twice daily` is 2 in 1 day); or continuously."""

    times: int
    every: Extent | None
    continuous: bool = False


@frozen
class Closer:
    """`closer to FIGURE when CONDITION`; the figure lies within the amount, in the amount's unit."""

    figure: Number
    condition: Expression
    support: Support = UNSUPPORTED


@frozen
class Dose:
    """A dosage as written. All numbers keep their written unit.

    `amount` None: the source gives none. `basis` (weight, a surface area) multiplies the amount,
    `rising_to`, and every limit whose unit is per kilogram or per square metre. `total_over`: the amount is
    that of the whole course, given over that time; then a limit per time bounds each day.
    `repeats`/`apart`: so many doses, so far apart. `usually` is flagged, never applied. `gaps` are the
    parts the source is silent on.
    """

    amount: Extent | None = None
    basis: Expression | None = None
    at_least: Number | None = None
    at_most: Number | None = None
    usually: Extent | None = None
    closers: tuple[Closer, ...] = ()
    route: str = ""
    frequency: Frequency | None = None
    duration: Extent | None = None
    extendable_to: Number | None = None
    total_over: Number | None = None
    repeats: int = 0
    apart: Number | None = None
    rising_to: Extent | None = None
    rising_within: Extent | None = None
    immediately: bool = False
    gaps: tuple[str, ...] = ()
    computed_by: Expression | None = None
    """What the dose comes to; `amount` is then one of the unit in which it is shown."""


# ---------------------------------------------------------------- nodes


def _id() -> str:
    made: str = field(kw_only=True)
    return made


def _parent() -> str:
    return field(default="", kw_only=True)


def _support() -> Support:
    return field(default=UNSUPPORTED, kw_only=True)


@frozen
class UsedGuideline:
    """A guideline from which definitions or facts were taken over, directly or by way of another one."""

    name: str
    title: str
    version: str = ""
    status: str = ""
    effective_from: date | None = None
    effective_to: date | None = None


@frozen
class GuidelineNode:
    """The head: who wrote it from what, how far it is reviewed, and whom it is for.

    It is effective from the first of its days to the last, both included; None for no such end.
    """

    name: str
    title: str
    version: str = ""
    language: str = ""
    effective_from: date | None = None
    effective_to: date | None = None
    narrative: str = ""
    source: str = ""
    source_date: date | None = None
    status: str = ""
    notice: str = ""
    strengths: tuple[str, ...] = ()
    evidences: tuple[str, ...] = ()
    scope: Expression | None = None
    uses: tuple[UsedGuideline, ...] = ()
    id: str = _id()
    parent: str = _parent()
    span: Span = _span()


@frozen
class ReferenceEntry:
    """One entry of the reference list; `missing` when the source cites the number and does not list it."""

    number: int
    kind: str
    title: str
    publisher: str = ""
    year: str = ""
    guideline: str = ""
    """The used guideline whose list it is of, "" for this one's own."""

    @property
    def missing(self) -> bool:
        """Whether the source cites this number without listing it."""
        return self.kind == "missing"


@frozen
class ReferencesNode:
    """A `references` block."""

    entries: tuple[ReferenceEntry, ...]
    id: str = _id()
    parent: str = _parent()
    span: Span = _span()


@frozen
class BlockNode:
    """A `facts`, `medicines` or `procedures` block: its entries are nodes of their own below it."""

    block: Literal["facts", "medicines", "procedures"]
    id: str = _id()
    parent: str = _parent()
    span: Span = _span()


@frozen
class CodeList:
    """Codes of one system (`loinc`, `snomed`, ...)."""

    system: str
    codes: tuple[str, ...]


@frozen
class ValueSetEntry:
    """One value set with its codes."""

    name: str
    title: str
    codes: tuple[CodeList, ...]


@frozen
class ValueSetsNode:
    """A `value sets` block."""

    entries: tuple[ValueSetEntry, ...]
    id: str = _id()
    parent: str = _parent()
    span: Span = _span()


@frozen
class YesNo:
    """A fact that is yes or no."""


@frozen
class OneOf:
    """A fact that is one of some words."""

    values: tuple[str, ...]


@frozen
class NumberBetween:
    """A quantity within its plausible range, both ends allowed, in `unit` ("" for a plain number)."""

    lower: Fraction
    upper: Fraction
    unit: str = ""


@frozen
class CalendarDay:
    """A date."""


@frozen
class DayAndTime:
    """A date with the time of day."""


FactType = YesNo | OneOf | NumberBetween | CalendarDay | DayAndTime


@frozen
class SubstanceFactor:
    """`where 1 mg/dL is 88.4 umol/L`: holds for this fact only."""

    of: Number
    to: Number
    references: tuple[int, ...] = ()


@frozen
class DefaultValue:
    """What is assumed when the fact is not recorded (and `condition` holds), with the reason."""

    value: Expression
    reason: str
    condition: Expression | None = None


@frozen
class FactNode:
    """A fact of the patient. `question` are the words it is asked with ("" if none were written)."""

    name: str
    type: FactType
    question: str = ""
    codes: tuple[CodeList, ...] = ()
    within: Number | None = None
    nearest: Number | None = None
    conversion: SubstanceFactor | None = None
    value_set: str = ""
    only_when: Expression | None = None
    default: DefaultValue | None = None
    id: str = _id()
    parent: str = _parent()
    span: Span = _span()


@frozen
class MedicineNode:
    """A medicine with its classes, tablet strengths and the one frequency it may have, if any."""

    name: str
    classes: tuple[str, ...]
    title: str = ""
    codes: tuple[CodeList, ...] = ()
    tablets: tuple[Number, ...] = ()
    only: Frequency | None = None
    id: str = _id()
    parent: str = _parent()
    span: Span = _span()


@frozen
class ProcedureNode:
    """Something that is done: a test, a scan, a vaccination."""

    name: str
    title: str
    codes: tuple[CodeList, ...] = ()
    id: str = _id()
    parent: str = _parent()
    span: Span = _span()


@frozen
class DefineNode:
    """A named expression. `type`: truth, choice, number, date; `unit` is the one its number is shown in."""

    name: str
    value: Expression
    type: Literal["truth", "choice", "number", "date", "date and time"]
    unit: str = ""
    title: str = ""
    support: Support = _support()
    id: str = _id()
    parent: str = _parent()
    span: Span = _span()


@frozen
class RegimenNode:
    """Gives that several decisions use; its branches or lines are below it."""

    name: str
    title: str
    support: Support = _support()
    id: str = _id()
    parent: str = _parent()
    span: Span = _span()


@frozen
class DecisionNode:
    """A `decide` (the first branch that holds), `choose` (alternatives) or `advise` (each that holds)."""

    mode: Literal["decide", "choose", "advise"]
    name: str
    title: str
    applies: Expression | None = None
    support: Support = _support()
    id: str = _id()
    parent: str = _parent()
    span: Span = _span()


@frozen
class ExceptionNode:
    """`except when` of a decision or a taper.

    `decided_by` is the id of the decision that is `instead of` this one: then the condition is that it applies.
    """

    condition: Expression
    support: Support = _support()
    id: str = _id()
    parent: str = _parent()
    span: Span = _span()
    decided_by: str = ""


@frozen
class BranchNode:
    """`when CONDITION` of a decide, an advise or a regimen; `otherwise` has None.

    A line of therapy has a `name`, and a condition that nothing moves the patient on; the last one may have none.
    """

    condition: Expression | None
    name: str = ""
    title: str = ""
    support: Support = _support()
    id: str = _id()
    parent: str = _parent()
    span: Span = _span()


@frozen
class Clause:
    """One `only when` or `prefer when` of an option."""

    condition: Expression
    support: Support = UNSUPPORTED


@frozen
class OptionNode:
    """An alternative.

    Open to the patient when every `only_when` holds, preferred when any `prefer_when` does.
    """

    name: str
    title: str
    only_when: tuple[Clause, ...] = ()
    prefer_when: tuple[Clause, ...] = ()
    support: Support = _support()
    id: str = _id()
    parent: str = _parent()
    span: Span = _span()


@frozen
class GiveNode:
    """One `give`: of a medicine, of any member of a class, of a regimen, or of nothing (name "")."""

    target: Literal["medicine", "class", "regimen", "nothing"]
    name: str = ""
    dose: Dose = Dose()
    id: str = _id()
    parent: str = _parent()
    span: Span = _span()


@frozen
class StopNode:
    """One `stop`: of a medicine or of every member of a class."""

    target: Literal["medicine", "class"]
    name: str
    id: str = _id()
    parent: str = _parent()
    span: Span = _span()


@frozen
class DoNode:
    """One `do`."""

    procedure: str
    frequency: Frequency | None = None
    immediately: bool = False
    gaps: tuple[str, ...] = ()
    id: str = _id()
    parent: str = _parent()
    span: Span = _span()


@frozen
class MessageNode:
    """One `note` or `warn`."""

    kind: Literal["note", "warn"]
    text: str
    id: str = _id()
    parent: str = _parent()
    span: Span = _span()


@frozen
class GateNode:
    """`before TARGET check NAMES`: applies to starting only. A check is a fact or a procedure."""

    target: Crowd
    facts: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    support: Support = _support()
    id: str = _id()
    parent: str = _parent()
    span: Span = _span()


@frozen
class WithholdNode:
    """`contraindicate` (withholds) or `caution` (is shown); its limits are below it."""

    kind: Literal["contraindicate", "caution"]
    targets: tuple[Crowd, ...]
    id: str = _id()
    parent: str = _parent()
    span: Span = _span()


@frozen
class NeverNode:
    """A promise; it is broken when one of the limits below it holds."""

    name: str
    title: str
    id: str = _id()
    parent: str = _parent()
    span: Span = _span()


@frozen
class LimitNode:
    """A `when` of a contraindication, a caution or a promise; its notes are below it."""

    condition: Expression
    support: Support = _support()
    id: str = _id()
    parent: str = _parent()
    span: Span = _span()


@frozen
class TaperNode:
    """How a medicine is reduced. `rungs` fall strictly; times are durations; `less` and `rungs` share a
    unit.

    Before the first reduction a step is due from `earliest` if `start_when` holds, and at `latest`
    regardless; afterwards when a dose has been taken for `every`, unless `hold_when`.
    """

    medicine: str
    title: str
    earliest: Number
    every: Extent
    rungs: tuple[Number, ...]
    start_when: Expression | None = None
    latest: Number | None = None
    hold_when: Expression | None = None
    less: Number | None = None
    end: str = ""
    applies: Expression | None = None
    support: Support = _support()
    id: str = _id()
    parent: str = _parent()
    span: Span = _span()


@frozen
class AssumptionNode:
    """How the source was read where it is open."""

    name: str
    text: str
    because: str = ""
    instead: str = ""
    id: str = _id()
    parent: str = _parent()
    span: Span = _span()


@frozen
class LeftOutEntry:
    """Words of the narrative that no statement encodes, with the reason."""

    quote: Quote
    because: str


@frozen
class NotEncodedNode:
    """A `not encoded` block."""

    entries: tuple[LeftOutEntry, ...]
    id: str = _id()
    parent: str = _parent()
    span: Span = _span()


@frozen
class Phase:
    """A phase of treatment; `statements` are the ids of the decisions and tapers that belong to it."""

    title: str
    statements: tuple[str, ...]


@frozen
class PhasesNode:
    """The `phases` block: in which order the phases are drawn. No part of the meaning."""

    entries: tuple[Phase, ...]
    id: str = _id()
    parent: str = _parent()
    span: Span = _span()


@frozen
class DisplayText:
    """What is shown in another language for a text, a name, or a value of the choice `of`."""

    kind: Literal["text", "name", "value"]
    word: str
    says: str
    of: str = ""


@frozen
class TextsNode:
    """`texts de`: how a guideline is shown in another language. No part of its meaning."""

    language: str
    entries: tuple[DisplayText, ...]
    id: str = _id()
    parent: str = _parent()
    span: Span = _span()


@frozen
class CaseNode:
    """A case that stands in the guideline file itself.

    It tests the guideline and is no part of its meaning.
    """

    title: str
    id: str = _id()
    parent: str = _parent()
    span: Span = _span()


Node = (
    GuidelineNode
    | ReferencesNode
    | BlockNode
    | ValueSetsNode
    | FactNode
    | MedicineNode
    | ProcedureNode
    | DefineNode
    | RegimenNode
    | DecisionNode
    | ExceptionNode
    | BranchNode
    | OptionNode
    | GiveNode
    | StopNode
    | DoNode
    | MessageNode
    | GateNode
    | WithholdNode
    | NeverNode
    | LimitNode
    | TaperNode
    | AssumptionNode
    | NotEncodedNode
    | PhasesNode
    | TextsNode
    | CaseNode
)


@frozen
class Core:
    """A checked guideline: its nodes in the order of the file, parents before children."""

    nodes: tuple[Node, ...]
