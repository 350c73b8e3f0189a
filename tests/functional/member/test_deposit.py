"""The deposit on a booking's page of the member: when it goes back, giving it back now, and reporting damage."""

from datetime import UTC, datetime, timedelta

import pytest

from app.core import clock
from app.core.db import session
from app.models.accounts import OrganisationRoleName
from app.models.booking import Booking
from app.models.payments import Refund
from tests.conftest import Visitor
from tests.factories.accounts import OrganisationFactory, OrganisationRoleFactory
from tests.factories.booking import paid_booking
from tests.factories.listing import RoomFactory, VenueFactory
from tests.factories.payments import PaymentAccountFactory

AFTER = datetime(2027, 1, 12, 22, tzinfo=UTC)


@pytest.fixture
def booking() -> Booking:
    """Paid, with a deposit of € 50,00; it ends at 22.00 on the 12th of January."""
    organisation = OrganisationFactory(slug="pakhuis")
    PaymentAccountFactory(organisation_id=organisation.id)
    room = RoomFactory(venue=VenueFactory(organisation=organisation))
    made = paid_booking(room, deposit_cents=5000)
    session().commit()
    return made


def log_in(client: Visitor, booking: Booking, role: OrganisationRoleName = OrganisationRoleName.FRONT_DESK) -> str:
    person = OrganisationRoleFactory(organisation=booking.room.venue.organisation, role=role)
    session().commit()
    client.log_in(person.user.email)
    return f"/verhuur/pakhuis/boekingen/{booking.reference}"


def page(client: Visitor, address: str, at: datetime = AFTER) -> str:
    with clock.frozen(at):
        return client.get(address, follow_redirects=True).get_data(as_text=True)


def test_the_page_says_when_the_deposit_goes_back_and_lets_nobody_decide_before_the_end(
    client: Visitor, booking: Booking
) -> None:
    address = log_in(client, booking)
    before = page(client, address, AFTER - timedelta(hours=2))
    assert "gaat op dinsdag 19 januari 2027 vanzelf terug" in before
    assert "Schade melden" not in before
    assert "Wat is er stuk?" not in page(client, f"{address}/borg/schade", AFTER - timedelta(hours=2))
    with clock.frozen(AFTER - timedelta(hours=2)):
        client.submit(f"{address}/borg/teruggeven", {})
    assert session().query(Refund).count() == 0
    assert "Schade melden" in page(client, address)


def test_a_deposit_that_is_held_is_not_told_as_the_members_money(client: Visitor, booking: Booking) -> None:
    """€ 60,00 with ten percent commission and VAT over it, and € 50,00 beside it that is the hirer's."""
    address = log_in(client, booking)
    before = page(client, address)
    assert "Borg, die is van de huurder" in before
    for amount in ("110,00", "52,74"):
        assert f"€\N{NO-BREAK SPACE}{amount}" in before
    with clock.frozen(AFTER):
        client.submit(f"{address}/borg/teruggeven", {})
    after = page(client, address)
    assert "Borg, die is van de huurder" not in after
    assert "€\N{NO-BREAK SPACE}52,74" in after


def test_a_member_gives_the_deposit_back_once(client: Visitor, booking: Booking) -> None:
    address = log_in(client, booking)
    with clock.frozen(AFTER):
        for _again in range(2):
            client.submit(f"{address}/borg/teruggeven", {})
    refund = session().query(Refund).one()
    assert (refund.amount_cents, refund.fee_refund_cents, refund.with_fee) == (5000, 0, False)
    told = page(client, address)
    assert "De borg van €\N{NO-BREAK SPACE}50,00 is op dinsdag 12 januari 2027 helemaal teruggegeven." in told
    assert "Schade melden" not in told


def test_damage_is_reported_with_an_amount_and_a_reason(client: Visitor, booking: Booking) -> None:
    address = log_in(client, booking)
    assert "Hoogstens de borg van €\N{NO-BREAK SPACE}50,00." in page(client, f"{address}/borg/schade")
    with clock.frozen(AFTER):
        wrong = client.submit(f"{address}/borg/schade", {"amount": "50,01", "reason": ""})
        assert wrong.status_code == 422
        assert "hoogstens de borg" in wrong.get_data(as_text=True)
        client.submit(f"{address}/borg/schade", {"amount": "12,50", "reason": "Een statief is stuk."})
    assert session().query(Refund.amount_cents).scalar() == 3750
    told = page(client, address)
    assert (
        "houdt de locatie €\N{NO-BREAK SPACE}12,50, besloten op dinsdag 12 januari 2027: Een statief is stuk." in told
    )


def test_who_looks_after_the_money_sees_the_deposit_and_decides_nothing(client: Visitor, booking: Booking) -> None:
    address = log_in(client, booking, OrganisationRoleName.FINANCE)
    told = page(client, address)
    assert "vanzelf terug" in told
    assert "Schade melden" not in told
    with clock.frozen(AFTER):
        assert client.submit(f"{address}/borg/teruggeven", {}).status_code == 403
