"""A value supposed of what is not known, where a bit says that it is tried."""

from __future__ import annotations

from fractions import Fraction

from engine.compiled.circuit import Wire
from guideline_dsl.frozen import frozen
from guideline_dsl.regions import SplitValue


@frozen
class Supposition:
    """A fact or procedure that is not known is taken to be `value` where `tried` is yes."""

    tried: Wire
    value: SplitValue

    @property
    def figure(self) -> Fraction:
        """The number that is supposed; raises TypeError for anything else."""
        if isinstance(self.value, Fraction):
            return self.value
        raise TypeError("a number was expected")
