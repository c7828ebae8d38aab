"""The project as a user has it: a copy of the packages with their bytecode, and an environment to run it in.

Bytecode counts: without it each command would first compile some hundred modules. Variables that would keep
Python from writing or finding it are left out.
"""

from __future__ import annotations

import compileall
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("guideline_dsl", "engine", "visualize", "guideline_app", "guidelines")
SHIPPED = Path("guidelines/inflammatory_myopathy")
PROGRAM = "import sys; from guideline_app.cli import main; sys.exit(main())"
COMMAND = (sys.executable, "-c", PROGRAM)
_NOT_A_USERS = {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONUNBUFFERED", "PYTHONOPTIMIZE"}


@contextmanager
def installation() -> Iterator[Path]:
    """A folder with the packages and their bytecode; it is removed again."""
    with tempfile.TemporaryDirectory(prefix="guideline-benchmark-") as name:
        folder = Path(name)
        for package in PACKAGES:
            unneeded = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / package, folder / package, ignore=unneeded)
            compileall.compile_dir(folder / package, quiet=2, workers=1)
        yield folder


def environment(folder: Path, cache: Path | None) -> dict[str, str]:
    """The variables of a run in that installation; None turns the cache off."""
    path = f"{folder}{os.pathsep}{ROOT}"  # from ROOT only the benchmarks themselves are taken
    kept = {name: value for name, value in os.environ.items() if name not in _NOT_A_USERS}
    return kept | {"PYTHONPATH": path, "GUIDELINE_CACHE": str(cache) if cache else "off"}
