"""The checker: what it finds (tests/spec/check, each finding on its line), and what it makes."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from guideline_dsl import core, syntax
from guideline_dsl.check import check, unread_words
from guideline_dsl.checking.cases import check_cases
from guideline_dsl.checking.narrative import Narrative
from guideline_dsl.diagnostics import Finding
from guideline_dsl.operators import OPERATORS
from guideline_dsl.parse import parse
from guideline_dsl.wording import words
from tests.shares import examples, one_in

ROOT = Path(__file__).parent.parent
SPEC = sorted((Path(__file__).parent / "spec" / "check").glob("*.guideline"))
SHIPPED = ROOT / "guidelines" / "inflammatory_myopathy" / "inflammatory_myopathy.guideline"


def found_in(text: str, narrative: str | None = None) -> tuple[Finding, ...]:
    """Everything the checker finds in a text that the parser accepts."""
    parsed = parse(text)
    assert not parsed.findings, [(f.code, f.places[0].span.line, f.message) for f in parsed.findings]
    checked = check(parsed.file, narrative)
    cases = check_cases(checked.core, parsed.file) if checked.core else ()
    return (*checked.findings, *cases)


def narrative_beside(file: Path) -> str | None:
    """The narrative of a spec file, if it has one."""
    beside = file.with_suffix(".md")
    return beside.read_text(encoding="utf-8") if beside.exists() else None


@pytest.mark.parametrize("file", SPEC, ids=[file.stem for file in SPEC])
def test_exactly_the_marked_findings(file: Path) -> None:
    """Each line of a spec file has exactly the findings that its `# finds` names."""
    text = file.read_text(encoding="utf-8")
    expected = Counter(
        (number, code.strip())
        for number, line in enumerate(text.splitlines(), 1)
        for marks in re.findall(r"# finds ([a-z, -]+)", line)
        for code in marks.split(",")
    )
    found = found_in(text, narrative_beside(file))
    actual = Counter((finding.places[0].span.line, finding.code) for finding in found)
    said = {(f.places[0].span.line, f.code): f.message for f in found}
    unexpected = [(*place, said[place]) for place in actual - expected]
    assert not unexpected
    assert not expected - actual


@pytest.mark.parametrize("file", one_in(3, SPEC), ids=[file.stem for file in SPEC])
def test_every_edit_mends_its_finding(file: Path) -> None:
    """A text with an edit applied can be read, and no longer has the finding that offered it."""
    text = file.read_text(encoding="utf-8")
    narrative = narrative_beside(file)
    before = Counter((finding.code, finding.message) for finding in found_in(text, narrative))
    for finding in found_in(text, narrative):
        if finding.edit is None:
            continue
        span = finding.edit.span
        mended = text[: span.start] + finding.edit.replacement + text[span.end :]
        after = Counter((f.code, f.message) for f in found_in(mended, narrative))
        same = (finding.code, finding.message)
        assert after[same] < before[same], (finding.message, finding.edit)


# ---------------------------------------------------------------- what is made

HEAD = """\
guideline example "Example"
  version 1.0.0

references
  1  guideline  "A guideline"

facts
  age       0 to 120 years
  weight    2 to 300 kg
  height    40 to 230 cm
  sex       female | male
  risk      low | standard | high
  diabetes  yes | no
  onset     date

medicines
  prednisone    corticosteroid
  azathioprine  steroid_sparing

procedures
  dexa_scan  "DEXA scan"

