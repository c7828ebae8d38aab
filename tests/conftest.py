"""What all tests share: whether this is the quick suite."""

import pytest

from tests import shares


def pytest_configure(config: pytest.Config) -> None:
    """The choice is made before the tests are read, and in each worker anew."""
    shares.choose(config.option.markexpr)
