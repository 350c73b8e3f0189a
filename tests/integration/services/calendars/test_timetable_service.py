"""A timetable of many rooms: shown per room, applied to all of them or none, and quiet when it says the same again."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.core.errors import NotFoundError
from app.core.time_ranges import TimeRange
from app.models.availability import Claim, ClaimKind
from app.models.calendars import CalendarImport, CalendarOccurrence, ImportStatus
from app.models.listing import Room, Venue
from app.models.timetables import Timetable
from app.services.audit.audit_service import SYSTEM
from app.services.availability import availability_service
from app.services.calendars import timetable_service
from app.services.calendars.errors import ImportOutdatedError, TimetableRefusedError, TimetableUnreadyError
from app.services.calendars.timetable_service import TimetablePreview
from tests.factories.accounts import OrganisationFactory
from tests.factories.booking import paid_booking
from tests.factories.listing import RoomFactory, VenueFactory

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
FILE = "dag;van;tot;ruimte;les\ndi;19.30;21.00;Koorzaal;Koor\nwo;15.00;16.00;Studio;Piano\nma;9.00;10.00;Studio;Fluit\n"


@pytest.fixture(autouse=True)
def _now(app: Flask, at: Callable[[datetime], AbstractContextManager[None]]) -> object:
    with at(NOW):
        yield


@pytest.fixture
def venue(app: Flask) -> Venue:
    found: Venue = VenueFactory()
    RoomFactory(venue=found, name="Koorzaal")
    RoomFactory(venue=found, name="Studio")
    return found


def rooms(venue: Venue) -> dict[str, Room]:
    query = select(Room).where(Room.venue_id == venue.id).options(joinedload(Room.venue))
    return {room.name: room for room in session().scalars(query)}


def bring(venue: Venue, text: str = FILE, room: Room | None = None) -> Timetable:
    return timetable_service.bring(venue, room, filename="rooster.csv", raw=text.encode(), uploaded_by_id=None)


def apply(timetable: Timetable) -> TimetablePreview:
    seen = timetable_service.preview(timetable).fingerprint
    return timetable_service.apply(timetable, seen=seen, actor=SYSTEM)


def lessons_of(room: Room) -> set[tuple[str, date]]:
    found = session().scalars(select(CalendarOccurrence).where(CalendarOccurrence.room_id == room.id))
    return {(one.summary, one.starts_at.date()) for one in found}


def count_lessons() -> int:
    return session().scalar(select(func.count()).select_from(CalendarOccurrence)) or 0


def test_looking_changes_nothing_and_applying_fills_every_room(venue: Venue) -> None:
    timetable = bring(venue)
    assert count_lessons() == 0
    found = apply(timetable)
    assert {one.room.name for one in found.rooms} == {"Koorzaal", "Studio"}
    both = rooms(venue)
    assert ("Koor", date(2026, 11, 24)) in lessons_of(both["Koorzaal"])
    assert ("Piano", date(2026, 11, 25)) in lessons_of(both["Studio"])
    taken = session().scalars(select(Claim).where(Claim.kind == ClaimKind.LESSON)).all()
    assert len(taken) == count_lessons()
    imports = session().scalars(select(CalendarImport).where(CalendarImport.timetable_id == timetable.id)).all()
    assert {one.room_id for one in imports} == {room.id for room in both.values()}
    assert timetable.status is ImportStatus.APPLIED


def test_school_holidays_and_public_holidays_are_skipped_unless_asked(venue: Venue) -> None:
    christmas, good_monday = date(2026, 12, 22), date(2027, 5, 17)
    timetable = bring(venue, FILE.replace("di;19.30", "di;09.30"))
    days = {one.starts_at.date() for room in timetable_service.preview(timetable).rooms for one in room.difference.new}
    assert christmas not in days
    assert good_monday not in days  # the second day of Whitsun
    options = timetable_service.choose_rooms(timetable, {})
    timetable_service.understand(timetable, replace(options, in_school_holidays=True, on_public_holidays=True))
    days = {one.starts_at.date() for room in timetable_service.preview(timetable).rooms for one in room.difference.new}
    assert {christmas, good_monday} <= days


def test_the_same_file_again_is_quiet_and_another_shows_only_the_difference(venue: Venue) -> None:
    apply(bring(venue))
    again = timetable_service.preview(bring(venue))
    assert all(not (one.difference.new or one.difference.changed or one.difference.gone) for one in again.rooms)
    changed = FILE.replace("wo;15.00;16.00", "wo;15.00;16.30").replace("ma;9.00;10.00;Studio;Fluit\n", "")
    found = {one.room.name: one for one in timetable_service.preview(bring(venue, changed)).rooms}
    assert not found["Koorzaal"].difference.new
    assert not found["Koorzaal"].difference.gone
    assert {one.summary for one in found["Studio"].difference.changed} == {"Piano"}
    assert {one.summary for one in found["Studio"].difference.gone} == {"Fluit"}


def test_a_lesson_on_another_day_was_moved_and_takes_its_new_time(venue: Venue) -> None:
    """Choir from Tuesday to Thursday, a quarter later: one change a week, and not one lesson gone and another new."""
    apply(bring(venue))
    choir = rooms(venue)["Koorzaal"]
    before = {
        one.id for one in session().scalars(select(CalendarOccurrence).where(CalendarOccurrence.room_id == choir.id))
    }
    moved = bring(venue, FILE.replace("di;19.30;21.00", "do;19.45;21.15"))
    found = {one.room.name: one.difference for one in timetable_service.preview(moved).rooms}["Koorzaal"]
    steps = {(new.starts_at - old.starts_at).total_seconds() / 60 for old, new in found.moved}
    assert steps == {2 * 24 * 60 + 15}
    assert all(old.summary == new.summary == "Koor" for old, new in found.moved)
    # The Tuesday of a week of which the Thursday lies in a holiday is gone for good, and the other way round.
    assert len(found.gone) + len(found.moved) == len(before)
    apply(moved)
    after = session().scalars(select(CalendarOccurrence).where(CalendarOccurrence.room_id == choir.id)).all()
    assert len({one.id for one in after} & before) == len(found.moved)
    assert {one.starts_at.weekday() for one in after} == {3}
    claims = session().scalars(select(Claim).where(Claim.occurrence_id.in_([one.id for one in after]))).all()
    assert {claim.occurrence_id for claim in claims} == {one.id for one in after}
    assert all(
        not one.difference.altered
        for one in timetable_service.preview(bring(venue, FILE.replace("di;19.30;21.00", "do;19.45;21.15"))).rooms
    )


def test_rooms_that_a_file_does_not_name_stay_as_they_are(venue: Venue) -> None:
    apply(bring(venue))
    before = lessons_of(rooms(venue)["Koorzaal"])
    apply(bring(venue, "dag;van;tot;ruimte;les\nvr;9.00;10.00;Studio;Harp\n"))
    assert lessons_of(rooms(venue)["Koorzaal"]) == before
    assert {title for title, _ in lessons_of(rooms(venue)["Studio"])} == {"Harp"}


def test_an_unknown_name_waits_for_an_answer_that_is_remembered(venue: Venue) -> None:
    text = FILE + "do;9.00;10.00;Aula;Toneel\n"
    timetable = bring(venue, text)
    found = timetable_service.preview(timetable)
    assert [(one.name, [place.row for place in one.places], one.chosen) for one in found.unknown] == [
        ("Aula", [5], None)
    ]
    assert not found.ready
    with pytest.raises(TimetableUnreadyError):
        apply(timetable)
    assert count_lessons() == 0
    answer = {"aula": str(rooms(venue)["Koorzaal"].id)}
    timetable_service.understand(timetable, timetable_service.choose_rooms(timetable, answer))
    apply(timetable)
    assert "Toneel" in {title for title, _ in lessons_of(rooms(venue)["Koorzaal"])}
    assert timetable_service.preview(bring(venue, text)).ready


def test_an_unknown_name_may_be_left_out(venue: Venue) -> None:
    timetable = bring(venue, FILE + "do;9.00;10.00;Aula;Toneel\n")
    timetable_service.understand(timetable, timetable_service.choose_rooms(timetable, {"aula": ""}))
    found = apply(timetable)
    assert found.left_out == 1
    assert "Toneel" not in {title for room in rooms(venue).values() for title, _ in lessons_of(room)}


def test_nothing_is_applied_while_one_row_cannot_be_read(venue: Venue) -> None:
    timetable = bring(venue, FILE + "do;9.00;25.00;Studio;Harp\n")
    with pytest.raises(TimetableUnreadyError):
        apply(timetable)
    assert count_lessons() == 0
    assert timetable.status is ImportStatus.PREVIEWED


def test_a_file_for_one_room_needs_no_names_and_leaves_other_rooms_alone(venue: Venue) -> None:
    studio = rooms(venue)["Studio"]
    apply(bring(venue, "dag;van;tot;les\nvr;9.00;10.00;Harp\n", studio))
    assert {title for title, _ in lessons_of(studio)} == {"Harp"}
    found = timetable_service.preview(bring(venue, FILE, studio))
    assert ([one.room.name for one in found.rooms], found.elsewhere) == (["Studio"], 1)


def test_a_booking_stays_and_the_lesson_that_meets_it_is_told(venue: Venue) -> None:
    hall = rooms(venue)["Koorzaal"]
    span = TimeRange(datetime(2026, 12, 1, 19, tzinfo=UTC), datetime(2026, 12, 1, 20, tzinfo=UTC))
    booking = paid_booking(hall, starts_at=span.starts_at, ends_at=span.ends_at)
    availability_service.take(hall, span, booking_id=booking.id)
    found = {one.room.name: one for one in timetable_service.preview(bring(venue)).rooms}
    assert [one.starts_at.date() for one in found["Koorzaal"].overlapping] == [date(2026, 12, 1)]
    apply(bring(venue))
    assert session().scalar(select(Claim.kind).where(Claim.booking_id == booking.id)) is not None


def test_applying_twice_or_after_a_change_is_refused(venue: Venue) -> None:
    timetable, other = bring(venue), bring(venue)
    seen = timetable_service.preview(other).fingerprint
    apply(timetable)
    with pytest.raises(ImportOutdatedError):
        apply(timetable)
    with pytest.raises(ImportOutdatedError):
        timetable_service.apply(other, seen=seen, actor=SYSTEM)


def test_another_organisation_finds_nothing(venue: Venue) -> None:
    timetable = bring(venue)
    with pytest.raises(NotFoundError):
        timetable_service.get(timetable.id, OrganisationFactory().id)
    with pytest.raises(NotFoundError):
        timetable_service.get(uuid.uuid4(), venue.organisation_id)


def test_a_file_that_is_no_timetable_is_refused_and_not_kept(venue: Venue) -> None:
    with pytest.raises(TimetableRefusedError):
        bring(venue, "BEGIN:VCALENDAR\nEND:VCALENDAR\n")
    assert session().scalar(select(func.count()).select_from(Timetable)) == 0
