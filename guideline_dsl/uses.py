"""Guidelines that another one uses, as they are given to the language: their texts, and why there is none.

Declared absent: files, and where a name is looked for (engine/used_files.py).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import TypeVar

from guideline_dsl import syntax
from guideline_dsl.frozen import frozen
from guideline_dsl.parse import Parsed, parse
from guideline_dsl.spans import Span

Tree = TypeVar("Tree")


@frozen
class Used:
    """The text of a guideline that may be used, as it was read; `place` is what findings call its file.

    Every span of `parsed` says that it is in this guideline's text.
    """

    name: str
    place: str
    text: str
    parsed: Parsed
    narrative: str | None = None


@frozen
class NotUsable:
    """Why a name stands for no guideline: a finding's code, message and help, and the name that was meant."""

    code: str
    message: str
    help: str = ""
    meant: str = ""


Usable = Mapping[str, Used | NotUsable]
"""What the names stand for that a guideline, and whatever it uses, has in its `use` lines."""


def read_used(name: str, place: str, text: str, narrative: str | None = None) -> Used:
    """Read the text of a guideline that may be used as `name`."""
    parsed = parse(text)
    return Used(name, place, text, _of(parsed, name), narrative)


def texts_of(usable: Usable) -> dict[str, tuple[str, str]]:
    """Of each guideline what its file is called and its text, for the snippets of findings."""
    return {name: (used.place, used.text) for name, used in usable.items() if isinstance(used, Used)}


def used_names(file: syntax.File) -> Iterator[syntax.Name]:
    """The names in the `use` lines of a file, in order."""
    for item in file.items:
        if isinstance(item, syntax.GuidelineHead):
            for line in item.lines:
                if isinstance(line, syntax.Use):
                    yield line.name


def narrative_name(file: syntax.File) -> str:
    """The file that the head of a guideline names as its narrative, "" for none."""
    for item in file.items:
        if isinstance(item, syntax.GuidelineHead):
            for line in item.lines:
                if isinstance(line, syntax.NarrativeFile):
                    return line.file.value
    return ""


def _of(tree: Tree, guideline: str) -> Tree:
    """The tree with every span in it marked as one in that guideline's text."""
    made: object = tree
    if isinstance(tree, Span):
        made = dataclasses.replace(tree, guideline=guideline)
    elif isinstance(tree, tuple):
        made = tuple(_of(part, guideline) for part in tree)
    elif dataclasses.is_dataclass(tree) and not isinstance(tree, type):
        parts = {field.name: getattr(tree, field.name) for field in dataclasses.fields(tree)}
        made = type(tree)(**{name: _of(part, guideline) for name, part in parts.items()})
    return made  # type: ignore[return-value] # the same class with other spans
