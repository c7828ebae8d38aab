"""Reading: what a text becomes, and what is said about a text that cannot be read.

The files of tests/spec/parse hold texts and what is said about each, as `guideline check` prints it; they
read as a manual of mistakes. `python -m tests.test_parse` writes what is said now into them: to be read
line by line before it is committed.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from lark.lexer import PatternStr

from guideline_dsl import syntax, tables
from guideline_dsl.build import builders
from guideline_dsl.diagnostic_codes import CODES
from guideline_dsl.expected import DESCRIPTIONS, PHRASES, spellings
from guideline_dsl.parse import MAX_NESTING, parse
from guideline_dsl.render import render_text
from guideline_dsl.semantic_codes import SEMANTIC_CODES
from guideline_dsl.spans import Span
from guideline_dsl.syntax import (
    All,
    Comparison,
    Define,
    InUnit,
    Is,
    Name,
    Negative,
    Not,
    Power,
    Product,
    Quantity,
    Sum,
)
from guideline_dsl.syntax import Any as AnyOf
from guideline_dsl.syntax_codes import SYNTAX_CODES
from guideline_dsl.words import ITEM_WORDS, RESERVED_FOR_NAMES, RESERVED_FOR_VALUES

SPEC = Path(__file__).parent / "spec" / "parse"
SHIPPED = SPEC.parents[2] / "guidelines/inflammatory_myopathy/inflammatory_myopathy.guideline"
_NEXT, _SAID = "\n====\n", "\n----\n"


# ---------------------------------------------------------------- the manual of mistakes


def _examples() -> list[Any]:
    found = []
    for path in sorted(SPEC.glob("*.txt")):
        for number, example in enumerate(path.read_text(encoding="utf-8").split(_NEXT), start=1):
            found.append(pytest.param(example, id=f"{path.stem}-{number}"))
    return found


@pytest.mark.parametrize("example", _examples())
def test_what_is_said_about_a_mistake(example: str) -> None:
    text, said = example.split(_SAID)
    assert render_text(parse(text + "\n").findings, text + "\n", "example") == said.strip("\n")


def _write_anew() -> None:
    for path in sorted(SPEC.glob("*.txt")):
        examples = []
        for example in path.read_text(encoding="utf-8").split(_NEXT):
            text = example.split(_SAID)[0].rstrip("\n")
            said = render_text(parse(text + "\n").findings, text + "\n", "example")
            examples.append(text + _SAID + said)
        path.write_text(_NEXT.join(examples) + "\n", encoding="utf-8")


# ---------------------------------------------------------------- codes


@pytest.mark.parametrize("code", SYNTAX_CODES)
def test_wrong_example_gives_exactly_its_code(code: str) -> None:
    found = parse(SYNTAX_CODES[code].wrong).findings
    assert {finding.code for finding in found[-1:]} == {code}
    assert code == "too-many-mistakes" or len(found) == 1
    assert found[-1].severity == SYNTAX_CODES[code].severity


@pytest.mark.parametrize("code", SYNTAX_CODES)
def test_right_example_can_be_read(code: str) -> None:
    assert parse(SYNTAX_CODES[code].right).findings == ()


@pytest.mark.parametrize("code", SYNTAX_CODES)
def test_suggested_edit_mends(code: str) -> None:
    text = SYNTAX_CODES[code].wrong
    for finding in parse(text).findings:
        if finding.edit:
            span = finding.edit.span
            mended = text[: span.start] + finding.edit.replacement + text[span.end :]
            assert parse(mended).findings == (), mended


def test_one_table_of_codes() -> None:
    assert not SYNTAX_CODES.keys() & SEMANTIC_CODES.keys()
    assert CODES.keys() == SYNTAX_CODES.keys() | SEMANTIC_CODES.keys()


# ---------------------------------------------------------------- the grammar and its tables


def test_grammar_is_strict_lalr() -> None:
    """No shift/reduce or reduce/reduce conflict, no two words that collide."""
    pytest.importorskip("interegular")
    tables.make_parser(strict=True)


def test_every_rule_has_a_builder_and_every_builder_a_rule() -> None:
    rules = {rule.alias or rule.origin.name for rule in tables.parser().rules}
    named = {rule for rule in rules if not rule.startswith("_")}
    inlined = {rule.origin.name for rule in tables.parser().rules if rule.options.expand1}
    assert named - inlined <= builders().keys()


def test_every_terminal_can_be_said_in_words() -> None:
    names = {terminal.name for terminal in tables.parser().terminals}
    unseen = {name for name in names if name.startswith("__IGNORE")}
    assert names - unseen <= spellings().keys() | DESCRIPTIONS.keys()


def test_phrases_are_spelled_as_the_grammar_spells_them() -> None:
    patterns = {terminal.name: terminal.pattern for terminal in tables.parser().terminals}
    for name, phrases in PHRASES.items():
        for phrase in phrases:
            assert re.fullmatch(patterns[name].to_regexp(), phrase), (name, phrase)


def test_words_of_the_grammar_cannot_be_names() -> None:
    """Every single word that the grammar knows is in the table of reserved words."""
    words = {
        terminal.pattern.value
        for terminal in tables.parser().terminals
        if isinstance(terminal.pattern, PatternStr) and terminal.pattern.value.isalpha()
    }
    assert words <= RESERVED_FOR_NAMES.keys()
    assert RESERVED_FOR_VALUES.keys() <= RESERVED_FOR_NAMES.keys()


@pytest.mark.parametrize("word", sorted(RESERVED_FOR_NAMES))
def test_no_name_is_a_word_of_the_language_or_a_unit(word: str) -> None:
    if word in {"by", "as"}:  # `define by by x` does not even come to the name
        return
    assert [f.code for f in parse(f"define {word} as adult\n").findings] == ["reserved-name"]


@pytest.mark.parametrize("item", ITEM_WORDS)
def test_every_item_word_begins_an_item(item: str) -> None:
    assert [f.code for f in parse(item + "\n").findings] in (["ends-too-early"], ["nothing-under"])


_USES_TABLES = """
import sys
from guideline_dsl import tables
assert tables.use_grammar_tables(sys.stdin.buffer.read())
from guideline_dsl.parse import parse
print(parse("define adult as age >= 18 years\\ndefine x as not\\n"))
"""


def test_tables_can_be_kept_and_given_to_another_process() -> None:
    kept = tables.grammar_tables()
    output = subprocess.run(
        [sys.executable, "-c", _USES_TABLES], input=kept, capture_output=True, check=True
    ).stdout.decode()
    assert output.strip() == str(parse("define adult as age >= 18 years\ndefine x as not\n"))


@pytest.mark.parametrize("broken", [b"", b"{}", b"\xff", b"[]", b'{"fingerprint": "other"}'])
def test_tables_that_do_not_fit_are_not_used(broken: bytes) -> None:
    assert not tables.use_grammar_tables(broken)
    document = json.loads(tables.grammar_tables())
    assert not tables.use_grammar_tables(json.dumps(document | {"data": {}}).encode())
    assert parse("define adult as age >= 18 years\n").findings == ()


def test_reading_from_several_threads() -> None:
    texts = [f"define name_{n} as age >= {n} years\n\n\ndefine broken{n} as\n" for n in range(40)]
    alone = [parse(text) for text in texts]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(parse, texts)) == alone


# ---------------------------------------------------------------- what a text becomes


def body(words: str) -> Any:
    parsed = parse(f"define it as {words}\n")
    assert parsed.findings == (), parsed.findings
    (item,) = parsed.file.items
    assert isinstance(item, Define)
    return item.body


A, B, C = Name("adult"), Name("b"), Name("c")


@pytest.mark.parametrize(
    ("words", "tree"),
    [
        ("adult and b and c", All((A, B, C))),
        ("adult or b or c", AnyOf((A, B, C))),
        ("(adult or b) and c", All((AnyOf((A, B)), C))),
        ("not adult and b", All((Not(A), B))),
        ("not adult is b", Not(Is(A, B))),
        ("adult is not b", Is(A, B, negated=True)),
        ("adult < b <= c", Comparison((A, B, C), ("<", "<="))),
        ("adult - b + c", Sum((("+", A), ("-", B), ("+", C)))),
        ("adult / b * c", Product((("*", A), ("/", B), ("*", C)))),
        ("adult +  # and\n    b", Sum((("+", A), ("+", B)))),
        ("adult /\n    b *\n    c", Product((("*", A), ("/", B), ("*", C)))),
        ("adult + b * c", Sum((("+", A), ("+", Product((("*", B), ("*", C))))))),
        ("-adult ^ b", Negative(Power(A, B))),
        ("adult ^ -b", Power(A, Negative(B))),
        ("adult in kg * b", Product((("*", InUnit(A, "kg")), ("*", B)))),
        ("b / 3600", Product((("*", B), ("/", Quantity("3600"))))),
        ("5 mg/kg/day", Quantity("5", "mg/kg/day")),
        ("5mg", Quantity("5", "mg")),
        ("60 /min", Quantity("60", "/min")),
    ],
)
def test_how_tightly_the_words_bind(words: str, tree: object) -> None:
    assert body(words) == tree


def test_a_word_of_the_language_is_never_the_beginning_of_a_longer_word() -> None:
    assert body("notable and order") == All((Name("notable"), Name("order")))
    assert [f.code for f in parse("decide x\n  giveb y\n").findings] == ["misspelt-word"]
    assert [f.code for f in parse("defineb y as c\n").findings] == ["misspelt-word"]


def test_names_and_units_live_apart() -> None:
    """A unit is read only after a number or `in`; `kg/3600` is a unit, a stroke and a number."""
    assert body("weight in kg/3600") == Product(
        (("*", InUnit(Name("weight"), "kg")), ("/", Quantity("3600")))
    )
    assert body("day_count / minutes_on") == Product((("*", Name("day_count")), ("/", Name("minutes_on"))))


def test_an_item_with_a_mistake_leaves_the_others() -> None:
    text = "define x as age >=\n\ndefine y as age\n\ndecide z\n  giv y\n\ndefine last as y\n"
    parsed = parse(text)
    assert [item.name.text for item in parsed.file.items if isinstance(item, Define)] == ["y", "last"]
    assert [finding.places[0].span.line for finding in parsed.findings] == [1, 6]


def test_every_entry_of_a_list_is_judged() -> None:
    text = "facts\n  age 0 to\n  sex female | male\n  kg yes | no\n  weight 2 to 300 kq\n"
    parsed = parse(text)
    assert parsed.file.items == ()
    assert [(f.code, f.places[0].span.line) for f in parsed.findings] == [
        ("ends-too-early", 2),
        ("reserved-name", 4),
        ("unknown-unit", 5),
    ]


def test_line_ends_of_other_systems() -> None:
    text = "decide x  # why\n  when b or\n       c\n    give y 5 mg,  # how much\n      orally\n\n# end\n"
    assert parse(text.replace("\n", "\r\n")).file == parse(text).file
    assert parse(text.rstrip("\n")).file == parse(text).file
    assert not parse(text.replace("\n", "\r\n")).findings


def test_nothing_is_an_empty_file() -> None:
    for text in ("", "\n", "  \n\t\n", "# only a comment"):
        assert parse(text).file.items == ()
        assert parse(text).findings == ()


def test_comments_are_kept_beside_the_tree() -> None:
    text = 'define x as b  # why\n  # own\n  note "# no comment"\n#last'
    comments = parse(text).file.comments
    assert [(c.text, c.own_line, c.span.line, c.span.column) for c in comments] == [
        ("# why", False, 1, 16),
        ("# own", True, 2, 3),
        ("#last", True, 4, 1),
    ]


def test_nesting_is_allowed_up_to_the_cap() -> None:
    fits = "define x as " + "(" * MAX_NESTING + "b" + ")" * MAX_NESTING + "\n"
    assert parse(fits).findings == ()
    assert [f.code for f in parse(fits.replace("(b)", "((b))")).findings] == ["nested-too-deeply"]


def _spans(node: object) -> list[tuple[object, Span]]:
    found = []
    if is_dataclass(node) and not isinstance(node, Span):
        if hasattr(node, "span"):
            found.append((node, node.span))
        for each in fields(node):
            found += _spans(getattr(node, each.name))
    elif isinstance(node, tuple):
        for member in node:
            found += _spans(member)
    return found


def test_every_node_knows_its_place() -> None:
    """The span of each node lies in its file, and its text is what the node says."""
    text = (
        Path(__file__).parent.parent / "guidelines/inflammatory_myopathy/inflammatory_myopathy.guideline"
    ).read_text(encoding="utf-8")
    parsed = parse(text)
    assert parsed.findings == ()
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for node, span in _spans(parsed.file.items):
        assert starts[span.line - 1] + span.column - 1 == span.start, node
        assert starts[span.end_line - 1] + span.end_column - 1 == span.end, node
        words = text[span.start : span.end]
        match node:
            case Name(written):
                assert words == written
            case syntax.Text(value):
                assert words == f'"{value}"'
            case Quantity(figure, unit):
                assert words.split() == f"{figure} {unit}".split()
            case _:
                assert words == words.strip() != "", node


if __name__ == "__main__":
    _write_anew()
