"""Reading the files a guideline consists of: whole, in UTF-8, within a limit, and from its own folder only.

Declared absent: what the texts mean; writing; the network.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

MAX_FILE_BYTES = 64 * 1024 * 1024
"""No file is read beyond this; a guideline's own limit, which is smaller, is a finding of the parser."""


class UnreadableInput(Exception):
    """A file cannot be used; the message names it and says why, in one line."""


def read_text(path: Path, most: int = MAX_FILE_BYTES) -> str:
    """The text of a file.

    Raises UnreadableInput when there is no such file, it cannot be read, it has more than `most` bytes, or
    it is not UTF-8.
    """
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except FileNotFoundError as error:
        raise UnreadableInput(f"{path}: there is no such file") from error
    except IsADirectoryError as error:
        raise UnreadableInput(f"{path}: this is a folder, and a file is needed") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UnreadableInput(f"{path}: cannot be read ({reason})") from error
    return decoded(content, str(path), most)


def decoded(content: bytes, name: str, most: int = MAX_FILE_BYTES) -> str:
    """The text of these bytes; `name` is how a refusal calls them.

    Raises UnreadableInput when there are more than `most` of them or they are not UTF-8.
    """
    if len(content) > most:
        raise UnreadableInput(f"{name}: has more than {most} bytes, the most that is read")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableInput(
            f"{name}: is not UTF-8 text (byte {error.start + 1}, in line {line}); save it as UTF-8"
        ) from error


def beside(folder: Path, name: str) -> Path:
    """The file that a guideline in `folder` calls `name`.

    A guideline may come from anyone, so it may name files of its own folder and below only: raises
    UnreadableInput for an absolute path, for `..`, and for a link that leads outside.
    """
    parts = {*PurePosixPath(name).parts, *PureWindowsPath(name).parts}
    absolute = PurePosixPath(name).is_absolute() or bool(PureWindowsPath(name).anchor)
    if not name or "\0" in name or absolute or ".." in parts:
        raise UnreadableInput(
            f"`{name}`: a guideline names files of its own folder, as `narrative.md` or `text/narrative.md`"
        )
    try:
        home = folder.resolve()
        path = (home / name).resolve()
    except (OSError, RuntimeError) as error:
        raise UnreadableInput(f"`{name}`: cannot be read ({error})") from error
    if not path.is_relative_to(home):
        raise UnreadableInput(f"`{name}`: leads out of the guideline's own folder")
    return path
