"""A house with a room, and its pages of the calendar."""

import pytest
from flask import Flask

from app.models.listing import Room
from tests.factories.accounts import OrganisationFactory
from tests.factories.listing import RoomFactory, VenueFactory
from tests.factories.payments import PaymentAccountFactory


@pytest.fixture
def room(app: Flask) -> Room:
    """A room of a member, open every day 8.00-23.00."""
    organisation = OrganisationFactory(slug="pakhuis")
    PaymentAccountFactory(organisation_id=organisation.id)
    made: Room = RoomFactory(venue=VenueFactory(organisation=organisation), name="Koorzaal")
    return made
