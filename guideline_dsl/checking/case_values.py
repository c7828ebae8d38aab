"""Values that a case gives or expects, against the facts and definitions of the guideline."""

from __future__ import annotations

from collections.abc import Mapping

from guideline_dsl import core, syntax
from guideline_dsl.base_values import base_value
from guideline_dsl.checking.choices import words_of
from guideline_dsl.checking.dose_units import dose_kind
from guideline_dsl.checking.literals import dimension_of, number
from guideline_dsl.checking.names import Kind, unknown_word
from guideline_dsl.checking.phrasing import digits, listed, quoted
from guideline_dsl.checking.report import Report, after, at
from guideline_dsl.checking.stretches import extent
from guideline_dsl.diagnostics import Edit
from guideline_dsl.dimensions import compatible, describe
from guideline_dsl.syntax import Span
from guideline_dsl.units import parse_unit

CaseValue = syntax.Name | syntax.Quantity | syntax.Amount | syntax.DateLiteral | syntax.MomentLiteral


class CaseDesk:
    """What cases may speak of, read from the nodes of a guideline; and the findings."""

    def __init__(self, guideline: core.Core) -> None:
        """Index the guideline."""
        nodes = guideline.nodes
        self.report = Report()
        self.facts = {n.name: n for n in nodes if isinstance(n, core.FactNode)}
        self.definitions = {n.name: n for n in nodes if isinstance(n, core.DefineNode)}
        self.medicines = {n.name: n for n in nodes if isinstance(n, core.MedicineNode)}
        self.procedures = {n.name: n for n in nodes if isinstance(n, core.ProcedureNode)}
        self.assumptions = {n.name: n for n in nodes if isinstance(n, core.AssumptionNode)}
        self.decisions = {n.name: n for n in nodes if isinstance(n, core.DecisionNode)}
        self.tapers = {n.medicine: n for n in nodes if isinstance(n, core.TaperNode)}
        self.promises = {n.name: n for n in nodes if isinstance(n, core.NeverNode)}
        self.regimens = {n.name: n for n in nodes if isinstance(n, core.RegimenNode)}
        self.messages = [n.text for n in nodes if isinstance(n, core.MessageNode)]
        self.messages += [n.end for n in nodes if isinstance(n, core.TaperNode)]
        self.classes: dict[str, list[str]] = {}
        for medicine in self.medicines.values():
            for name in medicine.classes:
                self.classes.setdefault(name, []).append(medicine.name)
        self.options: dict[str, dict[str, None]] = {}
        self.whens: dict[str, list[str]] = {}
        self.plain: set[str] = set()
        self.given: dict[str, dict[str, None]] = {}
        """By decision, the medicines it may give."""
        self.done: dict[str, dict[str, None]] = {}
        """By decision, the procedures it may do."""
        self.amounts: dict[str, set[str]] = {}
        """By medicine, the kinds of amount (mass, volume, ...) in which the guideline gives it."""
        self._index(nodes)
        self._index_amounts(nodes)

    def _index(self, nodes: tuple[core.Node, ...]) -> None:
        top = {f"{node.mode}:{node.name}": node for node in self.decisions.values()}
        given_by_regimen: dict[str, dict[str, None]] = {}
        done_by_regimen: dict[str, dict[str, None]] = {}
        for node in nodes:
            root, _, name = node.id.partition("/")[0].partition(":")
            if isinstance(node, core.DoNode) and root == "regimen":
                done_by_regimen.setdefault(name, {})[node.procedure] = None
            gives = isinstance(node, core.GiveNode) and node.target in ("medicine", "class")
            if isinstance(node, core.GiveNode) and gives and root == "regimen":
                given_by_regimen.setdefault(name, {}).update(dict.fromkeys(self._members(node)))
        for node in nodes:
            root = node.id.partition("/")[0]
            if root not in top:
                continue
            decision = top[root]
            match node:
                case core.OptionNode(name=name):
                    self.options.setdefault(decision.name, {})[name] = None
                case core.BranchNode() if decision.mode == "advise":
                    self.whens.setdefault(decision.name, []).append(node.id)
                case core.GiveNode(target="regimen", name=name):
                    given = given_by_regimen.get(name, {})
                    self.given.setdefault(decision.name, {}).update(given)
                    self.done.setdefault(decision.name, {}).update(done_by_regimen.get(name, {}))
                case core.DoNode(procedure=procedure):
                    self.done.setdefault(decision.name, {})[procedure] = None
                case core.GiveNode(target="medicine" | "class"):
                    self.given.setdefault(decision.name, {}).update(dict.fromkeys(self._members(node)))
                case core.DecisionNode(mode="advise", name=name):
                    self.whens.setdefault(name, [])
                case _:
                    pass
            if node.parent == root and not isinstance(node, core.BranchNode | core.ExceptionNode):
                self.plain.add(decision.name)

    def _index_amounts(self, nodes: tuple[core.Node, ...]) -> None:
        for node in nodes:
            written: list[tuple[str, str]] = []
            match node:
                case core.MedicineNode(name=name, tablets=tablets):
                    written = [(name, tablet.unit) for tablet in tablets]
                case core.TaperNode(medicine=name, rungs=rungs):
                    written = [(name, rung.unit) for rung in rungs]
                case core.GiveNode(dose=dose) if dose.amount is not None:
                    written = [(name, dose.amount.upper.unit) for name in self._members(node)]
                case _:
                    pass
            for name, unit in written:
                kind = dose_kind(unit)
                if kind is not None:
                    self.amounts.setdefault(name, set()).add(kind.amount)

    def _members(self, give: core.GiveNode) -> list[str]:
        return self.classes.get(give.name, []) if give.target == "class" else [give.name]

    def space(self, kind: Kind) -> Mapping[str, object]:
        """Everything of a kind, by name (names.Named)."""
        spaces: dict[Kind, Mapping[str, object]] = {
            "fact": self.facts,
            "definition": self.definitions,
            "medicine": self.medicines,
            "class": self.classes,
            "procedure": self.procedures,
            "assumption": self.assumptions,
            "decision": self.decisions,
            "taper": self.tapers,
            "promise": self.promises,
            "regimen": self.regimens,
        }
        return spaces.get(kind, {})

    def use(self, kind: Kind, name: str) -> None:
        """Cases use nothing up (names.Named)."""


