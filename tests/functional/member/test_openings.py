"""Openings and rules as a member fills them in: a venue, a room, holidays, closures; as a browser without JavaScript."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.db import session
from app.core.time_ranges import TimeRange, at_minute
from app.core.tokens import booking_token
from app.models.accounts import Organisation
from app.models.availability import OpeningException, OpeningHours
from app.models.listing import AccessMode, Room, Venue
from app.models.occupancy import RoomDay
from app.models.openings import BookingRule, CaretakerHours, Closure, HolidayOpening, Season
from app.services.availability import availability_service
from tests.conftest import Visitor
from tests.factories.accounts import OrganisationFactory, OrganisationRoleFactory
from tests.factories.booking import BookingFactory, paid_booking
from tests.factories.listing import RoomFactory, VenueFactory
from tests.factories.occupancy import fill_masks

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)  # a Monday
TUESDAY = date(2027, 1, 12)
WEEK = {f"{edge}-{day}-0": time for day in range(7) for edge, time in (("from", "09:00"), ("until", "23:00"))}
BASE = "/verhuur/pakhuis"


@pytest.fixture(autouse=True)
def _january() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def organisation(client: Visitor) -> Organisation:
    """A member with somebody who manages it, logged in."""
    made: Organisation = OrganisationFactory(slug="pakhuis")
    role = OrganisationRoleFactory(organisation=made)
    session().commit()
    client.log_in(role.user.email)
    return made


@pytest.fixture
def room(organisation: Organisation) -> Room:
    """A published room that does as its building: open every day from 8.00 to 23.00."""
    made: Room = RoomFactory(venue=VenueFactory(organisation=organisation, name="Het Pakhuis"), name="Zolder")
    session().commit()
    return made


def venue_base(room: Room) -> str:
    return f"{BASE}/locaties/{room.venue_id}"


def room_base(room: Room) -> str:
    return f"{venue_base(room)}/ruimtes/{room.id}"


def page(client: Visitor, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.get_data(as_text=True)


def fresh(room: Room) -> Room:
    """As it stands in the database now, with its venue."""
    query = select(Room).where(Room.id == room.id).options(joinedload(Room.venue).joinedload(Venue.organisation))
    return session().scalars(query, execution_options={"populate_existing": True}).one()


def spans(room: Room, day: date = TUESDAY) -> list[tuple[int, int]]:
    """When it is open."""
    return availability_service.open_spans(fresh(room), day)


# -- weeks


def test_a_week_from_a_later_day_leaves_the_days_before_as_they_are(client: Visitor, room: Room) -> None:
    answer = client.submit(f"{venue_base(room)}/openingstijden", {**WEEK, "valid_from": "2027-02-01"})
    assert answer.status_code == 303
    assert spans(room, date(2027, 1, 26)) == [(480, 1380)]
    assert spans(room, date(2027, 2, 2)) == [(540, 1380)]
    shown = page(client, f"{venue_base(room)}/openingstijden")
    assert "Gepland voor later" in shown
    assert 'value="08:00"' in shown


def test_a_planned_week_can_be_taken_back(client: Visitor, room: Room) -> None:
    client.submit(f"{venue_base(room)}/openingstijden", {**WEEK, "valid_from": "2027-02-01"})
    back = {"season": "regular", "edge": "2027-02-01"}
    assert client.submit(f"{venue_base(room)}/openingstijden/terugdraaien", back).status_code == 303
    assert spans(room, date(2027, 2, 2)) == [(480, 1380)]
    assert "Gepland voor later" not in page(client, f"{venue_base(room)}/openingstijden")


def test_several_times_on_one_day_past_midnight_with_a_way_in_of_their_own(client: Visitor, room: Room) -> None:
    week = {
        **WEEK,
        "from-1-0": "09:00",
        "until-1-0": "12:00",
        "access-1-0": "reception",
        "from-1-1": "13:00",
        "until-1-1": "17:00",
        "from-1-2": "19:00",
        "until-1-2": "01:00",
        "access-1-2": "key_safe_code",
    }
    assert client.submit(f"{venue_base(room)}/openingstijden", week).status_code == 303
    assert spans(room) == [(540, 720), (780, 1020), (1140, 1500)]
    late = TimeRange(at_minute(TUESDAY, 1200, AMSTERDAM), at_minute(TUESDAY, 1320, AMSTERDAM))
    assert availability_service.access_modes(fresh(room), late) == [AccessMode.KEY_SAFE_CODE]
    shown = page(client, f"{venue_base(room)}/openingstijden")
    assert 'name="from-1-2" value="19:00"' in shown


def test_a_line_more_keeps_what_was_typed_and_writes_nothing(client: Visitor, room: Room) -> None:
    answer = client.submit(f"{venue_base(room)}/openingstijden", {**WEEK, "from-0-0": "07:15", "more": "1"})
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert 'value="07:15"' in shown
    assert 'name="from-0-1"' in shown
    assert spans(room, date(2027, 1, 11)) == [(480, 1380)]


def test_times_that_overlap_are_told_at_their_day_with_everything_kept(client: Visitor, room: Room) -> None:
    wrong = {**WEEK, "from-3-1": "20:00", "until-3-1": "22:00", "from-5-0": "half tien", "valid_from": "2026-12-01"}
    answer = client.submit(f"{venue_base(room)}/openingstijden", wrong)
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="half tien"' in shown
    assert "laat beide leeg" in shown
    fixed = client.submit(f"{venue_base(room)}/openingstijden", {**wrong, "from-5-0": "09:30"})
    shown = fixed.get_data(as_text=True)
    assert "Deze tijden overlappen." in shown
    assert "op zijn vroegst vandaag" in shown
    assert 'id="day-3-error"' in shown
    assert spans(room) == [(480, 1380)]


def test_a_room_gets_hours_of_its_own_and_does_as_its_building_again(client: Visitor, room: Room) -> None:
    own = {"follows": "", "from-1-0": "18:00", "until-1-0": "22:00"}
    assert client.submit(f"{room_base(room)}/openingstijden", own).status_code == 303
    assert spans(room) == [(1080, 1320)]
    assert spans(room, date(2027, 1, 13)) == []
    assert client.submit(f"{room_base(room)}/openingstijden", {"follows": "1"}).status_code == 303
    assert spans(room) == [(480, 1380)]


def test_a_room_with_hours_of_its_own_has_some(client: Visitor, room: Room) -> None:
    answer = client.submit(f"{room_base(room)}/openingstijden", {"follows": ""})
    assert answer.status_code == 422
    assert "laat de ruimte het gebouw volgen" in answer.get_data(as_text=True)


def test_the_masks_that_search_reads_follow_at_once(client: Visitor, room: Room) -> None:
    fill_masks(TUESDAY)
    before = session().get_one(RoomDay, (room.id, TUESDAY)).closed_lo
    client.submit(f"{venue_base(room)}/openingstijden", WEEK)  # from nine instead of eight
    session().expire_all()
    after = session().get_one(RoomDay, (room.id, TUESDAY)).closed_lo
    assert after & ~before == 0b1111 << 32


# -- holidays


def holiday_form(**changed: str) -> dict[str, str]:
    kinds = ("spring-2026", "may-2026", "summer-2026", "public-2026", "autumn-2027", "christmas-2027", "spring-2027")
    rest = ("may-2027", "summer-2027", "public-2027")
    return {**dict.fromkeys((*kinds, *rest), "normal"), **changed}


def test_holidays_are_listed_with_their_dates_in_the_region_of_the_venue(client: Visitor, room: Room) -> None:
    shown = page(client, f"{venue_base(room)}/openingstijden/vakanties")
    assert "20-02-2027 – 28-02-2027" in shown
    assert "Schooljaar 2027–2028" in shown
    assert "Koningsdag" in shown
    assert "Herfstvakantie" in shown


def test_a_closed_spring_holiday_closes_this_year_and_not_the_next(client: Visitor, room: Room) -> None:
    closed = holiday_form(**{"spring-2026": "closed"})
    assert client.submit(f"{venue_base(room)}/openingstijden/vakanties", closed).status_code == 303
    assert spans(room, date(2027, 2, 24)) == []
    assert spans(room, date(2028, 3, 1)) == [(480, 1380)]
    shown = page(client, f"{venue_base(room)}/openingstijden/vakanties")
    assert '<option value="closed" selected' in shown


def test_what_is_chosen_last_goes_on_in_the_years_after(client: Visitor, room: Room) -> None:
    closed = holiday_form(**{"autumn-2027": "closed"})
    client.submit(f"{venue_base(room)}/openingstijden/vakanties", closed)
    assert spans(room, date(2028, 10, 24)) == []
    again = holiday_form(**{"autumn-2027": "normal"})
    client.submit(f"{venue_base(room)}/openingstijden/vakanties", again)
    assert spans(room, date(2028, 10, 24)) == [(480, 1380)]
    assert session().scalars(select(HolidayOpening)).all() == []


def test_extra_hours_come_from_the_week_in_holidays(client: Visitor, room: Room) -> None:
    extra = holiday_form(**{"spring-2026": "extra"})
    client.submit(f"{venue_base(room)}/openingstijden/vakanties", extra)
    assert "niet ingevuld" in page(client, f"{venue_base(room)}/openingstijden/vakanties")
    week = {"from-2-0": "07:00", "until-2-0": "23:30"}
    assert client.submit(f"{venue_base(room)}/openingstijden/vakantieweek", week).status_code == 303
    assert spans(room, date(2027, 2, 24)) == [(420, 1410)]
    assert spans(room, date(2027, 2, 25)) == []
    assert {row.season for row in session().scalars(select(OpeningHours))} == {Season.REGULAR, Season.HOLIDAY}


def test_a_room_may_stay_open_in_a_holiday_in_which_its_building_is_closed(client: Visitor, room: Room) -> None:
    client.submit(f"{venue_base(room)}/openingstijden/vakanties", holiday_form(**{"spring-2026": "closed"}))
    shown = page(client, f"{room_base(room)}/openingstijden/vakanties")
    assert "zoals het gebouw: gesloten" in shown
    own = dict.fromkeys(holiday_form(), "follow")
    client.submit(f"{room_base(room)}/openingstijden/vakanties", {**own, "spring-2026": "normal"})
    assert spans(room, date(2027, 2, 24)) == [(480, 1380)]


def test_a_holiday_without_a_choice_is_told_and_nothing_is_written(client: Visitor, room: Room) -> None:
    form = holiday_form(**{"spring-2026": "closed", "may-2026": "misschien"})
    answer = client.submit(f"{venue_base(room)}/openingstijden/vakanties", form)
    assert answer.status_code == 422
    assert 'id="may-2026-error"' in answer.get_data(as_text=True)
    assert session().scalars(select(HolidayOpening)).all() == []


# -- exceptions and the year


def test_one_room_differs_on_a_day_and_the_building_does_not(client: Visitor, room: Room) -> None:
    other: Room = RoomFactory(venue=room.venue)
    session().commit()
    days = {"from_on": "2027-01-12", "until_on": "2027-01-12", "kind": "closed", "reason": "Vloer"}
    assert client.submit(f"{room_base(room)}/uitzonderingen", days).status_code == 303
    assert spans(room) == []
    assert spans(other) == [(480, 1380)]
    shown = page(client, f"{room_base(room)}/openingstijden/jaar?dag=2027-01-12")
    assert "dinsdag 12 januari 2027: dicht" in shown
    assert "Afwijkende dag: Vloer." in shown
    assert "Vloer" not in page(client, f"{venue_base(room)}/uitzonderingen")


def test_the_year_shows_every_week_as_a_picture_and_as_a_table(client: Visitor, room: Room) -> None:
    client.submit(f"{venue_base(room)}/openingstijden/vakanties", holiday_form(**{"spring-2026": "closed"}))
    shown = page(client, f"{venue_base(room)}/openingstijden/jaar")
    table = shown.split("<tbody>")[1]
    assert table.count("<tr>") == 53
    week_8 = table.split("week 8<")[1].split("</tr>")[0]
    assert "dicht" in week_8
    assert "Voorjaarsvakantie" in week_8
    assert "105 uur" in table.split("week 10<")[1].split("</tr>")[0]
    assert "2027–2028" in page(client, f"{venue_base(room)}/openingstijden/jaar?jaar=2027")


# -- caretaker and rules


def test_the_hours_of_the_caretaker_are_what_the_notice_counts(client: Visitor, room: Room) -> None:
    hours = {f"{edge}-{day}-0": time for day in range(5) for edge, time in (("from", "09:00"), ("until", "17:00"))}
    assert client.submit(f"{venue_base(room)}/beheerder", hours).status_code == 303
    assert len(session().scalars(select(CaretakerHours)).all()) == 5
    rule = {"notice_minutes": "480", "notice_in_caretaker_hours": "1", "valid_from": "2027-01-04"}
    room.notice_minutes = None
    session().commit()
    assert client.submit(f"{venue_base(room)}/boekingsregels", rule).status_code == 303
    # Monday 10.00: seven hours left today, one on Tuesday.
    early = TimeRange(at_minute(date(2027, 1, 5), 570, AMSTERDAM), at_minute(date(2027, 1, 5), 660, AMSTERDAM))
    later = TimeRange(at_minute(date(2027, 1, 5), 600, AMSTERDAM), at_minute(date(2027, 1, 5), 660, AMSTERDAM))
    assert "start" in availability_service.check_time(fresh(room), early, now=NOW)
    assert availability_service.check_time(fresh(room), later, now=NOW) == {}


def test_rules_say_whose_word_they_are_and_a_room_shows_what_it_inherits(client: Visitor, room: Room) -> None:
    room.min_duration_minutes = None
    session().commit()
    rule = {"min_duration_minutes": "120", "valid_from": "2027-01-04"}
    client.submit(f"{venue_base(room)}/boekingsregels", rule)
    shown = page(client, f"{room_base(room)}/boekingsregels")
    assert "het gebouw" in shown
    assert "zoals het gebouw: 2 uur" in page(client, f"{room_base(room)}/regels")
    assert availability_service.booking_rules(fresh(room), TUESDAY).min_duration_minutes == 120


def test_a_rule_for_some_weeks_stands_within_the_one_that_runs(client: Visitor, room: Room) -> None:
    base = f"{room_base(room)}/boekingsregels"
    client.submit(base, {"notice_minutes": "60", "valid_from": "2027-01-04"})
    summer = {"notice_minutes": "2880", "valid_from": "2027-07-01", "last_on": "2027-08-31"}
    assert client.submit(base, summer).status_code == 303
    asked = [date(2027, 6, 30), date(2027, 7, 1), date(2027, 8, 31), date(2027, 9, 1)]
    assert [availability_service.booking_rules(fresh(room), day).notice_minutes for day in asked] == [
        60,
        2880,
        2880,
        60,
    ]


def test_a_rule_across_another_is_refused_at_its_first_day_with_everything_kept(client: Visitor, room: Room) -> None:
    base = f"{venue_base(room)}/boekingsregels"
    client.submit(base, {"notice_minutes": "2880", "valid_from": "2027-07-01", "last_on": "2027-08-31"})
    answer = client.submit(base, {"notice_minutes": "60", "valid_from": "2027-08-01", "last_on": "2027-10-01"})
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="valid_from-error"' in shown
    assert 'value="2027-10-01"' in shown
    assert '<option value="60" selected' in shown
    assert len(session().scalars(select(BookingRule)).all()) == 1


def test_contradictory_rules_are_told_at_the_field(client: Visitor, room: Room) -> None:
    form = {"min_duration_minutes": "240", "max_duration_minutes": "60", "valid_from": "2027-01-04"}
    answer = client.submit(f"{venue_base(room)}/boekingsregels", form)
    assert answer.status_code == 422
    assert 'id="max_duration_minutes-error"' in answer.get_data(as_text=True)
    empty = client.submit(f"{venue_base(room)}/boekingsregels", {"valid_from": "2027-01-04"})
    assert "Kies minstens één regel" in empty.get_data(as_text=True)


def test_a_rule_that_is_ended_holds_no_more(client: Visitor, room: Room) -> None:
    base = f"{room_base(room)}/boekingsregels"
    client.submit(base, {"notice_minutes": "2880", "valid_from": "2027-01-04"})
    rule = session().scalars(select(BookingRule)).one()
    assert client.submit(f"{base}/{rule.id}/stoppen").status_code == 303
    assert availability_service.booking_rules(fresh(room), TUESDAY).notice_minutes == 0


# -- closures


def closure_form(*rooms: str, **changed: str) -> dict[str, object]:
    days = {"from_on": "2027-01-12", "until_on": "2027-01-13", "kind": "days", "reason": "Vloer lakken"}
    return {"rooms": list(rooms), **days, **changed}


def test_a_closure_shows_the_bookings_it_touches_before_anything_is_written(client: Visitor, room: Room) -> None:
    booking = BookingFactory(room=room)
    availability_service.take(fresh(room), TimeRange(booking.starts_at, booking.ends_at), booking_id=booking.id)
    session().commit()
    answer = client.get(f"{BASE}/sluitingen/nieuw", query_string={**closure_form(f"room:{room.id}"), "show": "1"})
    shown = answer.get_data(as_text=True)
    assert booking.reference in shown
    assert "1 boeking staat in deze tijd. Die blijft staan." in shown
    assert session().scalars(select(Closure)).all() == []
    made = client.submit(f"{BASE}/sluitingen/nieuw", closure_form(f"room:{room.id}"))
    assert made.status_code == 303
    assert booking.reference in page(client, made.headers["Location"])
    session().refresh(booking)
    assert booking.status.value == "confirmed"
    assert spans(room) == []


def test_rooms_of_several_venues_close_at_once_and_open_again_as_one(
    client: Visitor, room: Room, organisation: Organisation
) -> None:
    elsewhere: Room = RoomFactory(venue=VenueFactory(organisation=organisation))
    session().commit()
    form = closure_form(f"room:{room.id}", f"venue:{elsewhere.venue_id}", kind="hours", opens="12:00", closes="14:00")
    made = client.submit(f"{BASE}/sluitingen/nieuw", form)
    assert spans(room) == spans(elsewhere) == [(480, 720), (840, 1380)]
    assert "Vloer lakken" in page(client, f"{BASE}/sluitingen")
    assert client.submit(f"{made.headers['Location']}/openen").status_code == 303
    assert spans(room) == spans(elsewhere) == [(480, 1380)]
    assert session().scalars(select(OpeningException)).all() == []


def test_a_hall_closes_along_with_a_room_that_it_consists_of(client: Visitor, room: Room) -> None:
    halves: Room = RoomFactory(venue=room.venue, name="Halve zaal")
    form = {"name": "Hele zaal", "type": "dance_studio", "description": "Groot.", "max_persons": "30"}
    session().commit()
    client.submit(f"{venue_base(room)}/ruimtes/nieuw", {**form, "part_rooms": [str(room.id), str(halves.id)]})
    hall = session().scalars(select(Room).where(Room.name == "Hele zaal")).one()
    asked = {**closure_form(f"room:{room.id}"), "show": "1"}
    answer = client.get(f"{BASE}/sluitingen/nieuw", query_string=asked)
    assert "Hele zaal" in answer.get_data(as_text=True).split('id="touched"')[1]
    client.submit(f"{BASE}/sluitingen/nieuw", closure_form(f"room:{room.id}"))
    assert spans(hall) == []
    assert spans(halves) == [(480, 1380)]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"rooms": []}, "rooms"),
        ({"until_on": "2027-01-01"}, "until_on"),
        ({"reason": ""}, "reason"),
        ({"kind": "hours", "opens": "12:00", "closes": ""}, "opens"),
        ({"rooms": ["room:00000000-0000-0000-0000-000000000001"]}, "rooms"),
    ],
)
def test_what_is_wrong_with_a_closure_stands_at_its_field(
    client: Visitor, room: Room, changed: dict[str, object], field: str
) -> None:
    asked = {**closure_form(f"room:{room.id}"), **changed}
    answer = client.submit(f"{BASE}/sluitingen/nieuw", asked)
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'href="#{field}"' in shown
    assert session().scalars(select(Closure)).all() == []


def test_the_way_in_of_an_evening_stands_on_the_page_of_its_booking_and_on_the_day_sheet(
    client: Visitor, room: Room
) -> None:
    evening = {"from-1-0": "08:00", "until-1-0": "18:00", "from-1-1": "18:00", "until-1-1": "23:00"}
    client.submit(f"{venue_base(room)}/openingstijden", {**evening, "access-1-1": "key_safe_code"})
    late = paid_booking(fresh(room))  # Tuesday evening, 19.00
    early = paid_booking(fresh(room), starts_at=datetime(2027, 1, 12, 9, tzinfo=UTC))
    session().commit()
    in_words = "sleutelkluis"
    assert in_words in page(client, f"/boekingen/{late.reference}?token={booking_token(late.id)}").lower()
    assert in_words not in page(client, f"/boekingen/{early.reference}?token={booking_token(early.id)}").lower()
    sheet = page(client, f"{BASE}/dagblad?date=2027-01-12")
    assert sheet.lower().count(in_words) == 1
