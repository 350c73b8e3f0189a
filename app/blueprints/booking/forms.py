"""What the checkout form carries, kept as typed so that nothing is lost when something is wrong."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from app.core.messages import Message, message
from app.models.listing import Purpose
from app.services.booking.rules import Contact
from app.web.asked_time import AskedTime, read_asked_time

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

# Longer than any rule allows, so that the rule can say so; short enough to put back on the page.
_LONGEST_KEPT = 20_000
_MOST_PERSONS = 100_000

# What the services call a field, and what the form calls it.
FIELD_OF = {
    "start": "from",
    "end": "until",
    "contact.name": "name",
    "contact.email": "email",
    "contact.phone": "phone",
    "contact.organisation": "organisation",
    "contact.reference": "reference",
}


@dataclass(frozen=True, slots=True)
class CheckoutForm:
    """The form as it came."""

    time: AskedTime
    persons: str
    purpose: str
    name: str
    email: str
    phone: str
    organisation: str
    reference: str
    accepts_terms: bool

    @property
    def contact(self) -> Contact:
        """Who books."""
        return Contact(self.name, self.email, self.phone, self.organisation, self.reference)

    def persons_count(self) -> int | None:
        """The number, if it is one."""
        text = self.persons.strip()
        if not text.isascii() or not text.isdecimal() or len(text) > 6:  # noqa: PLR2004 - no room holds a million
            return None
        return min(int(text), _MOST_PERSONS)

    def chosen_purpose(self) -> Purpose | None:
        """The purpose, if it is one of ours."""
        return Purpose(self.purpose) if self.purpose in set(Purpose) else None

    def shape_errors(self) -> dict[str, list[Message]]:
        """What cannot even be read; the rules of booking come after."""
        errors = dict(self.time.errors)
        if self.persons_count() is None:
            errors["persons"] = [message("Say how many people come, as a number.")]
        if self.chosen_purpose() is None:
            errors["purpose"] = [message("Choose what you come to do.")]
        return errors


def read_checkout_form(values: "MultiDict[str, str]", zone: ZoneInfo) -> CheckoutForm:
    """Take the fields, without the characters that a database cannot keep."""

    def text(name: str, default: str = "") -> str:
        return values.get(name, default).replace("\x00", "")[:_LONGEST_KEPT]

    return CheckoutForm(
        time=read_asked_time(text("date"), text("from"), text("until"), zone),
        persons=text("persons"),
        purpose=text("purpose"),
        name=text("name"),
        email=text("email"),
        phone=text("phone"),
        organisation=text("organisation"),
        reference=text("reference"),
        accepts_terms=text("accept_terms") == "1",
    )
