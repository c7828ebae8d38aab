"""A guideline for many patients: a table of patients in, a table of answers out, and what they come to together.

columns.py says which columns a table of patients may have, rows.py reads a row as a patient; results.py says which
columns a result has, and fills a row of it; counts.py adds the answers up. docs/cohort.md is the manual.

Declared absent: files, processes, the clock, and what computes an answer.
"""
