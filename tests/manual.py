"""The pages of the manual as something that is run: their fenced blocks, played in order in a folder.

What a block is, its info string says (a reader sees only how it is coloured):

    console             commands after `$ `, each with what it prints (`...` for any lines)
    python              run in one module per page; `text output` after it is what it prints
    text FILE           the whole of a file (any first word: json, guideline); `>> FILE` is put at its end
    diff FILE           an edit: what is marked with - and what is unmarked must stand in the file, once
    diff mistake FILE   the same, taken back after the console block that follows it

`python -m tests.manual PAGE...` plays pages and writes what the commands really print into them: to be read
line by line before it is committed.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from guideline_app.cli import main
from guideline_dsl.reference_page import TABLES

ROOT = Path(__file__).parent.parent
_FENCE = re.compile(r"^```([^\n`]*)\n(.*?)^```$", re.M | re.S)
_SHELL = re.compile(r"[|<>&;$*]")


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block: the words of its info string, its text, its line in the page, the prose before it."""

    words: tuple[str, ...]
    text: str
    line: int
    start: int
    before: str

    @property
    def kind(self) -> str:
        return self.words[0] if self.words else ""


def blocks(page: str) -> list[Block]:
    """The fenced blocks of a page, in order."""
    found, end = [], 0
    for fence in _FENCE.finditer(page):
        before = page[end : fence.start()].strip().rpartition("\n\n")[2]
        line = page.count("\n", 0, fence.start()) + 1
        found.append(Block(tuple(fence[1].split()), fence[2], line, fence.start(2), before))
        end = fence.end()
    return found


@dataclass(frozen=True, slots=True)
class Command:
    """One command of a console block, and what the page shows of what it prints."""

    line: str
    shown: str


def commands(console: str) -> list[Command]:
    """The commands of a console block; one that ends in a backslash goes on in the next line."""
    found: list[Command] = []
    lines = iter(console.splitlines(keepends=True))
    for line in lines:
        if line.startswith("$ "):
            command = line[2:]
            while command.endswith("\\\n"):
                command += next(lines)
            found.append(Command(command.rstrip("\n"), ""))
        elif found:
            found[-1] = Command(found[-1].line, found[-1].shown + line)
        else:
            raise AssertionError(f"a console block begins with `$ `, not with {line!r}")
    return found


def agrees(shown: str, printed: str) -> bool:
    """Whether a command printed what the page shows.

    `...` alone on a line stands for any lines, `…` in a line for any words of it.
    """
    parts = [_lines(part) for part in re.split(r"^ *\.\.\. *\n", shown, flags=re.M)]
    pattern = "(?:.*\n)*".join(re.escape(part).replace("…", ".*") for part in parts)
    return re.fullmatch(pattern, _lines(printed)) is not None


def steady(printed: str) -> str:
    """What is printed without what every release changes: hashes and the version of the engine."""
    return re.sub(r"(content|input) [0-9a-f]{12}|(engine) [0-9.]+$", r"\1\2 …", printed, flags=re.M)


