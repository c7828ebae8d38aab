"""The builders of conditions, values and quantities: one function per rule of grammar.lark."""

from __future__ import annotations

from dataclasses import replace
from datetime import date as calendar_date

from lark import Token

from guideline_dsl import syntax
from guideline_dsl.build_parts import (
    Marked,
    NotAName,
    Parts,
    every,
    refuse,
    role,
    span_of,
    token_span,
    written,
)
from guideline_dsl.diagnostics import Edit, Place
from guideline_dsl.nearest import LONGEST_NAME
from guideline_dsl.operators import ROUNDING_RULES
from guideline_dsl.syntax import Span
from guideline_dsl.words import RESERVED_FOR_NAMES, RESERVED_FOR_VALUES

MAX_DIGITS = 30  # longer than any measured figure; keeps exact arithmetic bounded
_MEASURES = {
    "DOSE_OF": "dose",
    "STARTING_DOSE_OF": "starting dose",
    "TIME_ON": "time",
    "TIME_AT_DOSE_OF": "time at dose",
}


# ---------------------------------------------------------------- leaves


def name(parts: Parts) -> syntax.Name:
    """A name where it is used."""
    word = str(parts[0])
    _short_enough(parts[0])
    if word in RESERVED_FOR_VALUES and word not in ("contraindicated", "known", "unknown"):
        raise NotAName(parts[0])
    return syntax.Name(str(parts[0]), span=token_span(parts[0]))


def new_name(parts: Parts) -> syntax.Name:
    """A name where it is declared: no word of the language, no unit."""
    return _unreserved(parts[0], RESERVED_FOR_NAMES)


def new_value(parts: Parts) -> syntax.Name:
    """A value of a fact where it is declared: no word that may stand in a condition."""
    return _unreserved(parts[0], RESERVED_FOR_VALUES)


def _unreserved(token: Token, reserved: dict[str, str]) -> syntax.Name:
    word, span = str(token), token_span(token)
    _short_enough(token)
    if word in reserved:
        raise refuse(
            "reserved-name",
            f"`{word}` is {reserved[word]}, so nothing can be called by it",
            Place(span),
            hint=f"choose another name, for example `{word}_value`",
        )
    return syntax.Name(word, span=span)


def _short_enough(token: Token) -> None:
    if len(token) > LONGEST_NAME:
        raise refuse(
            "name-too-long",
            f"this name has more than {LONGEST_NAME} characters",
            Place(token_span(token)),
            hint="choose a shorter one",
        )


scale_word = name


def text(parts: Parts) -> syntax.Text:
    """A quoted text."""
    return syntax.Text(str(parts[0])[1:-1], span=token_span(parts[0]))


def digits(token: Token) -> str:
    """The digits of a number, of a length that stays exact and cheap."""
    if len(token) > MAX_DIGITS:
        raise refuse(
            "number-too-long",
            f"this number has more than {MAX_DIGITS} digits",
            Place(token_span(token)),
            hint="write the figure that is measured, or change the unit",
        )
    return str(token)


def number(parts: Parts) -> syntax.Quantity:
    """A plain number."""
    return syntax.Quantity(digits(parts[0]), "", span=token_span(parts[0]))


reference_number = number


def quantity(parts: Parts) -> syntax.Quantity:
    """A number with its unit."""
    return syntax.Quantity(digits(parts[0]), str(parts[1]), span=span_of(parts))


def below_zero(parts: Parts) -> syntax.Quantity:
    """A number below zero, where a fact is declared, given or expected: `-2.5`."""
    _, size = parts
    return syntax.Quantity(f"-{size.number}", size.unit, span=span_of(parts))


def date(parts: Parts) -> syntax.DateLiteral:
    """A date of the calendar."""
    span = token_span(parts[0])
    try:
        calendar_date.fromisoformat(parts[0])
    except ValueError:
        raise refuse(
            "no-such-date",
            f"there is no date `{parts[0]}`",
            Place(span),
            hint="a date is written year-month-day, for example `2025-12-06`",
        ) from None
    return syntax.DateLiteral(str(parts[0]), span=span)


def amount(parts: Parts) -> syntax.Amount:
    """One quantity, or a range."""
    lower, *upper = every(parts, syntax.Quantity)
    return syntax.Amount(lower, upper[0] if upper else None, span=span_of(parts))


expected_amount = amount


# ---------------------------------------------------------------- conditions


def joined(parts: Parts) -> syntax.All | syntax.Any:
    """A chain of `and`, or a chain of `or`."""
    connectives = [part for part in parts if isinstance(part, Token)]
    operands = tuple(parts[::2])
    kinds = {connective.type for connective in connectives}
    if len(kinds) > 1:
        raise _mixed(parts, connectives)
    node = syntax.All if kinds == {"AND"} else syntax.Any
    return node(operands, span=span_of(parts))


