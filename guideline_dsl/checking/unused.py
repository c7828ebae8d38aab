"""What is declared and never called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from guideline_dsl import syntax
from guideline_dsl.checking.names import Kind, Names
from guideline_dsl.checking.phrasing import quoted
from guideline_dsl.checking.report import Report, at
from guideline_dsl.checking.texts import parts_within

_STATEMENTS = (
    syntax.Decide,
    syntax.Choose,
    syntax.Advise,
    syntax.Before,
    syntax.Withhold,
    syntax.Never,
    syntax.Taper,
)


class _Declared(Protocol):
    @property
    def name(self) -> syntax.Name: ...


def unused(file: syntax.File, names: Names, report: Report) -> None:
    """Find the declarations that no statement calls, and the references that nothing cites.

    A guideline that says nothing itself, and whose numbers are cited, is there for others to use: what it
    defines is not called unused, nor is what has a title and is shown.
    """
    offered = not any(isinstance(item, _STATEMENTS) for item in file.items)
    spaces: tuple[tuple[Kind, Mapping[str, _Declared]], ...] = (
        ("fact", names.facts),
        ("definition", names.definitions),
        ("procedure", names.procedures),
        ("value set", names.value_sets),
        ("regimen", names.regimens),
        ("assumption", names.assumptions),
    )
    for kind, space in spaces:
        for name, entry in space.items():
            if (
                (kind, name) not in names.used
                and not entry.name.span.guideline
                and not (offered and _answered(entry))
                and not _is_a_result(entry)
            ):
                _say(f"the {kind} {quoted(name)}", kind, entry.name, report)
    for name, medicine in names.medicines.items():
        by_class = any(("class", one.text) in names.used for one in medicine.classes)
        if ("medicine", name) not in names.used and not by_class and not medicine.name.span.guideline:
            _say(f"the medicine {quoted(name)}", "medicine", medicine.name, report)
    for number, reference in names.references.items():
        if ("reference", number) not in names.used and not reference.span.guideline:
            report.add("uncited-reference", f"nothing cites reference {number}", at(reference.number.span))


def _is_a_result(entry: object) -> bool:
    """A definition with a title is shown, whatever uses it."""
    return isinstance(entry, syntax.Define) and entry.title is not None


def _answered(entry: object) -> bool:
    """Whether a definition, or a row or an item of it, says who answers for it."""
    return isinstance(entry, syntax.Define | syntax.Regimen) and any(
        isinstance(part, syntax.Cite | syntax.Assuming) for part in parts_within(entry)
    )


def _say(what: str, kind: Kind, name: syntax.Name, report: Report) -> None:
    report.add(
        f"unused-{kind.replace(' ', '-')}",
        f"nothing uses {what}",
        at(name.span),
        help="use it, or leave it out",
    )
