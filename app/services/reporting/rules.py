"""Months, shares of time, and where a member stands: what the figures in reports mean."""

from datetime import date
from enum import StrEnum

MONTHS_PER_YEAR = 12


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
