"""Reading a patient as generated source: what is recorded of each fact is looked up by its name, and put in its place.

It is written when many patients are read (record_reading.py), of what is known of the guideline alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction

from engine.compiled.read_shapes import DAY, FactShape, MedicineShape, NumberPlace, ProcedureShape, ReadShapes
from engine.record import PatientRecord

Read = Callable[[PatientRecord, date], list[object]]
"""The values of one patient, without what the clock and a series come to."""


def reading_source(shapes: ReadShapes) -> tuple[str, Mapping[str, object]]:
    """The source of a function `read`, and the values that it names besides those of record_reading.py."""
    known = list(shapes.empty)
    for slot, value in shapes.listed:
        known[slot] = value
    words = {f"W{place}": _words(fact) for place, fact in enumerate(shapes.facts) if fact.kind == "word"}
    lines: list[str] = []
    fills: list[str] = []
    for place, medicine in enumerate(shapes.medicines):
        text = list(_medicine(medicine, place))
        if text:
            lines += [f"def m{place}(v, m):", *text]
            fills.append(f"{medicine.name!r}: m{place}")
    lines += [
        f"M = {{{', '.join(fills)}}}",
        "def read(record, as_of):",
        "    medicines = record.medicines",
        "    v = EMPTY.copy() if medicines is None else KNOWN.copy()",
        "    get = record.facts.get",
    ]
    for place, fact in enumerate(shapes.facts):
        lines += _fact(fact, place)
    lines.append("    get = record.procedures.get")
    for place, procedure in enumerate(shapes.procedures):
        lines += _procedure(procedure, place)
    lines += [
        "    if medicines:",
        "        for m in medicines:",
        "            fill = M.get(m.name)",
        "            if fill is not None:",
        "                fill(v, m)",
        "    return v",
    ]
    within = {f"A{place}": fact.within for place, fact in enumerate(shapes.facts) if fact.within is not None}
    lately = {
        f"P{place}_{number}": age
        for place, procedure in enumerate(shapes.procedures)
        for number, (_, age, _) in enumerate(procedure.asked)
        if age is not None
    }
    only = {f"O{place}": medicine.only for place, medicine in enumerate(shapes.medicines)}
    shifts = {
        f"S{place}_{number}": day.shift
        for place, fact in enumerate(shapes.facts)
        for number, day in enumerate(fact.shifted)
    }
    tables = {"EMPTY": list(shapes.empty), "KNOWN": known}
    return "\n".join(lines) + "\n", {**words, **within, **lately, **only, **shifts, **tables}


def _words(fact: FactShape) -> Mapping[str, int]:
    return {word: number for number, word in enumerate(fact.words)}


def _fact(fact: FactShape, place: int) -> Iterator[str]:
    """The lines that read one fact; one that is too old says that alone."""
    lines = list(_fresh(fact, place))
    if not lines and not fact.stale:
        return
    yield f"    f = get({fact.name!r})"
    yield "    if f is not None:"
    if fact.within is None:
        yield from (f"        {line}" for line in lines)
        return
    yield "        o = f.observed"
    yield f"        if o is None or recent(o, as_of, A{place}, {int(fact.within // DAY)}):"
    yield from (f"            {line}" for line in lines or ["pass"])
    if fact.stale:
        yield "        else:"
        yield from (f"            v[{slot}] = True" for slot in fact.stale)


def _fresh(fact: FactShape, place: int) -> Iterator[str]:
    match fact.kind:
        case "truth":
            if fact.yes and fact.no:
                yield "if f.value:"
                yield from (f"    v[{slot}] = True" for slot in fact.yes)
                yield "else:"
                yield from (f"    v[{slot}] = True" for slot in fact.no)
            else:
                yield from (f"v[{slot}] = f.value" for slot in fact.yes)
                yield from (f"v[{slot}] = not f.value" for slot in fact.no)
        case "word":
            yield from (f"v[{slot}] = W{place}[f.value]" for slot in fact.word)
        case "number":
            if fact.figures:
                yield "x = f.value"
                yield "if x.__class__ is not Fraction:"
                yield "    x = exact(x, as_of)"
                yield _RATIO
            for figure in fact.figures:
                yield from _held(figure)
            for number, day in enumerate(fact.shifted):
                found = f"day_of(f.value, S{place}_{number}, as_of)"
                yield f"v[{day.slot}] = {found}{' is not None' if day.is_known else ' or 1'}"
    yield from (f"v[{slot}] = True" for slot in fact.known)


_RATIO = "n, d = x.as_integer_ratio()"


def _held(place: NumberPlace) -> Iterator[str]:
    """The lines that put the number `n / d` in its place: a whole number where it is one at its scale."""
    top, bottom = _times("n", place.over), _times("d", place.under)
    exact = [f"q, r = divmod({top}, {bottom})", f"v[{place.slot}] = Fraction({top}, {bottom}) if r else q"]
    if place.under != 1:
        yield from exact
        return
    yield "if d == 1:"  # most are whole already, and need not be divided
    yield f"    v[{place.slot}] = {top}"
    yield "else:"
    yield from (f"    {line}" for line in exact)


def _times(text: str, factor: int) -> str:
    return text if factor == 1 else f"{text} * {factor}"


def _medicine(medicine: MedicineShape, place: int) -> Iterator[str]:
    yield from (f"    v[{slot}] = True" for slot in medicine.taken)
    for field in dict.fromkeys(measure.field for measure in medicine.measures):
        measures = [measure for measure in medicine.measures if measure.field == field]
        yield f"    x = m.{field}"
        yield "    if x is None:"
        for measure in measures:
            yield f"        v[{measure.place.slot}] = {'False' if measure.is_known else '1'}"
        yield "    else:"
        if not all(measure.is_known for measure in measures):
            yield f"        {_RATIO}"
        for measure in measures:
            if measure.is_known:
                yield f"        v[{measure.place.slot}] = True"
            else:
                yield from (f"        {line}" for line in _held(measure.place))
    if medicine.forbidden:
        yield f"    t = forbids(O{place}, m)"
        yield from (f"    v[{slot}] = t is {sought}" for slot, sought in medicine.forbidden)


def _procedure(procedure: ProcedureShape, place: int) -> Iterator[str]:
    if not procedure.recorded and not procedure.asked:
        return
    yield f"    p = get({procedure.name!r})"
    yield "    if p is not None:"
    yield "        d = p.done"
    yield from (f"        v[{slot}] = d" for slot in procedure.recorded)
    for number, (slot, age, sought) in enumerate(procedure.asked):
        found = "d" if age is None else f"lately(p.on, P{place}_{number}, as_of) if d else d"
        yield f"        v[{slot}] = {'d' if age is None and sought else f'({found}) is {sought}'}"


def function_of_reading(shapes: ReadShapes, names: Mapping[str, object]) -> Read:
    """The function whose source this is; `names` are the functions that it calls."""
    text, values = reading_source(shapes)
    found: dict[str, object] = {"Fraction": Fraction, **names, **values}
    exec(compile(text, "<guideline>", "exec"), found)
    read: Read = found["read"]  # type: ignore[assignment]
    return read
