"""Drawn pages as one PDF or one PNG, on a machine that has Python and nothing else.

The PDF is made of the pages' own shapes and texts, so that its text can be searched and copied. The PNG shows the PDF.
Both are the same bytes for the same pages.

Declared absent: what is drawn, and files.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.version import ENGINE_VERSION
from visualize.paper_fonts import (
    BOLDER,
    FAMILIES,
    NotPrinted,
    PrintNotInstalled,
    fonts,
    printed,
    runs_of,
    width_on_paper,
)
from visualize.paper_shapes import Line, Outline, Page, Shape, page_of

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

DOTS_PER_INCH = 150
PAGES_IN_A_COLUMN = 10
MOST_PAGES_IN_A_PNG = (
    40  # 10 by 4 pages of A4 are 87 million dots, and a quarter of a gigabyte while they are made
)
_POINTS_PER_INCH = 72


@frozen
class About:
    """What a file says of itself, besides its pages."""

    title: str
    subject: str
    author: str
    language: str = ""


class TooManyPages(NotPrinted):
    """A picture of so many pages would be too large to be opened; the message says what to do."""


def about(graph: DecisionGraph) -> About:
    """Which guideline it is a drawing of: name, version and content hash."""
    head = graph.head
    which = f"Guideline {head.name}, version {head.version}, content hash {graph.hash}"
    return About(
        f"{head.title or head.name} {head.version}".strip(),
        f"{which}. {head.status}".strip(),
        head.name,
        graph.display.language or head.language,
    )


def paper_file(ending: str, pages: Sequence[str], said: About) -> bytes:
    """The pages, each an SVG, as a file with the ending `.pdf` or `.png`.

    Raises NotPrinted, and CannotBePrinted (paper_shapes.py) for an SVG with other elements than drawings have.
    """
    pdf = pdf_of(pages, said)
    return png_of(pdf) if ending == ".png" else pdf


def pdf_of(pages: Sequence[str], said: About) -> bytes:
    """A PDF with a page for each SVG. Raises PrintNotInstalled and CannotBePrinted."""
    fonts()
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415 - what an extra installs

    file = io.BytesIO()
    canvas = Canvas(
        file, invariant=1, pageCompression=1, initialFontName=FAMILIES[0], lang=said.language or None
    )
    _introduce(canvas, said)
    for page in map(page_of, pages):
        canvas.setPageSize((page.width, page.height))
        canvas.setLineCap(0)
        canvas.setLineJoin(0)
        for shape in page.shapes:
            _put(canvas, page, shape)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def png_of(pdf: bytes) -> bytes:
    """The pages of a PDF below each other, 150 dots to the inch; after ten pages another column begins.

    Raises PrintNotInstalled and TooManyPages.
    """
    try:
        import pypdfium2  # noqa: PLC0415 - what an extra installs
        from PIL import Image  # noqa: PLC0415
    except ImportError as error:
        raise PrintNotInstalled from error
    document = pypdfium2.PdfDocument(pdf)
    try:
        count = len(document)
        if count > MOST_PAGES_IN_A_PNG:
            raise TooManyPages(
                f"{count} pages are more than one PNG takes ({MOST_PAGES_IN_A_PNG}); write a .pdf, or draw less"
            )
        scale = DOTS_PER_INCH / _POINTS_PER_INCH
        sizes = [
            tuple(math.ceil(length * scale) for length in document.get_page_size(i)) for i in range(count)
        ]
        width, height = (max(lengths) for lengths in zip(*sizes, strict=True))
        columns = math.ceil(count / PAGES_IN_A_COLUMN)
        rows = math.ceil(count / columns)
        sheet = Image.new("RGB", (columns * width, rows * height), "white")
        for index in range(count):
            column, row = divmod(index, rows)
            sheet.paste(document[index].render(scale=scale).to_pil(), (column * width, row * height))
    finally:
        document.close()
    file = io.BytesIO()
    sheet.save(file, "PNG", dpi=(DOTS_PER_INCH, DOTS_PER_INCH))
    return file.getvalue()


def _introduce(canvas: Canvas, said: About) -> None:
    """Say what the file is, and no date: it was made of a guideline that has its own, and is the same every day."""
    from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFInfo, PDFString  # noqa: PLC0415

    class Undated(PDFInfo):  # type: ignore[misc] # reportlab has no types
        def format(self, document: object) -> object:
            parts = {"Title": said.title, "Subject": said.subject, "Author": said.author, "Creator": _PROGRAM}
            return PDFDictionary({name: PDFString(part) for name, part in parts.items()}).format(document)

    canvas._doc.info = Undated()


_PROGRAM = f"guideline-engine {ENGINE_VERSION}"


# ---------------------------------------------------------------- on the page


def _put(canvas: Canvas, page: Page, shape: Shape) -> None:
    match shape:
        case Outline():
            _draw(canvas, page, shape)
        case Line():
            _write(canvas, page, shape)


def _draw(canvas: Canvas, page: Page, outline: Outline) -> None:
    paint = outline.paint
    if not paint.fill and not paint.line:
        return
    path = canvas.beginPath()
    for step in outline.steps:
        points = [length for x, y in step.points for length in (x, page.height - y)]
        match step.kind:
            case "move":
                path.moveTo(*points)
            case "line":
                path.lineTo(*points)
            case "curve":
                path.curveTo(*points)
            case "close":
                path.close()
    if paint.fill:
        canvas.setFillColor(_colour(paint.fill))
    if paint.line:
        canvas.setStrokeColor(_colour(paint.line))
        canvas.setLineWidth(paint.width)
        canvas.setDash(list(paint.dashes))
    canvas.drawPath(path, stroke=int(bool(paint.line)), fill=int(bool(paint.fill)))


def _write(canvas: Canvas, page: Page, line: Line) -> None:
    """Write a line; what would leave its shape, as it was measured with other signs, is set narrower."""
    text = printed(line.text)
    if not text.strip() or not line.colour:
        return
    width = width_on_paper(text, line.size, bold=line.bold)
    narrower = min(1.0, room_for(line, page) / width)
    begin = line.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[line.anchor] * width * narrower
    canvas.saveState()  # how letters are drawn would go on to hold for the next line
    canvas.setFillColor(_colour(line.colour))
    canvas.setStrokeColor(_colour(line.colour))
    canvas.setLineWidth(BOLDER * line.size)
    canvas.setDash([])
    written = canvas.beginText(begin, page.height - line.y)
    written.setTextRenderMode(2 if line.bold else 0)
    written.setCharSpace(BOLDER * line.size if line.bold else 0)
    written.setHorizScale(100 * narrower)
    for run in runs_of(text):
        written.setFont(run.font, line.size)
        written.textOut(run.text)
    canvas.drawText(written)
    canvas.restoreState()


def room_for(line: Line, page: Page) -> float:
    """How much room a line has in the shape in which it stands, or on the page."""
    begin, end = max(line.begin, 0.0), min(line.end, page.width)
    match line.anchor:
        case "start":
            return max(end - line.x, 1.0)
        case "end":
            return max(line.x - begin, 1.0)
        case "middle":
            return max(2 * min(line.x - begin, end - line.x), 1.0)


def _colour(said: str) -> object:
    from reportlab.lib.colors import toColor  # noqa: PLC0415 - what an extra installs

    return toColor(said)
