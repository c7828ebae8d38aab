"""The whole guideline in Polars: what is read of a patient, and what is defined."""

from __future__ import annotations

from datetime import date

import polars as pl

from benchmarks.by_hand.kleene import MEDICINES
from benchmarks.by_hand.polars_words import (
    CORTICOSTEROIDS,
    FIRST_LINE,
    SPARING,
    UNKNOWN,
    Kleene,
    all_of,
    any_of,
    col,
)


def read(as_of: date) -> list[pl.Expr]:
    known = col("medicines_known").fill_null(False)
    day = pl.lit(as_of)
    found = [
        (col("diagnosis") != "other").alias("scope"),
        (col("diagnosis") == "juvenile_dermatomyositis").alias("juvenile"),
        (col("diagnosis") == "inclusion_body_myositis").alias("inclusion_body"),
        (col("age") >= 18).alias("adult"),
        pl.when(col("weight.on").is_null() | ((day - col("weight.on")).dt.total_days() <= 30))
        .then(col("weight"))
        .alias("weight"),
        known.alias("known"),
        (col("sex") == "female").alias("female"),
        *(
            pl.when(known).then(col(f"taking.{name}").fill_null(False)).alias(f"takes_{name}")
            for name in MEDICINES
        ),
        *(
            # what is not taken has been taken for no time; where the list is unknown it is not known
            pl.when(known & ~col(f"taking.{name}").fill_null(False))
            .then(pl.lit(0))
            .otherwise((day - col(f"since.{name}")).dt.total_days())
            .alias(f"time_{name}")
            for name in (*CORTICOSTEROIDS, *FIRST_LINE, "cyclophosphamide")
        ),
        (day - col("dose_since.prednisone")).dt.total_days().alias("at_dose"),
    ]
    unchanged = col("dose_since.prednisone") == col("since.prednisone")
    found.append(
        pl.when(col("starting_dose.prednisone").is_null() & unchanged)
        .then(col("dose.prednisone"))
        .otherwise(col("starting_dose.prednisone"))
        .alias("start")
    )
    return found


def defined() -> list[pl.Expr]:
    weakness = col("weakness")
    severe = col("severe_weakness").fill_null(weakness & UNKNOWN)
    lung = col("severe_interstitial_lung_disease").fill_null(col("interstitial_lung_disease") & UNKNOWN)
    dose, weight = col("dose.methylprednisolone"), col("weight")
    by_weight = (dose >= 10 * weight) & ((dose >= 20) | weight.is_not_null())
    short = col("time_methylprednisolone") <= 5
    taken = [col(f"takes_{name}").cast(pl.Int8) for name in CORTICOSTEROIDS]
    wrong = col("frequency.methotrexate") != "once weekly"
    return [
        (~col("juvenile") & ~col("adult")).alias("uncovered"),
        severe.alias("severely"),
        any_of(col(n) for n in ("dysphagia", "respiratory_muscle_weakness")).alias("pulse_besides"),
        any_of(col(n) for n in ("dysphagia", "marked_weight_loss", "severe_rash", "steroid_resistant")).alias(
            "globulin_besides"
        ),
        lung.alias("severe_lung"),
        (taken[0] + taken[1] + taken[2]).alias("steroids"),
        any_of(col(f"takes_{name}") for name in SPARING).alias("takes_sparing"),
        any_of(col(f"takes_{name}") for name in FIRST_LINE).alias("takes_first_line"),
        (col("takes_methylprednisolone") & short & ((dose >= 250) | by_weight)).alias("pulse_running"),
        any_of(
            (
                col("hepatitis_b") == "positive",
                col("hepatitis_c") == "positive",
                col("liver_tests") == "abnormal",
            )
        ).alias("abnormal"),
        all_of(col(n).is_not_null() for n in ("hepatitis_b", "hepatitis_c", "liver_tests")).alias("tested"),
        (col("tpmt_activity") != "normal").alias("deficient"),
        pl.when(~col("takes_methotrexate")).then(pl.lit(False)).otherwise(wrong).alias("wrong_frequency"),
        pl.when(col("diagnosis") == "dermatomyositis")
        .then(col("severe_rash"))
        .otherwise(pl.lit(False))
        .alias("skin"),
        (
            col("sex").is_null()
            & (col("pregnant").fill_null(False) | col("childbearing_potential").fill_null(False))
        ).alias("only_female"),
    ]


def _contraindicated(female: Kleene) -> Kleene:
    """Methotrexate, of whom has this sex."""
    childbearing = col("childbearing_potential").fill_null(female & UNKNOWN)
    unprotected = childbearing & ~col("reliable_contraception")
    return col("abnormal") | unprotected | (female & _conception(female))


def _conception(female: Kleene) -> Kleene:
    return col("pregnant").fill_null(female & UNKNOWN) | col("planning_pregnancy")


def started() -> list[pl.Expr]:
    takes = col("steroids") > 0
    going_on = (col("steroids") >= 2) | (takes & ~col("pulse_running"))
    before = col("takes_sparing") & ~col("newly_diagnosed")
    refractory = col("refractory")
    covered = ~col("inclusion_body") & ~col("uncovered")
    return [
        takes.alias("takes_corticosteroid"),
        (~going_on & ~col("inclusion_body") & ~col("uncovered") & ~before).alias("starts"),
        covered.alias("covered"),
        ((refractory | col("severe_lung")) & covered).alias("escalates"),
        _contraindicated(col("female")).alias("contraindicated"),
        _contraindicated(pl.lit(True)).alias("contraindicated_f"),
        _contraindicated(pl.lit(False)).alias("contraindicated_m"),
        _conception(col("female")).alias("conception"),
        _conception(pl.lit(True)).alias("conception_f"),
        (col("severely") | col("pulse_besides")).alias("pulse_wanted"),
        (col("severely") | col("globulin_besides")).alias("globulin_wanted"),
    ]
