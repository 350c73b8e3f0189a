"""The member's calendar: every view says what has the time, and own use is kept, changed and taken away by its forms."""

import re
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.db import session
from app.core.time_ranges import TimeRange, at_minute
from app.models.accounts import OrganisationRoleName
from app.models.availability import Claim, ClaimKind
from app.models.booking import Booking
from app.models.calendars import CalendarImport, CalendarOccurrence, ImportStatus
from app.models.listing import Room, RoomPart, Venue
from app.models.occupancy import OwnUseBlock
from app.services.availability import availability_service, own_use_service
from app.services.availability.mask_sql import MASKS_OF_ROOMS
from tests.conftest import Visitor
from tests.factories.accounts import OrganisationFactory, OrganisationRoleFactory
from tests.factories.booking import paid_booking
from tests.factories.listing import RoomFactory, RoomPartFactory, VenueFactory
from tests.factories.occupancy import fill_masks, occupy
from tests.factories.payments import PaymentAccountFactory
from tests.query_count import counted_queries

NOW = datetime(2027, 1, 11, 8, tzinfo=UTC)
DAY = date(2027, 1, 12)
HOME = "/verhuur/pakhuis/kalender"
BLOCK = f"{HOME}/blokkeren"


@pytest.fixture
def room(app: Flask) -> Room:
    """A room of a member, open every day 8.00-23.00."""
    organisation = OrganisationFactory(slug="pakhuis")
    PaymentAccountFactory(organisation_id=organisation.id)
    made: Room = RoomFactory(venue=VenueFactory(organisation=organisation), name="Koorzaal")
    return made


def log_in(client: Visitor, room: Room, role: OrganisationRoleName = OrganisationRoleName.FRONT_DESK) -> None:
    person = OrganisationRoleFactory(organisation=room.venue.organisation, role=role)
    session().commit()
    client.log_in(person.user.email)


def page(client: Visitor, address: str, status: int = 200) -> str:
    with clock.frozen(NOW):
        answer = client.get(address)
    assert answer.status_code == status, address
    return answer.get_data(as_text=True)


def send(client: Visitor, address: str, **values: str) -> tuple[int, str]:
    """The status, and the page or where it leads."""
    with clock.frozen(NOW):
        answer = client.submit(address, values)
    return answer.status_code, answer.headers.get("Location") or answer.get_data(as_text=True)


def form(room: Room, **values: str) -> dict[str, str]:
    typed = {"room": str(room.id), "date": "2027-01-12", "from": "10:00", "until": "12:00", "note": "Stemmen"}
    return {**typed, **values}


def teach(room: Room, start: int, end: int, summary: str) -> CalendarImport:
    """A lesson on DAY, as a calendar file brings it."""
    brought = CalendarImport(
        organisation_id=room.venue.organisation_id,
        room_id=room.id,
        filename="lessen.ics",
        content=b"",
        status=ImportStatus.APPLIED,
    )
    session().add(brought)
    session().flush()
    span = TimeRange(at_minute(DAY, start, AMSTERDAM), at_minute(DAY, end, AMSTERDAM))
    lesson = CalendarOccurrence(
        room_id=room.id,
        import_id=brought.id,
        uid=summary,
        recurrence_key="",
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        summary=summary,
    )
    session().add(lesson)
    session().flush()
    own_use_service.take(room, [own_use_service.OwnUse(lesson.id, span)])
    return brought


def blocks() -> list[OwnUseBlock]:
    return list(session().scalars(select(OwnUseBlock).order_by(OwnUseBlock.starts_at)))


