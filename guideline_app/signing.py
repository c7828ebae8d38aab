"""`guideline signoff`: the reviews of a guideline read, and how it stands with its reviewers, as text for people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from engine.files import UnreadableInput
from engine.review_file import MOST_PROBLEMS, Mark, Review, ReviewRefused, read_review
from engine.review_marks import Placed, words_since
from engine.signoff import OtherGuideline, Signed, SignOff, Standing, refuse_other, same_person
from guideline_app.difference_report import version_words
from guideline_app.sources import read_source
from guideline_app.wrapping import wrapped
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.legible import legible
from guideline_dsl.reviewable import Reviewable


@frozen
class Reviewed:
    """A review file, and how it is called."""

    file: str
    review: Review


def read_reviews(files: Sequence[str], graph: DecisionGraph, today: date) -> tuple[Reviewed, ...]:
    """The reviews in these files.

    Raises UnreadableInput for a file that cannot be read, holds no review, one of another guideline, or a mark of a day
    that is still to come.
    """
    return tuple(Reviewed(file, _review(file, graph, today)) for file in files)


def _review(file: str, graph: DecisionGraph, today: date) -> Review:
    source = read_source(file)
    try:
        review = read_review(source.text)
        refuse_other(review, graph)
        _refuse_what_is_to_come(review, today)
    except (ReviewRefused, OtherGuideline) as refusal:
        raise UnreadableInput("\n".join(f"{file}: {line}" for line in str(refusal).splitlines())) from refusal
    return review


def _refuse_what_is_to_come(review: Review, today: date) -> None:
    """Raise ReviewRefused: the last word counts, and nobody could take back one of next year.

    Tomorrow may have begun where the reviewer is.
    """
    late = [mark for mark in review.marks if mark.date > today + timedelta(days=1)]
    told = [
        f"the mark of {legible(mark.reviewer)} on `{legible(mark.key)}` has the date {mark.date.isoformat()}, which is"
        " still to come; write the day of the review"
        for mark in late[:MOST_PROBLEMS]
    ]
    if len(late) > MOST_PROBLEMS:
        told.append(f"and {len(late) - MOST_PROBLEMS} more")
    if told:
        raise ReviewRefused(tuple(told))


def signoff_text(found: SignOff, reviews: Sequence[Reviewed]) -> str:
    """The whole report: what is agreed first, and what is missing last, where it is read."""
    lines = wrapped(version_words(found.graph), 0, 2)
    for each in reviews:
        lines += wrapped(f"{each.file}: {_review_words(each.review, found.graph)}", 2, 4)
    sections = [
        ("AGREED", "", [_agreed(each) for each in found.of("agreed")]),
        ("OPEN", _open_words(found.reviewers), [_open(each, found.reviewers) for each in found.of("open")]),
        ("QUESTION", "", [_said(each) for each in found.of("question")]),
        ("DISAGREED", "", [_said(each) for each in found.of("disagreed")]),
        ("STALE", "marked, and it means something else now", list(map(_stale, _with_stale_marks(found)))),
        ("GONE", "marked, and no longer in the guideline", [_gone(each) for each in found.orphans]),
    ]
    for heading, means, entries in sections:
        if entries:
            lines += ["", f"{heading} ({len(entries)}){means and f': {means}'}"]
            lines += [line for entry in entries for line in entry]
    return "\n".join([*lines, "", *wrapped(_summary(found), 0, 2), ""])


def _review_words(review: Review, graph: DecisionGraph) -> str:
    people = dict.fromkeys(legible(mark.reviewer) for mark in review.marks)
    marks = f"{len(review.marks)} {'mark' if len(review.marks) == 1 else 'marks'}"
    of = "this content" if review.content == graph.hash else f"content {review.content[:12]}"
    return f"{marks} by {', '.join(people) or 'nobody'}, saved with {of}"


def _summary(found: SignOff) -> str:
    counts = [(len(found.of(standing)), standing) for standing in _ORDER]
    told = ", ".join(f"{count} {standing}" for count, standing in counts if count)
    needed = "" if found.reviewers == 1 else f", each by {found.reviewers} reviewers"
    if found.complete:
        return f"Signed: all {len(found.statements)} statements are agreed{needed}."
    return f"Not signed: of {len(found.statements)} statements {told}{needed and f' (to be agreed{needed[1:]})'}."


_ORDER: Sequence[Standing] = ("agreed", "open", "question", "disagreed", "stale")


# ---------------------------------------------------------------- one statement


def _agreed(signed: Signed) -> list[str]:
    people = ", ".join(map(legible, signed.agreed_by))
    return wrapped(f"{legible(signed.statement.title)}: {people}", 2, 4)


def _open_words(reviewers: int) -> str:
    return "" if reviewers == 1 else f"not yet agreed by {reviewers} reviewers"


def _open(signed: Signed, reviewers: int) -> list[str]:
    people = ", ".join(map(legible, signed.agreed_by))
    so_far = f": {len(signed.agreed_by)} of {reviewers}, {people}" if people else ""
    return wrapped(f"{_heading(signed.statement)}{so_far}", 2, 4)


def _said(signed: Signed) -> list[str]:
    """Every question and every disagreement that its reviewer has not taken back since."""
    lines = wrapped(_heading(signed.statement), 2, 4)
    for mark in signed.last:
        if mark.verdict != "agreed":
            lines += _mark_lines(mark)
    return lines


def _with_stale_marks(found: SignOff) -> list[Signed]:
    """The statements with a stale mark of a reviewer who has not marked them anew."""
    return [each for each in found.statements if _unrenewed(each)]


def _unrenewed(signed: Signed) -> list[Placed]:
    renewed = {same_person(each.mark.reviewer) for each in signed.marks if each.state == "holds"}
    return [each for each in signed.marks if each.stale and same_person(each.mark.reviewer) not in renewed]


def _stale(signed: Signed) -> list[str]:
    lines = wrapped(_heading(signed.statement), 2, 4)
    for placed in _unrenewed(signed):
        lines += _mark_lines(placed.mark)
        was, now = words_since(placed)
        for word, words in (("was", was), ("is", now)):
            for line in words:
                lines += wrapped(f"{word}: {legible(line)}", 6, 10)
        if not was and not now:
            lines += wrapped("its words are the same; what it rests on is not", 6, 8)
    if signed.standing == "agreed":
        lines += wrapped(f"agreed since by {', '.join(map(legible, signed.agreed_by))}", 6, 8)
    return lines


def _gone(placed: Placed) -> list[str]:
    lines = wrapped(legible(placed.mark.title or placed.mark.key), 2, 4)
    lines += _mark_lines(placed.mark)
    for line in placed.mark.says.split("\n"):
        lines += wrapped(f"was: {legible(line)}", 6, 10)
    return lines


def _heading(statement: Reviewable) -> str:
    of = statement.span.guideline
    return f"{legible(statement.title)}  (line {statement.span.line}{of and f' of {of}'})"


def _mark_lines(mark: Mark) -> list[str]:
    who = ", ".join(legible(part) for part in (mark.reviewer, mark.role) if part)
    comment = f': "{legible(mark.comment)}"' if mark.comment.strip() else ""
    return wrapped(f"{mark.verdict} by {who}, {mark.date.isoformat()}{comment}", 4, 6)
