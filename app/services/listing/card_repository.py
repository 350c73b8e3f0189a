"""Rooms with what a list shows of them, in one statement; nothing else of them is there."""

import uuid
from collections.abc import Collection

from sqlalchemy import text

from app.core.db import session
from app.core.rows import read_row, told_sql
from app.models.listing import Room, RoomAmenity, RoomPhoto, Venue
from app.services.listing.told_columns import BOOKING_RULES

_ROOM = (
    "id",
    "venue_id",
    "slug",
    "name",
    "type",
    "max_persons",
    "booking_mode",
    *BOOKING_RULES,
    "purposes",
)
_VENUE = ("id", "name", "city", "latitude", "longitude")

_CARDS = text(
    f"""
    SELECT json_agg(json_build_array({told_sql("room", _ROOM)}, {told_sql("venue", _VENUE)},
      ARRAY(SELECT a.code FROM room_amenity AS a WHERE a.room_id = room.id ORDER BY a.code),
      ARRAY(SELECT p.storage_key FROM room_photo AS p WHERE p.room_id = room.id ORDER BY p.position LIMIT 1)))
    FROM room JOIN venue ON venue.id = room.venue_id
    WHERE room.id = ANY(CAST(:rooms AS uuid[]))
    """  # noqa: S608 - names of ours
)


def load_cards(room_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Room]:
    """These rooms with venue, amenities and their first photo."""
    session().flush()
    told = session().execute(_CARDS, {"rooms": list(room_ids)}).scalar_one()
    rooms = [
        read_row(
            Room,
            room,
            venue=read_row(Venue, venue),
            amenities=[read_row(RoomAmenity, {"code": code}) for code in amenities],
            photos=[read_row(RoomPhoto, {"storage_key": key}) for key in photos],
        )
        for room, venue, amenities, photos in told or ()
    ]
    return {room.id: room for room in rooms}
