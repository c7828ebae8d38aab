"""The version of the engine, in one place; `.dev0` is taken off by the commit that is released."""

ENGINE_VERSION = "0.2.0.dev0"
