"""A guideline and the reviews of it: what became of each mark, and whether the guideline is signed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

import jsonschema
import pytest

from engine.files import UnreadableInput
from engine.library import compile_text
from engine.review_file import Mark, Review, Verdict
from engine.review_marks import placed_marks
from engine.signoff import OtherGuideline, SignOff, sign_off
from engine.signoff_form import SignOffShown, signoff_shown
from guideline_app.signing import Reviewed, read_reviews, signoff_text
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.reviewable import Reviewable, reviewable

BASE = (Path(__file__).parent / "spec/difference/base.guideline").read_text(encoding="utf-8")
CHILD = "decide:treatment/when:2"


@cache
def graph(text: str) -> DecisionGraph:
    compiled = compile_text(text)
    assert compiled.graph is not None, [(f.places[0].span.line, f.message) for f in compiled.findings]
    return compiled.graph


def changed(old: str, new: str) -> DecisionGraph:
    assert BASE.count(old) == 1
    return graph(BASE.replace(old, new))


def statement(key: str, of: str = BASE) -> Reviewable:
    (found,) = (each for each in reviewable(graph(of)) if each.key == key)
    return found


def mark(
    key: str | Reviewable,
    verdict: Verdict = "agreed",
    by: str = "A. Reviewer",
    on: str = "2026-01-31",
    comment: str = "",
) -> Mark:
    marked = statement(key) if isinstance(key, str) else key
    return Mark.model_validate(
        {
            "key": marked.key,
            "own": marked.own,
            "meaning": marked.meaning,
            "title": marked.title,
            "says": marked.says,
            "verdict": verdict,
            "comment": comment,
            "reviewer": by,
            "role": "physician",
            "date": on,
        }
    )


def review(marks: Sequence[Mark], text: str = BASE) -> Review:
    return Review(guideline="sore_throat", version="1.0.0", content=graph(text).hash, marks=tuple(marks))


def everything(by: str = "A. Reviewer", text: str = BASE) -> list[Mark]:
    return [mark(each, by=by) for each in reviewable(graph(text))]


def standing(found: SignOff, key: str) -> str:
    (signed,) = (each for each in found.statements if each.statement.key == key)
    return signed.standing


# ---------------------------------------------------------------- what becomes of a mark


def became(marked: Mark, now: DecisionGraph, *others: Mark) -> tuple[str, str]:
    placed = placed_marks(reviewable(now), [marked, *others])[0]
    return placed.state, placed.statement.key if placed.statement is not None else ""


def test_a_mark_holds_while_its_statement_means_the_same() -> None:
    assert became(mark(CHILD), graph(BASE)) == ("holds", CHILD)
    assert became(mark(CHILD), graph(f"# a comment\n{BASE}")) == ("holds", CHILD)


def test_a_mark_is_stale_when_the_words_change_or_what_they_rest_on() -> None:
    assert became(mark(CHILD), changed("at most 1000 mg", "at most 750 mg")) == ("says something else", CHILD)
    assert became(mark(CHILD), changed("age < 18 years", "age < 16 years")) == (
        "rests on something else",
        CHILD,
    )


def test_a_mark_follows_its_statement_to_another_key() -> None:
    twice = '\ncontraindicate macrolide\n  when fever\n    note "Made up"\n    cite [1]\n'
    moved = BASE.replace("contraindicate penicillin\n", f"{twice}\ncontraindicate penicillin\n")
    marked = mark("contraindicate:penicillin/when:1")
    assert became(marked, graph(moved)) == ("holds", "contraindicate:penicillin/when:1")
    inserted = BASE.replace("  when child\n", "  when fever\n    give nothing\n    cite [1]\n  when child\n")
    assert became(mark(CHILD), graph(inserted)) == ("rests on something else", "decide:treatment/when:3")


def test_a_key_that_passed_on_to_another_statement_does_not_catch_the_marks_of_the_old_one() -> None:
    """The first branch is gone, and the second bears its key now."""
    gone = BASE.replace("  when allergy\n    give macrolide, dose not in source\n    cite [1]\n", "")
    first, second = mark("decide:treatment/when:1"), mark(CHILD)
    assert became(first, graph(gone), second) == ("gone", "")
    assert became(second, graph(gone), first) == ("rests on something else", "decide:treatment/when:1")


def test_the_key_of_a_changed_statement_catches_the_marks_of_all_reviewers() -> None:
    now = changed("at most 1000 mg", "at most 750 mg")
    again = mark(next(each for each in reviewable(now) if each.key == CHILD), by="B. Reviewer")
    assert became(mark(CHILD), now, again) == ("says something else", CHILD)
    assert became(again, now, mark(CHILD)) == ("holds", CHILD)


def test_no_mark_is_ever_lost() -> None:
    now = graph(
        BASE.replace("decide treatment", "decide other_treatment").replace(
            '"Antibiotic treatment"', '"Other"'
        )
    )
    placed = placed_marks(reviewable(now), everything())
    assert len(placed) == len(everything())
    assert {each.state for each in placed if each.mark.key.startswith("decide:")} == {
        "gone",
        "rests on something else",
    }


# ---------------------------------------------------------------- signed


def test_a_guideline_is_signed_when_every_statement_is_agreed() -> None:
    assert sign_off(graph(BASE), [review(everything())]).complete
    assert not sign_off(graph(BASE), [review(everything()[1:])]).complete
    assert not sign_off(graph(BASE), [review([])]).complete


def test_several_reviewers_may_be_needed_and_one_counts_once() -> None:
    one, other = review(everything()), review(everything("B. Reviewer"))
    same = review(everything(" a.  REVIEWER "))
    unseen = review(everything("A.\u200b Reviewer"))
    assert sign_off(graph(BASE), [one, other], 2).complete
    assert not sign_off(graph(BASE), [one, same], 2).complete
    assert not sign_off(graph(BASE), [one, unseen], 2).complete
    assert standing(sign_off(graph(BASE), [one], 2), CHILD) == "open"


@pytest.mark.parametrize("verdict", ["disagreed", "question"])
def test_one_who_does_not_agree_outweighs_all_who_do(verdict: Verdict) -> None:
    marks = [*everything(), *everything("B. Reviewer"), mark(CHILD, verdict, "C. Reviewer")]
    found = sign_off(graph(BASE), [review(marks)])
    assert standing(found, CHILD) == verdict
    assert not found.complete


def test_a_disagreement_outweighs_a_question() -> None:
    found = sign_off(
        graph(BASE), [review([mark(CHILD, "question"), mark(CHILD, "disagreed", "B. Reviewer")])]
    )
    assert standing(found, CHILD) == "disagreed"


def test_the_last_word_of_a_reviewer_counts_whatever_the_order_of_the_files() -> None:
    early, late = mark(CHILD, "disagreed", on="2026-01-01"), mark(CHILD, "agreed", on="2026-02-01")
    for marks in ([early, late], [late, early]):
        found = sign_off(graph(BASE), [review([each]) for each in marks])
        assert standing(found, CHILD) == "agreed"


def test_of_two_words_on_one_day_the_stricter_counts() -> None:
    marks = [mark(CHILD, "agreed"), mark(CHILD, "disagreed")]
    assert standing(sign_off(graph(BASE), [review(marks)]), CHILD) == "disagreed"
    assert standing(sign_off(graph(BASE), [review(marks[::-1])]), CHILD) == "disagreed"


def test_a_stale_agreement_is_none_and_a_new_one_takes_its_place() -> None:
    now = changed("at most 1000 mg", "at most 750 mg")
    old = review(everything())
    assert [each.statement.key for each in sign_off(now, [old]).of("stale")] == [CHILD]
    again = mark(next(each for each in reviewable(now) if each.key == CHILD))
    assert sign_off(now, [old, review([again])]).complete


def test_a_mark_of_a_day_still_to_come_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "review.json"
    file.write_text(review([mark(CHILD, on="2026-02-02")]).to_json(), encoding="utf-8")
    with pytest.raises(UnreadableInput) as refused:
        read_reviews([str(file)], graph(BASE), date(2026, 1, 31))
    assert str(refused.value) == (
        f"{file}: the mark of A. Reviewer on `{CHILD}` has the date 2026-02-02, which is still to come;"
        " write the day of the review"
    )
    (tomorrow,) = read_reviews([str(file)], graph(BASE), date(2026, 2, 1))  # it has begun, further east
    assert len(tomorrow.review.marks) == 1


def test_a_review_of_another_guideline_is_refused() -> None:
    other = Review(guideline="cough", content=graph(BASE).hash)
    with pytest.raises(OtherGuideline, match="a review of `cough`, and the guideline is `sore_throat`"):
        sign_off(graph(BASE), [other])


# ---------------------------------------------------------------- told


def told(now: DecisionGraph, marks: Sequence[Mark], reviewers: int = 1) -> str:
    made = review(marks)
    return signoff_text(sign_off(now, [made], reviewers), [Reviewed("review.json", made)])


def section(text: str, heading: str) -> str:
    (found,) = (part for part in text.split("\n\n") if part.startswith(heading))
    return found


def test_what_is_stale_is_told_with_its_words_then_and_now() -> None:
    now = changed("at most 1000 mg", "at most 750 mg")
    assert (
        section(told(now, everything()), "STALE")
        == """\
