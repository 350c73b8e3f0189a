"""The tariff of a room as its manager sees it."""

from datetime import UTC, datetime
from html import unescape
from typing import Any

from app.core import clock
from app.models.listing import Room
from tests.conftest import Visitor

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)


TODAY = "2027-01-04"


Form = dict[str, Any]


def base(room: Room) -> str:
    return f"/verhuur/pakhuis/locaties/{room.venue_id}/ruimtes/{room.id}/tarieven"


def send(client: Visitor, address: str, form: Form) -> int:
    with clock.frozen(NOW):
        return client.submit(address, form).status_code


def page(client: Visitor, address: str, **query: str) -> str:
    with clock.frozen(NOW):
        answer = client.get(address, query_string=query)
    assert answer.status_code == 200, answer.status
    return " ".join(unescape(answer.get_data(as_text=True)).replace("\xa0", " ").split())


def refused(client: Visitor, address: str, form: Form) -> str:
    with clock.frozen(NOW):
        answer = client.submit(address, form)
    assert answer.status_code == 422, answer.status
    return unescape(answer.get_data(as_text=True)).replace("\xa0", " ")


PLAN = {
    "name": "Verenigingen",
    "categories": ["amateur"],
    "purposes": ["rehearsal"],
    "from_on": TODAY,
    "season_from": "1-9",
    "season_until": "30-6",
    "prorata": "1",
    "minimum": "15",
    "minimum_minutes": "60",
}


RATE = {"unit": "hour", "days": "all", "price": "22,50", "from_on": TODAY}


LAST_MINUTE = {"kind": "last_minute", "from_on": TODAY, "days": "mon_thu", "change": "25", "days_before": "3"}


EXTRA = {"name": "Vleugel", "unit": "booking", "price": "145", "stock": "1"}


DECISION = {"purpose": "performance", "profile": "taxed_plus", "from_on": TODAY, "confirms": "1"}
