"""What the association keeps of a price, and when an agreement about that may begin or end."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from app.core.messages import Message, message
from app.core.money import share_cents
from app.models.accounts import VatProfile
from app.models.commission import CommissionScope

MAX_RATE_BPS = 5000
MAX_NOTE_LENGTH = 500
# The association's mediation is an ordinary taxed service (domain: VAT on commission), so it follows the standard rate,
# which is what the profile of taxed letting with extra service carries.
COMMISSION_VAT_PROFILE = VatProfile.TAXED_PLUS

CHOOSE_REGION = message("Choose the region.")
CHOOSE_MEMBER = message("Choose the member.")
HAS_STARTED = message("This agreement has begun. Bookings may rest on it, so it stays; set a new one instead.")

_NARROWEST_FIRST = (CommissionScope.ORGANISATION, CommissionScope.REGION, CommissionScope.DEFAULT)


@dataclass(frozen=True, slots=True)
class Commission:
    """What the association takes of one payment: the commission itself and the VAT on top of it."""

    commission_cents: int
    vat_cents: int


@dataclass(frozen=True, slots=True)
class NewAgreement:
    """An agreement as it is asked for; it holds until another takes its place or it is ended."""

    scope: CommissionScope
    rate_bps: int
    valid_from: date
    region_id: uuid.UUID | None = None
    organisation_id: uuid.UUID | None = None
    note: str = ""


class Period(Protocol):
    """Anything that holds for a while."""

    @property
    def valid_from(self) -> date: ...
    @property
    def valid_until(self) -> date | None: ...


Agreed = TypeVar("Agreed", bound=Period)


def commission_for(total_cents: int, rate_bps: int, vat_bps: int) -> Commission:
    """The commission on a price including VAT, and the VAT over that commission as it is charged; each rounded once."""
    commission_cents = share_cents(total_cents, rate_bps)
    return Commission(commission_cents, share_cents(commission_cents, vat_bps))


def narrowest(rates: Iterable[tuple[CommissionScope, int]]) -> int | None:
    """The rate of the narrowest scope: what is agreed with an organisation goes before its region, and that before all."""
    by_scope = dict(rates)
    return next((by_scope[scope] for scope in _NARROWEST_FIRST if scope in by_scope), None)


def problems_of(wanted: NewAgreement, today: date) -> dict[str, list[Message]]:
    """What is wrong with an agreement as it is asked for, per field; empty when nothing is."""
    found: dict[str, list[Message]] = {}
    if not 0 <= wanted.rate_bps <= MAX_RATE_BPS:
        found["rate"] = [message("A commission lies between 0% and 50%.")]
    if wanted.valid_from < today:
        found["valid_from"] = [
            message("An agreement starts today or later: what is booked keeps what was agreed then.")
        ]
    if (wanted.scope is CommissionScope.REGION) != (wanted.region_id is not None):
        found["region"] = [CHOOSE_REGION]
    if (wanted.scope is CommissionScope.ORGANISATION) != (wanted.organisation_id is not None):
        found["organisation"] = [CHOOSE_MEMBER]
    if len(wanted.note) > MAX_NOTE_LENGTH:
        found["note"] = [message("Keep the note under %(count)s characters.", count=MAX_NOTE_LENGTH)]
    return found


def running_at(existing: Iterable[Agreed], on: date) -> Agreed | None:
    """Which agreement of one scope began before `on` and would still hold then: a new one takes its place."""
    return next((other for other in existing if other.valid_from < on and _holds_from(other, on)), None)


def first_in_the_way(existing: Iterable[Period], on: date) -> date | None:
    """The start of the first agreement of one scope that begins on `on` or later: a new one without end meets it."""
    return min((other.valid_from for other in existing if other.valid_from >= on), default=None)


def problems_of_end(agreement: Period, scope: CommissionScope, on: date, today: date) -> dict[str, list[Message]]:
    """What is wrong with letting an agreement end on `on` (the first day without it); empty when nothing is."""
    if scope is CommissionScope.DEFAULT:
        return {"valid_until": [message("The general agreement cannot end: set a new one that takes its place.")]}
    if on < today:
        return {
            "valid_until": [message("An agreement ends today or later: what is booked keeps what was agreed then.")]
        }
    if on <= agreement.valid_from:
        return {"valid_until": [message("An agreement ends after it starts. Withdraw it if it should never start.")]}
    if not _holds_from(agreement, today):
        return {"valid_until": [message("This agreement has ended already.")]}
    return {}


def has_started(agreement: Period, today: date) -> bool:
    """Whether somebody can have booked under it."""
    return agreement.valid_from <= today


def _holds_from(agreement: Period, on: date) -> bool:
    return agreement.valid_until is None or on < agreement.valid_until
