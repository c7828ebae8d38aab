"""A circuit folds what is certain, and says nothing twice."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest

from engine.compiled.circuit import Circuit, Wire
from engine.compiled.python_source import function_of


def test_what_is_never_both_is_no_and_says_the_other() -> None:
    circuit = Circuit()
    yes, no, other = (circuit.input("bit", name) for name in ("yes", "no", "other"))
    circuit.never_both(yes, no)
    assert circuit.all((yes, no, other)) is circuit.never
    assert circuit.all((yes, circuit.no(no))) is yes
    assert circuit.any((circuit.no(yes), no)) is circuit.no(yes)


def test_what_another_bit_says_already_is_left_out() -> None:
    circuit = Circuit()
    a, b = circuit.input("bit", "a"), circuit.input("bit", "b")
    assert circuit.any((a, circuit.all((a, b)))) is a
    assert circuit.all((a, circuit.any((a, b)))) is a
    assert circuit.any((a, circuit.all((circuit.no(a), b)))) is circuit.any((a, b))
    assert circuit.all((a, circuit.any((circuit.no(a), b)))) is circuit.all((a, b))


def test_questions_about_one_word_are_one_question() -> None:
    circuit = Circuit()
    code = circuit.code_input("code", frozenset((-1, 0, 1, 2)))
    asked = [circuit.among(code, frozenset((place,))) for place in (0, 1)]
    assert circuit.any(asked) is circuit.among(code, frozenset((0, 1)))
    assert circuit.no(circuit.any(asked)) is circuit.among(code, frozenset((-1, 2)))
    assert circuit.all(asked) is circuit.never


@pytest.mark.parametrize("seed", range(40))
def test_a_shorter_circuit_gives_the_same_bits(seed: int) -> None:
    """Of made-up gates over four bits, of which the first two are never both: for every patient what they must give."""
    random, circuit = Random(seed), Circuit()
    names = ("a", "b", "c", "d")
    wires: list[Wire] = [circuit.input("bit", name) for name in names]
    circuit.never_both(wires[0], wires[1])
    patients = [bits for bits in product((False, True), repeat=4) if not (bits[0] and bits[1])]
    expected: list[list[bool]] = [[bits[place] for bits in patients] for place in range(4)]
    for _ in range(30):
        places = random.sample(range(len(wires)), random.randint(1, min(3, len(wires))))
        inside = [expected[place] for place in places]
        match random.choice(("all", "any", "no")):
            case "all":
                wires.append(circuit.all(wires[place] for place in places))
                expected.append([all(bits) for bits in zip(*inside, strict=True)])
            case "any":
                wires.append(circuit.any(wires[place] for place in places))
                expected.append([any(bits) for bits in zip(*inside, strict=True)])
            case _:
                wires.append(circuit.no(wires[places[0]]))
                expected.append([not bit for bit in inside[0]])
    run = function_of(wires, {name: place for place, name in enumerate(names)})
    for number, bits in enumerate(patients):
        assert run(bits) == tuple(column[number] for column in expected)


@pytest.mark.parametrize("many", [1, 254, 255, 256, 700])
def test_so_many_inputs_are_read_with_others_after_them(many: int) -> None:
    circuit = Circuit()
    names = [f"fact {place}" for place in range(many)]
    slots = {name: place for place, name in enumerate([*names, "more", "and more"])}
    every = circuit.all(circuit.input("bit", name) for name in names)
    run = function_of([every], slots)
    assert run([True] * many + [False, False]) == (True,)
    assert run([True] * (many - 1) + [False, True, True]) == (False,)
