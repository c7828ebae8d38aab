"""A patient is read exactly, or refused with everything that is wrong, in words."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from engine.patient import PatientRefused, contradictions, patient_from_mapping, read_patient
from engine.record import FactValue, PatientRecord, RecordedFact, RecordedMedicine, RecordedProcedure
from guideline_dsl import core
from guideline_dsl.units import parse_unit, to_base
from tests.patient_sample import AS_OF, GRAPH, TEXT, graph_of

DAY = Fraction(86400)


def read(patient: object) -> PatientRecord:
    """Read a patient given as Python values, as JSON text."""
    return read_patient(json.dumps(patient), GRAPH, AS_OF)


def fact(name: str, value: object) -> RecordedFact:
    return read({"facts": {name: value}}).facts[name]


def medicine(**entry: object) -> RecordedMedicine:
    medicines = read({"medicines": [{key.rstrip("_"): value for key, value in entry.items()}]}).medicines
    assert medicines is not None
    return medicines[0]


def base(number: str, unit: str) -> Fraction:
    return to_base(Fraction(number), parse_unit(unit))


def refusal(patient: object) -> list[str]:
    """The problems of a patient, given as JSON text or as Python values."""
    text = patient if isinstance(patient, str | bytes) else json.dumps(patient)
    with pytest.raises(PatientRefused) as refused:
        read_patient(text, GRAPH, AS_OF)
    return str(refused.value).splitlines()


def refused_fact(name: str, value: object) -> str:
    (only,) = refusal({"facts": {name: value}})
    return only


def refused_medicine(**entry: object) -> str:
    (only,) = refusal({"medicines": [{key.rstrip("_"): value for key, value in entry.items()}]})
    return only


# ---------------------------------------------------------------- what is known, and what is not


def test_nothing_given_is_nothing_known() -> None:
    record = read({})
    assert dict(record.facts) == {}
    assert record.medicines is None
    assert dict(record.procedures) == {}


def test_an_absent_medication_list_is_unknown_and_an_empty_one_is_none() -> None:
    assert read({"facts": {}}).medicines is None
    assert read({"medicines": []}).medicines == ()


def test_a_byte_order_mark_is_skipped() -> None:
    assert (
        read_patient(b'\xef\xbb\xbf{"facts": {"sex": "female"}}', GRAPH, AS_OF).facts["sex"].value == "female"
    )


def test_a_record_cannot_be_changed() -> None:
    record = read({"facts": {"sex": "female"}})
    with pytest.raises(TypeError):
        record.facts["sex"] = RecordedFact("male", "male")  # type: ignore[index]


def test_the_shipped_examples_of_a_patient_are_read() -> None:
    """The sample's own words: text, object, truth, word, date in one patient."""
    record = read(
        {
            "id": "case 7",
            "facts": {
                "weight": "70 kg",
                "age": {"value": 55, "unit": "years"},
                "diabetes": True,
                "sex": "male",
            },
            "medicines": [{"name": "prednisone", "dose": "60 mg/day", "for": "6 weeks"}],
            "done": {"dexa_scan": {"on": "2026-05-01"}, "muscle_mri": "no"},
        }
    )
    assert record.facts["weight"] == RecordedFact(Fraction(70), "70 kg")
    assert record.facts["age"].value == base("55", "years")
    assert record.procedures["dexa_scan"] == RecordedProcedure(True, date(2026, 5, 1))
    assert record.procedures["muscle_mri"] == RecordedProcedure(False)


# ---------------------------------------------------------------- values


@pytest.mark.parametrize(
    ("name", "given", "value", "written"),
    [
        ("weight", "70 kg", base("70", "kg"), "70 kg"),
        ("weight", "70kg", base("70", "kg"), "70 kg"),
        ("weight", " 70.50 kg ", base("70.5", "kg"), "70.5 kg"),
        ("weight", {"value": 70, "unit": "kg"}, base("70", "kg"), "70 kg"),
        ("weight", {"value": "70.5 kg"}, base("70.5", "kg"), "70.5 kg"),
        ("weight", {"value": "70.5", "unit": "kg"}, base("70.5", "kg"), "70.5 kg"),
        ("weight", "154 lb", Fraction("154") * Fraction("0.45359237"), "154 lb"),
        ("weight", "7e1 kg", base("70", "kg"), "70 kg"),
        ("weight", "70 [lb_av]", base("70", "lb"), "70 lb"),
        ("age", "1 years", base("1", "year"), "1 year"),
        ("age", "18 a", base("18", "year"), "18 years"),
        ("temperature", "36.6 Cel", Fraction("309.75"), "36.6 Cel"),
        ("temperature", "98.6 degF", Fraction("310.15"), "98.6 degF"),
        ("egfr", "59.9 mL/min/1.73m2", base("59.9", "mL/min/1.73m2"), "59.9 mL/min/1.73m2"),
        ("joints", 3, Fraction(3), "3"),
        ("joints", "3", Fraction(3), "3"),
        ("joints", {"value": 3}, Fraction(3), "3"),
        ("joints", 0, Fraction(0), "0"),
        ("diabetes", True, True, "yes"),
        ("diabetes", "yes", True, "yes"),
        ("diabetes", False, False, "no"),
        ("diabetes", "no", False, "no"),
        ("diabetes", {"value": "no"}, False, "no"),
        ("sex", "female", "female", "female"),
        ("diagnosed", "2026-01-05", date(2026, 1, 5), "2026-01-05"),
        ("diagnosed", "2024-02-29", date(2024, 2, 29), "2024-02-29"),
    ],
)
def test_a_value_is_read_exactly(name: str, given: object, value: FactValue, written: str) -> None:
    assert fact(name, given) == RecordedFact(value, written)


