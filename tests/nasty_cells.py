"""A guideline that reads cells of every kind, and tables for it: of ordinary cells, and of nasty ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import strategies as st

from engine.cohort.columns import PatientColumn, patient_columns
from engine.library import load_text

polars = pytest.importorskip("polars")

GUIDELINE = """\
guideline nasty "Cells of every kind"
  version 1.0.0

references
  1  book  "The first"  "Somebody"  2026

facts
  age          0 to 120 years
  weight       2 to 300 kg  within 30 days
  temperature  30 to 45 Cel
  creatinine   0.1 to 40 mg/dL  where 1 mg/dL is 88.4 umol/L
  joints       0 to 20
  lactate      0 to 20 mmol/L
  diabetes     yes | no  within 1 year
  sex          female | male
  stage        early | second | third | fourth | fifth | sixth  within 2 weeks
  diagnosed    date
  onset        date and time  within 2 days

medicines
  prednisone    corticosteroid   tablets 5 mg
  methotrexate  steroid_sparing  only once weekly
  ramipril      ace_inhibitor
  folic_acid    vitamin          tablets 5 mg  only once weekly

procedures
  scan     "A scan"
  culture  "A culture"

define late as latest lactate within 24 hours > 2 mmol/L
define high as highest lactate within 3 days > 4 mmol/L or mean lactate > 3 mmol/L
define often as count of lactate within 2 days >= 1 or rise of lactate within 12 hours >= 1 mmol/L
define heavy as latest weight within 3 weeks > 100 kg or first weight > 120 kg

advise all "All that is read"
  when age >= 18 years and weight > 40 kg and temperature >= 38 Cel and creatinine < 2 mg/dL and joints > 3
    note "Numbers."
    cite [1]
  when late or high or often or heavy or diabetes or sex is female or stage is third
    note "Words."
    cite [1]
  when diagnosed >= 2020-01-01 and time since onset <= 4.5 h and date of onset >= 2026-01-01
    note "Days."
    cite [1]
  when done scan within 30 days or done culture
    note "Procedures."
    cite [1]
  when taking ramipril and time on ramipril > 3 days and time at dose of ramipril > 2 days
    note "Times."
    cite [1]
  when taking prednisone and dose of prednisone > 20 mg/day and starting dose of prednisone > 40 mg/day
    note "Doses."
    cite [1]
  when time on prednisone > 3 weeks and time at dose of prednisone > 2 weeks
    note "Times at a dose."
    cite [1]
  when not late
    give methotrexate 7.5 mg once weekly
    cite [1]
