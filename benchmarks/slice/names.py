"""What goes into the slice and what is told of it, by name; without imports, for what starts cold."""

from __future__ import annotations

from collections.abc import Mapping

NUMBERS = ("age", "weight")
WORDS = ("diagnosis", "sex", "tpmt_activity", "hepatitis_b", "hepatitis_c", "liver_tests")
TRUTHS = (
    "anti_hmgcr", "newly_diagnosed", "severe_rash", "interstitial_lung_disease", "other_lung_disease", "pregnant",
    "planning_pregnancy", "childbearing_potential", "reliable_contraception", "takes_prednisone",
    "takes_other_corticosteroid", "takes_rituximab",
)  # fmt: skip
INPUTS = (*NUMBERS, *WORDS, *TRUTHS)

TOLD = (
    "starts", "first_line", "methotrexate_contraindicated", "azathioprine_contraindicated", "methotrexate_leads",
    "azathioprine_leads", "mycophenolate_leads", "steroid_alone_now", "steroid_alone_planned",
    "anti_hmgcr_alone_now", "anti_hmgcr_alone_planned",
)  # fmt: skip
"""What an answer has of them; and two numbers: from how much prednisone to how much a day, in mg."""

Value = float | str | bool | None
Row = Mapping[str, Value]
Answer = tuple[bool | float | None, ...]
"""Truths in the order of TOLD, and the two numbers; None: unknown, or no number."""