def _mixed(parts: Parts, connectives: list[Token]) -> Exception:
    """`a or b and c`: suggest parentheses round each run of `and`, as logic reads it."""
    first = connectives[0]
    other = next(connective for connective in connectives if connective.type != first.type)
    whole = span_of(parts)
    return refuse(
        "mixed-and-or",
        "`and` and `or` are mixed here without parentheses, so it is not said which belongs together",
        Place(_word_span(other)),
        Place(_word_span(first)),
        hint="put parentheses round what belongs together, for example `a or (b and c)`",
        edit=Edit(whole, _with_parentheses(parts)),
    )


def _word_span(connective: Token) -> Span:
    """The span of the word alone, without the line end that it may have swallowed."""
    span = token_span(connective)
    length = len(connective.type)  # AND, OR: as long as the words
    return Span(span.start, span.start + length, span.line, span.column, span.line, span.column + length)


def _with_parentheses(parts: Parts) -> str:
    """The chain as written, with each run of `and` in parentheses."""
    runs: list[list[syntax.Expression]] = [[parts[0]]]
    pieces: list[str] = []
    for connective, operand in zip(parts[1::2], parts[2::2], strict=True):
        if connective.type == "AND":
            runs[-1].append(operand)
        else:
            runs.append([operand])
    end = runs[0][0].span.start
    for run in runs:
        inside = written(run[0].span.start, run[-1].span.end)
        pieces.append(written(end, run[0].span.start))
        pieces.append(f"({inside})" if len(run) > 1 else inside)
        end = run[-1].span.end
    return "".join(pieces)


def negation(parts: Parts) -> syntax.Not:
    """`not x`."""
    return syntax.Not(parts[1], span=span_of(parts))


def compared(parts: Parts) -> syntax.Comparison:
    """A comparison, or a chain of them."""
    return syntax.Comparison(tuple(parts[::2]), tuple(str(sign) for sign in parts[1::2]), span=span_of(parts))


def _not_about_knowing(parts: Parts) -> None:
    word = parts[-1]
    if isinstance(word, syntax.Name) and word.text in ("known", "unknown"):
        raise refuse(
            "is-known",
            f"there is no `is {word.text}`: an answer must not change because more is learnt about a patient",
            Place(word.span),
            hint="leave it out: what is not recorded is asked for by itself, wherever it matters",
        )


def is_value(parts: Parts) -> syntax.Is:
    """`subject is value`."""
    _not_about_knowing(parts)
    return syntax.Is(parts[0], parts[2], span=span_of(parts))


def is_not_value(parts: Parts) -> syntax.Is:
    """`subject is not value`."""
    _not_about_knowing(parts)
    return syntax.Is(parts[0], parts[3], negated=True, span=span_of(parts))


def is_any_of(parts: Parts) -> syntax.IsAnyOf:
    """`subject is any of (a, b)`."""
    return syntax.IsAnyOf(parts[0], every(parts[3:], syntax.Name), span=span_of(parts))


def count_of(parts: Parts) -> syntax.CountOf:
    """`at least 2 of (a, b, c)`."""
    bound = {"AT_LEAST": "at least", "AT_MOST": "at most"}.get(parts[0].type, "exactly")
    operands = tuple(part for part in parts[4:] if not isinstance(part, Token))
    return syntax.CountOf(bound, digits(parts[1]), operands, span=span_of(parts))  # type: ignore[arg-type]


def taking(parts: Parts) -> syntax.Taking:
    """`taking ...`."""
    return syntax.Taking(parts[1], span=span_of(parts))


def plan_has(parts: Parts) -> syntax.PlanHas:
    """`plan has ...`."""
    return syntax.PlanHas(parts[1], span=span_of(parts))


def crowd(parts: Parts) -> syntax.Crowd:
    """A medicine."""
    return syntax.Crowd(parts[0], span=span_of(parts))


def crowd_any(parts: Parts) -> syntax.Crowd:
    """`any CLASS`."""
    return syntax.Crowd(parts[1], any_of_class=True, span=span_of(parts))


def crowd_at_least(parts: Parts) -> syntax.Crowd:
    """`at least 2 of CLASS`."""
    return syntax.Crowd(parts[3], at_least=digits(parts[1]), span=span_of(parts))


def done(parts: Parts) -> syntax.Done:
    """`done P`, with an optional `within`."""
    return syntax.Done(parts[1], role(parts, "within"), span=span_of(parts))


def within_time(parts: Parts) -> Marked:
    """`within 52 weeks`."""
    return Marked("within", parts[1], span_of(parts))


# ---------------------------------------------------------------- values


