"""The content hash: how a file looks does not change it; every single thing that it says does."""

from __future__ import annotations

import dataclasses
import itertools
import re
import typing
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from engine.library import compile_text, evaluate
from guideline_dsl import core, syntax
from guideline_dsl.content_hash import content_hash
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.parse import parse
from guideline_dsl.spans import NOWHERE
from guideline_dsl.units import parse_unit
from tests.laws.guidelines import graph_of, guideline
from tests.shares import examples, one_in

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "guidelines/inflammatory_myopathy"
SAMPLE = (ROOT / "tests/graph_sample.guideline").read_text(encoding="utf-8")


@cache
def graph(text: str) -> DecisionGraph:
    compiled = compile_text(text)
    assert compiled.graph is not None, [(f.places[0].span.line, f.message) for f in compiled.findings]
    return compiled.graph


def hash_of(text: str) -> str:
    return graph(text).hash


def changed(old: str, new: str) -> str:
    """The sample with words that stand in it once put in another way."""
    assert SAMPLE.count(old) == 1, f"`{old}` stands {SAMPLE.count(old)} times in the sample"
    return SAMPLE.replace(old, new)


# ---------------------------------------------------------------- what does not change it

SAME_MEANING = [
    ("for 2 to 4 weeks", "for 2 weeks to 4 weeks"),
    ("for 2 to 4 weeks", "for 2 to 4 wk"),
    ("start  from 2 weeks", "start  from 2.0 week"),
    ("every  2 weeks", "every  2 weeks  # a comment"),
    ("done scan within 52 weeks", "done scan within 52 week"),
    ("time on alpha > 4 weeks", "time on alpha > 4.00 weeks"),
    ("age < 18 years", "(age < 18 years)"),
    ("age < 18 years", "age < 18 year"),
    ("age < 18 years", "age  <  18  years"),
    ("0.5 to 1 mg/kg/day by lean", "0.50 to 1.0 mg/kg/day by lean"),
    ("0.5 to 1 mg/kg/day by lean", "0.5 to 1 mg/kg/d by lean"),
    ("gamma 10 mg once weekly", "gamma 10 mg every 1 week"),
    ("creatinine 0 to 20 mg/dL", "creatinine 0 to 20.0 mg/dl"),
    ("weight 2 to 300 kg", "weight 2 kg to 300 kg"),
    ("    give course\n", "    give course\n\n    # a comment on a line of its own\n"),
    ("caution beta\n", "caution beta          # a comment\n"),
    (
        "frail and old\n  otherwise low\n",
        "frail and\n      old\n  otherwise low\n",
    ),
    (
        "  frail      yes | no\n  pregnant",
        "\nfacts\n  frail yes | no\n  pregnant",
    ),
    ("  beta     blocker, heart\n", "\nmedicines\n  beta blocker, heart\n"),
    ('  test  "A test"\n', '\nprocedures\n  test "A test"\n'),
    ("  2  missing  ", "\nreferences\n  2 missing "),
    ("case \"A case in the file\"\n  given frail yes\n", 'case "Another"\n  given frail no\n'),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), one_in(4, SAME_MEANING))
def test_spelling_layout_comments_and_cases_do_not_change_the_hash(old: str, new: str) -> None:
    again = re.sub(r"(?<=\S)  +(?=\S)", "  ", old)
    text = changed(old, new) if SAMPLE.count(old) == 1 else _loosely_changed(again, new)
    assert hash_of(text) == hash_of(SAMPLE)


def _loosely_changed(old: str, new: str) -> str:
    """The same, whatever the number of spaces between two words of the sample."""
    pattern = re.compile(r" +".join(re.escape(word) for word in old.split(" ") if word))
    text, times = pattern.subn(lambda _: new, SAMPLE)
    assert times == 1, f"`{old}` stands {times} times in the sample"
    return text


def test_micrograms_have_one_meaning_in_both_spellings() -> None:
    spellings = [
        hash_of(changed("alpha 2.5 mg once daily", f"alpha 2500 {unit} once daily"))
        for unit in ("ug", "mcg", "µg")
    ]
    assert len(set(spellings)) == 1
    assert spellings[0] != hash_of(SAMPLE)


