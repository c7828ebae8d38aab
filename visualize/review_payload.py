"""What the review page is told: one record, written as JSON into the page.

Names of nodes, sentences and boxes are said once, in a list, and are numbers everywhere else: a guideline with
hundreds of cases stays a page that opens at once.

Declared absent: how the page looks (page/), and where these values come from (review.py).
"""

from __future__ import annotations

import dataclasses
import json
from typing import Literal

from guideline_dsl.frozen import frozen

PAGE_FORMAT = "guideline-page/1"


@frozen
class Head:
    """Which guideline this is, and how far it is reviewed."""

    name: str
    title: str
    version: str
    effective: str
    hash: str
    engine: str
    status: str
    notice: str
    source: str
    file: str


@frozen
class Segment:
    """Consecutive lines of a text that belong to one node, the innermost; `node` -1: to none."""

    node: int
    first: int
    lines: tuple[str, ...]


@frozen
class Text:
    """A guideline text; `used` names the used guideline it is of, "" for the guideline itself."""

    used: str
    place: str
    segments: tuple[Segment, ...]


@frozen
class Passage:
    """A piece of the narrative, in its order; a sentence has the ids of the statements that it retells."""

    kind: Literal["heading", "about", "sentence", "quoted"]
    text: str
    statements: tuple[str, ...] = ()
    level: int = 0
    line: int = 0
    source: str = ""
    left_out: str = ""
    cited_by: tuple[int, ...] = ()


@frozen
class SourceText:
    """The source itself, in its paragraphs; without one there is no `place`."""

    place: str = ""
    paragraphs: tuple[str, ...] = ()


@frozen
class Reference:
    """An entry of a reference list; `used` names the used guideline whose list it is of."""

    number: int
    text: str
    used: str = ""
    cited_by: tuple[int, ...] = ()


@frozen
class BoxShown:
    """A box of a picture, by its id in the page, with the nodes it shows, the main one first.

    `marked` are what a case's marks are looked up by: the nodes, or the rows and items of a definition, which are no
    nodes of their own and are numbered after these.
    """

    id: str
    nodes: tuple[int, ...]
    marked: tuple[int, ...]


@frozen
class Links:
    """What belongs together with a node, as places in the lists of the payload."""

    segments: tuple[int, ...] = ()
    passages: tuple[int, ...] = ()
    references: tuple[int, ...] = ()
    boxes: tuple[int, ...] = ()
    read_by: tuple[int, ...] = ()


@frozen
class OutlineBox:
    """A box of the pathway as text, with the nodes it shows, the main one first."""

    heading: str
    paragraphs: tuple[str, ...]
    support: tuple[str, ...]
    nodes: tuple[int, ...]


@frozen
class OutlineRow:
    """A condition and what comes of it."""

    condition: OutlineBox | None
    leads: str
    result: OutlineBox


@frozen
class OutlineCard:
    """A card of the pathway as text; `node` is the statement that it shows."""

    title: str
    node: int
    in_turn: bool
    head: OutlineBox
    rows: tuple[OutlineRow, ...]


@frozen
class OutlineSection:
    """Cards under one heading."""

    title: str
    cards: tuple[OutlineCard, ...]


@frozen
class Statement:
    """What a reviewer marks: `key` names it, `meaning` is the hash that a mark is bound to.

    `called` is its title as a clinician reads it; `cited` says where its citation stands: `own`, `around`, `below`,
    or "" for none. `spelled_out` are the statements that say what it only names: the doses of a regimen that is given,
    the definitions in its conditions.
    """

    key: str
    nodes: tuple[int, ...]
    kind: str
    title: str
    called: str
    says: str
    line: int
    used: str
    own: str
    meaning: str
    cited: str
    assumptions: tuple[str, ...]
    spelled_out: tuple[int, ...]


@frozen
class Assumption:
    """A reading of the source, with its reason, what else it could be, and the nodes that rest on it."""

    name: str
    node: int
    text: str
    because: str
    instead: str
    used_by: tuple[int, ...]


@frozen
class FindingShown:
    """A finding of `check`, and where it is."""

    severity: str
    code: str
    message: str
    line: int
    file: str
    help: str


@frozen
class CaseShown:
    """A case with its result: `text` and `report` are places in `strings`, `marks` in `marks`, `charts` of charts."""

    title: str
    file: str
    line: int
    passed: bool
    failures: tuple[str, ...]
    text: tuple[int, ...]
    report: tuple[int, ...]
    marks: tuple[int, ...]
    charts: tuple[int, ...]


@frozen
class StateShown:
    """A state that a mark of a case may have, with the sign and the word that tell it from the others."""

    state: str
    sign: str
    word: str


@frozen
class MarkShown:
    """What happened at a node: its state, and lines (places in `strings`) that say why."""

    node: int
    state: str
    lines: tuple[int, ...]


@frozen
class Limit:
    """Something that limits a medicine: its kind, its words, and its node."""

    kind: str
    words: str
    notes: tuple[str, ...]
    node: int


@frozen
class Medicine:
    """A medicine with its limits."""

    name: str
    title: str
    node: int
    classes: tuple[str, ...]
    tablets: tuple[str, ...]
    only: str
    codes: tuple[str, ...]
    limits: tuple[Limit, ...]
    given_by: tuple[int, ...]


@frozen
class Fact:
    """A row of the fact table."""

    name: str
    title: str
    node: int
    values: str
    codes: tuple[str, ...]
    within: str
    only_when: str
    default: str
    read_by: tuple[int, ...]


@frozen
class Named:
    """A node by its id, with the words that lists call it by; `links` are its partners."""

    id: str
    says: str
    kind: str
    parent: int
    line: int
    links: Links


@frozen
class Payload:
    """Everything on the page that is not a picture."""

    format: str
    head: Head
    nodes: tuple[Named, ...]
    texts: tuple[Text, ...]
    passages: tuple[Passage, ...]
    references: tuple[Reference, ...]
    boxes: tuple[BoxShown, ...]
    outline: tuple[OutlineSection, ...]
    statements: tuple[Statement, ...]
    assumptions: tuple[Assumption, ...]
    findings: tuple[FindingShown, ...]
    cases: tuple[CaseShown, ...]
    source: SourceText
    marks: tuple[MarkShown, ...]
    states: tuple[StateShown, ...]
    strings: tuple[str, ...]
    medicines: tuple[Medicine, ...]
    facts: tuple[Fact, ...]


def payload_json(payload: Payload) -> str:
    """The payload as JSON that may stand in a `script` element: no text can end the element or a line."""
    written = json.dumps(_plain(payload), ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        written = written.replace(sign, f"\\u{ord(sign):04x}")
    return written


def _plain(value: object) -> object:
    match value:
        case tuple():
            return [_plain(part) for part in value]
        case dict():
            return {name: _plain(part) for name, part in value.items()}
        case _ if dataclasses.is_dataclass(value):
            return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return value
