"""The shipped guideline on inflammatory myopathy, written by hand: what the generated readings are measured against.

Plain functions for this one guideline, as somebody would write them who knows it by heart and wants them fast. They
give the same answers, equally exact, and are held against the walk of the graph before anything is timed
(tests/test_by_hand.py). Where the guideline's own structure settles something for good (no two of its decisions can
conflict; which open outcomes a supposed value can settle), that is used and said.

Declared absent: medicines that the guideline does not declare; a change of the guideline.
"""
