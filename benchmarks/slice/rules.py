"""The slice as propositions: one table, read by whoever translates it for a peer.

`recorded(x)` is yes where x is known and unknown where it is not: a test that is not done stands in the way, and does
not decide. What is yes of a rule, and what is no, are two bits (`yes`, `no`): so a peer without a third truth can
answer, and one that has it may use its own.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cache
from typing import Literal

from guideline_dsl.frozen import frozen

RULES: Mapping[str, str] = {
    "juvenile": "diagnosis == 'juvenile_dermatomyositis'",
    "inclusion_body": "diagnosis == 'inclusion_body_myositis'",
    "child_not_covered": "not age >= 18 and not juvenile",
    "takes_corticosteroid": "takes_prednisone or takes_other_corticosteroid",
    "treated_before": "takes_rituximab and not newly_diagnosed",
    "starts": "not takes_corticosteroid and not inclusion_body and not child_not_covered and not treated_before",
    "female": "sex == 'female'",
    "conception": "female and pregnant or planning_pregnancy",
    "unprotected": "female and childbearing_potential and not reliable_contraception",
    "tests_abnormal": "hepatitis_b == 'positive' or hepatitis_c == 'positive' or liver_tests == 'abnormal'",
    "methotrexate_contraindicated": "tests_abnormal or unprotected or female and conception",
    "azathioprine_contraindicated": "not tpmt_activity == 'normal'",
    "methotrexate_open": "not methotrexate_contraindicated and recorded(hepatitis_b) and recorded(hepatitis_c)"
    " and recorded(liver_tests)",
    "azathioprine_open": "not azathioprine_contraindicated and recorded(tpmt_activity)",
    "plan_corticosteroid": "takes_corticosteroid or starts",
    "first_line": "plan_corticosteroid and not inclusion_body and not juvenile and not child_not_covered",
    "skin": "diagnosis == 'dermatomyositis' and severe_rash",
    "methotrexate_preferred": "not interstitial_lung_disease and not other_lung_disease and not skin"
    " and not conception",
    "azathioprine_preferred": "conception or interstitial_lung_disease",
    "mycophenolate_preferred": "not conception and (skin or interstitial_lung_disease)",
    "methotrexate_before": "methotrexate_open and methotrexate_preferred",
    "azathioprine_before": "azathioprine_open and azathioprine_preferred",
    "methotrexate_leads": "methotrexate_open and"
    " (methotrexate_preferred or not azathioprine_before and not mycophenolate_preferred)",
    "azathioprine_leads": "azathioprine_open and"
    " (azathioprine_preferred or not methotrexate_before and not mycophenolate_preferred)",
    "mycophenolate_leads": "mycophenolate_preferred or not methotrexate_before and not azathioprine_before",
    "steroid_alone_now": "takes_corticosteroid and not takes_rituximab",
    "steroid_alone_planned": "plan_corticosteroid and not (takes_rituximab or first_line)",
    "anti_hmgcr_alone_now": "anti_hmgcr and steroid_alone_now",
    "anti_hmgcr_alone_planned": "anti_hmgcr and steroid_alone_planned",
}

# ---------------------------------------------------------------- read


@frozen
class Atom:
    """Something that is asked of one input."""

    kind: Literal["fact", "word", "at least", "recorded", "rule"]
    name: str
    figure: str | int = ""


@frozen
class Joined:
    """And, or."""

    all: bool
    parts: tuple[Expression, ...]


@frozen
class Denied:
    """Not."""

    part: Expression


Expression = Atom | Joined | Denied


@cache
def rules() -> Mapping[str, Expression]:
    """The table, read."""
    return {name: _read(ast.parse(text, mode="eval").body) for name, text in RULES.items()}


def _read(node: ast.expr) -> Expression:
    match node:
        case ast.Name(id=name):
            return Atom("rule" if name in RULES else "fact", name)
        case ast.Compare(
            left=ast.Name(id=name), ops=[ast.Eq()], comparators=[ast.Constant(value=str() as word)]
        ):
            return Atom("word", name, word)
        case ast.Compare(
            left=ast.Name(id=name), ops=[ast.GtE()], comparators=[ast.Constant(value=int() as figure)]
        ):
            return Atom("at least", name, figure)
        case ast.Call(func=ast.Name(id="recorded"), args=[ast.Name(id=name)]):
            return Atom("recorded", name)
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return Denied(_read(inner))
        case ast.BoolOp(op=operator, values=parts):
            return Joined(isinstance(operator, ast.And), tuple(map(_read, parts)))
    raise ValueError(ast.unparse(node))


# ---------------------------------------------------------------- as two bits


class Spelling:
    """How one peer spells bits; the methods are given text and give text."""

    def conjunction(self, parts: list[str]) -> str:
        """All of them."""
        return "(" + " and ".join(parts) + ")"

    def disjunction(self, parts: list[str]) -> str:
        """Any of them."""
        return "(" + " or ".join(parts) + ")"

    def never(self) -> str:
        """A bit that is never set."""
        return "false"

    def atom(self, atom: Atom, yes: bool) -> str:
        """The bit of a question about an input, or of a rule above."""
        raise NotImplementedError

    def bit(self, expression: Expression, yes: bool) -> str:
        """The text of a bit: whether the expression is surely so, or surely not."""
        match expression:
            case Denied(part=part):
                return self.bit(part, not yes)
            case Joined(all=every, parts=parts):
                found = [self.bit(part, yes) for part in parts]
                if every is yes:
                    return self.conjunction(found)
                kept = [text for text in found if text != self.never()]
                return self.disjunction(kept) if kept else self.never()
            case Atom(kind="recorded") if not yes:
                return self.never()
            case Atom():
                return self.atom(expression, yes)
