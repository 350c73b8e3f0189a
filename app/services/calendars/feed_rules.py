"""When a calendar's address is read again, and when what it says is too odd to be believed at once. Pure."""

from datetime import datetime, timedelta

from app.services.calendars.rules import Difference

EVERY = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=24)
JITTER = 0.1
# From how long on a member is asked to look at an address that does not answer.
TROUBLE_AFTER = timedelta(hours=24)
AGAIN_AFTER = timedelta(minutes=1)
# So few lessons may go without anybody being asked, whatever share of all they are.
FEW = 3


def wait_after(failures: int, *, jitter: float, asked: timedelta | None = None) -> timedelta:
    """How long to leave an address alone after so many failures in a row: 15 minutes, doubled each time, at most a day.

    `jitter` from -1 to 1 spreads the readings over a tenth either way. `asked`: what the other side asked for, which
    is granted within the day.
    """
    doubled = EVERY * (1 << min(max(failures - 1, 0), 10))
    spread = min(doubled, LONGEST_WAIT) * (1 + JITTER * jitter)
    return min(max(spread, asked or timedelta(0)), LONGEST_WAIT)


def is_trouble(failing_since: datetime, now: datetime) -> bool:
    """Whether it has gone on for so long that a person has to know."""
    return now - failing_since >= TROUBLE_AFTER


def may_read_now(attempted_at: datetime | None, now: datetime) -> bool:
    """Whether somebody may ask for a reading outside the schedule: once a minute, out of politeness."""
    return attempted_at is None or now - attempted_at >= AGAIN_AFTER


def is_doubtful(difference: Difference, *, events: int) -> bool:
    """Whether a person has to look first: an empty calendar where lessons are known, or most of them gone.

    A program that has lost its data says that all is free just as plainly as a school that moves out.
    """
    gone = len(difference.gone)
    known = gone + len(difference.altered) + difference.unchanged
    if gone and not events:
        return True
    return gone > FEW and gone * 2 > known
