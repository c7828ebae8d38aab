"""The tables of the language reference, made from the tables of the language: Markdown, no prose.

docs/language.md holds each of them between two marks; a test compares, and
`python -m tests.manual docs/language.md` writes them anew.

Declared absent: the page itself, and files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from guideline_dsl.dimensions import describe
from guideline_dsl.expected import PHRASES
from guideline_dsl.hygiene import MAX_TEXT_BYTES
from guideline_dsl.operators import FUNCTIONS, OPERATORS, Operator
from guideline_dsl.parse import MAX_NESTING
from guideline_dsl.unit_table import ATOMS, PER_BODY_SURFACE, POWERS_OF_TEN
from guideline_dsl.words import ITEM_WORDS, RESERVED_FOR_NAMES


def operators() -> str:
    """The operators that are signs or words, with their meaning and an example that is run."""
    return _operator_table(row for name, row in OPERATORS.items() if name not in FUNCTIONS)


def functions() -> str:
    """The functions, with their meaning and an example that is run."""
    return _operator_table(FUNCTIONS.values())


def units() -> str:
    """The spellings of the units, grouped by what they measure; those of one unit stand together."""
    groups: dict[str, list[str]] = {}
    for atom in ATOMS:
        groups.setdefault(describe(atom.dimension), []).append(_spellings(atom.spellings))
    rows = [(kind.removeprefix("a ").removeprefix("an "), ", ".join(found)) for kind, found in groups.items()]
    rows.append(("after a stroke only", ", ".join(_code(a.spellings[0]) for a in POWERS_OF_TEN)))
    rows.append(("after a stroke, indexed to body surface", _code(PER_BODY_SURFACE.spellings[0])))
    return _table(("measures", "units"), rows)


def items() -> str:
    """The words an item begins with."""
    return _listed(ITEM_WORDS)


def routes() -> str:
    """The routes of a dose."""
    return _listed(PHRASES["ROUTE"])


def gaps() -> str:
    """What may be marked as missing from the source."""
    return _listed(PHRASES["GAP"])


def code_systems() -> str:
    """The code systems."""
    return _listed(PHRASES["CODE_SYSTEM"])


def outcomes() -> str:
    """The outcomes that a case may expect."""
    return _listed(PHRASES["OUTCOME"])


def reserved() -> str:
    """The words that are no names, and what they are."""
    kinds: dict[str, list[str]] = {}
    for word, kind in sorted(RESERVED_FOR_NAMES.items()):
        kinds.setdefault(kind, []).append(word)
    return "\n".join(f"- {kind}: {_listed(words)}" for kind, words in sorted(kinds.items()))


def limits() -> str:
    """What is refused because it is too large."""
    megabytes = MAX_TEXT_BYTES // 1024**2
    return f"- a file of more than {megabytes} MB\n- parentheses nested more than {MAX_NESTING} deep"


TABLES: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "operators": operators,
        "functions": functions,
        "units": units,
        "items": items,
        "routes": routes,
        "gaps": gaps,
        "code systems": code_systems,
        "outcomes": outcomes,
        "reserved words": reserved,
        "limits": limits,
    }
)
"""Every table under the name that its marks carry."""


def _operator_table(rows: Iterable[Operator]) -> str:
    return _table(
        ("written", "means", "example", "gives"),
        [(_code(row.form), row.meaning, _code(row.example), _code(row.gives)) for row in rows],
    )


def _spellings(spellings: Iterable[str]) -> str:
    """`mg`, or `day` = `days` = `d`."""
    return " = ".join(map(_code, spellings))


def _listed(words: Iterable[str]) -> str:
    return ", ".join(map(_code, words))


def _code(text: str) -> str:
    return f"`{text}`"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
