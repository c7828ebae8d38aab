"""`guideline fmt`: guidelines and cases in the one layout."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from engine.files import UnreadableInput
from guideline_app.findings import Checked, findings_text
from guideline_app.output import Unwritable, write_whole
from guideline_app.sources import STANDARD_INPUT, Source, prepare_parser, read_source
from guideline_dsl.format import CannotBeFormatted, format_text
from guideline_dsl.frozen import frozen


@frozen
class Formatted:
    """What is printed, what could not be read or written, and whether a file is wrong or would change."""

    text: str
    unreadable: tuple[str, ...]
    failed: bool


def format_files(arguments: Sequence[str]) -> Formatted:
    """Rewrite every file that is not in the one layout, and name it; standard input is printed."""
    return _each(arguments, _rewritten)


def compare_files(arguments: Sequence[str]) -> Formatted:
    """Name every file that is not in the one layout; nothing is written."""
    return _each(arguments, _compared)


def _each(arguments: Sequence[str], act: Callable[[Source, str], tuple[str, bool]]) -> Formatted:
    texts: list[str] = []
    unreadable: list[str] = []
    failed = False
    for argument in arguments:
        try:
            for file in _formattable(argument):
                text, changed = _one(read_source(file), act)
                texts.append(text)
                failed = failed or changed
        except (UnreadableInput, Unwritable) as problem:
            unreadable.append(str(problem))
    return Formatted("".join(texts), tuple(unreadable), failed)


def _one(source: Source, act: Callable[[Source, str], tuple[str, bool]]) -> tuple[str, bool]:
    prepare_parser()
    try:
        formatted = format_text(source.text)
    except CannotBeFormatted as mistake:
        return findings_text(Checked(source, mistake.findings)), True
    return act(source, formatted)


def _rewritten(source: Source, formatted: str) -> tuple[str, bool]:
    if source.name == STANDARD_INPUT:
        return formatted, False
    if formatted == source.text:
        return "", False
    write_whole(Path(source.name), formatted)
    return f"{source.name}: rewritten\n", False


def _compared(source: Source, formatted: str) -> tuple[str, bool]:
    if formatted == source.text:
        return "", False
    return f"{source.name}: not in the one layout\n", True


def _formattable(argument: str) -> list[str]:
    """The guidelines and cases of a folder, in order of name; a file stands for itself."""
    path = Path(argument)
    if argument == STANDARD_INPUT or not path.is_dir():
        return [argument]
    return sorted(str(file) for pattern in ("*.guideline", "*.cases") for file in path.rglob(pattern))
