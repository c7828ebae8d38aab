"""Lines with their doses, and what would complete them; exact, in base units."""

from __future__ import annotations

from fractions import Fraction
from math import gcd

from benchmarks.by_hand.kleene import BIT, LIST, Kleene
from benchmarks.by_hand.patient import PER_DAY, PLACE, Patient
from engine.compiled.answer import LineAnswer
from engine.kinds import Action
from engine.numerals import amount_text
from engine.packages import Status
from engine.record import RecordedMedicine
from guideline_dsl import units
from guideline_dsl.values import Truth, root_of

Line = tuple[LineAnswer, int]
"""A line, and the needs that would complete or place its dose."""

_AGE, _SEX, _HEIGHT, _WEIGHT = (BIT[f"fact:{name}"] for name in ("age", "sex", "height", "weight"))
_new = object.__new__


def fraction(numerator: int, denominator: int) -> Fraction:
    """A fraction of two whole numbers, without the questions its class asks."""
    common = gcd(numerator, denominator)
    made = _new(Fraction)
    made._numerator = numerator // common
    made._denominator = denominator // common
    return made


def _mg_a_day(mg: int) -> Fraction:
    return Fraction(mg, PER_DAY)


_PER_WEEK = PER_DAY * 7
_MG_15_WEEK, _MG_25_WEEK = Fraction(15, _PER_WEEK), Fraction(25, _PER_WEEK)
_MG_1_DAY, _MG_1000_DAY = _mg_a_day(1), _mg_a_day(1000)
_RITUXIMAB = Fraction(1000, 10**6)
_MG_A_DAY = units.parse_unit("mg/day")
_MG_PER_WEEK = units.parse_unit("mg/week")


def _action(
    taken: RecordedMedicine | None,
    unlisted: bool,
    lower: Fraction | None,
    upper: Fraction | None,
    detail: int,
) -> tuple[Action, int]:
    """Start, continue or change, where taking from `lower` on, to `upper`, is to continue."""
    if unlisted:
        return "start or continue", LIST
    if taken is None:
        return "start", 0
    if taken.dose is None:
        return "continue or change", detail
    if lower <= taken.dose and (upper is None or taken.dose <= upper):
        return "continue", 0
    return "change", 0


def _line(
    node: str,
    action: Action,
    name: str,
    lower: Fraction,
    upper: Fraction,
    unit: str,
    status: Status = "clear",
) -> LineAnswer:
    if action == "continue":
        return LineAnswer(node, action, status, (name,))
    return LineAnswer(node, action, status, (name,), lower, upper, unit)


def entry(patient: Patient, name: str) -> RecordedMedicine | None:
    """What is taken of a medicine."""
    return None if patient.medicines is None else patient.medicines.get(name)


# ---------------------------------------------------------------- corticosteroids


def adult_prednisone(patient: Patient) -> Line:
    """0.5 to 1 mg/kg a day."""
    needs = preference(patient)
    weight = patient.weight
    node = "regimen:adult_prednisone/give:1"
    if patient.medicines is None:
        needs |= LIST
    action: Action = "start or continue" if patient.medicines is None else "start"
    if weight is None:
        return LineAnswer(node, action, "clear", ("prednisone",)), needs | _WEIGHT
    n, d = weight.numerator, weight.denominator * PER_DAY
    return LineAnswer(
        node, action, "clear", ("prednisone",), fraction(n, 2 * d), fraction(n, d), "mg/day"
    ), needs


def preference(patient: Patient) -> int:
    """What would tell which end of the range is preferred."""
    unknown = 0
    for name in ("diabetes", "osteoporosis", "glaucoma"):
        found = patient.truth(name)
        if found is True:
            return 0
        if found is not False:
            unknown |= found
    if unknown:
        return unknown
    high, low = patient.is_word("relapse_risk", "high"), patient.is_word("steroid_complication_risk", "low")
    if high is False or low is False:
        return 0
    return (0 if high is True else high) | (0 if low is True else low)


def juvenile_prednisone(patient: Patient) -> Line:
    """2 mg/kg a day, at most 60 mg."""
    weight = patient.weight
    node = "decide:starting_prednisone/when:1/give:1"
    unlisted = LIST if patient.medicines is None else 0
    action: Action = "start or continue" if unlisted else "start"
    if weight is None:
        return LineAnswer(node, action, "clear", ("prednisone",)), _WEIGHT | unlisted
    n, d = weight.numerator, weight.denominator
    dose = fraction(60, PER_DAY) if n >= 30 * d else fraction(2 * n, d * PER_DAY)
    return LineAnswer(node, action, "clear", ("prednisone",), dose, dose, "mg/day"), unlisted


_PULSE = BIT["medicine:methylprednisolone:dose"]


