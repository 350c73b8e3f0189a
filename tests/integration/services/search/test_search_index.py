"""The table that search reads says what its tables say, whoever changes them and however."""

import random
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import TypeVar

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.core import clock
from app.core.db import Base, session
from app.core.jobs import jobs
from app.models.accounts import MembershipStatus, Organisation
from app.models.listing import BookingMode, LayoutKind, ListingStatus, Room, RoomAmenity, RoomType, Venue
from app.models.openings import BookingRule
from app.models.payments import PaymentAccount, PaymentAccountStatus
from app.models.pricing import Rate
from app.models.regions import Municipality, Region, RegionStatus
from app.models.search import AMENITY_BITS, LAYOUT_PLACES, PURPOSE_BITS, RoomSearch
from app.services.listing.visibility import on_offer, rooms_query
from app.services.listing.words import AMENITIES, LAYOUTS, PURPOSES, ROOM_TYPES
from app.services.search import index_service
from tests.factories.listing import RateFactory, RoomAmenityFactory, RoomFactory, RoomLayoutFactory, RoomPhotoFactory
from tests.factories.market import ZEIST, room_on_offer, venue_on_offer
from worker import registry

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
Row = TypeVar("Row", bound=Base)


@pytest.fixture(autouse=True)
def _now(app: Flask) -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def indexed() -> set[uuid.UUID]:
    session().flush()
    return set(session().scalars(select(RoomSearch.room_id)))


def visible() -> set[uuid.UUID]:
    return {room.id for room in session().scalars(rooms_query().where(on_offer()))}


def row_of(room: Room) -> RoomSearch:
    session().flush()
    session().expire_all()
    return session().scalars(select(RoomSearch).where(RoomSearch.room_id == room.id)).one()


def test_a_room_on_offer_stands_in_the_index_and_a_draft_does_not(app: Flask) -> None:
    room = room_on_offer(name="Koorzaal", type=RoomType.ENSEMBLE_ROOM, max_persons=40)
    room_on_offer(status=ListingStatus.DRAFT)

    row = row_of(room)

    assert indexed() == {room.id}
    assert (row.name, row.type, row.max_persons, row.instant, row.price_cents) == (
        "Koorzaal",
        "ensemble_room",
        40,
        True,
        2000,
    )


def _region() -> uuid.UUID:
    return session().scalars(select(Region.id).order_by(Region.id).limit(1)).one()


def _any(table: type[Row], chance: random.Random, **where: object) -> Row | None:
    query = select(table).filter_by(**where)
    rows = sorted(session().scalars(query), key=lambda row: str(row.__mapper__.primary_key_from_instance(row)))
    return chance.choice(rows) if rows else None


def _set(table: type[Base], chance: random.Random, **values: object) -> None:
    where = {"code": values.pop("code")} if "code" in values else {}
    row = _any(table, chance, **where)
    for name, value in values.items():
        if row is not None:
            setattr(row, name, value)


def _add(room: Room | None, code: str) -> None:
    if room is not None and session().get(RoomAmenity, (room.id, code)) is None:
        session().add(RoomAmenity(room_id=room.id, code=code))


def _remove(table: type[Base], chance: random.Random) -> None:
    row = _any(table, chance)
    if row is not None:
        session().delete(row)


def _house_rule(chance: random.Random) -> None:
    venue = _any(Venue, chance)
    first = date(2027, 1, 1) + (date(2027, 1, 2) - date(2027, 1, 1)) * chance.randrange(400)
    if venue is not None and not session().scalars(select(BookingRule).filter_by(venue_id=venue.id)).all():
        session().add(
            BookingRule(venue_id=venue.id, valid_from=first, valid_until=None, notice_minutes=chance.randrange(600))
        )


CHANGES: list[Callable[[random.Random], None]] = [
    lambda chance: _set(Room, chance, status=chance.choice(list(ListingStatus))),
    lambda chance: _set(Room, chance, max_persons=chance.randrange(1, 90), name=f"Zaal {chance.random()}"),
    lambda chance: _set(Room, chance, buffer_before_minutes=chance.choice((None, 0, 20, 45)), buffers_shared=True),
    lambda chance: _set(Venue, chance, **ZEIST),
    lambda chance: _set(Venue, chance, municipality_code=chance.choice(("0344", "0355", "0402"))),
    lambda chance: _set(Organisation, chance, membership_status=chance.choice(list(MembershipStatus))),
    lambda chance: _set(Organisation, chance, selling_suspended_reason=chance.choice((None, "DAC7"))),
    lambda chance: _set(PaymentAccount, chance, status=chance.choice(list(PaymentAccountStatus))),
    lambda chance: _set(Region, chance, status=chance.choice(list(RegionStatus))),
    lambda chance: _set(Municipality, chance, code="0355", region_id=chance.choice((None, _region()))),
    lambda chance: _set(Rate, chance, price_cents=chance.randrange(100, 9000)),
    lambda chance: _set(Rate, chance, valid_until=date(2028, 1, chance.randrange(1, 28))),
    lambda chance: _add(_any(Room, chance), f"{chance.choice(AMENITY_BITS)}"),
    lambda chance: _remove(RoomAmenity, chance),
    lambda chance: _remove(Rate, chance),
    _house_rule,
]


