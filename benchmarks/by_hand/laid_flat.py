"""An answer as the columns that in_polars.py gives: to hold the one against the other."""

from __future__ import annotations

from collections.abc import Mapping

from engine.compiled.answer import Answer, UnitAnswer
from guideline_dsl import units

Cell = str | bool | float | None

_OPTIONS = {
    "choose:first_line_agent": {
        "methotrexate": "methotrexate",
        "azathioprine": "azathioprine",
        "mycophenolate": "mycophenolate_mofetil",
    },
    "choose:escalation": {
        name: name for name in ("rituximab", "cyclophosphamide", "ciclosporin", "tacrolimus")
    },
}
_DOSED = {"regimen:pulse/give:1": "pulse", "regimen:immunoglobulin_two_days/give:1": "immunoglobulin"}
_BROKEN = {"broken": True, "kept": False, "open": None}
_WARNED_OF = ("mycophenolate_mofetil", "cyclophosphamide", "ciclosporin", "tacrolimus")


def flat(answer: Answer) -> Mapping[str, Cell]:
    """The columns, for a patient within the scope."""
    told: dict[str, Cell] = {}
    for unit in answer.units:
        told |= _of_unit(unit)
    for promise in answer.promises:
        told[f"{promise.node}.now"], told[f"{promise.node}.plan"] = (
            _BROKEN[promise.now],
            _BROKEN[promise.plan],
        )
    told |= {f"caution.{name}": False for name in _WARNED_OF}
    told |= {f"caution.{caution.medicine}": caution.shown for caution in answer.cautions}
    told |= dict.fromkeys(("wrong.methotrexate", "wrong.methotrexate.frequency", "wrong.azathioprine"), False)
    for wrong in answer.taken_wrongly:
        how = ".frequency" if wrong.kind == "forbidden frequency" else ""
        told[f"wrong.{wrong.medicine}{how}"] = None if wrong.kind == "may be contraindicated" else True
    return told


def _of_unit(unit: UnitAnswer) -> Mapping[str, Cell]:
    told: dict[str, Cell] = {unit.node: unit.kind}
    if unit.node == "taper:prednisone":
        told["taper.due"] = unit.due
        told["taper.next"] = (
            None if unit.next is None else float(units.from_base(unit.next, units.parse_unit("mg/day")))
        )
    options = _OPTIONS.get(unit.node, {})
    if unit.kind in ("recommended", "conditional"):
        leads = {line.option.rpartition(":")[2]: line.leads for line in unit.lines}
        told |= {f"leads.{name}": leads.get(option, False) for option, name in options.items()}
    else:
        told |= {f"leads.{name}": None for name in options.values()}
    for line in unit.lines:
        name = "prednisone" if unit.node == "decide:starting_prednisone" else _DOSED.get(line.node)
        if name is not None:
            own = units.parse_unit(line.unit)
            told[f"{name}.lower"] = None if line.lower is None else float(units.from_base(line.lower, own))
            told[f"{name}.upper"] = None if line.upper is None else float(units.from_base(line.upper, own))
    return told


def differing(told: Mapping[str, Cell], given: Mapping[str, Cell]) -> Mapping[str, tuple[Cell, Cell]]:
    """Where a row says otherwise; doses are calculated with binary floats in tables, and agree to twelve digits."""
    return {name: (value, given[name]) for name, value in told.items() if not _same(value, given[name])}


def _same(a: Cell, b: Cell) -> bool:
    if isinstance(a, float) and isinstance(b, float):
        return abs(a - b) <= 1e-12 * abs(a)
    return a == b
