"""Nodes that stand inside a line, back as text: conditions, values, doses, remarks.

A line feed in the text marks a place where a long line may be broken: after `,`, `|`, `and`, `or`. A vertical
tab marks one where it is broken only if that is not enough: after the signs of a sum or product.
Parentheses are put where the grammar needs them, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from guideline_dsl import syntax

_AFTER = "\n"  # a space at which a line may be broken
_AT_NEED = "\v"  # a space at which it is broken if nothing else helps
_KEPT = 60  # a shorter term of a sum is not broken

# How tightly a form binds, from the grammar; one that binds less than its place asks stands in parentheses.
_JOINED, _NEGATED, _TEST, _VALUE, _UNROUNDED, _TERM, _FACTOR, _POWER, _BASE, _ATOM = range(10)


def condition(expression: syntax.Expression) -> str:
    """A condition, or a value, where anything can stand."""
    return _at(expression, _JOINED)


def value(expression: syntax.Expression) -> str:
    """A value: a condition in its place stands in parentheses."""
    return _at(expression, _VALUE)


def _at(expression: syntax.Expression, least: int) -> str:
    text, binds = _bound(expression)
    return text if binds >= least else f"({text})"


def _bound(expression: syntax.Expression) -> tuple[str, int]:
    """The text of an expression, and how tightly it binds."""
    match expression:
        case syntax.All(operands) | syntax.Any(operands):
            word = "and" if isinstance(expression, syntax.All) else "or"
            return f" {word}{_AFTER}".join(_at(operand, _NEGATED) for operand in operands), _JOINED
        case syntax.Not(operand):
            return f"not {_at(operand, _TEST)}", _NEGATED
        case syntax.Comparison(operands, operators):
            pieces = [_at(operands[0], _VALUE)]
            for sign, operand in zip(operators, operands[1:], strict=True):
                pieces += [sign, _at(operand, _VALUE)]
            return " ".join(pieces), _TEST
        case syntax.Is(subject, of, negated):
            return f"{_at(subject, _VALUE)} {'is not' if negated else 'is'} {_at(of, _VALUE)}", _TEST
        case syntax.IsAnyOf(subject, values):
            return f"{_at(subject, _VALUE)} is any of ({names(values)})", _TEST
        case syntax.CountOf(bound, number, operands):
            return f"{bound} {number} of ({_list(condition(operand) for operand in operands)})", _TEST
        case syntax.Taking(of):
            return f"taking {_crowd(of)}", _TEST
        case syntax.PlanHas(of):
            return f"plan has {_crowd(of)}", _TEST
        case syntax.Sustained(test, at_least, within):
            return f"{_at(test, _TEST)} for at least {quantity(at_least)}{_within(within)}", _TEST
        case syntax.Done(procedure, within):
            return f"done {procedure.text}" + (f" within {quantity(within)}" if within else ""), _TEST
        case _:
            return _bound_value(expression)


def _bound_value(
    expression: syntax.Name
    | syntax.Quantity
    | syntax.DateLiteral
    | syntax.Call
    | syntax.MedicineMeasure
    | syntax.ExtremeItem
    | syntax.Observed
    | syntax.Today
    | syntax.FullUnits
    | syntax.Now
    | syntax.TimeBetween
    | syntax.DateOf
    | syntax.Sum
    | syntax.Product
    | syntax.Power
    | syntax.Negative
    | syntax.InUnit
    | syntax.Rounded,
) -> tuple[str, int]:
    match expression:
        case syntax.Name(text) | syntax.DateLiteral(text):
            return text, _ATOM
        case syntax.Quantity():
            return quantity(expression), _ATOM
        case syntax.Call(function, arguments):
            return f"{function.text}({_list(condition(argument) for argument in arguments)})", _ATOM
        case syntax.MedicineMeasure(measure, of):
            return f"{measure} {'on' if measure == 'time' else 'of'} {which(of)}", _ATOM
        case syntax.Today():
            return "today", _ATOM
        case syntax.Now():
            return "now", _ATOM
        case syntax.TimeBetween(start, end):
            first = _at_moment(start)
            return "time " + (
                f"since {first}" if end is None else f"from {first} to {_at_moment(end)}"
            ), _ATOM
        case syntax.DateOf(moment):
            return f"date of {_at_moment(moment)}", _ATOM
        case syntax.FullUnits(unit, start, end):
            first = _at_day(start)
            return f"full {unit} " + (
                f"since {first}" if end is None else f"from {first} to {_at_day(end)}"
            ), _ATOM
        case syntax.ExtremeItem(extreme, score):
            return f"{extreme} item of {score.text}", _ATOM
        case syntax.Observed(measure, fact, within):
            link = " of" if measure in ("rise", "fall", "count") else ""
            return f"{measure}{link} {fact.text}{_within(within)}", _ATOM
        case syntax.Sum(terms):
            return _signed((sign, _kept(_at(term, _TERM))) for sign, term in terms), _UNROUNDED
        case syntax.Product(factors):
            return _signed((sign, _at(factor, _FACTOR)) for sign, factor in factors), _TERM
        case syntax.Negative(operand):
            return f"-{_at(operand, _POWER)}", _FACTOR
        case syntax.Power(base, exponent):
            return f"{_at(base, _BASE)} ^ {_exponent(exponent)}", _POWER
        case syntax.InUnit(operand, unit):
            return f"{_at(operand, _ATOM)} in {unit}", _BASE
        case syntax.Rounded(operand, rule, step):
            bare = isinstance(operand, syntax.InUnit)
            inner = condition(operand) if bare else _at(operand, _ATOM)
            return f"{inner} rounded {rule} to {quantity(step)}", _VALUE
        case _:
            assert_never(expression)


def _within(time: syntax.Quantity | None) -> str:
    return f" within {quantity(time)}" if time else ""


def _at_day(expression: syntax.Expression) -> str:
    """What may stand after `since`: a name, a date or `today`, and anything in parentheses."""
    bare = isinstance(expression, syntax.Name | syntax.DateLiteral | syntax.Today | syntax.DateOf)
    text = _bound(expression)[0]
    return text if bare else f"({text})"


def _at_moment(expression: syntax.Expression) -> str:
    """What may stand after `time since`: a name or `now`, and anything in parentheses."""
    text = _bound(expression)[0]
    return text if isinstance(expression, syntax.Name | syntax.Now) else f"({text})"


def _exponent(expression: syntax.Expression) -> str:
    if isinstance(expression, syntax.Negative):
        return f"-{_at(expression.operand, _BASE)}"
    return _at(expression, _BASE)


def _signed(parts: Iterable[tuple[str, str]]) -> str:
    (_, first), *others = parts
    return first + "".join(f" {sign}{_AT_NEED}{part}" for sign, part in others)


def _kept(term: str) -> str:
    """A term of a sum: the line is broken before it rather than inside it, unless it is long."""
    return term.replace(_AT_NEED, " ") if len(term) <= _KEPT else term


def _crowd(crowd: syntax.Crowd) -> str:
    if crowd.at_least:
        return f"at least {crowd.at_least} of {crowd.name.text}"
    return f"any {crowd.name.text}" if crowd.any_of_class else crowd.name.text


def _list(parts: Iterable[str]) -> str:
    return f",{_AFTER}".join(parts)


# ---------------------------------------------------------------- names, quantities, doses


def names(words: Iterable[syntax.Name]) -> str:
    """Names with commas."""
    return _list(word.text for word in words)


def phase_parts(parts: Iterable[syntax.PhasePart]) -> str:
    """What belongs to a phase, with commas."""
    return _list(f"{part.name.text} taper" if part.taper else part.name.text for part in parts)


def choice(words: Iterable[syntax.Name]) -> str:
    """Names with bars."""
    return f" |{_AFTER}".join(word.text for word in words)


def quoted(text: syntax.Text) -> str:
    """A text in its quotation marks."""
    return f'"{text.value}"'


def quantity(number: syntax.Quantity) -> str:
    """A number with its unit."""
    return f"{number.number} {number.unit}".rstrip()


def quantities(numbers: Iterable[syntax.Quantity]) -> str:
    """Numbers with commas."""
    return _list(quantity(number) for number in numbers)


def amount(of: syntax.Amount) -> str:
    """A quantity, or a range."""
    return quantity(of.lower) + (f" to {quantity(of.upper)}" if of.upper else "")


def bands(of: Iterable[syntax.Band]) -> str:
    """The bands of a row with commas."""
    return _list(_band(one) for one in of)


def _band(of: syntax.Band) -> str:
    match of:
        case syntax.BandWord(word):
            return word.text
        case syntax.BandAny():
            return "any"
        case syntax.BandNumbers(lower=None, upper=syntax.Quantity() as upper, open_upper=is_open):
            return f"less than {quantity(upper)}" if is_open else f"{quantity(upper)} or less"
        case syntax.BandNumbers(lower=syntax.Quantity() as lower, upper=None, open_lower=is_open):
            return f"more than {quantity(lower)}" if is_open else f"{quantity(lower)} or more"
        case syntax.BandNumbers(lower=syntax.Quantity() as lower, upper=syntax.Quantity() as upper):
            if lower == upper and not (of.open_lower or of.open_upper):
                return quantity(upper)
            above, below = ("more than " if of.open_lower else ""), ("less than " if of.open_upper else "")
            return f"{above}{quantity(lower)} to {below}{quantity(upper)}"
        case _:
            raise TypeError("a band has an end")


def which(of: syntax.Which) -> str:
    """A medicine, or any of a class."""
    return f"any {of.name.text}" if of.any_of_class else of.name.text


def whiches(of: Iterable[syntax.Which]) -> str:
    """Medicines with commas."""
    return _list(which(one) for one in of)


def frequency(of: syntax.Frequency) -> str:
    """How often."""
    match of:
        case syntax.Times(number, period):
            times = {"1": "once", "2": "twice"}.get(number, f"{number} times")
            return f"{times} {period}"
        case syntax.Every(every):
            return f"every {amount(every)}"
        case syntax.Continuously():
            return "continuously"
        case _:
            assert_never(of)


DosePart = syntax.GivePart | syntax.AimingAt


def dose_part(part: DosePart) -> str:
    """One part of a dose."""
    match part:
        case syntax.ByBasis(name):
            return f"by {name.text}"
        case syntax.AsComputedBy(name):
            return f"as computed by {name.text}"
        case syntax.AtMost(of):
            return f"at most {quantity(of)}"
        case syntax.AtLeast(of):
            return f"at least {quantity(of)}"
        case syntax.AimingAt(of):
            return f"aiming at {quantity(of)}"
        case syntax.Usually(range_):
            return f"usually {amount(range_)}"
        case syntax.Times() | syntax.Every() | syntax.Continuously():
            return frequency(part)
        case syntax.Route(word):
            return word
        case syntax.Lasting(range_):
            return f"for {amount(range_)}"
        case syntax.InTotalOver(of):
            return f"in total over {quantity(of)}"
        case syntax.DosesApart(number, apart):
            return f"{number} doses {quantity(apart)} apart"
        case syntax.RisingTo(target, within):
            return f"rising to {amount(target)}" + (f" within {amount(within)}" if within else "")
        case syntax.ExtendableTo(of):
            return f"extendable to {quantity(of)}"
        case syntax.Gap(word):
            return f"{word} not in source"
        case syntax.Immediately():
            return "immediately"
        case _:
            assert_never(part)


_FREQUENCY_OR_ROUTE = (syntax.Times, syntax.Every, syntax.Continuously, syntax.Route)


def dose(of: syntax.Amount | None, parts: Iterable[DosePart]) -> str:
    """A dose after its medicine, with a space before it; "" for none.

    What belongs to the figure follows it directly (`by weight`, `orally once daily`), the rest after commas.
    """
    pieces = [f" {amount(of)}"] if of else []
    before: object = of
    follows_directly = (syntax.Amount, syntax.ByBasis, syntax.AsComputedBy, type(None), *_FREQUENCY_OR_ROUTE)
    for part in parts:
        close = isinstance(part, syntax.ByBasis | syntax.AsComputedBy | syntax.InTotalOver) or (
            isinstance(part, _FREQUENCY_OR_ROUTE) and isinstance(before, follows_directly)
        )
        pieces.append((" " if close else f",{_AFTER}") + dose_part(part))
        before = part
    return "".join(pieces)


# ---------------------------------------------------------------- remarks and notes


def remark(of: syntax.Remark) -> str:
    """A remark's line."""
    match of:
        case syntax.Cite(references, quotes):
            text = f"cite [{', '.join(reference.number for reference in references)}]"
            return text + (f" {_list(quoted(quote) for quote in quotes)}" if quotes else "")
        case syntax.Note(text):
            return f"note {quoted(text)}"
        case syntax.Warn(text):
            return f"warn {quoted(text)}"
        case syntax.Strength(word):
            return f"strength {word.text}"
        case syntax.Evidence(word):
            return f"evidence {word.text}"
        case syntax.Assuming(of_names):
            return f"assuming {names(of_names)}"
        case _:
            assert_never(of)


