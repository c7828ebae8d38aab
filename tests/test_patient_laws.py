"""Laws of reading a patient, on generated ones: it never crashes, loses no digit, and its two forms agree."""

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from engine.patient import PatientRefused, patient_from_mapping, read_patient
from engine.patient_schema import patient_schema
from engine.record import PatientRecord
from guideline_dsl import core
from guideline_dsl.units import from_base, parse_unit, to_base
from tests.patient_sample import AS_OF, GRAPH
from tests.shares import examples

VALID = Draft202012Validator(patient_schema(GRAPH))

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(
        [
            "70 kg",
            "yes",
            "no",
            "female",
            "2026-01-05",
            "2027-01-01",
            "60 mg/day",
            "once weekly",
            "6 weeks",
            "10*9/L",
        ]
    ),
)
keys = st.sampled_from(
    [
        *("id", "facts", "medicines", "done", "value", "unit", "on", "source", "name", "dose", "frequency"),
        *(
            "since",
            "for",
            "dose_since",
            "at_dose_for",
            "starting_dose",
            "classes",
            "dexa_scan",
            "adult_woman",
        ),
        *GRAPH.facts,
        *GRAPH.medicines,
    ]
)
trees: st.SearchStrategy[Any] = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(keys | st.text(max_size=5), inner, max_size=4)
    ),
)


def read_or_refuse(patient: str | bytes) -> PatientRecord | None:
    """The record; None where the patient is refused."""
    try:
        return read_patient(patient, GRAPH, AS_OF)
    except PatientRefused as refused:
        problems = refused.problems
    assert problems
    assert all(problem.message and problem.message.isprintable() for problem in problems)
    return None


@given(trees)
@settings(max_examples=examples(150), deadline=None)
def test_no_json_crashes_the_reader(tree: object) -> None:
    read_or_refuse(json.dumps(tree))


@given(st.binary(max_size=60) | st.text(max_size=60))
@settings(max_examples=examples(100), deadline=None)
def test_no_text_crashes_the_reader(text: str | bytes) -> None:
    read_or_refuse(text)


@given(
    st.dictionaries(st.sampled_from(list(GRAPH.facts)), trees, max_size=3),
    st.none()
    | st.lists(
        st.dictionaries(keys, trees, max_size=5).map(lambda e: {"name": "prednisone", **e}), max_size=2
    ),
    st.dictionaries(st.sampled_from(list(GRAPH.procedures)), trees, max_size=2),
)
@settings(max_examples=examples(150), deadline=None)
def test_nothing_inside_a_patient_crashes_the_reader(
    facts: dict[str, object], medicines: list[object] | None, done: dict[str, object]
) -> None:
    patient = {"facts": facts, "done": done} | ({} if medicines is None else {"medicines": medicines})
    if read_or_refuse(json.dumps(patient)) is not None:
        assert VALID.is_valid(patient)


# ---------------------------------------------------------------- patients that are read

A_DAY = st.dates(max_value=AS_OF, min_value=AS_OF.replace(year=1900)).map(lambda day: day.isoformat())
OTHER_UNITS = {
    "weight": ("kg", "g", "lb"),
    "age": ("years", "months", "days"),
    "temperature": ("Cel", "degF", "K"),
    "creatinine": ("mg/dL", "umol/L", "g/L"),
    "urate": ("umol/L", "mg/dL"),
    "egfr": ("mL/min/1.73m2",),
    "joints": ("",),
}
NUMBERS = [fact for fact in GRAPH.facts.values() if isinstance(fact.type, core.NumberBetween)]


@st.composite
def quantities(draw: st.DrawFn) -> tuple[core.FactNode, Decimal]:
    """A number within the plausible range of a fact, in the fact's own unit."""
    fact = draw(st.sampled_from(NUMBERS))
    assert isinstance(fact.type, core.NumberBetween)
    places = draw(st.integers(0, 12))
    lower, upper = (int(limit * 10**places) for limit in (fact.type.lower, fact.type.upper))
    return fact, Decimal(draw(st.integers(lower + 1, upper))).scaleb(-places)


@given(quantities())
@settings(max_examples=examples(150), deadline=None)
def test_a_number_is_read_exactly_in_every_form(drawn: tuple[core.FactNode, Decimal]) -> None:
    fact, number = drawn
    assert isinstance(fact.type, core.NumberBetween)
    unit = fact.type.unit
    text = f"{number:f} {unit}".strip()
    apart = f'{{"value": {number:f}' + (f', "unit": "{unit}"}}' if unit else "}")
    as_text = read_patient(f'{{"facts": {{"{fact.name}": "{text}"}}}}', GRAPH, AS_OF)
    as_object = read_patient(f'{{"facts": {{"{fact.name}": {apart}}}}}', GRAPH, AS_OF)
    values = {"value": number, "unit": unit} if unit else {"value": number}
    assert as_text == as_object == patient_from_mapping({"facts": {fact.name: values}}, GRAPH, AS_OF)
    value = as_text.facts[fact.name].value
    assert isinstance(value, Fraction)
    assert from_base(value, parse_unit(unit)) == Fraction(number)
    rewritten = read_patient(
        json.dumps({"facts": {fact.name: as_text.facts[fact.name].written}}), GRAPH, AS_OF
    )
    assert rewritten == as_text


