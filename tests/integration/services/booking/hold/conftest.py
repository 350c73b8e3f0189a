"""A room on offer and a hold of it."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app.core import clock
from app.core.db import session
from app.models.listing import Room
from tests.integration.services.booking.hold.placing import NOW, make_room


@pytest.fixture(autouse=True)
def _now(app: Flask) -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def room(app: Flask) -> Room:
    found = make_room(notice_minutes=120, horizon_days=365)
    session().commit()
    return found
