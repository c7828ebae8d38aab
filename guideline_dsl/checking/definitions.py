"""Definitions: each typed after what it is made of; a circle of them is a finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import assert_never

from guideline_dsl import core, syntax
from guideline_dsl.checking.bands import table
from guideline_dsl.checking.desk import Desk
from guideline_dsl.checking.expressions import condition, expression, whole
from guideline_dsl.checking.names import unknown
from guideline_dsl.checking.phrasing import quoted
from guideline_dsl.checking.report import at
from guideline_dsl.checking.scores import score
from guideline_dsl.checking.value_types import WRONG, Mistaken, Typed
from guideline_dsl.dimensions import compatible, unify
from guideline_dsl.types import Choice, Number, describe_type

Body = syntax.Expression | syntax.ByCases | syntax.ByBands | syntax.ByPoints


def type_definitions(desk: Desk) -> None:
    """Type every definition, in the order in which they are made of each other.

    The `only when` and `assume` of a fact take part in the order: a fact may not hang on itself either.
    """
    reads = {name: names_in(*_parts_of(entry.body)) for name, entry in desk.names.definitions.items()}
    for name, fact in desk.names.facts.items():
        inside = (fact.only_when, *((fact.default.value, fact.default.condition) if fact.default else ()))
        reads.setdefault(name, names_in(*(part for part in inside if part is not None)))
    for name in _in_order(reads, desk):
        if name in desk.names.definitions and name not in desk.definitions:
            desk.definitions[name] = _typed(desk.names.definitions[name], desk)


def _typed(define: syntax.Define, desk: Desk) -> Typed:
    match define.body:
        case syntax.ByCases() as cases:
            return _by_cases(define, cases, desk)
        case syntax.ByBands() as bands:
            return _by_bands(bands, desk)
        case syntax.ByPoints() as points:
            return score(points, desk)
        case expression_written:
            return whole(expression_written, desk)


def _by_bands(body: syntax.ByBands, desk: Desk) -> Typed:
    values = [(_case_value(row.value, desk), row.value) for row in body.rows]
    joined = _joined(values, desk)
    made = table(body, tuple(value.value for value, _ in values), desk)
    if made is None or isinstance(joined.type, Mistaken):
        return WRONG
    return Typed(made, joined.type, joined.unit, joined.lacking, max(value.size for value, _ in values))


# ---------------------------------------------------------------- by cases


def _by_cases(define: syntax.Define, body: syntax.ByCases, desk: Desk) -> Typed:
    arms: list[core.Arm] = []
    values: list[tuple[Typed, syntax.Expression]] = []
    for case in body.cases:
        value = _case_value(case.value, desk)
        values.append((value, case.value))
        arms.append(core.Arm(condition(case.condition, desk), value.value, span=case.span))
    last: core.Expression | None = None
    if body.otherwise.value is not None:
        value = _case_value(body.otherwise.value, desk)
        values.append((value, body.otherwise.value))
        last = value.value
    joined = _joined(values, desk)
    if isinstance(joined.type, Mistaken):
        return WRONG
    lacking = joined.lacking
    if last is None:
        lacking = define.name.text
        if not isinstance(joined.type, Number):
            desk.report.add(
                "none-is-for-numbers",
                f"{quoted(define.name.text)} is {describe_type(joined.type)}; only a number may be `none`",
                at(body.otherwise.span),
                help="write the value it has otherwise",
            )
    size = max(value.size for value, _ in values)
    return Typed(core.Cases(tuple(arms), last), joined.type, joined.unit, lacking, size)


def _case_value(written: syntax.Expression, desk: Desk) -> Typed:
    """A value of a case; a name that is declared nowhere is a word of the choice being defined."""
    if (
        isinstance(written, syntax.Name)
        and written.text not in ("yes", "no")
        and _is_word(written.text, desk)
    ):
        return Typed(core.Symbol(written.text), Choice((written.text,)))
    return expression(written, desk)


def _is_word(name: str, desk: Desk) -> bool:
    return name not in desk.names.facts and name not in desk.names.definitions


def _joined(values: Sequence[tuple[Typed, syntax.Expression]], desk: Desk) -> Typed:
    """The type of all cases together."""
    found, first = values[0]
    for value, written in values[1:]:
        if isinstance(found.type, Mistaken) or isinstance(value.type, Mistaken):
            return WRONG
        match found.type, value.type:
            case Choice(values=before), Choice(values=more):
                joined = Choice(tuple(dict.fromkeys((*before, *more))))
                found = Typed(found.value, joined)
            case Number(dimension=a), Number(dimension=b) if compatible(a, b):
                found = Typed(
                    found.value, Number(unify(a, b)), found.unit or value.unit, found.lacking or value.lacking
                )
            case a_type, b_type if a_type == b_type and not isinstance(a_type, Number):
                pass
            case _:
                _differ(found, first, value, written, desk)
                return WRONG
    return found


def _differ(
    found: Typed, first: syntax.Expression, value: Typed, written: syntax.Expression, desk: Desk
) -> None:
    for typed, expression_written in ((found, first), (value, written)):
        if isinstance(typed.value, core.Symbol) and isinstance(expression_written, syntax.Name):
            unknown(expression_written, ("fact", "definition"), desk.names, desk.report)
            return
    assert not isinstance(found.type, Mistaken)
    assert not isinstance(value.type, Mistaken)
    desk.report.add(
        "cases-differ",
        f"the cases of a definition are of one kind; this one is {describe_type(value.type)} and the first "
        f"is {describe_type(found.type)}",
        at(written.span, describe_type(value.type)),
        at(first.span, describe_type(found.type)),
    )


# ---------------------------------------------------------------- order and circles


def _in_order(reads: Mapping[str, tuple[syntax.Name, ...]], desk: Desk) -> Iterator[str]:
    """The names of definitions, each after those it reads; each circle is reported and its members WRONG."""
    state: dict[str, str] = {}
    for start in reads:
        if start in state:
            continue
        state[start] = "open"
        path: list[str] = [start]
        waiting: list[Iterator[syntax.Name]] = [iter(reads[start])]
        while waiting:
            name = next((n for n in waiting[-1] if n.text in reads and state.get(n.text) != "done"), None)
            if name is None:
                waiting.pop()
                done = path.pop()
                state[done] = "done"
                yield done
            elif state.get(name.text) == "open":
                _circle([*path[path.index(name.text) :], name.text], desk)
            else:
                state[name.text] = "open"
                path.append(name.text)
                waiting.append(iter(reads[name.text]))


def _circle(path: Sequence[str], desk: Desk) -> None:
    names = desk.names
    for name in path:
        if name in names.definitions:
            desk.definitions[name] = WRONG
    declared = [names.definitions.get(name) or names.facts[name] for name in path[:-1]][:_MOST_PLACES]
    said = [quoted(name) for name in path]
    if len(said) > _MOST_PLACES:
        said[_MOST_PLACES - 1 : -1] = [f"{len(said) - _MOST_PLACES} more"]
    desk.report.add(
        "circular-definition",
        f"{quoted(path[0])} hangs on itself: {' reads '.join(said)}",
        *(at(entry.name.span) for entry in declared),
        help="define one of them without the others" if len(path) > 2 else "define it without itself",
    )


_MOST_PLACES = 12
"""So many members of a circle are shown."""


def _parts_of(body: Body) -> tuple[syntax.Expression, ...]:
    match body:
        case syntax.ByCases(cases=cases, otherwise=otherwise):
            parts = [part for case in cases for part in (case.value, case.condition)]
            return (*parts, otherwise.value) if otherwise.value is not None else tuple(parts)
        case syntax.ByBands(keys=keys, rows=rows):
            return (*keys, *(row.value for row in rows))
        case syntax.ByPoints(items=items):
            return tuple(part for item in items for part in _parts_of_item(item))
        case expression_written:
            return (expression_written,)


def _parts_of_item(item: syntax.PointsWhen | syntax.PointsBy) -> tuple[syntax.Expression, ...]:
    if isinstance(item, syntax.PointsWhen):
        return (item.condition,)
    keys = _parts_of(item.table)
    return keys if item.condition is None else (*keys, item.condition)


def names_in(*parts: syntax.Expression) -> tuple[syntax.Name, ...]:
    """Every name the expressions mention, in order."""
    waiting = list(reversed(parts))
    found: list[syntax.Name] = []
    while waiting:
        current = waiting.pop()
        if isinstance(current, syntax.Name):
            found.append(current)
        waiting.extend(reversed(written_operands(current)))
    return tuple(found)


def written_operands(written: syntax.Expression) -> tuple[syntax.Expression, ...]:
    """The expressions directly inside a written one, in order."""
    match written:
        case (
            syntax.Name()
            | syntax.Quantity()
            | syntax.DateLiteral()
            | syntax.Today()
            | syntax.Now()
            | syntax.Taking()
            | syntax.PlanHas()
            | syntax.Done()
            | syntax.MedicineMeasure()
        ):
            return ()
        case syntax.Observed(fact=fact):
            return (fact,)
        case syntax.Sustained(test=test):
            return (test,)
        case syntax.ExtremeItem(score=score):
            return (score,)
        case syntax.DateOf(moment=moment):
            return (moment,)
        case syntax.FullUnits(start=start, end=end) | syntax.TimeBetween(start=start, end=end):
            return (start,) if end is None else (start, end)
        case syntax.Call(arguments=arguments):
            return arguments
        case syntax.Not(operand=operand) | syntax.Negative(operand=operand) | syntax.InUnit(operand=operand):
            return (operand,)
        case syntax.Rounded(operand=operand, step=step):
            return (operand, step)
        case (
            syntax.All(operands=operands)
            | syntax.Any(operands=operands)
            | syntax.Comparison(operands=operands)
            | syntax.CountOf(operands=operands)
        ):
            return operands
        case syntax.Is(subject=subject, value=value):
            return (subject, value)
        case syntax.IsAnyOf(subject=subject):
            return (subject,)
        case syntax.Sum(terms=terms):
            return tuple(term for _, term in terms)
        case syntax.Product(factors=factors):
            return tuple(factor for _, factor in factors)
        case syntax.Power(base=base, exponent=exponent):
            return (base, exponent)
    assert_never(written)
