"""What a room is booked for decides by machine, too, which of its time is free."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.db import session
from app.core.time_ranges import TimeRange, at_minute
from app.models.listing import Purpose, SoundLevel
from app.services.audit.audit_service import SYSTEM
from app.services.availability import availability_service, sound_service
from tests.conftest import Visitor
from tests.factories.booking import BookingFactory
from tests.factories.market import room_on_offer, venue_on_offer

DAY = date(2027, 1, 12)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(datetime(2027, 1, 4, 9, 0, tzinfo=UTC)):
        yield


@pytest.fixture
def meetings() -> str:
    """The availability of a room for meetings beside one in which a band plays from ten to twelve."""
    venue = venue_on_offer()
    bands = room_on_offer(venue=venue, sound_level=SoundLevel.AMPLIFIED)
    quiet = room_on_offer(venue=venue, sound_level=SoundLevel.QUIET, purposes=["meeting", "sport"])
    sound_service.pair(bands, quiet, actor=SYSTEM)
    span = TimeRange(at_minute(DAY, 600, AMSTERDAM), at_minute(DAY, 720, AMSTERDAM))
    booking = BookingFactory(room=bands, purpose=Purpose.REHEARSAL, starts_at=span.starts_at, hours=2)
    availability_service.take(bands, span, booking_id=booking.id, purpose=Purpose.REHEARSAL)
    return f"/api/v1/rooms/{quiet.id}/availability?from={DAY}&until={DAY}"


def free(client: Visitor, address: str) -> list[tuple[str, str]]:
    session().expunge_all()
    (day,) = client.get(address).get_json()["days"]
    return [(one["start"][11:16], one["end"][11:16]) for one in day["free"]]


@pytest.mark.parametrize("purpose", ["", "&purpose=sport"])
def test_without_a_purpose_or_for_one_that_minds_no_noise_the_whole_day_is_free(
    client: Visitor, meetings: str, purpose: str
) -> None:
    assert free(client, meetings + purpose) == [("08:00", "23:00")]


def test_a_meeting_is_not_offered_time_beside_a_band(client: Visitor, meetings: str) -> None:
    assert free(client, f"{meetings}&purpose=meeting") == [("08:00", "10:00"), ("12:00", "23:00")]


@pytest.mark.parametrize("purpose", ["exhibition", "nonsense"])
def test_a_purpose_that_the_room_is_not_let_for_is_told_at_its_field(
    client: Visitor, meetings: str, purpose: str
) -> None:
    answer = client.get(f"{meetings}&purpose={purpose}")
    assert answer.status_code == 422
    assert list(answer.get_json()["errors"]) == ["purpose"]


def test_the_description_of_the_api_names_the_purposes(client: Visitor) -> None:
    document: dict[str, Any] = client.get("/api/v1/openapi.json").get_json()
    asked = document["paths"]["/api/v1/rooms/{room_id}/availability"]["get"]["parameters"]
    (purpose,) = [one for one in asked if one.get("name") == "purpose"]
    assert set(purpose["schema"]["enum"]) >= {"meeting", "rehearsal"}
    assert "hear" in purpose["description"]
