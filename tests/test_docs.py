"""The manual is true: its guideline examples are checked and run, its commands and Python are executed."""

import re
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from lark.lexer import PatternStr

from engine.cases import run_cases
from engine.kinds import OutcomeKind
from engine.library import Compiled, compile_text
from engine.used_files import library_folder, used_by
from guideline_dsl import core, syntax
from guideline_dsl.checking.cases import check_cases
from guideline_dsl.diagnostics import Finding
from guideline_dsl.expected import PHRASES
from guideline_dsl.operators import OPERATORS
from guideline_dsl.parse import parse
from guideline_dsl.reference_page import TABLES
from guideline_dsl.tables import parser
from tests.manual import ROOT, Block, blocks, made_table, play, tables
from tests.shares import one_in

DOCS = ROOT / "docs"
LANGUAGE = (DOCS / "language.md").read_text(encoding="utf-8")
PLAYED = ("cohort.md", "command.md", "python.md", "meaning.md", "review.md")
PAGES = sorted([*DOCS.glob("*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md"])
# An example shows one thing: what the rest of the frame is for need not be used in it.
NOT_ABOUT_THE_EXAMPLE = re.compile("unused-.*|uncited-.*")


def of_language(*words: str) -> list[Block]:
    return [block for block in blocks(LANGUAGE) if block.words[: len(words)] == words]


FRAME = of_language("guideline", "frame")[0].text
NARRATIVE = of_language("text", "narrative")[0].text
EXAMPLES = of_language("guideline", "example")
CONDITIONS = [
    (line, block) for block in of_language("guideline", "conditions") for line in block.text.splitlines()
]


def refused() -> list[tuple[str, str, Block]]:
    """Every text that must be refused, with the code its comment names."""
    found = []
    for block in of_language("guideline", "refused"):
        apart = "\n" if block.words[2:] == ("conditions",) else "\n\n"
        for piece in block.text.strip().split(apart):
            (code,) = re.findall(r"# ([a-z-]+)$", piece, re.M)
            found.append((code, piece, block))
    return found


REFUSED = refused()


def as_message(condition: str) -> str:
    return f'advise example\n  when {condition}\n    note "It holds"\n    cite [1]\n'


def framed(block: Block, text: str) -> str:
    """The text as a whole file."""
    if block.words[2:] == ("whole",):
        return text
    if "conditions" in block.words:
        text = as_message(text.partition("#")[0].rstrip())
    frame = FRAME
    if "narrative" in block.words:
        frame = FRAME.replace("  source ", '  narrative "narrative.md"\n  source ', 1)
    return f"{frame}\n{text}"


@cache
def compiled(text: str) -> Compiled:
    usable = used_by(library_folder(), parse(text).file).usable
    return compile_text(text, NARRATIVE if "  narrative " in text else None, usable)


def found_in(text: str) -> list[Finding]:
    """What `check` would say that counts: errors and warnings that are about the example."""
    result = compiled(text)
    cases = () if result.graph is None else check_cases(core.Core(result.graph.nodes), result.file)
    return [
        finding
        for finding in (*result.findings, *cases)
        if finding.severity != "note" and not NOT_ABOUT_THE_EXAMPLE.fullmatch(finding.code)
    ]


def test_the_frame_of_the_examples_is_a_guideline() -> None:
    assert found_in(FRAME) == []


@pytest.mark.parametrize("block", one_in(3, EXAMPLES), ids=lambda block: f"line {block.line}")
def test_an_example_is_checked_and_its_cases_pass(block: Block) -> None:
    text = framed(block, block.text)
    assert [finding.message for finding in found_in(text)] == []
    graph = compiled(text).graph
    assert graph is not None
    cases = [item for item in parse(text).file.items if isinstance(item, syntax.Case)]
    assert cases, "the example has no case"
    results = run_cases(graph, cases, dict(enumerate(text.splitlines(), 1))).results
    failures = [
        (result.case.title.value, result.refused, [(f.expected, f.found) for f in result.failures])
        for result in results
        if not result.passed
    ]
    assert failures == []


@pytest.mark.parametrize(("condition", "block"), one_in(4, CONDITIONS), ids=lambda value: str(value)[:40])
def test_a_condition_is_checked(condition: str, block: Block) -> None:
    assert [finding.message for finding in found_in(framed(block, condition))] == []


@pytest.mark.parametrize(
    ("code", "text", "block"), one_in(4, REFUSED), ids=[f"{code}" for code, _, _ in REFUSED]
)
def test_what_is_refused_is_refused_for_the_reason_given(code: str, text: str, block: Block) -> None:
    assert {finding.code for finding in found_in(framed(block, text))} == {code}


def test_every_block_of_the_language_page_is_run() -> None:
    kinds = {block.words[:2] for block in blocks(LANGUAGE)}
    run = {("guideline", kind) for kind in ("frame", "example", "refused", "conditions")}
    assert kinds == run | {("text", "narrative")}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_the_language_page_is_the_languages_own(name: str) -> None:
    """To make them anew: python -m tests.manual docs/language.md"""
    assert tables(LANGUAGE).get(name) == made_table(name)


def test_every_word_of_the_grammar_is_on_the_language_page() -> None:
    """Outside the tables that are made from the language: in what a person wrote about it."""
    words = {phrase for phrases in PHRASES.values() for phrase in phrases}
    words |= {t.pattern.value for t in parser().terminals if isinstance(t.pattern, PatternStr)}
    of_tables = {phrase for name in ("ROUTE", "GAP", "CODE_SYSTEM", "OUTCOME") for phrase in PHRASES[name]}
    written = re.sub(r"^<!-- .*?^<!-- end -->$", "", LANGUAGE, flags=re.M | re.S)
    missing = {
        word
        for word in words - of_tables
        if not re.search(
            rf"(?<!\w){re.escape(word)}(?!\w)" if word[0].isalpha() else re.escape(word), written
        )
    }
    assert missing == set()


@pytest.mark.parametrize("name", one_in(4, OPERATORS))
def test_the_example_of_an_operator_gives_what_its_row_says(name: str) -> None:
    row = OPERATORS[name]
    text = f"{FRAME}\ndefine example as ({row.example}) is ({row.gives})\n" + (
        f'case "{name}"\n  given  age 40 years\n  expect example is yes\n'
    )
    graph = compiled(text).graph
    assert graph is not None
    cases = [item for item in parse(text).file.items if isinstance(item, syntax.Case)]
    (result,) = run_cases(graph, cases, dict(enumerate(text.splitlines(), 1))).results
    assert [failure.found for failure in result.failures] == []


@pytest.mark.slow
@pytest.mark.parametrize("page", PLAYED)
def test_what_a_page_shows_is_what_happens(page: str, tmp_path: Path) -> None:
    """To look at what is printed now: python -m tests.manual docs/PAGE"""
    problems, _ = play(DOCS / page, tmp_path)
    assert "\n".join(problems) == ""


def test_the_page_of_meanings_explains_every_outcome() -> None:
    page = (DOCS / "meaning.md").read_text(encoding="utf-8")
    explained = re.findall(r"^\| \*\*([a-z ]+)\*\* \|", page, re.M)
    assert sorted(explained) == sorted(get_args(OutcomeKind))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_link_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    missing = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith("https://"):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path) if path else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            missing.append(target)
    assert missing == []


def anchors(page: Path) -> set[str]:
    """The anchors that a page's headings get."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^a-z0-9 _-]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_is_plain(page: Path) -> None:
    """It names no machine's folders."""
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"/(?:tmp|home|root|work|Users)/", text) == []
