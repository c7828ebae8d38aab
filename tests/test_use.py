"""`use NAME`: files in, what the commands print out."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from engine import used_files
from engine.library import GuidelineRefused, compile_text, evaluate, load_file, load_text
from engine.used_files import library_folder
from guideline_app import sources
from guideline_app.cli import main
from guideline_app.report import assessment_text
from guideline_app.sources import graph_of, read_source
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.read_graph import read_graph
from guideline_dsl.uses import read_used

RENAL = """\
guideline renal "Kidney function"
  version    1.2.0
  narrative  "narrative.md"

references
  1  research  "A formula"  "A journal"  1976
  2  research  "Nothing cites this"

facts
  age         18 to 120 years
  creatinine  0.1 to 20 mg/dL

define clearance as (140 - age in years) / creatinine in mg/dL * 1 mL/min
  cite [1] "estimated from age"

define uncalled as age > 65 years

decide own_decision
  give nothing
  cite [1]

case "A clearance"
  given  age 40 years, creatinine 2 mg/dL
  expect clearance is 50 mL/min
"""
HEART = """\
guideline heart "Heart"
  version  1.0.0
  use      renal

references
  1  guideline  "A guideline of the heart"

facts
  fibrillation  yes | no
  age           18 to 120 years

medicines
  apixaban  anticoagulant  tablets 2.5 mg

regimen low_dose
  give apixaban 2.5 mg orally twice daily
  cite [1]

decide anticoagulation
  when clearance < 30 mL/min and fibrillation
    give low_dose
  otherwise
    give nothing
    cite [1]
