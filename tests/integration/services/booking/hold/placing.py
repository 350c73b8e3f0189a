"""A room on offer and a hold of it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import text

from app.core.clock import AMSTERDAM
from app.core.db import in_transaction, session
from app.core.time_ranges import at_minute
from app.models.booking import Booking, BookingSource
from app.models.listing import Purpose, Room
from app.services.booking import hold_service
from app.services.booking.hold_service import PlaceHold
from app.services.booking.rules import Contact
from tests.factories.listing import RoomFactory, VenueFactory
from tests.factories.payments import PaymentAccountFactory

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)


DAY = date(2027, 1, 12)


CONTACT = Contact("Marit de Vries", "marit@nevenstem.example", "06-12345678", "Kamerkoor Nevenstem", "PO-7")


def make_room(*, opening: tuple[int, int] = (480, 1380), **values: Any) -> Room:  # noqa: ANN401 - columns
    venue = VenueFactory(opening=opening)
    PaymentAccountFactory(organisation_id=venue.organisation_id)
    room: Room = RoomFactory(venue=venue, **values)
    return room


def asked(room: Room, start: int = 1140, end: int = 1320, day: date = DAY, **values: Any) -> PlaceHold:  # noqa: ANN401 - fields
    command = PlaceHold(
        room_id=room.id,
        starts_at=at_minute(day, start, AMSTERDAM),
        ends_at=at_minute(day, end, AMSTERDAM),
        persons=12,
        purpose=Purpose.REHEARSAL,
        contact=CONTACT,
        accepts_terms=True,
        source=BookingSource.WEB,
    )
    return replace(command, **values)


def place(command: PlaceHold) -> Booking:
    return in_transaction(lambda: hold_service.place_hold(command))


def written() -> dict[str, int]:
    tables = ("booking", "booking_line", "claim", "mail", "audit_event", "procrastinate_jobs")
    return {table: session().execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in tables}  # noqa: S608 - names of ours
