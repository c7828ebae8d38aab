"""Expressions: names resolved, types found, the tree of core.py built.

The depth of a written expression is bounded by the parser, so these functions may call themselves.
"""

from __future__ import annotations

from typing import assert_never

from guideline_dsl import core, syntax
from guideline_dsl.checking import comparing, dates
from guideline_dsl.checking.desk import Desk
from guideline_dsl.checking.literals import calendar_day, number, unit_named
from guideline_dsl.checking.names import kinds_of, known, unknown, unknown_word
from guideline_dsl.checking.phrasing import counted, listed, quoted
from guideline_dsl.checking.report import at
from guideline_dsl.checking.series import observed, sustained
from guideline_dsl.checking.stretches import duration, whole_number
from guideline_dsl.checking.typing_rules import Operand, applied, truth_expected
from guideline_dsl.checking.value_types import TRUTH, WRONG, Mistaken, Typed
from guideline_dsl.diagnostics import Edit
from guideline_dsl.dimensions import TIME, divide
from guideline_dsl.operators import FUNCTIONS
from guideline_dsl.types import Choice, Date, Moment, Number, Truth


def condition(written: syntax.Expression, desk: Desk) -> core.Expression:
    """The condition as meant; a finding when it is not yes or no."""
    operand = _clause(written, desk)
    if isinstance(operand.type, Truth) and operand.typed.lacking:
        comparing.none_asked(operand, desk.report)
    truth_expected(operand, desk.report)
    return operand.typed.value


def expression(written: syntax.Expression, desk: Desk) -> Typed:
    """The expression as meant, with its type; WRONG, with a finding, when it has a mistake."""
    match written:
        case syntax.Name():
            return _name(written, desk)
        case syntax.Quantity():
            return _quantity(written, desk)
        case syntax.DateLiteral():
            return Typed(core.Day(calendar_day(written)), Date())
        case syntax.Call():
            return _call(written, desk)
        case syntax.Not(operand=inner):
            return applied("not", [_clause(inner, desk)], desk.report)
        case syntax.All(operands=operands):
            return applied("and", [_clause(operand, desk) for operand in operands], desk.report)
        case syntax.Any(operands=operands):
            return applied("or", [_clause(operand, desk) for operand in operands], desk.report)
        case syntax.Comparison():
            return _comparison(written, desk)
        case syntax.Is():
            return _is(written, desk)
        case syntax.IsAnyOf(subject=subject, values=values):
            return comparing.member(_operand(subject, desk), values, desk)
        case syntax.CountOf():
            return _count(written, desk)
        case syntax.Taking(crowd=written_crowd):
            taken = crowd(written_crowd, desk)
            return WRONG if taken is None else Typed(core.Taking(taken), TRUTH)
        case syntax.PlanHas(crowd=written_crowd):
            planned = crowd(written_crowd, desk)
            return WRONG if planned is None else Typed(core.PlanHas(planned), TRUTH)
        case syntax.Done():
            return _done(written, desk)
        case syntax.MedicineMeasure():
            return _measure(written, desk)
        case syntax.Observed():
            return observed(written, _name(written.fact, desk), desk)
        case syntax.Sustained():
            return _sustained(written, desk)
        case syntax.ExtremeItem():
            return _extreme(written, desk)
        case syntax.Today():
            return Typed(core.Today(), Date())
        case syntax.Now():
            return Typed(core.Now(), Moment())
        case syntax.TimeBetween(start=start, end=end):
            return dates.time_between(
                [_operand(m, desk) for m in ((start,) if end is None else (start, end))], desk.report
            )
        case syntax.DateOf(moment=moment):
            return dates.date_of(_operand(moment, desk), desk.report)
        case syntax.FullUnits(unit=counted, start=start, end=end):
            ends = [_operand(day, desk) for day in ((start,) if end is None else (start, end))]
            return dates.elapsed(counted, ends, desk.report)
        case syntax.Sum(terms=terms):
            return _sum(terms, desk)
        case syntax.Product(factors=factors):
            return _product(factors, desk)
        case syntax.Power(base=base, exponent=exponent):
            return _apply("^", (base, exponent), desk)
        case syntax.Negative(operand=inner):
            return _apply("negative", (inner,), desk)
        case syntax.Rounded(operand=inner, rule=rule, step=step):
            return _apply(f"rounded {rule}", (inner, step), desk)
        case syntax.InUnit(operand=inner, unit=unit):
            operand = _operand(inner, desk)
            return applied("in", (Operand(operand.typed, written.span),), desk.report, unit)
    assert_never(written)


def whole(written: syntax.Expression, desk: Desk) -> Typed:
    """An expression that stands by itself: where its one name is of another kind, it can be rewritten."""
    return _clause(written, desk).typed