"""


def folder(tmp_path: Path, **changed: str) -> Path:
    """A project of two guidelines, each in its own folder."""
    for name, text in {"renal": RENAL, "heart": HEART, **changed}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.guideline").write_text(text, encoding="utf-8")
        (tmp_path / name / "narrative.md").write_text("It is estimated from age. {S1}\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> object:
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str) -> tuple[int, str]:
        code = main(arguments)
        told = capsys.readouterr()
        return code, told.out + told.err

    return command


def head(name: str, *uses: str) -> str:
    lines = "".join(f"  use {use}\n" for use in uses)
    return f'guideline {name} "{name}"\n  version 1.0.0\n{lines}'


def codes(text: str, **usable: str) -> list[str]:
    """The codes of the errors of a text that may use others."""
    read = {name: read_used(name, f"{name}.guideline", said) for name, said in usable.items()}
    return [f.code for f in compile_text(text, usable=read).findings if f.severity == "error"]


# ---------------------------------------------------------------- what comes, and what does not


def test_definitions_facts_and_references_come_and_decisions_do_not(tmp_path: Path) -> None:
    graph = load_file(folder(tmp_path) / "heart" / "heart.guideline")
    assert set(graph.facts) == {"fibrillation", "age", "creatinine"}
    assert set(graph.definitions) == {"clearance"}  # what nothing calls stays away
    assert "decide:own_decision" not in graph
    assert [(used.name, used.version) for used in graph.head.uses] == [("renal", "1.2.0")]
    assert list(graph.references) == [("", 1), ("renal", 1)]
    (citation,) = graph.definitions["clearance"].support.citations
    assert (citation.guideline, citation.references) == ("renal", (1,))
    assert citation.quotes[0].sentence == "It is estimated from age."
    assert graph.definitions["clearance"].span.guideline == "renal"


def test_the_graph_reads_back(tmp_path: Path) -> None:
    graph = load_file(folder(tmp_path) / "heart" / "heart.guideline")
    again = read_graph(graph.to_json())
    assert (again, again.to_json()) == (graph, graph.to_json())


def test_the_hash_covers_what_is_used(tmp_path: Path) -> None:
    plain = load_file(folder(tmp_path) / "heart" / "heart.guideline").hash
    file = tmp_path / "renal" / "renal.guideline"
    file.write_text(RENAL.replace("age > 65", "age > 70"), encoding="utf-8")
    assert load_file(tmp_path / "heart" / "heart.guideline").hash == plain
    for old, new in (("140 -", "141 -"), ("1.2.0", "1.2.1"), ('"A formula"', '"Another formula"')):
        file.write_text(RENAL.replace(old, new), encoding="utf-8")
        assert load_file(tmp_path / "heart" / "heart.guideline").hash != plain, new
    file.write_text("# a comment\n\n" + RENAL, encoding="utf-8")
    assert load_file(tmp_path / "heart" / "heart.guideline").hash == plain


def test_an_answer_reads_the_used_definition(tmp_path: Path) -> None:
    graph = load_file(folder(tmp_path) / "heart" / "heart.guideline")
    patient = {"facts": {"fibrillation": True, "age": "80 years", "creatinine": "3 mg/dL"}, "medicines": []}
    from datetime import date

    assessment = evaluate(graph, patient, date(2026, 1, 1))
    assert assessment.outcome("anticoagulation").kind == "recommended"
    assert [(r.number, r.guideline) for r in assessment.references] == [(1, ""), (1, "renal")]
    text = assessment_text(assessment)
    assert "\nUses: renal 1.2.0\n" in text
    assert "  [renal 1] A formula, A journal, 1976\n" in text


def test_the_same_guideline_by_two_ways_is_one_and_use_goes_on() -> None:
    base = head("base") + "\nfacts\n  age  0 to 120 years\n"
    left, right = head("left", "base"), head("right", "base")
    text = head("top", "left", "right") + "\ndefine old as age > 80 years\n"
    assert codes(text, base=base, left=left, right=right) == []


def test_a_name_declared_alike_is_one_and_otherwise_both_places_are_told() -> None:
    base = head("base") + "\nfacts\n  age  0 to 120 years\n"
    alike = head("top", "base") + "\nfacts\n  age   0 to 120 years  # the same\n"
    assert codes(alike, base=base) == []
    read = {"base": read_used("base", "base.guideline", base)}
    (finding,) = [
        f
        for f in compile_text(alike.replace("120", "110"), usable=read).findings
        if f.code == "declared-twice"
    ]
    assert [place.span.guideline for place in finding.places] == ["", "base"]


def test_definitions_that_cite_are_never_alike() -> None:
    """The same number stands for another entry in another list."""
    said = '\nreferences\n  1  guideline  "One"\n\nfacts\n  aa  0 to 9\n\ndefine bb as aa * 2\n  cite [1]\n'
    assert codes(head("top", "base") + said, base=head("base") + said) == ["declared-twice"]


def test_a_strength_is_of_the_scale_of_its_own_guideline() -> None:
    base = (
        head("base").replace("1.0.0\n", "1.0.0\n  strength firm | weak\n")
        + '\nreferences\n  1  guideline  "One"\n\nfacts\n  aa  0 to 9\n\ndefine bb as aa * 2\n  cite [1]\n'
        + "  strength firm\n"
    )
    text = head("top", "base").replace("1.0.0\n", "1.0.0\n  strength high | low\n")
    assert codes(f"{text}\ndefine cc as bb > 3\n", base=base) == []
    wrong = base.replace("  strength firm\n", "  strength high\n", 1).replace("strength firm | weak", "x")
    assert "unknown-strength" in codes(
        f"{text}\ndefine cc as bb > 3\n", base=base.replace("  strength firm\n", "  strength high\n")
    ), wrong


def test_scores_and_tables_come_with_what_they_read() -> None:
    base = head("base") + (
        '\nreferences\n  1  guideline  "One"\n\nfacts\n  age    0 to 120 years to the nearest 1 years\n'
        "  fever  yes | no\n\n"
        'score danger "Danger"\n  2 points when fever\n  by age\n    1 point   for 65 years or more\n'
        "    0 points  for less than 65 years\n  cite [1]\n\n"
        "define group by danger\n  low   for 1 or less\n  high  for 2 or more\n  cite [1]\n"
    )
    text = head("top", "base") + "\ndefine careful as group is high\n"
    assert codes(base) == []
    assert codes(text, base=base) == []
    graph = load_text(text, usable={"base": read_used("base", "base.guideline", base)})
    assert set(graph.definitions) == {"careful", "group", "danger"}
    assert list(graph.references) == [("base", 1)]


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"aa": head("aa", "aa")}, "`aa` uses itself"),
        ({"aa": head("aa", "bb"), "bb": head("bb", "aa")}, "`aa` uses `bb`, which uses `aa`"),
        (
            {"aa": head("aa", "bb"), "bb": head("bb", "cc"), "cc": head("cc", "bb")},
            "`bb` uses `cc`, which uses `bb`",
        ),
        ({"aa": head("aa", "bb", "bb"), "bb": head("bb")}, "`bb` is used twice here"),
        ({"aa": head("aa", "bb"), "bb": head("other")}, "is of the guideline `other`"),
        ({"aa": head("aa", "bb"), "bb": "facts\n  x  yes | no\n"}, "has no head"),
        ({"aa": head("aa", "bb"), "bb": head("bb") + "\nfacts\n  x  yes |\n"}, "bb/bb.guideline:5:"),
        ({"aa": head("aa", "rena"), "renal": head("renal")}, "did you mean `renal`?"),
        ({"aa": head("aa", "nowhere")}, "nowhere/nowhere.guideline beside its folder"),
        ({"aa": 'guideline aa "aa"\n  use "../bb"\n'}, "write `use bb`"),
        ({"aa": 'guideline aa "aa"\n  use "/etc/passwd"\n'}, "write `use passwd`"),
        ({"aa": 'guideline aa "aa"\n  use "C:\\\\bb.guideline"\n'}, "write `use bb`"),
        ({"aa": 'guideline aa "aa"\n  use ""\n'}, "write `use NAME`"),
        ({"aa": 'guideline aa "aa"\n  use ../bb\n'}, "write `use bb`"),
        ({"aa": 'guideline aa "aa"\n  use /etc/bb  # near\n'}, "write `use bb`"),
        ({"aa": 'guideline aa "aa"\n  use bb.guideline\n'}, "write `use bb`"),
        ({"aa": 'guideline aa "aa"\n  use bb/../cc\n'}, "write `use cc`"),
        ({"aa": 'guideline aa "aa"\n  use "bb\n'}, "write `use bb`"),
        ({"aa": 'guideline aa "aa"\n  use bb, cc\n'}, "write `use bb`, and under it `use cc`"),
        ({"aa": 'guideline aa "aa"\n  use\n'}, "I expected a name, and the line ends"),
        ({"aa": 'guideline aa "aa"\n  use Bb\n'}, "write `bb`"),
        ({"aa": 'guideline aa "aa"\n  uses bb\n'}, "did you mean `use`?"),
        ({"aa": 'guideline aa "aa"\nuse bb\n'}, "indent it by two spaces"),
    ],
)
def test_what_cannot_be_used_is_a_finding(
    tmp_path: Path, run: object, files: dict[str, str], expected: str
) -> None:
    for name, text in files.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.guideline").write_text(text, encoding="utf-8")
    code, told = run("check", "aa/aa.guideline")  # type: ignore[operator]
    assert code == 1
    assert expected in told
    assert "mistake of the program" not in told


def test_no_link_leads_out(tmp_path: Path, run: object) -> None:
    """Of the three ways out: a linked file, a linked folder, and a linked file beside."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.guideline").write_text("topsecret", encoding="utf-8")
    for way in ("beside", "file", "folder"):
        home = tmp_path / way / "aa"
        home.mkdir(parents=True)
        (home / "aa.guideline").write_text(head("aa", "secret"), encoding="utf-8")
        if way == "beside":
            (home / "secret.guideline").symlink_to(outside / "secret.guideline")
        elif way == "folder":
            (tmp_path / way / "secret").symlink_to(outside)
        else:
            (tmp_path / way / "secret").mkdir()
            (tmp_path / way / "secret" / "secret.guideline").symlink_to(outside / "secret.guideline")
        code, told = run("check", f"{way}/aa/aa.guideline")  # type: ignore[operator]
        assert (code, "guideline-out-of-reach" in told, "topsecret" in told) == (1, True, False)


