"""What is wrong with what is taken, and the cautions."""

from __future__ import annotations

from benchmarks.by_hand.choosing import Choice, Option
from benchmarks.by_hand.doses import wrong_frequency
from benchmarks.by_hand.kleene import either, told
from benchmarks.by_hand.patient import (
    AZATHIOPRINE,
    CICLOSPORIN,
    CYCLOPHOSPHAMIDE,
    METHOTREXATE,
    MYCOPHENOLATE,
    TACROLIMUS,
    Motherhood,
    Patient,
)
from benchmarks.by_hand.plan import Plan
from benchmarks.by_hand.stages import LIMITS
from engine.compiled.answer import CautionAnswer, WronglyAnswer


def taken_wrongly(p: Patient, mother: Motherhood) -> tuple[WronglyAnswer, ...]:
    """Methotrexate and azathioprine, where they are contraindicated or may be; methotrexate taken too often."""
    taken = p.taken
    if p.medicines is None or not taken & (METHOTREXATE | AZATHIOPRINE):
        return ()
    found: list[WronglyAnswer] = []
    if taken & METHOTREXATE:
        truth = mother.contraindicated
        limits = zip(LIMITS, mother.limits, strict=True)
        if truth is True:
            holding = tuple(limit for limit, holds in limits if holds is True)
            found.append(WronglyAnswer("methotrexate", "contraindicated medicine taken", holding))
        if wrong_frequency(p.medicines["methotrexate"]) is True:
            found.append(WronglyAnswer("methotrexate", "forbidden frequency"))
        if truth is not True and truth is not False:
            perhaps = tuple(limit for limit, holds in limits if holds is not True and holds is not False)
            found.append(WronglyAnswer("methotrexate", "may be contraindicated", perhaps, told(truth)))
    if taken & AZATHIOPRINE and p.tpmt is not False:
        limit = ("contraindicate:1/when:1",)
        if p.tpmt is True:
            found.append(WronglyAnswer("azathioprine", "contraindicated medicine taken", limit))
        else:
            found.append(WronglyAnswer("azathioprine", "may be contraindicated", limit, told(p.tpmt)))
    return tuple(found)


_ASKED = (
    ("mycophenolate_mofetil", MYCOPHENOLATE, "caution:2/when:1"),
    ("cyclophosphamide", CYCLOPHOSPHAMIDE, "caution:2/when:1"),
    ("ciclosporin", CICLOSPORIN, "caution:1/when:1"),
    ("tacrolimus", TACROLIMUS, "caution:1/when:1"),
)
_WARNED_OF = MYCOPHENOLATE | CYCLOPHOSPHAMIDE | CICLOSPORIN | TACROLIMUS


def cautions(
    p: Patient,
    mother: Motherhood,
    plan: Plan,
    *choices: Choice | list[Option],
) -> tuple[CautionAnswer, ...]:
    """The cautions about what is taken, may be given, or is offered."""
    spoken_of = p.taken
    for alternatives, _ in plan:
        for alternative in alternatives:
            spoken_of |= alternative
    for choice, options in (choices[:2], choices[2:]):
        if choice[3]:
            for option in options:
                if option.status != "withheld" and option.eligible is not False:
                    spoken_of |= option.brings
    if not spoken_of & _WARNED_OF and p.medicines is not None:
        return ()
    found: list[CautionAnswer] = []
    for name, place, limit in _ASKED:
        if spoken_of & place or p.medicines is None:
            if limit == "caution:2/when:1":
                truth = either(mother.childbearing, mother.conception)
            else:
                truth = either(p.truth("hypertension"), p.truth("renal_insufficiency"))
            if truth is True:
                found.append(CautionAnswer(limit, name, True))
            elif truth is not False:
                found.append(CautionAnswer(limit, name, None, told(truth)))
    return tuple(found)
