"""The whole guideline in columns: what each column of the results says, as `guideline cohort` says it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from benchmarks.by_hand import table_doses as doses
from benchmarks.by_hand import table_messages as messages
from benchmarks.by_hand.table_alerts import Alerts
from benchmarks.by_hand.table_lines import (
    agent_lines,
    choice_of_agents,
    escalation_lines,
    one_dose,
    prevention,
    starting_lines,
    trial_lines,
)
from benchmarks.by_hand.table_plan import Found
from benchmarks.by_hand.table_truths import (
    AsGiven,
    Bit,
    Cell,
    Digit,
    DoseCell,
    Kleene,
    Needs,
    NeedsCell,
    Number,
    PieceCell,
    Same,
    Table,
    Told,
    both,
    either,
    every,
    kept,
    none_of,
    pick,
    some,
    together,
)
from benchmarks.by_hand.table_words import DEFICIENT, LIMITS, decided_kind, given_kind, joined, one, said

Column = tuple[str, object]


def results(table: Table, label: str, as_of: str, guideline: str, engine: str) -> Told:
    """The columns by name."""
    found = Found(table)
    columns: dict[str, object] = {"row": AsGiven("row"), "id": AsGiven(label), "as_of": Same(as_of)}
    columns["scope"] = Cell((Digit((), "yes"),), said, True, "no", "unknown")
    outcomes, alerts = Said(found), Alerts(found)
    columns |= outcomes.outcomes()
    columns |= alerts.promises()
    columns["alerts"], columns["cautions"] = alerts.alerts(), alerts.cautions()
    columns["missing"] = NeedsCell(table.kept_needs(together((*outcomes.missing, *alerts.missing))))
    columns["guideline"], columns["engine"] = Same(guideline), Same(engine)
    return columns  # type: ignore[return-value]


class Said:
    """Puts what was found into words."""

    def __init__(self, found: Found) -> None:
        """Nothing is said yet; `missing` gathers what is missing."""
        self.f, self.p, self.t = found, found.p, found.t
        self.missing: list[Needs] = []

    # ------------------------------------------------------------ words for units

    def _outcome(self, name: str, kind: Digit, decided: Digit, asked: Needs) -> Iterator[Column]:
        """An outcome that acts."""
        self.missing.append(asked)
        yield f"{name}.outcome", Cell((kind,), said, True, "outside scope", "insufficient data")
        yield f"{name}.decided_by", Cell((decided,), said)
        yield f"{name}.waits_for", NeedsCell(asked)

    def _lines(
        self,
        name: str,
        recommends: object = None,
        withheld: object = None,
        amounts: Needs | None = None,
        dose: tuple[object, object, object] | None = None,
    ) -> Iterator[Column]:
        nothing = Same(None)
        yield f"{name}.recommends", recommends or nothing
        yield f"{name}.withheld_by", withheld or nothing
        if amounts is not None:
            self.missing.append(amounts)
        completed: object = NeedsCell(amounts, False) if amounts is not None else nothing
        yield f"{name}.would_complete", completed
        for part, cell in zip(
            ("lower", "upper", "unit"), dose or (DoseCell(None), DoseCell(None), nothing), strict=True
        ):
            yield f"{name}.dose_{part}", cell

    def _message(
        self, name: str, node: str, truth: Kleene, excepted: Digit | None = None
    ) -> Iterator[Column]:
        """What is only said, or not."""
        truth = kept(self.t, truth)
        self.missing.append(truth.needs)
        kind = Digit(((truth.yes, "shown"), (truth.no, "not shown")), "unknown")
        yield f"{name}.outcome", Cell((kind,), said, True, "not shown", "unknown")
        cases = excepted.cases if excepted is not None else ()
        decided = Digit(((self.t.kept(truth.open), ""), *cases), node)
        yield f"{name}.decided_by", Cell((decided,), said, True, node)
        yield f"{name}.waits_for", NeedsCell(truth.needs)

    def _excepted(self, node: str, *held: Bit) -> tuple[Bit, Digit]:
        """Whether any exception holds; and which do, in words."""
        cases: list[tuple[Bit, str]] = []
        for places in range(2 ** len(held) - 1, 0, -1):
            chosen = [place for place in range(len(held)) if places >> place & 1]
            word = joined(*(f"{node}/except:{place + 1}" for place in chosen))
            cases.append((every(*(held[place] for place in chosen)), word))
        cases.sort(key=lambda case: -case[1].count(";"))
        return some(*held), Digit(tuple((self.t.kept(bit), word) for bit, word in cases))

    # ------------------------------------------------------------ the outcomes

    def outcomes(self) -> dict[str, object]:
        """All of them, in the order of the guideline."""
        return dict(
            (
                *self._starting(),
                *self._first_line(),
                *self._young(),
                *self._weak("inclusion_body_trial"),
                *self._weak("inclusion_body_agent"),
                *self._severe(),
                *self._escalation(),
                *self._messages("courses_with_an_end"),
                *self._taper(),
                *self._messages(*list(_MESSAGES)[1:]),
                *self._prevention(),
            )
        )

    def _starting(self) -> Iterator[Column]:
        p, t, start = self.p, self.t, self.f.start
        name, node = "starting_prednisone", "decide:starting_prednisone"
        starts = start.starts
        kind = given_kind(starts)
        _, excepted = self._excepted(node, p.inclusion_body, p.uncovered.yes, start.before.yes)
        young, adult = every(starts.yes, p.juvenile), starts.yes
        decided = Digit(
            (
                (t.kept(young), f"{node}/when:1"),
                (adult, f"{node}/otherwise"),
                (starts.open, ""),
                *excepted.cases,
            ),
            node,
        )
        yield from self._outcome(name, kind, decided, starts.needs)
        lines = starting_lines(self.f)
        amounts = t.kept_needs(
            (self.f.doses.preference.where(none_of(p.juvenile)) | p.weight_needed).where(starts.yes)
        )
        yield from self._lines(name, lines.recommends, None, amounts, lines.dose)

    def _first_line(self) -> Iterator[Column]:
        p, t, choice, d = self.p, self.t, self.f.chosen, self.f.doses
        name, node = "first_line_agent", "choose:first_line_agent"
        applies = choice.applies
        kind = decided_kind(applies, conditional=choice.conditional)
        _, excepted = self._excepted(node, p.inclusion_body, p.juvenile, p.uncovered.yes)
        held = [
            t.kept(every(applies.yes, pick(choice.going_on, lead.continued, lead.yes)))
            for lead in choice.leads
        ]
        options = ("methotrexate", "azathioprine", "mycophenolate")
        yield from self._outcome(name, kind, Digit(()), choice.asked)
        decided = self._held(node, options, held, applies, choice.conditional, excepted)
        yield f"{name}.decided_by", decided
        agents = choice_of_agents(self.f)
        amounts = together(
            line.needs.where(
                every(applies.yes, none_of(lead.no), some(none_of(choice.going_on), lead.continued))
            )
            for lead, line in zip(
                choice.leads, (self._adult_methotrexate(), d.azathioprine, d.mycophenolate), strict=True
            )
        )
        amounts = t.kept_needs(t.without(amounts, choice.asked))
        f = self.f
        limits = [
            t.kept(every(applies.yes, pick(f.chosen_as_woman, w.yes, k.yes)))
            for w, k in zip(
                (p.abnormal, f.woman.unprotected, f.woman.mother),
                (p.abnormal, f.mother.unprotected, f.mother.mother),
                strict=True,
            )
        ]
        deficient = t.kept(every(applies.yes, p.deficient.yes))
        withheld = Cell((one(deficient, DEFICIENT), *map(one, limits, LIMITS)), joined)
        yield from self._lines(name, agents.recommends, withheld, amounts, agents.dose)

    def _adult_methotrexate(self) -> doses.Line:
        d = self.f.doses
        both_lines = d.methotrexate.needs | d.folic_acid.needs
        return doses.Line(d.methotrexate.action, d.methotrexate.continued, both_lines)

    def _held(
        self,
        node: str,
        options: tuple[str, ...],
        held: list[Bit],
        applies: Kleene,
        conditional: Bit,
        excepted: Digit,
    ) -> Cell:
        """The options that decided; the exceptions, where it does not apply; else the choice, where it is decided."""
        names = [f"{node}/option:{option}" for option in options]
        rest = Digit(
            (
                (self.t.kept(some(*held)), "held"),
                *((self.t.kept(every(applies.no, bit)), word) for bit, word in excepted.cases),
                (applies.open, "open"),
                (conditional, "open"),
            ),
            node,
        )

        def text(other: str, *found: str) -> str:
            return joined(*found) if other == "held" else "" if other == "open" else other

        return Cell((rest, *map(one, held, names)), text)

    def _young(self) -> Iterator[Column]:
        p, t, young, d = self.p, self.t, self.f.young, self.f.doses
        name, node = "juvenile_methotrexate", "decide:juvenile_methotrexate"
        applies = young.applies
        kind = decided_kind(applies, contraindicated=young.contraindicated, conditional=young.conditional)
        another = t.kept(every(applies.no, some(p.taken["azathioprine"], p.taken["mycophenolate_mofetil"])))
        decided = Digit(
            ((another, f"{node}/except:1"), (t.kept(some(applies.open, young.conditional)), "")), node
        )
        yield from self._outcome(name, kind, decided, young.asked)
        given = t.kept(some(young.conditional, young.recommended))
        dosed = t.kept(every(given, d.young_dose.known))
        line = Cell((d.young.action,), lambda action: f"{action} methotrexate")
        text = PieceCell(
            (
                (dosed, (line, " ", Number(d.young_dose.lower), " mg/week")),
                (given, (line,)),
            )
        )
        amounts = t.kept_needs(t.without(d.young.needs.where(given), young.asked))
        withheld = self._limits(young.contraindicated)
        dose = one_dose(self.f, ((dosed, d.young_dose.lower, d.young_dose.upper, "mg/week"),))
        yield from self._lines(name, text, withheld, amounts, dose)

    def _limits(self, where: Bit, besides: Bit = False) -> Cell:
        """What contraindicates methotrexate; `besides`: where a pregnancy does so once the sex is told."""
        mother = self.f.mother
        limits = (
            every(where, self.p.abnormal.yes),
            every(where, mother.unprotected.yes),
            some(besides, every(where, mother.mother.yes)),
        )
        return Cell(tuple(map(one, map(self.t.kept, limits), LIMITS)), joined)

    def _weak(self, name: str) -> Iterator[Column]:
        p, t, d = self.p, self.t, self.f.doses
        node, is_trial = f"decide:{name}", name.endswith("trial")
        weak = self.f.trial if is_trial else self.f.agent
        contraindicated = t.kept(some(weak.contraindicated, weak.settled))
        kind = Digit(
            (
                (weak.none, "not applicable"),
                (weak.nothing, "nothing recommended"),
                (weak.open, "insufficient data"),
                (contraindicated, "contraindicated"),
                (weak.conditional, "conditional"),
            ),
            "recommended",
        )
        decided = Digit(
            ((weak.none, node), (weak.nothing, f"{node}/otherwise"), (weak.open, "")), f"{node}/when:1"
        )
        yield from self._outcome(name, kind, decided, weak.asked)
        given = t.kept(some(weak.conditional, weak.recommended))
        lines = trial_lines(self.f, given) if is_trial else agent_lines(self.f, given)
        amounts = d.methotrexate.needs | d.folic_acid.needs
        if is_trial:
            amounts = amounts | d.preference | p.weight_needed
        dosed = some(given, weak.settled, every(weak.open, p.listed, none_of(weak.plan.no)))
        amounts = t.kept_needs(t.without(amounts.where(t.kept(dosed)), weak.asked))
        withheld = self._limits(weak.contraindicated, weak.settled)
        yield from self._lines(name, lines.recommends, withheld, amounts, lines.dose)

    def _severe(self) -> Iterator[Column]:
        p, t, f, d = self.p, self.t, self.f, self.f.doses
        node, name = "advise:severe_disease_treatment", "severe_disease_treatment"
        any_held, excepted = self._excepted(node, p.inclusion_body, p.uncovered.yes)
        any_held = t.kept(any_held)
        for part, (of_all, line, dose, unit) in enumerate(
            (
                (f.courses.pulse, d.pulse, d.pulse_dose, "mg/day"),
                (f.courses.pulse, d.pulse, d.pulse_dose, "mg/day"),
                (f.courses.immunoglobulin, d.globulin, d.grams, "g"),
                (f.courses.immunoglobulin, d.globulin, d.grams, "g"),
            ),
            start=1,
        ):
            own = f"{node}/when:{part}"
            truth = kept(t, of_all.where(p.juvenile if part in (2, 4) else none_of(p.juvenile)))
            kind = given_kind(truth)
            decided = Digit(((truth.open, ""), *excepted.cases), own)
            yield from self._outcome(f"{name}.{part}", kind, decided, truth.needs)
            wanted = t.kept(some(truth.yes, every(truth.open, p.uncovered.no)))
            amounts = t.kept_needs(t.without(line.needs.where(wanted), truth.needs))
            dosed = t.kept(every(truth.yes, dose.known))
            what = "methylprednisolone" if part < 3 else "immunoglobulin"
            text = Cell((line.action,), lambda action, what=what: f"{action} {what}")
            span = (text, " ", Number(dose.lower), " to ", Number(dose.upper), f" {unit}")
            cases: tuple[object, ...] = ((dosed, span), (truth.yes, (text,)))
            if part < 3:
                single = t.kept(every(dosed, d.pulse_is_one))
                cases = ((single, (text, " ", Number(dose.lower), f" {unit}")), *cases)
            told = one_dose(f, ((dosed, dose.lower, dose.upper, unit),))
            yield from self._lines(f"{name}.{part}", PieceCell(cases), None, amounts, told)  # type: ignore[arg-type]
        again, more = p.done("methylprednisolone_pulse"), p.done("immunoglobulin_course")
        severe, covered = f.severe, (~p.uncovered).where(none_of(p.inclusion_body))
        notes = (
            either(severe.pulse, severe.immunoglobulin),
            both(severe.weakness, ~severe.severely),
            both(severe.pulse, again),
            both(severe.immunoglobulin, more),
            both(p.truth("marked_weight_loss"), ~more),
        )
        for part, truth in enumerate(notes, start=5):
            told = both(covered, kept(t, truth))
            yield from self._message(f"{name}.{part}", f"{node}/when:{part}", told, excepted)

    def _escalation(self) -> Iterator[Column]:
        p, t, choice = self.p, self.t, self.f.escalation.choice
        name, node = "escalation", "choose:escalation"
        applies = choice.applies
        kind = decided_kind(applies, conditional=choice.conditional)
        _, excepted = self._excepted(node, p.inclusion_body, p.uncovered.yes)
        held = [
            t.kept(every(applies.yes, pick(choice.going_on, lead.continued, lead.yes)))
            for lead in choice.leads
        ]
        yield from self._outcome(name, kind, Digit(()), choice.asked)
        options = ("rituximab", "cyclophosphamide", "ciclosporin", "tacrolimus")
        yield f"{name}.decided_by", self._held(node, options, held, applies, choice.conditional, excepted)
        lines = escalation_lines(self.f)
        yield from self._lines(name, lines.recommends, None, None, lines.dose)

    # ------------------------------------------------------------ what is only said

    def _messages(self, *names: str) -> Iterator[Column]:
        for name in names:
            for part, truth in enumerate(_MESSAGES[name](self.f), start=1):
                yield from self._message(f"{name}.{part}", f"advise:{name}/when:{part}", truth)

    # ------------------------------------------------------------ the taper

    def _taper(self) -> Iterator[Column]:
        p, t, taper = self.p, self.t, self.f.taper
        name, node = "taper.prednisone", "taper:prednisone"
        undosed = t.kept(every(taper.applies.yes, none_of(taper.told)))
        unsure = t.kept(every(taper.told, taper.due.open))
        kind = Digit(
            (
                (taper.applies.no, "not applicable"),
                (t.kept(some(taper.applies.open, undosed)), "insufficient data"),
                (taper.ended, "nothing recommended"),
                (unsure, "conditional"),
            ),
            "recommended",
        )
        _, excepted = self._excepted(node, p.uncovered.yes, p.juvenile)
        silent = t.kept(some(taper.applies.open, undosed, unsure))
        decided = Digit(((silent, ""), *excepted.cases), node)
        yield from self._outcome(name, kind, decided, taper.asked)
        due = Digit(((taper.due.yes, "yes"), (taper.due.no, "no")), "unknown")
        yield f"{name}.due", Cell((due,), said, taper.told)
        following = t.kept_number(self.f.prednisone.following * 100)
        yield f"{name}.next_dose", DoseCell(following, taper.told)
        yield f"{name}.next_unit", Cell((Digit((), "mg/day"),), said, taper.told)

    # ------------------------------------------------------------ prevention

    def _prevention(self) -> Iterator[Column]:
        for told in prevention(self.f):
            yield from self._advised(*told)

    def _advised(
        self, name: str, node: str, truth: Kleene, recommends: Cell, amounts: Needs | None
    ) -> Iterator[Column]:
        kind = given_kind(truth)
        yield from self._outcome(name, kind, Digit(((truth.open, ""),), node), truth.needs)
        yield from self._lines(name, recommends, None, amounts)


_MESSAGES: Mapping[str, Callable[[Found], tuple[Kleene, ...]]] = {
    "courses_with_an_end": messages.courses_with_an_end,
    "reduction_without_steps": messages.without_steps,
    "resistance_check": messages.resistance,
    "methotrexate_target": messages.target,
    "corticosteroid_check": messages.which_corticosteroid,
    "particular_patients": messages.particular,
}
