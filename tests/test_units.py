"""Units: what they are called, what they convert to, exactly, and what they must never convert to."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guideline_dsl.dimensions import compatible, describe
from guideline_dsl.unit_table import ATOMS, MEANT, PER_BODY_SURFACE, POWERS_OF_TEN, UnitAtom
from guideline_dsl.units import (
    NumberError,
    UnitError,
    canonical,
    convert,
    describe_unit,
    difference_to_base,
    display,
    from_base,
    is_unit,
    number_text,
    parse_number,
    parse_unit,
    product,
    reserved_unit_words,
    spoken,
    to_base,
    unit_pattern,
)

SPELLINGS = sorted(spelling for atom in ATOMS for spelling in atom.spellings)
PATTERN = re.compile(unit_pattern())


def converted(magnitude: str, source: str, target: str) -> Fraction:
    return convert(Fraction(magnitude), parse_unit(source), parse_unit(target))


# ---------------------------------------------------------------- exact conversion


@pytest.mark.parametrize(
    ("magnitude", "source", "target", "expected"),
    [
        ("1", "lb", "kg", "0.45359237"),
        ("154", "lb", "kg", "69.85322498"),
        ("1", "oz", "g", "28.349523125"),
        ("1", "st", "lb", "14"),
        ("1", "inch", "cm", "2.54"),
        ("1", "ft", "inch", "12"),
        ("0.1", "g", "mg", "100"),
        ("1", "mg", "mcg", "1000"),
        ("1", "mcg", "ng", "1000"),
        ("1", "m2", "cm2", "10000"),
        ("1", "mL", "cm3", "1"),
        ("1", "mm3", "uL", "1"),
        ("1", "L", "dL", "10"),
        ("1", "L", "fL", "1000000000000000"),
        ("1", "week", "days", "7"),
        ("1", "month", "days", "30.4375"),
        ("1", "year", "days", "365.25"),
        ("1", "year", "months", "12"),
        ("440", "ms", "s", "0.44"),
        ("1", "mmHg", "Pa", "133.322"),
        ("10", "cmH2O", "kPa", "0.980665"),
        ("1", "kcal", "kJ", "4.184"),
        ("60", "/min", "Hz", "1"),
        ("5", "10*9/L", "10*3/uL", "5"),
        ("5", "10*9/L", "10*6/L", "5000"),
        ("1", "mg/dL", "g/L", "0.01"),
        ("1", "mmol/L", "umol/mL", "1"),
        ("24", "mg/kg/day", "mcg/kg/h", "1000"),
        ("1", "mg/kg/day", "g/kg/week", "0.007"),
        ("1", "kIU/L", "IU/mL", "1"),
        ("1", "MIU", "kIU", "1000"),
        ("48", "mmol/mol", "mol/mol", "0.048"),
        ("300", "mg/g", "mg/mg", "0.3"),
        ("1", "mEq/L", "Eq/L", "0.001"),
        ("1000", "mOsm/kg", "Osm/kg", "1"),
        ("37", "Cel", "degF", "98.6"),
        ("98.6", "degF", "Cel", "37"),
        ("-40", "degF", "Cel", "-40"),
        ("0", "Cel", "K", "273.15"),
        ("32", "°F", "°C", "0"),
    ],
)
def test_a_conversion_is_exact(magnitude: str, source: str, target: str, expected: str) -> None:
    assert converted(magnitude, source, target) == Fraction(expected)


def test_a_difference_of_temperatures_has_no_offset() -> None:
    assert to_base(Fraction(1), parse_unit("Cel")) == Fraction("274.15")
    assert difference_to_base(Fraction(1), parse_unit("Cel")) == 1
    assert difference_to_base(Fraction("1.8"), parse_unit("degF")) == 1


@given(
    st.fractions(),
    st.sampled_from(SPELLINGS),
)
def test_to_base_and_back_is_the_identity(magnitude: Fraction, spelling: str) -> None:
    unit = parse_unit(spelling)
    assert from_base(to_base(magnitude, unit), unit) == magnitude


# ---------------------------------------------------------------- what must never be converted


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("[iU]/L", "10*9/L"),
        ("IU", "U"),
        ("IU/L", "U/L"),
        ("IU", "mg"),
        ("U/L", "mkat/L"),
        ("[arb'U]/mL", "IU/mL"),
        ("meq/L", "mmol/L"),
        ("mEq", "mmol"),
        ("mOsm/kg", "mmol/kg"),
        ("mg/kg", "%"),
        ("mg/g", "%"),
        ("mg/kg", ""),
        ("%", ""),
        ("mmol/mol", ""),
        ("mmol/mol", "%"),
        ("mmol/mol", "mg/kg"),
        ("L/L", "%"),
        ("mL/min/1.73m2", "mL/min"),
        ("mL/min/1.73m2", "mL/min/m2"),
        ("mL/min/{1.73_m2}", "mL/min"),
        ("{copies}/mL", "/mL"),
        ("{copies}/mL", "{cells}/mL"),
        ("cells/uL", "10*6/L"),
        ("beats/min", "/min"),
        ("beats/min", "breaths/min"),
        ("mg{creat}", "mg"),
        ("L/min/m2", "mm/h"),
        ("mL/m2", "cm"),
        ("mg/dL", "mmol/L"),
        ("mg/kg", "mg"),
        ("mg/kg/day", "mg/kg"),
        ("mg/kg", "mg/m2"),
        ("Cel", "mg"),
        ("kg", "m"),
        ("Hz", "MBq"),
    ],
)
def test_unlike_things_are_not_converted(source: str, target: str) -> None:
    for a, b in ((source, target), (target, source)):
        with pytest.raises(UnitError, match="cannot be converted"):
            converted("1", a, b)


def test_the_refusal_names_both_dimensions() -> None:
    with pytest.raises(UnitError) as refused:
        converted("1", "mmol/L", "mg/dL")
    assert str(refused.value) == (
        "`mmol/L` (a concentration, amount of substance per volume) cannot be converted to "
        "`mg/dL` (a concentration, mass per volume)"
    )


def test_two_atoms_convert_only_within_their_dimension() -> None:
    for a in ATOMS:
        for b in ATOMS:
            alike = compatible(parse_unit(a.code).dimension, parse_unit(b.code).dimension)
            assert alike == (a.dimension == b.dimension), (a.code, b.code)


# ---------------------------------------------------------------- reading


@pytest.mark.parametrize(
    ("everyday", "ucum"),
    [
        ("mg/kg/day", "mg/kg/d"),
        ("mg/kg/day", "mg/(kg.d)"),
        ("mg/kg/day", "mg.kg-1.d-1"),
        ("mcg/kg/min", "ug/kg/min"),
        ("µg/L", "ug/L"),
        ("\N{GREEK SMALL LETTER MU}g/L", "ug/L"),
        ("mg/m2/week", "mg/m2/wk"),
        ("kg/m2", "kg.m-2"),
        ("mmHg", "mm[Hg]"),
        ("cmH2O", "cm[H2O]"),
        ("lb", "[lb_av]"),
        ("inches", "[in_i]"),
        ("degF", "[degF]"),
        ("°C", "Cel"),
        ("IU/L", "[iU]/L"),
        ("mIU/L", "m[iU]/L"),
        ("mEq/L", "meq/L"),
        ("mOsm/kg", "mosm/kg"),
        ("mL/min/1.73m2", "mL/min/{1.73_m2}"),
        ("mL/min/1.73m²", "mL/min/{1.73m2}"),
        ("/min", "1/min"),
        ("/min", "min-1"),
        ("10^9/L", "10*9/L"),
        ("ml", "mL"),
        ("cells/uL", "{cells}/uL"),
        ("years", "a"),
        ("months", "mo"),
        ("weeks", "wk"),
        ("week", "weeks"),
        ("hours", "h"),
        ("g·m2/kg", "g.m2/kg"),
        ("", "1"),
    ],
)
def test_everyday_spelling_and_ucum_are_one_unit(everyday: str, ucum: str) -> None:
    assert parse_unit(everyday) == parse_unit(ucum)


@pytest.mark.parametrize("atom", [*ATOMS, *POWERS_OF_TEN], ids=lambda atom: atom.code)
def test_every_row_is_read_by_each_of_its_names(atom: UnitAtom) -> None:
    units = {parse_unit(name) for name in (*atom.spellings, atom.code)}
    assert len(units) == 1
    (unit,) = units
    assert (unit.dimension, unit.factor, unit.offset, unit.ucum) == (
        atom.dimension,
        atom.factor,
        atom.offset,
        atom.code,
    )


def test_no_spelling_and_no_code_stands_in_two_rows() -> None:
    rows = (*ATOMS, PER_BODY_SURFACE, *POWERS_OF_TEN)
    spellings = [spelling for atom in rows for spelling in atom.spellings]
    assert len(spellings) == len(set(spellings))
    assert len({atom.code for atom in rows}) == len(rows)


@pytest.mark.parametrize(
    ("text", "ucum"),
    [
        ("mg/kg/day", "mg/kg/d"),
        ("10*9/L", "10*9/L"),
        ("mcg/kg/min", "ug/kg/min"),
        ("IU/L", "[iU]/L"),
        ("weeks", "wk"),
        ("/min", "/min"),
        ("mL/min/1.73m2", "mL/min/{1.73_m2}"),
    ],
)
def test_a_unit_knows_its_ucum_code(text: str, ucum: str) -> None:
    assert parse_unit(text).ucum == ucum


def test_operators_are_read_from_left_to_right() -> None:
    assert parse_unit("mg/kg.day") == parse_unit("mg·day/kg")
    assert parse_unit("mg/kg.day") != parse_unit("mg/(kg.day)")


COMPOUNDS = st.builds(
    lambda first, rest: first + "".join(rest),
    st.sampled_from(["", "/"]).flatmap(lambda lead: st.sampled_from(SPELLINGS).map(lambda s: lead + s)),
    st.lists(st.builds(lambda op, s: op + s, st.sampled_from("/.·"), st.sampled_from(SPELLINGS)), max_size=3),
)


@given(COMPOUNDS)
def test_the_canonical_spelling_and_the_ucum_code_are_read_back_as_the_same_unit(text: str) -> None:
    if not is_unit(text):
        with pytest.raises(UnitError, match="stands alone"):
            parse_unit(text)
        return
    unit = parse_unit(text)
    assert parse_unit(unit.text) == unit
    assert parse_unit(unit.ucum) == unit
    assert PATTERN.fullmatch(unit.text)


@given(
    st.text(max_size=100) | st.lists(st.sampled_from([*SPELLINGS, *"/.()·{}^2-"]), max_size=8).map("".join)
)
def test_any_text_is_a_unit_or_an_error_with_a_sentence(text: str) -> None:
    if is_unit(text):
        assert is_unit(parse_unit(text).text)
        return
    with pytest.raises(UnitError) as refused:
        parse_unit(text)
    assert str(refused.value)
    assert is_unit(refused.value.suggestion)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("KG", "no unit is called `KG`; did you mean `kg`?"),
        ("kgs", "no unit is called `kgs`; did you mean `kg`?"),
        ("mg/kq/day", "no unit is called `kq` (in `mg/kq/day`); did you mean `mg/kg/day`?"),
        ("mg/kg/hr", "no unit is called `hr` (in `mg/kg/hr`); did you mean `mg/kg/h`?"),
        ("weaks", "no unit is called `weaks`; did you mean `weeks`?"),
        ("mm Hg", "no unit is called `mm Hg`; did you mean `mmHg`?"),
        ("mL/min/1.73 m2", "no unit is called `mL/min/1.73 m2`; did you mean `mL/min/1.73m2`?"),
        ("cc", "no unit is called `cc`; did you mean `mL`?"),
        ("mg//kg", "something is missing in the unit `mg//kg`; units are joined as in `mg/kg/day`"),
        ("mg/", "something is missing in the unit `mg/`; units are joined as in `mg/kg/day`"),
        ("Cel/h", "`Cel` stands alone, as its zero is arbitrary; in a compound unit write `K`"),
        ("/degF", "`degF` stands alone, as its zero is arbitrary; in a compound unit write `K`"),
        ("1.73m2", "`1.73m2` follows a rate, as in `mL/min/1.73m2`"),
        ("/1.73m2", "`1.73m2` follows a rate, as in `mL/min/1.73m2`"),
        ("kg" * 50, "a unit of 100 characters is too long; 80 are read at most"),
    ],
)
def test_an_unknown_unit_is_answered_with_what_to_type(typed: str, message: str) -> None:
    with pytest.raises(UnitError) as refused:
        parse_unit(typed)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    "typed", ["points", "score", "q", "mg kg", "kg{", "{}", "{a b}", "{é}", "²", "10*7", "m0", "()"]
)
def test_what_is_no_unit_is_refused(typed: str) -> None:
    with pytest.raises(UnitError):
        parse_unit(typed)


def test_control_characters_are_not_echoed() -> None:
    with pytest.raises(UnitError) as refused:
        parse_unit("zz\x1b[2J")
    assert "\x1b" not in str(refused.value)


@pytest.mark.parametrize("meant", sorted(set(MEANT.values())))
def test_what_is_offered_for_a_habit_is_a_unit(meant: str) -> None:
    assert is_unit(meant)


# ---------------------------------------------------------------- the grammar's pattern


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_pattern_takes_each_spelling_whole(spelling: str) -> None:
    for text in (spelling, f"/{spelling}", f"mg/{spelling}", f"{spelling}/kg", f"10*9/{spelling}"):
        for after in ("", " ", ",", ")", "\n", " by weight"):
            match = PATTERN.match(text + after)
            assert match is not None
            assert match.group() == text


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_pattern_takes_no_spelling_out_of_a_longer_word(spelling: str) -> None:
    for after in ("_x", "(", "q9", "Q"):
        match = PATTERN.match(spelling + after)
        assert match is None or match.end() < len(spelling) or spelling + after in SPELLINGS


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("kg/3600", "kg"),
        ("kg/10*9", "kg"),
        ("cm/2.54 - 60", "cm"),
        ("mg/kg/min(a, b)", "mg/kg"),
        ("kg/height", "kg"),
        ("mg/dose_total", "mg"),
        ("mL/min/1.73m2", "mL/min/1.73m2"),
        ("mL/min/1.73m2)", "mL/min/1.73m2"),
        ("mL/min/1.73", "mL/min"),
        ("10*9/L", "10*9/L"),
        ("10*3/uL,", "10*3/uL"),
        ("mm[Hg] and", "mm[Hg]"),
        ("m * 2", "m"),
        ("mg/kg/day.", "mg/kg/day"),
        ("g·m2/kg/week", "g·m2/kg/week"),
        ("%", "%"),
        ("/min", "/min"),
        ("mo", "mo"),
        ("mol", "mol"),
    ],
)
def test_the_pattern_stops_where_the_unit_ends(text: str, unit: str) -> None:
    match = PATTERN.match(text)
    assert match is not None
    assert match.group() == unit


@pytest.mark.parametrize(
    "text",
    [
        *("min(a", "mg_x", "dose_a", "weeks2", "dayss", "mgs", "kilo", "points", "hourly", "daily", "Liver"),
        *("max", "high", "heads", "allergy", "sex", "by", "and", "in", "to"),
        *("10*9", "10*9 /L", "1.73m2", "3600", "/3600", "/10*9", "[1", "{1.73_m2}", "/", "//kg", ".kg"),
    ],
)
def test_the_pattern_refuses(text: str) -> None:
    assert PATTERN.match(text) is None


def test_words_of_units_may_not_be_names() -> None:
    words = reserved_unit_words()
    assert {"week", "weeks", "day", "mg", "kg", "h", "min", "m2", "inch", "a"} <= words
    assert not words & {"weight", "in", "IU", "%", "mmHg", "dose", "age"}
    assert all(is_unit(word) for word in words)


# ---------------------------------------------------------------- writing


@pytest.mark.parametrize(
    ("written", "magnitude", "expected"),
    [
        ("µg", None, "mcg"),
        ("ug/kg", None, "mcg/kg"),
        ("mcg", None, "mcg"),
        ("a", None, "years"),
        ("wk", Fraction(1), "week"),
        ("week", Fraction(2), "weeks"),
        ("d", Fraction(1, 2), "days"),
        ("min", None, "minutes"),
        ("mg/d", None, "mg/day"),
        ("mg/days", None, "mg/day"),
        ("mL/kg/hour", None, "mL/kg/h"),
        ("ml", None, "mL"),
        ("[lb_av]", Fraction(1), "lb"),
        ("inches", Fraction(1), "inch"),
        ("mg/(kg.d)", None, "mg/kg/day"),
        ("mL/min/{1.73_m2}", None, "mL/min/1.73m2"),
        ("1/min", Fraction(1), "/min"),
        ("", Fraction(1), ""),
    ],
)
def test_a_unit_has_one_canonical_spelling(written: str, magnitude: Fraction | None, expected: str) -> None:
    assert canonical(written, magnitude) == expected


@pytest.mark.parametrize(
    ("magnitude", "unit", "shown", "exact"),
    [
        ("35", "mg", "35 mg", True),
        ("0.45359237", "kg", "0.4536 kg", False),
        ("0.453592", "kg", "0.453592 kg", True),
        ("1/3", "mg/kg/day", "0.3333 mg/kg/day", False),
        ("2/3", "mg", "0.6667 mg", False),
        ("100/3", "mg", "33.33 mg", False),
        ("1000000/3", "mg", "333333 mg", False),
        ("1/30000", "g", "0.00003333 g", False),
        ("1", "weeks", "1 week", True),
        ("2", "week", "2 weeks", True),
        ("1/2", "d", "0.5 days", True),
        ("-1", "Cel", "-1 Cel", True),
        ("-2/3", "m", "-0.6667 m", False),
        ("3", "", "3", True),
        ("0", "kg", "0 kg", True),
        ("80", "/min", "80 /min", True),
        ("250.50", "mg", "250.5 mg", True),
    ],
)
def test_a_quantity_is_shown_exactly_or_says_that_it_is_not(
    magnitude: str, unit: str, shown: str, exact: bool
) -> None:
    assert display(Fraction(magnitude), parse_unit(unit)) == (shown, exact)


@pytest.mark.parametrize(
    ("magnitude", "places", "shown"),
    [
        ("0.125", 2, ("0.12", False)),
        ("0.135", 2, ("0.14", False)),
        ("2.5", 0, ("2", False)),
        ("3.5", 0, ("4", False)),
    ],
)
def test_rounding_is_half_to_even(magnitude: str, places: int, shown: tuple[str, bool]) -> None:
    assert number_text(Fraction(magnitude), places) == shown


@given(st.fractions(), st.none() | st.integers(0, 8))
def test_a_shown_number_is_exact_exactly_when_it_reads_back(number: Fraction, places: int | None) -> None:
    text, exact = number_text(number, places)
    assert (Fraction(text) == number) == exact
    assert not re.search(r"\.\d*0$|^-0$|\.$", text)


@given(st.fractions())
def test_a_rounded_number_is_off_by_less_than_its_fourth_digit(number: Fraction) -> None:
    text, exact = number_text(number)
    assert exact or abs(Fraction(text) - number) <= abs(number) / 1000


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        ("mg/kg/day", "mg/kg per day"),
        ("mL/kg/h", "mL/kg per hour"),
        ("mL/min/1.73m2", "mL/min/1.73m2"),
        ("weeks", "weeks"),
        ("/min", "/min"),
        ("mg", "mg"),
        ("10*9/L", "10*9/L"),
    ],
)
def test_a_unit_is_said_aloud(unit: str, said: str) -> None:
    assert spoken(parse_unit(unit)) == said


def test_a_product_is_written_with_nothing_cancelled() -> None:
    wrong = product(parse_unit("mg/kg/week"), parse_unit("m2"))
    assert (wrong.text, spoken(wrong)) == ("mg·m2/kg/week", "mg·m2/kg per week")
    assert product(parse_unit("/min"), parse_unit("mL")).text == "mL/min"


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        ("", "a plain number"),
        ("kg", "a mass"),
        ("m2", "an area"),
        ("cm3", "a volume"),
        ("weeks", "a time"),
        ("%", "a percentage"),
        ("mg/kg", "a dose per kilogram"),
        ("mg/kg/day", "a dose per kilogram per day"),
        ("mg/g", "a dose per gram"),
        ("mg/day", "a mass per day"),
        ("mg/m2/week", "a mass per square metre per week"),
        ("mL/kg/h", "a volume per kilogram per hour"),
        ("mg/dL", "a concentration (mass per volume)"),
        ("mmol/L", "a concentration (amount of substance per volume)"),
        ("IU/L", "an amount in IU per volume"),
        ("10*9/L", "a count per volume"),
        ("/min", "a rate (times per unit of time)"),
        ("mL/min", "a flow (volume per time)"),
        ("mL/min/1.73m2", "a volume per 1.73 m2 of body surface per minute"),
        ("mmol/mol", "a ratio (substance per substance)"),
        ("g·m2/kg/week", "a dose per kilogram times an area per week"),
    ],
)
def test_a_unit_is_described_in_words(unit: str, words: str) -> None:
    assert describe_unit(parse_unit(unit)) == words


def test_every_atom_can_be_described() -> None:
    for atom in ATOMS:
        assert re.match(r"an? ", describe(atom.dimension))


# ---------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [("70", 70), ("0.5", Fraction(1, 2)), ("-3", -3), ("1e3", 1000), ("2.5E-1", Fraction(1, 4)), ("007", 7)],
)
def test_a_decimal_number_is_exact(text: str, value: Fraction) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    "text",
    [
        *(
            "NaN",
            "nan",
            "inf",
            "-inf",
            "Infinity",
            "0x10",
            "1_000",
            "1,5",
            "1/2",
            "\u0661\u0662",
            "\uff17",
            "²",
        ),
        *(".5", "5.", "+5", "--5", "1e", "1e1.5", "1e21", "1e999", "1e-999", "1e99999999"),
        *("", " 1", "1 ", "1\n", "1" * 31, "0." + "1" * 30, "9" * 100_000),
    ],
)
def test_what_is_no_plain_decimal_is_refused(text: str) -> None:
    with pytest.raises(NumberError) as refused:
        parse_number(text)
    assert str(refused.value)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=6))
def test_a_number_reads_as_the_decimal_that_was_written(number: Decimal) -> None:
    assert parse_number(f"{number:f}") == Fraction(number)
