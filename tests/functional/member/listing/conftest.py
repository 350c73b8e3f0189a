"""A member with a room of its own, and its forms."""

import pytest

from app.core.db import session
from app.models.accounts import Organisation
from app.models.listing import Room
from tests.conftest import Visitor
from tests.factories.accounts import OrganisationFactory, OrganisationRoleFactory
from tests.factories.listing import RoomFactory, VenueFactory
from tests.factories.payments import PaymentAccountFactory


@pytest.fixture
def organisation(client: Visitor) -> Organisation:
    """A member that can sell, with somebody who manages it, logged in."""
    made: Organisation = OrganisationFactory(slug="pakhuis", rsin="111222333")
    PaymentAccountFactory(organisation_id=made.id)
    role = OrganisationRoleFactory(organisation=made)
    session().commit()  # what a refused form undoes begins here
    client.log_in(role.user.email)
    return made


@pytest.fixture
def own_room(organisation: Organisation) -> Room:
    """A published room of this member."""
    room: Room = RoomFactory(venue=VenueFactory(organisation=organisation))
    session().commit()
    return room
