"""Words of the results."""

from __future__ import annotations

from benchmarks.by_hand.table_truths import Bit, Digit, Kleene

LIMITS = (
    "contraindicate methotrexate when methotrexate_test_abnormal",
    "contraindicate methotrexate when unprotected",
    "contraindicate methotrexate when mother_to_be",
)
DEFICIENT = "contraindicate azathioprine when tpmt_activity is any of (intermediate, deficient)"


def joined(*words: str) -> str:
    """`a; b`."""
    return "; ".join(word for word in words if word)


def one(bit: Bit, word: str) -> Digit:
    """A word, where a bit is set."""
    return Digit(((bit, word),))


def said(*words: str) -> str:
    """The only word."""
    return words[0]


def given_kind(truth: Kleene) -> Digit:
    """The kind of an outcome that recommends wherever its condition holds."""
    return Digit(((truth.yes, "recommended"), (truth.no, "not applicable")), "insufficient data")


def decided_kind(applies: Kleene, *, conditional: Bit, contraindicated: Bit = False) -> Digit:
    """The kind of an outcome that may be withheld, or hang on what is not known."""
    withheld = () if contraindicated is False else ((contraindicated, "contraindicated"),)
    return Digit(
        (
            (applies.no, "not applicable"),
            (applies.open, "insufficient data"),
            *withheld,
            (conditional, "conditional"),
        ),
        "recommended",
    )
