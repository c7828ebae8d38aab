"""The README does what it says: its answer, its Python, and the same test command as the build machine."""

import re
import shutil
from pathlib import Path

from tests.manual import ROOT, Player, blocks, commands, play

README = (ROOT / "README.md").read_text(encoding="utf-8")
SHELL = [block.text for block in blocks(README) if block.words == ("sh",)]
FRESH = "python3 -m venv .venv && .venv/bin/pip install -q "


def test_what_the_readme_shows_is_what_happens(tmp_path: Path) -> None:
    """To look at what is printed now: python -m tests.manual README.md"""
    problems, _ = play(ROOT / "README.md", tmp_path)
    assert "\n".join(problems) == ""


def test_there_are_two_commands_and_each_sets_everything_up() -> None:
    assert len(SHELL) == 2
    assert all(block.startswith(FRESH) for block in SHELL)


def test_the_first_command_evaluates_and_draws(tmp_path: Path) -> None:
    """All of it but the environment, which a test does not set up."""
    work = SHELL[0].replace(f"{FRESH}. &&\n", "").replace(".venv/bin/", "")
    shutil.copytree(ROOT / "guidelines", tmp_path / "guidelines")
    player = Player(tmp_path)
    said = player.shell(work)
    assert player.exit_code == 0, said
    for heading in ("ALERTS", "REDUCING", "PROMISES", "MISSING", "REFERENCES"):
        assert f"\n{heading}" in said
    for shown in ("methylprednisolone 700 to 1000 mg/day", "pneumocystis prophylaxis", "Creatine kinase"):
        assert shown in said
    assert (tmp_path / "pathway.svg").read_text(encoding="utf-8").rstrip().endswith("</svg>")


def test_the_answer_that_is_shown_is_that_of_the_first_command() -> None:
    shown = next(block for block in blocks(README) if block.kind == "console")
    (evaluated,) = [command.line for command in commands(shown.text)]
    assert " ".join(evaluated.replace("\\", "").split()) in " ".join(SHELL[0].replace("\\", "").split())


def test_the_build_machine_runs_the_test_command_of_the_readme() -> None:
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8").replace('"', "")
    tests = SHELL[1].removeprefix(f"{FRESH}-e '.[test]' && .venv/bin/").strip()
    assert tests == "python -m pytest -q"
    assert re.search(rf"/bin/{re.escape(tests)}$", run, re.M)


def test_ten_lines_of_python_are_ten_lines() -> None:
    (code,) = [block.text for block in blocks(README) if block.kind == "python"]
    assert len([line for line in code.splitlines() if line.strip()]) <= 10
