"""The builders of declarations and of what a guideline says: one function per rule of grammar.lark."""

from __future__ import annotations

from typing import Literal

from lark import Token

from guideline_dsl import syntax
from guideline_dsl.build_parts import (
    Marked,
    Parts,
    every,
    maybe,
    once,
    refuse,
    remarks_among,
    role,
    role_once,
    span_of,
    written,
)
from guideline_dsl.diagnostics import Edit, Place

# ---------------------------------------------------------------- head and declarations


def start(parts: Parts) -> syntax.Item:
    """One item."""
    item: syntax.Item = parts[0]
    return item


def guideline(parts: Parts) -> syntax.GuidelineHead:
    """The head."""
    lines = tuple(part for part in parts[3:] if not isinstance(part, Token))
    return syntax.GuidelineHead(parts[1], parts[2], lines, span=span_of(parts))


def version(parts: Parts) -> syntax.Version:
    """`version 1.0.0`."""
    return syntax.Version(str(parts[1]), span=span_of(parts))


def use(parts: Parts) -> syntax.Use:
    """`use NAME`."""
    return syntax.Use(parts[1], span=span_of(parts))


def effective(parts: Parts) -> syntax.Effective:
    """`effective DATE [to DATE]`."""
    last = parts[3] if len(parts) > 4 else None
    return syntax.Effective(parts[1], last, span=span_of(parts))


def narrative(parts: Parts) -> syntax.NarrativeFile:
    """`narrative "file.md"`."""
    return syntax.NarrativeFile(parts[1], span=span_of(parts))


def source(parts: Parts) -> syntax.Source:
    """`source "Title" DATE`."""
    return syntax.Source(parts[1], maybe(parts, syntax.DateLiteral), span=span_of(parts))


def status(parts: Parts) -> syntax.Status:
    """`status "..."`."""
    return syntax.Status(parts[1], span=span_of(parts))


def notice(parts: Parts) -> syntax.Notice:
    """`notice "..."`."""
    return syntax.Notice(parts[1], span=span_of(parts))


def strength_scale(parts: Parts) -> syntax.StrengthScale:
    """The guideline's words for the strength of a statement."""
    return syntax.StrengthScale(every(parts, syntax.Name), span=span_of(parts))


def evidence_scale(parts: Parts) -> syntax.EvidenceScale:
    """The guideline's words for the certainty of evidence."""
    return syntax.EvidenceScale(every(parts, syntax.Name), span=span_of(parts))


def who(parts: Parts) -> syntax.For:
    """`for CONDITION`."""
    return syntax.For(parts[1], span=span_of(parts))


def references(parts: Parts) -> syntax.References:
    """The `references` block."""
    return syntax.References(every(parts, syntax.Reference), span=span_of(parts))


def reference(parts: Parts) -> syntax.Reference:
    """One reference of the source."""
    texts = every(parts, syntax.Text)
    year = maybe(parts[2:], syntax.Quantity)
    publisher = texts[1] if len(texts) > 1 else None
    return syntax.Reference(parts[0], parts[1], texts[0], publisher, year, span=span_of(parts))


def facts(parts: Parts) -> syntax.Facts:
    """A `facts` block."""
    return syntax.Facts(every(parts, syntax.FactDeclaration), span=span_of(parts))


def fact(parts: Parts) -> syntax.FactDeclaration:
    """One fact with its notes and its indented lines."""
    notes = tuple(part for part in parts[2:] if isinstance(part, syntax.FactNote))
    return syntax.FactDeclaration(
        parts[0],
        parts[1],
        notes,
        role_once(parts, "only when", "`only when`"),
        once(parts, syntax.Default, "`assume`"),
        span=span_of(parts),
    )


def choice_type(parts: Parts) -> syntax.ChoiceType:
    """`low | standard | high`."""
    return syntax.ChoiceType(every(parts, syntax.Name), span=span_of(parts))


def range_type(parts: Parts) -> syntax.RangeType:
    """`2 to 300 kg`."""
    return syntax.RangeType(parts[0], parts[2], span=span_of(parts))


def date_type(parts: Parts) -> syntax.DateType:
    """`date`."""
    return syntax.DateType(span=span_of(parts))


def within_age(parts: Parts) -> syntax.WithinAge:
    """`within 30 days`."""
    return syntax.WithinAge(parts[1], span=span_of(parts))


def to_the_nearest(parts: Parts) -> syntax.ToTheNearest:
    """`to the nearest 0.1 Cel`."""
    return syntax.ToTheNearest(parts[1], span=span_of(parts))


