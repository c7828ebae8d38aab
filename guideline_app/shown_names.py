"""An assessment in another language with its names as they are shown in it, for a text that is read and not parsed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.assessment import Assessment

_LISTS = frozenset(("conditions", "missing", "needs", "alternatives"))
_NAMES = frozenset(("medicine", "strength", "evidence"))


def with_shown_names(assessment: Assessment) -> Assessment:
    """The assessment, its names replaced by what is shown for them; the same where it is in the original."""
    if not assessment.language:
        return assessment
    names = {name.name: name.text for name in assessment.names}
    form = _shown(assessment.model_dump(), names)
    for outcome in form["outcomes"]:
        outcome["decision"] = outcome["title"]
    for request in form["missing"]:
        request["name"] = _name(request["name"], names)
    made: Assessment = Assessment.model_validate(form)
    return made


def _shown(form: Any, names: Mapping[str, str]) -> Any:
    match form:
        case dict():
            return {key: _field(key, part, names) for key, part in form.items()}
        case tuple() | list():
            return [_shown(part, names) for part in form]
    return form


def _field(key: str, part: Any, names: Mapping[str, str]) -> Any:
    if key in _NAMES and isinstance(part, str):
        return _name(part, names)
    if key in _LISTS and isinstance(part, list | tuple):
        return [_name(name, names) if isinstance(name, str) else _shown(name, names) for name in part]
    return _shown(part, names)


def _name(said: str, names: Mapping[str, str]) -> str:
    """`weight`, or a name behind words of the program: `dose of prednisone`, `any corticosteroid`."""
    before, space, name = said.rpartition(" ")
    return f"{before}{space}{names.get(name, name)}"