"""


def core_of(items: str, narrative: str | None = None) -> core.Core:
    """What items mean that stand under HEAD; they must be without error."""
    parsed = parse(HEAD + items)
    assert not parsed.findings
    checked = check(parsed.file, narrative)
    assert checked.core, [(f.code, f.message) for f in checked.findings if f.severity == "error"]
    return checked.core


def node_of(items: str, identifier: str) -> core.Node:
    """The node with that id."""
    return next(node for node in core_of(items).nodes if node.id == identifier)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("diabetes", "diabetes"),
        ("diabetes is yes", "diabetes"),
        ("diabetes is no", "not diabetes"),
        ("diabetes is not no", "not (not diabetes)"),
        ("sex is female", "sex is female"),
        ("sex is not female", "sex is not female"),
        ("risk is any of (low, high)", "risk is any of (low, high)"),
        ("18 years <= age < 65 years", "18 years <= age and age < 65 years"),
        ("at least 1 of (diabetes, sex is male)", "at least 1 of (diabetes, sex is male)"),
        ("at most 1 of (diabetes, sex is male)", "at most 1 of (diabetes, sex is male)"),
        ("exactly 1 of (diabetes, sex is male)", "exactly 1 of (diabetes, sex is male)"),
        ("weight + 2 kg - 3 kg + 4 kg > 5 kg", "weight + 2 kg + -3 kg + 4 kg > 5 kg"),
        ("weight - 3 kg > 5 kg", "weight - 3 kg > 5 kg"),
        ("weight * 6 / 2 * 3 / 4 > 5 kg", "weight * 6 * 3 / (2 * 4) > 5 kg"),
        ("sqrt(height in cm * weight in kg / 3600) > 1", "sqrt(height in cm * weight in kg / 3600) > 1"),
        ("taking any corticosteroid", "taking any corticosteroid"),
        ("plan has at least 1 of corticosteroid", "plan has any corticosteroid"),
        ("done dexa_scan within 52 weeks", "done dexa_scan within 52 weeks"),
        ("time at dose of prednisone > 2 weeks", "time at dose of prednisone > 2 weeks"),
        ("onset < 2026-01-05", "onset < 2026-01-05"),
    ],
)
def test_a_condition_means(written: str, meant: str) -> None:
    """A condition as written, and as it is said again from what it means."""
    node = node_of(f"define tested as {written}\n", "define:tested")
    assert isinstance(node, core.DefineNode)
    assert words(node.value) == meant
    assert node.type == "truth"


@pytest.mark.parametrize(
    ("formula", "kind", "unit"),
    [
        ("weight", "number", "kg"),
        ("weight * 2", "number", "kg"),
        ("weight / height", "number", "kg/cm"),
        ("weight / 50 kg", "number", ""),
        ("dose of prednisone / weight", "number", "mg/kg/day"),
        ("time on prednisone", "number", "week"),
        ("sqrt(height in cm * weight in kg / 3600) * 1 m2", "number", "m2"),
        ("weight in kg", "number", ""),
        ("height ^ 2", "number", "m2"),
        ("max(weight, 500 g)", "number", "kg"),
        ("risk", "choice", ""),
        ("onset", "date", ""),
    ],
)
def test_a_definition_has_a_type_and_a_unit(formula: str, kind: str, unit: str) -> None:
    """The type of a definition, and the unit its number is shown in."""
    node = node_of(f"define tested as {formula}\n", "define:tested")
    assert isinstance(node, core.DefineNode)
    assert (node.type, node.unit) == (kind, unit)


DOSES = """\
regimen high
  give prednisone 60 mg/day
  cite [1]

decide treatment
  when diabetes
    give high
    give azathioprine 0.5 to 1 mg/kg/day by weight, at least 20 mg/day, at most 1 g/day,
      usually 60 to 80 mg/day, orally twice daily, for 2 to 4 weeks, extendable to 12 months, immediately,
      target not in source
      closer to 0.5 mg/kg/day when age > 60 years
        cite [1]
    note "First"
    note "Another"
    warn "A warning"
    cite [1]
  otherwise
    stop any corticosteroid
    do dexa_scan every 4 to 6 weeks, duration not in source