def pulse(patient: Patient) -> Line:
    """10 to 20 mg/kg a day, at least 250 mg, at most 1000 mg; the lower limit wins nothing over the range."""
    weight = patient.weight
    node, name = "regimen:pulse/give:1", "methylprednisolone"
    taken = entry(patient, name)
    if weight is None:
        unlisted = patient.medicines is None
        action: Action = (
            "start or continue" if unlisted else "start" if taken is None else "continue or change"
        )
        return LineAnswer(node, action, "clear", (name,)), _WEIGHT | (LIST if unlisted else 0)
    n, d = weight.numerator, weight.denominator
    upper = _MG_1000_DAY if n >= 50 * d else fraction(20 * n, d * PER_DAY)
    lower = fraction(10 * n, d * PER_DAY) if n >= 25 * d else _mg_a_day(250)
    lower = min(lower, upper)
    action, needs = _action(taken, patient.medicines is None, lower, upper, _PULSE)
    if action == "change" and lower == upper and _reads_alike(taken, lower, _MG_A_DAY):
        action = "continue"
    return _line(node, action, name, lower, upper, "mg/day"), needs


def _reads_alike(taken: RecordedMedicine | None, dose: Fraction, unit: units.Unit) -> bool:
    return (
        taken is not None
        and taken.dose is not None
        and amount_text(taken.dose, unit) == amount_text(dose, unit)
    )


# ---------------------------------------------------------------- ideal body weight


def ideal_weight(patient: Patient) -> tuple[tuple[int, int] | None, int]:
    """By Devine, in kg, as a fraction; or what would tell. Neither where there is none."""
    height, adult = patient.facts.get("height"), patient.adult
    if adult is False:
        return None, 0
    tall = None if height is None else height.value
    if tall is not None and tall.numerator * 1000 < 1524 * tall.denominator:
        return None, 0
    sex = patient.facts.get("sex")
    needs = (0 if adult is True else _AGE) | (_HEIGHT if tall is None else 0) | (_SEX if sex is None else 0)
    if needs or tall is None or sex is None:
        return None, needs
    # start + 2.3 * (height / 0.0254 m - 60), and 2.3 / 0.0254 is 11500 / 127
    n, d = tall.numerator, tall.denominator
    tenths = 500 if sex.value == "male" else 455
    return (10 * 11500 * n + (tenths - 1380) * 127 * d, 1270 * d), 0


def immunoglobulin(patient: Patient) -> Line:
    """1 to 2 g/kg of ideal body weight over two days."""
    ideal, needs = ideal_weight(patient)
    taken = entry(patient, "immunoglobulin")
    unlisted = patient.medicines is None
    action: Action = "start"
    if unlisted:
        action = "start or continue"
    elif taken is not None:
        action = "continue or change" if needs else "continue"
    needs |= LIST if unlisted else 0
    node, members = "regimen:immunoglobulin_two_days/give:1", ("immunoglobulin",)
    if ideal is None or action == "continue":
        return LineAnswer(node, action, "clear", members), needs
    n, d = ideal[0], ideal[1] * 1000
    return LineAnswer(node, action, "clear", members, fraction(n, d), fraction(2 * n, d), "g"), needs


# ---------------------------------------------------------------- first-line agents

_MTX_DOSE, _MTX_OFTEN = BIT["medicine:methotrexate:dose"], BIT["medicine:methotrexate:frequency"]
_FOLIC_DOSE, _AZA_DOSE = BIT["medicine:folic_acid:dose"], BIT["medicine:azathioprine:dose"]
_MMF_DOSE = BIT["medicine:mycophenolate_mofetil:dose"]
_WEEK = 604_800


def wrong_frequency(taken: RecordedMedicine | None) -> Truth:
    """Whether methotrexate is taken otherwise than once a week."""
    if taken is None:
        return False
    if taken.per_day_written:
        return True
    often = taken.frequency
    if often is None:
        return None
    if often.continuous or often.every is None:
        return True
    every = often.every
    lower, upper = (
        number.value * units.parse_unit(number.unit).factor for number in (every.lower, every.upper)
    )
    return lower != _WEEK * often.times or upper != _WEEK * often.times


def methotrexate_action(
    patient: Patient, lower: Fraction | None, upper: Fraction | None, needs: int
) -> tuple[Action, int]:
    """What giving methotrexate comes to, where `lower` to `upper` is to go on with; None: that is not known."""
    taken = entry(patient, "methotrexate")
    if taken is not None:
        wrong = wrong_frequency(taken)
        if wrong is not False:
            return ("change", 0) if wrong else ("continue or change", _MTX_OFTEN)
        if lower is None:
            return ("continue or change" if needs else "continue"), 0
    return _action(taken, patient.medicines is None, lower, upper, _MTX_DOSE)


