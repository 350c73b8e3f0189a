"""The prices of a room, plan by plan: what it costs, adding and ending a price, and giving other rooms the same."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.blueprints.member.desk import OWNER, actor, parse_id, spoken, text_of
from app.blueprints.member.listing_forms import parse_choice, parse_count
from app.blueprints.member.listing_words import RATE_UNITS, WEEKDAYS, choices_of
from app.blueprints.member.room_views import load_room
from app.blueprints.member.tariff_forms import CHOSEN_DAYS, DAY_GROUPS, Errors, read_cents, read_days
from app.blueprints.member.tariff_page import render_tariff
from app.blueprints.member.tariff_words import DAY_GROUP_WORDS, day_words, for_whom, ordinal_words, period_words
from app.core import clock
from app.core.db import transaction
from app.core.errors import InvalidError
from app.core.messages import message
from app.core.money import included_vat_cents
from app.models.listing import Room
from app.models.pricing import Rate, RatePlan, RateUnit
from app.services.listing import plan_service, rate_service, vat_choice_service
from app.services.listing.errors import ListingRefusedError
from app.services.listing.rate_service import RateDraft
from app.web.access import member_access
from app.web.asked_time import parse_day
from app.web.filters import minute_time
from app.web.i18n import translate

MOST_ORDINALS = 3


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One price in the table of its plan."""

    id: uuid.UUID
    unit: str
    days: str
    price_cents: int
    net_cents: int
    from_on: date | None
    last_on: date | None


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan with its prices; the basic one has no id."""

    id: uuid.UUID | None
    name: str
    for_whom: str
    terms: Sequence[str]
    rates: Sequence[PriceRow]


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    base = "/<organisation_slug>/locaties/<uuid:venue_id>/ruimtes/<uuid:room_id>/tarieven"
    bp.add_url_rule(base, "rates", rates)
    bp.add_url_rule(base, "add_rate", add_rate, methods=["POST"])
    bp.add_url_rule(f"{base}/<uuid:rate_id>/beeindigen", "end_rate", end_rate, methods=["POST"])
    bp.add_url_rule(f"{base}/overnemen", "copy_rates", copy_rates, methods=["POST"])


def _back(room_id: uuid.UUID, venue_id: uuid.UUID) -> Response:
    return redirect(url_for("member.rates", venue_id=venue_id, room_id=room_id), code=303)


@member_access(*OWNER)
def rates(venue_id: uuid.UUID, room_id: uuid.UUID) -> str:
    """What it costs, for whom, and what any time comes to."""
    values: MultiDict[str, str] = MultiDict(
        {"unit": RateUnit.HOUR.value, "from_on": clock.today().isoformat(), "days": "all", "ordinal": "1"}
    )
    values["plan"] = text_of(request.args, "plan")
    return _page(load_room(venue_id, room_id), values, {})


@member_access(*OWNER)
def add_rate(venue_id: uuid.UUID, room_id: uuid.UUID) -> Response | tuple[str, int]:
    """A price from a day on."""
    form = request.form
    try:
        with transaction():
            room = load_room(venue_id, room_id)
            rate_service.add_rate(room, _read_rate(room, form), actor=actor(), today=clock.today())
    except InvalidError as error:
        return _page(load_room(venue_id, room_id), form, spoken(error.errors)), 422
    flash(_("The price is kept."), "ok")
    return _back(room_id, venue_id)


def _read_rate(room: Room, form: MultiDict[str, str]) -> RateDraft:
    errors: Errors = {}
    from_on = parse_day(text_of(form, "from_on"))
    vat_bps = vat_choice_service.rate_bps(room, from_on or clock.today())
    draft = RateDraft(
        unit=parse_choice(RateUnit, text_of(form, "unit")),
        day_part_id=text_of(form, "day_part"),
        weekdays=read_days(form),
        price_cents=read_cents(form, "price", errors, vat_bps=vat_bps),
        from_on=from_on,
        plan_id=parse_id(text_of(form, "plan")),
        ordinal=parse_count(text_of(form, "ordinal", "1")) or 1,
    )
    if text_of(form, "plan") and draft.plan_id is None:
        raise ListingRefusedError({"plan": [message("Choose from the list.")]})
    return draft


@member_access(*OWNER)
def end_rate(venue_id: uuid.UUID, room_id: uuid.UUID, rate_id: uuid.UUID) -> Response:
    """No longer from today on."""
    with transaction():
        rate_service.end_rate(load_room(venue_id, room_id), rate_id, actor=actor(), today=clock.today())
    flash(_("The price has ended. Bookings that stand keep theirs."), "ok")
    return _back(room_id, venue_id)


@member_access(*OWNER)
def copy_rates(venue_id: uuid.UUID, room_id: uuid.UUID) -> Response | tuple[str, int]:
    """The same plans and prices for other rooms, in place of theirs."""
    try:
        with transaction():
            room = load_room(venue_id, room_id)
            done = plan_service.copy_tariff(room, request.form.getlist("targets"), actor=actor(), today=clock.today())
    except InvalidError as error:
        values: MultiDict[str, str] = MultiDict({"unit": "hour", "days": "all", "from_on": clock.today().isoformat()})
        values.setlist("targets", request.form.getlist("targets"))
        return _page(load_room(venue_id, room_id), values, spoken(error.errors)), 422
    flash(ngettext("%(num)d room has these prices now.", "%(num)d rooms have these prices now.", done), "ok")
    return _back(room_id, venue_id)


def _page(room: Room, values: MultiDict[str, str], errors: dict[str, list[str]]) -> str:
    today = clock.today()
    plans = plan_service.list_plans(room, today)
    vat_bps = vat_choice_service.rate_bps(room, today)
    return render_tariff(
        "member/rates.html",
        room,
        "member.rates",
        values=values,
        errors=errors,
        vat_bps=vat_bps,
        plans=[_basic(room, vat_bps, today), *(_plan(room, plan, vat_bps, today) for plan in plans)],
        plan_choices=[("", _("Basic prices, for everybody")), *((str(plan.id), plan.name) for plan in plans)],
        units=choices_of(RATE_UNITS),
        parts=_part_choices(room),
        ordinals=[(str(number), ordinal_words(number)) for number in range(1, MOST_ORDINALS + 1)],
        day_groups=[
            *((group, translate(DAY_GROUP_WORDS[group])) for group in DAY_GROUPS),
            (CHOSEN_DAYS, translate(DAY_GROUP_WORDS[CHOSEN_DAYS])),
        ],
        weekdays=[(str(number), translate(told).capitalize(), None) for number, told in enumerate(WEEKDAYS)],
        targets=[(str(other.id), other.name, None) for other in plan_service.list_other_rooms(room)],
    )


def _part_choices(room: Room) -> list[tuple[str, str]]:
    named = [
        (str(part.id), f"{part.name} ({minute_time(part.starts_minute)}\u2013{minute_time(part.ends_minute)})")
        for part in room.venue.day_parts
    ]
    return [("", _("Choose")), *named]


def _basic(room: Room, vat_bps: int, today: date) -> PlanView:
    rows = plan_service.list_plan_rates(room, None, today)
    return PlanView(
        None,
        _("Basic prices"),
        _("For everybody, unless something below fits better."),
        [],
        _rows(room, rows, vat_bps, today),
    )


def _plan(room: Room, plan: RatePlan, vat_bps: int, today: date) -> PlanView:
    rows = plan_service.list_plan_rates(room, plan.id, today)
    return PlanView(plan.id, plan.name, for_whom(plan), period_words(plan, today), _rows(room, rows, vat_bps, today))


def _rows(room: Room, found: Sequence[Rate], vat_bps: int, today: date) -> list[PriceRow]:
    parts = {part.id: part.name for part in room.venue.day_parts}
    starts = {part.id: part.starts_minute for part in room.venue.day_parts}
    shown = []
    for rate in sorted(found, key=lambda rate: _place_in_table(rate, starts)):
        name = parts.get(rate.day_part_id, "") if rate.day_part_id else translate(RATE_UNITS[rate.unit])
        shown.append(
            PriceRow(
                rate.id,
                f"{name}, {ordinal_words(rate.ordinal)}" if rate.ordinal > 1 else name,
                day_words(rate.weekdays),
                rate.price_cents,
                rate.price_cents - included_vat_cents(rate.price_cents, vat_bps),
                rate.valid_from if rate.valid_from > today else None,
                rate.valid_until - timedelta(days=1) if rate.valid_until else None,
            )
        )
    return shown


def _place_in_table(rate: Rate, starts: Mapping[uuid.UUID, int]) -> tuple[object, ...]:
    """Hours first, then the parts of the day as they follow each other, then whole days; each from Monday on."""
    part = starts.get(rate.day_part_id, 0) if rate.day_part_id else 0
    return list(RateUnit).index(rate.unit), part, rate.ordinal, sorted(rate.weekdays), rate.valid_from
