"""Nor does it hide in caution: outcomes that stay open although every completion leads to the same one are few.

Brute force on finite guidelines. Two things wait by design, whatever the completions say, and are counted apart: a gate
whose result is not recorded ("never plainly recommended"), and a scope that is not known ("scope first"). So is an
unknown medication list ("a choice is at most conditional", and the list is one request).

Every outcome found hidden is listed in hidden_in_caution.txt, with its seed and the reason.
"""

from pathlib import Path
from random import Random

import pytest

from tests.laws.completions import Hidden, judge
from tests.laws.guidelines import FINITE, guideline
from tests.laws.law import compiled
from tests.laws.patients import Patient, Ward

LISTING = Path(__file__).parent / "hidden_in_caution.txt"
QUICK = range(3)
SLOW = range(80)
UNLISTED = range(40)
PATIENTS = 4


class Tally:
    """What was counted over many guidelines."""

    def __init__(self) -> None:
        self.indefinite = 0
        self.by_design = 0
        self.hidden: list[str] = []

    @property
    def share(self) -> float:
        return len(self.hidden) / max(self.indefinite, 1)

    def add(self, seed: int, *, listed: bool = True) -> None:
        random = Random(seed)
        ward = Ward(compiled(guideline(random, FINITE)))
        for number in range(1, PATIENTS + 1):
            patient = ward.patient(random)
            if not listed:
                # every list there may be is tried out, so few facts can be
                patient = ward.filled(patient, random, 0.8) or patient
            judged = judge(ward, bare(patient, listed=listed))
            if judged is None:
                continue
            self.indefinite += judged.indefinite
            self.by_design += len(judged.by_design)
            self.hidden += [line(seed, number, hidden) for hidden in judged.hidden]


def bare(patient: Patient, *, listed: bool) -> Patient:
    """The patient with a medication list that says what is taken and no doses, or with none."""
    kept = ("name", "classes")
    medicines = [{key: entry[key] for key in kept if key in entry} for entry in patient.get("medicines", [])]
    rest = {key: value for key, value in patient.items() if key != "medicines"}
    return {**rest, "medicines": medicines} if listed else rest


def line(seed: int, patient: int, hidden: Hidden) -> str:
    found = f"{hidden.name} is {hidden.kind}, all agree on {hidden.agreed}"
    return f"seed {seed}, patient {patient}: {found}: {hidden.reason}"


def tally(seeds: range, *, listed: bool = True) -> Tally:
    made = Tally()
    for seed in seeds:
        made.add(seed, listed=listed)
    return made


def test_hardly_any_open_outcome_has_completions_that_all_agree() -> None:
    found = tally(QUICK)
    assert found.indefinite > 10
    assert found.share <= 0.02, "\n".join(found.hidden)


@pytest.mark.slow
def test_hardly_any_open_outcome_of_many_guidelines_has_completions_that_all_agree() -> None:
    found, unlisted = tally(SLOW), tally(UNLISTED, listed=False)
    assert found.indefinite > 400
    assert found.share <= 0.02, "\n".join(found.hidden)
    assert unlisted.share <= 0.15, "\n".join(unlisted.hidden)
    expected = LISTING.read_text(encoding="utf-8")
    assert listing(found, unlisted) == expected, f"write this to {LISTING.name}:\n{listing(found, unlisted)}"


def listing(found: Tally, unlisted: Tally) -> str:
    """The file of what is hidden."""
    head = (
        f"Seeds {SLOW.start} to {SLOW.stop - 1}, {PATIENTS} patients each.",
        f"{found.indefinite} outcomes and promises are open. Of these, {found.by_design} have completions that agree",
        f"and wait by design (a gate, the scope); {len(found.hidden)} have completions that agree and are hidden:",
        "",
    )
    apart = (
        "",
        f"Seeds {UNLISTED.start} to {UNLISTED.stop - 1} with the medication list unknown, which is one request:",
        f"{unlisted.indefinite} are open; {len(unlisted.hidden)} agree on every list there may be:",
        "",
    )
    return "\n".join([*head, *found.hidden, *apart, *unlisted.hidden]) + "\n"
