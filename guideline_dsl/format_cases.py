"""What a test case gives and expects, back as text."""

from __future__ import annotations

from typing import assert_never

from guideline_dsl import syntax
from guideline_dsl.format_phrases import amount, dose, frequency, names, quantity, quoted, which


def given(line: syntax.Given) -> str:
    """What stands after `given`."""
    return ",\n".join(_given_item(item) for item in line.items)


def _given_item(item: syntax.GivenItem) -> str:
    match item:
        case syntax.GivenFact(name, values):
            return f"{name.text} " + " then\n".join(_given_value(value) for value in values)
        case syntax.GivenAsOf(day):
            return f"as of {day.text}"
        case syntax.GivenNothingTaken():
            return "taking nothing"
        case syntax.GivenTaking():
            return _taking(item)
        case syntax.GivenDone(procedure, done, ago):
            return f"{'' if done else 'not '}done {procedure.text}" + _ago(ago)
        case _:
            assert_never(item)


def _given_value(of: syntax.GivenValue) -> str:
    when = " now" if of.now else _ago(of.ago)
    if of.lasting is None:
        return f"{_value(of.value)}{when}"
    return f"{_value(of.value)} for {quantity(of.lasting)}" + (f" until{when}" if when else "")


def _taking(item: syntax.GivenTaking) -> str:
    pieces = [f"taking {item.name.text}"]
    if item.amount:
        pieces.append(amount(item.amount))
    if item.frequency:
        pieces.append(frequency(item.frequency))
    if item.time_on:
        pieces.append(f"for {quantity(item.time_on)}")
    if item.time_at_dose:
        pieces.append(f"at dose for {quantity(item.time_at_dose)}")
    if item.starting_dose:
        pieces.append(f"started at {quantity(item.starting_dose)}")
    return " ".join(pieces)


def _ago(ago: syntax.Quantity | None) -> str:
    return f" {quantity(ago)} ago" if ago else ""


def _value(
    value: syntax.Name | syntax.Quantity | syntax.DateLiteral | syntax.MomentLiteral | syntax.Amount,
) -> str:
    match value:
        case syntax.Name(text) | syntax.DateLiteral(text) | syntax.MomentLiteral(text):
            return text
        case syntax.Quantity():
            return quantity(value)
        case syntax.Amount():
            return amount(value)
        case _:
            assert_never(value)


def expectation(line: syntax.Expect) -> str:
    """What stands after `expect`."""
    return ("not " if line.negated else "") + _claim(line.claim)


def _claim(claim: syntax.Claim) -> str:
    match claim:
        case syntax.Gives(decision, of, taper, given_amount, parts, now, conditions):
            text = f"{decision.text}{' taper' if taper else ''} gives {which(of)}{dose(given_amount, parts)}"
            text += " now" if now else ""
            return text + (f" if {names(conditions)}" if conditions else "")
        case syntax.Does(decision, procedure, often, conditions):
            text = f"{decision.text} does {procedure.text}" + (f" {frequency(often)}" if often else "")
            return text + (f" if {names(conditions)}" if conditions else "")
        case syntax.Prefers(decision, options):
            return f"{decision.text} prefers {names(options)}"
        case syntax.Withholds(decision, medicines):
            return f"{decision.text} withholds {names(medicines)}"
        case syntax.Continues(decision, medicine):
            return f"{decision.text} continues {medicine.text}"
        case syntax.OutcomeIs(decision, outcome, taper, part):
            of_part = " taper" if taper else f" part {part}" if part else ""
            return f"{decision.text}{of_part} is {outcome}"
        case syntax.ValueIs(name, value):
            return f"{name.text} is {_value(value)}"
        case syntax.Missing(of_names):
            return f"missing {names(of_names)}"
        case syntax.Alert(name, absent):
            return f"{'no ' if absent else ''}alert {name.text}"
        case syntax.CautionShown(name):
            return f"caution {name.text}"
        case syntax.PromiseIs(state, name):
            return f"{state} {name.text}"
        case syntax.ExpectAssuming(of_names):
            return f"assuming {names(of_names)}"
        case syntax.Shows(text):
            return f"shows {quoted(text)}"
        case _:
            assert_never(claim)
