"""What authors write after `use` besides a name: paths, file names, several names in one line."""

from __future__ import annotations

import re

from guideline_dsl.diagnostics import Finding, Place
from guideline_dsl.trouble import Trouble, content_end, line_start, mend, span_at
from guideline_dsl.words import RESERVED_FOR_NAMES

_USE = re.compile(r"[ \t]*use[ \t]+(?=\S)")
_LIST = re.compile(r"[a-z][a-z0-9_]*(?:(?:[ \t]*,[ \t]*|[ \t]+(?:and[ \t]+)?)[a-z][a-z0-9_]*)+")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_OF_PATHS = frozenset("\"'./\\~:")


def what_is_used(trouble: Trouble) -> Finding | None:
    """A guideline is used by its name, in a line of its own."""
    words, stop = trouble.words, trouble.stop
    begins = line_start(words, stop.at)
    ends = content_end(words, stop.at)
    use = _USE.match(words, begins, ends)
    if use is None or begins == 0 or stop.at < use.end():
        return None
    said = words[use.end() : ends]
    place = (Place(span_at(trouble, use.end(), ends)),)
    if _LIST.fullmatch(said):
        names = [name for name in _NAME.findall(said) if name != "and"]
        indent = words[begins : begins + len(words[begins:]) - len(words[begins:].lstrip(" \t"))]
        lines = f"\n{indent}use ".join(names)
        return Finding(
            "unexpected-word",
            "error",
            "each guideline is used in a line of its own",
            place,
            f"write `use {names[0]}`, and under it `use {names[1]}`",
            mend(trouble, use.end(), ends, lines),
        )
    if not _OF_PATHS & set(said):
        return None
    bare = re.sub(r".*[/\\]", "", said.strip(" \t\"'")).removesuffix(".guideline")
    named = bare if _NAME.fullmatch(bare) and bare not in RESERVED_FOR_NAMES else ""
    return Finding(
        "used-by-path",
        "error",
        "a guideline is used by its name, never by a path or in quotation marks",
        place,
        f"write `use {named or 'NAME'}`; it is looked for beside this file, in a folder of its name beside this "
        "file's folder, and among the guidelines that are shipped",
        mend(trouble, use.end(), ends, named) if named else None,
    )
