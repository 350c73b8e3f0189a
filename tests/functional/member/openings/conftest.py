"""A house with a room, and its pages about openings."""

from collections.abc import Iterator

import pytest

from app.core import clock
from app.core.db import session
from app.models.accounts import Organisation
from app.models.listing import Room
from tests.conftest import Visitor
from tests.factories.accounts import OrganisationFactory, OrganisationRoleFactory
from tests.factories.listing import RoomFactory, VenueFactory
from tests.functional.member.openings.pages import NOW


@pytest.fixture(autouse=True)
def _january() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def organisation(client: Visitor) -> Organisation:
    """A member with somebody who manages it, logged in."""
    made: Organisation = OrganisationFactory(slug="pakhuis")
    role = OrganisationRoleFactory(organisation=made)
    session().commit()
    client.log_in(role.user.email)
    return made


@pytest.fixture
def room(organisation: Organisation) -> Room:
    """A published room that does as its building: open every day from 8.00 to 23.00."""
    made: Room = RoomFactory(venue=VenueFactory(organisation=organisation, name="Het Pakhuis"), name="Zolder")
    session().commit()
    return made
