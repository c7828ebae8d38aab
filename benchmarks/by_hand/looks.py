"""What stays open in Kleene's logic, and is the same whichever way the sex or weakness turns out.

By the guideline's own structure nothing else can be settled so: each other outcome hangs on a fact in one direction
only. An outcome is settled by the sex only where a recorded pregnancy, or childbearing potential, leaves but one;
promises are looked at with the sex, weakness and severe weakness supposed, for the agent of a start is in the same
plan as the start.
"""

from __future__ import annotations

from benchmarks.by_hand.choosing import Choice, Option
from benchmarks.by_hand.kleene import BIT, Kleene, both, either, negate
from benchmarks.by_hand.patient import (
    IMMUNOGLOBULIN,
    IMMUNOSUPPRESSANT,
    STEROID_SPARING,
    Motherhood,
    Patient,
)
from benchmarks.by_hand.plan import Plan, has, has_two_immunosuppressants
from benchmarks.by_hand.stages import (
    Outcome,
    Severe,
    agent,
    corticosteroid_planned,
    courses,
    first_line,
    juvenile_methotrexate,
    trial,
)

_SEX, _WEAKNESS, _SEVERE = BIT["fact:sex"], BIT["fact:weakness"], BIT["fact:severe_weakness"]

Supposed = tuple[bool | None, bool | None, bool | None]
"""The sex to be female; weakness; severe weakness."""


class Looks:
    """The looks at one patient; `rest` is what the plan has beside what is looked at again."""

    def __init__(
        self,
        patient: Patient,
        mother: Motherhood,
        severe: Severe,
        start: Outcome,
        pulse: Outcome,
        globulin: Outcome,
    ) -> None:
        """Keep what is known."""
        self._p, self._mother, self._severe = patient, mother, severe
        self._start, self._pulse, self._globulin = start, pulse, globulin
        self.rest: Plan = ()
        self.tried: Plan = ()
        self._only_female = self.surely_withheld = False
        self._female: Motherhood | None = None
        if mother.female is not True and mother.female is not False:
            recorded = patient.facts.get("pregnant"), patient.facts.get("childbearing_potential")
            if any(found is not None and found.value is True for found in recorded):
                self._only_female = True
                self._female = Motherhood(patient, True)
                known = mother.contraindicated is True or mother.contraindicated is False
                self.surely_withheld = self._female.contraindicated is True and not known
                """Methotrexate is contraindicated, which shows only when the sex is told."""
        self._found: dict[Supposed, tuple[Kleene, Kleene]] = {}

    def settled_trial(self, outcome: Outcome) -> Outcome:
        """The trial, or the agent, in inclusion body myositis."""
        if self.surely_withheld and outcome[0] == "conditional":
            return "contraindicated", -1, ()
        return outcome

    def settled_choice(
        self, choice: Choice, options: list[Option], steroid: Kleene
    ) -> tuple[Choice, list[Option]]:
        """The first-line agent."""
        if self._female is None or choice[0] != "conditional" or not choice[1] & _SEX:
            return choice, options
        seen, again = first_line(self._p, self._female, steroid)
        return (seen, again) if seen[0] != "conditional" else (choice, options)

    def settled_plan(self, two: Kleene, any_of: Kleene, either_of: Kleene) -> tuple[Kleene, Kleene, Kleene]:
        """Whether the plan has two immunosuppressants, any, or immunoglobulin."""
        if self._female is None:
            return two, any_of, either_of
        p, plan = self._p, self._plan((True, None, None))[0]
        unlisted = p.medicines is None
        again = has(IMMUNOSUPPRESSANT, p.taken, unlisted, plan)
        seen = (
            has_two_immunosuppressants(p.taken, unlisted, plan),
            again,
            either(again, has(IMMUNOGLOBULIN, p.taken, unlisted, plan)),
        )
        told = (two, any_of, either_of)
        return tuple(  # type: ignore[return-value]
            b if (b is True or b is False) and a is not True and a is not False and a & _SEX else a
            for a, b in zip(told, seen, strict=True)
        )

    # ------------------------------------------------------------ promises

    def steroid_alone(self, first: Kleene, also: Kleene) -> Kleene:
        """Whether a corticosteroid is planned without a steroid-sparing agent, and `also`; `first` is what is known."""
        if first is True or first is False:
            return first
        agreed: bool | None = None
        waiting: list[tuple[Supposed, Kleene]] = [((None, None, None), first)]
        while waiting:
            supposed, found = waiting.pop()
            if found is True or found is False:
                if agreed is not None and agreed is not found:
                    return first
                agreed = found
                continue
            more = list(self._next(supposed, found))
            if not more:
                return first
            for one in more:
                steroid, sparing = self._steroids(one)
                waiting.append((one, both(also, both(steroid, negate(sparing)))))
        return first if agreed is None else agreed

    def _next(self, supposed: Supposed, needs: int) -> list[Supposed]:
        female, weak, severe = supposed
        if needs & _SEX and female is None:
            return [(True, weak, severe), (False, weak, severe)][: 1 if self._only_female else 2]
        if needs & _WEAKNESS and weak is None:
            found = self._p.facts.get("severe_weakness")
            if found is not None and found.value is True:
                return [(female, True, severe)]
            return [(female, True, severe), (female, False, severe)]
        if needs & _SEVERE and severe is None:
            return [(female, weak, True), (female, weak, False)]
        return []

    def _steroids(self, supposed: Supposed) -> tuple[Kleene, Kleene]:
        if supposed not in self._found:
            plan, steroid = self._plan(supposed)
            p = self._p
            self._found[supposed] = steroid, has(STEROID_SPARING, p.taken, p.medicines is None, plan)
        return self._found[supposed]

    def _plan(self, supposed: Supposed) -> tuple[Plan, Kleene]:
        """The plan where something is supposed, and whether it has a corticosteroid."""
        p = self._p
        female, weak, severely = supposed
        mother = self._mother if female is None else Motherhood(p, female)
        pulse, globulin = self._pulse, self._globulin
        if weak is not None or severely is not None:
            pulse, globulin = courses(p, Severe(p, weak, severely))
        plan: Plan = self._start[2] + pulse[2] + globulin[2]
        rest = self.rest
        if female is None:
            plan = plan + self.tried
        elif p.inclusion_body:
            plan = plan + trial(p, mother)[2]
            rest = agent(p, mother)[2]  # there is no escalation
        steroid = corticosteroid_planned(p, plan)
        chosen, _ = first_line(p, mother, steroid)
        young = juvenile_methotrexate(p, mother, steroid)
        return plan + rest + chosen[2] + young[2], steroid
