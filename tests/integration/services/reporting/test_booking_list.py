"""Finding bookings back, and that looking at a person leaves a trace."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from app.core.db import db
from app.core.errors import NotFoundError
from app.models.audit import ActorKind, AuditEvent
from app.models.booking import BookingStatus
from app.models.regions import Region
from app.services.audit.audit_service import Actor
from app.services.reporting import booking_list_service
from app.services.reporting.booking_list_service import BookingFilter
from tests.factories.accounts import OrganisationFactory, UserFactory
from tests.factories.booking import BookingFactory, paid_booking
from tests.factories.listing import RoomFactory, VenueFactory
from tests.query_count import counted_queries


def references(wanted: BookingFilter) -> set[str]:
    return {row.reference for row in booking_list_service.list_bookings(wanted, 1).items}


def test_the_latest_made_come_first_in_pages_of_a_fixed_cost(app: Flask) -> None:
    room = RoomFactory()
    for day in range(1, 8):
        BookingFactory(room=room, created_at=datetime(2026, 12, day, tzinfo=UTC), reference=f"DAG-{day:04d}")
    with counted_queries() as said:
        first = booking_list_service.list_bookings(BookingFilter(), 1, size=5)
    second = booking_list_service.list_bookings(BookingFilter(), 2, size=5)
    assert len(said) == 2
    assert [row.reference for row in (*first.items, *second.items)] == [f"DAG-{day:04d}" for day in range(7, 0, -1)]
    assert (first.total, first.pages) == (7, 2)


def test_each_filter_keeps_to_what_it_names(app: Flask) -> None:
    utrecht = RoomFactory()
    arnhem = RoomFactory(venue=VenueFactory(municipality_code="0202"))
    BookingFactory(room=utrecht, reference="AAA-2222")
    BookingFactory(room=arnhem, reference="BBB-3333", contact_email="100%_zeker@koor.example")
    BookingFactory(room=utrecht, reference="CCC-4444", status=BookingStatus.CANCELLED)
    BookingFactory(room=utrecht, reference="DDD-5555", starts_at=datetime(2027, 3, 1, 18, tzinfo=UTC))
    gelderland = db.session.query(Region).filter_by(slug="gelderland").one()
    assert references(BookingFilter(region_id=gelderland.id)) == {"BBB-3333"}
    assert references(BookingFilter(organisation_id=arnhem.venue.organisation.id)) == {"BBB-3333"}
    assert references(BookingFilter(statuses=frozenset({BookingStatus.CANCELLED}))) == {"CCC-4444"}
    assert references(BookingFilter(starts_from=datetime(2027, 2, 1, tzinfo=UTC))) == {"DDD-5555"}
    assert "DDD-5555" not in references(BookingFilter(starts_until=datetime(2027, 3, 1, 18, tzinfo=UTC)))
    assert references(BookingFilter(text="ccc-44")) == {"CCC-4444"}
    assert references(BookingFilter(text="100%_Z")) == {"BBB-3333"}
    assert references(BookingFilter(text="%")) == {"BBB-3333"}
    assert len(references(BookingFilter(text="Nevenstem"))) == 4


def test_looking_one_up_shows_all_and_is_written_down(app: Flask) -> None:
    booking = paid_booking(RoomFactory())
    clerk = UserFactory()
    detail = booking_list_service.view_booking(f" {booking.reference.lower()} ", actor=Actor.user(clerk.id))
    db.session.flush()
    assert detail.booking.id == booking.id
    assert (len(detail.booking.lines), len(detail.payments), len(detail.refunds)) == (1, 1, 0)
    seen = db.session.query(AuditEvent).filter_by(tag="booking:personal_data:viewed").one()
    assert (seen.actor_user_id, seen.subject_id, seen.data) == (clerk.id, booking.id, {})
    again = booking_list_service.view_booking(booking.reference, actor=Actor.user(clerk.id))
    assert [(row.event.tag, row.user_name) for row in again.trail] == [("booking:personal_data:viewed", clerk.name)]


def test_another_member_s_booking_does_not_exist_for_this_one(app: Flask) -> None:
    booking = paid_booking(RoomFactory())
    somebody = Actor(ActorKind.SYSTEM)
    with pytest.raises(NotFoundError):
        booking_list_service.view_booking(booking.reference, actor=somebody, organisation_id=OrganisationFactory().id)
    found = booking_list_service.view_booking(
        booking.reference, actor=somebody, organisation_id=booking.organisation_id
    )
    assert found.booking.id == booking.id
    assert db.session.query(AuditEvent).count() == 1


def test_what_is_to_come_is_confirmed_and_later_than_now(app: Flask) -> None:
    room = RoomFactory()
    BookingFactory(room=room)
    BookingFactory(room=room, status=BookingStatus.CANCELLED)
    BookingFactory(room=room, starts_at=datetime(2027, 1, 5, 18, tzinfo=UTC))
    assert booking_list_service.bookings_to_come(datetime(2027, 1, 8, tzinfo=UTC)) == (1, 6000)
