"""A guideline made ready, written to a file that kept.py reads."""

from __future__ import annotations

import marshal
import os
from binascii import crc32
from collections.abc import Iterator
from pathlib import Path
from types import CodeType

import engine
import guideline_dsl
from engine.compiled.arithmetic import FUNCTIONS
from engine.compiled.calendar_arithmetic import OF_DAYS
from engine.compiled.course import Course
from engine.compiled.fast import Fast
from engine.compiled.kept import Function, Unusable, fast_of, head_of, load_fast, made_for
from engine.compiled.lowered import Lowered
from engine.compiled.reading import read_shapes_of
from engine.compiled.ready import names_of
from engine.compiled.written_records import source_of_records
from engine.whole_files import Unwritable, write_whole
from guideline_dsl.graph import DecisionGraph

_CALLED = FUNCTIONS.keys() - {"Fraction"}


def save_fast(graph: DecisionGraph, path: str | os.PathLike[str]) -> None:
    """Make a guideline ready, and keep it in a file for `load_fast`; whole, or not at all.

    Raises NotLowered for a guideline that has no fast reading, and Unwritable.
    """
    write_whole(Path(path), content_of(graph), guarded=True)


def kept_in(folder: str | os.PathLike[str], graph: DecisionGraph) -> Fast:
    """The guideline made ready, from a folder where it was kept before; else it is made, and kept there.

    What is kept is found by the hash of the guideline, the versions of engine and Python, and the very sources of the
    engine. A file that cannot be used is made anew, and a folder that cannot be written is no mistake. Raises
    NotLowered.
    """
    place = Path(folder)
    file = place / f"{graph.hash}-{_mark_of_sources()}.fast"
    try:
        return load_fast(file, graph)
    except Unusable:
        content = content_of(graph)
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(file, content, guarded=True)
    except (OSError, Unwritable):
        pass  # the next one makes it again
    return fast_of(content, str(file), graph)


def _mark_of_sources() -> str:
    """What the engine is made of, by the names, sizes and times of its files: whoever changes it sees no old answer."""
    told = crc32(made_for().encode())
    for package in (engine, guideline_dsl):
        for file in sorted(Path(str(package.__file__)).parent.rglob("*.py")):
            found = file.stat()
            told = crc32(f"{file.name} {found.st_size} {found.st_mtime_ns}".encode(), told)
    return f"{told:08x}"


def content_of(graph: DecisionGraph) -> bytes:
    """The content of the file. Raises NotLowered, and ValueError for a guideline that is shown in another language."""
    if graph.display.language:
        raise ValueError("a guideline is kept as it is written: in its own language")
    lowered = Lowered(Course(graph))
    course, shapes = lowered.course, lowered.shapes
    records = source_of_records(
        {"shapes": shapes, "reading": read_shapes_of(graph, course.columns, course.scales)}
    )
    functions = {name: _function(lowered.source(name)) for name in names_of(shapes)}
    edges = tuple((edge.kind, edge.source, edge.target) for edge in graph.edges)
    written = {"nodes": graph.nodes, "edges": edges, "order": graph.order, "hash": graph.hash}
    graph_records = marshal.dumps(compile(source_of_records(written), "<guideline>", "exec"))
    body = marshal.dumps((compile(records, "<guideline>", "exec"), functions, graph_records))
    return head_of(graph.hash, body) + body


def _function(source: str) -> Function:
    code = compile(source, "<guideline>", "exec")
    called = {name for each in _codes(code) for name in each.co_names}
    return marshal.dumps(code), not called.isdisjoint(_CALLED), not called.isdisjoint(OF_DAYS)


def _codes(code: CodeType) -> Iterator[CodeType]:
    """A piece of code and those inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)
