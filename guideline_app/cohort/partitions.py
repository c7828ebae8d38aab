"""Results as a folder of parts, with `_SUCCESS`, which appears whole or not at all; and the rejects as another.

    results.parquet/part-00000.parquet  part-00001.parquet ...  _SUCCESS
    results.parquet.rejects/part-00001.ndjson ...               _SUCCESS

The parts are made where they stay: whoever does a chunk keeps it, also another machine that has the folder, and the
folder gets its name at the end. A part may be kept twice, by a task that was given up and its successor; both write the
same bytes under a name of their own first. What a run with other settings left behind is in a folder of its own, where
a task of it that still goes on finds nothing any more.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from engine.cohort.chunks import ChunkDone
from guideline_app.cohort.work_folder import WorkFolder, sync_folder
from guideline_app.output import Unwritable

SUCCESS = "_SUCCESS"
_OURS = re.compile(r"_SUCCESS|part-[0-9]{5,}\.[a-z]+")


class PartitionedFolder(WorkFolder):
    """The folder of one run, in which its parts are made."""

    def __init__(self, results: Path, rejects: Path) -> None:
        """Name the folder; nothing is made yet."""
        self._names = (Path(os.path.realpath(rejects)), Path(os.path.realpath(results)))
        super().__init__(self._names[1], ".parquet")
        self._run = self.path

    def check_names(self) -> None:
        """Raise Unwritable where something stands under the names that is not of a run like this one."""
        for name in self._names:
            if name.exists() and not name.is_dir():
                raise Unwritable(
                    f"{name}: is a file, and a folder of parts is asked for; give it another name"
                )
            if name.exists() and not all(_OURS.fullmatch(file.name) for file in name.iterdir()):
                raise Unwritable(
                    f"{name}: is a folder that holds more than parts of results; give it another name"
                )

    @property
    def results(self) -> Path:
        """The folder of the results while they are made."""
        return self._run / "results"

    @property
    def _rejects(self) -> Path:
        return self._run / "rejects"

    @property
    def _notes(self) -> Path:
        return self._run / "notes"

    @property
    def _aside(self) -> Path:
        return self._run

    def part(self, place: int) -> Path:
        """The file of a part."""
        return self.results / f"part-{place:05d}.parquet"

    def _note(self, place: int) -> Path:
        return self._notes / f"part-{place:05d}.note"

    def _prepare(self, settings: Mapping[str, object]) -> None:
        told = json.dumps(settings, sort_keys=True).encode()
        self._run = self.path / f"run-{hashlib.sha256(told).hexdigest()[:16]}"
        folders = [self.results, self._notes]
        if not (self.results / SUCCESS).exists():  # else the rejects may have their name already
            folders.append(self._rejects)
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)

    def _rejects_in_note(self, done: ChunkDone) -> str:
        if done.rejects:
            self._write(self._rejects / f"part-{done.place:05d}.ndjson", done.rejects)
        return ""

    def keep_there(self, done: ChunkDone) -> ChunkDone:
        """Keep a part where it was made; of it only how many rows it has goes on, and no label stays."""
        self.keep(replace(done, labels=b""))
        return replace(done, results=b"", rejects=b"", counts={}, labels=b"")

    def publish(self) -> None:
        """Give both folders their names, the results last; raises Unwritable."""
        rejects, results = self._names
        try:
            any_rejected = self._rejects.is_dir() and any(self._rejects.iterdir())
            if any_rejected:
                self._write(self._rejects / SUCCESS, b"")
            self._write(self.results / SUCCESS, b"")
            if any_rejected:
                _appear(self._rejects, rejects)
            elif self._rejects.is_dir():
                _disappear(rejects)  # of an earlier run: now it would be a lie
            _appear(self.results, results)
        except OSError as error:
            raise Unwritable(f"{results}: cannot be written ({error.strerror or error})") from error


def _appear(folder: Path, name: Path) -> None:
    """Give a folder its name; what had it is removed."""
    before = _disappear_to(name)
    folder.rename(name)
    sync_folder(name.parent)
    shutil.rmtree(before, ignore_errors=True)


def _disappear(name: Path) -> None:
    shutil.rmtree(_disappear_to(name), ignore_errors=True)


def _disappear_to(name: Path) -> Path:
    """Take a name away from the folder that has it, all at once."""
    before = name.parent / f".{name.name}.before"
    shutil.rmtree(before, ignore_errors=True)
    if name.exists():
        name.rename(before)
    return before
