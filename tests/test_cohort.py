"""The cohort command: a table of patients in, a table of answers out; what cannot be read is told, row by row."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.cohort.engines import ENGINES
from engine.cohort.formats import CHUNKS
from guideline_app.cli import main
from tests.cohort_sample import Ward

COMMON = "id,age,weight,diabetes,sex,pregnant,creatinine,diagnosed,medicines_known\n"
WELL = "anna,55,70,no,female,no,1.2,2024-05-01,yes\n"


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    return Ward(tmp_path)


def test_each_patient_has_a_row_with_what_each_decision_comes_to(ward: Ward) -> None:
    assert ward.run(ward.table(COMMON + WELL)) == 0
    (row,) = ward.results()
    assert {name: row[name] for name in row if row[name] and name not in ("guideline", "engine")} == {
        "row": "1",
        "id": "anna",
        "as_of": "2026-01-31",
        "scope": "yes",
        "steroid.outcome": "recommended",
        "steroid.decided_by": "decide:steroid/otherwise",
        "steroid.recommends": "start prednisone 35 to 60 mg/day",
        "steroid.dose_lower": "35",
        "steroid.dose_upper": "60",
        "steroid.dose_unit": "mg/day",
        "sparing.outcome": "recommended",
        "sparing.decided_by": "decide:sparing/when:1",
        "sparing.recommends": "start methotrexate 15 mg/week",
        "sparing.dose_lower": "15",
        "sparing.dose_upper": "15",
        "sparing.dose_unit": "mg/week",
        "bones.1.outcome": "not applicable",
        "bones.1.decided_by": "advise:bones/when:1",
        "never.both.now": "kept",
        "never.both.plan": "kept",
    }
    assert len(row["guideline"]) == 64


def test_what_is_missing_and_what_is_withheld_is_told(ward: Ward) -> None:
    table = ward.table(
        "id,age,weight,diabetes,sex,pregnant,creatinine,diagnosed,medicines_known\n"
        "b,55,,no,female,yes,1,2024-05-01,yes\n"
        "c,55,35,,male,,1,2024-05-01,no\n"
    )
    assert ward.run(table) == 0
    b, c = ward.results()
    assert (b["steroid.recommends"], b["steroid.would_complete"]) == ("start prednisone", "weight")
    assert (b["sparing.outcome"], b["sparing.withheld_by"]) == (
        "contraindicated",
        "contraindicate methotrexate when pregnant",
    )
    assert (c["steroid.outcome"], c["steroid.waits_for"]) == ("insufficient data", "diabetes")
    assert (c["bones.1.outcome"], c["bones.1.waits_for"]) == (
        "insufficient data",
        "medication list",
    )
    assert (c["never.both.plan"], c["never.both.waits_for"]) == ("open", "diabetes; medication list")


def test_the_medication_list_is_read_from_columns(ward: Ward) -> None:
    table = ward.table(
        "id,age,medicines_known,taking.prednisone,dose.prednisone,since.prednisone,done.dexa_scan,done.dexa_scan.on\n"
        "d,55,yes,yes,20,2025-11-01,,2025-12-01\n"
        "e,55,yes,TRUE,20 mg/day,,no,\n"
    )
    assert ward.run(table) == 0
    d, e = ward.results()
    assert d["bones.1.recommends"] == "already done dexa_scan"
    assert e["bones.1.recommends"] == "do dexa_scan"


@pytest.mark.parametrize(
    ("head", "row", "said"),
    [
        ("weight", "NaN", '`weight` is given as "NaN", which is no number'),
        ("weight", "inf", '`weight` is given as "inf", which is no number'),
        ("weight", "1e999", "`weight` is given as"),
        ("weight", "1_000", "`weight` is given as"),
        ("weight", "70 m", "`weight` is given as 70 m"),
        ("weight", "-5", "which is not plausible"),
        ("weight", "154 lbs_of", "`weight` is given as"),
        ("diabetes", "maybe", '`diabetes` is given as "maybe"; yes or no is expected'),
        ("diabetes", "1", '`diabetes` is given as "1"; yes or no is expected'),
        ("sex", "femal", "did you mean `female`?"),
        ("diagnosed", "31.12.2024", "write it as in 2026-01-05"),
        ("diagnosed", "2023-02-29", "the calendar has no such day"),
        ("diagnosed", "2027-01-01", "which lies in the future"),
        ("as_of", "20260131", '`as_of` is given as "20260131"'),
        ("weight,weight.on", ",2026-01-01", "an object without a `value`"),
        ("taking.prednisone", "yes", "nothing says that this is all"),
        (
            "medicines_known,taking.prednisone",
            "no,yes",
            "`medicines_known` is no, and the row says what is taken",
        ),
        ("medicines_known,dose.prednisone", "yes,20", "`taking.prednisone` is not yes"),
        ("medicines_known,taking.prednisone", "yes,perhaps", '`taking.prednisone` is given as "perhaps"'),
        ("medicines_known,other_medicines", "yes,prednisone ()", "twice"),
        ("medicines_known,other_medicines", "yes,x (statin)", "is expected"),
        ("sex,pregnant", "male,yes", "it has a meaning only when"),
        ("age,weight", "55", "the row has 1 cell, and the table has 2 columns"),
        ("age,weight", "55,70,1", "the row has 3 cells, and the table has 2 columns"),
        ("age,weight", '55,"70', "a quote is opened and not closed"),
        ("age,weight", '55,"70"x', "a closing quote is followed by neither"),
        ("id,weight", "x,\u200b70", "a character that cannot be seen"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_with_the_reason(
    ward: Ward, head: str, row: str, said: str
) -> None:
    if "other_medicines" in head and "prednisone" in row:
        head, row = f"{head},taking.prednisone", f"{row},yes"
    assert said in " ".join(ward.reasons(ward.table(f"{head}\n{row}\n")))


def test_rejected_rows_are_kept_whole_with_their_line_and_the_others_keep_their_order(
    ward: Ward, capsys: pytest.CaptureFixture[str]
) -> None:
    table = ward.table('id,age\na,50\n"b\n2",x\nc,51\n\n=d,y\ne,52\n')
    assert ward.run(table) == 1
    assert [(row["row"], row["id"]) for row in ward.results()] == [("1", "a"), ("3", "c"), ("5", "e")]
    assert [(each["row"], each["line"], each["raw"]) for each in ward.rejects()] == [
        (2, 3, '"b\n2",x'),
        (4, 7, "=d,y"),
    ]
    assert "5 rows: 3 answered, 2 rejected" in capsys.readouterr().out


def test_a_quote_that_is_never_closed_costs_its_own_row_only(ward: Ward) -> None:
    many = "".join(f"p{number},50\n" for number in range(200))
    assert ward.run(ward.table(f'id,age\n"a,50\n{many}')) == 1
    assert (len(ward.results()), [each["raw"] for each in ward.rejects()]) == (200, ['"a,50'])


def test_a_line_without_end_is_rejected_and_not_held(ward: Ward) -> None:
    endless = b"b," + b"5" * 3_000_000
    assert ward.run(ward.table(b"id,age\na,50\n" + endless + b"\nc,52\n")) == 1
    assert [(row["row"], row["id"]) for row in ward.results()] == [("1", "a"), ("3", "c")]
    (reject,) = ward.rejects()
    assert (reject["line"], reject["reasons"]) == (3, ["the row is longer than 65,536 bytes"])
    text = b'{"id": "a"}\n{"id": "' + b"b" * 3_000_000 + b'"}\n{"id": "c"}\n'
    assert ward.run(ward.table(text, "patients.ndjson"), results="results.ndjson") == 1
    assert [row["id"] for row in ward.lines()] == ["a", "c"]


def test_a_mistake_of_the_program_names_the_row(
    ward: Ward, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("at once")

    monkeypatch.setattr("engine.cohort.engines.walk", broken)
    assert ward.run(ward.table("id,age\na,x\nb,50\n"), "--engine", "walk") == 70
    assert "in row 2: ZeroDivisionError: at once" in capsys.readouterr().err
    assert not (ward.folder / "results.csv").exists()


def test_a_table_that_is_written_to_while_it_is_read_has_no_results(
    ward: Ward, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from guideline_app.cohort import tables

    states = iter([(1, 1), (2, 2)])
    monkeypatch.setattr(tables.Table, "state", lambda _: next(states))
    assert ward.run(ward.table("id,age\na,50\n")) == 3
    assert "was written to while it was read" in capsys.readouterr().err
    assert not (ward.folder / "results.csv").exists()


def test_results_where_nothing_can_be_written_are_refused_before_the_work(
    ward: Ward, capsys: pytest.CaptureFixture[str]
) -> None:
    table = ward.table("id,age\na,50\n")
    (ward.folder / "folder.csv").mkdir()
    assert ward.run(table, results="folder.csv") == 3
    assert ward.run(table, results="nowhere/results.csv") == 3
    assert capsys.readouterr().err.count("\n") == 2


def test_bytes_that_are_no_text_cost_their_own_row_only(ward: Ward) -> None:
    assert ward.run(ward.table(b"\xef\xbb\xbfid,sex\r\n\xe9,female\r\na,male\r\n")) == 1
    assert [row["id"] for row in ward.results()] == ["a"]
    assert ward.rejects()[0]["raw"] == "\\xe9,female"


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", "the table is empty"),
        ("id,wieght\n", "no column is called `wieght`; did you mean `weight`?"),
        ("id,weight_kg\n", "did you mean `weight`?"),
        ("id,colour\n", "`guideline schema --of table FILE` lists the columns"),
        ("id,weight,weight\n", "the column `weight` is there twice"),
        ("id,weight,fact.weight\n", "the column `fact.weight` is there twice"),
        ("id,\n", "a column has no name"),
        ("id;weight\n", "are separated by `;`"),
        ("id,weight\n".encode("utf-16"), "UTF-16"),
    ],
)
def test_a_table_that_is_none_is_refused_whole(
    ward: Ward, capsys: pytest.CaptureFixture[str], table: str | bytes, said: str
) -> None:
    assert ward.run(ward.table(table)) == 3
    assert said in capsys.readouterr().err
    assert sorted(path.name for path in ward.folder.iterdir()) == ["patients.csv", "sample.guideline"]


def test_columns_that_mean_nothing_are_told_in_plain_letters_and_not_by_the_thousand(
    ward: Ward, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ward.run(ward.table("id,\x1b[2Jweight\n")) == 3
    assert "no column is called `\\x1b[2Jweight`" in capsys.readouterr().err
    assert ward.run(ward.table(",".join(f"x{number}" for number in range(5_000)) + "\n")) == 3
    said = capsys.readouterr().err
    assert (len(said.splitlines()), said.splitlines()[-1]) == (21, "4,980 more columns mean nothing")
    assert ward.run(ward.table("w" * 60_000 + "\n")) == 3
    assert len(capsys.readouterr().err) < 400


def test_a_column_may_be_ignored_by_name(ward: Ward) -> None:
    assert ward.run(ward.table("id,colour,age\na,red,50\n"), "--ignore", "colour") == 0


def test_a_table_without_rows_has_results_without_rows(ward: Ward) -> None:
    for results in ("results.csv", "results.ndjson"):
        assert ward.run(ward.table("id,age\n"), results=results) == 0
    assert ward.results() == []
    assert ward.lines() == []


def test_lines_of_json_are_rows_or_whole_patients(ward: Ward) -> None:
    lines = [
        {"id": "a", "age": 55, "weight": 70.5, "diabetes": False, "sex": None, "medicines_known": True},
        {
            "id": "b",
            "facts": {"age": "55 years", "weight": "70.5 kg"},
            "medicines": [],
            "as_of": "2026-01-01",
        },
        {"id": "c", "facts": {"age": None}},
        {"id": "d", "colour": 1},
        {"id": "e", "weight": ""},
        [1],
    ]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    text += '{"id": "f", "weight": NaN}\n{"id": "g", "weight": 70, "weight": 71}\n{"weight"\n'
    assert ward.run(ward.table(text, "patients.ndjson"), results="results.ndjson") == 1
    assert [(row["row"], row["id"], row["as_of"]) for row in ward.lines()] == [
        (1, "a", "2026-01-31"),
        (2, "b", "2026-01-01"),
    ]
    reasons = {each["row"]: each["reasons"][0] for each in ward.rejects("results.ndjson")}
    assert list(reasons) == [3, 4, 5, 6, 7, 8, 9]
    assert "could mean 'unknown' or 'no'" in reasons[3]
    assert "no column is called `colour`" in reasons[4]
    assert '`weight` is given as ""' in reasons[5]
    assert "is no object" in reasons[6]
    assert "NaN" in reasons[7]
    assert "given twice in one object" in reasons[8]
    assert "not valid JSON" in reasons[9]


def test_text_that_a_spreadsheet_would_compute_is_neutralised(ward: Ward) -> None:
    ward.run(ward.table('id,age\n"=1+1",50\n@a,50\n-b,50\n+c,50\nd=,50\n'))
    assert [row["id"] for row in ward.results()] == ["'=1+1", "'@a", "'-b", "'+c", "d="]


def test_a_binary_float_is_its_shortest_decimal(ward: Ward) -> None:
    rows = "".join(f'{{"age": 55, "weight": {weight}}}\n' for weight in ("0.1", "2.675", "70.10"))
    ward.run(ward.table(rows, "patients.ndjson"), results="results.ndjson")
    assert [row["row"] for row in ward.lines()] == [2, 3]


def test_rows_with_the_label_and_time_of_a_row_before_are_answered_and_counted(
    ward: Ward, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ward.run(ward.table("id,age\na,50\na,51\nb,52\n")) == 0
    assert len(ward.results()) == 3
    assert "1 row has the id and the time of a row before" in capsys.readouterr().out


def test_the_summary_counts_statements_outcomes_and_missing_facts(ward: Ward) -> None:
    table = ward.table(COMMON + WELL + WELL.replace("no", "yes", 1) + WELL.replace("70", ""))
    ward.run(table, "--summary", str(ward.folder / "s.json"))
    told = json.loads((ward.folder / "s.json").read_text(encoding="utf-8"))
    assert (told["rows"], told["answered"], told["rejected"], told["repeated"]) == (3, 3, 0, 2)
    assert told["outcomes"]["steroid"] == {"nothing recommended": 1, "recommended": 2}
    fired = {each["id"]: each["fired"] for each in told["statements"]}
    assert (fired["decide:steroid/when:1"], fired["decide:steroid/otherwise"]) == (1, 2)
    assert (fired["never:both/when:1"], fired["advise:bones/when:1"]) == (0, 0)
    assert told["facts"]["weight"] == {"not_recorded": 1, "asked_for": 1}
    assert told["rows_per_second"] > 0


def test_the_page_is_offline_escaped_and_without_script(ward: Ward) -> None:
    table = ward.table('id,age\n"<script>x",old<img>\n')
    ward.run(table, "--summary", str(ward.folder / "s.html"))
    page = (ward.folder / "s.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "<img" not in page
    assert "old&lt;img&gt;" in page
    assert "default-src 'none'; style-src 'sha256-" in page
    assert "http" not in page.replace("http-equiv", "")


def test_one_row_is_explained_in_full(ward: Ward, capsys: pytest.CaptureFixture[str]) -> None:
    table = ward.table(COMMON + WELL + "b,x,,,,,,,\n")

    def explained(label: str) -> tuple[int, str, str]:
        code = main(["cohort", str(ward.guideline), str(table), "--explain", label, "--as-of", "2026-01-31"])
        said = capsys.readouterr()
        return code, said.out, said.err

    code, out, _ = explained("anna")
    assert (code, "0.5 mg/kg/day x 70 kg = 35 mg/day" in out) == (0, True)
    assert explained("row 1") == (code, out, "")
    assert explained("ann")[0] == 3
    code, out, err = explained("b")
    assert (code, out, "row 2, line 3 cannot be read" in err) == (3, "", True)
    assert explained("nobody")[0] == 3


@pytest.mark.parametrize("label", ["anna", 'an"na', "änna", "an\\na", "an/na"])
def test_a_row_is_found_however_its_label_is_written(
    ward: Ward, capsys: pytest.CaptureFixture[str], label: str
) -> None:
    quoted = label.replace('"', '""')
    tables = [
        ward.table(f'id,age\nx,1\n"{quoted}",55\n'),
        ward.table(json.dumps({"id": label, "age": 55}) + "\n", "patients.ndjson"),
        ward.table(json.dumps({"id": label, "age": 55}, ensure_ascii=False) + "\n", "more.ndjson"),
    ]
    for table in tables:
        command = ["cohort", str(ward.guideline), str(table), "--explain", label, "--as-of", "2026-01-31"]
        assert main(command) == 0
        assert "About 2026-01-31" in capsys.readouterr().out


def test_the_results_do_not_depend_on_chunks_or_processes(ward: Ward) -> None:
    table = ward.table("id,age,weight\n" + "".join(f"p{n},{n},{n + 30}\n" for n in range(60)))
    written = []
    for more in (("--chunk", "7"), ("--chunk", "1000"), ("--chunk", "11", "--workers", "2")):
        ward.run(table, *more)
        written.append((ward.folder / "results.csv").read_bytes())
    assert written[0] == written[1] == written[2]
    assert sorted(path.name for path in ward.folder.iterdir()) == [
        "patients.csv",
        "results.csv",
        "sample.guideline",
    ]


def test_every_engine_has_a_size_of_chunks() -> None:
    assert list(ENGINES) == list(CHUNKS)


@pytest.mark.parametrize(
    "engine",
    [
        pytest.param(name, marks=pytest.mark.slow) if name == "spark" else name
        for name in ENGINES
        if name != "walk"
    ],
)
def test_every_engine_says_what_the_walk_says(ward: Ward, engine: str) -> None:
    table = ward.table(
        COMMON + "".join(f"p{n},{n},{n + 30},,female,,{(n + 2) / 20},2024-05-01,yes\n" for n in range(60))
    )
    written = []
    for each in ("walk", engine):
        assert ward.run(table, "--engine", each) == 0
        written.append((ward.folder / "results.csv").read_bytes())
    assert written[0] == written[1]


def test_the_table_is_never_replaced_by_its_results(ward: Ward, capsys: pytest.CaptureFixture[str]) -> None:
    table = ward.table("id,age\na,50\n")
    assert ward.run(table, results="patients.csv") == 3
    assert "would replace the table" in capsys.readouterr().err
    assert table.read_text(encoding="utf-8") == "id,age\na,50\n"


def test_an_empty_table_and_its_columns_are_shown(ward: Ward, capsys: pytest.CaptureFixture[str]) -> None:
    main(["schema", str(ward.guideline), "--of", "table"])
    head = capsys.readouterr().out
    assert head.startswith("id,as_of,medicines_known,other_medicines,age,age.on,age.at,weight,")
    assert ward.run(ward.table(head)) == 0
    capsys.readouterr()
    main(["schema", str(ward.guideline), "--of", "columns"])
    told = json.loads(capsys.readouterr().out)
    units = {column["name"]: column["unit"] for column in told["patients"]}
    assert (units["weight"], units["dose.prednisone"], units["dose.methotrexate"]) == (
        "kg",
        "mg/day",
        "mg/week",
    )
