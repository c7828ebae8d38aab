"""Tables of made-up patients for any guideline, always the same for one seed, ten million as well as ten.

    python -m benchmarks.patients GUIDELINE N [--missing 0.1] [--boundary 0.3] [--seed 1] [--as-of DAY] -o x.parquet

Patients are made in blocks of a fixed size, each from its own seed, so a longer table begins with the shorter one.
With `--boundary` a share of the numbers lies at, just below or just above a number that the guideline compares with.
Nobody contradicts himself: a fact that has no meaning (`only when`) is left out, and no row is rejected.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy
import polars
from numpy.random import PCG64, Generator, SeedSequence

from benchmarks.parts import BLOCK
from engine.cohort.columns import dose_unit
from engine.library import load_file
from guideline_dsl import core, units
from guideline_dsl.base_values import base_value
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.references import node_expressions, subexpressions
from guideline_dsl.wording import frequency_words

AS_OF = date(2026, 1, 31)
SHARE_OF_YES, SHARE_TAKING, SHARE_DONE = 0.3, 0.12, 0.4

_AROUND = (Fraction(1, 2), Fraction(1), Fraction(5, 4))

Array = Any
"""A column of numpy; its missing cells are told by another one."""


@dataclass(frozen=True)
class Column:
    """Values, and where they are known; of a choice the values are places among its words."""

    values: Array
    known: Array
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shares:
    """How much is missing, and how many numbers lie at a boundary."""

    missing: float = 0.1
    boundary: float = 0.3


class Population:
    """The patients of one guideline and seed."""

    def __init__(self, graph: DecisionGraph, seed: int, shares: Shares, as_of: date = AS_OF) -> None:
        self._graph = graph
        self._seed = seed
        self._shares = shares
        self._day = as_of.toordinal() - date(1970, 1, 1).toordinal()
        self._grids = {name: _grid(graph, name) for name in graph.facts}

    def frames(self, count: int) -> Iterator[polars.DataFrame]:
        """So many patients, a block at a time."""
        for number, first in enumerate(range(0, count, BLOCK)):
            yield self.block(number).head(count - first)

    def block(self, number: int) -> polars.DataFrame:
        """The block of that number."""
        first = number * BLOCK
        random = Generator(PCG64(SeedSequence([self._seed, number])))
        made: dict[str, Column] = {}
        for fact in self._graph.facts.values():
            words = fact.type.values if isinstance(fact.type, core.OneOf) else ()
            known = random.random(BLOCK) >= self._shares.missing
            made[fact.name] = Column(self._values(fact, random), known, words)
        taking = _Taking(self._graph, random, self._shares.missing, self._day)
        series = [polars.Series("id", [f"p{number}" for number in range(first + 1, first + BLOCK + 1)])]
        for fact in self._graph.facts.values():
            known = made[fact.name].known
            if fact.only_when is not None:
                known = known & ~self._surely_not(fact.only_when, made, taking)
            made[fact.name] = replace(made[fact.name], known=known)
            series.append(_series(fact.name, made[fact.name]))
            if fact.within is not None:
                days = int(base_value(fact.within) / 86400)
                observed = self._day - random.integers(0, 2 * days + 2, BLOCK)
                dated = known & (random.random(BLOCK) < 0.5)
                series.append(_series(f"{fact.name}.on", Column(observed.astype("datetime64[D]"), dated)))
        for name in self._graph.procedures:
            done = Column(random.random(BLOCK) < SHARE_DONE, random.random(BLOCK) >= self._shares.missing)
            series.append(_series(f"done.{name}", done))
        return polars.DataFrame([*series, *taking.series()])

    def _values(self, fact: core.FactNode, random: Generator) -> Array:
        match fact.type:
            case core.YesNo():
                return random.random(BLOCK) < SHARE_OF_YES
            case core.OneOf(values=words):
                return random.integers(0, len(words), BLOCK)
            case core.CalendarDay():
                return (self._day - random.integers(0, 2000, BLOCK)).astype("datetime64[D]")
            case core.DayAndTime():
                minutes = self._day * 1440 - random.integers(0, 100_000, BLOCK)
                return minutes.astype("datetime64[m]").astype("datetime64[ms]")
            case core.NumberBetween():
                return self._numbers(fact.name, random)

    def _numbers(self, name: str, random: Generator) -> Array:
        lower, upper, places, cuts = self._grids[name]
        whole = random.integers(lower, upper + 1, BLOCK)
        at_a_cut = random.random(BLOCK) < self._shares.boundary
        chosen = numpy.array(cuts)[random.integers(0, len(cuts), BLOCK)] + random.integers(-1, 2, BLOCK)
        steps = numpy.clip(numpy.where(at_a_cut, chosen, whole), lower, upper)
        # such a quotient is the binary float nearest to the decimal, whose shortest text is that decimal
        return steps if places == 0 else steps / float(10**places)

    def _surely_not(self, condition: core.Expression, made: dict[str, Column], taking: _Taking) -> Array:
        """Where what gives a fact its meaning is definitely no; everywhere, when that cannot be told so simply."""
        match condition:
            case core.FactRef(name=name):
                own = made[name]
                surely = own.known & ~own.values
                outer = self._graph.facts[name].only_when
                return surely if outer is None else surely | self._surely_not(outer, made, taking)
            case core.Member(subject=core.FactRef(name=name), values=words):
                column = made[name]
                places = [place for place, word in enumerate(column.words) if word in words]
                return column.known & ~numpy.isin(column.values, places)
            case core.Taking(crowd=core.Crowd(kind="medicine", name=name)):
                return taking.known & ~taking.taken[name]
        return numpy.ones(BLOCK, dtype=bool)


class _Taking:
    """The medication lists of a block."""

    def __init__(self, graph: DecisionGraph, random: Generator, missing: float, day: int) -> None:
        self.known = random.random(BLOCK) >= missing
        self.taken = {name: self.known & (random.random(BLOCK) < SHARE_TAKING) for name in graph.medicines}
        self._series = [polars.Series("medicines_known", self.known)] if graph.medicines else []
        for medicine in graph.medicines.values():
            self._series += self._columns(medicine, graph, random, missing, day)

    def series(self) -> list[polars.Series]:
        """Their columns."""
        return self._series

    def _columns(
        self, medicine: core.MedicineNode, graph: DecisionGraph, random: Generator, missing: float, day: int
    ) -> Iterator[polars.Series]:
        name, taken = medicine.name, self.taken[medicine.name]

        def known() -> Array:
            return taken & (random.random(BLOCK) >= missing)

        yield _series(f"taking.{name}", Column(taken, self.known))
        unit = dose_unit(graph, name)
        since = day - random.integers(1, 800, BLOCK)
        changed = numpy.minimum(since + random.integers(1, 400, BLOCK), day)
        if unit:
            doses = numpy.array([float(dose) for dose in _doses(graph, name, unit)])
            dose = doses[random.integers(0, len(doses), BLOCK)]
            yield _series(f"dose.{name}", Column(dose, known()))
            # a dose that was changed may have been started higher
            started = Column(dose + doses[random.integers(0, len(doses), BLOCK)], known() & (changed > since))
            yield _series(f"starting_dose.{name}", started)
        often = _often(medicine, unit)
        if often:
            yield _series(f"frequency.{name}", Column(numpy.zeros(BLOCK, dtype=int), known(), (often,)))
        dated = known()
        yield _series(f"since.{name}", Column(since.astype("datetime64[D]"), dated))
        yield _series(f"dose_since.{name}", Column(changed.astype("datetime64[D]"), dated & known()))


def _often(medicine: core.MedicineNode, unit: str) -> str:
    """A frequency that fits the unit of the dose."""
    if medicine.only is not None:
        every = medicine.only.every
        per_week = unit.endswith("/week") and every is not None and base_value(every.upper) == 604_800
        per_day = unit.endswith("/day") and every is not None and base_value(every.upper) == 86_400
        return frequency_words(medicine.only) if per_week or per_day else ""
    return {"day": "once daily", "week": "once weekly"}.get(unit.rpartition("/")[2], "")


def _series(name: str, column: Column) -> polars.Series:
    values = polars.Series("values", column.values)
    if column.words:
        values = polars.Series("values", column.words).gather(values)
    known = polars.when(polars.Series(column.known)).then(polars.col("values"))
    return polars.DataFrame([values]).select(known.alias(name))[name]


# ---------------------------------------------------------------- the numbers of a guideline


def _grid(graph: DecisionGraph, name: str) -> tuple[int, int, int, Sequence[int]]:
    """The ends of a fact in steps of its last place, how many places it has, and the steps that are compared with."""
    kind = graph.facts[name].type
    if not isinstance(kind, core.NumberBetween):
        return 0, 0, 0, (0,)
    nearest = graph.facts[name].nearest
    places = _places(nearest.value) if nearest is not None else (0 if kind.upper - kind.lower > 100 else 1)
    places = max(places, _places(kind.lower), _places(kind.upper))
    own = units.parse_unit(kind.unit)
    compared = [units.from_base(base, own) for base in _compared(graph, name)]
    scale = 10**places
    cuts = [round(figure * scale) for figure in (kind.lower, kind.upper, *compared)]
    return int(kind.lower * scale), int(kind.upper * scale), places, cuts


def _places(number: Fraction) -> int:
    return next(places for places in range(7) if (number * 10**places).denominator == 1 or places == 6)


def _compared(graph: DecisionGraph, name: str) -> Iterable[Fraction]:
    """The numbers that a fact is compared with, in base units."""
    for node in graph.nodes:
        for outer in node_expressions(node):
            for part in subexpressions(outer):
                match part:
                    case core.Apply(operands=(core.FactRef(name=read), core.Number() as number)) if (
                        read == name
                    ):
                        yield base_value(number)
                    case core.Apply(operands=(core.Number() as number, core.FactRef(name=read))) if (
                        read == name
                    ):
                        yield base_value(number)
                    case core.Table(columns=columns, rows=rows):
                        yield from _of_bands(columns, rows, name)
                    case _:
                        pass


def _of_bands(columns: Iterable[core.Column], rows: Iterable[core.TableRow], name: str) -> Iterator[Fraction]:
    for place, column in enumerate(columns):
        if column.key == core.FactRef(name):
            for row in rows:
                band = row.bands[place]
                if isinstance(band, core.Within):
                    yield from (base_value(end) for end in (band.lower, band.upper) if end is not None)


def _doses(graph: DecisionGraph, name: str, unit: str) -> list[Fraction]:
    """Doses of a medicine around the figures that the guideline has for it, in the unit of its column."""
    own = units.parse_unit(unit)
    tapers = [n for n in graph.nodes if isinstance(n, core.TaperNode) and n.medicine == name]
    figures = [base_value(rung) for taper in tapers for rung in taper.rungs]
    for node in graph.nodes:
        for outer in node_expressions(node):
            for part in subexpressions(outer):
                match part:
                    case core.Apply(
                        operands=(core.MedicineMeasure(target=core.Crowd(name=read)), core.Number() as number)
                    ) if read == name and units.parse_unit(number.unit).dimension == own.dimension:
                        figures.append(base_value(number))
                    case _:
                        pass
    found = [units.from_base(figure, own) for figure in figures] or [Fraction(5), Fraction(15), Fraction(40)]
    around = {Fraction(round(figure * part * 10), 10) for figure in found for part in _AROUND}
    return sorted(dose for dose in around if dose > 0)


# ---------------------------------------------------------------- the command


def write(population: Population, count: int, output: Path) -> None:
    """A table of so many patients: Parquet, CSV or JSON lines, by its ending."""
    with tempfile.TemporaryDirectory(dir=output.parent) as folder:
        parts = []
        for place, frame in enumerate(population.frames(count)):
            parts.append(Path(folder, f"{place:06d}.parquet"))
            frame.write_parquet(parts[-1])
        table = polars.scan_parquet(parts)
        match output.suffix:
            case ".csv":
                table.sink_csv(output)
            case ".ndjson" | ".jsonl":
                table.sink_ndjson(output)
            case _:
                table.sink_parquet(output, row_group_size=BLOCK)


def main() -> None:
    """Make a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.patients", description=__doc__)
    parser.add_argument("guideline", type=Path)
    parser.add_argument("count", type=int, metavar="N")
    parser.add_argument(
        "--missing", type=float, default=0.1, help="the share of what is missing; default: 0.1"
    )
    parser.add_argument(
        "--boundary", type=float, default=0.3, help="the share of numbers at a boundary; default: 0.3"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--as-of", type=date.fromisoformat, default=AS_OF, help=f"default: {AS_OF}")
    parser.add_argument("-o", "--output", type=Path, required=True)
    given = parser.parse_args()
    shares = Shares(given.missing, given.boundary)
    write(Population(load_file(given.guideline), given.seed, shares, given.as_of), given.count, given.output)


if __name__ == "__main__":
    main()
