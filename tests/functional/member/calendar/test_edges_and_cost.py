"""Other organisations, odd addresses, nights and what a page costs."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.models.listing import Room, Venue
from app.services.availability.mask_sql import MASKS_OF_ROOMS
from tests.conftest import Visitor
from tests.factories.booking import paid_booking
from tests.factories.listing import RoomFactory, VenueFactory
from tests.factories.occupancy import fill_masks, occupy
from tests.functional.member.calendar.pages import BLOCK, DAY, HOME, blocks, form, listed, log_in, page, send, take
from tests.query_count import counted_queries


def test_nothing_of_another_organisation_opens(client: Visitor, room: Room) -> None:
    other = RoomFactory(name="Ander huis")
    theirs = occupy(other, DAY, 600, 660)
    log_in(client, room)
    for address in (
        f"{HOME}?room={other.id}",
        f"{HOME}?venue={other.venue_id}",
        f"{HOME}?room=nonsense",
        f"{BLOCK}?room={other.id}",
        f"{HOME}/eigen-gebruik/{theirs.id}",
    ):
        page(client, address, 404)
    assert send(client, BLOCK, **form(other))[0] == 404
    assert send(client, f"{HOME}/eigen-gebruik/{theirs.id}", **form(other))[0] == 404
    assert send(client, f"{HOME}/eigen-gebruik/{theirs.id}/verwijderen")[0] == 404
    assert "Ander huis" not in page(client, HOME)
    assert [one.id for one in blocks()] == [theirs.id]


@pytest.mark.parametrize(
    "asked", ["view=x", "date=x", "date=9999-12-31", "date=2199-12-31", "view=month&date=1", "sort="]
)
def test_nonsense_in_the_address_is_the_ordinary_page(client: Visitor, room: Room, asked: str) -> None:
    log_in(client, room)
    assert "2027" in page(client, f"{HOME}?{asked}")


def test_an_evening_past_midnight_stands_with_its_evening(client: Visitor, room: Room) -> None:
    late = RoomFactory(venue=VenueFactory(organisation=room.venue.organisation, opening=(600, 1560)), name="Kelder")
    log_in(client, room)
    status, _ = send(client, BLOCK, **form(late, **{"from": "22:00", "until": "01:30"}))
    assert status == 303
    assert "di 12 jan 22.00–1.30 uur Kelder eigen gebruik Stemmen" in listed(
        page(client, f"{HOME}?view=day&date=2027-01-12&room={late.id}")
    )
    after = listed(page(client, f"{HOME}?view=day&date=2027-01-13&room={late.id}"))
    assert not [line for line in after if "Stemmen" in line]


@pytest.mark.parametrize(
    ("day", "note", "minutes"),
    [("2027-03-27", "van 2 naar 3 uur", 120), ("2027-10-30", "komt deze nacht twee keer", 240)],
)
def test_a_night_in_which_the_clock_is_turned_is_told_and_blocked_for_what_it_lasts(
    client: Visitor, room: Room, day: str, note: str, minutes: int
) -> None:
    late = RoomFactory(venue=VenueFactory(organisation=room.venue.organisation, opening=(600, 1800)), name="Kelder")
    log_in(client, room)
    status, _ = send(client, BLOCK, **form(late, date=day, **{"from": "01:00", "until": "04:00"}))
    assert status == 303
    night = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    assert send(client, BLOCK, **form(late, date=night, **{"from": "01:00", "until": "04:00"}))[0] == 303
    made = blocks()[1]
    assert (made.ends_at - made.starts_at).total_seconds() == minutes * 60
    text = page(client, f"{HOME}?view=day&date={day}&room={late.id}")
    assert note in text
    (told,) = [line for line in listed(text) if "1.00–4.00" in line and "Stemmen" in line]
    assert told.startswith("zo ")


def test_a_month_says_per_room_and_day_how_full_it_is(client: Visitor, room: Room) -> None:
    booking = paid_booking(room)
    take(room, booking)
    occupy(room, DAY, 480, 660)
    log_in(client, room)
    text = page(client, f"{HOME}?view=month&date=2027-01-20")
    assert "dinsdag 12 januari: 6 uur van 15 uur bezet, 1 verhuurd" in text
    assert "40%" in text
    assert "woensdag 13 januari: 0" in text


@pytest.mark.parametrize("view", ["week", "day", "month"])
def test_ten_rooms_cost_as_many_queries_as_two(client: Visitor, room: Room, view: str) -> None:
    venue_id = room.venue_id

    def many(count: int) -> int:
        venue = session().get_one(Venue, venue_id, options=[joinedload(Venue.organisation)], populate_existing=True)
        for _ in range(count):
            made = RoomFactory(venue=venue)
            occupy(made, DAY, 600, 660)
            take(made, paid_booking(made))
        fill_masks(date(2026, 12, 31), 40)
        session().commit()
        session().expunge_all()
        with counted_queries() as said:
            page(client, f"{HOME}?view={view}&date=2027-01-12")
        return len(said)

    log_in(client, room)
    few = many(2)
    assert many(8) == few


def test_a_month_off_the_masks_reads_few_pages(app: Flask, room: Room) -> None:
    fill_masks(date(2026, 12, 31), 400)
    for _ in range(6):
        RoomFactory(venue=room.venue)
    fill_masks(date(2026, 12, 31), 400)
    session().execute(text("ANALYZE room_day"))
    values = {"rooms": [room.id], "first": date(2026, 12, 31), "last": date(2027, 2, 1)}
    explain = text(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {MASKS_OF_ROOMS.text}")
    plan = session().execute(explain, values).scalar_one()[0]["Plan"]
    assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] <= 40
