"""What the bureau types, kept as typed; and what it means."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from app.core.clock import AMSTERDAM
from app.core.messages import Message, message
from app.core.time_ranges import at_minute
from app.models.booking import BookingStatus
from app.models.commission import CommissionScope
from app.services.commission.commission_service import NewAgreement
from app.services.reporting.booking_list_service import MAX_TEXT, BookingFilter
from app.services.reporting.member_list_service import MemberFilter, MemberStep
from app.web.asked_time import parse_day

Choice = TypeVar("Choice", bound=StrEnum)
Errors = dict[str, list[Message]]

_LONGEST_KEPT = 20_000
_NO_DAY = message("This is not a day. Write it as 2026-12-15.")
_NO_RATE = message("This is not a percentage. Write it as 8 or 8,5.")


def text_of(values: Mapping[str, str], name: str) -> str:
    """What was typed in a field, without what no text has."""
    return values.get(name, "").replace("\x00", "").strip()[:_LONGEST_KEPT]


def parse_id(text: str) -> uuid.UUID | None:
    """An identifier from a list of choices; None for none or nonsense."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def parse_choice(kind: type[Choice], text: str) -> Choice | None:
    """One of a few; None for none or nonsense."""
    return kind(text) if text in set(kind) else None


def parse_bps(text: str) -> int | None:
    """`8`, `8,5` or `8.25 %` in basis points; None when it is no percentage."""
    whole, _, rest = text.removesuffix("%").strip().replace(".", ",").partition(",")
    digits = whole + rest
    if not digits.isascii() or not digits.isdecimal() or not whole or len(whole) > 3 or len(rest) > 2:  # noqa: PLR2004 - 100,25
        return None
    return int(whole) * 100 + int(rest.ljust(2, "0"))


@dataclass(frozen=True, slots=True)
class BookingListForm:
    """The filters of the list of bookings as typed, what they mean, and what is wrong with them."""

    text: str
    status: str
    member: str
    region: str
    from_day: str
    until_day: str
    errors: Errors = field(default_factory=dict)

    @property
    def is_used(self) -> bool:
        """Whether anything is filtered."""
        return any((self.text, self.status, self.member, self.region, self.from_day, self.until_day))

    def arguments(self) -> dict[str, str]:
        """For the addresses of other pages of the same list."""
        named = {
            "text": self.text,
            "status": self.status,
            "member": self.member,
            "region": self.region,
            "from": self.from_day,
            "until": self.until_day,
        }
        return {name: value for name, value in named.items() if value}

    def wanted(self) -> BookingFilter:
        """The filter; a day that cannot be read filters nothing."""
        status = parse_choice(BookingStatus, self.status)
        first, last = parse_day(self.from_day), parse_day(self.until_day)
        return BookingFilter(
            statuses=frozenset({status}) if status else frozenset(),
            organisation_id=parse_id(self.member),
            region_id=parse_id(self.region),
            starts_from=at_minute(first, 0, AMSTERDAM) if first else None,
            starts_until=at_minute(last + timedelta(days=1), 0, AMSTERDAM) if last else None,
            text=self.text,
        )


def read_booking_list_form(values: Mapping[str, str]) -> BookingListForm:
    """From the address."""
    first, last = text_of(values, "from"), text_of(values, "until")
    errors: Errors = {name: [_NO_DAY] for name, day in (("from", first), ("until", last)) if day and not parse_day(day)}
    start, end = parse_day(first), parse_day(last)
    if start and end and end < start:
        errors["until"] = [message("The last day is before the first.")]
    return BookingListForm(
        text=text_of(values, "text")[:MAX_TEXT],
        status=text_of(values, "status"),
        member=text_of(values, "member"),
        region=text_of(values, "region"),
        from_day=first,
        until_day=last,
        errors=errors,
    )


def read_member_filter(values: Mapping[str, str]) -> MemberFilter:
    """From the address; nonsense filters nothing."""
    return MemberFilter(
        text=text_of(values, "text")[:MAX_TEXT],
        step=parse_choice(MemberStep, text_of(values, "step")),
        region_id=parse_id(text_of(values, "region")),
    )


@dataclass(frozen=True, slots=True)
class AgreementForm:
    """A new agreement as typed."""

    scope: str = ""
    region: str = ""
    member: str = ""
    rate: str = ""
    valid_from: str = ""
    note: str = ""

    def shape_errors(self) -> Errors:
        """What cannot be read."""
        errors: Errors = {}
        if parse_choice(CommissionScope, self.scope) is None:
            errors["scope"] = [message("Choose for whom it holds.")]
        if parse_bps(self.rate) is None:
            errors["rate"] = [_NO_RATE]
        if parse_day(self.valid_from) is None:
            errors["valid_from"] = [_NO_DAY]
        return errors

    def wanted(self) -> NewAgreement | None:
        """What is asked for, if it can be read. A region or member that was left over from another choice is left out."""
        scope, rate_bps = parse_choice(CommissionScope, self.scope), parse_bps(self.rate)
        valid_from: date | None = parse_day(self.valid_from)
        if scope is None or rate_bps is None or valid_from is None:
            return None
        return NewAgreement(
            scope=scope,
            rate_bps=rate_bps,
            valid_from=valid_from,
            region_id=parse_id(self.region) if scope is CommissionScope.REGION else None,
            organisation_id=parse_id(self.member) if scope is CommissionScope.ORGANISATION else None,
            note=self.note,
        )


def read_agreement_form(values: Mapping[str, str]) -> AgreementForm:
    """From the form."""
    names = ("scope", "region", "member", "rate", "valid_from", "note")
    return AgreementForm(**{name: text_of(values, name) for name in names})


def first_of_next_month(today: date) -> date:
    """What a new agreement starts on when nobody says otherwise."""
    return (today.replace(day=1) + timedelta(days=32)).replace(day=1)
