"""What an expression is worth, in a circuit: the meaning of engine/expressions.py `World.judge`, for everybody at once.

One `Values` stands for one world: a plan, and values supposed of what is not known. Several share a circuit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from types import MappingProxyType
from typing import assert_never

from engine.calculations import whole_exponent
from engine.compiled.circuit import Wire
from engine.compiled.kleene import Kleene
from engine.compiled.lower_calendar import day_of_fact, elapsed, shifted
from engine.compiled.lower_curves import CURVES, any_power
from engine.compiled.lower_records import Records
from engine.compiled.lower_scores import Looks, Supposition, extreme_value, score_value
from engine.compiled.lower_series import observed, sustained
from engine.compiled.lower_tables import table_value
from engine.compiled.lowering import Lowering
from engine.compiled.not_lowered import NotLowered
from engine.compiled.spans import Fold
from engine.compiled.symbolic import Symbolic, SymbolicNumber, SymbolicWord
from guideline_dsl import core, units
from guideline_dsl.base_values import base_value
from guideline_dsl.operators import ROUNDING_RULES

PlanHas = Callable[[core.Crowd], Kleene]
"""What the plan of a world has of a crowd; the lowering of the plan supplies it."""


class Values:
    """Judges expressions in one world; remembers what it has judged.

    `plan_has` says what the plan has; None where nothing may ask. `plan_doses` are the doses under the plan, by
    medicine, that stand in the place of what is taken. `supposed` are values of what is not known, by need.
    """

    def __init__(
        self,
        lowering: Lowering,
        plan_has: PlanHas | None = None,
        plan_doses: Mapping[str, SymbolicNumber] = MappingProxyType({}),
        supposed: Mapping[str, Supposition] = MappingProxyType({}),
        tries_scores: bool = True,
    ) -> None:
        """Keep the world."""
        self.lowering = lowering
        self.plan_has = plan_has
        self.plan_doses = plan_doses
        self.supposed = supposed
        self.tries_scores = tries_scores
        self.records = Records(self)
        self._judged: dict[core.Expression, Symbolic] = {}
        self._definitions: dict[str, Symbolic] = {}
        self._looks: dict[str, Looks] = {}

    def trying(self, more: Mapping[str, Supposition]) -> Values:
        """This world with values supposed, for judging the items of a score."""
        return Values(
            self.lowering, self.plan_has, self.plan_doses, {**self.supposed, **more}, tries_scores=False
        )

    # ------------------------------------------------------------ the three kinds

    def truth(self, expression: core.Expression) -> Kleene:
        """A condition. Raises TypeError for anything else."""
        found = self.judge(expression)
        if isinstance(found, Kleene):
            return found
        raise TypeError("a condition is yes, no or unknown")

    def number(self, expression: core.Expression) -> SymbolicNumber:
        """A number, a day or a time. Raises TypeError for anything else."""
        found = self.judge(expression)
        if isinstance(found, SymbolicNumber):
            return found
        raise TypeError("a number was expected")

    def word(self, expression: core.Expression) -> SymbolicWord:
        """A word of a choice. Raises TypeError for anything else."""
        found = self.judge(expression)
        if isinstance(found, SymbolicWord):
            return found
        raise TypeError("a word was expected")

    def judge(self, expression: core.Expression) -> Symbolic:
        """What an expression is worth in this world. Raises NotLowered for what has no fast reading."""
        found = self._judged.get(expression)
        if found is None:
            found = self._judged[expression] = self._judge(expression)
        return found

    def definition(self, name: str) -> Symbolic:
        """The value of a definition. Raises NotLowered, with its id."""
        if name not in self._definitions:
            node = self.lowering.graph.definitions[name]
            try:
                scored = isinstance(node.value, core.Score)
                self._definitions[name] = score_value(node, self) if scored else self.judge(node.value)
            except NotLowered as why:
                raise why if why.node else NotLowered(why.kind, node.id) from why
        return self._definitions[name]

    def looks(self, name: str, make: Callable[[], Looks]) -> Looks:
        """The items of a score, made once."""
        if name not in self._looks:
            self._looks[name] = make()
        return self._looks[name]

    def _judge(self, expression: core.Expression) -> Symbolic:
        low, spans, truths = self.lowering, self.lowering.spans, self.lowering.truths
        match expression:
            case core.Number():
                return spans.figure(base_value(expression))
            case core.TruthConstant(value=truth):
                return truths.holds if truth else truths.fails
            case core.Symbol(value=word):
                return SymbolicWord({word: low.circuit.yes}, low.circuit.yes, low.circuit.nothing)
            case core.Day(value=day):
                return spans.figure(day.toordinal())
            case core.FactRef(name=name):
                return self.records.fact(name)
            case core.DefinitionRef(name=name):
                return self.definition(name)
            case core.Apply():
                return self._apply(expression)
            case core.Member(subject=subject, values=words):
                return self._member(self.word(subject), frozenset(words))
            case core.CountOf():
                return self._count(expression)
            case core.Cases():
                return self._cases(expression)
            case core.Taking(crowd=crowd):
                return self.records.taking(crowd)
            case core.PlanHas(crowd=crowd):
                if self.plan_has is None:
                    raise TypeError("this world has no plan")
                return self.plan_has(crowd)
            case core.Done(procedure=procedure, within=within):
                return self.records.done(procedure, within)
            case core.MedicineMeasure():
                return self.records.measure(expression)
            case core.Contraindicated():
                raise TypeError("the checker puts the contraindications in the place of the question")
            case core.Converted(value=value, of=of, to=to):
                operand = self.number(value)
                made = spans.multiply(operand, spans.figure(base_value(to) / base_value(of)))
                return spans.needing(made, operand.needs)
            case core.Table():
                return table_value(expression, self)
            case core.Score():
                raise TypeError("a score is judged by its name, as `definition` does")
            case core.Observed():
                return observed(expression, self)
            case core.Sustained():
                return sustained(expression, self)
            case core.Today():
                return spans.exactly(low.inputs.today())
            case core.Now():
                return spans.exactly(low.inputs.now())
            case core.TimeBetween(start=start, end=end):
                a, b = self.number(start), self.number(end)
                return spans.asking(spans.subtract(b, a), (a.needs, b.needs))
            case core.DateOf(moment=moment):
                return day_of_fact(moment, self)
            case core.Elapsed(unit=unit, start=start, end=end):
                return elapsed(low, unit, self.number(start), self.number(end))
            case core.DateShift(day=of, count=count, unit=unit):
                return shifted(low, self.number(of), count, unit)
            case core.ExtremeItem(extreme=extreme, score=score):
                return extreme_value(low.graph.definitions[score.name], extreme, self)
        assert_never(expression)

    # ------------------------------------------------------------ operators

    def _apply(self, expression: core.Apply) -> Symbolic:
        spans, truths = self.lowering.spans, self.lowering.truths
        operator, operands = expression.operator, expression.operands
        match operator:
            case "and":
                return truths.all(self.truth(part) for part in operands)
            case "or":
                return truths.any(self.truth(part) for part in operands)
            case "not":
                return truths.negated(self.truth(operands[0]))
            case "in":
                return self._in_unit(self.number(operands[0]), expression.unit)
            case "is":
                return self._same(self.judge(operands[0]), self.judge(operands[1]))
            case "<" | "<=" | ">" | ">=":
                a, b = self.number(operands[0]), self.number(operands[1])
                if operator in (">", ">="):
                    a, b = b, a
                stands = spans.less(a, b) if operator in ("<", ">") else spans.at_most(a, b)
                return spans.kleene(stands, (a.needs, b.needs))
            case _:
                numbers = tuple(self.number(part) for part in operands)
                return spans.asking(self._calculated(expression, numbers), [n.needs for n in numbers])

    def _calculated(self, expression: core.Apply, numbers: Sequence[SymbolicNumber]) -> SymbolicNumber:
        spans, operator = self.lowering.spans, expression.operator
        folds: dict[str, Fold] = {
            "+": spans.add,
            "-": spans.subtract,
            "*": spans.multiply,
            "/": spans.divide,
            "min": spans.least,
            "max": spans.greatest,
        }
        if operator in folds:
            return reduce(folds[operator], numbers)
        first = numbers[0]
        if operator == "negative":
            return spans.minus(first)
        if operator == "abs":
            return spans.absolute(first)
        if operator == "^":
            whole = whole_exponent(expression.operands[1])
            return any_power(self.lowering, *numbers) if whole is None else spans.power(first, whole)
        if operator in ROUNDING_RULES:
            rule, step = ROUNDING_RULES[operator], expression.operands[1]
            if not isinstance(step, core.Number):
                raise TypeError("the checker allows only a written step")
            size = base_value(step)
            return spans.rising(first, lambda number: self.lowering.numbers.round(rule, size, number))
        return CURVES[operator](self.lowering, first)

    def _in_unit(self, operand: SymbolicNumber, name: str) -> SymbolicNumber:
        spans, numbers, unit = self.lowering.spans, self.lowering.numbers, units.parse_unit(name)
        offset, factor = numbers.fixed(unit.offset), numbers.fixed(1 / unit.factor)
        made = spans.rising(
            operand, lambda number: numbers.multiply(numbers.subtract(number, offset), factor)
        )
        return SymbolicNumber(
            made.lower, made.upper, operand.absent, operand.present, operand.point, operand.needs
        )

    def _same(self, a: Symbolic, b: Symbolic) -> Kleene:
        circuit, spans = self.lowering.circuit, self.lowering.spans
        match a, b:
            case SymbolicNumber(), SymbolicNumber():
                stands = spans.same(a, b)
            case SymbolicWord(), SymbolicWord():
                shared = [
                    circuit.all((a.may_be[word], b.may_be[word])) for word in a.may_be if word in b.may_be
                ]
                either = circuit.any(shared)
                stands = circuit.all((a.settled, b.settled, either)), circuit.no(either)
            case Kleene(), Kleene():
                both = circuit.any((circuit.all((a.yes, b.yes)), circuit.all((a.no, b.no))))
                stands = both, circuit.any((circuit.all((a.yes, b.no)), circuit.all((a.no, b.yes))))
            case _:
                raise TypeError("values of two types are not compared")
        return spans.kleene(stands, (a.needs, b.needs))

    def _member(self, subject: SymbolicWord, words: frozenset[str]) -> Kleene:
        circuit = self.lowering.circuit
        inside = circuit.any(bit for word, bit in subject.may_be.items() if word in words)
        outside = circuit.any(bit for word, bit in subject.may_be.items() if word not in words)
        return self.lowering.spans.kleene((circuit.no(outside), circuit.no(inside)), (subject.needs,))

    def _count(self, expression: core.CountOf) -> Kleene:
        parts = tuple(self.truth(part) for part in expression.operands)
        circuit = self.lowering.circuit
        most = len(parts) if expression.at_most is None else expression.at_most
        least = expression.at_least
        # of the parts, so many are surely so, and so many surely not
        sure, not_so = [part.yes for part in parts], [part.no for part in parts]
        few, many = len(parts) - most, len(parts) - least
        yes = circuit.all((circuit.reached(least, sure), circuit.reached(few, not_so)))
        no = circuit.any((circuit.reached(many + 1, not_so), circuit.reached(most + 1, sure)))
        return self.lowering.spans.kleene((yes, no), [part.needs for part in parts])

    def _cases(self, expression: core.Cases) -> Symbolic:
        circuit, spans = self.lowering.circuit, self.lowering.spans
        reached = circuit.yes
        possible: list[tuple[Wire, Symbolic]] = []
        asked: list[Wire] = []
        for arm in expression.arms:
            condition = self.truth(arm.condition)
            asked.append(circuit.when(reached, condition.needs))
            may_hold = circuit.all((reached, circuit.no(condition.no)))
            if may_hold is not circuit.never:
                possible.append((may_hold, self.judge(arm.value)))
            reached = circuit.all((reached, circuit.no(condition.yes)))
        if reached is not circuit.never:
            last = expression.otherwise
            possible.append((reached, spans.no_number if last is None else self.judge(last)))
        return self.joined(possible, asked)

    def joined(self, possible: Sequence[tuple[Wire, Symbolic]], asked: Sequence[Wire]) -> Symbolic:
        """All that the values may be whose bit is yes; where that is not settled, what would settle it is asked."""
        circuit, spans = self.lowering.circuit, self.lowering.spans
        needs = [*asked, *(circuit.when(bit, value.needs) for bit, value in possible)]
        kinds = [value for _, value in possible]
        if all(isinstance(value, SymbolicNumber) for value in kinds):
            numbers = [(bit, value) for bit, value in possible if isinstance(value, SymbolicNumber)]
            number = spans.joined(numbers)
            unsettled = circuit.no(circuit.any((number.point, number.absent)))
            return spans.needing(number, circuit.when(unsettled, circuit.union(needs)))
        if all(isinstance(value, Kleene) for value in kinds):
            truths = [(bit, value) for bit, value in possible if isinstance(value, Kleene)]
            yes = circuit.all(circuit.any((circuit.no(bit), truth.yes)) for bit, truth in truths)
            no = circuit.all(circuit.any((circuit.no(bit), truth.no)) for bit, truth in truths)
            return spans.kleene((yes, no), needs)
        words = [(bit, value) for bit, value in possible if isinstance(value, SymbolicWord)]
        if len(words) != len(possible):
            raise TypeError("values of two types have no join")
        may_be = {
            word: circuit.any(
                circuit.all((bit, value.may_be[word])) for bit, value in words if word in value.may_be
            )
            for word in dict.fromkeys(word for _, value in words for word in value.may_be)
        }
        settled = circuit.no(circuit.reached(2, may_be.values()))
        return SymbolicWord(may_be, settled, circuit.when(circuit.no(settled), circuit.union(needs)))