def adult_methotrexate(patient: Patient, status: Status) -> tuple[LineAnswer, LineAnswer, int]:
    """15 mg once weekly, rising to 25 mg; folic acid 1 mg a day."""
    action, needs = methotrexate_action(patient, _MG_15_WEEK, _MG_25_WEEK, 0)
    node = "regimen:adult_methotrexate/give:1"
    first = _line(node, action, "methotrexate", _MG_15_WEEK, _MG_15_WEEK, "mg/week", status)
    folic = entry(patient, "folic_acid")
    action, more = _action(folic, patient.medicines is None, _MG_1_DAY, _MG_1_DAY, _FOLIC_DOSE)
    if action == "change" and _reads_alike(folic, _MG_1_DAY, _MG_A_DAY):
        action = "continue"
    second = _line("regimen:adult_methotrexate/give:2", action, "folic_acid", _MG_1_DAY, _MG_1_DAY, "mg/day")
    return first, second, needs | more


def juvenile_methotrexate(patient: Patient, status: Status) -> Line:
    """15 mg per square metre (Mosteller) once weekly under the skin."""
    height, weight = patient.facts.get("height"), patient.weight
    node = "decide:juvenile_methotrexate/give:1"
    missing = (_HEIGHT if height is None else 0) | (_WEIGHT if weight is None else 0)
    if height is None or weight is None:
        action, needs = methotrexate_action(patient, None, None, missing)
        return LineAnswer(node, action, status, ("methotrexate",)), needs | missing
    area = root_of(height.value * weight / 36)
    dose = fraction(15 * area.numerator, area.denominator * _PER_WEEK)
    action, needs = methotrexate_action(patient, dose, dose, 0)
    taken = entry(patient, "methotrexate")
    if action == "change" and wrong_frequency(taken) is False and _reads_alike(taken, dose, _MG_PER_WEEK):
        action = "continue"
    return _line(node, action, "methotrexate", dose, dose, "mg/week", status), needs


def azathioprine(patient: Patient, status: Status) -> Line:
    """Rising to 2 mg/kg of ideal body weight a day; the source has no starting dose."""
    ideal, needs = ideal_weight(patient)
    taken = entry(patient, "azathioprine")
    node, members = "choose:first_line_agent/option:azathioprine/give:1", ("azathioprine",)
    if patient.medicines is None:
        return LineAnswer(node, "start or continue", status, members), needs | LIST
    if taken is None:
        return LineAnswer(node, "start", status, members), needs
    if ideal is None:
        return LineAnswer(node, "continue or change" if needs else "continue", status, members), needs
    if taken.dose is None:
        return LineAnswer(node, "continue or change", status, members), _AZA_DOSE
    inside = taken.dose <= fraction(2 * ideal[0], ideal[1] * PER_DAY)
    return LineAnswer(node, "continue" if inside else "change", status, members), 0


def mycophenolate(patient: Patient) -> Line:
    """500 mg twice daily; the source has no target."""
    name = "mycophenolate_mofetil"
    action, needs = _action(entry(patient, name), patient.medicines is None, _MG_1000_DAY, None, _MMF_DOSE)
    node = "choose:first_line_agent/option:mycophenolate/give:1"
    return _line(node, action, name, _MG_1000_DAY, _MG_1000_DAY, "mg/day"), needs


def undosed(taken: int | None, node: str, name: str) -> Line:
    """A medicine whose dose is not in the source; `taken` None: the list is not known."""
    if taken is None:
        return LineAnswer(node, "start or continue", "clear", (name,)), LIST
    return LineAnswer(node, "continue" if taken & PLACE[name] else "start", "clear", (name,)), 0


def rituximab(taken: int | None) -> Line:
    """Two doses of 1000 mg."""
    line, needs = undosed(taken, "choose:escalation/option:rituximab/give:1", "rituximab")
    if line.action == "continue":
        return line, needs
    return LineAnswer(line.node, line.action, "clear", line.members, _RITUXIMAB, _RITUXIMAB, "mg"), needs


def any_of_class(taken: int | None, node: str, members: tuple[str, ...]) -> LineAnswer:
    """Any member will do; one that is taken goes on."""
    if taken is None:
        return LineAnswer(node, "start or continue", "clear", members)
    going_on = tuple(name for name in members if taken & PLACE[name])
    return LineAnswer(node, "continue" if going_on else "start", "clear", going_on or members)


def procedure(node: str, done: Kleene) -> LineAnswer:
    """A procedure to do, unless it was done."""
    action: Action = "already done" if done is True else "do" if done is False else "do, unless done"
    return LineAnswer(node, action, "clear")
