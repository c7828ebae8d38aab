"""A reduction as a picture: every step is told, no text touches another, and no text becomes anything but text.

After a change that is meant, `RECORD_GOLDEN=1 python -m pytest tests/test_taper_picture.py` writes the recorded picture
anew; the change is then looked at in a browser.
"""

from __future__ import annotations

import os
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.assessment import Figure as Amount
from engine.assessment import TaperPlan, TaperStep
from engine.library import evaluate, load_file, load_text
from engine.taper_view import ladder_plan
from guideline_dsl import core
from guideline_dsl.legible import legible
from tests.shares import examples
from visualize.cards import Card, Deck
from visualize.deck import deck
from visualize.font_widths import width_of
from visualize.pages import MARGIN, full_pages
from visualize.picture import whole
from visualize.reduction import Reduction, ladder_reduction, reduction_of, retold
from visualize.strokes import moved
from visualize.taper_picture import taper_figure

GOLDEN = Path(__file__).parent / "golden" / "picture"
SHIPPED = Path(__file__).parent.parent / "guidelines" / "inflammatory_myopathy"
AS_OF = date(2026, 11, 30)
SVG = "{http://www.w3.org/2000/svg}"
LADDER = """
guideline ladder "Ladder"
  version  1.0.0
  language en
  status   "draft"

facts
  bad yes | no

medicines
  alpha  steroid  tablets 5 mg, 20 mg

taper alpha "Reducing alpha"
  start  from 2 weeks
  hold   when bad
  every  1 to 2 weeks
  steps  40, 20, 10 mg/day
  end    "And then?"
"""


def plan(bad: str = "no", text: str = LADDER, **details: str) -> TaperPlan:
    medicine = {"name": "alpha", "dose": "40 mg/day", "starting_dose": "60 mg/day", **details}
    graph = load_text(text)
    return evaluate(graph, {"facts": {"bad": bad}, "medicines": [medicine]}, AS_OF).tapers[0]


def taper_svg(reduction: Reduction, width: float = 539.0, around: float = 8.0) -> str:
    """The picture on its own, all pieces below one another."""
    figure = taper_figure(reduction, width)
    inside, at = [], around
    for piece in figure.pieces:
        inside.append(moved(piece.svg, around, at))
        at += piece.height
    return whole("\n".join(inside), width + 2 * around, at + around, reduction.title)


def shown(picture: str) -> list[str]:
    """The lines of text of a picture."""
    return ["".join(text.itertext()) for text in ET.fromstring(picture).iter(f"{SVG}text")]


def in_words(picture: str) -> str:
    return " | ".join(shown(picture))


def test_a_reduction_with_ranges_is_drawn_as_recorded() -> None:
    dated = plan(since="2026-10-01", at_dose_for="5 days")
    picture = taper_svg(reduction_of(dated, "Reducing alpha", AS_OF))
    recorded = GOLDEN / "reduction.svg"
    if os.environ.get("RECORD_GOLDEN"):
        recorded.write_text(picture, encoding="utf-8")
    assert picture == recorded.read_text(encoding="utf-8")


def test_the_chart_has_its_unit_its_days_its_doses_and_tablets_and_the_table_every_step() -> None:
    said = in_words(taper_svg(reduction_of(plan(since="2026-10-01", at_dose_for="5 days"), "Alpha", AS_OF)))
    for part in (
        "Alpha: dose against time",
        "now 40 mg/day; no step is due now; the next one on 2026-12-02",
        "Solid: each step at its shortest. Dashed: each at its longest.",
        "mg/day | date | now 40",
        "2026-12-02",
        "1 | 2026-12-02 | 20 mg/day | 1 to 2 weeks | 1 x 20 mg | 140 mg",
        "2 | 2026-12-09 to 2026-12-16 | 10 mg/day | 1 to 2 weeks | 2 x 5 mg | 210 mg",
        "In total 210 mg, each step at its shortest; tablets: 7 x 20 mg, 14 x 5 mg",
        "At the end: And then?",
    ):
        assert part in said


