"""What is typed behind a command: which files and choices, and how a day, a number or a picture is written.

Declared absent: what the commands do (cli.py).
"""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path


def takes_versions(diff: ArgumentParser) -> None:
    """An old and a new version, how to tell their difference, and a picture of it."""
    what = "of a guideline, or the JSON form of its graph; - for standard input"
    diff.add_argument("old", metavar="OLD", help=f"the older version {what}")
    diff.add_argument("new", metavar="NEW", help="the newer one")
    takes_format(diff, "text", "json", "markdown")
    diff.add_argument(
        "-o",
        "--output",
        type=picture,
        metavar="PICTURE",
        help="also draw the newer one with what changed marked: a file ending in .svg, .pdf, .png or .dot",
    )


def takes_reviews(signoff: ArgumentParser) -> None:
    """A guideline, the reviews of it, and what is needed for it to be signed."""
    takes_graph(signoff)
    signoff.add_argument("reviews", nargs="+", metavar="REVIEW.json", help="files that the review page saved")
    signoff.add_argument(
        "--require",
        choices=("agreed", "nothing"),
        default="agreed",
        help="what has to hold for exit code 0; default: agreed",
    )
    signoff.add_argument(
        "--reviewers",
        type=how_many,
        default=1,
        metavar="N",
        help="how many reviewers have to agree with each statement; default: 1",
    )
    takes_format(signoff, "text", "json")


def takes_page(review: ArgumentParser) -> None:
    """A guideline, the page to write, and more cases to show on it."""
    review.add_argument("file", metavar="FILE", help="a guideline; - for standard input")
    review.add_argument(
        "-o", "--output", type=page, required=True, metavar="PAGE", help="a file ending in .html"
    )
    review.add_argument(
        "--cases", nargs="+", default=(), metavar="CASES", help="more files of cases to run and to show"
    )
    review.add_argument(
        "--source", metavar="TEXT", help="a text file with the guideline's source, to be compared with"
    )


def takes_picture(draw: ArgumentParser) -> None:
    """A guideline, the picture to draw, and of what."""
    takes_graph(draw)
    draw.add_argument(
        "-o",
        "--output",
        type=picture,
        required=True,
        metavar="PICTURE",
        help="a file ending in .svg, .pdf, .png or .dot",
    )
    extent = draw.add_mutually_exclusive_group()
    extent.add_argument(
        "--level",
        choices=("overview", "full"),
        default="full",
        help="one page with phases and decisions, or all of the pathway (default: full)",
    )
    extent.add_argument(
        "--only", metavar="NAME", help="one decision, with its limits and what its words stand for"
    )
    draw.add_argument(
        "--patient", metavar="PATIENT.json", help="show what happened to a patient; - for standard input"
    )
    takes_time(draw)


def how_many(text: str) -> int:
    """A number of people, at least one."""
    if not (text.isascii() and text.isdigit() and int(text[:6]) >= 1 and len(text) <= 3):
        raise ArgumentTypeError(f"`{text}` is no number of reviewers; write 1 or more")
    return int(text)


def takes_graph(command: ArgumentParser) -> None:
    """One guideline."""
    command.add_argument(
        "file", metavar="FILE", help="a guideline, or the JSON form of its graph; - for standard input"
    )


def takes_guidelines(command: ArgumentParser) -> None:
    """Guidelines, and folders of them."""
    command.add_argument(
        "files", nargs="+", metavar="FILE", help="guidelines, or folders of them; - for standard input"
    )


def takes_time(command: ArgumentParser) -> None:
    """The day or the time of evaluation."""
    command.add_argument(
        "--as-of",
        type=moment,
        metavar="TIME",
        help="2026-01-31 (its end), 2026-01-31T14:30 or 2026-01-31T14:30+01:00; today if left out",
    )


def takes_format(command: ArgumentParser, *formats: str) -> None:
    """How to print it, the first of these if nothing is said."""
    command.add_argument("--format", choices=formats, default=formats[0], help=f"default: {formats[0]}")


def moment(text: str) -> date:
    """A day, or a time with or without an offset."""
    if "T" not in text:
        return day(text)
    from engine.patient_times import time_of_text  # noqa: PLC0415 - few commands are given a time

    try:
        return time_of_text(text)
    except ValueError:
        refusal = (
            f"`{text}` is no time; write it as 2026-01-31T14:30, or with its offset as 2026-01-31T14:30+01:00"
        )
        raise ArgumentTypeError(refusal) from None


def day(text: str) -> date:
    """A day, written as 2026-01-31."""
    refusal = ArgumentTypeError(f"`{text}` is no date; write it as 2026-01-31")
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise refusal from error
    if day.isoformat() != text:  # 20260131 and 2026-W05-6 are dates to Python
        raise refusal
    return day


def picture(text: str) -> Path:
    """A file to draw into; its ending says how."""
    path = Path(text)
    if path.suffix not in (".svg", ".pdf", ".png", ".dot"):
        raise ArgumentTypeError(f"`{text}` ends in none of .svg, .pdf, .png and .dot")
    return path


def page(text: str) -> Path:
    """A file for a browser."""
    path = Path(text)
    if path.suffix not in (".html", ".htm"):
        raise ArgumentTypeError(f"`{text}` does not end in .html")
    return path
