"""Every statement answers for itself, and every answer is the same twice: points 9 and 10."""

from __future__ import annotations

from datetime import date

import pytest

from engine.library import GuidelineRefused, evaluate, load_graph, load_text
from tests.meaning_sample import DAY, DOSES, HEAD, TAPER, assess, codes, graph_of

# ---------------------------------------------------------------- 9: answerable

NARRATIVE = "Iron is given. Zinc is not. Nobody cites this.\n"

CITED = """\
medicines
  iron  supplement
decide treatment "Treatment"
  give iron 50 mg once daily
  {remark}
"""


@pytest.mark.parametrize(
    ("remark", "code"),
    [
        ('cite [1] "Iron is given"', ""),
        ('cite [1] "Iron was given"', "quote-not-in-narrative"),
        ('cite [3] "Iron is given"', "unknown-reference"),
        ('note "no citation"', "unanswered"),
        ("assuming nobody_wrote_this", "unknown-assumption"),
    ],
)
def test_every_statement_answers_for_itself(remark: str, code: str) -> None:
    """A quote stands word for word, a reference is listed, a reading is written down; one of them stands."""
    found = codes(CITED.format(remark=remark), NARRATIVE)
    assert found == ([code] if code else [])


def test_what_nothing_cites_is_shown() -> None:
    """Each sentence of the narrative that no statement cites, unless it is listed as not encoded."""
    items = CITED.format(remark='cite [1] "Iron is given"')
    assert codes(items, NARRATIVE, "note") == ["uncited-sentence"] * 2 + ["uncited-reference"]
    listed = items + 'not encoded\n  "Zinc is not"  because "it gives nothing"\n'
    assert codes(listed, NARRATIVE, "note") == ["uncited-sentence", "uncited-reference"]


@pytest.mark.parametrize(
    "statement",
    [
        "decide {0}\n  when fever\n    give iron 1 mg/day\n  otherwise\n    give nothing\n    cite [1]\n",
        'choose {0} "X"\n  option one\n    give iron 1 mg once daily\n  cite [1]\n',
        "before iron\n  check fever\n",
        'contraindicate iron\n  when fever\n    note "x"\n',
        'never {0} "X"\n  when fever and plan has iron\n    note "x"\n',
        'taper iron "X"\n  start from 1 week\n  every 1 week\n  steps 3, 2 mg/day\n  end "x"\n',
    ],
)
def test_no_kind_of_statement_is_without_an_answer(statement: str) -> None:
    """A branch, an option, a gate, a limit, a promise, a taper."""
    items = f"""\
facts
  fever  yes | no
medicines
  iron  supplement
decide treatment "Treatment"
  when fever
    give iron 50 mg once daily
    cite [1]
  otherwise
    give nothing
    cite [1]
{statement.format("further")}"""
    assert "unanswered" in codes(items)


def test_an_answer_is_followed_to_its_facts_its_sentence_and_its_reference() -> None:
    """The trace: what was asked, the answer, the value it read, the line of the text; then the reference."""
    items = """\
facts
  weight  2 to 300 kg
  fever   yes | no
medicines
  iron  supplement
define heavy as weight > 50 kg
decide treatment "Treatment"
  for heavy
  except when fever
    cite [1]
  give iron 50 mg once daily
  cite [2] "Iron is given"
"""
    graph = load_text(HEAD + items, NARRATIVE)
    found = evaluate(graph, {"facts": {"weight": "50.5 kg", "fever": "no"}, "medicines": []}, DAY)
    outcome = found.outcome("treatment")
    applies, exception = outcome.trace[:2]
    assert (applies.says, applies.answer) == ("for heavy", "yes")
    (inside,) = applies.inside
    assert (inside.says, inside.facts) == ("heavy: weight > 50 kg", ("weight = 50.5 kg",))
    assert (exception.says, exception.answer, exception.facts) == ("except when fever", "no", ("fever = no",))
    text = (HEAD + items).splitlines()
    assert text[applies.line - 1].startswith("decide treatment")
    assert text[exception.line - 1].strip() == "except when fever"
    (citation,) = outcome.citations
    assert (citation.references, citation.quotes) == ((2,), ("Iron is given",))
    assert citation.sentences == ("Iron is given.",)
    assert [(r.number, r.text) for r in found.references] == [(2, "The second, Somebody else, 2026")]


