"""Which of several options leads, and what would tell."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.by_hand.kleene import Kleene
from benchmarks.by_hand.plan import Contribution
from engine.packages import Status
from guideline_dsl.values import Truth


class Option:
    """One option; `brings` is the set of its medicines."""

    __slots__ = (
        "available",
        "brings",
        "continued",
        "eligible",
        "needs",
        "preferred",
        "status",
        "waits",
        "withheld_by",
    )

    def __init__(self, brings: int, status: Status, waits: int, continued: Truth, unlisted: int) -> None:
        """An option for everybody, preferred for nobody; `unlisted` would tell whether it is continued."""
        self.brings, self.status, self.waits = brings, status, waits
        self.continued: Truth = False if status == "withheld" else continued
        self.needs = waits | unlisted if self.continued is None else waits
        self.withheld_by: tuple[str, ...] = ()
        self.eligible: Kleene = True
        self.preferred: Kleene = False
        if status == "withheld":
            self.available: Truth = False
        else:
            self.available = True if status == "clear" and self.continued is not None else None

    def only_when(self, eligible: Kleene) -> Option:
        """The option, for some patients only."""
        self.eligible = eligible
        if eligible is False:
            self.available = self.available if self.continued is None and self.status != "withheld" else False
        elif eligible is not True:
            self.needs |= eligible
            self.available = None if self.available is True else self.available
        return self


Choice = tuple[str, int, tuple[Contribution, ...], tuple[Truth, ...]]
"""The kind, the needs it waits for, what it brings into the plan, and which options lead."""


def leading(options: Sequence[Option]) -> list[Truth]:
    """Which of the options leads."""
    if any(option.continued is True and option.status == "clear" for option in options):
        return [
            False if o.continued is False else (o.continued is True and o.status == "clear") or None
            for o in options
        ]
    may_go_on = any(option.continued is not False for option in options)
    found: list[Truth] = []
    for option in options:
        rival: Truth = False
        for other in options:
            if other is not option and other.available is not False and other.preferred is not False:
                if other.available is True and other.preferred is True:
                    rival = True
                    break
                rival = None
        if option.available is False:
            lead: Truth = False
        elif option.preferred is True or rival is False:
            lead = option.available
        else:
            lead = False if option.preferred is False and rival is True else None
        if may_go_on and option.status != "withheld":
            lead = None if lead is not False or option.continued is not False else False
        found.append(lead)
    return found


def waiting_for(options: Sequence[Option], leads: Sequence[Truth]) -> int:
    """What would tell which option leads."""
    needs = 0
    for option, lead in zip(options, leads, strict=True):
        if lead is None:
            needs |= option.needs
        preferred = option.preferred
        if option.available is not False and preferred is not True and preferred is not False:
            needs |= preferred
    return needs


def brought(
    options: Sequence[Option], leads: Sequence[Truth], needs: int, maybe_none: bool
) -> tuple[Contribution, ...]:
    """One of the options that may lead; none only where nothing is surely available."""
    found = [
        o.brings
        for o, lead in zip(options, leads, strict=True)
        if lead is not False and o.status != "withheld"
    ]
    if not found:
        return ()
    sure = any(o.available is True or (o.continued is True and o.status == "clear") for o in options)
    if (maybe_none or not sure) and True not in leads:
        found.append(0)
    return ((tuple(found), needs),)


def choose(applies: Kleene, options: Sequence[Option]) -> Choice:
    """The outcome of a choice that applies, or may."""
    if applies is not True:
        return _perhaps(applies, options)
    leads = leading(options)
    going_on = [option for option in options if option.continued is True]
    if going_on and all(option.continued is not None for option in options):
        unclear = [option for option in going_on if option.status != "clear"]
        waits = 0
        for option in unclear:
            waits |= option.waits
        if len(unclear) == len(going_on):
            return "conditional", waits, brought(options, leads, waits, False), tuple(leads)
        plan = tuple(((o.brings, 0), waits) if o in unclear else ((o.brings,), 0) for o in going_on)
        return "conditional" if unclear else "recommended", waits, plan, tuple(leads)
    if True not in leads and None not in leads:
        return "not applicable", 0, (), tuple(leads)
    waits = waiting_for(options, leads) if None in leads else 0
    kind = "conditional" if None in leads else "recommended"
    return kind, waits, brought(options, leads, waits, False), tuple(leads)


def _perhaps(applies: Kleene, options: Sequence[Option]) -> Choice:
    """It is not known whether it applies; were no option for this patient, it would not."""
    eligible: Truth = False
    asked = 0
    for option in options:
        if option.eligible is True:
            eligible = True
            break
        if option.eligible is not False:
            eligible = None
            asked |= option.eligible
    if eligible is False and all(option.continued is False for option in options):
        return "not applicable", 0, (), (False,) * len(options)
    conditions = applies if eligible is not None else applies | asked
    leads: list[Truth] = [None if lead is not False else False for lead in leading(options)]
    planned = conditions | waiting_for(options, leads)
    return "insufficient data", conditions, brought(options, leads, planned, True), ()
