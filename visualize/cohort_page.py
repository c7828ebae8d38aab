"""What a run over many patients came to, as one HTML page with plots: offline, without a script, fetching nothing.

The content security policy allows the one style sheet by its hash. Every word is escaped; bars are drawn as SVG, and
each has its number beside it.

Declared absent: counting (engine/cohort), and files.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

from engine.cohort.changes import STATEMENTS_SAY
from guideline_dsl.legible import legible

_WIDTH = 260
_HEIGHT = 12

_STYLE = """\
body { font: 15px/1.45 system-ui, sans-serif; color: #1a1a1a; background: #fff; max-width: 62rem; margin: 2rem auto;
  padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: .2rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .4rem; }
h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; } tr.patient td { border: none; padding-left: 1.5rem; color: #333; }
code { overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; color: #444; padding-bottom: .3rem; }
th, td { text-align: left; vertical-align: top; padding: .18rem .8rem .18rem 0; border-top: 1px solid #ddd; }
th { font-weight: 600; } td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
td.number { width: 5.5rem; } td.bar { width: 270px; } .quiet { color: #555; } svg { display: block; margin-top: .3rem; }
rect.all { fill: #e3e8ec; } rect.part { fill: #1f5f8b; }
dl { display: grid; grid-template-columns: max-content auto; gap: .1rem 1.2rem; } dd { margin: 0; }
.notice { border-left: 4px solid #8a5a00; padding-left: .7rem; }
@media print { body { margin: 0; max-width: none; font-size: 9.5pt; } tr { break-inside: avoid; } }
"""

Form = Mapping[str, object]


def cohort_page(form: Form) -> str:
    """The page of a summary in its JSON form (guideline_app/cohort/summary.py)."""
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    title = f"{_text(_inside(form, 'guideline')['title'])}: {_text(form['table'])}"
    return "".join(
        (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            '<meta name="referrer" content="no-referrer">\n',
            f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n",
            *_head(form),
            *_counts(form),
            *_compared(form),
            "</main>\n</body>\n</html>\n",
        )
    )


def _head(form: Form) -> Iterator[str]:
    guideline, engine = _inside(form, "guideline"), _inside(form, "engine")
    yield f"<h1>{_text(guideline['title'])}</h1>\n"
    yield '<p class="notice">Decision support for professionals: not a device, not validated.</p>\n'
    told = (
        ("Guideline", f"{guideline['id']} {guideline['version']}, {guideline['status']}"),
        ("Content", guideline["hash"]),
        ("Engine", f"{engine['name']} {engine['version']}"),
        ("As of", form["as_of"]),
        ("Patients", form["table"]),
        ("Results", form["results"]),
        ("Rows", f"{_number(form['answered'])} answered, {_number(form['rejected'])} rejected"),
        *_by_columns(form),
        ("Repeated", f"{_number(form['repeated'])} rows have the id and the time of a row before"),
        ("Rate", f"{_number(form['rows_per_second'])} patients a second"),
    )
    yield "<dl>\n" + "".join(f"<dt>{name}</dt><dd>{_text(said)}</dd>\n" for name, said in told) + "</dl>\n"
    if form["rejected"]:
        yield "<h2>Rejected rows</h2>\n"
        yield f"<p>They are in {_text(form['rejects'])}, each with its reasons. The first reasons:</p>\n<ul>\n"
        yield "".join(
            f"<li>row {_number(row)}: {_text(why)}</li>\n" for why, row in _inside(form, "reasons").items()
        )
        yield "</ul>\n"


def _by_columns(form: Form) -> Iterator[tuple[str, str]]:
    if form["by_columns"] is not None:
        others = _whole(form["answered"]) - _whole(form["by_columns"])
        yield "By columns", f"{_number(form['by_columns'])} rows, one by one {others:,}"


def _counts(form: Form) -> Iterator[str]:
    answered = _whole(form["answered"])
    yield _table(
        "In scope", "Whether the guideline is about the patient", _rows(_inside(form, "scope")), answered
    )
    fired = [(each["title"], each["id"], each["fired"]) for each in _forms(form["statements"])]
    yield _table(
        "Statements that fired", "For how many patients each decided, withheld or warned", fired, answered
    )
    outcomes = [
        (name, kind, many)
        for name, states in _inside(form, "outcomes").items()
        for kind, many in _mapping(states).items()
    ]
    yield _table("Outcomes", "What each decision comes to", outcomes, answered)
    promises = [
        (name, state, many)
        for name, states in _inside(form, "promises").items()
        for state, many in _mapping(states).items()
    ]
    yield _table("Promises under the plan", "Whether each promise is kept", promises, answered)
    yield _table(
        "Alerts", "Broken promises, and what is taken wrongly", _rows(_inside(form, "alerts")), answered
    )
    facts = [
        (name, "not recorded", _mapping(many)["not_recorded"])
        for name, many in _inside(form, "facts").items()
    ]
    yield _table("Missing data", "For how many patients each fact is not recorded", facts, answered)
    asked = _rows(_inside(form, "asked_for"))
    yield _table("Asked for", "What is missing and would matter", asked, answered)


def _compared(form: Form) -> Iterator[str]:
    if "compared" not in form:
        return
    compared = _inside(form, "compared")
    older = _inside(compared, "older")
    patients = _whole(compared["patients"])
    yield "<h2>Compared with an older version</h2>\n"
    yield (
        f"<p>Version {_text(older['version'])}, content {_text(older['hash'])}. Of {_number(patients)} patients the "
        f"advice changes for {_number(compared['changed'])}; {_number(compared['unread_by_the_older'])} rows cannot be "
        "read by the older version.</p>\n"
    )
    for name, transitions in _inside(compared, "outcomes").items():
        yield _transitions(name, _mapping(transitions), patients)
    for key, says in (
        ("alerts_newly", "Alerts that are given newly"),
        ("alerts_no_longer", "Alerts that are given no longer"),
    ):
        yield _table(says, "", _rows(_inside(compared, key)), patients)
    for key, says in (
        ("only_newer_outcomes", "Decisions that are new in this version"),
        ("only_older_outcomes", "Decisions that are gone in this version"),
    ):
        states = [
            (name, state, many)
            for name, inside in _inside(compared, key).items()
            for state, many in _mapping(inside).items()
        ]
        yield _table(says, "What they come to; they count as no change of a patient", states, patients)
    for key, says in STATEMENTS_SAY.items():
        fired = [(each["title"], each["id"], each["patients"]) for each in _forms(compared[key])]
        yield _table(says, "", fired, patients)
    yield f"<p>One patient, by both versions: <code>{_text(compared['explained_by'])}</code></p>\n"


def _transitions(name: str, transitions: Form, patients: int) -> str:
    """What became of one outcome, each with patients of its own."""
    body = "".join(
        _row(step, "", _whole(_mapping(found)["patients"]), patients)
        + "".join(map(_example, _forms(_mapping(found)["examples"])))
        for step, found in transitions.items()
    )
    said = "<caption>What it came to, and comes to now, with some of the patients</caption>"
    return f"<h3>{_text(name)}</h3>\n<table>{said}\n<tbody>\n{body}</tbody>\n</table>\n"


def _example(example: Form) -> str:
    return (
        f'<tr class="patient"><td colspan="4"><b>{_text(example["id"])}</b> before: {_text(example["was"])}<br>'
        f"now: {_text(example['now'])}</td></tr>\n"
    )


# ---------------------------------------------------------------- tables with bars


def _rows(counts: Form) -> list[tuple[object, object, object]]:
    return [(name, "", many) for name, many in counts.items()]


def _table(title: str, caption: str, rows: Iterable[tuple[object, object, object]], whole: int) -> str:
    body = "".join(_row(name, what, _whole(many), whole) for name, what, many in rows)
    if not body:
        return ""
    said = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<h2>{escape(title)}</h2>\n<table>{said}\n<tbody>\n{body}</tbody>\n</table>\n"


def _row(name: object, what: object, many: int, whole: int) -> str:
    share = many / whole if whole else 0.0
    quiet = f' <span class="quiet">{_text(what)}</span>' if what else ""
    return (
        f'<tr><th scope="row">{_text(name)}{quiet}</th><td class="number">{many:,}</td>'
        f'<td class="number">{share:.1%}</td><td class="bar">{_bar(share)}</td></tr>\n'
    )


def _bar(share: float) -> str:
    part = round(_WIDTH * min(share, 1.0), 1)
    return (
        f'<svg width="{_WIDTH}" height="{_HEIGHT}" aria-hidden="true" focusable="false">'
        f'<rect class="all" width="{_WIDTH}" height="{_HEIGHT}"/>'
        f'<rect class="part" width="{part}" height="{_HEIGHT}"/></svg>'
    )


# ---------------------------------------------------------------- what is in the form


def _text(value: object) -> str:
    return escape(legible(str(value)))


def _number(value: object) -> str:
    return f"{value:,}" if isinstance(value, int | float) else _text(value)


def _inside(form: Form, key: str) -> Form:
    return _mapping(form[key])


def _mapping(value: object) -> Form:
    assert isinstance(value, Mapping)
    return value


def _forms(value: object) -> list[Form]:
    assert isinstance(value, Sequence)
    return [_mapping(each) for each in value]


def _whole(value: object) -> int:
    assert isinstance(value, int)
    return value
