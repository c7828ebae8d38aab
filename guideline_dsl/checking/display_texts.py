"""Texts in other languages: each says something that is shown, and all that is shown is said."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from difflib import SequenceMatcher

from guideline_dsl import core, syntax
from guideline_dsl.checking.nodes import Nodes
from guideline_dsl.checking.phrasing import did_you_mean, quoted
from guideline_dsl.checking.report import Report, after, at
from guideline_dsl.diagnostics import Edit
from guideline_dsl.display import Display, ShownWord, shown_words, titles_by_name, unsaid
from guideline_dsl.spans import Span


def texts_node(item: syntax.Texts, nodes: Nodes) -> None:
    """The `texts` of a language as a node."""
    entries = tuple(_entry(entry) for entry in item.entries)
    nodes.put(
        core.TextsNode(
            item.language.text, entries, id=nodes.numbered("", f"texts_{item.language.text}"), span=item.span
        )
    )


def _entry(entry: syntax.Translation) -> core.DisplayText:
    match entry.shown:
        case syntax.Text(value=text):
            return core.DisplayText("text", text, entry.text.value)
        case syntax.Name(text=name):
            if entry.choice is not None:
                return core.DisplayText("value", name, entry.text.value, entry.choice.text)
            return core.DisplayText("name", name, entry.text.value)


def check_texts(own: syntax.File, file: syntax.File, nodes: Sequence[core.Node], report: Report) -> None:
    """Look at the texts of a guideline that has no error so far; `file` is `own` with what it takes over."""
    blocks = [item for item in own.items if isinstance(item, syntax.Texts)]
    if not blocks or not _own_language(own, blocks, report):
        return
    shown = _Shown(nodes)
    first: dict[tuple[str, core.DisplayText], Span] = {}
    for block in blocks:
        for entry in block.entries:
            _check_entry(entry, block.language.text, shown, first, report)
    if report.has_error:
        return
    taken_over = [item for item in file.items if isinstance(item, syntax.Texts)]
    words = _Words(own)
    for language in {block.language.text: block.language for block in reversed(blocks)}.values():
        display = _display(language.text, taken_over)
        for word in unsaid(nodes, display):
            _say_unsaid(word, language, words, report)


def _own_language(own: syntax.File, blocks: Sequence[syntax.Texts], report: Report) -> bool:
    """Whether the texts are in other languages than the one that the guideline says it is written in."""
    head = next((item for item in own.items if isinstance(item, syntax.GuidelineHead)), None)
    said = (
        next((line.tag for line in head.lines if isinstance(line, syntax.Language)), None) if head else None
    )
    if said is None:
        report.add(
            "language-not-said",
            "the guideline has texts in another language and does not say in which it is written itself",
            at(blocks[0].language.span),
            *((at(head.name.span, "no `language` in this head"),) if head is not None else ()),
            help="write `language en` in the head, if that is its language",
            edit=Edit(after(head.title.span), "\n  language en") if head is not None else None,
        )
        return False
    for block in blocks:
        if block.language.text == said.text:
            report.add(
                "texts-in-own-language",
                f"the guideline is written in {quoted(said.text)}: its texts in it are those it has",
                at(block.language.span),
                at(said.span, "its language"),
                help="change the text where it stands, or name another language here",
            )
    return not report.has_error


class _Shown:
    """What a guideline shows, to look a word up in."""

    def __init__(self, nodes: Sequence[core.Node]) -> None:
        words = list(shown_words(nodes))
        self.texts = tuple(dict.fromkeys(word.word for word in words if word.kind == "text"))
        self.names = tuple(dict.fromkeys(word.word for word in words if word.kind != "text"))
        self.values: dict[str, list[str]] = {}
        for word in words:
            if word.kind == "value":
                self.values.setdefault(word.of, []).append(word.word)
        self.titles: Mapping[str, str] = titles_by_name(nodes)


def _check_entry(
    entry: syntax.Translation,
    language: str,
    shown: _Shown,
    first: dict[tuple[str, core.DisplayText], Span],
    report: Report,
) -> None:
    made = _entry(entry)
    key = (language, core.DisplayText(made.kind, made.word, "", made.of))
    if key in first:
        message = f"this has two texts in {quoted(language)}"
        report.add("said-twice", message, at(entry.span), at(first[key], "first here"))
        return
    first[key] = entry.span
    if made.kind == "value":
        _check_value(entry, made, shown, report)
    elif made.kind == "text":
        if made.word not in shown.texts:
            _stale_text(entry.shown.span, made.word, shown, report)
    elif made.word in shown.titles:
        title = shown.titles[made.word]
        report.add(
            "shown-by-its-title",
            f"{quoted(made.word)} is shown by its title, and so its text is that of the title",
            at(entry.shown.span),
            help="so the text is looked at again when the title is changed",
            edit=Edit(entry.shown.span, f'"{title}"'),
        )
    elif made.word not in shown.names:
        meant = report.nearest(made.word, (*shown.names, *shown.titles))
        report.add(
            "text-of-nothing",
            f"the guideline shows nothing that is called {quoted(made.word)}",
            at(entry.shown.span, did_you_mean(meant)),
            edit=Edit(entry.shown.span, meant) if meant in shown.names else None,
        )


def _check_value(entry: syntax.Translation, made: core.DisplayText, shown: _Shown, report: Report) -> None:
    assert entry.choice is not None
    if made.of not in shown.values:
        meant = report.nearest(made.of, tuple(shown.values))
        report.add(
            "text-of-nothing",
            f"no fact or definition that is called {quoted(made.of)} is one of some words",
            at(entry.choice.span, did_you_mean(meant)),
            edit=Edit(entry.choice.span, meant) if meant else None,
        )
    elif made.word not in shown.values[made.of]:
        meant = report.nearest(made.word, tuple(shown.values[made.of]))
        report.add(
            "text-of-nothing",
            f"{quoted(made.of)} is never {quoted(made.word)}",
            at(entry.shown.span, did_you_mean(meant)),
            edit=Edit(entry.shown.span, meant) if meant else None,
        )


def _stale_text(span: Span, text: str, shown: _Shown, report: Report) -> None:
    meant = _nearest_text(text, shown.texts)
    report.add(
        "text-of-nothing",
        "the guideline nowhere shows this text",
        at(span, did_you_mean(meant)),
        help="it may have been worded anew: then look at what is said for it here, too",
        edit=Edit(span, f'"{meant}"') if meant else None,
    )


_NEAR = 0.6


def _nearest_text(text: str, possible: Iterable[str]) -> str:
    """The text that shares most of its words, in their order; "" if none shares many."""
    written, best, most = text.lower().split(), "", _NEAR
    matcher: SequenceMatcher[str] = SequenceMatcher(autojunk=False)
    matcher.set_seq2(written)
    for one in possible:
        matcher.set_seq1(one.lower().split())
        if matcher.quick_ratio() > most and matcher.ratio() > most:
            best, most = one, matcher.ratio()
    if best or len(written) > 1:
        return best
    return ""


# ---------------------------------------------------------------- what is not said


def _display(language: str, blocks: Iterable[syntax.Texts]) -> Display:
    entries = [_entry(e) for block in blocks if block.language.text == language for e in block.entries]
    return Display(
        language,
        "",
        names={e.word: e.says for e in entries if e.kind == "name"},
        values={(e.of, e.word): e.says for e in entries if e.kind == "value"},
        texts={e.word: e.says for e in entries if e.kind == "text"},
    )


def _say_unsaid(word: ShownWord, language: syntax.Name, words: _Words, report: Report) -> None:
    said = quoted(word.word) if word.kind != "text" else f'"{word.word}"'
    of = f" of {quoted(word.of)}" if word.of else ""
    if word.span.guideline:
        message = f"{said}{of}, of the guideline {quoted(word.span.guideline)}, has no text in {quoted(language.text)}"
        report.add("not-translated", message, at(language.span))
    else:
        report.add(
            "not-translated", f"{said}{of} has no text in {quoted(language.text)}", at(words.place(word))
        )


class _Words:
    """Where the names and texts of a file stand."""

    def __init__(self, file: syntax.File) -> None:
        self._spans: dict[tuple[bool, str], list[Span]] = {}
        for item in file.items:
            if not isinstance(item, syntax.Texts):
                for part in _parts(item):
                    match part:
                        case syntax.Text(value=word):
                            self._spans.setdefault((True, word), []).append(part.span)
                        case syntax.Name(text=word):
                            self._spans.setdefault((False, word), []).append(part.span)
        for spans in self._spans.values():
            spans.sort(key=lambda span: span.start)

    def place(self, word: ShownWord) -> Span:
        """Where a word first stands in the statement that shows it."""
        spans = self._spans.get((word.kind == "text", word.word), [])
        index = bisect_left(spans, word.span.start, key=lambda span: span.start)
        return spans[index] if index < len(spans) else word.span


def _parts(tree: object) -> Iterator[syntax.Text | syntax.Name]:
    waiting = [tree]
    while waiting:
        current = waiting.pop()
        if isinstance(current, syntax.Text | syntax.Name):
            yield current
        elif isinstance(current, tuple):
            waiting.extend(current)
        elif is_dataclass(current) and not isinstance(current, Span):
            waiting.extend(getattr(current, part.name) for part in fields(current))
