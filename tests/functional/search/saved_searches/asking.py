"""A visitor who wants mail about a search."""

import re
from datetime import UTC, date, datetime
from email.message import EmailMessage

from sqlalchemy import select

from app.core.db import session
from app.models.mail import Mail
from app.models.saved_searches import SavedSearch
from app.web.mail_messages import build_message
from tests.conftest import Visitor
from tests.factories.occupancy import fill_masks
from tests.page_reader import Page

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)


DAY = date(2027, 1, 12)


QUESTION = "near=Utrecht&date=2027-01-12&from=19:00&until=22:00"


EMAIL = "marit@nevenstem.example"


def ask(client: Visitor, email: str = EMAIL, question: str = QUESTION) -> Page:
    fill_masks(DAY, 8)
    return Page(client.submit(f"/zoekopdrachten?{question}", {"email": email}))


def rows() -> list[SavedSearch]:
    session().expire_all()
    return list(session().scalars(select(SavedSearch).order_by(SavedSearch.created_at, SavedSearch.id)))


def mails(template: str) -> list[EmailMessage]:
    return [
        build_message(mail)
        for mail in session().scalars(select(Mail).where(Mail.template == template).order_by(Mail.created_at))
    ]


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def path_in(mail: EmailMessage, step: str) -> str:
    found = re.search(rf"http://localhost(/zoekopdrachten/\S+/{step}\?token=\S+)", text_of(mail))
    assert found is not None, text_of(mail)
    return found.group(1)


def confirmed(client: Visitor) -> SavedSearch:
    ask(client)
    client.submit(path_in(mails("saved_search_confirm")[-1], "bevestigen"))
    return rows()[-1]
