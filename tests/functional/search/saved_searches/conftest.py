"""A visitor who wants mail about a search."""

from collections.abc import Iterator

import pytest

from app.core import clock
from tests.functional.search.saved_searches.asking import NOW


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(NOW):
        yield