def _clause(written: syntax.Expression, desk: Desk) -> Operand:
    """A part of a condition that stands by itself, between `not`, `and`, `or`."""
    if isinstance(written, syntax.Name) and _rewritten(written, desk):
        return Operand(WRONG, written.span)
    return _operand(written, desk)


def _operand(written: syntax.Expression, desk: Desk) -> Operand:
    return Operand(expression(written, desk), written.span)


def _apply(operator: str, operands: tuple[syntax.Expression, ...], desk: Desk) -> Typed:
    return applied(operator, [_operand(operand, desk) for operand in operands], desk.report)


# ---------------------------------------------------------------- names and numbers


def _name(name: syntax.Name, desk: Desk) -> Typed:
    if name.text in ("yes", "no"):
        return Typed(core.TruthConstant(name.text == "yes"), TRUTH)
    if name.text in desk.names.facts:
        desk.names.use("fact", name.text)
        return desk.facts.get(name.text, WRONG)
    if name.text in desk.names.definitions:
        desk.names.use("definition", name.text)
        defined = desk.definitions.get(name.text, WRONG)
        reference = core.DefinitionRef(name.text)
        return Typed(reference, defined.type, defined.unit, defined.lacking, defined.size, defined.conversion)
    unknown(name, ("fact", "definition"), desk.names, desk.report)
    return WRONG


def _is_value(name: str, desk: Desk) -> bool:
    return name in ("yes", "no") or name in desk.names.facts or name in desk.names.definitions


def _rewritten(name: syntax.Name, desk: Desk) -> bool:
    """Whether a name that stands for a condition is of another kind; a finding that says what to write."""
    if _is_value(name.text, desk):
        return False
    written = {
        "medicine": f"taking {name.text}",
        "class": f"taking any {name.text}",
        "procedure": f"done {name.text}",
    }
    for kind in kinds_of(name.text, desk.names):
        if kind in written:
            desk.report.add(
                "wrong-kind",
                f"{quoted(name.text)} is a {kind}; a fact or definition is expected here",
                at(name.span),
                help=f"write {quoted(written[kind])}",
                edit=Edit(name.span, written[kind]),
            )
            return True
    subjects = comparing.bearers(name.text, desk)
    meant = desk.report.nearest(name.text, (*desk.names.facts, *desk.names.definitions))
    if subjects and not meant:
        tests = [f"{subject} is {name.text}" for subject in subjects]
        desk.report.add(
            "wrong-kind",
            f"{quoted(name.text)} is a value of {listed(subjects, 'and')}; "
            "a fact or definition is expected here",
            at(name.span),
            help=f"write {listed(tests)}",
            edit=Edit(name.span, tests[0]) if len(tests) == 1 else None,
        )
        return True
    return False


def _quantity(quantity: syntax.Quantity, desk: Desk) -> Typed:
    if not quantity.unit:
        return Typed(number(quantity), Number())
    unit = unit_named(quantity.unit, quantity.span, desk.report)
    return WRONG if unit is None else Typed(number(quantity), Number(unit.dimension), quantity.unit)


# ---------------------------------------------------------------- conditions


def _comparison(written: syntax.Comparison, desk: Desk) -> Typed:
    operands = [_side(operand, desk) for operand in written.operands]
    parts = [
        comparing.ordered(operator, left, right, written.span, desk)
        for operator, left, right in zip(written.operators, operands, operands[1:], strict=False)
    ]
    if any(isinstance(part.type, Mistaken) for part in parts):
        return WRONG
    return (
        parts[0] if len(parts) == 1 else Typed(core.Apply("and", tuple(part.value for part in parts)), TRUTH)
    )


def _side(written: syntax.Expression, desk: Desk) -> Operand:
    """A side of a comparison; the word of a choice may stand there by mistake."""
    if isinstance(written, syntax.Name) and written.text in desk.names.choices:
        word = Typed(core.Symbol(written.text), Choice((written.text,)))
        if not _is_value(written.text, desk) and not kinds_of(written.text, desk.names):
            return Operand(word, written.span)
    return _operand(written, desk)


def _is(written: syntax.Is, desk: Desk) -> Typed:
    if isinstance(written.value, syntax.Name) and written.value.text == "contraindicated":
        found = _contraindicated(written.subject, desk)
        if found is not None:
            return Typed(core.Apply("not", (found.value,)), TRUTH) if written.negated else found
    subject = _operand(written.subject, desk)
    if isinstance(subject.type, Mistaken) and isinstance(written.value, syntax.Name):
        return WRONG  # a word of the choice that was meant
    if isinstance(subject.type, Choice) and isinstance(written.value, syntax.Name):
        found = _is_word(subject, written.value, desk)
    elif (
        isinstance(written.value, syntax.Name)
        and not _is_value(written.value.text, desk)
        and comparing.word_of_another(subject, written.value, desk)
    ):
        return WRONG
    else:
        found = comparing.equal(subject, _operand(written.value, desk), written.span, desk)
    if isinstance(found.type, Mistaken) or not written.negated:
        return found
    return Typed(core.Apply("not", (found.value,)), TRUTH)