def test_a_link_inside_its_folder_is_followed(tmp_path: Path, run: object) -> None:
    (tmp_path / "real.guideline").write_text(head("bb"), encoding="utf-8")
    (tmp_path / "bb.guideline").symlink_to(tmp_path / "real.guideline")
    (tmp_path / "aa.guideline").write_text(head("aa", "bb"), encoding="utf-8")
    assert run("check", "aa.guideline")[0] == 0  # type: ignore[operator]


def test_what_is_no_file_is_not_waited_for(tmp_path: Path, run: object) -> None:
    import os

    os.mkfifo(tmp_path / "bb.guideline")
    (tmp_path / "cc.guideline").mkdir()
    (tmp_path / "aa.guideline").write_text(head("aa", "bb", "cc"), encoding="utf-8")
    code, told = run("check", "aa.guideline")  # type: ignore[operator]
    assert (code, told.count("unknown-guideline")) == (1, 2)


def test_an_unreadable_file_is_bad_input(tmp_path: Path, run: object) -> None:
    (tmp_path / "bb.guideline").write_bytes(b"\xff\xfe")
    (tmp_path / "aa.guideline").write_text(head("aa", "bb"), encoding="utf-8")
    code, told = run("check", "aa.guideline")  # type: ignore[operator]
    assert (code, "bb.guideline: is not UTF-8 text" in told) == (3, True)


