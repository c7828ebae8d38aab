"""A reduction as it is drawn: its doses against time, in texts and numbers, before anything has a place.

Declared absent: places, colours and SVG (taper_picture.py), and how a reduction is computed (engine/tapers.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from engine.assessment import TaperPlan
from engine.moments import day_of
from engine.taper_words import due_text, length_text, start_texts, total_text
from guideline_dsl.frozen import frozen

_RANGE = "Solid: each step at its shortest. Dashed: each at its longest."
Wait = Literal["none", "until a day", "on hold", "open"]


@frozen
class ReductionStep:
    """One dose. It begins `soonest` days after the first step, or up to `latest` where steps may last longer.

    `tick` names its start on the axis of time; `starts`, `lasts` and `so_far` are as in the table.
    """

    dose: Decimal
    label: str
    soonest: Decimal
    latest: Decimal
    tick: str
    starts: str
    dose_text: str
    lasts: str
    tablets: str
    so_far: str


@frozen
class Reduction:
    """The doses of one medicine against time.

    `now` is the dose that is taken, for `wait_days` more where these are known. `ends` and `ends_at_most` are the days
    after which the last step is over. `said` stands above the picture, `below` under it.
    """

    title: str
    unit: str
    time: str
    said: tuple[str, ...]
    steps: tuple[ReductionStep, ...]
    ends: Decimal
    ends_at_most: Decimal
    end_tick: str
    below: tuple[str, ...]
    now: Decimal | None = None
    now_label: str = ""
    now_tick: str = ""
    wait: Wait = "none"
    wait_days: Decimal = Decimal(0)


def reduction_of(plan: TaperPlan, title: str, as_of: date) -> Reduction:
    """The reduction of a patient."""
    drawn = _drawn(plan, f"{title}: dose against time")
    if plan.current is None:
        return drawn
    first = plan.steps[0].starts if plan.steps else None
    wait: Wait = "open"
    days = Decimal(0)
    if plan.on_hold == "yes":
        wait = "on hold"
    elif first is not None:
        days = Decimal((first - day_of(as_of)).days)
        wait = "until a day" if days > 0 else "none"
    said = (
        f"now {plan.current.value} {plan.current.unit}; {due_text(plan)}",
        *([plan.off_ladder] if plan.off_ladder else []),
        *drawn.said,
    )
    return replace(
        drawn,
        said=said,
        now=plan.current.value,
        now_label=f"now {_plain(plan.current.value)}",
        now_tick=day_of(as_of).isoformat() if wait == "until a day" else "",
        wait=wait,
        wait_days=days,
    )


def ladder_reduction(plan: TaperPlan, title: str) -> Reduction:
    """The steps of a guideline from its highest rung, for no patient."""
    drawn = _drawn(plan, f"{title}: the steps")
    said = (f"{_whose(drawn)} From a lower one it begins further down.", *drawn.said)
    return replace(drawn, said=said)


def _whose(ladder: Reduction) -> str:
    """From which dose the first step is a step down: it is the first reduced dose, not a dose to start with."""
    if not ladder.steps:
        return "The steps, for no patient."
    first = ladder.steps[0].dose_text
    return (
        f"For a starting dose above {first}, for no patient: {first} is the dose after the first reduction."
    )


def retold(reduction: Reduction, say: Callable[[str], str]) -> Reduction:
    """The same reduction with each of its texts as `say` has it."""
    steps = tuple(
        replace(
            step,
            label=say(step.label),
            tick=say(step.tick),
            starts=say(step.starts),
            dose_text=say(step.dose_text),
            lasts=say(step.lasts),
            tablets=say(step.tablets),
            so_far=say(step.so_far),
        )
        for step in reduction.steps
    )
    return replace(
        reduction,
        title=say(reduction.title),
        unit=say(reduction.unit),
        time=say(reduction.time),
        said=tuple(map(say, reduction.said)),
        steps=steps,
        end_tick=say(reduction.end_tick),
        below=tuple(map(say, reduction.below)),
        now_label=say(reduction.now_label),
        now_tick=say(reduction.now_tick),
    )


def _drawn(plan: TaperPlan, title: str) -> Reduction:
    steps = tuple(_steps(plan))
    ends = sum((step.days for step in plan.steps), Decimal(0))
    at_most = sum((step.days_at_most for step in plan.steps), Decimal(0))
    below = [total_text(plan), f"At the end: {plan.end_question}" if plan.end_question else ""]
    dated = bool(plan.steps) and plan.steps[0].starts is not None
    return Reduction(
        title=title,
        unit=plan.steps[0].dose.unit if plan.steps else "",
        time="date" if dated else "time since the first reduction",
        said=(_RANGE,) if ends != at_most else (),
        steps=steps,
        ends=ends,
        ends_at_most=at_most,
        end_tick=_tick(plan, at_most),
        below=tuple(text for text in below if text),
    )


def _steps(plan: TaperPlan) -> Iterator[ReductionStep]:
    soonest, latest = Decimal(0), Decimal(0)
    for starts, step in zip(start_texts(plan), plan.steps, strict=True):
        yield ReductionStep(
            dose=step.dose.value,
            label=_plain(step.dose.value),
            soonest=soonest,
            latest=latest,
            tick=_tick(plan, soonest),
            starts=starts,
            dose_text=f"{_plain(step.dose.value)} {step.dose.unit}",
            lasts=step.lasts,
            tablets=step.tablets,
            so_far=f"{_plain(step.cumulative.value)} {step.cumulative.unit}" if step.cumulative else "",
        )
        soonest, latest = soonest + step.days, latest + step.days_at_most


def _tick(plan: TaperPlan, days: Decimal) -> str:
    first = plan.steps[0].starts if plan.steps else None
    if first is not None:
        return (first + timedelta(days=int(days))).isoformat()
    return length_text(days, days)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
