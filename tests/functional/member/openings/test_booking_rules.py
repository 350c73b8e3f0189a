"""Caretaker hours and rules: whose word each is."""

from datetime import date

from sqlalchemy import select

from app.core.clock import AMSTERDAM
from app.core.db import session
from app.core.time_ranges import TimeRange, at_minute
from app.models.listing import Room
from app.models.openings import BookingRule, CaretakerHours
from app.services.availability import availability_service
from tests.conftest import Visitor
from tests.functional.member.openings.pages import NOW, TUESDAY, fresh, page, room_base, venue_base

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
