"""What two versions of a guideline say differently, statement by statement.

Statements are aligned within what they are a part of, so that a branch that is put in the middle leaves the later ones
as they were: these are only *affected*, since an earlier branch now decides before them. The old version is first read
under the new names (renaming.py). Two versions without a change have the same content hash, and the other way round.

Declared absent: patients, for whom versions are held side by side in engine/versions.py; layout, comments, cases and
texts in other languages, which are no part of the meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from guideline_dsl import core
from guideline_dsl.content_hash import item_digest
from guideline_dsl.field_changes import FieldChange, field_changes
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.renaming import PUT_ASIDE, Renaming, renamings, under_new_names
from guideline_dsl.reviewable import Reviewable, reviewable
from guideline_dsl.statement_fields import fields_of
from guideline_dsl.statement_pairs import Pair, statement_pairs
from guideline_dsl.statement_parts import Part, parts_of
from guideline_dsl.statement_rests import placeless
from guideline_dsl.statement_titles import act_words, branch_words, exception_words

ChangeKind = Literal[
    "changed",  # it says something else
    "added",
    "removed",
    "moved",  # it says the same and stands in another order
    "renamed",  # it says the same, and is called otherwise
    "affected",  # it says the same, and rests on something that changed
]


@frozen
class Change:
    """What became of one statement: `old` is None for an added one, `new` for a removed one.

    `fields` are what it says differently. `because` are the titles of the changed statements it rests on. `after` is
    the title of what a moved one now stands behind, "" for the first; `named_in` are the titles of the statements that
    call a renamed one by its name.
    """

    kind: ChangeKind
    old: Reviewable | None
    new: Reviewable | None
    fields: tuple[FieldChange, ...] = ()
    because: tuple[str, ...] = ()
    after: str = ""
    named_in: tuple[str, ...] = ()

    @property
    def statement(self) -> Reviewable:
        """The statement as it is now, or as it last was."""
        made = self.new or self.old
        assert made is not None
        return made


@frozen
class Difference:
    """The changes between two versions, in the order of the new one; what was removed stands last."""

    old: DecisionGraph
    new: DecisionGraph
    changes: tuple[Change, ...]

    def of(self, kind: ChangeKind) -> tuple[Change, ...]:
        """The changes of one kind."""
        return tuple(change for change in self.changes if change.kind == kind)


def moved_words(change: Change) -> str:
    """Where a statement that moved now stands: `now after: TITLE`, `now the first`."""
    return f"now after: {change.after}" if change.after else "now the first"


def difference(old: DecisionGraph, new: DecisionGraph) -> Difference:
    """Hold two versions of a guideline against each other.

    Raises ValueError for a graph that is shown in another language.
    """
    if old.hash == new.hash:
        return Difference(old, new, ())
    found = renamings(old, new)
    here, there = _Side(under_new_names(old, found)), _Side(new)
    as_written = reviewable(old) if found else here.statements
    pairs = statement_pairs(here.parts, here.own, there.parts, there.own)
    changes = [
        *_of_pairs(here, there, pairs, as_written),
        *(Change("added", None, there.statements[at]) for at in _left(there, {pair.new for pair in pairs})),
        *_renamed(here, there, pairs, as_written, found),
        *_of_order(here, there, pairs, as_written),
    ]
    place = {statement.key: at for at, statement in enumerate(there.statements)}
    changes.sort(key=lambda change: place[change.new.key] if change.new is not None else 0)
    changes += [Change("removed", as_written[at], None) for at in _left(here, {pair.old for pair in pairs})]
    return Difference(old, new, tuple(changes))


class _Side:
    """One version; the old one already under the new names, so that a statement of it is shown `as_written` instead."""

    def __init__(self, graph: DecisionGraph) -> None:
        self.graph = graph
        self.parts: tuple[Part, ...] = parts_of(graph)
        self.statements: tuple[Reviewable, ...] = reviewable(graph)
        self.own = [statement.own for statement in self.statements]
        self.at = {statement.key: at for at, statement in enumerate(self.statements)}


@frozen
class _Partners:
    """The pairs by their old and by their new places."""

    of_old: Mapping[int, Pair]
    of_new: Mapping[int, Pair]


def _of_pairs(
    here: _Side, there: _Side, pairs: Sequence[Pair], as_written: Sequence[Reviewable]
) -> Iterator[Change]:
    partners = _Partners({pair.old: pair for pair in pairs}, {pair.new: pair for pair in pairs})
    for pair in pairs:
        was, now = here.statements[pair.old], there.statements[pair.new]
        shown = as_written[pair.old]
        because = () if was.meaning == now.meaning else tuple(_because(here, there, was, now, partners))
        if was.own != now.own:
            fields = field_changes(fields_of(here.parts[pair.old]), fields_of(there.parts[pair.new]))
            fields = tuple(replace(each, was=_numbers_as_written(each.was)) for each in fields)
            yield Change("changed", shown, now, fields, because)
        if pair.moved:
            yield Change("moved", shown, now, because=because, after=_before(there, pair.new))
        elif was.own == now.own and was.meaning != now.meaning:
            yield Change("affected", shown, now, because=because)


_PUT_ASIDE = re.compile(r"\b9\d{6}\b(?=[^\[\]]*\])|(?<=^reference )9\d{6}$")


def _numbers_as_written(said: str) -> str:
    """References whose number is now that of another one, told as those of the older version."""
    return _PUT_ASIDE.sub(lambda number: f"{int(number[0]) - PUT_ASIDE} of the older version", said)


def _because(
    here: _Side, there: _Side, was: Reviewable, now: Reviewable, partners: _Partners
) -> Iterator[str]:
    """The titles of what it rests on, or rested on, and which is not as it was; references last.

    What it only newly rests on, or no longer, without being changed itself, is no reason.
    """
    before, after = {placeless(rest) for rest in was.rests}, {placeless(rest) for rest in now.rests}
    titles: dict[str, bool] = {}
    for rest in now.rests:
        at = there.at[rest.key]
        if placeless(rest) not in before and (
            at not in partners.of_new or _differs(here, there, partners.of_new[at])
        ):
            titles[_item_title(there, at)] = _is_reference(there, at)
    for rest in was.rests:
        at = here.at[rest.key]
        if placeless(rest) in after:
            continue
        pair = partners.of_old.get(at)
        if pair is None:
            titles[_numbers_as_written(_item_title(here, at))] = _is_reference(here, at)
        elif _differs(here, there, pair):
            titles[_item_title(there, pair.new)] = _is_reference(here, at)
    yield from sorted(titles, key=lambda title: titles[title])


def _is_reference(side: _Side, at: int) -> bool:
    return side.parts[at].kind == "reference"


def _item_title(side: _Side, at: int) -> str:
    """The title of a statement; rows and items are the definition they stand in."""
    part, statement = side.parts[at], side.statements[at]
    if part.kind in ("row", "item"):
        return side.statements[side.at[part.item]].title
    return statement.title


def _before(side: _Side, place: int) -> str:
    """The title of what stands before a statement in the same item, "" for the first."""
    part = side.parts[place]
    if place and side.parts[place - 1].item == part.item and side.parts[place - 1].kind == part.kind:
        return side.statements[place - 1].title
    return ""


def _renamed(
    here: _Side,
    there: _Side,
    pairs: Sequence[Pair],
    as_written: Sequence[Reviewable],
    found: Sequence[Renaming],
) -> Iterator[Change]:
    named_otherwise = [pair for pair in pairs if as_written[pair.old].own != here.own[pair.old]]
    for each in found:
        bearers = [pair for pair in named_otherwise if _bears(there.parts[pair.new], each)]
        if not bearers:
            continue
        first = bearers[0]
        others = (
            there.statements[pair.new]
            for pair in named_otherwise
            if each.space != "reference"  # a number: what it refers to is the same
            and pair not in bearers
            and _names(there.statements[pair.new], each)
        )
        yield Change(
            "renamed",
            as_written[first.old],
            there.statements[first.new],
            (FieldChange(each.space, _short(each.old), _short(each.new)),),
            named_in=tuple(statement.title for statement in others),
        )


def _bears(part: Part, found: Renaming) -> bool:
    """Whether this is the statement of what bears the new name; of a class, a medicine that is in it."""
    match found.space, part.node, part.piece:
        case "reference", _, core.ReferenceEntry(guideline=guideline, number=number):
            return found.new == f"{guideline}/{number}"
        case "value set", _, core.ValueSetEntry(name=name):
            return found.new == name
        case "class", core.MedicineNode(classes=classes), _:
            return found.new in classes
        case space, node, None:
            return space == part.kind and getattr(node, "name", "") == found.new
        case _:
            return False


def _names(statement: Reviewable, found: Renaming) -> bool:
    name = _short(found.new)
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", statement.says) is not None


def _short(name: str) -> str:
    """`renal 3` for a reference of a used guideline, `3` for one's own."""
    return name.strip("/").replace("/", " ")