def fits_fact(fact: core.FactNode, value: CaseValue, desk: CaseDesk) -> None:
    """Whether a value may be one of the fact; findings otherwise."""
    if isinstance(value, syntax.Name) and value.text == "unknown":
        return
    match fact.type, value:
        case core.YesNo(), syntax.Name():
            _word(fact.name, value, ("yes", "no"), desk)
        case core.OneOf(values=values), syntax.Name():
            _word(fact.name, value, values, desk)
        case (core.CalendarDay(), syntax.DateLiteral()) | (core.DayAndTime(), syntax.MomentLiteral()):
            pass
        case core.NumberBetween(), syntax.Quantity() | syntax.Amount():
            _number(fact, fact.type, value, desk)
        case _:
            _other_kind(fact.name, _fact_words(fact.type), value.span, desk)


def fits_definition(definition: core.DefineNode, value: CaseValue, desk: CaseDesk) -> None:
    """Whether a value may be that of the definition; findings otherwise."""
    if isinstance(value, syntax.Name) and value.text == "unknown":
        return
    match definition.type, value:
        case "truth", syntax.Name():
            _word(definition.name, value, ("yes", "no"), desk)
        case "number", syntax.Name(text="none"):
            pass
        case "choice", syntax.Name():
            choice = core.DefinitionRef(definition.name)
            _word(definition.name, value, words_of(choice, desk.facts, desk.definitions), desk)
        case ("date", syntax.DateLiteral()) | ("date and time", syntax.MomentLiteral()):
            pass
        case "number", syntax.Quantity() | syntax.Amount():
            _unit_fits(definition.name, definition.unit, value, desk)
        case _:
            words = {"truth": "yes or no", "choice": "a choice", "number": "a number", "date": "a date"}
            words["date and time"] = _A_TIME
            _other_kind(definition.name, words[definition.type], value.span, desk)