def test_indentation_and_line_ends_do_not_change_the_hash() -> None:
    wider = re.sub(r"^( +)", lambda match: match[1] * 2, SAMPLE, flags=re.M)
    assert hash_of(wider) == hash_of(SAMPLE)
    assert hash_of(SAMPLE.replace("\n", "\r\n")) == hash_of(SAMPLE)
    assert hash_of("\n\n# first\n\n" + SAMPLE.replace("\n\n", "\n\n\n# more\n\n")) == hash_of(SAMPLE)


def items_of(text: str) -> list[str]:
    """The top-level items as they are written."""
    return [text[item.span.start : item.span.end] + "\n" for item in parse(text).file.items]


def test_the_order_of_items_does_not_change_the_hash() -> None:
    texts = [SAMPLE, (SHIPPED / "inflammatory_myopathy.guideline").read_text(encoding="utf-8")]
    for text, seed in itertools.product(texts, range(examples(3))):
        items = items_of(text)
        Random(seed).shuffle(items)
        shuffled = "\n".join(items)
        assert shuffled != text
        assert hash_of(shuffled) == hash_of(text)
    for seed in range(examples(20)):
        text = guideline(Random(seed))
        items = items_of(text)
        Random(seed).shuffle(items)
        assert graph_of("\n".join(items)).hash == graph_of(text).hash


def spans_of(
    text: str, kind: type[syntax.Option] | type[syntax.Except] | type[syntax.Limit]
) -> Iterator[list[syntax.Span]]:
    for item in parse(text).file.items:
        match item:
            case syntax.Choose(options=options) if kind is syntax.Option:
                yield [option.span for option in options]
            case syntax.Decide(exceptions=exceptions) if kind is syntax.Except:
                yield [exception.span for exception in exceptions]
            case syntax.Withhold(limits=limits) | syntax.Never(limits=limits) if kind is syntax.Limit:
                yield [limit.span for limit in limits]
            case _:
                pass


@pytest.mark.parametrize("kind", [syntax.Option, syntax.Except, syntax.Limit])
def test_the_order_of_options_exceptions_and_limits_does_not_change_the_hash(kind: Any) -> None:
    turned = 0
    for spans in spans_of(SAMPLE, kind):
        if len(spans) > 1:
            pieces = [SAMPLE[span.start : span.end].rstrip() for span in spans]
            indent = "\n" + " " * (spans[0].column - 1)
            text = SAMPLE[: spans[0].start] + indent.join(reversed(pieces)) + "\n" + SAMPLE[spans[-1].end :]
            assert graph(text).nodes != graph(SAMPLE).nodes
            assert hash_of(text) == hash_of(SAMPLE)
            turned += 1
    assert turned


def test_the_same_hash_gives_the_same_words() -> None:
    """What the hash takes for one meaning, the assessment says in one way."""
    spelled = changed("0.5 to 1 mg/kg/day by lean", "0.50 to 1.0 mg/kg/d by lean").replace("weeks", "wk")
    patient = {
        "facts": {
            "age": "70 years",
            "weight": "70 kg",
            "diagnosis": "flutter",
            "frail": True,
            "onset": "2025-12-01",
        },
        "medicines": [],
    }
    answers = [evaluate(graph(text), patient, date(2026, 1, 1)).to_json() for text in (SAMPLE, spelled)]
    assert hash_of(SAMPLE) == hash_of(spelled)
    assert answers[0] == answers[1]


# ---------------------------------------------------------------- what changes it

