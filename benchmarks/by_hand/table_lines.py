"""The whole guideline in columns: the lines of the decisions that give several things, and the prevention."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.by_hand.table_doses import MG
from benchmarks.by_hand.table_patient import ESCALATIONS, Patient
from benchmarks.by_hand.table_plan import Found
from benchmarks.by_hand.table_truths import (
    Bit,
    Cell,
    Digit,
    DoseCell,
    JoinedCell,
    Kleene,
    Needs,
    Number,
    PieceCell,
    Whole,
    both,
    every,
    kept,
    none_of,
    some,
)
from guideline_dsl.frozen import frozen

Dosed = tuple[Bit, Whole | int, Whole | int, str]
"""Where a line has a dose, the dose, and its unit."""

DoseCells = tuple[DoseCell, DoseCell, Cell]


@frozen
class Lines:
    """What is recommended, and its dose where that is one."""

    recommends: Cell | JoinedCell | PieceCell
    dose: DoseCells


def one_dose(found: Found, dosed: tuple[Dosed, ...]) -> DoseCells:
    """The dose where exactly one line has one."""
    t = found.t
    alone = [
        t.kept(every(bit, *(none_of(other) for o, (other, *_) in enumerate(dosed) if o != place)))
        for place, (bit, *_) in enumerate(dosed)
    ]
    lower = t.kept_number(t.chosen([(bit, one[1]) for bit, one in zip(alone, dosed, strict=True)]))
    upper = t.kept_number(t.chosen([(bit, one[2]) for bit, one in zip(alone, dosed, strict=True)]))
    unit = Digit(tuple((bit, one[3]) for bit, one in zip(alone, dosed, strict=True)))
    return DoseCell(lower), DoseCell(upper), Cell((_merged(unit, t.kept),), lambda *words: words[0])


def _merged(digit: Digit, kept: object) -> Digit:
    """The cases of one word together."""
    words = dict.fromkeys(word for _, word in digit.cases)
    return Digit(
        tuple((kept(some(*(b for b, w in digit.cases if w == word))), word) for word in words)  # type: ignore[operator]
    )


def starting_lines(f: Found) -> Lines:
    """Prednisone, by weight."""
    p, t, d = f.p, f.t, f.doses
    starts = f.start.starts.yes
    young = t.kept(every(starts, p.juvenile, p.weighed))
    adult = t.kept(every(starts, none_of(p.juvenile), p.weighed))
    adults = Number(d.prednisone.lower), " to ", Number(d.prednisone.upper), " mg/day"
    text = PieceCell(
        (
            (adult, ("start prednisone ", *adults)),
            (young, ("start prednisone ", Number(d.juvenile_prednisone.lower), " mg/day")),
            (starts, ("start prednisone",)),
        )
    )
    dosed = (
        (adult, d.prednisone.lower, d.prednisone.upper, "mg/day"),
        (young, d.juvenile_prednisone.lower, d.juvenile_prednisone.upper, "mg/day"),
    )
    return Lines(text, one_dose(f, dosed))


# ---------------------------------------------------------------- methotrexate with folic acid


def _with_dose(action: str, medicine: str, dose: str) -> str:
    return f"{action} {medicine}" if action == "continue" else f"{action} {medicine} {dose}"


def _methotrexate_words(first: str, second: str) -> str:
    return "; ".join(
        (_with_dose(first, "methotrexate", "15 mg/week"), _with_dose(second, "folic_acid", "1 mg/day"))
    )


def _methotrexate_doses(f: Found, given: Bit) -> tuple[Dosed, Dosed]:
    d, kept = f.doses, f.t.kept
    return (
        (kept(every(given, none_of(d.methotrexate.continued))), 15 * MG, 15 * MG, "mg/week"),
        (kept(every(given, none_of(d.folic_acid.continued))), MG, MG, "mg/day"),
    )


def trial_lines(f: Found, given: Bit) -> Lines:
    """Prednisone with methotrexate and folic acid."""
    p, t, d = f.p, f.t, f.doses
    methotrexate = Cell((d.methotrexate.action, d.folic_acid.action), _methotrexate_words)
    dosed = t.kept(every(given, p.weighed))
    adults = Number(d.prednisone.lower), " to ", Number(d.prednisone.upper), " mg/day; "
    text = PieceCell(
        (
            (dosed, ("start prednisone ", *adults, methotrexate)),
            (given, ("start prednisone; ", methotrexate)),
        )
    )
    of_prednisone = (dosed, d.prednisone.lower, d.prednisone.upper, "mg/day")
    return Lines(text, one_dose(f, (of_prednisone, *_methotrexate_doses(f, given))))


def agent_lines(f: Found, given: Bit) -> Lines:
    """Methotrexate and folic acid."""
    d = f.doses
    text = Cell((d.methotrexate.action, d.folic_acid.action), _methotrexate_words, given)
    return Lines(text, one_dose(f, _methotrexate_doses(f, given)))


# ---------------------------------------------------------------- options


def _offered(word: str, lead: str) -> str:
    return f"perhaps {word}" if lead == "perhaps" else word


def choice_of_agents(f: Found) -> Lines:
    """The first-line agents that lead, or may."""
    t, d, choice = f.t, f.doses, f.chosen
    applies = choice.applies.yes
    leads = [Digit(((lead.no, "no"), (lead.yes, "leads")), "perhaps") for lead in choice.leads]

    def methotrexate(lead: str, first: str, second: str) -> str:
        return "" if lead == "no" else _offered(_methotrexate_words(first, second), lead)

    def azathioprine(lead: str, action: str) -> str:
        return "" if lead == "no" else _offered(f"{action} azathioprine", lead)

    def mycophenolate(lead: str, action: str) -> str:
        word = _with_dose(action, "mycophenolate_mofetil", "1000 mg/day")
        return "" if lead == "no" else _offered(word, lead)

    cells = (
        Cell((leads[0], d.methotrexate.action, d.folic_acid.action), methotrexate, applies),
        Cell((leads[1], d.azathioprine.action), azathioprine, applies),
        Cell((leads[2], d.mycophenolate.action), mycophenolate, applies),
    )
    there = [t.kept(every(applies, none_of(lead.no))) for lead in choice.leads]
    of_mycophenolate = t.kept(every(there[2], none_of(d.mycophenolate.continued)))
    dosed = (*_methotrexate_doses(f, there[0]), (of_mycophenolate, 1000 * MG, 1000 * MG, "mg/day"))
    return Lines(JoinedCell(cells, " | "), one_dose(f, dosed))


def escalation_lines(f: Found) -> Lines:
    """The escalations that lead, or may."""
    p, t, choice = f.p, f.t, f.escalation.choice
    applies = choice.applies.yes
    digits = tuple(
        Digit(
            (
                (lead.no, ""),
                (t.kept(p.unlisted), "perhaps start or continue"),
                (p.taken[name], "continue"),
                (lead.yes, "start"),
            ),
            "perhaps start",
        )
        for name, lead in zip(ESCALATIONS, choice.leads, strict=True)
    )

    def text(*actions: str) -> str:
        words = [
            _with_dose(action, name, "1000 mg") if name == "rituximab" else f"{action} {name}"
            for name, action in zip(ESCALATIONS, actions, strict=True)
            if action
        ]
        return " | ".join(words)

    given = t.kept(every(applies, none_of(choice.leads[0].no), none_of(p.taken["rituximab"])))
    return Lines(Cell(digits, text, applies), one_dose(f, ((given, 1000 * MG, 1000 * MG, "mg"),)))


# ---------------------------------------------------------------- prevention

_BISPHOSPHONATES = ("alendronate", "risedronate", "ibandronate", "zoledronate")
_PROPHYLAXIS = ("co_trimoxazole", "atovaquone", "dapsone", "pentamidine")
_FOLLOWED = ("strength_testing", "creatine_kinase", "functional_assessment", "muscle_mri")

Prevented = tuple[str, str, Kleene, Cell, Needs | None]


def prevention(f: Found) -> Iterator[Prevented]:
    """Bones, infection, following the response: the name, the node, whether it is, what, and what would complete it."""
    p, t, plan = f.p, f.t, f.planned
    steroid, bones = plan.steroid, "advise:bone_health"
    scan, calcium, vitamin = _procedure(p, "dexa_scan"), _given(p, "calcium"), _given(p, "vitamin_d")

    def of_bones(scan: str, calcium: str, vitamin: str) -> str:
        return f"{scan} dexa_scan; {calcium} calcium; {vitamin} vitamin_d"

    listed = t.kept_needs(p.list_needed.where(steroid.yes))
    yield "bone_health", bones, steroid, Cell((scan, calcium, vitamin), of_bones, steroid.yes), listed
    thin = kept(t, both(steroid, p.truth("osteoporosis")))
    word = _any_of(p, "bisphosphonate", _BISPHOSPHONATES, thin.yes)
    yield "bone_health.1", f"{bones}/when:1", thin, word, None
    infection = "advise:infection/when"
    word = _any_of(p, "pneumocystis_prophylaxis", _PROPHYLAXIS, plan.two.yes)
    yield "infection.1", f"{infection}:1", plan.two, word, None
    vaccinated = Cell(
        (_procedure(p, "vaccination"),), lambda word: f"{word} vaccination", plan.suppressed.yes
    )
    yield "infection.2", f"{infection}:2", plan.suppressed, vaccinated, None
    for name, procedures in (("monitoring", _FOLLOWED), ("novel_monitoring", ("novel_markers",))):

        def followed(*words: str, procedures: tuple[str, ...] = procedures) -> str:
            return "; ".join(f"{word} {of}" for word, of in zip(words, procedures, strict=True))

        digits = tuple(_procedure(p, of) for of in procedures)
        yield name, f"advise:{name}", plan.either_of, Cell(digits, followed, plan.either_of.yes), None


def _procedure(p: Patient, name: str) -> Digit:
    done = p.done(name)
    return Digit(((done.yes, "already done"), (done.no, "do")), "do, unless done")


def _given(p: Patient, name: str) -> Digit:
    return Digit(((p.unlisted, "start or continue"), (p.taken[name], "continue")), "start")


def _any_of(p: Patient, crowd: str, members: tuple[str, ...], where: Bit) -> Cell:
    """Any member of a class will do; one that is taken goes on."""
    digits = (
        Digit(((p.unlisted, "start or continue"),), "start"),
        *(Digit(((p.taken[m], m),)) for m in members),
    )

    def text(action: str, *taken: str) -> str:
        going_on = [name for name in taken if name]
        return f"{'continue' if going_on else action} any {crowd} ({', '.join(going_on or members)})"

    return Cell(digits, text, where)
