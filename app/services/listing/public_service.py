"""Rooms as the public and the booking process see them."""

import uuid
from collections.abc import Collection, Sequence

from app.core.errors import NotFoundError
from app.core.messages import message
from app.models.listing import Room
from app.models.regions import Region
from app.services.listing import card_repository, repository


class RoomNotFoundError(NotFoundError):
    """No such room is on offer (any more)."""

    code = "room_not_found"

    def __init__(self) -> None:
        super().__init__(message("This room is not on offer."))


def get_bookable_room(room_id: uuid.UUID) -> Room:
    """A room on offer, with venue, municipality and seller.

    Raises:
        RoomNotFoundError: unknown, a draft, withdrawn, not in a live region, or its seller cannot sell now.
    """
    room = repository.find_room_on_offer(room_id)
    if room is None:
        raise RoomNotFoundError
    return room


def get_room_for_booking(room_id: uuid.UUID) -> Room:
    """The room of an existing booking, with venue, municipality and seller, whatever became of its listing.

    Raises:
        RoomNotFoundError: there is none.
    """
    room = repository.find_room(room_id)
    if room is None:
        raise RoomNotFoundError
    return room


def get_room(room_id: uuid.UUID) -> Room:
    """A room on offer with everything that its page shows: seller, day parts, layouts, amenities, photos.

    Raises:
        RoomNotFoundError: as with get_bookable_room.
    """
    room = repository.find_page(room_id)
    if room is None:
        raise RoomNotFoundError
    return room


def get_room_by_slug(slug: str) -> Room:
    """The same by the room's word in addresses.

    Raises:
        RoomNotFoundError: as with get_bookable_room.
    """
    room = repository.find_page_by_slug(slug)
    if room is None:
        raise RoomNotFoundError
    return room


def load_cards(room_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Room]:
    """Rooms that the caller knows to be on offer, with what a list shows of them (one photo each); one query."""
    return card_repository.load_cards(room_ids) if room_ids else {}


def live_regions() -> Sequence[Region]:
    """The regions in which the public books, the oldest first."""
    return repository.live_regions()
