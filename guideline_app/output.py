"""What leaves the program: text on standard output and standard error; files are written by engine/whole_files.py.

Declared absent: what is written.
"""

from __future__ import annotations

import os
import sys

from engine.whole_files import Unwritable as Unwritable  # noqa: PLC0414 - who writes finds it here
from engine.whole_files import write_whole as write_whole  # noqa: PLC0414


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
