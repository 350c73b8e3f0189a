"""What the checkout form carries, kept as typed so that nothing is lost when something is wrong."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from app.core.messages import Message, message
from app.models.booking import Discipline
from app.models.listing import LayoutKind, Purpose
from app.models.pricing import HirerCategory
from app.services.booking.rules import Contact, Use
from app.services.pricing.quotes import ChosenAddOn, Hire
from app.web.asked_time import AskedTime, read_asked_time
from app.web.price_lines import WITHOUT_VAT

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

# Longer than any rule allows, so that the rule can say so; short enough to put back on the page.
_LONGEST_KEPT = 20_000
_MOST_PERSONS = 100_000
_MOST_DIGITS = 6
_MOST_ADD_ONS = 200
# An add-on's field is `add_on-` and its id: how many of it.
ADD_ON_PREFIX = "add_on-"

Choice = TypeVar("Choice", bound=StrEnum)

# What the services call a field, and what the form calls it.
FIELD_OF = {
    "start": "from",
    "end": "until",
    "contact.name": "name",
    "contact.email": "email",
    "contact.phone": "phone",
    "contact.organisation": "organisation",
    "contact.reference": "reference",
    "hirer_category": "category",
}


@dataclass(frozen=True, slots=True)
class UseForm:
    """What somebody comes to do, as it came."""

    persons: str
    purpose: str
    category: str
    layout: str
    discipline: str
    alcohol: bool
    add_ons: Mapping[uuid.UUID, str]

    def persons_count(self) -> int | None:
        """The number, if it is one."""
        return _whole(self.persons)

    def chosen_purpose(self) -> Purpose | None:
        """The purpose, if it is one of ours."""
        return _choice(Purpose, self.purpose)

    def chosen_category(self) -> HirerCategory:
        """As whom; who has not said so yet hires as a private person."""
        return _choice(HirerCategory, self.category) or HirerCategory.PRIVATE

    def chosen_add_ons(self) -> tuple[ChosenAddOn, ...]:
        """Those of which there is to be at least one, in a fixed order."""
        counts = {add_on: _whole(text) or 0 for add_on, text in self.add_ons.items()}
        return tuple(ChosenAddOn(add_on, counts[add_on]) for add_on in sorted(counts) if counts[add_on])

    def hire(self, booked_on: date) -> Hire:
        """What the price depends on besides room and time."""
        return Hire(self.chosen_category(), self.chosen_purpose(), self.chosen_add_ons(), booked_on=booked_on)

    def use(self) -> Use | None:
        """What it means; None while it cannot be read."""
        persons, purpose = self.persons_count(), self.chosen_purpose()
        if persons is None or purpose is None:
            return None
        return Use(
            persons=persons,
            purpose=purpose,
            category=self.chosen_category(),
            layout=_choice(LayoutKind, self.layout),
            discipline=_choice(Discipline, self.discipline) if purpose is Purpose.LESSON else None,
            alcohol=self.alcohol,
        )

    def shape_errors(self) -> dict[str, list[Message]]:
        """What cannot even be read; the rules of booking come after."""
        errors: dict[str, list[Message]] = {}
        if self.persons_count() is None:
            errors["persons"] = [message("Say how many people come, as a number.")]
        if self.chosen_purpose() is None:
            errors["purpose"] = [message("Choose what you come to do.")]
        if self.category and _choice(HirerCategory, self.category) is None:
            errors["category"] = [message("Choose as whom you hire.")]
        if self.layout and _choice(LayoutKind, self.layout) is None:
            errors["layout"] = [message("This room cannot be set up that way.")]
        for add_on, text in self.add_ons.items():
            if text and _whole(text) is None:
                errors[f"{ADD_ON_PREFIX}{add_on}"] = [message("Say how many, as a whole number.")]
        return errors


@dataclass(frozen=True, slots=True)
class CheckoutForm:
    """The form as it came."""

    time: AskedTime
    use: UseForm
    name: str
    email: str
    phone: str
    organisation: str
    reference: str
    accepts_terms: bool
    without_vat: bool
    shown_price: str

    @property
    def contact(self) -> Contact:
        """Who books."""
        return Contact(self.name, self.email, self.phone, self.organisation, self.reference)

    def shape_errors(self) -> dict[str, list[Message]]:
        """What cannot even be read; the rules of booking come after."""
        return {**self.time.errors, **self.use.shape_errors()}


def read_checkout_form(values: "MultiDict[str, str]", zone: ZoneInfo) -> CheckoutForm:
    """Take the fields, without the characters that a database cannot keep."""

    def text(name: str, default: str = "") -> str:
        return values.get(name, default).replace("\x00", "")[:_LONGEST_KEPT]

    return CheckoutForm(
        time=read_asked_time(text("date"), text("from"), text("until"), zone),
        use=UseForm(
            persons=text("persons"),
            purpose=text("purpose"),
            category=text("category"),
            layout=text("layout"),
            discipline=text("discipline"),
            alcohol=text("alcohol") == "1",
            add_ons=_add_ons(values),
        ),
        name=text("name"),
        email=text("email"),
        phone=text("phone"),
        organisation=text("organisation"),
        reference=text("reference"),
        accepts_terms=text("accept_terms") == "1",
        without_vat=text("vat") == WITHOUT_VAT,
        shown_price=text("shown_price")[:100],
    )


def _add_ons(values: "MultiDict[str, str]") -> dict[uuid.UUID, str]:
    found: dict[uuid.UUID, str] = {}
    for name in list(values)[:_MOST_ADD_ONS]:
        if not name.startswith(ADD_ON_PREFIX):
            continue
        try:
            found[uuid.UUID(name.removeprefix(ADD_ON_PREFIX))] = (
                values[name].replace("\x00", "").strip()[:_LONGEST_KEPT]
            )
        except ValueError:
            continue
    return found


def _choice(kind: type[Choice], text: str) -> Choice | None:
    return kind(text) if text in set(kind) else None


def _whole(text: str) -> int | None:
    text = text.strip()
    if not text.isascii() or not text.isdecimal() or len(text) > _MOST_DIGITS:
        return None
    return min(int(text), _MOST_PERSONS)
