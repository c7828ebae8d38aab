"""The TextMate grammar is what the tables of the language give, and colours the shipped files."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from guideline_app.cli import main
from guideline_dsl.expected import PHRASES
from guideline_dsl.operators import FUNCTIONS
from guideline_dsl.textmate import textmate_grammar
from guideline_dsl.unit_table import ATOMS
from guideline_dsl.words import INNER_WORDS, ITEM_WORDS

ROOT = Path(__file__).parent.parent
COMMITTED = ROOT / "editors" / "guideline.tmLanguage.json"
SHIPPED = sorted((ROOT / "guidelines").rglob("*.guideline")) + sorted((ROOT / "guidelines").rglob("*.cases"))
GRAMMAR = textmate_grammar()
REPOSITORY: Mapping[str, Any] = GRAMMAR["repository"]  # type: ignore[assignment] # JSON


def scopes(line: str) -> list[tuple[str, str]]:
    """The pieces of one line with their scopes, by the outermost rules, as an engine applies them."""
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(line):
        best: tuple[int, re.Match[str], Mapping[str, Any]] | None = None
        for rule in _rules(GRAMMAR["patterns"]):
            match = re.compile(rule.get("match") or rule["begin"]).search(line, at)
            if match and match.group() and (best is None or match.start() < best[0]):
                best = (match.start(), match, rule)
        if best is None:
            break
        _, match, rule = best
        captures = rule.get("captures") or rule.get("beginCaptures") or {}
        if "name" in rule:
            found.append((match.group(), rule["name"].removesuffix(".guideline")))
        for place, scope in captures.items():
            found.append((match.group(int(place)), scope["name"].removesuffix(".guideline")))
        at = match.end()
    return found


def _rules(patterns: Any) -> Iterator[Mapping[str, Any]]:
    for pattern in patterns:
        if "include" in pattern:
            included = REPOSITORY[pattern["include"].removeprefix("#")]
            yield from _rules([included]) if "patterns" not in included else _rules(included["patterns"])
        else:
            yield pattern


def scope_of(piece: str, line: str) -> str:
    return next(scope for text, scope in scopes(line) if text == piece)


def test_the_committed_grammar_is_what_the_tables_give(capsys: pytest.CaptureFixture[str]) -> None:
    """To make it anew: guideline grammar > editors/guideline.tmLanguage.json"""
    assert main(["grammar"]) == 0
    assert COMMITTED.read_text(encoding="utf-8") == capsys.readouterr().out


@pytest.mark.parametrize("word", ITEM_WORDS)
def test_an_item_word_is_one_in_column_1(word: str) -> None:
    assert scope_of(word, f"{word} x") == "keyword.control.item"
    assert ("keyword.control.item") not in [scope for _, scope in scopes(f'  note "{word}"')]


@pytest.mark.parametrize("word", sorted(INNER_WORDS - {"and", "or"}))
def test_a_clause_word_is_coloured(word: str) -> None:
    spellings = [word, *(phrase for said in PHRASES.values() for phrase in said if phrase.split()[0] == word)]
    assert "keyword.control.clause" in [scope for each in spellings for _, scope in scopes(f"  {each} ")]


@pytest.mark.parametrize("phrase", sorted({p for said in PHRASES.values() for p in said if p[:1].isalpha()}))
def test_every_phrase_is_coloured_whole(phrase: str) -> None:
    pieces = scopes(f"x {phrase} ")
    assert phrase in [text for text, _ in pieces], pieces
    assert scope_of(phrase, f"x {phrase} ") != "variable.other"


@pytest.mark.parametrize("spelling", sorted({s for atom in ATOMS for s in atom.spellings}))
def test_every_unit_is_one_behind_a_number(spelling: str) -> None:
    assert scope_of(spelling, f"  give x 0.5 {spelling}") == "keyword.other.unit"


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_every_function_is_one(function: str) -> None:
    assert scope_of(function, f"define x as {function}(y)") == "support.function"


@pytest.mark.parametrize(
    ("piece", "line", "scope"),
    [
        ("# a note", '  note "x"  # a note', "comment.line.number-sign"),
        ('"when # is"', '  note "when # is"', "string.quoted.double"),
        ("azathioprine", "  option azathioprine", "entity.name.function"),
        ("start", 'decide start "Start"', "entity.name.function"),
        ("0.5", "    give prednisone 0.5 mg/kg/day by weight", "constant.numeric"),
        ("mg/kg/day", "    give prednisone 0.5 mg/kg/day by weight", "keyword.other.unit"),
        ("2026-01-31", '  source "x" 2026-01-31', "constant.other.date"),
        ("1.2.3", "  version 1.2.3", "constant.other.version"),
        ("[1, 2]", '    cite [1, 2] "x"', "constant.other.reference"),
        ("I48.0, I48.1", '  x "X" icd10 I48.0, I48.1', "constant.other.code"),
        ("yes", "  given x yes", "constant.language"),
        ("pt-BR", "texts pt-BR", "constant.other.language"),
        ("given_name", "define a as given_name", "variable.other"),
        (">=", "  when age >= 18 years", "keyword.operator"),
        ("not", "  when not pregnant", "keyword.operator.word"),
        ("once", "    give x once daily orally", "support.constant"),
    ],
)
def test_a_piece_has_its_scope(piece: str, line: str, scope: str) -> None:
    assert scope_of(piece, line) == scope


@pytest.mark.slow
def test_every_pattern_is_used_and_finds_something() -> None:
    """No rule of the grammar is idle over the shipped files."""
    seen: set[str] = set()
    for file in SHIPPED:
        for line in file.read_text(encoding="utf-8").splitlines():
            seen.update(scope for _, scope in scopes(line))
    wanted = set(re.findall(r'"([a-z.-]+)\.guideline"', json.dumps(GRAMMAR))) - {"source"}
    assert wanted - seen <= {"constant.other.language", "support.function"}


TOKENIZE = """\
const fs = require('fs'), oniguruma = require('vscode-oniguruma'), textmate = require('vscode-textmate');
const wasm = fs.readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')).buffer;
const onigLib = oniguruma.loadWASM(wasm).then(() => ({
  createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
  createOnigString: (text) => new oniguruma.OnigString(text) }));
