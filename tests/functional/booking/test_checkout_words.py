"""What was agreed is told the same at the checkout, on the booking's page, in its mail and in the terms."""

from app.core.db import session
from app.models.listing import Room
from app.models.mail import Mail
from app.models.payments import Payment
from app.services.booking import deposit_service
from app.web.mail_messages import build_message
from tests.conftest import Visitor
from tests.functional.booking.test_checkout import form, room
from tests.page_reader import Page
from tests.payments_fixtures import Shop
from worker.tasks import payments as tasks

__all__ = ["room"]


def test_mistakes_are_listed_as_the_page_asks(client: Visitor, shop: Shop, room: Room) -> None:
    typed = form(name="", phone="", email="nee", purpose="", accept_terms="")
    page = Page(client.submit(f"/boeken/{room.slug}", typed))

    assert page.status == 422
    told = page.one("div", class_="alert--error").text
    fields = [link.attributes["href"] for link in page.all("a") if link.text and link.text in told]
    assert fields == ["#name", "#phone", "#email", "#purpose", "#accept_terms"]


def test_the_treasurer_finds_the_reference_and_when_cancelling_is_free(client: Visitor, shop: Shop, room: Room) -> None:
    name = "Koninklijke Oratoriumvereniging Sint-Willibrordus-en-Bonifatius"
    asked = form(organisation=name, reference="Begroting 2027-0134 🎵")
    to_pay = client.submit(f"/boeken/{room.slug}", asked).headers["Location"]
    client.get(to_pay)
    payment = session().query(Payment).one()
    shop.pay(payment)
    tasks.settle(str(payment.id))
    session().expire_all()

    page = Page(client.get(to_pay.replace("/betalen", "")))
    mail = build_message(session().query(Mail).where(Mail.template == "booking_confirmed").one())
    told = [mail.get_body((kind,)) for kind in ("plain", "html")]
    for text in (page.text, *(part.get_content() for part in told if part is not None)):
        assert name in text
        assert "Begroting 2027-0134 🎵" in text
        assert "krijg je alles terug" in text


def test_the_terms_say_what_becomes_of_a_deposit(client: Visitor) -> None:
    told = Page(client.get("/verhuurvoorwaarden")).text

    assert "4. Borg" in told
    assert f"hoogstens {deposit_service.DAYS_UNTIL_BACK} dagen na je bezoek" in told
    assert "10. Klachten en geschillen" in told
