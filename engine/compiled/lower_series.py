"""What the observations of a fact come to, in a circuit: the reader works them out (engine/series.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.compiled.kleene import Kleene
from engine.compiled.not_lowered import NotLowered
from engine.compiled.symbolic import Bound, Symbolic, SymbolicNumber, SymbolicWord
from guideline_dsl import core

if TYPE_CHECKING:
    from engine.compiled.lower_values import Values


def observed(expression: core.Observed, values: Values) -> Symbolic:
    """The value of `latest X` and its kin."""
    low, circuit = values.lowering, values.lowering.circuit
    fact = low.graph.facts[expression.fact.name]
    seen = low.inputs.series(expression, "seen")
    meaningful = low.truths.holds if fact.only_when is None else values.truth(fact.only_when)
    asked = circuit.union(
        (circuit.when(circuit.no(seen), meaningful.needs), low.places.mask(f"fact:{fact.name}"))
    )
    meaningless = circuit.all((circuit.no(seen), meaningful.no))
    match fact.type:
        case _ if expression.measure == "count":
            found = _number(expression, values)
            number = low.spans.asking(found, (asked,))
            return low.spans.chosen(meaningless, low.spans.nothing_given, number)
        case core.YesNo():
            yes, no = low.inputs.series(expression, "yes"), low.inputs.series(expression, "no")
            no = circuit.any((no, meaningless))
            return low.spans.kleene((circuit.all((yes, circuit.no(meaningless))), no), (asked,))
        case core.OneOf(values=words):
            may_be = {word: low.inputs.series(expression, "word", word) for word in words}
            settled = circuit.no(circuit.reached(2, may_be.values()))
            return SymbolicWord(may_be, settled, circuit.when(circuit.no(settled), asked))
        case _:
            return low.spans.asking(_number(expression, values), (asked,))


def _number(expression: core.Observed, values: Values) -> SymbolicNumber:
    low = values.lowering
    lower, upper = (
        Bound(low.inputs.series(expression, end), low.inputs.series(expression, f"{end} open"))
        for end in ("lower", "upper")
    )
    return low.spans.between(lower, upper)


def sustained(expression: core.Sustained, values: Values) -> Kleene:
    """Whether a comparison held without interruption for at least a time."""
    low, circuit = values.lowering, values.lowering.circuit
    fact = low.graph.facts[expression.fact.name]
    if not is_the_same_for_everybody(expression.bound):
        raise NotLowered("sustained bound")
    bound = values.judge(expression.bound)
    recorded = low.inputs.series(expression, "recorded")
    yes, no = low.inputs.series(expression, "yes"), low.inputs.series(expression, "no")
    meaningful = low.truths.holds if fact.only_when is None else values.truth(fact.only_when)
    asked = circuit.union(
        (circuit.when(circuit.no(recorded), meaningful.needs), low.places.mask(f"fact:{fact.name}"))
    )
    found = low.spans.kleene((yes, no), (asked,))
    if meaningful.no is circuit.never:
        return found
    if not isinstance(bound, Kleene):
        raise TypeError("a fact with an `only when` is yes or no")
    held = circuit.yes if (bound.no is circuit.yes) is (expression.operator == "is") else circuit.never
    meaningless = circuit.all((circuit.no(recorded), meaningful.no))
    either = low.spans.either
    return Kleene(
        either(meaningless, held, found.yes),
        either(meaningless, circuit.no(held), found.no),
        circuit.when(circuit.no(meaningless), found.needs),
    )


def is_the_same_for_everybody(bound: core.Expression) -> bool:
    """Whether a bound is written out."""
    match bound:
        case core.Number() | core.TruthConstant() | core.Symbol() | core.Day():
            return True
        case core.Apply(operands=inner):
            return all(is_the_same_for_everybody(part) for part in inner)
        case core.Converted(value=value):
            return is_the_same_for_everybody(value)
        case _:
            return False
