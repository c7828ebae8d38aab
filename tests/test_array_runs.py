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
    one, every, most = circuit.any(bits), circuit.all(bits), circuit.reached(4_999, bits)
    run = ArrayRun([one, every, most], {})
    rows = {f"b{number}": [False, True, number == 4_321, number != 4_321] for number in range(5_000)}
    made = run.table(polars.DataFrame(rows), [])
    told = {
        wire: made[name].to_list()
        for wire in (one, every, most)
        for name in run.outputs[wire].columns.values()
    }
    assert told == {
        one: [False, True, True, True],
        every: [False, True, False, False],
        most: [False, True, False, True],
    }


def test_a_code_is_one_of_thousands() -> None:
    from engine.compiled.array_runs import ArrayRun

    circuit = Circuit()
    wire = circuit.among(circuit.input("code", "c"), frozenset(range(0, 10_000, 2)))
    run = ArrayRun([wire], {})
    (name,) = run.outputs[wire].columns.values()
    made = run.table(polars.DataFrame({"c": [0, 1, 4_322, 9_999, -1, 9_998]}), [])
    assert made[name].to_list() == [True, False, True, False, False, True]


@pytest.mark.parametrize("many", [0, 1, 7, 8, 9, 16_383, 16_384, 16_385])
def test_bits_and_masks_are_those_of_each_row_however_many_there_are(many: int) -> None:
    from engine.compiled.array_runs import ArrayRun

    circuit = Circuit()
    a, b = circuit.input("bit", "a"), circuit.input("bit", "b")
    both = circuit.all((a, circuit.no(b)))
    mask = circuit.union((circuit.when(a, circuit.mask(1)), circuit.when(b, circuit.mask(1 << 9))))
    run = ArrayRun([both, mask], {})
    rows = {"a": [place % 3 == 0 for place in range(many)], "b": [place % 5 == 4 for place in range(many)]}
    made = run.table(polars.DataFrame(rows, schema={"a": polars.Boolean, "b": polars.Boolean}), [])
    told = [made[name].to_list() for wire in (both, mask) for name in run.outputs[wire].columns.values()]
    assert told == [
        [one and not other for one, other in zip(rows["a"], rows["b"], strict=True)],
        [one + (other << 9) for one, other in zip(rows["a"], rows["b"], strict=True)],
    ]
