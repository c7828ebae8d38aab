"""What a table is worth in a circuit: engine/tables.py and guideline_dsl/bands.py, for everybody at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.compiled.kleene import Kleene
from engine.compiled.lowering import Lowering
from engine.compiled.not_lowered import NotLowered
from engine.compiled.symbolic import Symbolic, SymbolicNumber, SymbolicWord
from guideline_dsl import core, units
from guideline_dsl.base_values import base_value

if TYPE_CHECKING:
    from engine.compiled.lower_values import Values


def table_value(table: core.Table, values: Values) -> Symbolic:
    """The value of the row that holds, or of those that may hold together; with what would settle it."""
    low, circuit = values.lowering, values.lowering.circuit
    keys = [on_steps(low, values.judge(column.key), column.nearest) for column in table.columns]
    rows = [[lies(low, key, band) for key, band in zip(keys, row.bands, strict=True)] for row in table.rows]
    whole = [low.truths.all(truths) for truths in rows]
    settled = circuit.any(row.yes for row in whole)
    may_hold = [
        circuit.any((row.yes, circuit.all((circuit.no(settled), circuit.no(row.no))))) for row in whole
    ]
    asked = []
    for place, key in enumerate(keys):
        told_apart = circuit.any(
            circuit.all((bit, low.truths.unknown(truths[place])))
            for bit, truths in zip(may_hold, rows, strict=True)
        )
        asked.append(circuit.when(told_apart, key.needs))
    possible = [
        (bit, values.judge(row.value))
        for bit, row in zip(may_hold, table.rows, strict=True)
        if bit is not circuit.never
    ]
    return values.joined(possible, asked)


def on_steps(low: Lowering, key: Symbolic, nearest: core.Number | None) -> Symbolic:
    """A number as the steps of its column tell it: itself on a step, else from one step to the next."""
    if nearest is None or not isinstance(key, SymbolicNumber):
        return key
    if key.present is not low.circuit.yes:
        raise NotLowered("key of a table")
    numbers, unit = low.numbers, units.parse_unit(nearest.unit)
    step = nearest.value * unit.factor
    offset = numbers.fixed(unit.offset)
    lower, upper = (
        low.spans.rising(
            key,
            lambda at, rule=rule: numbers.add(
                numbers.round(rule, step, numbers.subtract(at, offset)), offset
            ),  # type: ignore[misc]
        )
        for rule in ("rounded down", "rounded up")
    )
    made = low.spans.made(lower.lower, upper.upper, key.absent, key.present)
    return low.spans.needing(made, key.needs)


def lies(low: Lowering, key: Symbolic, band: core.Band) -> Kleene:
    """Whether a value lies in a band; without needs."""
    truths, spans, circuit = low.truths, low.spans, low.circuit
    match band, key:
        case core.Anything(), _:
            return truths.holds
        case core.Holds(truth=truth), Kleene():
            return (
                Kleene(key.yes, key.no, circuit.nothing)
                if truth
                else Kleene(key.no, key.yes, circuit.nothing)
            )
        case core.OneWord(word=word), SymbolicWord():
            bit = key.may_be.get(word, circuit.never)
            return Kleene(circuit.all((bit, key.settled)), circuit.no(bit), circuit.nothing)
        case core.Within(lower=lower, upper=upper), SymbolicNumber():
            above = below = truths.holds
            if lower is not None:
                end = spans.figure(base_value(lower))
                stands = spans.less(end, key) if band.open_lower else spans.at_most(end, key)
                above = Kleene(*stands, circuit.nothing)
            if upper is not None:
                end = spans.figure(base_value(upper))
                stands = spans.less(key, end) if band.open_upper else spans.at_most(key, end)
                below = Kleene(*stands, circuit.nothing)
            return truths.all((above, below))
    raise TypeError("a band is of the type of its key")
