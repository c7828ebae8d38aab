"""What a guideline shows in words, and the same in another language that its `texts` declare.

Two kinds of words are shown. A *text* is what the author wrote in quotation marks: titles, questions, notes, warnings,
reasons. A *name* is shown as it is written: of facts, definitions, classes, values of choices, and of whatever has no
title. `in_language` makes a graph that says both in another language: same ids, names, conditions, edges and hash, so
that it decides the same. What has no text in that language is shown as it stands, followed by the language it is in:
`Acute bleeding [en]`.

Not shown, and so not translated: quotes and references (they are the source's), titles of value sets, reasons
for what is not encoded, cases. The sentences of the program itself are English.

Declared absent: patients; which sentence a word comes to stand in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, TypeVar

from guideline_dsl import core
from guideline_dsl.frozen import fields_of, frozen
from guideline_dsl.references import subexpressions
from guideline_dsl.spans import Span

Tree = TypeVar("Tree")

_TEXTS = frozenset(("title", "question", "text", "notice", "status", "reason", "because", "instead", "end"))
"""The fields of nodes that hold a text of the author which is shown."""
_SHOWN_ELSEWHERE = (
    core.ReferencesNode,
    core.ValueSetsNode,
    core.NotEncodedNode,
    core.CaseNode,
    core.TextsNode,
    core.Support,
    core.UsedGuideline,
    Span,
)
_NAMED_IN_CONDITIONS = (core.FactNode, core.DefineNode)
"""Conditions call these by their names, whether they have a title or not."""
_CALLED = (core.GiveNode, core.StopNode, core.GuidelineNode)
"""These bear the name of something else, or one that is an identifier."""


class UnknownLanguage(ValueError):
    """A guideline has no texts in the language that is asked for; the message names those it has."""


@frozen
class ShownWord:
    """One thing that is shown in words: a text, a name, or a value of the choice `of`."""

    kind: Literal["text", "name", "value"]
    word: str
    span: Span
    of: str = ""


def shown_words(nodes: Sequence[core.Node]) -> Iterator[ShownWord]:
    """Everything that a guideline shows in words, in the order of the file; one word may come several times."""
    for node in nodes:
        if isinstance(node, _SHOWN_ELSEWHERE):
            continue
        for text in _texts_of(node):
            yield ShownWord("text", text, node.span)
        for name in _names_of(node):
            yield ShownWord("name", name, node.span)
        if isinstance(node, core.FactNode) and isinstance(node.type, core.OneOf):
            for value in node.type.values:
                yield ShownWord("value", value, node.span, node.name)
        if isinstance(node, core.DefineNode) and node.type == "choice":
            for part in subexpressions(node.value):
                if isinstance(part, core.Symbol):
                    yield ShownWord("value", part.value, node.span, node.name)


def _texts_of(tree: object) -> Iterator[str]:
    if isinstance(tree, tuple):
        for part in tree:
            yield from _texts_of(part)
    elif fields_of(type(tree)) is not None and not isinstance(tree, _SHOWN_ELSEWHERE):
        for name in _fields(tree):
            part = getattr(tree, name)
            if isinstance(part, str):
                if name in _TEXTS and part:
                    yield part
            else:
                yield from _texts_of(part)


def _names_of(node: core.Node) -> Iterator[str]:
    if isinstance(node, core.GuidelineNode):
        yield from (*node.strengths, *node.evidences)
    if isinstance(node, core.MedicineNode):
        yield from node.classes
    name = getattr(node, "medicine" if isinstance(node, core.TaperNode) else "name", "")
    titled = getattr(node, "title", "") and not isinstance(node, _NAMED_IN_CONDITIONS)
    if name and not titled and not isinstance(node, (*_CALLED, *_SHOWN_ELSEWHERE)):
        yield name


def titles_by_name(nodes: Sequence[core.Node]) -> Mapping[str, str]:
    """The title of each name that is shown by its title only."""
    shown = {word.word for word in shown_words(nodes) if word.kind != "text"}
    titled: dict[str, str] = {}
    for node in nodes:
        name = getattr(node, "medicine" if isinstance(node, core.TaperNode) else "name", "")
        title = getattr(node, "title", "")
        if name and title and name not in shown and not isinstance(node, core.UsedGuideline):
            titled.setdefault(name, title)
    return titled


def _fields(tree: object) -> tuple[str, ...]:
    return tuple([each.name for each in fields_of(type(tree)) or ()])


# ---------------------------------------------------------------- in words


@frozen
class Display:
    """How a graph says names: `language` is "" for the words in which it is written.

    `mark` follows what is said in the original. `names` and `texts` are the words of the language, `values` those
    of a choice by the choice and the value. `hash` tells these words apart from others for the same guideline.
    `all_names` are the names that the guideline shows, `untranslated` what has no words in the language.
    """

    language: str
    mark: str
    names: Mapping[str, str]
    values: Mapping[tuple[str, str], str]
    texts: Mapping[str, str]
    hash: str = ""
    all_names: tuple[str, ...] = ()
    untranslated: tuple[str, ...] = ()

    def name(self, name: str) -> str:
        """A name as it is shown."""
        if not self.language:
            return name
        return self.names.get(name) or f"{name}{self.mark}"

    def called(self, name: str, title: str) -> str:
        """What has a title, where it is named: as it is written by its name, in another language by its title."""
        return title if title and self.language else self.name(name)

    def spaced(self, name: str) -> str:
        """A name that stands for a title."""
        return self.name(name) if self.language else name.replace("_", " ")

    def value(self, value: str, of: str = "") -> str:
        """A value of the choice `of` as it is shown."""
        if not self.language:
            return value
        return self.values.get((of, value)) or self.names.get(value) or f"{value}{self.mark}"

    def text(self, text: str) -> str:
        """A text of the author as it is shown."""
        if not self.language or not text:
            return text
        return self.texts.get(text) or f"{text}{self.mark}"

    def of(self, tree: Tree) -> Tree:
        """An expression, a dose or a number with its names as they are shown: to be read, never to be judged."""
        return _renamed(tree, self) if self.language else tree  # type: ignore[return-value] # of the same class


AS_WRITTEN = Display("", "", {}, {}, {})


def _renamed(tree: object, display: Display) -> object:
    match tree:
        case tuple():
            return tuple(_renamed(part, display) for part in tree)
        case core.Symbol(value=value):
            return core.Symbol(display.value(value))
        case core.OneWord(word=word):
            return core.OneWord(display.value(word))
        case core.Done(procedure=procedure):
            return core.Done(display.name(procedure), tree.within)
        case core.Member(subject=subject, values=values):
            of = _called(subject)
            return core.Member(_expression(subject, display), tuple(display.value(v, of) for v in values))
        case core.Apply(operator="is", operands=(subject, core.Symbol(value=value))):
            said = core.Symbol(display.value(value, _called(subject)))
            return core.Apply(tree.operator, (_expression(subject, display), said), tree.unit)
    if fields_of(type(tree)) is None:
        return tree
    parts = {name: getattr(tree, name) for name in _fields(tree)}
    return type(tree)(
        **{
            name: display.name(part) if name == "name" and isinstance(part, str) else _renamed(part, display)
            for name, part in parts.items()
        }
    )


def _expression(tree: core.Expression, display: Display) -> core.Expression:
    return _renamed(tree, display)  # type: ignore[return-value] # of the same class


def _called(subject: core.Expression) -> str:
    return subject.name if isinstance(subject, core.FactRef | core.DefinitionRef) else ""


# ---------------------------------------------------------------- another language


def languages(nodes: Sequence[core.Node]) -> tuple[str, ...]:
    """The languages that a guideline has texts in, in the order of the file."""
    return tuple(dict.fromkeys(node.language for node in nodes if isinstance(node, core.TextsNode)))


def display_in(nodes: Sequence[core.Node], language: str, content_hash: str) -> Display:
    """How the graph of these nodes is shown in a language that it has texts in.

    Raises UnknownLanguage.
    """
    import hashlib  # noqa: PLC0415 - most guidelines are shown as they are written
    import json  # noqa: PLC0415

    head = next(node for node in nodes if isinstance(node, core.GuidelineNode))
    if language not in languages(nodes):
        raise UnknownLanguage(_no_such_language(head, languages(nodes), language))
    entries = [
        entry
        for node in nodes
        if isinstance(node, core.TextsNode) and node.language == language
        for entry in node.entries
    ]
    entries.reverse()  # what the guideline says itself stands before what it takes over, and counts
    texts = {entry.word: entry.says for entry in entries if entry.kind == "text"}
    names = {entry.word: entry.says for entry in entries if entry.kind == "name"}
    values = {(entry.of, entry.word): entry.says for entry in entries if entry.kind == "value"}
    for node in nodes:  # what has a title is called by it in conditions too
        if isinstance(node, core.MedicineNode | core.ProcedureNode) and node.title in texts:
            names.setdefault(node.name, texts[node.title])
    form = [content_hash, language, sorted([e.kind, e.of, e.word, e.says] for e in entries)]
    digest = hashlib.sha256(json.dumps(form, ensure_ascii=False).encode()).hexdigest()
    said = (language, f" [{head.language}]", names, values, texts, digest)
    return Display(
        *said,
        all_names=tuple(dict.fromkeys(w.word for w in shown_words(nodes) if w.kind == "name")),
        untranslated=tuple(w.word for w in unsaid(nodes, Display(*said))),
    )


def texts_hashes(nodes: Sequence[core.Node], content_hash: str) -> dict[str, str]:
    """The hash of a guideline's texts, and of what they are texts of, by language."""
    return {tag: display_in(nodes, tag, content_hash).hash for tag in languages(nodes)}