"""


def test_ids_are_numbered_per_kind_within_their_parent() -> None:
    """Each node is named after its parent, its kind and its number."""
    assert [node.id for node in core_of(DOSES).nodes if node.id.startswith(("decide", "regimen"))] == [
        "regimen:high",
        "regimen:high/give:1",
        "decide:treatment",
        "decide:treatment/when:1",
        "decide:treatment/when:1/give:1",
        "decide:treatment/when:1/give:2",
        "decide:treatment/when:1/note:1",
        "decide:treatment/when:1/note:2",
        "decide:treatment/when:1/warn:1",
        "decide:treatment/otherwise",
        "decide:treatment/otherwise/stop:1",
        "decide:treatment/otherwise/do:1",
    ]


def test_a_dose_keeps_its_written_units() -> None:
    """Every part of a dose, in the units it was written in; the lower figure takes the unit of the upper."""
    node = next(n for n in core_of(DOSES).nodes if n.id == "decide:treatment/when:1/give:2")
    assert isinstance(node, core.GiveNode)
    dose = node.dose
    assert dose.amount == core.Extent(number("0.5", "mg/kg/day"), number("1", "mg/kg/day"))
    assert dose.basis == core.FactRef("weight")
    assert dose.at_most == number("1", "g/day")
    assert dose.usually == core.Extent(number("60", "mg/day"), number("80", "mg/day"))
    assert dose.frequency == core.Frequency(2, core.Extent(number("1", "day"), number("1", "day")))
    assert dose.duration == core.Extent(number("2", "weeks"), number("4", "weeks"))
    assert dose.extendable_to == number("12", "months")
    assert (dose.route, dose.immediately, dose.gaps) == ("orally", True, ("target",))
    assert dose.closers[0].figure == number("0.5", "mg/kg/day")
    assert dose.closers[0].support.citations == (core.Citation((1,)),)


def number(digits: str, unit: str) -> core.Number:
    """A written number."""
    return core.Number(Fraction(digits), unit)


def test_a_quote_brings_its_sentence_and_its_statements() -> None:
    """A quote is kept with the whole sentence and the ids of what that sentence retells."""
    narrative = "# A heading\n\n- Give 60 mg a day at once. {S07 S13}\nThen less. {S14}\n"
    items = 'decide treatment\n  give prednisone 60 mg/day\n  cite [1] "60 mg a day", "Then less"\n'
    node = next(n for n in core_of(items, narrative).nodes if n.id == "decide:treatment")
    assert isinstance(node, core.DecisionNode)
    assert node.support.citations[0].quotes == (
        core.Quote("60 mg a day", "Give 60 mg a day at once.", ("S07", "S13")),
        core.Quote("Then less", "Then less.", ("S14",)),
    )


def test_a_narrative_without_ids_is_cut_at_full_stops() -> None:
    """Sentences of a narrative without ids end at a full stop and a space, or at the end of a line."""
    narrative = "# A heading\n\nGive 2.5 mg. Then stop! Why?\n1. A numbered line\n"
    assert [sentence.text for sentence in Narrative(narrative).sentences] == [
        "Give 2.5 mg.",
        "Then stop!",
        "Why?",
        "A numbered line",
    ]


@pytest.mark.slow
def test_a_long_chain_of_definitions_is_checked_without_recursion() -> None:
    """5,000 definitions, each made of the next: too deep to be explained, which is said once."""
    chain = [syntax.Define(syntax.Name(f"d{i}"), syntax.Not(syntax.Name(f"d{i + 1}"))) for i in range(5_000)]
    last = syntax.Define(syntax.Name("d5000"), syntax.Name("yes"))
    head = parse(HEAD).file.items
    found = check(syntax.File((*head, *chain, last))).findings
    assert [f.code for f in found if f.severity == "error"] == ["definition-too-deep"]
    circle = syntax.Define(syntax.Name("d5000"), syntax.Not(syntax.Name("d0")))
    found = check(syntax.File((*head, *chain, circle))).findings
    assert [f.code for f in found if f.severity == "error"] == ["circular-definition"]


def test_names_of_unread_items_are_not_called_unknown() -> None:
    """What an item declares that could not be read is not missed elsewhere; other names are."""
    text = (
        HEAD.replace("0 to 120 years", "0 too 120 years")
        + "define old as age > 60 years and agee > 3 years\n"
    )
    parsed = parse(text)
    assert parsed.findings
    unread = unread_words(text, parsed.file)
    assert [f.message for f in check(parsed.file, unread=unread).findings if f.severity == "error"] == [
        "no fact is called `agee`"
    ]


@pytest.mark.parametrize(
    ("condition", "says", "hint"),
    [
        (
            "total is severe",
            "`severe` is a value of `grade`, and `total` is a plain number",
            "write `grade is severe`",
        ),
        (
            "grade is mild or severe",
            "`severe` is a value of `grade`; a fact or definition is expected here",
            "write `grade is severe`",
        ),
        (
            "total is low",
            "`low` is a value of `risk`, and `total` is a plain number",
            "write `risk is low`",
        ),
    ],
)
def test_a_word_is_told_with_the_table_it_is_of(condition: str, says: str, hint: str) -> None:
    found = found_in(
        HEAD
        + "score total\n  2 points when diabetes\n  cite [1]\n"
        + "define grade by total\n  mild for 1 or less\n  severe for 2 or more\n  cite [1]\n"
        + f'advise look\n  when {condition}\n    note "Look"\n    cite [1]\n',
        None,
    )
    assert [(f.message, f.help) for f in found if f.severity == "error"] == [(says, hint)]


def test_what_is_done_is_not_given() -> None:
    items = (
        'advise look\n  do dexa_scan\n  cite [1]\n\ncase "a"\n  given diabetes yes\n'
        "  expect look gives dexa_scan\n"
    )
    (error,) = [f for f in found_in(HEAD + items, None) if f.severity == "error"]
    assert error.help == "`do` and `does` are for procedures, `give` and `gives` for medicines"


@pytest.mark.slow
def test_the_shipped_guideline_has_no_findings() -> None:
    """Neither the guideline nor its cases."""
    narrative = SHIPPED.with_name("narrative.md").read_text(encoding="utf-8")
    checked = check(parse(SHIPPED.read_text(encoding="utf-8")).file, narrative)
    assert not checked.findings
    assert checked.core is not None
    cases = parse(SHIPPED.with_suffix(".cases").read_text(encoding="utf-8"))
    assert not check_cases(checked.core, cases.file)


@pytest.mark.parametrize("operator", OPERATORS)
def test_the_example_of_an_operator_has_the_type_it_gives(operator: str) -> None:
    """The example of each row of the table is typed by the row's rule, as what it is said to give."""
    row = OPERATORS[operator]
    node = node_of(f"define tested as ({row.example}) is {row.gives}\n", "define:tested")
    assert isinstance(node, core.DefineNode)
    assert node.type == "truth"


