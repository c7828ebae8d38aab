"""The whole guideline in columns: promises, alerts and cautions, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from benchmarks.by_hand.table_plan import Found, spoken_of
from benchmarks.by_hand.table_truths import (
    Cell,
    Digit,
    JoinedCell,
    Needs,
    NeedsCell,
    both,
    either,
    every,
    kept,
    none_of,
    some,
    together,
)
from benchmarks.by_hand.table_words import DEFICIENT, LIMITS, joined, one, said

_ALONE = (
    "A corticosteroid without a steroid-sparing agent: broken when plan has any corticosteroid and not plan has any"
    " steroid_sparing",
)
_ALONE_ANTI = (
    "A corticosteroid alone in anti-HMGCR myopathy: broken when anti_hmgcr and plan has any corticosteroid and not"
    " plan has any steroid_sparing",
)
_HIGH = (
    "An unreduced high dose beyond four weeks: broken when time on prednisone > 4 weeks and still_on_starting_dose"
    " and high_dose",
    "An unreduced high dose beyond four weeks: broken when another_corticosteroid and time on any corticosteroid >"
    " 4 weeks and other_corticosteroid_high_dose",
)
_PRESSURE = "caution ciclosporin, tacrolimus when hypertension or renal_insufficiency"
_BEARING = "caution mycophenolate_mofetil, cyclophosphamide when childbearing_potential or conception"


def _taken_wrongly(said: str) -> Callable[..., str]:
    def text(*limits: str) -> str:
        return f"{said} ({joined(*limits)})" if any(limits) else ""

    return text


class Alerts:
    """Puts them into words; `missing` are the needs that they add."""

    def __init__(self, found: Found) -> None:
        """Nothing is said yet."""
        self.f, self.p, self.t = found, found.p, found.t
        self.missing: list[Needs] = []

    def promises(self) -> dict[str, object]:
        """The three promises."""
        f, p, t = self.f, self.p, self.t
        anti = p.truth("anti_hmgcr")
        today, then, alone = f.today, f.then, f.alone
        high, planned, other = f.high_now, f.high_planned, f.other_high
        anti_today, anti_then = kept(t, both(anti, today)), kept(t, both(anti, then))
        anti_alone = kept(t, both(anti, alone))
        broken = (kept(t, either(high, other)), kept(t, either(planned, other)))
        self._promised = (
            ("steroid_alone", (today, alone), (True,), _ALONE),
            ("steroid_alone_in_anti_hmgcr", (anti_today, anti_alone), (True,), _ALONE_ANTI),
            ("prolonged_high_dose", broken, (some(high.yes, planned.yes), other.yes), _HIGH),
        )
        asked = ((today, then), (anti_today, anti_then), broken)
        told: dict[str, object] = {}
        for (name, states, _, _), needs in zip(self._promised, asked, strict=True):
            for which, truth in zip(("now", "plan"), states, strict=True):
                state = Digit(((truth.yes, "broken"), (truth.no, "kept")), "open")
                told[f"never.{name}.{which}"] = Cell((state,), said, True, "outside scope", "open")
            waiting = some(*(truth.open for truth in states))
            found = t.kept_needs(together(one.needs for one in needs).where(t.kept(waiting)))
            self.missing.append(found)
            told[f"never.{name}.waits_for"] = NeedsCell(found)
        return told

    def alerts(self) -> JoinedCell:
        """Broken promises, and what is taken wrongly."""
        return JoinedCell((*self._broken_promises(), *self._wrong_methotrexate(), self._wrong_azathioprine()))

    def _broken_promises(self) -> Iterator[Cell]:
        for name, (now, plan), by, words in self._promised:
            when = Digit(
                (
                    (self.t.kept(every(now.yes, plan.yes)), "now and under the plan"),
                    (now.yes, "now"),
                    (plan.yes, "under the plan"),
                )
            )
            broken_by = tuple(map(one, by, words))

            def text(when: str, *by: str, name: str = name) -> str:
                return f"never {name}: broken {when} ({joined(*by)})" if when else ""

            yield Cell((when, *broken_by), text)

    def _wrong_methotrexate(self) -> Iterator[Cell]:
        p, t, mother = self.p, self.t, self.f.mother
        taken = p.taken["methotrexate"]
        limits = (p.abnormal, mother.unprotected, mother.mother)
        wrong = every(taken, mother.contraindicated.yes)
        maybe = every(taken, mother.contraindicated.open)
        self.missing.append(mother.contraindicated.needs.where(taken))
        holding = tuple(
            one(t.kept(every(wrong, limit.yes)), word) for limit, word in zip(limits, LIMITS, strict=True)
        )
        yield Cell(holding, _taken_wrongly("methotrexate: contraindicated medicine taken"))
        often = every(taken, none_of(self.f.doses.weekly, t.empty("frequency.methotrexate")))
        yield Cell((one(t.kept(often), "methotrexate: forbidden frequency"),), said)
        unsure = tuple(
            one(t.kept(every(maybe, limit.open)), word) for limit, word in zip(limits, LIMITS, strict=True)
        )
        yield Cell(unsure, _taken_wrongly("methotrexate: may be contraindicated"))

    def _wrong_azathioprine(self) -> Cell:
        p, t = self.p, self.t
        taken, deficient = p.taken["azathioprine"], p.deficient
        self.missing.append(deficient.needs.where(taken))
        cases = (
            (
                t.kept(every(taken, deficient.yes)),
                f"azathioprine: contraindicated medicine taken ({DEFICIENT})",
            ),
            (t.kept(every(taken, deficient.open)), f"azathioprine: may be contraindicated ({DEFICIENT})"),
        )
        return Cell((Digit(cases),), said)

    def cautions(self) -> Cell:
        """About what is taken, may be given, or is offered."""
        p, t, mother = self.p, self.t, self.f.mother
        bearing = kept(t, either(mother.childbearing, mother.conception))
        pressure = kept(t, either(p.truth("hypertension"), p.truth("renal_insufficiency")))
        digits: list[Digit] = []
        for name, spoken in spoken_of(self.f).items():
            teratogen = name in ("mycophenolate_mofetil", "cyclophosphamide")
            truth, limit = (bearing, _BEARING) if teratogen else (pressure, _PRESSURE)
            digits.append(
                Digit(
                    (
                        (t.kept(every(spoken, truth.yes)), f"{name} ({limit})"),
                        (t.kept(every(spoken, truth.open)), f"perhaps {name} ({limit})"),
                    )
                )
            )
        return Cell(tuple(digits), joined)
