"""The words that a choice may be, read from a checked guideline."""

from __future__ import annotations

from collections.abc import Mapping

from guideline_dsl import core


def words_of(
    choice: core.Expression,
    facts: Mapping[str, core.FactNode],
    definitions: Mapping[str, core.DefineNode],
) -> tuple[str, ...]:
    """Every word the choice may be: the values of its facts, and the words its cases write."""
    found: dict[str, None] = {}
    waiting: list[core.Expression] = [choice]
    seen: set[str] = set()
    while waiting:
        match waiting.pop():
            case core.Symbol(value=word):
                found[word] = None
            case core.FactRef(name=name):
                declared = facts[name].type
                found.update(dict.fromkeys(declared.values if isinstance(declared, core.OneOf) else ()))
            case core.DefinitionRef(name=name) if name not in seen:
                seen.add(name)
                waiting.append(definitions[name].value)
            case core.Cases(arms=arms, otherwise=otherwise):
                waiting.extend([otherwise] if otherwise is not None else [])
                waiting.extend(arm.value for arm in reversed(arms))
            case core.Table(rows=rows):
                waiting.extend(row.value for row in reversed(rows))
            case _:
                pass
    return tuple(found)
