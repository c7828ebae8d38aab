"""The slice by hand with every step kept, in plain Python: what a whole trace costs where somebody writes it down."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.slice.by_hand import dose
from benchmarks.slice.names import TOLD, Answer, Row
from benchmarks.slice.rules import Atom, Denied, Expression, Joined, rules

Traced = tuple[Answer, list[tuple[str, bool | None]]]


def ready(written: str = "") -> Callable[[Row], Traced]:
    """A function that answers, and says what each proposition of the slice came to.

    It is one function of Python, made of the table: each proposition once, in order, kept as it is found.
    """
    lines = ["def steps(row):", " get = row.get", " kept = []"]
    for name, expression in rules().items():
        lines.append(f" {name} = {_written(expression)}")
        lines.append(f" kept.append(({name!r}, {name}))")
    lines.append(f" return ({', '.join(TOLD)}, *dose(starts, juvenile, get('weight'))), kept")
    names: dict[str, object] = {
        "both": _both,
        "either": _either,
        "turned": _turned,
        "equal": _equal,
        "least": _least,
        "dose": dose,
    }
    exec("\n".join(lines), names)
    steps: Callable[[Row], Traced] = names["steps"]  # type: ignore[assignment]
    return steps


def _written(expression: Expression) -> str:
    match expression:
        case Denied(part=part):
            return f"turned({_written(part)})"
        case Joined(all=every, parts=(first, *rest)):
            text = _written(first)
            for part in rest:
                text = f"{'both' if every else 'either'}({text}, {_written(part)})"
            return text
        case Atom(kind="rule", name=name):
            return name
        case Atom(kind="fact", name=name):
            return f"get({name!r})"
        case Atom(kind="word", name=name, figure=word):
            return f"equal(get({name!r}), {word!r})"
        case Atom(kind="at least", name=name, figure=figure):
            return f"least(get({name!r}), {figure})"
        case Atom(name=name):
            return f"(None if get({name!r}) is None else True)"
    raise TypeError(expression)


def _both(a: bool | None, b: bool | None) -> bool | None:
    if a is False or b is False:
        return False
    return None if a is None or b is None else True


def _either(a: bool | None, b: bool | None) -> bool | None:
    if a or b:
        return True
    return None if a is None or b is None else False


def _turned(a: bool | None) -> bool | None:
    return None if a is None else not a


def _equal(a: object, word: str) -> bool | None:
    return None if a is None else a == word


def _least(a: float | None, figure: int) -> bool | None:
    return None if a is None else a >= figure
