"""What stands in a decision: that it says what to do, and does not say two things at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import assert_never

from guideline_dsl import syntax
from guideline_dsl.checking.desk import Desk
from guideline_dsl.checking.phrasing import quoted
from guideline_dsl.checking.report import at, before, begins
from guideline_dsl.diagnostics import Edit
from guideline_dsl.syntax import Span

Action = syntax.Give | syntax.GiveNothing | syntax.Stop | syntax.Do


def check_bodies(file: syntax.File, desk: Desk) -> None:
    """Look at the lines of every decision and regimen."""
    for item in file.items:
        _item(item, desk)


def _item(item: syntax.Item, desk: Desk) -> None:
    match item:
        case syntax.Decide(name=name, body=body) | syntax.Regimen(name=name, body=body):
            branches = [part for part in body if isinstance(part, syntax.Branch)]
            if not branches:
                _one_package(_own(body), desk)
                _acts(_own(body), quoted(name.text), name.span, desk)
            for branch in branches:
                _one_package(branch.lines, desk)
                _acts(branch.lines, "this branch", _place(branch), desk)
        case syntax.Advise(name=name, body=body):
            _one_package(_own(body), desk)
            for part in body:
                if isinstance(part, syntax.Branch):
                    _one_package(part.lines, desk)
        case syntax.Choose(options=options):
            _options(options, desk)
        case (
            syntax.GuidelineHead()
            | syntax.References()
            | syntax.Facts()
            | syntax.Medicines()
            | syntax.Procedures()
            | syntax.ValueSets()
            | syntax.Define()
            | syntax.Before()
            | syntax.Withhold()
            | syntax.Never()
            | syntax.Taper()
            | syntax.Assumption()
            | syntax.NotEncoded()
            | syntax.Phases()
            | syntax.Texts()
            | syntax.Case()
        ):
            pass
        case _:
            assert_never(item)


def _options(options: Sequence[syntax.Option], desk: Desk) -> None:
    seen: dict[str, Span] = {}
    for option in options:
        name = option.name
        if name.text in seen:
            desk.report.add(
                "declared-twice",
                f"the option {quoted(name.text)} is declared twice; each name is declared once",
                at(name.span),
                at(seen[name.text], "first here"),
            )
        seen.setdefault(name.text, name.span)
        lines = _own(option.body)
        _one_package(lines, desk)
        _acts(lines, f"the option {quoted(name.text)}", name.span, desk)


def _own(body: Sequence[object]) -> list[syntax.Line]:
    return [part for part in body if isinstance(part, syntax.Line)]


def _place(branch: syntax.Branch) -> Span:
    return begins(branch.span, "otherwise") if branch.condition is None else branch.condition.span


def _acts(lines: Sequence[syntax.Line], what: str, place: Span, desk: Desk) -> None:
    if any(isinstance(line, Action) for line in lines):
        return
    first = lines[0].span if lines else None
    desk.report.add(
        "no-action",
        f"{what} is taken and says nothing to do",
        at(place),
        help="write `give nothing` if the guideline says so, or what is given or done",
        edit=Edit(before(first), "give nothing\n" + " " * (first.column - 1)) if first else None,
    )


# ---------------------------------------------------------------- one package


def _one_package(lines: Sequence[syntax.Line], desk: Desk) -> None:
    """The lines of one branch belong together: no medicine has two doses there, or is given and stopped."""
    given: dict[str, Span] = {}
    nothing = [line for line in lines if isinstance(line, syntax.GiveNothing)]
    actions = [line for line in lines if isinstance(line, Action)]
    if nothing and len(actions) > 1:
        other = next((line for line in actions if line is not nothing[0]), nothing[0])
        desk.report.add(
            "nothing-and-something",
            "`give nothing` stands beside another line that says what to do",
            at(nothing[0].span),
            at(other.span),
            help="leave out one of the two",
        )
    classes = desk.names.classes
    any_of: dict[str, Span] = {}
    gives = [line for line in lines if isinstance(line, syntax.Give)]
    for line in gives:
        for medicine in _given_by(line, desk.names.regimens):
            if medicine in given:
                _given_twice(medicine, line.which.span, given[medicine], desk)
            given.setdefault(medicine, line.which.span)
    for line in gives:
        for name in _classes_of(line, desk.names.regimens):
            if name in any_of:
                _given_twice(name, line.which.span, any_of[name], desk)
            any_of.setdefault(name, line.which.span)
            for medicine in classes.get(name, []):
                if medicine in given and given[medicine] != line.which.span:
                    _given_twice(medicine, line.which.span, given[medicine], desk)
    for stop, span in _stops(lines, desk.names.regimens):
        name = stop.which.name.text
        stopped = classes.get(name, []) if stop.which.any_of_class else [name]
        for medicine in stopped:
            if medicine in given and given[medicine] != span:
                _given_and_stopped(medicine, span, given[medicine], desk)
        for of_class, where in any_of.items():
            if where != span and classes.get(of_class) and set(classes[of_class]) <= set(stopped):
                _given_and_stopped(of_class, span, where, desk)


def _given_twice(name: str, span: Span, before: Span, desk: Desk) -> None:
    desk.report.add(
        "given-twice",
        f"{quoted(name)} is given twice in one branch",
        at(span),
        at(before, "given here too"),
        help="write one dose, or put the two into branches of their own",
    )


def _given_and_stopped(name: str, span: Span, given: Span, desk: Desk) -> None:
    desk.report.add(
        "given-and-stopped",
        f"{quoted(name)} is given and stopped in one branch",
        at(span, "stopped here"),
        at(given, "given here"),
        help="keep one of the two",
    )


def _given_by(give: syntax.Give, regimens: Mapping[str, syntax.Regimen]) -> Iterator[str]:
    """The medicines that a line gives, each once: a regimen those of all its branches."""
    yield from dict.fromkeys(
        line.which.name.text
        for line in _expanded(give, regimens)
        if isinstance(line, syntax.Give) and not line.which.any_of_class
    )


def _classes_of(give: syntax.Give, regimens: Mapping[str, syntax.Regimen]) -> Iterator[str]:
    """The classes of which a line gives any, each once."""
    yield from dict.fromkeys(
        line.which.name.text
        for line in _expanded(give, regimens)
        if isinstance(line, syntax.Give) and line.which.any_of_class
    )


def _stops(
    lines: Sequence[syntax.Line], regimens: Mapping[str, syntax.Regimen]
) -> Iterator[tuple[syntax.Stop, Span]]:
    """What is stopped, by a line of its own or by a regimen, and where in this branch."""
    for line in lines:
        if isinstance(line, syntax.Stop):
            yield line, line.which.span
        elif isinstance(line, syntax.Give):
            for inner in _expanded(line, regimens):
                if isinstance(inner, syntax.Stop):
                    yield inner, line.which.span


def _expanded(give: syntax.Give, regimens: Mapping[str, syntax.Regimen]) -> Iterator[syntax.Line]:
    """The line itself, or every line of the regimen that it names."""
    regimen = None if give.which.any_of_class else regimens.get(give.which.name.text)
    if regimen is None:
        yield give
        return
    for part in regimen.body:
        if isinstance(part, syntax.Branch):
            yield from part.lines
        else:
            yield part
