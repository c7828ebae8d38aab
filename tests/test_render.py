"""Findings as they are printed, as JSON and as SARIF."""

from __future__ import annotations

import json

from guideline_dsl.diagnostics import Edit, Finding, Place
from guideline_dsl.parse import parse
from guideline_dsl.positions import Lines
from guideline_dsl.render import MOST_COLUMNS, finding_to_json, render, render_text
from guideline_dsl.sarif import to_sarif
from guideline_dsl.syntax_codes import SYNTAX_CODES

TEXT = """\
define a_first as one

decide treatment
  give methotrexate 15 mg/kg/week by body_surface_area
"""


def place(text: str, words: str, says: str = "") -> Place:
    start = text.index(words)
    return Place(Lines(text).span(start, start + len(words)), says)


def finding(*places: Place, help: str = "", edit: Edit | None = None) -> Finding:
    return Finding("unknown-item", "error", "this is what is wrong", places, help, edit)


def test_one_place_with_words_and_help() -> None:
    found = finding(place(TEXT, "treatment", "did you mean `care`?"), help="write `care`")
    assert (
        render(found, TEXT, "x.guideline")
        == """\
error[unknown-item]: this is what is wrong
 ┌─ x.guideline:3:8
3 │ decide treatment
  │        ^^^^^^^^^ did you mean `care`?
  = write `care`"""
    )


def test_two_places_in_one_line_and_one_in_another() -> None:
    found = finding(
        place(TEXT, "15 mg/kg/week", "a dose per kilogram"),
        place(TEXT, "body_surface_area", "an area"),
        place(TEXT, "a_first", "here"),
    )
    assert (
        render(found, TEXT, "x.guideline")
        == """\
error[unknown-item]: this is what is wrong
 ┌─ x.guideline:4:21
1 │ define a_first as one
  │        ^^^^^^^ here
  ·
4 │   give methotrexate 15 mg/kg/week by body_surface_area
  │                     ^^^^^^^^^^^^^    ^^^^^^^^^^^^^^^^^ an area
  │                     a dose per kilogram"""
    )


def test_line_numbers_of_several_digits_share_a_margin() -> None:
    text = "\n" * 8 + "first\nsecond\n"
    assert (
        render(finding(place(text, "first"), place(text, "second")), text, "x")
        == """\
error[unknown-item]: this is what is wrong
  ┌─ x:9:1
 9 │ first
   │ ^^^^^
10 │ second
   │ ^^^^^^"""
    )


def test_a_place_over_several_lines_is_marked_to_the_end_of_the_first() -> None:
    shown = render(finding(place(TEXT, "treatment\n  give")), TEXT, "x")
    assert shown.splitlines()[2:] == ["3 │ decide treatment", "  │        ^^^^^^^^^"]


def test_a_place_at_the_end_of_a_line_or_of_the_file_has_one_caret() -> None:
    for text in ("define x as", "define x as\n"):
        shown = render(parse(text).findings[0], text, "x")
        assert shown.splitlines()[2:] == ["1 │ define x as", "  │            ^"]
    beyond = Finding("unknown-item", "error", "m", (Place(Lines("a\n").span(2, 2)),))
    assert render(beyond, "a\n", "x").splitlines()[2:] == ["2 │", "  │ ^"]


def test_carets_stand_under_wide_letters_and_accents() -> None:
    text = 'note "日本 e\u0301" wrong'
    assert render(finding(place(text, "wrong")), text, "x").splitlines()[2:] == [
        '1 │ note "日本 e\u0301" wrong',
        "  │ " + " " * 14 + "^^^^^",
    ]


def test_what_cannot_be_seen_is_shown() -> None:
    text = "\tone\u202e\0two"
    assert render(finding(place(text, "two")), text, "x").splitlines()[2:] == [
        "1 │     one\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}two",
        "  │          ^^^",
    ]


