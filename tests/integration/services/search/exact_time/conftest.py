"""Rooms in Utrecht, and questions about them."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app.core import clock
from app.models.listing import Venue
from tests.factories.market import venue_on_offer
from tests.integration.services.search.exact_time.asking import NOW


@pytest.fixture(autouse=True)
def _now(app: Flask) -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def venue(app: Flask) -> Venue:
    return venue_on_offer()