def _contraindicated(subject: syntax.Expression, desk: Desk) -> Typed | None:
    """`MEDICINE is contraindicated`; None where the subject is no medicine."""
    if not isinstance(subject, syntax.Name) or subject.text not in desk.names.medicines:
        return None
    desk.names.use("medicine", subject.text)
    return Typed(core.Contraindicated(subject.text), TRUTH)


def _is_word(subject: Operand, value: syntax.Name, desk: Desk) -> Typed:
    assert isinstance(subject.type, Choice)
    names = desk.names
    if value.text not in subject.type.values and (
        value.text in names.facts or value.text in names.definitions
    ):
        return comparing.equal(subject, _operand(value, desk), value.span, desk)
    return comparing.member(subject, (value,), desk)


def _count(written: syntax.CountOf, desk: Desk) -> Typed:
    operands = [_clause(operand, desk) for operand in written.operands]
    fine = [truth_expected(operand, desk.report) for operand in operands]
    wanted, most = whole_number(written.number), len(operands)
    least_sensible = 0 if written.bound == "exactly" else 1 if written.bound == "at least" else 0
    if wanted is None or not least_sensible <= wanted <= (most - 1 if written.bound == "at most" else most):
        desk.report.add(
            "count-out-of-range",
            f"`{written.bound} {written.number}` of {counted(most, 'condition')} says nothing",
            at(written.span),
            help=f"write a whole number from {least_sensible} to {most - (written.bound == 'at most')}",
        )
        return WRONG
    if not all(fine):
        return WRONG
    values = tuple(operand.typed.value for operand in operands)
    match written.bound:
        case "at least":
            return Typed(core.CountOf(values, wanted), TRUTH)
        case "at most":
            return Typed(core.CountOf(values, 0, wanted), TRUTH)
        case "exactly":
            return Typed(core.CountOf(values, wanted, wanted), TRUTH)
    assert_never(written.bound)


def _sustained(written: syntax.Sustained, desk: Desk) -> Typed:
    test = expression(written.test, desk)
    if isinstance(test.type, Mistaken):
        return WRONG
    match written.test:
        case syntax.Comparison(operands=operands):
            first, bound = operands[0], operands[-1]
        case syntax.Is(subject=first, value=bound):
            pass
    subject = _operand(first, desk)
    if (
        isinstance(subject.type, Choice)
        and isinstance(bound, syntax.Name)
        and bound.text in subject.type.values
    ):
        word = Typed(core.Symbol(bound.text), subject.type)
        return sustained(written, subject, Operand(word, bound.span), desk)
    return sustained(written, subject, _operand(bound, desk), desk)


def _extreme(written: syntax.ExtremeItem, desk: Desk) -> Typed:
    found = _name(written.score, desk)
    if isinstance(found.type, Mistaken):
        return WRONG
    defined = desk.definitions.get(written.score.text)
    if not isinstance(found.value, core.DefinitionRef) or not isinstance(
        defined.value if defined else None, core.Score
    ):
        scores = [n for n, d in desk.names.definitions.items() if isinstance(d.body, syntax.ByPoints)]
        desk.report.add(
            "not-a-score",
            f"{quoted(written.score.text)} is no score, and only a score has items",
            at(written.score.span),
            help=f"name a score: {listed(scores)}" if scores else "declare it with `score` and its points",
        )
        return WRONG
    return Typed(core.ExtremeItem(written.extreme, found.value), Number())


# ---------------------------------------------------------------- medicines and procedures


def crowd(written: syntax.Crowd, desk: Desk) -> core.Crowd | None:
    """The medicine or class that is spoken of; None, with a finding, when there is none."""
    if not written.any_of_class and not written.at_least:
        return core.Crowd("medicine", written.name.text) if medicine_known(written.name, desk) else None
    if not class_known(written.name, desk):
        return None
    if not written.at_least:
        return core.Crowd("class", written.name.text)
    wanted, members = whole_number(written.at_least), len(desk.names.classes[written.name.text])
    if wanted is None or not 1 <= wanted <= members:
        desk.report.add(
            "count-out-of-range",
            f"the class {quoted(written.name.text)} has {counted(members, 'medicine')}, "
            f"so `at least {written.at_least}` of them can never be",
            at(written.span),
            help=f"write a whole number from 1 to {members}",
        )
        return None
    return core.Crowd("class", written.name.text, wanted)


