"""Comparing: order, equality and membership, and comparisons that can have only one answer."""

from __future__ import annotations

from collections.abc import Sequence

from guideline_dsl import core, syntax
from guideline_dsl.checking.dates import count_compared
from guideline_dsl.checking.desk import Desk
from guideline_dsl.checking.names import kinds_of, unknown_word
from guideline_dsl.checking.phrasing import digits, listed, quoted
from guideline_dsl.checking.ranges import bounds, holds
from guideline_dsl.checking.report import Report, at
from guideline_dsl.checking.typing_rules import Operand, aligned, applied, shown
from guideline_dsl.checking.value_types import TRUTH, WRONG, Mistaken, Typed
from guideline_dsl.syntax import Span
from guideline_dsl.types import Choice, Number, Truth, describe_type


def ordered(operator: str, left: Operand, right: Operand, whole: Span, desk: Desk) -> Typed:
    """`left < right` and its kin; a warning when the plausible ranges leave only one answer."""
    left, right = aligned(operator, (left, right), desk.report)
    found = applied(operator, (left, right), desk.report)
    if not isinstance(found.type, Mistaken):
        count_compared(left, right, desk)
        _one_answer(operator, left, right, whole, desk)
    return found


def equal(left: Operand, right: Operand, whole: Span, desk: Desk) -> Typed:
    """`left is right`, of two values of one type; `diabetes is yes` is `diabetes`."""
    match left.type, right.typed.value:
        case Truth(), core.TruthConstant(value=wanted):
            return left.typed if wanted else Typed(core.Apply("not", (left.typed.value,)), TRUTH)
        case Choice(values=values), _ if isinstance(right.type, Choice):
            if not set(values) & set(right.type.values):
                desk.report.add(
                    "never-true",
                    f"{shown(left)} and {shown(right)} have no value in common",
                    at(left.span, describe_type(left.type)),
                    at(right.span, describe_type(right.type)),
                )
        case _:
            pass
    left, right = aligned("is", (left, right), desk.report)
    found = applied("is", (left, right), desk.report)
    if isinstance(left.type, Number) and not isinstance(found.type, Mistaken):
        count_compared(left, right, desk)
        _one_answer("is", left, right, whole, desk)
    return found


def member(subject: Operand, values: Sequence[syntax.Name], desk: Desk) -> Typed:
    """`subject is a`, `subject is any of (a, b)`: the values are looked up in the subject's own."""
    match subject.type:
        case Mistaken():
            return WRONG
        case Choice(values=possible):
            pass
        case _:
            desk.report.add(
                "not-a-choice",
                f"{shown(subject)} is {describe_type(subject.type)}, which has no values to choose from",
                at(subject.span),
                help="`is any of` asks about a choice; compare a number, as in `age >= 18 years`",
            )
            return WRONG
    if subject.typed.lacking:
        none_asked(subject, desk.report)
        return WRONG
    wrong = False
    seen: dict[str, Span] = {}
    for value in values:
        if value.text not in possible:
            wrong = True
            unknown_word(
                "unknown-value",
                f"{shown(subject)} has no value {quoted(value.text)}",
                value,
                possible,
                desk.report,
                help=f"its values are {listed(possible, 'and')}",
            )
        elif value.text in seen:
            desk.report.add(
                "said-twice",
                f"{quoted(value.text)} is named twice",
                at(value.span),
                at(seen[value.text], "first here"),
            )
        seen.setdefault(value.text, value.span)
    return WRONG if wrong else Typed(core.Member(subject.typed.value, tuple(seen)), TRUTH)


def bearers(word: str, desk: Desk) -> list[str]:
    """The facts, and the tables and other definitions, of which a word is a value."""
    defined = [
        name
        for name, typed in desk.definitions.items()
        if isinstance(typed.type, Choice) and word in typed.type.values
    ]
    return [*desk.names.choices.get(word, []), *defined]


def word_of_another(subject: Operand, value: syntax.Name, desk: Desk) -> bool:
    """Whether something that has no words is said to be one, as a score its class; a finding then."""
    found = bearers(value.text, desk)
    if not found or isinstance(subject.type, Mistaken) or kinds_of(value.text, desk.names):
        return False
    desk.report.add(
        "wrong-kind",
        f"{quoted(value.text)} is a value of {listed(found, 'and')}, "
        f"and {shown(subject)} is {describe_type(subject.type)}",
        at(value.span),
        help=f"write {listed([f'{bearer} is {value.text}' for bearer in found])}",
    )
    return True


def none_asked(operand: Operand, report: Report) -> None:
    """Refuse a condition whose answer hangs on a number that some patients do not have."""
    report.add(
        "none-compared",
        f"{quoted(operand.typed.lacking)} may be `none` (no such number for this patient), "
        "so it may only scale a dose",
        at(operand.span),
    )


def _one_answer(operator: str, left: Operand, right: Operand, whole: Span, desk: Desk) -> None:
    left_bounds, right_bounds = bounds(left.typed.value, desk), bounds(right.typed.value, desk)
    if left_bounds is None or right_bounds is None:
        return
    answer = holds(operator, left_bounds, right_bounds)
    if answer is None:
        return
    code, word = ("always-true", "always") if answer else ("never-true", "never")
    reason = _reason(left, desk) or _reason(right, desk)
    desk.report.add(
        code,
        f"this comparison {word} holds" + (f": {reason}" if reason else ""),
        at(whole, f"{word} holds"),
        help="correct the number or its unit, or leave the comparison out",
    )


def _reason(operand: Operand, desk: Desk) -> str:
    value = operand.typed.value
    if isinstance(value, core.Apply) and value.operator == "in":
        value = value.operands[0]
    if not isinstance(value, core.FactRef):
        return ""
    declared = desk.fact_types.get(value.name)
    if not isinstance(declared, core.NumberBetween):
        return ""
    range_words = f"{digits(declared.lower)} and {digits(declared.upper)} {declared.unit}".rstrip()
    return f"{quoted(value.name)} lies between {range_words}"
