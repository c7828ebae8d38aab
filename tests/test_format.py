"""The formatter: what is formatted reads as the same tree, and formatting it again changes nothing."""

from __future__ import annotations

import ast
from collections import Counter
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guideline_dsl import syntax
from guideline_dsl.format import CannotBeFormatted, format_file, format_text
from guideline_dsl.format_rows import MOST_COLUMNS
from guideline_dsl.parse import parse
from tests.shares import examples, one_in
from tests.syntax_strategies import files

_SHIPPED = sorted(
    path
    for folder in ("guidelines", "tests")
    for pattern in ("*.guideline", "*.cases")
    for path in (Path(__file__).parent.parent / folder).rglob(pattern)
)
_GENERATED = settings(max_examples=examples(80), deadline=None, suppress_health_check=[HealthCheck.too_slow])


@_GENERATED
@given(files)
def test_formatted_tree_reads_as_the_same_tree(file: syntax.File) -> None:
    text = format_file(file)
    parsed = parse(text)
    assert not parsed.findings, (parsed.findings, text)
    assert parsed.file == file, text


@_GENERATED
@given(files)
def test_formatting_twice_is_formatting_once(file: syntax.File) -> None:
    text = format_text(format_file(file))
    assert format_text(text) == text


_COMMENTS = st.text('abc #"é', max_size=8).map(lambda words: f"#{words}")


@_GENERATED
@given(files, st.data())
def test_comments_and_blank_lines_change_nothing_and_are_kept(file: syntax.File, data: st.DataObject) -> None:
    """Wherever comments and blank lines are put, the tree is the same, and no comment is lost or doubled."""
    lines = []
    for line in format_file(file).rstrip("\n").split("\n"):
        match data.draw(st.sampled_from(["", "", "", "above", "behind", "blank"])):
            case "above":
                lines.append(" " * data.draw(st.sampled_from([0, 2, 4, 5])) + data.draw(_COMMENTS))
            case "blank":
                lines.append("")
            case "behind":
                lines.append(f"{line}  {data.draw(_COMMENTS)}")
                continue
        lines.append(line)
    text = "\n".join(lines)
    before = parse(text)
    assert before.file == file, text
    formatted = format_text(text)
    after = parse(formatted)
    assert after.file == file
    assert Counter(comment.text for comment in after.file.comments) == Counter(
        comment.text for comment in before.file.comments
    )
    assert format_text(formatted) == formatted


@pytest.mark.parametrize("path", one_in(8, _SHIPPED), ids=lambda path: path.name)
def test_files_of_this_project_keep_their_meaning_and_comments(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    formatted = format_text(text)
    before, after = parse(text).file, parse(formatted).file
    assert after == before
    assert [comment.text for comment in after.comments] == [comment.text for comment in before.comments]
    assert format_text(formatted) == formatted


def test_every_construct_is_generated() -> None:
    """The strategies name each class of the syntax tree, so the laws above speak of the whole language."""
    source = (Path(__file__).parent / "syntax_strategies.py").read_text(encoding="utf-8")
    used = {node.attr for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)}
    module = resources.files("guideline_dsl").joinpath("syntax.py").read_text(encoding="utf-8")
    declared = {node.name for node in ast.parse(module).body if isinstance(node, ast.ClassDef)}
    assert declared - used == {"Comment"}


def test_a_text_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(CannotBeFormatted) as refused:
        format_text("decide x\n  giv y\n")
    assert [finding.code for finding in refused.value.findings] == ["misspelt-word"]


def test_layout_of_tables_long_lines_and_comments() -> None:
    text = """\
# head
guideline example "G"
   version 1.0.0
   for adult    # whom


facts
    age 0 to 120 years
    # who they are
    sex female|male   within 5 days
    diagnosis dermatomyositis | polymyositis | necrotising_myopathy | antisynthetase_syndrome |
      inclusion_body_myositis
    weight 2 to 300 kg loinc 29463-7
      only when adult
define adult as age>=18 years
define old as (age >= 80 years)
define b as x
# about c
define c as (x or y) and not(z)   # first
decide treatment
    when adult or
     # or the old
     old
      give prednisone 0.5 to 1 mg/kg/day by weight, usually 60 to 80 mg/day once daily, for 2 to 4 weeks,
       immediately, steps not in source
      # end of the branch
    otherwise
      give nothing
  # not indented enough, still under it
"""
    assert (
        format_text(text)
        == """\
# head
guideline example "G"
  version  1.0.0
  for      adult  # whom

facts
  age        0 to 120 years
  # who they are
  sex        female | male  within 5 days
  diagnosis  dermatomyositis | polymyositis | necrotising_myopathy | antisynthetase_syndrome |
             inclusion_body_myositis
  weight     2 to 300 kg    loinc 29463-7
    only when adult

define adult as age >= 18 years
define old   as age >= 80 years
define b     as x
# about c
define c as (x or y) and not z  # first

decide treatment
  when adult or old
    # or the old
    give prednisone 0.5 to 1 mg/kg/day by weight, usually 60 to 80 mg/day, once daily, for 2 to 4 weeks,
        immediately, steps not in source
    # end of the branch
  otherwise
    give nothing
    # not indented enough, still under it
"""
    )


def test_a_line_is_broken_only_where_it_is_too_long() -> None:
    names = ", ".join(f"assumption_{number}" for number in range(12))
    formatted = format_text(f"define x as y\n  assuming {names}\n")
    assert all(len(line) <= MOST_COLUMNS for line in formatted.splitlines())
    assert len(formatted.splitlines()) == 3


def test_a_long_formula_is_broken_between_its_terms() -> None:
    terms = " + ".join(f"{number} * weight_of_part_{number} / 7" for number in range(10))
    formatted = format_text(f"define x as {terms}\n")
    assert all(len(line) <= MOST_COLUMNS for line in formatted.splitlines())
    assert all(line.endswith(" +") for line in formatted.splitlines()[:-1])
    assert format_text(formatted) == formatted


def test_a_condition_is_broken_at_its_joints_before_a_formula_in_it() -> None:
    formatted = format_text(f"define x as {'a' * 50} + 1 > 2 and {'b' * 50} + 1 > 2\n")
    assert formatted == f"define x as {'a' * 50} + 1 > 2 and\n    {'b' * 50} + 1 > 2\n"
