"""Plain records as the source of a Python module that makes them again: quick to load once it is compiled.

Declared absent: what the records mean; files.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from guideline_dsl.frozen import fields_of


def source_of_records(named: Mapping[str, object]) -> str:
    """The source of a module in which each value has its name.

    Values are records (`frozen`), tuples, fractions, days, words, whole numbers, truths and None. Raises TypeError for
    anything else.
    """
    writer = _Writer()
    made = [f"{name} = {writer.written(value)}" for name, value in named.items()]
    return "\n".join([*writer.imports(), *writer.lines, *made]) + "\n"


class _Writer:
    """Writes each record once, after those that it holds."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._names: dict[int, str] = {}
        self._kinds: dict[type, None] = {}

    def imports(self) -> list[str]:
        """Where the classes come from."""
        modules: dict[str, list[str]] = {}
        for kind in self._kinds:
            modules.setdefault(kind.__module__, []).append(kind.__qualname__)
        return [
            f"from {module} import {', '.join(sorted(kinds))}" for module, kinds in sorted(modules.items())
        ]

    def written(self, value: object) -> str:
        """An expression for a value."""
        if type(value) in (bool, int, str, type(None)):
            return repr(value)
        if type(value) is tuple:
            return f"({''.join(f'{self.written(each)}, ' for each in value)})"
        if type(value) is Fraction:
            return self._named(value, Fraction, f"{value.numerator}, {value.denominator}")
        if type(value) is date:
            return self._named(value, date, f"{value.year}, {value.month}, {value.day}")
        fields = fields_of(type(value))
        if fields is None:
            raise TypeError(f"a {type(value).__name__} is no plain record")
        if id(value) in self._names:
            return self._names[id(value)]
        parts = [(field, getattr(value, field.name)) for field in fields]
        by_place = [self.written(part) for field, part in parts if not field.kw_only]
        by_name = [
            f"{field.name}={self.written(part)}"
            for field, part in parts
            if field.kw_only and part is not field.default
        ]
        return self._named(value, type(value), ", ".join((*by_place, *by_name)))

    def _named(self, value: object, kind: type, arguments: str) -> str:
        self._kinds[kind] = None
        name = self._names.get(id(value))
        if name is None:
            name = self._names[id(value)] = f"r{len(self._names)}"
            self.lines.append(f"{name} = {kind.__name__}({arguments})")
        return name
