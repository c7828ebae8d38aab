"""The parts of a run as one file, which appears whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from engine.cohort.formats import Format
from engine.cohort.results import ResultColumn
from engine.cohort.written import WRITERS
from guideline_app.cohort.work_folder import sync_folder
from guideline_app.output import Unwritable

_BLOCK = 1 << 20


def join_results(output: Path, kind: Format, columns: Sequence[ResultColumn], parts: Sequence[Path]) -> None:
    """The results of all parts, in their order."""
    if WRITERS[kind].is_text:
        appear(output, lambda target: _put_together(target, WRITERS[kind].head(columns), parts))
        return
    from engine.cohort import parquet  # noqa: PLC0415 - polars, for Parquet only

    appear(output, lambda target: parquet.join(parts, target))


def _put_together(target: Path, head: bytes, parts: Iterable[Path]) -> None:
    with target.open("wb") as joined:
        joined.write(head)
        for part in parts:
            with part.open("rb") as file:
                while block := file.read(_BLOCK):
                    joined.write(block)


def appear(output: Path, fill: Callable[[Path], None]) -> None:
    """Fill a file under another name, bring it to the disk, and give it its name; raises Unwritable."""
    target = Path(os.path.realpath(output))
    temporary = target.parent / f".{target.name}.new"
    try:
        try:
            fill(temporary)
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())
            temporary.replace(target)
            sync_folder(target.parent)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise Unwritable(f"{output}: cannot be written ({error.strerror or error})") from error