def test_where_the_first_day_is_open_time_counts_from_it_and_the_present_dose_is_dashed() -> None:
    picture = taper_svg(reduction_of(plan(), "Alpha", AS_OF))
    assert "time since the first reduction" in in_words(picture)
    assert "until due" in in_words(picture)
    assert "after 1 to 2 weeks" in in_words(picture)
    assert 'stroke-dasharray="5,3"' in picture


def test_a_reduction_on_hold_says_so_in_the_chart() -> None:
    picture = taper_svg(reduction_of(plan("yes", since="2026-10-01", at_dose_for="20 days"), "Alpha", AS_OF))
    assert "ON HOLD" in shown(picture)
    assert "now 40 mg/day; no step is due now; ON HOLD" in shown(picture)


def test_a_guideline_shows_its_ladder_and_a_patient_the_own_reduction() -> None:
    graph = load_text(LADDER)
    (card,) = [card for section in deck(graph).sections for card in section.cards if card.id == "taper:alpha"]
    assert card.reduction is not None
    assert [step.dose_text for step in card.reduction.steps] == ["40 mg/day", "20 mg/day", "10 mg/day"]
    said = in_words(taper_svg(card.reduction))
    assert "Reducing alpha: the steps" in said
    assert "for no patient" in said


def test_every_step_of_the_shipped_ladder_is_told_for_those_who_do_not_see_it() -> None:
    graph = load_file(SHIPPED / "inflammatory_myopathy.guideline")
    taper = next(node for node in graph.nodes if isinstance(node, core.TaperNode))
    reduction = ladder_reduction(ladder_plan(taper, graph), taper.title)
    described = ET.fromstring(taper_svg(reduction)).findtext(f".//{SVG}desc") or ""
    assert len(reduction.steps) == 12
    for step in reduction.steps:
        assert f"{step.starts}: {step.dose_text} for {step.lasts}" in described


def test_the_same_reduction_gives_the_same_bytes() -> None:
    reduction = reduction_of(plan(), "Alpha", AS_OF)
    assert taper_svg(reduction) == taper_svg(reduction)


TRAPS = [
    "<script>alert(1)</script>",
    "]]>",
    '"><img src=x onerror=alert(1)>',
    "&lt;b&gt; \\N",
    "\u202egnp.exe",
    "👩‍⚕️🧪",
    "x" * 2_000,
]


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap[:12])
def test_no_text_of_a_reduction_becomes_markup_leaves_the_page_or_is_lost(trap: str) -> None:
    hostile = retold(
        reduction_of(plan(since="2026-10-01"), "Alpha", AS_OF), lambda text: f"{text}{trap}" if text else text
    )
    picture = taper_svg(hostile)
    tags = {element.tag.removeprefix(SVG) for element in ET.fromstring(picture).iter()}
    assert tags <= {"svg", "g", "title", "desc", "rect", "polyline", "polygon", "text"}
    said = "".join("".join(shown(picture)).split())
    for text in (hostile.title, *hostile.said, *hostile.below, *(step.tablets for step in hostile.steps)):
        assert "".join(legible(text).split()) in said
    assert touching(picture) == []


# ---------------------------------------------------------------- nothing touches


def rooms(picture: str) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    """Each line of text with the room that it takes on the whole picture."""

    def below(
        element: ET.Element, left: float, top: float
    ) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
        moved = re.fullmatch(r"translate\((\S+) (\S+)\)", element.get("transform", ""))
        if moved:
            left, top = left + float(moved[1]), top + float(moved[2])
        if element.tag == f"{SVG}text":
            said, size = "".join(element.itertext()), float(element.get("font-size", "0"))
            assert size >= 9
            wide = width_of(said, size, bold=element.get("font-weight") == "bold")
            share = {"middle": 0.5, "end": 1.0}.get(element.get("text-anchor", ""), 0.0)
            x, y = left + float(element.get("x", "0")) - share * wide, top + float(element.get("y", "0"))
            yield said, (x, y - 0.72 * size, x + wide, y + 0.2 * size)
        for inside in element:
            yield from below(inside, left, top)

    yield from below(ET.fromstring(picture), 0.0, 0.0)


