"""What happened to one patient, as marks on the nodes of the graph (cards.py).

Nothing is judged here: each mark says what the assessment says. The one rule of this file is that what is not known
never looks as if it were not met: a condition that is open is `unknown`, and so is all that waits for it.

A mark on a condition (a branch, an exception, a limit) tells whether it holds; whether what it leads to is given is
told by the marks on its lines.

Declared absent: shapes and colours (style.py), and evaluating.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from engine.assessment import Outcome, PromiseShown
from engine.full_assessment import FullAssessment, LineShown, PackageShown
from engine.kinds import Answer, OutcomeKind
from guideline_dsl import core
from guideline_dsl.graph import DecisionGraph
from visualize.cards import Mark, Marks, State
from visualize.mark_lines import (
    answer_of,
    basis,
    condition_lines,
    held_lines,
    line_lines,
    needs,
    outcome_lines,
    score_lines,
    taper_lines,
)
from visualize.plain import plain_names

_BY_ANSWER: Mapping[Answer, State] = MappingProxyType({"yes": "met", "no": "not met", "unknown": "unknown"})

STATES: Mapping[OutcomeKind, State] = MappingProxyType(
    {
        "recommended": "met",
        "nothing recommended": "met",
        "shown": "met",
        "conditional": "unknown",
        "insufficient data": "unknown",
        "unknown": "unknown",
        "contraindicated": "withheld",
        "conflict": "withheld",
        "not applicable": "not met",
        "not shown": "not met",
        "outside scope": "not reached",
    }
)
"""What an outcome looks like."""


def marks_of(graph: DecisionGraph, assessment: FullAssessment) -> Marks:
    """A mark for every node of the graph that says something of the patient, by the id of the node."""
    say = plain_names(graph)
    return MappingProxyType(
        {
            node: Mark(mark.state, tuple(map(say, mark.lines)))
            for node, mark in _Overlay(graph, assessment).marks().items()
        }
    )


class _Overlay:
    """The marks while they are made; a statement is marked after the one it stands in."""

    def __init__(self, graph: DecisionGraph, assessment: FullAssessment) -> None:
        self._graph = graph
        self._assessment = assessment
        self._statements = {shown.node: shown for shown in assessment.statements}
        self._outcomes = {outcome.id: outcome for outcome in assessment.outcomes}
        self._by_decision: dict[str, list[Outcome]] = {}
        for outcome in assessment.outcomes:
            node = graph.node(outcome.id)
            owner = node.parent if isinstance(node, core.BranchNode) else node.id
            self._by_decision.setdefault(owner, []).append(outcome)
        self._promises = {promise.name: promise for promise in assessment.promises}
        self._tapers = {taper.node: taper for taper in assessment.tapers}
        self._uses: dict[str, list[PackageShown]] = {}
        for package in assessment.packages:
            for used in (*package.holders, *(line.node for line in package.lines)):
                self._uses.setdefault(used, []).append(package)
        self._shown_messages: dict[str, list[Answer]] = {}
        for outcome in assessment.outcomes:
            for message in outcome.messages:
                self._shown_messages.setdefault(message.node, []).append(message.shown)
        self._wanted = frozenset(request.name for request in assessment.missing)
        self._marks: dict[str, Mark] = {}

    def marks(self) -> dict[str, Mark]:
        head = self._graph.head
        scope = self._statements.get(head.id)
        if scope is not None:
            self._marks[head.id] = Mark(
                _BY_ANSWER[self._assessment.scope], tuple(condition_lines(scope, self._wanted))
            )
        for node in self._graph.nodes:
            mark = self._mark(node)
            if mark is not None:
                self._marks[node.id] = mark
        self._marks.update(self._rows())
        self._marks.update(list(self._items()))
        return self._marks

    def _rows(self) -> Iterator[tuple[str, Mark]]:
        """Rows of tables, which are no nodes of their own: by the id of the definition and their name."""
        for shown in self._assessment.statements:
            if shown.node not in self._graph:
                yield shown.node, Mark(_BY_ANSWER[answer_of(shown)])

    def _items(self) -> Iterator[tuple[str, Mark]]:
        """Items of scores: which of them count, and what each gives. One with rows counts where a row holds."""
        for score in self._assessment.scores:
            for place, item in enumerate(score.items, 1):
                name = f"define:{score.name} item {place}"
                rows = [mark.state for row, mark in self._marks.items() if row.startswith(f"{name}, ")]
                state: State = "met" if "met" in rows else _BY_ANSWER[item.counts]
                wanted = (missing for missing in item.missing if missing in self._wanted)
                lines = (item.points, *item.facts, *needs(wanted))
                yield name, Mark("unknown" if item.missing else state, lines)

    # ------------------------------------------------------------ one node

    def _mark(self, node: core.Node) -> Mark | None:
        if isinstance(node, core.DecisionNode | core.TaperNode):
            return self._decision(node)
        if self._assessment.scope != "yes":
            return self._without_scope(node)
        match node:
            case core.LimitNode() if isinstance(self._graph.node(node.parent), core.NeverNode):
                return self._breach(node)
            case core.ExceptionNode() | core.LimitNode() | core.FactNode():
                return self._by_answer(node.id)
            case core.DefineNode():
                return self._definition(node)
            case core.BranchNode():
                return self._branch(node)
            case core.OptionNode():
                return self._option(node)
            case core.RegimenNode():
                return self._regimen(node)
            case core.GiveNode() | core.DoNode() | core.StopNode():
                return self._line(node)
            case core.MessageNode():
                return self._message(node)
            case core.WithholdNode():
                return self._withhold(node)
            case core.GateNode():
                return self._gate(node)
            case core.NeverNode():
                return self._promise(self._promises[node.name])
            case _:
                return None

    def _without_scope(self, node: core.Node) -> Mark | None:
        """The guideline is not about the patient, or it is not known whether it is: nothing else was asked."""
        state: State = "not reached" if self._assessment.scope == "no" else "unknown"
        match node:
            case core.NeverNode(name=name):
                promise = self._promises[name]
                return Mark(state, tuple(needs(promise.missing)))
            case (
                core.ExceptionNode()
                | core.BranchNode()
                | core.OptionNode()
                | core.RegimenNode()
                | core.GiveNode()
                | core.DoNode()
                | core.StopNode()
                | core.MessageNode()
                | core.WithholdNode()
                | core.LimitNode()
                | core.GateNode()
                | core.DefineNode()
            ):
                return Mark(state)
            case _:
                return None

    def _by_answer(self, node: str) -> Mark:
        shown = self._statements[node]
        return Mark(_BY_ANSWER[answer_of(shown)], tuple(condition_lines(shown, self._wanted)))

    def _definition(self, node: core.DefineNode) -> Mark:
        mark = self._by_answer(node.id)
        score = next((score for score in self._assessment.scores if score.name == node.name), None)
        if score is None:
            return mark
        return Mark(mark.state, (*score_lines(score), *needs(score.missing)))

    # ------------------------------------------------------------ decisions

    def _decision(self, node: core.DecisionNode | core.TaperNode) -> Mark:
        outcomes = self._by_decision.get(node.id, [])
        states = {STATES[outcome.kind] for outcome in outcomes}
        ranked: tuple[State, ...] = ("met", "unknown", "withheld", "not met", "not reached")
        state: State = next((state for state in ranked if state in states), "not reached")
        shown = self._statements.get(node.id)
        if shown is not None and isinstance(node, core.TaperNode) and node.id not in self._tapers:
            # when it would start is asked of what is taken only
            shown = shown.model_copy(
                update={"steps": tuple(s for s in shown.steps if s.says.startswith("for "))}
            )
        # what is settled asks for nothing, even where a part of its condition is open
        wanted = self._wanted if state == "unknown" else frozenset[str]()
        lines = list(condition_lines(shown, wanted)) if shown is not None else []
        for outcome in outcomes:
            if outcome.id == node.id:
                lines += outcome_lines(outcome)
        if node.id in self._tapers:
            lines += taper_lines(self._tapers[node.id])
        return Mark(state, tuple(dict.fromkeys(lines)))

    def _applies(self, decision: str) -> State:
        """Whether a decision applies, so that its branches and options are looked at."""
        outcomes = self._by_decision.get(decision, [])
        asked = [self._statements[decision]] if decision in self._statements else []
        answers = [answer_of(shown) for shown in asked]
        excepted = [
            answer_of(self._statements[child.id])
            for child in self._graph.children(decision)
            if isinstance(child, core.ExceptionNode)
        ]
        if "no" in answers or "yes" in excepted or not outcomes:
            return "not reached"
        return "unknown" if "unknown" in (*answers, *excepted) else "met"

    def _branch(self, branch: core.BranchNode) -> Mark:
        owner = self._graph.node(branch.parent)
        if isinstance(owner, core.RegimenNode):
            reached: State = "met" if self._uses.get(owner.id) else "not reached"
        else:
            reached = self._applies(owner.id)
        if reached == "not reached":
            return Mark("not reached")
        if isinstance(owner, core.DecisionNode) and owner.mode == "advise":
            lines = tuple(outcome_lines(self._outcomes[branch.id]))
            return self._condition(branch, reached, lines)
        return self._in_turn(branch, reached)

    def _condition(self, branch: core.BranchNode, reached: State, lines: tuple[str, ...] = ()) -> Mark:
        shown = self._statements.get(branch.id)
        state: State = "met" if shown is None else _BY_ANSWER[answer_of(shown)]
        asked = tuple(condition_lines(shown, self._wanted)) if shown is not None else ()
        if state == "met" and reached == "unknown":
            return Mark("unknown", (*asked, "holds; whether this is decided at all is open", *lines))
        return Mark(state, tuple(dict.fromkeys((*asked, *lines))))

    def _in_turn(self, branch: core.BranchNode, reached: State) -> Mark:
        """Of branches that are asked one after the other, the first that holds decides."""
        in_turn = [each for each in self._graph.children(branch.parent) if isinstance(each, core.BranchNode)]
        before = [self._answer_of(each) for each in in_turn[: in_turn.index(branch)]]
        if "yes" in before:
            return Mark("not reached")
        mark = self._condition(branch, reached)
        if mark.state == "met" and "unknown" in before:
            return Mark("unknown", (*mark.lines, "holds, and a row above it may decide first"))
        return mark

    def _answer_of(self, branch: core.BranchNode) -> Answer:
        shown = self._statements.get(branch.id)
        return "yes" if shown is None else answer_of(shown)

    def _option(self, option: core.OptionNode) -> Mark:
        reached = self._applies(option.parent)
        outcome = self._outcomes[option.parent]
        shown = next((each for each in outcome.options if each.name == option.name), None)
        asked = self._statements[option.id]
        if reached == "not reached":
            return Mark("not reached")
        lines = tuple(condition_lines(asked, self._wanted))
        refused = [step for step in asked.steps[: len(option.only_when)] if step.answer == "no"]
        because = tuple(condition_lines(asked.model_copy(update={"steps": tuple(refused)}), ()))
        if shown is None:
            return Mark("not met", because) if refused else Mark("unknown", lines)
        withheld = tuple(line for held in shown.withheld for line in held_lines(held))
        match shown.status:
            case "withheld":
                return Mark("withheld", (*lines, *withheld))
            case "not eligible":
                return Mark("not met", because)
            case "conditional":
                return Mark("unknown", (*lines, *needs(shown.conditions)))
            case _ if shown.leads == "unknown":
                return Mark("unknown", (*lines, "available; whether it stands first is open"))
            case _ if shown.leads == "no":
                return Mark("not reached", (*lines, "available; another option stands before it"))
            case _:
                return Mark("met", lines)

    def _regimen(self, regimen: core.RegimenNode) -> Mark:
        uses = self._uses.get(regimen.id, [])
        if not uses:
            return Mark("not reached")
        return Mark(_most_telling([self._package_state(package, None) for package in uses]))

    # ------------------------------------------------------------ what is given, done, stopped, said

    def _line(self, node: core.Node) -> Mark:
        uses = [
            (package, line)
            for package in self._uses.get(node.id, [])
            for line in package.lines
            if line.node == node.id
        ]
        if isinstance(node, core.GiveNode) and node.target == "regimen":
            return self._given_by_name(node)
        if not uses:
            return Mark(self._inherited(node))
        found = [(self._package_state(package, line), package, line) for package, line in uses]
        state = _most_telling(state for state, _, _ in found)
        lines = [
            text for told, package, line in found if told == state for text in line_lines(line, package, told)
        ]
        return Mark(state, tuple(dict.fromkeys(lines)))

    def _given_by_name(self, give: core.GiveNode) -> Mark:
        """A regimen that a branch or an option gives: what of it comes to this patient there."""
        regimen = f"regimen:{give.name}"
        uses = [package for package in self._uses.get(regimen, []) if give.parent in package.holders]
        if not uses:
            return Mark(self._inherited(give))
        given = [(p, line) for p in uses for line in p.lines if line.node.startswith(f"{regimen}/")]
        states = [self._package_state(package, line) for package, line in given]
        # what is given together is as far as its least certain line
        together = [self._package_state(package, None) for package in uses]
        state = "withheld" if "withheld" in states else _most_telling(together)
        lines = [
            text
            for (package, line), told in zip(given, states, strict=True)
            if line.dosage is not None
            for text in line_lines(line, package, told)
        ]
        return Mark(state, tuple(dict.fromkeys(lines)))

    def _package_state(self, package: PackageShown, line: LineShown | None) -> State:
        """What comes of a line (None: of all of them) of a package that an outcome comes to, or may come to."""
        outcome = self._outcomes[package.outcome]
        owner = self._marks.get(package.holders[0])
        if owner is not None and owner.state in ("not met", "not reached") and outcome.options:
            return owner.state
        if package.status == "withheld" or STATES[outcome.kind] == "withheld":
            return "withheld"
        if line is not None and line.waits_for:
            return "withheld"
        if package.status == "clear" and package.only_one and owner is not None and outcome.options:
            return owner.state
        return STATES[outcome.kind]

    def _inherited(self, node: core.Node) -> State:
        """A line of no package shares the fate of what it stands in: it is not given where that is not met."""
        parent = self._marks.get(node.parent)
        said_here = isinstance(node, core.GiveNode) and node.target == "nothing"
        if parent is None or (parent.state == "met" and not said_here):
            return "unknown"
        return parent.state

    def _message(self, message: core.MessageNode) -> Mark:
        shown = self._shown_messages.get(message.id)
        if shown is not None:
            return Mark(_most_telling(_BY_ANSWER[answer] for answer in shown))
        parent = self._marks.get(message.parent)
        return Mark("unknown" if parent is None else parent.state)

    # ------------------------------------------------------------ limits

    def _withhold(self, node: core.WithholdNode) -> Mark:
        """A contraindication that holds withholds; one that is open may."""
        limits = [each for each in self._graph.children(node.id) if isinstance(each, core.LimitNode)]
        answers = [answer_of(self._statements[limit.id]) for limit in limits]
        if "yes" in answers:
            return Mark("withheld" if node.kind == "contraindicate" else "met")
        return Mark("unknown" if "unknown" in answers else "not met")

    def _gate(self, gate: core.GateNode) -> Mark:
        mark = self._by_answer(gate.id)
        taken = {taken.name for taken in self._assessment.taking or ()}
        if mark.state != "met" and set(self._graph.members(gate.target)) <= taken:
            return Mark("not reached", (*mark.lines, "taken already: it is asked before starting only"))
        return mark

    def _breach(self, limit: core.LimitNode) -> Mark:
        """What would break a promise: it is asked of now and of the plan, and the values are those of the plan."""
        mark = self._by_answer(limit.id)
        promise = self._graph.node(limit.parent)
        assert isinstance(promise, core.NeverNode)
        now = self._promises[promise.name].now
        lines = (f"under this plan; now the promise is {now}", *mark.lines)
        return Mark(mark.state, lines)

    def _promise(self, promise: PromiseShown) -> Mark:
        """Whether a promise is kept, now and under the plan."""
        states = (promise.now, promise.plan)
        said = f"now {promise.now}, under this plan {promise.plan}"
        lines = [said, *needs(promise.missing), *basis(promise.assumptions, promise.provisional)]
        if "broken" in states:
            alerts = [
                f"{alert.severity.upper()}: {alert.text}"
                for alert in self._assessment.alerts
                if alert.kind == "broken promise" and alert.about == promise.name
            ]
            return Mark("broken", (*alerts, *lines))
        return Mark("unknown" if "open" in states else "kept", tuple(lines))


def _most_telling(states: Iterable[State]) -> State:
    """One state for a node that several outcomes use: what is given somewhere is given."""
    ranked: tuple[State, ...] = ("met", "withheld", "unknown", "not reached", "not met")
    found = set(states)
    return next(state for state in ranked if state in found)
