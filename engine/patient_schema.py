"""The JSON Schema (2020-12) of the patients of one guideline: its facts, medicines and procedures, by name.

For forms and editors. It accepts whatever patient.py reads; what a schema cannot say (exact ranges in any
unit, days that are over, contradictions) is left to the reader. The descriptions of the keys are those of the
reader's own tables.

Declared absent: reading a patient.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, TypeAlias, assert_never

from engine.patient import DONE_KEYS, PATIENT_KEYS
from engine.patient_facts import FACT_KEYS, expected_of
from engine.patient_json import LONGEST_TEXT
from engine.patient_medicines import MEDICINE_KEYS, MOST_MEDICINES
from engine.patient_series import MOST_OBSERVATIONS
from guideline_dsl import core
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.wording import number_words, words

Schema: TypeAlias = dict[str, Any]

_NUMBER = "-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?"
_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_UNIT = "([^0-9. ].*|10[*^].*)"
_FREQUENCY = "^ *(continuously|(once|twice|[1-9][0-9]{0,2} +times) +(daily|weekly|monthly)|every +[0-9].*) *$"

_TIME: Schema = {"$ref": "#/$defs/time"}
_DAY: Schema = {"$ref": "#/$defs/day"}
_TEXT: Schema = {"$ref": "#/$defs/text"}
_END: Schema = {"anyOf": [_DAY, _TIME]}
_QUANTITY: Schema = {"$ref": "#/$defs/quantity"}
_YES_NO: Schema = {"enum": [True, False, "yes", "no"]}

_DEFS: Schema = {
    "day": {
        "type": "string",
        "format": "date",
        "pattern": f"^{_DATE}$",
        "description": "A day as year-month-day, not after the day of the evaluation.",
    },
    "time": {
        "type": "string",
        "pattern": f"^{_DATE}T[0-9]{{2}}:[0-9]{{2}}(:[0-9]{{2}}(\\.[0-9]{{1,6}})?)?(Z|[+-][0-9]{{2}}:[0-9]{{2}})?$",
        "description": "A time of a day, with its offset from UTC where it is known, not after the evaluation.",
    },
    "text": {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT},
    "quantity": {
        "description": "A number with its unit, in one text or apart.",
        "anyOf": [
            {"type": "string", "maxLength": LONGEST_TEXT, "pattern": f"^ *{_NUMBER} *{_UNIT}$"},
            {
                "type": "object",
                "properties": {
                    "value": {"type": ["number", "string"]},
                    "unit": {"type": "string", "maxLength": LONGEST_TEXT},
                },
                "required": ["value"],
                "additionalProperties": False,
            },
        ],
    },
}


def patient_schema(graph: DecisionGraph) -> Schema:
    """The schema, as a tree that `json.dumps` writes."""
    head = graph.head
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"A patient, for: {head.title}",
        "$comment": f"{head.name} {head.version}, {graph.hash}",
        "type": "object",
        "properties": _described(
            PATIENT_KEYS,
            {
                "id": _TEXT,
                "facts": _named({name: _fact(fact) for name, fact in graph.facts.items()}),
                "medicines": {"type": "array", "maxItems": MOST_MEDICINES, "items": _medicine(graph)},
                "done": _named({name: _procedure(node) for name, node in graph.procedures.items()}),
            },
        ),
        "additionalProperties": False,
        "$defs": _DEFS,
    }


def _named(properties: Mapping[str, Schema]) -> Schema:
    return {"type": "object", "properties": dict(properties), "additionalProperties": False}


def _described(keys: Mapping[str, str], schemas: Mapping[str, Schema]) -> Schema:
    """The schemas with the descriptions of the reader's table; a key in one and not in the other is a bug."""
    if keys.keys() != schemas.keys():
        raise AssertionError("the schema and the reader have other keys")
    return {key: {"description": keys[key], **schema} for key, schema in schemas.items()}


# ---------------------------------------------------------------- facts


def _fact(fact: core.FactNode) -> Schema:
    plain = _plain_value(fact.type)
    unit_text = {"type": "string", "maxLength": LONGEST_TEXT}
    parts: dict[str, Schema] = {
        "value": _apart_value(fact.type),
        "unit": unit_text,
        "on": _DAY,
        "at": _TIME,
        "from": _END,
        "to": _END,
        "for": _QUANTITY,
        "source": _TEXT,
    }
    apart: Schema = {
        "type": "object",
        "properties": _described(FACT_KEYS, parts),
        "required": ["value"],
        "additionalProperties": False,
    }
    match fact.type:
        case core.NumberBetween(unit=unit):
            apart["allOf"] = [_bounded(fact.type), *([_needs_unit()] if unit else [])]
        case core.YesNo() | core.OneOf() | core.CalendarDay() | core.DayAndTime():
            del apart["properties"]["unit"]
        case _:
            assert_never(fact.type)
    one = [plain, {**apart, "not": {"anyOf": _NOT_TOGETHER}}]
    several: Schema = {
        "type": "array",
        "minItems": 1,
        "maxItems": MOST_OBSERVATIONS,
        "items": {"anyOf": one},
        "if": {"minItems": 2},
        "then": {"items": {"anyOf": [{"required": [key]} for key in ("on", "at", "from", "for")]}},
    }
    return {"description": _about(fact), "anyOf": [*one, several]}


