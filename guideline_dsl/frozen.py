"""Immutable records, made faster than `dataclass(frozen=True, slots=True)` makes them.

A node of a tree is a small immutable class, and there are more than two hundred. The standard library compiles six
functions for each, which takes 1.1 ms a class with Python 3.11: more than a first answer may take in all. Here a class
is made of its annotations alone; each of the three functions that depend on its fields is compiled when it is first
called, and `dataclasses` is imported when somebody asks for its fields.

What `frozen` makes is a dataclass in every way that this project relies on: `fields`, `replace`, `match`,
keyword-only fields, fields outside comparison or `repr`, copying, pickling. Left out, since no node needs
it: `default_factory`, `InitVar`, `__post_init__`, `init=False`, ordering and inheritance; a class that uses
one of them is refused when it is made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn, TypeVar, dataclass_transform, overload

Record = TypeVar("Record")
Value = TypeVar("Value")

_SET = object.__setattr__
_made: Any = type
"""Makes a class."""
NONE = object()
"""What stands where there is no default."""


class Field:
    """What is said of a field besides its type; `default` is NONE where there is none."""

    __slots__ = ("compare", "default", "kw_only", "name", "repr")

    def __init__(self, default: object, kw_only: bool, compare: bool, repr: bool) -> None:
        """Keep what is said; the name is that of the annotation."""
        self.name = ""
        self.default = default
        self.kw_only = kw_only
        self.compare = compare
        self.repr = repr


@overload
def field(*, default: Value, kw_only: bool = False, compare: bool = True, repr: bool = True) -> Value: ...


@overload
def field(*, kw_only: bool = False, compare: bool = True, repr: bool = True) -> Any: ...


def field(
    *, default: object = NONE, kw_only: bool = False, compare: bool = True, repr: bool = True
) -> object:
    """Say more of a field than its default, as `dataclasses.field` does."""
    return Field(default, kw_only, compare, repr)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(record: type[Record]) -> type[Record]:
    """Make an immutable record of a class whose annotations are its fields.

    Raises TypeError for what this module leaves out.
    """
    namespace = dict(vars(record))
    fields: list[Field] = []
    for name in record.__annotations__:
        said = namespace.pop(name, NONE)
        each = said if isinstance(said, Field) else Field(said, False, True, True)
        each.name = name
        fields.append(each)
    _refuse_what_is_left_out(record, fields)
    for name in ("__dict__", "__weakref__"):
        namespace.pop(name, None)
    late = _Late(fields)
    namespace |= _SHARED
    namespace |= {
        "__fields__": tuple(fields),
        "__slots__": tuple(each.name for each in fields),
        "__match_args__": tuple(each.name for each in fields if not each.kw_only),
        **{name: late.named(name) for name in (*_COMPILED, *_OF_DATACLASSES)},
    }
    finished: type[Record] = _made(record.__name__, (), namespace)
    return finished


def fields_of(kind: type) -> tuple[Field, ...] | None:
    """The fields of a class that `frozen` made, in their order; None for another class."""
    return getattr(kind, "__fields__", None)


def _refuse_what_is_left_out(record: type, fields: list[Field]) -> None:
    made_otherwise = hasattr(record, "__post_init__") or record.__bases__ != (object,)
    for each in fields:
        kind = type(each.default)
        made_otherwise |= kind.__module__ == "dataclasses" or kind in (list, dict, set)
    by_place = [each.default is NONE for each in fields if not each.kw_only]
    if made_otherwise or sorted(by_place, reverse=True) != by_place:
        raise TypeError(
            f"{record.__name__}: this needs `dataclass` of the standard library, or `field` of this module, or "
            "defaults that cannot be changed, after the fields without one"
        )


# ---------------------------------------------------------------- made when first asked for

_OF_DATACLASSES = ("__dataclass_fields__", "__dataclass_params__")


class _Late:
    """What a class gets when any of it is first asked for."""

    __slots__ = ("_fields",)

    def __init__(self, fields: list[Field]) -> None:
        self._fields = fields

    def named(self, name: str) -> _LateAttribute:
        return _LateAttribute(self, name)

    def fill(self, made: Any, name: str) -> None:
        """Put in the attribute of that name."""
        if name in _COMPILED:
            setattr(made, name, self._function(made, name))
        else:
            for each, value in self._described(made).items():
                setattr(made, each, value)

    def _function(self, made: type, name: str) -> object:
        """A function that depends on the fields."""
        names: dict[str, Any] = {
            f"_default_{each.name}": each.default for each in self._fields if each.default is not NONE
        }
        names["_set"] = _SET
        exec(_COMPILED[name](self._fields), names)
        function = names[name]
        function.__qualname__ = f"{made.__qualname__}.{name}"
        function.__module__ = made.__module__
        return function

    def _described(self, made: type) -> Mapping[str, object]:
        """What the standard library says of a dataclass with these fields."""
        import dataclasses  # noqa: PLC0415 - most who evaluate a patient never ask

        said: dict[str, Any] = {}
        for each in self._fields:
            default = each.default
            if default is NONE:
                given: dict[str, Any] = {}
            elif type(default).__hash__ is None:  # a mapping that nobody can change
                given = {"default_factory": lambda default=default: default}
            else:
                given = {"default": default}
            said[each.name] = dataclasses.field(
                **given, kw_only=each.kw_only, compare=each.compare, repr=each.repr
            )
        named = {"__annotations__": made.__annotations__, "__module__": made.__module__, **said}
        twin: Any = dataclasses.dataclass(init=False, repr=False, eq=False)(type(made.__name__, (), named))
        return {name: getattr(twin, name) for name in _OF_DATACLASSES}


class _LateAttribute:
    """Stands in a class for what is made when it is first asked for."""

    __slots__ = ("_late", "_name")

    def __init__(self, late: _Late, name: str) -> None:
        self._late = late
        self._name = name

    def __get__(self, instance: object, owner: type) -> Any:
        self._late.fill(owner, self._name)
        return getattr(owner if instance is None else instance, self._name)


def _making(fields: list[Field]) -> str:
    """The text of `__init__`; names of fields are identifiers."""
    by_place = [_parameter(f) for f in fields if not f.kw_only]
    by_name = [_parameter(f) for f in fields if f.kw_only]
    parameters = ", ".join(["self", *by_place, *(["*", *by_name] if by_name else [])])
    body = "\n".join(f"    _set(self, {f.name!r}, {f.name})" for f in fields) or "    pass"
    return f"def __init__({parameters}):\n{body}\n"


def _comparing(fields: list[Field]) -> str:
    """The text of `__eq__`."""
    return (
        "def __eq__(self, other):\n"
        "    if other.__class__ is self.__class__:\n"
        f"        return ({_compared('self', fields)}) == ({_compared('other', fields)})\n"
        "    return NotImplemented\n"
    )


def _hashing(fields: list[Field]) -> str:
    """The text of `__hash__`."""
    return f"def __hash__(self):\n    return hash(({_compared('self', fields)}))\n"


def _compared(whose: str, fields: list[Field]) -> str:
    return "".join(f"{whose}.{f.name}, " for f in fields if f.compare)


def _parameter(f: Field) -> str:
    return f.name if f.default is NONE else f"{f.name}=_default_{f.name}"


_COMPILED: Mapping[str, Callable[[list[Field]], str]] = {
    "__init__": _making,
    "__eq__": _comparing,
    "__hash__": _hashing,
}


# ---------------------------------------------------------------- shared by all records


def _repr(self: Any) -> str:
    import dataclasses  # noqa: PLC0415 - see `_Late`

    shown = ", ".join(f"{f.name}={getattr(self, f.name)!r}" for f in dataclasses.fields(self) if f.repr)
    return f"{type(self).__qualname__}({shown})"


def refuse_setting(self: Any, name: str, value: object) -> NoReturn:
    """What an immutable object does when an attribute is set."""
    from dataclasses import FrozenInstanceError  # noqa: PLC0415 - see `_Late`

    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def refuse_deleting(self: Any, name: str) -> NoReturn:
    """What an immutable object does when an attribute is deleted."""
    from dataclasses import FrozenInstanceError  # noqa: PLC0415 - see `_Late`

    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[object]:
    return [getattr(self, name) for name in type(self).__slots__]


def _restore(self: Any, state: list[object]) -> None:
    for name, value in zip(type(self).__slots__, state, strict=True):
        _SET(self, name, value)


_SHARED: Mapping[str, object] = {
    "__repr__": _repr,
    "__setattr__": refuse_setting,
    "__delattr__": refuse_deleting,
    "__getstate__": _state,
    "__setstate__": _restore,
}
