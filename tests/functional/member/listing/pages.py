"""A member with a room of its own, and its forms."""

import io
from datetime import UTC, datetime

from PIL import Image

from app.models.listing import Room
from tests.conftest import Visitor

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)


ROOM = {"name": "Zolder", "type": "dance_studio", "description": "Licht en hoog.", "max_persons": "30"}


TERMS = {
    "purposes": ["rehearsal", "lesson"],
    "alcohol_policy": "none",
    "start_grid_minutes": "30",
    "min_duration_minutes": "60",
    "max_duration_minutes": "480",
    "notice_minutes": "0",
    "horizon_days": "365",
    "buffer_before_minutes": "0",
    "buffer_after_minutes": "15",
    "vat_profile": "exempt_letting",
    "confirms_vat": "1",
    "cancellation_policy_code": "standard",
    "rules_deny": "Geen schoenen\nGeen confetti",
}


RATE = {"unit": "hour", "weekdays": list("0123456"), "price": "22,50", "from_on": "2027-01-04"}


def _page(client: Visitor, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def _room_base(room: Room) -> str:
    return f"/verhuur/pakhuis/locaties/{room.venue_id}/ruimtes/{room.id}"


def _picture() -> io.BytesIO:
    written = io.BytesIO()
    Image.new("RGB", (900, 600), "navy").save(written, "JPEG")
    return io.BytesIO(written.getvalue())
