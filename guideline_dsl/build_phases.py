"""The phases of treatment, from the parts of their grammar rules."""

from __future__ import annotations

from guideline_dsl import syntax
from guideline_dsl.build_parts import Parts, every, role, span_of


def phases(parts: Parts) -> syntax.Phases:
    """`phases`."""
    return syntax.Phases(every(parts, syntax.Phase), span=span_of(parts))


def phase(parts: Parts) -> syntax.Phase:
    """`"Title" DECISION, MEDICINE taper`."""
    (title,) = every(parts, syntax.Text)
    return syntax.Phase(title, every(parts, syntax.PhasePart), span=span_of(parts))


def phase_part(parts: Parts) -> syntax.PhasePart:
    """`DECISION`, `MEDICINE taper`."""
    (name,) = every(parts, syntax.Name)
    return syntax.PhasePart(name, role(parts, "taper") is not None, span=span_of(parts))