def test_a_value_has_its_day_and_its_source() -> None:
    given = {"value": 70, "unit": "kg", "on": "2026-11-01", "source": "letter"}
    assert fact("weight", given) == RecordedFact(Fraction(70), "70 kg", date(2026, 11, 1), "letter")
    assert fact("weight", {"value": "70 kg", "on": "2026-11-22"}).observed == AS_OF


@pytest.mark.parametrize(
    ("name", "given", "own"),
    [
        ("creatinine", "88.4 umol/L", "1 mg/dL"),
        ("creatinine", "0.0884 mmol/L", "1 mg/dL"),
        ("creatinine", "10 mg/L", "1 mg/dL"),
        ("urate", "6 mg/dL", "356.88 umol/L"),
    ],
)
def test_mass_becomes_amount_of_substance_by_the_factor_of_the_fact(name: str, given: str, own: str) -> None:
    assert fact(name, given).value == fact(name, own).value


def test_a_factor_holds_for_its_own_fact_only() -> None:
    without = graph_of(TEXT.replace("  where 1 mg/dL is 88.4 umol/L", ""))
    with pytest.raises(PatientRefused, match=r"`creatinine` is given as 88\.4 umol/L"):
        read_patient('{"facts": {"creatinine": "88.4 umol/L"}}', without, AS_OF)


def test_no_digit_is_lost() -> None:
    digits = "70.123456789012345678901234567"
    assert fact("weight", f"{digits} kg").value == Fraction(digits)
    text = f'{{"facts": {{"weight": {{"value": {digits}, "unit": "kg"}}}}}}'
    assert read_patient(text, GRAPH, AS_OF).facts["weight"].value == Fraction(digits)