def _word(name: str, value: syntax.Name, words: tuple[str, ...], desk: CaseDesk) -> None:
    if value.text not in words:
        unknown_word(
            "unknown-value",
            f"{quoted(name)} has no value {quoted(value.text)}",
            value,
            words,
            desk.report,
            help=f"its values are {listed(words, 'and')}",
        )


def _number(
    fact: core.FactNode,
    declared: core.NumberBetween,
    value: syntax.Quantity | syntax.Amount,
    desk: CaseDesk,
) -> None:
    if not _unit_fits(fact.name, declared.unit, value, desk, conversion=fact.conversion):
        return
    for end in _ends(value):
        lower = base_value(core.Number(declared.lower, declared.unit))
        upper = base_value(core.Number(declared.upper, declared.unit))
        found = dimension_of(end, desk.report)
        of_fact = parse_unit(declared.unit).dimension
        if found is None or not compatible(found, of_fact):
            continue  # another kind that the fact converts; the patient's reader looks at its range
        if not lower <= base_value(number(end)) <= upper:
            desk.report.add(
                "outside-range",
                f"{quoted(fact.name)} lies between {digits(declared.lower)} and "
                f"{digits(declared.upper)} {declared.unit}".rstrip(),
                at(end.span),
                help="correct the number or its unit",
            )


def _unit_fits(
    name: str,
    unit: str,
    value: syntax.Quantity | syntax.Amount,
    desk: CaseDesk,
    conversion: core.SubstanceFactor | None = None,
) -> bool:
    if isinstance(value, syntax.Amount) and value.upper is not None:
        if extent(value, desk.report) is None:
            return False
        written = value.upper if value.upper.unit else value.lower
    else:
        written = _ends(value)[0]
    found = dimension_of(written, desk.report)
    if found is None:
        return False
    wanted = parse_unit(unit).dimension
    other = parse_unit(conversion.to.unit).dimension if conversion else wanted
    if compatible(found, wanted) or compatible(found, other):
        return True
    if unit and not written.unit:
        desk.report.add(
            "missing-unit",
            f"{quoted(name)} is {describe(wanted)}, and this number has no unit",
            at(written.span),
            help=f"write its unit, as in `{written.number} {unit}`",
            edit=Edit(after(written.span), f" {unit}"),
        )
    else:
        desk.report.add(
            "unlike-dimensions",
            f"{quoted(name)} is {describe(wanted)}, and this is {describe(found)}",
            at(written.span, describe(found)),
            help=f"write it in {quoted(unit)}" if unit else "write a number without a unit",
        )
    return False


def _ends(value: syntax.Quantity | syntax.Amount) -> tuple[syntax.Quantity, ...]:
    if isinstance(value, syntax.Quantity):
        return (value,)
    return (value.lower,) if value.upper is None else (value.lower, value.upper)


def _fact_words(declared: core.FactType) -> str:
    match declared:
        case core.YesNo():
            return "yes or no"
        case core.OneOf(values=values):
            return f"one of {listed(values, 'and')}"
        case core.NumberBetween(unit=unit):
            return f"a number in {quoted(unit)}" if unit else "a plain number"
        case core.CalendarDay():
            return "a date, as in `2026-01-05`"
        case core.DayAndTime():
            return _A_TIME


_A_TIME = "a date and time, as in `2026-01-05T08:15`"


def _other_kind(name: str, wanted: str, span: Span, desk: CaseDesk) -> None:
    desk.report.add("unlike-values", f"{quoted(name)} is {wanted}, and this is not", at(span))
