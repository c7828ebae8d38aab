"""What the laws found, each as the smallest guideline that showed it, with what holds now."""

from dataclasses import dataclass
from typing import Any

import pytest

from engine.evaluation import walk
from tests.laws.law import Law, compiled, more_facts, unasked
from tests.laws.missing import kinds
from tests.laws.patients import AS_OF, Ward

HEAD = 'guideline made "Made up"\n  version 1.0.0\n\nassumption reading "As it is read here"\n'


@dataclass(frozen=True)
class Found:
    """`before` and `after` are facts, medicines (None: unknown) and what was done; `said` is expected of `before`."""

    name: str
    text: str
    before: dict[str, Any]
    after: dict[str, Any]
    said: dict[str, str]
    law: Law = more_facts


def taking(*medicines: str | dict[str, Any], **facts: Any) -> dict[str, Any]:
    listed = [{"name": entry} if isinstance(entry, str) else entry for entry in medicines]
    return {"facts": facts, "done": {}, "medicines": listed}


def unlisted(**facts: Any) -> dict[str, Any]:
    return {"facts": facts, "done": {}}


FOUND = (
    Found(
        "what an assumed contraindication keeps out of a decision that may not apply is provisional for its rivals",
        """
facts
  rash yes | no
    assume yes when not recorded "Made up"
  fever yes | no
medicines
  cortil steroid
contraindicate cortil
  when rash
    assuming reading
decide one
  for fever
  give cortil 60 mg/day
taper cortil
  start from 2 weeks, by 4 weeks
  every 2 weeks
  steps 40, 20, 10 mg/day
""",
        taking({"name": "cortil", "dose": "20 mg/day", "for": "27 weeks", "at_dose_for": "27 days"}),
        taking(
            {"name": "cortil", "dose": "20 mg/day", "for": "27 weeks", "at_dose_for": "27 days"}, rash=False
        ),
        {"decide:one": "insufficient data", "taper:cortil": "recommended"},
    ),
    Found(
        "an option that an assumed contraindication keeps out is provisional for its rivals, too",
        """
facts
  rash yes | no
    assume yes when not recorded "Made up"
  fever yes | no
medicines
  cortil steroid
  dorane blocker
contraindicate cortil
  when rash
    assuming reading
choose one
  for fever
  option with_cortil
    give cortil 60 mg/day
  option with_dorane
    give dorane 10 mg/day
taper cortil
  start from 2 weeks, by 4 weeks
  every 2 weeks
  steps 40, 20, 10 mg/day
""",
        taking({"name": "cortil", "dose": "20 mg/day", "for": "27 weeks", "at_dose_for": "27 days"}),
        taking(
            {"name": "cortil", "dose": "20 mg/day", "for": "27 weeks", "at_dose_for": "27 days"}, rash=False
        ),
        {"choose:one": "insufficient data", "taper:cortil": "recommended"},
    ),
    Found(
        "another option may lead once what is taken turns out to be withheld",
        """
facts
  rash yes | no
medicines
  cortil steroid
  bectine blocker
choose agent
  option one
    give bectine 10 mg/day
  option other
    give cortil 10 mg/day
contraindicate cortil
  when rash
    assuming reading
never blocked "Never a blocker"
  when plan has bectine
    assuming reading
""",
        taking("cortil"),
        taking("cortil", rash=True),
        {"choose:agent": "conditional", "never:blocked": "kept, open"},
    ),
    Found(
        "giving and stopping conflict only where there is something to stop",
        """
medicines
  cortil steroid
decide one
  give cortil 10 mg/day
decide other
  stop cortil
""",
        unlisted(),
        taking(),
        {"decide:one": "conditional", "decide:other": "conditional"},
    ),
    Found(
        "a class may have members the guideline does not declare",
        """
medicines
  cortil steroid
  dorane steroid
  bectine blocker
never several "Never several"
  when plan has at least 2 of steroid and not plan has any blocker
    assuming reading
decide one
  give bectine 10 mg/day
  stop dorane
""",
        unlisted(),
        taking("cortil", {"name": "zolpin", "classes": ["steroid"]}),
        {"never:several": "open, kept"},
    ),
    Found(
        "the root of what may be negative may be anything",
        """
facts
  wells 0 to 10
  joints 0 to 6
define total as sqrt(joints - wells)
advise message
  when total <= 3
    note "Low"
""",
        taking(),
        taking(wells="10"),
        {"advise:message/when:1": "unknown"},
    ),
    Found(
        "a taper of what may be taken may clash with what is given",
        """
medicines
  cortil steroid
decide one
  give cortil 10 mg/day
taper cortil
  start from 2 weeks, by 4 weeks
  every 2 weeks
  steps 40, 20, 10 mg/day
""",
        unlisted(),
        taking({"name": "cortil", "dose": "40 mg/day", "for": "6 weeks"}),
        {"decide:one": "conditional"},
    ),
    Found(
        "a taper that may apply may lower the dose of the plan",
        """
facts
  rash yes | no
medicines
  cortil steroid
taper cortil
  for rash
  start from 2 weeks, by 4 weeks
  every 2 weeks
  steps 40, 20, 10 mg/day
never high "Never high"
  when dose of cortil >= 40 mg/day
    assuming reading
""",
        taking({"name": "cortil", "dose": "40 mg/day", "for": "6 weeks"}),
        taking({"name": "cortil", "dose": "40 mg/day", "for": "6 weeks"}, rash=True),
        {"never:high": "broken, open"},
    ),
    Found(
        "at a frequency that is not known nothing is plainly continued",
        """
medicines
  dorane blocker  only once weekly
decide one
  give dorane 10 mg once weekly
""",
        taking({"name": "dorane", "dose": "10 mg/week"}),
        taking({"name": "dorane", "dose": "5 mg", "frequency": "twice weekly"}),
        {"decide:one": "recommended"},
    ),
    Found(
        "any of a class waits while a member may be taken and contraindicated",
        """
facts
  rash yes | no
medicines
  cortil steroid
  dorane steroid
decide one
  give any steroid dose not in source
contraindicate cortil
  when rash
    assuming reading
""",
        unlisted(),
        taking("cortil"),
        {"decide:one": "conditional"},
    ),
    Found(
        "a conflict, or none, that an assumed value decided is provisional",
        """
facts
  asthma yes | no
    assume no when not recorded "Made up"
medicines
  elmide steroid
decide one
  give elmide 10 mg/day
choose other
  option only_one
    only when asthma
    give elmide 20 mg/day
""",
        taking(),
        taking(asthma=True),
        {"decide:one": "recommended"},
    ),
    Found(
        "an assumed scope makes every answer provisional",
        """
facts
  stage early | late
    assume late when not recorded "Made up"
  wells 0 to 10
medicines
  elmide steroid
decide one
  when wells > 3 or wells <= 3
    give elmide 10 mg/day
  otherwise
    give nothing
""",
        taking(),
        taking(stage="early"),
        {"decide:one": "recommended"},
    ),
    Found(
        "an assumed no contradicts no recorded yes",
        """
facts
  rash yes | no
    assume no when not recorded "Made up"
  diabetes yes | no
    only when rash
  fever yes | no
advise message
  when fever or not fever
    note "Always"
""",
        taking(),
        taking(diabetes=True),
        {"advise:message/when:1": "shown"},
    ),
    Found(
        "what tells whether a regimen comes to anything is asked for",
        """
facts
  age 0 to 120 years
medicines
  elmide blocker
regimen course
  when 12 years <= age <= 65 years
    give elmide 20 mg once daily
advise one
  give course
""",
        taking(),
        taking(age="120 years"),
        {"advise:one": "insufficient data"},
        unasked,
    ),
    Found(
        "what would make a decision not applicable is asked for beside whether it applies",
        """
facts
  rash yes | no
  fever yes | no
medicines
  elmide blocker
decide one
  for rash
  when fever
    give elmide 20 mg once daily
""",
        taking(),
        taking(fever=False),
        {"decide:one": "insufficient data"},
        unasked,
    ),
    Found(
        "a taken option asks for what decides its regimen",
        """
facts
  diabetes yes | no
medicines
  dorane blocker
regimen course
  when diabetes
    give dorane 10 mg twice daily orally
choose agent
  option one
    give course
""",
        taking({"name": "dorane", "dose": "60 mg/day"}),
        taking({"name": "dorane", "dose": "60 mg/day"}, diabetes=True),
        {"choose:agent": "conditional"},
        unasked,
    ),
)