# ---------------------------------------------------------------- values that are refused


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        (
            "weight",
            70,
            "`weight` is given as 70, without a unit; a mass from 2 to 300 kg is expected; "
            "write its unit too, such as `kg`",
        ),
        ("weight", "150 cm", "`weight` is given as 150 cm, a length; a mass from 2 to 300 kg is expected"),
        (
            "weight",
            "70 kilo",
            "`weight` is given as 70 kilo, and no unit is called `kilo`",
        ),
        (
            "weight",
            "300.001 kg",
            "`weight` is given as 300.001 kg, which is not plausible; a mass from 2 to 300 kg is expected; "
            "correct it, or leave the fact out",
        ),
        ("weight", "0 kg", "`weight` is given as 0 kg, which is not plausible"),
        ("weight", "-70 kg", "`weight` is given as -70 kg, which is not plausible"),
        ("weight", "700 lb", "`weight` is given as 700 lb (317.514659 kg), which is not plausible"),
        ("weight", "70,5 kg", "`70,5` is not a decimal number; write digits, with a point before decimals"),
        ("weight", "1e999 kg", "`1e999` has an absurd exponent"),
        ("weight", "NaN kg", '`weight` is given as "NaN kg", which is no number'),
        ("weight", "heavy", '`weight` is given as "heavy", which is no number'),
        ("weight", "1" * 31 + " kg", "too many digits"),
        ("weight", True, "`weight` is given as true, which is no number"),
        ("weight", [["70 kg"]], "observation 1 of `weight` is given as a list, which is no number"),
        ("weight", {"value": "70 kg", "unit": "kg"}, "a unit twice"),
        ("weight", {"value": 70, "unit": 5}, "a unit that is no text"),
        ("weight", {"unit": "kg"}, "`weight` is given as an object without a `value`"),
        ("weight", {"value": 70, "units": "kg"}, "`weight` has no `units`; did you mean `unit`?"),
        ("egfr", "60 mL/min", "`egfr` is given as 60 mL/min, a flow (volume per time)"),
        ("creatinine", "1 mmol", "a concentration (mass per volume) from 0.1 to 40 mg/dL (or in `umol/L`)"),
        ("joints", "3 kg", "`joints` is given as 3 kg, a mass; a plain number from 0 to 20 is expected"),
        ("joints", 21, "`joints` is given as 21, which is not plausible; a plain number from 0 to 20"),
        ("joints", "20 %", "`joints` is given as 20 %, a percentage"),
        ("diabetes", 1, "`diabetes` is given as 1; yes or no is expected"),
        ("diabetes", "Yes", '`diabetes` is given as "Yes"; yes or no is expected'),
        ("diabetes", "unknown", "leave the fact out when it is not known"),
        ("diabetes", {"value": True, "unit": "kg"}, "`diabetes` is given as true with a unit"),
        (
            "sex",
            "femal",
            '`sex` is given as "femal"; one of `female` or `male` is expected; did you mean `female`?',
        ),
        ("sex", "Female", "did you mean `female`?"),
        ("sex", True, "`sex` is given as true; one of `female` or `male` is expected"),
        ("diagnosed", "2025-02-29", "2025-02-29, and the calendar has no such day"),
        ("diagnosed", "05.01.2026", "a date as year-month-day is expected"),
        ("diagnosed", "20260105", "a date as year-month-day is expected"),
        ("diagnosed", "2026-01-05T10:00", "a date as year-month-day is expected"),
        (
            "diagnosed",
            "2026-11-23",
            "`diagnosed` is given as 2026-11-23, which lies in the future; a day up to 2026-11-22",
        ),
        ("diagnosed", "0226-01-05", "a day of the last 150 years is expected; correct the year"),
        ("weight", {"value": "70 kg", "on": "2026-12-01"}, "the day of `weight` is given as 2026-12-01"),
        ("weight", {"value": "70 kg", "on": 2026}, "the day of `weight` is given as 2026; a date"),
        ("weight", {"value": "70 kg", "source": ""}, 'the source of `weight` is given as ""'),
        ("weight", None, "`weight` is null, which could mean 'unknown' or 'no'; leave it out"),
        ("weight", {"value": None}, "`weight` is null, which could mean"),
        ("weight", "70\u00a0kg", "`weight` holds a character that cannot be seen or printed"),
        ("weight", "70 kg\n", "`weight` holds a character that cannot be seen or printed"),
        ("sex", "\ud800", "`sex` holds a character that cannot be seen or printed"),
        ("sex", "x" * 201, "`sex` is a text of 201 characters; at most 200 are read"),
    ],
)
def test_a_value_is_refused_with_what_was_given_and_what_is_expected(
    name: str, given: object, says: str
) -> None:
    assert says in refused_fact(name, given)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("wieght", "no fact is called `wieght`; did you mean `weight`?"),
        ("weight_kg", "no fact is called `weight_kg`; did you mean `weight`?"),
        ("shoe_size", "no fact is called `shoe_size`; the guideline has no use for it, leave it out"),
        (
            "adult_woman",
            "`adult_woman` is not given, the guideline computes it; give `sex` and `age` instead",
        ),
        ("prednisone", "`prednisone` is a medicine; write it on the list `medicines`"),
        ("dexa_scan", "`dexa_scan` is a procedure; write it inside `done`"),
    ],
)
def test_a_name_that_is_no_fact_is_refused(name: str, says: str) -> None:
    assert refused_fact(name, "70 kg") == says


def test_a_problem_is_told_in_parts() -> None:
    with pytest.raises(PatientRefused) as refused:
        read({"facts": {"weight": {"value": "150 cm"}}})
    (problem,) = refused.value.problems
    assert problem.path == "facts.weight.value"
    assert problem.fact == "weight"
    assert problem.given == "150 cm"
    assert problem.expected == "a mass from 2 to 300 kg"
    assert problem.message == str(refused.value)


def test_all_problems_are_reported_at_once() -> None:
    said = refusal(
        {
            "facts": {"weight": 70, "sex": "x", "height": "1 m"},
            "medicines": [{"name": "prednisone", "dose": "5 kg/m2", "for": "3 kg"}, {}],
            "done": {"dexa": True},
        }
    )
    assert len(said) == 7


def test_a_refusal_lists_a_hundred_problems_and_counts_the_rest() -> None:
    said = refusal({"facts": {f"fact_{number}": 1 for number in range(150)}})
    assert len(said) == 101
    assert said[-1] == "50 more problems are not listed"


