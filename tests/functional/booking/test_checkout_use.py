"""The checkout form as it grew: as whom, set up how, with what; and a price that is asked again when it changed."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from app.core.db import session
from app.models.accounts import VatProfile
from app.models.add_ons import AddOn
from app.models.booking import Booking, BookingStatus
from app.models.listing import AlcoholPolicy, LayoutKind, Room, Venue
from app.models.pricing import HirerCategory, Rate
from tests.conftest import Visitor
from tests.factories.accounts import OrganisationRoleFactory
from tests.factories.booking import paid_booking
from tests.factories.listing import RateFactory, RoomFactory, RoomLayoutFactory
from tests.factories.tariff import AddOnFactory, RatePlanFactory
from tests.functional.booking.test_checkout import BUTTON, form
from tests.payments_fixtures import Shop


@pytest.fixture
def room(shop: Shop) -> Room:
    """€ 20,00 an hour, € 12,50 for amateurs; one grand piano; microphones only with the technician."""
    made = session().get_one(Room, shop.room_id)
    made.barred_disciplines = ["music"]
    made.alcohol_policy = AlcoholPolicy.VENUE_BAR
    plan = RatePlanFactory(room_id=made.id)
    RateFactory(room_id=made.id, plan_id=plan.id, price_cents=1250)
    RoomLayoutFactory(room_id=made.id)
    technician = AddOnFactory(venue_id=made.venue_id, name="Technicus", stock=None, price_cents=4500)
    AddOnFactory(venue_id=made.venue_id, name="Microfoon", requires_add_on_id=technician.id)
    AddOnFactory(venue_id=made.venue_id, name="Vleugel", stock=1, price_cents=14500, unit="booking")
    session().commit()
    return made


def read(text: str) -> str:
    return unescape(text).replace("\xa0", " ")


def open_page(client: Visitor, room: Room, **more: str) -> str:
    return read(client.get(f"/boeken/{room.slug}", query_string=form(**more)).get_data(as_text=True))


def shown(page: str) -> str:
    found = re.search(r'name="shown_price" value="([0-9a-f]+)"', page)
    assert found is not None
    return found[1]


def total(page: str) -> str:
    found = re.search(r"Je betaalt nu (€ [0-9.,]+)", page)
    assert found is not None
    return found[1]


def field_of(room: Room, name: str) -> str:
    return f"add_on-{session().scalars(select(AddOn.id).where(AddOn.name == name)).one()}"


def test_the_price_follows_every_choice_and_what_was_shown_is_what_is_booked(client: Visitor, room: Room) -> None:
    assert total(open_page(client, room)) == "€ 60,00"
    chosen = {"category": "amateur", "layout": "rows", field_of(room, "Vleugel"): "1", "alcohol": "1"}
    page = open_page(client, room, **chosen)
    assert total(page) == "€ 182,50"
    assert client.submit(f"/boeken/{room.slug}", form(**chosen, shown_price=shown(page))).status_code == 303
    booking = session().scalars(select(Booking)).one()
    assert (booking.total_cents, booking.hirer_category, booking.layout) == (
        18250,
        HirerCategory.AMATEUR,
        LayoutKind.ROWS,
    )
    own_page = client.submit(f"/boeken/{room.slug}", form(**chosen, shown_price=shown(page))).headers["Location"]
    told = read(client.get(own_page.replace("/betalen", "")).get_data(as_text=True))
    for words in ("Amateurvereniging", "Rijen", "Vleugel", "ja, van de bar van de locatie"):
        assert words in told, words


def test_conditions_stand_beside_each_category_and_only_those_with_a_tariff_are_offered(
    client: Visitor, room: Room
) -> None:
    page = open_page(client, room)
    assert "Een club die voor het plezier kunst maakt" in page
    assert "Gratis, volgens afspraak" not in page


def test_a_price_that_changed_since_it_was_shown_is_told_and_asked_again(client: Visitor, room: Room) -> None:
    seen = shown(open_page(client, room))
    session().query(Rate).where(Rate.plan_id.is_(None)).update({"price_cents": 2500})
    session().commit()
    answer = client.submit(f"/boeken/{room.slug}", form(shown_price=seen))
    assert answer.status_code == 409
    page = read(answer.get_data(as_text=True))
    assert "De prijs is nu € 75,00" in page
    assert 'value="marit@nevenstem.example"' in page
    assert session().scalars(select(Booking)).all() == []
    assert client.submit(f"/boeken/{room.slug}", form(shown_price=shown(page))).status_code == 303


def test_without_javascript_a_button_works_the_price_out_and_books_nothing(client: Visitor, room: Room) -> None:
    answer = client.submit(f"/boeken/{room.slug}", form(category="amateur", recalculate="1", email="nog niet"))
    assert answer.status_code == 200
    page = read(answer.get_data(as_text=True))
    assert total(page) == "€ 37,50"
    assert 'value="nog niet"' in page
    assert re.search(r'<noscript>.*name="recalculate".*</noscript>', page, re.DOTALL)
    assert session().scalars(select(Booking)).all() == []


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"purpose": "lesson"}, "Vertel waarin je les geeft"),
        ({"purpose": "lesson", "discipline": "music"}, "de locatie geeft deze lessen zelf"),
        ({"layout": "rows", "persons": "41"}, "Zo ingericht passen er hoogstens 40 mensen"),
        ({"layout": "on the ceiling"}, "kan niet zo worden ingericht"),
        ({"category": "king"}, "Kies als wie je huurt"),
        ({"category": "free"}, "geen tarief"),
        ({"add_on-00000000-0000-0000-0000-000000000001": "1"}, "hier niet te krijgen"),
    ],
)
def test_what_cannot_be_is_told_with_everything_typed_still_there(
    client: Visitor, room: Room, values: dict[str, str], words: str
) -> None:
    answer = client.submit(f"/boeken/{room.slug}", form(**values))
    assert answer.status_code == 422
    page = read(answer.get_data(as_text=True))
    assert words in page
    assert 'value="marit@nevenstem.example"' in page
    assert BUTTON in page
    assert session().scalars(select(Booking)).all() == []


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("Microfoon", "1", "Alleen samen met Technicus"),
        ("Microfoon", "4", "zijn er nog 3"),
        ("Microfoon", "veel", "als heel getal"),
        ("Vleugel", "2", "zijn er nog 1"),
    ],
)
def test_an_extra_that_cannot_come_along_is_told_at_its_field(
    client: Visitor, room: Room, name: str, value: str, words: str
) -> None:
    field = field_of(room, name)
    answer = client.submit(f"/boeken/{room.slug}", form(**{field: value}))
    assert answer.status_code == 422
    page = read(answer.get_data(as_text=True))
    assert words in page
    assert f'id="{field}-error"' in page
    # Before the button too, beside a price without it.
    if value.isdecimal():
        assert total(open_page(client, room, **{field: value})) == "€ 60,00"


def test_what_is_taken_at_that_time_is_told_before_anybody_chooses_it(client: Visitor, room: Room) -> None:
    other: Room = RoomFactory(venue=session().get_one(Venue, room.venue_id))
    session().commit()
    field = field_of(room, "Vleugel")
    assert client.submit(f"/boeken/{other.slug}", form(**{field: "1", "once": "other"})).status_code == 303
    assert "Op deze tijd is er geen meer" in open_page(client, room)
    assert client.submit(f"/boeken/{room.slug}", form(**{field: "1"})).status_code == 422
    booking = session().scalars(select(Booking)).one()
    assert booking.status is BookingStatus.HELD


def test_an_organisation_can_see_the_lines_without_vat_and_pays_the_same(client: Visitor, room: Room) -> None:
    room.vat_profile = VatProfile.TAXED_PLUS
    session().commit()
    assert "Laat de regels zonder btw zien" not in open_page(client, room)
    page = open_page(client, room, category="commercial", vat="excl")
    assert total(page) == "€ 60,00"
    assert "€ 49,59" in page
    assert "Totaal inclusief btw" in page
    assert "21% btw" in page
    assert "€ 10,41" in page
    assert "Inclusief 21% btw" not in page


def test_a_member_corrects_the_category_and_sees_the_difference(client: Visitor, room: Room) -> None:
    own: Room = RoomFactory()
    plan = RatePlanFactory(room_id=own.id)
    RateFactory(room_id=own.id, plan_id=plan.id, price_cents=1250)
    email = OrganisationRoleFactory(organisation=own.venue.organisation).user.email
    booking = paid_booking(own)
    strange = paid_booking(RoomFactory())
    session().commit()
    base = f"/verhuur/{own.venue.organisation.slug}/boekingen"
    client.log_in(email)
    page = read(client.get(f"{base}/{booking.reference}/huurder").get_data(as_text=True))
    assert "rekent het verschil nog niet af" in page
    assert "minder dan afgesproken" in page
    address = f"{base}/{booking.reference}/huurder"
    own_id, strange_reference = booking.id, strange.reference
    for wrong in ({"category": "x", "reason": "y"}, {"category": "amateur"}, {"category": "private", "reason": "y"}):
        session().expunge_all()  # each request begins with nothing loaded
        assert client.submit(address, wrong).status_code == 422
    session().expunge_all()
    assert client.submit(address, {"category": "amateur", "reason": "Statuten gezien"}).status_code == 303
    session().expunge_all()
    assert session().get_one(Booking, own_id).hirer_category is HirerCategory.AMATEUR
    session().expunge_all()
    assert client.get(f"{base}/{strange_reference}/huurder").status_code == 404