_NOT_TOGETHER: list[Schema] = [
    {"required": ["on", "at"]},
    *({"required": [moment, end]} for moment in ("on", "at") for end in ("from", "to", "for")),
    {"required": ["from", "to", "for"]},
]


def _about(fact: core.FactNode) -> str:
    says = [fact.question, expected_of(fact)]
    if fact.only_when is not None:
        says.append(f"only when {words(fact.only_when)}")
    if fact.within is not None:
        says.append(f"a value holds for {number_words(fact.within)}")
    return "; ".join(part for part in says if part)


def _plain_value(kind: core.FactType) -> Schema:
    match kind:
        case core.YesNo():
            return _YES_NO
        case core.OneOf(values=choices):
            return {"enum": list(choices)}
        case core.CalendarDay():
            return _DAY
        case core.DayAndTime():
            return _TIME
        case core.NumberBetween(unit=""):
            return {"anyOf": [{"type": "number", **_limits(kind)}, _number_text("( *(1|10[*^][0-9]+))?")]}
        case core.NumberBetween():
            return _number_text(f" *{_UNIT}")
    assert_never(kind)


def _number_text(following: str) -> Schema:
    return {"type": "string", "maxLength": LONGEST_TEXT, "pattern": f"^ *{_NUMBER}{following} *$"}


def _apart_value(kind: core.FactType) -> Schema:
    """The `value` of the form with a unit of its own: a text may still hold the unit."""
    return {"type": ["number", "string"]} if isinstance(kind, core.NumberBetween) else _plain_value(kind)


def _needs_unit() -> Schema:
    return {"if": {"properties": {"value": {"type": "number"}}}, "then": {"required": ["unit"]}}


def _bounded(kind: core.NumberBetween) -> Schema:
    """The plausible range, where the number is in the fact's own unit."""
    own: Schema = {"properties": {"value": {"type": "number"}}, "not": {"required": ["unit"]}}
    if kind.unit:
        own = {
            "properties": {"unit": {"const": kind.unit}, "value": {"type": "number"}},
            "required": ["unit"],
        }
    return {"if": own, "then": {"properties": {"value": _limits(kind)}}}


def _limits(kind: core.NumberBetween) -> Schema:
    limits = {"minimum": _json_number(kind.lower), "maximum": _json_number(kind.upper)}
    return {key: number for key, number in limits.items() if number is not None}


def _json_number(number: Fraction) -> int | float | None:
    """The number as JSON, None where a binary float would move the limit."""
    if number.denominator == 1:
        return int(number)
    near = float(number)
    return near if Fraction(repr(near)) == number else None


# ---------------------------------------------------------------- medicines and procedures


def _medicine(graph: DecisionGraph) -> Schema:
    name: Schema = {
        "anyOf": [{"enum": list(graph.medicines)}, {**_TEXT, "not": {"enum": list(graph.classes)}}]
    }
    parts: dict[str, Schema] = {
        "name": name,
        "dose": _QUANTITY,
        "frequency": {"type": "string", "maxLength": LONGEST_TEXT, "pattern": _FREQUENCY},
        "since": _DAY,
        "for": _QUANTITY,
        "dose_since": _DAY,
        "at_dose_for": _QUANTITY,
        "starting_dose": _QUANTITY,
        "classes": {"type": "array", "items": {"enum": list(graph.classes)}},
    }
    return {
        "type": "object",
        "properties": _described(MEDICINE_KEYS, parts),
        "required": ["name"],
        "additionalProperties": False,
        "allOf": [
            {"not": {"required": ["since", "for"]}},
            {"not": {"required": ["dose_since", "at_dose_for"]}},
        ],
    }


def _procedure(node: core.ProcedureNode) -> Schema:
    apart = {
        "type": "object",
        "properties": _described(DONE_KEYS, {"done": _YES_NO, "on": _DAY, "at": _TIME}),
        "minProperties": 1,
        "additionalProperties": False,
        "not": {"required": ["on", "at"]},
    }
    return {"description": node.title, "anyOf": [_YES_NO, apart]}
