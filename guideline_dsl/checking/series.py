"""Repeated observations: what the words of a series may be asked of, and what they give."""

from __future__ import annotations

from dataclasses import replace

from guideline_dsl import core, syntax
from guideline_dsl.base_values import base_value
from guideline_dsl.checking.desk import Desk
from guideline_dsl.checking.literals import number
from guideline_dsl.checking.phrasing import quoted
from guideline_dsl.checking.report import after, at
from guideline_dsl.checking.stretches import duration
from guideline_dsl.checking.typing_rules import Operand, shown
from guideline_dsl.checking.value_types import TRUTH, WRONG, Mistaken, Typed
from guideline_dsl.diagnostics import Edit
from guideline_dsl.dimensions import compatible, has_offset_scale
from guideline_dsl.references import subexpressions
from guideline_dsl.types import Number, describe_type
from guideline_dsl.units import parse_unit
from guideline_dsl.wording import number_words

_NUMBERS_ONLY = ("highest", "lowest", "mean", "rise", "fall")
_CHANGES = ("rise", "fall")


def observed(written: syntax.Observed, of: Typed, desk: Desk) -> Typed:
    """`latest X` and its kin; `of` is the fact."""
    if isinstance(of.type, Mistaken):
        return WRONG
    words = f"{written.measure} of" if written.measure in (*_CHANGES, "count") else written.measure
    if not isinstance(of.value, core.FactRef):
        desk.report.add(
            "series-of-fact",
            f"{quoted(written.fact.text)} is computed, and only a fact has observations that `{words}` can ask about",
            at(written.fact.span),
            help="name a fact that it is made of",
        )
        return WRONG
    within = None if written.within is None else _within(written.within, of.value.name, desk)
    if written.within is not None and within is None:
        return WRONG
    if written.measure in _CHANGES and written.within is None:
        desk.report.add(
            "series-without-window",
            f"`{words} {written.fact.text}` does not say how far apart the two observations may be",
            at(written.span),
            help=f"write it as in `{words} {written.fact.text} within 48 hours`",
        )
        return WRONG
    value = core.Observed(written.measure, of.value, within)
    if written.measure == "count":
        return Typed(value, Number())
    if written.measure in _NUMBERS_ONLY and not isinstance(of.type, Number):
        desk.report.add(
            "not-a-number",
            f"{quoted(written.fact.text)} is {describe_type(of.type)}; `{words}` asks about a number",
            at(written.fact.span),
            help="only `latest`, `first` and `count of` may ask about it",
        )
        return WRONG
    if written.measure in _CHANGES and isinstance(of.type, Number) and has_offset_scale(of.type.dimension):
        desk.report.add(
            "temperature-arithmetic",
            f"{quoted(written.fact.text)} is a point on a scale, and a difference of such points is none",
            at(written.fact.span),
            help="calculate with plain numbers, as in `highest temperature in Cel - lowest temperature in Cel`",
        )
        return WRONG
    return Typed(value, of.type, of.unit, conversion=of.conversion)


def _within(written: syntax.Quantity, fact: str, desk: Desk) -> core.Number | None:
    """How far back is looked: no farther than the fact's own values count; None with a finding."""
    found = duration(written, desk.report)
    own = _own_window(fact, desk)
    if found is None or own is None or base_value(found) <= base_value(number(own)):
        return found
    desk.report.add(
        "window-too-long",
        f"values of {quoted(fact)} count for {own.number} {own.unit} only, as the fact says, so none is this old",
        at(written.span),
        at(own.span, "so long a value counts"),
        help=f"write at most `{own.number} {own.unit}`, or let the fact's values count for longer",
    )
    return None


def _own_window(fact: str, desk: Desk) -> syntax.Quantity | None:
    for note in desk.names.facts[fact].notes:
        if isinstance(note, syntax.WithinAge):
            try:
                known = parse_unit(note.quantity.unit)
            except ValueError:
                return None
            return note.quantity if known.text else None
    return None


def sustained(written: syntax.Sustained, subject: Operand, bound: Operand, desk: Desk) -> Typed:
    """`X < 0.5 mL/kg/h for at least 6 hours`, of a condition that is typed: its fact and what that is held against."""
    chain = isinstance(written.test, syntax.Comparison) and len(written.test.operators) > 1
    reference = subject.typed.value
    if chain or not isinstance(reference, core.FactRef) or reference in subexpressions(bound.typed.value):
        desk.report.add(
            "sustained-of-fact",
            "`for at least` asks of one fact how long it was so, and this is more than one fact compared once",
            at(written.test.span),
            help="write it as in `urine_output < 0.5 mL/kg/h for at least 6 hours`, the fact first",
        )
        return WRONG
    lasting = duration(written.at_least, desk.report)
    within = None if written.within is None else _within(written.within, reference.name, desk)
    if lasting is None or (written.within is not None and within is None):
        return WRONG
    own = _own_window(reference.name, desk)
    longest = within or (None if own is None else number(own))
    if longest is not None and base_value(lasting) > base_value(longest):
        desk.report.add(
            "window-too-long",
            f"{shown(subject)} is looked at for {number_words(longest)} only, and cannot be seen to be so for longer",
            at(written.at_least.span),
            help="write a shorter time, or look farther back",
        )
        return WRONG
    if longest is None:
        _looks_back_for_ever(written, reference.name, lasting, desk)
    match written.test:
        case syntax.Comparison(operators=(sign,)):
            operator = sign
        case syntax.Is(negated=negated):
            operator = "is not" if negated else "is"
        case _:
            return WRONG
    held_against = _in_own_measure(subject, bound)
    value = core.Sustained(reference, operator, held_against, lasting, within)  # type: ignore[arg-type]
    return Typed(value, TRUTH)


def _looks_back_for_ever(written: syntax.Sustained, fact: str, lasting: core.Number, desk: Desk) -> None:
    """A warning: what was so for long enough once, years ago, is so for ever."""
    twice = number_words(replace(lasting, value=2 * lasting.value))
    desk.report.add(
        "sustained-without-window",
        f"this holds for ever once {quoted(fact)} was so for {number_words(lasting)}: how far back is not said",
        at(written.span),
        help=f"write how far back, as in `within {twice}`, or a `within` where {quoted(fact)} is declared",
        edit=Edit(after(written.span), f" within {twice}"),
    )


def _in_own_measure(subject: Operand, bound: Operand) -> core.Expression:
    """What a fact is held against, in the measure of the fact where it is written in its other one."""
    factor, value = subject.typed.conversion, bound.typed.value
    match subject.type, bound.type:
        case Number(dimension=own), Number(dimension=other) if factor and not compatible(own, other):
            return core.Converted(value, factor.to, factor.of)
        case _:
            return value
