"""The whole guideline in Polars: the plan, which option leads, and both with the sex and severe weakness told."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from benchmarks.by_hand.polars_words import (
    CORTICOSTEROIDS,
    ESCALATION,
    FIRST_LINE,
    SPARING,
    UNKNOWN,
    Kleene,
    all_of,
    any_of,
    col,
    kind,
    word,
)


class Looked:
    """What feeds the plan, with methotrexate contraindicated so, and a pulse wanted so."""

    def __init__(self, contraindicated: Kleene, pulse_wanted: Kleene) -> None:
        """Put it together."""
        clear = ~contraindicated & (
            pl.when(col("takes_methotrexate").fill_null(False) | col("tested"))
            .then(pl.lit(True))
            .otherwise(UNKNOWN)
        )
        withheld = contraindicated.fill_null(False)
        gives = pl.when(withheld).then(pl.lit(False)).otherwise(clear)
        listed = pl.when(col("known")).then(pl.lit(True)).otherwise(UNKNOWN)
        newly = col("newly_diagnosed")
        takes = col("takes_corticosteroid")
        self.clear, self.withheld = clear, withheld
        self.trial = col("inclusion_body") & ~takes & newly & gives
        self.agent = col("inclusion_body") & takes & ~col("takes_sparing") & newly & gives
        self.pulse = col("covered") & pulse_wanted & ~col("done.methylprednisolone_pulse")
        self.steroid = takes | col("starts") | self.trial | self.pulse
        self.first_line = self.steroid & ~col("juvenile") & col("covered")
        another = col("takes_azathioprine") | col("takes_mycophenolate_mofetil")
        self.young = col("juvenile") & self.steroid & ~another
        sparing = (
            col("takes_sparing"), self.trial, self.agent, col("escalates") & listed, self.first_line & listed,
            self.young & gives,
        )  # fmt: skip
        self.sparing = any_of(sparing)
        self.suppressed = self.steroid | self.sparing
        self.alone = self.steroid & ~self.sparing


def settled(known: Kleene, only_female: Kleene) -> Kleene:
    """What is known, or what it is where the sex can but be female."""
    return pl.when(known.is_null() & col("only_female")).then(only_female).otherwise(known)


def planned() -> list[pl.Expr]:
    wanted = col("pulse_wanted")
    known = Looked(col("contraindicated_s"), wanted)
    female = Looked(col("contraindicated_f"), wanted)
    leaves = [
        Looked(col(f"contraindicated_{sex}"), severe | col("pulse_besides")).alone
        for sex in ("f", "m")
        for severe in (col("severely").fill_null(True), col("severely").fill_null(False))
    ]
    women, men = leaves[:2], leaves[2:]
    sexes = (
        pl.when(col("only_female") | col("female").fill_null(False)).then(pl.lit("f"))
        .when(~col("female")).then(pl.lit("m"))
    )  # fmt: skip
    of_women = pl.when(women[0] == women[1]).then(women[0])
    of_men = pl.when(men[0] == men[1]).then(men[0])
    agreed = (
        pl.when(sexes == "f").then(of_women)
        .when(sexes == "m").then(of_men)
        .otherwise(pl.when(of_women == of_men).then(of_women))
    )  # fmt: skip
    plain = Looked(col("contraindicated"), wanted)
    both = known.suppressed | col("takes_immunoglobulin") | globulin()
    both_f = female.suppressed | col("takes_immunoglobulin") | globulin()
    return [
        known.steroid.alias("steroid"),
        known.first_line.alias("first_line"),
        known.young.alias("young"),
        known.pulse.alias("pulse"),
        globulin().alias("globulin"),
        known.trial.alias("trial"),
        known.agent.alias("agent"),
        female.trial.alias("trial_f"),
        female.agent.alias("agent_f"),
        plain.clear.alias("clear"),
        plain.withheld.alias("withheld"),
        female.clear.alias("clear_f"),
        settled(known.suppressed, female.suppressed).alias("suppressed"),
        settled(both, both_f).alias("followed"),
        pl.coalesce(known.alone, agreed).alias("alone"),
    ]


def globulin() -> Kleene:
    return col("covered") & col("globulin_wanted") & ~col("done.immunoglobulin_course")


# ---------------------------------------------------------------- the first-line agent


class Agents:
    """Which of the agents leads; `suffix` tells which sex is meant."""

    def __init__(self, clear: Kleene, contraindicated: Kleene, conception: Kleene) -> None:
        """Put it together."""
        lung, other = col("interstitial_lung_disease"), col("other_lung_disease")
        listed = pl.when(col("known")).then(pl.lit(True)).otherwise(UNKNOWN)
        withheld = contraindicated.fill_null(False), col("deficient").fill_null(False), pl.lit(False)
        clears = clear, ~col("deficient"), pl.lit(True)
        goes_on = (
            pl.when(withheld[0])
            .then(pl.lit(False))
            .otherwise(col("takes_methotrexate") & ~col("wrong_frequency")),
            pl.when(withheld[1]).then(pl.lit(False)).otherwise(col("takes_azathioprine")),
            col("takes_mycophenolate_mofetil"),
        )
        prefer = (
            ~(lung | other) & ~col("skin") & ~conception,
            conception | lung,
            ~conception & (col("skin") | lung),
        )
        available = [
            pl.when(out).then(pl.lit(False)).otherwise(c & listed & (on | ~on))
            for out, c, on in zip(withheld, clears, goes_on, strict=True)
        ]
        surely = [(on & c).fill_null(False) for on, c in zip(goes_on, clears, strict=True)]
        one_surely = any_of(surely)
        maybe = any_of((on.is_null() | on) for on in goes_on)
        leads: list[Kleene] = []
        for place in range(3):
            rivals = any_of(available[other] & prefer[other] for other in range(3) if other != place)
            lead = available[place] & (prefer[place] | ~rivals)
            going = (
                pl.when(~goes_on[place])
                .then(pl.lit(False))
                .when(surely[place])
                .then(pl.lit(True))
                .otherwise(UNKNOWN)
            )
            open_ = lead.is_null() | lead | goes_on[place].is_null() | goes_on[place]
            waiting = pl.when(open_).then(UNKNOWN).otherwise(pl.lit(False))
            leads.append(
                pl.when(one_surely).then(going).when(maybe & ~withheld[place]).then(waiting).otherwise(lead)
            )
        self.leads = leads
        on_known = all_of(on.is_not_null() for on in goes_on)
        continues = any_of(on.fill_null(False) for on in goes_on) & on_known
        unclear = any_of(on.fill_null(False) & ~s for on, s in zip(goes_on, surely, strict=True))
        undecided = any_of(lead.is_null() for lead in leads)
        self.definite = ~pl.when(continues).then(unclear).otherwise(undecided)


def agents_leading() -> list[pl.Expr]:
    known = Agents(col("clear"), col("contraindicated"), col("conception"))
    female = Agents(col("clear_f"), col("contraindicated_f"), col("conception_f"))
    settled = col("only_female") & ~known.definite & female.definite
    leads = [
        pl.when(settled).then(f).otherwise(k).alias(f"leads_{name}")
        for name, k, f in zip(FIRST_LINE, known.leads, female.leads, strict=True)
    ]
    of_women = [f.alias(f"leads_f_{name}") for name, f in zip(FIRST_LINE, female.leads, strict=True)]
    return [*leads, *of_women, (known.definite | settled).alias("definite")]


def choice() -> dict[str, pl.Expr]:
    said = pl.when(col("definite")).then(word("recommended")).otherwise(word("conditional"))
    leads = {f"leads.{name}": pl.when(col("first_line")).then(col(f"leads_{name}")) for name in FIRST_LINE}
    return {"choose:first_line_agent": kind(col("first_line"), said), **leads}


def escalations_leading() -> list[pl.Expr]:
    refractory = col("refractory")
    severe = col("severe_disease") & refractory
    eligible = (
        refractory & col("adult") & ~col("done.rituximab_course"),
        refractory | col("severe_lung"),
        severe,
        severe,
    )
    taken = [col(f"takes_{name}") for name in ESCALATION]
    going_on = any_of(t.fill_null(False) for t in taken)
    leads = [
        pl.when(col("known")).then(pl.when(going_on).then(t).otherwise(e)).otherwise(UNKNOWN)
        for t, e in zip(taken, eligible, strict=True)
    ]
    return [
        *(lead.alias(f"leads_{name}") for name, lead in zip(ESCALATION, leads, strict=True)),
        *(for_whom.alias(f"eligible_{name}") for name, for_whom in zip(ESCALATION, eligible, strict=True)),
    ]


# ---------------------------------------------------------------- two immunosuppressants


def _counted(truths: Iterable[Kleene]) -> pl.Expr:
    first, *rest = (truth.cast(pl.Int8) for truth in truths)
    total = first
    for part in rest:
        total = total + part
    return total


def _two(trial: Kleene, agent: Kleene, young: Kleene, leads: str, withheld: Kleene) -> Kleene:
    """Whether the plan has two immunosuppressants, at least and at most."""
    own = {name: col(f"takes_{name}") for name in (*CORTICOSTEROIDS, *SPARING)}
    own["prednisone"] = any_of((own["prednisone"], col("starts"), trial))
    own["methylprednisolone"] = own["methylprednisolone"] | col("pulse")
    own["methotrexate"] = any_of((own["methotrexate"], trial, agent, young))
    least = _counted(truth.fill_null(False) for truth in own.values())
    most = _counted(truth.fill_null(True) for truth in own.values())
    for applies, names, prefix in (
        (col("first_line"), FIRST_LINE, leads),
        (col("escalates"), ESCALATION, "leads_"),
    ):
        open_ = {name: col(f"{prefix}{name}").fill_null(True) for name in names}
        if applies is not None and "methotrexate" in open_:
            open_["methotrexate"] = open_["methotrexate"] & ~withheld
        there = any_of(open_[name] & own[name].fill_null(False) for name in names)
        new = any_of(open_[name] & ~own[name].fill_null(True) for name in names)
        least = least + (applies.fill_null(False) & ~there).cast(pl.Int8)
        most = most + (applies.fill_null(True) & new).cast(pl.Int8)
    found = pl.when(least >= 2).then(pl.lit(True)).when(most < 2).then(pl.lit(False)).otherwise(UNKNOWN)
    return pl.when(col("known")).then(found).otherwise(UNKNOWN)


def infection() -> dict[str, pl.Expr]:
    gives = pl.when(col("withheld")).then(pl.lit(False)).otherwise(col("clear"))
    plain = _two(col("trial"), col("agent"), col("young") & gives, "leads_", col("withheld"))
    out = col("contraindicated_f").fill_null(False)
    gives_f = pl.when(out).then(pl.lit(False)).otherwise(col("clear_f"))
    female = _two(col("trial_f"), col("agent_f"), col("young") & gives_f, "leads_f_", out)
    return {"advise:infection/when:1": kind(settled(plain, female))}
