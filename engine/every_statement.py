"""What every statement of a guideline comes to for one patient, asked or not (full_assessment.py).

Conditions are judged as the evaluation judged them: in its world, with the whole plan. Nothing is decided here.
Outside the scope, or while that is open, only whether the patient is in it is told.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.assessment import Step
from engine.evaluation import Evaluation
from engine.full_assessment import LineShown, PackageShown, StatementShown
from engine.judged import Judged, merged
from engine.kinds import Answer
from engine.outcomes import UnitResult
from engine.packages import DoResult, GiveResult, LineResult, PackageResult
from engine.recommending import Recommender
from engine.safety import GateResult, Safety
from engine.sentences import dosage_of, need_names
from engine.tables import rows_that_hold
from engine.trace import Tracer, answer, shown_citations
from guideline_dsl import core
from guideline_dsl.values import Truth, all_hold, is_settled

_SETTLED = frozenset(("recommended", "conditional", "nothing recommended", "contraindicated", "conflict"))


class EveryStatement:
    """Reads one evaluation statement by statement."""

    def __init__(self, evaluation: Evaluation) -> None:
        """Keep the evaluation."""
        self._found = evaluation
        self._world = evaluation.world
        self._graph = evaluation.world.graph
        self._tracer = Tracer(evaluation.world)
        self._safety = Safety(evaluation.world)
        self._recommender = Recommender(evaluation)

    # ------------------------------------------------------------ statements

    def statements(self) -> Iterator[StatementShown]:
        """Every statement that has something to say of the patient, in the order of the file."""
        head = self._graph.head
        if head.scope is not None:
            yield self._shown(head, [(head.scope, "for")], self._found.scope)
        if self._found.scope.truth is not True:
            return
        for node in self._graph.nodes:
            match node:
                case core.DecisionNode(applies=condition) if condition is not None:
                    yield self._shown(node, [(condition, "for")])
                case core.TaperNode():
                    yield self._taper(node)
                case core.ExceptionNode():
                    yield self._shown(node, [(node.condition, "except when")])
                case core.BranchNode(condition=condition) if condition is not None:
                    yield self._shown(node, [(condition, "when")])
                case core.OptionNode():
                    only = [(clause.condition, "only when") for clause in node.only_when]
                    preferred = [(clause.condition, "preferred when") for clause in node.prefer_when]
                    yield self._shown(node, [*only, *preferred])
                case core.LimitNode():
                    yield self._shown(node, [(node.condition, "when")])
                case core.GateNode():
                    yield self._gate(node)
                case core.DefineNode():
                    yield self._definition(node)
                    yield from self._rows(node)
                case core.FactNode():
                    yield self._fact(node)
                case _:
                    pass

    def _shown(
        self, node: core.Node, asked: list[tuple[core.Expression, str]], known: Judged | None = None
    ) -> StatementShown:
        judged = [self._world.judge(condition) for condition, _ in asked] if known is None else [known]
        steps = [self._tracer.condition(condition, node, lead) for condition, lead in asked]
        if known is not None:
            steps = [step.model_copy(update={"answer": answer(known.truth)}) for step in steps]
        return self._statement(node, steps, judged)

    def _statement(self, node: core.Node, steps: list[Step], judged: list[Judged]) -> StatementShown:
        rests_on = merged(each.rests_on for each in judged)
        return StatementShown(
            node=node.id,
            steps=tuple(steps),
            missing=need_names(merged(each.needs for each in judged)),
            assumptions=_named(rests_on, "assumption"),
            provisional=tuple(self._tracer.fact(name) for name in _named(rests_on, "default")),
        )

    def _taper(self, taper: core.TaperNode) -> StatementShown:
        asked = [
            (taper.applies, "for"),
            (taper.start_when, "start when"),
            (taper.hold_when, "once reduced, on hold when"),
        ]
        return self._shown(taper, [(when, lead) for when, lead in asked if when is not None])

    def _gate(self, gate: core.GateNode) -> StatementShown:
        """A gate asks for what is recorded: a procedure recorded as not done is known not to be done."""
        waiting = self._safety.gate(gate).waiting
        done = [self._world.record.procedures.get(name) for name in gate.procedures]
        surely_not = any(found is not None and not found.done for found in done)
        passed: Truth = True if not waiting else False if surely_not else None
        asked: list[core.Expression] = [core.FactRef(name) for name in gate.facts]
        asked += [core.Done(name) for name in gate.procedures]
        facts = [fact for part in asked for fact in self._tracer.read(part)]
        checks = ", ".join(map(self._graph.display.name, (*gate.facts, *gate.procedures)))
        step = Step(
            node=gate.id, says=f"check {checks}", answer=answer(passed), facts=tuple(facts), line=gate.span.line,
            citations=shown_citations(gate.support),
        )  # fmt: skip
        return StatementShown(node=gate.id, steps=(step,), missing=need_names(waiting))

    def _definition(self, node: core.DefineNode) -> StatementShown:
        judged = self._world.definition(node.name)
        name = self._graph.display.name(node.name)
        if node.type == "truth":
            return self._statement(node, [self._tracer.condition(node.value, node, f"{name}:")], [judged])
        known: Answer = "yes" if is_settled(judged.value) else "unknown"
        own = self._tracer.read(core.DefinitionRef(node.name))
        facts = tuple(dict.fromkeys((*own, *self._tracer.read(node.value), *judged.reasons)))
        return self._statement(node, [Step(node=node.id, says=name, answer=known, facts=facts)], [judged])

    def _rows(self, definition: core.DefineNode) -> Iterator[StatementShown]:
        """Whether each row holds, of a table and of the tables of a score; named as in reached.py."""
        match definition.value:
            case core.Table() as table:
                yield from self._rows_of(definition, table, "", True)
            case core.Score(items=items):
                for place, item in enumerate(items, 1):
                    if isinstance(item.points, core.Table):
                        asked = True if item.condition is None else self._world.judge(item.condition).truth
                        yield from self._rows_of(definition, item.points, f"item {place}, ", asked)

    def _rows_of(
        self, definition: core.DefineNode, table: core.Table, of: str, asked: Truth
    ) -> Iterator[StatementShown]:
        for place, truth in enumerate(rows_that_hold(table, self._world.judge), 1):
            name = f"{of}row {place}"
            step = Step(node=definition.id, says=name, answer=answer(all_hold((asked, truth))))
            yield StatementShown(node=f"{definition.id} {name}", steps=(step,))

    def _fact(self, node: core.FactNode) -> StatementShown:
        judged = self._world.fact(node.name)
        known: Answer = "unknown" if judged.needs else "yes"
        step = Step(
            node=node.id,
            says=self._graph.display.name(node.name),
            answer=known,
            facts=(self._tracer.fact(node.name),),
        )
        return self._statement(node, [step], [judged])

    # ------------------------------------------------------------ packages

    def packages(self) -> Iterator[PackageShown]:
        """Every package that an outcome comes to, or may come to, in the order of the outcomes."""
        for unit in self._found.units:
            for option in unit.options:
                for package in option.packages:
                    yield self._package(unit, package, len(option.packages) == 1)
            if not unit.options:
                for package in (*unit.packages, *unit.possible):
                    settled = unit.kind in _SETTLED and len(unit.packages) == 1
                    yield self._package(unit, package, settled)

    def _package(self, unit: UnitResult, package: PackageResult, only_one: bool) -> PackageShown:
        return PackageShown(
            outcome=unit.node.id,
            holders=package.holders,
            status=package.status,
            only_one=only_one,
            lines=tuple(map(self._line, package.lines)),
        )

    def _line(self, line: LineResult) -> LineShown:
        match line:
            case GiveResult():
                return self._give(line)
            case DoResult():
                return LineShown(node=line.line.id, status="clear", action=line.action)
        return LineShown(node=line.line.id, status="clear", action="stop")

    def _give(self, give: GiveResult) -> LineShown:
        dosage = dosage_of(give, self._graph)
        return LineShown(
            node=give.line.id,
            status=give.status,
            action=give.action,
            medicine=give.medicine,
            dosage=dosage,
            held_by=tuple(map(self._recommender.withheld, give.withheld_by)),
            may_be_held_by=tuple(map(self._recommender.withheld, give.unknown_limits)),
            waits_for=tuple(dict.fromkeys(need for gate in give.gates for need in _waiting(gate))),
            missing=need_names(merged((give.needs, give.dose_needs))),
        )


def _waiting(gate: GateResult) -> tuple[str, ...]:
    return need_names(gate.waiting)


def _named(rests_on: tuple[str, ...], kind: str) -> tuple[str, ...]:
    return tuple(entry.partition(":")[2] for entry in rests_on if entry.startswith(f"{kind}:"))