def touching(picture: str) -> list[tuple[str, str]]:
    """Texts that touch, and texts that leave the picture."""
    root = ET.fromstring(picture)
    wide, high = (float(figure) for figure in root.get("viewBox", "").split()[2:])
    found = [each for each in rooms(picture) if each[0].strip()]
    outside = [
        (said[:20], "the edge")
        for said, (left, top, right, bottom) in found
        if left < 0 or top < 0 or right > wide or bottom > high
    ]
    pairs = [
        (one[:20], other[:20])
        for place, (one, a) in enumerate(found)
        for other, b in found[place + 1 :]
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]
    return outside + pairs


def amounts(unit: str) -> st.SearchStrategy[Amount]:
    whole = st.integers(1, 100_000).map(lambda number: Decimal(number) / 1000)
    return whole.map(lambda value: Amount(value=value, unit=unit))


@st.composite
def plans(draw: st.DrawFn) -> TaperPlan:
    """Reductions of one to sixty steps, dated or not, with ranges or not."""
    doses = draw(st.lists(st.integers(1, 4000), min_size=1, max_size=60, unique=True).map(sorted))
    each = [Decimal(dose) / 40 for dose in reversed(doses)]
    shortest = draw(st.integers(1, 60))
    longest = draw(st.sampled_from([shortest, shortest + draw(st.integers(1, 60))]))
    first = draw(st.sampled_from([None, AS_OF, date(2027, 3, 1)]))
    tablets = draw(
        st.sampled_from(["", "1 x 5 mg", "3 x 20 mg + 1 x 10 mg + 1 x 2.5 mg", "no tablet dose fits"])
    )
    steps = tuple(
        TaperStep(
            starts=first and date.fromordinal(first.toordinal() + place * shortest),
            dose=Amount(value=dose, unit="mg/day"),
            lasts=f"{shortest} days",
            tablets=tablets,
            days=Decimal(shortest),
            days_at_most=Decimal(longest),
            cumulative=draw(amounts("mg")),
        )
        for place, dose in enumerate(each)
    )
    return TaperPlan(
        medicine="alpha",
        node="taper:alpha",
        outcome="recommended",
        current=Amount(value=each[0] + draw(st.integers(1, 50)), unit="mg/day"),
        next=steps[0].dose,
        due=draw(st.sampled_from(["yes", "no", "unknown"])),
        due_on=first,
        on_hold=draw(st.sampled_from(["yes", "no", "unknown"])),
        steps=steps,
        total=draw(amounts("mg")),
    )


@given(plans())
@settings(deadline=None, max_examples=examples(60))
def test_no_text_of_any_reduction_touches_another_and_every_step_is_in_the_table(found: TaperPlan) -> None:
    reduction = reduction_of(found, "Reducing alpha", AS_OF)
    picture = taper_svg(reduction)
    assert touching(picture) == []
    lines = shown(picture)
    for number, step in enumerate(reduction.steps, 1):
        assert str(number) in lines
        assert step.dose_text in lines


def _with(drawn: Deck, reduction: Reduction) -> Deck:
    def own(card: Card) -> Card:
        return card if card.reduction is None else replace(card, reduction=reduction)

    sections = (replace(section, cards=tuple(map(own, section.cards))) for section in drawn.sections)
    return replace(drawn, sections=tuple(sections))


@given(plans())
@settings(deadline=None, max_examples=examples(20))
def test_a_figure_is_cut_between_two_pieces_and_its_table_is_headed_on_every_page(found: TaperPlan) -> None:
    graph = load_text(LADDER)
    drawn = deck(graph)
    reduction = reduction_of(found, "Reducing alpha", AS_OF)
    sheets = full_pages(_with(drawn, reduction))
    height = sheets[0].height - MARGIN
    placed = [each for sheet in sheets for each in sheet.pieces]
    assert all(each.top + each.piece.height <= height for each in placed)
    pieces = taper_figure(reduction, 539).pieces
    assert [each.piece.lines for each in placed if each.piece.lines[0] != "step"] == [
        piece.lines for piece in pieces if piece.lines[0] != "step"
    ]
