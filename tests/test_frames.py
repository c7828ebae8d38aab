"""Every operation of a circuit means the same in the columns of each engine as for one patient, exactly."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from engine.compiled.circuit import Circuit, Wire
from engine.compiled.column_figures import NoColumns
from engine.compiled.frames import Framed, Output, Scale
from engine.compiled.sql_dialect import DUCKDB
from engine.compiled.table_runs import query, with_outputs
from tests.framed_sample import SCALES, Drawn, Row, meaning, table
from tests.shares import one_in

polars = pytest.importorskip("polars")

TYPES = {bool: polars.Boolean, int: polars.Int64}

Ran = tuple[dict[Wire, Output[Any]], list[Row]]


def frame_of(rows: list[Row]) -> Any:
    return polars.DataFrame(rows, schema={name: TYPES[type(cell)] for name, cell in rows[0].items()})


def in_polars(outputs: list[Wire], rows: list[Row], scales: dict[str, Scale]) -> Ran:
    from engine.compiled.polars_dialect import PolarsDialect

    framed = Framed(outputs, scales, PolarsDialect())
    found = with_outputs(frame_of(rows).lazy(), framed, ["row"]).collect(engine="streaming")
    return dict(framed.outputs), list(found.iter_rows(named=True))


def in_duckdb(outputs: list[Wire], rows: list[Row], scales: dict[str, Scale]) -> Ran:
    duckdb = pytest.importorskip("duckdb")
    pytest.importorskip("pyarrow")
    framed = Framed(outputs, scales, DUCKDB)
    with duckdb.connect() as session:
        session.register("patients", frame_of(rows).to_arrow())
        text = query("SELECT * FROM patients", framed, DUCKDB, ["row"])
        found = session.sql(f"{text} ORDER BY row")
        names = found.columns
        return dict(framed.outputs), [dict(zip(names, row, strict=True)) for row in found.fetchall()]


Engine = Callable[[list[Wire], list[Row], dict[str, Scale]], Ran]

engines = pytest.mark.parametrize("engine", [in_polars, in_duckdb])


def differences(
    engine: Engine, outputs: list[Wire], rows: list[Row], scales: dict[str, Scale]
) -> list[object]:
    told, found = engine(outputs, rows, scales)
    assert [row["row"] for row in found] == [row["row"] for row in rows]
    wrong: list[object] = []
    for given, row in zip(rows, found, strict=True):
        for wire, value in meaning(outputs, given, scales).items():
            if told[wire].value(row) != value:
                wrong.append((wire, given, value, told[wire].value(row)))
    return wrong


@engines
@pytest.mark.parametrize("seed", one_in(4, range(24)))
def test_a_circuit_of_any_operations_gives_in_columns_what_it_gives_for_one_patient(
    engine: Engine, seed: int
) -> None:
    random = Random(seed)
    drawn = Drawn(random, 80)
    assert differences(engine, drawn.outputs, table(random, 60), dict(SCALES)) == []


@engines
def test_products_beyond_64_bits_are_compared_exactly(engine: Engine) -> None:
    circuit = Circuit()
    a, b = circuit.input("number", "a"), circuit.input("number", "b")
    square = circuit.calculate("multiply", a, a)
    scales = {"a": Scale(Fraction(1), 10**13), "b": Scale(Fraction(1), 10**13)}
    figure = circuit.number(10**26)
    outputs = [circuit.compare("less", square, figure), circuit.compare("equal", square, figure), square]
    outputs.append(circuit.compare("less", circuit.calculate("multiply", a, b), square))
    rows = [{"row": n, "a": 10**13 - n, "b": 10**13 - 1} for n in range(3)]
    assert differences(engine, outputs, rows, scales) == []
    told, found = engine(outputs, rows, scales)
    assert told[square].value(found[1]) == (10**13 - 1) ** 2


@engines
def test_a_third_is_not_rounded(engine: Engine) -> None:
    circuit = Circuit()
    a, b = circuit.input("number", "a"), circuit.input("number", "b")
    quotient = circuit.calculate("divide", a, b)
    outputs = [circuit.compare("equal", quotient, circuit.number(Fraction(1, 3))), quotient]
    scales = {"a": Scale(Fraction(1), 10**12), "b": Scale(Fraction(100), 10**12)}
    rows = [{"row": 0, "a": 1, "b": 300}, {"row": 1, "a": 333_333_333_333, "b": 10**12 * 1 // 1}]
    assert differences(engine, outputs, rows, scales) == []


@engines
def test_a_root_that_is_exactly_the_bound_is_not_below_it(engine: Engine) -> None:
    circuit = Circuit()
    root = circuit.apply("number", "curve", ("sqrt", circuit.input("number", "a")))
    two = circuit.calculate("multiply", root, circuit.number(2))
    outputs = [circuit.compare(how, two, circuit.number(6)) for how in ("less", "at most", "equal")]  # type: ignore[arg-type]
    outputs.append(circuit.compare("less", circuit.number(-6), two))
    rows = [{"row": place, "a": value} for place, value in enumerate((89_999, 90_000, 90_001, 0))]
    assert differences(engine, [*outputs, two], rows, {"a": Scale(Fraction(10_000), 10**9)}) == []


def test_what_may_need_more_digits_than_a_column_has_is_not_put_into_columns() -> None:
    from engine.compiled.polars_dialect import PolarsDialect

    circuit = Circuit()
    a = circuit.input("number", "a")
    fourth = circuit.calculate(
        "multiply", circuit.calculate("multiply", a, a), circuit.calculate("multiply", a, a)
    )
    with pytest.raises(NoColumns, match="digits"):
        Framed([fourth], {"a": Scale(Fraction(1), 10**12)}, PolarsDialect())


def test_what_is_read_twice_is_calculated_once() -> None:
    from engine.compiled.polars_dialect import PolarsDialect

    circuit = Circuit()
    a, b, c = (circuit.input("bit", name) for name in "abc")
    both = circuit.all((a, b))
    framed = Framed([circuit.any((both, c)), circuit.no(both)], {}, PolarsDialect())
    assert [list(layer) for layer in framed.layers] == [[f"w{both.number}.0"]]
