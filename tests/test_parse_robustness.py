"""Any text is read or refused, quickly, with places that lie in it; nothing crashes and nothing hangs.

Inputs are made from a seed: pieces of the shipped files changed a little, words of the language in any
order, and characters of any kind. How many is set by GUIDELINE_ROBUSTNESS_INPUTS.
"""

from __future__ import annotations

import os
import random
import re
import time
from collections import Counter
from pathlib import Path

import pytest

from guideline_dsl.expected import spellings
from guideline_dsl.hygiene import MAX_TEXT_BYTES
from guideline_dsl.parse import MAX_FINDINGS, Parsed, parse
from guideline_dsl.render import render_text
from guideline_dsl.syntax import Any as AnyOf
from guideline_dsl.syntax import Define, Facts
from tests.shares import examples

_FOLDER = Path(__file__).parent.parent / "guidelines" / "inflammatory_myopathy"
_SOURCES = [
    path.read_text(encoding="utf-8")
    for pattern in ("*.guideline", "*.cases")
    for path in sorted(_FOLDER.glob(pattern))
]
_WORDS = sorted({word for source in _SOURCES for word in source.split()})
_STRANGE = [
    "\n",
    "\n  ",
    "(",
    ")",
    '"',
    "\t",
    " and ",
    " or ",
    ",",
    "#",
    "|",
    "\u00a0",
    "\u0430",
    "\r",
    "\0",
    "0,5",
]
_MOST = 1000  # characters of one input
_SLOWEST = 20.0  # seconds of computing; what hangs is far beyond, and a busy machine changes nothing
_INSIDE = re.compile(r"_NL|_INDENT|_DEDENT|\$END|__ANON|LPAR|RPAR|Token\(|[A-Z]{3,}_[A-Z]{2,}")


def _any_input(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.1:
        return "".join(
            chr(chance.choice([chance.randrange(32, 127), chance.randrange(0x300), 10, 34, 0x202E]))
            for _ in range(chance.randrange(_MOST))
        )
    if kind < 0.25:
        gaps = [" ", " ", "\n", "\n  ", "\n    ", ", "]
        return "".join(chance.choice(_WORDS) + chance.choice(gaps) for _ in range(chance.randrange(80)))[
            :_MOST
        ]
    return _changed(chance)


def _changed(chance: random.Random) -> str:
    """Some items of a shipped file, with a few changes."""
    source = chance.choice(_SOURCES)
    start = source.rfind("\n\n", 0, chance.randrange(len(source))) + 2
    text = source[start : start + chance.randrange(50, _MOST)]
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(text) + 1)
        to = at + chance.randrange(8)
        text = (
            text[:at]
            + chance.choice(
                [
                    "",
                    text[at:to] * 2,
                    text[at:to][::-1],
                    chr(chance.randrange(32, 127)),
                    chance.choice(_WORDS) + " ",
                    chance.choice(_STRANGE),
                ]
            )
            + text[to:]
        )
    return text[:_MOST]


def _judge(text: str) -> Parsed:
    """Read a text and check what every answer must keep to."""
    before = time.process_time()
    parsed = parse(text)
    assert time.process_time() - before < _SLOWEST
    for finding in parsed.findings:
        assert finding.places, finding
        for place in finding.places:
            span = place.span
            assert 0 <= span.start <= span.end <= len(text), finding
            assert span.line == text.count("\n", 0, span.start) + 1, finding
            assert span.column == span.start - (text.rfind("\n", 0, span.start) + 1) + 1, finding
        if finding.edit:
            assert 0 <= finding.edit.span.start <= finding.edit.span.end <= len(text), finding
        said = finding.message + finding.help
        # what the author wrote may be repeated, names of the grammar may not be added
        assert all(inside in text for inside in _INSIDE.findall(said)), finding
    return parsed


def _judge_many(count: int, seed: int) -> Counter[str]:
    chance = random.Random(seed)
    codes: Counter[str] = Counter()
    for number in range(count):
        text = _any_input(chance)
        try:
            codes.update(finding.code for finding in _judge(text).findings)
        except Exception as error:
            raise AssertionError(f"input {number} of seed {seed}: {text!r}") from error
    return codes


def test_changed_and_random_inputs() -> None:
    """A small share of what the slow test does; most codes of reading come up."""
    assert len(_judge_many(150, seed=1)) > 12


@pytest.mark.slow
def test_many_changed_and_random_inputs() -> None:
    count = int(os.environ.get("GUIDELINE_ROBUSTNESS_INPUTS", "20000"))
    codes = _judge_many(count, seed=2)
    print(f"{count} inputs, {sum(codes.values())} findings: {codes.most_common()}")


