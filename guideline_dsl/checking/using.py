"""`use`: what the used guidelines declare is put beside what the file itself declares.

Taken over are facts, value sets, medicines, procedures, definitions, scores, regimens, assumptions and
references. Not taken over is what a guideline says by itself: decisions, gates, limits, promises, tapers, what
it leaves out, and its cases. Who wants these evaluates both guidelines together.

Facts, medicines, procedures and value sets come whole, so that a patient may be described with all of them. Of
the rest comes what something calls (`needed`): a library of formulas adds the formulas that are used.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Literal, TypeVar

from guideline_dsl import core, syntax
from guideline_dsl.checking.grade import scale_of
from guideline_dsl.checking.literals import calendar_day
from guideline_dsl.checking.narrative import Narrative
from guideline_dsl.checking.phrasing import did_you_mean, quoted
from guideline_dsl.checking.report import Report, at
from guideline_dsl.compile import edges_of
from guideline_dsl.diagnostics import Edit
from guideline_dsl.uses import NotUsable, Usable, Used, used_names

_TAKEN_OVER = (
    syntax.References,
    syntax.Facts,
    syntax.Medicines,
    syntax.Procedures,
    syntax.ValueSets,
    syntax.Define,
    syntax.Regimen,
    syntax.Assumption,
)
_WHOLE = (
    core.BlockNode,
    core.FactNode,
    core.MedicineNode,
    core.ProcedureNode,
    core.ValueSetsNode,
    core.ReferencesNode,
    core.TextsNode,
)


@dataclass(slots=True)
class Linked:
    """The items of a file with those it takes over, which follow; and what else is known of the used ones."""

    file: syntax.File
    uses: tuple[core.UsedGuideline, ...] = ()
    narratives: dict[str, Narrative] = field(default_factory=dict)
    scales: dict[tuple[str, str], tuple[syntax.Name, ...]] = field(default_factory=dict)


def linked(file: syntax.File, usable: Usable, report: Report) -> Linked:
    """The file with what it uses. What cannot be used is found, and left out."""
    if next(used_names(file), None) is None:
        return Linked(file)
    linker = _Linker(usable, report)
    linker.take_over(file, (_own_name(file),))
    declared: dict[tuple[type, str], object] = {}
    languages = {item.language.text for item in file.items if isinstance(item, syntax.Texts)}
    items = [_once(item, declared) for item in file.items]
    for used in linker.files:
        items += [_once(item, declared) for item in used.items if _is_taken_over(item, languages)]
    whole = syntax.File(tuple(item for item in items if item is not None), file.comments)
    uses = tuple(linker.heads[name] for name in sorted(linker.heads))
    return Linked(whole, uses, linker.narratives, linker.scales)


def _is_taken_over(item: syntax.Item, languages: Collection[str]) -> bool:
    """Whether another guideline declares it for all; texts come in the languages that the user itself has."""
    if isinstance(item, syntax.Texts):
        return item.language.text in languages
    return isinstance(item, _TAKEN_OVER)


class _Linker:
    """Goes through the `use` lines, and through those of what is used; no guideline is taken over twice."""

    def __init__(self, usable: Usable, report: Report) -> None:
        self._usable = usable
        self._report = report
        self._refused: set[str] = set()
        self.files: list[syntax.File] = []
        self.heads: dict[str, core.UsedGuideline] = {}
        self.narratives: dict[str, Narrative] = {}
        self.scales: dict[tuple[str, str], tuple[syntax.Name, ...]] = {}

    def take_over(self, file: syntax.File, path: tuple[str, ...]) -> None:
        """Take over what the `use` lines of a file name; `path` are the guidelines that led here."""
        seen: dict[str, syntax.Name] = {}
        for name in used_names(file):
            first = seen.setdefault(name.text, name)
            if first is not name:
                message = f"{quoted(name.text)} is used twice here"
                self._report.add("said-twice", message, at(name.span), at(first.span, "first here"))
            elif name.text in path:
                self._circle(name, path)
            elif name.text not in self.heads and name.text not in self._refused:
                self._one(name, path)

    def _one(self, name: syntax.Name, path: tuple[str, ...]) -> None:
        used = self._usable.get(name.text)
        match used:
            case None:
                message = f"no text is given for {quoted(name.text)}, which is used"
                self._report.add("unknown-guideline", message, at(name.span))
                self._refused.add(name.text)
            case NotUsable():
                self._report.add(
                    used.code,
                    used.message,
                    at(name.span, did_you_mean(used.meant)),
                    help=used.help,
                    edit=Edit(name.span, used.meant) if used.meant else None,
                )
                self._refused.add(name.text)
            case Used():
                if self._speaks_for(name, used):
                    self.take_over(used.parsed.file, (*path, name.text))
                    self.files.append(used.parsed.file)

    def _speaks_for(self, name: syntax.Name, used: Used) -> bool:
        """Enter the head of a used guideline; False, with a finding, when it bears another name."""
        self._report.findings.extend(used.parsed.findings)
        head = next((item for item in used.parsed.file.items if isinstance(item, syntax.GuidelineHead)), None)
        if head is None or head.name.text != name.text:
            self._refused.add(name.text)
            if not used.parsed.findings:
                said = "has no head" if head is None else f"is of the guideline {quoted(head.name.text)}"
                self._report.add(
                    "used-under-another-name",
                    f"the file that is found for {quoted(name.text)} {said}",
                    at(name.span),
                    *((at(head.name.span, "the name in its head"),) if head is not None else ()),
                    help=f"its head and its file bear one name: `guideline {name.text}` in {name.text}.guideline",
                )
            return False
        self.heads[name.text] = _used_guideline(head)
        if used.narrative is not None:
            self.narratives[name.text] = Narrative(used.narrative)
        for line in head.lines:
            if isinstance(line, syntax.StrengthScale | syntax.EvidenceScale):
                kind: Literal["strength", "evidence"] = (
                    "strength" if isinstance(line, syntax.StrengthScale) else "evidence"
                )
                self.scales.setdefault((kind, name.text), scale_of(kind, line.words))
        return True

    def _circle(self, name: syntax.Name, path: tuple[str, ...]) -> None:
        circle = [*path[path.index(name.text) :], name.text]
        if len(circle) == 2:
            message = f"{quoted(name.text)} uses itself"
        else:
            message = ", which uses ".join(
                (f"{quoted(circle[0])} uses {quoted(circle[1])}", *map(quoted, circle[2:]))
            )
        self._report.add(
            "circular-use",
            message,
            at(name.span),
            help="what both need goes into a guideline of its own, which both use",
        )


def _own_name(file: syntax.File) -> str:
    return next((item.name.text for item in file.items if isinstance(item, syntax.GuidelineHead)), "")


def _used_guideline(head: syntax.GuidelineHead) -> core.UsedGuideline:
    version = next((line.text for line in head.lines if isinstance(line, syntax.Version)), "")
    status = next((line.text.value for line in head.lines if isinstance(line, syntax.Status)), "")
    effective = next((line for line in head.lines if isinstance(line, syntax.Effective)), None)
    last = effective.last if effective is not None else None
    return core.UsedGuideline(
        head.name.text,
        head.title.value,
        version,
        status,
        None if effective is None else calendar_day(effective.first),
        None if last is None else calendar_day(last),
    )


# ---------------------------------------------------------------- one declaration for one name

Item = TypeVar("Item", bound=syntax.Item)


def _once(item: Item, declared: dict[tuple[type, str], object]) -> Item | None:
    """The item without what is declared word for word the same before, in another file; None if all of it is.

    What cites is never the same: its numbers are those of another list.
    """
    match item:
        case syntax.Facts(entries=entries):
            kept = _kept(entries, declared)
            return replace(item, entries=kept) if kept else None
        case syntax.Medicines(entries=medicines):
            chosen = _kept(medicines, declared)
            return replace(item, entries=chosen) if chosen else None
        case syntax.Procedures(entries=procedures):
            done = _kept(procedures, declared)
            return replace(item, entries=done) if done else None
        case syntax.ValueSets(entries=sets):
            said = _kept(sets, declared)
            return replace(item, entries=said) if said else None
        case syntax.Define() | syntax.Regimen() | syntax.Assumption():
            return item if _kept((item,), declared) else None
        case _:
            return item


Entry = TypeVar(
    "Entry",
    syntax.FactDeclaration,
    syntax.MedicineDeclaration,
    syntax.ProcedureDeclaration,
    syntax.ValueSetDeclaration,
    syntax.Define | syntax.Regimen | syntax.Assumption,
)


def _kept(entries: Sequence[Entry], declared: dict[tuple[type, str], object]) -> tuple[Entry, ...]:
    kept: list[Entry] = []
    for entry in entries:
        first = declared.setdefault((type(entry), entry.name.text), entry)
        here = getattr(first, "span", entry.span).guideline == entry.span.guideline
        if (
            first is entry
            or here
            or first != entry
            or any(isinstance(part, syntax.Cite) for part in _parts(entry))
        ):
            kept.append(entry)
    return tuple(kept)


def _parts(tree: object) -> Iterator[object]:
    """The nodes of a tree, those of its expressions too."""
    waiting = [tree]
    while waiting:
        current = waiting.pop()
        if isinstance(current, tuple):
            waiting.extend(current)
        elif is_dataclass(current):
            yield current
            waiting.extend(getattr(current, part.name) for part in fields(current) if part.name != "span")


# ---------------------------------------------------------------- what is needed of it


def needed(nodes: Sequence[core.Node]) -> tuple[core.Node, ...]:
    """The nodes of the guideline, with those it takes over that something calls, directly or round about."""
    if all(not node.span.guideline for node in nodes):
        return tuple(nodes)
    called: dict[str, list[str]] = {}
    for edge in edges_of(nodes):
        called.setdefault(edge.source, []).append(edge.target)
    waiting = [node.id for node in nodes if not node.span.guideline or isinstance(node, _WHOLE)]
    reached: set[str] = set()
    while waiting:
        current = waiting.pop()
        if current not in reached:
            reached.add(current)
            waiting.extend(called.get(current, ()))
    kept = [node for node in nodes if node.id in reached]
    cited = {
        (part.guideline, number)
        for node in kept
        for part in _parts(node)
        if isinstance(part, core.Citation)
        for number in part.references
    }
    return tuple(each for node in kept if (each := _only_cited(node, cited)) is not None)


def _only_cited(node: core.Node, cited: set[tuple[str, int]]) -> core.Node | None:
    """The node; of a list of references that is taken over, the entries that something cites."""
    if not isinstance(node, core.ReferencesNode) or not node.span.guideline:
        return node
    entries = tuple(entry for entry in node.entries if (entry.guideline, entry.number) in cited)
    return replace(node, entries=entries) if entries else None
