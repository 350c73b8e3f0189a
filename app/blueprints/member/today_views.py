"""What happens in the house today, and where somebody begins."""

from datetime import date, timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.blueprints.member.desk import (
    BOOKINGS,
    HOUSE,
    asked_venue,
    organisations_of_reader,
    roles_here,
)
from app.blueprints.member.strips import by_venue, draw, hours, member_words, now_minute, one_range, who
from app.blueprints.member.task_words import shown as shown_task
from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.time_ranges import at_minute
from app.models.accounts import Organisation
from app.services.listing.words import PURPOSES
from app.services.payments import account_service
from app.services.reporting import desk_service
from app.services.tasks import task_service
from app.web.access import current_organisation, logged_in, member_access

EVENING_MINUTE = 18 * 60
SHOWN_TASKS = 5
DAYS = 7
_WEEKS_AROUND = 520


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    bp.add_url_rule("", "today", today)
    bp.add_url_rule("/organisaties", "organisations", organisations)
    bp.add_url_rule("/<organisation_slug>/", "day", day)
    bp.add_url_rule("/<organisation_slug>/week", "week", week)


def first_page(organisation: Organisation) -> str:
    """Where somebody begins at an organisation, by what they do there."""
    endpoint = "member.day" if roles_here(organisation) & set(HOUSE) else "member.bookings"
    return url_for(endpoint, organisation_slug=organisation.slug)


@logged_in
def today() -> Response:
    """To the desk of the (first) organisation that somebody works for."""
    mine = organisations_of_reader()
    return redirect(first_page(mine[0]) if mine else url_for("member.organisations"))


@logged_in
def organisations() -> str:
    """Choose, for somebody who works for several."""
    return render_template(
        "member/organisations.html",
        choices=[(organisation, first_page(organisation)) for organisation in organisations_of_reader()],
    )


@member_access(*HOUSE)
def day() -> str:
    """Today: every room as a strip, who comes, and what waits."""
    organisation = current_organisation()
    now = clock.now()
    on = clock.today()
    rooms = desk_service.look_at_days(organisation.id, on, on + timedelta(days=1))
    shown = one_range(rooms)
    strips = [draw(room, shown) for room in rooms]
    bookings = desk_service.bookings_on(organisation.id, on)
    waiting = task_service.first_open(organisation.id, SHOWN_TASKS)
    evening = at_minute(on, EVENING_MINUTE, AMSTERDAM)
    return render_template(
        "member/today.html",
        day=on,
        venues=by_venue(strips),
        shown=shown,
        words=member_words(),
        now=now_minute(now, on),
        moment=now,
        who=who,
        bookings=bookings,
        evening_count=sum(booking.ends_at > now and booking.starts_at >= evening for booking in bookings),
        idle=hours(sum(strip.days[0].idle_minutes for strip in strips)),
        purposes=PURPOSES,
        tasks=desk_service.tasks(organisation.id),
        waiting=[shown_task(task, now) for task in waiting.items],
        waiting_count=waiting.total,
        can_be_paid=account_service.can_be_paid(organisation.id),
        sees_bookings=bool(roles_here(organisation) & set(BOOKINGS)),
    )


@member_access(*HOUSE)
def week() -> Response:
    """The address that the week had before there was a calendar."""
    venue = asked_venue()
    monday = _asked_monday(clock.today())
    address = url_for("member.calendar", view="week", date=monday.isoformat(), venue=venue.id if venue else None)
    return redirect(address, code=301)


def _asked_monday(today: date) -> date:
    """`2026-W48`, as a week field writes it; nonsense, and what lies ten years off, is this week."""
    monday = today - timedelta(days=today.weekday())
    year, separator, number = request.args.get("week", "").partition("-W")
    if not separator or not (year + number).isascii() or not (year + number).isdecimal():
        return monday
    try:
        asked = date.fromisocalendar(int(year), int(number), 1)
    except ValueError:
        return monday
    return asked if abs((asked - monday).days) <= _WEEKS_AROUND * DAYS else monday
