"""Where a guideline that is used is looked for, and what is found there.

`use renal`, in a guideline of the folder F, is looked for as

1. `F/renal.guideline`, beside the guideline;
2. `renal/renal.guideline` beside F: guidelines that stand each in a folder of its own find each other;
3. `renal.guideline` in the library that is shipped (the folder `library` of the package `guidelines`).

The first that is there counts. A guideline of the library looks in the library only. A name is never a path, and a
link does not make it one: the file must really stand in the folder it was looked for in, or below, or it is refused.
A guideline may come from anyone, and must not bring what is elsewhere on the machine into what is printed.

Declared absent: what the texts mean; the network.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from engine.files import beside, read_text
from guideline_dsl.frozen import frozen
from guideline_dsl.nearest import nearest

if TYPE_CHECKING:
    from guideline_dsl import syntax
    from guideline_dsl.uses import NotUsable, Usable, Used

ENDING = ".guideline"
MOST_USED = 100
"""So many guidelines are used at most, by one and by what it uses."""
_MOST_LOOKED_THROUGH = 1000
"""So many files of a folder are looked through for a name that was meant."""


class OutOfReach(Exception):
    """A file is there and is not used; the message says why, after `the file of NAME`."""


@frozen
class Step:
    """The guideline `by` ("" for the one that was given) uses `name`, whose file is `path`."""

    by: str
    name: str
    path: Path
    narrative: str = ""


@frozen
class Found:
    """What the names stand for, and the steps on which each was found."""

    usable: Usable
    steps: tuple[Step, ...]


def locate(folder: Path, name: str) -> Path | None:
    """The file that a guideline in `folder` uses as `name`, which is a name of the language; None for none.

    Raises OutOfReach when there is one that is not to be read.
    """
    for candidate, home in _candidates(folder, name):
        if candidate.is_file():
            try:
                inside = candidate.resolve().is_relative_to(home)
            except (OSError, RuntimeError) as error:
                raise OutOfReach(f"cannot be read ({error})") from error
            if not inside:
                raise OutOfReach(
                    "is reached by a link that leads out of the folder in which it is looked for"
                )
            return candidate
    return None


def used_by(folder: Path, file: syntax.File) -> Found:
    """What a guideline in `folder` uses, and what that uses in turn.

    Raises UnreadableInput when a file that is found, or the narrative it names, cannot be read.
    """
    from guideline_dsl.uses import NotUsable, narrative_name, read_used, used_names  # noqa: PLC0415 - with the parser

    usable: dict[str, Used | NotUsable] = {}
    steps: list[Step] = []
    paths: dict[str, Path] = {}
    waiting = deque(("", folder, name.text) for name in used_names(file))
    while waiting:
        by, where, name = waiting.popleft()
        try:
            path = locate(where, name)
        except OutOfReach as problem:
            usable[name] = NotUsable(
                "guideline-out-of-reach",
                f"the file of `{name}` {problem}",
                "put the file itself there; a guideline uses what stands in its own folder or beside it",
            )
            continue
        if path is None:
            usable.setdefault(name, _not_found(where, name))
            continue
        known = usable.get(name)
        if name in paths:
            if not isinstance(known, NotUsable) and not _same(paths[name], path):
                usable[name] = _two(name, paths[name], path)
            else:
                steps.append(Step(by, name, path, next(s.narrative for s in steps if s.name == name)))
            continue
        if len(paths) >= MOST_USED:
            usable[name] = NotUsable(
                "guideline-out-of-reach",
                f"more than {MOST_USED} guidelines are used, directly or round about",
            )
            break
        paths[name] = path
        used = read_used(name, str(path), read_text(path))
        narrative = narrative_name(used.parsed.file)
        if narrative:
            used = replace(used, narrative=read_text(beside(path.parent, narrative)))
        usable[name] = used
        steps.append(Step(by, name, path, narrative))
        waiting.extend((name, path.parent, inner.text) for inner in used_names(used.parsed.file))
    return Found(usable, tuple(steps))


def _candidates(folder: Path, name: str) -> Iterator[tuple[Path, Path]]:
    """Where a name is looked for, each with the real folder that the file must stand in."""
    file = f"{name}{ENDING}"
    library = library_folder()
    if folder.resolve() != library:
        yield folder / file, folder.resolve()
        around = Path(os.path.normpath(folder / ".."))
        yield around / name / file, around.resolve() / name
    yield library / file, library


@cache
def library_folder() -> Path:
    """The folder of the guidelines that are shipped to be used by others."""
    # beside this package, in a checkout and as installed; by its place, since any module may be called `guidelines`
    return Path(__file__).resolve().parent.parent / "guidelines" / "library"


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve() or read_text(one) == read_text(other)


def _two(name: str, one: Path, other: Path) -> NotUsable:
    from guideline_dsl.uses import NotUsable  # noqa: PLC0415

    return NotUsable(
        "two-guidelines-of-a-name",
        f"two different guidelines are used as `{name}`: {one} and {other}",
        "give one of the two another name, in its head and as a file",
    )


def _not_found(folder: Path, name: str) -> NotUsable:
    from guideline_dsl.uses import NotUsable  # noqa: PLC0415

    library = [path.stem for path in _guidelines_in(library_folder())]
    if folder.resolve() == library_folder():
        where = "in the library that is shipped"
    else:
        where = (
            f"beside the file, as {name}/{name}{ENDING} beside its folder, and in the library that is shipped"
        )
    return NotUsable(
        "unknown-guideline",
        f"there is no guideline `{name}`",
        f"{name}{ENDING} is looked for {where}" + (f", which has {', '.join(library)}" if library else ""),
        nearest(name, dict.fromkeys((*_within_reach(folder), *library))),
    )


def _within_reach(folder: Path) -> Iterator[str]:
    """The names that a guideline in `folder` could use from its own folder and from those beside it."""
    for path in _guidelines_in(folder):
        yield path.stem
    for index, path in enumerate(sorted(Path(os.path.normpath(folder / "..")).glob(f"*/*{ENDING}"))):
        if index >= _MOST_LOOKED_THROUGH:
            return
        if path.stem == path.parent.name:
            yield path.stem


def _guidelines_in(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{ENDING}"))[:_MOST_LOOKED_THROUGH]