OTHER_MEANING = [
    ("language   en", "language   fr"),
    ("guideline graph_sample", "guideline graph_simple"),
    ('"Every construct once"', '"Every construct twice"'),
    ("version    1.2.3", "version    1.2.4"),
    ('narrative  "narrative.md"', 'narrative  "story.md"'),
    ('"A made-up source" 2025-03-01', '"A made-up source!" 2025-03-01'),
    ("2025-03-01", "2025-03-02"),
    ('status     "draft"', 'status     "reviewed"'),
    ('notice     "For tests"', 'notice     "For tests only"'),
    ("strength   strong | weak", "strength   strong | weak | none_at_all"),
    ("strength   strong | weak", "strength   weak | strong"),
    ("evidence   good | poor", "evidence   poor | good"),
    ("for        diagnosis is not other", "for        diagnosis is not flutter"),
    ('1  guideline  "First title"', '1  research  "First title"'),
    ('"First title"', '"Another title"'),
    ('"A publisher"', '"Another publisher"'),
    ('"A publisher"  2024', '"A publisher"  2025'),
    ('2  missing    "Cited, not listed"', '2  book    "Cited, not listed"'),
    ("age        0 to 120 years", "age        0 to 130 years"),
    ('"Age in years"', '"How old?"'),
    ("2 to 300 kg  loinc", "2 to 300 g  loinc"),
    ("loinc 29463-7", "loinc 29463-8"),
    ("within 30 days", "within 31 days"),
    ("to the nearest 0.1 kg", "to the nearest 0.5 kg"),
    ("creatinine 0 to 20 mg/dL", "creatinine 0.1 to 20 mg/dL"),
    ("is 88.4 umol/L", "is 88.5 umol/L"),
    ("flutter | fibrillation | other", "fibrillation | flutter | other"),
    ("yes | no  in fibrillation_codes", "yes | no"),
    ("  frail      yes | no\n", '  frail      yes | no  "Frail?"\n'),
    ("only when age >= 12 years", "only when age >= 13 years"),
    ("assume no when not recorded and frail", "assume yes when not recorded and frail"),
    ("when not recorded and frail", "when not recorded and coded"),
    ('"few are"', '"most are not"'),
    ("  onset      date\n", "  onset      date  \"When?\"\n"),
    ("alpha    blocker  rxnorm 11", "alpha    blocker, heart  rxnorm 11"),
    ("rxnorm 11", "rxnorm 12"),
    ("rxnorm 11", "atc 11"),
    ("tablets 2.5 mg, 5 mg", "tablets 2.5 mg"),
    ('"Alpha, the first"', '"Alpha"'),
    ("beta     blocker, heart", "beta     heart, blocker"),
    ("gamma    heart  only once weekly", "gamma    heart"),
    ("delta    other_class", "delta    further_class"),
    ('"A scan"', '"A long scan"'),
    ("loinc 1-8", "loinc 1-9"),
    ('test  "A test"', 'test  "The test"'),
    ('"Fibrillation"', '"Atrial fibrillation"'),
    ("icd10 I48.0, I48.1", "icd10 I48.1, I48.0"),
    ("define old          as age >= 65 years", "define old          as age > 65 years"),
    ("weight - 5 kg  when", "weight - 6 kg  when"),
    ("when weight > 100 kg", "when weight >= 100 kg"),
    ("  weight         when old\n", "  weight         when frail\n"),
    ("  otherwise none\n", "  otherwise 1 kg\n"),
    ('"a quote"', '"a quotation"'),
    ("high when frail and old", "high when frail or old"),
    ("  otherwise low\n", "  otherwise middle\n"),
    ("plan has any blocker", "taking any blocker"),
    ("sqrt(weight in kg", "sqrt(weight in g"),
    ("onset < 2026-01-31", "onset < 2026-01-30"),
    ('"The course"', '"A course"'),
    ("give alpha 2.5 mg once daily orally", "give alpha 2.5 mcg once daily orally"),
    ("give alpha 2.5 mg once daily orally", "give alpha 2.5 mg twice daily orally"),
    ("give alpha 2.5 mg once daily orally", "give alpha 2.5 mg once daily intravenously"),
    ("give alpha 5 mg once", "give alpha 6 mg once"),
    ('"Beginning"', '"The beginning"'),
    ("for not taking any blocker", "for not taking any heart"),
    ("  except when pregnant\n", "  except when not pregnant\n"),
    ('note "Not in pregnancy"', 'warn "Not in pregnancy"'),
    ('"Not in pregnancy"', '"Never in pregnancy"'),
    ("filtration < 30 mL/min", "filtration < 31 mL/min"),
    ('"another quote"', '"one more quote"'),
    ("at least 2 of (frail, smoker, coded)", "at least 3 of (frail, smoker, coded)"),
    ("at least 2 of (frail, smoker, coded)", "at most 2 of (frail, smoker, coded)"),
    ("    give course\n", "    give alpha 1 mg once daily\n"),
    ("do scan every 4 weeks", "do scan every 5 weeks"),
    ("every 4 weeks, immediately", "every 4 weeks"),
    ("    strength strong\n    evidence", "    strength weak\n    evidence"),
    ("    evidence poor\n", "    evidence good\n"),
    ("any of (flutter, fibrillation)", "any of (flutter, other)"),
    ("give beta 0.5 to 1 mg/kg/day", "give beta 0.5 to 2 mg/kg/day"),
    ("by lean, at least", "by weight, at least"),
    ("at least 20 mg/day", "at least 21 mg/day"),
    ("at most 60 mg/day", "at most 61 mg/day"),
    ("usually 30 to 50 mg/day", "usually 30 to 51 mg/day"),
    ("intravenously, for 2", "subcutaneously, for 2"),
    ("for 2 to 4 weeks", "for 2 to 5 weeks"),
    ("closer to 0.5 mg/kg/day when frail", "closer to 1 mg/kg/day when frail"),
    ("closer to 0.5 mg/kg/day when frail", "closer to 0.5 mg/kg/day when smoker"),
    ("cite [1, 2] \"a third quote\"", "cite [2, 1] \"a third quote\""),
    ('"a third quote", "a fourth"', '"a third quote"'),
    ("    give nothing\n", "    do test\n"),
    ('warn "Nothing is given"', 'note "Nothing is given"'),
    ("  for treated\n", "  for not treated\n"),
    ("option first_way", "option initial_way"),
    ('"First way"', '"The first way"'),
    ("    only when old\n", "    only when not old\n"),
    ("    prefer when frail\n", "    prefer when smoker\n"),
    ("gamma 10 mg once weekly", "gamma 11 mg once weekly"),
    ("rising to 25 mg/week", "rising to 26 mg/week"),
    ("within 3 to 6 months", "within 3 to 7 months"),
    ("extendable to 12 months", "extendable to 13 months"),
    ("extendable to 12 months, steps not in source", "extendable to 12 months"),
    ('choose next_step "Second step"', 'choose next_step "The second step"'),
    ("  option third_way\n", '  option third_way "Third"\n'),
    ('"The third way"', '"A third way"'),
    ('"Scanned already"', '"Already scanned"'),
    ("    stop any heart\n", "    stop beta\n"),
    ("before delta\n", "before beta\n"),
    ("  pregnant   yes | no\n", "  pregnant   yes | no  snomed 77386006\n"),
    ("  smoker     yes | no\n", '  smoker     yes | no  "Smokes"\n'),
    ("  except when frail\n", "  except when smoker\n"),
    ("  when frail\n    give alpha", "  when smoker\n    give alpha"),
    ("  when pregnant\n    note", "  when frail\n    note"),
    ("  option second_way\n", "  option other_way\n"),
    ("delta 500 mg, 2 doses 2 weeks apart", "delta 500 mg, 3 doses 2 weeks apart"),
    ("delta 500 mg, 2 doses 2 weeks apart", "delta 500 mg, 2 doses 3 weeks apart"),
    ("    stop gamma\n", ""),
    ("in total over 2 days", "in total over 3 days"),
    ("at most 1 g/kg/day", "at most 0.9 g/kg/day"),
    ('  note "Any of these"\n', ""),
    ('"What is always done"', '"What is done always"'),
    ("do test, interval not in source", "do test"),
    ("done scan within 52 weeks and", "done scan and"),
    ("time on alpha > 4 weeks", "time on beta > 4 weeks"),
    ("or time at dose of alpha", "and time at dose of alpha"),
    ("before any blocker", "before alpha"),
    ("check creatinine, scan", "check creatinine"),
    ("  check frail\n", "  check smoker\n"),
    ("contraindicate gamma, delta", "caution gamma, delta"),
    ("contraindicate gamma, delta", "contraindicate gamma"),
    ('"Harmful"', '"Harms"'),
    ("age < 18 years", "age < 17 years"),
    ("age < 18 years", "age < 18 months"),
    ("caution beta", "caution delta"),
    ("creatinine > 1.5 mg/dL", "creatinine > 1.6 mg/dL"),
    ("creatinine > 1.5 mg/dL\n    cite [2]", "creatinine > 1.5 mg/dL\n    cite [1]"),
    ('"Less alpha"', '"Less of alpha"'),
    ("  for taking alpha\n", "  for taking beta\n"),
    ('"Not when frail"', '"Never when frail"'),
    ("from 2 weeks when smoker", "from 3 weeks when smoker"),
    ("weeks when smoker, by", "weeks when frail, by"),
    ("by 4 weeks", "by 5 weeks"),
    ("hold   when pregnant", "hold   when frail"),
    ("every  2 weeks", "every  2 to 3 weeks"),
    ("steps  5, 2.5 mg/day", "steps  5, 2 mg/day"),
    ("then   less 0.5 mg/day", "then   less 1 mg/day"),
    ('"Stop, or keep?"', '"Keep?"'),
    ("never alone", "never lonely"),
    ('"Never alpha alone"', '"Alpha is never alone"'),
    ("plan has at least 2 of heart", "plan has any heart"),
    ('"It fails alone"', '"Alone it fails"'),
    ('    note "It fails alone"\n    strength strong', '    note "It fails alone"\n    strength weak'),
    ("dose of alpha > 100 mg/day", "dose of alpha > 101 mg/day"),
    ('"So the source is read"', '"So it is read"'),
    ('because "it does not say"', 'because "it is silent"'),
    ('instead "otherwise"', 'instead "the other way"'),
    ('  instead "otherwise"\n', ""),
    ('"left out words"', '"words left out"'),
    ('because "of no use"', 'because "useless"'),
]  # fmt: skip

