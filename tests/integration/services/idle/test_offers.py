"""One decision about idle hours: what it shows is what it does, once, and it can be taken back."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.clock import AMSTERDAM
from app.core.db import session
from app.core.errors import ConflictError, NotFoundError
from app.core.time_ranges import TimeRange, at_minute
from app.models.availability import OpeningHours
from app.models.idle import IdleOffer
from app.models.listing import ListingStatus, Room, Venue
from app.models.pricing import PriceRule
from app.services.audit.audit_service import SYSTEM
from app.services.availability import availability_service
from app.services.idle import offer_service
from app.services.idle.errors import OfferChangedError, OfferNotFoundError, OfferRefusedError
from app.services.idle.offer_service import LastMinute, OfferDraft
from app.services.pricing import quote_service
from app.services.pricing.quotes import Hire
from tests.factories.accounts import OrganisationFactory
from tests.factories.listing import DayPartFactory, OpeningHoursFactory, RoomFactory, VenueFactory
from tests.factories.occupancy import occupy

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TODAY = date(2026, 11, 24)
TUESDAY, WEDNESDAY = date(2026, 12, 1), date(2026, 12, 2)
MORNING, EVENING = 0, 1


@pytest.fixture(autouse=True)
def _now(app: Flask, at: Callable[[datetime], AbstractContextManager[None]]) -> object:
    with at(NOW):
        yield


@pytest.fixture
def venue(app: Flask) -> Venue:
    """Open every day 9.00-22.00; a studio that is offered on Tuesday evenings, and a hall that is offered always."""
    found: Venue = VenueFactory(opening=(540, 1320))
    for name, start in (("Ochtend", 540), ("Avond", 1080)):
        DayPartFactory(venue_id=found.id, name=name, starts_minute=start, ends_minute=start + 240)
    studio: Room = RoomFactory(venue=found, name="Studio")
    OpeningHoursFactory(venue_id=found.id, room_id=studio.id, weekday=1, opens_minute=1080, closes_minute=1320)
    RoomFactory(venue=found, name="Zaal")
    return found


def studio(venue: Venue) -> Room:
    query = select(Room).where(Room.venue_id == venue.id, Room.name == "Studio").options(joinedload(Room.venue))
    return session().scalars(query.execution_options(populate_existing=True)).one()


def draft(venue: Venue, *cells: tuple[int, int], starts_on: date = TODAY, late: LastMinute | None = None) -> OfferDraft:
    return OfferDraft(venue.id, frozenset(), frozenset(cells), starts_on, late)


def apply(venue: Venue, asked: OfferDraft, asked_as: uuid.UUID | None = None) -> IdleOffer:
    seen = offer_service.preview(venue.organisation_id, asked, today=TODAY).fingerprint
    return offer_service.apply(venue.organisation_id, asked, asked_as=asked_as or uuid.uuid4(), seen=seen, actor=SYSTEM)


def is_free(room: Room, day: date, start: int = 600, end: int = 660) -> bool:
    span = TimeRange(at_minute(day, start, AMSTERDAM), at_minute(day, end, AMSTERDAM))
    return availability_service.is_free([room], span, now=NOW)[room.id]


def test_looking_shows_what_comes_online_and_changes_nothing(venue: Venue) -> None:
    found = offer_service.preview(venue.organisation_id, draft(venue, (2, MORNING), (1, EVENING)), today=TODAY)
    assert {one.room.name: one.hours for one in found.rooms} == {"Studio": {2: [(540, 1080)]}, "Zaal": {}}
    assert found.weekly_minutes == 540
    assert found.example is not None
    assert (found.example.room.name, found.example.total_cents, found.example.late_cents) == ("Studio", 8000, None)
    assert not is_free(studio(venue), WEDNESDAY)
    assert session().scalars(select(OpeningHours).where(OpeningHours.weekday == 2)).all()[1:] == []


def test_what_is_offered_can_be_booked_and_what_is_not_cannot(venue: Venue) -> None:
    apply(venue, draft(venue, (2, MORNING)))
    room = studio(venue)
    assert is_free(room, WEDNESDAY)
    assert not is_free(room, WEDNESDAY, 1200, 1260)
    assert not is_free(room, TUESDAY)
    assert is_free(room, TUESDAY, 1200, 1260)


def test_own_lessons_stay_closed_within_what_is_offered(venue: Venue) -> None:
    room = studio(venue)
    occupy(room, WEDNESDAY, 600, 720)
    apply(venue, draft(venue, (2, MORNING)))
    assert not is_free(room, WEDNESDAY)
    assert is_free(room, WEDNESDAY, 780, 840)


def test_an_offer_begins_on_its_day(venue: Venue) -> None:
    apply(venue, draft(venue, (2, MORNING), starts_on=date(2026, 12, 9)))
    assert not is_free(studio(venue), WEDNESDAY)
    assert is_free(studio(venue), date(2026, 12, 9))


def test_the_masks_that_search_reads_follow_at_once(venue: Venue) -> None:
    room = studio(venue)
    availability_service.fill_days([room.id], TODAY)
    before = availability_service.day_states([room], WEDNESDAY, date(2026, 12, 3))[room.id, WEDNESDAY].open_spans
    apply(venue, draft(venue, (2, MORNING)))
    after = availability_service.day_states([room], WEDNESDAY, date(2026, 12, 3))[room.id, WEDNESDAY].open_spans
    assert (before, after) == ([], [(540, 1080)])
    assert availability_service.refresh_openings([room]) == 0


def test_a_form_that_is_sent_twice_is_one_decision(venue: Venue) -> None:
    asked, asked_as = draft(venue, (2, MORNING)), uuid.uuid4()
    seen = offer_service.preview(venue.organisation_id, asked, today=TODAY).fingerprint
    first, second = (
        offer_service.apply(venue.organisation_id, asked, asked_as=asked_as, seen=seen, actor=SYSTEM) for _ in range(2)
    )
    assert first.id == second.id
    assert len(session().scalars(select(OpeningHours).where(OpeningHours.room_id == studio(venue).id)).all()) == 2


def test_a_decision_about_something_else_than_was_seen_is_refused(venue: Venue) -> None:
    asked = draft(venue, (2, MORNING))
    seen = offer_service.preview(venue.organisation_id, asked, today=TODAY).fingerprint
    apply(venue, asked)
    with pytest.raises(OfferChangedError):
        offer_service.apply(venue.organisation_id, asked, asked_as=uuid.uuid4(), seen=seen, actor=SYSTEM)


def test_an_offer_can_be_taken_back_and_leaves_what_was_there(venue: Venue) -> None:
    offer = apply(venue, draft(venue, (2, MORNING), late=LastMinute(2000, 3)))
    for _ in range(2):  # twice changes nothing
        offer_service.withdraw(venue.organisation_id, offer.id, now=NOW, actor=SYSTEM)
    room = studio(venue)
    assert not is_free(room, WEDNESDAY)
    assert is_free(room, TUESDAY, 1200, 1260)
    assert session().scalars(select(PriceRule)).all() == []
    assert offer.withdrawn_on == TODAY


def test_an_offer_is_not_taken_back_when_that_would_open_the_room_all_day(venue: Venue) -> None:
    offer = apply(venue, draft(venue, (2, MORNING)))
    ours = {window.opening_id for window in offer_service.get(offer.id, venue.organisation_id).windows}
    for row in session().scalars(select(OpeningHours).where(OpeningHours.room_id == studio(venue).id)):
        if row.id not in ours:
            session().delete(row)
    session().flush()
    with pytest.raises(ConflictError):
        offer_service.withdraw(venue.organisation_id, offer.id, now=NOW, actor=SYSTEM)


def test_a_last_minute_price_holds_from_its_days_on_and_is_what_the_preview_said(venue: Venue) -> None:
    asked = draft(venue, (2, MORNING), late=LastMinute(2000, 3))
    example = offer_service.preview(venue.organisation_id, asked, today=TODAY).example
    assert example is not None
    assert (example.total_cents, example.late_cents) == (8000, 6400)
    apply(venue, asked)
    room = session().merge(example.room)
    day = example.span.starts_at.astimezone(AMSTERDAM).date()
    late, early = (
        quote_service.quote(room, example.span, hire=Hire(booked_on=date.fromordinal(day.toordinal() - ahead)))
        for ahead in (3, 4)
    )
    assert (late.total_cents, early.total_cents) == (6400, 8000)


def test_with_everything_on_offer_already_only_the_price_changes(venue: Venue) -> None:
    hall = session().scalars(select(Room).where(Room.venue_id == venue.id, Room.name == "Zaal")).one()
    asked = replace(draft(venue, (2, MORNING)), room_ids=frozenset({hall.id}))
    assert not offer_service.preview(venue.organisation_id, asked, today=TODAY).changes
    with_price = replace(asked, last_minute=LastMinute(1000, 2))
    found = offer_service.preview(venue.organisation_id, with_price, today=TODAY)
    assert (found.changes, found.weekly_minutes) == (True, 0)


def test_a_room_that_is_not_online_is_not_offered(venue: Venue) -> None:
    studio(venue).status = ListingStatus.DRAFT
    session().flush()
    found = offer_service.preview(venue.organisation_id, draft(venue, (2, MORNING)), today=TODAY)
    assert [one.room.name for one in found.rooms] == ["Zaal"]


def test_hours_that_end_by_themselves_do_not_leave_the_offer_behind_alone(venue: Venue) -> None:
    room = studio(venue)
    row = session().scalars(select(OpeningHours).where(OpeningHours.room_id == room.id)).one()
    row.valid_until = date(2027, 1, 1)
    session().flush()
    apply(venue, draft(venue, (2, MORNING)))
    ends = session().scalars(select(OpeningHours.valid_until).where(OpeningHours.room_id == room.id)).all()
    assert ends == [date(2027, 1, 1)] * 2


def test_what_makes_no_sense_is_refused_and_another_organisation_finds_nothing(venue: Venue) -> None:
    with pytest.raises(OfferRefusedError):
        offer_service.preview(venue.organisation_id, draft(venue), today=TODAY)
    stranger = OrganisationFactory().id
    with pytest.raises(OfferNotFoundError):
        offer_service.preview(stranger, draft(venue, (2, MORNING)), today=TODAY)
    offer = apply(venue, draft(venue, (2, MORNING)))
    with pytest.raises(NotFoundError):
        offer_service.withdraw(stranger, offer.id, now=NOW, actor=SYSTEM)
    of_other = replace(draft(venue, (2, MORNING)), room_ids=frozenset({RoomFactory().id}))
    with pytest.raises(OfferNotFoundError):
        offer_service.preview(venue.organisation_id, of_other, today=TODAY)
