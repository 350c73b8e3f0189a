"""Rooms on offer: their member can be paid, so the public sees and books them."""

from typing import Any

from app.models.listing import Room, Venue
from tests.factories.accounts import OrganisationFactory
from tests.factories.listing import RoomFactory, VenueFactory
from tests.factories.payments import PaymentAccountFactory

ZEIST = {"latitude": 52.09, "longitude": 5.23333, "city": "Zeist", "municipality_code": "0355"}


def venue_on_offer(**values: Any) -> Venue:
    """A building of a member that can be paid."""
    seller = values.pop("organisation", None) or OrganisationFactory()
    PaymentAccountFactory(organisation_id=seller.id)
    venue: Venue = VenueFactory(organisation=seller, **values)
    return venue


def room_on_offer(**values: Any) -> Room:
    """A room in a building of its own, unless one is given."""
    room: Room = RoomFactory(**{"venue": values.pop("venue", None) or venue_on_offer(), **values})
    return room
