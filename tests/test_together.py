"""Several guidelines for one patient: the conflicts between them, and versions side by side."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.assessment_schema import schema_of
from engine.library import compare_versions, evaluate, evaluate_together, load_file, load_text
from engine.patient import PatientRefused
from engine.together_assessment import Conflict, TogetherAssessment, VersionsCompared
from engine.together_patient import GuidelinesDisagree
from guideline_app.cli import main
from guideline_dsl.graph import DecisionGraph
from tests.shares import examples

DAY = date(2026, 1, 31)

PAIN = """\
guideline pain "Pain"
  version  2.0.0

references
  1  guideline  "A guideline of pain"

facts
  pain       yes | no
  bedridden  yes | no
  weight     2 to 200 kg

medicines
  ibuprofen             nsaid    rxnorm 5640
  acetylsalicylic_acid  nsaid    rxnorm 1191
  morphine              opioid
  laxative_a            laxative

decide relief "Relief of pain"
  when pain
    give ibuprofen 400 mg orally 3 times daily
    cite [1]
  otherwise
    give nothing
    cite [1]

decide strong "Strong pain"
  when bedridden
    give morphine 0.1 mg/kg/day by weight, orally once daily
    stop acetylsalicylic_acid
    cite [1]
  otherwise
    give nothing
    cite [1]
"""
HEART = """\
guideline heart "Heart"
  version  1.0.0

references
  1  guideline  "A guideline of the heart"

facts
  fibrillation  yes | no
  bleeding      yes | no
  kidney_scan   yes | no
  weight        2 to 300 kg  "How heavy?"

medicines
  apixaban  anticoagulant
  aspirin   nsaid          rxnorm 1191
  morphine  opioid

decide anticoagulation "Anticoagulation"
  when fibrillation
    give apixaban 5 mg orally twice daily
    cite [1]
  otherwise
    give aspirin 100 mg orally once daily
    cite [1]

decide calm "Calm"
  when fibrillation
    give morphine 5 mg orally once daily
    cite [1]
  otherwise
    give nothing
    cite [1]

advise stomach "The stomach"
  when plan has any nsaid
    note "Protect the stomach"
    cite [1]

contraindicate any nsaid
  when bleeding
    note "It may bleed more."
    cite [1]

caution any nsaid
  when fibrillation
    cite [1]

before any nsaid
  check kidney_scan
  cite [1]

never both "An anticoagulant with an NSAID"
  when plan has any nsaid and plan has any anticoagulant
    cite [1]
