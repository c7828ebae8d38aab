"""Thrift's compact form, in which the end of a Parquet file is written: read into plain values, and written again.

A structure is the list of its fields, each with its number, its type and its value, so that what is read and not
changed is written as it was. No library that is kept does this without generated code for a schema.

Declared absent: what the fields mean (parquet_ends.py); sets and maps, which Parquet has none of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

_YES, _NO, _BYTE, _WHOLE, _DOUBLE, _BINARY, _LIST, _STRUCT = 1, 2, 3, (4, 5, 6), 7, 8, 9, 12


class NotCompact(ValueError):
    """Bytes that are no such form."""


@dataclass(slots=True)
class Field:
    """A field of a structure: a whole number, bytes, a `Listed`, or the fields of a structure within."""

    number: int
    type: int
    value: Any


@dataclass(slots=True)
class Listed:
    """A list, of one type."""

    type: int
    values: list[Any]


Struct = list[Field]


def field_of(struct: Struct, number: int) -> Field | None:
    """A field by its number."""
    return next((field for field in struct if field.number == number), None)


class _Reading:
    def __init__(self, form: bytes) -> None:
        self._form = form
        self._at = 0

    def struct(self) -> Struct:
        found: Struct = []
        number = 0
        while head := self._byte():
            step, kind = head >> 4, head & 15
            number = number + step if step else self._whole()
            found.append(Field(number, kind, self._value(kind)))
        return found

    def _value(self, kind: int) -> Any:
        if kind in _WHOLE:
            return self._whole()
        match kind:
            case 1 | 2:
                return kind == _YES
            case 3:
                return self._byte()
            case 7:
                return self._bytes(8)
            case 8:
                return self._bytes(self._long())
            case 9:
                return self._list()
            case 12:
                return self.struct()
        raise NotCompact(f"type {kind}")

    def _list(self) -> Listed:
        head = self._byte()
        length, kind = head >> 4, head & 15
        if length == 15:
            length = self._long()
        if kind in (_YES, _NO):
            return Listed(kind, [self._byte() for _ in range(length)])
        return Listed(kind, [self._value(kind) for _ in range(length)])

    def _byte(self) -> int:
        if self._at >= len(self._form):
            raise NotCompact("it ends within a value")
        self._at += 1
        return self._form[self._at - 1]

    def _bytes(self, length: int) -> bytes:
        self._at += length
        if self._at > len(self._form):
            raise NotCompact("it ends within a value")
        return self._form[self._at - length : self._at]

    def _long(self) -> int:
        found = place = 0
        while True:
            byte = self._byte()
            found |= (byte & 0x7F) << place
            if byte < 0x80:
                return found
            place += 7

    def _whole(self) -> int:
        found = self._long()
        return found >> 1 ^ -(found & 1)


def read_struct(form: bytes) -> Struct:
    """The structure that the bytes are; raises NotCompact."""
    return _Reading(form).struct()


def write_struct(struct: Sequence[Field]) -> bytes:
    """The bytes of a structure."""
    return b"".join(_fields(struct))


def write_list(kind: int, values: Sequence[bytes]) -> bytes:
    """The bytes of a list of which each value is written already."""
    short = len(values) if len(values) < 15 else 15
    return bytes([short << 4 | kind]) + (b"" if short < 15 else _long(len(values))) + b"".join(values)


@dataclass(frozen=True, slots=True)
class Written:
    """A value whose bytes are there already."""

    form: bytes


def _fields(struct: Sequence[Field]) -> Iterator[bytes]:
    before = 0
    for field in struct:
        step = field.number - before
        before = field.number
        kind = field.type if field.type not in (_YES, _NO) else _YES if field.value else _NO
        yield bytes([step << 4 | kind]) if 0 < step < 16 else bytes([kind]) + _whole(field.number)
        yield _written(kind, field.value)
    yield b"\0"


def _written(kind: int, value: Any) -> bytes:
    if isinstance(value, Written):
        return value.form
    if kind in _WHOLE:
        return _whole(value)
    match kind:
        case 1 | 2:
            return b""
        case 3:
            return bytes([value])
        case 7:
            return bytes(value)
        case 8:
            return _long(len(value)) + bytes(value)
        case 9:
            if value.type in (_YES, _NO):
                return write_list(value.type, [bytes([each]) for each in value.values])
            return write_list(value.type, [_written(value.type, each) for each in value.values])
        case 12:
            return write_struct(value)
    raise NotCompact(f"type {kind}")


def _whole(value: int) -> bytes:
    return _long(value << 1 if value >= 0 else (-value << 1) - 1)


def _long(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)
