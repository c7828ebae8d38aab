"""The fast readings of the graph: one lowering to a circuit, read by Python source and by dataframe engines.

circuit.py is what everything is lowered to; kleene.py what may be unknown in it; lower_*.py the meaning of each
statement in it; answer.py what an answer holds. The walk (engine/evaluation.py) stays the reference: every answer here
is the walk's, and what cannot be lowered is said (`NotLowered`), never guessed.
"""
