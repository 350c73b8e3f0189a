"""A house with a room, and its pages of the calendar."""

import re
from datetime import UTC, date, datetime

from sqlalchemy import select

from app.core import clock
from app.core.db import session
from app.core.time_ranges import TimeRange
from app.models.accounts import OrganisationRoleName
from app.models.booking import Booking
from app.models.listing import Room
from app.models.occupancy import OwnUseBlock
from app.services.availability import availability_service
from tests.conftest import Visitor
from tests.factories.accounts import OrganisationRoleFactory

NOW = datetime(2027, 1, 11, 8, tzinfo=UTC)


DAY = date(2027, 1, 12)


HOME = "/verhuur/pakhuis/kalender"


BLOCK = f"{HOME}/blokkeren"


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
