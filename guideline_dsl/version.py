"""The version of the engine, in one place; `.dev0` is taken off by the commit that is released."""

ENGINE_VERSION = "0.2.0.dev0"


def version_order(version: str) -> tuple[int, ...]:
    """What puts the versions of a guideline in their order."""
    return tuple(int(part) for part in version.split(".") if part.isdigit())
