"""`guideline new`: a folder with a small guideline that checks and tests green, to begin from.

The texts are in starter_files/; a test runs them.
"""

from __future__ import annotations

import re
import shutil
from importlib import resources
from pathlib import Path

from guideline_app.output import Unwritable, write_whole

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


class NotStarted(Exception):
    """No folder was made; the message says why."""


def start_guideline(parent: Path, name: str) -> str:
    """Make the folder `name` in `parent` and return what was made, in words.

    Raises NotStarted when the name is none that a guideline can have, when something of that name is
    there already, or when it cannot be written; then nothing is left behind.
    """
    _check_name(name)
    folder = parent / name
    try:
        folder.mkdir()
    except FileExistsError:
        raise NotStarted(f"{folder}: exists already; nothing was written") from None
    except OSError as error:
        raise NotStarted(f"{folder}: cannot be made ({error.strerror or error})") from None
    try:
        for file, template in _files(name).items():
            write_whole(folder / file, _filled(template, name))
    except Unwritable as problem:
        shutil.rmtree(folder, ignore_errors=True)
        raise NotStarted(str(problem)) from None
    made = "\n".join(f"  {folder / file}" for file in _files(name))
    return f"Made\n{made}\nNext: guideline check {folder / f'{name}.guideline'}\n"


def _files(name: str) -> dict[str, str]:
    return {
        f"{name}.guideline": "guideline.txt",
        "narrative.md": "narrative.txt",
        f"{name}.cases": "cases.txt",
        "patient.json": "patient.txt",
    }


def _filled(template: str, name: str) -> str:
    text = resources.files("guideline_app").joinpath("starter_files", template).read_text(encoding="utf-8")
    title = name.replace("_", " ").strip().capitalize()
    return text.replace("{name}", name).replace("{title}", title)


def _check_name(name: str) -> None:
    from guideline_dsl.words import RESERVED_FOR_NAMES  # noqa: PLC0415 - the tables of units come with it

    if not _NAME.fullmatch(name):
        raise NotStarted(f"`{name}`: a guideline's name is made of a-z, 0-9 and _, and begins with a letter")
    if name in RESERVED_FOR_NAMES:
        raise NotStarted(f"`{name}` is {RESERVED_FOR_NAMES[name]}; take another name")