ORDER_THAT_MATTERS = [
    # the branches of a decide, the cases of a definition, the lines of a package
    (
        "  high when frail and old\n  otherwise low\n",
        "  low when not (frail and old)\n  otherwise high\n",
    ),
    (
        "    do scan every 4 weeks, immediately\n    strength strong\n",
        "    strength strong\n    do scan every 4 weeks, immediately\n    note \"More\"\n",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), one_in(8, [*OTHER_MEANING, *ORDER_THAT_MATTERS]))
def test_every_single_thing_that_is_said_changes_the_hash(old: str, new: str) -> None:
    assert hash_of(changed(old, new)) != hash_of(SAMPLE)


def test_the_order_of_branches_changes_the_hash() -> None:
    first, second = (
        branch
        for item in parse(SAMPLE).file.items
        if isinstance(item, syntax.Decide)
        for branch in item.body
        if isinstance(branch, syntax.Branch) and branch.condition is not None
    )
    pieces = [SAMPLE[part.span.start : part.span.end].rstrip() for part in (first, second)]
    turned = f"{SAMPLE[: first.span.start]}{pieces[1]}\n  {pieces[0]}\n{SAMPLE[second.span.end :]}"
    assert hash_of(turned) != hash_of(SAMPLE)


RENAMED = [
    "lean",
    "risk",
    "treated",
    "alpha",
    "blocker",
    "smoker",
    "scan",
    "course",
    "reading",
    "fibrillation_codes",
]


