"""The slice in the words of each peer that has two truths: the text it is given, made of the table in rules.py."""

from __future__ import annotations

import json

from benchmarks.slice.names import INPUTS, TOLD
from benchmarks.slice.rules import Atom, Spelling, rules

_BITS = ((True, "yes"), (False, "no"))


class _WithNull(Spelling):
    """Languages that write `null` and compare alike; `rules_are` is what stands before the name of a rule."""

    rules_are = ""

    def atom(self, atom: Atom, yes: bool) -> str:
        match atom:
            case Atom(kind="rule", name=name):
                return f"{self.rules_are}{name}_{'yes' if yes else 'no'}"
            case Atom(kind="fact", name=name):
                return f"{name} == {'true' if yes else 'false'}"
            case Atom(kind="word", name=name, figure=word):
                return f"{name} == '{word}'" if yes else f"({name} != null and {name} != '{word}')"
            case Atom(kind="at least", name=name, figure=figure):
                return f"({name} != null and {name} {'>=' if yes else '<'} {figure})"
            case Atom(name=name):
                return f"{name} != null"


class _Zen(_WithNull):
    """The expression language of Zen; what is above in a node is `$.name`."""

    rules_are = "$."


def zen_peer() -> str:
    """A decision graph with one expression node, as JSON."""
    found: list[tuple[str, str]] = [
        (f"{name}_{bit}", _Zen().bit(expression, yes))
        for name, expression in rules().items()
        for yes, bit in _BITS
    ]
    given = "$.starts_yes and weight != null"
    young = "weight < 30 ? weight * 2 : 60"
    found.append(("lower", f"({given}) ? ($.juvenile_yes ? ({young}) : weight * 0.5) : null"))
    found.append(("upper", f"({given}) ? ($.juvenile_yes ? ({young}) : weight) : null"))
    expressions = [{"id": key, "key": key, "value": value} for key, value in found]
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {"id": "rules", "type": "expressionNode", "name": "rules", "content": {"expressions": expressions}},
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    edges = [
        {"id": "1", "sourceId": "in", "targetId": "rules"},
        {"id": "2", "sourceId": "rules", "targetId": "out"},
    ]
    return json.dumps({"nodes": nodes, "edges": edges})


class _Cel(Spelling):
    def conjunction(self, parts: list[str]) -> str:
        return "(" + " && ".join(parts) + ")"

    def disjunction(self, parts: list[str]) -> str:
        return "(" + " || ".join(parts) + ")"

    def atom(self, atom: Atom, yes: bool) -> str:
        match atom:
            case Atom(kind="rule", name=name):
                return self.bit(rules()[name], yes)
            case Atom(kind="fact", name=name):
                return f"{name} == {'true' if yes else 'false'}"
            case Atom(kind="word", name=name, figure=word):
                return f"{name} == '{word}'" if yes else f"({name} != null && {name} != '{word}')"
            case Atom(kind="at least", name=name, figure=figure):
                return f"({name} != null && {name} {'>=' if yes else '<'} {figure}.0)"
            case Atom(name=name):
                return f"{name} != null"


def cel_peer() -> str:
    """One map; CEL has no names for what was calculated, so a rule that is used twice is written twice."""
    spelling = _Cel()
    parts = [
        f"'{name}': {spelling.bit(rules()[name], True)} ? 1 : ({spelling.bit(rules()[name], False)} ? 0 : -1)"
        for name in TOLD
    ]
    given = f"({spelling.bit(rules()['starts'], True)} && weight != null)"
    juvenile = spelling.bit(rules()["juvenile"], True)
    young = "(weight < 30.0 ? weight * 2.0 : 60.0)"
    parts.append(f"'lower': {given} ? ({juvenile} ? {young} : weight * 0.5) : -1.0")
    parts.append(f"'upper': {given} ? ({juvenile} ? {young} : weight) : -1.0")
    return "{" + ", ".join(parts) + "}"


def rule_engine_peer() -> str:
    """A rule for each bit, by name, as JSON."""
    spelling = _WithNull()
    written = {
        f"{name}_{bit}": spelling.bit(expression, yes)
        for name, expression in rules().items()
        for yes, bit in _BITS
    }
    return json.dumps(written)


class _Clips(Spelling):
    def conjunction(self, parts: list[str]) -> str:
        return "(and " + " ".join(parts) + ")"

    def disjunction(self, parts: list[str]) -> str:
        return parts[0] if len(parts) == 1 else "(or " + " ".join(parts) + ")"

    def never(self) -> str:
        return "(holds never)"

    def atom(self, atom: Atom, yes: bool) -> str:
        match atom:
            case Atom(kind="rule", name=name):
                return f"(holds {name}_{'yes' if yes else 'no'})"
            case Atom(kind="fact", name=name):
                return f"(patient ({name} {'yes' if yes else 'no'}))"
            case Atom(kind="word", name=name, figure=word):
                return f"(patient ({name} {word if yes else f'~nil&~{word}'}))"
            case Atom(kind="at least", name=name, figure=figure):
                return f"(patient ({name} ?{name}&~nil&:({'>=' if yes else '<'} ?{name} {figure})))"
            case Atom(name=name):
                return f"(patient ({name} ~nil))"


_DOSES = (
    "(defrule dose_juvenile (holds starts_yes) (holds juvenile_yes) (patient (weight ?w&~nil))"
    " => (told dose (min 60.0 (* 2 ?w)) (min 60.0 (* 2 ?w))))",
    "(defrule dose_adult (holds starts_yes) (holds juvenile_no) (patient (weight ?w&~nil))"
    " => (told dose (* 0.5 ?w) ?w))",
)


def clips_peer() -> str:
    """The template of a patient, and a rule for each bit, as a list in JSON."""
    written = [f"(deftemplate patient {' '.join(f'(slot {name} (default nil))' for name in INPUTS)})"]
    spelling = _Clips()
    for name, expression in rules().items():
        for yes, word in _BITS:
            bit = f"{name}_{word}"
            text = spelling.bit(expression, yes)
            if text != spelling.never():
                says = f" (told {bit})" if name in TOLD else ""
                written.append(f"(defrule {bit} {text} => (assert (holds {bit})){says})")
    return json.dumps([*written, *_DOSES])
