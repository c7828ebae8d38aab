"""The outcomes in the order of the guideline, made of what the stages come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from benchmarks.by_hand import doses
from benchmarks.by_hand.choosing import Choice, Option
from benchmarks.by_hand.kleene import BIT, LIST, Kleene, both, either, negate, told
from benchmarks.by_hand.patient import AZATHIOPRINE, MYCOPHENOLATE, Motherhood, Patient
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


def _none(node: str, *holds: str, part: int | None = None) -> UnitAnswer:
    return UnitAnswer(node, part, "not applicable", holds)


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


def messages(name: str, judged: Iterable[Kleene]) -> Iterator[UnitAnswer]:
    """What is only said, or not."""
    for part, truth in enumerate(judged, start=1):
        yield _message(name, part, truth)


# ---------------------------------------------------------------- starting

_STARTING = "decide:starting_prednisone"
_JUVENILE, _ADULT = (f"{_STARTING}/when:1",), (f"{_STARTING}/otherwise",)


def starting(p: Patient, outcome: Outcome, before: Kleene) -> UnitAnswer:
    """Starting prednisone."""
    kind, needs, _ = outcome
    if kind == "not applicable":
        holds = (p.inclusion_body, p.uncovered is True, before is True)
        return _none(
            _STARTING, *(f"{_STARTING}/except:{place}" for place, held in enumerate(holds, start=1) if held)
        )
    if kind == "insufficient data":
        return UnitAnswer(_STARTING, None, kind, (), (), (), told(needs))
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
        return UnitAnswer(node, None, kind, (), (), (), told(needs))
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
        return UnitAnswer(node, None, kind, (), (), (), told(needs))
    status, _ = methotrexate_status(p, mother)
    first, second, amounts = doses.adult_methotrexate(p, status)
    lines: tuple[LineAnswer, ...] = (first, second)
    if prednisone:
        start, more = doses.adult_prednisone(p)
        lines, amounts = (start, *lines), amounts | more
    if kind == "insufficient data":
        return UnitAnswer(node, None, kind, (), (), (), told(needs), told(amounts & ~needs))
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


def severe_disease(p: Patient, severe: Severe, pulse: Outcome, globulin: Outcome) -> Iterator[UnitAnswer]:
    """Each that applies."""
    if p.inclusion_body or p.uncovered is True:
        holds = tuple(
            f"{_SEVERE}/except:{place}"
            for place, held in enumerate((p.inclusion_body, p.uncovered is True), start=1)
            if held
        )
        for part in range(1, 10):
            kind = "not applicable" if part < 5 else "not shown"
            yield UnitAnswer(f"{_SEVERE}/when:{part}", part, kind, holds)
        return
    for part, outcome in ((1, pulse), (3, globulin)):
        mine = part + 1 if p.juvenile else part
        for own in (part, part + 1):
            yield _course(p, own, outcome, part == 1) if own == mine else _SEVERE_NONE[own - 1]
    applies = negate(p.uncovered)
    again, more = p.done("methylprednisolone_pulse"), p.done("immunoglobulin_course")
    said = (
        either(severe.pulse, severe.immunoglobulin),
        both(severe.weakness, negate(severe.severe_weakness)),
        both(severe.pulse, again),
        both(severe.immunoglobulin, more),
        both(p.truth("marked_weight_loss"), negate(more)),
    )
    for part, truth in enumerate(said, start=5):
        yield _message(_SEVERE, part, both(applies, truth))


def _course(p: Patient, part: int, outcome: Outcome, is_pulse: bool) -> UnitAnswer:
    kind, needs, _ = outcome
    node = f"{_SEVERE}/when:{part}"
    if kind == "not applicable":
        return _SEVERE_NONE[part - 1]
    if kind == "insufficient data" and p.uncovered is not False:
        return UnitAnswer(node, part, kind, (), (), (), told(needs))
    line, amounts = doses.pulse(p) if is_pulse else doses.immunoglobulin(p)
    if kind == "insufficient data":
        return UnitAnswer(node, part, kind, (), (), (), told(needs), told(amounts & ~needs))
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
        holds = (p.inclusion_body, p.juvenile, p.uncovered is True)
        return _none(
            _FIRST_LINE,
            *(f"{_FIRST_LINE}/except:{place}" for place, held in enumerate(holds, start=1) if held),
        )
    if kind == "insufficient data":
        return UnitAnswer(_FIRST_LINE, None, kind, (), (), (), told(needs))
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
        holds = (p.inclusion_body, p.uncovered is True)
        return _none(
            _ESCALATION,
            *(f"{_ESCALATION}/except:{place}" for place, held in enumerate(holds, start=1) if held),
        )
    if kind == "insufficient data":
        return UnitAnswer(_ESCALATION, None, kind, (), (), (), told(needs))
    going_on = _going_on(options)
    lines: list[LineAnswer] = []
    holds_by: list[str] = []
    amounts = 0
    for name, option, lead in zip(_ESCALATIONS, options, leads, strict=True):
        identifier = f"{_ESCALATION}/option:{name}"
        if option.continued is True if going_on else lead is True:
            holds_by.append(identifier)
        if lead is False:
            continue
        line, more = (
            doses.rituximab(p) if name == "rituximab" else doses.undosed(p, f"{identifier}/give:1", name)
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
        holds = (p.uncovered is True, p.juvenile)
        return _none(node, *(f"{node}/except:{place}" for place, held in enumerate(holds, start=1) if held))
    return UnitAnswer(node, None, kind, (), (), (), told(needs), (), following, due)


# ---------------------------------------------------------------- prevention and follow-up

_BISPHOSPHONATES = ("alendronate", "risedronate", "ibandronate", "zoledronate")
_PROPHYLAXIS = ("co_trimoxazole", "atovaquone", "dapsone", "pentamidine")
_FOLLOWED = ("strength_testing", "creatine_kinase", "functional_assessment", "muscle_mri")
_LIST = told(LIST)
_OSTEOPOROSIS = BIT["fact:osteoporosis"]


def prevention(
    p: Patient, steroid: Kleene, two: Kleene, suppressed: Kleene, either_of: Kleene
) -> Iterator[UnitAnswer]:
    """Bones, infection, following the response."""
    node = "advise:bone_health"
    if steroid is True:
        calcium, _ = doses.undosed(p, f"{node}/give:1", "calcium")
        vitamin, _ = doses.undosed(p, f"{node}/give:2", "vitamin_d")
        lines = (doses.procedure(p, f"{node}/do:1", "dexa_scan"), calcium, vitamin)
        yield UnitAnswer(node, 0, "recommended", (), lines, (), (), _LIST if p.medicines is None else ())
    else:
        yield _advised(node, 0, steroid)
    part, thin = f"{node}/when:1", p.truth("osteoporosis")
    if steroid is False or thin is False:
        yield _none(part, part=1)
    elif steroid is True and thin is True:
        line = doses.any_of_class(p, f"{part}/give:1", _BISPHOSPHONATES)
        yield UnitAnswer(part, 1, "recommended", (part,), (line,))
    else:
        yield _advised(part, 1, both(steroid, thin))
    part = "advise:infection/when:1"
    if two is True:
        line = doses.any_of_class(p, f"{part}/give:1", _PROPHYLAXIS)
        yield UnitAnswer(part, 1, "recommended", (part,), (line,))
    else:
        yield _advised(part, 1, two)
    part = "advise:infection/when:2"
    if suppressed is True:
        yield UnitAnswer(
            part, 2, "recommended", (part,), (doses.procedure(p, f"{part}/do:1", "vaccination"),)
        )
    else:
        yield _advised(part, 2, suppressed)
    for node, names in (("advise:monitoring", _FOLLOWED), ("advise:novel_monitoring", ("novel_markers",))):
        if either_of is True:
            lines = tuple(
                doses.procedure(p, f"{node}/do:{place}", name) for place, name in enumerate(names, start=1)
            )
            yield UnitAnswer(node, 0, "recommended", (), lines)
        else:
            yield _advised(node, 0, either_of)


def _advised(node: str, part: int, judged: Kleene) -> UnitAnswer:
    if judged is False:
        return _none(node, part=part)
    return UnitAnswer(node, part, "insufficient data", (), (), (), told(judged))
