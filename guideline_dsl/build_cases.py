"""The builders of test cases: one function per rule of grammar.lark."""

from __future__ import annotations

from guideline_dsl import syntax
from guideline_dsl.build_expressions import digits
from guideline_dsl.build_parts import (
    Marked,
    Parts,
    every,
    maybe,
    role,
    role_once,
    said_twice,
    span_of,
    token_span,
)


def case(parts: Parts) -> syntax.Case:
    """A case."""
    return syntax.Case(parts[1], every(parts, syntax.Given), every(parts, syntax.Expect), span=span_of(parts))


def given(parts: Parts) -> syntax.Given:
    """A `given` line."""
    items = tuple(part for part in parts if isinstance(part, syntax.GivenItem))
    return syntax.Given(items, span=span_of(parts))


def ago(parts: Parts) -> Marked:
    """`2 days ago`."""
    return Marked("ago", parts[0], span_of(parts))


def given_nothing_taken(parts: Parts) -> syntax.GivenNothingTaken:
    """`taking nothing`."""
    return syntax.GivenNothingTaken(span=span_of(parts))


def given_taking(parts: Parts) -> syntax.GivenTaking:
    """`taking prednisone 60 mg/day for 3 weeks`."""
    frequencies = [part for part in parts if isinstance(part, syntax.Frequency)]
    if len(frequencies) > 1:
        raise said_twice("how often it is taken", frequencies[0], frequencies[1])
    return syntax.GivenTaking(
        parts[1],
        maybe(parts, syntax.Amount),
        frequencies[0] if frequencies else None,
        role_once(parts, "for", "`for`, how long it has been taken,"),
        role_once(parts, "at dose for", "`at dose for`"),
        role_once(parts, "started at", "`started at`"),
        span=span_of(parts),
    )


def taken_for(parts: Parts) -> Marked:
    """`for 3 weeks`."""
    return Marked("for", parts[1], span_of(parts))


def at_dose_for(parts: Parts) -> Marked:
    """`at dose for 2 weeks`."""
    return Marked("at dose for", parts[1], span_of(parts))


def started_at(parts: Parts) -> Marked:
    """`started at 70 mg/day`."""
    return Marked("started at", parts[1], span_of(parts))


def given_done(parts: Parts) -> syntax.GivenDone:
    """`done P 3 weeks ago`."""
    return syntax.GivenDone(parts[1], ago=role(parts, "ago"), span=span_of(parts))


def given_not_done(parts: Parts) -> syntax.GivenDone:
    """`not done P`."""
    return syntax.GivenDone(parts[2], done=False, span=span_of(parts))


def expect(parts: Parts) -> syntax.Expect:
    """`expect CLAIM`."""
    return syntax.Expect(parts[1], span=span_of(parts))


def expect_not(parts: Parts) -> syntax.Expect:
    """`expect not CLAIM`."""
    return syntax.Expect(parts[2], negated=True, span=span_of(parts))


def gives(parts: Parts) -> syntax.Gives:
    """`DECISION gives MEDICINE ...`."""
    kinds = syntax.Times | syntax.Every | syntax.Continuously | syntax.AimingAt | syntax.Route
    which = maybe(parts, syntax.Which)
    assert which is not None
    return syntax.Gives(
        parts[0],
        which,
        role(parts, "taper") is not None,
        maybe(parts, syntax.Amount),
        tuple(part for part in parts if isinstance(part, kinds)),
        role(parts, "now") is not None,
        role(parts, "if") or (),
        span=span_of(parts),
    )


def taper_mark(parts: Parts) -> Marked:
    """`taper` after a decision's name."""
    return Marked("taper", parts[0], token_span(parts[0]))


def right_now(parts: Parts) -> Marked:
    """`now`."""
    return Marked("now", parts[0], token_span(parts[0]))


def only_if(parts: Parts) -> Marked:
    """`if FACT, FACT`."""
    return Marked("if", every(parts, syntax.Name), span_of(parts))


def does(parts: Parts) -> syntax.Does:
    """`DECISION does PROCEDURE`."""
    kinds = (syntax.Times, syntax.Every, syntax.Continuously)
    often = next((part for part in parts if isinstance(part, kinds)), None)
    return syntax.Does(parts[0], parts[2], often, role(parts, "if") or (), span=span_of(parts))


def prefers(parts: Parts) -> syntax.Prefers:
    """`DECISION prefers OPTION`."""
    return syntax.Prefers(parts[0], every(parts[1:], syntax.Name), span=span_of(parts))


def withholds(parts: Parts) -> syntax.Withholds:
    """`DECISION withholds MEDICINE`."""
    return syntax.Withholds(parts[0], every(parts[1:], syntax.Name), span=span_of(parts))


def continues(parts: Parts) -> syntax.Continues:
    """`DECISION continues MEDICINE`."""
    return syntax.Continues(parts[0], parts[2], span=span_of(parts))


def outcome_is(parts: Parts) -> syntax.OutcomeIs:
    """`DECISION is OUTCOME`."""
    outcome = " ".join(parts[-1].split())
    part = digits(parts[2]) if parts[1] == "part" else ""
    taper = role(parts, "taper") is not None
    return syntax.OutcomeIs(parts[0], outcome, taper, part, span=span_of(parts))


def value_is(parts: Parts) -> syntax.ValueIs:
    """`NAME is VALUE`."""
    return syntax.ValueIs(parts[0], parts[2], span=span_of(parts))


def unknown(parts: Parts) -> syntax.Name:
    """`unknown`, as the value of a definition or as the outcome of a message."""
    return syntax.Name("unknown", span=token_span(parts[0]))


def missing(parts: Parts) -> syntax.Missing:
    """`missing FACT`."""
    return syntax.Missing(every(parts, syntax.Name), span=span_of(parts))


def alert(parts: Parts) -> syntax.Alert:
    """`alert NAME`."""
    return syntax.Alert(parts[1], span=span_of(parts))


def no_alert(parts: Parts) -> syntax.Alert:
    """`no alert NAME`."""
    return syntax.Alert(parts[2], absent=True, span=span_of(parts))


def caution_shown(parts: Parts) -> syntax.CautionShown:
    """`caution MEDICINE`."""
    return syntax.CautionShown(parts[1], span=span_of(parts))


def promise_is(parts: Parts) -> syntax.PromiseIs:
    """`kept NAME`, `open NAME`, `broken NAME`."""
    return syntax.PromiseIs(str(parts[0]), parts[1], span=span_of(parts))  # type: ignore[arg-type]


def expect_assuming(parts: Parts) -> syntax.ExpectAssuming:
    """`assuming NAME`."""
    return syntax.ExpectAssuming(every(parts, syntax.Name), span=span_of(parts))


def shows(parts: Parts) -> syntax.Shows:
    """`shows "..."`."""
    return syntax.Shows(parts[1], span=span_of(parts))