def conversion(parts: Parts) -> syntax.Conversion:
    """`where 1 mg/dL is 88.4 umol/L`."""
    return syntax.Conversion(parts[1], parts[3], role(parts, "source") or (), span=span_of(parts))


def factor_source(parts: Parts) -> Marked:
    """`[1, 2]` behind a factor: who says so."""
    return Marked("source", every(parts, syntax.Quantity), span_of(parts))


def in_value_set(parts: Parts) -> syntax.InValueSet:
    """`in VALUE_SET`."""
    return syntax.InValueSet(parts[1], span=span_of(parts))


def question(parts: Parts) -> syntax.Question:
    """The words a fact or a medicine is shown with."""
    return syntax.Question(parts[0], span=span_of(parts))


def only_meaningful_when(parts: Parts) -> Marked:
    """`only when CONDITION` of a fact."""
    return Marked("only when", parts[1], span_of(parts))


def default(parts: Parts) -> syntax.Default:
    """`assume VALUE when not recorded [and CONDITION] "reason"`."""
    reason = parts[-2]
    condition = parts[4] if len(parts) == 7 else None
    if isinstance(condition, syntax.Any) and written(condition.span.start, condition.span.start + 1) != "(":
        raise refuse(
            "mixed-and-or",
            "`and` is followed by a chain of `or` here without parentheses",
            Place(condition.span),
            hint="put parentheses round what belongs together, for example `and (a or b)`",
            edit=Edit(condition.span, f"({written(condition.span.start, condition.span.end)})"),
        )
    return syntax.Default(parts[1], reason, condition, span=span_of(parts))


def codes(parts: Parts) -> syntax.Codes:
    """`loinc 29463-7`."""
    written = tuple(str(part) for part in parts[1:] if part.type == "CODE")
    return syntax.Codes(str(parts[0]), written, span=span_of(parts))


def medicines(parts: Parts) -> syntax.Medicines:
    """A `medicines` block."""
    return syntax.Medicines(every(parts, syntax.MedicineDeclaration), span=span_of(parts))


def medicine(parts: Parts) -> syntax.MedicineDeclaration:
    """One medicine with its classes."""
    medicine_name, *classes = every(parts, syntax.Name)
    notes = tuple(part for part in parts if isinstance(part, syntax.MedicineNote))
    return syntax.MedicineDeclaration(medicine_name, tuple(classes), notes, span=span_of(parts))


def tablets(parts: Parts) -> syntax.Tablets:
    """`tablets 1 mg, 2.5 mg`."""
    return syntax.Tablets(every(parts, syntax.Quantity), span=span_of(parts))


def only_frequency(parts: Parts) -> syntax.OnlyFrequency:
    """`only once weekly`."""
    return syntax.OnlyFrequency(parts[1], span=span_of(parts))


def procedures(parts: Parts) -> syntax.Procedures:
    """A `procedures` block."""
    return syntax.Procedures(every(parts, syntax.ProcedureDeclaration), span=span_of(parts))


def procedure(parts: Parts) -> syntax.ProcedureDeclaration:
    """One procedure."""
    return syntax.ProcedureDeclaration(parts[0], parts[1], every(parts, syntax.Codes), span=span_of(parts))


def value_sets(parts: Parts) -> syntax.ValueSets:
    """A `value sets` block."""
    return syntax.ValueSets(every(parts, syntax.ValueSetDeclaration), span=span_of(parts))


def value_set(parts: Parts) -> syntax.ValueSetDeclaration:
    """One value set."""
    return syntax.ValueSetDeclaration(parts[0], parts[1], every(parts, syntax.Codes), span=span_of(parts))


# ---------------------------------------------------------------- definitions


def define(parts: Parts) -> syntax.Define:
    """A definition: an expression, by cases, or by bands."""
    title = parts[2] if isinstance(parts[2], syntax.Text) else None
    body = maybe(parts, syntax.ByCases) or maybe(parts, syntax.ByBands)
    if body is None:
        body = parts[3 if title is None else 4]
    return syntax.Define(parts[1], body, remarks_among(parts[3:]), title, span=span_of(parts))


def score(parts: Parts) -> syntax.Define:
    """A score: a definition by its points."""
    items = tuple(part for part in parts if isinstance(part, syntax.PointsWhen | syntax.PointsBy))
    body = syntax.ByPoints(items, span=span_of(parts))
    return syntax.Define(parts[1], body, remarks_among(parts), maybe(parts, syntax.Text), span=body.span)


