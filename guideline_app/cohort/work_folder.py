"""What is done of a run, kept beside the results until they are whole, so that an ended run goes on where it was.

Each part is written to a temporary name, brought to the disk, and then given its name; the note about it comes last. A
part without a note was not done. A folder is used only by a run of the same table, guideline and settings: the journal
has their hashes.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from engine.cohort.chunks import ChunkDone
from guideline_app.output import Unwritable
from guideline_dsl.frozen import frozen

_JOURNAL = "journal.json"


@frozen
class Note:
    """What is known of a part that is done: its rows, rejects, counts and the marks of its labels."""

    rows: int
    rejects: bytes
    counts: Mapping[str, object]
    labels: bytes


class WorkFolder:
    """The folder of one run."""

    def __init__(self, results: Path, ending: str) -> None:
        """Name the folder; nothing is made yet."""
        self.path = results.parent / f".{results.name}.parts"
        self._ending = ending

    def journal(self) -> dict[str, object]:
        """The settings of the run that was ended here; empty where there was none."""
        try:
            found = json.loads((self.path / _JOURNAL).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    @contextmanager
    def held(self, settings: Mapping[str, object]) -> Iterator[None]:
        """Keep the folder for this run, empty unless it is of a run with the same settings.

        Raises Unwritable where another run has it.
        """
        try:
            self.path.mkdir(exist_ok=True)
            lock = os.open(self.path / "lock", os.O_CREAT | os.O_RDWR, 0o666)
        except OSError as error:
            raise Unwritable(f"{self.path}: cannot be written ({error.strerror or error})") from error
        try:
            _lock(lock, self.path)
            if self.journal() != dict(settings):
                self._empty()
                self._write(self.path / _JOURNAL, json.dumps(settings, indent=2).encode())
            self._prepare(settings)
            yield
        finally:
            os.close(lock)

    def _empty(self) -> None:
        # the journal goes first: parts without it are of no run
        (self.path / _JOURNAL).unlink(missing_ok=True)
        for file in self.path.iterdir():
            if file.is_dir():
                shutil.rmtree(file)
            elif file.name != "lock":
                file.unlink()

    def _prepare(self, settings: Mapping[str, object]) -> None:
        """Make ready for the parts of a run."""

    def part(self, place: int) -> Path:
        """The file of a part."""
        return self.path / f"part-{place:08d}{self._ending}"

    def keep(self, done: ChunkDone) -> None:
        """Keep a part; its note is written last."""
        self._write(self.part(done.place), done.results)
        note = {
            "rows": done.rows,
            "size": len(done.results),
            "rejects": self._rejects_in_note(done),
            "counts": done.counts,
            "labels": base64.b64encode(done.labels).decode(),
        }
        self._write(self._note(done.place), json.dumps(note).encode())

    def _rejects_in_note(self, done: ChunkDone) -> str:
        return done.rejects.decode()

    def note(self, place: int) -> Note | None:
        """The note about a part; None where it is not done."""
        try:
            found = json.loads(self._note(place).read_text(encoding="utf-8"))
            if self.part(place).stat().st_size != found["size"]:
                return None
            labels = base64.b64decode(found["labels"], validate=True)
            return Note(found["rows"], found["rejects"].encode(), found["counts"], labels)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, binascii.Error):
            return None

    def _note(self, place: int) -> Path:
        return self.path / f"part-{place:08d}.note"

    def remove(self) -> None:
        """Remove the folder; the results are whole."""
        shutil.rmtree(self.path, ignore_errors=True)

    def _write(self, target: Path, content: bytes) -> None:
        # under a name that nobody else writes to: a task of Spark may have a successor while it goes on
        temporary = self._aside / f"{target.name}.{uuid.uuid4().hex}.new"
        try:
            with temporary.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(target)
            sync_folder(target.parent)
        except OSError as error:
            raise Unwritable(f"{self.path}: cannot be written ({error.strerror or error})") from error

    @property
    def _aside(self) -> Path:
        """Where what is not whole yet is written."""
        return self.path


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where a folder can be opened."""
    if os.name != "posix":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _lock(lock: int, folder: Path) -> None:
    """Keep others out until the file is closed, also by the end of the process; where the system can."""
    try:
        import fcntl  # noqa: PLC0415 - not on every system
    except ModuleNotFoundError:
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise Unwritable(f"{folder}: another run is writing these results; wait for it, or end it") from None
