"""What a venue or a room does in each school holiday and on public holidays, with the real dates."""

import uuid
from collections.abc import Mapping
from itertools import groupby

from flask import Blueprint, flash, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.blueprints.member.desk import OWNER, actor, spoken, text_of
from app.blueprints.member.listing_words import HOLIDAY_REGIONS
from app.blueprints.member.opening_words import HOLIDAY_STATES, HOLIDAYS
from app.blueprints.member.owner_pages import add_rule, load_owner, owner_url, render_page
from app.core import clock
from app.core.db import transaction
from app.core.errors import InvalidError
from app.models.openings import HolidayState, Season
from app.services.listing import holiday_service, week_service
from app.services.listing.holiday_service import Choice
from app.services.listing.owner import Owner
from app.web.access import member_access
from app.web.i18n import current_locale, translate

Id = uuid.UUID
_FOLLOW = "follow"


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    add_rule(bp, "openingstijden/vakanties", "holidays", holidays)
    add_rule(bp, "openingstijden/vakanties", "set_holidays", set_holidays, method="POST")


@member_access(*OWNER)
def holidays(venue_id: Id, room_id: Id | None = None) -> str:
    """The school year that runs, and the next."""
    return _page(load_owner(venue_id, room_id), None, {})


@member_access(*OWNER)
def set_holidays(venue_id: Id, room_id: Id | None = None) -> Response | tuple[str, int]:
    """Keep what is done in each."""
    today = clock.today()
    typed = {name: text_of(request.form, name) for name in request.form}
    try:
        with transaction():
            owner = load_owner(venue_id, room_id)
            chosen = _chosen(owner, typed)
            holiday_service.set_choices(owner, chosen, actor=actor(), today=today)
    except InvalidError as error:
        return _page(load_owner(venue_id, room_id), typed, spoken(error.errors)), 422
    flash(_("The holidays are kept."), "ok")
    return redirect(owner_url(owner, "holidays"), code=303)


def _chosen(owner: Owner, typed: Mapping[str, str]) -> dict[str, Choice]:
    """Per holiday its state. A venue that is normal says nothing; neither does a room that does as its building."""
    nothing = _FOLLOW if owner.room else HolidayState.NORMAL.value
    chosen: dict[str, Choice] = {}
    for key, text in typed.items():
        if text == nothing:
            chosen[key] = None
        elif text in set(HolidayState):
            chosen[key] = HolidayState(text)
    return chosen


def _page(owner: Owner, typed: Mapping[str, str] | None, errors: dict[str, list[str]]) -> str:
    choices = holiday_service.list_choices(owner, clock.today())
    nothing = _FOLLOW if owner.room else HolidayState.NORMAL.value
    shown = {choice.key: choice.state.value if choice.state else nothing for choice in choices}
    options = [(state.value, translate(told)) for state, told in HOLIDAY_STATES.items()]
    of_venue = {choice.key: choice.state for choice in holiday_service.list_choices(Owner(owner.venue), clock.today())}
    return render_page(
        "member/opening_holidays.html",
        owner,
        "holidays",
        years=[(year, list(of_year)) for year, of_year in groupby(choices, key=lambda choice: choice.school_year)],
        names={holiday.value: translate(told) for holiday, told in HOLIDAYS.items()},
        shown=shown if typed is None else {**shown, **typed},
        options={
            key: [(_FOLLOW, _("as the building: %(value)s", value=_said(state))), *options] if owner.room else options
            for key, state in of_venue.items()
        },
        region=translate(HOLIDAY_REGIONS[owner.venue.school_holiday_region]),
        has_holiday_week=bool(week_service.rows_of(owner, Season.HOLIDAY)),
        in_dutch=current_locale() == "nl",
        errors=errors,
    )


def _said(state: Choice) -> str:
    return translate(HOLIDAY_STATES[state or HolidayState.NORMAL]).lower()
