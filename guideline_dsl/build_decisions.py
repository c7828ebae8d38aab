"""The builders of regimens and decisions: one function per rule of grammar.lark."""

from __future__ import annotations

from lark import Token

from guideline_dsl import syntax
from guideline_dsl.build_parts import Parts, every, maybe, refuse, remarks_among, span_of
from guideline_dsl.diagnostics import Place


def _body(parts: Parts) -> tuple[syntax.Line | syntax.Branch, ...]:
    return tuple(part for part in parts if isinstance(part, syntax.Line | syntax.Branch))


def regimen(parts: Parts) -> syntax.Regimen:
    """`regimen`."""
    body = _first_that_holds("a regimen", _body(parts[2:]))
    return syntax.Regimen(parts[1], maybe(parts, syntax.Text), body, span=span_of(parts))


def decide(parts: Parts) -> syntax.Decide:
    """`decide`."""
    body = _first_that_holds("a `decide`", _body(parts[2:]))
    return syntax.Decide(
        parts[1],
        maybe(parts, syntax.Text),
        maybe(parts, syntax.For),
        every(parts, syntax.Except),
        body,
        maybe(parts, syntax.InsteadOf),
        span=span_of(parts),
    )


def advise(parts: Parts) -> syntax.Advise:
    """`advise`: in it each `when` stands for itself."""
    body = _body(parts[2:])
    for part in body:
        if isinstance(part, syntax.Branch) and part.therapy is not None:
            raise refuse(
                "line-in-advise",
                "lines of therapy are tried one after the other, and an `advise` gives each answer by itself",
                Place(part.therapy.span),
                hint="put them into a `decide`",
            )
        if isinstance(part, syntax.Branch) and part.condition is None:
            raise refuse(
                "otherwise-in-advise",
                "an `advise` has no `otherwise`: each of its `when`s is answered by itself",
                Place(part.span),
                hint="write a `when` with its condition, or use `decide`",
            )
    return syntax.Advise(
        parts[1],
        maybe(parts, syntax.Text),
        maybe(parts, syntax.For),
        every(parts, syntax.Except),
        body,
        span=span_of(parts),
    )


def choose(parts: Parts) -> syntax.Choose:
    """`choose`."""
    return syntax.Choose(
        parts[1],
        maybe(parts, syntax.Text),
        maybe(parts, syntax.For),
        every(parts, syntax.Except),
        every(parts, syntax.Option),
        remarks_among(parts),
        maybe(parts, syntax.InsteadOf),
        span=span_of(parts),
    )


def _first_that_holds(
    what: str, body: tuple[syntax.Line | syntax.Branch, ...]
) -> tuple[syntax.Line | syntax.Branch, ...]:
    """Plain lines; or branches, `otherwise` last, and then only remarks."""
    branches = every(body, syntax.Branch)
    if not branches:
        return body
    last = branches[-1]
    for branch in branches[:-1]:
        if branch.condition is None:
            raise refuse(
                "branch-after-otherwise",
                "nothing can follow `otherwise`: it takes every patient that is left",
                Place(last.span, "never reached"),
                Place(branch.span),
                hint="put this branch before `otherwise`",
            )
    for index, part in enumerate(body):
        beside = not isinstance(part, syntax.Branch)
        acts = isinstance(part, syntax.Give | syntax.GiveNothing | syntax.Stop | syntax.Do)
        if beside and (acts or index < body.index(last)):
            raise refuse(
                "line-beside-branches",
                f"{what} has either plain lines or branches, and this line stands beside branches",
                Place(part.span),
                hint="put it into each branch it belongs to, or, after the branches, only cite, note, "
                "warn, strength, evidence or assuming",
            )
    return body


def instead_of(parts: Parts) -> syntax.InsteadOf:
    """`instead of NAME, NAME`."""
    return syntax.InsteadOf(every(parts, syntax.Name), span=span_of(parts))


def except_when(parts: Parts) -> syntax.Except:
    """`except when CONDITION`."""
    return syntax.Except(parts[1], remarks_among(parts[2:]), span=span_of(parts))


def branch(parts: Parts) -> syntax.Branch:
    """`when CONDITION` with its lines."""
    lines = tuple(part for part in parts[2:] if isinstance(part, syntax.Line))
    return syntax.Branch(parts[1], lines, span=span_of(parts))


def otherwise_branch(parts: Parts) -> syntax.Branch:
    """`otherwise` with its lines."""
    lines = tuple(part for part in parts if isinstance(part, syntax.Line))
    return syntax.Branch(None, lines, span=span_of(parts))


def therapy_line(parts: Parts) -> syntax.Branch:
    """`line NAME "Title" until CONDITION` with its lines."""
    head = [part for part in parts if not isinstance(part, Token | syntax.Line)]
    until = head[-1] if any(isinstance(p, Token) and p.type == "UNTIL" for p in parts) else None
    therapy = syntax.TherapyLine(parts[1], maybe(parts, syntax.Text), until, span=parts[1].span)
    condition = None if until is None else syntax.Not(until, span=until.span)
    lines = tuple(part for part in parts if isinstance(part, syntax.Line))
    return syntax.Branch(condition, lines, therapy, span=span_of(parts))


def option(parts: Parts) -> syntax.Option:
    """One alternative of a `choose`."""
    kinds = syntax.Line | syntax.PreferWhen | syntax.OnlyWhen
    body = tuple(part for part in parts if isinstance(part, kinds))
    return syntax.Option(parts[1], maybe(parts, syntax.Text), body, span=span_of(parts))


def prefer_when(parts: Parts) -> syntax.PreferWhen:
    """`prefer when CONDITION`."""
    return syntax.PreferWhen(parts[1], remarks_among(parts[2:]), span=span_of(parts))


def only_when(parts: Parts) -> syntax.OnlyWhen:
    """`only when CONDITION` of an option."""
    return syntax.OnlyWhen(parts[1], remarks_among(parts[2:]), span=span_of(parts))
