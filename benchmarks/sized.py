"""Guidelines of any size, made of modules of ten rules each, with a narrative that their quotes stand in.

A module is about a problem of its own, as in a guideline that covers many: three facts, two medicines, a
definition, a `decide` of three branches and an exception, a `choose` of two options that reads the plan of
the module's medicines, an `advise`, a gate, a contraindication and a promise.
"""

from __future__ import annotations

RULES_IN_A_MODULE = 10


def guideline_of(rules: int) -> tuple[str, str]:
    """The text of a guideline of so many rules, and its narrative."""
    modules = range(rules // RULES_IN_A_MODULE)
    facts = "".join(_facts(n) for n in modules)
    medicines = "".join(_medicines(n) for n in modules)
    procedures = "".join(f'  scan_{n} "Scan {n}"\n' for n in modules)
    text = (
        'guideline sized "A guideline of some size"\n  version 1.0.0\n  narrative "narrative.md"\n\n'
        'references\n  1  guideline  "A source"\n\n'
        f"facts\n  weight 2 to 300 kg\n{facts}\nmedicines\n{medicines}\nprocedures\n{procedures}\n"
        'assumption reading "As it is read here"\n\n' + "\n".join(_module(n) for n in modules)
    )
    return text, "# Narrative\n\n" + "\n".join(_sentences(n) for n in modules)


_NODES_OF_A_MODULE = 30
_NODES_BESIDE_MODULES = 7


def guideline_with_nodes(nodes: int) -> tuple[str, str]:
    """A guideline whose graph has so many nodes: as many modules as fit, at least one, and then names."""
    modules, rest = divmod(nodes - _NODES_BESIDE_MODULES, _NODES_OF_A_MODULE)
    text, narrative = guideline_of(modules * RULES_IN_A_MODULE)
    names = (f"\ndefine beyond_{n} as level_0 > {n} mmol/L or sign_0\n" for n in range(rest))
    return text + "".join(names), narrative


def patient_of(rules: int, turn: int = 0) -> dict[str, object]:
    """A patient without medicines, of whom each fourth module does not know the grade of the problem.

    Another `turn` is another patient, as if the modules stood in another order.
    """
    facts: dict[str, object] = {"weight": "70 kg"}
    for n in range(rules // RULES_IN_A_MODULE):
        found = n + turn
        facts |= {f"sign_{n}": found % 2 == 0, f"level_{n}": f"{3 + found % 7} mmol/L"}
        if found % 4 != 3:
            facts[f"grade_{n}"] = ("moderate", "severe", "mild")[found % 3]
    return {"facts": facts, "medicines": []}


def _facts(n: int) -> str:
    return (
        f"  sign_{n} yes | no\n"
        f"  level_{n} 0 to 20 mmol/L  within 30 days\n"
        f"  grade_{n} mild | moderate | severe\n"
    )


def _medicines(n: int) -> str:
    return f"  drug_{n} group_{n}  tablets 5 mg, 20 mg\n  other_{n} group_{n}, rest_{n}\n"


def _sentences(n: int) -> str:
    return (
        f"Treatment {n} begins at a level of 5 mmol/L or more. {{S{n}A}}\n"
        f"Problem {n} is treated with 1 mg per kg a day. {{S{n}B}}\n"
    )


def _module(n: int) -> str:
    return f"""\
define raised_{n} as level_{n} >= 5 mmol/L and (sign_{n} or grade_{n} is severe)

decide treat_{n} "Treating problem {n}"
  for raised_{n} or grade_{n} is any of (moderate, severe)
  except when level_{n} > 18 mmol/L
    note "Problem {n} is beyond this guideline"
    cite [1]
  when raised_{n} and sign_{n}
    give drug_{n} 0.5 to 1 mg/kg/day by weight, at most 60 mg/day, orally, for 2 to 4 weeks
    cite [1] "Problem {n} is treated with 1 mg per kg a day"
  when grade_{n} is moderate
    give drug_{n} 20 mg once daily orally
    note "Moderate problem {n}"
    cite [1]
  otherwise
    give nothing
    assuming reading

choose agent_{n} "Beside problem {n}"
  for plan has drug_{n}
  option first_{n}
    prefer when sign_{n}
      cite [1]
    give other_{n} 10 mg once daily
    cite [1]
  option later_{n}
    only when level_{n} < 10 mmol/L
      cite [1]
    give nothing
    assuming reading

advise follow_{n}
  when plan has any group_{n} and not done scan_{n} within 52 weeks
    do scan_{n} every 52 weeks
    cite [1] "Treatment {n} begins at a level of 5 mmol/L or more"

before other_{n}
  check level_{n}
  cite [1]

contraindicate drug_{n}
  when grade_{n} is mild
    assuming reading

never both_{n} "Both medicines of problem {n}"
  when plan has at least 2 of group_{n} and level_{n} > 15 mmol/L
    cite [1]
"""