STALE (1): marked, and it means something else now
  Antibiotic treatment: when child (line 46)
    agreed by A. Reviewer, physician, 2026-01-31
      was: give penicillin 25 to 50 mg/kg/day by weight, at most 1000 mg/day, orally twice daily,
          for 10 days
      is: give penicillin 25 to 50 mg/kg/day by weight, at most 750 mg/day, orally twice daily, for
          10 days"""
    )
    resting = section(told(changed("age < 18 years", "age < 16 years"), [mark(CHILD)]), "STALE")
    assert resting.endswith("its words are the same; what it rests on is not")


def test_a_disagreement_is_told_with_its_comment() -> None:
    marks = [mark(CHILD, "disagreed", comment="The source says 40"), mark(CHILD, by="B. Reviewer")]
    assert (
        section(told(graph(BASE), marks), "DISAGREED")
        == """\
DISAGREED (1)
  Antibiotic treatment: when child (line 46)
    disagreed by A. Reviewer, physician, 2026-01-31: "The source says 40\""""
    )


def test_a_disagreement_that_was_taken_back_is_not_told_beside_the_question_of_another() -> None:
    marks = [
        mark(CHILD, "disagreed", comment="The source says 40", on="2026-01-01"),
        mark(CHILD, "agreed", on="2026-02-01"),
        mark(CHILD, "question", "B. Reviewer", comment="Why twice?"),
    ]
    assert (
        section(told(graph(BASE), marks), "QUESTION")
        == """\
QUESTION (1)
  Antibiotic treatment: when child (line 46)
    question by B. Reviewer, physician, 2026-01-31: "Why twice?\""""
    )