const [grammarFile, ...files] = process.argv.slice(2);
const registry = new textmate.Registry({ onigLib, loadGrammar: async () =>
  textmate.parseRawGrammar(fs.readFileSync(grammarFile, 'utf8'), grammarFile) });
registry.loadGrammar('source.guideline').then((grammar) => {
  const out = {};
  for (const file of files) {
    let stack = textmate.INITIAL;
    out[file] = fs.readFileSync(file, 'utf8').split('\\n').map((line) => {
      const found = grammar.tokenizeLine(line, stack);
      stack = found.ruleStack;
      return found.tokens.map((t) => [line.slice(t.startIndex, t.endIndex), t.scopes[t.scopes.length - 1]]);
    });
  }
  console.log(JSON.stringify(out));
});
"""


@pytest.mark.slow
def test_an_editors_engine_colours_the_shipped_files(tmp_path: Path) -> None:
    """With the engine that editors use, fetched for this test: every word of every line has a colour."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        pytest.skip("there is no node here")
    npm = ["npm", "install", "--no-audit", "--no-fund", "vscode-textmate@9", "vscode-oniguruma@2"]
    if subprocess.run(npm, cwd=tmp_path, capture_output=True, timeout=240, check=False).returncode:
        pytest.skip("the engine cannot be fetched")
    (tmp_path / "tokenize.js").write_text(TOKENIZE, encoding="utf-8")
    files = [str(file) for file in SHIPPED]
    run = subprocess.run(
        ["node", "tokenize.js", str(COMMITTED), *files],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, list[list[tuple[str, str]]]] = json.loads(run.stdout)
    assert found.keys() == set(files)
    seen: set[str] = set()
    for file, lines in found.items():
        for number, line in enumerate(lines, 1):
            for piece, scope in line:
                seen.add(scope.removesuffix(".guideline"))
                bare = scope == "source.guideline" and re.search(r"[^\s(),\[\]]", piece)
                assert not bare, f"{file}:{number}: {piece!r} has no colour"
    assert {
        "entity.name.function",
        "keyword.control.item",
        "keyword.control.clause",
        "keyword.other.unit",
    } <= seen
    declared = next(
        lines for file, lines in found.items() if file.endswith("inflammatory_myopathy.guideline")
    )
    names = {piece for line in declared for piece, scope in line if scope == "entity.name.function.guideline"}
    assert {"weight", "diagnosis", "prednisone", "azathioprine", "starting_prednisone"} <= names