# ---------------------------------------------------------------- the text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the patient is not valid JSON, at line 1, column 1"),
        ('{"facts": {"sex": "male",}}', "the patient is not valid JSON, at line 1, column"),
        ('{\n  "facts": }', "the patient is not valid JSON, at line 2, column 12: a value is missing here"),
        ('{"facts": {"joints": 01}}', "the patient is not valid JSON, at line 1, column 23"),
        ("{} {}", "there is something after its end"),
        ('{"facts": {"sex": "male}}', "has no closing quote"),
        ("null", "the patient is null; an object is expected"),
        ("[]", "the patient is given as a list; an object is expected"),
        ("3", "the patient is given as 3; an object is expected"),
        ('"weight"', 'the patient is given as "weight"; an object is expected'),
        (b'{"id": "\xff"}', "the patient is not UTF-8 text (at byte 9)"),
        ("[" * 100_000, "the patient is nested more than 6 levels deep"),
        (" " * 1_000_001, "the patient is too large: 1,000,001 bytes, and at most 1,000,000 are read"),
        ('{"facts": {"joints": NaN}}', "`joints` is given as NaN, and `NaN` is not a decimal number"),
        ('{"facts": {"joints": Infinity}}', "`joints` is given as Infinity"),
        ('{"facts": {"joints": -Infinity}}', "`joints` is given as -Infinity"),
        ('{"facts": {"joints": 1e999}}', "`1e999` has an absurd exponent"),
        ('{"facts": {"joints": 1e-999}}', "`1e-999` has an absurd exponent"),
        (f'{{"facts": {{"joints": {"1" * 5000}}}}}', "write at most 30 digits"),
        (
            '{"facts": {"joints": 3, "joints": 4}}',
            "`joints` is given twice in one object; keep the right one",
        ),
        ('{"facts": {"weight": {"value": 1, "value": 70}}}', "`weight` is given twice in one object"),
        ('{"facts": {}, "facts": {}}', "`facts` is given twice in one object"),
        ('{"medicines": null}', "write [] where nothing is taken"),
        ('{"facts": null}', "`facts` is null"),
        ('{"facts": []}', "`facts` is given as a list; an object with a name for each value is expected"),
        ('{"medicines": {}}', "the medication list is given as an object; a list is expected"),
        ('{"medicines": "none"}', "write [] where nothing is taken"),
        ('{"done": []}', "`done` is given as a list"),
        ('{"fact": {}}', "the patient has no `fact`; did you mean `facts`?"),
        ('{"weight": "70 kg"}', "`weight` is a fact of the guideline; write it inside `facts`"),
        ('{"id": 7}', "the `id` of the patient is given as 7; a text is expected"),
        ('{"resourceType": "Patient"}', "the patient has no `resourceType`; it may have `id`, `facts`"),
    ],
)
def test_a_text_that_is_no_patient_is_refused(text: str | bytes, says: str) -> None:
    said = refusal(text)
    assert len(said) == 1
    assert says in said[0]


def test_a_value_nested_too_deeply_is_refused() -> None:
    said = refusal({"facts": {"joints": [[[[[[[[1]]]]]]]]}})
    assert said[0] == "`joints` is nested more than 6 levels deep; a patient has five at most"


def test_of_a_doubled_key_neither_value_wins() -> None:
    (only,) = refusal('{"facts": {"joints": 3, "joints": "x"}}')
    assert "twice" in only


# ---------------------------------------------------------------- Python values


def test_python_values_are_read_like_json() -> None:
    patient = {
        "facts": {
            "weight": {"value": Decimal("70.5"), "unit": "kg", "on": date(2026, 11, 1)},
            "temperature": {"value": 36.6, "unit": "Cel"},
            "joints": 3,
            "diabetes": False,
        },
        "medicines": ({"name": "prednisone", "dose": {"value": 2.5, "unit": "mg/day"}},),
    }
    record = patient_from_mapping(patient, GRAPH, AS_OF)
    assert record.facts["weight"] == RecordedFact(Fraction("70.5"), "70.5 kg", date(2026, 11, 1))
    assert record.facts["temperature"].value == Fraction("309.75")
    text = json.dumps(
        {
            "facts": {
                "weight": {"value": 70.5, "unit": "kg", "on": "2026-11-01"},
                "temperature": "36.6 Cel",
                "joints": "3",
                "diabetes": "no",
            },
            "medicines": [{"name": "prednisone", "dose": "2.5 mg/day"}],
        }
    )
    assert record == read_patient(text, GRAPH, AS_OF)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (float("nan"), "`nan` is not a decimal number"),
        (float("inf"), "`inf` is not a decimal number"),
        (Decimal("NaN"), "`NaN` is not a decimal number"),
        (Decimal("1E+999"), "absurd exponent"),
        pytest.param(10**6000, "`joints` has more digits than are read", id="long"),
        ({3}, "`joints` is given as a Python set"),
        (b"3", "`joints` is given as a Python bytes"),
        ({5: "x"}, "`joints` has a name that is no text: 5"),
    ],
)
def test_a_python_value_that_json_does_not_have_is_refused(value: object, says: str) -> None:
    with pytest.raises(PatientRefused) as refused:
        patient_from_mapping({"facts": {"joints": value}}, GRAPH, AS_OF)
    assert says in str(refused.value)


