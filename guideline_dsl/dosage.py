"""What the unit of a written dose says about how the dose comes about.

Declared absent: patients and amounts (engine/doses.py).
"""

from __future__ import annotations

from guideline_dsl import core, units
from guideline_dsl.dimensions import AREA, MASS


def is_per_basis(unit: units.Unit) -> bool:
    """Whether the unit is per kilogram or per square metre."""
    return any(units.parse_unit(name).dimension in (MASS, AREA) for name in unit.under)


def is_computed(dose: core.Dose) -> bool:
    """Whether the dose is what its basis comes to: `as computed by calvert_dose`."""
    if dose.basis is None or dose.amount is None:
        return False
    return not is_per_basis(units.parse_unit(dose.amount.upper.unit))