def test_two_different_guidelines_of_one_name_are_refused(tmp_path: Path, run: object) -> None:
    for place, text in {
        "aa/aa": head("aa", "bb", "cc"),
        "aa/cc": head("cc"),
        "bb/bb": head("bb", "cc"),
        "bb/cc": head("cc") + "\nfacts\n  x  yes | no\n",
    }.items():
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / f"{place}.guideline").write_text(text, encoding="utf-8")
    code, told = run("check", "aa/aa.guideline")  # type: ignore[operator]
    assert (code, "two different guidelines are used as `cc`" in told) == (1, True)
    (tmp_path / "bb" / "cc.guideline").write_text(head("cc"), encoding="utf-8")
    assert run("check", "aa/aa.guideline")[0] == 0  # type: ignore[operator]


def test_so_many_and_no_more(tmp_path: Path, run: object) -> None:
    for number in range(150):
        text = head(f"g{number}", f"g{number + 1}")
        (tmp_path / f"g{number}.guideline").write_text(text, encoding="utf-8")
    code, told = run("check", "g0.guideline")  # type: ignore[operator]
    assert (code, "more than 100 guidelines are used" in told) == (1, True)


# ---------------------------------------------------------------- the commands


def test_a_finding_says_in_which_file_it_is(tmp_path: Path, run: object) -> None:
    folder(tmp_path, heart=HEART.replace("18 to 120", "19 to 120"))
    code, told = run("check", "heart")  # type: ignore[operator]
    assert code == 1
    assert re.findall(r"┌─ (\S+)", told) == ["heart/heart.guideline:10:3", "renal/renal.guideline:10:3"]
    _, told = run("check", "heart", "--format", "json")  # type: ignore[operator]
    (finding,) = json.loads(told)["files"][0]["findings"]
    assert [place.get("file") for place in finding["places"]] == [None, "renal/renal.guideline"]
    _, told = run("check", "heart", "--format", "sarif")  # type: ignore[operator]
    (result,) = json.loads(told)["runs"][0]["results"]
    places = [*result["locations"], *result["relatedLocations"]]
    assert [place["physicalLocation"]["artifactLocation"]["uri"] for place in places] == [
        "heart/heart.guideline",
        "renal/renal.guideline",
    ]


def test_a_mistake_in_a_used_file_is_shown_with_its_line(tmp_path: Path, run: object) -> None:
    folder(tmp_path, renal=RENAL.replace('"estimated from age"', '"estimated from weight"'))
    code, told = run("graph", "heart/heart.guideline")  # type: ignore[operator]
    assert code == 1
    assert "┌─ renal/renal.guideline:14:12" in told
    assert '14 │   cite [1] "estimated from weight"' in told