def test_a_list_inside_itself_is_refused() -> None:
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(PatientRefused, match="nested more than 6 levels"):
        patient_from_mapping({"facts": {"joints": endless}}, GRAPH, AS_OF)


# ---------------------------------------------------------------- medicines


def test_a_name_alone_is_a_medicine_of_unknown_dose() -> None:
    taken = medicine(name="prednisone")
    assert taken == RecordedMedicine("prednisone", True, ("corticosteroid",), "prednisone")


@pytest.mark.parametrize(
    ("entry", "rate", "unit", "per_day"),
    [
        ({"dose": "60 mg/day"}, "60 mg/day", "mg/day", True),
        ({"dose": {"value": 60, "unit": "mg/day"}}, "60 mg/day", "mg/day", True),
        ({"dose": "60 mg/d"}, "60 mg/day", "mg/day", True),
        ({"dose": "60 mg/day", "frequency": "once daily"}, "60 mg/day", "mg/day", False),
        ({"dose": "30 mg", "frequency": "twice daily"}, "60 mg/day", "mg/day", False),
        ({"dose": "60 mg/day", "frequency": "twice daily"}, "60 mg/day", "mg/day", False),
        ({"dose": "20 mg", "frequency": "3 times daily"}, "60 mg/day", "mg/day", False),
        ({"dose": "20 mg", "frequency": "every 8 hours"}, "60 mg/day", "mg/day", False),
        ({"dose": "60 mg/day", "frequency": "every 8 hours"}, "60 mg/day", "mg/day", False),
        ({"dose": "60 mg", "frequency": "every 2 days"}, "30 mg/day", "mg/day", False),
        ({"dose": "70 mg", "frequency": "once weekly"}, "10 mg/day", "mg/week", False),
        ({"dose": "70 mg/week"}, "10 mg/day", "mg/week", False),
        ({"dose": "70 mg/week", "frequency": "every 7 days"}, "10 mg/day", "mg/week", False),
        ({"dose": "1 g", "frequency": "every 4 weeks"}, "250 mg/week", "g/week", False),
        ({"dose": "30.4375 mg", "frequency": "once monthly"}, "1 mg/day", "mg/month", False),
        ({"dose": "2 mg/h", "frequency": "continuously"}, "48 mg/day", "mg/h", False),
    ],
)
def test_a_dose_is_an_amount_per_time(entry: dict[str, object], rate: str, unit: str, per_day: bool) -> None:
    taken = medicine(name="prednisone", **entry)
    number, spelled = rate.split()
    assert taken.dose == base(number, spelled)
    assert taken.dose_unit == unit
    assert taken.per_day_written is per_day


def test_an_amount_without_a_frequency_is_kept_as_written_and_the_dose_is_unknown() -> None:
    taken = medicine(name="methotrexate", dose="15 mg")
    assert taken.dose is None
    assert taken.written == "methotrexate 15 mg"


@pytest.mark.parametrize(
    ("given", "frequency"),
    [
        (
            "once weekly",
            core.Frequency(
                1, core.Extent(core.Number(Fraction(1), "week"), core.Number(Fraction(1), "week"))
            ),
        ),
        (
            "twice  daily",
            core.Frequency(2, core.Extent(core.Number(Fraction(1), "day"), core.Number(Fraction(1), "day"))),
        ),
        (
            "3 times monthly",
            core.Frequency(
                3, core.Extent(core.Number(Fraction(1), "month"), core.Number(Fraction(1), "month"))
            ),
        ),
        (
            "every 2 weeks",
            core.Frequency(
                1, core.Extent(core.Number(Fraction(2), "weeks"), core.Number(Fraction(2), "weeks"))
            ),
        ),
        (
            "every 12 h",
            core.Frequency(
                1, core.Extent(core.Number(Fraction(12), "hours"), core.Number(Fraction(12), "hours"))
            ),
        ),
        ("continuously", core.Frequency(0, None, continuous=True)),
    ],
)
def test_a_frequency_is_in_the_words_of_the_language(given: str, frequency: core.Frequency) -> None:
    assert medicine(name="prednisone", frequency=given).frequency == frequency


@pytest.mark.parametrize(
    "given",
    [
        "daily",
        "weekly",
        "0 times daily",
        "every day",
        "every 0 days",
        "every 2 to 4 weeks",
        "every 3 kg",
        "Once daily",
        "",
        3,
    ],
)
def test_another_frequency_is_refused(given: object) -> None:
    assert "the frequency of `prednisone` is given as" in refused_medicine(name="prednisone", frequency=given)


