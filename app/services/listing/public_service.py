"""Rooms as the public and the booking process see them."""

import uuid

from app.core.errors import NotFoundError
from app.core.messages import message
from app.models.listing import Room
from app.services.listing import repository


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