def codes(of: syntax.Codes) -> str:
    """Codes of one system."""
    return f"{of.system} {_list(of.codes)}"


def fact_type(of: syntax.ChoiceType | syntax.RangeType | syntax.DateType | syntax.DateAndTimeType) -> str:
    """What a fact can be."""
    match of:
        case syntax.ChoiceType(values):
            return choice(values)
        case syntax.RangeType(lower, upper):
            return f"{quantity(lower)} to {quantity(upper)}"
        case syntax.DateType():
            return "date"
        case syntax.DateAndTimeType():
            return "date and time"
        case _:
            assert_never(of)


def declared_note(of: syntax.FactNote | syntax.MedicineNote) -> str:
    """What is said about a fact or a medicine after its type or classes."""
    match of:
        case syntax.Codes():
            return codes(of)
        case syntax.WithinAge(age):
            return f"within {quantity(age)}"
        case syntax.ToTheNearest(grid):
            return f"to the nearest {quantity(grid)}"
        case syntax.Conversion(one, other, references):
            source = f" [{', '.join(number.number for number in references)}]" if references else ""
            return f"where {quantity(one)} is {quantity(other)}{source}"
        case syntax.InValueSet(name):
            return f"in {name.text}"
        case syntax.Question(text):
            return quoted(text)
        case syntax.Tablets(strengths):
            return f"tablets {quantities(strengths)}"
        case syntax.OnlyFrequency(often):
            return f"only {frequency(often)}"
        case _:
            assert_never(of)