def test_times_are_counted_to_the_day_of_the_evaluation() -> None:
    taken = medicine(name="prednisone", dose="20 mg/day", since="2026-10-11", dose_since="2026-11-22")
    assert taken.time_on == 42 * DAY
    assert taken.time_at_dose == 0
    assert taken.starting_dose is None
    assert taken.written == "prednisone 20 mg/day since 2026-10-11 at dose since 2026-11-22"


def test_times_may_be_lengths() -> None:
    taken = medicine(
        name="prednisone", dose="20 mg/day", for_="6 weeks", at_dose_for="10 days", starting_dose="60 mg/day"
    )
    assert taken.time_on == 42 * DAY
    assert taken.time_at_dose == 10 * DAY
    assert taken.starting_dose == base("60", "mg/day")
    assert taken.written == "prednisone 20 mg/day for 6 weeks at dose for 10 days started at 60 mg/day"


def test_the_starting_dose_may_be_an_amount_of_one_administration() -> None:
    taken = medicine(name="methotrexate", dose="20 mg", frequency="once weekly", starting_dose="15 mg")
    assert taken.starting_dose == base("15", "mg/week")


def test_a_dose_taken_all_the_time_is_the_starting_dose() -> None:
    taken = medicine(name="prednisone", dose="60 mg/day", for_="3 weeks", at_dose_for="21 days")
    assert taken.starting_dose == base("60", "mg/day")


def test_a_medicine_the_guideline_does_not_have_has_the_classes_it_is_given() -> None:
    assert medicine(name="herbal tea").classes is None
    assert medicine(name="herbal tea", classes=[]).classes == ()
    taken = medicine(name="prednisolone", classes=["corticosteroid"], dose="10 mL/day")
    assert (taken.declared, taken.classes) == (False, ("corticosteroid",))


def test_a_medicine_of_the_guideline_may_repeat_its_own_classes() -> None:
    assert medicine(name="prednisone", classes=["corticosteroid"]).classes == ("corticosteroid",)


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({}, "medicine 1 of the list has no `name`"),
        ({"name": ""}, 'the name of medicine 1 is given as ""; a text is expected'),
        ({"name": 3}, "the name of medicine 1 is given as 3; a text is expected"),
        ({"name": "Prednisone"}, "the guideline has no medicine `Prednisone`; did you mean `prednisone`?"),
        ({"name": "Prednisone", "classes": []}, "did you mean `prednisone`?"),
        ({"name": "predisone"}, "did you mean `prednisone`? If it is another medicine, add its `classes`"),
        ({"name": "corticosteroid"}, "a class of medicines; the name of a medicine is expected; write which"),
        ({"name": "prednisone", "doze": "3 mg"}, "`prednisone` has no `doze`; did you mean `dose`?"[18:]),
        ({"name": "prednisone", "dose": "60"}, "60, a plain number; an amount per time"),
        ({"name": "prednisone", "dose": 60}, "write the amount with its unit, as in `60 mg/day`"),
        ({"name": "prednisone", "dose": "1 mg/kg/day"}, "a dose per kilogram per day"),
        ({"name": "prednisone", "dose": "60 mL/day"}, "a mass, or a mass per time, is expected"),
        ({"name": "methotrexate", "dose": "15 mL/week"}, "a mass, or a mass per time, is expected"),
        (
            {"name": "insulin", "dose": "10 mg/day"},
            "an amount in IU, or an amount in IU per time, is expected",
        ),
        ({"name": "prednisone", "dose": "60 cm/day"}, "an amount per time, or an amount with a `frequency`"),
        (
            {"name": "prednisone", "dose": "0 mg/day"},
            "leave the medicine out of the list where it is not taken",
        ),
        ({"name": "prednisone", "dose": "-5 mg/day"}, "an amount above zero is expected"),
        ({"name": "prednisone", "dose": "a lot"}, '"a lot", which is no number'),
        ({"name": "prednisone", "dose": {"value": 60}}, "60, a plain number"),
        ({"name": "prednisone", "dose": {"unit": "mg"}}, "an object without a `value`"),
        (
            {"name": "methotrexate", "dose": "15 mg/day", "frequency": "once weekly"},
            'the dose of `methotrexate` is given as 15 mg/day, and the frequency as "once weekly"',
        ),
        (
            {"name": "methotrexate", "dose": "15 mg/week", "frequency": "once daily"},
            "the two do not fit together; beside a frequency, write the amount of one administration",
        ),
        ({"name": "prednisone", "dose": "60 mg/day", "frequency": "every 2 days"}, "do not fit together"),
        ({"name": "prednisone", "dose": "60 mg", "frequency": "continuously"}, "write the amount per time"),
        ({"name": "prednisone", "since": "2026-11-23"}, "which lies in the future"),
        ({"name": "prednisone", "for": "6 kg"}, "the start of `prednisone` is given as 6 kg, a mass"),
        ({"name": "prednisone", "for": "-6 weeks"}, "a time of 0 to 150 years is expected"),
        ({"name": "prednisone", "for": "6"}, "a length of time is expected"),
        (
            {"name": "prednisone", "for": "6 weeks", "since": "2026-10-11"},
            "given twice, by `since` and by `for`",
        ),
        (
            {"name": "prednisone", "dose_since": "2026-10-11", "at_dose_for": "6 weeks"},
            "given twice, by `dose_since` and by `at_dose_for`",
        ),
        (
            {"name": "prednisone", "for": "3 weeks", "at_dose_for": "4 weeks"},
            "the time at dose of `prednisone` is given as for 4 weeks; no longer time than it has been taken "
            "(for 3 weeks) is expected",
        ),
        (
            {
                "name": "prednisone",
                "dose": "20 mg/day",
                "for": "3 weeks",
                "at_dose_for": "3 weeks",
                "starting_dose": "60 mg/day",
            },
            "the starting dose of `prednisone` is given as 60 mg/day, though the present dose",
        ),
        ({"name": "prednisone", "classes": ["supplement"]}, "leave `classes` out: the guideline has them"),
        ({"name": "herbal tea", "classes": ["suplement"]}, "did you mean `supplement`?"),
        ({"name": "herbal tea", "classes": [3]}, "a class of `herbal tea` is given as 3"),
        ({"name": "herbal tea", "classes": "supplement"}, "a list of classes is expected"),
        ({"name": "prednisone", "dose": None}, "`medicines[0].dose` is null"),
    ],
)
def test_a_medicine_is_refused_with_what_was_given_and_what_is_expected(
    entry: dict[str, object], says: str
) -> None:
    (only,) = refusal({"medicines": [entry]})
    assert says in only


