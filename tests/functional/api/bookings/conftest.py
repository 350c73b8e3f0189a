"""Requests for a booking as a program sends them."""

import pytest
from flask import Flask

from app.core.db import session
from app.models.listing import Room
from tests.factories.listing import RoomFactory
from tests.factories.payments import PaymentAccountFactory


@pytest.fixture
def room(app: Flask) -> Room:
    found: Room = RoomFactory()
    PaymentAccountFactory(organisation_id=found.venue.organisation_id)
    session().commit()
    return found