@pytest.mark.parametrize("file", SPEC, ids=[file.stem for file in SPEC])
def test_no_text_makes_the_checker_fail(file: Path) -> None:
    """Words of a file put in each other's places are mistakes of an author, never ours; each has a place."""
    text = file.read_text(encoding="utf-8")
    random = Random(file.stem)
    words_in_text = [match.span() for match in re.finditer(r"[a-z_]+|\d[\d.]*", text)]
    for _ in range(examples(12)):
        mutated = text
        for _ in range(random.randint(1, 3)):
            (start, end), (other_start, other_end) = (
                random.choice(words_in_text),
                random.choice(words_in_text),
            )
            mutated = mutated[:start] + text[other_start:other_end] + mutated[end:]
        parsed = parse(mutated)
        unread = unread_words(mutated, parsed.file) if parsed.findings else ()
        checked = check(parsed.file, narrative_beside(file), unread)
        cases = check_cases(checked.core, parsed.file) if checked.core else ()
        for finding in (*checked.findings, *cases):
            assert all(0 <= p.span.start <= p.span.end <= len(mutated) for p in finding.places)
            assert finding.places


def test_a_decision_with_a_mistake_in_its_text_may_be_what_another_is_instead_of() -> None:
    text = (
        "guideline small\n  version 1.0.0\n\nfacts\n  ok  yes | no\n\nmedicines\n  alphin  steroid\n\n"
        'decide usual\n  line first "First line"\n    give alphin, dose not in source\n\n'
        "decide special\n  for ok\n  instead of usual\n  give nothing\n"
    )
    parsed = parse(text)
    assert "reserved-name" in {finding.code for finding in parsed.findings}
    assert check(parsed.file).core is None or parsed.findings
