"""What all tests share: whether this is the quick suite, and a session of Spark, which takes seconds to start."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests import shares, spark_session


def pytest_configure(config: pytest.Config) -> None:
    """The choice is made before the tests are read, and in each worker anew."""
    shares.choose(config.option.markexpr)


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One session for all tests of Spark: they are slow, and of one group (`spark_session.MARKS`)."""
    yield from spark_session.started(tmp_path_factory.mktemp("spark"))
