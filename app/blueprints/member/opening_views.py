"""When a venue is open: the week, the days that differ, the parts of the day."""

import uuid
from datetime import datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.blueprints.member.desk import OWNER, actor, spoken, text_of
from app.blueprints.member.listing_words import WEEKDAYS
from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.db import transaction
from app.core.errors import InvalidError
from app.core.messages import Message, message
from app.core.time_ranges import at_minute
from app.models.listing import Venue
from app.services.listing import opening_service, venue_service
from app.services.listing.errors import ListingRefusedError
from app.services.listing.opening_service import PartDraft
from app.services.reporting import desk_service
from app.web.access import current_organisation, member_access
from app.web.asked_time import clock_text, parse_day, parse_minute, until_minute

Minutes = tuple[int, int]
Shown = dict[str, str]
EXTRA_PARTS = 2
MOST_PARTS = 8
MOST_PAIRS = 2
_HALF_TIME = message("Fill in both opening and closing time, such as 9:00 and 22:30, or leave both empty.")


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    base = "/<organisation_slug>/locaties/<uuid:venue_id>"
    bp.add_url_rule(f"{base}/openingstijden", "opening", opening)
    bp.add_url_rule(f"{base}/openingstijden", "set_week", set_week, methods=["POST"])
    bp.add_url_rule(f"{base}/uitzonderingen", "add_exception", add_exception, methods=["POST"])
    bp.add_url_rule(
        f"{base}/uitzonderingen/<uuid:exception_id>/verwijderen",
        "remove_exception",
        remove_exception,
        methods=["POST"],
    )
    bp.add_url_rule(f"{base}/dagdelen", "set_day_parts", set_day_parts, methods=["POST"])


def _venue(venue_id: uuid.UUID) -> Venue:
    return venue_service.get_venue(venue_id, current_organisation().id)


def _page(
    venue: Venue,
    *,
    week: Shown | None = None,
    exception: Shown | None = None,
    parts: list[Shown] | None = None,
    errors: dict[str, list[str]] | None = None,
) -> str:
    today = clock.today()
    known = opening_service.week_of(venue.id, today)
    exceptions = opening_service.list_exceptions(venue.id, today)
    pairs = max([len(spans) for spans in known.values()], default=1)
    if request.args.get("pauze"):
        pairs = MOST_PAIRS
    return render_template(
        "member/opening.html",
        venue=venue,
        weekdays=WEEKDAYS,
        pairs=pairs,
        has_week=bool(known),
        week=week if week is not None else _week_shown(known),
        exceptions=exceptions,
        last_days={one.id: one.until_on - timedelta(days=1) for one in exceptions},
        exception=exception or {},
        parts=parts if parts is not None else _parts_shown(venue),
        errors=errors or {},
        today=today,
    )


def _week_shown(week: dict[int, list[Minutes]]) -> Shown:
    shown = {}
    for weekday, spans in week.items():
        for index, (opens, closes) in enumerate(spans):
            shown[f"from-{weekday}-{index}"] = clock_text(opens)
            shown[f"until-{weekday}-{index}"] = clock_text(closes)
    return shown


def _parts_shown(venue: Venue) -> list[Shown]:
    shown = [
        {
            "id": str(part.id),
            "name": part.name,
            "from": clock_text(part.starts_minute),
            "until": clock_text(part.ends_minute),
        }
        for part in venue.day_parts
    ]
    return shown + [{}] * min(EXTRA_PARTS, MOST_PARTS - len(shown))


@member_access(*OWNER)
def opening(venue_id: uuid.UUID) -> str:
    """The second step."""
    return _page(_venue(venue_id))


