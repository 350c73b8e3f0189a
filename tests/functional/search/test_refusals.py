"""A room that is not free says why, whatever the reason is."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.db import in_transaction, session
from app.core.time_ranges import at_minute
from app.models.booking import BookingSource
from app.models.listing import Purpose, SoundLevel
from app.services.audit.audit_service import SYSTEM
from app.services.availability import sound_service
from app.services.booking import hold_service
from app.services.booking.hold_service import PlaceHold
from app.services.booking.rules import Contact
from tests.conftest import Visitor
from tests.factories.market import room_on_offer, venue_on_offer
from tests.factories.occupancy import fill_masks, occupy
from tests.page_reader import Page

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
DAY = date(2027, 1, 12)
EVENING = "date=2027-01-12&from=19:00&until=22:00"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def told(client: Visitor, address: str, room: str) -> str:
    """What the card of this room says; suggestions, if any, stand above the cards."""
    fill_masks(DAY, 30)
    session().expunge_all()
    return [card.text for card in Page(client.get(address)).all("article") if room in card.text][-1]


def test_a_room_that_hears_another_says_so(client: Visitor) -> None:
    venue = venue_on_offer()
    studio = room_on_offer(venue=venue, name="Studio 1", sound_level=SoundLevel.AMPLIFIED)
    classroom = room_on_offer(venue=venue, name="Leslokaal 2", sound_level=SoundLevel.QUIET)
    sound_service.pair(studio, classroom, actor=SYSTEM)
    command = PlaceHold(
        room_id=studio.id,
        starts_at=at_minute(DAY, 19 * 60, AMSTERDAM),
        ends_at=at_minute(DAY, 22 * 60, AMSTERDAM),
        persons=4,
        purpose=Purpose.REHEARSAL,
        contact=Contact("Marit de Vries", "marit@nevenstem.example", "06-12345678", "", ""),
        accepts_terms=True,
        source=BookingSource.WEB,
    )
    in_transaction(lambda: hold_service.place_hold(command))

    card = told(client, f"/zoeken?{EVENING}&purpose=meeting", "Leslokaal 2")

    assert "Gaat op jouw tijd niet samen met wat er in een andere ruimte is: ze horen elkaar." in card
    assert "Eerste keer wel vrij: woensdag 13 januari, 19.00–22.00 uur" in card


@pytest.mark.parametrize(
    ("rules", "times", "words"),
    [
        ({"notice_minutes": 14 * 24 * 60}, EVENING, "Boek minstens 14 dagen van tevoren."),
        ({"start_grid_minutes": 60}, "date=2027-01-12&from=19:15&until=21:15", "Tijden gaan hier per 60 minuten."),
    ],
)
def test_a_rule_of_the_room_is_told(client: Visitor, rules: dict[str, int], times: str, words: str) -> None:
    room_on_offer(name="Aula", **rules)

    assert words in told(client, f"/zoeken?{times}", "Aula")


def test_a_room_without_a_price_for_that_time_says_so(client: Visitor) -> None:
    room_on_offer(name="Aula", rate_cents=False)

    assert "Voor (een deel van) jouw tijd is nog geen prijs bekend." in told(client, f"/zoeken?{EVENING}", "Aula")


def test_a_series_counts_the_days_that_it_does_not_name(client: Visitor) -> None:
    room = room_on_offer(name="Aula")
    for week in range(7):
        occupy(room, date.fromordinal(DAY.toordinal() + 7 * week), 19 * 60, 22 * 60)
    fill_masks(DAY, 70)

    card = told(client, f"/zoeken?mode=weekly&{EVENING}&times=8&misses=1", "Aula")

    assert "1 van de 8 keer vrij. Niet op: di 12 jan, di 19 jan, di 26 jan, di 2 feb, di 9 feb en nog 2 dagen." in card
