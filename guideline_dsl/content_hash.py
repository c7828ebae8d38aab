"""The content hash: which guideline this is, whatever its file looks like.

Layout, comments, the splitting of blocks, how a number or a unit is spelled (`0.50 ug`, `0.5 mcg`), and the
order of independent items (top-level items, declarations, options, exceptions, limits) do not change it;
anything else does, citations, notes, strengths and assumptions included. Cases are no part of the meaning, nor
is how it is shown in other languages: a reviewer signs the guideline as it is written, and a text in another language
has a hash of its own (display.py). The phases are no part of it either: they say where a statement is drawn, and no
patient gets anything else by them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from guideline_dsl import core
from guideline_dsl.json_form import FIELDS, write_fraction
from guideline_dsl.units import parse_unit

_PLAIN = frozenset({type(None), bool, int, str})
_LAYOUT = frozenset({"id", "parent", "span"})
_UNORDERED = (core.ExceptionNode, core.OptionNode, core.LimitNode)


def content_hash(nodes: Sequence[core.Node]) -> str:
    """The sha256 of the normalised meaning, hexadecimal.

    Raises UnitError for a unit that does not exist, which no checked guideline has.
    """
    children: dict[str, list[core.Node]] = {}
    for node in nodes:
        children.setdefault(node.parent, []).append(node)
    top = sorted(digest for node in children.get("", []) for digest in _top_level(node, children))
    return digest_of(top)


def _top_level(node: core.Node, children: Mapping[str, list[core.Node]]) -> Iterator[str]:
    match node:
        case core.CaseNode() | core.TextsNode() | core.PhasesNode():
            return
        case core.BlockNode():
            for inside in children.get(node.id, []):
                yield item_digest(inside, children)
        case core.ReferencesNode(entries=entries) | core.ValueSetsNode(entries=entries):
            for entry in entries:
                yield digest_of(meaning_form(entry))
        case core.NotEncodedNode(entries=left_out):
            for reason in left_out:
                yield digest_of(meaning_form(reason))
        case _:
            yield item_digest(node, children)


def item_digest(node: core.Node, children: Mapping[str, Sequence[core.Node]]) -> str:
    """The hash of a node with everything below it; `children` are the nodes below each id."""
    unordered: list[str] = []
    ordered: list[str] = []
    for inside in children.get(node.id, []):
        (unordered if isinstance(inside, _UNORDERED) else ordered).append(item_digest(inside, children))
    return digest_of([meaning_form(node), sorted(unordered), ordered])


def meaning_form(value: object) -> object:
    """The value as JSON with one spelling for one meaning, without where it stands.

    Raises UnitError for a unit that does not exist.
    """
    kind = type(value)
    if kind in _PLAIN:
        return value
    match value:
        case tuple():
            return [meaning_form(item) for item in value]
        case Fraction():
            return {"number": write_fraction(value)}
        case date():
            return {"date": value.isoformat()}
    form: dict[str, object] = {"is": kind.__name__}
    for name, default in FIELDS[kind]:
        part = getattr(value, name)
        if name == "unit":
            form[name] = parse_unit(part).text
        elif part != default and name not in _LAYOUT:
            form[name] = meaning_form(part)
    return form


_WRITE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


def digest_of(form: object) -> str:
    """The sha256 of a JSON value, hexadecimal; the same for every order of the keys."""
    return hashlib.sha256(_WRITE(form).encode()).hexdigest()
