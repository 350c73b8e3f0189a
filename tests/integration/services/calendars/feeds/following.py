"""A room that follows a calendar on a server of the test, and what came of it."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select, text

from app.core import clock
from app.core.db import session
from app.core.jobs import jobs
from app.models.availability import Claim, ClaimKind
from app.models.calendars import CalendarFeed
from app.models.listing import Room
from app.models.tasks import MemberTask, TaskKind
from tests.calendar_server import CalendarServer, answer

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)


QUARTER = timedelta(minutes=20)


Lesson = tuple[str, str, str]


def calendar(*lessons: Lesson, extra: str = "") -> bytes:
    """`(uid, start, end)`: UTC clock times on 12 January, or `DDTHHMM` of that month."""
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTART:{moment(start)}\r\nDTEND:{moment(end)}\r\nSUMMARY:Les {uid[:1]}\r\nEND:VEVENT\r\n"
        for uid, start, end in lessons
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//NL\r\n{events}{extra}END:VCALENDAR\r\n".encode()


def moment(told: str) -> str:
    day, _t, time = told.rpartition("T")
    return f"202701{day or '12'}T{time}00Z"


def week(count: int, prefix: str = "les") -> list[Lesson]:
    """So many lessons, a day each."""
    return [(f"{prefix}-{number}", f"{12 + number}T1000", f"{12 + number}T1200") for number in range(count)]


def read(feed: CalendarFeed, at: datetime = NOW) -> CalendarFeed:
    """What a worker does when the time has come."""
    with clock.frozen(at):
        feed_id = feed.id
        session().execute(text("UPDATE calendar_feed SET next_read_at = :at WHERE id = :id"), {"at": at, "id": feed_id})
        session().commit()
        jobs.tasks["calendars.read_feed"].func(feed_id=str(feed_id))
    session().refresh(feed)
    return feed


def say(server: CalendarServer, raw: bytes, **headers: str) -> None:
    server.answers["/lessen.ics"] = answer(raw, Content_Type="text/calendar", **headers)


def hours(room: Room) -> list[tuple[int, int, int]]:
    """Day, first and last hour of what lessons claim."""
    claims = session().scalars(
        select(Claim).where(Claim.venue_id == room.venue_id, Claim.kind == ClaimKind.LESSON).order_by(Claim.during)
    )
    return [
        (one.day.day, one.during.lower.hour, one.during.upper.hour)
        for one in claims
        if one.during.lower and one.during.upper
    ]


def tasks(kind: TaskKind) -> list[MemberTask]:
    """Those that wait."""
    query = select(MemberTask).where(MemberTask.kind == kind, MemberTask.done_at.is_(None)).order_by(MemberTask.key)
    return list(session().scalars(query.execution_options(populate_existing=True)))
