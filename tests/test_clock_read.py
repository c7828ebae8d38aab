"""What the clock says is worked out once for many patients at the same time: each still has the time it is asked at."""

from __future__ import annotations

from datetime import date

from engine.compiled.fast import compile_fast
from engine.compiled.walked import answer_of
from engine.evaluation import walk
from engine.patient import patient_from_mapping
from tests.laws.law import compiled
from tests.meaning_sample import HEAD

GROWN = (
    HEAD
    + """\
facts
  birthday  date
medicines
  prednisone  steroid

define grown as birthday + 18 years <= today
  cite [1]

decide treatment "Treatment"
  when grown
    give prednisone 60 mg/day
  cite [1]
"""
)
DAYS = (date(2026, 1, 31), date(2026, 2, 1))


def test_a_patient_asked_about_on_two_days_by_turns_has_each_day() -> None:
    graph = compiled(GROWN)
    fast = compile_fast(graph)
    patient = patient_from_mapping({"facts": {"birthday": "2008-02-01"}}, graph, DAYS[0])
    expected = [answer_of(walk(graph, patient, day)) for day in DAYS]
    assert expected[0].units != expected[1].units
    for _ in range(100):
        assert [fast.answer(patient, day) for day in DAYS] == expected
    assert not fast.walked
