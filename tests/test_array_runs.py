"""A circuit run over arrays: numbers of 128 bits, and what has thousands of parts."""

from __future__ import annotations

from fractions import Fraction

import pytest

from engine.compiled.circuit import Circuit
from engine.compiled.frames import Scale

polars = pytest.importorskip("polars")
pytest.importorskip("numpy")


def test_numbers_of_128_bits_are_columns_of_all_blocks() -> None:
    from engine.compiled.array_runs import ArrayRun

    circuit = Circuit()
    a = circuit.input("number", "a")
    large = circuit.calculate("multiply", circuit.calculate("multiply", a, a), a)
    run = ArrayRun([large], {"a": Scale(Fraction(1), 10**9)})
    (name,) = run.outputs[large].columns.values()
    given = [10**9, 0, 3, -(10**9)] * 5_000  # of several blocks
    made = run.table(polars.DataFrame({"a": given}), [])
    assert made[name].to_list() == [value**3 for value in given]
    columns = run.found(run.read(polars.DataFrame({"a": given[:4]})), 4).columns(large)
    assert [list(column) for _, column in columns] == [[10**27, 0, 27, -(10**27)]]


def test_what_has_thousands_of_parts_is_no_statement_too_deep_to_be_read() -> None:
    from engine.compiled.array_runs import ArrayRun

    circuit = Circuit()
    bits = [circuit.input("bit", f"b{number}") for number in range(5_000)]
    one, every = circuit.any(bits), circuit.all(bits)
    run = ArrayRun([one, every], {})
    rows = {f"b{number}": [False, True, number == 4_321, number != 4_321] for number in range(5_000)}
    made = run.table(polars.DataFrame(rows), [])
    told = {
        wire: made[name].to_list() for wire in (one, every) for name in run.outputs[wire].columns.values()
    }
    assert told == {one: [False, True, True, True], every: [False, True, False, False]}
