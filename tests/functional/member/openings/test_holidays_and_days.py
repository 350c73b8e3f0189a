"""Holidays, days that differ, and the year at a glance."""

from datetime import date

from sqlalchemy import select

from app.core.db import session
from app.models.availability import OpeningHours
from app.models.listing import Room
from app.models.openings import HolidayOpening, Season
from tests.conftest import Visitor
from tests.factories.listing import RoomFactory
from tests.functional.member.openings.pages import page, room_base, spans, venue_base

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
