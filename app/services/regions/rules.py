"""When a region may open and close."""

from datetime import date, timedelta

from app.core.messages import Message, message
from app.models.regions import RegionStatus

MAX_REASON_LENGTH = 500
LONGEST_WAIT = timedelta(days=730)

_NEXT: dict[RegionStatus, frozenset[RegionStatus]] = {
    RegionStatus.PLANNED: frozenset({RegionStatus.LIVE}),
    RegionStatus.LIVE: frozenset({RegionStatus.CLOSED}),
    RegionStatus.CLOSED: frozenset({RegionStatus.LIVE}),
}


def may_become(status: RegionStatus, following: RegionStatus) -> bool:
    """The table of transitions."""
    return following in _NEXT[status]


def opens_now(launch_on: date, today: date) -> bool:
    """Whether a launch date has come."""
    return launch_on <= today


def problems_of_opening(launch_on: date, reason: str, today: date) -> dict[str, list[Message]]:
    """What is wrong with opening on that day for that reason, per field; empty when nothing is."""
    found = problems_of_reason(reason)
    if launch_on < today:
        found["launch_on"] = [message("A region opens today or later.")]
    elif launch_on > today + LONGEST_WAIT:
        found["launch_on"] = [message("That is more than two years away. Choose an earlier day.")]
    return found


def problems_of_reason(reason: str) -> dict[str, list[Message]]:
    """A reason is asked, because it is read back later."""
    if not reason.strip():
        return {"reason": [message("Say why, in a few words. It stays with the region.")]}
    if len(reason) > MAX_REASON_LENGTH:
        return {"reason": [message("Keep the reason under %(count)s characters.", count=MAX_REASON_LENGTH)]}
    return {}
