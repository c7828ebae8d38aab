"""Codes about decisions: what they do, whether they may fall silent, circles through the plan."""

from __future__ import annotations

from guideline_dsl.code_row import CodeRow

_DECLARED = """\
facts
  age       0 to 120 years
  diabetes  yes | no

medicines
  prednisone    corticosteroid
  azathioprine  steroid_sparing

"""


def _text(items: str) -> str:
    return _DECLARED + items


def _row_of_overriders(number: int) -> str:
    """Decisions of which each is instead of the one before it."""
    decisions = ["decide level_0\n  give prednisone 60 mg/day\n  cite [1]\n"]
    for level in range(1, number + 1):
        decisions.append(
            f"decide level_{level}\n  for diabetes and age >= {level} years\n  instead of level_{level - 1}\n"
            "  give nothing\n  cite [1]\n"
        )
    return _text("\n".join(decisions))


ROWS = {
    "contraindicated-elsewhere": CodeRow(
        "error",
        "what is no decision asks whether a medicine is contraindicated",
        """\
facts
  asthma  yes | no

medicines
  metoprolol  blocker

contraindicate metoprolol
  when asthma
    cite [1]

define barred as metoprolol is contraindicated
""",
        """\
facts
  asthma  yes | no

medicines
  metoprolol  blocker

contraindicate metoprolol
  when asthma
    cite [1]

decide pressure
  when metoprolol is contraindicated
    give nothing
    cite [1]
  otherwise
    give metoprolol 50 mg once daily
    cite [1]
""",
    ),
    "never-contraindicated": CodeRow(
        "error",
        "it is asked whether a medicine is contraindicated that nothing contraindicates",
        """\
medicines
  metoprolol  blocker

decide pressure
  when metoprolol is contraindicated
    give nothing
    cite [1]
  otherwise
    give metoprolol 50 mg once daily
    cite [1]
""",
        """\
medicines
  metoprolol  blocker

decide pressure
  give metoprolol 50 mg once daily
  cite [1]
""",
    ),
    "may-fall-through": CodeRow(
        "warning",
        "a `decide` without `otherwise` may fall silent for a patient",
        _text("""\
decide treatment
  when diabetes
    give azathioprine 50 mg/day
    cite [1]
  when age >= 18 years
    give prednisone 60 mg/day
    cite [1]
"""),
        _text("""\
decide treatment
  when diabetes
    give azathioprine 50 mg/day
    cite [1]
  when age >= 18 years
    give prednisone 60 mg/day
    cite [1]
  otherwise
    give nothing
    cite [1]
"""),
    ),
    "unreachable-branch": CodeRow(
        "warning",
        "a branch is never reached, because those before it take every patient",
        _text("""\
decide treatment
  when age >= 18 years
    give prednisone 60 mg/day
    cite [1]
  when age >= 65 years
    give azathioprine 50 mg/day
    cite [1]
  otherwise
    give nothing
    cite [1]
"""),
        _text("""\
decide treatment
  when age >= 65 years
    give azathioprine 50 mg/day
    cite [1]
  when age >= 18 years
    give prednisone 60 mg/day
    cite [1]
  otherwise
    give nothing
    cite [1]
"""),
    ),
    "never-holds": CodeRow(
        "warning",
        "a limit, a scope, an option or a piece of advice is for no patient at all",
        _text("""\
contraindicate prednisone
  when diabetes and not diabetes
    cite [1]
"""),
        _text("""\
contraindicate prednisone
  when diabetes
    cite [1]
"""),
    ),
    "no-action": CodeRow(
        "error",
        "a branch is taken and says nothing to do",
        _text("""\
decide treatment
  when diabetes
    note "Corticosteroids raise the blood sugar"
    cite [1]
  otherwise
    give prednisone 60 mg/day
    cite [1]
"""),
        _text("""\
decide treatment
  when diabetes
    give nothing
    note "Corticosteroids raise the blood sugar"
    cite [1]
  otherwise
    give prednisone 60 mg/day
    cite [1]
"""),
    ),
    "nothing-and-something": CodeRow(
        "error",
        "`give nothing` stands beside a line that says what to do",
        _text("""\
decide treatment
  give nothing
  give prednisone 60 mg/day
  cite [1]
"""),
        _text("""\
decide treatment
  give prednisone 60 mg/day
  cite [1]
"""),
    ),
    "given-twice": CodeRow(
        "error",
        "one branch gives a medicine twice",
        _text("""\
decide treatment
  give prednisone 60 mg/day
  give prednisone 40 mg/day
  cite [1]
"""),
        _text("""\
decide treatment
  give prednisone 40 to 60 mg/day
  cite [1]
"""),
    ),
    "given-and-stopped": CodeRow(
        "error",
        "one branch gives and stops a medicine",
        _text("""\
decide treatment
  give prednisone 60 mg/day
  stop any corticosteroid
  cite [1]
"""),
        _text("""\
decide treatment
  give azathioprine 50 mg/day
  stop any corticosteroid
  cite [1]
"""),
    ),
    "note-out-of-place": CodeRow(
        "error",
        "a note stands under a clause that is never shown on its own",
        _text("""\
choose agent
  option azathioprine
    prefer when diabetes
      note "It spares the corticosteroid"
      cite [1]
    give azathioprine 50 mg/day
    cite [1]
  option prednisone
    give prednisone 60 mg/day
    cite [1]
"""),
        _text("""\
choose agent
  option azathioprine
    prefer when diabetes
      cite [1]
    give azathioprine 50 mg/day
    note "It spares the corticosteroid"
    cite [1]
  option prednisone
    give prednisone 60 mg/day
    cite [1]
"""),
    ),
    "instead-circle": CodeRow(
        "error",
        "decisions are decided instead of each other, or one instead of itself",
        _text("""\
decide usual
  give prednisone 60 mg/day
  cite [1]

decide in_diabetes
  for diabetes
  instead of in_old_age
  give azathioprine 50 mg/day
  cite [1]

decide in_old_age
  for age >= 65 years
  instead of in_diabetes
  give nothing
  cite [1]
"""),
        _text("""\
decide usual
  give prednisone 60 mg/day
  cite [1]

decide in_diabetes
  for diabetes
  instead of usual
  give azathioprine 50 mg/day
  cite [1]

decide in_old_age
  for age >= 65 years
  instead of in_diabetes
  give nothing
  cite [1]
"""),
    ),
    "instead-of-for-all": CodeRow(
        "error",
        "a decision for every patient is instead of another, which would never be decided",
        _text("""\
decide usual
  give prednisone 60 mg/day
  cite [1]

decide in_diabetes
  for diabetes
  instead of usual
  give azathioprine 50 mg/day
  cite [1]

decide in_old_age
  instead of in_diabetes
  give nothing
  cite [1]
"""),
        _text("""\
decide usual
  give prednisone 60 mg/day
  cite [1]

decide in_diabetes
  for diabetes
  instead of usual
  give azathioprine 50 mg/day
  cite [1]

decide in_old_age
  for age >= 65 years
  instead of in_diabetes
  give nothing
  cite [1]
"""),
    ),
    "instead-too-deep": CodeRow(
        "error",
        "too many decisions stand above one another by `instead of`",
        _row_of_overriders(9),
        _row_of_overriders(8),
    ),
    "plan-circle": CodeRow(
        "error",
        "decisions ask for the plan of what they themselves give",
        _text("""\
decide steroid
  for plan has azathioprine
  give prednisone 60 mg/day
  cite [1]

decide sparing
  for plan has prednisone
  give azathioprine 50 mg/day
  cite [1]
"""),
        _text("""\
decide steroid
  for taking azathioprine
  give prednisone 60 mg/day
  cite [1]

decide sparing
  for plan has prednisone
  give azathioprine 50 mg/day
  cite [1]
"""),
    ),
    "plan-too-early": CodeRow(
        "error",
        "the plan is asked for where there is none yet: in whom a guideline is for, or at a fact",
        """\
medicines
  prednisone  corticosteroid

facts
  cushingoid  yes | no
    only when plan has prednisone
""",
        """\
medicines
  prednisone  corticosteroid

facts
  cushingoid  yes | no
    only when taking prednisone
""",
    ),
    "unanswered": CodeRow(
        "warning",
        "a statement has neither a citation nor an assumption",
        _text("""\
decide treatment
  give prednisone 60 mg/day
"""),
        _text("""\
decide treatment
  give prednisone 60 mg/day
  cite [1]
"""),
    ),
}
