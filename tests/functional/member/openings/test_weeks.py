"""Weeks of a venue and of a room, from a day on."""

from datetime import date

from app.core.clock import AMSTERDAM
from app.core.db import session
from app.core.time_ranges import TimeRange, at_minute
from app.models.listing import AccessMode, Room
from app.models.occupancy import RoomDay
from app.services.availability import availability_service
from tests.conftest import Visitor
from tests.factories.occupancy import fill_masks
from tests.functional.member.openings.pages import TUESDAY, fresh, page, room_base, spans, venue_base

WEEK = {f"{edge}-{day}-0": time for day in range(7) for edge, time in (("from", "09:00"), ("until", "23:00"))}


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