def listed(text: str) -> list[str]:
    """The lines of the list, without markup."""
    body = text[text.index("cal-table") :]
    body = re.sub(r'<span class="vh">.*?</span>', "", body)
    rows = re.findall(r'<tr role="row" class="row--\w+">(.*?)</tr>', body[: body.index("</table>")], re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


def take(room: Room, booking: Booking) -> None:
    span = TimeRange(booking.starts_at, booking.ends_at)
    availability_service.take(room, span, booking_id=booking.id)


def full_day(room: Room) -> Booking:
    """A lesson, own use and a booking with its buffer on DAY."""
    room.buffer_after_minutes = 30
    teach(room, 540, 600, "Ballet")
    occupy(room, DAY, 600, 660).note = "Stemmen"
    booking: Booking = paid_booking(room)
    take(room, booking)
    return booking


def test_a_day_tells_bookings_lessons_own_use_and_what_is_left_in_words_and_leads_to_each(
    client: Visitor, room: Room
) -> None:
    booking = full_day(room)
    brought = session().scalars(select(CalendarImport)).one()
    log_in(client, room)
    text = page(client, f"{HOME}?view=day&date=2027-01-12")
    assert listed(text) == [
        "di 12 jan 8.00–9.00 uur Koorzaal leeg blokkeer",
        "di 12 jan 9.00–10.00 uur Koorzaal eigen les Ballet",
        "di 12 jan 10.00–11.00 uur Koorzaal eigen gebruik Stemmen",
        "di 12 jan 11.00–19.00 uur Koorzaal leeg blokkeer",
        "di 12 jan 19.00–22.00 uur Koorzaal verhuurd Kamerkoor Nevenstem",
        "di 12 jan 22.00–22.30 uur Koorzaal wisseltijd",
        "di 12 jan 22.30–23.00 uur Koorzaal leeg blokkeer",
    ]
    for address in (
        f"/verhuur/pakhuis/boekingen/{booking.reference}",
        f"/verhuur/pakhuis/agenda/{brought.id}",
        f"/verhuur/pakhuis/kalender/eigen-gebruik/{blocks()[0].id}",
    ):
        assert text.count(f'href="{address}"') == 2, address  # in the grid and in the list
        page(client, address)
    assert 'data-free="480-540 660-1140 1350-1380"' in text


def test_a_list_is_sorted_by_its_heads(client: Visitor, room: Room) -> None:
    full_day(room)
    occupy(RoomFactory(venue=room.venue, name="Atelier"), DAY, 1200, 1260)
    log_in(client, room)
    times = {
        order: [line.split(" ")[3] for line in listed(page(client, f"{HOME}?view=week&date=2027-01-12&sort={order}"))]
        for order in ("time", "-time", "room", "nonsense")
    }
    assert times["time"] == ["9.00–10.00", "10.00–11.00", "19.00–22.00", "20.00–21.00", "22.00–22.30"]
    assert times["-time"] == times["time"][::-1]
    assert times["room"] == ["20.00–21.00", "9.00–10.00", "10.00–11.00", "19.00–22.00", "22.00–22.30"]
    assert times["nonsense"] == times["time"]


def test_a_room_that_shares_space_shows_what_happens_in_the_other(client: Visitor, room: Room) -> None:
    part = session().scalars(select(RoomPart).where(RoomPart.venue_id == room.venue_id)).one()
    hall = RoomFactory(venue=room.venue, name="Grote zaal", parts=[part, RoomPartFactory(venue_id=room.venue_id)])
    occupy(hall, DAY, 600, 660).note = "Opbouw"
    log_in(client, room)
    text = page(client, f"{HOME}?view=day&date=2027-01-12&room={room.id}")
    assert "di 12 jan 10.00–11.00 uur Koorzaal eigen gebruik Opbouw (in Grote zaal)" in listed(text)


def test_a_lesson_over_a_booking_stands_beside_it_and_not_over_it(client: Visitor, room: Room) -> None:
    full_day(room)
    log_in(client, room)
    address = f"{HOME}?view=day&date=2027-01-12"
    assert '<svg x="50.0%"' not in page(client, address)
    teach(room, 1200, 1260, "Zangles")
    session().commit()
    assert page(client, address).count('<svg x="50.0%" width="50.0%"') == 1


@pytest.mark.parametrize("role", list(OrganisationRoleName))
def test_everybody_of_the_house_looks_and_the_desk_alone_blocks(
    client: Visitor, room: Room, role: OrganisationRoleName
) -> None:
    full_day(room)
    log_in(client, room, role)
    text = page(client, f"{HOME}?view=day&date=2027-01-12")
    may_block = role in {OrganisationRoleName.MANAGER, OrganisationRoleName.FRONT_DESK}
    assert ("/kalender/blokkeren" in text) is may_block
    assert ("data-calendar=" in text) is may_block
    one = page(client, f"{HOME}/eigen-gebruik/{blocks()[0].id}")
    assert ("Wijzigen" in one) is may_block
    page(client, BLOCK, 200 if may_block else 403)
    assert send(client, BLOCK, **form(room))[0] == (303 if may_block else 403)
    # No link that answers no.
    for address in sorted(set(re.findall(r'href="(/verhuur/pakhuis/[^"]+)"', text)))[:40]:
        page(client, address.replace("&amp;", "&"))


def test_a_day_can_be_blocked_from_what_the_calendar_points_at(client: Visitor, room: Room) -> None:
    log_in(client, room)
    text = page(client, f"{HOME}?view=day&date=2027-01-12&room={room.id}")
    link = re.search(r'href="(/verhuur/pakhuis/kalender/blokkeren\?[^"]*from=[^"]*)"', text)
    assert link is not None
    typed = page(client, link.group(1).replace("&amp;", "&"))
    for value in ("2027-01-12", "08:00", "23:00"):
        assert f'value="{value}"' in typed
    assert re.search(rf'value="{room.id}" selected', typed)


def test_a_form_blocks_once_however_often_it_is_sent(client: Visitor, room: Room) -> None:
    log_in(client, room)
    once = str(uuid.uuid4())
    for _ in range(2):
        status, address = send(client, BLOCK, **form(room, once=once))
        assert status == 303
        assert f"room={room.id}" in address
    (made,) = blocks()
    assert (made.note, made.starts_at) == ("Stemmen", datetime(2027, 1, 12, 9, tzinfo=UTC))
    assert session().scalar(select(func.count()).select_from(Claim).where(Claim.kind == ClaimKind.OWN_USE)) == 1
    # Sent again with another time it is another request.
    assert send(client, BLOCK, **form(room, once=once, **{"from": "14:00", "until": "15:00"}))[0] == 303
    assert len(blocks()) == 2


def test_every_week_leaves_holidays_out_and_can_be_taken_away_from_now_on(client: Visitor, room: Room) -> None:
    log_in(client, room)
    status, _ = send(client, BLOCK, **form(room, repeat_until="2027-03-09", skip_holidays="1"))
    assert status == 303
    days = [one.starts_at.date() for one in blocks()]
    weeks = [DAY + timedelta(days=7 * number) for number in range(9)]
    assert days == [day for day in weeks if day != date(2027, 2, 23)]  # the spring holiday of the middle of the country
    with clock.frozen(datetime(2027, 2, 1, 8, tzinfo=UTC)):
        text = client.get(f"{HOME}/eigen-gebruik/{blocks()[4].id}").get_data(as_text=True)
        assert "Haal alle 5 weg die nog komen" in text
        client.submit(f"{HOME}/eigen-gebruik/{blocks()[4].id}/verwijderen", {"series": "1"})
    assert [one.starts_at.date() for one in blocks()] == weeks[:3]


def test_a_block_over_a_booking_says_which_one_stays(client: Visitor, room: Room) -> None:
    booking = paid_booking(room)
    take(room, booking)
    log_in(client, room)
    status, address = send(client, BLOCK, **form(room, **{"from": "18:00", "until": "20:00"}))
    assert (status, address) == (303, f"{HOME}/eigen-gebruik/{blocks()[0].id}")
    text = page(client, address)
    assert "Eén boeking heeft een deel van deze tijd. Die blijft." in text
    assert f"/boekingen/{booking.reference}" in text
    assert "Kamerkoor Nevenstem" in text


def test_a_block_is_changed_and_taken_away(client: Visitor, room: Room) -> None:
    made = occupy(room, DAY, 600, 720)
    log_in(client, room)
    address = f"{HOME}/eigen-gebruik/{made.id}"
    status, _ = send(client, address, **form(room, **{"from": "13:00", "until": "14:30", "note": "Opbouw"}))
    assert status == 303
    assert "dinsdag 12 januari 2027, 13.00–14.30 uur" in page(client, address)
    status, text = send(client, address, **form(room, until="09:00", note="Blijft staan"))
    assert status == 422
    assert "Het einde ligt na het begin." in text
    assert 'value="Blijft staan"' in text
    assert send(client, f"{address}/verwijderen")[0] == 303
    assert blocks() == []
    assert session().scalar(select(func.count()).select_from(Claim)) == 0
    page(client, address, 404)


@pytest.mark.parametrize(
    ("wrong", "field", "told"),
    [
        ({"room": ""}, "room", "Kies een ruimte."),
        ({"date": "31-12"}, "date", "Kies een dag."),
        ({"date": "2026-12-01"}, "date", "Deze tijd is voorbij."),
        ({"from": "x"}, "from", "Vul in vanaf hoe laat, zoals 19:00."),
        ({"until": "09:00"}, "until", "Het einde ligt na het begin."),
        ({"note": "x" * 201}, "note", "Hooguit 200 tekens."),
        ({"repeat_until": "2027-01-01"}, "repeat_until", "De laatste dag ligt voor de eerste."),
        ({"repeat_until": "2099-01-01"}, "repeat_until", "Hooguit 400 keer tegelijk."),
        (
            {"date": "2027-02-23", "repeat_until": "2027-02-24", "skip_holidays": "1"},
            "repeat_until",
            "Al deze dagen vallen in een vakantie of op een feestdag.",
        ),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(
    client: Visitor, room: Room, wrong: dict[str, str], field: str, told: str
) -> None:
    log_in(client, room)
    typed = {**form(room), **wrong}
    status, text = send(client, BLOCK, **typed)
    assert status == 422
    assert f'<a href="#{field}">{told}</a>' in text
    for name in set(typed) - {"room"}:
        assert f'value="{typed[name]}"' in text, name
    assert blocks() == []


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
