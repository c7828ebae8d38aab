"""Types in words, and which dimensions are doses."""

import pytest

from guideline_dsl.dimensions import DOSE_PER_KILOGRAM, MASS, dimension, divide, multiply
from guideline_dsl.types import Choice, Date, DoseKind, Number, Truth, Type, describe_type, dose_kind
from guideline_dsl.unit_table import ATOMS
from guideline_dsl.units import parse_unit


@pytest.mark.parametrize(
    ("type_", "words"),
    [
        (Truth(), "yes or no"),
        (Choice(("low", "standard", "high")), "one of low, standard, high"),
        (Number(), "a plain number"),
        (Number(MASS), "a mass"),
        (Number(DOSE_PER_KILOGRAM), "a dose per kilogram"),
        (Date(), "a date"),
    ],
)
def test_a_type_is_described_in_words(type_: Type, words: str) -> None:
    assert describe_type(type_) == words


@pytest.mark.parametrize(
    ("unit", "kind"),
    [
        ("mg", DoseKind("mass", "", False)),
        ("mg/day", DoseKind("mass", "", True)),
        ("mg/kg", DoseKind("mass", "mass", False)),
        ("mg/kg/day", DoseKind("mass", "mass", True)),
        ("g/m2", DoseKind("mass", "area", False)),
        ("mg/m2/week", DoseKind("mass", "area", True)),
        ("mL", DoseKind("volume", "", False)),
        ("mL/kg/h", DoseKind("volume", "mass", True)),
        ("mL/m2", DoseKind("volume", "area", False)),
        ("L/min", DoseKind("volume", "", True)),
        ("mmol/kg", DoseKind("substance", "mass", False)),
        ("IU/kg", DoseKind("IU", "mass", False)),
        ("IU/day", DoseKind("IU", "", True)),
        ("U", DoseKind("U", "", False)),
        ("mEq/day", DoseKind("equivalents", "", True)),
        ("kcal/kg/day", DoseKind("energy", "mass", True)),
        ("MBq", DoseKind("radioactivity", "", False)),
        ("puffs", DoseKind("{puffs}", "", False)),
        ("{sachet}/d", DoseKind("{sachet}", "", True)),
        ("", DoseKind("count", "", False)),
        ("/day", DoseKind("count", "", True)),
    ],
)
def test_a_dose_is_an_amount_that_may_stand_per_time_and_per_basis(unit: str, kind: DoseKind) -> None:
    assert dose_kind(parse_unit(unit).dimension) == kind


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "weeks",
            "cm",
            "m2",
            "Cel",
            "mmHg",
            "%",
            "ms",
            "mV",
            "mg/dL",
            "mmol/L",
            "10*9/L",
            "mmol/mol",
            "kg/mL",
        ),
        *(
            "mL/min/1.73m2",
            "mg·m2/kg",
            "mg·m2/kg/week",
            "mg·mg",
            "mg/kg/m2",
            "mg/kg/day/day",
            "mg·day",
            "kg/m",
        ),
        *("s/kg", "%/day"),
    ],
)
def test_what_is_no_amount_is_no_dose(unit: str) -> None:
    assert dose_kind(parse_unit(unit).dimension) is None


def test_the_wrong_basis_makes_no_dose_and_the_right_one_an_amount() -> None:
    per_kilogram, area, weight = (parse_unit(u).dimension for u in ("mg/kg/week", "m2", "kg"))
    assert dose_kind(multiply(per_kilogram, area)) is None
    assert dose_kind(multiply(per_kilogram, weight)) == DoseKind("mass", "", True)
    assert dose_kind(divide(parse_unit("mg/day").dimension, weight)) == DoseKind("mass", "mass", True)


def test_a_length_cubed_is_no_dose() -> None:
    assert dose_kind(dimension({"length": 3})) is None


def test_every_kind_of_the_table_is_decided_to_be_an_amount_or_not() -> None:
    kinds = {kind for atom in ATOMS for kind, power in atom.dimension.exponents if power == 1}
    amounts = {kind for kind in kinds if dose_kind(dimension({kind: 1})) is not None}
    assert kinds - amounts == {"time", "length", "temperature", "pressure", "voltage", "percent"}
