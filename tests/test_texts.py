"""`texts de`: a guideline shown in another language decides the same, and nothing is left out."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from engine.assessment import Assessment
from engine.library import GuidelineRefused, UnknownLanguage, compile_text, evaluate, load_graph, load_text
from guideline_app.cli import main
from guideline_app.report import assessment_text
from guideline_dsl.json_form import MalformedJson
from guideline_dsl.parse import parse

AS_OF = date(2026, 1, 1)
HEAD = """\
guideline example "Treatment of something"
  version 1.0.0
  language en
  status "draft"
  strength strong | weak

references
  1  guideline  "A document"

facts
  age        0 to 120 years
  weight     2 to 300 kg
  diagnosis  polymyositis | dermatomyositis  "What is it?"
  risk       low | high

medicines
  prednisone  corticosteroid  "Prednisone"

assumption morning "Morning is before noon."
  instead "any time"

decide start "Starting prednisone"
  when age >= 18 years and diagnosis is polymyositis
    give prednisone 1 mg/kg/day by weight
    strength strong
    note "Take it in the morning."
    cite [1]
    assuming morning
  when risk is high
    give prednisone 2 mg/kg/day by weight
    cite [1]
  otherwise
    give nothing
    cite [1]

never both "Too much"
  when taking prednisone and risk is low
    warn "Too much."
    cite [1]

"""
GERMAN = """\
texts de
  age                        "Alter"
  weight                     "Gewicht"
  diagnosis                  "Diagnose"
  polymyositis               "Polymyositis (PM)"
  dermatomyositis            "Dermatomyositis (DM)"
  risk                       "Risiko"
  risk low                   "gering"
  high                       "hoch"
  corticosteroid             "Kortikosteroid"
  morning                    "Morgen"
  strong                     "stark"
  weak                       "schwach"
  "Prednisone"               "Prednison"
  "draft"                    "Entwurf"
  "What is it?"              "Was liegt vor?"
  "Treatment of something"   "Behandlung von etwas"
  "Starting prednisone"      "Beginn mit Prednison"
  "Take it in the morning."  "Morgens einnehmen."
  "Morning is before noon."  "Der Morgen ist vor Mittag."
  "any time"                 "jederzeit"
  "Too much"                 "Zu viel"
  "Too much."                "Zu viel!"
