"""A guideline made ready and kept in a file: the first answer without lowering it, without its text, without its graph.

The file holds what is known of the guideline (shapes.py, read_shapes.py) and its functions as Python's own compiled
code, and the graph for what is rare: the walk, and observations that are counted. It is for the
version of the engine and of Python that wrote it (keeping.py); every other one refuses it.

What it holds is run, as a `.pyc` is: who can write the file can do what you can. So a file is refused that belongs to
somebody else than you or the administrator, or that others may write. A damaged one is refused by its checksum, which
is no protection against an attacker.

Declared absent: writing; everything that takes long to import.
"""

from __future__ import annotations

import marshal
import os
import stat
import sys
from binascii import crc32
from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from types import CodeType
from typing import TYPE_CHECKING, Any

from engine.compiled.fast import Fast
from engine.compiled.ready import KIND_OF, Alike, Ready
from engine.compiled.record_reading import RecordReading
from engine.compiled.shapes import Grouping, Run
from guideline_dsl.version import ENGINE_VERSION

if TYPE_CHECKING:
    from engine.compiled.lowered import Lowered
    from guideline_dsl.graph import DecisionGraph

KEPT_FORMAT = "guideline-fast/1"

_REMEDY = "make it anew with `save_fast`"

Function = tuple[bytes, bool, bool]
"""The compiled source of a function; whether it calls one of arithmetic.py, and one of calendar_arithmetic.py."""


class Unusable(Exception):
    """A kept guideline cannot be used; the message names the file, says why, and what to do."""


def made_for() -> str:
    """The engine and the Python that a file is for."""
    python = f"{sys.implementation.cache_tag or sys.implementation.name}-{sys.hexversion:x}"
    return f"{KEPT_FORMAT} {ENGINE_VERSION} {python}"


def head_of(guideline: str, body: bytes) -> bytes:
    """The first line of a file with this body: for whom it is, of which guideline, how long, and its checksum."""
    return f"{made_for()} {guideline} {len(body)} {crc32(body):08x}\n".encode()


def load_fast(path: str | os.PathLike[str], graph: DecisionGraph | None = None) -> Fast:
    """The guideline that `save_fast` wrote to a file; `graph` where it is at hand.

    Raises Unusable when there is none, it is damaged, is for another version, or others could have written it.
    """
    name = os.fspath(path)
    try:
        content = _content(name)
    except OSError as error:
        raise Unusable(f"{name}: cannot be read ({error.strerror or error}); {_REMEDY}") from error
    return fast_of(content, name, graph)


def fast_of(content: bytes, name: str, graph: DecisionGraph | None = None) -> Fast:
    """The guideline in the content of a file, which is run. Raises Unusable, also where it is not that of `graph`."""
    start = content.find(b"\n") + 1
    head, body = content[:start], content[start:]
    words = head.split()
    if not head.startswith(f"{KEPT_FORMAT.partition('/')[0]}/".encode()) or len(words) != 6:
        raise Unusable(f"{name}: this is no guideline that was made ready; {_REMEDY}")
    if b" ".join(words[:3]).decode(errors="replace") != made_for():
        raise Unusable(f"{name}: was made for another version of the engine or of Python; {_REMEDY}")
    if head != head_of(words[3].decode(errors="replace"), body):
        raise Unusable(f"{name}: is damaged; {_REMEDY}")
    if graph is not None and words[3].decode() != graph.hash:
        raise Unusable(f"{name}: is another guideline, or another version of it; {_REMEDY}")
    records, functions, graph_records = marshal.loads(body)
    return _Kept(records, functions, graph_records, graph).fast()


def _content(name: str) -> bytes:
    with open(name, "rb") as file:
        if hasattr(os, "getuid"):
            told = os.fstat(file.fileno())
            if told.st_uid not in (os.getuid(), 0) or told.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                raise Unusable(
                    f"{name}: others may have written it, and what it holds is run; {_REMEDY}, or take it over "
                    f"(`chown`, `chmod go-w`) if you know where it comes from"
                )
        return file.read()


class _Kept:
    """What a file holds."""

    def __init__(
        self,
        records: CodeType,
        functions: Mapping[str, Function],
        graph_records: bytes,
        graph: DecisionGraph | None,
    ) -> None:
        self._records = records
        self._functions = functions
        self._graph_records = graph_records
        self._given = graph

    def fast(self) -> Fast:
        names: dict[str, Any] = {}
        exec(self._records, names)
        reading = RecordReading(names["reading"], self._graph_read)
        return Fast(self._graph_read, Ready(names["shapes"], self), reading)

    def run(self, name: str) -> Run:
        """The function of that name."""
        if name == KIND_OF:
            return self._lowered.run(name)
        compiled, calls, asks_the_calendar = self._functions[name]
        names: dict[str, Any] = {"Fraction": Fraction}
        if calls:
            from engine.compiled.arithmetic import FUNCTIONS  # noqa: PLC0415 - few functions call any

            names.update(FUNCTIONS)
        if asks_the_calendar:
            from engine.compiled.calendar_arithmetic import OF_DAYS  # noqa: PLC0415 - few functions ask for days

            names.update(OF_DAYS)
        exec(marshal.loads(compiled), names)
        run: Run = names["answer"]
        return run

    def related(self, stage: int, part: int, one: int, other: int) -> Alike | Run:
        """Whether two packages of an outcome say the same: so few ask that the guideline is lowered for them."""
        return self._lowered.related(stage, part, one, other)

    def for_kind(self, kind: tuple[int, ...]) -> tuple[Grouping, Run]:
        """What is made for a kind of patients: whoever answers so many has the time to lower the guideline."""
        return self._lowered.for_kind(kind)

    @cached_property
    def _lowered(self) -> Lowered:
        from engine.compiled.course import Course  # noqa: PLC0415 - see `related`
        from engine.compiled.lowered import Lowered  # noqa: PLC0415

        return Lowered(Course(self._graph))

    @cached_property
    def _graph(self) -> DecisionGraph:
        if self._given is not None:
            return self._given
        from guideline_dsl.graph import DecisionGraph, Edge  # noqa: PLC0415 - most answers need no graph

        names: dict[str, Any] = {}
        exec(marshal.loads(self._graph_records), names)
        edges = tuple([Edge(*edge) for edge in names["edges"]])
        return DecisionGraph(names["nodes"], edges, names["order"], names["hash"])

    def _graph_read(self) -> DecisionGraph:
        return self._graph