@pytest.mark.parametrize("second", ["prednisone", "PREDNISONE "])
def test_a_medicine_taken_twice_is_not_merged(second: str) -> None:
    said = refusal({"medicines": [{"name": "prednisone"}, {"name": second, "dose": "5 mg/day"}]})
    assert len(said) == 1


def test_an_unlisted_medicine_is_not_taken_twice_under_another_spelling() -> None:
    (only,) = refusal({"medicines": [{"name": "herbal tea"}, {"name": "Herbal-Tea"}]})
    assert (
        only
        == "`Herbal-Tea` is on the medication list twice, as medicine 1 and as medicine 2; write one entry"
    )


def test_an_entry_that_is_no_object_is_refused() -> None:
    assert refusal({"medicines": ["prednisone"]}) == [
        'medicine 1 is given as "prednisone"; an object with a `name` is expected; write {"name": ...}'
    ]


def test_a_list_of_a_thousand_medicines_is_refused() -> None:
    (only,) = refusal({"medicines": [{"name": f"medicine {number}"} for number in range(1000)]})
    assert "a list of at most 200 is expected" in only


# ---------------------------------------------------------------- procedures


@pytest.mark.parametrize(
    ("given", "recorded"),
    [
        (True, RecordedProcedure(True)),
        ("yes", RecordedProcedure(True)),
        ("no", RecordedProcedure(False)),
        ({"done": False}, RecordedProcedure(False)),
        ({"done": "yes", "on": "2026-05-01"}, RecordedProcedure(True, date(2026, 5, 1))),
        ({"on": "2026-05-01"}, RecordedProcedure(True, date(2026, 5, 1))),
    ],
)
def test_a_procedure_is_done_or_not(given: object, recorded: RecordedProcedure) -> None:
    assert read({"done": {"dexa_scan": given}}).procedures["dexa_scan"] == recorded


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("dexa", True, "no procedure is called `dexa`; did you mean `dexa_scan`?"),
        ("diabetes", True, "`diabetes` is a fact; write it inside `facts`"),
        (
            "dexa_scan",
            "2026-05-01",
            '`dexa_scan` is given as "2026-05-01"; yes or no, or the day it was done',
        ),
        ("dexa_scan", {}, "`dexa_scan` is given as an object that says neither"),
        ("dexa_scan", {"on": "2027-05-01"}, "which lies in the future"),
        ("dexa_scan", {"done": "maybe"}, '`dexa_scan` is given as "maybe"; yes or no is expected'),
        ("dexa_scan", {"done": False, "on": "2026-05-01"}, "is given as not done, with a day"),
        ("dexa_scan", {"when": "2026-05-01"}, "`dexa_scan` has no `when`; it may have `done`, `on` or `at`"),
        ("dexa_scan", 1, "`dexa_scan` is given as 1; yes or no, or the day it was done"),
        ("dexa_scan", None, "`dexa_scan` is null"),
    ],
)
def test_a_procedure_is_refused_with_what_was_given(name: str, given: object, says: str) -> None:
    assert says in refusal({"done": {name: given}})[0]