"""
TEXT = HEAD + GERMAN
PATIENT = {"facts": {"age": "20 years", "diagnosis": "polymyositis"}, "medicines": []}


def without(*lines: str) -> str:
    kept = [line for line in TEXT.splitlines() if not any(line.strip().startswith(each) for each in lines)]
    return "\n".join(kept) + "\n"


def assessed(text: str = TEXT, language: str = "de", patient: dict[str, object] | None = None) -> Assessment:
    return evaluate(load_text(text), patient or PATIENT, AS_OF, language)


def codes(text: str) -> list[str]:
    return [finding.code for finding in compile_text(text).findings]


def decisions_of(assessment: Assessment) -> list[object]:
    """What an assessment decides, without a word of what is shown."""
    return [
        (o.id, o.kind, o.conditions, o.missing, [(r.node, r.action, r.medicine) for r in o.recommendations])
        for o in assessment.outcomes
    ] + [(p.name, p.now, p.plan, p.missing) for p in assessment.promises]


def test_a_complete_language_has_no_findings() -> None:
    assert codes(TEXT) == []


def test_another_language_decides_the_same_and_its_texts_are_shown() -> None:
    english, german = assessed(language=""), assessed()
    assert decisions_of(english) == decisions_of(german)
    assert (english.language, german.language) == ("", "de")
    assert german.guideline.hash == english.guideline.hash
    assert german.guideline.title == "Behandlung von etwas"
    outcome = german.outcome("start")
    assert outcome.title == "Beginn mit Prednison"
    assert outcome.messages[0].text == "Morgens einnehmen."
    assert outcome.recommendations[0].text.startswith("Start Prednison ")
    assert outcome.trace[0].says == "when Alter >= 18 years and Diagnose is Polymyositis (PM)"
    assert outcome.trace[0].inside[1].facts == ("Diagnose = Polymyositis (PM)",)
    assert german.assumptions[0].text == "Der Morgen ist vor Mittag."
    assert german.untranslated == ()


def test_the_report_has_no_word_of_the_original_left() -> None:
    text = assessment_text(assessed())
    for word in ("Gewicht", "stark", "STATUS: Entwurf", "Shown in de", "jederzeit", "Zu viel"):
        assert word in text
    for word in ("polymyositis", "weight", "strong", "Prednisone", "[en]"):
        assert word not in text.replace("by weight", "")


def test_what_is_asked_for_is_asked_in_the_language_and_named_as_ever() -> None:
    found = assessed(patient={"facts": {"age": "20 years"}, "medicines": []})
    request = next(request for request in found.missing if request.name == "diagnosis")
    assert request.question == "Was liegt vor?: Polymyositis (PM), Dermatomyositis (DM)"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ('"Starting prednisone"', "Starting prednisone [en]"),
        ('"Take it in the morning."', "Take it in the morning. [en]"),
        ("polymyositis", "polymyositis [en]"),
        ('age                        "Alter"', "age [en] >= 18 years"),
        ('"Treatment of something"', "Treatment of something [en]"),
        ("strong", "strong [en]"),
    ],
)
def test_what_has_no_text_is_shown_in_the_original_and_marked(line: str, shown: str) -> None:
    text = without(line)
    assert codes(text) == ["not-translated"]
    found = assessed(text)
    assert len(found.untranslated) == 1
    assert shown in " ".join(assessment_text(found).split())


def test_each_thing_that_is_not_said_is_named_with_its_place() -> None:
    findings = compile_text(without("risk low", '"any time"')).findings
    assert [(f.message, f.places[0].span.line) for f in findings] == [
        ("`low` of `risk` has no text in `de`", 14),
        ('"any time" has no text in `de`', 20),
    ]


def test_a_value_of_one_choice_may_be_said_otherwise_than_of_another() -> None:
    text = TEXT.replace("  risk low  ", "  polymyositis").replace(
        'polymyositis                 "ger', 'low  "ger'
    )
    both = text.replace("  high  ", '  risk high  "HOCH"\n  high  ')
    graph = load_text(both).in_language("de")
    assert graph.display.value("high", "risk") == "HOCH"
    assert graph.display.value("high") == "hoch"


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ('"Take it in the morning."  "', '"Take it in the evening."  "', "text-of-nothing"),
        ('  weight                     "', '  wieght  "', "text-of-nothing"),
        ("  risk low ", "  risk lo ", "text-of-nothing"),
        ("  risk low ", "  rsik low ", "text-of-nothing"),
        ("  risk low ", "  weight low ", "text-of-nothing"),
        ('  "Prednisone"   ', "  prednisone   ", "shown-by-its-title"),
        ("texts de", "texts en", "texts-in-own-language"),
        ("  language en\n", "", "language-not-said"),
        ('  "any time"  ', '  age "Jahre"\n  "any time"  ', "said-twice"),
        ('"jederzeit"', '""', "empty-text"),
    ],
)
def test_a_text_that_says_nothing_is_refused(before: str, after: str, code: str) -> None:
    assert before in TEXT
    with pytest.raises(GuidelineRefused) as refusal:
        load_text(TEXT.replace(before, after))
    assert [finding.code for finding in refusal.value.findings] == [code]


def test_a_text_whose_original_was_worded_anew_is_refused_with_what_was_meant() -> None:
    (finding,) = compile_text(
        TEXT.replace('note "Take it in the morning."', 'note "Take it every morning."')
    ).findings
    assert finding.places[0].says == "did you mean `Take it every morning.`?"
    assert finding.edit is not None
    assert finding.edit.replacement == '"Take it every morning."'


@pytest.mark.parametrize("tag", ["german", "DE", "d", "de_AT", "de-", '"de"'])
def test_a_language_is_written_as_a_tag(tag: str) -> None:
    with pytest.raises(GuidelineRefused):
        load_text(TEXT.replace("texts de", f"texts {tag}"))


@pytest.mark.parametrize("tag", ["fr", "pt-BR", "zh-Hant", "gsw"])
def test_other_tags_are_languages(tag: str) -> None:
    assert load_text(TEXT.replace("texts de", f"texts {tag}")).languages == (tag,)


def test_texts_may_stand_in_several_blocks_and_in_two_lines() -> None:
    broken = TEXT.replace('"any time"                 "jederzeit"', '"any time"\n    "jederzeit"')
    split = broken.replace('  "draft" ', 'texts de\n  "draft" ')
    assert codes(split) == []
    assert load_text(split).in_language("de").display.hash == load_text(TEXT).in_language("de").display.hash


def test_a_language_that_there_is_not_is_refused_naming_those_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UnknownLanguage, match="written in `en`, and has texts in `de`"):
        assessed(language="fr")
    (tmp_path / "example.guideline").write_text(TEXT, encoding="utf-8")
    (tmp_path / "patient.json").write_text(json.dumps(PATIENT), encoding="utf-8")
    files = [str(tmp_path / "example.guideline"), str(tmp_path / "patient.json")]
    assert main(["evaluate", *files, "--language", "fr"]) == 2
    said = capsys.readouterr()
    assert "has texts in `de`" in said.err
    assert main(["evaluate", *files, "--language", "de", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["language"] == "de"
    assert main(["evaluate", *files, "--language", "en"]) == 0
    assert "Starting prednisone" in capsys.readouterr().out


def test_its_own_language_is_as_it_is_written() -> None:
    assert assessed(language="en") == assessed(language="")


ARABIC = "لا يعطى الدواء عند وجود عدوى"
HEBREW = "אין לתת בזמן זיהום"
CHINESE = "感染时禁用"
COMBINED = "Ä\u0308 e\u0301 ﷽ 👩🏽‍⚕️".replace("\u200d", "")


@pytest.mark.parametrize("said", [ARABIC, HEBREW, CHINESE, COMBINED, "ไม่ให้ยา", "ß ẞ ſ"])
def test_texts_of_any_script_survive(said: str) -> None:
    text = TEXT.replace("Morgens einnehmen.", said)
    graph = load_text(text)
    found = evaluate(load_graph(graph.to_json()), PATIENT, AS_OF, "de")
    assert found.outcome("start").messages[0].text == said
    assert json.loads(found.to_json())["outcomes"][0]["messages"][0]["text"] == said
    assert said.split(maxsplit=1)[0] in assessment_text(found)


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200f", "\u061c", "\u200b"])
def test_signs_that_reorder_or_hide_text_are_refused(sign: str) -> None:
    parsed = parse(TEXT.replace("Morgens", f"Mor{sign}gens"))
    assert parsed.findings, f"U+{ord(sign):04X}"


def test_the_meaning_has_one_hash_in_every_language_and_each_language_its_own() -> None:
    graph = load_text(TEXT)
    assert load_text(HEAD).hash == graph.hash
    other = load_text(TEXT.replace("Morgens einnehmen.", "Abends einnehmen."))
    assert other.hash == graph.hash
    assert other.in_language("de").display.hash != graph.in_language("de").display.hash
    moved = load_text(TEXT.replace("18 years", "16 years"))
    assert moved.in_language("de").display.hash != graph.in_language("de").display.hash


def test_a_text_changed_in_the_json_form_is_refused() -> None:
    form = load_text(TEXT).to_json()
    assert load_graph(form).to_json() == form
    with pytest.raises(MalformedJson, match="texts of this guideline graph"):
        load_graph(form.replace("Morgens einnehmen.", "Abends einnehmen."))


def test_a_graph_shown_in_another_language_is_not_written_as_the_guideline() -> None:
    with pytest.raises(ValueError, match="as it is written"):
        load_text(TEXT).in_language("de").to_json()


def test_texts_of_a_used_guideline_come_in_the_languages_of_the_user(tmp_path: Path) -> None:
    base = (
        'guideline base "Base"\n  version 1.0.0\n  language en\n\n'
        "facts\n  age  0 to 120 years\n  pulse  20 to 300 /min\n\n"
        'texts de\n  age "Alter"\n  "Base"  "Basis"\n\ntexts fr\n  age  "âge"\n'
    )
    (tmp_path / "base.guideline").write_text(base, encoding="utf-8")
    user = (
        'guideline example "Example"\n  version 1.0.0\n  language en\n  use base\n\n'
        'references\n  1  guideline  "A document"\n\n'
        'advise rest "Rest"\n  when age >= 18 years\n    note "Rest."\n    cite [1]\n\n'
        'texts de\n  "Example" "Beispiel"\n  "Rest" "Ruhe"\n  "Rest." "Ruhe."\n'
    )
    file = tmp_path / "example.guideline"
    file.write_text(user, encoding="utf-8")
    from engine.library import load_file

    graph = load_file(file)
    assert graph.languages == ("de",)
    german = graph.in_language("de").display
    assert german.name("age") == "Alter"
    assert german.untranslated == ("pulse",)