"""

DAY = date(2026, 1, 31)
TIMES = (
    DAY,
    datetime(2026, 1, 31, 14, 30),
    datetime(2026, 1, 31, 14, 30, tzinfo=timezone(timedelta(hours=1))),
)
GRAPH = load_text(GUIDELINE)
COLUMNS = {
    name: each for name, each in patient_columns(GRAPH).by_name.items() if not name.startswith("fact.")
}


# ---------------------------------------------------------------- nasty cells

FLOATS = st.one_of(
    st.floats(),
    st.sampled_from(
        [-0.0, 0.0, 0.1 + 0.2, 1.1, 2.0000000000000004, 1e300, 1e-7, 70.00001, 5e-324, 1e15, 2.5]
    ),
    st.integers(-10, 3_000_000).map(lambda n: n / 10_000),
    st.integers(-10, 3_000_000).map(lambda n: n * (1 / 10_000)),
    st.integers(0, 3_000_000).map(lambda n: float(f"{n / 1000:.17g}")),
    st.integers(0, 400),
).map(float)
WHOLE = st.one_of(st.integers(-(2**63), 2**63 - 1), st.integers(-2, 310))
DAYS = st.one_of(
    st.dates(DAY - timedelta(days=70), DAY + timedelta(days=3)),
    st.dates(),
    st.sampled_from([date(1876, 1, 1), date(1875, 12, 31), DAY]),
)
STAMPS = st.one_of(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 2, 1)),
    DAYS.map(lambda day: datetime(day.year, day.month, day.day)),
    st.datetimes(datetime(2026, 1, 29), datetime(2026, 2, 1)).map(lambda stamp: stamp.replace(microsecond=0)),
    st.sampled_from([datetime(1876, 1, 1), datetime(1875, 12, 31, 23, 59), datetime(2026, 1, 31, 14, 30)]),
)
WORDS = [
    *(
        "yes",
        "no",
        "YES",
        "True",
        "nO",
        "ſo",
        "maybe",
        "",
        " ",
        "female",
        "Female",
        "third",
        "sixth",
        "male ",
    ),
    *(
        "70",
        "70.5",
        "070",
        "-0",
        "+5",
        "7e1",
        "70 kg",
        "154 lb",
        "70,5",
        "1_000",
        " 70 ",
        "70.00001",
        "NaN",
        "٣",
    ),
    *(
        "0.1",
        "300",
        "301",
        "0.00",
        "9999999999",
        "1/3",
        "20 mg/day",
        "20 mg",
        "7.5 mg/week",
        "70\n",
        "5 years",
    ),
    *("once daily", "once weekly", "every 7 days", "twice daily", "continuously", "often", "3 times weekly"),
    *("6 weeks", "0 days", "200 years", "6", "-1 day", "2 days", "2026-01-05", "2026-1-5", "2026-02-30"),
    *(
        "0000-01-01",
        "2026-02-01",
        "2026-01-30T08:15",
        "2026-01-30T08:15+01:00",
        "2026-01-30T25:15",
        "x" * 201,
    ),
]
LABELS = ["a", "é", "", " ", "x" * 201, "=1", "\u200b", "a b"]
TEXTS = st.sampled_from(WORDS)


def decimals(scale: int) -> st.SearchStrategy[Decimal]:
    near = st.integers(-5, 310 * 10**4).map(lambda n: Decimal(n) / 10**4)
    far = st.integers(-(10**18), 10**18).map(lambda n: Decimal(n).scaleb(-scale))
    return st.one_of(near, far, st.integers(0, 310).map(Decimal)).map(lambda d: Decimal(f"{d:.{scale}f}"))


Typed = tuple[Any, st.SearchStrategy[Any]]
TYPED: Sequence[Typed] = (
    (polars.Boolean, st.booleans()),
    (polars.Float64, FLOATS),
    (polars.Int64, WHOLE),
    (polars.Int8, st.integers(-128, 127)),
    (polars.UInt64, st.one_of(st.integers(0, 2**64 - 1), st.integers(0, 310))),
    (polars.Int128, st.one_of(st.integers(-(2**120), 2**120), st.integers(-2, 310))),
    *((polars.Decimal(38, scale), decimals(scale)) for scale in (0, 2, 4, 6, 12, 20, 21, 28)),
    (polars.Date, DAYS),
    (polars.Datetime("ms"), STAMPS),
    (polars.Datetime("us"), STAMPS),
    (polars.Datetime("ns"), STAMPS.filter(lambda stamp: 1700 < stamp.year < 2200)),
    (polars.Datetime("us", "UTC"), STAMPS.map(lambda stamp: stamp.replace(tzinfo=UTC))),
    (polars.String, TEXTS),
    (polars.Null, st.none()),
)
USUAL: dict[str, Sequence[Typed]] = {
    "text": ((polars.String, st.sampled_from(LABELS)), (polars.Int64, WHOLE)),
    "yes or no": ((polars.Boolean, st.booleans()), (polars.String, TEXTS)),
    "word": ((polars.String, st.sampled_from(["female", "male", "early", "third", "sixth", "fifth"])),),
    "number": (*TYPED[1:14], (polars.String, TEXTS), (polars.String, TEXTS)),
    "day": (*TYPED[14:18], (polars.String, TEXTS)),
    "time": TYPED[15:19],
    "length of time": ((polars.String, TEXTS),),
    "frequency": ((polars.String, st.sampled_from(["once daily", "once weekly", "every 7 days", "often"])),),
}


NUMBERS: dict[str, Sequence[str]] = {
    "age": ("0", "17", "18", "120", "55.25"),
    "weight": ("2", "40", "40.0001", "70.1", "300"),
    "temperature": ("30", "37.9999", "38", "38.3", "45"),
    "creatinine": ("0.1", "1.9999", "2", "0.3", "40"),
    "joints": ("0", "3", "3.5", "20"),
    "lactate": ("0", "2", "2.1", "20"),
}
DOSES = ("0.001", "5", "7.5", "20", "20.1", "40", "1000")
FINE_TEXTS: dict[str, Sequence[str]] = {
    "text": ("a", "b"),
    "yes or no": ("yes", "no", "True", "FALSE"),
    "day": ("2026-01-01", "2026-01-02", "2026-01-16", "2026-01-17", "2026-01-18", "2026-01-31", "2025-01-31"),
    "time": ("2026-01-29T14:30", "2026-01-30T08:15:10", "2026-01-29T00:00", "2026-01-31T10:00"),
    "length of time": ("6 weeks", "3 days", "2 days", "0 days", "1 year"),
    "frequency": ("once daily", "once weekly", "every 7 days"),
}


def fine_texts(column: PatientColumn) -> Sequence[str]:
    """What a cell of a column may well say."""
    if column.kind == "word":
        return ("female", "male") if column.of == "sex" else ("early", "third", "fifth", "sixth")
    if column.kind == "number":
        return NUMBERS.get(column.of, DOSES)
    return FINE_TEXTS[column.kind]


def fine(column: PatientColumn, kind: Any) -> st.SearchStrategy[Any] | None:
    """The same as cells of a type; None where it has no such cells."""
    texts = fine_texts(column)
    match kind:
        case polars.String:
            return st.sampled_from(texts)
        case polars.Boolean if column.kind == "yes or no":
            return st.booleans()
        case polars.Float64 if column.kind == "number":
            return st.sampled_from([float(text) for text in texts])
        case polars.Decimal() if column.kind == "number" and kind.scale:
            return st.sampled_from([Decimal(f"{Decimal(text):.{kind.scale}f}") for text in texts])
        case polars.Date if column.kind == "day":
            return st.sampled_from([date.fromisoformat(text) for text in texts])
        case polars.Datetime() if column.kind in ("day", "time") and kind.time_zone is None:
            return st.sampled_from([datetime.fromisoformat(text) for text in texts])
    if column.kind == "number" and kind in (polars.Int64, polars.Int8, polars.UInt64, polars.Int128):
        return st.sampled_from([int(text) for text in texts if text.isdigit() and int(text) < 128] or [1])
    return None


@st.composite
def cells_of(draw: st.DrawFn, name: str, rows: int) -> Any:
    """A column: mostly of a usual type, with most cells that may well be there, some empty, and some nasty."""
    column = COLUMNS[name]
    kind, nasty = draw(st.sampled_from(list(TYPED if draw(st.integers(0, 9)) == 0 else USUAL[column.kind])))
    usual = fine(column, kind)
    cells = [nasty] if usual is None else [usual] * 8 if draw(st.booleans()) else [usual] * 6 + [nasty]
    found = draw(st.lists(st.one_of(*cells, st.none()), min_size=rows, max_size=rows))
    return polars.Series(name, found, dtype=kind, strict=True)


@st.composite
def tables(draw: st.DrawFn) -> Any:
    """A few groups of columns, of a few rows; what is told of a medicine mostly of one that is taken."""
    groups = sorted({(column.section, column.of) for column in COLUMNS.values()})
    about = draw(st.lists(st.sampled_from(groups), min_size=1, max_size=3, unique=True))
    rows = draw(st.integers(1, 6))
    made = []
    for group in about:
        names = [name for name, each in COLUMNS.items() if (each.section, each.of) == group]
        first = [names[0]] if group[0] != "row" else []
        some = draw(st.lists(st.sampled_from(names), max_size=4 if group[0] == "medicine" else 2))
        made += [draw(cells_of(name, rows)) for name in dict.fromkeys([*first, *some])]
    if draw(st.integers(0, 9)):
        made = [each for each in made if each.name not in ("medicines_known", "as_of", "other_medicines")]
        made.append(polars.Series("medicines_known", [True] * rows))
    if draw(st.integers(0, 9)):
        taking = [place for place, each in enumerate(made) if each.name.startswith("taking.")]
        for place in taking:
            made[place] = polars.Series(made[place].name, [True] * rows)
    return polars.DataFrame(made)


# ---------------------------------------------------------------- ordinary tables


def ordinary(rows: int, seed: int) -> Any:
    """Typed cells as tables have them, of every column that is usual."""
    random = Random(seed)
    columns: dict[str, Callable[[], object]] = {
        "id": lambda: f"p{random.randrange(10**9)}",
        "age": lambda: random.randint(0, 120),
        "weight": lambda: random.randint(20_000, 3_000_000) / 10_000,
        "weight.on": lambda: DAY - timedelta(days=random.randint(0, 400)),
        "temperature": lambda: random.randint(300, 450) / 10,
        "creatinine": lambda: Decimal(random.randint(10, 4000)) / 100,
        "lactate": lambda: random.randint(0, 200_000) / 10_000,
        "lactate.at": lambda: datetime(2026, 1, 31) - timedelta(minutes=random.randint(0, 10_000)),
        "diabetes": lambda: random.random() < 0.5,
        "diabetes.at": lambda: datetime(2026, 1, 31) - timedelta(minutes=random.randint(0, 10**6)),
        "sex": lambda: random.choice(("female", "male")),
        "stage": lambda: random.choice(("early", "second", "third", "fourth", "fifth", "sixth")),
        "diagnosed": lambda: DAY - timedelta(days=random.randint(0, 30_000)),
        "onset": lambda: datetime(2026, 1, 31) - timedelta(seconds=random.randint(0, 10**6)),
        "medicines_known": lambda: True,
        "taking.prednisone": lambda: True,
        "dose.prednisone": lambda: random.randint(1, 100_000) / 1000,
        "frequency.prednisone": lambda: random.choice((None, "once daily")),
        "since.prednisone": lambda: DAY - timedelta(days=random.randint(50, 5000)),
        "dose_since.prednisone": lambda: DAY - timedelta(days=random.randint(0, 49)),
        "starting_dose.prednisone": lambda: random.choice((None, random.randint(1, 80_000) / 1000)),
        "taking.methotrexate": lambda: True,
        "dose.methotrexate": lambda: random.randint(1, 25_000) / 1000,
        "frequency.methotrexate": lambda: random.choice(("once weekly", "every 7 days")),
        "taking.ramipril": lambda: random.choice((False, None)),
        "done.scan": lambda: True,
        "done.scan.on": lambda: DAY - timedelta(days=random.randint(0, 400)),
    }
    return polars.DataFrame({name: [cell() for _ in range(rows)] for name, cell in columns.items()})


def as_text(table: Any) -> Any:
    """The same table as CSV has it."""
    return polars.DataFrame(
        {
            name: [
                cell
                if cell is None or isinstance(cell, str)
                else ("yes" if cell else "no")
                if isinstance(cell, bool)
                else cell.isoformat()
                if isinstance(cell, date)
                else str(cell)
                for cell in table[name]
            ]
            for name in table.columns
        },
        schema=dict.fromkeys(table.columns, polars.String),
    )