def test_a_long_line_is_shown_around_its_carets() -> None:
    text = "a " * 200 + "wrong" + " b" * 200
    line, carets = render(finding(place(text, "wrong")), text, "x").splitlines()[2:]
    assert len(line) <= MOST_COLUMNS + 6
    assert line[4] == "…"
    assert line[-1] == "…"
    assert line[carets.index("^") : carets.rindex("^") + 1] == "wrong"


def test_a_long_line_with_carets_far_apart_keeps_the_first() -> None:
    text = "first " + "a " * 200 + "last"
    line, carets, *_ = render(finding(place(text, "first"), place(text, "last")), text, "x").splitlines()[2:]
    assert line.startswith("1 │ first a a")
    assert carets.startswith("  │ ^^^^^")
    assert len(carets) <= len(line) + 2


def test_a_place_wider_than_the_screen() -> None:
    text = "x" * 5000
    line, carets = render(finding(place(text, text)), text, "x").splitlines()[2:]
    assert max(len(line), len(carets)) <= MOST_COLUMNS + 6


def test_findings_are_separated_by_blank_lines() -> None:
    text = "decid x\n\ngiv y\n"
    findings = parse(text).findings
    assert render_text(findings, text, "x") == "\n\n".join(render(f, text, "x") for f in findings)


def test_json_has_every_place_and_the_edit() -> None:
    text = "decid x\n  give y\n"
    (found,) = parse(text).findings
    assert finding_to_json(found, text) == {
        "code": "misspelt-word",
        "severity": "error",
        "message": "`decid` is no word of the language",
        "places": [
            {
                "start": 0,
                "end": 5,
                "line": 1,
                "column": 1,
                "end_line": 1,
                "end_column": 6,
                "text": "decid",
                "says": "did you mean `decide`?",
            }
        ],
        "edit": {
            "start": 0,
            "end": 5,
            "line": 1,
            "column": 1,
            "end_line": 1,
            "end_column": 6,
            "replacement": "decide",
        },
    }


def test_sarif_has_rules_results_and_fixes() -> None:
    """The members that SARIF 2.1.0 requires, and that readers of it show."""
    text = "decid x\n  give y\n\ntreat y\n"
    log = to_sarif({"my guideline.guideline": parse(text).findings, "fine.guideline": ()}, "1.2.3")
    assert json.loads(json.dumps(log)) == log
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("guideline", "1.2.3")
    assert [rule["id"] for rule in driver["rules"]] == ["misspelt-word", "unknown-item"]
    assert driver["rules"][0]["shortDescription"]["text"] == SYNTAX_CODES["misspelt-word"].title
    misspelt, unknown = run["results"]
    assert (misspelt["ruleId"], misspelt["level"]) == ("misspelt-word", "error")
    location = misspelt["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "my%20guideline.guideline"
    assert location["region"] == {
        "startLine": 1,
        "startColumn": 1,
        "endLine": 1,
        "endColumn": 6,
        "charOffset": 0,
        "charLength": 5,
    }
    replacement = misspelt["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert replacement["insertedContent"]["text"] == "decide"
    assert driver["rules"][unknown["ruleIndex"]]["id"] == "unknown-item"
    assert "fixes" not in unknown


def test_a_line_of_megabytes_under_many_findings_is_shown_around_each() -> None:
    text = "x" * 1_000_000 + "\u200b" + "y" * 4_000_000
    found = [finding(Place(Lines(text).span(at, at + 1))) for at in range(0, 5_000_000, 25_000)]
    shown = render_text(found, text, "x.guideline").splitlines()
    lines = [line for line in shown if line.startswith("1 │ ")]
    assert len(lines) == 200
    assert max(map(len, lines)) <= MOST_COLUMNS + len("1 │ ……")
    assert lines[0] == "1 │ " + "x" * MOST_COLUMNS + "…"
    assert lines[40] == "1 │ …" + "x" * 30 + "\ufffd" + "y" * 79 + "…"
    assert {line.index("^") for line in shown if line.startswith("  │ ")} == {4, 35}
