"""The builders of repeated observations: one function per rule of grammar.lark."""

from __future__ import annotations

from guideline_dsl import syntax
from guideline_dsl.build_parts import Marked, Parts, role, span_of


def observed(parts: Parts) -> syntax.Observed:
    """`latest X`, `rise of X within 48 hours`."""
    measure = str(parts[0]).split()[0]
    return syntax.Observed(measure, parts[1], role(parts, "within"), span=span_of(parts))  # type: ignore[arg-type]


def sustained(parts: Parts) -> syntax.Sustained:
    """`X < 0.5 mL/kg/h for at least 6 hours`."""
    return syntax.Sustained(parts[0], parts[2], role(parts, "within"), span=span_of(parts))


def given_fact(parts: Parts) -> syntax.GivenFact:
    """`weight 70 kg 2 days ago`, `creatinine 0.9 mg/dL 24 hours ago then 1.2 mg/dL now`."""
    values = tuple(part for part in parts if isinstance(part, syntax.GivenValue))
    return syntax.GivenFact(parts[0], values, span=span_of(parts))


def given_value(parts: Parts) -> syntax.GivenValue:
    """`0.9 mg/dL 24 hours ago`, `0.4 mL/kg/h for 8 hours until 2 hours ago`."""
    moment = role(parts, "ago")
    is_now = role(parts, "now") is not None
    return syntax.GivenValue(parts[0], moment, role(parts, "for"), is_now, span=span_of(parts))


def given_for(parts: Parts) -> Marked:
    """`for 8 hours`."""
    return Marked("for", parts[1], span_of(parts))


def given_until(parts: Parts) -> Marked:
    """`until 2 hours ago`, `until now`."""
    found: Marked = parts[1]
    return found