def _lines(text: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


@dataclass(slots=True)
class Player:
    """Plays the blocks of one page in `folder`."""

    folder: Path
    exit_code: int = 0
    namespace: dict[str, object] = field(default_factory=lambda: {"__name__": "__manual__"})
    mistakes: list[tuple[Path, str]] = field(default_factory=list)
    rewritten: dict[int, str] = field(default_factory=dict)
    printed: str = ""

    def play(self, block: Block) -> Iterator[str]:
        """Do what a block says; give what is wrong with it."""
        match block.words:
            case ("console", *_):
                yield from self._console(block)
            case ("python", *_):
                yield from self._python(block)
            case ("text", "output"):
                if not agrees(block.text, self.printed):
                    yield f"line {block.line}: this is printed:\n{self.printed}"
                    self.rewritten[block.start] = self.printed
            case ("diff", "mistake", name):
                yield from self._edit(block, name, mistake=True)
            case ("diff", name):
                yield from self._edit(block, name, mistake=False)
            case (_, ">>", name):
                yield from self._named(block, name)
                with (self.folder / name).open("a", encoding="utf-8") as file:
                    file.write(block.text)
            case (_, name) if "." in name:
                yield from self._named(block, name)
                (self.folder / name).write_text(block.text, encoding="utf-8")
            case _:
                pass

    def mend(self) -> None:
        """Take the mistakes back that were made since the last time."""
        for path, text in reversed(self.mistakes):
            path.write_text(text, encoding="utf-8")
        self.mistakes.clear()

    def _named(self, block: Block, name: str) -> Iterator[str]:
        """The reader sees no info string: the prose must name the file."""
        if f"`{name}`" not in block.before:
            yield f"line {block.line}: the sentence before it does not say `{name}`"

    def _edit(self, block: Block, name: str, mistake: bool) -> Iterator[str]:
        yield from () if mistake else self._named(block, name)
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        lines = block.text.splitlines(keepends=True)
        old = "".join(line[1:] for line in lines if line[0] != "+")
        new = "".join(line[1:] for line in lines if line[0] != "-")
        if text.count(old) != 1:
            yield f"line {block.line}: this stands {text.count(old)} times in {name}:\n{old}"
            return
        if mistake:
            self.mistakes.append((path, text))
        path.write_text(text.replace(old, new), encoding="utf-8")

    def _console(self, block: Block) -> Iterator[str]:
        truth = ""
        for command in commands(block.text):
            printed = self._run(command.line)
            fits = agrees(command.shown, printed)
            truth += f"$ {command.line}\n{command.shown if fits else steady(printed)}"
            if not fits:
                yield f"line {block.line}: `{command.line}` prints:\n{printed}"
        if truth != block.text:
            self.rewritten[block.start] = truth

    def _run(self, line: str) -> str:
        if line == "echo $?":
            return f"{self.exit_code}\n"
        words = line.replace("\\\n", " ").split()
        if words[0] == "guideline" and not _SHELL.search(line) and '"' not in line:
            return self._guideline(words[1:])
        return self.shell(line)

    def _guideline(self, arguments: list[str]) -> str:
        """The command in this process: a start costs more than most commands do."""
        printed = io.BytesIO()
        screen = io.TextIOWrapper(printed, encoding="utf-8", write_through=True)
        with (
            contextlib.chdir(self.folder),
            contextlib.redirect_stdout(screen),
            contextlib.redirect_stderr(screen),
        ):
            try:
                self.exit_code = main(arguments)
            except SystemExit as ended:  # usage
                self.exit_code = int(ended.code or 0)
        return printed.getvalue().decode("utf-8")

    def shell(self, line: str) -> str:
        """What a command line prints, run by the shell in the folder of the page."""
        with tempfile.TemporaryDirectory() as shims:
            shim = Path(shims, "guideline")
            program = "import sys; from guideline_app.cli import main; sys.exit(main())"
            shim.write_text(f"#!/bin/sh\nexec '{sys.executable}' -c '{program}' \"$@\"\n", encoding="utf-8")
            shim.chmod(0o755)
            path = os.pathsep.join((shims, str(Path(sys.executable).parent), os.environ.get("PATH", "")))
            done = subprocess.run(
                ["sh", "-c", line],
                cwd=self.folder,
                env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
                check=False,
            )
        self.exit_code = done.returncode
        return done.stdout

    def _python(self, block: Block) -> Iterator[str]:
        printed = io.StringIO()
        code = compile("\n" * block.line + block.text, "the manual", "exec")
        with contextlib.chdir(self.folder), contextlib.redirect_stdout(printed):
            exec(code, self.namespace)
        self.printed = printed.getvalue()
        yield from ()


def play(page: Path, folder: Path) -> tuple[list[str], str]:
    """Play a page in a folder that gets copies of the guidelines; its problems, and the page mended."""
    shutil.copytree(ROOT / "guidelines", folder / "guidelines", dirs_exist_ok=True)
    text = page.read_text(encoding="utf-8")
    player = Player(folder)
    problems: list[str] = []
    for block in blocks(text):
        problems += [f"{page.name}: {problem}" for problem in player.play(block)]
        if block.kind == "console":
            player.mend()
    for block in reversed(blocks(text)):
        if block.start in player.rewritten:
            text = text[: block.start] + player.rewritten[block.start] + text[block.start + len(block.text) :]
    return problems, text


_TABLE = re.compile(r"^<!-- ([a-z ]+) -->\n(.*?)^<!-- end -->$", re.M | re.S)


def tables(page: str) -> dict[str, str]:
    """The tables of a page that are made from the language's own, by name."""
    return {mark[1]: mark[2] for mark in _TABLE.finditer(page)}


def with_tables(page: str) -> str:
    """The page with these tables made anew."""
    return _TABLE.sub(
        lambda mark: (
            f"<!-- {mark[1]} -->\n{made_table(mark[1])}<!-- end -->" if mark[1] in TABLES else mark[0]
        ),
        page,
    )


def made_table(name: str) -> str:
    """A table as it stands between its marks; lines of words are broken as the page is."""
    text = TABLES[name]()
    if text.startswith("|"):
        return f"{text}\n"
    lines = [
        textwrap.fill(
            line, 106, subsequent_indent="  " if line.startswith("-") else "", break_on_hyphens=False
        )
        for line in text.splitlines()
    ]
    return "\n".join(lines) + "\n"


def rewrite() -> None:
    """Write into the pages what their commands really print, and the tables of the language."""
    for argument in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as folder:
            problems, text = play(Path(argument), Path(folder))
        Path(argument).write_text(with_tables(text), encoding="utf-8")
        print("\n".join(problems) or f"{argument}: every command prints what the page shows")


if __name__ == "__main__":
    rewrite()
