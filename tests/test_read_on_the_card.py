"""A reader of one card needs no other page: its names, the limits of what is given, and when a reduction waits."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from drawn_shapes import groups

from engine.library import load_text
from visualize.cards import Card
from visualize.deck import deck
from visualize.only import only
from visualize.picture import draw_cards, sheets_of
from visualize.plain import plain

SAMPLE = """guideline sample "Sample"
  version 1.0.0

facts
  age            0 to 120 years
  renal_test     normal | abnormal  "Creatinine of this month"
  severe_rash    yes | no
  weak           yes | no
  pregnant       yes | no
  response       adequate | inadequate

medicines
  alphin   steroid
  betamin  sparing, spare_part
  gammol   sparing

procedures
  scan  "The scan of the lungs"

define child     as age < 18 years
define indicated as severe_rash or (weak and child)
define deep      as indicated and not child
define deeper    as deep and weak
define long      as (severe_rash and weak and pregnant and child) or (severe_rash and weak and pregnant) or
    (severe_rash and pregnant and child) or (weak and pregnant and child) or (weak and age > 20 years) or
    (weak and age > 30 years and severe_rash)

regimen usual "The usual doses"
  give betamin 10 mg once weekly

decide starting "Starting"
  when indicated and not done scan
    give alphin 5 mg once daily
    note "See second_step, and the name_of_nothing"
  when deeper or long
    give usual
  otherwise
    give nothing

advise second_step "The second step"
  when plan has at least 2 of sparing
    note "Two"
  when not plan has any steroid
    note "None"

taper alphin "Less alphin"
  start  from 2 weeks
  hold   when response is inadequate
  every  2 weeks
  steps  4, 2 mg/day

before betamin
  check renal_test

contraindicate betamin
  when renal_test is any of (abnormal)
    note "No"
  when pregnant
    note "No"

caution alphin
  when (severe_rash and weak and pregnant) or (severe_rash and weak and not pregnant) or
      (severe_rash and not weak and pregnant) or (not severe_rash and weak and pregnant) or
      (not severe_rash and not weak and pregnant)
    note "Look"

never together "Both"
  when plan has alphin and plan has betamin
    note "Never"
