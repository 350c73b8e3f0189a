"""When a room is open and why, as JSON."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from app.core import clock
from app.core.db import session
from app.models.availability import OpeningException
from app.models.openings import Holiday, HolidayOpening, HolidayState
from tests.conftest import Visitor
from tests.factories.market import room_on_offer

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def test_each_day_says_when_the_room_is_open_and_what_decided_but_not_why_the_member_closed_it(client: Visitor) -> None:
    room = room_on_offer()
    session().add(
        HolidayOpening(
            venue_id=room.venue_id, holiday=Holiday.SPRING, state=HolidayState.CLOSED, valid_from=date(2027, 1, 1)
        )
    )
    session().add(
        OpeningException(
            venue_id=room.venue_id,
            room_id=room.id,
            from_on=date(2027, 2, 18),
            until_on=date(2027, 2, 19),
            opens_minute=1200,
            closes_minute=1500,
            reason="Personeelsfeest",
        )
    )
    session().flush()
    answer = client.get(f"/api/v1/rooms/{room.id}/openings?from=2027-02-18&until=2027-02-20")
    assert answer.status_code == 200
    assert "Personeelsfeest" not in answer.get_data(as_text=True)
    late, friday, holiday = answer.get_json()["days"]
    assert late == {
        "date": "2027-02-18",
        "open": [{"start": "2027-02-18T20:00:00+01:00", "end": "2027-02-19T01:00:00+01:00"}],
        "because": "exception",
        "of_room": True,
        "holiday": None,
        "closure": False,
    }
    assert (friday["because"], friday["of_room"]) == ("week", False)
    assert (holiday["open"], holiday["because"], holiday["holiday"]) == ([], "school_holiday", "spring")


def test_days_the_wrong_way_round_are_refused_at_their_field(client: Visitor) -> None:
    room = room_on_offer()
    answer = client.get(f"/api/v1/rooms/{room.id}/openings?from=2027-02-18&until=2027-02-01")
    assert answer.status_code == 422
    assert "until" in answer.get_data(as_text=True)
