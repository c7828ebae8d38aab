"""Long tables of patients, a block at a time: in the memory is one block, and a longer table begins with the shorter.

Blocks are kept as files, so that each is made once for tables of all lengths.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars

BLOCK = 100_000
"""Patients of a block, and of a row group."""


class Parts:
    """The blocks of one population that were made so far, in a folder."""

    def __init__(self, block: Callable[[int], polars.DataFrame], folder: Path) -> None:
        """`block` makes the block of that number."""
        self._block = block
        self._folder = folder

    def write(self, count: int, table: Path) -> None:
        """A table of so many patients as Parquet."""
        import polars  # noqa: PLC0415 - only who makes a table needs it

        parts = [self._part(number) for number in range(-(-count // BLOCK))]
        polars.scan_parquet(parts).head(count).sink_parquet(table, row_group_size=BLOCK)

    def _part(self, number: int) -> Path:
        part = self._folder / f"part-{number:06d}.parquet"
        if not part.exists():
            self._block(number).write_parquet(part)
        return part
