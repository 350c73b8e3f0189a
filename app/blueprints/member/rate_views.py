"""The tariff of a room."""

import uuid
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.blueprints.member.desk import OWNER, actor, spoken, text_of
from app.blueprints.member.listing_forms import parse_cents, parse_choice
from app.blueprints.member.listing_words import RATE_UNITS, WEEKDAYS, choices_of
from app.blueprints.member.room_views import load_room
from app.core import clock
from app.core.db import transaction
from app.core.errors import InvalidError
from app.models.listing import Room
from app.models.pricing import Rate, RateUnit
from app.services.listing import rate_service
from app.services.listing.rate_service import RateDraft
from app.web.access import member_access
from app.web.asked_time import parse_day
from app.web.filters import minute_time
from app.web.i18n import translate
from app.web.price_lines import price_rows, vat_notes

ALL_DAYS = 7
_DAY_CODES = frozenset("0123456")


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    base = "/<organisation_slug>/locaties/<uuid:venue_id>/ruimtes/<uuid:room_id>/tarieven"
    bp.add_url_rule(base, "rates", rates)
    bp.add_url_rule(base, "add_rate", add_rate, methods=["POST"])
    bp.add_url_rule(f"{base}/<uuid:rate_id>/beeindigen", "end_rate", end_rate, methods=["POST"])


@member_access(*OWNER)
def rates(venue_id: uuid.UUID, room_id: uuid.UUID) -> str:
    """What it costs, and what an evening comes to."""
    values: MultiDict[str, str] = MultiDict({"unit": RateUnit.HOUR.value, "from_on": clock.today().isoformat()})
    values.setlist("weekdays", sorted(_DAY_CODES))
    return _page(load_room(venue_id, room_id), values, {})


@member_access(*OWNER)
def add_rate(venue_id: uuid.UUID, room_id: uuid.UUID) -> Response | tuple[str, int]:
    """A price from a day on."""
    form = request.form
    draft = RateDraft(
        unit=parse_choice(RateUnit, text_of(form, "unit")),
        day_part_id=text_of(form, "day_part"),
        weekdays=[int(code) for code in form.getlist("weekdays") if code in _DAY_CODES],
        price_cents=parse_cents(text_of(form, "price")),
        from_on=parse_day(text_of(form, "from_on")),
    )
    try:
        with transaction():
            rate_service.add_rate(load_room(venue_id, room_id), draft, actor=actor(), today=clock.today())
    except InvalidError as error:
        return _page(load_room(venue_id, room_id), form, spoken(error.errors)), 422
    flash(_("The price is kept."), "ok")
    return redirect(url_for("member.rates", venue_id=venue_id, room_id=room_id), code=303)


@member_access(*OWNER)
def end_rate(venue_id: uuid.UUID, room_id: uuid.UUID, rate_id: uuid.UUID) -> Response:
    """No longer from today on."""
    with transaction():
        rate_service.end_rate(load_room(venue_id, room_id), rate_id, actor=actor(), today=clock.today())
    flash(_("The price has ended. Bookings that stand keep theirs."), "ok")
    return redirect(url_for("member.rates", venue_id=venue_id, room_id=room_id), code=303)


def _page(room: Room, values: MultiDict[str, str], errors: dict[str, list[str]]) -> str:
    today = clock.today()
    span, quote = rate_service.example(room, today)
    parts = {part.id: part for part in room.venue.day_parts}
    return render_template(
        "member/rates.html",
        venue=room.venue,
        room=room,
        values=values,
        errors=errors,
        rates=[_told(rate, room, today) for rate in rate_service.list_rates(room.id, today)],
        units=choices_of(RATE_UNITS),
        parts=[
            ("", _("Choose")),
            *(
                (str(part.id), f"{part.name} ({minute_time(part.starts_minute)}–{minute_time(part.ends_minute)})")
                for part in parts.values()
            ),
        ],
        weekdays=[(str(number), translate(told).capitalize(), None) for number, told in enumerate(WEEKDAYS)],
        span=span,
        quote=quote,
        lines=price_rows(quote.lines, room.name) if quote else [],
        vat_notes=vat_notes(quote.lines) if quote else [],
        unpriced=[translate(WEEKDAYS[day]) for day in sorted(rate_service.unpriced_weekdays(room, today))],
    )


def _told(rate: Rate, room: Room, today: date) -> dict[str, object]:
    part = next((part for part in room.venue.day_parts if part.id == rate.day_part_id), None)
    return {
        "id": rate.id,
        "unit": part.name if part else translate(RATE_UNITS[rate.unit]),
        "days": _days(rate.weekdays),
        "price_cents": rate.price_cents,
        "from_on": rate.valid_from if rate.valid_from > today else None,
        "until_on": rate.valid_until,
    }


def _days(weekdays: list[int]) -> str:
    """`every day`, `Monday to Thursday`, `Saturday, Sunday`."""
    if len(weekdays) == ALL_DAYS:
        return str(_("every day"))
    days = sorted(weekdays)
    names = [translate(WEEKDAYS[day]) for day in days]
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):  # noqa: PLR2004 - two days are just named
        return str(_("%(first)s to %(last)s", first=names[0], last=names[-1]))
    return ", ".join(names)