def which(written: syntax.Which, desk: Desk) -> core.Crowd | None:
    """The medicine, or the class, that a statement names; None, with a finding, when there is none."""
    if written.any_of_class:
        return core.Crowd("class", written.name.text) if class_known(written.name, desk) else None
    return core.Crowd("medicine", written.name.text) if medicine_known(written.name, desk) else None


def medicine_known(name: syntax.Name, desk: Desk) -> bool:
    """Whether it is a declared medicine; a finding otherwise, which offers `any` for a class."""
    if name.text not in desk.names.medicines and name.text in desk.names.classes:
        desk.report.add(
            "wrong-kind",
            f"{quoted(name.text)} is a class of medicines; a medicine is expected here",
            at(name.span),
            help=f"write {quoted(f'any {name.text}')} for any medicine of that class",
            edit=Edit(name.span, f"any {name.text}"),
        )
        return False
    return known(name, "medicine", desk.names, desk.report)


def class_known(name: syntax.Name, desk: Desk) -> bool:
    """Whether it is a declared class; a finding otherwise."""
    return known(name, "class", desk.names, desk.report)


def _done(written: syntax.Done, desk: Desk) -> Typed:
    is_known = known(written.procedure, "procedure", desk.names, desk.report)
    within = None if written.within is None else duration(written.within, desk.report)
    if not is_known or (written.within is not None and within is None):
        return WRONG
    return Typed(core.Done(written.procedure.text, within), TRUTH)


def _measure(written: syntax.MedicineMeasure, desk: Desk) -> Typed:
    is_time = written.measure in ("time", "time at dose")
    if written.which.any_of_class and written.measure != "time":
        desk.report.add(
            "dose-of-class",
            f"`{written.measure} of` asks about one medicine, and "
            f"{quoted(written.which.name.text)} is a class",
            at(written.span),
            help="name the medicine; only `time on` and `taking` may ask about `any` of a class",
        )
        return WRONG
    target = which(written.which, desk)
    if target is None:
        return WRONG
    value = core.MedicineMeasure(written.measure, target)
    if is_time:
        return Typed(value, Number(TIME), "week")
    dimension = divide(desk.amounts[target.name], TIME)
    return Typed(value, Number(dimension), f"{desk.amount_units[target.name]}/day")


# ---------------------------------------------------------------- arithmetic


def _call(written: syntax.Call, desk: Desk) -> Typed:
    name = written.function.text
    operands = [_operand(argument, desk) for argument in written.arguments]
    if name not in FUNCTIONS:
        unknown_word(
            "unknown-function",
            f"no function is called {quoted(name)}",
            written.function,
            FUNCTIONS,
            desk.report,
        )
        return WRONG
    row = FUNCTIONS[name]
    least, most = row.arity
    if len(operands) < least or (most is not None and len(operands) > most):
        desk.report.add(
            "wrong-arguments",
            f"{quoted(name)} takes {_arity(least, most)}, and {len(operands)} "
            f"{'is' if len(operands) == 1 else 'are'} given",
            at(written.span),
            help=f"write {quoted(row.form)}",
        )
        return WRONG
    return applied(name, operands, desk.report)


def _arity(least: int, most: int | None) -> str:
    if most is None:
        return f"{counted(least, 'value')} or more"
    return counted(least, "value") if least == most else f"{least} to {most} values"


def _sum(terms: tuple[tuple[str, syntax.Expression], ...], desk: Desk) -> Typed:
    """A long sum stays flat: one `+` of terms, of which those taken away are negative."""
    operands = [(sign, _operand(term, desk)) for sign, term in terms]
    if any(isinstance(operand.type, Date | Moment) for _, operand in operands):
        return dates.shifted(operands, desk.report)
    if len(operands) == 2 and operands[1][0] == "-":
        return applied("-", [operand for _, operand in operands], desk.report)
    signed = [
        operand if sign == "+" else Operand(applied("negative", (operand,), desk.report), operand.span)
        for sign, operand in operands
    ]
    return applied("+", signed, desk.report)


def _product(factors: tuple[tuple[str, syntax.Expression], ...], desk: Desk) -> Typed:
    """A long product stays flat: `a * b / c * d / e` is `(a * b * d) / (c * e)`."""
    over: list[Operand] = []
    under: list[Operand] = []
    for sign, factor in factors:
        (over if sign == "*" else under).append(_operand(factor, desk))
    if not under:
        return applied("*", over, desk.report)
    return applied("/", [_product_of(over, desk), _product_of(under, desk)], desk.report)


def _product_of(operands: list[Operand], desk: Desk) -> Operand:
    if len(operands) == 1:
        return operands[0]
    return Operand(applied("*", operands, desk.report), operands[0].span)
