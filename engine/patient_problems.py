"""What is wrong with a patient as given: all problems are collected, and refuse the patient together.

A problem is written for whoever filled in the patient: it names the fact, what was given, what is expected
and what to do. No value of one problem is looked at again, so that one mistake is reported once.
"""

from __future__ import annotations

from datetime import date

from guideline_dsl.frozen import frozen

MOST_PROBLEMS = 100
"""A refusal lists at most so many problems and counts the rest, so that a hostile input stays cheap."""

_LONGEST_SHOWN = 60


@frozen
class Problem:
    """One thing that is wrong.

    `path` leads to it (`facts.weight.value`, `medicines[0].dose`, `line 3, column 5`; "" for the whole),
    `fact` is the name of the fact, medicine or procedure it is about ("" for none), `given` and `expected`
    are in words, and `message` is the whole sentence with the remedy.
    """

    path: str
    fact: str
    given: str
    expected: str
    message: str


class PatientRefused(ValueError):
    """The patient cannot be read; `problems` are all the reasons, in the order in which they were met.

    As text it is one problem a line.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(problem.message for problem in problems))
        self.problems = problems


@frozen
class Place:
    """Where a value stands, and how a message names it: `weight`, or the dose of `prednisone`."""

    path: str
    subject: str
    fact: str = ""

    def inside(self, key: str, subject: str = "") -> Place:
        """A part of the value: another path, and the same name unless the part has its own."""
        return Place(f"{self.path}.{key}" if self.path else key, subject or self.subject, self.fact)

    def item(self, index: int, subject: str, fact: str = "") -> Place:
        """An entry of a list."""
        return Place(f"{self.path}[{index}]", subject, fact)


class Intake:
    """The reading of one patient: the day or time it is read for, and the problems met so far."""

    def __init__(self, as_of: date) -> None:
        """Start with no problem."""
        self.as_of = as_of
        self._found: list[Problem] = []
        self._unlisted = 0

    def refuse(self, place: Place, given: str, expected: str, message: str) -> None:
        """Add a problem; `message` is the whole sentence."""
        if self.full:
            self._unlisted += 1
        else:
            self._found.append(Problem(place.path, place.fact, given, expected, message))

    def unexpected(self, place: Place, given: str, expected: str, why: str = "", remedy: str = "") -> None:
        """Add the problem of a value that is not what is expected: "X is given as ...; ... is expected"."""
        message = f"{place.subject} is given as {given}{why}; {expected} is expected"
        self.refuse(place, given, expected, f"{message}; {remedy}" if remedy else message)

    @property
    def met(self) -> int:
        """How many problems were met so far."""
        return len(self._found) + self._unlisted

    @property
    def full(self) -> bool:
        """Whether a further problem is only counted: a message for it need not be composed with care."""
        return len(self._found) >= MOST_PROBLEMS

    def raise_if_any(self) -> None:
        """Refuse the patient when anything is wrong with it."""
        if not self._found:
            return
        listed = list(self._found)
        if self._unlisted:
            more = (
                f"{self._unlisted} more {'problem is' if self._unlisted == 1 else 'problems are'} not listed"
            )
            listed.append(Problem("", "", more, "", more))
        raise PatientRefused(tuple(listed))


def shortened(text: str) -> str:
    """The text on one line, cut where it is long, with what cannot be printed written as an escape."""
    cut = text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 3] + "..."
    if cut.isprintable():
        return cut
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)
