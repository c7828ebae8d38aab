"""What every statement of a guideline comes to for one patient: the trace beside an answer, without words.

It is the same whoever makes it: the walk, by judging every condition with the whole plan, or the circuit in one pass.
The words, the arithmetic and the citations are those of the assessment, which is made of the walk.
"""

from __future__ import annotations

from fractions import Fraction

from guideline_dsl.frozen import frozen
from guideline_dsl.values import Truth


@frozen
class Told:
    """A condition, and whether it holds; or a value. `needs` is what would settle it, in the order of the guideline.

    `node` is the id of the graph node, `lead` how it asks: `for`, `when`, `check` (a gate), `is` (a definition or a
    fact), ... `value` is that of a number, a day or a time (in base units) or of a word, where it is known to be one.
    """

    node: str
    lead: str
    truth: Truth
    value: Fraction | int | str | None = None
    needs: tuple[str, ...] = ()


@frozen
class Trace:
    """Everything that a guideline asks of one patient; outside its scope, or while that is open, only the scope."""

    guideline: str
    told: tuple[Told, ...]


@frozen
class AskedShape:
    """One entry of a trace, by the places of what tells it in the key of its group.

    `truths` are the places of yes and no, `words` those of each word that it may be. `number` is the place of its value
    among the numbers, which are beside the keys, where `settled` is yes.
    """

    node: str
    lead: str
    truths: tuple[int, int] | None
    words: tuple[tuple[str, int], ...]
    settled: int
    number: int
    needs: int


@frozen
class TraceShape:
    """All entries in their groups, each of which has a key; `scope` is the node of whom the guideline is for.

    `needs` are those that masks stand for, in the order of the guideline.
    """

    groups: tuple[tuple[AskedShape, ...], ...]
    scope: str
    needs: tuple[tuple[int, str], ...]
