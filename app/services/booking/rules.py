"""What may happen to a booking, what comes back when it is cancelled, and what must be known of who books. Pure."""

import re
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.core.messages import Message, message
from app.core.money import share_cents
from app.models.booking import BookingStatus, Discipline
from app.models.listing import AlcoholPolicy, LayoutKind, Purpose
from app.models.pricing import HirerCategory

# How long a slot waits for somebody to go and pay. Going there extends it to the payment session's own end plus grace:
# Stripe's session lives for 31 minutes, and money may still land in the seconds after it.
HOLD_WITHOUT_PAYMENT = timedelta(minutes=15)
PAYMENT_GRACE = timedelta(minutes=10)
# A payment that a bank is still working on (bank transfer, "pay later") may take days; the time stays taken.
PROCESSING_LIMIT = timedelta(days=14)

# A deposit goes back by itself this long after the end, unless the venue has reported damage by then.
DEPOSIT_BACK_AFTER = timedelta(days=7)

TERMS_VERSION = "2026-11"
# The conditions of each category of hirer, as shown beside the choice (services/booking/words.py): a change of theirs
# is a new version here, so that a booking says which ones its hirer saw.
CATEGORY_TERMS_VERSION = "2026-11"

MAX_NAME = 200
MAX_EMAIL = 254
MAX_REFERENCE = 100
MAX_REASON = 500
MOST_OF_AN_ADD_ON = 1_000

TRANSITIONS: dict[BookingStatus, frozenset[BookingStatus]] = {
    BookingStatus.HELD: frozenset(
        {BookingStatus.PROCESSING, BookingStatus.CONFIRMED, BookingStatus.EXPIRED, BookingStatus.CANCELLED}
    ),
    BookingStatus.PROCESSING: frozenset({BookingStatus.CONFIRMED, BookingStatus.EXPIRED, BookingStatus.CANCELLED}),
    # Money that lands late: the time is taken again when it is still free, else the booking is lost and refunded.
    BookingStatus.EXPIRED: frozenset({BookingStatus.CONFIRMED, BookingStatus.LOST}),
    BookingStatus.CONFIRMED: frozenset({BookingStatus.CANCELLED}),
    BookingStatus.CANCELLED: frozenset(),
    BookingStatus.LOST: frozenset(),
}


# The time is free for others again.
OVER = frozenset({BookingStatus.EXPIRED, BookingStatus.CANCELLED, BookingStatus.LOST})


def may_become(current: BookingStatus, following: BookingStatus) -> bool:
    """Whether a booking may go from one state to the other."""
    return following in TRANSITIONS[current]


@dataclass(frozen=True, slots=True)
class RefundStep:
    """From now until `until_at` (exclusive; None: until the start) a cancellation gives this share back."""

    until_at: datetime | None
    refund_bps: int
    refund_cents: int


@dataclass(frozen=True, slots=True)
class RefundDecision:
    """What a cancellation gives back now, and what it keeps."""

    refund_cents: int
    kept_cents: int
    refund_bps: int


def refund_steps(terms: Sequence[dict[str, Any]], *, paid_cents: int, starts_at: datetime) -> list[RefundStep]:
    """The whole ladder of a booking, from long before to short before, as dates: for the picture and the words."""
    steps = [
        RefundStep(
            until_at=starts_at - timedelta(hours=int(step["hours_before"])),
            refund_bps=int(step["refund_bps"]),
            refund_cents=share_cents(paid_cents, int(step["refund_bps"])),
        )
        for step in sorted(terms, key=lambda step: -int(step["hours_before"]))
    ]
    return [*steps, RefundStep(until_at=None, refund_bps=0, refund_cents=0)]


def steps_ahead(steps: Sequence[RefundStep], now: datetime) -> list[RefundStep]:
    """What a cancellation can still give back: the first of these holds now, and there is always one."""
    return [step for step in steps if step.until_at is None or now <= step.until_at]


def decide_refund(
    terms: Sequence[dict[str, Any]], *, paid_cents: int, starts_at: datetime, now: datetime, by_hirer: bool
) -> RefundDecision:
    """What comes back. When the member or the bureau cancels, that is everything, whatever the terms say."""
    if not by_hirer:
        return RefundDecision(paid_cents, 0, 10_000)
    step = steps_ahead(refund_steps(terms, paid_cents=paid_cents, starts_at=starts_at), now)[0]
    return RefundDecision(step.refund_cents, paid_cents - step.refund_cents, step.refund_bps)


def check_damage(cents: int | None, reason: str, *, deposit_cents: int) -> dict[str, list[Message]]:
    """What is missing or wrong in a report of damage, per field (`amount`, `reason`)."""
    problems: dict[str, list[Message]] = {}
    if cents is None or not 0 < cents <= deposit_cents:
        problems["amount"] = [message("Fill in an amount in euros, at most the deposit.")]
    if not reason.strip() or len(reason) > MAX_REASON:
        problems["reason"] = [message("Tell what is damaged, in at most %(most)s characters.", most=MAX_REASON)]
    return problems


@dataclass(frozen=True, slots=True)
class Contact:
    """Who books. Only what the booking needs."""

    name: str
    email: str
    phone: str
    organisation: str = ""
    reference: str = ""


# Deliberately loose: words with dots between them, an @, a name with a dot in it. The mail itself is the real test.
# Plain characters only: neither every mail server nor the payment provider delivers to anything else.
_WORD = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_EMAIL = re.compile(
    rf"{_WORD}(?:\.{_WORD})*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])"
)
_PHONE = re.compile(r"[+(]?[0-9][0-9 ()./-]{7,24}")
_MINIMUM_DIGITS = 9


