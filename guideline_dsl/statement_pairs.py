"""Which statement of one version is which of another.

Statements are paired within what they are a part of: first the items and whatever else stands by itself, by name, then
the parts of each item that has a partner. Limits of contraindications and cautions are paired among each other,
wherever they stand.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from collections.abc import Set as AbstractSet

from guideline_dsl import core
from guideline_dsl.alignment import Aligned, alignment, moved
from guideline_dsl.frozen import frozen
from guideline_dsl.statement_fields import fields_of
from guideline_dsl.statement_parts import Part, StatementKind
from guideline_dsl.statement_titles import act_words, branch_words
from guideline_dsl.wording import band_words, crowd_words, item_words, words


@frozen
class Pair:
    """The places of one statement in two lists; `moved`: its order counts, and it stands in another one."""

    old: int
    new: int
    moved: bool = False


_IN_ORDER: frozenset[StatementKind] = frozenset({"branch", "line", "row", "item"})
_TITLED: frozenset[StatementKind] = frozenset({"decision", "regimen", "promise", "taper"})
_KNOWN_BY_WORDS: frozenset[StatementKind] = _IN_ORDER | {
    "exception",
    "option",
    "limit",
    "gate",
    "not encoded",
}
_ANSWERING = ("citation", "assuming", "strength", "evidence")
"""Fields that many statements have alike: they tell none apart."""


def statement_pairs(
    old: Sequence[Part], old_own: Sequence[str], new: Sequence[Part], new_own: Sequence[str]
) -> tuple[Pair, ...]:
    """The pairs of places, by the new one; `own` are the hashes of what the statements say."""
    partner: dict[str, str] = {}
    pairs: list[Pair] = []
    kept = set(old_own) & set(new_own)

    def pair(group_old: Callable[[Part], Hashable], group_new: Callable[[Part], Hashable]) -> None:
        before, after = _groups(old, group_old), _groups(new, group_new)
        for group, there in after.items():
            here = before.get(group, [])
            found = alignment(
                [_aligned(old[at], old_own[at], kept) for at in here],
                [_aligned(new[at], new_own[at], kept) for at in there],
            )
            away = moved(found) if new[there[0]].kind in _IN_ORDER else frozenset()
            for place, was in found.items():
                pairs.append(Pair(here[was], there[place], place in away))
                partner.setdefault(new[there[place]].item, old[here[was]].item)

    pair(_by_itself, _by_itself)
    pair(
        lambda part: None if _by_itself(part) else (part.item, part.kind),
        lambda part: None if _by_itself(part) else (partner.get(part.item), part.kind),
    )
    return tuple(sorted(pairs, key=lambda pair: pair.new))


def _by_itself(part: Part) -> StatementKind | None:
    stands_alone = part.around is None or isinstance(part.around, core.WithholdNode)
    return part.kind if stands_alone else None


def _groups(parts: Sequence[Part], group_of: Callable[[Part], Hashable]) -> dict[Hashable, list[int]]:
    groups: dict[Hashable, list[int]] = {}
    for place, part in enumerate(parts):
        group = group_of(part)
        if group is not None:
            groups.setdefault(group, []).append(place)
    return groups


def _aligned(part: Part, own: str, kept: AbstractSet[str]) -> Aligned:
    """What says the same in both versions needs no words to be known by."""
    return Aligned(own, _name(part), () if own in kept else _words(part))


def _name(part: Part) -> str:
    """What tells a statement from its neighbours when it says something else than before."""
    match part.node, part.piece:
        case core.GuidelineNode(), core.UsedGuideline(name=name):
            return name
        case core.GuidelineNode(), _:
            return part.kind
        case _, core.ReferenceEntry() | core.ValueSetEntry() | core.LeftOutEntry():
            return part.key
        case _, core.TableRow(bands=bands):
            return ", ".join(map(band_words, bands))
        case _, core.ScoreItem(condition=condition) as item:
            return words(condition) if condition is not None else item_words(item)
        case core.BranchNode(name=name) as branch, _:
            return name or branch_words(branch)
        case core.ExceptionNode(condition=condition, decided_by=by), _:
            return by or words(condition)
        case core.LimitNode(condition=condition), _:
            limited = part.around.targets if isinstance(part.around, core.WithholdNode) else ()
            return f"{', '.join(map(crowd_words, limited))} {words(condition)}"
        case core.GiveNode() | core.StopNode() | core.DoNode() as line, _:
            return act_words(line)
        case core.GateNode(target=target), _:
            return crowd_words(target)
        case core.TaperNode(medicine=name), _:
            return name
        case node, _:
            return str(getattr(node, "name", ""))


def _words(part: Part) -> tuple[str, ...]:
    if part.kind in _TITLED:
        title = str(getattr(part.node, "title", ""))
        return (title,) if title else ()
    if part.kind not in _KNOWN_BY_WORDS:
        return ()
    fields = (each for each in fields_of(part) if not each.label.startswith(_ANSWERING))
    return tuple(word for each in fields for word in each.line.split())
