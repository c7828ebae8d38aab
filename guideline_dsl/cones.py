"""What an answer hangs on more than once: where Kleene's logic alone would leave open what is settled.

`fever or not fever` is yes for everybody, and unknown in Kleene's logic while the fever is. So it is with one fact
in two branches, in a condition and a contraindication, in a decision and the one that reads its plan. A condition that
asks for each fact once needs no more than Kleene's logic. This module reads off the graph which facts a decision or a
promise asks for twice, and the values that tell all its answers apart; whoever reads the graph may then hold the
answers of all these values against each other.

Declared absent: patients.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from guideline_dsl import core
from guideline_dsl.frozen import frozen
from guideline_dsl.references import node_expressions, subexpressions
from guideline_dsl.regions import MOST_COMBINATIONS, Asked, Split, SplitValue, asked_in, values_of
from guideline_dsl.score_groups import ScoreGroup, score_groups

if TYPE_CHECKING:
    from guideline_dsl.graph import DecisionGraph


@frozen
class Cone:
    """What a decision or a promise hangs on.

    `upstream` are the decisions and tapers that feed the plan it reads, in the order of evaluation. `asks` are the
    facts and procedures it asks for, `splits` those asked for twice or more, most often first.
    """

    upstream: tuple[str, ...]
    asks: frozenset[str]
    splits: tuple[Split, ...]


class Cones:
    """The cones of one guideline, each made when it is first asked for."""

    def __init__(self, graph: DecisionGraph) -> None:
        """Remember the guideline."""
        self._graph = graph
        self._scope = () if graph.head.scope is None else (graph.head.scope,)
        self._counted: dict[str, Counter[str]] = {}
        self._regions: dict[str, tuple[SplitValue, ...]] = {}
        self._found: dict[str, Cone] = {}
        self._scores: dict[str, tuple[ScoreGroup, ...]] = {}
        self._fed = {identifier: frozenset(self._feeds(identifier)) for identifier in graph.order}
        self._place = {identifier: place for place, identifier in enumerate(graph.order)}
        self._feeders: dict[str, list[str]] = {}
        for identifier, medicines in self._fed.items():
            for medicine in medicines:
                self._feeders.setdefault(medicine, []).append(identifier)

    def scope(self) -> Cone:
        """What whom the guideline is for hangs on."""
        return self._cone("", self._scope, frozenset())

    def decision(self, identifier: str) -> Cone:
        """What a decision or a taper hangs on."""
        if identifier not in self._found:
            self._cone(identifier, tuple(self._asked_by(identifier)), frozenset(self._read_by(identifier)))
        return self._found[identifier]

    def promise(self, identifier: str) -> Cone:
        """What a promise hangs on: the plan, and the doses under it."""
        if identifier not in self._found:
            limits = [n for n in self._graph.children(identifier) if isinstance(n, core.LimitNode)]
            conditions = tuple(limit.condition for limit in limits)
            self._cone(identifier, conditions, frozenset(self._planned(conditions, doses=True)))
        return self._found[identifier]

    def score(self, name: str) -> tuple[ScoreGroup, ...]:
        """The items of a score in groups that hang on facts in common."""
        if name not in self._scores:
            score = self._graph.definitions[name].value
            if not isinstance(score, core.Score):
                raise TypeError(f"{name} is no score")
            self._scores[name] = score_groups(self._graph, score, self.count)
        return self._scores[name]

    def _cone(self, identifier: str, conditions: Sequence[core.Expression], read: frozenset[str]) -> Cone:
        if identifier not in self._found:
            upstream = self._upstream(read)
            counted = Counter[str]()
            for expression in (*conditions, *(self._scope if identifier else ())):
                counted.update(self.count(expression))
            for feeder in upstream:
                for expression in self._asked_by(feeder):
                    counted.update(self.count(expression))
            gates = Counter[str]()
            for decision in (*upstream, *((identifier,) if identifier in self._fed else ())):
                gates.update(self._gate_facts(decision))
            asks = frozenset(counted | gates)
            self._found[identifier] = Cone(upstream, asks, tuple(self._splits(counted)))
        return self._found[identifier]

    # ------------------------------------------------------------ what a decision asks for, and of which plan

    def _below(self, identifier: str) -> Iterator[core.Node]:
        """A decision and everything below it, with the regimens it gives."""
        waiting = [identifier]
        while waiting:
            node = self._graph.node(waiting.pop())
            yield node
            waiting.extend(child.id for child in self._graph.children(node.id))
            if isinstance(node, core.GiveNode) and node.target == "regimen":
                waiting.append(f"regimen:{node.name}")

    def _feeds(self, identifier: str) -> Iterator[str]:
        """The medicines that a decision gives, stops or tapers."""
        for node in self._below(identifier):
            match node:
                case core.TaperNode(medicine=medicine):
                    yield medicine
                case (
                    core.GiveNode(target="medicine" | "class" as kind, name=name)
                    | core.StopNode(target=kind, name=name)
                ):
                    yield from self._graph.members(core.Crowd(kind, name))
                case _:
                    pass

    def _asked_by(self, identifier: str) -> Iterator[core.Expression]:
        """The conditions of a decision or a taper: its own, and the contraindications of what it gives."""
        for node in self._below(identifier):
            if not isinstance(node, core.GiveNode):
                yield from node_expressions(node)
        for medicine in sorted(self._fed[identifier]):
            yield from (limit.condition for limit in self._graph.limits.get(("contraindicate", medicine), ()))

    def _gate_facts(self, identifier: str) -> Counter[str]:
        """What tells whether the gates of a decision's medicines may be passed over: their facts' `only when`s."""
        counted = Counter[str]()
        gates = {g.id: g for medicine in self._fed[identifier] for g in self._graph.gates.get(medicine, ())}
        for gate in gates.values():
            for name in gate.facts:
                counted.update(self.count(core.FactRef(name)))
        return counted

    def _read_by(self, identifier: str) -> Iterator[str]:
        return self._planned(self._asked_by(identifier), doses=False)

    def _planned(self, conditions: Iterable[core.Expression], *, doses: bool) -> Iterator[str]:
        """The medicines whose place in the plan is asked for, and whose dose under it."""
        waiting, followed = list(conditions), set[str]()
        while waiting:
            for part in subexpressions(waiting.pop()):
                match part:
                    case core.PlanHas(crowd=crowd):
                        yield from self._graph.members(crowd)
                    case core.MedicineMeasure(target=target) if doses:
                        yield from self._graph.members(target)
                    case core.DefinitionRef(name=name) if name not in followed:
                        followed.add(name)
                        waiting.append(self._graph.definitions[name].value)
                    case _:
                        pass

    def _upstream(self, read: frozenset[str]) -> tuple[str, ...]:
        waiting, done, found = set(read), set[str](), set[str]()
        while waiting:
            medicine = waiting.pop()
            done.add(medicine)
            for identifier in self._feeders.get(medicine, ()):
                if identifier not in found:
                    found.add(identifier)
                    waiting.update(set(self._read_by(identifier)) - done)
        return tuple(sorted(found, key=self._place.__getitem__))

    # ------------------------------------------------------------ counting

    def count(self, expression: core.Expression) -> Counter[str]:
        """How often each fact and procedure is asked for, through definitions and `only when`s."""
        counted = Counter[str]()
        for part in subexpressions(expression):
            match part:
                case core.FactRef(name=name):
                    counted[f"fact:{name}"] += 1
                    only_when = self._graph.facts[name].only_when
                    if only_when is not None:
                        counted.update(self._of_name(f"fact:{name}", only_when))
                case core.DefinitionRef(name=name):
                    counted.update(self._of_name(f"define:{name}", self._graph.definitions[name].value))
                case core.Done(procedure=procedure):
                    counted[f"procedure:{procedure}"] += 1
                case _:
                    pass
        return counted

    def _of_name(self, key: str, expression: core.Expression) -> Counter[str]:
        if key not in self._counted:
            self._counted[key] = self.count(expression)
        return self._counted[key]

    def _splits(self, counted: Counter[str]) -> Iterator[Split]:
        combinations = 1
        for need, times in sorted(counted.items(), key=lambda item: (-item[1], item[0])):
            found = self.regions(need) if times > 1 else ()
            if len(found) > 1 and combinations * len(found) <= MOST_COMBINATIONS:
                combinations *= len(found)
                yield Split(need, found)

    # ------------------------------------------------------------ values that tell answers apart

    def regions(self, need: str) -> tuple[SplitValue, ...]:
        """A value of each region; () where a few values cannot stand for all (arithmetic, dates)."""
        if need not in self._regions:
            scales = self._scaling[need.partition(":")[2]] if need.startswith("fact:") else 0
            self._regions[need] = (
                () if scales and self._is_number(need) else values_of(self._graph, need, self._asked)
            )
        return self._regions[need]

    def _is_number(self, need: str) -> bool:
        return isinstance(self._graph.facts[need.partition(":")[2]].type, core.NumberBetween)

    @cached_property
    def _asked(self) -> Asked:
        """How the conditions ask for each number and procedure; found in one pass over all of them."""
        return asked_in(self._parts())

    @cached_property
    def _scaling(self) -> Counter[str]:
        """How often a fact scales a dose, directly or by a definition: a promise may ask for that dose."""
        waiting = [
            scale
            for n in self._graph.nodes
            if isinstance(n, core.GiveNode)
            for scale in (n.dose.basis, n.dose.computed_by)
            if scale is not None
        ]
        followed, times = set[str](), Counter[str]()
        while waiting:
            for part in subexpressions(waiting.pop()):
                match part:
                    case core.FactRef(name=name):
                        times[name] += 1
                    case core.DefinitionRef(name=definition) if definition not in followed:
                        followed.add(definition)
                        waiting.append(self._graph.definitions[definition].value)
                    case _:
                        pass
        return times

    def _parts(self) -> Iterator[core.Expression]:
        """Every part of every condition."""
        for node in self._graph.nodes:
            if not isinstance(node, core.GiveNode):
                for outer in node_expressions(node):
                    yield from subexpressions(outer)
