"""The names a file declares, of every kind, and the findings about names themselves.

Where a statement calls two kinds of things in the same way, these share one name space: facts and
definitions (in conditions), medicines and regimens (in `give`), facts and procedures (in `check`),
medicines and promises (in `expect alert`), facts, definitions and decisions (in `expect X is`), decisions and
promises. A class is no medicine and no regimen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeVar, assert_never

from guideline_dsl import syntax
from guideline_dsl.checking.grade import scale_of
from guideline_dsl.checking.phrasing import a, did_you_mean, listed, quoted
from guideline_dsl.checking.report import Report, at
from guideline_dsl.diagnostics import Edit

Kind = Literal[
    "fact",
    "definition",
    "medicine",
    "class",
    "regimen",
    "procedure",
    "value set",
    "assumption",
    "decision",
    "taper",
    "promise",
    "reference",
]

_SPACES: Mapping[Kind, tuple[str, ...]] = {
    "fact": ("condition", "check", "expected"),
    "definition": ("condition", "expected"),
    "medicine": ("give", "alert"),
    "regimen": ("give",),
    "procedure": ("check",),
    "value set": ("value set",),
    "assumption": ("assumption",),
    "decision": ("decision", "expected", "statement"),
    "taper": ("taper",),
    "promise": ("alert", "statement"),
    "reference": ("reference",),
}

Entry = TypeVar("Entry")


@dataclass(slots=True)
class Names:
    """Everything declared, by name; of a name declared twice, the first declaration."""

    facts: dict[str, syntax.FactDeclaration] = field(default_factory=dict)
    definitions: dict[str, syntax.Define] = field(default_factory=dict)
    medicines: dict[str, syntax.MedicineDeclaration] = field(default_factory=dict)
    classes: dict[str, list[str]] = field(default_factory=dict)
    regimens: dict[str, syntax.Regimen] = field(default_factory=dict)
    procedures: dict[str, syntax.ProcedureDeclaration] = field(default_factory=dict)
    value_sets: dict[str, syntax.ValueSetDeclaration] = field(default_factory=dict)
    assumptions: dict[str, syntax.Assumption] = field(default_factory=dict)
    decisions: dict[str, syntax.Decide | syntax.Choose | syntax.Advise] = field(default_factory=dict)
    tapers: dict[str, syntax.Taper] = field(default_factory=dict)
    promises: dict[str, syntax.Never] = field(default_factory=dict)
    references: dict[str, syntax.Reference] = field(default_factory=dict)
    strengths: tuple[syntax.Name, ...] = ()
    evidences: tuple[syntax.Name, ...] = ()
    used_scales: dict[tuple[str, str], tuple[syntax.Name, ...]] = field(default_factory=dict)
    """The scales of the guidelines that are used, by kind (`strength`, `evidence`) and guideline."""
    choices: dict[str, list[str]] = field(default_factory=dict)
    """Each value of a choice, with the facts it is a value of."""
    used: set[tuple[Kind, str]] = field(default_factory=set)
    """What the statements call."""
    _declared: dict[tuple[str, str], tuple[Kind, syntax.Span]] = field(default_factory=dict)

    def space(self, kind: Kind) -> Mapping[str, object]:
        """Everything of a kind, by name."""
        match kind:
            case "fact":
                return self.facts
            case "definition":
                return self.definitions
            case "medicine":
                return self.medicines
            case "class":
                return self.classes
            case "regimen":
                return self.regimens
            case "procedure":
                return self.procedures
            case "value set":
                return self.value_sets
            case "assumption":
                return self.assumptions
            case "decision":
                return self.decisions
            case "taper":
                return self.tapers
            case "promise":
                return self.promises
            case "reference":
                return self.references
        assert_never(kind)

    def use(self, kind: Kind, name: str) -> None:
        """Remember that a statement calls it."""
        self.used.add((kind, name))

    def scale(self, kind: Literal["strength", "evidence"], span: syntax.Span) -> tuple[syntax.Name, ...]:
        """The scale of the guideline in whose text a remark stands."""
        if span.guideline:
            return self.used_scales.get((kind, span.guideline), ())
        return self.strengths if kind == "strength" else self.evidences

    def declare(
        self, kind: Kind, name: syntax.Name, entry: Entry, into: dict[str, Entry], report: Report
    ) -> bool:
        """Enter a declaration; False, with a finding, when the name is taken."""
        for space in _SPACES[kind]:
            if (space, name.text) in self._declared:
                other, where = self._declared[space, name.text]
                _say_twice((name.text, kind, name.span), (other, where), report)
                return False
        for space in _SPACES[kind]:
            self._declared[space, name.text] = (kind, name.span)
        into[name.text] = entry
        return True


def _say_twice(
    second: tuple[str, Kind, syntax.Span], first: tuple[Kind, syntax.Span], report: Report
) -> None:
    name, kind, span = second
    other, where = first
    if span.guideline == where.guideline:
        report.add("declared-twice", _twice(name, kind, other), at(span), at(where, "first here"))
        return
    # The author's own declaration is the place to look at, and it stands before those of what is used.
    theirs = f"in {quoted(span.guideline)}, which is used"
    message = (
        f"the {kind} {quoted(name)} is declared differently {theirs}"
        if kind == other
        else f"{quoted(name)} is {a(other)} here and {a(kind)} {theirs}"
    )
    report.add(
        "declared-twice",
        message,
        at(where),
        at(span, "there"),
        help="leave one of the two out, or write them alike" if kind == other else "give it another name",
    )


def _twice(name: str, kind: Kind, other: Kind) -> str:
    if kind == other == "taper":
        return f"{quoted(name)} has two tapers; one taper says the whole reduction"
    if kind == other:
        return f"the {kind} {quoted(name)} is declared twice; each name is declared once"
    return f"{quoted(name)} is {a(other)} and {a(kind)}; give one of the two another name"


def declared_names(file: syntax.File, report: Report) -> Names:
    """Collect every declaration of a file; what is declared twice is found, and the first one counts."""
    names = Names()
    for item in file.items:
        _declare(item, names, report)
    _classes_apart(file, names, report)
    return names


def _classes_apart(file: syntax.File, names: Names, report: Report) -> None:
    """A class that bears the name of a medicine or a regimen would be taken for it."""
    for item in file.items:
        for entry in item.entries if isinstance(item, syntax.Medicines) else ():
            for written in entry.classes:
                kinds: tuple[Kind, ...] = ("medicine", "regimen")
                other = next((kind for kind in kinds if written.text in names.space(kind)), None)
                if other is not None:
                    where = (names.medicines if other == "medicine" else names.regimens)[written.text]
                    report.add(
                        "declared-twice",
                        _twice(written.text, "class", other),
                        at(written.span),
                        at(where.name.span, "first here"),
                    )


def _declare(item: syntax.Item, names: Names, report: Report) -> None:
    match item:
        case syntax.Facts(entries=facts):
            for fact in facts:
                names.declare("fact", fact.name, fact, names.facts, report)
                if isinstance(fact.type, syntax.ChoiceType):
                    for value in fact.type.values:
                        names.choices.setdefault(value.text, []).append(fact.name.text)
        case syntax.Medicines(entries=medicines):
            for medicine in medicines:
                names.declare("medicine", medicine.name, medicine, names.medicines, report)
                for name in dict.fromkeys(one.text for one in medicine.classes):
                    names.classes.setdefault(name, []).append(medicine.name.text)
        case syntax.Procedures(entries=procedures):
            for procedure in procedures:
                names.declare("procedure", procedure.name, procedure, names.procedures, report)
        case syntax.ValueSets(entries=value_sets):
            for value_set in value_sets:
                names.declare("value set", value_set.name, value_set, names.value_sets, report)
        case syntax.References(entries=references):
            for reference in references:
                names.declare("reference", number_of(reference.number), reference, names.references, report)
        case syntax.Define():
            names.declare("definition", item.name, item, names.definitions, report)
        case syntax.Regimen():
            names.declare("regimen", item.name, item, names.regimens, report)
        case syntax.Decide() | syntax.Choose() | syntax.Advise():
            names.declare("decision", item.name, item, names.decisions, report)
        case syntax.Never():
            names.declare("promise", item.name, item, names.promises, report)
        case syntax.Taper():
            names.declare("taper", item.medicine, item, names.tapers, report)
        case syntax.Assumption():
            names.declare("assumption", item.name, item, names.assumptions, report)
        case syntax.GuidelineHead(lines=lines):
            for line in lines:
                match line:
                    case syntax.StrengthScale(words=words):
                        names.strengths = names.strengths or scale_of("strength", words)
                    case syntax.EvidenceScale(words=words):
                        names.evidences = names.evidences or scale_of("evidence", words)
                    case _:
                        pass
        case (
            syntax.Before()
            | syntax.Withhold()
            | syntax.NotEncoded()
            | syntax.Phases()
            | syntax.Texts()
            | syntax.Case()
        ):
            pass
        case _:
            assert_never(item)


class Named(Protocol):
    """What can say which names there are: the declarations of a file, or a guideline that was checked."""

    def space(self, kind: Kind) -> Mapping[str, object]:
        """Everything of a kind, by name."""

    def use(self, kind: Kind, name: str) -> None:
        """Remember that a statement calls it."""


_BEARERS: tuple[Kind, ...] = (
    "fact",
    "definition",
    "medicine",
    "class",
    "regimen",
    "procedure",
    "value set",
    "assumption",
    "decision",
    "promise",
)


def kinds_of(name: str, names: Named) -> tuple[Kind, ...]:
    """Every kind of thing that bears the name (a taper bears its medicine's)."""
    return tuple(kind for kind in _BEARERS if name in names.space(kind))


def number_of(reference: syntax.Quantity) -> syntax.Name:
    """The number of a reference as a name: `01` is `1`; that of the used guideline `renal` is `renal 1`."""
    number = str(int(reference.number))
    list_of = reference.span.guideline
    return syntax.Name(f"{list_of} {number}" if list_of else number, span=reference.span)


def known(name: syntax.Name, kind: Kind, names: Named, report: Report) -> bool:
    """Whether a thing of that kind is declared, and then used; a finding otherwise."""
    if name.text in names.space(kind):
        names.use(kind, name.text)
        return True
    unknown(name, (kind,), names, report)
    return False


_NONE_CALLED: Mapping[Kind, tuple[str, str]] = {
    "fact": ("unknown-fact", "no fact is called"),
    "definition": ("unknown-fact", "no definition is called"),
    "medicine": ("unknown-medicine", "no medicine is called"),
    "class": ("unknown-class", "no medicine is of the class"),
    "regimen": ("unknown-medicine", "no regimen is called"),
    "procedure": ("unknown-procedure", "no procedure is called"),
    "value set": ("unknown-value-set", "no value set is called"),
    "assumption": ("unknown-assumption", "no assumption is called"),
    "decision": ("unknown-decision", "no decision is called"),
    "taper": ("unknown-taper", "there is no taper of"),
    "promise": ("unknown-promise", "no promise is called"),
    "reference": ("unknown-reference", "the reference list has no number"),
}


def unknown(name: syntax.Name, wanted: tuple[Kind, ...], names: Named, report: Report) -> None:
    """Say that no such thing is declared, or that the name is one of another kind."""
    others = [kind for kind in kinds_of(name.text, names) if kind not in wanted]
    if others and wanted != ("taper",):
        expected = " or ".join((a(wanted[0]), *wanted[1:]))
        message = f"{quoted(name.text)} is {a(others[0])}; {expected} is expected here"
        report.add("wrong-kind", message, at(name.span), help=_HELP.get((wanted[0], others[0]), ""))
        return
    if name.text in report.unread:
        return  # probably declared in an item that could not be read
    code, words = _NONE_CALLED[wanted[0]]
    if wanted == ("medicine", "regimen"):
        words = "no medicine and no regimen is called"
    candidates = [candidate for kind in wanted for candidate in names.space(kind)]
    few = "" if 0 < len(candidates) <= _FEW else _DECLARE.get(wanted[0], "")
    unknown_word(code, f"{words} {quoted(name.text)}", name, candidates, report, help=few)


def unknown_word(
    code: str, message: str, name: syntax.Name, candidates: Iterable[str], report: Report, *, help: str = ""
) -> None:
    """Say that a word is none of the candidates, and which one was probably meant."""
    possible = tuple(candidates)
    meant = report.nearest(name.text, possible)
    if meant and help in _DECLARE.values():
        help = ""
    if not meant and not help and 0 < len(possible) <= _FEW:
        help = f"write {listed(possible)}"
    edit = Edit(name.span, meant) if meant else None
    report.add(code, message, at(name.span, did_you_mean(meant)), help=help, edit=edit)


_FEW = 8
"""So many names are listed when none is near."""
_DECLARE: Mapping[Kind, str] = {
    "fact": "declare it under `facts`, or `define` it",
    "medicine": "declare it under `medicines`",
    "class": "name the class beside a medicine under `medicines`",
    "procedure": "declare it under `procedures`",
    "value set": "declare it under `value sets`",
    "assumption": 'write `assumption NAME "How the text was read."`',
    "reference": "list it under `references`",
}
_HELP: Mapping[tuple[Kind, Kind], str] = {
    ("medicine", "procedure"): "`do` and `does` are for procedures, `give` and `gives` for medicines",
    ("procedure", "medicine"): "`give` and `gives` are for medicines, `do` and `does` for procedures",
    ("fact", "medicine"): "ask `taking`, `dose of` or `time on` of a medicine",
    ("fact", "class"): "ask `taking any` or `time on any` of a class",
    ("fact", "procedure"): "ask `done` of a procedure",
    ("class", "medicine"): "name the medicine without `any`",
    ("medicine", "class"): "write `any` before a class",
}