"""


def cards() -> Mapping[str, Card]:
    sections = deck(load_text(SAMPLE)).sections
    return {card.id: card for section in sections for card in section.cards}


def test_names_in_conditions_are_explained_in_the_head_each_once_and_one_level_deeper() -> None:
    said = cards()["decide:starting"].head.support
    assert said == (
        "Names used here:",
        "– indicated: severe rash or (weak and child)",
        "– scan: The scan of the lungs",
        "– deeper: deep and weak",
        "– long: see Names that conditions use",
        "– renal test: Creatinine of this month",
        "– child: age < 18 years",
        "– deep: indicated and not child",
    )


def test_a_medicine_that_is_given_says_what_limits_it_by_way_of_a_regimen_too() -> None:
    rows = cards()["decide:starting"].rows
    assert rows[1].result.paragraphs == (
        "GIVE The usual doses:",
        "• betamin 10 mg, once weekly",
        "– before starting betamin: renal test known",
        "– betamin is contraindicated when renal test is abnormal, or when pregnant: see What limits treatment",
    )
    # a long condition is not cut: half of it may say the opposite
    assert "– caution with alphin in 1 case: see What limits treatment" in rows[0].result.paragraphs


def test_a_note_that_names_a_decision_shows_its_title_and_other_words_stay_as_they_are() -> None:
    said = cards()["decide:starting"].rows[0].result.paragraphs
    assert said[-1] == "Note: See 'The second step', and the name_of_nothing"


def test_a_reduction_is_on_hold_once_reduced() -> None:
    assert "once reduced, on hold when response is inadequate" in cards()["taper:alphin"].head.paragraphs


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("plan has any spare_part", "the plan has any spare part"),
        ("not plan has any spare_part and weak", "the plan has no spare part and weak"),
        ("not plan has alphin", "the plan does not have alphin"),
        ("plan has at least 2 of spare_part", "the plan has at least 2 of the class spare part"),
        ("not taking at least 2 of spare_part", "not taking at least 2 of the class spare part"),
        ("at least 2 of (a_b, c)", "at least 2 of (a b, c)"),
        ("not x is any of (a, b_c)", "not x is (a or b c)"),
    ],
)
def test_what_a_plan_has_and_choices_are_read_as_sentences(written: str, read: str) -> None:
    assert plain(written) == read
    assert plain(read) == read


def test_in_the_overview_a_limit_says_when_however_little_room_there_is() -> None:
    """An entry that is cut keeps its `when`: without it the medicine would seem never to be given."""
    crowd = "\n".join(f"  betamin{place}_with_a_long_name  sparing" for place in range(60))
    limits = "\n".join(
        f'contraindicate betamin{place}_with_a_long_name\n  when long\n    note "No"\n' for place in range(60)
    )
    guideline = SAMPLE.replace("procedures\n", f"{crowd}\n\nprocedures\n") + limits
    for text in (SAMPLE, guideline):
        (page,) = sheets_of(deck(load_text(text)), "overview")
        (box,) = [box for box in page.boxes if box.kind == "contraindicate"]
        entries = " ".join(line.text.strip() for line in box.lines).split("– ")[1:]
        assert entries
        assert [entry for entry in entries if " when " not in entry] == []


def test_the_overview_says_for_whom_and_what_is_given_and_an_arrow_leads_only_to_what_waits() -> None:
    second = SAMPLE.replace('"The second step"\n', '"The second step"\n  for weak\n')
    second += '\nphases\n  "All"  starting, second_step, alphin taper\n'
    (page,) = sheets_of(deck(load_text(second)), "overview")
    said = {
        box.nodes[0]: " ".join(line.text.strip() for line in box.lines) for box in page.boxes if box.nodes
    }
    assert said["decide:starting"] == "Starting gives alphin, betamin"
    assert said["advise:second_step"].startswith("The second step for weak")
    places = {box.nodes[0]: box for box in page.boxes if box.nodes}
    below = places["never:together"].top  # there the legend has a sample of an arrow
    (arrow,) = [each for each in page.arrows if each.kind == "then" and each.points[-1][1] < below]
    begin, end = places["decide:starting"], places["advise:second_step"]
    assert begin.top <= arrow.points[0][1] <= begin.top + begin.height
    assert end.top <= arrow.points[-1][1] <= end.top + end.height


def test_exceptions_are_asked_first_and_no_leads_on_to_the_options() -> None:
    excepted = SAMPLE.replace(
        '"The second step"\n', '"The second step"\n  except when pregnant\n    note "Not here"\n'
    )
    whole = deck(load_text(excepted))
    (drawn,) = [drawn for drawn in draw_cards(whole) if drawn.card.id == "advise:second_step"]
    words = [text.text for group in groups(drawn.svg) if group.kind == "edge" for text in group.texts]
    assert sorted(words) == ["no", "yes"]


ANSWERED = (
    SAMPLE.replace(
        "facts\n",
        'references\n  1  guideline  "A title"  "A journal"  2025\n  2  missing    "Not in the list"\n\nfacts\n',
        1,
    ).replace('    note "Two"\n', '    note "Two"\n    assuming two_means_two\n')
    + '\nassumption two_means_two "Two is two"\n  because "it is"\n  instead "three"\n'
)


def test_references_and_assumptions_are_listed_last_so_that_a_number_can_be_looked_up() -> None:
    last = deck(load_text(ANSWERED)).sections[-1]
    assert last.title == "References and readings"
    references, assumptions = last.cards
    assert [row.result.paragraphs for row in references.rows] == [
        ("guideline: A title, A journal, 2025",),
        ("not listed by the source: Not in the list",),
    ]
    (row,) = assumptions.rows
    assert row.condition is not None
    assert row.condition.paragraphs == ("two means two",)
    assert row.result.paragraphs == ("Two is two", "Because: it is", "And not: three")
    assert row.result.support == ("In: The second step",)


def test_a_decision_alone_lists_its_own_assumptions() -> None:
    titles = {
        name: only(load_text(ANSWERED), name).sections[-1].title for name in ("starting", "second_step")
    }
    assert titles["second_step"] == "References and readings"
    assert titles["starting"] != "References and readings"
