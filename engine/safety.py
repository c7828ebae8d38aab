"""What stands between a patient and a medicine: contraindications, gates, cautions, and the frequency it may have.

Fail closed: a contraindication that is not known to be absent, or a gate that is not known to be passed, leaves
a medicine conditional, never plainly recommended.
"""

from __future__ import annotations

from engine.expressions import World
from engine.frequencies import is_forbidden
from engine.judged import Judged, any_of, merged
from guideline_dsl import core
from guideline_dsl.frozen import frozen
from guideline_dsl.values import Truth


@frozen
class LimitResult:
    """A limit (`when`) about one medicine, and whether it holds."""

    limit: core.LimitNode
    medicine: str
    judged: Judged


@frozen
class GateResult:
    """A gate that is not known to be passed; `waiting` names the needs."""

    gate: core.GateNode
    waiting: tuple[str, ...]


@frozen
class Clearance:
    """What is known of the safety of giving one medicine.

    `contraindicated` is Kleene's `or` of its contraindications. `gates` are those not passed; they bind starting only.
    """

    medicine: str
    contraindicated: Judged
    limits: tuple[LimitResult, ...]
    gates: tuple[GateResult, ...]

    @property
    def gate_needs(self) -> tuple[str, ...]:
        """What the gates wait for."""
        return merged(gate.waiting for gate in self.gates)


class Safety:
    """The limits and gates of a guideline for one world; remembers what it has judged."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._clearances: dict[str, Clearance] = {}

    def clearance(self, medicine: str) -> Clearance:
        """The safety of one medicine."""
        if medicine not in self._clearances:
            limits = self.limits("contraindicate", medicine)
            contraindicated = any_of(limit.judged for limit in limits)
            gates = tuple(
                g for gate in self._world.graph.gates.get(medicine, ()) if (g := self.gate(gate)).waiting
            )
            self._clearances[medicine] = Clearance(medicine, contraindicated, limits, gates)
        return self._clearances[medicine]

    def limits(self, kind: str, medicine: str) -> tuple[LimitResult, ...]:
        """The contraindications or cautions of one medicine, judged, with the assumptions they are made under."""
        return tuple(
            LimitResult(limit, medicine, _with_assumptions(self._world.judge(limit.condition), limit))
            for limit in self._world.graph.limits.get((kind, medicine), ())
        )

    def gate(self, gate: core.GateNode) -> GateResult:
        """A gate asks for recorded knowledge: neither an assumed default nor what is supposed passes it."""
        waiting = [f"fact:{name}" for name in gate.facts if not self._world.is_recorded(name)]
        for procedure in gate.procedures:
            recorded = self._world.record.procedures.get(procedure)
            if recorded is None or not recorded.done:
                waiting.append(f"procedure:{procedure}")
        return GateResult(gate, tuple(waiting))


def _with_assumptions(judged: Judged, limit: core.LimitNode) -> Judged:
    assumed = tuple(f"assumption:{name}" for name in limit.support.assumptions)
    return Judged(judged.value, judged.needs, merged((judged.rests_on, assumed)), judged.reasons)


def forbidden_frequency(world: World, medicine: core.MedicineNode) -> Truth:
    """Whether a taken medicine is taken at a frequency that its `only` forbids; no when it is not taken."""
    return is_forbidden(medicine, world.taken(medicine.name))
