"""The fast readings of the graph: one lowering to a circuit, read by Python source and by dataframe engines.

circuit.py is what everything is lowered to; kleene.py what may be unknown in it; lower_*.py the meaning of each
statement in it; answer.py what an answer holds. The walk (engine/evaluation.py) stays the reference: every answer here
is the walk's, and what cannot be lowered is said (`NotLowered`), never guessed.

One patient (fast.py): stages.py has one decision after the other, each a stage that reads those before it by its
ports; inlining.py puts them in one piece, with which at_once.py answers; looks.py runs stages again where an open
outcome may be settled; course.py keeps what is made of a guideline, answering.py makes answers of what a stage gives.

What runs (fast.py, at_once.py, looks.py, record_reading.py) knows plain records (shapes.py, read_shapes.py) and the
names of functions (ready.py), and nothing of the lowering (lowered.py, telling.py, course_shapes.py, reading.py): so
both are kept in a file (keeping.py) and read again (kept.py). Beside an answer there may be its trace (trace.py):
asking.py lowers it, tracing.py makes it, walked_trace.py is what the walk says.
"""
