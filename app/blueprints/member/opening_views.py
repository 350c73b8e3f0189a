"""The ordinary week and the week in holidays, of a venue or of one of its rooms."""

import uuid
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, flash, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.blueprints.member.desk import OWNER, actor, spoken, text_of
from app.blueprints.member.listing_words import ACCESS_CHOICES, WEEKDAYS, choices_of
from app.blueprints.member.owner_pages import add_rule, load_owner, owner_url, render_page
from app.blueprints.member.week_form import MOST_SPANS, TypedWeek, read_week, show_week
from app.core import clock
from app.core.db import transaction
from app.core.errors import InvalidError
from app.core.messages import message
from app.models.openings import Season
from app.services.listing import week_plan, week_service
from app.services.listing.errors import ListingRefusedError
from app.services.listing.owner import Owner
from app.services.listing.week_service import DayHours
from app.web.access import member_access
from app.web.asked_time import parse_day
from app.web.filters import minute_time
from app.web.i18n import translate

Id = uuid.UUID
_PAGE_OF = {Season.REGULAR: "opening", Season.HOLIDAY: "holiday_week"}


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """A week that begins to hold on a day to come, in words per weekday."""

    on: date
    days: list[tuple[str, str]]


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    add_rule(bp, "openingstijden", "opening", opening)
    add_rule(bp, "openingstijden", "set_week", set_week, method="POST")
    add_rule(bp, "openingstijden/vakantieweek", "holiday_week", holiday_week)
    add_rule(bp, "openingstijden/vakantieweek", "set_holiday_week", set_holiday_week, method="POST")
    add_rule(bp, "openingstijden/terugdraaien", "take_back_week", take_back_week, method="POST")


@member_access(*OWNER)
def opening(venue_id: Id, room_id: Id | None = None) -> str:
    """The ordinary week."""
    return _week_page(load_owner(venue_id, room_id), Season.REGULAR)


@member_access(*OWNER)
def holiday_week(venue_id: Id, room_id: Id | None = None) -> str:
    """The week in holidays with extra hours."""
    return _week_page(load_owner(venue_id, room_id), Season.HOLIDAY)


@member_access(*OWNER)
def set_week(venue_id: Id, room_id: Id | None = None) -> Response | tuple[str, int] | str:
    """Another ordinary week from a day on."""
    return _set_week(venue_id, room_id, Season.REGULAR)


@member_access(*OWNER)
def set_holiday_week(venue_id: Id, room_id: Id | None = None) -> Response | tuple[str, int] | str:
    """Another week in holidays from a day on."""
    return _set_week(venue_id, room_id, Season.HOLIDAY)


@member_access(*OWNER)
def take_back_week(venue_id: Id, room_id: Id | None = None) -> Response:
    """A change that was planned does not take place."""
    season = Season.HOLIDAY if request.form.get("season") == Season.HOLIDAY.value else Season.REGULAR
    edge = parse_day(text_of(request.form, "edge"))
    with transaction():
        owner = load_owner(venue_id, room_id)
        if edge is not None:
            week_service.take_back_change(owner, edge, season=season, actor=actor(), today=clock.today())
    flash(_("The change has been taken away."), "ok")
    return redirect(owner_url(owner, _PAGE_OF[season]), code=303)


def _set_week(venue_id: Id, room_id: Id | None, season: Season) -> Response | tuple[str, int] | str:
    typed = read_week(request.form)
    typed.shown["valid_from"] = text_of(request.form, "valid_from")
    typed.shown["follows"] = text_of(request.form, "follows")
    if typed.wants_more:
        return _week_page(load_owner(venue_id, room_id), season, typed)
    today = clock.today()
    from_on = parse_day(typed.shown["valid_from"]) if typed.shown["valid_from"] else today
    try:
        with transaction():
            owner = load_owner(venue_id, room_id)
            week = _meant(owner, typed)
            week_service.set_week(owner, week, season=season, from_on=from_on, actor=actor(), today=today)
    except InvalidError as error:
        return _week_page(load_owner(venue_id, room_id), season, typed, spoken(error.errors)), 422
    if from_on is None or from_on <= today:
        flash(_("The opening hours are kept. They hold from today on."), "ok")
    else:
        flash(_("The opening hours are kept. They hold from the day you chose."), "ok")
    return redirect(owner_url(owner, _PAGE_OF[season]), code=303)


def _meant(owner: Owner, typed: TypedWeek) -> list[DayHours]:
    """The week as typed; none for a room that does as its building."""
    if owner.room is not None and typed.shown["follows"] == "1":
        return []
    if typed.errors:
        raise ListingRefusedError(typed.errors)
    if owner.room is not None and not typed.week:
        raise ListingRefusedError(
            {"follows": [message("Fill in at least one day, or let the room do as the building.")]}
        )
    return typed.week


def _week_page(
    owner: Owner, season: Season, typed: TypedWeek | None = None, errors: dict[str, list[str]] | None = None
) -> str:
    today = clock.today()
    rows = week_service.rows_of(owner, season)
    asked = parse_day(request.args.get("vanaf", "")) or today
    shown_on = max(asked, today)
    standing = week_plan.week_on(rows, shown_on)
    if typed is None:
        typed = show_week(standing)
        typed.shown["valid_from"] = shown_on.isoformat()
        typed.shown["follows"] = "" if standing else "1"
    building = week_plan.week_on(week_service.rows_of(Owner(owner.venue), season), shown_on) if owner.room else []
    return render_page(
        "member/opening.html",
        owner,
        _PAGE_OF[season],
        season=season.value,
        weekdays=WEEKDAYS,
        typed=typed,
        may_add=typed.spans < MOST_SPANS,
        access_modes=[("", _("as the building")), *choices_of(ACCESS_CHOICES)],
        has_week=bool(standing),
        building=describe_week(building),
        planned=planned_changes(rows, today),
        errors=errors or {},
        today=today,
        page=_PAGE_OF[season],
    )


def planned_changes(rows: list[week_service.WeekRow], today: date) -> list[PlannedChange]:
    """The weeks that begin to hold later on, in words."""
    return [
        PlannedChange(edge, describe_week(week_plan.week_on(rows, edge))) for edge in week_plan.edges_after(rows, today)
    ]


def describe_week(week: list[DayHours]) -> list[tuple[str, str]]:
    """A week in words: per weekday its hours, or that it is closed. Nothing for a week without hours."""
    if not week:
        return []
    told = []
    for weekday, name in enumerate(WEEKDAYS):
        spans = [
            f"{minute_time(one.opens_minute)}–{minute_time(one.closes_minute)}"
            for one in week
            if one.weekday == weekday
        ]
        told.append((translate(name), ", ".join(spans) or _("closed")))
    return told