# ---------------------------------------------------------------- contradictions


def test_a_yes_without_what_gives_it_a_meaning_is_refused() -> None:
    assert refusal({"facts": {"sex": "male", "pregnant": True}}) == [
        "`pregnant` is given as yes, and it has a meaning only when `sex is female`, which is not so "
        "(`sex` is male); correct one of them"
    ]


@pytest.mark.parametrize(
    "facts",
    [
        {"sex": "male", "pregnant": False},
        {"sex": "female", "pregnant": True},
        {"pregnant": True},
        {"severe_weakness": True},
        {"weakness": True, "severe_weakness": True},
        {"sex": "female", "nursing": True},
        {"age": "17 years", "nursing": False},
    ],
)
def test_what_may_be_is_no_contradiction(facts: dict[str, object]) -> None:
    """A condition that is unknown, or only assumed by default, contradicts nothing."""
    assert set(read({"facts": facts}).facts) == set(facts)


def test_a_contradiction_is_found_through_a_definition() -> None:
    assert refusal({"facts": {"age": "17 years", "nursing": True}}) == [
        "`nursing` is given as yes, and it has a meaning only when `adult_woman`, which is not so "
        "(`age` is 17 years); correct one of them"
    ]


def test_a_contradiction_may_be_with_the_medication_list() -> None:
    assert read({"facts": {"treated": True}}).facts["treated"].value is True
    assert (
        "only when `taking any corticosteroid`" in refusal({"facts": {"treated": True}, "medicines": []})[0]
    )


def test_an_unreadable_list_contradicts_nothing() -> None:
    (only,) = refusal({"facts": {"treated": True}, "medicines": [{"name": 3}]})
    assert "the name of medicine 1" in only


def test_contradictions_are_asked_of_a_record() -> None:
    """For records that are not made from JSON."""
    record = read({"facts": {"sex": "male"}})
    assert contradictions(record, GRAPH, AS_OF) == ()
    facts = {**record.facts, "pregnant": RecordedFact(True, "yes")}
    (problem,) = contradictions(replace(record, facts=facts), GRAPH, AS_OF)
    assert (problem.fact, problem.given, problem.expected) == ("pregnant", "yes", "only when sex is female")


# ---------------------------------------------------------------- the hash of the input

ONE = {
    "facts": {"weight": {"value": 70, "unit": "kg"}, "sex": "male"},
    "medicines": [{"name": "prednisone", "dose": "60 mg/day"}, {"name": "calcium"}],
    "done": {"dexa_scan": True, "muscle_mri": False},
}


@pytest.mark.parametrize(
    "same",
    [
        {**ONE, "id": "another label"},
        {**ONE, "facts": {"sex": "male", "weight": "70.0 kg"}},
        {**ONE, "medicines": [{"name": "calcium"}, {"dose": "60 mg/d", "name": "prednisone"}]},
        {
            "done": {"muscle_mri": "no", "dexa_scan": "yes"},
            "facts": ONE["facts"],
            "medicines": ONE["medicines"],
        },
    ],
)
def test_layout_and_order_do_not_change_the_hash(same: dict[str, object]) -> None:
    assert read(same).input_hash == read(ONE).input_hash


@pytest.mark.parametrize(
    "other",
    [
        {**ONE, "facts": {"sex": "male", "weight": "71 kg"}},
        {**ONE, "facts": {"sex": "male", "weight": "70000 g"}},
        {**ONE, "facts": {"sex": "male", "weight": {"value": "70 kg", "on": "2026-11-22"}}},
        {**ONE, "facts": {"sex": "male", "weight": {"value": "70 kg", "source": "letter"}}},
        {**ONE, "facts": {"sex": "male"}},
        {**ONE, "medicines": []},
        {"facts": ONE["facts"], "done": ONE["done"]},
        {**ONE, "medicines": [{"name": "prednisone", "dose": "60 mg/day"}, {"name": "herbal tea"}]},
        {
            **ONE,
            "medicines": [{"name": "prednisone", "dose": "60 mg/day"}, {"name": "herbal tea", "classes": []}],
        },
        {**ONE, "done": {"dexa_scan": True}},
        {**ONE, "done": {"dexa_scan": {"on": "2026-11-22"}, "muscle_mri": False}},
    ],
)
def test_anything_else_changes_the_hash(other: dict[str, object]) -> None:
    assert read(other).input_hash != read(ONE).input_hash


def test_the_hash_is_a_sha256() -> None:
    assert len(read(ONE).input_hash) == 64
    assert read({}).input_hash != read({"medicines": []}).input_hash
