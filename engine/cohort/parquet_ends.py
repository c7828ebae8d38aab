"""Parquet files put one after the other without reading what they hold: only their ends are read, and written anew.

A file is its row groups, and an end that says where in the file each column of each group begins. So the groups of
several files are copied as they are, and their places moved by what stands before them. What an engine notes about its
own types is left out: a column of results is text, however it was held in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from engine.cohort.compact_form import (
    Field,
    Struct,
    Written,
    field_of,
    read_struct,
    write_list,
    write_struct,
)

_MARK = b"PAR1"
_TAIL = 8
_SCHEMA, _ROWS, _GROUPS, _NOTES = 2, 3, 4, 5
"""Fields of an end."""
_COLUMNS, _OF_GROUP, _ORDINAL = 1, 5, 7
"""Fields of a row group: its columns, where it begins, and its number among all."""
_TYPE, _NAME, _INT96 = 1, 4, 3
"""Fields of a column in the schema, and the number of a type."""
_META = 3
_OF_CHUNK, _OF_META = (2, 4, 6), (9, 10, 11, 14)
"""Fields of a column in a group, and of what is known of it, that say where something begins."""
_I64, _STRUCT = 6, 12


class OtherColumns(ValueError):
    """Files that have not the same columns."""


@dataclass(frozen=True, slots=True)
class _End:
    fields: Struct
    starts: int
    """Where the end begins; what stands before is groups, but for the mark."""


def _end_of(file: BinaryIO) -> _End:
    size = file.seek(0, 2)
    file.seek(size - _TAIL)
    length = int.from_bytes(file.read(_TAIL)[:4], "little")
    starts = size - _TAIL - length
    file.seek(starts)
    return _End(read_struct(file.read(length)), starts)


def zoneless(file: BinaryIO) -> tuple[str, ...]:
    """The columns of times as INT96, which does not say whether they are moments or what a clock showed."""
    schema = field_of(_end_of(file).fields, _SCHEMA)
    assert schema is not None
    found = []
    for element in schema.value.values:
        kind, name = field_of(element, _TYPE), field_of(element, _NAME)
        if kind is not None and kind.value == _INT96 and name is not None:
            found.append(name.value.decode())
    return tuple(found)


def _moved(struct: Struct, numbers: Sequence[int], by: int) -> None:
    for field in struct:
        if field.number in numbers and field.value:
            field.value += by


def _groups(end: _End, by: int) -> Iterator[bytes]:
    """The row groups of an end, each written with its places moved."""
    groups = field_of(end.fields, _GROUPS)
    assert groups is not None
    for group in groups.value.values:
        _moved(group, (_OF_GROUP,), by)
        columns = field_of(group, _COLUMNS)
        assert columns is not None
        for column in columns.value.values:
            _moved(column, _OF_CHUNK, by)
            meta = field_of(column, _META)
            if meta is not None:
                _moved(meta.value, _OF_META, by)
        yield write_struct([field for field in group if field.number != _ORDINAL])


def _rows(end: _End) -> int:
    rows = field_of(end.fields, _ROWS)
    assert rows is not None
    return int(rows.value)


def put_together(parts: Iterable[tuple[str, Callable[[], BinaryIO]]], target: BinaryIO) -> None:
    """One file of several, each by its name, in their order, without holding what they hold; raises OtherColumns."""
    target.write(_MARK)
    groups: list[bytes] = []
    rows, at, first = 0, len(_MARK), None
    for name, opened in parts:
        with opened() as file:
            end = _end_of(file)
            first = first or end
            if field_of(end.fields, _SCHEMA) != field_of(first.fields, _SCHEMA):
                raise OtherColumns(f"{name}: other columns than in the files before it")
            groups.extend(_groups(end, at - len(_MARK)))
            rows += _rows(end)
            file.seek(len(_MARK))
            at += _copied(file, target, end.starts - len(_MARK))
    assert first is not None
    told = {_ROWS: Field(_ROWS, _I64, rows), _GROUPS: _written_groups(groups)}
    last = write_struct([told.get(field.number, field) for field in first.fields if field.number != _NOTES])
    target.write(last + len(last).to_bytes(4, "little") + _MARK)


def _written_groups(groups: Sequence[bytes]) -> Field:
    return Field(_GROUPS, 9, Written(write_list(_STRUCT, groups)))


def _copied(file: BinaryIO, target: BinaryIO, length: int) -> int:
    left = length
    while left:
        block = file.read(min(left, 1 << 20))
        target.write(block)
        left -= len(block)
    return length
