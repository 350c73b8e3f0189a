"""What may happen to a booking, what comes back when it is cancelled, and what must be known of who books. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.core.messages import Message, message
from app.core.money import share_cents
from app.models.booking import BookingStatus
from app.models.listing import Purpose

# How long a slot waits for somebody to go and pay. Going there extends it to the payment session's own end plus grace:
# Stripe's session lives for 31 minutes, and money may still land in the seconds after it.
HOLD_WITHOUT_PAYMENT = timedelta(minutes=15)
PAYMENT_GRACE = timedelta(minutes=10)
# A payment that a bank is still working on (bank transfer, "pay later") may take days; the time stays taken.
PROCESSING_LIMIT = timedelta(days=14)

TERMS_VERSION = "2026-11"

MAX_NAME = 200
MAX_EMAIL = 254
MAX_REFERENCE = 100

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


def decide_refund(
    terms: Sequence[dict[str, Any]], *, paid_cents: int, starts_at: datetime, now: datetime, by_hirer: bool
) -> RefundDecision:
    """What comes back. When the member or the bureau cancels, that is everything, whatever the terms say."""
    if not by_hirer:
        return RefundDecision(paid_cents, 0, 10_000)
    for step in refund_steps(terms, paid_cents=paid_cents, starts_at=starts_at):
        if step.until_at is None or now <= step.until_at:
            return RefundDecision(step.refund_cents, paid_cents - step.refund_cents, step.refund_bps)
    raise AssertionError("unreachable: the last step has no end")


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


def check_use(*, persons: int, max_persons: int, purpose: Purpose, allowed: Sequence[str]) -> dict[str, list[Message]]:
    """Whether this room takes this many people and this use (`persons`, `purpose`)."""
    problems: dict[str, list[Message]] = {}
    if persons < 1:
        problems["persons"] = [message("Come with at least one person.")]
    elif persons > max_persons:
        problems["persons"] = [message("At most %(most)s people may be in this room.", most=max_persons)]
    if purpose.value not in allowed:
        problems["purpose"] = [message("This room is not let for that.")]
    return problems
