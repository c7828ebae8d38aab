"""Which statements fired for one patient, as an answer tells it: they decided, withheld, warned, or were broken."""

from __future__ import annotations

from collections.abc import Iterator

from engine.cohort.results import decided_by
from engine.compiled.answer import Answer


def fired(answer: Answer) -> frozenset[str]:
    """The ids of the statements that fired."""
    return frozenset(_fired(answer))


def _fired(answer: Answer) -> Iterator[str]:
    for unit in answer.units:
        # what does not apply or is not shown did so by an exception, or by nothing that fired
        yield from unit.holds if unit.kind in ("not applicable", "not shown") else decided_by(unit)
        yield from unit.withheld_by
        for line in unit.lines:
            if line.leads is True and line.option:
                yield line.option
            if line.leads is True and unit.kind == "recommended":
                # what gives the line: of a regimen, the branch of it that held
                yield line.node.rpartition("/")[0]
    for promise in answer.promises:
        yield from promise.broken_by
    for wrong in answer.taken_wrongly:
        if wrong.kind != "may be contraindicated":
            yield from wrong.limits
    yield from (caution.limit for caution in answer.cautions if caution.shown is True)
