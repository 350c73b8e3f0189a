"""A school year of openings: a picture, the same as a table, and why one day is open or closed."""

import uuid

from flask import Blueprint, request
from flask_babel import gettext as _

from app.blueprints.member.desk import OWNER
from app.blueprints.member.opening_words import HOLIDAYS, why
from app.blueprints.member.owner_pages import add_rule, load_owner, owner_url, render_page
from app.core import clock
from app.services.availability import school_calendar
from app.services.listing import opening_year_service
from app.services.listing.opening_year_service import WeekHours
from app.services.listing.owner import Owner
from app.web.access import member_access
from app.web.asked_time import parse_day
from app.web.filters import duration, long_day, minute_time, short_day
from app.web.i18n import current_locale, translate

Id = uuid.UUID
_LEAST_LINE_HOURS = 20


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    add_rule(bp, "openingstijden/jaar", "opening_year", opening_year)


@member_access(*OWNER)
def opening_year(venue_id: Id, room_id: Id | None = None) -> str:
    """The school year asked for, this one at first."""
    owner = load_owner(venue_id, room_id)
    today = clock.today()
    this = school_calendar.school_year_of(today)
    year = this + 1 if request.args.get("jaar") == str(this + 1) else this
    weeks = opening_year_service.weeks_of(owner, year)
    most = max([week.open_minutes for week in weeks], default=0)
    return render_page(
        "member/opening_year.html",
        owner,
        "opening_year",
        year=year,
        year_tabs=[
            (_year_name(one), owner_url(owner, "opening_year", jaar=one), one == year) for one in (this, this + 1)
        ],
        year_name=_year_name(year),
        bars=[(week, _bar_name(week, weeks), _spoken(week)) for week in weeks],
        most_minutes=most,
        line_hours=_line(most),
        rows=[_row(week) for week in weeks],
        asked=request.args.get("dag", ""),
        answer=_answer(owner),
        today=today,
    )


def _year_name(year: int) -> str:
    return f"{year}–{year + 1}"


def _line(most_minutes: int) -> int:
    """The hours of the line behind the bars: a round number within reach."""
    return max(_LEAST_LINE_HOURS, most_minutes // 60 // _LEAST_LINE_HOURS * _LEAST_LINE_HOURS)


def _bar_name(week: WeekHours, weeks: list[WeekHours]) -> str:
    """The number of every fourth week, so that they do not run into each other."""
    return str(week.monday.isocalendar().week) if weeks.index(week) % 4 == 0 and week is not weeks[-1] else ""


def _special(week: WeekHours) -> str:
    english = current_locale() == "en"
    told = [translate(HOLIDAYS[holiday]) for holiday in week.holidays]
    told += [f"{one.name_en if english else one.name_nl} ({short_day(one.on)})" for one in week.public]
    if week.differing_days:
        told.append(_("%(days)s days differ", days=week.differing_days))
    return ", ".join(told)


def _spoken(week: WeekHours) -> str:
    return f"{short_day(week.monday)}: {duration(week.open_minutes) if week.open_minutes else _('closed')}"


def _row(week: WeekHours) -> list[str]:
    return [
        _("week %(number)s", number=week.monday.isocalendar().week),
        short_day(week.monday),
        duration(week.open_minutes) if week.open_minutes else _("closed"),
        str(week.open_days),
        _special(week),
    ]


def _answer(owner: Owner) -> tuple[str, str, str] | None:
    """The day that was asked: which it is, when it is open, and why."""
    day = parse_day(request.args.get("dag", ""))
    if day is None:
        return None
    opening = opening_year_service.day_of(owner, day)
    hours = ", ".join(f"{minute_time(start)}–{minute_time(end)}" for start, end in opening.spans)
    return long_day(day), hours or _("closed"), why(opening)