@member_access(*OWNER)
def set_week(venue_id: uuid.UUID) -> Response | tuple[str, int]:
    """These hours from today on."""
    form = request.form
    week: dict[int, list[Minutes]] = {}
    errors: dict[str, list[Message]] = {}
    shown: Shown = {}
    for weekday in range(len(WEEKDAYS)):
        week[weekday] = []
        for pair in range(MOST_PAIRS):
            names = f"from-{weekday}-{pair}", f"until-{weekday}-{pair}"
            shown.update({name: text_of(form, name) for name in names})
            if not any(shown[name] for name in names):
                continue
            span = _span(*(shown[name] for name in names))
            if span is None:
                errors[f"day-{weekday}"] = [_HALF_TIME]
            else:
                week[weekday].append(span)
    try:
        with transaction():
            venue = _venue(venue_id)
            if errors:
                raise ListingRefusedError(errors)
            opening_service.set_week(venue, week, actor=actor(), today=clock.today())
    except InvalidError as error:
        return _page(_venue(venue_id), week=shown, errors=spoken(error.errors)), 422
    flash(_("The opening hours are kept. They hold from today on."), "ok")
    return redirect(url_for("member.opening", venue_id=venue_id), code=303)


def _span(opens: str, closes: str) -> Minutes | None:
    start, end = parse_minute(opens), parse_minute(closes)
    if start is None or end is None:
        return None
    return start, until_minute(start, end)


@member_access(*OWNER)
def add_exception(venue_id: uuid.UUID) -> Response | tuple[str, int]:
    """Closed, or open at other hours, for some days."""
    names = ("from_on", "until_on", "opens", "closes", "reason")
    shown = {name: text_of(request.form, name) for name in names}
    shown["closed"] = "1" if request.form.get("kind") != "hours" else ""
    hours = None if shown["closed"] else _span(shown["opens"], shown["closes"])
    first, last = parse_day(shown["from_on"]), parse_day(shown["until_on"])
    try:
        with transaction():
            venue = _venue(venue_id)
            if hours is None and not shown["closed"]:
                raise ListingRefusedError({"opens": [_HALF_TIME]})
            opening_service.add_exception(
                venue,
                from_on=first,
                last_on=last,
                hours=hours,
                reason=shown["reason"],
                actor=actor(),
                today=clock.today(),
            )
    except InvalidError as error:
        return _page(_venue(venue_id), exception=shown, errors=spoken(error.errors)), 422
    flash(_("The days that differ are kept."), "ok")
    if first is not None and last is not None:
        _tell_bookings(venue, at_minute(first, 0, AMSTERDAM), at_minute(last, 1440, AMSTERDAM))
    return redirect(url_for("member.opening", venue_id=venue_id) + "#exceptions", code=303)


def _tell_bookings(venue: Venue, from_at: datetime, until_at: datetime) -> None:
    count = desk_service.count_standing(venue, from_at, until_at)
    if count:
        flash(
            ngettext(
                "%(num)d booking on these days stays. Cancel it yourself if you must.",
                "%(num)d bookings on these days stay. Cancel them yourself if you must.",
                count,
            ),
            "warn",
        )


@member_access(*OWNER)
def remove_exception(venue_id: uuid.UUID, exception_id: uuid.UUID) -> Response:
    """The ordinary week again."""
    with transaction():
        opening_service.remove_exception(_venue(venue_id), exception_id, actor=actor())
    flash(_("The ordinary week holds again on these days."), "ok")
    return redirect(url_for("member.opening", venue_id=venue_id) + "#exceptions", code=303)


@member_access(*OWNER)
def set_day_parts(venue_id: uuid.UUID) -> Response | tuple[str, int]:
    """Named blocks with a price of their own."""
    shown = _parts_typed(request.form)
    drafts = [
        PartDraft(part["id"], part["name"], *(_span(part["from"], part["until"]) or (None, None)))
        for part in shown
        if part["name"] or part["from"] or part["until"]
    ]
    try:
        with transaction():
            opening_service.set_day_parts(_venue(venue_id), drafts, actor=actor())
    except InvalidError as error:
        return _page(_venue(venue_id), parts=shown, errors=spoken(error.errors)), 422
    flash(_("The parts of the day are kept."), "ok")
    return redirect(url_for("member.opening", venue_id=venue_id) + "#parts", code=303)


def _parts_typed(form: MultiDict[str, str]) -> list[Shown]:
    return [
        {name: text_of(form, f"part-{index}-{name}") for name in ("id", "name", "from", "until")}
        for index in range(MOST_PARTS)
        if f"part-{index}-name" in form
    ]