def test_a_mark_on_what_is_gone_is_told_with_its_words() -> None:
    now = graph(
        BASE.replace(
            '  except when test is negative\n    note "The test outranks the findings"\n    cite [2]\n', ""
        )
    )
    assert (
        section(told(now, [mark("decide:treatment/except:1", "question", comment="Which test?")]), "GONE")
        == """\
GONE (1): marked, and no longer in the guideline
  Antibiotic treatment: except when test is negative
    question by A. Reviewer, physician, 2026-01-31: "Which test?"
      was: except when test is negative
      was: note: The test outranks the findings
      was: citation: [2]"""
    )


def test_the_last_line_says_whether_it_is_signed() -> None:
    count = len(reviewable(graph(BASE)))
    assert told(graph(BASE), everything()).splitlines()[-1] == f"Signed: all {count} statements are agreed."
    last = told(graph(BASE), [mark(CHILD), mark("define:child", "question")]).splitlines()[-1]
    assert last == f"Not signed: of {count} statements 1 agreed, {count - 2} open, 1 question."


@pytest.mark.parametrize("words", ["<script>", "a|b", "`", "]]>", "\u202eevil", "x\ny", "w" * 10_000])
def test_hostile_words_of_a_reviewer_are_all_shown(words: str) -> None:
    text = told(graph(BASE), [mark(CHILD, "question", by=words[:400], comment=words)])
    assert all(line.isprintable() for line in text.splitlines())
    seen = words.replace("\u202e", "[U+202E]").replace("\n", "")
    assert "".join(text.split()).count(seen) >= 1


def test_the_json_has_its_schema_and_every_mark() -> None:
    now = changed("at most 1000 mg", "at most 750 mg")
    found = sign_off(now, [review([*everything(), mark("decide:treatment/except:1", by="B. Reviewer")])], 2)
    form = json.loads(signoff_shown(found).to_json())
    jsonschema.validate(form, SignOffShown.model_json_schema())
    assert (form["complete"], form["reviewers"]) == (False, 2)
    by_key = {each["statement"]["key"]: each for each in form["statements"]}
    assert by_key[CHILD]["standing"] == "stale"
    assert by_key[CHILD]["marks"][0]["state"] == "says something else"
    assert by_key["decide:treatment/except:1"]["agreed_by"] == ["A. Reviewer", "B. Reviewer"]
    assert (
        sum(len(each["marks"]) for each in form["statements"]) + len(form["orphans"]) == len(everything()) + 1
    )


def test_a_mark_keeps_its_day() -> None:
    assert mark(CHILD).date == date(2026, 1, 31)


def test_a_stale_disagreement_stays_listed_when_others_agree_since() -> None:
    now = changed("at most 1000 mg", "at most 750 mg")
    again = mark(next(each for each in reviewable(now) if each.key == CHILD))
    marks = [*everything(), mark(CHILD, "disagreed", "B. Reviewer"), again]
    text = told(now, marks)
    assert sign_off(now, [review(marks)]).complete
    assert "disagreed by B. Reviewer" in section(text, "STALE")
    assert section(text, "STALE").endswith("agreed since by A. Reviewer")
