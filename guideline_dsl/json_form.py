"""The JSON form of the frozen trees of core.py: `{"is": class name, field: value, ...}`, defaults left out.

Numbers stay exact: a fraction is written as a decimal text where it has one ("0.5"), else as "1/3".
"""

from __future__ import annotations

import re
import typing
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any, Literal

from guideline_dsl import core
from guideline_dsl.frozen import NONE, fields_of
from guideline_dsl.spans import Span


class MalformedJson(ValueError):
    """The JSON is not that of a tree of this language; the message says where."""


def write_fraction(value: Fraction) -> str:
    """Write exactly: "2.5" where the decimal ends, else "1/3"."""
    denominator = value.denominator
    places = 0
    rest = denominator
    while rest % 10 == 0:
        rest //= 10
        places += 1
    twos = fives = 0
    while rest % 2 == 0:
        rest //= 2
        twos += 1
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    if rest != 1:
        return f"{value.numerator}/{denominator}"
    places += max(twos, fives)
    if places == 0:
        return str(value.numerator)
    scaled = abs(value.numerator) * 10**places // denominator
    digits = str(scaled).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}".rstrip("0").rstrip(".")
    return f"-{text}" if value < 0 else text


_CLASSES: Mapping[str, type] = {
    kind.__name__: kind
    for kind in (*vars(core).values(), Span)
    if isinstance(kind, type) and fields_of(kind) is not None
}

_PLAIN = frozenset({type(None), bool, int, str})

FIELDS: Mapping[type, tuple[tuple[str, object], ...]] = {
    kind: tuple([(field.name, field.default) for field in fields_of(kind) or ()])
    for kind in _CLASSES.values()
}
"""The fields of each class of core.py, each with its default; `frozen.NONE` for none."""


def encode(value: object) -> object:
    """Encode a tree, a number, a date, a text or a tuple of these. Raises TypeError for anything else."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    match value:
        case tuple():
            return [encode(item) for item in value]
        case Fraction():
            return {"is": "Fraction", "value": write_fraction(value)}
        case date():
            return {"is": "date", "value": value.isoformat()}
    if kind not in FIELDS:
        raise TypeError(f"no JSON form for {kind.__name__}")
    form: dict[str, object] = {"is": kind.__name__}
    for name, default in FIELDS[kind]:
        part = getattr(value, name)
        if default is NONE or part != default:
            form[name] = encode(part)
    return form


# ---------------------------------------------------------------- reading

_FRACTION = re.compile(r"-?[0-9]{1,4000}(\.[0-9]{1,4000}|/[1-9][0-9]{0,3999})?")


def _fraction(text: str) -> Fraction:
    if _FRACTION.fullmatch(text) is None:
        raise ValueError(text)
    return Fraction(text)


_SCALARS: Mapping[str, Callable[[str], object]] = {"Fraction": _fraction, "date": date.fromisoformat}


def decode(form: Any) -> object:
    """Decode what `encode` wrote.

    Raises MalformedJson when a class is unknown, or a field is missing, unknown or of another type than
    core.py declares.
    """
    kind = type(form)
    if kind in _PLAIN:
        return form
    if kind is list:
        return tuple([decode(item) for item in form])
    if kind is dict:
        return _decode_named(form)
    raise MalformedJson(f"a value of the kind {kind.__name__} has no place in a guideline graph")


def _decode_named(form: Mapping[str, object]) -> object:
    name = form.get("is")
    if not isinstance(name, str):
        raise MalformedJson("a part of this guideline graph does not say what it `is`")
    scalar = _SCALARS.get(name)
    if scalar is not None:
        text = form.get("value")
        if not isinstance(text, str):
            raise MalformedJson(f"a {name} needs a `value` in quotation marks")
        try:
            return scalar(text)
        except ValueError as error:
            raise MalformedJson(f"`{text[:100]}` is no {name}") from error
    kind = _CLASSES.get(name)
    if kind is None:
        raise MalformedJson(f"`{name[:100]}` is no node or expression of a guideline graph")
    accepts = _accepts_by_field(kind)
    parts: dict[str, object] = {}
    for key, part in form.items():
        if key == "is":
            continue
        if key not in accepts:
            raise MalformedJson(f"a `{name}` has no field `{key[:100]}`")
        value = parts[key] = decode(part)
        if not accepts[key](value):
            raise MalformedJson(f"`{key}` of a `{name}` is of the wrong kind")
    try:
        made: object = kind(**parts)
    except TypeError as error:
        raise MalformedJson(f"a `{name}` lacks a field; it has {', '.join(parts) or 'none'}") from error
    return made


def revive(form: dict[str, Any]) -> object:
    """Decode one object whose parts are decoded, without checking anything: an `object_hook` for bytes that
    are known to be what `encode` wrote.

    Raises KeyError, TypeError or ValueError for other forms.
    """
    name = form.pop("is", None)
    if name is None:
        return form
    scalar = _SCALARS.get(name)
    if scalar is not None:
        return scalar(form["value"])
    for key, part in form.items():
        if type(part) is list:
            form[key] = tuple(part)
    made: object = _CLASSES[name](**form)
    return made


Accepts = Callable[[object], bool]


@cache
def _accepts_by_field(kind: type) -> Mapping[str, Accepts]:
    """For each field of a class whether a value is of the type that the class declares."""
    hints = typing.get_type_hints(kind)
    return {name: _accepts(hints[name]) for name, _ in FIELDS[kind]}


def _accepts(hint: object) -> Accepts:
    """Whether a value is of a type: a class, a union of classes, a Literal, a tuple of these."""
    inside = typing.get_args(hint)
    if typing.get_origin(hint) is tuple:
        each = _accepts(inside[0])
        return lambda value: type(value) is tuple and all(each(item) for item in value)
    if typing.get_origin(hint) is Literal:
        words = frozenset(inside)
        return lambda value: type(value) is str and value in words
    kinds = frozenset(inside or (hint,))
    return lambda value: type(value) in kinds
