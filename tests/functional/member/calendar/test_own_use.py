"""Own use is kept, changed and taken away by forms."""

import re
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.core import clock
from app.core.db import session
from app.models.availability import Claim, ClaimKind
from app.models.listing import Room
from tests.conftest import Visitor
from tests.factories.booking import paid_booking
from tests.factories.occupancy import occupy
from tests.functional.member.calendar.pages import BLOCK, DAY, HOME, blocks, form, log_in, page, send, take


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