@pytest.mark.parametrize("name", one_in(5, RENAMED))
def test_another_name_everywhere_changes_the_hash(name: str) -> None:
    assert hash_of(re.sub(rf"\b{name}\b", f"{name}_too", SAMPLE)) != hash_of(SAMPLE)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "other"), [("cite [1]\n", "cite [2]\n"), ("assuming reading\n", "cite [1]\n")]
)
def test_wherever_it_stands_what_answers_for_a_statement_changes_the_hash(line: str, other: str) -> None:
    places = [match.start() for match in re.finditer(re.escape(line), SAMPLE)]
    assert len(places) > 10
    hashes = {hash_of(SAMPLE[:place] + other + SAMPLE[place + len(line) :]) for place in places}
    assert len(hashes | {hash_of(SAMPLE)}) == len(places) + 1


def test_every_line_of_the_sample_is_changed_once() -> None:
    """So that what the sample says and no change above touches is noticed here."""
    lines = SAMPLE.splitlines(keepends=True)
    starts = [0, *itertools.accumulate(len(line) for line in lines)]
    touched: set[int] = set()
    for old, _ in (*OTHER_MEANING, *ORDER_THAT_MATTERS):
        at = SAMPLE.index(old)
        touched |= {n for n, start in enumerate(starts[:-1]) if start < at + len(old) and at < starts[n + 1]}
    unsaid = {"references", "facts", "medicines", "procedures", "value sets", "not encoded"}
    elsewhere = r"(assuming reading|cite \[\d\]|otherwise|define lean|define risk)"  # changed above
    left = [
        line.strip()
        for number, line in enumerate(lines)
        if number not in touched and line.split("#")[0].strip() and line.strip() not in unsaid
    ]
    case = "".join(item for item in items_of(SAMPLE) if item.startswith(("case ", "phases", "texts ")))
    assert [line for line in left if line not in case and not re.fullmatch(elsewhere, line)] == []


