"""The words an evaluation answers with: shared by what is found and what is shown."""

from __future__ import annotations

from typing import Literal, get_args

Answer = Literal["yes", "no", "unknown"]
OutcomeKind = Literal[
    "recommended",
    "conditional",
    "nothing recommended",
    "contraindicated",
    "not applicable",
    "insufficient data",
    "conflict",
    "outside scope",
    "shown",
    "not shown",
    "unknown",
]
RequestKind = Literal["fact", "medication list", "medicine detail", "procedure"]
Action = Literal[
    "start",
    "continue",
    "change",
    "stop",
    "do",
    "do, unless done",
    "already done",
    "start or continue",
    "continue or change",
    "give nothing",
]
Status = Literal["clear", "conditional", "withheld"]
"""Whether a line may be given: nothing withholds it, something may, something does."""
PromiseState = Literal["kept", "open", "broken", "outside scope"]
WronglyKind = Literal["contraindicated medicine taken", "forbidden frequency", "may be contraindicated"]
OptionStatus = Literal["available", "conditional", "withheld", "not eligible", "continue", "change"]

CONDITIONS_HOLD = "its conditions hold"
"""The reason of an outcome about which there is nothing more to say than its trace does."""

KINDS: tuple[OutcomeKind, ...] = get_args(OutcomeKind)
ACTIONS: tuple[Action, ...] = get_args(Action)
"""A kind or an action as a code is its place in these."""
