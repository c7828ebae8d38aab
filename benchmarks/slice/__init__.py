"""A fixed slice of the shipped guideline, given to every peer: starting prednisone, the first-line agent with its gates
and contraindications, and two promises.

Facts may be missing, so every truth is one of three. slice.guideline says it in the language of this project; rules.py
says it once more as plain propositions, from which each peer gets its own text; the hand-written readings
(by_hand.py, polars_by_hand.py, duckdb_by_hand.py) are written for themselves. Who answers otherwise than the walk of
the graph is not timed (agreement.py).

The patients of the slice are at the start: the diagnosis, the sex, a pregnancy, and what is taken are known, and nobody
takes a first-line agent. So nothing here has to be supposed to be settled, and what a peer lacks of that is not held
against it.
"""
