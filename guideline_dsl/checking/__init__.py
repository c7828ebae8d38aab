"""The passes of the checker, one subject each; `guideline_dsl.check` runs them."""