@given(st.decimals(min_value=20, max_value=60, places=6), st.sampled_from(["g", "lb", "kg", "mg", "oz"]))
@settings(deadline=None)
def test_a_mass_is_the_same_in_every_unit(number: Decimal, unit: str) -> None:
    kilograms = to_base(Fraction(number), parse_unit("kg"))
    magnitude = from_base(kilograms, parse_unit(unit))
    if (magnitude * 10**20).denominator != 1:
        return  # this mass has no finite decimal in that unit
    digits = f"{magnitude.numerator * 10**20 // magnitude.denominator}e-20"
    if len(digits) > 30:
        return
    assert (
        read_patient(f'{{"facts": {{"weight": "{digits} {unit}"}}}}', GRAPH, AS_OF).facts["weight"].value
        == kilograms
    )


def _value_of(fact: core.FactNode) -> st.SearchStrategy[Any]:
    match fact.type:
        case core.YesNo():
            return st.sampled_from([True, False, "yes", "no"])
        case core.OneOf(values=words):
            return st.sampled_from(words)
        case core.CalendarDay():
            return A_DAY
        case core.NumberBetween():
            numbers = st.integers(1, 100) | st.decimals(1, 100, places=2).map(float)
            unit = st.sampled_from(OTHER_UNITS[fact.name])
            texts = st.tuples(numbers, unit).map(lambda drawn: f"{drawn[0]} {drawn[1]}".strip())
            return texts | st.builds(lambda n, u: {"value": n, "unit": u}, numbers, unit) | numbers


def _fact_form(fact: core.FactNode) -> st.SearchStrategy[Any]:
    plain = _value_of(fact)
    dated = st.builds(lambda value, day: {"value": value, "on": day, "source": "letter"}, plain, A_DAY)
    return plain | dated.filter(lambda form: not isinstance(form["value"], dict))


AMOUNTS = st.sampled_from(
    ["60 mg/day", "15 mg", "0.5 g/week", "10 IU", "1e2 mg/d", {"value": 5, "unit": "mg/day"}]
)
LENGTHS = st.sampled_from(["6 weeks", "10 d", "0 days", {"value": 3, "unit": "months"}])
entries: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"name": st.sampled_from([*GRAPH.medicines, "herbal tea"])},
    optional={
        "dose": AMOUNTS,
        "frequency": st.sampled_from(
            ["once daily", "3 times weekly", "every 2 weeks", "continuously", "every  8 h"]
        ),
        "since": A_DAY,
        "for": LENGTHS,
        "dose_since": A_DAY,
        "at_dose_for": LENGTHS,
        "starting_dose": AMOUNTS,
        "classes": st.lists(st.sampled_from(list(GRAPH.classes)), max_size=2),
    },
)


def _name(entry: Any) -> str:
    return str(entry["name"])


procedures = st.sampled_from([True, False, "yes", "no", {"done": True}, {"on": "2026-05-01"}])
patients = st.fixed_dictionaries(
    {},
    optional={
        "id": st.just("a label"),
        "facts": st.fixed_dictionaries({}, optional={n: _fact_form(f) for n, f in GRAPH.facts.items()}),
        "medicines": st.lists(entries, max_size=2, unique_by=_name),
        "done": st.dictionaries(st.sampled_from(list(GRAPH.procedures)), procedures),
    },
)


@given(patients)
@settings(max_examples=examples(150), deadline=None)
def test_what_the_reader_takes_the_schema_takes(patient: dict[str, Any]) -> None:
    if read_or_refuse(json.dumps(patient)) is not None:
        VALID.validate(patient)


@given(patients, st.randoms(use_true_random=False))
@settings(max_examples=examples(60), deadline=None)
def test_the_order_of_what_is_given_changes_nothing(patient: dict[str, Any], random: Any) -> None:
    def shuffled(tree: Any) -> Any:
        if not isinstance(tree, dict):
            return tree
        names = list(tree)
        random.shuffle(names)
        return {name: shuffled(tree[name]) for name in names}

    first = read_or_refuse(json.dumps(patient))
    second = read_or_refuse(json.dumps(shuffled(patient), indent=2))
    assert (first is None) == (second is None)
    if first is not None and second is not None:
        assert first == second
        assert first.input_hash == second.input_hash
