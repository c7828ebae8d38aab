"""The slice in Polars, by hand: a nullable Boolean is a truth of three, `&` and `|` are Kleene's."""

from __future__ import annotations

import polars as pl

from benchmarks.slice.names import INPUTS, NUMBERS, TOLD, WORDS

COLUMNS = (*TOLD, "lower", "upper")


def schema() -> dict[str, pl.DataType | type[pl.DataType]]:
    """The columns of a table of patients: weights in halves of a kg, ages in years, exact."""
    kinds: dict[str, pl.DataType | type[pl.DataType]] = dict.fromkeys(INPUTS, pl.Boolean)
    return kinds | dict.fromkeys(NUMBERS, pl.Float64) | dict.fromkeys(WORDS, pl.String)


def answers(table: pl.LazyFrame, *also: str) -> pl.LazyFrame:
    """A column for each thing told, after those that are kept."""
    col = pl.col
    juvenile = col("diagnosis") == "juvenile_dermatomyositis"
    inclusion_body = col("diagnosis") == "inclusion_body_myositis"
    first = table.select(
        juvenile.alias("juvenile"),
        inclusion_body.alias("inclusion_body"),
        ((col("age") < 18) & ~juvenile).alias("uncovered"),
        (col("takes_prednisone") | col("takes_other_corticosteroid")).alias("takes"),
        col("takes_rituximab").alias("rituximab"),
        (col("takes_rituximab") & ~col("newly_diagnosed")).alias("before"),
        (col("sex") == "female").alias("female"),
        (((col("sex") == "female") & col("pregnant")) | col("planning_pregnancy")).alias("conception"),
        ((col("sex") == "female") & col("childbearing_potential") & ~col("reliable_contraception")).alias(
            "unprotected"
        ),
        (
            (col("hepatitis_b") == "positive")
            | (col("hepatitis_c") == "positive")
            | (col("liver_tests") == "abnormal")
        ).alias("abnormal"),
        (col("tpmt_activity") != "normal").alias("azathioprine_contraindicated"),
        col("interstitial_lung_disease").alias("lungs"),
        (col("interstitial_lung_disease") | col("other_lung_disease")).alias("any_lungs"),
        ((col("diagnosis") == "dermatomyositis") & col("severe_rash")).alias("skin"),
        "anti_hmgcr",
        "weight",
        *also,
    )
    second = first.with_columns(
        (~col("takes") & ~col("inclusion_body") & ~col("uncovered") & ~col("before")).alias("starts"),
        (col("abnormal") | col("unprotected") | (col("female") & col("conception"))).alias(
            "methotrexate_contraindicated"
        ),
        (~col("any_lungs") & ~col("skin") & ~col("conception")).alias("likes_m"),
        (col("conception") | col("lungs")).alias("likes_a"),
        (~col("conception") & (col("skin") | col("lungs"))).alias("likes_b"),
    )
    third = second.with_columns(
        (
            (col("takes") | col("starts")) & ~col("inclusion_body") & ~col("juvenile") & ~col("uncovered")
        ).alias("first_line"),
        (~col("methotrexate_contraindicated") & col("likes_m")).alias("before_m"),
        (~col("azathioprine_contraindicated") & col("likes_a")).alias("before_a"),
        (col("takes") & ~col("rituximab")).alias("steroid_alone_now"),
        pl.when(col("starts")).then(col("weight")).alias("given"),
    )
    fourth = third.with_columns(
        (
            ~col("methotrexate_contraindicated") & (col("likes_m") | (~col("before_a") & ~col("likes_b")))
        ).alias("methotrexate_leads"),
        (
            ~col("azathioprine_contraindicated") & (col("likes_a") | (~col("before_m") & ~col("likes_b")))
        ).alias("azathioprine_leads"),
        (col("likes_b") | (~col("before_m") & ~col("before_a"))).alias("mycophenolate_leads"),
        ((col("takes") | col("starts")) & ~col("rituximab") & ~col("first_line")).alias("steroid_alone_planned"),
        (col("anti_hmgcr") & col("steroid_alone_now")).alias("anti_hmgcr_alone_now"),
        pl.when(col("juvenile")).then(pl.min_horizontal(col("given") * 2, pl.lit(60.0) + col("given") * 0))
        .otherwise(col("given") * 0.5).alias("lower"),
        pl.when(col("juvenile")).then(pl.min_horizontal(col("given") * 2, pl.lit(60.0) + col("given") * 0))
        .otherwise(col("given")).alias("upper"),
    )  # fmt: skip
    return fourth.with_columns(
        (col("anti_hmgcr") & col("steroid_alone_planned")).alias("anti_hmgcr_alone_planned")
    ).select(*also, *COLUMNS)
