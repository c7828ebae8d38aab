"""The outcomes in the order of the guideline, made of what the stages come to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from benchmarks.by_hand import doses
from benchmarks.by_hand.choosing import Choice, Option
from benchmarks.by_hand.kleene import LIST, Kleene, both, either, negate, told
from benchmarks.by_hand.patient import AZATHIOPRINE, MYCOPHENOLATE, PLACE, Motherhood, Patient
from benchmarks.by_hand.stages import (
    LIMITS,
    NOT_APPLICABLE,
    Outcome,
    Severe,
    limits_that_hold,
    methotrexate_status,
)
from benchmarks.by_hand.taper import Reduction
from engine.compiled.answer import Answer, LineAnswer, PromiseAnswer, UnitAnswer

NOTHING = NOT_APPLICABLE

_PARTS = {
    "advise:severe_disease_treatment": 9,
    "advise:courses_with_an_end": 2,
    "advise:reduction_without_steps": 2,
    "advise:resistance_check": 2,
    "advise:methotrexate_target": 4,
    "advise:corticosteroid_check": 4,
    "advise:particular_patients": 4,
}
_PROMISES = ("never:steroid_alone", "never:steroid_alone_in_anti_hmgcr", "never:prolonged_high_dose")


_KEPT = 65536
"""So many answers that are the same for many patients are kept of each kind."""


@lru_cache(_KEPT)
def _none(node: str, *holds: str, part: int | None = None) -> UnitAnswer:
    return UnitAnswer(node, part, "not applicable", holds)


@lru_cache(_KEPT)
def _excepted(node: str, *held: bool) -> UnitAnswer:
    """It does not apply; the exceptions that hold, by their place."""
    return UnitAnswer(
        node,
        None,
        "not applicable",
        tuple(f"{node}/except:{place}" for place, holds in enumerate(held, start=1) if holds),
    )


@lru_cache(_KEPT)
def _waiting(node: str, needs: int, part: int | None = None, amounts: int = 0) -> UnitAnswer:
    return UnitAnswer(node, part, "insufficient data", (), (), (), told(needs), told(amounts & ~needs))


# ---------------------------------------------------------------- outside the scope, or perhaps


def _all_units() -> Iterator[tuple[str, int | None, bool]]:
    """Each unit, its part, and whether it acts."""
    for name in ("decide:starting_prednisone", "choose:first_line_agent", "decide:juvenile_methotrexate"):
        yield name, None, True
    yield "decide:inclusion_body_trial", None, True
    yield "decide:inclusion_body_agent", None, True
    for part in range(1, 10):
        yield f"advise:severe_disease_treatment/when:{part}", part, part < 5
    yield "choose:escalation", None, True
    for name, parts in list(_PARTS.items())[1:]:
        if name == "advise:reduction_without_steps":
            yield "taper:prednisone", None, True
        for part in range(1, parts + 1):
            yield f"{name}/when:{part}", part, False
    yield "advise:bone_health", 0, True
    yield "advise:bone_health/when:1", 1, True
    yield "advise:infection/when:1", 1, True
    yield "advise:infection/when:2", 2, True
    yield "advise:monitoring", 0, True
    yield "advise:novel_monitoring", 0, True


_DIAGNOSIS = ("fact:diagnosis",)
_OUTSIDE = tuple(
    UnitAnswer(node, part, "outside scope" if acts else "not shown") for node, part, acts in _all_units()
)
_UNKNOWN_SCOPE = tuple(
    UnitAnswer(node, part, "insufficient data" if acts else "unknown", conditions=_DIAGNOSIS)
    for node, part, acts in _all_units()
)
_OUTSIDE_PROMISES = tuple(PromiseAnswer(node, "outside scope", "outside scope") for node in _PROMISES)
_OPEN_PROMISES = tuple(PromiseAnswer(node, "open", "open", (), _DIAGNOSIS) for node in _PROMISES)


def outside_scope(guideline: str) -> Answer:
    """The guideline is not about the patient."""
    return Answer(guideline, False, _OUTSIDE, _OUTSIDE_PROMISES, (), (), ())


def unknown_scope(guideline: str) -> Answer:
    """The diagnosis is not known."""
    return Answer(guideline, None, _UNKNOWN_SCOPE, _OPEN_PROMISES, (), (), _DIAGNOSIS)


# ---------------------------------------------------------------- messages

_SAID = {
    (name, part): tuple(
        UnitAnswer(f"{name}/when:{part}", part, kind, (f"{name}/when:{part}",) if kind == "shown" else ())
        for kind in ("not shown", "shown")
    )
    for name, parts in _PARTS.items()
    for part in range(1, parts + 1)
}


def _message(name: str, part: int, judged: Kleene) -> UnitAnswer:
    if judged is True or judged is False:
        return _SAID[name, part][judged]
    return UnitAnswer(f"{name}/when:{part}", part, "unknown", (), (), (), told(judged))


@lru_cache(_KEPT)
def messages(name: str, judged: tuple[Kleene, ...], first: int = 1) -> tuple[UnitAnswer, ...]:
    """What is only said, or not. No needs are equal to a truth, so what is kept is found again."""
    return tuple(_message(name, part, truth) for part, truth in enumerate(judged, start=first))


# ---------------------------------------------------------------- starting

_STARTING = "decide:starting_prednisone"
_JUVENILE, _ADULT = (f"{_STARTING}/when:1",), (f"{_STARTING}/otherwise",)


def starting(p: Patient, outcome: Outcome, before: Kleene) -> UnitAnswer:
    """Starting prednisone."""
    kind, needs, _ = outcome
    if kind == "not applicable":
        return _excepted(_STARTING, p.inclusion_body, p.uncovered is True, before is True)
    if kind == "insufficient data":
        return _waiting(_STARTING, needs)
    line, amounts = doses.juvenile_prednisone(p) if p.juvenile else doses.adult_prednisone(p)
    holds_by = _JUVENILE if p.juvenile else _ADULT
    return UnitAnswer(_STARTING, None, "recommended", holds_by, (line,), (), (), told(amounts))


def asked_of_prednisone(p: Patient, start: Outcome, tried: Outcome) -> int | None:
    """What would tell the dose of prednisone that may be started; None where none may be."""
    if start[0] != "not applicable":
        return start[1] | (doses.juvenile_prednisone(p) if p.juvenile else doses.adult_prednisone(p))[1]
    if tried[2]:
        return tried[1] | doses.adult_prednisone(p)[1]
    return None


# ---------------------------------------------------------------- methotrexate in its places


def juvenile_methotrexate(p: Patient, outcome: Outcome, mother: Motherhood) -> UnitAnswer:
    """Methotrexate under the skin."""
    node = "decide:juvenile_methotrexate"
    kind, needs, _ = outcome
    if kind == "not applicable":
        another = p.taken & (AZATHIOPRINE | MYCOPHENOLATE)
        return _none(node, f"{node}/except:1") if another else _none(node)
    if kind == "insufficient data":
        return _waiting(node, needs)
    if kind == "contraindicated":
        return UnitAnswer(node, None, kind, (), (), limits_that_hold(mother))
    status, _ = methotrexate_status(p, mother)
    line, amounts = doses.juvenile_methotrexate(p, status)
    return UnitAnswer(node, None, kind, (), (line,), (), told(needs), told(amounts & ~needs))


def inclusion_body_trial(p: Patient, outcome: Outcome, mother: Motherhood) -> UnitAnswer:
    """Prednisone with methotrexate."""
    return _inclusion_body("decide:inclusion_body_trial", p, outcome, mother, True)


def inclusion_body_agent(p: Patient, outcome: Outcome, mother: Motherhood) -> UnitAnswer:
    """Methotrexate beside a corticosteroid."""
    return _inclusion_body("decide:inclusion_body_agent", p, outcome, mother, False)


def _inclusion_body(
    node: str, p: Patient, outcome: Outcome, mother: Motherhood, prednisone: bool
) -> UnitAnswer:
    kind, needs, plan = outcome
    if kind == "not applicable":
        return _none(node)
    if kind == "nothing recommended":
        return UnitAnswer(node, None, kind, (f"{node}/otherwise",))
    if kind == "insufficient data" and (not plan or p.medicines is None):
        return _waiting(node, needs)
    status, _ = methotrexate_status(p, mother)
    first, second, amounts = doses.adult_methotrexate(p, status)
    lines: tuple[LineAnswer, ...] = (first, second)
    if prednisone:
        start, more = doses.adult_prednisone(p)
        lines, amounts = (start, *lines), amounts | more
    if kind == "insufficient data":
        return _waiting(node, needs, None, amounts)
    holds = (f"{node}/when:1",)
    if kind == "contraindicated":
        if needs == 0:
            return UnitAnswer(node, None, kind, holds, (), limits_that_hold(mother))
        # it is settled by what is supposed: the dose is asked for all the same
        return UnitAnswer(node, None, kind, holds, (), LIMITS[2:], (), told(amounts))
    return UnitAnswer(node, None, kind, holds, lines, (), told(needs), told(amounts & ~needs))


# ---------------------------------------------------------------- severe disease

_SEVERE = "advise:severe_disease_treatment"
_SEVERE_EXCEPT = (f"{_SEVERE}/except:1",), (f"{_SEVERE}/except:2",)
_SEVERE_NONE = tuple(_none(f"{_SEVERE}/when:{part}", part=part) for part in range(1, 5))


@lru_cache(_KEPT)
def _no_severe_disease(inclusion_body: bool, uncovered: bool) -> tuple[UnitAnswer, ...]:
    held = (inclusion_body, uncovered)
    holds = tuple(f"{_SEVERE}/except:{place}" for place, holding in enumerate(held, start=1) if holding)
    return tuple(
        UnitAnswer(f"{_SEVERE}/when:{part}", part, "not applicable" if part < 5 else "not shown", holds)
        for part in range(1, 10)
    )


def severe_disease(p: Patient, severe: Severe, pulse: Outcome, globulin: Outcome) -> tuple[UnitAnswer, ...]:
    """Each that applies."""
    uncovered = p.uncovered
    if p.inclusion_body or uncovered is True:
        return _no_severe_disease(p.inclusion_body, uncovered is True)
    first, second, third, fourth = _SEVERE_NONE
    if p.juvenile:
        second, fourth = _course(p, 2, pulse, True), _course(p, 4, globulin, False)
    else:
        first, third = _course(p, 1, pulse, True), _course(p, 3, globulin, False)
    again, more = p.done("methylprednisolone_pulse"), p.done("immunoglobulin_course")
    weakness, severely = severe.weakness, severe.severe_weakness
    said = (
        either(severe.pulse, severe.immunoglobulin),
        False if severely is True or weakness is False else both(weakness, negate(severely)),
        both(severe.pulse, again),
        both(severe.immunoglobulin, more),
        both(p.truth("marked_weight_loss"), negate(more)),
    )
    applies = negate(uncovered)
    if applies is not True:
        said = tuple(both(applies, truth) for truth in said)  # type: ignore[assignment]
    return (first, second, third, fourth, *messages(_SEVERE, said, 5))


def _course(p: Patient, part: int, outcome: Outcome, is_pulse: bool) -> UnitAnswer:
    kind, needs, _ = outcome
    node = f"{_SEVERE}/when:{part}"
    if kind == "not applicable":
        return _SEVERE_NONE[part - 1]
    if kind == "insufficient data" and p.uncovered is not False:
        return _waiting(node, needs, part)
    line, amounts = doses.pulse(p) if is_pulse else doses.immunoglobulin(p)
    if kind == "insufficient data":
        return _waiting(node, needs, part, amounts)
    return UnitAnswer(node, part, "recommended", (node,), (line,), (), (), told(amounts))


# ---------------------------------------------------------------- choices

_FIRST_LINE = "choose:first_line_agent"
_ESCALATION = "choose:escalation"
_OPTIONS = tuple(f"{_FIRST_LINE}/option:{name}" for name in ("methotrexate", "azathioprine", "mycophenolate"))
_ESCALATIONS = ("rituximab", "cyclophosphamide", "ciclosporin", "tacrolimus")


def first_line(p: Patient, choice: Choice, options: list[Option]) -> UnitAnswer:
    """The steroid-sparing agent."""
    kind, needs, _, leads = choice
    if kind == "not applicable":
        return _excepted(_FIRST_LINE, p.inclusion_body, p.juvenile, p.uncovered is True)
    if kind == "insufficient data":
        return _waiting(_FIRST_LINE, needs)
    going_on = _going_on(options)
    lines: list[LineAnswer] = []
    amounts = 0
    withheld: tuple[str, ...] = ()
    for place, (option, lead) in enumerate(zip(options, leads, strict=True)):
        withheld = (*option.withheld_by, *withheld)
        if lead is False:
            continue
        if place == 0:
            first, second, more = doses.adult_methotrexate(p, option.status)
            found = (first, second)
        else:
            line, more = doses.azathioprine(p, option.status) if place == 1 else doses.mycophenolate(p)
            found = (line,)
        if not going_on or option.continued is True:
            amounts |= more
        lines += (_of_option(line, _OPTIONS[place], lead) for line in found)
    held = [
        option.continued is True if going_on else lead is True
        for option, lead in zip(options, leads, strict=True)
    ]
    holds_by = tuple(name for name, holds in zip(_OPTIONS, held, strict=True) if holds)
    return UnitAnswer(
        _FIRST_LINE, None, kind, holds_by, tuple(lines), withheld, told(needs), told(amounts & ~needs)
    )


def _going_on(options: list[Option]) -> bool:
    return any(o.continued is True for o in options) and all(o.continued is not None for o in options)


def _of_option(line: LineAnswer, option: str, leads: bool | None) -> LineAnswer:
    return LineAnswer(
        line.node, line.action, line.status, line.members, line.lower, line.upper, line.unit, option, leads
    )


def escalation(p: Patient, choice: Choice, options: list[Option]) -> UnitAnswer:
    """Refractory disease."""
    kind, needs, _, leads = choice
    if kind == "not applicable":
        return _excepted(_ESCALATION, p.inclusion_body, p.uncovered is True)
    if kind == "insufficient data":
        return _waiting(_ESCALATION, needs)
    going_on = _going_on(options)
    lines: list[LineAnswer] = []
    holds_by: list[str] = []
    amounts = 0
    taken = None if p.medicines is None else p.taken
    for name, option, lead in zip(_ESCALATIONS, options, leads, strict=True):
        identifier = f"{_ESCALATION}/option:{name}"
        if option.continued is True if going_on else lead is True:
            holds_by.append(identifier)
        if lead is False:
            continue
        line, more = (
            doses.rituximab(taken)
            if name == "rituximab"
            else doses.undosed(taken, f"{identifier}/give:1", name)
        )
        if not going_on or option.continued is True:
            amounts |= more
        lines.append(_of_option(line, identifier, lead))
    return UnitAnswer(
        _ESCALATION, None, kind, tuple(holds_by), tuple(lines), (), told(needs), told(amounts & ~needs)
    )


# ---------------------------------------------------------------- the taper


def taper(p: Patient, outcome: Reduction) -> UnitAnswer:
    """Reducing prednisone."""
    kind, needs, following, due = outcome
    node = "taper:prednisone"
    if kind == "not applicable":
        return _excepted(node, p.uncovered is True, p.juvenile)
    return UnitAnswer(node, None, kind, (), (), (), told(needs), (), following, due)


# ---------------------------------------------------------------- prevention and follow-up

_BISPHOSPHONATES = ("alendronate", "risedronate", "ibandronate", "zoledronate")
_PROPHYLAXIS = ("co_trimoxazole", "atovaquone", "dapsone", "pentamidine")
_FOLLOWED = ("strength_testing", "creatine_kinase", "functional_assessment", "muscle_mri")
_NOVEL = ("novel_markers",)
_LIST = told(LIST)
_PREVENTING = sum(PLACE[name] for name in (*_BISPHOSPHONATES, *_PROPHYLAXIS, "calcium", "vitamin_d"))


def prevention(
    p: Patient, steroid: Kleene, two: Kleene, suppressed: Kleene, either_of: Kleene
) -> tuple[UnitAnswer, ...]:
    """Bones, infection, following the response."""
    taken: int | None = None if p.medicines is None else p.taken & _PREVENTING
    done = p.done
    follow = [done(name) for name in _FOLLOWED] if either_of is True else ()
    return (
        *_bones(steroid, p.truth("osteoporosis"), taken, done("dexa_scan")),
        *_infection(two, suppressed, taken, done("vaccination")),
        _followed("advise:monitoring", _FOLLOWED, either_of, tuple(follow)),
        _followed("advise:novel_monitoring", _NOVEL, either_of, (done("novel_markers"),)),
    )


@lru_cache(_KEPT)
def _bones(
    steroid: Kleene, thin: Kleene, taken: int | None, scanned: Kleene
) -> tuple[UnitAnswer, UnitAnswer]:
    node, part = "advise:bone_health", "advise:bone_health/when:1"
    if steroid is True:
        lines = (
            doses.procedure(f"{node}/do:1", scanned),
            doses.undosed(taken, f"{node}/give:1", "calcium")[0],
            doses.undosed(taken, f"{node}/give:2", "vitamin_d")[0],
        )
        bones = UnitAnswer(node, 0, "recommended", (), lines, (), (), _LIST if taken is None else ())
    else:
        bones = _advised(node, 0, steroid)
    also = both(steroid, thin)
    if also is not True:
        return bones, _advised(part, 1, also)
    line = doses.any_of_class(taken, f"{part}/give:1", _BISPHOSPHONATES)
    return bones, UnitAnswer(part, 1, "recommended", (part,), (line,))


@lru_cache(_KEPT)
def _infection(
    two: Kleene, suppressed: Kleene, taken: int | None, vaccinated: Kleene
) -> tuple[UnitAnswer, UnitAnswer]:
    part, other = "advise:infection/when:1", "advise:infection/when:2"
    if two is True:
        line = doses.any_of_class(taken, f"{part}/give:1", _PROPHYLAXIS)
        first = UnitAnswer(part, 1, "recommended", (part,), (line,))
    else:
        first = _advised(part, 1, two)
    if suppressed is not True:
        return first, _advised(other, 2, suppressed)
    line = doses.procedure(f"{other}/do:1", vaccinated)
    return first, UnitAnswer(other, 2, "recommended", (other,), (line,))


@lru_cache(_KEPT)
def _followed(node: str, names: tuple[str, ...], either_of: Kleene, done: tuple[Kleene, ...]) -> UnitAnswer:
    if either_of is not True:
        return _advised(node, 0, either_of)
    lines = tuple(doses.procedure(f"{node}/do:{place}", of) for place, of in enumerate(done, start=1))
    return UnitAnswer(node, 0, "recommended", (), lines)


def _advised(node: str, part: int, judged: Kleene) -> UnitAnswer:
    if judged is False:
        return _none(node, part=part)
    return UnitAnswer(node, part, "insufficient data", (), (), (), told(judged))