def sum(parts: Parts) -> syntax.Sum:  # named as the rule it builds
    """`a + b - c`."""
    signs = ["+", *(str(sign)[0] for sign in parts[1::2])]
    return syntax.Sum(tuple(zip(signs, parts[::2], strict=True)), span=span_of(parts))  # type: ignore[arg-type]


def product(parts: Parts) -> syntax.Product:
    """`a * b / c`."""
    signs = ["*", *(str(sign)[0] for sign in parts[1::2])]
    return syntax.Product(tuple(zip(signs, parts[::2], strict=True)), span=span_of(parts))  # type: ignore[arg-type]


def power(parts: Parts) -> syntax.Power:
    """`base ^ exponent`."""
    return syntax.Power(parts[0], parts[2], span=span_of(parts))


def negative(parts: Parts) -> syntax.Negative:
    """`-x`."""
    return syntax.Negative(parts[1], span=span_of(parts))


negative_exponent = negative


def in_unit(parts: Parts) -> syntax.InUnit:
    """`height in cm`."""
    return syntax.InUnit(parts[0], str(parts[2]), span=span_of(parts))


def rounded(parts: Parts) -> syntax.Rounded:
    """`x rounded half up to 0.5 mg`."""
    said = " ".join(str(parts[1]).split())
    rule = said.removesuffix(" the nearest").removesuffix("to").strip()
    if rule not in ROUNDING_RULES or said != f"{rule} to":
        known = " or ".join(f"`{name} to`" for name in ROUNDING_RULES)
        raise refuse(
            "rounding-rule",
            "it is not said by which rule this is rounded"
            if rule == "rounded"
            else f"there is no rule of rounding `{said}`",
            Place(token_span(parts[1])),
            hint=f"write {known}",
            edit=Edit(token_span(parts[1]), f"{rule if rule in ROUNDING_RULES else 'rounded half up'} to"),
        )
    _held_together(parts[0])
    _written_step(parts)
    bare = rule.removeprefix("rounded ")
    return syntax.Rounded(parts[0], bare, parts[2], span=span_of(parts))  # type: ignore[arg-type]


def _held_together(operand: syntax.Expression) -> None:
    """Refuse `a + b rounded half up to 1`: it does not say whether all of it is rounded, or only the last."""
    if isinstance(operand, syntax.Sum | syntax.Product | syntax.Power | syntax.Negative):
        said = written(operand.span.start, operand.span.end)
        if said.startswith("(") and _closes_at_end(said):
            return
        raise refuse(
            "rounded-in-part",
            "it is not said here whether all of this is rounded, or only the last of it",
            Place(operand.span),
            hint="put what is rounded in parentheses, as in `(a + b) rounded half up to 1`",
            edit=Edit(operand.span, f"({said})"),
        )


def _written_step(parts: Parts) -> None:
    """Refuse `a rounded half up to 0.1 * 10`: it does not say whether the step is multiplied, or the result."""
    step = parts[2]
    if isinstance(step, syntax.Quantity):
        return
    first = step
    while isinstance(first, syntax.Sum | syntax.Product):
        (_, first), *_ = first.terms if isinstance(first, syntax.Sum) else first.factors
    edit = None
    if isinstance(first, syntax.Quantity):
        inner = written(parts[0].span.start, first.span.end)
        edit = Edit(span_of(parts), f"({inner}){written(first.span.end, step.span.end)}")
    raise refuse(
        "rounded-in-part",
        "what a number is rounded to is a written number, and it is not said whether the rest belongs to it",
        Place(step.span),
        hint="put what is rounded in parentheses, with its step, as in `(a rounded half up to 0.1) * 10`",
        edit=edit,
    )


def _closes_at_end(said: str) -> bool:
    """Whether the parenthesis that opens a text is closed at its very end."""
    depth = 0
    for place, sign in enumerate(said):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth == 0:
            return place == len(said) - 1
    return False


def call(parts: Parts) -> syntax.Call:
    """`sqrt(x)`."""
    arguments = tuple(part for part in parts[2:] if not isinstance(part, Token))
    return syntax.Call(parts[0], arguments, span=span_of(parts))


def in_parentheses(parts: Parts) -> syntax.Expression:
    """The expression inside; its span takes in the parentheses."""
    inner: syntax.Expression = parts[1]
    return replace(inner, span=span_of(parts))


def medicine_measure(parts: Parts) -> syntax.MedicineMeasure:
    """`dose of X` and its kin."""
    return syntax.MedicineMeasure(_MEASURES[parts[0].type], parts[1], span=span_of(parts))  # type: ignore[arg-type]


def which(parts: Parts) -> syntax.Which:
    """A medicine, or a regimen."""
    return syntax.Which(parts[0], span=span_of(parts))


def which_any(parts: Parts) -> syntax.Which:
    """`any CLASS`."""
    return syntax.Which(parts[1], any_of_class=True, span=span_of(parts))