"""


@pytest.fixture(scope="module")
def graphs() -> tuple[DecisionGraph, DecisionGraph]:
    return load_text(PAIN), load_text(HEART)


def found(graphs: tuple[DecisionGraph, ...], medicines: object = (), **facts: object) -> TogetherAssessment:
    patient: dict[str, object] = {"facts": facts}
    if medicines is not None:
        patient["medicines"] = [m if isinstance(m, dict) else {"name": m} for m in medicines]  # type: ignore[attr-defined]
    return evaluate_together(graphs, patient, DAY)


def said(together: TogetherAssessment) -> set[tuple[str, str, bool]]:
    return {(each.kind, each.about, each.certain) for each in together.conflicts}


def of(together: TogetherAssessment, kind: str, about: str) -> Conflict:
    (conflict,) = [each for each in together.conflicts if (each.kind, each.about) == (kind, about)]
    return conflict


Graphs = tuple[DecisionGraph, DecisionGraph]

# ---------------------------------------------------------------- the kinds of conflict


def test_a_promise_is_broken_by_the_plan_of_all(graphs: Graphs) -> None:
    together = found(graphs, pain=True, fibrillation=True, bedridden=False, bleeding=False, kidney_scan=True)
    assert said(together) == {
        ("broken promise", "An anticoagulant with an NSAID", True),
        ("caution", "ibuprofen", True),
        ("decided without", "stomach", True),
    }
    conflict = of(together, "broken promise", "An anticoagulant with an NSAID")
    assert [side.guideline for side in conflict.sides] == ["heart", "heart", "pain"]
    assert "Start ibuprofen" in conflict.sides[2].says
    assert (together.acceptable, together.assessments[1].acceptable) == ("no", "yes")


def test_an_open_promise_is_told(graphs: Graphs) -> None:
    """Whether pain is treated is not known: then the promise that heart keeps is open."""
    together = found(graphs, fibrillation=True, bedridden=False, bleeding=False, kidney_scan=True)
    conflict = of(together, "open promise", "An anticoagulant with an NSAID")
    assert (conflict.certain, conflict.missing) == (False, ("pain",))
    assert together.acceptable == "unknown"


@pytest.mark.parametrize(
    ("bleeding", "certain", "missing"), [("yes", True, ()), (None, False, ("bleeding",)), ("no", None, ())]
)
def test_a_contraindication_of_the_class_reaches_the_other(
    graphs: Graphs, bleeding: str | None, certain: bool | None, missing: tuple[str, ...]
) -> None:
    """Ibuprofen is no medicine of heart: it is matched by the class that pain puts it in."""
    facts = {} if bleeding is None else {"bleeding": bleeding}
    together = found(graphs, pain=True, fibrillation=True, bedridden=False, kidney_scan=True, **facts)
    conflicts = [each for each in together.conflicts if each.kind == "contraindicated"]
    if certain is None:
        assert conflicts == []
        return
    (conflict,) = conflicts
    assert (conflict.about, conflict.certain, conflict.missing) == ("ibuprofen", certain, missing)
    assert conflict.notes == ("It may bleed more.",)
    assert conflict.severity == ("critical" if certain else "warning")


def test_a_gate_of_the_other_waits(graphs: Graphs) -> None:
    together = found(graphs, pain=True, fibrillation=True, bedridden=False, bleeding=False)
    conflict = of(together, "not yet checked", "ibuprofen")
    assert (conflict.severity, conflict.missing) == ("warning", ("kidney_scan",))


def test_a_gate_binds_starting_only(graphs: Graphs) -> None:
    taking = [{"name": "ibuprofen", "dose": "400 mg", "frequency": "3 times daily"}]
    together = found(graphs, taking, pain=True, fibrillation=True, bedridden=False, bleeding=False)
    assert not [each for each in together.conflicts if each.kind == "not yet checked"]
    assert "which pain continues" in of(together, "caution", "ibuprofen").text


def test_different_doses(graphs: Graphs) -> None:
    facts = {"pain": False, "fibrillation": True, "bedridden": True, "bleeding": False, "kidney_scan": True}
    assert ("different doses", "morphine", True) in said(found(graphs, weight="70 kg", **facts))
    perhaps = of(found(graphs, **facts), "different doses", "morphine")
    assert (perhaps.certain, "weight" in perhaps.missing) == (False, True)
    assert ("different doses", "morphine", True) not in said(found(graphs, weight="50 kg", **facts))
    assert not [e for e in found(graphs, weight="50 kg", **facts).conflicts if e.kind == "different doses"]


def test_given_and_stopped_matched_by_code(graphs: Graphs) -> None:
    """What pain calls acetylsalicylic acid is aspirin to heart: one code."""
    taking = [{"name": "aspirin", "dose": "100 mg", "frequency": "once daily"}]
    together = found(
        graphs, taking, pain=False, fibrillation=False, bedridden=True, bleeding=False, weight="50 kg"
    )
    conflict = of(together, "given and stopped", "acetylsalicylic_acid / aspirin")
    assert (conflict.certain, conflict.severity) == (True, "critical")
    assert [side.guideline for side in conflict.sides] == ["heart", "pain"]
    assert together.notes == ("One medicine, by its code: aspirin (heart), acetylsalicylic_acid (pain).",)
    assert [m.name for m in together.assessments[0].taking or ()] == ["acetylsalicylic_acid"]


def test_no_conflict_is_said_to_be_none(graphs: Graphs) -> None:
    together = found(
        graphs,
        pain=False,
        fibrillation=True,
        bedridden=False,
        bleeding=False,
        kidney_scan=True,
        weight="60 kg",
    )
    assert together.conflicts == ()
    assert (together.acceptable, together.plan_statement) == (
        "yes",
        "The plans do not contradict each other as far as is known.",
    )


def test_a_guideline_that_is_not_about_the_patient_says_nothing(graphs: Graphs) -> None:
    scoped = load_text(HEART.replace("  version  1.0.0\n", "  version  1.0.0\n  for fibrillation\n"))
    together = found((graphs[0], scoped), pain=True, fibrillation=False, bleeding=True)
    assert together.conflicts == ()
    unsure = found((graphs[0], scoped), pain=True, bedridden=False, bleeding=True)
    assert unsure.conflicts
    assert not [each for each in unsure.conflicts if each.certain and each.severity == "critical"]


def test_its_own_contraindication_in_the_plan_of_all() -> None:
    """Heart contraindicates its own aspirin beside an opioid, which only pain gives."""
    text = HEART.replace(
        "contraindicate any nsaid\n  when bleeding", "contraindicate aspirin\n  when plan has any opioid"
    )
    together = found(
        (load_text(PAIN), load_text(text)), pain=False, fibrillation=False, bedridden=True, kidney_scan=True
    )
    conflict = of(together, "contraindicated", "acetylsalicylic_acid / aspirin")
    assert "with the plan of all" in conflict.text


def test_what_one_stops_may_break_a_promise_of_the_other() -> None:
    text = HEART.replace(
        "when plan has any nsaid and plan has any anticoagulant",
        "when not plan has any nsaid and fibrillation",
    )
    taking = [{"name": "aspirin", "dose": "100 mg", "frequency": "once daily"}]
    facts = {"pain": False, "fibrillation": True, "bedridden": True, "bleeding": False, "kidney_scan": True}
    together = found((load_text(PAIN), load_text(text)), taking, weight="50 kg", **facts)
    conflict = of(together, "broken promise", "An anticoagulant with an NSAID")
    assert [side.says for side in conflict.sides if side.guideline == "pain"] == ["Stop acetylsalicylic acid"]
    assert ("decided without", "stomach", True) in said(together)


def test_the_same_words_may_be_defined_otherwise() -> None:
    """`by base` is 50 kg in one guideline and 60 kg in the other."""

    def of_name(name: str, base: int) -> DecisionGraph:
        return load_text(
            f'guideline {name} "{name}"\n  version 1.0.0\n\nreferences\n  1  guideline  "One"\n\n'
            f"facts\n  fever  yes | no\n\nmedicines\n  drug  antipyretic\n\n"
            f"define base as {base} kg\n  cite [1]\n\ndecide treatment\n  when fever\n"
            "    give drug 1 mg/kg/day by base, orally once daily\n    cite [1]\n"
            "  otherwise\n    give nothing\n    cite [1]\n"
        )

    together = evaluate_together(
        (of_name("one", 50), of_name("two", 60)), {"facts": {"fever": "yes"}, "medicines": []}, DAY
    )
    assert ("different doses", "drug", True) in said(together)
    alike = evaluate_together(
        (of_name("one", 50), of_name("two", 50)), {"facts": {"fever": "yes"}, "medicines": []}, DAY
    )
    assert alike.conflicts == ()


# ---------------------------------------------------------------- one patient


def test_the_patient_is_checked_against_the_union(graphs: Graphs) -> None:
    with pytest.raises(PatientRefused) as refusal:
        found(graphs, pian=True, weight="250 kg", bleeding="perhaps")
    paths = [problem.path for problem in refusal.value.problems]
    assert paths == ["facts.pian", "facts.weight", "facts.bleeding"]
    text = str(refusal.value)
    assert "no fact of the guidelines is called `pian`; did you mean `pain`?" in text
    assert "a mass from 2 to 200 kg is expected" in text
    assert "(as `pain` declares it)" in text


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('weight        2 to 300 kg  "How heavy?"', "weight  yes | no", "yes | no in `heart` 1.0.0"),
        ('weight        2 to 300 kg  "How heavy?"', "weight  2 to 300 cm", "2 to 300 cm in `heart`"),
        (
            "rxnorm 1191\n  morphine",
            "rxnorm 1191\n  ibuprofen  nsaid  rxnorm 1\n  morphine",
            "bears different codes",
        ),
    ],
)
def test_different_declarations_are_refused_with_both(graphs: Graphs, old: str, new: str, told: str) -> None:
    other = load_text(HEART.replace(old, new))
    with pytest.raises(GuidelinesDisagree, match="pain") as refusal:
        found((graphs[0], other), pain=True)
    assert told in str(refusal.value)


def test_a_medicine_that_one_guideline_alone_declares_is_of_unknown_classes_to_the_other(
    graphs: Graphs,
) -> None:
    """Pain does not speak of anticoagulants, so it cannot say that its laxative is none."""
    taking = [{"name": "laxative_a", "dose": "10 mg/day"}]
    together = found(graphs, taking, pain=False, fibrillation=True)
    (heart,) = [m.classes for m in together.assessments[1].taking or ()]
    assert heart is None
    told = [{"name": "laxative_a", "dose": "10 mg/day", "classes": ["laxative"]}]
    (heart,) = [m.classes for m in found(graphs, told, pain=False).assessments[1].taking or ()]
    assert heart == ()


# ---------------------------------------------------------------- laws

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "pain": st.booleans(),
    "bedridden": st.booleans(),
    "fibrillation": st.booleans(),
    "bleeding": st.booleans(),
    "kidney_scan": st.booleans(),
    "weight": st.sampled_from(["50 kg", "70 kg"]),
}
FACTS = st.fixed_dictionaries({}, optional=VALUES)
LISTS = st.none() | st.lists(st.sampled_from(["ibuprofen", "aspirin", "morphine", "apixaban"]), unique=True)


@settings(max_examples=examples(60), deadline=None)
@given(FACTS, LISTS)
def test_the_order_of_the_guidelines_changes_no_conflict(graphs: Graphs, facts: Any, medicines: Any) -> None:
    forth, back = found(graphs, medicines, **facts), found(graphs[::-1], medicines, **facts)
    assert forth.conflicts == back.conflicts
    assert (forth.acceptable, forth.plan_statement, forth.notes) == (
        back.acceptable,
        back.plan_statement,
        back.notes,
    )
    assert forth.assessments == back.assessments[::-1]
    assert forth.to_json() == found(graphs, medicines, **facts).to_json()


@settings(max_examples=examples(60), deadline=None)
@given(FACTS, LISTS)
def test_each_assessment_is_as_it_is_alone(graphs: Graphs, facts: Any, medicines: Any) -> None:
    together = found(graphs, medicines, **facts)
    for graph, shown in zip(graphs, together.assessments, strict=True):
        mine = {"facts": {name: value for name, value in facts.items() if name in graph.facts}}
        if medicines is not None:
            if any(name not in graph.medicines for name in medicines):
                continue
            mine["medicines"] = [{"name": name} for name in medicines]  # type: ignore[assignment]
        assert evaluate(graph, mine, DAY) == shown


@settings(max_examples=examples(100), deadline=None)
@given(FACTS, LISTS, st.data())
def test_what_is_certain_stays_so_when_more_is_known(
    graphs: Graphs, facts: Any, medicines: Any, data: st.DataObject
) -> None:
    before = found(graphs, medicines, **facts)
    unknown = sorted(VALUES.keys() - facts.keys())
    more = facts | {name: data.draw(VALUES[name]) for name in unknown}
    after = found(graphs, medicines, **more)
    kept = {(e.kind, e.about) for e in after.conflicts if e.certain}
    # a promise that a guideline's own plan breaks is told by its own assessment
    kept |= {("broken promise", p.title) for a in after.assessments for p in a.promises if p.plan == "broken"}
    assert {(e.kind, e.about) for e in before.conflicts if e.certain and e.severity == "critical"} <= kept


# ---------------------------------------------------------------- versions

NEWER = (
    PAIN.replace("2.0.0", "2.1.0")
    .replace("400 mg orally 3 times", "600 mg orally twice")
    .replace('decide strong "Strong pain"', 'decide strongest "Strong pain"')
)


def compared(*texts: str, **facts: object) -> VersionsCompared:
    return compare_versions([load_text(text) for text in texts], {"facts": facts, "medicines": []}, DAY)


def test_versions_side_by_side() -> None:
    found = compared(NEWER, PAIN, pain=True, bedridden=False)
    assert [one.guideline.version for one in found.assessments] == ["2.0.0", "2.1.0"]
    rows = {row.name: row for row in found.rows}
    assert [row.name for row in found.rows] == ["relief", "strongest", "strong"]
    assert [says.kind for says in rows["relief"].versions] == ["recommended", "recommended"]
    assert rows["relief"].differs
    assert [says.there for says in rows["strong"].versions] == [True, False]
    assert found.differences == 3
    assert not compared(NEWER, PAIN, pain=False).rows[0].differs


def test_two_shipped_versions() -> None:
    """The version of 2024 counts no point for a woman, and asks for no score of bleeding."""
    folder = Path(__file__).parent.parent / "guidelines" / "atrial_fibrillation"
    files = [folder / f"atrial_fibrillation{year}.guideline" for year in ("", "_2024")]
    patient = (folder / "patients" / "woman_with_hypertension.json").read_text(encoding="utf-8")
    found = compare_versions([load_file(file) for file in files], patient, DAY)
    scores = {row.title: [says.lines for says in row.versions] for row in found.rows if row.differs}
    assert scores["CHA2DS2-VASc"] == [("2 points",), ()]
    assert scores["CHA2DS2-VA"] == [(), ("1 point",)]
    assert [assessment.in_effect for assessment in found.assessments] == ["no", "yes"]
    assert [used.id for used in found.assessments[0].guideline.uses] == ["renal"]


def test_the_order_of_versions_is_theirs() -> None:
    assert compared(NEWER, PAIN, pain=True).to_json() == compared(PAIN, NEWER, pain=True).to_json()
    ten = PAIN.replace("2.0.0", "2.10.0")
    assert [a.guideline.version for a in compared(ten, NEWER).assessments] == ["2.1.0", "2.10.0"]


# ---------------------------------------------------------------- the command

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    files = {
        "pain": PAIN,
        "heart": HEART,
        "newer": NEWER,
        "apart": HEART.replace('2 to 300 kg  "How heavy?"', "yes | no"),
    }
    for name, text in files.items():
        Path(f"{name}.guideline").write_text(text, encoding="utf-8")
    Path("p.json").write_text(
        '{"facts": {"pain": "yes", "fibrillation": "yes"}, "medicines": []}', encoding="utf-8"
    )
    Path("q.json").write_text('{"facts": {"pain": "yes"}}', encoding="utf-8")

    def command(*arguments: str) -> tuple[int, str]:
        code = main(["evaluate", *arguments, "--as-of", "2026-01-31"])
        told = capsys.readouterr()
        return code, told.out + told.err

    return command


def test_conflicts_come_first(run: Run) -> None:
    code, told = run("pain.guideline", "heart.guideline", "p.json")
    assert code == 0
    assert told.startswith("2 guidelines together: pain 2.0.0, heart 1.0.0\nAbout 2026-01-31, engine ")
    heads = [
        "CONFLICTS BETWEEN THE GUIDELINES",
        "PERHAPS",
        "TO KNOW",
        "THE PLANS TOGETHER",
        "=====",
        "\nPain\n",
        "\nHeart\n",
    ]
    places = [told.index(head) for head in heads]
    assert places == sorted(places)
    assert (
        "  ! CRITICAL: The plan of all breaks a promise of heart: An anticoagulant with an NSAID.\n" in told
    )


def test_json_reads_back_and_is_the_same_bytes(run: Run) -> None:
    code, told = run("pain.guideline", "heart.guideline", "p.json", "--format", "json")
    assert code == 0
    assert TogetherAssessment.model_validate_json(told).to_json(indent=2) + "\n" == told
    assert run("pain.guideline", "heart.guideline", "p.json", "--format", "json")[1] == told
    _, versions = run("pain.guideline", "newer.guideline", "q.json", "--format", "json")
    assert json.loads(versions)["format"] == "guideline-versions/1"


def test_versions_as_text(run: Run) -> None:
    code, told = run("newer.guideline", "pain.guideline", "q.json")
    assert code == 0
    assert told.startswith("pain, versions 2.0.0, 2.1.0 side by side\n")
    assert "  ~ Relief of pain\n    2.0.0: RECOMMENDED\n" in told


def test_a_version_that_is_not_in_effect_says_so(run: Run) -> None:
    old = PAIN.replace("  version  2.0.0\n", "  version  2.0.0\n  effective  2020-01-01 to 2025-12-31\n")
    Path("old.guideline").write_text(old, encoding="utf-8")
    for others in (("newer.guideline",), ("heart.guideline",)):
        code, told = run("old.guideline", *others, "q.json")
        assert (code, told.splitlines()[2].startswith("pain 2.0.0, NOT IN EFFECT: ")) == (0, True)
    assert "NOT IN EFFECT" not in run("newer.guideline", "pain.guideline", "q.json")[1]


@pytest.mark.slow
def test_the_schemas_describe_what_is_written(run: Run) -> None:
    for kind, guideline in (("together", "heart.guideline"), ("versions", "newer.guideline")):
        document = json.loads(run("pain.guideline", guideline, "q.json", "--format", "json")[1])
        jsonschema.validate(document, schema_of(kind))
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**document, "more": 1}, schema_of(kind))


def test_exit_codes(run: Run) -> None:
    assert run("pain.guideline", "apart.guideline", "q.json")[0] == 3
    code, told = run("pain.guideline", "newer.guideline", "heart.guideline", "q.json")
    assert (code, "compare its versions without other guidelines" in told) == (2, True)
    code, told = run("pain.guideline", "heart.guideline", "missing.json")
    assert (code, "there is no such file" in told) == (3, True)
    assert run("-", "pain.guideline", "-")[0] == 2
