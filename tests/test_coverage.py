"""What `guideline test` lists: a row, an item or a case whose figure no case reaches is exercised by no case."""

from __future__ import annotations

from engine.cases import run_cases
from engine.library import compile_text
from guideline_dsl import syntax
from guideline_dsl.parse import parse

GUIDELINE = """\
guideline sample "Sample"
  version 1.0.0
references
  1 book "A book"
facts
  age     0 to 120 years
  sex     female | male
  stroke  yes | no
  fever   yes | no

define stage "Stage" by age in years, sex
  one    for less than 50, female
  two    for 50 or more, female
  three  for any, male
  cite [1]

score risk "Risk"
  2 points when stroke
  1 point when fever
  by age in years
    0 points for less than 65
    1 point for 65 or more
  by age in years when fever
    0 points for less than 75
    3 points for 75 or more
  cite [1]

define limit "Limit"
  3  when stroke
  2  when fever
  otherwise 1
  cite [1]

define plain "Plain" as age > 3 years
  cite [1]
"""
EVERYTHING = [
    "define:stage row 1", "define:stage row 2", "define:stage row 3",
    "define:risk item 1", "define:risk item 2",
    "define:risk item 3, row 1", "define:risk item 3, row 2",
    "define:risk item 4, row 1", "define:risk item 4, row 2",
    "define:limit case 1", "define:limit case 2", "define:limit otherwise",
]  # fmt: skip


def exercised(given: str, text: str = GUIDELINE) -> list[str]:
    """What one case exercises that gives this."""
    text = f'{text}\ncase "One"\n{given}  expect plain is unknown\n'
    graph = compile_text(text).graph
    assert graph is not None, [finding.message for finding in compile_text(text).findings]
    cases = [item for item in parse(text).file.items if isinstance(item, syntax.Case)]
    result = run_cases(graph, cases)
    missed = {statement.id for statement in result.not_exercised}
    return [statement.id for statement in result.statements if statement.id not in missed]


def test_every_row_item_and_case_is_a_statement_with_its_line_and_words() -> None:
    graph = compile_text(GUIDELINE).graph
    assert graph is not None
    statements = run_cases(graph, []).statements
    assert [statement.id for statement in statements] == EVERYTHING
    lines = GUIDELINE.splitlines()
    shown = {
        statement.id: (lines[statement.span.line - 1].strip(), statement.says) for statement in statements
    }
    assert shown["define:stage row 2"] == ("two    for 50 or more, female", "two for 50 or more, female")
    assert shown["define:risk item 1"] == ("2 points when stroke", "2 points when stroke")
    assert shown["define:risk item 4, row 2"] == ("3 points for 75 or more", "3 for 75 or more")
    assert shown["define:limit case 2"] == ("2  when fever", "2 when fever")
    assert shown["define:limit otherwise"][1] == "1"


def test_a_figure_is_exercised_where_it_is_the_value() -> None:
    assert exercised("  given age 80 years, sex female, stroke no, fever yes\n") == [
        "define:stage row 2", "define:risk item 2", "define:risk item 3, row 2", "define:risk item 4, row 2",
        "define:limit case 2",
    ]  # fmt: skip


def test_what_may_be_is_not_exercised() -> None:
    assert exercised("  given sex female, fever no\n") == []
    assert exercised("  given sex male, stroke yes\n") == [
        "define:stage row 3", "define:risk item 1", "define:limit case 1",
    ]  # fmt: skip


def test_a_row_under_a_condition_that_does_not_hold_is_not_exercised() -> None:
    assert exercised("  given age 80 years, sex male, stroke no, fever no\n") == [
        "define:stage row 3", "define:risk item 3, row 2", "define:limit otherwise",
    ]  # fmt: skip


def test_a_definition_that_nothing_asks_for_is_not_exercised() -> None:
    unasked = GUIDELINE.replace('define limit "Limit"', "define limit")
    assert "define:limit otherwise" not in exercised("  given stroke no, fever no\n", unasked)
