"""The values of a fact that tell answers apart: one of each region between the figures it is compared with.

Declared absent: patients; which decisions hang on a fact (cones.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from guideline_dsl import core, units
from guideline_dsl.frozen import frozen
from guideline_dsl.references import subexpressions

if TYPE_CHECKING:
    from guideline_dsl.graph import DecisionGraph

MOST_COMBINATIONS = 64
"""So many combinations of values are told apart; what is asked for less often is left out."""

SplitValue = bool | str | Fraction
_COMPARING = frozenset(("<", "<=", ">", ">=", "is"))


@frozen
class Asked:
    """How conditions ask for numbers and procedures.

    `elsewhere` counts where a number stands outside a comparison with written numbers, which are `compared`; `dated`
    are the procedures asked for `within` a time, `repeated` the facts of which several observations are asked for.
    """

    elsewhere: Counter[str]
    compared: dict[str, set[Fraction]]
    dated: frozenset[str]
    repeated: frozenset[str]


def asked_in(parts: Iterable[core.Expression]) -> Asked:
    """How some expressions, given with everything inside them, ask for numbers and procedures."""
    elsewhere, compared, dated = Counter[str](), dict[str, set[Fraction]](), set[str]()
    repeated = set[str]()
    for part in parts:
        match part:
            case core.FactRef(name=name):
                elsewhere[name] += 1
            case core.Observed(fact=fact) | core.Sustained(fact=fact):
                repeated.add(fact.name)
            case core.Done(procedure=procedure) if part.within is not None:
                dated.add(procedure)
            case core.Apply(operator=operator, operands=sides) if operator in _COMPARING:
                numbers = [side for side in sides if isinstance(side, core.Number)]
                for measured in {m for m in map(_measured, sides) if m is not None} if numbers else ():
                    compared.setdefault(measured.name, set()).add(_base(numbers[0], measured))
                    elsewhere[measured.name] -= 1
            case core.Table(columns=columns, rows=rows):
                for place, column in enumerate(columns):
                    found = _measured(column.key)
                    if found is not None:
                        ends = _ends(row.bands[place] for row in rows)
                        compared.setdefault(found.name, set()).update(_base(end, found) for end in ends)
                        elsewhere[found.name] -= 1
            case _:
                pass
    return Asked(elsewhere, compared, frozenset(dated), frozenset(repeated))


@frozen
class _Measured:
    """A fact as it is compared: in a unit ("" for its own), times a factor where in its other measure."""

    name: str
    unit: str = ""
    factor: Fraction = Fraction(1)


def _measured(side: core.Expression) -> _Measured | None:
    """A fact, perhaps in its other measure, perhaps `in` a unit."""
    match side:
        case core.FactRef(name=name):
            return _Measured(name)
        case core.Converted(value=core.FactRef(name=name), of=of, to=to):
            return _Measured(name, factor=_base(to) / _base(of))
        case core.Apply(operator="in", operands=(inner,), unit=unit):
            found = _measured(inner)
            return None if found is None or found.unit else _Measured(found.name, unit, found.factor)
        case _:
            return None


def _ends(bands: Iterable[core.Band]) -> Iterator[core.Number]:
    for band in bands:
        if isinstance(band, core.Within):
            yield from (end for end in (band.lower, band.upper) if end is not None)


def regions_of(
    graph: DecisionGraph, need: str, expressions: Iterable[core.Expression]
) -> tuple[SplitValue, ...]:
    """A value of each region that some expressions tell apart; () where a few values cannot stand for all."""
    return values_of(graph, need, asked_in(_followed(graph, expressions)))


def _followed(graph: DecisionGraph, expressions: Iterable[core.Expression]) -> Iterator[core.Expression]:
    """Every part of the expressions, of the definitions they read, and of what gives their facts a meaning."""
    waiting, seen = list(expressions), set[str]()
    while waiting:
        for part in subexpressions(waiting.pop()):
            yield part
            match part:
                case core.DefinitionRef(name=name) if f"define:{name}" not in seen:
                    seen.add(f"define:{name}")
                    waiting.append(graph.definitions[name].value)
                case core.FactRef(name=name) if f"fact:{name}" not in seen:
                    seen.add(f"fact:{name}")
                    only_when = graph.facts[name].only_when
                    if only_when is not None:
                        waiting.append(only_when)
                case _:
                    pass


def values_of(graph: DecisionGraph, need: str, asked: Asked) -> tuple[SplitValue, ...]:
    """A value of each region of a fact or procedure; () where a few values cannot stand for all."""
    kind, _, name = need.partition(":")
    if kind == "procedure":
        return () if name in asked.dated else (True, False)
    if kind != "fact" or name in asked.repeated:
        return ()
    match graph.facts[name].type:
        case core.YesNo():
            return (True, False)
        case core.OneOf(values=words):
            return words
        case core.NumberBetween(lower=lower, upper=upper, unit=unit):
            if asked.elsewhere[name]:
                return ()
            return _of_number(
                _base(core.Number(lower, unit)), _base(core.Number(upper, unit)), asked.compared.get(name, ())
            )
    return ()


def _of_number(lower: Fraction, upper: Fraction, compared: Iterable[Fraction]) -> tuple[SplitValue, ...]:
    """The ends of the range, the written numbers it is compared with, and a value between each two."""
    points: Sequence[Fraction] = sorted(
        {lower, upper, *(number for number in compared if lower < number < upper)}
    )
    between = [(a + b) / 2 for a, b in pairwise(points)]
    return tuple(sorted((*points, *between)))


def _base(number: core.Number, measured: _Measured | None = None) -> Fraction:
    """A written number in base units of the fact it is compared with; a plain one stands for one `in` its unit."""
    unit = measured.unit if measured is not None and measured.unit else number.unit
    base = units.to_base(number.value, units.parse_unit(unit))
    return base if measured is None else base / measured.factor
