"""What a desk is told about the addresses that its rooms follow."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import ngettext

from app.blueprints.member.words import IMPORT_PROBLEMS
from app.core.clock import AMSTERDAM
from app.core.messages import Message, message
from app.integrations.calendar.calendar_values import ProblemCode
from app.integrations.calendar.feed_values import FeedFailure
from app.models.calendars import CalendarFeed
from app.services.calendars.feed_reading_service import WEB_PAGE
from app.web.filters import clock_time, day_month
from app.web.i18n import translate

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
FAILURES: dict[str, Message] = {
    FeedFailure.BAD_ADDRESS: message("This is no address of a calendar."),
    FeedFailure.BAD_REDIRECT: message("The address sends us on to a place that is not safe to read."),
    FeedFailure.NO_CONNECTION: message("The other side broke off."),
    FeedFailure.NOT_ALLOWED: message("The other side asks for a password. Share the calendar by its secret address."),
    FeedFailure.NOT_FOUND: message("There is nothing at this address (any more). Copy the address once more."),
    FeedFailure.NOT_SECURE: message("The certificate of the other side is not right."),
    FeedFailure.ODD_ANSWER: message("The other side gave an answer that is no calendar."),
    FeedFailure.PRIVATE_ADDRESS: message("The address is not on the public internet."),
    FeedFailure.SERVER_TROUBLE: message("The other side has a fault of its own."),
    FeedFailure.TOO_BUSY: message("The other side is too busy."),
    FeedFailure.TOO_LARGE: message("The calendar is larger than 5 MB."),
    FeedFailure.TOO_MANY_REDIRECTS: message("The address keeps sending us on."),
    FeedFailure.TOO_SLOW: message("The other side took too long to answer."),
    FeedFailure.UNKNOWN_HOST: message("The name in the address does not exist."),
    WEB_PAGE: message("There is a web page at this address, no calendar. Look for the address that ends in .ics."),
}


@dataclass(frozen=True, slots=True)
class FeedState:
    """How an address fares: a word with its badge, and a sentence."""

    word: str
    kind: str
    sentence: str


def failure_text(code: str) -> str:
    """Why an address could not be read, or the calendar not used."""
    if code in FAILURES:
        return translate(FAILURES[code])
    if code in set(ProblemCode):
        return translate(IMPORT_PROBLEMS[ProblemCode(code)])
    return str(_("It could not be read."))


def feed_state(feed: CalendarFeed, *, waiting: bool, now: datetime) -> FeedState:
    """In the order in which it matters: paused, failing, waiting for a decision, well."""
    if feed.paused_at is not None:
        return FeedState(_("Paused"), "plain", _("Not read since %(since)s.", since=since(feed.paused_at, now)))
    if feed.failing_since is not None:
        told = _("Not possible since %(since)s.", since=since(feed.failing_since, now))
        return FeedState(_("Fails"), "error", f"{told} {failure_text(feed.failure)}")
    if feed.read_at is None:
        return FeedState(_("New"), "plain", _("Waits to be read; that takes a minute at most."))
    if waiting:
        return FeedState(
            _("Look first"), "warn", _("Read %(ago)s, but nothing was changed.", ago=ago(feed.read_at, now))
        )
    return FeedState(_("Follows"), "ok", _("Read %(ago)s.", ago=ago(feed.read_at, now)))


def ago(moment: datetime, now: datetime) -> str:
    """`12 minuten geleden`."""
    passed = max(now - moment, timedelta(0))
    if passed < timedelta(minutes=1):
        return str(_("just now"))
    if passed < _HOUR:
        return str(ngettext("%(num)d minute ago", "%(num)d minutes ago", int(passed.total_seconds() // 60)))
    if passed < _DAY:
        return str(ngettext("%(num)d hour ago", "%(num)d hours ago", int(passed.total_seconds() // 3600)))
    return str(ngettext("%(num)d day ago", "%(num)d days ago", passed.days))


def since(moment: datetime, now: datetime) -> str:
    """`10.15 uur`, `gisteren`, `dinsdag 15 december`."""
    day, today = moment.astimezone(AMSTERDAM).date(), now.astimezone(AMSTERDAM).date()
    if day == today:
        return str(_("%(time)s o'clock", time=clock_time(moment)))
    return str(_("yesterday")) if (today - day).days == 1 else day_month(day)


def short_address(address: str) -> str:
    """Enough to recognise an address by, and too little to read the calendar with."""
    parts = urlsplit(address)
    last = parts.path.rpartition("/")[2]
    return f"{parts.hostname or ''}/…{f'/{last[-12:]}' if last else ''}"
