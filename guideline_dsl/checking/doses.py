"""Doses: the parts of a `give` as meant. Whether they make a dose together, dosage_rules.py judges."""

from __future__ import annotations

from typing import Protocol, TypeVar, cast

from guideline_dsl import core, syntax
from guideline_dsl.checking.computed_dose import computed_dose
from guideline_dsl.checking.desk import Desk
from guideline_dsl.checking.dosage_rules import judge
from guideline_dsl.checking.expressions import condition, expression
from guideline_dsl.checking.given_dose import GivenDose
from guideline_dsl.checking.literals import number
from guideline_dsl.checking.measured import measured, measured_figure
from guideline_dsl.checking.phrasing import quoted
from guideline_dsl.checking.report import at
from guideline_dsl.checking.stretches import duration, frequency, time_extent, whole_number
from guideline_dsl.checking.support import clause_support


class _Spanned(Protocol):
    @property
    def span(self) -> syntax.Span: ...


Part = TypeVar("Part", bound=_Spanned)


def dose(give: syntax.Give, desk: Desk) -> core.Dose:
    """The dosage of one `give` of a medicine or a class."""
    one = _Parts(give, desk).one
    rising = one(syntax.RisingTo, "`rising to`")
    at_least, at_most = one(syntax.AtLeast, "`at least`"), one(syntax.AtMost, "`at most`")
    usually, basis = one(syntax.Usually, "`usually`"), one(syntax.ByBasis, "`by`")
    times, every = one(syntax.Times, "how often"), one(syntax.Every, "how often")
    continuously = one(syntax.Continuously, "how often")
    often = times or every or continuously
    route, lasting = one(syntax.Route, "the route"), one(syntax.Lasting, "for how long")
    computed = one(syntax.AsComputedBy, "the dose")
    total, apart = one(syntax.InTotalOver, "`in total over`"), one(syntax.DosesApart, "`doses apart`")
    extendable = one(syntax.ExtendableTo, "`extendable to`")
    immediately = one(syntax.Immediately, "`immediately`")
    gaps = _gaps(give, desk)

    figures = GivenDose(
        give=give,
        amount=measured(give.amount, desk) if give.amount else None,
        rising=measured(rising.amount, desk) if rising else None,
        at_least=measured_figure(at_least.quantity, desk) if at_least else None,
        at_most=measured_figure(at_most.quantity, desk) if at_most else None,
        usually=measured(usually.amount, desk) if usually else None,
        basis=basis,
        basis_value=expression(basis.name, desk) if basis else None,
        frequency=frequency(often, desk.report) if often else None,
        frequency_span=often.span if often else None,
        total=total,
        apart=duration(apart.apart, desk.report) if apart else None,
        gaps=gaps,
        computed=computed_dose(computed, give, desk) if computed else None,
    )
    computing = expression(computed.name, desk).value if computed and figures.computed else None
    closers = tuple(_closer(closer, desk) for closer in give.closers)
    found = core.Dose(
        amount=figures.amount.extent
        if figures.amount
        else figures.computed.extent
        if figures.computed
        else None,
        basis=figures.basis_value.value if figures.basis_value else None,
        at_least=figures.at_least.extent.lower if figures.at_least else None,
        at_most=figures.at_most.extent.lower if figures.at_most else None,
        usually=figures.usually.extent if figures.usually else None,
        closers=closers,
        route=route.word if route else "",
        frequency=figures.frequency,
        duration=time_extent(lasting.amount, desk.report) if lasting else None,
        extendable_to=duration(extendable.quantity, desk.report) if extendable else None,
        total_over=duration(total.quantity, desk.report) if total else None,
        repeats=_repeats(apart, desk) if apart else 0,
        apart=figures.apart,
        rising_to=figures.rising.extent if figures.rising else None,
        rising_within=time_extent(rising.within, desk.report) if rising and rising.within else None,
        immediately=immediately is not None,
        gaps=tuple(gap.word for gap in gaps),
        computed_by=computing,
    )
    judge(figures, found, desk)
    return found


class _Parts:
    """The parts of a `give` by kind; a part that is said twice is found."""

    def __init__(self, give: syntax.Give, desk: Desk) -> None:
        self._desk = desk
        self._give = give
        self._by_words: dict[str, syntax.Span] = {}

    def one(self, kind: type[Part], words: str) -> Part | None:
        """The first part of that kind; another one that says the same thing is a finding."""
        first: Part | None = None
        for part in self._give.parts:
            if not isinstance(part, kind):
                continue
            found = cast(Part, part)
            if words in self._by_words:
                self._desk.report.add(
                    "said-twice",
                    f"{words} is said twice in this dose",
                    at(found.span),
                    at(self._by_words[words], "first here"),
                )
                continue
            self._by_words[words] = found.span
            first = found
        return first


def _gaps(give: syntax.Give, desk: Desk) -> tuple[syntax.Gap, ...]:
    gaps: dict[str, syntax.Gap] = {}
    for part in give.parts:
        if isinstance(part, syntax.Gap):
            if part.word in gaps:
                desk.report.add(
                    "said-twice",
                    f"`{part.word} not in source` is said twice in this dose",
                    at(part.span),
                    at(gaps[part.word].span, "first here"),
                )
            gaps.setdefault(part.word, part)
    return tuple(gaps.values())


def _repeats(apart: syntax.DosesApart, desk: Desk) -> int:
    repeats = whole_number(apart.number)
    if repeats is None or repeats < 2:
        desk.report.add(
            "count-out-of-range",
            f"`{apart.number} doses` cannot lie apart",
            at(apart.span),
            help="write a whole number from 2",
        )
        return 0
    return repeats


def _closer(closer: syntax.CloserTo, desk: Desk) -> core.Closer:
    return core.Closer(
        number(closer.quantity),
        condition(closer.condition, desk),
        clause_support(closer.remarks, "closer to", "the branch or option", desk),
    )


def no_dose_allowed(give: syntax.Give, desk: Desk) -> None:
    """A regimen says its doses itself."""
    extras = [*([give.amount] if give.amount else []), *give.parts, *give.closers]
    if extras:
        name = give.which.name.text
        desk.report.add(
            "regimen-with-dose",
            f"{quoted(name)} is a regimen and says its doses itself",
            at(extras[0].span),
            at(give.which.span, "a regimen"),
            help=f"write `give {name}` and nothing more",
        )
