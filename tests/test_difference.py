"""Two versions of a guideline: what a clinician is told of their difference; nothing where there is none."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest

from guideline_dsl.difference import Change, Difference, difference
from tests.laws.guidelines import graph_of, guideline
from tests.shares import examples, one_in
from tests.test_content_hash import (
    ORDER_THAT_MATTERS,
    OTHER_MEANING,
    RENAMED,
    SAME_MEANING,
    SAMPLE,
    changed,
    graph,
    items_of,
)
from tests.test_reviewable import SHIPPED, shipped_graph


def compared(text: str, old: str = SAMPLE) -> Difference:
    return difference(graph(old), graph(text))


def told(found: Difference) -> list[str]:
    """The changes, a line each: `changed Beginning: when frail | condition: frail -> not frail`."""
    return [_line(change) for change in found.changes]


def _line(change: Change) -> str:
    parts = [f"{change.kind} {change.statement.title}"]
    parts += [f"{each.label}: {each.was or '-'} -> {each.now or '-'}" for each in change.fields]
    if change.because:
        parts.append(f"because {', '.join(change.because)}")
    if change.kind == "moved" and not change.fields:
        parts.append(f"after {change.after or '-'}")
    if change.named_in:
        parts.append(f"named in {len(change.named_in)}")
    return " | ".join(parts)


def directly(found: Difference) -> list[str]:
    """The same without what is only affected."""
    return [line for line in told(found) if not line.startswith("affected ")]


# ---------------------------------------------------------------- a difference, and none


@pytest.mark.parametrize(
    ("old", "new"), one_in(4, [pair for pair in SAME_MEANING if SAMPLE.count(pair[0]) == 1])
)
def test_layout_and_spelling_are_no_difference(old: str, new: str) -> None:
    assert told(compared(changed(old, new))) == []


@pytest.mark.parametrize(("old", "new"), one_in(8, [*OTHER_MEANING, *ORDER_THAT_MATTERS]))
def test_every_single_thing_that_is_said_otherwise_is_told_in_words(old: str, new: str) -> None:
    found = compared(changed(old, new))
    assert directly(found) != []
    unsaid = [each for each in found.of("changed") if not each.fields]
    assert unsaid == []
    back = difference(found.new, found.old)
    kinds = {"added": "removed", "removed": "added"}
    assert sorted(kinds.get(c.kind, c.kind) for c in back.changes) == sorted(c.kind for c in found.changes)


@pytest.mark.parametrize("name", one_in(5, RENAMED))
def test_another_name_is_told(name: str) -> None:
    assert directly(compared(re.sub(rf"\b{name}\b", f"{name}_too", SAMPLE))) != []


def test_the_order_of_items_is_no_difference() -> None:
    for seed in range(3):
        items = items_of(SAMPLE)
        Random(seed).shuffle(items)
        assert told(compared("\n".join(items))) == []


def test_there_is_a_difference_where_the_content_hash_differs_and_nowhere_else() -> None:
    """On generated guidelines, without a line of one of their items, or with two of them in another order."""
    for seed in range(examples(12)):
        text, at = guideline(Random(seed)), Random(seed)
        lines = text.splitlines(keepends=True)
        for _ in range(6):
            first, second = sorted(at.sample(range(len(lines)), 2))
            for other in (
                [*lines[:first], *lines[first + 1 :]],
                [
                    *lines[:first],
                    lines[second],
                    *lines[first + 1 : second],
                    lines[first],
                    *lines[second + 1 :],
                ],
            ):
                try:
                    new = graph_of("".join(other))
                except AssertionError:
                    continue
                found = difference(graph_of(text), new)
                assert bool(found.changes) == (new.hash != found.old.hash)


# ---------------------------------------------------------------- what is told


def test_a_branch_that_is_put_in_the_middle_leaves_the_later_ones_as_they_were() -> None:
    inserted = "  when smoker\n    give nothing\n    cite [1]\n"
    text = SAMPLE.replace(
        "  when diagnosis is any of (flutter, fibrillation) and early\n",
        f"{inserted}  when diagnosis is any of (flutter, fibrillation) and early\n",
    )
    found = [line for line in told(compared(text)) if line.partition(" ")[2].startswith("Beginning")]
    assert found == [
        "added Beginning: when smoker",
        "affected Beginning: when diagnosis is any of (flutter, fibrillation) and early"
        " | because Beginning: when smoker",
        "affected Beginning: otherwise | because Beginning: when smoker",
    ]


def test_a_dose_is_told_by_the_part_of_it_that_changed() -> None:
    text = changed(
        "give beta 0.5 to 1 mg/kg/day by lean, at least 20 mg/day",
        "give beta 0.5 to 0.75 mg/kg/day by lean, at least 25 mg/day",
    )
    assert told(compared(text)) == [
        "changed Beginning: when diagnosis is any of (flutter, fibrillation) and early"
        " | dose of beta: 0.5 to 1 mg/kg/day by lean -> 0.5 to 0.75 mg/kg/day by lean"
        " | lower limit of the dose of beta: 20 mg/day -> 25 mg/day"
    ]


def test_another_medicine_is_told_with_the_whole_of_its_dose() -> None:
    text = changed("give alpha 2.5 mg once daily orally", "give beta 5 mg twice daily orally")
    assert directly(compared(text)) == [
        "changed The course: when frail | gives: alpha 2.5 mg, orally once daily -> beta 5 mg, orally twice daily"
    ]


def test_a_condition_a_strength_and_a_citation_are_told_by_these_names() -> None:
    text = changed("    strength strong\n    evidence", "    strength weak\n    evidence")
    assert directly(compared(text))[0].endswith("| strength: strong -> weak")
    assert directly(compared(changed("creatinine > 1.5 mg/dL", "creatinine > 2 mg/dL"))) == [
        "changed caution beta when creatinine > 2 mg/dL | condition: creatinine > 1.5 mg/dL -> creatinine > 2 mg/dL"
    ]
    assert directly(
        compared(changed("creatinine > 1.5 mg/dL\n    cite [2]", "creatinine > 1.5 mg/dL\n    cite [1]"))
    ) == ["changed caution beta when creatinine > 1.5 mg/dL | citation: [2] -> [1]"]


def test_what_a_caution_becomes_is_told() -> None:
    assert directly(compared(changed("caution beta", "contraindicate beta"))) == [
        "changed contraindicate beta when creatinine > 1.5 mg/dL | effect: caution -> contraindicate"
    ]


def test_branches_in_another_order_have_moved_and_what_stands_behind_them_is_affected() -> None:
    one = "  when frail\n    give alpha 2.5 mg once daily orally\n    cite [1]\n"
    two = "  when old\n    give alpha 1 mg once daily orally\n    cite [1]\n"
    before, after = SAMPLE.replace(one, one + two), SAMPLE.replace(one, two + one)
    found = [line for line in told(compared(after, before)) if "The course" in line.partition("|")[0]]
    assert found == [
        "moved The course: when old | after -",
        "affected The course: when frail | because The course: when old",
    ]


def test_another_name_of_the_same_content_is_a_renaming_and_not_a_change_of_whatever_names_it() -> None:
    assert told(compared(re.sub(r"\bfiltration\b", "kidney_function", SAMPLE))) == [
        "renamed kidney_function | definition: filtration -> kidney_function | named in 1"
    ]
    assert told(compared(re.sub(r"\b(give|regimen) course\b", r"\1 first_course", SAMPLE))) == [
        "renamed The course | regimen: course -> first_course | named in 1"
    ]
    assert told(compared(re.sub(r"\bblocker\b", "inhibitor", SAMPLE)))[0] == (
        "renamed Alpha, the first | class: blocker -> inhibitor | named in 3"
    )


REFERENCES = """\
guideline pain "Pain"
  version 1.0.0

