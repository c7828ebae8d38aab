"""The `guideline` command: what it prints, what it writes, and its exit codes."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from guideline_app.cli import main

ROOT = Path(__file__).parent.parent
FINE, FINDINGS, USAGE, BAD_INPUT = 0, 1, 2, 3


@dataclass(frozen=True)
class Result:
    exit_code: int
    stdout: str
    stderr: str


class _Terminal(io.TextIOWrapper):
    """A standard stream that keeps what is written to it."""

    def __init__(self, content: bytes = b"") -> None:
        super().__init__(io.BytesIO(content), encoding="utf-8", newline="")

    def shown(self) -> str:
        self.flush()
        kept = self.buffer
        assert isinstance(kept, io.BytesIO)
        return kept.getvalue().decode()


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that the tests share with one another and with nobody else."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def folder(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.setenv("GUIDELINE_CACHE", str(cache))
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return work


@pytest.fixture
def demo(folder: Path) -> Path:
    """The folder of a guideline made by `guideline new demo`."""
    assert run("new", "demo").exit_code == FINE
    return folder / "demo"


def run(*arguments: str, given: str = "") -> Result:
    """The command in this process, with standard streams of its own."""
    with pytest.MonkeyPatch.context() as streams:
        streams.setattr(sys, "stdin", _Terminal(given.encode()))
        out, err = _Terminal(), _Terminal()
        streams.setattr(sys, "stdout", out)
        streams.setattr(sys, "stderr", err)
        try:
            code = main(arguments)
        except SystemExit as ended:  # of the parser of the command line: help, version, a wrong use
            code = int(ended.code or 0)
        return Result(code, out.shown(), err.shown())


def process(*arguments: str, given: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "guideline_app.cli", *arguments],
        input=given,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )


EVALUATE = ("evaluate", "demo/demo.guideline", "demo/patient.json", "--as-of", "2026-01-01")

# ---------------------------------------------------------------- help and usage


@pytest.mark.parametrize("command", ["check", "evaluate", "test", "fmt", "new", "graph", "schema", "draw"])
def test_every_command_explains_itself(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == FINE
    assert result.stdout.startswith("usage: guideline ")


def test_help_says_what_the_exit_codes_mean_and_gives_examples() -> None:
    shown = run("--help").stdout
    for part in ("0 fine", "1 findings", "2 usage", "3 bad input", "guideline evaluate", "guideline draw"):
        assert part in shown


def test_the_version_is_that_of_the_engine() -> None:
    from guideline_dsl.version import ENGINE_VERSION

    assert run("--version").stdout == f"guideline {ENGINE_VERSION}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["check"],
        ["evaluate", "one.guideline"],
        ["evaluate", "-", "-"],
        ["evaluate", "a.guideline", "p.json", "--as-of", "yesterday"],
        ["evaluate", "a.guideline", "p.json", "--as-of", "2026-02-30"],
        ["evaluate", "a.guideline", "p.json", "--format", "sarif"],
        ["check", "a.guideline", "--format", "html"],
        ["draw", "a.guideline"],
        ["draw", "a.guideline", "-o", "picture.gif"],
        ["schema", "a.guideline", "--of", "weather"],
    ],
)
def test_a_wrong_use_is_exit_code_2(folder: Path, arguments: list[str]) -> None:
    assert run(*arguments).exit_code == USAGE


# ---------------------------------------------------------------- new


def test_a_new_guideline_checks_and_tests_green_and_answers(demo: Path) -> None:
    assert run("check", "demo/demo.guideline").exit_code == FINE
    tested = run("test", "demo/demo.guideline")
    assert tested.exit_code == FINE
    assert "6 of 6 cases pass" in tested.stdout
    assert "no case" not in tested.stdout
    assert run("fmt", "--check", "demo").exit_code == FINE
    assert run(*EVALUATE).exit_code == FINE


@pytest.mark.parametrize("name", ["age", "treatment", "examplin", "severe", "x", "a" * 64])
def test_a_new_guideline_may_have_any_name_that_is_none_of_the_language(folder: Path, name: str) -> None:
    assert run("new", name).exit_code == FINE
    assert run("check", f"{name}/{name}.guideline").exit_code == FINE


@pytest.mark.parametrize("name", ["when", "mg", "Upper", "two words", "../out", "/abs", "", "a" * 65, "x-y"])
def test_a_name_that_a_guideline_cannot_have_is_refused(folder: Path, name: str) -> None:
    assert run("new", "--", name).exit_code == BAD_INPUT
    assert list(folder.iterdir()) == []


def test_new_never_overwrites(demo: Path) -> None:
    (demo / "narrative.md").write_text("mine")
    result = run("new", "demo")
    assert result.exit_code == BAD_INPUT
    assert "exists already" in result.stderr
    assert (demo / "narrative.md").read_text() == "mine"


# ---------------------------------------------------------------- evaluate


def test_an_assessment_is_exit_code_0_whatever_it_says(demo: Path) -> None:
    result = run(*EVALUATE)
    assert result.exit_code == FINE
    assert "STATUS: draft, not reviewed" in result.stdout
    assert "5 mg/kg/day x 40 kg = 200 mg/day" in result.stdout
    assert result.stderr == ""


def test_the_json_of_an_assessment_fits_its_schema(demo: Path) -> None:
    import jsonschema

    result = run(*EVALUATE, "--format", "json")
    schema = run("schema", "demo/demo.guideline", "--of", "assessment")
    jsonschema.validate(json.loads(result.stdout), json.loads(schema.stdout))
    assert json.loads(result.stdout)["as_of"] == "2026-01-01"


def test_the_example_patient_fits_the_schema_of_its_guideline(demo: Path) -> None:
    import jsonschema

    schema = json.loads(run("schema", "demo/demo.guideline").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads((demo / "patient.json").read_text()), schema)


def test_the_graph_stands_in_for_the_text(demo: Path) -> None:
    by_text = run(*EVALUATE).stdout
    graph = run("graph", "demo/demo.guideline")
    assert graph.exit_code == FINE
    (demo / "graph.json").write_text(graph.stdout)
    assert run("evaluate", "demo/graph.json", *EVALUATE[2:]).stdout == by_text
    assert run("schema", "demo/graph.json").stdout == run("schema", "demo/demo.guideline").stdout


def test_without_a_day_it_is_about_today(demo: Path) -> None:
    from datetime import date

    before = date.today().isoformat()
    shown = json.loads(run(*EVALUATE[:3], "--format", "json").stdout)["as_of"]
    assert before <= shown <= date.today().isoformat()


def test_the_guideline_or_the_patient_may_come_from_standard_input(demo: Path) -> None:
    expected = run(*EVALUATE).stdout
    patient = (demo / "patient.json").read_text()
    assert run("evaluate", "demo/demo.guideline", "-", *EVALUATE[3:], given=patient).stdout == expected
    graph = run("graph", "demo/demo.guideline").stdout
    assert run("evaluate", "-", *EVALUATE[2:], given=graph).stdout == expected


@pytest.mark.parametrize(
    ("patient", "says"),
    [
        ("{", "JSON"),
        ("[]", "object"),
        ('{"facts": {"wieght": "70 kg"}}', "weight"),
        ('{"facts": {"weight": "70"}}', "kg"),
        ('{"facts": {"weight": "7000 kg"}}', "300"),
        ('{"facts": {"weight": NaN}}', "NaN"),
        ('{"facts": {"age": "30 years", "age": "40 years"}}', "age"),
    ],
)
def test_a_refused_patient_is_exit_code_3_and_says_why(demo: Path, patient: str, says: str) -> None:
    result = run("evaluate", "demo/demo.guideline", "-", given=patient)
    assert result.exit_code == BAD_INPUT
    assert result.stdout == ""
    assert says in result.stderr


def test_a_guideline_with_an_error_gives_its_findings_and_no_assessment(demo: Path) -> None:
    file = demo / "demo.guideline"
    file.write_text(file.read_text().replace("by weight", "by wieght"))
    result = run(*EVALUATE)
    assert result.exit_code == FINDINGS
    assert result.stdout == ""
    assert "wieght" in result.stderr


# ---------------------------------------------------------------- bad files


@pytest.mark.parametrize("command", ["check", "test", "fmt", "graph", "schema"])
@pytest.mark.parametrize("file", ["missing.guideline", "latin1.guideline", "an_empty_folder"])
def test_what_cannot_be_read_is_exit_code_3(folder: Path, command: str, file: str) -> None:
    (folder / "latin1.guideline").write_bytes(b'guideline x "caf\xe9"\n')
    (folder / "an_empty_folder").mkdir()
    result = run(command, file)
    if command == "fmt" and file == "an_empty_folder":
        assert result.exit_code == FINE
        return
    assert result.exit_code == BAD_INPUT
    assert file in result.stderr


def test_bad_input_outranks_findings_and_the_other_files_are_still_checked(demo: Path) -> None:
    (demo / "wrong.guideline").write_text("nonsense\n")
    result = run("check", "demo/missing.guideline", "demo/wrong.guideline")
    assert result.exit_code == BAD_INPUT
    assert "wrong.guideline" in result.stdout
    assert "missing.guideline" in result.stderr


@pytest.mark.parametrize(
    "change",
    [
        lambda graph: {**graph, "hash": "0" * 64},
        lambda graph: {**graph, "format": "guideline-graph/999"},
        lambda graph: {**graph, "nodes": [{"is": "Nonsense"}]},
        lambda graph: {**graph, "nodes": 3},
        lambda graph: {key: part for key, part in graph.items() if key != "edges"},
        lambda graph: {},
    ],
)
def test_a_graph_that_was_tampered_with_is_refused(demo: Path, change: object) -> None:
    graph = json.loads(run("graph", "demo/demo.guideline").stdout)
    assert callable(change)
    (demo / "graph.json").write_text(json.dumps(change(graph)))
    result = run("evaluate", "demo/graph.json", "demo/patient.json")
    assert result.exit_code == BAD_INPUT


@pytest.mark.parametrize(
    "narrative", ["missing.md", "../outside.md", "/etc/hostname", "..\\outside.md", "C:\\x.md", "link.md"]
)
def test_a_narrative_stays_inside_the_folder_of_its_guideline(demo: Path, narrative: str) -> None:
    (demo.parent / "outside.md").write_text("outside")
    (demo / "link.md").symlink_to(demo.parent / "outside.md")
    file = demo / "demo.guideline"
    file.write_text(file.read_text().replace("narrative.md", narrative))
    result = run("check", "demo/demo.guideline")
    assert result.exit_code == BAD_INPUT
    assert "outside" not in result.stdout


# ---------------------------------------------------------------- test


def test_a_case_that_fails_is_exit_code_1_and_says_where_and_what_was_found(demo: Path) -> None:
    cases = demo / "demo.cases"
    cases.write_text(cases.read_text().replace("200 to 400 mg/day", "200 to 450 mg/day"))
    result = run("test", "demo")
    assert result.exit_code == FINDINGS
    assert "FAILED demo/demo.cases:1" in result.stdout
    assert "200 to 450 mg/day" in result.stdout
    assert "5 of 6 cases pass" in result.stdout


def test_statements_that_no_case_exercises_are_listed(demo: Path) -> None:
    cases = demo / "demo.cases"
    kept = cases.read_text().partition('case "an abnormal test')[0]
    cases.write_text(kept)
    result = run("test", "demo/demo.guideline")
    assert result.exit_code == FINE
    assert "is exercised by no case" in result.stdout
    assert "contraindicate" in result.stdout


def test_a_guideline_without_cases_does_not_pass_for_tested(demo: Path) -> None:
    (demo / "demo.cases").unlink()
    result = run("test", "demo")
    assert result.exit_code == FINDINGS
    assert "no cases" in result.stdout


def test_cases_may_stand_in_the_guideline_itself(demo: Path) -> None:
    cases = demo / "demo.cases"
    file = demo / "demo.guideline"
    file.write_text(f"{file.read_text()}\n{cases.read_text()}")
    cases.unlink()
    assert "6 of 6 cases pass" in run("test", "demo").stdout


# ---------------------------------------------------------------- fmt


def test_fmt_rewrites_what_is_not_in_the_one_layout_and_only_that(demo: Path) -> None:
    file = demo / "demo.guideline"
    good = file.read_text()
    file.write_text(good.replace("  when severe", "  when    severe"))
    assert run("fmt", "--check", "demo").exit_code == FINDINGS
    result = run("fmt", "demo")
    assert result.exit_code == FINE
    assert result.stdout == "demo/demo.guideline: rewritten\n"
    assert file.read_text() == good
    assert run("fmt", "demo").stdout == ""


def test_fmt_of_standard_input_goes_to_standard_output(demo: Path) -> None:
    good = (demo / "demo.guideline").read_text()
    result = run("fmt", "-", given=good.replace("  when severe", "  when    severe"))
    assert result.stdout == good


def test_fmt_leaves_a_file_with_a_mistake_alone(demo: Path) -> None:
    file = demo / "demo.guideline"
    file.write_text(file.read_text() + "\ndecide (\n")
    wrong = file.read_text()
    assert run("fmt", "demo").exit_code == FINDINGS
    assert file.read_text() == wrong


# ---------------------------------------------------------------- draw


def test_draw_writes_svg_or_dot(demo: Path) -> None:
    assert run("draw", "demo/demo.guideline", "-o", "demo/pathway.svg").exit_code == FINE
    assert (demo / "pathway.svg").read_text().startswith("<?xml")
    assert run("draw", "demo/demo.guideline", "-o", "demo/pathway.dot").exit_code == FINE
    assert (demo / "pathway.dot").read_text().startswith("digraph page1")


def test_a_drawing_that_cannot_be_written_is_bad_input_and_leaves_nothing_behind(demo: Path) -> None:
    result = run("draw", "demo/demo.guideline", "-o", "demo/no_such_folder/pathway.dot")
    assert result.exit_code == BAD_INPUT
    assert "no_such_folder" in result.stderr


def test_draw_shows_what_happened_to_a_patient_and_refuses_what_evaluate_refuses(demo: Path) -> None:
    (demo / "patient.json").write_text('{"id": "Bed 7", "facts": {}}')
    file, patient, output = "demo/demo.guideline", "demo/patient.json", "demo/patient.svg"
    drawn = ("draw", file, "--patient", patient, "--as-of", "2026-01-31", "-o", output)
    assert run(*drawn).exit_code == FINE
    assert "Patient Bed 7, as of 2026-01-31" in (demo / "patient.svg").read_text()
    (demo / "patient.json").write_text('{"facts": {"no_such_fact": 1}}')
    (demo / "patient.svg").unlink()
    refused = run(*drawn)
    assert (refused.exit_code, "the patient is refused" in refused.stderr) == (BAD_INPUT, True)
    assert not (demo / "patient.svg").exists()
    nobody = run("draw", file, "--as-of", "2026-01-31", "-o", output)
    assert (nobody.exit_code, "name one with --patient" in nobody.stderr) == (USAGE, True)


# ---------------------------------------------------------------- as a process


def test_a_reader_that_goes_away_is_no_mistake(demo: Path) -> None:
    command = [sys.executable, "-m", "guideline_app.cli", "graph", "demo/demo.guideline"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        complaints = running.stderr.read()
        code = running.wait()
    assert complaints == b""
    assert code == FINE


@pytest.mark.slow
def test_output_is_utf_8_and_without_colour_whatever_the_terminal(demo: Path) -> None:
    result = process(*EVALUATE, LC_ALL="C", PYTHONIOENCODING="ascii", FORCE_COLOR="1", TERM="xterm")
    assert result.returncode == FINE
    assert b"\x1b" not in result.stdout + result.stderr
    assert process(*EVALUATE, NO_COLOR="1").stdout == result.stdout


@pytest.mark.slow
def test_findings_go_to_standard_output_and_complaints_to_standard_error(demo: Path) -> None:
    (demo / "wrong.guideline").write_text("nonsense\n")
    findings = process("check", "demo/wrong.guideline")
    assert findings.returncode == FINDINGS
    assert findings.stdout
    assert findings.stderr == b""
    complaint = process("check", "demo/missing.guideline")
    assert complaint.returncode == BAD_INPUT
    assert complaint.stdout == b""
    assert b"Traceback" not in complaint.stderr


def test_a_mistake_of_the_program_is_told_in_one_line(demo: Path) -> None:
    program = (
        "import guideline_app.sources as s\n"
        "def broken(argument): raise RuntimeError('broken')\n"
        "s.read_source = broken\n"
        "import sys\nfrom guideline_app.cli import main\nsys.exit(main())"
    )
    result = subprocess.run(
        [sys.executable, "-c", program, "graph", "x.guideline"],
        capture_output=True,
        check=False,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert result.returncode == 70
    assert result.stderr == ("guideline: a mistake of the program, please report it: RuntimeError: broken\n")


# ---------------------------------------------------------------- diff, signoff


def newer(demo: Path, old: str = "5 to 10 mg/kg/day", new: str = "5 to 7.5 mg/kg/day") -> str:
    """The guideline with other words, in a file beside it."""
    text = (demo / "demo.guideline").read_text(encoding="utf-8")
    assert text.count(old) == 1
    file = demo / "newer.guideline"
    file.write_text(text.replace(old, new), encoding="utf-8")
    return f"demo/{file.name}"


def test_diff_ends_in_0_without_a_difference_and_in_1_with_one(demo: Path) -> None:
    same = run("diff", "demo/demo.guideline", newer(demo, "# A guideline to begin from", "# Another comment"))
    assert (same.exit_code, same.stdout.splitlines()[-1]) == (FINE, "No statement differs in meaning.")
    other = run("diff", "demo/demo.guideline", newer(demo))
    assert (other.exit_code, other.stdout.splitlines()[-1]) == (FINDINGS, "1 changed.")


def test_diff_takes_a_graph_and_standard_input_once(demo: Path) -> None:
    (demo / "demo.json").write_text(run("graph", "demo/demo.guideline").stdout, encoding="utf-8")
    assert run("diff", "demo/demo.json", "demo/demo.guideline").exit_code == FINE
    text = (demo / "demo.json").read_text(encoding="utf-8")
    assert run("diff", "-", newer(demo), given=text).exit_code == FINDINGS
    assert run("diff", "-", "-", given=text).exit_code == USAGE


def test_diff_ends_in_3_where_there_is_nothing_to_compare(demo: Path) -> None:
    assert run("diff", "demo/demo.guideline", "demo/missing.guideline").exit_code == BAD_INPUT
    broken = run("diff", "demo/demo.guideline", newer(demo, "when severe", "when sever"))
    assert broken.exit_code == BAD_INPUT
    assert "did you mean `severe`" in broken.stderr
    assert broken.stdout == ""


@pytest.mark.parametrize("style", ["text", "json", "markdown"])
def test_diff_says_the_same_in_every_format(demo: Path, style: str) -> None:
    told = run("diff", "demo/demo.guideline", newer(demo), "--format", style)
    assert told.exit_code == FINDINGS
    assert "dose of examplin" in told.stdout
    assert "5 to 7.5 mg/kg/day by weight" in told.stdout


def test_diff_draws_what_changed_or_writes_nothing(demo: Path) -> None:
    drawn = run("diff", "demo/demo.guideline", newer(demo), "-o", "changes.svg")
    assert drawn.exit_code == FINDINGS
    assert "was 5 to 10 mg/kg/day" in Path("changes.svg").read_text(encoding="utf-8")
    nowhere = run("diff", "demo/demo.guideline", newer(demo), "-o", "nowhere/changes.svg")
    assert (nowhere.exit_code, nowhere.stdout) == (BAD_INPUT, "")


def reviewed(demo: Path, **other: object) -> str:
    """A review that agrees with everything."""
    from engine.library import load_file
    from guideline_dsl.reviewable import reviewable

    graph = load_file(demo / "demo.guideline")
    marks = [
        {
            "key": each.key,
            "own": each.own,
            "meaning": each.meaning,
            "says": each.says,
            "verdict": "agreed",
            "reviewer": "A. Reviewer",
            "date": "2026-01-31",
        }
        for each in reviewable(graph)
    ]
    review = {"format": "guideline-review/1", "guideline": "demo", "content": graph.hash, "marks": marks}
    (demo / "review.json").write_text(json.dumps({**review, **other}), encoding="utf-8")
    return "demo/review.json"


def test_signoff_ends_in_0_only_when_everything_is_agreed_as_it_is_now(demo: Path) -> None:
    review = reviewed(demo)
    assert run("signoff", "demo/demo.guideline", review).exit_code == FINE
    stale = run("signoff", newer(demo), review)
    assert stale.exit_code == FINDINGS
    assert "is: give examplin 5 to 7.5 mg/kg/day by weight" in stale.stdout
    assert run("signoff", newer(demo), review, "--require", "nothing").exit_code == FINE
    assert run("signoff", "demo/demo.guideline", review, "--reviewers", "2").exit_code == FINDINGS
    assert run("signoff", "demo/demo.guideline", review, review, "--reviewers", "2").exit_code == FINDINGS


def test_signoff_prints_json(demo: Path) -> None:
    told = run("signoff", "demo/demo.guideline", reviewed(demo), "--format", "json")
    assert json.loads(told.stdout)["complete"] is True


@pytest.mark.parametrize("number", ["0", "-1", "two", "1.5", "²", "1" * 400])
def test_signoff_takes_a_number_of_reviewers_from_one(demo: Path, number: str) -> None:
    told = run("signoff", "demo/demo.guideline", reviewed(demo), "--reviewers", number)
    assert told.exit_code == USAGE
    assert "Traceback" not in told.stderr


def test_signoff_ends_in_3_for_what_is_no_review_of_this_guideline(demo: Path) -> None:
    wrong = run("signoff", "demo/demo.guideline", reviewed(demo, guideline="other"))
    assert wrong.exit_code == BAD_INPUT
    assert "demo/review.json: this is a review of `other`" in wrong.stderr
    (demo / "review.json").write_text('{"format": "guideline-review/1", "format": ""}', encoding="utf-8")
    doubled = run("signoff", "demo/demo.guideline", "demo/review.json")
    assert doubled.exit_code == BAD_INPUT
    assert "demo/review.json: `format` is given twice in one object" in doubled.stderr
    assert run("signoff", "demo/demo.guideline", "demo/missing.json").exit_code == BAD_INPUT
