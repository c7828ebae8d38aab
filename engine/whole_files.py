"""Files are written whole or not at all.

Declared absent: what is written.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path


class Unwritable(Exception):
    """A file cannot be written; the message names it and says why, in one line."""


def write_whole(path: Path, content: str | bytes, guarded: bool = False) -> None:
    """Write a file so that it holds all of the content, or what it held before.

    A link is followed, an existing file keeps its permissions; a `guarded` one nobody else may write. Raises
    Unwritable.
    """
    target = Path(os.path.realpath(path))
    written = content if isinstance(content, bytes) else content.encode()
    try:
        if target.exists() and not target.is_file():
            _write_device(target, written)
        else:
            _replace(target, written, guarded)
    except OSError as error:
        raise Unwritable(f"{path}: cannot be written ({error.strerror or error})") from error


def _write_device(target: Path, written: bytes) -> None:
    """A pipe or a terminal has nothing to keep."""
    with target.open("wb") as device:
        device.write(written)


def _replace(target: Path, written: bytes, guarded: bool) -> None:
    import tempfile  # noqa: PLC0415 - most commands write no file

    descriptor, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(written)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(_permissions(target) & (0o755 if guarded else 0o7777))
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _permissions(target: Path) -> int:
    """Those of the file that is replaced, or those that a new file has."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