def _of_order(
    here: _Side, there: _Side, pairs: Sequence[Pair], as_written: Sequence[Reviewable]
) -> Iterator[Change]:
    """Items whose statements are the same, and whose lines stand in another order among each other."""
    new_of = {pair.old: pair.new for pair in pairs}
    items = {here.parts[pair.old].item: there.parts[pair.new].item for pair in pairs}
    touched = {there.parts[pair.new].item for pair in pairs if _differs(here, there, pair)}
    touched |= {there.parts[at].item for at in _left(there, set(new_of.values()))}
    touched |= {items.get(here.parts[at].item, "") for at in _left(here, set(new_of))}
    below = [_below(here.graph), _below(there.graph)]
    for pair in pairs:
        was, now = here.parts[pair.old].node, there.parts[pair.new].node
        if not isinstance(now, core.DecisionNode) or now.id in touched or now.id != there.parts[pair.new].key:
            continue
        if item_digest(was, below[0]) != item_digest(now, below[1]):
            orders = (_order(here.graph, was), _order(there.graph, now))
            changed = FieldChange("order of its lines", *orders)
            yield Change("moved", as_written[pair.old], there.statements[pair.new], (changed,))


def _differs(here: _Side, there: _Side, pair: Pair) -> bool:
    return pair.moved or here.own[pair.old] != there.own[pair.new]


def _left(side: _Side, paired: set[int]) -> list[int]:
    return [at for at in range(len(side.parts)) if at not in paired]


def _below(graph: DecisionGraph) -> dict[str, Sequence[core.Node]]:
    return {identifier: graph.children(identifier) for identifier in ("", *(node.id for node in graph.nodes))}


def _order(graph: DecisionGraph, item: core.Node) -> str:
    return "; ".join(map(_line_words, graph.children(item.id)))


def _line_words(node: core.Node) -> str:
    match node:
        case core.MessageNode(kind=kind, text=text):
            return f"{kind} {text}"
        case core.BranchNode():
            return branch_words(node)
        case core.ExceptionNode():
            return exception_words(node)
        case core.OptionNode(title=title, name=name):
            return f"option {title or name}"
        case _:
            return act_words(node)
