"""The JSON form of the frozen trees of core.py: `{"is": class name, field: value, ...}`, defaults left out.

Numbers stay exact: a fraction is written as a decimal text where it has one ("0.5"), else as "1/3".
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from functools import cache

from guideline_dsl import core
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


@cache
def _fields(kind: type) -> tuple[dataclasses.Field[object], ...]:
    return dataclasses.fields(kind)


def encode(value: object) -> object:
    """Encode a tree, a number, a date, a text or a tuple of these. Raises TypeError for anything else."""
    match value:
        case None | bool() | int() | str():
            return value
        case Fraction():
            return {"is": "Fraction", "value": write_fraction(value)}
        case date():
            return {"is": "date", "value": value.isoformat()}
        case tuple():
            return [encode(item) for item in value]
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            form: dict[str, object] = {"is": type(value).__name__}
            for field in _fields(type(value)):
                part = getattr(value, field.name)
                if field.default is not dataclasses.MISSING and part == field.default:
                    continue
                form[field.name] = encode(part)
            return form
    raise TypeError(f"no JSON form for {type(value).__name__}")


_CLASSES: Mapping[str, type] = {
    kind.__name__: kind
    for kind in (*vars(core).values(), Span)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind)
}

_SCALARS: Mapping[str, Callable[[str], object]] = {"Fraction": Fraction, "date": date.fromisoformat}


def decode(form: object) -> object:
    """Decode what `encode` wrote.

    Raises MalformedJson when a class is unknown or its fields do not fit.
    """
    match form:
        case None | bool() | int() | str():
            return form
        case list():
            return tuple(decode(item) for item in form)
        case {"is": str(name), **rest}:
            return _decode_named(name, {str(key): part for key, part in rest.items()})
    raise MalformedJson(f"a value of the kind {type(form).__name__} has no place in a guideline graph")


def _decode_named(name: str, rest: Mapping[str, object]) -> object:
    scalar = _SCALARS.get(name)
    if scalar is not None:
        text = rest.get("value")
        if not isinstance(text, str):
            raise MalformedJson(f"a {name} needs a `value` in quotation marks")
        try:
            return scalar(text)
        except (ValueError, ZeroDivisionError) as error:
            raise MalformedJson(f"`{text}` is no {name}") from error
    kind = _CLASSES.get(name)
    if kind is None:
        raise MalformedJson(f"`{name}` is no node or expression of a guideline graph")
    try:
        made: object = kind(**{key: decode(part) for key, part in rest.items()})
    except TypeError as error:
        raise MalformedJson(f"the fields of a `{name}` do not fit: {', '.join(rest) or 'none'}") from error
    return made
