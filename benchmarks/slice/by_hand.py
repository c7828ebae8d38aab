"""The slice by hand: plain Python, and the same with every step kept."""

from __future__ import annotations

from benchmarks.slice.names import Answer, Row

Truth = bool | None


def answer(row: Row) -> Answer:
    """What the slice says of one patient."""
    get = row.get
    diagnosis, age, sex = get("diagnosis"), get("age"), get("sex")
    juvenile = diagnosis == "juvenile_dermatomyositis"
    inclusion_body = diagnosis == "inclusion_body_myositis"
    uncovered: Truth = False if juvenile else None if age is None else age < 18  # type: ignore[operator]
    takes = get("takes_prednisone") or get("takes_other_corticosteroid")
    rituximab = get("takes_rituximab")
    newly = get("newly_diagnosed")
    before: Truth = rituximab and (None if newly is None else not newly)
    starts: Truth
    if takes or inclusion_body or uncovered is True or before is True:
        starts = False
    else:
        starts = None if uncovered is None or before is None else True

    if sex is None:
        pregnant: Truth = None
        bearing: Truth = None
    elif sex == "female":
        pregnant, bearing = get("pregnant"), get("childbearing_potential")
    else:
        pregnant = bearing = False
    planning = get("planning_pregnancy")
    conception: Truth = pregnant or planning or (None if pregnant is None or planning is None else False)
    virus, other_virus, liver = get("hepatitis_b"), get("hepatitis_c"), get("liver_tests")
    tested = virus is not None and other_virus is not None and liver is not None
    contraindicated: Truth
    if virus == "positive" or other_virus == "positive" or liver == "abnormal":
        contraindicated = True
    else:
        contraception = get("reliable_contraception")
        if (bearing is True and contraception is False) or (conception and sex == "female"):
            contraindicated = True
        elif (
            not tested
            or (bearing is None and not contraception)
            or (bearing and contraception is None)
            or (conception is not False and sex is None)
            or (conception is None and sex == "female")
        ):
            contraindicated = None
        else:
            contraindicated = False
    activity = get("tpmt_activity")
    deficient: Truth = None if activity is None else activity != "normal"

    plan: Truth = True if takes else starts
    first_line: Truth
    if plan is False or inclusion_body or juvenile or uncovered is True:
        first_line = False
    else:
        first_line = None if plan is None or uncovered is None else True

    lungs, other_lungs = get("interstitial_lung_disease"), get("other_lung_disease")
    skin: Truth = get("severe_rash") if diagnosis == "dermatomyositis" else False
    if lungs or other_lungs or skin or conception:
        likes_methotrexate: Truth = False
    elif lungs is None or other_lungs is None or skin is None or conception is None:
        likes_methotrexate = None
    else:
        likes_methotrexate = True
    likes_azathioprine: Truth = (
        conception or lungs or (None if conception is None or lungs is None else False)
    )
    either: Truth = skin or lungs or (None if skin is None or lungs is None else False)
    if conception or either is False:
        likes_mycophenolate: Truth = False
    else:
        likes_mycophenolate = None if conception is None or either is None else True
    methotrexate: Truth = False if contraindicated else None if contraindicated is None else True
    azathioprine: Truth = False if deficient else None if deficient is None else True
    m: Truth = _both(methotrexate, likes_methotrexate)
    a: Truth = _both(azathioprine, likes_azathioprine)
    return (
        starts,
        first_line,
        contraindicated,
        deficient,
        _leads(methotrexate, likes_methotrexate, a, likes_mycophenolate),
        _leads(azathioprine, likes_azathioprine, m, likes_mycophenolate),
        _leads(True, likes_mycophenolate, m, a),
        takes and not rituximab,
        alone := _alone(plan, rituximab, first_line),
        _both(anti := get("anti_hmgcr"), takes and not rituximab),  # type: ignore[arg-type]
        _both(anti, alone),  # type: ignore[arg-type]
        *dose(starts, juvenile, get("weight")),  # type: ignore[arg-type]
    )  # type: ignore[return-value]


def _both(a: Truth, b: Truth) -> Truth:
    if a is False or b is False:
        return False
    return None if a is None or b is None else True


def _leads(is_open: Truth, preferred: Truth, one: Truth, other: Truth) -> Truth:
    """An option leads where it is open, and is preferred or no other is."""
    if is_open is False or preferred is True:
        return is_open
    if one is True or other is True:
        return False if preferred is False else None
    return is_open if one is False and other is False else None


def _alone(plan: Truth, rituximab: Truth, first_line: Truth) -> Truth:
    if plan is False or rituximab or first_line:
        return False
    return None if plan is None or first_line is None else True


def dose(starts: Truth, juvenile: bool, weight: float | None) -> tuple[float | None, float | None]:
    """From how much prednisone a day to how much, in mg; weights are given in halves of a kg: exact."""
    if starts is not True or weight is None:
        return None, None
    if juvenile:
        dose = 2 * weight if weight < 30 else 60.0
        return dose, dose
    return weight * 0.5, weight
