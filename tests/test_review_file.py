"""The review file: what is written is read back, and what is no review is refused with its place and a remedy."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from engine.assessment_schema import schema_of
from engine.review_file import LARGEST_REVIEW, Mark, Review, ReviewRefused, read_review

HASH = "0123456789abcdef" * 4
MARK: dict[str, Any] = {
    "key": "decide:treatment/when:1",
    "own": HASH,
    "meaning": HASH,
    "title": "Treatment: when severe",
    "says": "when severe\ngive examplin 5 mg/kg/day",
    "verdict": "agreed",
    "comment": "",
    "reviewer": "A. Reviewer",
    "role": "rheumatologist",
    "date": "2026-01-31",
}
REVIEW: dict[str, Any] = {
    "format": "guideline-review/1",
    "guideline": "example",
    "version": "1.0.0",
    "content": HASH,
    "marks": [MARK],
}


def written(**other: Any) -> str:
    return json.dumps({**REVIEW, **other})


def marked(**other: Any) -> str:
    return written(marks=[MARK, {**MARK, **other}])


def problems(text: str) -> list[str]:
    with pytest.raises(ReviewRefused) as refused:
        read_review(text)
    return list(refused.value.problems)


def test_what_is_written_is_read_back() -> None:
    review = read_review(written())
    assert review.marks[0].date == date(2026, 1, 31)
    assert json.loads(review.to_json()) == REVIEW
    assert read_review(review.to_json()) == review


def test_a_comment_and_a_role_may_be_left_out() -> None:
    short = {key: value for key, value in MARK.items() if key not in ("comment", "role", "title")}
    (mark,) = read_review(written(marks=[short])).marks
    assert (mark.comment, mark.role, mark.title) == ("", "", "")


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "]]>", "a|b`c`", "\u202egnol", "👩🏽‍⚕️", "x" * 10_000]
)
def test_no_text_is_lost(text: str) -> None:
    review = Review(
        guideline="example", content=HASH, marks=(Mark(**{**MARK, "comment": text, "date": "2026-01-31"}),)
    )
    assert read_review(review.to_json()).marks[0].comment == text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (marked(date="2026-02-30"), '`marks[1].date` is "2026-02-30"; write a day that there is, as 2026-01-31'),
        (marked(date="31.1.2026"), '`marks[1].date` is "31.1.2026"; write a day that there is, as 2026-01-31'),
        (marked(date="20260131"), '`marks[1].date` is "20260131"; write a day that there is, as 2026-01-31'),
        (marked(date=20260131), "`marks[1].date` is 20260131; write a day that there is, as 2026-01-31"),
        (marked(verdict="maybe"), '`marks[1].verdict` is "maybe"; it is "agreed", "disagreed" or "question"'),
        (marked(verdict=["agreed"]), '`marks[1].verdict` is a list; it is "agreed", "disagreed" or "question"'),
        (marked(own="abc"), '`marks[1].own` is "abc"; a hash is 64 digits of 0-9 and a-f, copied from the statement'),
        (marked(reviewer="  "), "`marks[1].reviewer` is empty; say who reviewed"),
        (marked(reviewer=None), "`marks[1].reviewer` is not given; a text in quotation marks is expected"),
        (marked(rank=1), "`marks[1].rank` is no field of a review; leave it out"),
        (marked(key=""), "`marks[1].key` is empty; say which"),
        (marked(comment="x" * 100_001), "`marks[1].comment` has 100,001 characters; shorten it"),
        (written(marks=[{k: v for k, v in MARK.items() if k != "says"}]), "`marks[0].says` is missing"),
        (written(marks=["agreed"]), '`marks[0]` is "agreed"; a mark is an object, { ... }'),
        (written(marks={}), "`marks` is an object; a list of marks, [ ... ], is expected"),
        (written(format="other/2"), '`format` is "other/2"; a review has "guideline-review/1" there'),
        ("{}", '`format` is not given; a review has "guideline-review/1" there'),
        ("[]", "a review is a JSON object, { ... }, as the review page saves it"),
        ("{", "line 1, column 2: this is not JSON"),
        ('{"format": NaN}', "NaN is no JSON, and a review holds no numbers; leave it out"),
        ('{"format": Infinity}', "Infinity is no JSON"),
        ('{"a": 1, "a": 2}', "`a` is given twice in one object; keep the right one"),
        ('{"key": "k", "own": "", "own": ""}', '`own` is given twice in one object of the mark on "k"'),
        ("[" * 100_000, "the review is nested too deeply to be one"),
        ('{"format": ' + "9" * 5000 + "}", "this is not what a review holds"),
        (written(marks=[{**MARK, "comment": "\ud800"}]), "`marks[0].comment` holds half of a character; type it anew"),
    ],
)  # fmt: skip
def test_what_is_no_review_is_refused_at_its_place(text: str, says: str) -> None:
    (problem,) = problems(text)
    assert problem.startswith(says)


def test_a_file_that_is_too_large_is_refused_before_it_is_read() -> None:
    assert "split it" in problems(" " * (LARGEST_REVIEW + 1))[0]


def test_every_problem_is_told_up_to_twenty() -> None:
    assert len(problems(written(marks=[{**MARK, "date": ""} for _ in range(30)]))) == 21


def test_the_schema_describes_what_is_written() -> None:
    import jsonschema

    jsonschema.validate(REVIEW, schema_of("review"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**REVIEW, "marks": [{**MARK, "verdict": "maybe"}]}, schema_of("review"))
