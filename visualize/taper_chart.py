"""The doses of a reduction against time: axes, stairs, and labels of which none touches another.

Where steps may last longer than their shortest, the quickest and the slowest course stand at both edges of a band.

Declared absent: the table below it (taper_picture.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, Decimal

from guideline_dsl.frozen import frozen
from guideline_dsl.legible import legible
from visualize.figure import Piece
from visualize.font_widths import width_of
from visualize.reduction import Reduction, ReductionStep
from visualize.strokes import Point, group, polygon, polyline, rect, text
from visualize.style import FONT_SIZE, WIDER_FONT

_HEIGHT = 190.0  # of the doses
_ABOVE = 50.0  # for the labels of the first steps
_UNDER = 42.0  # for the axis of time
_LINE = FONT_SIZE + 3.0  # from one label to the one above it
_WAITING: dict[str, float] = {"none": 0.05, "until a day": 0.0, "on hold": 0.2, "open": 0.16}
"""The share of the width for the time before the first step, where that is not to scale."""
_WAIT_AT_MOST = 0.4
_INK, _BLUE, _GREY, _GRID, _BAND, _HOLD = "#1f2937", "#1f5f99", "#4b5563", "#d9dee6", "#dbe9f6", "#fff3cc"


@frozen
class _Label:
    """A text at its place, with the room that it takes."""

    x: float
    baseline: float
    said: str
    bold: bool = False
    anchor: str = "start"

    @property
    def room(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom; measured wider than it is shown."""
        width = label_width(self.said, bold=self.bold)
        left = (
            self.x - width
            if self.anchor == "end"
            else self.x - width / 2
            if self.anchor == "middle"
            else self.x
        )
        return left, self.baseline - FONT_SIZE, left + width, self.baseline + 2.5


def label_width(said: str, *, bold: bool = False) -> float:
    """How much room a label takes in a viewer with a wider font, too."""
    return width_of(legible(said), FONT_SIZE * WIDER_FONT, bold=bold)


class _Labels:
    """Labels as they are placed: one that would touch another is left out, or refused."""

    def __init__(self) -> None:
        self.placed: list[_Label] = []

    def fits(self, labels: Sequence[_Label], right: float, top: float) -> bool:
        rooms = [label.room for label in labels]
        inside = all(room[0] >= 0 and room[2] <= right and room[1] >= top for room in rooms)
        return inside and not any(_touch(room, other.room) for room in rooms for other in self.placed)

    def place(self, labels: Sequence[_Label], right: float, top: float) -> bool:
        """Place labels together; False and none of them where one does not fit."""
        fitting = self.fits(labels, right, top)
        if fitting:
            self.placed += labels
        return fitting


