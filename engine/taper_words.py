"""When each step of a reduction starts, and for how long, in words: for its table and its picture."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from engine.assessment import TaperPlan

WHEN_DUE = "when due"
_WEEK = 7


def start_texts(plan: TaperPlan) -> tuple[str, ...]:
    """When each step starts: `2026-12-15`, `2026-12-15 to 2026-12-29` where steps may last longer.

    Where the first day is not known: `when due`, `after 2 weeks`, `after 2 to 4 weeks`.
    """
    texts: list[str] = []
    soonest, latest = Decimal(0), Decimal(0)
    for step in plan.steps:
        first = plan.steps[0].starts
        if first is None:
            texts.append(f"after {length_text(soonest, latest)}" if soonest else WHEN_DUE)
        else:
            ends = [first + timedelta(days=int(days)) for days in dict.fromkeys((soonest, latest))]
            texts.append(" to ".join(end.isoformat() for end in ends))
        soonest, latest = soonest + step.days, latest + step.days_at_most
    return tuple(texts)


def length_text(shortest: Decimal, longest: Decimal) -> str:
    """A length of so many days: in weeks where it is whole weeks."""
    weeks = shortest % _WEEK == 0 and longest % _WEEK == 0
    unit = "week" if weeks else "day"
    ends = [_number(days / _WEEK if weeks else days) for days in dict.fromkeys((shortest, longest))]
    return f"{' to '.join(ends)} {unit}{'' if ends[-1] == '1' else 's'}"


def _number(value: Decimal) -> str:
    text = f"{value.normalize():f}"
    return text if len(text) < _LONG else f"{value:.1f}"


_LONG = 8


def has_range(plan: TaperPlan) -> bool:
    """Whether steps may last longer than their shortest."""
    return any(step.days != step.days_at_most for step in plan.steps)


def due_text(plan: TaperPlan) -> str:
    """Whether the next step is due, when it will be, and whether the reduction is on hold."""
    due = {"yes": "a step is due now", "no": "no step is due now", "unknown": "open whether due"}[plan.due]
    lead = "; the next one" if plan.due == "no" else ","
    on = f"{lead} on {plan.due_on.isoformat()}" if plan.due_on is not None else ""
    hold = {"yes": "; ON HOLD", "no": "", "unknown": "; open whether on hold"}[plan.on_hold]
    return f"{due}{on}{hold}"


def total_text(plan: TaperPlan) -> str:
    """The amount of all steps, and their tablets by strength; "" without steps."""
    if plan.total is None:
        return ""
    shortest = ", each step at its shortest" if has_range(plan) else ""
    tablets = f"; tablets: {', '.join(plan.tablets_total)}" if plan.tablets_total else ""
    return f"In total {plan.total.value} {plan.total.unit}{shortest}{tablets}"
