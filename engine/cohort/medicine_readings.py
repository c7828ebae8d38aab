"""The cells of one medicine -> the columns of a circuit, as expressions.

What the parts of an entry say of each other (patient_medicines.py) is said here once more, of columns: that nothing is
told of what is not taken, no longer at its dose than it is taken, and started with its dose where that never changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import reduce

import polars

from engine.cohort import cell_values
from engine.cohort.cell_values import Grid
from engine.cohort.columns import PatientColumn
from engine.cohort.different_cells import DifferentCells
from engine.cohort.group_query import Expr, GivenColumn, GroupQuery
from engine.cohort.medicine_cells import BASE, TIMES, Frequencies, MedicineCells
from engine.cohort.row_cells import LISTED, NOTHING
from engine.cohort.row_times import Limits
from engine.compiled.columns import Column, ForbiddenFrequency, IsTaken, OfMedicine

_DAY = 86_400
_MEASURES = ("time", "time at dose")

Texts = Callable[[GivenColumn], Sequence[str]]
"""The different texts of a column that no pattern reads."""

Told = Callable[[str, Sequence[GivenColumn], DifferentCells], Mapping[str, Expr]]
"""Columns that are read each different row by itself: where they are found in the query, by what they are."""


class MedicineReadings:
    """Reads the columns of one medicine."""

    def __init__(self, cells: MedicineCells, name: str, filled: Sequence[Column], limits: Limits) -> None:
        """`filled` are the columns of the circuit about the medicine."""
        self.name = name
        self._cells = cells
        self._filled = filled
        self._limits = limits
        self._grid: Grid | None = None
        if cells.rate is not None:
            step = cells.rate * cells.scale.scale
            places = cell_values.PLACES["medicine"]
            least = Fraction(1, 10**places)
            self._grid = cell_values.grid(places, (least, None), step, Fraction(0), cells.scale.most)
        self._different: dict[tuple[str, ...], DifferentCells] = {}
        self._timed: Sequence[GivenColumn] = ()

    def query(
        self, given: Sequence[GivenColumn], texts: Texts, told: Told, timed: Sequence[GivenColumn] = ()
    ) -> GroupQuery:
        """The medicine in a query: with `taken` and `said` of its name besides the columns of the circuit.

        `timed` is the column with the time of evaluation of each row, where there is one.
        """
        self._timed = timed
        parts = {each.column.part: each for each in given}
        worth: dict[str, Expr] = {}
        plain: list[Expr] = []
        base = self._base([parts[part] for part in BASE if part in parts], texts, told, worth, plain)
        times = [
            self._time(place, [parts[part] for part in both if part in parts], texts, told, worth, plain)
            for place, both in enumerate(TIMES)
        ]
        taken = base["given"]
        details = [each.cell.is_null() for each in given if each.column.part != "taking"]
        if details:
            plain.append(taken | reduce(Expr.__and__, details))
        between = {f"taken {self.name}": taken, f"said {self.name}": _said(parts)}
        measures: dict[str, Expr | None] = {
            "dose": base.get("dose"),
            "starting dose": base.get("starting dose"),
        }
        for place, measure in enumerate(_MEASURES):
            measures[measure] = _through(f"{measure} {self.name}", times[place], between)
        self._of_each_other(measures, plain)
        self._between(base, between)
        columns = {column.name: self._column(column, measures, base) for column in self._filled}
        return GroupQuery(worth, between, tuple(plain), columns)

    def _of_each_other(self, measures: dict[str, Expr | None], plain: list[Expr]) -> None:
        time, at_dose = measures["time"], measures["time at dose"]
        dose, starting = measures["dose"], measures["starting dose"]
        if time is None or at_dose is None:
            return
        plain.append((at_dose <= time).fill_null(True))
        if dose is None:
            return
        never_changed = (time == at_dose) & dose.is_not_null()
        if starting is not None:
            plain.append((~(never_changed & (starting != dose))).fill_null(True))
        unchanged = polars.when(never_changed).then(dose)
        measures["starting dose"] = unchanged if starting is None else unchanged.otherwise(starting)

    # ------------------------------------------------------------ what is taken

    def _base(
        self,
        given: Sequence[GivenColumn],
        texts: Texts,
        told: Told,
        worth: dict[str, Expr],
        plain: list[Expr],
    ) -> dict[str, Expr]:
        """Whether it is taken (`given`), its doses, and whether it is taken at a forbidden frequency."""
        found = self._base_worth(given, texts)
        if found is None:
            read = self._told("base", given, told, self._cells.base)
            plain.append(read["ok"])
            return {**read, "given": read["given"]}
        worth |= found
        parts = {each.column.part: each for each in given}
        plain += [check for part, each in parts.items() if part != "frequency" for check in each.checks]
        base = {
            name: parts[part].value
            for part, name in (("dose", "dose"), ("starting_dose", "starting dose"))
            if part in parts
        }
        base["given"] = parts["taking"].value.fill_null(False) if "taking" in parts else polars.lit(False)
        often = parts.get("frequency")
        words = self._cells.frequencies(() if often is None else texts(often))
        if often is not None:
            doses = [parts[part].cell.is_null() for part in ("dose", "starting_dose") if part in parts]
            plain.append(_fits(often.cell, words, doses))
        if self._cells.has_frequency:
            cell = None if often is None else often.cell
            no_dose = parts["dose"].cell.is_null() if "dose" in parts else None
            base["forbidden yes"] = _by_dose(cell, words.yes, no_dose)
            base["forbidden no"] = _by_dose(cell, words.no, no_dose)
        return base

    def _base_worth(self, given: Sequence[GivenColumn], texts: Texts) -> dict[str, Expr] | None:
        found: dict[str, Expr] = {}
        for each in given:
            value: Expr | None
            match each.column.part:
                case "taking":
                    value = cell_values.truth(each.cell, each.kind)
                case "frequency":
                    if not isinstance(each.kind, polars.String | polars.Null):
                        return None
                    continue
                case _:
                    odd = isinstance(each.kind, polars.String) and texts(each)
                    value = (
                        None
                        if odd or self._grid is None
                        else cell_values.number(each.cell, each.kind, self._grid, {})
                    )
            if value is None:
                return None
            found[each.worth] = value
        return found

    # ------------------------------------------------------------ how long

    def _time(
        self,
        place: int,
        given: Sequence[GivenColumn],
        texts: Texts,
        told: Told,
        worth: dict[str, Expr],
        plain: list[Expr],
    ) -> Expr | None:
        """How long it is taken, or at its dose, in seconds; None where the table does not say."""
        if not given:
            return None
        found: dict[str, Expr] = {}
        for each in given:
            value = self._time_worth(place, each, texts)
            if value is None:
                read = self._told(
                    f"time {place}",
                    [*given, *self._timed],
                    told,
                    lambda columns: self._cells.time(columns, place),
                )
                plain.append(read["ok"])
                return read["time"]
            found[each.worth] = value
        worth |= found
        plain += [check for each in given for check in each.checks]
        if len(given) == 1:
            return given[0].value
        plain.append(given[0].cell.is_null() | given[1].cell.is_null())
        return polars.coalesce(given[0].value, given[1].value)

    def _time_worth(self, place: int, each: GivenColumn, texts: Texts) -> Expr | None:
        if each.column.part in ("since", "dose_since"):
            day = cell_values.day(each.cell, each.kind, self._limits.first, self._limits.last)
            return None if day is None else (self._limits.last - day) * _DAY
        if not isinstance(each.kind, polars.String | polars.Null):
            return None
        lengths = self._kept((str(place), each.name), lambda: self._cells.time([each.column], place))
        worth = {text: lengths.one((text,))[1] for text in texts(each)}
        return cell_values.placed(each.cell, worth)  # type: ignore[arg-type]

    # ------------------------------------------------------------ one by one

    def _told(
        self,
        what: str,
        given: Sequence[GivenColumn],
        told: Told,
        made: Callable[[Sequence[PatientColumn]], DifferentCells],
    ) -> dict[str, Expr]:
        key = (what, *(each.name for each in given))
        different = self._kept(key, lambda: made([each.column for each in given]))
        return dict(told(f"{what} {self.name}", given, different))

    def _kept(self, key: tuple[str, ...], make: Callable[[], DifferentCells]) -> DifferentCells:
        if key not in self._different:
            self._different[key] = make()
        return self._different[key]

    # ------------------------------------------------------------ columns

    def _between(self, base: dict[str, Expr], between: dict[str, Expr]) -> None:
        for name in ("forbidden yes", "forbidden no"):
            if name in base:
                own = f"{name} {self.name}"
                between[own] = base[name]
                base[name] = polars.col(own)

    def _column(self, column: Column, measures: Mapping[str, Expr | None], base: Mapping[str, Expr]) -> Expr:
        taken = polars.col(f"taken {self.name}")
        match column.source:
            case IsTaken():
                return taken
            case ForbiddenFrequency(part="yes"):
                return taken & base["forbidden yes"] if "forbidden yes" in base else polars.lit(False)
            case ForbiddenFrequency():
                return ~taken | base["forbidden no"] if "forbidden no" in base else polars.lit(True)
            case OfMedicine(measure=measure, part="known"):
                given = measures[measure]
                return polars.col(LISTED) & (~taken if given is None else ~taken | given.is_not_null())
            case OfMedicine(measure=measure):
                given = measures[measure]
                otherwise = polars.when(taken).then(1).otherwise(polars.col(NOTHING))
                return otherwise if given is None else given.fill_null(otherwise)
        raise TypeError(column.name)


def of_nobody(column: Column) -> Expr:
    """A column of a medicine that no row says anything about: it is not taken, where the list is known."""
    match column.source:
        case OfMedicine(part="known"):
            return polars.col(LISTED)
        case OfMedicine():
            return polars.col(NOTHING)
        case ForbiddenFrequency(part=part):
            return polars.lit(part == "no")
    return polars.lit(False)


def _said(parts: Mapping[str, GivenColumn]) -> Expr:
    return parts["taking"].cell.is_not_null() if "taking" in parts else polars.lit(False)


def _through(name: str, found: Expr | None, between: dict[str, Expr]) -> Expr | None:
    """A column that is made before all others, since several are made of it."""
    if found is None:
        return None
    between[name] = found
    return polars.col(name)


def _fits(cell: Expr, words: Frequencies, no_doses: Sequence[Expr]) -> Expr:
    """Whether a frequency is read, and fits a dose where one is given."""
    fits = cell.is_null() | cell_values.among(cell, words.dosed)
    if set(words.read) != set(words.dosed):
        read = reduce(Expr.__and__, no_doses, cell_values.among(cell, words.read))
        fits = fits | read
    return fits.fill_null(True)


def _by_dose(
    cell: Expr | None,
    texts: tuple[tuple[str | None, ...], tuple[str | None, ...]],
    no_dose: Expr | None,
) -> Expr:
    """Whether a frequency is one of the first texts, or where a dose is given of the second; None is none."""

    def one_of(found: tuple[str | None, ...]) -> Expr:
        of_none = polars.lit(None in found)
        if cell is None:
            return of_none
        return cell_values.among(cell, [text for text in found if text is not None]).fill_null(of_none)

    alone, dosed = texts
    if no_dose is None:
        return one_of(alone)
    return (
        one_of(alone) if alone == dosed else polars.when(no_dose).then(one_of(alone)).otherwise(one_of(dosed))
    )
