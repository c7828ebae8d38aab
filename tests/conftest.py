"""What all tests share: whether this is the quick suite, and a session of Spark, which takes seconds to start."""

import gc
from collections.abc import Iterator
from typing import Any

import pytest

from tests import shares, spark_session


def pytest_configure(config: pytest.Config) -> None:
    """The choice is made before the tests are read, and in each worker anew.

    While they are read nothing of them is let go, so nothing is looked for: that takes a third of the time.
    """
    shares.choose(config.option.markexpr)
    gc.disable()


def pytest_collection_finish() -> None:
    """What was read stays to the end: no collection need look at it again, and few are needed."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One session for all tests of Spark: they are slow, and of one group (`spark_session.MARKS`)."""
    yield from spark_session.started(tmp_path_factory.mktemp("spark"))
