"""What authors write in a phase besides `MEDICINE taper`: `taper MEDICINE`, as the taper itself begins."""

from __future__ import annotations

import re

from guideline_dsl.diagnostics import Finding, Place
from guideline_dsl.trouble import Trouble, first_line, line_end, line_start, mend, span_at

_TAPER_FIRST = re.compile(r"(?<![a-z0-9_])taper[ \t]+(?:of[ \t]+)?(?P<medicine>[a-z][a-z0-9_]*)")


def taper_in_a_phase(trouble: Trouble) -> Finding | None:
    """`taper of prednisone` and `taper prednisone` are `prednisone taper` there, as in cases."""
    words, stop = trouble.words, trouble.stop
    if not re.match(r"phases\b", first_line(words)):
        return None
    for match in _TAPER_FIRST.finditer(words, line_start(words, stop.at), line_end(words, stop.at)):
        if match.start() <= stop.at < match.end():
            meant = f"{match['medicine']} taper"
            return Finding(
                "unexpected-word",
                "error",
                "the taper of a medicine is named after it",
                (Place(span_at(trouble, *match.span())),),
                f"write `{meant}`",
                mend(trouble, *match.span(), meant),
            )
    return None
