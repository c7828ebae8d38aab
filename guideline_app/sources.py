"""What the commands are given: a file, a folder or standard input, and the guideline that is in it.

A guideline that was compiled before comes from the cache, and neither the parser nor networkx is imported.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from engine.files import MAX_FILE_BYTES, UnreadableInput, beside, decoded, read_text
from engine.library import Compiled, compile_parsed, load_graph
from engine.used_files import OutOfReach, Step, locate, used_by
from guideline_app import cache
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.json_form import MalformedJson
from guideline_dsl.read_graph import read_unchanged_graph

if TYPE_CHECKING:
    from guideline_dsl.parse import Parsed
    from guideline_dsl.render import Texts

STANDARD_INPUT = "-"


@frozen
class Source:
    """A text and where it is from. `folder` is where the files it names are looked for."""

    name: str
    text: str
    folder: Path

    @property
    def is_graph(self) -> bool:
        """Whether this is the JSON form of a graph; no guideline text begins with a brace."""
        return self.text.lstrip()[:1] == "{"


@frozen
class Compilation:
    """What became of a source. `used` are the files and texts of what it uses, for its findings; `narrative` is the
    text of the narrative that it names, None when it names none.
    """

    source: Source
    compiled: Compiled
    used: Texts
    narrative: str | None = None


class HasErrors(Exception):
    """The guideline has an error, so there is no graph; `compilation` has all of its findings."""

    def __init__(self, compilation: Compilation) -> None:
        """Keep what was found, and the texts it points into."""
        super().__init__(compilation.source.name)
        self.compilation = compilation


def read_source(argument: str) -> Source:
    """The text of a file, or of standard input for `-`.

    Raises UnreadableInput.
    """
    if argument == STANDARD_INPUT:
        content = sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
        return Source(STANDARD_INPUT, decoded(content, "standard input"), Path())
    path = Path(argument)
    return Source(argument, read_text(path), path.parent)


def guidelines_below(argument: str) -> list[str]:
    """The guidelines of a folder and the folders in it, in order of name; a file stands for itself.

    Raises UnreadableInput when a folder holds none.
    """
    path = Path(argument)
    if argument == STANDARD_INPUT or not path.is_dir():
        return [argument]
    found = sorted(str(file) for file in path.rglob("*.guideline") if file.is_file())
    if not found:
        raise UnreadableInput(f"{argument}: this folder holds no `.guideline` file")
    return found


def cases_beside(argument: str) -> Source | None:
    """The cases file of a guideline: the same name ending in `.cases`, in the same folder; None without one.

    Raises UnreadableInput.
    """
    path = Path(argument).with_suffix(".cases")
    if argument == STANDARD_INPUT or not path.exists():
        return None
    return read_source(str(path))


def compile_source(source: Source) -> Compilation:
    """Read, check and compile a guideline text, with the narrative that it names and what it uses.

    The compiled graph and the parser's tables go into the cache. Raises UnreadableInput.
    """
    from guideline_dsl.uses import narrative_name, texts_of  # noqa: PLC0415 - a cached guideline needs no parser

    parsed = parse_source(source)
    name = narrative_name(parsed.file)
    narrative = read_text(beside(source.folder, name)) if name else None
    found = used_by(source.folder, parsed.file)
    compiled = compile_parsed(source.text, parsed, narrative, found.usable)
    if compiled.graph is not None:
        files = _files(source, name, found.steps)
        if not cache.has_graph(source.text, files):
            cache.keep_graph(source.text, cache.Entry(compiled.graph.to_json(), files))
    return Compilation(source, compiled, texts_of(found.usable), narrative)


def graph_of(source: Source) -> DecisionGraph:
    """The graph of a guideline text or of the JSON form of a graph.

    Raises HasErrors, UnreadableInput, and MalformedJson for a JSON form that is none.
    """
    if source.is_graph:
        return load_graph(source.text)
    graph = _cached(source)
    if graph is not None:
        return graph
    compilation = compile_source(source)
    if compilation.compiled.graph is None:
        raise HasErrors(compilation)
    return compilation.compiled.graph


def _files(source: Source, narrative: str, steps: Iterable[Step]) -> tuple[cache.FileRead, ...]:
    """What the graph was made of besides the source: its narrative, then each guideline with its own."""
    files = [_file("", "", source.folder, narrative)] if narrative else []
    for step in steps:
        files.append(cache.FileRead(step.by, step.name, cache.text_hash(read_text(step.path))))
        if step.narrative:
            files.append(_file(step.name, "", step.path.parent, step.narrative))
    return tuple(files)


def _file(by: str, uses: str, folder: Path, narrative: str) -> cache.FileRead:
    return cache.FileRead(by, uses, cache.text_hash(read_text(beside(folder, narrative))), narrative)


def _cached(source: Source) -> DecisionGraph | None:
    entry = cache.find_graph(source.text)
    if entry is None or not _unchanged(source, entry.files):
        return None
    try:
        return read_unchanged_graph(entry.graph_json)
    except MalformedJson:
        return None


def _unchanged(source: Source, files: Iterable[cache.FileRead]) -> bool:
    """Whether each name still stands for the same file, and each file still says the same."""
    folders = {"": source.folder}
    for file in files:
        if file.by not in folders:
            return False
        path: Path | None
        if file.uses:
            try:
                path = locate(folders[file.by], file.uses)
            except OutOfReach:
                return False
        else:
            path = beside(folders[file.by], file.narrative)
        if path is None or cache.text_hash(read_text(path)) != file.hash:
            return False
        if file.uses:
            folders.setdefault(file.uses, path.parent)
    return True


def parse_source(source: Source) -> Parsed:
    """Read a text into its syntax."""
    from guideline_dsl.parse import parse  # noqa: PLC0415 - a cached guideline needs no parser

    prepare_parser()
    return parse(source.text)


@functools.cache
def prepare_parser() -> None:
    """Give the parser its tables from the cache, or keep them there; once in a process."""
    from guideline_dsl.tables import (  # noqa: PLC0415
        grammar_fingerprint,
        grammar_tables,
        use_grammar_tables,
    )

    tables = cache.find_tables(grammar_fingerprint())
    if tables is None or not use_grammar_tables(tables):
        cache.keep_tables(grammar_fingerprint(), grammar_tables())