references
  1  guideline  "Alpha"  "P"  2020
  2  guideline  "Beta"   "P"  2021
  3  guideline  "Gamma"  "P"  2022
  4  guideline  "Delta"  "P"  2023

facts
  chest_pain  yes | no  "Pain"

procedures
  visit  "A visit"

define painful as chest_pain
  cite [2] "ache"

decide care "Care"
  when painful
    do visit
    cite [4] "four"
    cite [2] "two"
  otherwise
    give nothing
    cite [1, 3] "one"
"""


def numbered_anew(text: str, **numbers: int) -> str:
    """The references of these titles under other numbers, there and where they are cited."""
    became = {}
    for title, number in numbers.items():
        row = re.search(rf'^  (\d)  guideline  "{title}".*\n', text, re.M)
        assert row is not None
        became[row[1]] = str(number)
        text = text.replace(row[0], row[0].replace(row[1], f"#{number}", 1))
    cited = re.compile(r"\[[\d, ]+\]")
    text = cited.sub(lambda c: re.sub(r"\d", lambda d: became.get(d[0], d[0]), c[0]), text)
    return text.replace("#", "")


def test_a_reference_under_another_number_is_told_once_and_changes_nothing_that_cites_it() -> None:
    assert told(compared(numbered_anew(REFERENCES, Delta=5), REFERENCES)) == [
        "renamed reference 5 | reference: 4 -> 5"
    ]
    assert told(compared(numbered_anew(REFERENCES, Delta=2, Beta=4), REFERENCES)) == [
        "renamed reference 4 | reference: 2 -> 4",
        "renamed reference 2 | reference: 4 -> 2",
    ]


def test_a_reference_that_takes_the_number_of_a_removed_one_is_not_taken_for_it() -> None:
    without = REFERENCES.replace('  2  guideline  "Beta"   "P"  2021\n', "").replace(
        '    cite [2] "two"\n', ""
    )
    without = without.replace('  cite [2] "ache"\n', "")
    assert directly(compared(numbered_anew(without, Delta=2), REFERENCES)) == [
        "renamed reference 2 | reference: 4 -> 2",
        'changed painful | citation: [2 of the older version], "ache" -> -'
        " | because reference 2 of the older version",
        'changed Care: when painful | citation: [2 of the older version], "two" -> -'
        " | because painful, reference 2 of the older version",
        "removed reference 2",
    ]


def test_two_names_for_which_nothing_else_speaks_are_two_things() -> None:
    found = directly(compared(re.sub(r"\bsmoker\b", "drinker", SAMPLE)))
    assert "added drinker" in found
    assert "removed smoker" in found


def test_a_renaming_of_two_things_that_name_each_other_is_followed() -> None:
    text = re.sub(r"\bold\b", "aged", re.sub(r"\brisk\b", "danger", SAMPLE))
    assert [line.split(" | ")[1] for line in told(compared(text))] == [
        "definition: old -> aged",
        "definition: risk -> danger",
    ]


def test_a_definition_that_is_changed_affects_what_rests_on_it_and_is_named_as_the_reason() -> None:
    found = told(compared(changed("age >= 65 years", "age >= 70 years")))
    assert found[0] == "changed old | value: age >= 65 years -> age >= 70 years"
    assert "affected Second step: option First way | because old" in found


def test_a_decision_of_another_kind_keeps_its_statements() -> None:
    found = directly(
        compared(
            changed("decide beginning", "advise beginning").replace(
                "  otherwise\n    give nothing\n    warn", "  when old\n    give nothing\n    warn"
            )
        )
    )
    assert "changed Beginning | kind: the first that holds -> each that holds" in found


@pytest.mark.parametrize("path", one_in(10, SHIPPED), ids=lambda path: path.stem)
def test_a_shipped_guideline_does_not_differ_from_itself(path: Path) -> None:
    made = shipped_graph(path)
    assert made is not None
    assert difference(made, made).changes == ()


def test_two_published_versions_are_told_apart_in_words() -> None:
    old, new = (
        shipped_graph(path)
        for path in SHIPPED
        if path.stem in ("atrial_fibrillation", "atrial_fibrillation_2024")
    )
    assert old is not None
    assert new is not None
    found = directly(difference(old, new))
    row = "changed Risk of stroke: 2 or more | row: high for 2 or more, male -> high for 2 or more | because "
    assert any(line.startswith(row) for line in found)
    assert "removed CHA2DS2-VASc: 1 point when sex is female" in found


def test_two_names_that_both_fit_are_not_taken_for_a_renaming() -> None:
    twin = SAMPLE.replace("define lean\n", "define aged as age >= 65 years\ndefine lean\n")
    renamed = twin.replace("define aged as", "define elder as").replace("define old  ", "define senior")
    renamed = re.sub(r"\bold\b", "senior", renamed)
    found = directly(compared(renamed, twin))
    assert [line for line in found if line.startswith("renamed")] == []
    assert {"added elder", "added senior", "removed aged", "removed old"} <= set(found)


def test_lines_in_another_order_among_each_other_have_moved() -> None:
    one, other = "  do test, interval not in source\n", '  note "In no order"\n'
    before = SAMPLE.replace(one, one + other)
    (line,) = told(compared(SAMPLE.replace(one, other + one), before))
    assert line.startswith(
        "moved What is always done | order of its lines: do test; note In no order; when done scan within 52 weeks"
    )
    assert " -> note In no order; do test; when done scan" in line
