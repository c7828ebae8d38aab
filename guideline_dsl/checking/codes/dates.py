"""Codes about days and the time between them."""

from __future__ import annotations

from guideline_dsl.code_row import CodeRow

_FACTS = """\
facts
  birth_date  date
  last_visit  date
  onset       date and time
  weight      2 to 300 kg

"""


def _when(condition: str) -> str:
    return f'{_FACTS}advise rest "Rest"\n  when {condition}\n    note "Rest."\n    cite [1]\n'


ROWS = {
    "not-a-date": CodeRow(
        "error",
        "full years, months, weeks or days are counted from something that is no day",
        _when("full years since weight >= 18 years"),
        _when("full years since birth_date >= 18 years"),
    ),
    "not-a-time": CodeRow(
        "error",
        "a time of day is asked of something that has none",
        _when("time since last_visit >= 12 h"),
        _when("time since onset >= 12 h"),
    ),
    "date-arithmetic": CodeRow(
        "error",
        "something is added to a day that is no whole number of days, weeks, months or years",
        _when("birth_date + weight > today"),
        _when("birth_date + 18 years > today"),
    ),
    "uneven-count": CodeRow(
        "error",
        "a count of full units is compared with what is no whole number of them",
        _when("full days since last_visit >= 3 months"),
        _when("full months since last_visit >= 3 months"),
    ),
}
