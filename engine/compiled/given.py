"""The lines of a branch or an option in a circuit (engine/packages.py): each safe or not, with its action and dose."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from engine.compiled.amounts import CircuitDose, circuit_dose
from engine.compiled.circuit import Circuit, Wire
from engine.compiled.clearances import CircuitClearance, circuit_clearance
from engine.compiled.judging import Judging
from engine.compiled.kleene import Kleene
from engine.kinds import ACTIONS, Action
from engine.plan import MEDICATION_LIST, another
from guideline_dsl import core
from guideline_dsl.frozen import frozen

_NEARLY = Fraction(1, 500)
"""Numbers that are cut off after four digits and read the same differ by less than this part of them."""


@frozen
class CircuitGive:
    """One `give` of a medicine or of any of a class.

    `status` bits exclude each other. `members` are the medicines of which one will do, each where its bit is yes;
    `choices` the sets of which it brings one into the plan. `again` are the needs of its dose when it is looked at
    again (see settling). `doubtful`: only the walk can tell whether the dose that is taken reads as the one given.
    """

    line: core.GiveNode
    clear: Wire
    conditional: Wire
    withheld: Wire
    needs: Wire
    dose: CircuitDose
    dose_needs: Wire
    amounts: Wire
    again: Wire
    action: Wire
    members: tuple[tuple[str, Wire], ...]
    choices: tuple[tuple[frozenset[str], Wire], ...]
    withheld_by: tuple[tuple[str, Wire], ...]
    continued: Kleene
    frequency_needs: Wire
    doubtful: Wire


@frozen
class CircuitDo:
    """One `do`."""

    line: core.DoNode
    action: Wire


@frozen
class CircuitStop:
    """One `stop`; `members` are the medicines that are taken or may be."""

    line: core.StopNode
    members: tuple[tuple[str, Wire], ...]
    taken: Kleene


CircuitLine = CircuitGive | CircuitDo | CircuitStop


class Lines:
    """Lowers lines, each once."""

    def __init__(self, judging: Judging) -> None:
        """Keep how conditions are judged."""
        self._judging = judging
        self._clearances: dict[str, CircuitClearance] = {}
        self._lines: dict[str, CircuitLine] = {}

    def clearance(self, medicine: str) -> CircuitClearance:
        """The safety of one medicine."""
        if medicine not in self._clearances:
            self._clearances[medicine] = circuit_clearance(medicine, self._judging)
        return self._clearances[medicine]

    def line(self, node: core.GiveNode | core.DoNode | core.StopNode) -> CircuitLine | None:
        """A line; None for `give nothing`."""
        if isinstance(node, core.GiveNode) and node.target not in ("medicine", "class"):
            return None
        if node.id not in self._lines:
            self._lines[node.id] = self._line(node)
        return self._lines[node.id]

    def _line(self, node: core.GiveNode | core.DoNode | core.StopNode) -> CircuitLine:
        match node:
            case core.GiveNode(target="medicine"):
                return self._give(node)
            case core.GiveNode():
                return self._give_any(node)
            case core.DoNode():
                return CircuitDo(node, self._done_already(node.procedure))
            case core.StopNode():
                return self._stop(node)

    def _done_already(self, procedure: str) -> Wire:
        done = self._judging.done(procedure)
        return self._first(
            ((done.yes, "already done"), (done.no, "do")),
            "do, unless done",
        )

    def _stop(self, line: core.StopNode) -> CircuitStop:
        judging, circuit = self._judging, self._judging.circuit
        crowd = core.Crowd(line.target, line.name)
        unlisted = circuit.no(judging.listed)
        members = tuple(
            (name, circuit.any((unlisted, judging.taken(name)))) for name in judging.graph.members(crowd)
        )
        return CircuitStop(line, members, judging.taking(crowd))

    def _first(self, choices: Iterable[tuple[Wire, Action]], otherwise: Action) -> Wire:
        """The code of the first action whose bit is yes."""
        circuit = self._judging.circuit
        code = circuit.code(ACTIONS.index(otherwise))
        for bit, action in reversed(tuple(choices)):
            code = circuit.select(bit, circuit.code(ACTIONS.index(action)), code)
        return code

    # ------------------------------------------------------------ one medicine

    def _give(self, line: core.GiveNode) -> CircuitGive:
        judging, circuit = self._judging, self._judging.circuit
        taken = judging.taking(core.Crowd("medicine", line.name))
        clear, conditional, withheld, needs = self._status(line.name)
        dose = circuit_dose(line.dose, judging)
        action, detail_needs, doubtful = self._action(line, dose, taken)
        forbidden = judging.forbidden(line.name)
        asked = circuit.union((dose.needs, detail_needs))
        clearance = self.clearance(line.name)
        return CircuitGive(
            line,
            clear,
            conditional,
            withheld,
            needs,
            dose,
            asked,
            circuit.union((dose.amounts, detail_needs)),
            asked,
            action,
            ((line.name, circuit.yes),),
            ((frozenset((line.name,)), circuit.yes),),
            tuple((limit.id, truth.yes) for limit, truth in clearance.limits),
            judging.truths.all((taken, judging.truths.negated(forbidden))),
            circuit.when(
                judging.truths.unknown(forbidden), judging.places.mask(f"medicine:{line.name}:frequency")
            ),
            doubtful,
        )

    def _status(self, medicine: str) -> tuple[Wire, Wire, Wire, Wire]:
        judging, circuit = self._judging, self._judging.circuit
        clearance = self.clearance(medicine)
        contraindicated = clearance.contraindicated
        gated = circuit.all((circuit.no(judging.taken(medicine)), clearance.gated))
        withheld = contraindicated.yes
        unknown = circuit.any((judging.truths.unknown(contraindicated), gated))
        conditional = circuit.all((circuit.no(withheld), unknown))
        needs = circuit.union((contraindicated.needs, circuit.when(gated, clearance.gate_needs)))
        clear = circuit.no(circuit.any((withheld, conditional)))
        return clear, conditional, withheld, circuit.when(conditional, needs)

    def _action(self, line: core.GiveNode, dose: CircuitDose, taken: Kleene) -> tuple[Wire, Wire, Wire]:
        """The action, what of a taken medicine's dose is not known, and whether only the walk can tell."""
        judging, circuit = self._judging, self._judging.circuit
        forbidden = judging.forbidden(line.name)
        forbidden_open = circuit.all((taken.yes, judging.truths.unknown(forbidden)))
        compared = circuit.all((taken.yes, forbidden.no))
        dose_known, rate = judging.recorded_dose(line.name)
        allowed, inside = self._inside(line.dose, dose, rate)
        nothing_to_compare = circuit.all((compared, circuit.no(allowed)))
        dose_open = circuit.all((compared, allowed, circuit.no(dose_known)))
        asks = is_something(circuit, dose.needs)
        code = self._first(
            (
                (judging.truths.unknown(taken), "start or continue"),
                (taken.no, "start"),
                (forbidden.yes, "change"),
                (forbidden_open, "continue or change"),
                (circuit.all((nothing_to_compare, circuit.no(asks))), "continue"),
                (circuit.any((nothing_to_compare, dose_open)), "continue or change"),
                (inside, "continue"),
            ),
            "change",
        )
        places = judging.places
        needs = circuit.union(
            (
                circuit.when(judging.truths.unknown(taken), places.mask(MEDICATION_LIST)),
                circuit.when(forbidden_open, places.mask(f"medicine:{line.name}:frequency")),
                circuit.when(dose_open, places.mask(f"medicine:{line.name}:dose")),
            )
        )
        told = circuit.all((compared, allowed, dose_known, circuit.no(inside)))
        return code, needs, circuit.all((told, self._nearly(dose, rate)))

    def _inside(self, written: core.Dose, dose: CircuitDose, taken: Wire) -> tuple[Wire, Wire]:
        """Whether there are rates at which a taken medicine is simply continued, and whether its rate is one."""
        numbers, circuit = self._judging.numbers, self._judging.circuit
        rated = dose.known if dose.rated else circuit.never
        if written.amount is None and written.rising_to is None:
            return circuit.never, circuit.never
        start, lower = (rated, dose.lower) if written.amount is not None else (circuit.yes, numbers.zero)
        above = numbers.at_most(lower, taken)
        if written.rising_to is not None:
            known = circuit.all((start, dose.target_known))
            return known, circuit.all((known, above, numbers.at_most(taken, dose.target)))
        if "target" in written.gaps:
            return start, circuit.all((start, above))
        return start, circuit.all((start, above, numbers.at_most(taken, dose.upper)))

    def _nearly(self, dose: CircuitDose, taken: Wire) -> Wire:
        """Whether a rate that is one figure may read the same as the one taken, and is another."""
        numbers, circuit = self._judging.numbers, self._judging.circuit
        if not dose.rated:
            return circuit.never
        single = numbers.equal(dose.lower, dose.upper)
        lowest = numbers.multiply(dose.lower, numbers.fixed(1 - _NEARLY))
        highest = numbers.multiply(dose.lower, numbers.fixed(1 + _NEARLY))
        return circuit.all(
            (dose.known, single, numbers.at_most(lowest, taken), numbers.at_most(taken, highest))
        )

    # ------------------------------------------------------------ any of a class

    def _give_any(self, line: core.GiveNode) -> CircuitGive:
        """Any member of a class will do: one that is taken and not contraindicated is continued."""
        judging, circuit, truths = self._judging, self._judging.circuit, self._judging.truths
        members = judging.graph.classes.get(line.name, ())
        unlisted = circuit.no(judging.listed)
        statuses = {name: self._status(name) for name in members}
        may = {name: circuit.no(statuses[name][2]) for name in members}
        taken = {name: judging.taking(core.Crowd("medicine", name)) for name in members}
        forbidden = {name: judging.forbidden(name) for name in members}
        continuing = {name: truths.all((taken[name], truths.negated(forbidden[name]))) for name in members}
        clear_ones = {name: statuses[name][0] for name in members}
        contraindicated = {name: self.clearance(name).contraindicated for name in members}

        def some(of: Callable[[str], Wire]) -> Wire:
            return circuit.any(of(name) for name in members)

        any_open = some(may.__getitem__)
        withheld = circuit.no(any_open) if members else circuit.never
        none_clear = circuit.all((any_open, circuit.no(some(clear_ones.__getitem__))))
        unclear = {
            name: circuit.all((may[name], circuit.no(taken[name].no), truths.unknown(contraindicated[name])))
            for name in members
        }
        surely_taken = some(lambda name: circuit.all((clear_ones[name], taken[name].yes)))
        held = circuit.all((some(unclear.__getitem__), circuit.no(surely_taken)))
        conditional = circuit.any((none_clear, held))
        needs = circuit.union(
            (
                *(circuit.when(none_clear, statuses[name][3]) for name in members),
                circuit.when(
                    held,
                    circuit.union(
                        (
                            circuit.when(unlisted, judging.places.mask(MEDICATION_LIST)),
                            *(circuit.when(unclear[name], contraindicated[name].needs) for name in members),
                        )
                    ),
                ),
            )
        )
        continues = some(lambda name: circuit.all((clear_ones[name], continuing[name].yes)))
        shown = {
            name: circuit.all(
                (may[name], circuit.any((circuit.no(continues), circuit.no(continuing[name].no))))
            )
            for name in members
        }
        perhaps = circuit.any(
            (unlisted, some(lambda name: circuit.all((may[name], circuit.no(continuing[name].no)))))
        )
        changed = some(lambda name: circuit.all((may[name], forbidden[name].yes)))
        action = self._first(
            ((continues, "continue"), (perhaps, "start or continue"), (changed, "change")), "start"
        )
        other = circuit.all((unlisted, circuit.no(continues)))
        choices = [(frozenset((name,)), shown[name]) for name in members]
        choices.append((frozenset((another(line.name),)), other))
        choices.append((frozenset(), circuit.no(circuit.any((*shown.values(), other)))))
        dose = circuit_dose(line.dose, judging)
        limits = [(limit.id, truth.yes) for name in members for limit, truth in self.clearance(name).limits]
        yes = some(lambda name: circuit.all((may[name], continuing[name].yes)))
        no = circuit.all(
            (judging.listed, *(circuit.any((statuses[name][2], continuing[name].no)) for name in members))
        )
        asked = [
            circuit.when(truths.unknown(forbidden[name]), judging.places.mask(f"medicine:{name}:frequency"))
            for name in members
        ]
        return CircuitGive(
            line,
            circuit.no(circuit.any((withheld, conditional))),
            conditional,
            withheld,
            circuit.when(conditional, needs),
            dose,
            circuit.nothing,
            circuit.nothing,
            dose.needs,
            action,
            tuple((name, shown[name]) for name in members),
            tuple((medicines, bit) for medicines, bit in choices if bit is not circuit.never),
            tuple(limits),
            Kleene(yes, no, circuit.nothing),
            circuit.union(asked),
            circuit.never,
        )


def is_something(circuit: Circuit, mask: Wire) -> Wire:
    """Whether a mask has anything in it."""
    match mask.operation, mask.args:
        case "constant", (int(places),):
            return circuit.yes if places else circuit.never
        case "when", (Wire() as bit, Wire() as inside):
            return circuit.all((bit, is_something(circuit, inside)))
        case "union", _:
            return circuit.any(is_something(circuit, w) for w in mask.args if isinstance(w, Wire))
    raise TypeError(f"a mask is made of sets, `when` and `union`, not of {mask.operation}")
