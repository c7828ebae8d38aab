"""The slice in Clinical Quality Language: its compiled form (ELM), run by cql-execution in Node.

CQL has a third truth of its own, and `and`, `or`, `not` are Kleene's, so each rule is one expression. The program in
cql/ reads the library and the patients once, and then answers all of them each time a line arrives; it times itself.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from benchmarks.slice.names import INPUTS, NUMBERS, TOLD, WORDS, Answer, Row
from benchmarks.slice.rules import RULES, Atom, Denied, Expression, Joined, rules

FOLDER = Path(__file__).with_name("cql")
_TYPES = "{urn:hl7-org:elm-types:r1}"


def missing() -> str:
    """Why it cannot be run here; "" where it can."""
    if shutil.which("node") is None:
        return "no Node"
    if not (FOLDER / "node_modules").is_dir():
        return "`npm install` was not run in benchmarks/slice/cql"
    return ""


# ---------------------------------------------------------------- the library


def library(told: Sequence[str] = (*TOLD, "lower", "upper")) -> dict[str, Any]:
    """The library; the expressions that are not told are private, and calculated when they are asked for."""
    kinds = {
        **dict.fromkeys(INPUTS, "Boolean"),
        **dict.fromkeys(NUMBERS, "Decimal"),
        **dict.fromkeys(WORDS, "String"),
    }
    parameters = [
        {"name": name, "accessLevel": "Public", "parameterTypeSpecifier": _named(kind)}
        for name, kind in kinds.items()
    ]
    written: dict[str, Any] = {name: _elm(expression) for name, expression in rules().items()}
    written |= {"lower": _dose("0.5"), "upper": _dose("1.0")}
    statements = [
        {
            "name": name,
            "context": "Patient",
            "accessLevel": "Public" if name in told else "Private",
            "expression": expression,
        }
        for name, expression in written.items()
    ]
    patient = {
        "name": "Patient",
        "context": "Patient",
        "expression": {
            "type": "SingletonFrom",
            "operand": {"type": "Retrieve", "dataType": "{urn:slice}Patient"},
        },
    }
    return {
        "library": {
            "identifier": {"id": "Slice", "version": "1.0.0"},
            "schemaIdentifier": {"id": "urn:hl7-org:elm", "version": "r1"},
            "usings": {"def": [{"localIdentifier": "System", "uri": "urn:hl7-org:elm-types:r1"}]},
            "parameters": {"def": parameters},
            "statements": {"def": [patient, *statements]},
        }
    }


def _named(kind: str) -> dict[str, str]:
    return {"type": "NamedTypeSpecifier", "name": f"{_TYPES}{kind}"}


def _literal(kind: str, value: str) -> dict[str, str]:
    return {"type": "Literal", "valueType": f"{_TYPES}{kind}", "value": value}


def _elm(expression: Expression) -> dict[str, Any]:
    match expression:
        case Denied(part=part):
            return {"type": "Not", "operand": _elm(part)}
        case Joined(all=every, parts=(first, *rest)):
            joined = _elm(first)
            for part in rest:
                joined = {"type": "And" if every else "Or", "operand": [joined, _elm(part)]}
            return joined
        case Atom(kind="rule", name=name):
            return {"type": "ExpressionRef", "name": name}
        case Atom(kind="fact", name=name):
            return _given(name)
        case Atom(kind="word", name=name, figure=word):
            return {"type": "Equal", "operand": [_given(name), _literal("String", str(word))]}
        case Atom(kind="at least", name=name, figure=figure):
            return {"type": "GreaterOrEqual", "operand": [_given(name), _literal("Decimal", f"{figure}.0")]}
        case Atom(name=name):
            known = {"type": "Not", "operand": {"type": "IsNull", "operand": _given(name)}}
            unknown = {"type": "As", "operand": {"type": "Null"}, "asType": f"{_TYPES}Boolean"}
            return {"type": "If", "condition": known, "then": _literal("Boolean", "true"), "else": unknown}
    raise TypeError(expression)


def _given(name: str) -> dict[str, str]:
    assert name not in RULES
    return {"type": "ParameterRef", "name": name}


def _dose(factor: str) -> dict[str, Any]:
    double = {"type": "Multiply", "operand": [_given("weight"), _literal("Decimal", "2.0")]}
    young = {
        "type": "If",
        "condition": {"type": "Less", "operand": [_given("weight"), _literal("Decimal", "30.0")]},
        "then": double,
        "else": _literal("Decimal", "60.0"),
    }
    adult = {"type": "Multiply", "operand": [_given("weight"), _literal("Decimal", factor)]}
    nothing = {"type": "As", "operand": {"type": "Null"}, "asType": f"{_TYPES}Decimal"}
    known = {"type": "Not", "operand": {"type": "IsNull", "operand": _given("weight")}}
    return {
        "type": "If",
        "condition": {"type": "And", "operand": [{"type": "ExpressionRef", "name": "starts"}, known]},
        "then": {
            "type": "If",
            "condition": {"type": "ExpressionRef", "name": "juvenile"},
            "then": young,
            "else": adult,
        },
        "else": nothing,
    }


# ---------------------------------------------------------------- the process


def _given_to_node(rows: Sequence[Row], traced: bool) -> str:
    told = (*TOLD, "lower", "upper")
    # every rule a result of its own: that is the trace it has
    every = (*RULES, "lower", "upper") if traced else told
    return json.dumps({"elm": library(every), "told": told, "rows": list(rows)})


def cold(row: Row) -> Mapping[str, Any]:
    """A new process: from its first line to the first answer, the seconds by the clock and the memory."""
    with tempfile.TemporaryDirectory() as name:
        given = Path(name) / "given.json"
        given.write_text(_given_to_node([row], False), encoding="utf-8")
        command = ["node", str(FOLDER / "run.cjs"), str(given), "cold"]
        told: Mapping[str, Any] = json.loads(subprocess.check_output(command, text=True))
    return told


class Node:
    """A process of Node that answers some patients whenever it is asked to."""

    def __init__(self, rows: Sequence[Row], traced: bool = False) -> None:
        """Start it; it has read all when this returns."""
        with tempfile.TemporaryDirectory() as name:
            given = Path(name) / "given.json"
            given.write_text(_given_to_node(rows, traced), encoding="utf-8")
            self._process = subprocess.Popen(
                ["node", str(FOLDER / "run.cjs"), str(given)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
            self._count = len(rows)
            self.memory = 0
            self._read()

    def __enter__(self) -> Node:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def _read(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("Node ended")
        return json.loads(line)

    def _ask(self, what: str) -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(what + "\n")
        self._process.stdin.flush()
        return self._read()

    def answers(self) -> list[Answer]:
        """What it answers."""
        return [tuple(found) for found in self._ask("answers")]

    def seconds(self) -> float:
        """The seconds of the processor that answering all of them once takes, per patient."""
        told = self._ask("time")
        self.memory = max(self.memory, int(told["memory"]))
        return float(told["seconds"]) / self._count
