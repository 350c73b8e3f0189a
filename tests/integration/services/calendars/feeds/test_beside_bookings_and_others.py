"""A booking stays whatever a calendar says, and each calendar speaks for its own lessons."""

from sqlalchemy import text

from app.core import clock
from app.core.db import session
from app.core.jobs import jobs
from app.models.calendars import CalendarFeed
from app.models.listing import Room
from app.models.tasks import TaskKind
from app.services.audit.audit_service import SYSTEM
from app.services.calendars import feed_service, import_service
from app.services.calendars.rules import booking_uid
from tests.calendar_server import CalendarServer, answer
from tests.factories.booking import paid_booking
from tests.factories.listing import RoomFactory, RoomPartFactory, VenueFactory
from tests.integration.services.calendars.feeds.following import NOW, QUARTER, calendar, hours, read, say, tasks


def test_a_booking_stays_and_the_clash_is_a_task_until_the_two_part(
    room: Room, server: CalendarServer, feed: CalendarFeed
) -> None:
    booking = paid_booking(room)
    take_time(room, booking.id)
    say(server, calendar(("a", "1700", "1900"), ("b", "1000", "1100")))
    read(feed)
    read(feed, NOW + QUARTER)
    (task,) = tasks(TaskKind.CALENDAR_CLASH)
    assert (task.booking_id, task.room_id, task.subject["lesson"], task.subject["calendar"]) == (
        booking.id,
        room.id,
        "Les a",
        "Balie",
    )
    assert hours(room) == [(12, 10, 11), (12, 17, 18)]
    say(server, calendar(("a", "1600", "1700"), ("b", "1000", "1100")))
    read(feed, NOW + 2 * QUARTER)
    assert tasks(TaskKind.CALENDAR_CLASH) == []
    assert hours(room) == [(12, 10, 11), (12, 16, 17)]


def take_time(room: Room, booking_id: object) -> None:
    session().execute(
        text(
            "INSERT INTO claim (id, venue_id, part_id, day, during, kind, booking_id, note)"
            " SELECT gen_random_uuid(), b.venue_id, u.part_id, '2027-01-12',"
            " tstzrange(b.starts_at, b.ends_at), 'booking', b.id, ''"
            " FROM booking b JOIN room_part_use u ON u.room_id = b.room_id WHERE b.id = :id"
        ),
        {"id": booking_id},
    )


def test_a_clash_goes_by_itself_when_the_booking_does(room: Room, server: CalendarServer, feed: CalendarFeed) -> None:
    booking = paid_booking(room)
    take_time(room, booking.id)
    say(server, calendar(("a", "1700", "1900")))
    read(feed)
    assert len(tasks(TaskKind.CALENDAR_CLASH)) == 1
    session().execute(
        text("UPDATE booking SET status = 'cancelled', cancelled_at = now() WHERE id = :id"), {"id": booking.id}
    )
    session().commit()
    with clock.frozen(NOW):
        jobs.tasks["calendars.settle_clashes"].func(timestamp=0)
    assert tasks(TaskKind.CALENDAR_CLASH) == []


def test_our_own_bookings_that_come_back_through_another_calendar_block_nothing(
    room: Room, server: CalendarServer, feed: CalendarFeed
) -> None:
    booking = paid_booking(room)
    say(server, calendar((booking_uid(booking.id), "1800", "2100"), ("a", "1000", "1100")))
    read(feed)
    assert hours(room) == [(12, 10, 11)]
    assert tasks(TaskKind.CALENDAR_CLASH) == []


def test_each_calendar_speaks_for_its_own_lessons_only(room: Room, server: CalendarServer, feed: CalendarFeed) -> None:
    with clock.frozen(NOW):
        import_service.bring_and_apply(room, filename="x.ics", raw=calendar(("a", "1300", "1400")), actor=SYSTEM)
    session().commit()
    say(server, calendar(("a", "1000", "1200")))
    read(feed)
    assert hours(room) == [(12, 10, 12), (12, 13, 14)]
    with clock.frozen(NOW):
        import_service.bring_and_apply(room, filename="x.ics", raw=calendar(("b", "1500", "1600")), actor=SYSTEM)
    assert hours(room) == [(12, 10, 12), (12, 15, 16)]


def test_time_that_one_calendar_gives_up_goes_to_another_that_wants_it_too(server: CalendarServer) -> None:
    """The same lesson stands in two calendars, once for the hall and once for half of it; each of them may go first."""
    venue = VenueFactory()
    parts = [RoomPartFactory(venue_id=venue.id) for _ in range(2)]
    hall = RoomFactory(venue=venue, parts=parts)
    half = RoomFactory(venue=venue, parts=parts[:1])
    with clock.frozen(NOW):
        feeds = [
            feed_service.add(one, name="x", address=server.url(f"/{index}.ics"), actor=SYSTEM, now=NOW)
            for index, one in enumerate((hall, half))
        ]
    server.answers["/0.ics"] = server.answers["/1.ics"] = answer(calendar(("a", "1000", "1200"), ("c", "1500", "1600")))
    for one in feeds:
        read(one)
    assert hours(hall) == [(12, 10, 12), (12, 10, 12), (12, 15, 16), (12, 15, 16)]
    server.answers["/0.ics"] = answer(calendar(("c", "1500", "1600")))
    read(feeds[0], NOW + QUARTER)
    assert hours(hall) == [(12, 10, 12), (12, 15, 16), (12, 15, 16)]
    with clock.frozen(NOW):
        assert feed_service.remove(feeds[0].id, hall, actor=SYSTEM, now=NOW) == 1
    assert hours(hall) == [(12, 10, 12), (12, 15, 16)]
