"""What a guideline does. The public API is `engine.library`: load a guideline, evaluate a patient at a time.

Nothing is imported here: the rooms of this folder import one another, and none of them pays for all.
"""
