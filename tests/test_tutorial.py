"""The tutorial, replayed: each file, each command and what it prints, ten mistakes, and green at the end."""

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from engine.library import compile_text
from tests.manual import ROOT, Block, blocks, commands, play

PAGE = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
BLOCKS = blocks(PAGE)


@dataclass(frozen=True)
class Mistake:
    """A wrong edit, what `check` says of it on the page, and the words of the mend."""

    edit: Block
    message: str
    mend: str

    @property
    def right(self) -> str:
        return "".join(line[1:] for line in self.edit.text.splitlines(True) if line[0] != "+")

    @property
    def wrong(self) -> str:
        return "".join(line[1:] for line in self.edit.text.splitlines(True) if line[0] != "-")


def mistakes() -> list[Mistake]:
    found = []
    for edit, console in pairwise(BLOCKS):
        if edit.words[:2] == ("diff", "mistake"):
            (check,) = commands(console.text)
            after = PAGE[console.start + len(console.text) + len("```") :]
            found.append(Mistake(edit, check.shown, after.strip().partition("\n\n")[0]))
    return found


MISTAKES = mistakes()


def test_the_tutorial_goes_as_it_is_written(tmp_path: Path) -> None:
    """To look at what is printed now: python -m tests.manual docs/tutorial.md"""
    problems, _ = play(ROOT / "docs" / "tutorial.md", tmp_path)
    assert "\n".join(problems) == ""


def test_there_are_ten_mistakes_of_ten_kinds() -> None:
    codes = re.findall(r"^(?:error|warning)\[([a-z-]+)\]", "".join(m.message for m in MISTAKES), re.M)
    assert len(MISTAKES) == len(set(codes)) == len(codes) == 10


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: f"line {mistake.edit.line}")
def test_the_message_of_a_mistake_says_what_to_write(mistake: Mistake) -> None:
    """What the page gives as the mend stands in the message; a reader needs no page."""
    mend = re.search(r"Mend[^`]*`([^`]+)`", mistake.mend)
    assert mend is not None
    assert mend[1] in mistake.message


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: f"line {mistake.edit.line}")
def test_an_edit_that_the_checker_offers_mends_the_mistake(mistake: Mistake) -> None:
    whole = [b.text for b in BLOCKS if b.kind == "guideline" and b.words[-1].endswith(".guideline")]
    narrative = next(b.text for b in BLOCKS if b.words[-1].endswith("narrative.md"))
    text = (whole[1] + whole[2]).replace(mistake.right, mistake.wrong)
    (finding,) = [f for f in compile_text(text, narrative).findings if f.severity != "note"]
    if finding.edit is None:
        assert finding.help or any(place.says for place in finding.places) or "expected" in finding.message
        return
    span = finding.edit.span
    mended = text[: span.start] + finding.edit.replacement + text[span.end :]
    assert [f.code for f in compile_text(mended, narrative).findings if f.severity == "error"] == []


def test_it_ends_green() -> None:
    *_, last = [block for block in BLOCKS if block.kind == "console"]
    assert [command.line.split()[1] for command in commands(last.text)] == ["fmt", "check", "test"]
    assert "FAILED" not in last.text
    assert "no findings" in last.text
