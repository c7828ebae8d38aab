"""The plan: sets of medicines as bits, of which each statement brings one."""

from __future__ import annotations

from collections.abc import Iterable

from benchmarks.by_hand.kleene import LIST, Kleene
from benchmarks.by_hand.patient import IMMUNOSUPPRESSANT

Contribution = tuple[tuple[int, ...], int]
"""The sets of which it brings one (0: nothing), and what would settle which."""

Plan = tuple[Contribution, ...]


def has(crowd: int, taken: int, unlisted: bool, plan: Iterable[Contribution]) -> Kleene:
    """Whether the plan has any of some medicines."""
    if taken & crowd:
        return True
    possible, needs = unlisted, LIST if unlisted else 0
    for alternatives, asked in plan:
        some, every = False, True
        for alternative in alternatives:
            if alternative & crowd:
                some = True
            else:
                every = False
        if some:
            if every:
                return True
            possible = True
            needs |= asked
    return needs if possible else False


def has_two_immunosuppressants(taken: int, unlisted: bool, plan: Iterable[Contribution]) -> Kleene:
    """Whether the plan has two or more immunosuppressants, whatever each statement brings."""
    taken &= IMMUNOSUPPRESSANT
    if taken & (taken - 1):
        return True
    possible, needs = {taken}, LIST if unlisted else 0
    for alternatives, asked in plan:
        found = {alternative & IMMUNOSUPPRESSANT for alternative in alternatives}
        if found != {0}:
            if len(found) > 1:
                needs |= asked
            possible = {one | other for one in possible for other in found}
    several = [union & (union - 1) != 0 for union in possible]
    if all(several):
        return True
    return needs if unlisted or any(several) else False