def _touch(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    apart = 1.5
    return a[0] < b[2] + apart and b[0] < a[2] + apart and a[1] < b[3] and b[1] < a[3]


@frozen
class _Scale:
    """Where days and doses stand."""

    left: float
    right: float
    top: float
    bottom: float
    zero: float  # where the first step begins
    per_day: float
    most: Decimal
    ticks: tuple[Decimal, ...]

    def x(self, days: Decimal) -> float:
        return self.zero + float(days) * self.per_day

    def y(self, dose: Decimal) -> float:
        return self.bottom - float(dose / self.most) * (self.bottom - self.top)


def chart_of(reduction: Reduction, width: float) -> Piece:
    """The chart; there is none without a step."""
    scale = _scale(reduction, width)
    labels = _Labels()
    unit = _Label(0.0, _ABOVE - 26, _shortened(reduction.unit, width))
    time = _Label(scale.right, scale.bottom + 34, _shortened(reduction.time, width), anchor="end")
    labels.placed += [unit, time]
    shapes = [
        *_grid(reduction, scale),
        *_band(reduction, scale),
        *_waiting(reduction, scale, labels),
        *_stairs(reduction, scale),
    ]
    _time_labels(reduction, scale, labels)
    _step_labels(reduction, scale, labels)
    axes = [
        polyline(
            [(scale.left, 0.0 + _ABOVE), (scale.left, scale.bottom), (scale.right, scale.bottom)],
            stroke=_GREY,
            stroke_width="0.8",
        ),
    ]
    written = list(map(_written, labels.placed))
    lines = tuple(label.said for label in labels.placed)
    return Piece(group([*shapes, *axes, *written], class_="chart"), _ABOVE + _HEIGHT + _UNDER, lines)


def _written(label: _Label) -> str:
    """On white, so that no line runs through it."""
    said = text((label.x, label.baseline), label.said, bold=label.bold, anchor=label.anchor, fill=_INK)
    if label.anchor != "start":
        return said
    left, top, right, bottom = label.room
    return rect(left - 1, top, right - left + 2, bottom - top, fill="#ffffff", stroke="none") + said


def _shortened(said: str, width: float) -> str:
    """What fits into a line; the table has the whole."""
    most = said[:_MOST_SIGNS]
    if most == said and label_width(said) <= width:
        return said
    fits = next(count for count in range(len(most), -1, -1) if label_width(most[:count]) <= width - 12)
    return f"{most[:fits]}…"


_MOST_SIGNS = 200


# ---------------------------------------------------------------- scales


def _scale(reduction: Reduction, width: float) -> _Scale:
    doses = [step.dose for step in reduction.steps] + ([reduction.now] if reduction.now is not None else [])
    ticks = _round_ticks(max(doses))
    left = max(label_width(_plain(tick)) for tick in ticks) + 8
    right = width - 12
    days = float(reduction.ends_at_most)
    wide = right - left
    before = _before(reduction, wide, days)
    return _Scale(
        left,
        right,
        _ABOVE,
        _ABOVE + _HEIGHT,
        left + before,
        (wide - before) / days,
        ticks[-1],
        ticks,
    )


def _before(reduction: Reduction, wide: float, days: float) -> float:
    """The width of the time before the first step."""
    if reduction.now is None:
        return 0.0
    if reduction.wait != "until a day":
        return wide * _WAITING[reduction.wait]
    share = float(reduction.wait_days) / (float(reduction.wait_days) + days)
    return wide * min(share, _WAIT_AT_MOST)


def _round_ticks(most: Decimal) -> tuple[Decimal, ...]:
    """From 0 in round steps to at least the highest dose."""
    step = Decimal(10) ** (most.adjusted() - 1)
    for times in (1, 2, 5, 10, 20, 50):
        if most / (step * times) <= _MOST_TICKS:
            step *= times
            break
    count = int((most / step).to_integral_value(ROUND_CEILING))
    return tuple(step * number for number in range(count + 1))


_MOST_TICKS = 8


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


# ---------------------------------------------------------------- shapes


def _grid(reduction: Reduction, scale: _Scale) -> Iterator[str]:
    for tick in scale.ticks:
        y = scale.y(tick)
        if tick:
            yield polyline([(scale.left, y), (scale.right, y)], stroke=_GRID, stroke_width="0.6")
        yield text((scale.left - 5, y + 3), _plain(tick), anchor="end", fill=_GREY)


def _course(reduction: Reduction, scale: _Scale, slowest: bool) -> list[Point]:
    """The corners of the stairs, from the first step to the end."""
    starts = [step.latest if slowest else step.soonest for step in reduction.steps]
    ends = [*starts[1:], reduction.ends_at_most if slowest else reduction.ends]
    points: list[Point] = []
    for step, start, end in zip(reduction.steps, starts, ends, strict=True):
        y = scale.y(step.dose)
        points += [(scale.x(start), y), (scale.x(end), y)]
    return points


def _band(reduction: Reduction, scale: _Scale) -> Iterator[str]:
    if reduction.ends == reduction.ends_at_most:
        return
    quickest, slowest = _course(reduction, scale, False), _course(reduction, scale, True)
    bottom = [(scale.x(reduction.ends_at_most), scale.bottom), (scale.x(reduction.ends), scale.bottom)]
    yield polygon([*slowest, *bottom, *reversed(quickest)], fill=_BAND, stroke="none")
    end = (scale.x(reduction.ends_at_most), scale.bottom)
    yield polyline([*slowest, end], stroke=_BLUE, stroke_width="1", stroke_dasharray="4,2")


def _stairs(reduction: Reduction, scale: _Scale) -> Iterator[str]:
    course = _course(reduction, scale, False)
    if reduction.now is not None:
        course = [(scale.zero, scale.y(reduction.now)), *course]
    yield polyline(course, stroke=_BLUE, stroke_width="2.2")
    end = scale.x(reduction.ends)
    yield polyline(
        [course[-1], (end, scale.bottom)], stroke=_BLUE, stroke_width="1", stroke_dasharray="1.5,2.5"
    )


def _waiting(reduction: Reduction, scale: _Scale, labels: _Labels) -> Iterator[str]:
    """The dose that is taken until the first step: a dashed line where nobody knows until when."""
    if reduction.now is None:
        return
    y = scale.y(reduction.now)
    on_hold = reduction.wait == "on hold"
    if on_hold:
        yield rect(
            scale.left, _ABOVE, scale.zero - scale.left, _HEIGHT, fill=_HOLD, stroke="#8a6500", stroke_dasharray="3,2",
            stroke_width="0.8",
        )  # fmt: skip
    unknown = reduction.wait in ("on hold", "open")
    yield polyline(
        [(scale.left, y), (scale.zero, y)],
        stroke=_BLUE,
        stroke_width="2.2",
        stroke_dasharray="5,3" if unknown else "",
    )
    said = {"on hold": "ON HOLD", "open": "until due"}.get(reduction.wait, "")
    found = [_Label(scale.left + 4, y - 5, reduction.now_label, bold=True)]
    found += [_Label(scale.left + 4, y + 13, said, bold=on_hold)] if said else []
    for label in found:
        labels.place([label], scale.right, 0)


# ---------------------------------------------------------------- labels


def _time_labels(reduction: Reduction, scale: _Scale, labels: _Labels) -> None:
    """The start of each step that has room, the first and the end before all others."""
    baseline = scale.bottom + 16
    marks = [(step.soonest, step.tick) for step in reduction.steps]
    ends = [(reduction.ends_at_most, reduction.end_tick), marks[0]]
    for days, said in [*ends, *marks[1:]]:
        x = scale.x(days)
        half = label_width(said) / 2
        middle = min(max(x, scale.left + half), scale.right + 4 - half)
        labels.place([_Label(middle, baseline, said, anchor="middle")], scale.right + 6, 0)
    if reduction.now_tick:
        half = label_width(reduction.now_tick) / 2
        middle = max(scale.left, scale.left - 8 + half)
        labels.place([_Label(middle, baseline, reduction.now_tick, anchor="middle")], scale.right + 6, 0)


def _step_labels(reduction: Reduction, scale: _Scale, labels: _Labels) -> None:
    """Above each step its dose, and above that its tablets, as far as there is room."""
    doses: list[tuple[ReductionStep, _Label]] = []
    for step in reduction.steps:
        label = _Label(scale.x(step.soonest) + 3, scale.y(step.dose) - 4, step.label, bold=True)
        if labels.place([label], scale.right + 4, 0):
            doses.append((step, label))
    for step, dose in doses:
        parts = step.tablets.split(" + ") if step.tablets else []
        stack = [
            _Label(dose.x, dose.baseline - _LINE * (place + 1), part)
            for place, part in enumerate(reversed(parts))
        ]
        if stack:
            labels.place(stack, scale.right + 4, 0)
