"""A guest books, pays, comes back and cancels, on pages as a browser without JavaScript gets them."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest

from app.core import clock
from app.core.db import session
from app.core.tokens import booking_token
from app.models.booking import Booking, BookingStatus
from app.models.listing import Room
from app.models.mail import Mail
from app.models.payments import Payment, Refund
from tests.conftest import Visitor
from tests.factories.occupancy import occupy
from tests.payments_fixtures import Shop
from worker.tasks import payments as tasks

RunJobs = Callable[..., list[str]]
BUTTON = "Boeken met betalingsverplichting"


@pytest.fixture
def room(shop: Shop) -> Room:
    return session().get_one(Room, shop.room_id)


def form(**values: str) -> dict[str, str]:
    day = clock.today() + timedelta(days=30)
    return {
        "date": day.isoformat(),
        "from": "19:00",
        "until": "22:00",
        "persons": "12",
        "purpose": "rehearsal",
        "name": "Marit de Vries",
        "email": "marit@nevenstem.example",
        "phone": "06-12345678",
        "accept_terms": "1",
        "once": "form-1",
        **values,
    }


def local(address: str) -> str:
    return address.removeprefix("http://localhost")


def statuses() -> list[BookingStatus]:
    session().expire_all()
    return [status for (status,) in session().query(Booking.status).order_by(Booking.created_at, Booking.id)]


def test_from_checkout_to_the_payment_page_and_back_to_money_back(
    client: Visitor, shop: Shop, room: Room, run_jobs: RunJobs
) -> None:
    asked = form()
    page = client.get(f"/boeken/{room.slug}", query_string=asked).get_data(as_text=True)
    assert BUTTON in page
    assert "€\xa060,00" in unescape(page)

    to_pay = client.submit(f"/boeken/{room.slug}", asked)
    assert to_pay.status_code == 303
    to_stripe = client.get(to_pay.headers["Location"])
    assert to_stripe.status_code == 303
    assert to_stripe.headers["Location"].startswith(f"{shop.simulator.url}/pay/")

    payment = session().query(Payment).one()
    shop.pay(payment)
    own_page = to_pay.headers["Location"].replace("/betalen", "")
    # Back before any webhook came: Stripe is asked, and the page says at once that the room is yours.
    assert "We hebben de bevestiging gemaild" in unescape(client.get(f"{own_page}&paid=1").get_data(as_text=True))
    tasks.settle(str(payment.id))
    session().expire_all()
    assert "We hebben de bevestiging gemaild" in unescape(client.get(own_page).get_data(as_text=True))
    calendar = client.get(own_page.replace("?", "/agenda.ics?"))
    assert calendar.mimetype == "text/calendar"
    assert calendar.data.startswith(b"BEGIN:VCALENDAR")

    before = client.get(own_page.replace("?", "/annuleren?")).get_data(as_text=True)
    shown = re.search(r'name="refund_cents" value="(\d+)"', before)
    token = re.search(r'name="token" value="([^"]+)"', before)
    assert shown is not None
    assert token is not None
    done = client.submit(
        local(own_page).partition("?")[0] + "/annuleren", {"token": token[1], "refund_cents": shown[1]}
    )
    assert done.status_code == 303
    assert session().query(Refund.amount_cents).scalar() == int(shown[1]) == 6000
    assert statuses() == [BookingStatus.CANCELLED]


def test_who_comes_back_to_the_form_of_a_booking_hears_that_it_may_be_their_own(client: Visitor, room: Room) -> None:
    asked = form()
    assert client.submit(f"/boeken/{room.slug}", asked).status_code == 303
    times = {name: asked[name] for name in ("date", "from", "until", "persons", "purpose")}
    back = client.get(f"/boeken/{room.slug}", query_string=times)
    assert back.status_code == 409
    told = unescape(back.get_data(as_text=True))
    assert "Deze tijd is geboekt" in told
    assert "Heb je hem net zelf geboekt?" in told
    assert "iemand anders" not in told
    assert "niets betaald" not in told
    late = unescape(client.submit(f"/boeken/{room.slug}", form(once="form-2")).get_data(as_text=True))
    assert "Net geboekt door iemand anders" in late
    assert "zelf geboekt" not in late


def test_pressing_the_button_twice_is_one_booking(client: Visitor, shop: Shop, room: Room) -> None:
    first = client.submit(f"/boeken/{room.slug}", form())
    second = client.submit(f"/boeken/{room.slug}", form())
    assert first.headers["Location"] == second.headers["Location"]
    assert statuses() == [BookingStatus.HELD]


def test_who_comes_back_and_changes_something_holds_the_new_time_instead_of_both(
    client: Visitor, shop: Shop, room: Room
) -> None:
    client.submit(f"/boeken/{room.slug}", form())
    for change in ({"persons": "14"}, {"persons": "14", "until": "21:00"}, {"persons": "15", "until": "21:00"}):
        answer = client.submit(f"/boeken/{room.slug}", form(**change))
        assert answer.status_code == 303
    assert statuses() == [BookingStatus.CANCELLED] * 3 + [BookingStatus.HELD]
    held = session().query(Booking).where(Booking.status == BookingStatus.HELD).one()
    assert (held.persons, held.total_cents) == (15, 4000)
    assert session().query(Mail).count() == 0


def test_a_change_that_cannot_be_leaves_what_was_held(client: Visitor, shop: Shop, room: Room) -> None:
    client.submit(f"/boeken/{room.slug}", form())
    occupy(room, clock.today() + timedelta(days=31), 1140, 1200)
    session().commit()
    other_day = (clock.today() + timedelta(days=31)).isoformat()
    assert client.submit(f"/boeken/{room.slug}", form(date=other_day)).status_code == 409
    assert client.submit(f"/boeken/{room.slug}", form(persons="61")).status_code == 422
    assert statuses() == [BookingStatus.HELD]


def test_a_paid_booking_is_never_changed_by_its_old_form(client: Visitor, shop: Shop, room: Room) -> None:
    to_pay = client.submit(f"/boeken/{room.slug}", form())
    client.get(to_pay.headers["Location"])
    payment = session().query(Payment).one()
    shop.pay(payment)
    tasks.settle(str(payment.id))
    assert client.submit(f"/boeken/{room.slug}", form(persons="14")).status_code == 409
    other_day = (clock.today() + timedelta(days=31)).isoformat()
    assert client.submit(f"/boeken/{room.slug}", form(date=other_day)).status_code == 303
    assert sorted(statuses()) == [BookingStatus.CONFIRMED, BookingStatus.HELD]


def test_taken_time_is_told_with_other_times_that_can_be_booked(client: Visitor, shop: Shop, room: Room) -> None:
    occupy(room, clock.today() + timedelta(days=30), 1200, 1260)
    session().commit()
    for answer in (
        client.get(f"/boeken/{room.slug}", query_string=form()),
        client.submit(f"/boeken/{room.slug}", form()),
    ):
        assert answer.status_code == 409
        page = answer.get_data(as_text=True)
        links = [unescape(link) for link in re.findall(r'href="(/boeken/[^"]+)"', page)]
        assert len(links) == 5
        assert BUTTON in client.get(links[0]).get_data(as_text=True)
    assert statuses() == []


def test_a_hold_has_no_calendar_file_yet(client: Visitor, shop: Shop, room: Room) -> None:
    own_page = client.submit(f"/boeken/{room.slug}", form()).headers["Location"].replace("/betalen", "")
    assert client.get(own_page.replace("?", "/agenda.ics?")).status_code == 302


def test_asking_for_the_link_always_gets_the_same_answer(client: Visitor, shop: Shop, room: Room) -> None:
    client.submit(f"/boeken/{room.slug}", form())
    reference = session().query(Booking.reference).scalar()
    right = client.submit("/mijn-boeking", {"reference": reference, "email": "marit@nevenstem.example"})
    wrong = client.submit("/mijn-boeking", {"reference": reference, "email": "piet@koor.example"})
    assert (right.status_code, wrong.status_code) == (200, 200)

    def plain(page: str) -> str:
        return re.sub(r'value="[^"]*"|marit@nevenstem.example|piet@koor.example', "", page)

    assert plain(right.get_data(as_text=True)) == plain(wrong.get_data(as_text=True))
    assert session().query(Mail.recipient).all() == [("marit@nevenstem.example",)]


def test_while_stripe_does_not_answer_the_page_says_that_the_payment_is_being_checked(
    client: Visitor, shop: Shop
) -> None:
    booking = shop.hold()
    shop.checkout(booking)
    shop.simulator.fail_next("/v1/checkout", times=20)
    page = f"/boekingen/{booking.reference}?token={booking_token(booking.id)}&paid=1"
    shown = client.get(page).get_data(as_text=True)
    assert "We kijken of je betaling binnen is" in shown
    assert "Kijk opnieuw" in shown