@pytest.mark.parametrize("seed", range(4))
def test_after_any_changes_by_anybody_the_index_is_what_it_should_be(app: Flask, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same changes every time, no secret
    for number in range(4):
        venue = venue_on_offer()
        for _each in range(2):
            room = RoomFactory(venue=venue, start_grid_minutes=None, notice_minutes=None)
            RoomLayoutFactory(room_id=room.id, capacity=10 + number)
    for _step in range(25):
        chance.choice(CHANGES)(chance)
        session().flush()
        session().expire_all()
        assert index_service.check() == []
        assert indexed() == visible()


def test_plain_sql_cannot_pass_it_by_either(app: Flask) -> None:
    venue = venue_on_offer()
    rooms = [RoomFactory(venue=venue) for _each in range(3)]
    RoomPhotoFactory(room_id=rooms[0].id)
    session().flush()
    for statement in (
        "UPDATE room SET description = repeat('een mooie zaal ', 9), booking_mode = 'request'",
        "DELETE FROM room_photo",
        "UPDATE rate SET price_cents = price_cents + 1 WHERE weekdays @> '{1}'",
        "INSERT INTO room_layout SELECT id, 'standing', 80 FROM room",
        "UPDATE room_layout SET capacity = 81",
        "UPDATE organisation SET name = 'Nieuwe naam'",
        "DELETE FROM room_part_use",
        "DELETE FROM rate",
    ):
        session().execute(text(statement))
        assert index_service.check() == [], statement
    assert not row_of(rooms[0]).instant


def test_rules_of_the_venue_and_tariffs_of_next_year_cut_a_room_in_stretches(app: Flask) -> None:
    room = room_on_offer(notice_minutes=None, rate_cents=False)
    RateFactory(room_id=room.id, price_cents=2000, valid_until=date(2027, 9, 1))
    RateFactory(room_id=room.id, price_cents=2200, valid_from=date(2027, 9, 1))
    session().add(
        BookingRule(venue_id=room.venue_id, valid_from=date(2027, 6, 1), valid_until=None, notice_minutes=2880)
    )
    session().flush()

    rows = session().scalars(select(RoomSearch).where(RoomSearch.room_id == room.id).order_by(RoomSearch.valid_from))

    assert [(row.valid_from, row.valid_until, row.price_cents, row.notice_minutes) for row in rows] == [
        (date(2000, 1, 1), date(2027, 6, 1), 2000, 120),
        (date(2027, 6, 1), date(2027, 9, 1), 2000, 2880),
        (date(2027, 9, 1), None, 2200, 2880),
    ]


def test_hours_without_a_price_are_known(app: Flask) -> None:
    room = room_on_offer(rate_cents=False)
    RateFactory(room_id=room.id, weekdays=[0])

    priced = row_of(room).priced

    full = (1 << 48) - 1
    assert priced == [full, full] + [0] * 12


def test_bits_and_places_stand_for_the_same_words_on_both_sides(app: Flask) -> None:
    def listed(name: str) -> tuple[str, ...]:
        return tuple(session().execute(text(f"SELECT {name}()")).scalar_one())

    assert listed("search_amenities") == AMENITY_BITS
    assert listed("search_purposes") == PURPOSE_BITS
    assert listed("search_layouts") == LAYOUT_PLACES
    assert set(AMENITY_BITS) == set(AMENITIES)
    assert set(PURPOSE_BITS) == set(PURPOSES)
    assert set(LAYOUT_PLACES) == set(LAYOUTS) == set(LayoutKind)


def test_every_type_and_amenity_has_words_to_be_found_by(app: Flask) -> None:
    rows = session().execute(text("SELECT kind, code FROM search_term"))
    assert {(row.kind, row.code) for row in rows} == {("type", code.value) for code in ROOM_TYPES} | {
        ("amenity", code) for code in AMENITIES
    }


def test_a_difference_is_found_told_and_mended(app: Flask) -> None:
    room = room_on_offer()
    session().flush()
    session().execute(text("UPDATE room_search SET max_persons = 1"))
    assert app.test_cli_runner().invoke(args=["search", "check"]).exit_code == 1

    registry.load()
    jobs.tasks["search.check_rooms"].func(timestamp=0)

    assert row_of(room).max_persons == 60
    assert app.test_cli_runner().invoke(args=["search", "check"]).exit_code == 0


def test_a_rebuild_writes_what_is_on_offer_and_nothing_else(app: Flask) -> None:
    room = room_on_offer()
    RoomAmenityFactory(room_id=room.id, code="piano")
    room_on_offer(booking_mode=BookingMode.REQUEST, status=ListingStatus.WITHDRAWN)
    session().flush()
    session().execute(text("DELETE FROM room_search"))

    told = app.test_cli_runner().invoke(args=["search", "rebuild"])

    assert told.output == "1 rows written.\n"
    assert index_service.check() == []
