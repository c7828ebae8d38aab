"""What is judged once the plan is made, in a circuit: promises, conflicts, what is taken wrongly, cautions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from engine.compiled.circuit import Circuit, Wire
from engine.compiled.clearances import circuit_clearance
from engine.compiled.given import CircuitGive
from engine.compiled.judging import Judging
from engine.compiled.kleene import Kleene
from engine.compiled.lower_tapers import next_rate
from engine.compiled.lower_values import Values
from engine.compiled.lowering import Lowering
from engine.compiled.outcome import CircuitUnit
from engine.compiled.parcels import Parcel, doses_relate
from engine.compiled.planned import CircuitPlan
from engine.compiled.stages import action_is
from engine.compiled.symbolic import Bound, SymbolicNumber
from guideline_dsl import core
from guideline_dsl.frozen import frozen
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.references import subexpressions

_CLAIMING = ("recommended", "conditional", "insufficient data")
_DEFINITE = ("recommended", "nothing recommended", "contraindicated")
_OPEN = ("conditional", "insufficient data")


@frozen
class CircuitPromise:
    """A promise, on what is taken now and on the plan; each limit with whether it breaks it."""

    node: core.NeverNode
    now: Kleene
    plan: Kleene
    broken_by: tuple[tuple[str, Wire], ...]
    needs: Wire


def circuit_promise(
    promise: core.NeverNode,
    units: Sequence[CircuitUnit],
    lowering: Lowering,
    taken: CircuitPlan,
    plan: CircuitPlan,
) -> CircuitPromise:
    """A promise after some outcomes; given are what is taken, as a plan, and the plan."""
    circuit, truths, graph = lowering.circuit, lowering.truths, lowering.graph
    limits = [n for n in graph.children(promise.id) if isinstance(n, core.LimitNode)]
    doses = {medicine: planned_dose(medicine, units, lowering) for medicine in _dosed(graph, limits)}
    now = Values(lowering, taken.has)
    planned = Values(lowering, plan.has, doses)
    today = [now.truth(limit.condition) for limit in limits]
    later = [planned.truth(limit.condition) for limit in limits]
    broken_now, broken_later = truths.any(today), truths.any(later)
    return CircuitPromise(
        promise,
        broken_now,
        broken_later,
        tuple(
            (limit.id, circuit.any((a.yes, b.yes))) for limit, a, b in zip(limits, today, later, strict=True)
        ),
        circuit.union((broken_now.needs, broken_later.needs)),
    )


def _dosed(graph: DecisionGraph, limits: Sequence[core.LimitNode]) -> tuple[str, ...]:
    """The medicines whose dose the limits of a promise ask for."""
    found: dict[str, None] = {}
    waiting: list[core.Expression] = [limit.condition for limit in limits]
    followed = set[str]()
    while waiting:
        for part in subexpressions(waiting.pop()):
            match part:
                case core.MedicineMeasure(measure="dose", target=core.Crowd(kind="medicine", name=name)):
                    found[name] = None
                case core.DefinitionRef(name=name) if name not in followed:
                    followed.add(name)
                    waiting.append(graph.definitions[name].value)
                case core.FactRef(name=name) if f"fact:{name}" not in followed:
                    followed.add(f"fact:{name}")
                    only_when, default = graph.facts[name].only_when, graph.facts[name].default
                    if only_when is not None:
                        waiting.append(only_when)
                    if default is not None:
                        waiting.append(default.value)
                case _:
                    pass
    return tuple(found)


# ---------------------------------------------------------------- the dose under the plan


@frozen
class _Said:
    """What one outcome makes of the rate of a medicine, where `here`; `sure`: it is nothing else."""

    here: Wire
    rate: SymbolicNumber
    sure: Wire
    needs: Wire


def planned_dose(medicine: str, units: Sequence[CircuitUnit], lowering: Lowering) -> SymbolicNumber:
    """The rate of a medicine under the plan (engine/planned_doses.py)."""
    circuit, spans = lowering.circuit, lowering.spans
    present = _present(medicine, lowering)
    said = [one for unit in units for one in _said(unit, medicine, present, lowering)]
    sure = circuit.any(circuit.all((one.here, one.sure)) for one in said)
    parts = [(one.here, one.rate) for one in said]
    parts.append((circuit.no(sure), present))
    rate = spans.joined(parts)
    needs = circuit.union((*(circuit.when(one.here, one.needs) for one in said), present.needs))
    return spans.needing(rate, circuit.when(circuit.no(rate.point), needs))


def _present(medicine: str, lowering: Lowering) -> SymbolicNumber:
    taken = core.MedicineMeasure("dose", core.Crowd("medicine", medicine))
    return Values(lowering).number(taken)


def _said(unit: CircuitUnit, medicine: str, present: SymbolicNumber, lowering: Lowering) -> Iterator[_Said]:
    circuit = lowering.circuit
    never = circuit.never
    if isinstance(unit.decision, core.TaperNode):
        if unit.decision.medicine == medicine:
            yield _of_taper(unit, unit.decision, present, lowering)
        return
    recommended = unit.kinds.get("recommended", never)
    single = circuit.no(
        circuit.any(circuit.all((a.present, b.present)) for a, b in combinations(unit.entries, 2))
    )
    packages = [(e.parcel, circuit.all((e.present, circuit.no(e.parcel.withheld)))) for e in unit.entries]
    packages += [(parcel, circuit.all((bit, circuit.no(parcel.withheld)))) for parcel, bit in unit.possible]
    for parcel, here in packages:
        for give in parcel.gives:
            for name, member in give.members:
                if name == medicine:
                    certain = circuit.all((recommended, single)) if give.line.target == "medicine" else never
                    yield _Said(
                        circuit.all((here, member)),
                        _given(give, present, lowering),
                        certain,
                        circuit.union((unit.conditions, give.dose_needs)),
                    )
    for halting in unit.haltings:
        if halting.medicine == medicine:
            yield _Said(
                halting.present,
                lowering.spans.nothing_given,
                circuit.all((recommended, halting.sure)),
                halting.needs,
            )


def _of_taper(unit: CircuitUnit, taper: core.TaperNode, present: SymbolicNumber, lowering: Lowering) -> _Said:
    """The next dose, when it is due; not sure while it is not known whether it is, or whether the taper applies."""
    circuit, spans = lowering.circuit, lowering.spans
    assert unit.taper is not None
    judging = Judging(lowering, Values(lowering))
    following = spans.read(present.point, next_rate(taper, present.lower.at, judging), spans.not_negative)
    idle = unit.kinds.get("not applicable", circuit.never)
    not_due = circuit.all((unit.taper.known, unit.taper.due.no))
    return _Said(
        circuit.no(circuit.any((idle, not_due))),
        following,
        circuit.all((unit.taper.known, unit.taper.due.yes, unit.kinds.get("recommended", circuit.never))),
        unit.conditions,
    )


def _given(give: CircuitGive, present: SymbolicNumber, lowering: Lowering) -> SymbolicNumber:
    circuit, spans = lowering.circuit, lowering.spans
    rate = spans.not_negative
    if give.dose.rated:
        known = give.dose.known
        rate = spans.chosen(
            known,
            spans.between(Bound(give.dose.lower, circuit.never), Bound(give.dose.upper, circuit.never)),
            rate,
        )
    goes_on = action_is(circuit, give, "continue")
    new = action_is(circuit, give, "start", "change")
    return spans.joined(((circuit.no(new), present), (circuit.no(goes_on), rate)))


# ---------------------------------------------------------------- conflicts and rivals


def may_conflict(units: Sequence[CircuitUnit], lowering: Lowering) -> Wire:
    """Whether two outcomes may say different things of one medicine: then only the walk tells what they come to."""
    circuit = lowering.circuit
    claims: dict[str, list[tuple[CircuitUnit, Wire, CircuitGive | str]]] = {}
    for unit in units:
        for medicine, here, what in _claims(unit, circuit):
            claims.setdefault(medicine, []).append((unit, here, what))
    found: list[Wire] = []
    for each in claims.values():
        for (one, first, said), (other, second, also) in combinations(each, 2):
            agree = circuit.yes if one is other else _agree(lowering, said, also)
            sure = circuit.any(
                (one.kinds.get("recommended", circuit.never), other.kinds.get("recommended", circuit.never))
            )
            found.append(circuit.all((first, second, sure, circuit.no(agree))))
    found.extend(_rivals(units, lowering))
    return circuit.any(found)


def _agree(lowering: Lowering, said: CircuitGive | str, also: CircuitGive | str) -> Wire:
    """Whether two claims surely come to the same."""
    circuit = lowering.circuit
    if isinstance(said, CircuitGive) and isinstance(also, CircuitGive):
        told = doses_relate(lowering.numbers, said, also)
        return told if isinstance(told, Wire) else circuit.yes if told == "same" else circuit.never
    return circuit.yes if said == also else circuit.never


def _claims(unit: CircuitUnit, circuit: Circuit) -> Iterator[tuple[str, Wire, CircuitGive | str]]:
    claiming = circuit.any(unit.kinds.get(kind, circuit.never) for kind in _CLAIMING)  # type: ignore[call-overload]
    if isinstance(unit.decision, core.TaperNode):
        yield unit.decision.medicine, claiming, "tapers"
        return
    packages: list[tuple[Parcel, Wire]] = [(e.parcel, e.present) for e in unit.entries]
    packages.extend(unit.possible)
    for parcel, bit in packages:
        here = circuit.all((claiming, bit, circuit.no(parcel.withheld)))
        for give in parcel.gives:
            if give.line.target == "medicine":
                yield give.line.name, here, give
    for halting in unit.haltings:
        yield halting.medicine, circuit.all((claiming, halting.present)), "stops"


def _rivals(units: Sequence[CircuitUnit], lowering: Lowering) -> Iterator[Wire]:
    """Two decisions instead of the same one, where one is made and the other is, or may be (engine/rivals.py)."""
    circuit = lowering.circuit
    over = [(edge.source, edge.target) for edge in lowering.graph.edges if edge.kind == "overrides"]
    by_node = {unit.node.id: unit for unit in units}
    for (first, below), (second, also) in combinations(over, 2):
        ordered = (first, second) in over or (second, first) in over
        if below != also or ordered or first not in by_node or second not in by_node:
            continue
        made, perhaps = (
            [
                circuit.any(by_node[name].kinds.get(kind, circuit.never) for kind in kinds)  # type: ignore[call-overload]
                for name in (first, second)
            ]
            for kinds in (_DEFINITE, (*_DEFINITE, *_OPEN))
        )
        yield circuit.all((circuit.any(made), *perhaps))


# ---------------------------------------------------------------- what is wrong with what is taken; cautions


@frozen
class CircuitWrongly:
    """What may be wrong with one medicine that is taken."""

    medicine: str
    contraindicated: Wire
    perhaps: Wire
    forbidden: Wire
    holding: tuple[tuple[str, Wire], ...]
    open: tuple[tuple[str, Wire], ...]
    needs: Wire


def taken_wrongly(judging: Judging) -> tuple[CircuitWrongly, ...]:
    """What is wrong, or may be, with the present medication."""
    circuit, truths = judging.circuit, judging.truths
    found: list[CircuitWrongly] = []
    for medicine in judging.graph.medicines:
        clearance = circuit_clearance(medicine, judging)
        taken, contraindicated = judging.taken(medicine), clearance.contraindicated
        wrongly = CircuitWrongly(
            medicine,
            circuit.all((taken, contraindicated.yes)),
            circuit.all((taken, truths.unknown(contraindicated))),
            circuit.all((taken, judging.forbidden(medicine).yes)),
            tuple((limit.id, truth.yes) for limit, truth in clearance.limits),
            tuple((limit.id, truths.unknown(truth)) for limit, truth in clearance.limits),
            circuit.when(taken, contraindicated.needs),
        )
        if any(b is not circuit.never for b in (wrongly.contraindicated, wrongly.perhaps, wrongly.forbidden)):
            found.append(wrongly)
    return tuple(found)


@frozen
class CircuitCaution:
    """A caution about one medicine: shown where `shown`, perhaps where `perhaps`."""

    limit: str
    medicine: str
    shown: Wire
    perhaps: Wire
    needs: Wire


def cautions(units: Sequence[CircuitUnit], judging: Judging, plan: CircuitPlan) -> tuple[CircuitCaution, ...]:
    """The cautions about what is taken, may be given, or is offered as an option, that hold or may hold."""
    circuit, truths, graph = judging.circuit, judging.truths, judging.graph
    found: list[CircuitCaution] = []
    offers: dict[str, list[Wire]] = {}
    for offer in (offer for unit in units for offer in unit.offers):
        for name, bit in offer.named:
            offers.setdefault(name, []).append(circuit.all((offer.stands, offer.fits, bit)))
    for medicine in graph.medicines:
        limits = graph.limits.get(("caution", medicine), ())
        if not limits:
            continue
        offered = circuit.any(offers.get(medicine, ()))
        concerned = circuit.any((circuit.no(plan.has(core.Crowd("medicine", medicine)).no), offered))
        for limit in limits:
            judged = judging.truth(limit.condition)
            found.append(
                CircuitCaution(
                    limit.id,
                    medicine,
                    circuit.all((concerned, judged.yes)),
                    circuit.all((concerned, truths.unknown(judged))),
                    circuit.when(concerned, judged.needs),
                )
            )
    return tuple(found)