def by_cases(parts: Parts) -> syntax.ByCases:
    """Value first; the first condition that holds decides."""
    return syntax.ByCases(every(parts, syntax.ValueCase), parts[-1], span=span_of(parts))


def value_case(parts: Parts) -> syntax.ValueCase:
    """`0.85 when sex is female`."""
    return syntax.ValueCase(parts[0], parts[2], span=span_of(parts))


def otherwise_value(parts: Parts) -> syntax.OtherwiseValue:
    """`otherwise 1`, `otherwise none`."""
    value = None if isinstance(parts[1], Token) else parts[1]
    return syntax.OtherwiseValue(value, span=span_of(parts))


# ---------------------------------------------------------------- gates, limits, promises, tapers


def before(parts: Parts) -> syntax.Before:
    """A gate."""
    return syntax.Before(parts[1], every(parts, syntax.Name), remarks_among(parts), span=span_of(parts))


def withhold(parts: Parts) -> syntax.Withhold:
    """`contraindicate` or `caution`."""
    kind: Literal["contraindicate", "caution"] = (
        "contraindicate" if parts[0] == "contraindicate" else "caution"
    )
    whiches, limits = every(parts, syntax.Which), every(parts, syntax.Limit)
    return syntax.Withhold(kind, whiches, limits, span=span_of(parts))


def limit(parts: Parts) -> syntax.Limit:
    """A `when` of a limit or a promise."""
    return syntax.Limit(parts[1], remarks_among(parts[2:]), span=span_of(parts))


def never(parts: Parts) -> syntax.Never:
    """A promise."""
    return syntax.Never(parts[1], parts[2], every(parts, syntax.Limit), span=span_of(parts))


def taper(parts: Parts) -> syntax.Taper:
    """`taper`."""
    return syntax.Taper(
        parts[1],
        maybe(parts, syntax.Text),
        maybe(parts, syntax.For),
        every(parts, syntax.Except),
        tuple(part for part in parts if isinstance(part, syntax.TaperLine)),
        remarks_among(parts),
        span=span_of(parts),
    )


def taper_start(parts: Parts) -> syntax.TaperStart:
    """`start from 2 weeks when CONDITION, by 4 weeks`."""
    when = [part for part in parts[2:] if not isinstance(part, Token | Marked)]
    return syntax.TaperStart(parts[1], when[0] if when else None, role(parts, "latest"), span=span_of(parts))


def taper_latest(parts: Parts) -> Marked:
    """`by 4 weeks`."""
    return Marked("latest", parts[1], span_of(parts))


def taper_hold(parts: Parts) -> syntax.TaperHold:
    """`hold when CONDITION`."""
    return syntax.TaperHold(parts[2], span=span_of(parts))


def taper_every(parts: Parts) -> syntax.TaperEvery:
    """`every 2 weeks`."""
    return syntax.TaperEvery(parts[1], span=span_of(parts))


def taper_steps(parts: Parts) -> syntax.TaperSteps:
    """`steps 60, 40, 30 mg/day`."""
    return syntax.TaperSteps(every(parts, syntax.Quantity), span=span_of(parts))


def taper_then(parts: Parts) -> syntax.TaperThen:
    """`then less 2.5 mg/day`."""
    return syntax.TaperThen(parts[1], span=span_of(parts))


def taper_end(parts: Parts) -> syntax.TaperEnd:
    """`end "..."`."""
    return syntax.TaperEnd(parts[1], span=span_of(parts))


def assumption(parts: Parts) -> syntax.Assumption:
    """`assumption`."""
    return syntax.Assumption(
        parts[1],
        parts[2],
        role_once(parts, "because", "`because`"),
        role_once(parts, "instead", "`instead`"),
        span=span_of(parts),
    )


def because(parts: Parts) -> Marked:
    """`because "..."`."""
    return Marked("because", parts[1], span_of(parts))


def instead(parts: Parts) -> Marked:
    """`instead "..."`."""
    return Marked("instead", parts[1], span_of(parts))


def not_encoded(parts: Parts) -> syntax.NotEncoded:
    """The `not encoded` block."""
    return syntax.NotEncoded(every(parts, syntax.LeftOut), span=span_of(parts))


def left_out(parts: Parts) -> syntax.LeftOut:
    """One sentence that is not encoded, and why."""
    return syntax.LeftOut(parts[0], parts[2], span=span_of(parts))
