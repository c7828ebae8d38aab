"""A record made by `frozen` behaves as one made by `dataclass(frozen=True, slots=True)`."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from dataclasses import dataclass
from typing import Any

import pytest

from guideline_dsl.frozen import field, frozen


@frozen
class Ours:
    """A record with every kind of field that the project uses."""

    first: int
    second: str = "two"
    names: tuple[str, ...] = ()
    id: str = field(kw_only=True)
    place: int = field(default=0, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Theirs:
    """The same by the standard library."""

    first: int
    second: str = "two"
    names: tuple[str, ...] = ()
    id: str = dataclasses.field(kw_only=True)
    place: int = dataclasses.field(default=0, compare=False, repr=False, kw_only=True)


@frozen
class Empty:
    """A record without fields."""


BOTH = pytest.mark.parametrize("kind", [Ours, Theirs])
Kind = Any


@BOTH
def test_fields_are_given_by_place_by_name_or_left_to_their_defaults(kind: Kind) -> None:
    made = kind(1, names=("a",), id="x")
    assert (made.first, made.second, made.names, made.id, made.place) == (1, "two", ("a",), "x", 0)


@BOTH
def test_a_field_too_many_or_too_few_is_refused(kind: Kind) -> None:
    for arguments, names in (
        ((), {"id": "x"}),
        ((1,), {}),
        ((1, "a", (), "x"), {}),
        ((1,), {"id": "x", "no": 1}),
    ):
        with pytest.raises(TypeError):
            kind(*arguments, **names)


def test_the_signature_is_that_of_the_standard_library() -> None:
    ours = inspect.signature(Ours).parameters
    theirs = inspect.signature(Theirs).parameters
    assert [(p.name, p.kind, p.default) for p in ours.values()] == [
        (p.name, p.kind, p.default) for p in theirs.values()
    ]


@BOTH
def test_records_are_equal_when_what_is_compared_is(kind: Kind) -> None:
    assert kind(1, id="x") == kind(1, id="x", place=9)
    assert hash(kind(1, id="x")) == hash(kind(1, id="x", place=9))
    assert kind(1, id="x") != kind(1, id="y")
    assert kind(1, id="x") != (1, "two", (), "x")
    assert Empty() == Empty()


def test_records_of_different_classes_are_never_equal() -> None:
    assert Ours(1, id="x") != Theirs(1, id="x")
    assert Empty() != Ours(1, id="x")


@BOTH
def test_nothing_can_be_set_added_or_deleted(kind: Kind) -> None:
    made = kind(1, id="x")
    for change in (lambda: setattr(made, "first", 2), lambda: setattr(made, "other", 2)):
        with pytest.raises((dataclasses.FrozenInstanceError, AttributeError, TypeError)):
            change()
    with pytest.raises(dataclasses.FrozenInstanceError):
        del made.first
    assert not hasattr(made, "__dict__")


@BOTH
def test_it_reads_as_its_fields(kind: Kind) -> None:
    assert repr(kind(1, id="x", place=9)) == f"{kind.__name__}(first=1, second='two', names=(), id='x')"


@BOTH
def test_it_can_be_replaced_copied_pickled_and_matched(kind: Kind) -> None:
    made = kind(1, id="x", place=9)
    changed = dataclasses.replace(made, second="2")
    assert (changed.second, changed.place, changed.id) == ("2", 9, "x")
    for again in (copy.copy(made), copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
        assert again == made
        assert again.place == 9
    match made:
        case kind(first, second, names):
            assert (first, second, names) == (1, "two", ())
        case _:
            pytest.fail("a record matches its fields by place")
    assert [f.name for f in dataclasses.fields(made)] == ["first", "second", "names", "id", "place"]


def test_what_is_left_out_is_refused_when_the_class_is_made() -> None:
    with pytest.raises(TypeError, match="dataclass"):

        @frozen
        class WithFactory:
            names: list[str] = dataclasses.field(default_factory=list)

    with pytest.raises(TypeError, match="dataclass"):

        @frozen
        class Derived(Ours):
            more: int = 0

    with pytest.raises(TypeError, match="dataclass"):

        @frozen
        class Computed:
            first: int

            def __post_init__(self) -> None:
                raise AssertionError
