"""Each item as the lines of the one layout, before long lines are broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import assert_never

from guideline_dsl import syntax
from guideline_dsl.format_cases import expectation, given
from guideline_dsl.format_phrases import (
    amount,
    bands,
    choice,
    codes,
    condition,
    declared_note,
    dose,
    fact_type,
    names,
    phase_parts,
    quantities,
    quantity,
    quoted,
    remark,
    value,
    which,
    whiches,
)
from guideline_dsl.format_rows import INDENT, MOST_COLUMNS, column_widths, table
from guideline_dsl.frozen import frozen
from guideline_dsl.spans import Span


@frozen
class Draft:
    """A line of an item: its depth under the item's first line, its text, the line of the source it is from.

    `text` has a line feed where it may be broken; `hang` as in `format_rows.Row`.
    """

    depth: int
    text: str
    line: int
    hang: int = -1


def drafts(item: syntax.Item, name_width: int) -> list[Draft]:
    """The lines of an item; `name_width` is that of the definitions it stands among."""
    return list(_lines(item, name_width))


def _lines(item: syntax.Item, name_width: int) -> Iterator[Draft]:
    match item:
        case syntax.GuidelineHead():
            return _head(item)
        case syntax.References():
            return _references(item)
        case syntax.Facts():
            return _facts(item)
        case syntax.Medicines():
            return _medicines(item)
        case syntax.Procedures() | syntax.ValueSets():
            return _titled(item)
        case syntax.Define():
            return _define(item, name_width)
        case syntax.Regimen() | syntax.Decide() | syntax.Advise():
            return _decision(item)
        case syntax.Choose():
            return _choose(item)
        case syntax.Before():
            return _before(item)
        case syntax.Withhold() | syntax.Never():
            return _limited(item)
        case syntax.Taper():
            return _taper(item)
        case syntax.Assumption():
            return _assumption(item)
        case syntax.NotEncoded():
            return _not_encoded(item)
        case syntax.Phases():
            return _phases(item)
        case syntax.Texts():
            return _translations(item)
        case syntax.Case():
            return _case(item)
        case _:
            assert_never(item)


def _draft(depth: int, text: str, span: Span, hang: int = -1) -> Draft:
    return Draft(depth, text, span.line, hang)


def _titled_line(word: str, name: syntax.Name, title: syntax.Text | None, span: Span) -> Draft:
    return _draft(0, f"{word} {name.text}" + (f" {quoted(title)}" if title else ""), span)


def _table(cells: Sequence[Sequence[str]], spans: Sequence[Span]) -> Iterator[Draft]:
    for text, span in zip(table(cells), spans, strict=True):
        yield _draft(1, text, span)


# ---------------------------------------------------------------- declarations


def _head(item: syntax.GuidelineHead) -> Iterator[Draft]:
    yield _titled_line("guideline", item.name, item.title, item.span)
    cells = [_head_line(line) for line in item.lines]
    yield from _table(cells, [line.span for line in item.lines])


def _head_line(line: syntax.HeadLine) -> tuple[str, str]:
    match line:
        case syntax.Version(text):
            return "version", text
        case syntax.Use(used):
            return "use", used.text
        case syntax.Language(tag):
            return "language", tag.text
        case syntax.Effective(first, last):
            return "effective", first.text + (f" to {last.text}" if last else "")
        case syntax.NarrativeFile(file):
            return "narrative", quoted(file)
        case syntax.Source(title, date):
            return "source", quoted(title) + (f" {date.text}" if date else "")
        case syntax.Status(said):
            return "status", quoted(said)
        case syntax.Notice(said):
            return "notice", quoted(said)
        case syntax.StrengthScale(words):
            return "strength", choice(words)
        case syntax.EvidenceScale(words):
            return "evidence", choice(words)
        case syntax.For(whom):
            return "for", condition(whom)
        case _:
            assert_never(line)


def _references(item: syntax.References) -> Iterator[Draft]:
    yield _draft(0, "references", item.span)
    cells = [
        [
            entry.number.number,
            entry.kind.text,
            "  ".join(
                [
                    quoted(entry.title),
                    *([quoted(entry.publisher)] if entry.publisher else []),
                    *([entry.year.number] if entry.year else []),
                ]
            ),
        ]
        for entry in item.entries
    ]
    yield from _table(cells, [entry.span for entry in item.entries])


def _facts(item: syntax.Facts) -> Iterator[Draft]:
    yield _draft(0, "facts", item.span)
    cells = [_declared(entry.name, fact_type(entry.type), entry.notes) for entry in item.entries]
    hang = _second_column(cells)
    for text, entry in zip(table(cells, _DECLARED), item.entries, strict=True):
        yield _draft(1, text, entry.span, hang)
        yield from _under_fact(entry)


def _under_fact(entry: syntax.FactDeclaration) -> Iterator[Draft]:
    under: list[Draft] = []
    if entry.only_when is not None:
        under.append(_draft(2, f"only when {condition(entry.only_when)}", entry.only_when.span))
    if entry.default is not None:
        default = entry.default
        text = f"assume {value(default.value)} when not recorded"
        if default.condition is not None:
            also = condition(default.condition)
            either = isinstance(default.condition, syntax.Any)
            text += f" and\n({also})" if either else f" and\n{also}"
        under.append(_draft(2, f"{text} {quoted(default.reason)}", default.span))
    yield from sorted(under, key=lambda draft: draft.line)


def _medicines(item: syntax.Medicines) -> Iterator[Draft]:
    yield _draft(0, "medicines", item.span)
    cells = [_declared(entry.name, names(entry.classes), entry.notes) for entry in item.entries]
    hang = _second_column(cells)
    for text, entry in zip(table(cells, (_DECLARED[0],)), item.entries, strict=True):
        yield _draft(1, text, entry.span, hang)


_DECLARED = (32, 20)  # a longer name, or more values than two or three, do not push the notes to the right


def _second_column(cells: Sequence[Sequence[str]]) -> int:
    return 2 + column_widths(cells, _DECLARED)[0] + 2


def _declared(
    name: syntax.Name, kind: str, notes: Sequence[syntax.FactNote | syntax.MedicineNote]
) -> list[str]:
    return [name.text, kind, *(["  ".join(declared_note(note) for note in notes)] if notes else [])]


def _titled(item: syntax.Procedures | syntax.ValueSets) -> Iterator[Draft]:
    yield _draft(0, "procedures" if isinstance(item, syntax.Procedures) else "value sets", item.span)
    cells = [
        [
            entry.name.text,
            quoted(entry.title),
            *(["  ".join(codes(code) for code in entry.codes)] if entry.codes else []),
        ]
        for entry in item.entries
    ]
    yield from _table(cells, [entry.span for entry in item.entries])


def _define(item: syntax.Define, name_width: int) -> Iterator[Draft]:
    title = f" {quoted(item.title)}" if item.title else ""
    if isinstance(item.body, syntax.ByCases):
        yield _draft(0, f"define {item.name.text}{title}", item.span)
        cases, last = item.body.cases, item.body.otherwise
        cells = [[value(case.value), f"when {condition(case.condition)}"] for case in cases]
        otherwise = "none" if last.value is None else value(last.value)
        yield from _table(cells, [case.span for case in cases])
        yield _draft(1, f"otherwise {otherwise}", last.span)
    elif isinstance(item.body, syntax.ByBands):
        yield _draft(0, f"define {item.name.text}{title} {_keys(item.body)}", item.span)
        yield from _rows_of_bands(1, item.body, value)
    elif isinstance(item.body, syntax.ByPoints):
        yield _draft(0, f"score {item.name.text}{title}", item.span)
        for part in _runs(item.body.items):
            yield from _points(part)
    else:
        named = f"{item.name.text}{title}"
        yield _draft(0, f"define {named:<{name_width}} as {condition(item.body)}", item.span)
    yield from _remarks(1, item.remarks)


def _keys(body: syntax.ByBands) -> str:
    return "by " + ",\n".join(value(key) for key in body.keys)


def _rows_of_bands(
    depth: int, body: syntax.ByBands, first: Callable[[syntax.Expression], str]
) -> Iterator[Draft]:
    cells = [[first(row.value), f"for {bands(row.bands)}"] for row in body.rows]
    for text, row in zip(table(cells), body.rows, strict=True):
        yield _draft(depth, text, row.span)


def _points_words(points: syntax.Expression) -> str:
    assert isinstance(points, syntax.Quantity)
    return f"{points.number} {'point' if points.number in ('1', '-1') else 'points'}"


Items = Sequence[syntax.PointsWhen | syntax.PointsBy]


def _runs(items: Items) -> Iterator[Items]:
    """Neighbouring `points when` items stand in one table."""
    for _, run in groupby(items, type):
        yield list(run)


def _points(items: Items) -> Iterator[Draft]:
    plain = [item for item in items if isinstance(item, syntax.PointsWhen)]
    cells = [[_points_words(item.points), f"when {condition(item.condition)}"] for item in plain]
    yield from _table(cells, [item.span for item in plain])
    for item in items:
        if isinstance(item, syntax.PointsBy):
            only = "" if item.condition is None else f" when {condition(item.condition)}"
            yield _draft(1, f"{_keys(item.table)}{only}", item.span)
            yield from _rows_of_bands(2, item.table, _points_words)


def _assumption(item: syntax.Assumption) -> Iterator[Draft]:
    yield _titled_line("assumption", item.name, item.text, item.span)
    said = [(word, of) for word, of in (("because", item.because), ("instead", item.instead)) if of]
    for word, of in sorted(said, key=lambda pair: pair[1].span.start):
        yield _draft(1, f"{word} {quoted(of)}", of.span)


def _not_encoded(item: syntax.NotEncoded) -> Iterator[Draft]:
    yield _draft(0, "not encoded", item.span)
    cells = [[quoted(entry.quote), f"because {quoted(entry.because)}"] for entry in item.entries]
    yield from _table(cells, [entry.span for entry in item.entries])


def _phases(item: syntax.Phases) -> Iterator[Draft]:
    yield _draft(0, "phases", item.span)
    cells = [[quoted(phase.title), *filter(None, [phase_parts(phase.parts)])] for phase in item.entries]
    hang = _second_column(cells)
    for text, phase in zip(table(cells), item.entries, strict=True):
        yield _draft(1, text, phase.span, hang)


def _translations(item: syntax.Texts) -> Iterator[Draft]:
    yield _draft(0, f"texts {item.language.text}", item.span)
    cells = [(_translated(entry), quoted(entry.text)) for entry in item.entries]
    for text, (shown, said), entry in zip(table(cells), cells, item.entries, strict=True):
        if INDENT + len(text) <= MOST_COLUMNS:
            yield _draft(1, text, entry.span)
        else:  # a long text stands above the one that is shown for it
            yield _draft(1, shown, entry.span)
            yield _draft(2, said, entry.text.span)


def _translated(entry: syntax.Translation) -> str:
    shown = quoted(entry.shown) if isinstance(entry.shown, syntax.Text) else entry.shown.text
    return shown if entry.choice is None else f"{entry.choice.text} {shown}"


def _case(item: syntax.Case) -> Iterator[Draft]:
    yield _draft(0, f"case {quoted(item.title)}", item.span)
    for line in item.given:
        yield _draft(1, f"given  {given(line)}", line.span, 9)
    for claim in item.expect:
        yield _draft(1, f"expect {expectation(claim)}", claim.span, 9)


# ---------------------------------------------------------------- decisions


_DECISIONS = {syntax.Regimen: "regimen", syntax.Decide: "decide", syntax.Advise: "advise"}


def _decision(item: syntax.Regimen | syntax.Decide | syntax.Advise) -> Iterator[Draft]:
    yield _titled_line(_DECISIONS[type(item)], item.name, item.title, item.span)
    if not isinstance(item, syntax.Regimen):
        over = item.instead_of if isinstance(item, syntax.Decide) else None
        yield from _applicability(item.applies, item.exceptions, over)
    yield from _body(item.body)


def _applicability(
    applies: syntax.For | None, exceptions: Sequence[syntax.Except], over: syntax.InsteadOf | None = None
) -> Iterator[Draft]:
    if applies is not None:
        yield _draft(1, f"for {condition(applies.condition)}", applies.span)
    if over is not None:
        yield _draft(1, f"instead of {', '.join(name.text for name in over.names)}", over.span)
    for exception in exceptions:
        yield _draft(1, f"except when {condition(exception.condition)}", exception.span)
        yield from _remarks(2, exception.remarks)


def _therapy(line: syntax.TherapyLine) -> str:
    title = f" {quoted(line.title)}" if line.title else ""
    until = f" until {condition(line.until)}" if line.until is not None else ""
    return f"line {line.name.text}{title}{until}"


def _body(body: Sequence[syntax.Line | syntax.Branch]) -> Iterator[Draft]:
    for part in body:
        if isinstance(part, syntax.Branch):
            head = "otherwise" if part.condition is None else f"when {condition(part.condition)}"
            if part.therapy is not None:
                head = _therapy(part.therapy)
            yield _draft(1, head, part.span)
            for line in part.lines:
                yield from _line(2, line)
        else:
            yield from _line(1, part)


def _line(depth: int, line: syntax.Line) -> Iterator[Draft]:
    match line:
        case syntax.Give(of, given_amount, parts, closers):
            yield _draft(depth, f"give {which(of)}{dose(given_amount, parts)}", line.span)
            for closer in closers:
                text = f"closer to {quantity(closer.quantity)} when {condition(closer.condition)}"
                yield _draft(depth + 1, text, closer.span)
                yield from _remarks(depth + 2, closer.remarks)
        case syntax.GiveNothing():
            yield _draft(depth, "give nothing", line.span)
        case syntax.Stop(of):
            yield _draft(depth, f"stop {which(of)}", line.span)
        case syntax.Do(procedure, parts):
            yield _draft(depth, f"do {procedure.text}{dose(None, parts)}", line.span)
        case _:
            yield _draft(depth, remark(line), line.span)


def _remarks(depth: int, remarks: Sequence[syntax.Remark]) -> Iterator[Draft]:
    for one in remarks:
        yield _draft(depth, remark(one), one.span)


def _choose(item: syntax.Choose) -> Iterator[Draft]:
    yield _titled_line("choose", item.name, item.title, item.span)
    yield from _applicability(item.applies, item.exceptions, item.instead_of)
    for option in item.options:
        title = f" {quoted(option.title)}" if option.title else ""
        yield _draft(1, f"option {option.name.text}{title}", option.span)
        for part in option.body:
            if isinstance(part, syntax.PreferWhen | syntax.OnlyWhen):
                word = "prefer" if isinstance(part, syntax.PreferWhen) else "only"
                yield _draft(2, f"{word} when {condition(part.condition)}", part.span)
                yield from _remarks(3, part.remarks)
            else:
                yield from _line(2, part)
    yield from _remarks(1, item.remarks)


def _before(item: syntax.Before) -> Iterator[Draft]:
    yield _draft(0, f"before {which(item.which)}", item.span)
    yield _draft(1, f"check {names(item.checks)}", item.checks[0].span)
    yield from _remarks(1, item.remarks)


def _limited(item: syntax.Withhold | syntax.Never) -> Iterator[Draft]:
    if isinstance(item, syntax.Never):
        yield _titled_line("never", item.name, item.title, item.span)
    else:
        yield _draft(0, f"{item.kind} {whiches(item.whiches)}", item.span)
    yield from _limits(item.limits)


def _limits(limits: Sequence[syntax.Limit]) -> Iterator[Draft]:
    for limit in limits:
        yield _draft(1, f"when {condition(limit.condition)}", limit.span)
        yield from _remarks(2, limit.remarks)


def _taper(item: syntax.Taper) -> Iterator[Draft]:
    title = f" {quoted(item.title)}" if item.title else ""
    yield _draft(0, f"taper {item.medicine.text}{title}", item.span)
    yield from _applicability(item.applies, item.exceptions)
    cells = [_taper_line(line) for line in item.lines]
    yield from _table(cells, [line.span for line in item.lines])
    yield from _remarks(1, item.remarks)


def _taper_line(line: syntax.TaperLine) -> tuple[str, str]:
    match line:
        case syntax.TaperStart(earliest, when, latest):
            text = f"from {quantity(earliest)}"
            text += f" when {condition(when)}" if when is not None else ""
            return "start", text + (f",\nby {quantity(latest)}" if latest else "")
        case syntax.TaperHold(when):
            return "hold", f"when {condition(when)}"
        case syntax.TaperEvery(time):
            return "every", amount(time)
        case syntax.TaperSteps(rungs):
            return "steps", quantities(rungs)
        case syntax.TaperThen(less):
            return "then", f"less {quantity(less)}"
        case syntax.TaperEnd(text):
            return "end", quoted(text)
        case _:
            assert_never(line)