def _no_such_language(head: core.GuidelineNode, known: Sequence[str], language: str) -> str:
    own = f"it is written in `{head.language}`" if head.language else "it does not say in which it is written"
    others = f", and has texts in {', '.join(f'`{tag}`' for tag in known)}" if known else ""
    return f"the guideline {head.name} has no texts in the language `{language}`: {own}{others}"


def displayed(node: core.Node, display: Display) -> core.Node:
    """A node with its texts as they are shown. Conditions and names stay: they decide."""
    if isinstance(node, _SHOWN_ELSEWHERE):
        return node
    return _displayed(node, display)  # type: ignore[return-value] # of the same class


def _displayed(tree: object, display: Display) -> object:
    if isinstance(tree, tuple):
        return tuple(_displayed(part, display) for part in tree)
    if fields_of(type(tree)) is None or isinstance(tree, _SHOWN_ELSEWHERE):
        return tree
    said = {
        name: display.text(part) if name in _TEXTS and isinstance(part, str) else _displayed(part, display)
        for name in _fields(tree)
        for part in (getattr(tree, name),)
    }
    return type(tree)(**said)


def unsaid(nodes: Sequence[core.Node], display: Display) -> Iterator[ShownWord]:
    """What a guideline shows and `display` has no words for, each once."""
    seen: set[tuple[str, str, str]] = set()
    for shown in shown_words(nodes):
        key = (shown.kind, shown.word, shown.of)
        if key not in seen:
            seen.add(key)
            if not _says(display, shown):
                yield shown


def _says(display: Display, shown: ShownWord) -> bool:
    match shown.kind:
        case "text":
            return shown.word in display.texts
        case "name":
            return shown.word in display.names
        case "value":
            return shown.word in display.names or (shown.of, shown.word) in display.values
