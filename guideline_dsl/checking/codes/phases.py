"""Codes about the phases of treatment."""

from __future__ import annotations

from guideline_dsl.code_row import CodeRow

_DECISIONS = """\
facts
  stage  early | late

advise rest "Rest"
  when stage is late
    note "Rest in the afternoon."
    cite [1]

advise visits "Visits"
  note "Come back after a week."
  cite [1]

"""
_RIGHT = (
    _DECISIONS
    + """\
phases
  "Starting"   rest
  "Follow-up"  visits
"""
)

ROWS = {
    "in-no-phase": CodeRow(
        "warning",
        "a guideline has phases, and a decision or a taper belongs to none of them",
        _DECISIONS
        + """\
phases
  "Starting"  rest
""",
        _RIGHT,
    ),
    "in-two-phases": CodeRow(
        "error",
        "a decision or a taper is named in two phases, or twice in one",
        _DECISIONS
        + """\
phases
  "Starting"   rest, visits
  "Follow-up"  visits
""",
        _RIGHT,
    ),
    "empty-phase": CodeRow(
        "error",
        "nothing belongs to a phase",
        _DECISIONS
        + """\
phases
  "Starting"   rest, visits
  "Follow-up"
""",
        _RIGHT,
    ),
}
