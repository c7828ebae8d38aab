"""Pages on paper: what a drawing says stands in its PDF, without a font of the machine; nothing leaves its box."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import unicodedata
import xml.etree.ElementTree as ET
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from engine.library import load_file
from guideline_app.cli import main
from visualize import paper, paper_fonts
from visualize.cards import Box, Card, Deck, Mark, Row, Section
from visualize.deck import deck
from visualize.paper import About, paper_file, pdf_of, png_of, room_for
from visualize.paper_deck import for_paper
from visualize.paper_fonts import printed, width_on_paper
from visualize.paper_shapes import CannotBePrinted, Line, Outline, page_of
from visualize.picture import draw
from visualize.style import MARKS

ROOT = Path(__file__).parent.parent
GUIDELINE = ROOT / "guidelines" / "pneumonia" / "pneumonia.guideline"
SAID = About("A title 1.0.0", "Guideline example, version 1.0.0, content hash abc", "example")
A4 = (595, 842)


def a_page(*texts: str, more: str = "", size: float = 9) -> str:
    """A page with a box for each text, as Graphviz writes it: places count upwards from the lower edge."""
    boxes = "".join(
        f'<g id="box{row}" class="node"><title>{row}</title>'
        f'<polygon fill="#dbe9f6" stroke="black" points="540,-{780 - 30 * row} 50,-{780 - 30 * row} '
        f'50,-{800 - 30 * row} 540,-{800 - 30 * row} 540,-{780 - 30 * row}"/>'
        f'<text text-anchor="start" x="60" y="-{787 - 30 * row}" font-family="Helvetica,sans-Serif" '
        f'font-size="{size:.2f}">{escape(text)}</text></g>'
        for row, text in enumerate(texts)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><svg width="595pt" height="842pt" viewBox="0.00 0.00 595.00 842.00" '
        'xmlns="http://www.w3.org/2000/svg"><g class="graph" transform="scale(1 1) rotate(0) translate(0 842)">'
        f'<polygon fill="white" stroke="transparent" points="0,0 0,-842 595,-842 595,0 0,0"/>{boxes}{more}</g></svg>'
    )


def is_printed_as_it_is(text: str) -> bool:
    """Whether every sign of the text has a glyph."""
    return printed(text) == unicodedata.normalize("NFC", text)


def read(pdf: bytes) -> list[str]:
    """What is found in a PDF by searching, line by line, of all its pages."""
    return [line for page in PdfReader(io.BytesIO(pdf)).pages for line in page.extract_text().splitlines()]


def lines_of(svg: str) -> list[Line]:
    return [shape for shape in page_of(svg).shapes if isinstance(shape, Line)]


# ---------------------------------------------------------------- what is in it


def test_the_text_of_a_pdf_is_that_of_the_drawing_line_by_line() -> None:
    texts = [
        "75 to 100 mg/day by mouth",
        "creatinine ≥ 1.5 mg/dL → halve × 2 µmol",
        "κ-Ketten, Жизнь, naïve, łódź",
        "✓ ✗ ⊘ ≠ − ≤",
    ]
    assert read(pdf_of([a_page(*texts)], SAID)) == texts


def test_each_page_has_its_size() -> None:
    pages = PdfReader(io.BytesIO(pdf_of([a_page("one"), a_page("two")], SAID))).pages
    assert [(page.mediabox.width, page.mediabox.height) for page in pages] == [A4, A4]


def test_it_says_which_guideline_it_is_and_no_date() -> None:
    graph = load_file(GUIDELINE)
    described = PdfReader(io.BytesIO(pdf_of([a_page("x")], paper.about(graph)))).metadata
    assert described is not None
    assert described.title == "Severity of community-acquired pneumonia 1.0.0"
    assert described.author == "pneumonia"
    assert f"version 1.0.0, content hash {graph.hash}. for testing the engine" in (described.subject or "")
    assert "/CreationDate" not in described


def test_every_font_is_embedded() -> None:
    page = PdfReader(io.BytesIO(pdf_of([a_page("both ✓")], SAID))).pages[0]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]
    assert sorted(font["/BaseFont"].partition("+")[2] for font in fonts) == ["Arimo-Regular", "Inter-Regular"]
    assert all("/FontFile2" in font["/FontDescriptor"].get_object() for font in fonts)


def test_the_same_pages_are_the_same_bytes() -> None:
    pages = [a_page("one ✓"), a_page("two")]
    first, second = (paper_file(".pdf", pages, SAID) for _ in range(2))
    assert first == second
    assert png_of(first) == png_of(second)


# ---------------------------------------------------------------- signs


@pytest.mark.parametrize(
    ("sign", "shown"),
    [
        ("中", "[U+4E2D]"),
        ("😀", "[U+1F600]"),
        ("א", "[U+05D0]"),
        ("\u202e", "[U+202E]"),
        ("\u200b", "[U+200B]"),
        ("\ue000", "[U+E000]"),
        ("é", "é"),
        ("e\u0301", "é"),
        ("Ω", "Ω"),
        ("→", "→"),
    ],
)
def test_a_sign_without_a_glyph_is_shown_by_its_code_point(sign: str, shown: str) -> None:
    assert printed(sign) == shown
    assert read(pdf_of([a_page(f"a{sign}b")], SAID)) == [unicodedata.normalize("NFC", f"a{shown}b")]


def test_all_that_a_guideline_usually_says_has_a_glyph() -> None:
    ranges = [
        (0x20, 0x7E),
        (0xA1, 0xAC),
        (0xAE, 0x17F),
        (0x391, 0x3A1),
        (0x3A3, 0x3C9),
        (0x410, 0x44F),
        (0x2190, 0x2193),
    ]
    usual = "".join(chr(code) for first, last in ranges for code in range(first, last + 1))
    assert is_printed_as_it_is(usual + "≥≤×÷±−–—µ°²³½¼✓✗⊘≠≈∞•…‰€£„“”‚‘’‹›«»₂⁴†‡∅⚠▶◆△▲●○■□")


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "]]>",
        '"quoted" \\ back\\slash',
        "(paren) ) (",
        "%PDF-1.4",
        "&amp; &",
        "a" * 10_000,
    ],
)
def test_hostile_text_is_only_text_and_is_whole(hostile: str) -> None:
    assert "".join(read(pdf_of([a_page(hostile)], SAID))) == hostile


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=40)
)
def test_whatever_is_said_no_sign_of_it_is_lost(text: str) -> None:
    shown = printed(text)
    back = re.sub(r"\[U\+([0-9A-F]{4,6})\]", lambda match: chr(int(match[1], 16)), shown)
    assert back == re.sub(
        r"\[U\+([0-9A-F]{4,6})\]", lambda match: chr(int(match[1], 16)), unicodedata.normalize("NFC", text)
    )
    assert all(paper_fonts._font_of(sign) for sign in shown)


# ---------------------------------------------------------------- room


def test_a_line_that_would_leave_its_box_is_set_narrower() -> None:
    long = "中" * 40
    (line,) = lines_of(a_page(long))
    assert room_for(line, page_of(a_page(long))) == 540 - 60
    assert width_on_paper(printed(long), 9) > 540 - 60
    sheet = Image.open(io.BytesIO(paper_file(".png", [a_page(long)], SAID))).convert("L")
    right_of_the_box = sheet.crop((int(542 * 150 / 72), 0, sheet.width, sheet.height))
    assert right_of_the_box.getextrema() == (255, 255)


def test_a_text_beside_an_arrow_has_the_room_of_the_page() -> None:
    arrow = (
        '<g class="edge"><path fill="none" stroke="black" d="M100,-300C100,-290 100,-280 100,-270"/>'
        '<polygon fill="black" stroke="black" points="97,-270 103,-270 100,-262 97,-270"/>'
        '<text text-anchor="middle" x="140" y="-285" font-size="9.00">when it holds</text></g>'
    )
    (line,) = lines_of(a_page(more=arrow))
    assert room_for(line, page_of(a_page(more=arrow))) == 280


GUIDELINES = sorted(
    file
    for file in (ROOT / "guidelines").rglob("*.guideline")
    if file.parent.name not in ("calculators", "library")
)


@pytest.mark.parametrize("file", GUIDELINES, ids=lambda file: file.stem)
def test_no_line_of_a_shipped_guideline_leaves_its_box_on_paper(file: Path) -> None:
    pages = [page_of(svg) for svg in draw(for_paper(deck(load_file(file)))).pages]
    lines = [(shape, page) for page in pages for shape in page.shapes if isinstance(shape, Line)]
    assert len(lines) > 10
    assert [
        line.text
        for line, page in lines
        if width_on_paper(printed(line.text), line.size, bold=line.bold) > room_for(line, page)
    ] == []
    assert [line.text for line, _ in lines if not is_printed_as_it_is(line.text)] == []
    assert min(line.size for line, _ in lines) >= 9
    assert {(page.width, page.height) for page in pages} == {A4}


HOSTILE = (
    "<script>alert(1)</script>",
    ']]> &amp; "quoted" \\N \\l %PDF (',
    "wide 中文字 and 😀 and \u202eturned\u202c and שלום",
    "W" * 10_000,
)


@pytest.mark.parametrize(
    "installed",
    [
        pytest.param(True, id="as installed"),
        pytest.param(False, id="without Graphviz", marks=pytest.mark.slow),
    ],
)
def test_hostile_words_of_a_guideline_are_whole_on_paper_and_in_their_boxes(
    installed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not installed:
        monkeypatch.setattr("visualize.svg.shutil.which", lambda _name: None)
    box = Box("message", HOSTILE)
    card = Card("advise:x", "x", Box("advise", ("x",)), (Row(box, box),))
    pages = draw(for_paper(Deck(Box("guideline", ("x",)), (Section("x", (card,)),), HOSTILE[:3]))).pages
    for svg in pages:
        page = page_of(svg)
        for line in (shape for shape in page.shapes if isinstance(shape, Line)):
            assert width_on_paper(printed(line.text), line.size, bold=line.bold) <= room_for(line, page), (
                line.text
            )
    found = "".join("".join(read(pdf_of(pages, SAID))).split())
    drawn = "".join(line.text for svg in pages for line in lines_of(svg))
    assert sorted(found) == sorted("".join(drawn.split()))
    assert found.count("W") >= 2 * 10_000
    assert found.count("[U+4E2D][U+6587][U+5B57]") >= 2
    assert found.count("[U+1F600]") >= 2
    assert found.count("[U+05E9]") >= 2


def test_the_marks_of_a_patient_are_printed() -> None:
    texts = [f"{mark.sign} {mark.word}" for mark in MARKS.values()]
    assert read(pdf_of([a_page(*texts)], SAID)) == texts
    assert all(map(is_printed_as_it_is, texts))


def test_what_has_no_glyph_is_known_before_boxes_are_measured() -> None:
    box = Box("act", ("GIVE 中",), ("give:1",), Mark("met", ("α 中",)), ("[1] 中",))
    row = Row(None, box)
    whole = Deck(box, (Section("中", (Card("decide:x", "中", box, (row,)),)),), ("中",))
    said = Box("act", ("GIVE [U+4E2D]",), ("give:1",), Mark("met", ("α [U+4E2D]",)), ("[1] [U+4E2D]",))
    card = Card("decide:x", "[U+4E2D]", said, (Row(None, said),))
    assert for_paper(whole) == Deck(said, (Section("[U+4E2D]", (card,)),), ("[U+4E2D]",))
    lines = [line for svg in draw(for_paper(whole)).pages for line in lines_of(svg)]
    assert not any("中" in line.text for line in lines)


# ---------------------------------------------------------------- PNG


def test_a_png_has_the_pages_below_each_other_at_150_dots_to_the_inch() -> None:
    sheet = Image.open(io.BytesIO(paper_file(".png", [a_page("one"), a_page("two"), a_page("three")], SAID)))
    assert sheet.size == (1240, 3 * 1755)
    assert [round(dots) for dots in sheet.info["dpi"]] == [150, 150]


def test_after_ten_pages_another_column_begins() -> None:
    sheet = Image.open(io.BytesIO(paper_file(".png", [a_page(str(n)) for n in range(11)], SAID)))
    assert sheet.size == (2 * 1240, 6 * 1755)


def test_more_pages_than_one_png_takes_are_refused_with_what_to_do() -> None:
    pdf = pdf_of([a_page("x")] * 41, SAID)
    with pytest.raises(
        paper.TooManyPages, match=r"41 pages are more than one PNG takes \(40\); write a \.pdf"
    ):
        png_of(pdf)


def test_a_png_shows_the_boxes_and_their_text() -> None:
    sheet = Image.open(io.BytesIO(paper_file(".png", [a_page("Some words in a box", "More of them")], SAID)))
    colours = {colour: count for count, colour in sheet.getcolors(1 << 24) or []}
    assert (
        colours[(0xDB, 0xE9, 0xF6)] > 2 * 900 * 35
    )  # two boxes of 490 by 20 points, less what is written in them
    dark = sum(count for colour, count in colours.items() if max(colour) < 100)
    assert 1000 < dark < 20_000


def test_a_bold_line_is_darker_and_the_line_after_it_is_not() -> None:
    lines = ((700, "bold"), (600, "normal"), (500, "bold"), (400, "normal"))
    more = "".join(
        f'<text x="60" y="-{y}" font-size="9.00" font-weight="{weight}">the same words</text>'
        for y, weight in lines
    )
    sheet = Image.open(io.BytesIO(paper_file(".png", [a_page(more=more)], SAID))).convert("L")
    scale = 150 / 72
    ink = []
    for y, _ in lines:
        strip = sheet.crop((0, int((842 - y - 12) * scale), sheet.width, int((842 - y + 4) * scale)))
        ink.append(sum((255 - grey) * count for grey, count in enumerate(strip.histogram())))
    assert ink[0] == pytest.approx(ink[2], rel=0.02)
    assert ink[1] == pytest.approx(ink[3], rel=0.02)
    assert ink[0] > 1.2 * ink[1]


# ---------------------------------------------------------------- shapes


def test_places_are_counted_from_the_upper_left_corner_of_the_page() -> None:
    (line,) = lines_of(a_page("text"))
    assert (line.x, line.y, line.size, line.begin, line.end) == (60, 842 - 787, 9, 50, 540)


def test_what_stands_in_a_moved_and_scaled_group_is_moved_and_scaled() -> None:
    inner = '<g transform="translate(10 20) scale(2)"><text x="5" y="5" font-size="9" font-weight="bold">t</text></g>'
    (line,) = lines_of(
        f'<svg width="100px" height="100px" viewBox="0 0 100 100" xmlns="http://www.w3.org/2000/svg">{inner}</svg>'
    )
    assert (line.x, line.y, line.size, line.bold) == (15, 22.5, 13.5, True)


@pytest.mark.parametrize(
    "shape",
    [
        '<rect x="10" y="10" width="40" height="20"/>',
        '<rect x="10" y="10" width="40" height="20" rx="5"/>',
        '<ellipse cx="30" cy="20" rx="20" ry="10"/>',
        '<polygon points="10,10 50,10 50,30 10,30"/>',
        '<path d="M10,10L50,10L50,30L10,30Z"/>',
        '<path d="M10,10C30,10 40,10 50,10L50,30L10,30Z"/>',
    ],
)
def test_a_shape_reaches_as_far_as_it_says(shape: str) -> None:
    page = page_of(
        f'<svg width="100pt" height="100pt" viewBox="0 0 100 100" xmlns="http://www.w3.org/2000/svg">{shape}</svg>'
    )
    (outline,) = page.shapes
    assert isinstance(outline, Outline)
    ends = [step.points[-1] for step in outline.steps if step.points]
    assert (min(x for x, _ in ends), max(x for x, _ in ends)) == (10, 50)
    assert (min(y for _, y in ends), max(y for _, y in ends)) == (10, 30)


@pytest.mark.parametrize(
    ("element", "said"),
    [
        ("<image/>", "the element `image`"),
        ("<foreignObject/>", "the element `foreignObject`"),
        ('<g transform="rotate(90)"/>', r"turns something: `rotate\(90\)`"),
        ('<g transform="skewX(3)"/>', r"moves something by `skewX\(3\)`"),
        ('<path d="M1,1A5,5 0 0 1 9,9"/>', "a path with `A"),
        ("<text><tspan>x</tspan></text>", "parts of a text"),
    ],
)
def test_what_is_not_known_is_refused_and_never_left_out(element: str, said: str) -> None:
    with pytest.raises(CannotBePrinted, match=said):
        pdf_of([a_page(more=element)], SAID)


# ---------------------------------------------------------------- the command


@pytest.mark.parametrize("ending", [".pdf", ".png"])
def test_draw_writes_pdf_and_png_by_the_ending(ending: str, tmp_path: Path) -> None:
    picture = tmp_path / f"pathway{ending}"
    assert main(["draw", str(GUIDELINE), "-o", str(picture)]) == 0
    assert picture.read_bytes()[:4] == {".pdf": b"%PDF", ".png": b"\x89PNG"}[ending]


def test_the_pdf_of_a_guideline_says_every_line_of_its_svg(tmp_path: Path) -> None:
    for ending in (".svg", ".pdf"):
        assert main(["draw", str(GUIDELINE), "-o", str(tmp_path / f"pathway{ending}")]) == 0
    svg = ET.fromstring((tmp_path / "pathway.svg").read_text(encoding="utf-8"))
    lines = [
        "".join(text.itertext()).replace("\u00a0", " ")
        for text in svg.iter("{http://www.w3.org/2000/svg}text")
    ]
    found = "\n".join(read((tmp_path / "pathway.pdf").read_bytes()))
    assert [line for line in lines if line.strip() not in found] == []
    # What stands at one height is read as one line; but no letter more is there, and none less.
    assert sorted("".join(found.split())) == sorted("".join("".join(lines).split()))


@pytest.mark.slow
@pytest.mark.parametrize("ending", [".pdf", ".png"])
@pytest.mark.parametrize("absent", ["reportlab", "fontpkg"])
def test_without_the_extra_the_remedy_is_named_and_no_file_is_left(
    ending: str, absent: str, tmp_path: Path
) -> None:
    program = (
        f"import sys; sys.modules['{absent}'] = None; "
        "from guideline_app.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    picture = tmp_path / f"pathway{ending}"
    run = subprocess.run(
        [sys.executable, "-c", program, "draw", str(GUIDELINE), "-o", str(picture)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert (run.returncode, run.stderr) == (
        3,
        f"guideline: {picture}: cannot be drawn (PDF and PNG need what `pip install 'guideline-engine[print]'` "
        "installs; an .svg needs nothing more)\n",
    )
    assert list(tmp_path.iterdir()) == []