@pytest.mark.parametrize("found", FOUND, ids=lambda found: found.name)
def test_what_a_law_found_holds_now(found: Found) -> None:
    graph = compiled(HEAD + found.text)
    said = kinds(walk(graph, Ward(graph).given(found.before), AS_OF))
    assert {name: said[name] for name in found.said} == found.said
    assert not found.law(graph, (found.before, found.after))


SETTLED = (
    ("a fact and its opposite", "fever or not fever", {}, "shown"),
    ("two ranges that leave nothing out", "age < 18 years or age >= 18 years", {}, "shown"),
    ("two values that nobody has both of", "stage is early and stage is late", {}, "not shown"),
    ("a fact through two definitions", "feverish and well", {}, "not shown"),
    ("a recorded yes of what has a meaning only so", "fever", {"chills": True}, "unknown"),
    (
        "a recorded yes, where the fact is asked for twice",
        "fever and (fever or rash)",
        {"chills": True},
        "shown",
    ),
    ("two facts, one of which decides", "(fever and rash) or (not fever and rash)", {}, "unknown"),
    ("two facts, one of which is known", "(fever and rash) or (not fever and rash)", {"rash": True}, "shown"),
)


@pytest.mark.parametrize(("name", "condition", "facts", "said"), SETTLED, ids=[row[0] for row in SETTLED])
def test_what_every_value_agrees_on_is_settled(
    name: str, condition: str, facts: dict[str, Any], said: str
) -> None:
    text = f"""
facts
  fever yes | no
  chills yes | no
    only when fever
  rash yes | no
  stage early | late
  age 0 to 120 years
define feverish as fever
define well as not fever
advise message
  when {condition}
    note "To know"
"""
    graph = compiled(HEAD + text)
    found = walk(graph, Ward(graph).given(taking(**facts)), AS_OF)
    assert [unit.kind for unit in found.units] == [said], name


def test_what_is_supposed_passes_no_gate() -> None:
    graph = compiled(
        HEAD
        + """
facts
  fever yes | no
medicines
  cortil steroid
before cortil
  check fever
decide one
  when fever or not fever
    give cortil 10 mg/day
"""
    )
    found = walk(graph, Ward(graph).given(taking()), AS_OF)
    assert [unit.kind for unit in found.units] != ["recommended"]
