"""What two versions of a statement say differently, thing by thing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from guideline_dsl.field import Field
from guideline_dsl.frozen import frozen


@frozen
class FieldChange:
    """One thing that is said differently; `was` is "" for what is newly said, `now` for what no longer is."""

    label: str
    was: str
    now: str


def field_changes(old: Sequence[Field], new: Sequence[Field]) -> tuple[FieldChange, ...]:
    """The changes, in the order of the new version; what is only said in another order counts too."""
    return tuple(_changes(old, new))


def _changes(old: Sequence[Field], new: Sequence[Field]) -> Iterator[FieldChange]:
    before, after = _grouped(old), _grouped(new)
    labels = dict.fromkeys(label for label, _ in (*after, *before))
    for label in labels:
        names = dict.fromkeys(of for each, of in (*after, *before) if each == label)
        gone: list[Field] = []
        come: list[Field] = []
        for of in names:
            was, now = before.get((label, of), []), after.get((label, of), [])
            if len(was) == len(now) == 1:
                yield from _of_one(was[0], now[0])
            else:
                gone += was
                come += now
        yield from _of_several(label, gone, come)


def _of_one(was: Field, now: Field) -> Iterator[FieldChange]:
    told = tuple(_changes(_foreground(was), _foreground(now))) or tuple(_changes(was.details, now.details))
    if told:
        yield from told
    elif was.text != now.text:
        yield FieldChange(was.label, was.text, now.text)


def _foreground(field: Field) -> tuple[Field, ...]:
    return tuple(each for each in field.details if not each.background)


def _grouped(fields: Sequence[Field]) -> dict[tuple[str, str], list[Field]]:
    grouped: dict[tuple[str, str], list[Field]] = {}
    for each in fields:
        grouped.setdefault((each.label, each.of), []).append(each)
    return grouped


def _of_several(label: str, was: Sequence[Field], now: Sequence[Field]) -> Iterator[FieldChange]:
    """Several of one label: those that differ, or all of them where only their order does."""
    gone, come = [each.text for each in was], [each.text for each in now]
    if gone == come:
        for one, other in zip(was, now, strict=True):
            yield from _of_one(one, other)
        return
    common = Counter(gone) & Counter(come)
    left, new = _without(gone, common), _without(come, common)
    if left or new:
        yield FieldChange(label, "; ".join(left), "; ".join(new))
    else:
        yield FieldChange(f"order of {label}", "; ".join(gone), "; ".join(come))


def _without(texts: Sequence[str], common: Counter[str]) -> list[str]:
    left = Counter(common)
    kept = []
    for text in texts:
        if left[text]:
            left[text] -= 1
        else:
            kept.append(text)
    return kept


def change_words(change: FieldChange) -> str:
    """`dose of prednisone: was 0.5 to 1 mg/kg/day, is 0.5 to 0.75 mg/kg/day`."""
    if not change.was:
        return f"{change.label}: new: {change.now}"
    if not change.now:
        return f"{change.label}: no longer said, was: {change.was}"
    return f"{change.label}: was {change.was}, is {change.now}"
