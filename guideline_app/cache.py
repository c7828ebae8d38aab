"""Compiled guidelines and parser tables in the user's cache folder: a second start need not compile.

An entry is found by the guideline's text, and holds for this version of the engine, these very sources of
the language, this very narrative and the very guidelines that it uses only. A cache may vanish, be half-written,
be unwritable or be wrong: then the work is done again, and nobody notices but the clock.

`GUIDELINE_CACHE=off` turns it off; `GUIDELINE_CACHE=FOLDER` says where it is.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from functools import cache
from pathlib import Path

from guideline_app.output import Unwritable, write_whole
from guideline_dsl.frozen import frozen
from guideline_dsl.version import ENGINE_VERSION

CACHE_FORMAT = 2
MOST_ENTRIES = 200


@frozen
class FileRead:
    """A file that a guideline was compiled with: its hash, and how the guideline comes to it.

    It is what the guideline `by` ("" for itself) means by `use USES`, or else the narrative that `by` names.
    """

    by: str
    uses: str
    hash: str
    narrative: str = ""


@frozen
class Entry:
    """A compiled guideline: the JSON form of its graph, and the files it was compiled with."""

    graph_json: str
    files: tuple[FileRead, ...] = ()


def cache_folder() -> Path | None:
    """Where the cache is, None when it is off."""
    chosen = os.environ.get("GUIDELINE_CACHE", "")
    if chosen.lower() in ("off", "0", "no"):
        return None
    if chosen:
        return Path(chosen)
    if sys.platform == "win32":
        home = os.environ.get("LOCALAPPDATA", "")
    else:
        home = os.environ.get("XDG_CACHE_HOME", "")
    if home and Path(home).is_absolute():
        return Path(home) / "guideline-engine"
    try:
        return Path.home() / ".cache" / "guideline-engine"
    except RuntimeError:  # a user without a home folder
        return None


def text_hash(text: str) -> str:
    """The sha256 of a text, hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def find_graph(text: str) -> Entry | None:
    """The entry of this guideline text, None when there is none or it is not whole."""
    content = _read(f"{_key('graph', text)}.json")
    if content is None:
        return None
    head, _, body = content.partition("\n")
    try:
        form = json.loads(head)
        if form["format"] == CACHE_FORMAT and form["body"] == text_hash(body):
            return Entry(body, tuple([FileRead(*map(str, file)) for file in form["files"]]))
    except (ValueError, KeyError, TypeError):
        return None
    return None


def has_graph(text: str, files: tuple[FileRead, ...]) -> bool:
    """Whether there is a whole entry of this guideline text, compiled with these files."""
    entry = find_graph(text)
    return entry is not None and entry.files == files


def keep_graph(text: str, entry: Entry) -> None:
    """Keep the entry of this guideline text."""
    head = {
        "format": CACHE_FORMAT,
        "body": text_hash(entry.graph_json),
        "files": [[file.by, file.uses, file.hash, file.narrative] for file in entry.files],
    }
    _write(f"{_key('graph', text)}.json", f"{json.dumps(head)}\n{entry.graph_json}")


def find_tables(fingerprint: str) -> bytes | None:
    """The parser tables of this fingerprint."""
    content = _read(f"{_key('tables', fingerprint)}.json")
    head, _, body = (content or "").partition("\n")
    return body.encode() if body and head == text_hash(body) else None


def keep_tables(fingerprint: str, tables: bytes) -> None:
    """Keep the parser tables of this fingerprint."""
    body = tables.decode()
    _write(f"{_key('tables', fingerprint)}.json", f"{text_hash(body)}\n{body}")


@cache
def _language_fingerprint() -> str:
    """What the compiler is made of: whoever works on the language must never see yesterday's graph."""
    from guideline_dsl import __file__ as package  # noqa: PLC0415 - only its place is needed, and only here

    digest = hashlib.sha256()
    folder = Path(package).parent
    for file in sorted([*folder.rglob("*.py"), *folder.rglob("*.lark")]):
        digest.update(f"{file.relative_to(folder)}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _key(kind: str, text: str) -> str:
    parts = (kind, str(CACHE_FORMAT), ENGINE_VERSION, _language_fingerprint(), text)
    return text_hash("\0".join(parts))


def _read(name: str) -> str | None:
    folder = cache_folder()
    if folder is None:
        return None
    try:
        return (folder / name).read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _write(name: str, content: str) -> None:
    """Two processes may write the same entry: each writes a file of its own and puts it in place."""
    folder = cache_folder()
    if folder is None:
        return
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(folder / name, content)
        _forget_oldest(folder)
    except (OSError, Unwritable):
        return


def _forget_oldest(folder: Path) -> None:
    entries = sorted(folder.glob("*.json"), key=lambda file: file.stat().st_mtime)
    for old in entries[:-MOST_ENTRIES]:
        old.unlink(missing_ok=True)