# ---------------------------------------------------------------- every field of every node


def leaves(value: object, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    """The paths to what can be changed in a node, outside its layout."""
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from leaves(item, (*path, index))
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            if field.name not in ("id", "parent", "span"):
                yield from leaves(getattr(value, field.name), (*path, field.name))
    elif value is not None:
        yield path


def with_leaf(value: Any, path: tuple[object, ...], hint: object = None) -> Any:
    """The value with what stands at a path put in another way."""
    if not path:
        return _another(value, hint)
    step, *rest = path
    if isinstance(value, tuple):
        assert isinstance(step, int)
        return (*value[:step], with_leaf(value[step], tuple(rest)), *value[step + 1 :])
    assert isinstance(step, str)
    declared = typing.get_type_hints(type(value))[step]
    inner = "unit" if step == "unit" else declared
    return dataclasses.replace(value, **{step: with_leaf(getattr(value, step), tuple(rest), inner)})


def _another(value: object, hint: object) -> object:
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case Fraction():
            return value + Fraction(1, 1000)
        case date():
            return value + timedelta(days=1)
        case str() if hint == "unit":
            return "mg" if parse_unit(value).text != "mg" else "mcg"
        case str() if typing.get_origin(hint) is typing.Literal:
            return next(word for word in typing.get_args(hint) if word != value)
        case str():
            return value + "x"
    raise TypeError(type(value).__name__)


def nodes_with_a_meaning() -> list[core.Node]:
    unsaid = core.BlockNode | core.CaseNode | core.PhasesNode | core.TextsNode
    return [
        dataclasses.replace(node, parent="") for node in graph(SAMPLE).nodes if not isinstance(node, unsaid)
    ]


@pytest.mark.parametrize("node", one_in(4, nodes_with_a_meaning()), ids=lambda node: node.id)
def test_every_value_in_a_node_changes_the_hash(node: core.Node) -> None:
    hashes = {content_hash((node,))}
    paths = list(leaves(node))
    for path in paths:
        hashes.add(content_hash((with_leaf(node, path),)))
    assert len(hashes) == len(paths) + 1, (
        "two of the changes have the same hash, or the hash of the node as it is"
    )


def test_what_stands_in_another_node_has_another_hash() -> None:
    """A line that moves from one branch to another is another guideline."""
    nodes = graph(SAMPLE).nodes
    branches = [
        node.id for node in nodes if isinstance(node, core.BranchNode) and node.parent == "decide:beginning"
    ]
    line = next(node for node in nodes if isinstance(node, core.DoNode) and node.parent == branches[0])
    moved = tuple(dataclasses.replace(n, parent=branches[1]) if n is line else n for n in nodes)
    assert content_hash(moved) != content_hash(nodes)


def test_where_a_line_stands_in_the_text_is_no_part_of_the_hash() -> None:
    nodes = graph(SAMPLE).nodes
    assert content_hash(tuple(dataclasses.replace(node, span=NOWHERE) for node in nodes)) == hash_of(SAMPLE)
