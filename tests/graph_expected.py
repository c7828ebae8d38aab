"""What the decision graph of a file must hold, read off the syntax tree and nothing else.

A node is told by its class and where it stands in the text: nothing here knows how ids are made.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from guideline_dsl import core, syntax

Key = tuple[str, int]
"""The class of a node and the offset at which it begins in the text."""

Arrow = tuple[str, Key, Key]
"""An edge: its kind, its source, its target."""


@dataclass
class Expected:
    """The nodes with the node each is a part of (None at the top level), and the edges."""

    parents: dict[Key, Key | None] = field(default_factory=dict)
    edges: set[Arrow] = field(default_factory=set)
    feeds: dict[Key, set[str]] = field(default_factory=dict)
    """The medicines that each decision gives or stops, itself or by a regimen."""
    asks: dict[Key, set[str]] = field(default_factory=dict)
    """The medicines whose place in the plan a node asks for, itself or by a definition."""


def expected(file: syntax.File) -> Expected:
    return _Reader(file).read()


def key(node: core.Node) -> Key:
    return type(node).__name__, node.span.start


def expressions(part: object) -> Iterator[object]:
    """A part of the tree and all that is written in it."""
    yield part
    if isinstance(part, tuple):
        for item in part:
            yield from expressions(item)
    elif dataclasses.is_dataclass(part):
        for each in dataclasses.fields(part):
            yield from expressions(getattr(part, each.name))


class _Reader:
    def __init__(self, file: syntax.File) -> None:
        self.file = file
        self.found = Expected()
        self.named: dict[str, Key] = {}
        self.classes: dict[str, list[str]] = {}
        self.regimens: dict[str, syntax.Regimen] = {}
        self.definitions: dict[str, syntax.Define] = {}
        self.choices: dict[str, set[str]] = {}
        for item in file.items:
            self._declare(item)

    def _declare(self, item: syntax.Item) -> None:
        match item:
            case syntax.Facts(entries=facts):
                for fact in facts:
                    self.named[f"fact {fact.name.text}"] = ("FactNode", fact.span.start)
            case syntax.Medicines(entries=medicines):
                for medicine in medicines:
                    self.named[f"medicine {medicine.name.text}"] = ("MedicineNode", medicine.span.start)
                    for name in medicine.classes:
                        self.classes.setdefault(name.text, []).append(medicine.name.text)
            case syntax.Procedures(entries=procedures):
                for procedure in procedures:
                    self.named[f"procedure {procedure.name.text}"] = ("ProcedureNode", procedure.span.start)
            case syntax.Define():
                self.named[f"definition {item.name.text}"] = ("DefineNode", item.span.start)
                self.definitions[item.name.text] = item
            case syntax.Regimen():
                self.named[f"regimen {item.name.text}"] = ("RegimenNode", item.span.start)
                self.regimens[item.name.text] = item
            case syntax.Assumption():
                self.named[f"assumption {item.name.text}"] = ("AssumptionNode", item.span.start)
            case _:
                pass

    def read(self) -> Expected:
        for item in self.file.items:
            self._item(item)
        self._overrides()
        for decision, medicines in self.found.feeds.items():
            for reader, asked in self.found.asks.items():
                if medicines & asked:
                    self.found.edges.add(("feeds", decision, reader))
        return self.found

    # ------------------------------------------------------------ nodes

    def _node(self, name: str, part: object, parent: Key | None, *written: object) -> Key:
        """Enter a node; `written` are the conditions and values that stand in it itself."""
        made = (name, part.span.start)  # type: ignore[attr-defined]
        assert made not in self.found.parents, made
        self.found.parents[made] = parent
        if parent is not None:
            self.found.edges.add(("contains", parent, made))
        self._reads(made, written)
        return made

    def _item(self, item: syntax.Item) -> None:
        match item:
            case syntax.GuidelineHead(lines=lines):
                self._node(
                    "GuidelineNode", item, None, *(x.condition for x in lines if isinstance(x, syntax.For))
                )
            case syntax.References():
                self._node("ReferencesNode", item, None)
            case syntax.ValueSets():
                self._node("ValueSetsNode", item, None)
            case syntax.NotEncoded():
                self._node("NotEncodedNode", item, None)
            case syntax.Phases():
                self._node("PhasesNode", item, None)
            case syntax.Texts():
                self._node("TextsNode", item, None)
            case syntax.Case():
                self._node("CaseNode", item, None)
            case syntax.Assumption():
                self._node("AssumptionNode", item, None)
            case syntax.Facts(entries=facts):
                block = self._node("BlockNode", item, None)
                for fact in facts:
                    default = fact.default
                    assumed = (default.value, default.condition) if default else ()
                    self._node("FactNode", fact, block, fact.only_when, *assumed)
            case syntax.Medicines(entries=medicines):
                block = self._node("BlockNode", item, None)
                for medicine in medicines:
                    self._node("MedicineNode", medicine, block)
            case syntax.Procedures(entries=procedures):
                block = self._node("BlockNode", item, None)
                for procedure in procedures:
                    self._node("ProcedureNode", procedure, block)
            case syntax.Define():
                made = self._node("DefineNode", item, None, item.body)
                self._remarks(item.remarks, made)
            case syntax.Regimen():
                self._body(item.body, self._node("RegimenNode", item, None), True)
            case syntax.Decide() | syntax.Advise():
                made = self._decision(item)
                self._body(item.body, made, isinstance(item, syntax.Decide))
            case syntax.Choose():
                made = self._decision(item)
                for option in item.options:
                    self._option(option, made)
                self._remarks(item.remarks, made)
            case syntax.Taper():
                self._taper(item)
            case syntax.Before():
                self._gate(item)
            case syntax.Withhold():
                made = self._node("WithholdNode", item, None)
                for which in item.whiches:
                    self._arrows("limits", made, self._medicines(which))
                self._limits(item.limits, made)
            case syntax.Never():
                self._limits(item.limits, self._node("NeverNode", item, None))

    def _decision(self, item: syntax.Decide | syntax.Advise | syntax.Choose) -> Key:
        made = self._node("DecisionNode", item, None, item.applies.condition if item.applies else None)
        parts = item.options if isinstance(item, syntax.Choose) else item.body
        self.found.feeds[made] = self._fed(parts)
        self._exceptions(item.exceptions, made)
        return made

    def _taper(self, item: syntax.Taper) -> None:
        conditions = [
            line.condition for line in item.lines if isinstance(line, syntax.TaperStart | syntax.TaperHold)
        ]
        applies = item.applies.condition if item.applies else None
        made = self._node("TaperNode", item, None, applies, *conditions)
        self._arrows("tapers", made, [item.medicine.text])
        self._exceptions(item.exceptions, made)
        self._remarks(item.remarks, made)

    def _gate(self, item: syntax.Before) -> None:
        made = self._node("GateNode", item, None)
        self._arrows("gates", made, self._medicines(item.which))
        for name in item.checks:
            kind = "fact" if f"fact {name.text}" in self.named else "procedure"
            self.found.edges.add(("checks", made, self.named[f"{kind} {name.text}"]))
        self._remarks(item.remarks, made)

    def _overrides(self) -> None:
        """An exception of each overridden decision: it reads what says whether the overriding one applies."""
        over = [
            item
            for item in self.file.items
            if isinstance(item, syntax.Decide | syntax.Choose) and item.instead_of is not None
        ]
        made = {
            item.name.text: ("DecisionNode", item.span.start)
            for item in self.file.items
            if isinstance(item, syntax.Decide | syntax.Choose | syntax.Advise)
        }

        def applying(item: syntax.Decide | syntax.Choose) -> list[syntax.Expression]:
            found = [] if item.applies is None else [item.applies.condition]
            found.extend(each.condition for each in item.exceptions)
            for other in over:
                if other.instead_of and item.name.text in [name.text for name in other.instead_of.names]:
                    found.extend(applying(other))
            return found

        for item in over:
            assert item.instead_of is not None
            for name in item.instead_of.names:
                self._node("ExceptionNode", name, made[name.text], *applying(item))
                self.found.edges.add(("overrides", made[item.name.text], made[name.text]))

    def _exceptions(self, exceptions: Iterable[syntax.Except], parent: Key) -> None:
        for each in exceptions:
            self._remarks(each.remarks, self._node("ExceptionNode", each, parent, each.condition))

    def _limits(self, limits: Iterable[syntax.Limit], parent: Key) -> None:
        for limit in limits:
            self._remarks(limit.remarks, self._node("LimitNode", limit, parent, limit.condition))

    def _option(self, option: syntax.Option, parent: Key) -> None:
        clauses = [line for line in option.body if isinstance(line, syntax.OnlyWhen | syntax.PreferWhen)]
        made = self._node("OptionNode", option, parent, *(clause.condition for clause in clauses))
        for clause in clauses:
            self._assumed(clause.remarks, made)
        lines = [line for line in option.body if not isinstance(line, syntax.OnlyWhen | syntax.PreferWhen)]
        self._body(lines, made, False)

    def _body(self, body: Iterable[syntax.Line | syntax.Branch], parent: Key, in_turn: bool) -> None:
        before: Key | None = None
        for part in body:
            if not isinstance(part, syntax.Branch):
                self._line(part, parent)
                continue
            made = self._node("BranchNode", part, parent, part.condition)
            self._body(part.lines, made, False)
            if in_turn and before is not None:
                self.found.edges.add(("next", before, made))
            before = made
        self._lines_of_therapy([part for part in body if isinstance(part, syntax.Branch) and part.therapy])

    def _lines_of_therapy(self, lines: list[syntax.Branch]) -> None:
        """A line asks whether what a later one gives is taken, and what `MEDICINE is contraindicated` stands for."""
        given = [
            [m for line in part.lines if isinstance(line, syntax.Give) for m in self._medicines(line.which)]
            for part in lines
        ]
        for place, part in enumerate(lines):
            if part.condition is None:
                continue
            source = ("BranchNode", part.span.start)
            before = {medicine for some in given[: place + 1] for medicine in some}
            later = [m for some in given[place + 1 :] for m in some if m not in before]
            self._arrows("reads", source, later)
            for each in _without_values(part.condition):
                match each:
                    case syntax.Is(
                        subject=syntax.Name(text=medicine), value=syntax.Name(text="contraindicated")
                    ):
                        self._reads(source, tuple(self._contraindications(medicine)))
                    case _:
                        pass

    def _contraindications(self, medicine: str) -> Iterator[syntax.Expression]:
        for item in self.file.items:
            if not isinstance(item, syntax.Withhold) or item.kind != "contraindicate":
                continue
            if any(medicine in self._medicines(which) for which in item.whiches):
                yield from (limit.condition for limit in item.limits)

    def _remarks(self, remarks: Iterable[syntax.Remark], parent: Key) -> None:
        for remark in remarks:
            self._line(remark, parent)

    def _line(self, line: syntax.Line, parent: Key) -> None:
        match line:
            case syntax.Give():
                bases = [
                    part.name for part in line.parts if isinstance(part, syntax.ByBasis | syntax.AsComputedBy)
                ]
                conditions = [closer.condition for closer in line.closers]
                made = self._node("GiveNode", line, parent, *bases, *conditions)
                for closer in line.closers:
                    self._assumed(closer.remarks, made)
                if line.which.name.text in self.regimens and not line.which.any_of_class:
                    target = self.named[f"regimen {line.which.name.text}"]
                    self.found.edges.add(("gives", made, target))
                else:
                    self._arrows("gives", made, self._medicines(line.which))
            case syntax.GiveNothing():
                self._node("GiveNode", line, parent)
            case syntax.Stop():
                made = self._node("StopNode", line, parent)
                self._arrows("stops", made, self._medicines(line.which))
            case syntax.Do():
                made = self._node("DoNode", line, parent)
                self.found.edges.add(("does", made, self.named[f"procedure {line.procedure.text}"]))
            case syntax.Note() | syntax.Warn():
                self._node("MessageNode", line, parent)
            case syntax.Assuming():
                self._assumed([line], parent)
            case syntax.Cite() | syntax.Strength() | syntax.Evidence():
                pass

    # ------------------------------------------------------------ edges

    def _assumed(self, remarks: Iterable[syntax.Remark], source: Key) -> None:
        for remark in remarks:
            if isinstance(remark, syntax.Assuming):
                for name in remark.names:
                    self.found.edges.add(("assumes", source, self.named[f"assumption {name.text}"]))

    def _arrows(self, kind: str, source: Key, medicines: Iterable[str]) -> None:
        for medicine in medicines:
            self.found.edges.add((kind, source, self.named[f"medicine {medicine}"]))

    def _medicines(self, which: syntax.Which | syntax.Crowd) -> list[str]:
        several = isinstance(which, syntax.Crowd) and which.at_least != ""
        if which.any_of_class or several:
            return self.classes[which.name.text]
        return [which.name.text]

    def _reads(self, source: Key, written: tuple[object, ...]) -> None:
        for part in written:
            for each in _without_values(part):
                match each:
                    case syntax.Name(text=name):
                        for kind in ("fact", "definition"):
                            if f"{kind} {name}" in self.named:
                                self.found.edges.add(("reads", source, self.named[f"{kind} {name}"]))
                    case syntax.Done(procedure=procedure):
                        self.found.edges.add(("reads", source, self.named[f"procedure {procedure.text}"]))
                    case syntax.Taking(crowd=which) | syntax.PlanHas(crowd=which):
                        self._arrows("reads", source, self._medicines(which))
                    case syntax.MedicineMeasure(which=which):
                        self._arrows("reads", source, self._medicines(which))
                    case _:
                        pass
            asked = self._asked(part)
            if asked:
                self.found.asks.setdefault(source, set()).update(asked)

    def _asked(self, part: object) -> set[str]:
        asked: set[str] = set()
        for each in _without_values(part):
            match each:
                case syntax.PlanHas(crowd=crowd):
                    asked.update(self._medicines(crowd))
                case syntax.Name(text=name) if name in self.definitions:
                    asked |= self._asked(self.definitions[name].body)
                case _:
                    pass
        return asked

    def _fed(self, body: object) -> set[str]:
        fed: set[str] = set()
        for each in expressions(body):
            if isinstance(each, syntax.Give | syntax.Stop):
                name = each.which.name.text
                if name in self.regimens and not each.which.any_of_class:
                    fed |= self._fed(self.regimens[name].body)
                else:
                    fed.update(self._medicines(each.which))
        return fed


def _without_values(part: object) -> Iterator[object]:
    """What is written in a condition, without names that are words of a choice, medicines or functions."""
    match part:
        case syntax.IsAnyOf(subject=subject):
            yield from _without_values(subject)
        case syntax.Call(arguments=arguments):
            yield from _without_values(arguments)
        case syntax.Taking() | syntax.PlanHas() | syntax.Done() | syntax.MedicineMeasure():
            yield part
        case tuple():
            for item in part:
                yield from _without_values(item)
        case _ if dataclasses.is_dataclass(part):
            yield part
            for each in dataclasses.fields(part):
                yield from _without_values(getattr(part, each.name))
        case _:
            return
