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
from guideline_dsl.bands import cuts, lies, on_steps
from guideline_dsl.base_values import base_value
from guideline_dsl.frozen import frozen
from guideline_dsl.references import subexpressions
from guideline_dsl.values import Truth, exactly

if TYPE_CHECKING:
    from guideline_dsl.graph import DecisionGraph

MOST_COMBINATIONS = 64
"""So many combinations of values are told apart; what is asked for less often is left out."""

SplitValue = bool | str | Fraction
_COMPARING = {"<": "<", ">=": "<", "<=": "<=", ">": "<=", "is": "is"}
"""By operator, what tells a fact to the left of a number apart: `>=` is no where `<` is yes."""
_TURNED = {"<": "<=", ">=": "<=", "<=": "<", ">": "<", "is": "is"}
"""The same for a fact to the right of it."""


@frozen
class Split:
    """A fact (`fact:NAME`) or procedure (`procedure:NAME`), with a value of each region that is told apart."""

    need: str
    values: tuple[SplitValue, ...]


@frozen
class _Measured:
    """A fact as it is compared: in a unit ("" for its own), times a factor where in its other measure."""

    name: str
    unit: str = ""
    factor: Fraction = Fraction(1)


@frozen
class _Comparison:
    """A fact, held against a written number."""

    measured: _Measured
    operator: str
    figure: Fraction


@frozen
class _ByBands:
    """A fact that a table is read by."""

    measured: _Measured
    nearest: core.Number | None
    bands: tuple[core.Band, ...]


_Question = _Comparison | _ByBands


@frozen
class Asked:
    """How conditions ask for numbers and procedures.

    `elsewhere` counts where a number stands outside a comparison with written numbers and the columns of tables, which
    are `compared`; `dated` are the procedures asked for `within` a time, `repeated` the facts of which several
    observations are asked for.
    """

    elsewhere: Counter[str]
    compared: dict[str, dict[_Question, None]]
    dated: frozenset[str]
    repeated: frozenset[str]


def asked_in(parts: Iterable[core.Expression]) -> Asked:
    """How some expressions, given with everything inside them, ask for numbers and procedures."""
    elsewhere, compared, dated = Counter[str](), dict[str, dict[_Question, None]](), set[str]()
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
                question = _comparison(operator, sides)
                if question is not None:
                    compared.setdefault(question.measured.name, {})[question] = None
                    elsewhere[question.measured.name] -= 1
            case core.Table(columns=columns, rows=rows):
                for place, column in enumerate(columns):
                    found = _measured(column.key)
                    if found is not None:
                        bands = tuple(dict.fromkeys(row.bands[place] for row in rows))
                        by_bands = _ByBands(found, column.nearest, bands)
                        compared.setdefault(found.name, {})[by_bands] = None
                        elsewhere[found.name] -= 1
            case _:
                pass
    return Asked(elsewhere, compared, frozenset(dated), frozenset(repeated))


def _comparison(operator: str, sides: Sequence[core.Expression]) -> _Comparison | None:
    """A comparison of a fact with a written number; None for any other."""
    match sides:
        case (side, core.Number() as number):
            told = _COMPARING[operator]
        case (core.Number() as number, side):
            told = _TURNED[operator]
        case _:
            return None
    measured = _measured(side)
    return None if measured is None else _Comparison(measured, told, base_value(number))


def _measured(side: core.Expression) -> _Measured | None:
    """A fact, perhaps in its other measure, perhaps `in` a unit."""
    match side:
        case core.FactRef(name=name):
            return _Measured(name)
        case core.Converted(value=core.FactRef(name=name), of=of, to=to):
            return _Measured(name, factor=base_value(to) / base_value(of))
        case core.Apply(operator="in", operands=(inner,), unit=unit):
            found = _measured(inner)
            return None if found is None or found.unit else _Measured(found.name, unit, found.factor)
        case _:
            return None


def regions_of(
    graph: DecisionGraph, need: str, expressions: Iterable[core.Expression]
) -> tuple[SplitValue, ...]:
    """A value of each region that some expressions tell apart; () where a few values cannot stand for all."""
    return values_of(graph, need, asked_in(followed(graph, expressions)))


def followed(graph: DecisionGraph, expressions: Iterable[core.Expression]) -> Iterator[core.Expression]:
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
            least, most = (base_value(core.Number(end, unit)) for end in (lower, upper))
            return _of_number(least, most, tuple(asked.compared.get(name, ())))
    return ()


def _of_number(lower: Fraction, upper: Fraction, questions: Sequence[_Question]) -> tuple[SplitValue, ...]:
    """A number for each way in which the questions can be answered together, between and with the ends."""
    figures = {figure for question in questions for figure in _figures(question)}
    points = sorted({lower, upper, *(figure for figure in figures if lower < figure < upper)})
    between = [(a + b) / 2 for a, b in pairwise(points)]
    answers: dict[tuple[Truth, ...], Fraction] = {}
    for value in sorted((*points, *between)):
        told = tuple(truth for question in questions for truth in _answers(question, value))
        answers.setdefault(told, value)
    return tuple(answers.values())


def _figures(question: _Question) -> Iterator[Fraction]:
    """The values of the fact, in its base units, at which the answer to a question changes."""
    match question:
        case _Comparison(measured=measured, figure=figure):
            yield _of_fact(figure, measured)
        case _ByBands(measured=measured, nearest=nearest, bands=bands):
            yield from (_of_fact(cut, measured) for cut in cuts(bands, nearest))


def _answers(question: _Question, value: Fraction) -> Iterator[Truth]:
    figure = _as_measured(value, question.measured)
    match question:
        case _Comparison(operator="<", figure=limit):
            yield figure < limit
        case _Comparison(operator="<=", figure=limit):
            yield figure <= limit
        case _Comparison(figure=limit):
            yield figure == limit
        case _ByBands(nearest=nearest, bands=bands):
            told = on_steps(exactly(figure), nearest)
            yield from (lies(told, band) for band in bands)


def _of_fact(figure: Fraction, measured: _Measured) -> Fraction:
    """The value of a fact that is this figure when measured so."""
    base = units.to_base(figure, units.parse_unit(measured.unit)) if measured.unit else figure
    return base / measured.factor


def _as_measured(value: Fraction, measured: _Measured) -> Fraction:
    own = value * measured.factor
    return units.from_base(own, units.parse_unit(measured.unit)) if measured.unit else own
