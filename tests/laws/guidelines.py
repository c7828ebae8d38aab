"""Guidelines as text, made up at random: every one passes `check` without an error.

A `Kind` says how wild they may be: `FINITE` ones hold only facts of which every value that matters can be tried
out (tests/laws/completions.py), `WILD` ones have numbers, arithmetic, tapers, dates and promises on doses too.

The plan is read without circles: a statement asks `plan has` only of medicines that earlier decisions feed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

from guideline_dsl.check import check
from guideline_dsl.compile import compile_core
from guideline_dsl.graph import DecisionGraph
from guideline_dsl.parse import parse

T = TypeVar("T")

YES_NO = ("fever", "diabetes", "anaemia", "asthma", "rash", "cough", "oedema")
CHOICES = {"severity": ("mild", "moderate", "severe"), "stage": ("early", "late"), "sex": ("female", "male")}
NUMBERS = {
    "wells": ("0 to 10", "", (3, 5, 8)),
    "joints": ("0 to 6", "", (2, 4)),
    "age": ("0 to 120 years", " years", (12, 18, 65)),
    "lactate": ("0 to 20 mmol/L", " mmol/L", (2, 4)),
}
MEDICINES = ("aprine", "bectine", "cortil", "dorane", "elmide")
CLASSES = ("blocker", "steroid")
PROCEDURES = ("scan", "culture")


@dataclass(frozen=True)
class Kind:
    """How wild a guideline may be."""

    name: str
    facts: tuple[int, int]
    decisions: tuple[int, int]
    numbers: bool
    """Numbers in conditions are compared with written numbers only, unless `arithmetic`."""
    arithmetic: bool
    medicine_measures: bool
    tapers: bool
    defaults: bool
    scope: float
    depth: int
    repeats: float
    """How often a condition asks for a fact again that it has asked for."""
    series: bool = False
    """Whether repeated observations of numbers are asked for."""
    scores: bool = False
    """Whether there are scores and tables."""
    dates: bool = False
    """Whether there are facts that are a date, or a date and time."""
    rivals: bool = False
    """Whether there are decisions instead of others, and lines of therapy."""
    curves: bool = False
    """Whether roots, logarithms, powers and rounded figures are compared."""


WILD = Kind("wild", (3, 7), (2, 5), True, True, True, True, True, 0.25, 2, 0.3)
SCORED = Kind("scored", (4, 7), (1, 3), True, True, False, False, True, 0.15, 1, 0.3, scores=True)
OBSERVED = Kind("observed", (4, 7), (1, 4), True, True, False, False, True, 0.15, 2, 0.3, series=True)
DATED = Kind("dated", (3, 6), (1, 4), True, False, False, False, True, 0.15, 2, 0.4, dates=True)
RIVALS = Kind("rivals", (3, 6), (3, 5), True, False, True, False, True, 0.15, 1, 0.3, rivals=True)
CALCULATED = Kind(
    "calculated", (3, 6), (1, 4), True, True, False, False, True, 0.15, 1, 0.4, dates=True, curves=True
)
FINITE = Kind("finite", (4, 7), (1, 4), True, False, False, False, False, 0.15, 2, 0.05)


@dataclass
class Made:
    """What is declared so far, and what may still be read."""

    random: Random
    kind: Kind
    truths: list[str] = field(default_factory=list)
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)
    classes: dict[str, list[str]] = field(default_factory=dict)
    medicines: dict[str, tuple[str, ...]] = field(default_factory=dict)
    weekly: set[str] = field(default_factory=set)
    stepped: set[str] = field(default_factory=set)
    procedures: list[str] = field(default_factory=list)
    feeds: list[set[str]] = field(default_factory=list)
    regimens: dict[str, set[str]] = field(default_factory=dict)
    contraindicated: list[str] = field(default_factory=list)
    """The medicines of which a decision may ask whether they are contraindicated."""
    instead: dict[int, list[str]] = field(default_factory=dict)
    """For the place of a decision those that it is instead of."""
    weight: bool = False
    said: set[str] = field(default_factory=set)
    """The facts and definitions of the condition that is being made: an author seldom asks for one twice."""

    def one(self, choices: Sequence[T]) -> T:
        return self.random.choice(choices)

    def fresh(self, choices: Sequence[str]) -> str:
        """One that the condition does not ask for yet, where there is one."""
        unsaid = [name for name in choices if name not in self.said]
        name = self.one(unsaid if unsaid and not self.chance(self.kind.repeats) else choices)
        self.said.add(name)
        return name

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def some(self, choices: Sequence[T], least: int, most: int) -> list[T]:
        return self.random.sample(list(choices), min(self.random.randint(least, most), len(choices)))


def guideline(random: Random, kind: Kind = WILD) -> str:
    """The text of a guideline."""
    made = Made(random, kind)
    blocks = [_facts(made), _medicines(made), _procedures(made)]
    blocks += _definitions(made)
    _plan_feeds(made)
    limits = _limits(made) if kind.rivals else []
    items = _regimens(made) + _decisions(made) + (limits or _limits(made)) + _promises(made)
    if kind.tapers and made.chance(0.4):
        items.append(_taper(made))
    random.shuffle(items)
    scope = f"  for {condition(made, 1)}\n" if made.chance(kind.scope) else ""
    head = f'guideline made "Made up"\n  version 1.0.0\n{scope}\n'
    read = 'assumption reading "As it is read here"\n'
    return head + "\n".join([*(block for block in blocks if block), *items, read])


def graph_of(text: str) -> DecisionGraph:
    """The graph of a text that has no error."""
    parsed = parse(text)
    errors = [finding for finding in parsed.findings if finding.severity == "error"]
    assert not errors, f"{errors[0]}\n{text}"
    checked = check(parsed.file)
    errors = [finding for finding in checked.findings if finding.severity == "error"]
    assert checked.core is not None, f"{errors[0]}\n{text}"
    return compile_core(checked.core)


# ---------------------------------------------------------------- declarations


def _facts(made: Made) -> str:
    lines: list[str] = []
    wanted = made.random.randint(*made.kind.facts)
    for name in made.some(YES_NO, 1, max(1, wanted - 1)):
        lines.append(f"  {name} yes | no")
        if made.truths and made.chance(0.2):
            lines.append(f"    only when {made.one(made.truths)}")
        elif made.kind.defaults and made.chance(0.1):
            when = f" and {made.one(made.truths)}" if made.truths and made.chance(0.5) else ""
            lines.append(f'    assume {made.one(("yes", "no"))} when not recorded{when} "Made up"')
        made.truths.append(name)
    for name in made.some(sorted(CHOICES), 0, 2):
        lines.append(f"  {name} {' | '.join(CHOICES[name])}")
        if made.kind.defaults and made.chance(0.1):
            lines.append(f'    assume {made.one(CHOICES[name])} when not recorded "Made up"')
        made.choices[name] = CHOICES[name]
    if made.kind.numbers:
        for name in made.some(sorted(NUMBERS), 0 if not made.kind.arithmetic else 1, 2):
            old = "  within 30 days" if made.kind.defaults and made.chance(0.15) else ""
            steps = ""
            if made.kind.scores and made.chance(0.5):
                steps = f"  to the nearest 1{NUMBERS[name][1]}"
                made.stepped.add(name)
            lines.append(f"  {name} {NUMBERS[name][0]}{old}{steps}")
            made.numbers.append(name)
    if made.kind.dates:
        lines += ["  birthday date", "  visit date", "  onset date and time"]
    if made.kind.arithmetic and made.chance(0.6):
        lines.append("  weight 2 to 300 kg")
        made.weight = True
    return "facts\n" + "\n".join(lines) + "\n"


def _medicines(made: Made) -> str:
    lines = []
    for name in made.some(MEDICINES, 2, 4):
        classes = made.some(CLASSES, 1, 2)
        extra = ""
        if made.chance(0.2):
            made.weekly.add(name)
            extra = "  only once weekly"
        elif made.chance(0.3):
            extra = "  tablets 5 mg, 20 mg"
        lines.append(f"  {name} {', '.join(classes)}{extra}")
        made.medicines[name] = tuple(classes)
        for one in classes:
            made.classes.setdefault(one, []).append(name)
    return "medicines\n" + "\n".join(lines) + "\n"


def _procedures(made: Made) -> str:
    made.procedures = made.some(PROCEDURES, 0 if made.kind.name == "finite" else 1, 2)
    if not made.procedures:
        return ""
    return "procedures\n" + "".join(f'  {name} "A {name}"\n' for name in made.procedures)


def _definitions(made: Made) -> list[str]:
    """Definitions of truths, of a choice by cases, of a number, and of one that may be none."""
    found: list[str] = []
    for name in made.some(("frail", "unstable", "urgent"), 0, 2):
        found.append(f"define {name} as {condition(made, 1)}\n  assuming reading\n")
        made.truths.append(name)
    if made.chance(0.3):
        first, second = condition(made, 1), condition(made, 1)
        found.append(
            f"define risk\n  low when {first}\n  high when {second}\n  otherwise middle\n  assuming reading\n"
        )
        made.choices["risk"] = ("low", "high", "middle")
    if made.kind.arithmetic and made.chance(0.4):
        found.append(f"define total as {_sum(made)}\n  assuming reading\n")
        made.numbers.append("total")
    if made.kind.arithmetic and made.chance(0.3):
        value, other = _sum(made), _sum(made)
        found.append(
            f"define burden\n  {value} when {condition(made, 1)}\n  otherwise {other}\n  assuming reading\n"
        )
        made.numbers.append("burden")
    if made.weight and made.chance(0.4):
        when = condition(made, 1)
        found.append(
            f"define lean_weight\n  weight - 2 kg when {when}\n  otherwise none\n  assuming reading\n"
        )
    else:
        made.weight = made.weight and True
    if made.kind.scores:
        found += _scores(made)
    return found


def _scores(made: Made) -> list[str]:
    """A score, a class by it, and a table of two columns; items hang on one fact now and then."""
    items = [f"{made.one(_POINTS)} when {condition(made, 1)}" for _ in range(made.random.randint(1, 3))]
    for name in made.some([n for n in made.numbers if n in NUMBERS], 1, 2):
        _, unit, (low, *_, high) = NUMBERS[name]
        if made.chance(0.5):
            items.append(f"1 point when {low}{unit} <= {name} < {high}{unit}")
            items.append(f"2 points when {name} >= {high}{unit}")
        else:
            only = f" when {condition(made, 1)}" if made.chance(0.4) else ""
            rows = _points_rows_by_steps if name in made.stepped else _points_rows
            items.append(f"by {name}{only}\n    {rows(low, high, unit)}")
    found = ["score points_so_far\n  " + "\n  ".join(items) + "\n  assuming reading\n"]
    found.append(
        "define grade by points_so_far\n  slight for less than 2\n  grave for 2 or more\n  assuming reading\n"
    )
    made.choices["grade"] = ("slight", "grave")
    made.numbers.append("points_so_far")
    if made.chance(0.6):
        truth, choice = made.one(made.truths), made.one(sorted(made.choices))
        first, *others = made.choices[choice]
        rows = [
            f"1 for yes, {first}",
            *(f"{n + 2} for yes, {w}" for n, w in enumerate(others)),
            "0 for no, any",
        ]
        found.append(f"define level by {truth}, {choice}\n  " + "\n  ".join(rows) + "\n  assuming reading\n")
        made.numbers.append("level")
    if made.chance(0.4):
        extreme = made.one(("highest", "lowest"))
        found.append(
            f"define single as {extreme} item of points_so_far >= {made.one((1, 2))}\n  assuming reading\n"
        )
        made.truths.append("single")
    return found


_POINTS = ("1 point", "2 points", "-1 point", "0.5 points")


def _points_rows(low: int, high: int, unit: str) -> str:
    rows = (
        f"0 points for less than {low}{unit}",
        f"1 point for {low}{unit} to less than {high}{unit}",
        f"3 points for {high}{unit} or more",
    )
    return "\n    ".join(rows)


def _points_rows_by_steps(low: int, high: int, unit: str) -> str:
    rows = (
        f"0 points for {low - 1}{unit} or less",
        f"1 point for {low} to {high - 1}{unit}",
        f"3 points for {high}{unit} or more",
    )
    return "\n    ".join(rows)


def _sum(made: Made) -> str:
    plain = [name for name in made.numbers if name in ("wells", "joints")]
    if not plain:
        return str(made.random.randint(1, 9))
    a, b = made.one(plain), made.one(plain)
    forms = (
        f"{a} + {b}", f"2 * {a} - {b}", f"max({a}, {b})", f"min({a}, 2 * {b})", f"abs({a} - {b})",
        f"sqrt({a})", f"{a} ^ 2", f"{a} / {b}", f"{a} * {b}", f"-{a} + 5", f"sqrt({a} - {b})",
        f"ln({a})", f"exp({a} / 4)", f"log10({a} - {b})", f"({a}) ^ 0.5", f"1.1 ^ ({b})", f"({a} - {b}) ^ -0.3",
        f"floor({a} / 3)", f"ceil({a} / 3)", f"({a} / 3) rounded half up to 1", f"({a} / 3) rounded half to even to 1",
    )  # fmt: skip
    return made.one(forms)


# ---------------------------------------------------------------- conditions


def condition(made: Made, depth: int, plan: Sequence[str] = ()) -> str:
    """A condition; `plan` are the crowds whose place in the plan it may ask for."""
    made.said.clear()
    return _condition(made, depth, plan)


def _condition(made: Made, depth: int, plan: Sequence[str]) -> str:
    if depth <= 0 or made.chance(0.35):
        return _test(made, plan)
    parts = [_part(made, depth, plan) for _ in range(made.random.randint(2, 3))]
    if made.chance(0.15):
        how = made.one(("at least", "at most", "exactly"))
        number = made.random.randint(1, len(parts) - (how == "at most"))
        return f"{how} {number} of ({', '.join(parts)})"
    return made.one((" and ", " or ")).join(parts)


def _part(made: Made, depth: int, plan: Sequence[str]) -> str:
    inner = _condition(made, depth - 1, plan)
    if " and " in inner or " or " in inner or inner.startswith("not "):
        inner = f"({inner})"
    return f"not {inner}" if made.chance(0.25) else inner


def _test(made: Made, plan: Sequence[str]) -> str:
    forms: list[Callable[[], str]] = []
    if made.truths:
        forms += [lambda: made.fresh(made.truths)] * 4
    if len(made.truths) > 1 and made.chance(0.1):
        forms.append(lambda: f"{made.one(made.truths)} is {made.one(made.truths)}")
    if made.choices:
        forms += [lambda: _choice_test(made)] * 2
    if made.numbers:
        forms += [lambda: _number_test(made)] * 3
    if made.kind.dates:
        forms += [lambda: _date_test(made)] * 5
    forms.append(lambda: f"taking {_crowd(made)}")
    if made.procedures:
        within = made.one(("", "", " within 6 months")) if made.kind.arithmetic else ""
        forms.append(lambda: f"done {made.one(made.procedures)}{within}")
    if made.kind.medicine_measures and made.chance(0.5):
        forms.append(lambda: _measure_test(made))
    if made.kind.arithmetic and made.chance(0.3):
        forms.append(lambda: f"{_sum(made)} {made.one(('<', '<=', '>', '>='))} {made.random.randint(1, 9)}")
    if made.kind.curves:
        forms += [lambda: _curve_test(made)] * 5
    if plan:
        forms += [lambda: f"plan has {made.one(plan)}"] * 3
    return made.one(forms)()


_CURVES = (
    "ln({a})", "log10({a} + 0.1)", "sqrt({a})", "sqrt({a}) * {b}", "{a} / (sqrt({b}) + 1)", "exp({a} / 3 - 1)",
    "{a} ^ 0.7", "({a} + 1) ^ -0.241", "0.99 ^ {a}", "2 ^ ({a} - {b})", "floor({a} * 1.5)", "ceil({a} / 7)",
    "({a} * {b} / 3) rounded half up to 0.1", "({a} - {b}) rounded half to even to 2",
    "((ln({a} + 1) * 3) rounded half up to 1) + {b}", "({a} - 4.5) rounded down to 3",
    "({b} / ({a} + 1)) rounded up to 0.5", "min({a}, sqrt({b}))", "abs({a} - {b}) ^ 2",
)  # fmt: skip


def _curve_test(made: Made) -> str:
    """Figures of one or two facts, as plain numbers, compared with what they may well be."""

    def plain() -> str:
        name = made.one([name for name in made.numbers if name in NUMBERS])
        unit = NUMBERS[name][1].strip()
        return f"({name} in {unit})" if unit else name

    figure = made.one(_CURVES).format(a=plain(), b=plain())
    bound = made.one(("0", "0.5", "1", "2", "3", "10", plain()))
    return f"{figure} {made.one(('<', '<=', '>', '>='))} {bound}"


def _choice_test(made: Made) -> str:
    name = made.fresh(sorted(made.choices))
    values = made.choices[name]
    if len(values) > 2 and made.chance(0.4):
        return f"{name} is any of ({', '.join(made.some(values, 2, len(values) - 1))})"
    return f"{name} is {'not ' if made.chance(0.25) else ''}{made.one(values)}"


def _series_test(made: Made, name: str) -> str:
    """Of one fact: what its observations come to, or how long something was so."""
    _, unit, thresholds = NUMBERS[name]
    compare, value = made.one(("<", "<=", ">", ">=")), f"{made.one(thresholds)}{unit}"
    back = made.one(("", "", " within 2 days", " within 7 days"))
    match made.random.randrange(5):
        case 0:
            return f"count of {name}{back} {compare} {made.one((0, 1, 2))}"
        case 1:
            return f"{made.one(('rise', 'fall'))} of {name} within 2 days {compare} {value}"
        case 2:
            sign = made.one((compare, "is", "is not"))
            return f"{name} {sign} {value} for at least {made.one((6, 24))} hours{back}"
        case _:
            return (
                f"{made.one(('latest', 'first', 'highest', 'lowest', 'mean'))} {name}{back} {compare} {value}"
            )


def _number_test(made: Made) -> str:
    name = made.fresh(made.numbers)
    _, unit, thresholds = NUMBERS.get(name, ("", "", (3, 6)))
    value = made.one(thresholds)
    if made.kind.series and name in NUMBERS and made.chance(0.7):
        return _series_test(made, name)
    if made.chance(0.2):
        low, high = min(thresholds), max(thresholds)
        return f"{low}{unit} {made.one(('<', '<='))} {name} {made.one(('<', '<='))} {high}{unit}"
    if made.chance(0.1):
        return f"{name} is {value}{unit}"
    return f"{name} {made.one(('<', '<=', '>', '>='))} {value}{unit}"


def _date_test(made: Made) -> str:
    """Of days and times: what is counted between them, what is so long after them, and their order."""
    compare = made.one(("<", "<=", ">", ">="))
    unit, count = made.one((("years", 2), ("months", 20), ("weeks", 60), ("days", 500)))
    shift = f"{made.one(('+', '-'))} {made.random.randint(1, 30)} {made.one(('days', 'weeks', 'months', 'years'))}"
    forms = (
        f"full {unit} since {made.one(('birthday', 'visit'))} {compare} {made.random.randint(0, count)} {unit}",
        f"full {unit} from birthday to visit {compare} {made.random.randint(0, count)} {unit}",
        f"full {unit} from visit to (birthday {shift}) {compare} {made.random.randint(0, count)} {unit}",
        f"birthday {shift} {compare} visit",
        f"visit {shift} {compare} today",
        f"time since onset {compare} {made.one((6, 24, 12_000))} h",
        f"onset + {made.one((6, 48))} h {compare} now",
        f"date of onset {compare} visit",
        f"full days since date of (onset - 90 min) {compare} {made.random.randint(0, 400)} days",
    )
    return made.one(forms)


def _measure_test(made: Made) -> str:
    medicine = made.one(sorted(made.medicines))
    dose = f"{made.one((10, 20, 40))} mg/day"
    compare = made.one(("<", "<=", ">", ">="))
    forms = (
        f"dose of {medicine} {compare} {dose}",
        f"starting dose of {medicine} {compare} {dose}",
        f"dose of {medicine} {compare} starting dose of {medicine}",
        f"time on {medicine} {compare} {made.one((2, 4))} weeks",
        f"time on any {made.one(sorted(made.classes))} {compare} {made.one((2, 4))} weeks",
        f"time at dose of {medicine} {compare} 2 weeks",
    )
    return made.one(forms)


def _crowd(made: Made) -> str:
    if made.chance(0.5):
        return made.one(sorted(made.medicines))
    name = made.one(sorted(made.classes))
    members = len(made.classes[name])
    if members > 1 and made.chance(0.3):
        return f"at least {made.random.randint(1, members)} of {name}"
    return f"any {name}"


# ---------------------------------------------------------------- the plan, without circles


def _plan_feeds(made: Made) -> None:
    for _ in range(made.random.randint(*made.kind.decisions)):
        made.feeds.append(set(made.some(sorted(made.medicines), 1, 2)))
    for number in range(1, len(made.feeds)):
        if made.chance(0.6):  # so that there is something left to read
            made.feeds[number] &= made.feeds[number - 1]
            made.feeds[number] = made.feeds[number] or {made.one(sorted(made.medicines))}


def _readable(made: Made, place: int) -> list[str]:
    """The crowds that no decision from `place` on feeds."""
    fed_later = set().union(*made.feeds[place:]) if place < len(made.feeds) else set()
    found = [name for name in made.medicines if name not in fed_later]
    for name, members in made.classes.items():
        if not fed_later & set(members):
            found.append(f"any {name}")
            if len(members) > 1:
                found.append(f"at least 2 of {name}")
    return found


def _first_feeding(made: Made, medicines: Sequence[str]) -> int:
    """The first decision that gives one of these medicines."""
    for number, fed in enumerate(made.feeds):
        if fed & set(medicines):
            return number
    return len(made.feeds)


# ---------------------------------------------------------------- doses and lines


def _dose(made: Made, medicine: str) -> str:
    """One dosage; the few forms recur, so that branches may agree and statements may conflict."""
    if medicine in made.weekly:
        forms = ["10 mg once weekly", "10 mg once weekly orally", "15 mg once weekly", "dose not in source"]
        if made.kind.arithmetic:
            forms.append("10 mg once weekly, rising to 25 mg/week within 3 months, steps not in source")
        return made.one(forms)
    forms = [
        "10 mg once daily", "10 mg/day", "20 mg once daily", "10 mg twice daily orally", "dose not in source",
        "500 mg, 2 doses 2 weeks apart", "10 to 20 mg once daily, for 2 weeks",
        "10 mg once daily, target not in source",
    ]  # fmt: skip
    if made.weight:
        closer = (
            f"\n      closer to 1 mg/kg/day when {condition(made, 1)}\n"
            f"        assuming reading\n      closer to 0.5 mg/kg/day when {_test(made, ())}\n        assuming reading"
        )
        forms += [
            "1 mg/kg/day by weight, at most 60 mg/day, orally",
            "0.5 to 1 mg/kg/day by weight, at least 20 mg/day, usually 30 to 50 mg/day" + closer,
            "2 mg/kg by weight in total over 2 days, at most 1 mg/kg/day",
            "dose not in source, rising to 2 mg/kg/day by weight",
        ]
    return made.one(forms)


def _package(made: Made, fed: set[str], indent: str, *, messages: bool = True) -> list[str]:
    """The lines of one branch or option, with what answers for them."""
    lines: list[str] = []
    regimens = [name for name, medicines in made.regimens.items() if medicines <= fed]
    roll = made.random.random()
    if regimens and roll < 0.25:
        lines.append(f"give {made.one(regimens)}")
    elif roll < 0.8:
        for medicine in made.some(sorted(fed), 1, 2 if made.chance(0.4) else 1):
            lines.append(f"give {medicine} {_dose(made, medicine)}")
    elif roll < 0.87:
        whole = [name for name, members in made.classes.items() if set(members) <= fed]
        if whole:
            dose = made.one(("dose not in source", "10 mg once weekly"))
            lines.append(f"give any {made.one(whole)} {dose}")
    elif roll < 0.94:
        whole = [f"any {name}" for name, members in made.classes.items() if set(members) <= fed]
        lines.append(f"stop {made.one([*sorted(fed), *whole])}")
    if made.procedures and made.chance(0.25):
        lines.append(f"do {made.one(made.procedures)}")
    if not lines:
        lines.append("give nothing")
    if messages and made.chance(0.2):
        lines.append('note "Something to read"')
    return [indent + line for line in (*lines, "assuming reading")]


def _regimens(made: Made) -> list[str]:
    found: list[str] = []
    for name in made.some(("basic_course", "full_course"), 0, 2):
        fed = made.one(made.feeds)
        medicine = made.one(sorted(fed))
        lines = [f"regimen {name}"]
        if made.chance(0.5):
            lines += [f"  give {medicine} {_dose(made, medicine)}", "  assuming reading"]
        else:
            lines += [f"  when {condition(made, 1)}", f"    give {medicine} {_dose(made, medicine)}"]
            lines += ["    assuming reading", "  otherwise", f"    give {medicine} {_dose(made, medicine)}"]
            lines += ["    assuming reading"]
        made.regimens[name] = {medicine}
        found.append("\n".join(lines) + "\n")
    return found


# ---------------------------------------------------------------- decisions


def _decisions(made: Made) -> list[str]:
    forms = (_decide, _choose, _advise)
    if made.kind.rivals:
        return _rivals(made)
    return [
        made.random.choices(forms, (5, 3, 3))[0](made, place, f"decision_{place + 1}")
        for place in range(len(made.feeds))
    ]


def _rivals(made: Made) -> list[str]:
    """Decisions of which some are instead of others, in no circle, and some have lines of therapy."""
    places = range(len(made.feeds))
    chosen = [made.random.choices((_decide, _in_lines, _choose, _advise), (3, 4, 3, 1))[0] for _ in places]
    open_ones = [place for place in places if chosen[place] is not _advise]
    made.random.shuffle(open_ones)
    for number, place in enumerate(open_ones[:-1], start=1):
        if made.chance(0.6):
            targets = made.some(open_ones[number:], 1, 2)
            made.instead[place] = [f"decision_{target + 1}" for target in targets]
    return [form(made, place, f"decision_{place + 1}") for place, form in enumerate(chosen)]


def _in_lines(made: Made, place: int, name: str) -> str:
    """A `decide` with lines of therapy, of which the last may go on for good."""
    plan, fed = _readable(made, place), made.feeds[place]
    lines = [f"decide {name}", *_applies(made, plan, place)]
    count = made.random.randint(1, 3)
    for number in range(1, count + 1):
        lasting = number == count and made.chance(0.5)
        until = "" if lasting else f" until {_until(made, plan)}"
        lines.append(f'  line {name}_line_{number} "Line {number}"{until}')
        lines += _package(made, fed, "    ")
    if not lasting:
        lines += ["  otherwise", *_package(made, fed, "    ")]
    return "\n".join(lines) + "\n"


def _until(made: Made, plan: Sequence[str]) -> str:
    moves_on = condition(made, 1, plan)
    if not made.contraindicated or made.chance(0.5):
        return moves_on
    harmful = f"{made.one(made.contraindicated)} is contraindicated"
    return harmful if made.chance(0.4) else f"({moves_on}) or {harmful}"


def _applies(made: Made, plan: Sequence[str], place: int = -1) -> list[str]:
    lines: list[str] = []
    if place in made.instead:
        # whoever is overridden asks this too, and may feed the plan that is asked for here
        lines += [f"  for {condition(made, 1)}", f"  instead of {', '.join(made.instead[place])}"]
        if made.chance(0.3):
            lines += [f"  except when {condition(made, 1)}", '    note "An exception"']
        return lines
    if made.chance(0.4):
        lines.append(f"  for {condition(made, made.kind.depth - 1, plan)}")
    if made.chance(0.25):
        lines.append(f"  except when {condition(made, 1, plan)}")
        lines.append('    note "An exception"')
    return lines


def _decide(made: Made, place: int, name: str) -> str:
    plan, fed = _readable(made, place), made.feeds[place]
    lines = [f"decide {name}", *_applies(made, plan, place)]
    if made.chance(0.15):
        lines += _package(made, fed, "  ")
        return "\n".join(lines) + "\n"
    for _ in range(made.random.randint(1, 3)):
        lines.append(f"  when {condition(made, made.kind.depth, plan)}")
        lines += _package(made, fed, "    ")
    if made.chance(0.75):
        lines += ["  otherwise", *_package(made, fed, "    ")]
    return "\n".join(lines) + "\n"


def _choose(made: Made, place: int, name: str) -> str:
    plan, fed = _readable(made, place), made.feeds[place]
    lines = [f"choose {name}", *_applies(made, plan, place)]
    for number in range(made.random.randint(2, 3)):
        lines.append(f"  option option_{number + 1}")
        if made.chance(0.3):
            lines += [f"    only when {condition(made, 1, plan)}", "      assuming reading"]
        for _ in range(made.random.randint(0, 1)):
            lines += [f"    prefer when {condition(made, 1, plan)}", "      assuming reading"]
        lines += _package(made, fed, "    ")
    return "\n".join(lines) + "\n"


def _advise(made: Made, place: int, name: str) -> str:
    plan, fed = _readable(made, place), made.feeds[place]
    lines = [f"advise {name}", *_applies(made, plan)]
    if made.chance(0.4):
        lines += _package(made, fed, "  ")
    for _ in range(made.random.randint(1, 2)):
        lines.append(f"  when {condition(made, made.kind.depth, plan)}")
        if made.chance(0.3):
            lines += [f'    {made.one(("note", "warn"))} "Something to know"', "    assuming reading"]
        else:
            lines += _package(made, fed, "    ")
    return "\n".join(lines) + "\n"


# ---------------------------------------------------------------- limits, promises, tapers


def _limits(made: Made) -> list[str]:
    found: list[str] = []
    for medicine in made.some(sorted(made.medicines), 0, 2):
        facts = [name for name in (*made.truths, *made.choices) if name in YES_NO or name in CHOICES]
        checks = made.some([*facts, *made.procedures], 1, 2)
        target = medicine if made.chance(0.8) else f"any {made.medicines[medicine][0]}"
        found.append(f"before {target}\n  check {', '.join(checks)}\n  assuming reading\n")
    for medicine in made.some(sorted(made.medicines), 0, 2):
        kind = "contraindicate" if made.chance(0.8) else "caution"
        target, members = medicine, [medicine]
        if made.chance(0.25):
            name = made.one(made.medicines[medicine])
            target, members = f"any {name}", made.classes[name]
        plan = _readable(made, _first_feeding(made, members)) if made.chance(0.3) else []
        if made.kind.rivals:
            plan = []  # any decision may ask whether it is contraindicated
            made.contraindicated += members if kind == "contraindicate" else []
        limits = [
            f"  when {condition(made, 1, plan)}\n    assuming reading\n"
            for _ in range(made.random.randint(1, 2))
        ]
        found.append(f"{kind} {target}\n{''.join(limits)}")
    return found


def _promises(made: Made) -> list[str]:
    found: list[str] = []
    everything = _readable(made, len(made.feeds))
    for name in made.some(("alone", "together"), 0, 2):
        limits = [
            f"  when {condition(made, made.kind.depth, everything)}\n    assuming reading\n"
            for _ in range(made.random.randint(1, 2))
        ]
        found.append(f'never {name} "Never {name}"\n{"".join(limits)}')
    return found


def _taper(made: Made) -> str:
    medicine = made.one(sorted(made.medicines))
    per = "week" if medicine in made.weekly else "day"
    everything = _readable(made, len(made.feeds))
    lines = [f"taper {medicine}", *_applies(made, everything)]
    when = f" when {condition(made, 1)}" if made.chance(0.6) else ""
    latest = ", by 4 weeks" if made.chance(0.5) else ""
    lines.append(f"  start from 2 weeks{when}{latest}")
    if made.chance(0.5):
        lines.append(f"  hold when {condition(made, 1)}")
    lines += ["  every 2 weeks", f"  steps 40, 20, 10 mg/{per}", f"  then less 5 mg/{per}"]
    lines += ['  end "Stop or keep?"', "  assuming reading"]
    return "\n".join(lines) + "\n"
