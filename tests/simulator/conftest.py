from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulator.scenes import Receiver, World, running


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A simulator of its own, without anyone who listens to its webhooks."""
    with running(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def shared_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One simulator for a module of tests that leave nothing behind that matters."""
    with running(tmp_path_factory.mktemp("simulator")) as made:
        yield made


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as made:
        yield made


@pytest.fixture
def seller(world: World) -> str:
    return world.seller()
