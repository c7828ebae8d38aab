"""The version of the engine, in one place."""

ENGINE_VERSION = "0.1.0"
