"""Statements that nobody answers for: no citation, no assumption.

Each branch, option, gate, limit, taper and each number that is defined needs its own. What stands under a
decision answers for the decision's own lines only. A branch or option that gives nothing but regimens is
answered by them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import assert_never

from guideline_dsl import syntax
from guideline_dsl.checking.definitions import written_operands
from guideline_dsl.checking.desk import Desk
from guideline_dsl.checking.phrasing import quoted
from guideline_dsl.checking.report import at, begins
from guideline_dsl.syntax import Span
from guideline_dsl.types import Date, Number

Action = syntax.Give | syntax.GiveNothing | syntax.Stop | syntax.Do


def unanswered(file: syntax.File, desk: Desk) -> None:
    """Find every statement that nobody answers for."""
    answered_regimens = {
        name for name, regimen in desk.names.regimens.items() if _regimen_answered(regimen.body)
    } | desk.report.unread  # a regimen with a mistake may well answer for itself
    for item in file.items:
        _item(item, answered_regimens, desk)


def _item(item: syntax.Item, answered: set[str], desk: Desk) -> None:
    match item:
        case syntax.Decide(name=name, body=body) | syntax.Advise(name=name, body=body):
            _body(body, name, answered, desk)
        case syntax.Regimen(name=name, body=body):
            _body(body, name, set(), desk)
        case syntax.Choose(options=options):
            for option in options:
                lines = [line for line in option.body if not isinstance(line, _CLAUSES)]
                if not _lines_answered(lines, answered):
                    _say(f"the option {quoted(option.name.text)}", option.name.span, desk)
        case syntax.Before(which=which, remarks=remarks):
            if not _answered(remarks):
                _say(f"this gate of {quoted(which.name.text)}", which.span, desk)
        case syntax.Withhold(kind=kind, limits=limits):
            _limits(limits, f"this `{kind}`", desk)
        case syntax.Never(name=name, limits=limits):
            _limits(limits, f"the promise {quoted(name.text)}", desk)
        case syntax.Taper(medicine=medicine, remarks=remarks):
            if not _answered(remarks):
                _say(f"the taper of {quoted(medicine.text)}", medicine.span, desk)
        case syntax.Define():
            _define(item, desk)
        case (
            syntax.GuidelineHead()
            | syntax.References()
            | syntax.Facts()
            | syntax.Medicines()
            | syntax.Procedures()
            | syntax.ValueSets()
            | syntax.Assumption()
            | syntax.NotEncoded()
            | syntax.Phases()
            | syntax.Texts()
            | syntax.Case()
        ):
            pass
        case _:
            assert_never(item)


_CLAUSES = (syntax.OnlyWhen, syntax.PreferWhen)


def _body(
    body: Sequence[syntax.Line | syntax.Branch], name: syntax.Name, answered: set[str], desk: Desk
) -> None:
    own = [part for part in body if not isinstance(part, syntax.Branch)]
    if any(isinstance(line, Action) for line in own) and not _lines_answered(own, answered):
        _say(quoted(name.text), name.span, desk)
    for part in body:
        if isinstance(part, syntax.Branch) and not _lines_answered(part.lines, answered):
            where = begins(part.span, "otherwise") if part.condition is None else part.condition.span
            what = "this branch" if part.condition is not None else "this `otherwise`"
            _say(f"{what} of {quoted(name.text)}", where, desk)


def _limits(limits: Iterable[syntax.Limit], what: str, desk: Desk) -> None:
    for limit in limits:
        if not _answered(limit.remarks):
            _say(what, limit.condition.span, desk)


def _define(item: syntax.Define, desk: Desk) -> None:
    """A formula is answered for when it has a number in it; a name for a condition speaks for itself."""
    typed = desk.definitions.get(item.name.text)
    if typed is None or _answered(item.remarks):
        return
    if not isinstance(typed.type, Number | Date) and not isinstance(item.body, syntax.ByBands):
        return
    match item.body:
        case syntax.ByPoints():
            _say(f"the score {quoted(item.name.text)}", item.name.span, desk)
        case syntax.ByBands():
            _say(f"the table {quoted(item.name.text)}", item.name.span, desk)
        case body if _has_number(body):
            _say(f"the formula {quoted(item.name.text)}", item.name.span, desk)
        case _:
            pass


def _has_number(body: syntax.Expression | syntax.ByCases) -> bool:
    if isinstance(body, syntax.ByCases):
        last = (body.otherwise.value,) if body.otherwise.value is not None else ()
        waiting = [*(case.value for case in body.cases), *last]
    else:
        waiting = [body]
    while waiting:
        current = waiting.pop()
        if isinstance(current, syntax.Quantity):
            return True
        waiting.extend(written_operands(current))
    return False


def _lines_answered(lines: Sequence[object], answered_regimens: set[str]) -> bool:
    if _answered(lines):
        return True
    actions = [line for line in lines if isinstance(line, Action)]
    return bool(actions) and all(
        isinstance(action, syntax.Give)
        and not action.which.any_of_class
        and action.which.name.text in answered_regimens
        for action in actions
    )


def _regimen_answered(body: Sequence[syntax.Line | syntax.Branch]) -> bool:
    branches = [part for part in body if isinstance(part, syntax.Branch)]
    return _answered(body) or (bool(branches) and all(_answered(branch.lines) for branch in branches))


def _answered(lines: Iterable[object]) -> bool:
    return any(isinstance(line, syntax.Cite | syntax.Assuming) for line in lines)


def _say(what: str, span: Span, desk: Desk) -> None:
    desk.report.add(
        "unanswered",
        f"{what} has neither a citation nor an assumption",
        at(span, "who says so?"),
        help='write `cite [1] "words of the narrative"` under it, or `assuming` how the text was read',
    )
