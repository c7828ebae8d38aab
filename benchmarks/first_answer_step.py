"""One process of the first answers: from its first line to the answer; run as `python STEP HOW FILE RECORD PATIENT`.

FILE is a kept guideline, or the JSON form of a graph; RECORD a module that makes the record, PATIENT the JSON of it.
"""

import time

_BEGAN, _OF_PROCESSOR = time.perf_counter(), time.process_time()


def _answer(how: str, file: str, record: str, patient: str) -> object:
    from datetime import date  # noqa: PLC0415 - all that is imported is part of a first answer

    day = date(2026, 1, 31)
    if how == "anew":
        from engine.library import compile_fast, load_graph  # noqa: PLC0415

        with open(file, encoding="utf-8") as text:
            fast = compile_fast(load_graph(text.read()))
    else:
        from engine.library import load_fast  # noqa: PLC0415

        fast = load_fast(file)
    if how == "kept, read":
        from engine.patient import read_patient  # noqa: PLC0415

        with open(patient, encoding="utf-8") as text:
            return fast.answer(read_patient(text.read(), fast.graph, day), day)
    names: dict[str, object] = {}
    with open(record, encoding="utf-8") as source:
        exec(source.read(), names)
    return fast.answer(names["record"], day)  # type: ignore[arg-type] # it is a record


if __name__ == "__main__":
    import sys

    assert _answer(*sys.argv[1:]) is not None
    taken = time.perf_counter() - _BEGAN, time.process_time() - _OF_PROCESSOR
    heavy = [name for name in ("lark", "networkx", "pydantic") if name in sys.modules]
    print(*taken, len(sys.modules), ",".join(heavy) or "none")