# ---------------------------------------------------------------- 10: total and deterministic


@pytest.mark.parametrize(
    ("definitions", "code"),
    [
        ("define one as two\ndefine two as one\n", "circular-definition"),
        ("define one as fever or one\n", "circular-definition"),
        ("define one as fever\ndefine two as one\n", ""),
    ],
)
def test_there_is_no_recursion(definitions: str, code: str) -> None:
    """A definition that rests on itself is refused."""
    items = f"""\
facts
  fever  yes | no
{definitions}advise signs "Signs"
  when one or fever
    note "so"
    cite [1]
"""
    found = [c for c in codes(items) if not c.startswith("unused")]
    assert found[:1] == ([code] if code else [])


def test_what_reads_the_plan_of_what_it_feeds_is_refused() -> None:
    """A circle through the plan, in one decision and in two."""
    one = """\
medicines
  iron  supplement
decide treatment "Treatment"
  for not plan has iron
  give iron 50 mg once daily
  cite [1]
"""
    two = """\
medicines
  iron  supplement
  zinc  supplement
decide first_one "First"
  for plan has zinc
  give iron 50 mg once daily
  cite [1]
decide second_one "Second"
  for plan has iron
  give zinc 50 mg once daily
  cite [1]
"""
    assert codes(one) == ["plan-circle"]
    assert codes(two) == ["plan-circle"]


def test_a_reason_is_given_for_what_cannot_be_calculated() -> None:
    """A division by zero and the root of a negative number, in the reason and in the trace."""
    items = """\
facts
  over   0 to 10
  under  0 to 10
medicines
  iron  supplement
define ratio as over / under
  cite [1]
define root as sqrt(under - over)
  cite [1]
decide treatment "Treatment"
  when ratio > 2
    give nothing
    cite [1]
  otherwise
    give iron 50 mg once daily
    cite [1]
decide other_treatment "Other"
  when root > 2
    give nothing
    cite [1]
  otherwise
    give iron 50 mg once daily
    cite [1]
"""
    found = assess(items, {"facts": {"over": 3, "under": 0}, "medicines": []})
    assert "a division by zero" in found.outcome("treatment").reason
    assert "the square root of a negative number" in found.outcome("other_treatment").reason
    assert found.missing == ()


def test_the_same_guideline_and_facts_give_the_same_bytes() -> None:
    """Whatever the order in which they are given, from the text or from the JSON of the graph."""
    graph = graph_of(DOSES)
    facts = {"weight": "70 kg", "height": "170 cm", "risky": "yes"}
    patient = {"facts": facts, "medicines": [{"name": "warfarin"}, {"name": "heparin"}]}
    turned = {
        "medicines": [{"name": "warfarin"}, {"name": "heparin"}],
        "facts": dict(reversed(list(facts.items()))),
    }
    first = evaluate(graph, patient, DAY).to_json()
    assert evaluate(graph, turned, DAY).to_json() == first
    assert evaluate(load_text(HEAD + DOSES), patient, DAY).to_json() == first
    assert evaluate(load_graph(graph.to_json()), patient, DAY).to_json() == first


def test_the_time_of_evaluation_is_an_argument() -> None:
    """The same record, another day: the taper is due then, and nothing else reads a clock."""
    medicine = {
        "name": "prednisone",
        "dose": "60 mg/day",
        "since": "2026-01-01",
        "dose_since": "2026-01-01",
    }
    patient = {"facts": {"response": "good"}, "medicines": [medicine]}
    due = [assess(TAPER, patient, date(2026, 1, day)).tapers[0].due for day in (14, 15)]
    assert due == ["no", "yes"]


def test_a_guideline_with_a_mistake_is_not_loaded() -> None:
    """All mistakes at once, and no graph."""
    with pytest.raises(GuidelineRefused) as refused:
        load_text(HEAD + CITED.format(remark="cite [7]") + "decide further\n  give zinc 1 mg\n")
    assert {finding.code for finding in refused.value.findings} == {"unknown-reference", "unknown-medicine"}
