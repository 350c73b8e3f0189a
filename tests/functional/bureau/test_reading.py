"""What everybody at the bureau may see: overview, commission, bookings, members, regions and agreements."""

import re
from datetime import UTC, datetime

import pytest
from flask import Flask

from app.core import clock
from app.core.db import db
from app.models.accounts import BureauRoleName
from app.models.audit import AuditEvent
from app.models.booking import Booking, BookingStatus
from app.models.payments import Payment, PaymentAccountStatus, RefundStatus
from app.models.regions import Region
from tests.conftest import Visitor
from tests.factories.accounts import BureauRoleFactory, OrganisationFactory, OrganisationRoleFactory
from tests.factories.booking import BookingFactory, RefundFactory, paid_booking, refunded
from tests.factories.listing import RoomFactory, VenueFactory
from tests.factories.payments import PaymentAccountFactory
from tests.query_count import counted_queries

NOW = datetime(2027, 1, 12, 12, tzinfo=UTC)
PAGES = ["", "/commissie", "/boekingen", "/leden", "/regios", "/afspraken"]


def somebody(client: Visitor, role: BureauRoleName = BureauRoleName.POLICY) -> None:
    client.log_in(BureauRoleFactory(role=role).user.email)


def shown(client: Visitor, path: str) -> str:
    """The page as a reader gets it: one kind of space."""
    with clock.frozen(NOW):
        answer = client.get(f"/bureau{path}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.get_data(as_text=True).replace("\xa0", " "))


def money_in_the_ledger() -> Booking:
    organisation = OrganisationFactory(name="Muziekhuis Zuid")
    PaymentAccountFactory(organisation_id=organisation.id)
    room = RoomFactory(name="Koorzaal", venue=VenueFactory(organisation=organisation, name="Het Pakhuis"))
    back = paid_booking(room, created_at=datetime(2026, 12, 20, tzinfo=UTC))
    payment = db.session.query(Payment).filter_by(booking_id=back.id).one()
    refunded(payment, datetime(2027, 1, 3, tzinfo=UTC), amount_cents=3000, fee_cents=363)
    return paid_booking(room, created_at=datetime(2027, 1, 5, tzinfo=UTC), total_cents=123450, reference="KOO-2222")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("role", [BureauRoleName.COMMUNICATIONS, BureauRoleName.DIRECTOR])
def test_every_role_reads_every_page_also_when_there_is_nothing_yet(
    client: Visitor, path: str, role: BureauRoleName
) -> None:
    somebody(client, role)
    assert "<h1" in shown(client, path)


@pytest.mark.parametrize("path", [*PAGES, "/commissie.csv", "/boekingen/KOO-2222"])
def test_the_bureau_does_not_exist_for_others(client: Visitor, path: str) -> None:
    assert client.get(f"/bureau{path}").status_code == 302
    client.log_in(OrganisationRoleFactory().user.email)
    assert client.get(f"/bureau{path}").status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_whole_in_english(client: Visitor, path: str) -> None:
    money_in_the_ledger()
    client.set_cookie("locale", "en")
    somebody(client)
    assert '<html lang="en">' in shown(client, path)


def test_the_overview_tells_the_month_the_year_and_the_members(client: Visitor) -> None:
    money_in_the_ledger()
    somebody(client)
    page = shown(client, "")
    # December 6.00; January 123.45 less 3.00 that went back: 126.45 in all.
    assert "€ 126,45 commissie voor de vereniging" in page
    assert "Januari tot nu" in page
    assert "<dd>€ 120<small>1 boeking, gemiddeld 10%" in page
    assert "<dd>€ 1.265<small>2 betaalde boekingen" in page
    assert "<dd>2<small>boekingen, samen € 1.295</small>" in page
    assert "<dd>1<small>van 1 actief lid</small>" in page
    assert "KOO-2222" in page
    assert "Niets. Elk lid dat wil verhuren, kan dat." in page


def test_the_picture_has_its_table(client: Visitor) -> None:
    money_in_the_ledger()
    somebody(client)
    page = shown(client, "/commissie")
    assert 'aria-label="Commissie per maand, gestapeld per regio. De cijfers staan in de tabel hieronder."' in page
    assert re.search(r'<th scope="row"[^>]*>jan 2027</th> ?<td class="n"[^>]*>€ 120,45</td>', page)
    assert re.search(r'<th scope="row"[^>]*>dec 2026</th> ?<td class="n"[^>]*>€ 6,00</td>', page)
    assert re.search(r'<th scope="row"[^>]*>Samen</th> ?<td class="n"[^>]*>€ 126,45</td>', page)


def test_the_cost_of_the_overview_does_not_grow_with_the_bookings(client: Visitor) -> None:
    booking = money_in_the_ledger()
    somebody(client)
    shown(client, "")
    with counted_queries() as few:
        shown(client, "")
    room = db.session.get_one(Booking, booking.id).room_id
    for number in range(10):
        BookingFactory(room=RoomFactory(), reference=f"MEE-{number:04d}", room_id=room)
    with counted_queries() as many:
        shown(client, "")
    assert len(many) == len(few)


def test_commission_is_shown_for_the_period_region_and_member_chosen(client: Visitor) -> None:
    booking = money_in_the_ledger()
    gelderland = db.session.query(Region).filter_by(slug="gelderland").one()
    somebody(client)
    assert "€ 6,00" in shown(client, "/commissie?period=2026")
    assert "Geen commissie in deze periode" in shown(client, f"/commissie?region={gelderland.id}")
    assert "€ 126,45" in shown(client, f"/commissie?member={booking.organisation_id}")
    assert "€ 126,45" in shown(client, "/commissie?period=onzin&region=%00&member=1&page=-3")


def test_what_waits_for_attention_is_named_with_why(client: Visitor) -> None:
    PaymentAccountFactory(organisation_id=OrganisationFactory(name="Huis A").id, status=PaymentAccountStatus.RESTRICTED)
    RoomFactory(venue=VenueFactory(organisation=OrganisationFactory(name="Huis B")))
    OrganisationFactory(name="Huis C", selling_suspended_reason="Gegevens voor de belasting ontbreken")
    somebody(client)
    page = shown(client, "")
    assert "Stripe vraagt iets voordat het uitbetaalt." in page
    assert "Heeft ruimtes, maar nog geen betaalrekening." in page
    assert "Gegevens voor de belasting ontbreken" in page


def test_bookings_are_found_without_saying_who_the_hirer_is(client: Visitor) -> None:
    money_in_the_ledger()
    somebody(client)
    page = shown(client, "/boekingen?text=nevenstem&status=confirmed&from=2027-01-12&until=2027-01-12")
    assert "KOO-2222" in page
    assert "Marit de Vries" not in page
    assert 'value="nevenstem"' in page
    assert "Geen boeking past" in shown(client, "/boekingen?text=iemand+anders")
    assert "Geen boeking past" in shown(client, "/boekingen?from=2027-01-13")


def test_a_day_that_is_no_day_is_told_and_everything_typed_stays(client: Visitor) -> None:
    somebody(client)
    answer = client.get("/bureau/boekingen?text=koor&from=gisteren&until=2026-02-30")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert page.count('aria-invalid="true"') == 2
    assert 'value="gisteren"' in page
    assert 'value="koor"' in page
    turned = client.get("/bureau/boekingen?from=2027-02-01&until=2027-01-01")
    assert "De laatste dag ligt voor de eerste." in turned.get_data(as_text=True)


@pytest.mark.parametrize("text", ["%00", "%27%22%3Cscript%3E", "😀", "a" * 5000, "%25"])
def test_strange_texts_find_nothing_and_break_nothing(client: Visitor, text: str) -> None:
    money_in_the_ledger()
    somebody(client)
    for path in ("boekingen", "leden"):
        page = shown(client, f"/{path}?text={text}&status=x&step=y&region=z&member=1&page=99999999")
        assert "<script>" not in page


def test_one_booking_shows_everything_and_who_looked(client: Visitor, app: Flask) -> None:
    booking = money_in_the_ledger()
    role = BureauRoleFactory(role=BureauRoleName.FINANCE)
    client.log_in(role.user.email)
    page = shown(client, "/boekingen/koo-2222")
    for told in (
        "Koorzaal, 3 uur × € 20,00",
        "Marit de Vries",
        "€ 1.234,50",
        "iDEAL",
        "Commissie, 10%",
        "Kamerkoor Nevenstem",
    ):
        assert told in page
    again = shown(client, "/boekingen/KOO-2222")
    assert "Bekeken, met de gegevens van de huurder" in again
    assert role.user.name in again
    seen = db.session.query(AuditEvent).filter_by(tag="booking:personal_data:viewed").all()
    assert [(event.actor_user_id, event.subject_id) for event in seen] == [(role.user.id, booking.id)] * 2


def test_a_refund_stands_with_its_reason(client: Visitor) -> None:
    money_in_the_ledger()
    back = db.session.query(Booking).filter(Booking.reference != "KOO-2222").one()
    somebody(client)
    page = shown(client, f"/boekingen/{back.reference}")
    assert "Geannuleerd door de huurder" in page
    assert "€ 30,00" in page


def test_a_booking_that_does_not_exist_leaves_no_trace(client: Visitor) -> None:
    somebody(client)
    answer = client.get("/bureau/boekingen/NIE-2222")
    assert answer.status_code == 404
    assert "Er is geen boeking met dit nummer." in answer.get_data(as_text=True)
    assert db.session.query(AuditEvent).count() == 0


def test_members_are_listed_with_how_far_they_are(client: Visitor) -> None:
    money_in_the_ledger()
    OrganisationFactory(name="Huis zonder alles", city="Zeist")
    somebody(client)
    page = shown(client, "/leden")
    assert "2 organisaties" in page
    assert "Te boeken" in page
    assert "Geen betaalrekening" in page
    found = shown(client, "/leden?text=zeist&step=no_account")
    assert "Muziekhuis Zuid" not in re.sub(r"<select.*?</select>", "", found)
    assert "Geen lid past" in shown(client, "/leden?step=restricted")


def test_lists_have_pages_that_keep_the_filters(client: Visitor) -> None:
    room = RoomFactory()
    for number in range(26):
        BookingFactory(room=room, reference=f"LNG-{number:04d}", status=BookingStatus.CANCELLED)
    somebody(client)
    first = shown(client, "/boekingen?status=cancelled")
    assert "26 boekingen" in first
    assert re.search(
        r'href="/bureau/boekingen\?[^"]*status=cancelled[^"]*page=2|href="/bureau/boekingen\?page=2[^"]*status=cancelled',
        first,
    )
    assert shown(client, "/boekingen?status=cancelled&page=2").count("LNG-") == 4  # each row names it in link and text


def test_a_refund_that_did_not_come_through_asks_attention_until_it_does(client: Visitor) -> None:
    somebody(client)
    room = RoomFactory()
    booking = paid_booking(room, reference="KOO-3333")
    payment = db.session.query(Payment).filter_by(booking_id=booking.id).one()
    refund = RefundFactory(payment=payment, amount_cents=4250, fee_refund_cents=0, status=RefundStatus.FAILED)
    page = shown(client, "")
    assert "€ 42,50 kon niet worden terugbetaald" in page
    assert "/bureau/boekingen/KOO-3333" in page
    refund.status = RefundStatus.SUCCEEDED
    db.session.flush()
    assert "kon niet worden terugbetaald" not in shown(client, "")
