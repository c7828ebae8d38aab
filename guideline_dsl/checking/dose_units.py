"""What a unit says about a dose: of what kind the amount is, and per what it is given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from guideline_dsl import syntax
from guideline_dsl.checking.desk import Desk
from guideline_dsl.checking.phrasing import quoted
from guideline_dsl.checking.report import at
from guideline_dsl.dimensions import MASS, TIME, Dimension, compatible, describe, dimension
from guideline_dsl.types import DoseKind
from guideline_dsl.types import dose_kind as kind_of_dimension
from guideline_dsl.units import Unit, UnitError, parse_unit


def dose_kind(unit: str) -> DoseKind | None:
    """What kind of dose is measured in that unit (a known one); None for none, and for a plain number."""
    return kind_of_dimension(parse_unit(unit).dimension) if unit else None


def time_unit(unit: Unit) -> str:
    """The unit of time that a rate is given per: `day` of `mg/kg/day`."""
    return next((under for under in unit.under if parse_unit(under).dimension == TIME), "")


def amounts_of_medicines(file: syntax.File, desk: Desk) -> None:
    """Find in which dimension each medicine is given: that of its tablets, its first `give`, or mass.

    What disagrees with it is a finding.
    """
    seen: dict[str, tuple[Dimension, syntax.Span]] = {}
    for medicine, quantity in _written_amounts(file):
        amount = _amount_of(quantity.unit)
        if amount is None or medicine not in desk.names.medicines:
            continue
        first, where = seen.setdefault(medicine, (amount, quantity.span))
        if not compatible(first, amount):
            desk.report.add(
                "amount-differs",
                f"{quoted(medicine)} is given as {describe(amount)} here and as {describe(first)} elsewhere",
                at(quantity.span, describe(amount)),
                at(where, describe(first)),
                help="write both in units of one kind, so that its dose can be compared",
            )
        desk.amount_units.setdefault(medicine, parse_unit(quantity.unit).over[0])
    for name in desk.names.medicines:
        desk.amounts[name] = seen[name][0] if name in seen else MASS
        desk.amount_units.setdefault(name, "mg")


def _amount_of(unit: str) -> Dimension | None:
    try:
        kind = dose_kind(unit)
    except UnitError:
        return None  # found where the dose is read
    if kind is None or kind.amount == "count":
        return None
    return dimension({kind.amount: 1})


def _written_amounts(file: syntax.File) -> Iterator[tuple[str, syntax.Quantity]]:
    for item in file.items:
        match item:
            case syntax.Medicines(entries=entries):
                for entry in entries:
                    for note in entry.notes:
                        if isinstance(note, syntax.Tablets):
                            for strength in note.strengths:
                                yield entry.name.text, strength
            case syntax.Taper(medicine=medicine, lines=lines):
                for line in lines:
                    if isinstance(line, syntax.TaperSteps) and line.rungs:
                        yield medicine.text, line.rungs[-1]
            case _:
                pass
    for give in gives_in(file):
        if give.which.any_of_class:
            continue
        for amount in (give.amount, *(p.amount for p in give.parts if isinstance(p, syntax.RisingTo))):
            if amount is not None:
                yield give.which.name.text, amount.upper or amount.lower


def gives_in(file: syntax.File) -> Iterator[syntax.Give]:
    """Every `give` of a file, in order."""
    for item in file.items:
        match item:
            case syntax.Regimen(body=body) | syntax.Decide(body=body) | syntax.Advise(body=body):
                yield from _gives(body)
            case syntax.Choose(options=options):
                for option in options:
                    yield from _gives(option.body)
            case _:
                pass


def _gives(body: Iterable[object]) -> Iterator[syntax.Give]:
    for line in body:
        match line:
            case syntax.Give():
                yield line
            case syntax.Branch(lines=lines):
                yield from _gives(lines)
            case _:
                pass
