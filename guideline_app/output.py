"""What leaves the program: text on standard output, and files written whole or not at all.

Declared absent: what is written.
"""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path


class Unwritable(Exception):
    """A file cannot be written; the message names it and says why, in one line."""


def say(text: str) -> None:
    """Write text to standard output.

    A reader who has gone (`guideline ... | head`) is no mistake: the rest is dropped in silence, and the
    exit code stays that of the command. Raises Unwritable where it cannot be written otherwise, as on a full disk.
    """
    try:
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.flush()
    except BrokenPipeError:
        _say_no_more()
    except OSError as error:
        _say_no_more()
        raise Unwritable(f"standard output: cannot be written ({error.strerror or error})") from error


def _say_no_more() -> None:
    """Python flushes again at the end and would complain then."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def complain(text: str) -> None:
    """Write a line to standard error; what cannot be seen in it by its code point: a terminal would obey it."""
    from guideline_dsl.legible import legible_lines  # noqa: PLC0415 - most commands have nothing to complain of

    try:
        print(legible_lines(text), file=sys.stderr, flush=True)
    except (BrokenPipeError, UnicodeEncodeError):
        return


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file so that it holds all of the content, or what it held before.

    A link is followed, an existing file keeps its permissions. Raises Unwritable.
    """
    target = Path(os.path.realpath(path))
    written = content if isinstance(content, bytes) else content.encode()
    try:
        if target.exists() and not target.is_file():
            _write_device(target, written)
        else:
            _replace(target, written)
    except OSError as error:
        raise Unwritable(f"{path}: cannot be written ({error.strerror or error})") from error


def _write_device(target: Path, written: bytes) -> None:
    """A pipe or a terminal has nothing to keep."""
    with target.open("wb") as device:
        device.write(written)


def _replace(target: Path, written: bytes) -> None:
    import tempfile  # noqa: PLC0415 - most commands write no file

    descriptor, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(written)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(_permissions(target))
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
