"""The rows of the checker's codes, by subject; `guideline_dsl.semantic_codes` puts them together."""
