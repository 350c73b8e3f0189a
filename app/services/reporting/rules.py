"""Months, shares of time, and where a member stands: what the figures in reports mean."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MONTHS_PER_YEAR = 12
Minutes = tuple[int, int]


class MemberStep(StrEnum):
    """How far a member is on the way to earning money with the platform; the first that fits, from the top.

    Stopped: the member may not sell (any more). Restricted: Stripe asks something. No account: nothing to be paid on.
    No room: could sell, shows nothing. Online: can be booked.
    """

    STOPPED = "stopped"
    RESTRICTED = "restricted"
    NO_ACCOUNT = "no_account"
    NO_ROOM = "no_room"
    ONLINE = "online"


@dataclass(frozen=True, slots=True)
class Occupancy:
    """How the opening time of a room was used. What is let counts as let, also where own use overlaps it."""

    open_minutes: int
    let_minutes: int
    own_minutes: int

    @property
    def idle_minutes(self) -> int:
        """Open, and used by nobody."""
        return self.open_minutes - self.let_minutes - self.own_minutes


def first_of_month(day: date) -> date:
    """The first day of the month of `day`."""
    return day.replace(day=1)


def months_later(month: date, count: int) -> date:
    """The first day of the month that lies `count` months after (or before) the month of `month`."""
    number = month.year * MONTHS_PER_YEAR + month.month - 1 + count
    return date(number // MONTHS_PER_YEAR, number % MONTHS_PER_YEAR + 1, 1)


def months_between(from_month: date, until_month: date) -> list[date]:
    """The first days of all months from one up to (not including) the other, oldest first."""
    months = []
    month = first_of_month(from_month)
    while month < until_month:
        months.append(month)
        month = months_later(month, 1)
    return months


def share_bps(part: int, whole: int) -> int | None:
    """A part of a whole in basis points, for "6,0% on average"; None when there is nothing to take a share of."""
    return (part * 20_000 + whole) // (2 * whole) if whole > 0 and part >= 0 else None


def measure(open_spans: Iterable[Minutes], let: Iterable[Minutes], own: Iterable[Minutes]) -> Occupancy:
    """How a day was used, from minutes of its wall clock; use outside opening time does not count."""
    opened = _minutes(open_spans)
    let_minutes = _minutes(let) & opened
    own_minutes = _minutes(own) & opened - let_minutes
    return Occupancy(len(opened), len(let_minutes), len(own_minutes))


def added(days: Sequence[Occupancy]) -> Occupancy:
    """Several days, or rooms, together."""
    return Occupancy(
        sum(day.open_minutes for day in days),
        sum(day.let_minutes for day in days),
        sum(day.own_minutes for day in days),
    )


def _minutes(spans: Iterable[Minutes]) -> set[int]:
    return {minute for start, end in spans for minute in range(start, end)}