def check_contact(contact: Contact) -> dict[str, list[Message]]:
    """What is missing or wrong, per field (`name`, `email`, `phone`, `organisation`, `reference`)."""
    problems: dict[str, list[Message]] = {}
    if not contact.name.strip():
        problems["name"] = [message("Tell us your name.")]
    elif len(contact.name) > MAX_NAME:
        problems["name"] = [message("A name has at most %(most)s characters.", most=MAX_NAME)]
    if len(contact.email) > MAX_EMAIL or not _EMAIL.fullmatch(contact.email.strip()):
        problems["email"] = [message("Give your whole e-mail address, such as marit@nevenstem.example.")]
    digits = sum(character.isdigit() for character in contact.phone)
    if digits < _MINIMUM_DIGITS or not _PHONE.fullmatch(contact.phone.strip()):
        problems["phone"] = [message("Give a phone number of ten digits, such as 06-12345678.")]
    if len(contact.organisation) > MAX_NAME:
        problems["organisation"] = [message("A name has at most %(most)s characters.", most=MAX_NAME)]
    if len(contact.reference) > MAX_REFERENCE:
        problems["reference"] = [message("A reference has at most %(most)s characters.", most=MAX_REFERENCE)]
    return problems


# What a venue arranges with somebody itself: nobody can claim it where no tariff is made for it.
ARRANGED = frozenset({HirerCategory.OWN, HirerCategory.FREE})


@dataclass(frozen=True, slots=True)
class Use:
    """What somebody comes to do in a room, with how many, and as whom."""

    persons: int
    purpose: Purpose
    category: HirerCategory = HirerCategory.PRIVATE
    layout: LayoutKind | None = None
    discipline: Discipline | None = None
    alcohol: bool = False


@dataclass(frozen=True, slots=True)
class UseRules:
    """What a room allows. `layouts`: how many people fit in each way to set it up, beside the limit of the room."""

    max_persons: int
    purposes: Collection[str]
    layouts: Mapping[LayoutKind, int] = field(default_factory=dict)
    barred_disciplines: Collection[str] = ()
    alcohol_policy: AlcoholPolicy = AlcoholPolicy.NONE
    categories: Collection[HirerCategory] = tuple(HirerCategory)


def check_use(use: Use, allowed: UseRules) -> dict[str, list[Message]]:
    """What the room does not allow, per field (`persons`, `purpose`, `hirer_category`, `layout`, `discipline`, `alcohol`)."""
    problems: dict[str, list[Message]] = {}
    if use.persons < 1:
        problems["persons"] = [message("Come with at least one person.")]
    elif use.persons > allowed.max_persons:
        problems["persons"] = [message("At most %(most)s people may be in this room.", most=allowed.max_persons)]
    if use.purpose.value not in allowed.purposes:
        problems["purpose"] = [message("This room is not let for that.")]
    if use.category not in allowed.categories:
        problems["hirer_category"] = [message("There is no tariff for this in this room. Choose another.")]
    if use.layout is not None:
        problems = {**_check_layout(use.layout, use.persons, allowed), **problems}
    if use.purpose is Purpose.LESSON:
        problems.update(_check_discipline(use.discipline, allowed))
    if use.alcohol and allowed.alcohol_policy is AlcoholPolicy.NONE:
        problems["alcohol"] = [message("In this room nobody may serve or bring alcohol.")]
    return problems


def _check_layout(layout: LayoutKind, persons: int, allowed: UseRules) -> dict[str, list[Message]]:
    most = allowed.layouts.get(layout)
    if most is None:
        return {"layout": [message("This room cannot be set up that way.")]}
    if persons > most:
        return {"persons": [message("Set up that way, at most %(most)s people fit in this room.", most=most)]}
    return {}


def _check_discipline(discipline: Discipline | None, allowed: UseRules) -> dict[str, list[Message]]:
    """A member may keep out lessons that it gives itself; so who comes to teach says what."""
    if not allowed.barred_disciplines:
        return {}
    if discipline is None:
        return {"discipline": [message("Tell what the lessons are about.")]}
    if discipline.value in allowed.barred_disciplines:
        return {"discipline": [message("Here you cannot give lessons in this: the venue gives them itself.")]}
    return {}


def offered_categories(in_tariffs: Iterable[HirerCategory]) -> list[HirerCategory]:
    """As whom one can book a room: the usual ones, and the two that a venue arranges itself where it has a tariff for them."""
    missing = ARRANGED - set(in_tariffs)
    return [category for category in HirerCategory if category not in missing]


@dataclass(frozen=True, slots=True)
class AddOnLimits:
    """What holds for something that can come along: without what it does not, and how many are left (None: no limit)."""

    requires: uuid.UUID | None
    requires_name: str
    left: int | None


def check_add_ons(
    chosen: Mapping[uuid.UUID, int], offered: Mapping[uuid.UUID, AddOnLimits]
) -> dict[str, list[Message]]:
    """What cannot come along, per field (`add_on-<id>`)."""
    problems: dict[str, list[Message]] = {}
    for add_on_id, quantity in chosen.items():
        terms = offered.get(add_on_id)
        if terms is None:
            told = message("This is not offered here.")
        elif terms.left is not None and quantity > terms.left:
            told = (
                message("There are %(left)s left at this time.", left=terms.left)
                if terms.left
                else message("There is none left at this time.")
            )
        elif terms.requires is not None and terms.requires not in chosen:
            told = message("Only together with %(other)s. Choose that too.", other=terms.requires_name)
        elif quantity > MOST_OF_AN_ADD_ON:
            told = message("At most %(most)s.", most=MOST_OF_AN_ADD_ON)
        else:
            continue
        problems[f"add_on-{add_on_id}"] = [told]
    return problems
