"""What a record says, in a circuit: facts with their `only when` and default, medicines, procedures.

The rules are those of engine/expressions.py `World.fact`, `taking`, `done` and `_measure`.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, assert_never

from engine.compiled.circuit import Wire
from engine.compiled.kleene import Kleene
from engine.compiled.not_lowered import NotLowered
from engine.compiled.supposition import Supposition
from engine.compiled.symbolic import Bound, Symbolic, SymbolicNumber, SymbolicWord
from engine.plan import MEDICATION_LIST
from guideline_dsl import core
from guideline_dsl.base_values import base_value
from guideline_dsl.regions import followed

if TYPE_CHECKING:
    from engine.compiled.lower_values import Values


class Records:
    """Facts, medicines and procedures in one world."""

    def __init__(self, values: Values) -> None:
        """Keep the world."""
        self._values = values
        self._low = values.lowering

    # ------------------------------------------------------------ facts

    def fact(self, name: str) -> Symbolic:
        """The value of a fact: recorded, settled by its `only when`, supposed, assumed by its default, or unknown."""
        fact = self._low.graph.facts[name]
        asked = self._low.places.mask(f"fact:{name}")
        match fact.type:
            case core.YesNo():
                return self._truth(fact, asked)
            case core.OneOf(values=words):
                return self._word(fact, words, asked)
            case core.NumberBetween() | core.CalendarDay() | core.DayAndTime():
                return self._number(fact, asked)
        assert_never(fact.type)

    def _truth(self, fact: core.FactNode, asked: Wire) -> Kleene:
        low, circuit = self._low, self._low.circuit
        yes, no = low.inputs.truth_bits(fact.name)
        supposed = self._supposed(fact.name)
        if supposed is not None:
            tried = circuit.all((supposed.tried, circuit.no(circuit.any((yes, no)))))
            yes, no = (
                (circuit.any((yes, tried)), no) if supposed.value is True else (yes, circuit.any((no, tried)))
            )
        meaningful = self._values.truth(fact.only_when) if fact.only_when is not None else low.truths.holds
        if meaningful.no is not circuit.never:
            meaningless = circuit.all((circuit.no(low.inputs.recorded(fact.name)), meaningful.no))
            yes = circuit.all((yes, circuit.no(meaningless)))
            no = circuit.any((no, meaningless))
        default = self._default(fact)
        needs: list[Wire] = [meaningful.needs, asked]
        found = low.spans.kleene((yes, no), needs)
        if default is None:
            return found
        applies, value = default
        if not isinstance(value, Kleene):
            raise TypeError("a fact that is yes or no has such a default")
        assumed = circuit.all((applies, circuit.no(circuit.any((yes, no)))))
        either = low.spans.either
        return Kleene(
            either(assumed, value.yes, found.yes),
            either(assumed, value.no, found.no),
            circuit.union(
                (circuit.when(assumed, value.needs), circuit.when(circuit.no(assumed), found.needs))
            ),
        )

    def _word(self, fact: core.FactNode, words: tuple[str, ...], asked: Wire) -> SymbolicWord:
        low, circuit = self._low, self._low.circuit
        code = low.inputs.word(fact.name, len(words))
        supposed = self._supposed(fact.name)
        if supposed is not None:
            tried = circuit.all((supposed.tried, circuit.among(code, frozenset((-1,)))))
            code = circuit.select(tried, circuit.code(words.index(str(supposed.value))), code)
        known = circuit.no(circuit.among(code, frozenset((-1,))))
        may_be = {word: circuit.among(code, frozenset((-1, place))) for place, word in enumerate(words)}
        settled = circuit.yes if len(words) == 1 else known
        unknown = circuit.when(circuit.no(known), asked)
        default = self._default(fact)
        if default is None:
            return SymbolicWord(may_be, settled, unknown)
        applies, value = default
        if not isinstance(value, SymbolicWord):
            raise TypeError("a fact that is a word has such a default")
        assumed, either = circuit.all((applies, circuit.no(known))), low.spans.either
        return SymbolicWord(
            {
                word: either(assumed, value.may_be.get(word, circuit.never), bit)
                for word, bit in may_be.items()
            },
            either(assumed, value.settled, settled),
            circuit.union((circuit.when(assumed, value.needs), circuit.when(circuit.no(assumed), unknown))),
        )

    def _number(self, fact: core.FactNode, asked: Wire) -> SymbolicNumber:
        low, spans = self._low, self._low.spans
        known, at = low.inputs.fact_number(fact)
        unknown = spans.needing(self.anything(fact), asked)
        default = self._default(fact)
        if default is not None:
            applies, value = default
            if not isinstance(value, SymbolicNumber):
                raise TypeError("a fact that is a number has such a default")
            unknown = spans.chosen(applies, value, unknown)
        supposed = self._supposed(fact.name)
        if supposed is not None:
            unknown = spans.chosen(supposed.tried, spans.figure(supposed.figure), unknown)
        return spans.read(known, at, unknown)

    def anything(self, fact: core.FactNode) -> SymbolicNumber:
        """Everything that a number may be."""
        low = self._low
        if not isinstance(fact.type, core.NumberBetween):
            return low.spans.anything
        ends = (base_value(core.Number(end, fact.type.unit)) for end in (fact.type.lower, fact.type.upper))
        lower, upper = (Bound(low.numbers.fixed(end), low.circuit.never) for end in ends)
        return low.spans.between(lower, upper)

    def _supposed(self, name: str) -> Supposition | None:
        return self._values.supposed.get(f"fact:{name}")

    def _default(self, fact: core.FactNode) -> tuple[Wire, Symbolic] | None:
        """Whether what is assumed may be, of a fact that is not recorded, however old; and what it is."""
        if fact.default is None:
            return None
        low, circuit = self._low, self._low.circuit
        condition = fact.default.condition
        applies = circuit.yes if condition is None else self._values.truth(condition).yes
        if fact.within is not None:
            applies = circuit.all((applies, circuit.no(low.inputs.stale(fact.name))))
        return applies, self._values.judge(fact.default.value)

    # ------------------------------------------------------------ what is known from the record itself

    def is_recorded(self, name: str) -> Wire:
        """Whether a fact is known from the record itself: recorded and not too old, or without a meaning."""
        low, fact = self._low, self._low.graph.facts[name]
        recorded = low.inputs.recorded(name)
        if fact.only_when is None:
            return recorded
        circuit = low.circuit
        meaningless = circuit.all((self._never_recorded(fact), self._meaningless(fact)))
        return circuit.any((recorded, meaningless))

    def _never_recorded(self, fact: core.FactNode) -> Wire:
        low = self._low
        seen = [low.inputs.recorded(fact.name)]
        if fact.within is not None:
            seen.append(low.inputs.stale(fact.name))
        return low.circuit.no(low.circuit.any(seen))

    def cannot_be(self) -> Wire:
        """Whether what is supposed contradicts a recorded yes, whose `only when` is then no."""
        low, circuit = self._low, self._low.circuit
        return circuit.any(
            circuit.all((low.inputs.recorded(fact.name), self._recorded_yes(fact), self._meaningless(fact)))
            for fact in low.graph.facts.values()
            if fact.only_when is not None and self._hangs_on_supposed(fact.only_when)
        )

    def _recorded_yes(self, fact: core.FactNode) -> Wire:
        return self._low.inputs.truth_bits(fact.name)[0]

    def _hangs_on_supposed(self, expression: core.Expression) -> bool:
        """Whether anything that is supposed may change a condition; without, a record that was read can be."""
        return not self._values.supposed or any(
            need in self._values.supposed for need in self._low.graph.cones.count(expression)
        )

    def _meaningless(self, fact: core.FactNode) -> Wire:
        """Whether the `only when` of a fact is no, and by no default."""
        assert fact.only_when is not None
        if any(map(self._may_be_assumed, followed(self._low.graph, (fact.only_when,)))):
            raise NotLowered("defaults in `only when`", fact.id)
        return self._values.truth(fact.only_when).no

    def _may_be_assumed(self, part: core.Expression) -> bool:
        match part:
            case core.FactRef(name=name):
                return self._low.graph.facts[name].default is not None
            case core.PlanHas():
                return True  # what the plan has may rest on a default
        return False

    # ------------------------------------------------------------ medicines and procedures

    def taking(self, crowd: core.Crowd) -> Kleene:
        """Whether the patient takes a medicine, or enough members of a class, now."""
        low, circuit = self._low, self._low.circuit
        members = low.graph.members(crowd)
        if crowd.kind == "medicine":
            return low.inputs.taking(crowd.name)
        known = low.inputs.list_known()
        enough = circuit.reached(crowd.at_least, [low.inputs.taken(name) for name in members])
        yes = circuit.all((known, enough))
        no = circuit.all((known, circuit.no(enough)))
        return Kleene(yes, no, circuit.when(circuit.no(known), low.places.mask(MEDICATION_LIST)))

    def done(self, procedure: str, within: core.Number | None) -> Kleene:
        """Whether a procedure was done."""
        found = self._low.inputs.done(procedure, within)
        supposed = self._values.supposed.get(f"procedure:{procedure}")
        if supposed is None or within is not None:
            return found
        low, circuit = self._low, self._low.circuit
        tried = circuit.all((supposed.tried, low.truths.unknown(found)))
        yes = circuit.any((found.yes, tried)) if supposed.value is True else found.yes
        no = found.no if supposed.value is True else circuit.any((found.no, tried))
        return Kleene(yes, no, circuit.when(circuit.no(tried), found.needs))

    def measure(self, expression: core.MedicineMeasure) -> SymbolicNumber:
        """A measure of a medicine; of a class, the greatest of its members'."""
        target, spans = expression.target, self._low.spans
        if expression.measure == "dose" and target.name in self._values.plan_doses:
            return self._values.plan_doses[target.name]
        if target.kind == "medicine":
            return self._detail(target.name, expression.measure)
        members = [self._detail(name, expression.measure) for name in self._low.graph.members(target)]
        known = spans.read(self._low.inputs.list_known(), self._low.numbers.zero, self._unlisted())
        return spans.asking(
            reduce(spans.greatest, members, known), [known.needs, *(member.needs for member in members)]
        )

    def _unlisted(self) -> SymbolicNumber:
        return self._low.spans.needing(self._low.spans.not_negative, self._low.places.mask(MEDICATION_LIST))

    def _detail(self, medicine: str, measure: str) -> SymbolicNumber:
        low, circuit, spans = self._low, self._low.circuit, self._low.spans
        known, at = low.inputs.measure(medicine, measure)  # type: ignore[arg-type]
        unknown = spans.not_negative
        if measure == "time at dose":
            on_known, time_on = low.inputs.measure(medicine, "time")
            closed = Bound(low.numbers.zero, circuit.never)
            unknown = spans.between(closed, Bound(time_on, circuit.no(on_known)))
        listed = low.inputs.taken(medicine)
        asked = circuit.union(
            (
                circuit.when(listed, low.places.mask(f"medicine:{medicine}:{measure}")),
                circuit.when(circuit.no(low.inputs.list_known()), low.places.mask(MEDICATION_LIST)),
            )
        )
        return spans.read(known, at, spans.needing(unknown, asked))
