"""The whole guideline in Polars, by hand: the outcome of everything, doses, options, promises, cautions, what is wrong.

A nullable Boolean is a truth of three, `&` and `|` are Kleene's. Numbers are multiples of tenths, which compare
exactly here. What would settle an open outcome is not told; all else is as in myositis.py, and held against it.

What feeds the plan is looked at again with the sex, and severe weakness, told: see looks.py for why nothing else is.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from benchmarks.by_hand.polars_facts import defined, read, started
from benchmarks.by_hand.polars_plan import agents_leading, choice, escalations_leading, infection, planned
from benchmarks.by_hand.polars_words import (
    CORTICOSTEROIDS,
    ESCALATION,
    FIRST_LINE,
    UNKNOWN,
    WEEK,
    Kleene,
    all_of,
    any_of,
    col,
    in_words,
    kind,
    shown,
    word,
)


def _of_methotrexate(applies: Kleene, settled: Kleene) -> pl.Expr:
    said = (
        pl.when(col("withheld") | settled).then(word("contraindicated"))
        .when(col("clear")).then(word("recommended"))
        .otherwise(word("conditional"))
    )  # fmt: skip
    return kind(applies, said)


def _inclusion_body(applies: Kleene) -> pl.Expr:
    newly = col("newly_diagnosed")
    said = (
        pl.when(newly).then(_of_methotrexate(pl.lit(True), col("surely_withheld")))
        .when(~newly).then(word("nothing recommended"))
        .otherwise(word("insufficient data"))
    )  # fmt: skip
    return kind(applies, said)


def _severe() -> dict[str, pl.Expr]:
    name = "advise:severe_disease_treatment/when:"
    pulse, globulin, covered = col("pulse_wanted"), col("globulin_wanted"), col("covered")
    again, more = col("done.methylprednisolone_pulse"), col("done.immunoglobulin_course")
    juvenile = col("juvenile")
    return {
        f"{name}1": kind(col("pulse") & ~juvenile),
        f"{name}2": kind(col("pulse") & juvenile),
        f"{name}3": kind(col("globulin") & ~juvenile),
        f"{name}4": kind(col("globulin") & juvenile),
        f"{name}5": shown(covered & (pulse | globulin)),
        f"{name}6": shown(covered & col("weakness") & ~col("severely")),
        f"{name}7": shown(covered & pulse & again),
        f"{name}8": shown(covered & globulin & more),
        f"{name}9": shown(covered & col("marked_weight_loss") & ~more),
    }


def _escalation() -> dict[str, pl.Expr]:
    undecided = any_of(col(f"leads_{name}").is_null() for name in ESCALATION)
    said = pl.when(undecided).then(word("conditional")).otherwise(word("recommended"))
    leads = {f"leads.{name}": pl.when(col("escalates")).then(col(f"leads_{name}")) for name in ESCALATION}
    return {"choose:escalation": kind(col("escalates"), said), **leads}


def _taper() -> dict[str, pl.Expr]:
    dose, start, time = col("dose.prednisone"), col("start"), col("time_prednisone")
    adequate = col("response") == "adequate"
    before = ((time >= 2 * WEEK) & adequate) | (time >= 4 * WEEK)
    long_enough = col("at_dose") >= 2 * WEEK
    long_enough = (
        pl.when(long_enough.is_null() & (time < 2 * WEEK)).then(pl.lit(False)).otherwise(long_enough)
    )
    after = long_enough & adequate
    reduced = dose < start
    due = pl.when(before == after).then(before).otherwise((~reduced & before) | (reduced & after))
    following = (
        pl.when(dose > 60).then(60.0).when(dose > 40).then(40.0).when(dose > 30).then(30.0)
        .when(dose > 25).then(25.0).when(dose > 20).then(20.0)
        .otherwise(pl.max_horizontal(dose - 2.5, pl.lit(0.0)))
    )  # fmt: skip
    applies = ~col("juvenile") & ~col("uncovered") & col("takes_prednisone")
    said = (
        pl.when(dose.is_null()).then(word("insufficient data"))
        .when(due & (following == 0)).then(word("nothing recommended"))
        .when(due.is_null()).then(word("conditional"))
        .otherwise(word("recommended"))
    )  # fmt: skip
    told = applies & dose.is_not_null()
    return {
        "taper:prednisone": kind(applies, said),
        "taper.next": pl.when(told).then(following),
        "taper.due": pl.when(told).then(due),
        "next": following,
    }


def _messages() -> dict[str, pl.Expr]:
    covered_child = col("juvenile") | col("uncovered")
    time, dose, start = col("time_prednisone"), col("dose.prednisone"), col("start")
    still = pl.when(~col("takes_prednisone")).then(pl.lit(True)).otherwise(dose >= start)
    steps = covered_child & col("takes_prednisone") & still
    adequate, inadequate = col("response") == "adequate", col("response") == "inadequate"
    longest = [
        pl.when(~col(f"takes_{n}")).then(pl.lit(True)).otherwise(col(f"time_{n}") < 13 * WEEK)
        for n in FIRST_LINE
    ]
    target = col("takes_methotrexate") & (col("dose.methotrexate") < 25)
    withheld = col("contraindicated")
    holds = ~col("juvenile") & ~col("uncovered") & ~withheld
    late = col("time_methotrexate") > 26 * WEEK
    raised = [target & covered_child, target & withheld, target & holds & ~late, target & holds & late]
    sure = col("surely_withheld")
    steroids, takes = col("steroids"), col("takes_corticosteroid")
    another = (steroids >= 2) | (takes & ~col("takes_prednisone"))
    return {
        "advise:courses_with_an_end/when:1": col("refractory") & col("adult") & col("done.rituximab_course"),
        "advise:courses_with_an_end/when:2": col("time_cyclophosphamide") > 52 * WEEK,
        "advise:reduction_without_steps/when:1": steps & adequate & (time >= 2 * WEEK) & (time < 4 * WEEK),
        "advise:reduction_without_steps/when:2": steps & (time >= 4 * WEEK),
        "advise:resistance_check/when:1": col("refractory") & all_of(longest),
        "advise:resistance_check/when:2": inadequate & (time >= 4 * WEEK),
        "advise:methotrexate_target/when:1": raised[0],
        "advise:methotrexate_target/when:2": pl.when(sure).then(target).otherwise(raised[1]),
        "advise:methotrexate_target/when:3": pl.when(sure).then(pl.lit(False)).otherwise(raised[2]),
        "advise:methotrexate_target/when:4": pl.when(sure).then(pl.lit(False)).otherwise(raised[3]),
        "advise:corticosteroid_check/when:1": another,
        "advise:corticosteroid_check/when:2": col("pulse_running"),
        "advise:corticosteroid_check/when:3": col("takes_methylprednisolone") & ~col("pulse_running"),
        "advise:corticosteroid_check/when:4": col("takes_first_line") & ~takes,
        "advise:particular_patients/when:1": col("anti_hmgcr") & col("steroid"),
        "advise:particular_patients/when:2": ~col("female") & col("planning_pregnancy"),
        "advise:particular_patients/when:3": col("adult") & col("juvenile"),
        "advise:particular_patients/when:4": col("juvenile") & col("abnormal"),
    }


def _doses() -> dict[str, pl.Expr]:
    weight, height = col("weight"), col("height")
    starts = pl.when(col("starts")).then(weight)
    young = pl.when(starts < 30).then(starts * 2.0).when(starts >= 30).then(60.0)
    given = pl.when(col("pulse")).then(weight)
    upper = pl.when(given >= 50).then(1000.0).when(given < 50).then(given * 20.0)
    ideal = pl.when(col("adult") & (height * 10 >= 1524)).then(
        pl.when(col("female")).then(45.5).when(~col("female")).then(50.0) + 2.3 * (height / 2.54 - 60)
    )
    grams = pl.when(col("globulin") & ~col("takes_immunoglobulin").fill_null(False)).then(ideal)
    lower = (
        pl.when(given < 25)
        .then(pl.min_horizontal(pl.lit(250.0), upper))
        .when(given >= 25)
        .then(pl.min_horizontal(given * 10.0, upper))
    )
    dose = col("dose.methylprednisolone")
    goes_on = (col("takes_methylprednisolone") & (dose >= lower) & (dose <= upper)).fill_null(False)
    return {
        "prednisone.lower": pl.when(col("juvenile")).then(young).otherwise(starts * 0.5),
        "prednisone.upper": pl.when(col("juvenile")).then(young).otherwise(starts * 1.0),
        "pulse.lower": pl.when(~goes_on).then(lower),
        "pulse.upper": pl.when(~goes_on).then(upper),
        "immunoglobulin.lower": grams,
        "immunoglobulin.upper": grams * 2,
    }


def _high(dose: pl.Expr) -> Kleene:
    """At least 60 mg, or 0.5 mg/kg, a day; under 1 mg it is not, whatever the weight."""
    by_weight = (
        pl.when(col("weight").is_null() & (dose < 1)).then(pl.lit(False)).otherwise(dose * 2 >= col("weight"))
    )
    return (dose >= 60) | by_weight


def _prolonged(lower: pl.Expr, upper: pl.Expr) -> Kleene:
    start = col("start")
    unreduced = (
        pl.when(lower >= start).then(pl.lit(True)).when(upper < start).then(pl.lit(False)).otherwise(UNKNOWN)
    )
    high = pl.when(_high(lower)).then(pl.lit(True)).when(~_high(upper)).then(pl.lit(False)).otherwise(UNKNOWN)
    return (col("time_prednisone") > 4 * WEEK) & unreduced & high


def _promises(taper: dict[str, pl.Expr]) -> dict[str, pl.Expr]:
    anti, dose = col("anti_hmgcr"), col("dose.prednisone")
    today = col("takes_corticosteroid") & ~col("takes_sparing")
    another = (col("steroids") >= 2) | (col("takes_corticosteroid") & ~col("takes_prednisone"))
    longest = any_of(col(f"takes_{name}") & (col(f"time_{name}") > 4 * WEEK) for name in CORTICOSTEROIDS)
    other = another & longest & col("other_corticosteroid_high_dose")
    what, following, due = taper["taper:prednisone"], taper["next"], taper["taper.due"]
    reduced = (what != word("not applicable")) & (due.is_null() | due)
    lower = pl.when(reduced).then(following).otherwise(dose)
    upper = pl.when(due & (what == word("recommended"))).then(following).otherwise(dose)
    return {
        "never:steroid_alone.now": today,
        "never:steroid_alone.plan": col("alone"),
        "never:steroid_alone_in_anti_hmgcr.now": anti & today,
        "never:steroid_alone_in_anti_hmgcr.plan": anti & col("alone"),
        "never:prolonged_high_dose.now": _prolonged(dose, dose) | other,
        "never:prolonged_high_dose.plan": _prolonged(lower, upper) | other,
    }


def _warned_of() -> dict[str, pl.Expr]:
    bearing = col("childbearing_potential").fill_null(col("female") & UNKNOWN) | col("conception")
    pressure = col("hypertension") | col("renal_insufficiency")
    unlisted = ~col("known")
    spoken = {
        "mycophenolate_mofetil": col("first_line").fill_null(
            col("leads_mycophenolate_mofetil").fill_null(True)
        ),
        **{
            name: pl.when(col("escalates"))
            .then(col(f"eligible_{name}").fill_null(True))
            .when(col("escalates").is_null())
            .then(col(f"leads_{name}").fill_null(True))
            .otherwise(pl.lit(False))
            for name in ESCALATION[1:]
        },
    }
    found = {
        f"caution.{name}": pl.when(unlisted | col(f"takes_{name}") | said)
        .then(bearing if name in ("mycophenolate_mofetil", "cyclophosphamide") else pressure)
        .otherwise(pl.lit(False))
        for name, said in spoken.items()
    }
    taken = {name: col(f"takes_{name}").fill_null(False) for name in ("methotrexate", "azathioprine")}
    return {
        **found,
        "wrong.methotrexate": taken["methotrexate"] & col("contraindicated"),
        "wrong.methotrexate.frequency": taken["methotrexate"] & col("wrong_frequency").fill_null(False),
        "wrong.azathioprine": taken["azathioprine"] & col("deficient"),
    }


def _as_told(name: str, expression: pl.Expr) -> pl.Expr:
    """A column of its own; what is the outcome of a statement, in words."""
    outcome = ":" in name and not name.startswith("never:")
    return (in_words(expression) if outcome else expression).alias(name)


def answers(table: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """A column for each thing told."""
    found = table.with_columns(read(as_of)).with_columns(defined()).with_columns(started())
    sure = col("only_female") & col("contraindicated").is_null() & col("contraindicated_f").fill_null(False)
    found = found.with_columns(
        sure.alias("surely_withheld"),
        # for what the trial brings into the plan: it is contraindicated then
        pl.when(sure & col("inclusion_body") & col("newly_diagnosed") & col("known"))
        .then(pl.lit(True))
        .otherwise(col("contraindicated"))
        .alias("contraindicated_s"),
    )
    found = found.with_columns(planned()).with_columns(*agents_leading(), *escalations_leading())
    taper = _taper()
    told: dict[str, pl.Expr] = {
        "decide:starting_prednisone": kind(col("starts")),
        "decide:juvenile_methotrexate": _of_methotrexate(col("young"), pl.lit(False)),
        "decide:inclusion_body_trial": _inclusion_body(col("inclusion_body") & ~col("takes_corticosteroid")),
        "decide:inclusion_body_agent": _inclusion_body(
            col("inclusion_body") & col("takes_corticosteroid") & ~col("takes_sparing")
        ),
        **choice(),
        **_severe(),
        **_escalation(),
        **{name: told for name, told in taper.items() if name != "next"},
        **{name: shown(truth) for name, truth in _messages().items()},
        "advise:bone_health": kind(col("steroid")),
        "advise:bone_health/when:1": kind(col("steroid") & col("osteoporosis")),
        "advise:infection/when:2": kind(col("suppressed")),
        "advise:monitoring": kind(col("followed")),
        "advise:novel_monitoring": kind(col("followed")),
        **_doses(),
        **_promises(taper),
        **infection(),
        **_warned_of(),
    }
    return found.select("id", "scope", *(_as_told(name, expression) for name, expression in told.items()))