def test_cases_coverage_layout_and_drawing(tmp_path: Path, run: object) -> None:
    folder(tmp_path)
    (tmp_path / "heart" / "heart.cases").write_text(
        'case "Poor filtration"\n'
        "  given  fibrillation yes, age 80 years, creatinine 3 mg/dL\n"
        "  expect anticoagulation gives apixaban 5 mg/day\n"
        "  expect clearance is 20 mL/min\n",
        encoding="utf-8",
    )
    code, told = run("test", ".")  # type: ignore[operator]
    assert code == 0, told
    assert "  1 of 2 statements are exercised\n" in told  # `otherwise` of heart; renal's own are not asked
    assert run("fmt", "--check", ".")[0] == 0  # type: ignore[operator]
    assert run("draw", "heart/heart.guideline", "-o", "x.dot")[0] == 0  # type: ignore[operator]
    assert "clearance" in (tmp_path / "x.dot").read_text(encoding="utf-8")


def test_the_cache_notices_what_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed file, a changed narrative, a nearer file of the same name, and one that has gone."""
    monkeypatch.setenv("GUIDELINE_CACHE", str(tmp_path / "cache"))
    home = folder(tmp_path / "p" if (tmp_path / "p").mkdir() is None else tmp_path)
    compiled: list[str] = []
    compile_source = sources.compile_source

    def counted(source: sources.Source) -> object:
        compiled.append(source.name)
        return compile_source(source)

    monkeypatch.setattr(sources, "compile_source", counted)

    def load() -> DecisionGraph:
        return graph_of(read_source(str(home / "heart" / "heart.guideline")))

    first = load()
    assert load() == first
    assert len(compiled) == 1
    renal = home / "renal" / "renal.guideline"
    renal.write_text(RENAL.replace("140 -", "141 -"), encoding="utf-8")
    second = load()
    assert second.hash != first.hash
    assert len(compiled) == 2
    (home / "renal" / "narrative.md").write_text("It was estimated from age alone. {S1}\n", encoding="utf-8")
    load()
    assert len(compiled) == 3
    (home / "heart" / "renal.guideline").write_text(
        RENAL.replace('  narrative  "narrative.md"\n', ""), encoding="utf-8"
    )
    load()
    assert len(compiled) == 4
    load()
    assert len(compiled) == 4
    (home / "heart" / "renal.guideline").unlink()
    load()
    assert len(compiled) == 5
    renal.unlink()
    with pytest.raises(sources.HasErrors):  # renal of the library has no `clearance`
        load()


def test_loading_from_python_shows_the_used_file(tmp_path: Path) -> None:
    folder(tmp_path, renal=RENAL.replace("1976", "1976 7"))
    with pytest.raises(GuidelineRefused, match=r"renal\.guideline:6:"):
        load_file(tmp_path / "heart" / "heart.guideline")


# ---------------------------------------------------------------- the library


def test_all_of_the_library_can_be_used_together(tmp_path: Path, run: object) -> None:
    names = sorted(path.stem for path in library_folder().glob("*.guideline"))
    assert {"body", "renal"} <= set(names)
    (tmp_path / "all.guideline").write_text(head("everything", *names), encoding="utf-8")
    code, told = run("check", "all.guideline")  # type: ignore[operator]
    assert (code, told) == (0, "no findings in 1 file\n")


def test_the_library_is_checked_and_tested(run: object) -> None:
    code, told = run("check", str(library_folder()))  # type: ignore[operator]
    assert (code, told.startswith("no findings in ")) == (0, True)
    code, told = run("test", str(library_folder()))  # type: ignore[operator]
    assert (code, re.search(r"\d+ guidelines: (\d+) of \1 cases pass\n$", told) is not None) == (0, True)


def test_the_library_uses_the_library_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file beside the library, or in a folder of its name beside it, is none of its business."""
    home = tmp_path / "library"
    (tmp_path / "other").mkdir()
    home.mkdir()
    (home / "aa.guideline").write_text(head("aa", "other"), encoding="utf-8")
    (tmp_path / "other" / "other.guideline").write_text(head("other"), encoding="utf-8")
    monkeypatch.setattr(used_files, "library_folder", home.resolve)
    with pytest.raises(GuidelineRefused, match="unknown-guideline"):
        load_file(home / "aa.guideline")
    monkeypatch.undo()
    load_file(home / "aa.guideline")
