"""The version of the engine: the one place where it is written (pyproject.toml reads it)."""

VERSION = "0.1.0"
