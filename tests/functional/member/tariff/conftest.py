"""The tariff of a room as its manager sees it."""

from typing import TYPE_CHECKING

import pytest

from app.core.db import session
from app.models.listing import Room
from tests.conftest import Visitor
from tests.factories.accounts import OrganisationFactory, OrganisationRoleFactory
from tests.factories.listing import RoomFactory, VenueFactory
from tests.factories.payments import PaymentAccountFactory

if TYPE_CHECKING:
    from app.models.accounts import Organisation


@pytest.fixture
def room(client: Visitor) -> Room:
    """A room at € 20,00 an hour, its manager logged in."""
    organisation: Organisation = OrganisationFactory(slug="pakhuis")
    PaymentAccountFactory(organisation_id=organisation.id)
    role = OrganisationRoleFactory(organisation=organisation)
    made: Room = RoomFactory(venue=VenueFactory(organisation=organisation), name="Grote zaal")
    session().commit()  # what a refused form undoes begins here
    client.log_in(role.user.email)
    return made
