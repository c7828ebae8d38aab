"""Hypothesis strategies for syntax trees: any file that the grammar can express, with every construct."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from guideline_dsl import syntax as s

Strategy = st.SearchStrategy[Any]


def _words(words: str) -> list[str]:
    return words.split()


_NAMES = _words(
    "adult age weight sex diabetes lung_disease relapse_risk x y2 time_zero dose plan start risk_3"
)
_VALUES = [*_NAMES, "yes", "no", "alert", "high", "recommended_value"]
_PRINTABLE = "".join(chr(code) for code in range(32, 127) if chr(code) != '"') + "äéµß≥“”·日"


def names() -> Strategy:
    return st.sampled_from(_NAMES).map(s.Name)


def values() -> Strategy:
    return st.sampled_from(_VALUES).map(s.Name)


def texts() -> Strategy:
    return st.text(_PRINTABLE, max_size=30).map(s.Text)


def several(strategy: Strategy, least: int = 1, most: int = 3) -> Strategy:
    return st.lists(strategy, min_size=least, max_size=most).map(tuple)


def figures() -> Strategy:
    return st.sampled_from(_words("0 1 2 3 5 0.5 2.5 60 152.4 0.05 1000"))


def units() -> Strategy:
    return st.sampled_from(
        _words("mg mg/day mg/kg/day kg years weeks days % mmol/L /min mL/min/1.73m2 umol/L h")
    )


quantities = st.builds(s.Quantity, figures(), units())
numbers = st.builds(s.Quantity, figures())
plain_quantities = quantities | numbers
signed_quantities = plain_quantities | plain_quantities.map(
    lambda quantity: replace(quantity, number=f"-{quantity.number}")
)
dates = st.dates().map(lambda day: s.DateLiteral(day.isoformat()))
moments = st.sampled_from(["2026-01-30T08:15", "2026-01-30T08:15:30+01:00", "2026-01-30T08:15Z"]).map(
    s.MomentLiteral
)
amounts = st.builds(s.Amount, quantities) | st.builds(s.Amount, plain_quantities, quantities)
whiches = st.builds(s.Which, names(), st.booleans())
crowds = st.builds(s.Crowd, names(), st.booleans()) | st.builds(
    s.Crowd, names(), st.just(False), st.sampled_from(["2", "3"])
)

_LEAVES = (
    names()
    | plain_quantities
    | dates
    | st.just(s.Today())
    | st.just(s.Now())
    | st.builds(s.Taking, crowds)
    | st.builds(s.PlanHas, crowds)
    | st.builds(s.Done, names(), st.none() | quantities)
    | st.builds(
        s.Observed,
        st.sampled_from(_words("latest first highest lowest mean rise fall count")),
        names(),
        st.none() | quantities,
    )
    | st.builds(
        s.MedicineMeasure, st.sampled_from(["dose", "starting dose", "time", "time at dose"]), whiches
    )
)


def _signed(signs: str, first: str, inner: Strategy) -> Strategy:
    later = st.lists(st.tuples(st.sampled_from(signs), inner), min_size=1, max_size=3)
    return st.tuples(inner, later).map(lambda pair: ((first, pair[0]), *pair[1]))


def _comparisons(inner: Strategy) -> Strategy:
    signs = st.sampled_from(["<", "<=", ">", ">="])
    pairs = st.lists(st.tuples(signs, inner), min_size=1, max_size=2)
    return st.tuples(inner, pairs).map(
        lambda made: s.Comparison((made[0], *(e for _, e in made[1])), tuple(sign for sign, _ in made[1]))
    )


def _tests_of_one(inner: Strategy) -> Strategy:
    return _comparisons(inner) | st.builds(s.Is, inner, values() | inner, st.booleans())


def _composed(inner: Strategy) -> Strategy:
    return st.one_of(
        several(inner, 2).map(s.All),
        several(inner, 2).map(s.Any),
        st.builds(s.Not, inner),
        _comparisons(inner),
        st.builds(s.Is, inner, values() | inner, st.booleans()),
        st.builds(s.IsAnyOf, inner, several(values())),
        st.builds(
            s.CountOf,
            st.sampled_from(["at least", "at most", "exactly"]),
            st.sampled_from(["1", "2"]),
            several(inner),
        ),
        st.builds(s.Sustained, _tests_of_one(inner), quantities, st.none() | quantities),
        st.builds(s.TimeBetween, inner, st.none() | inner.filter(lambda end: end != s.Now())),
        st.builds(s.DateOf, inner),
        st.builds(
            s.FullUnits,
            st.sampled_from(["years", "months", "weeks", "days"]),
            inner,
            st.none() | inner.filter(lambda end: end != s.Today()),
        ),
        st.builds(s.ExtremeItem, st.sampled_from(["highest", "lowest"]), names()),
        st.builds(s.Call, st.sampled_from(["sqrt", "max", "ln", "floor"]).map(s.Name), several(inner)),
        _signed("+-", "+", inner).map(s.Sum),
        _signed("*/", "*", inner).map(s.Product),
        st.builds(s.Power, inner, inner),
        st.builds(s.Negative, inner),
        st.builds(s.InUnit, inner, units()),
        st.builds(
            s.Rounded, inner, st.sampled_from(["half up", "half to even", "up", "down"]), plain_quantities
        ),
    )


expressions = st.recursive(_LEAVES, _composed, max_leaves=8)

# ---------------------------------------------------------------- remarks, doses, lines

references = st.integers(1, 12).map(lambda number: s.Quantity(str(number)))
remarks = st.one_of(
    st.builds(s.Cite, several(references), several(texts(), 0)),
    st.builds(s.Note, texts()),
    st.builds(s.Warn, texts()),
    st.builds(s.Strength, values()),
    st.builds(s.Evidence, values()),
    st.builds(s.Assuming, several(names())),
)
some_remarks = several(remarks, 0, 2)
frequencies = st.one_of(
    st.builds(
        s.Times, st.sampled_from(["1", "2", "3", "4"]), st.sampled_from(_words("daily weekly monthly"))
    ),
    st.builds(s.Every, amounts),
    st.just(s.Continuously()),
)
_ROUTES = ["by mouth", *_words("orally intravenously subcutaneously intramuscularly inhaled")]
routes = st.builds(s.Route, st.sampled_from(_ROUTES))
gaps = st.builds(s.Gap, st.sampled_from(_words("dose frequency duration interval target steps maximum")))
give_parts = st.one_of(
    st.builds(s.ByBasis, names()),
    st.builds(s.AsComputedBy, names()),
    st.builds(s.AtMost, quantities),
    st.builds(s.AtLeast, quantities),
    st.builds(s.Usually, amounts),
    frequencies,
    routes,
    st.builds(s.Lasting, amounts),
    st.builds(s.InTotalOver, quantities),
    st.builds(s.DosesApart, st.sampled_from(["2", "3"]), quantities),
    st.builds(s.RisingTo, amounts, st.none() | amounts),
    st.builds(s.ExtendableTo, quantities),
    gaps,
    st.just(s.Immediately()),
)
closers = st.builds(s.CloserTo, quantities, expressions, some_remarks)
gives = st.builds(s.Give, whiches, st.none() | amounts, several(give_parts, 0, 4), several(closers, 0, 2))
lines = st.one_of(
    gives,
    st.just(s.GiveNothing()),
    st.builds(s.Stop, whiches),
    st.builds(s.Do, names(), several(frequencies | gaps | st.just(s.Immediately()), 0, 2)),
    remarks,
)

# ---------------------------------------------------------------- items

titles = st.none() | texts()
tags = st.sampled_from(["en", "de", "pt-BR", "zh-Hant"]).map(s.Name)
translations = st.one_of(
    st.builds(s.Translation, names() | texts(), texts()),
    st.builds(s.Translation, values(), texts(), names()),
)
head_lines = st.one_of(
    st.builds(s.Version, st.sampled_from(["0.1.0", "12.0.3"])),
    st.builds(s.Use, names()),
    st.builds(s.NarrativeFile, texts()),
    st.builds(s.Source, texts(), st.none() | dates),
    st.builds(s.Status, texts()),
    st.builds(s.Notice, texts()),
    st.builds(s.Language, tags),
    st.builds(s.Effective, dates, st.none() | dates),
    st.builds(s.StrengthScale, several(values())),
    st.builds(s.EvidenceScale, several(values())),
    st.builds(s.For, expressions),
)
_CODES = several(st.sampled_from(["29463-7", "I48.91", "8640", "A01BC2"]))
codes = st.builds(s.Codes, st.sampled_from(["loinc", "rxnorm", "snomed", "icd10", "atc", "ucum"]), _CODES)
fact_notes = st.one_of(
    codes,
    st.builds(s.WithinAge, quantities),
    st.builds(s.ToTheNearest, quantities),
    st.builds(s.Conversion, quantities, quantities, several(references, 0)),
    st.builds(s.InValueSet, names()),
    st.builds(s.Question, texts()),
)
medicine_notes = st.one_of(
    codes,
    st.builds(s.Tablets, several(quantities)),
    st.builds(s.OnlyFrequency, frequencies),
    st.builds(s.Question, texts()),
)
fact_types = st.one_of(
    several(values(), 2, 12).map(s.ChoiceType),
    st.builds(s.RangeType, signed_quantities, signed_quantities),
    st.just(s.DateType()),
    st.just(s.DateAndTimeType()),
)
facts = st.builds(
    s.FactDeclaration,
    names(),
    fact_types,
    several(fact_notes, 0),
    st.none() | expressions,
    st.none() | st.builds(s.Default, expressions, texts(), st.none() | expressions),
)
years = st.integers(1990, 2030).map(lambda year: s.Quantity(str(year)))
reference_entries = st.builds(
    s.Reference, references, values(), texts(), st.none() | texts(), st.none() | years
)
by_cases = st.builds(
    s.ByCases,
    several(st.builds(s.ValueCase, expressions, expressions)),
    st.builds(s.OtherwiseValue, st.none() | expressions),
)
bands = st.one_of(
    st.builds(s.BandWord, values()),
    st.just(s.BandAny()),
    signed_quantities.map(lambda figure: s.BandNumbers(figure, figure)),
    st.builds(s.BandNumbers, st.none(), signed_quantities, st.just(False), st.booleans()),
    st.builds(s.BandNumbers, signed_quantities, st.none(), st.booleans(), st.just(False)),
    st.builds(s.BandNumbers, signed_quantities, signed_quantities, st.booleans(), st.booleans()).filter(
        lambda band: band.lower != band.upper or band.open_lower or band.open_upper
    ),
)
by_bands = st.builds(
    s.ByBands, several(expressions), several(st.builds(s.BandRow, expressions, several(bands)))
)
_POINTS = st.sampled_from(["1", "2", "-1", "1.5", "0"]).map(s.Quantity)
_points_table = st.builds(
    s.ByBands, several(expressions), several(st.builds(s.BandRow, _POINTS, several(bands)))
)
by_points = st.builds(
    s.ByPoints,
    several(
        st.builds(s.PointsWhen, _POINTS, expressions)
        | st.builds(s.PointsBy, _points_table, st.none() | expressions)
    ),
)
fors = st.builds(s.For, expressions)
excepts = st.builds(s.Except, expressions, some_remarks)
insteads = st.none() | st.builds(s.InsteadOf, several(names(), 1, 3))
branches = st.builds(s.Branch, expressions, several(lines))
otherwises = st.builds(s.Branch, st.none(), several(lines))
therapy_lines = st.builds(
    lambda name, title, until, inside: s.Branch(
        None if until is None else s.Not(until), inside, s.TherapyLine(name, title, until)
    ),
    names(),
    titles,
    expressions,
    several(lines),
)
last_lines = therapy_lines.map(
    lambda b: s.Branch(None, b.lines, s.TherapyLine(b.therapy.name, b.therapy.title, None))
)
first_that_holds = several(lines) | st.tuples(
    several(branches | therapy_lines), several(otherwises | last_lines, 0, 1), some_remarks
).map(lambda parts: (*parts[0], *parts[1], *parts[2]))
each_that_holds = several(lines | branches, 1, 4)
option_lines = (
    lines
    | st.builds(s.PreferWhen, expressions, some_remarks)
    | st.builds(s.OnlyWhen, expressions, some_remarks)
)
options = st.builds(s.Option, names(), titles, several(option_lines))
limits = st.builds(s.Limit, expressions, several(remarks))
taper_lines = st.one_of(
    st.builds(s.TaperStart, quantities, st.none() | expressions, st.none() | quantities),
    st.builds(s.TaperHold, expressions),
    st.builds(s.TaperEvery, amounts),
    st.builds(s.TaperSteps, several(plain_quantities, 1, 5)),
    st.builds(s.TaperThen, quantities),
    st.builds(s.TaperEnd, texts()),
)

# ---------------------------------------------------------------- cases

given_values = st.one_of(
    st.builds(
        s.GivenValue,
        values() | signed_quantities | dates | moments,
        st.none() | quantities,
        st.none() | quantities,
    ),
    st.builds(
        s.GivenValue,
        values() | signed_quantities | dates | moments,
        st.none(),
        st.none() | quantities,
        st.just(True),
    ),
)
given_items = st.one_of(
    st.builds(s.GivenFact, names(), several(given_values)),
    st.just(s.GivenNothingTaken()),
    st.builds(s.GivenAsOf, dates | moments),
    st.builds(
        s.GivenTaking,
        names(),
        st.none() | amounts,
        st.none() | frequencies,
        st.none() | quantities,
        st.none() | quantities,
        st.none() | quantities,
    ),
    st.builds(s.GivenDone, names(), st.just(True), st.none() | quantities),
    st.builds(s.GivenDone, names(), st.just(False)),
)
_OUTCOMES = [
    "recommended",
    "conditional",
    "contraindicated",
    "conflict",
    "nothing recommended",
    "not applicable",
    "insufficient data",
    "outside scope",
    "shown",
    "not shown",
]
outcomes = st.sampled_from(_OUTCOMES)
claims = st.one_of(
    st.builds(
        s.Gives,
        names(),
        whiches,
        st.booleans(),
        st.none() | amounts,
        several(frequencies | routes | st.builds(s.AimingAt, quantities), 0),
        st.booleans(),
        several(names(), 0),
    ),
    st.builds(s.Does, names(), names(), st.none() | frequencies, several(names(), 0)),
    st.builds(s.Prefers, names(), several(names())),
    st.builds(s.Withholds, names(), several(names())),
    st.builds(s.Continues, names(), names()),
    st.builds(s.OutcomeIs, names(), outcomes),
    st.builds(s.OutcomeIs, names(), outcomes | st.just("unknown"), st.just(True)),
    st.builds(s.OutcomeIs, names(), outcomes | st.just("unknown"), st.just(False), figures()),
    st.builds(
        s.ValueIs,
        names(),
        values()
        | st.just(s.Name("unknown"))
        | dates
        | st.builds(s.Amount, signed_quantities, st.none() | signed_quantities),
    ),
    st.builds(s.Missing, several(names())),
    st.builds(s.Alert, names(), st.booleans()),
    st.builds(s.CautionShown, names()),
    st.builds(s.PromiseIs, st.sampled_from(["kept", "open", "broken"]), names()),
    st.builds(s.ExpectAssuming, several(names())),
    st.builds(s.Shows, texts()),
)

items = st.one_of(
    st.builds(s.GuidelineHead, names(), texts(), several(head_lines, 1, 8)),
    st.builds(s.References, several(reference_entries)),
    st.builds(s.Facts, several(facts, 1, 5)),
    st.builds(
        s.Medicines,
        several(st.builds(s.MedicineDeclaration, names(), several(names()), several(medicine_notes, 0))),
    ),
    st.builds(s.Procedures, several(st.builds(s.ProcedureDeclaration, names(), texts(), several(codes, 0)))),
    st.builds(s.ValueSets, several(st.builds(s.ValueSetDeclaration, names(), texts(), several(codes)))),
    st.builds(s.Define, names(), expressions | by_cases | by_bands | by_points, some_remarks, titles),
    st.builds(s.Regimen, names(), titles, first_that_holds),
    st.builds(
        s.Decide, names(), titles, st.none() | fors, several(excepts, 0, 2), first_that_holds, insteads
    ),
    st.builds(s.Advise, names(), titles, st.none() | fors, several(excepts, 0, 2), each_that_holds),
    st.builds(
        s.Choose,
        names(),
        titles,
        st.none() | fors,
        several(excepts, 0, 2),
        several(options),
        some_remarks,
        insteads,
    ),
    st.builds(s.Before, whiches, several(names()), some_remarks),
    st.builds(s.Withhold, st.sampled_from(["contraindicate", "caution"]), several(whiches), several(limits)),
    st.builds(s.Never, names(), texts(), several(limits)),
    st.builds(
        s.Taper,
        names(),
        titles,
        st.none() | fors,
        several(excepts, 0, 2),
        several(taper_lines, 1, 6),
        some_remarks,
    ),
    st.builds(s.Assumption, names(), texts(), titles, titles),
    st.builds(
        s.Phases,
        several(st.builds(s.Phase, texts(), several(st.builds(s.PhasePart, names(), st.booleans()), 0))),
    ),
    st.builds(s.Texts, tags, several(translations)),
    st.builds(s.NotEncoded, several(st.builds(s.LeftOut, texts(), texts()))),
    st.builds(
        s.Case,
        texts(),
        several(st.builds(s.Given, several(given_items, 1, 5)), 0),
        several(st.builds(s.Expect, claims, st.booleans())),
    ),
)
files = several(items, 1, 5).map(s.File)
