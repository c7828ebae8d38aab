"""Codes about cases; the codes of names and values are used there too."""

from __future__ import annotations

from guideline_dsl.code_row import CodeRow

_GUIDELINE = """\
facts
  diabetes  yes | no

medicines
  prednisone    corticosteroid
  azathioprine  steroid_sparing
  rituximab     steroid_sparing

choose agent
  option azathioprine
    prefer when diabetes
    give azathioprine 50 mg/day
    note "Blood counts are followed"
    cite [1]
  option prednisone
    give prednisone 60 mg/day
    cite [1]

never steroid_alone "A corticosteroid alone"
  when taking prednisone and not taking any steroid_sparing
    cite [1]

"""


def _case(*lines: str) -> str:
    inside = "".join(f"  {line}\n" for line in lines)
    return f'{_GUIDELINE}case "a patient"\n{inside}'


ROWS = {
    "unknown-decision": CodeRow(
        "error",
        "a case expects something of a decision that does not exist",
        _case("given  diabetes yes", "expect agnet is recommended"),
        _case("given  diabetes yes", "expect agent is recommended"),
    ),
    "unknown-option": CodeRow(
        "error",
        "a case expects an option that its `choose` does not have",
        _case("given  diabetes yes", "expect agent prefers azathioprin"),
        _case("given  diabetes yes", "expect agent prefers azathioprine"),
    ),
    "unknown-promise": CodeRow(
        "error",
        "a case expects something of a promise that does not exist",
        _case("given  taking nothing", "expect kept steroid_alon"),
        _case("given  taking nothing", "expect kept steroid_alone"),
    ),
    "never-given": CodeRow(
        "error",
        "a case expects a medicine of a decision that never gives it",
        _case("given  diabetes yes", "expect agent gives rituximab"),
        _case("given  diabetes yes", "expect agent gives azathioprine"),
    ),
    "given-contradicts": CodeRow(
        "error",
        "a case gives a patient who takes nothing, and a medicine",
        _case("given  taking nothing, taking prednisone 60 mg/day", "expect agent continues prednisone"),
        _case("given  taking prednisone 60 mg/day", "expect agent continues prednisone"),
    ),
    "words-not-in-guideline": CodeRow(
        "error",
        "a case expects to see words that no note or warning has",
        _case("given  diabetes yes", 'expect shows "Blood counts are watched"'),
        _case("given  diabetes yes", 'expect shows "Blood counts are followed"'),
    ),
}