def test_what_is_found_can_be_printed() -> None:
    chance = random.Random(3)
    for _ in range(examples(100)):
        text = _any_input(chance)
        assert render_text(parse(text).findings, text, "x").count("┌─") == len(parse(text).findings)


# ---------------------------------------------------------------- size and depth


def _codes(parsed: Parsed) -> list[str]:
    return [finding.code for finding in parsed.findings]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("define x as " + "(" * 100_000 + "b" + ")" * 100_000, "nested-too-deeply"),
        ("define x as " + "f(" * 100_000, "nested-too-deeply"),
        ("define x as " + "(" * 100_000, "nested-too-deeply"),
        ("define x as " + ")" * 100_000, "unopened-parenthesis"),
        ("define x as " + "not " * 100_000 + "b", "double-not"),
        ("define x as " + "-" * 100_000 + "b", "unexpected-word"),
        ("define x as " + "b ^ " * 100_000 + "b", "unexpected-word"),
        ("define x as " + "9" * 100_000, "number-too-long"),
        ("define " + "x" * 100_000, "name-too-long"),
        ("define x as b" + "," * 100_000, "unexpected-word"),
        ("x" * 100_000, "unknown-item"),
        ('define x as "' + "x" * 100_000, "unclosed-text"),
        ("".join(" " * depth + "x\n" for depth in range(1000)), "unknown-item"),
    ],
)
def test_depth_and_length_give_a_place_quickly(text: str, code: str) -> None:
    before = time.process_time()
    parsed = _judge(text)
    assert _codes(parsed) == [code]
    assert time.process_time() - before < _SLOWEST


@pytest.mark.slow
def test_a_hundred_thousand_alternatives() -> None:
    (item,) = _judge("define x as " + " or ".join(["diabetes"] * 100_000)).file.items
    assert isinstance(item, Define)
    assert isinstance(item.body, AnyOf)
    assert len(item.body.operands) == 100_000


def test_long_chains_stay_flat() -> None:
    for word in (" or ", " and ", " + ", " * "):
        (item,) = _judge("define x as " + word.join(["diabetes"] * 2_000)).file.items
        assert isinstance(item, Define)
    (block,) = _judge("facts\n  x " + " |\n    ".join(f"v{number}" for number in range(2_000))).file.items
    assert isinstance(block, Facts)


def test_a_file_of_mistakes_is_not_read_to_its_end() -> None:
    parsed = _judge("treat x\n" * 20_000)
    assert len(parsed.findings) == MAX_FINDINGS + 1
    assert _codes(parsed)[-1] == "too-many-mistakes"


def test_a_list_of_mistakes_is_told_in_part() -> None:
    parsed = _judge("facts\n" + "  age yes no\n" * 5_000)
    assert 1 < len(parsed.findings) < 100


def _five_megabytes() -> str:
    source = "".join(_SOURCES)
    return (source + "\n") * (MAX_TEXT_BYTES // len(source.encode("utf-8")) - 1)


@pytest.mark.slow
def test_five_megabytes_are_read() -> None:
    text = _five_megabytes()
    before = time.process_time()
    parsed = parse(text)
    took = time.process_time() - before
    assert parsed.findings == ()
    assert len(parsed.file.items) > 10_000
    assert took < 60
    print(f"{len(text)} characters, {len(parsed.file.items)} items: {took:.1f} s")


def test_more_is_refused_at_once() -> None:
    text = "# " + "ä" * (MAX_TEXT_BYTES // 2)
    assert _codes(_judge(text)) == ["file-too-large"]
    assert _codes(_judge(text[:-1])) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "decide x\n" + '  note "The patient takes prednisone."\n' * 130_000 + "  bad\n",
            id="mistake-at-the-end-of-one-item",
        ),
        pytest.param("x y\n" * 1_300_000, id="only-mistakes"),
        pytest.param("\u0430" * 2_500_000, id="only-foreign-letters"),
        pytest.param("\tx\n" * 1_700_000, id="only-tabs"),
        pytest.param('"' * 5_000_000, id="only-quotation-marks"),
        pytest.param("define x as b" + " " * 5_000_000, id="only-spaces"),
        pytest.param("(" * 5_000_000, id="only-parentheses"),
    ],
)
def test_five_megabytes_of_anything_are_answered(text: str) -> None:
    before = time.process_time()
    parse(text)
    assert time.process_time() - before < 60


@pytest.mark.slow
def test_every_word_of_the_language_alone_and_after_each_other() -> None:
    """All pairs of words, as the beginning of an item and of a line in one."""
    words = sorted({word for found in spellings().values() for word in found})
    chance = random.Random(4)
    for first in words:
        for second in chance.sample(words, 3):
            _judge(f"{first} {second}\n")
            _judge(f"decide x\n  {first} {second}\n")
