"""What rows of outputs say, as cells of results and as counts: each different row of a part is put into words once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import polars

from engine.cohort.counts import Counts
from engine.cohort.fired import fired
from engine.cohort.parquet import TYPES
from engine.cohort.results import Cell, CellType, Outcome, Results, broken_when
from engine.compiled.answer import Answer, CautionAnswer, PromiseAnswer, UnitAnswer, WronglyAnswer
from engine.compiled.frames import WORD
from engine.compiled.table_course import Part, TableCourse
from engine.sentences import need_words

_ALERT, _CAUTION, _MANY = " alert ", " caution ", " patients"  # no name of a guideline begins with a space
_PATIENTS = polars.lit(1, dtype=polars.Int64).alias(_MANY)
_MOST_KNOWN = 100_000
"""So many different rows of a part are kept."""

Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class _Said:
    """What a part says of one different row: cells, the statements that fired, and what is counted, by its counter."""

    cells: tuple[Cell, ...]
    fired: frozenset[str]
    counted: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class _Shown(Generic[Told]):
    """A part with the columns of the results that it fills, and how it is put into words and counted.

    `known` are the rows met before, by what stands in the columns of the part.
    """

    part: Part[Told]
    columns: tuple[str, ...]
    names: tuple[str, ...]
    types: tuple[CellType, ...]
    said: Callable[[Sequence[Told]], _Said]
    known: dict[tuple[object, ...], _Said]


class ColumnParts:
    """Puts the outputs of one guideline into words."""

    def __init__(self, course: TableCourse[Any], results: Results) -> None:
        """Find the columns of each part."""
        self._course = course
        self._results = results
        self._hash = course.course.graph.hash
        self._shown: list[_Shown[Any]] = [
            *self._units(),
            *self._promises(),
            *self._alerts(),
            *self._cautions(),
        ]
        self._needs = course.course.lowering.places.needs()

    def _fired(self, **parts: object) -> frozenset[str]:
        empty: dict[str, Any] = dict.fromkeys(
            ("units", "promises", "taken_wrongly", "cautions", "missing"), ()
        )
        return fired(Answer(self._hash, True, **(empty | parts)))

    def _part(
        self, part: Part[Any], names: Sequence[str], types: Sequence[CellType], said: Callable[[Any], _Said]
    ) -> _Shown[Any]:
        return _Shown(part, self._course.columns(part.wires), tuple(names), tuple(types), said, {})

    def _units(self) -> Iterator[_Shown[Any]]:
        start = 4
        for outcome, part in zip(self._results.outcomes, self._course.units, strict=True):

            def said(told: Sequence[UnitAnswer], outcome: Outcome = outcome) -> _Said:
                cells = tuple(self._results.outcome_cells(outcome, told[0]))
                return _Said(cells, self._fired(units=told), (("outcomes", outcome.name, told[0].kind),))

            own = self._results.columns[start : start + self._results.width(outcome)]
            start += len(own)
            yield self._part(part, [column.name for column in own], [column.type for column in own], said)

    def _promises(self) -> Iterator[_Shown[Any]]:
        for place, part in enumerate(self._course.promises):
            name = self._results.promise_name(place)

            def said(told: Sequence[PromiseAnswer], name: str = name) -> _Said:
                broken = bool(broken_when(told[0]))
                text = self._results.broken_text(name, told[0]) if broken else None
                counted = [("promises", name, str(told[0].plan))]
                if broken:
                    counted.append(("alerts", f"broken promise: {name}", ""))
                cells = (*self._results.promise_cells(told[0]), text)
                return _Said(cells, self._fired(promises=told), tuple(counted))

            names = [f"never.{name}.{which}" for which in ("now", "plan", "waits_for")]
            yield self._part(part, [*names, f"{_ALERT}{place}"], ["text"] * 4, said)

    def _alerts(self) -> Iterator[_Shown[Any]]:
        def said(told: Sequence[WronglyAnswer]) -> _Said:
            text = "; ".join(map(self._results.wrongly_text, told)) or None
            counted = tuple(("alerts", f"{wrong.kind}: {wrong.medicine}", "") for wrong in told)
            return _Said((text,), self._fired(taken_wrongly=told), counted)

        first = len(self._course.promises)
        for place, part in enumerate(self._course.wrongly, start=first):
            yield self._part(part, [f"{_ALERT}{place}"], ["text"], said)

    def _cautions(self) -> Iterator[_Shown[Any]]:
        def said(told: Sequence[CautionAnswer]) -> _Said:
            text = "; ".join(map(self._results.caution_text, told)) or None
            return _Said((text,), self._fired(cautions=told), ())

        for place, part in enumerate(self._course.cautions):
            yield self._part(part, [f"{_CAUTION}{place}"], ["text"], said)

    # ------------------------------------------------------------ cells

    def cells(self, outputs: polars.DataFrame, counts: Counts) -> polars.DataFrame:
        """The cells of the results but the first four and the last two, in no order; and the counts of all rows."""
        columns: dict[str, polars.Series] = {}
        several = _Several()
        for shown in self._shown:
            columns |= self._told(shown, outputs, several, counts)
        columns["missing"] = self._missing(outputs, counts)
        several.count(counts)
        found = polars.DataFrame(columns)
        return found.with_columns(
            alerts=_together([name for name in columns if name.startswith(_ALERT)]),
            cautions=_together([name for name in columns if name.startswith(_CAUTION)]),
        )

    def _told(
        self, shown: _Shown[Any], outputs: polars.DataFrame, several: _Several, counts: Counts
    ) -> dict[str, polars.Series]:
        names = list(shown.columns)
        schema = {name: TYPES[kind] for name, kind in zip(shown.names, shown.types, strict=True)}
        different = (
            outputs.select(names).with_columns(_PATIENTS).group_by(names).sum() if names else _all(outputs)
        )
        said = [self._said(shown, row) for row in different.iter_rows()]
        patients = different[_MANY]
        for each, many in zip(said, patients, strict=True):
            for counter, name, state in each.counted:
                _count(counts, counter, name, state, many)
        words = polars.DataFrame([each.cells for each in said], schema=schema, orient="row")
        if not names:
            several.note([each.fired for each in said], polars.repeat(0, len(outputs), eager=True), patients)
            return {
                name: polars.repeat(words[name][0], len(outputs), dtype=kind, eager=True)
                for name, kind in schema.items()
            }
        place = polars.Series("place", range(len(said)), dtype=polars.UInt32)
        key = different.select(names).with_columns(place)
        at = outputs.select(names).join(key, on=names, how="left", maintain_order="left")["place"]
        several.note([each.fired for each in said], at, patients)
        return {name: words[name].gather(at) for name in schema}

    def _said(self, shown: _Shown[Any], row: tuple[object, ...]) -> _Said:
        """What a different row says; its last cell is how many patients have it."""
        key = row[:-1]
        found = shown.known.get(key)
        if found is None:
            if len(shown.known) >= _MOST_KNOWN:
                shown.known.clear()
            named = dict(zip(shown.columns, key, strict=True))
            told = shown.part.told(self._course.values(shown.part, named))
            found = shown.known[key] = shown.said(told)
        return found

    def _missing(self, outputs: polars.DataFrame, counts: Counts) -> polars.Series:
        """The needs in words, of each row those that are in the mask."""
        output = self._course.framed.outputs[self._course.missing]
        ordered = self._course.needs((1 << len(self._needs)) - 1)
        said: list[polars.Expr] = []
        for need in ordered:
            word, place = divmod(self._needs.index(need), WORD)
            if word not in output.columns:
                continue
            bit = (polars.col(output.columns[word]) & (1 << place)) != 0
            many = int(outputs.select(bit.sum()).item())
            if many:
                counts.asked[need_words(need)] += many
                said.append(polars.when(bit).then(polars.lit(need_words(need))))
        if not said:
            return polars.repeat(None, len(outputs), dtype=polars.String, eager=True)
        return outputs.select(missing=_joined(said))["missing"]


class _Several:
    """Statements that fired, each counted once for a patient, though several parts may tell it."""

    def __init__(self) -> None:
        self._told: dict[str, list[tuple[frozenset[int], polars.Series, int]]] = {}

    def note(self, marks: Sequence[frozenset[str]], at: polars.Series, patients: polars.Series) -> None:
        """`marks` are the statements of each different row, `at` which of them each patient has."""
        places: dict[str, set[int]] = {}
        for place, inside in enumerate(marks):
            for mark in inside:
                places.setdefault(mark, set()).add(place)
        for mark, rows in places.items():
            many = int(patients.gather(sorted(rows)).sum())
            self._told.setdefault(mark, []).append((frozenset(rows), at, many))

    def count(self, counts: Counts) -> None:
        """Add what fired."""
        for mark, told in self._told.items():
            if len(told) == 1:
                counts.fired[mark] += told[0][2]
                continue
            found: polars.Series | None = None
            for inside, at, _ in told:
                here = at.is_in(sorted(inside))
                found = here if found is None else found | here
            assert found is not None
            counts.fired[mark] += int(found.sum())


def _all(outputs: polars.DataFrame) -> polars.DataFrame:
    return outputs.select(polars.len().cast(polars.Int64).alias(_MANY))


def _count(counts: Counts, counter: str, name: str, state: str, many: int) -> None:
    match counter:
        case "outcomes":
            counts.outcomes.setdefault(name, Counter())[state] += many
        case "promises":
            counts.promises.setdefault(name, Counter())[state] += many
        case "alerts":
            counts.alerts[name] += many
        case _:
            raise ValueError(counter)


def _together(names: Sequence[str]) -> polars.Expr:
    return _joined([polars.col(name) for name in names]) if names else polars.lit(None, dtype=polars.String)


def _joined(parts: Iterable[polars.Expr]) -> polars.Expr:
    text = polars.concat_str(list(parts), separator="; ", ignore_nulls=True)
    return polars.when(text != "").then(text)
