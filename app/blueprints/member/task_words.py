"""What waits at a desk, in words, each with what can be done about it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.blueprints.member.feed_words import failure_text, since
from app.blueprints.member.strips import who
from app.models.tasks import MemberTask, TaskKind
from app.web.filters import day_month, time_span


@dataclass(frozen=True, slots=True)
class ShownTask:
    """One thing to do: a sign, what it is, what is so, and what can be done, with the way to it."""

    row: MemberTask
    sign: str
    title: str
    text: str
    advice: str
    action: str
    href: str


def shown(task: MemberTask, now: datetime) -> ShownTask:
    """In the reader's words."""
    return _TOLD[task.kind](task, now)


def _place(task: MemberTask) -> str:
    return f"{task.room.name}, {task.room.venue.name}" if task.room else ""


def _clash(task: MemberTask, _now: datetime) -> ShownTask:
    told: dict[str, Any] = task.subject
    starts_at, ends_at = datetime.fromisoformat(told["starts_at"]), datetime.fromisoformat(told["ends_at"])
    text = _(
        "%(room)s, %(day)s, %(time)s: %(lesson)s. The booking stays.",
        room=_place(task),
        day=day_month(starts_at),
        time=time_span(starts_at, ends_at),
        lesson=told["lesson"] or _("a lesson without a name"),
    )
    booking = task.booking
    if booking is not None:
        span = time_span(booking.starts_at, booking.ends_at)
        booked = _("Booked by %(name)s, %(time)s", name=who(booking), time=span)
        text = f"{text} {booked} ({booking.reference})."
    advice = (
        _(
            "Move the lesson in %(calendar)s, or cancel the booking. This task goes by itself.",
            calendar=told["calendar"],
        )
        if told["calendar"]
        else _("Move the lesson and bring the file again, or cancel the booking. This task goes by itself.")
    )
    href = url_for("member.booking", reference=booking.reference) if booking else url_for("member.tasks")
    return ShownTask(task, "warning", _("Double: lesson and booking"), text, advice, _("Look at the booking"), href)


def _failing(task: MemberTask, now: datetime) -> ShownTask:
    told: dict[str, Any] = task.subject
    text = _(
        "%(calendar)s, %(room)s: not possible since %(since)s.",
        calendar=told["calendar"],
        room=_place(task),
        since=since(datetime.fromisoformat(told["since"]), now),
    )
    return ShownTask(
        task,
        "warning",
        _("A calendar cannot be read"),
        f"{text} {failure_text(told['failure'])}",
        _("New lessons are not in the agenda, so their time can still be booked."),
        _("Look at the address"),
        url_for("member.feed", feed_id=told["feed_id"]),
    )


def _doubtful(task: MemberTask, _now: datetime) -> ShownTask:
    told: dict[str, Any] = task.subject
    text = ngettext(
        "%(calendar)s, %(room)s: %(num)d lesson would go. Nothing has been changed.",
        "%(calendar)s, %(room)s: %(num)d lessons would go. Nothing has been changed.",
        told["gone"],
        calendar=told["calendar"],
        room=_place(task),
    )
    return ShownTask(
        task,
        "warning",
        _("A calendar suddenly says something else"),
        text,
        _("Is it right? Then apply it. If not, look in your own program first."),
        _("See what would change"),
        url_for("member.calendar_import", import_id=told["import_id"]),
    )


_TOLD = {
    TaskKind.CALENDAR_CLASH: _clash,
    TaskKind.FEED_FAILING: _failing,
    TaskKind.FEED_DOUBTFUL: _doubtful,
}
