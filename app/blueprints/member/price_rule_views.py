"""Discounts and surcharges on top of a tariff: many dates, last minute, season, caretaker, staying too long."""

import uuid
from datetime import date

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.blueprints.member.desk import OWNER, actor, spoken, text_of
from app.blueprints.member.listing_forms import parse_cents, parse_choice, parse_count
from app.blueprints.member.listing_words import RATE_UNITS, WEEKDAYS, choices_of
from app.blueprints.member.room_views import load_room
from app.blueprints.member.tariff_forms import (
    DAY_GROUPS,
    Errors,
    choices,
    parse_bps,
    read_cents,
    read_days,
    read_last_day,
    read_minutes,
    read_season,
)
from app.blueprints.member.tariff_page import purpose_choices, render_tariff
from app.blueprints.member.tariff_words import (
    DAY_GROUP_WORDS,
    RULE_EXPLANATIONS,
    RULE_KINDS,
    dates_words,
    for_whom,
    rule_words,
    season_words,
    time_words,
)
from app.core import clock
from app.core.db import transaction
from app.core.errors import InvalidError
from app.models.listing import Purpose, Room
from app.models.pricing import HirerCategory, PriceRule, PriceRuleKind, RateUnit
from app.services.booking.words import HIRER_CATEGORIES
from app.services.listing import price_rule_service, vat_choice_service
from app.services.listing.errors import ListingRefusedError
from app.services.listing.tariff_rules import RuleDraft, StepDraft
from app.web.access import member_access
from app.web.asked_time import parse_day
from app.web.i18n import translate

STEPS = 5
DOWN = "down"


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    base = "/<organisation_slug>/locaties/<uuid:venue_id>/ruimtes/<uuid:room_id>/tarieven/regels"
    bp.add_url_rule(base, "price_rules", price_rules)
    bp.add_url_rule(base, "create_price_rule", create_price_rule, methods=["POST"])
    bp.add_url_rule(f"{base}/<uuid:price_rule_id>/beeindigen", "end_price_rule", end_price_rule, methods=["POST"])


@member_access(*OWNER)
def price_rules(venue_id: uuid.UUID, room_id: uuid.UUID) -> str:
    """What holds, and the form for one kind of rule at a time."""
    kind = parse_choice(PriceRuleKind, text_of(request.args, "kind"))
    today = clock.today().isoformat()
    values: MultiDict[str, str] = MultiDict({"from_on": today, "days": "all", "direction": DOWN, "step_minutes": "30"})
    return _page(load_room(venue_id, room_id), kind, values, {})


@member_access(*OWNER)
def create_price_rule(venue_id: uuid.UUID, room_id: uuid.UUID) -> Response | tuple[str, int]:
    """Keep a rule from a day on."""
    form = request.form
    kind = parse_choice(PriceRuleKind, text_of(form, "kind"))
    if kind is None:
        return _page(load_room(venue_id, room_id), None, form, {"kind": [_("Choose from the list.")]}), 422
    try:
        with transaction():
            room = load_room(venue_id, room_id)
            draft, errors = _read(room, kind, form)
            if errors:
                raise ListingRefusedError(errors)
            price_rule_service.create_rule(room, draft, actor=actor(), today=clock.today())
    except InvalidError as error:
        return _page(load_room(venue_id, room_id), kind, form, spoken(error.errors)), 422
    flash(_("Kept. New bookings get this price."), "ok")
    return redirect(url_for("member.price_rules", venue_id=venue_id, room_id=room_id), code=303)


@member_access(*OWNER)
def end_price_rule(venue_id: uuid.UUID, room_id: uuid.UUID, price_rule_id: uuid.UUID) -> Response:
    """No longer from today on."""
    with transaction():
        price_rule_service.end_rule(load_room(venue_id, room_id), price_rule_id, actor=actor(), today=clock.today())
    flash(_("Ended. Bookings that stand keep their price."), "ok")
    return redirect(url_for("member.price_rules", venue_id=venue_id, room_id=room_id), code=303)


def _read(room: Room, kind: PriceRuleKind, form: MultiDict[str, str]) -> tuple[RuleDraft, Errors]:
    errors: Errors = {}
    change = parse_bps(text_of(form, "change"))
    down = kind is PriceRuleKind.LAST_MINUTE or text_of(form, "direction", DOWN) == DOWN
    amount = None
    if kind in {PriceRuleKind.CARETAKER, PriceRuleKind.OVERRUN}:
        amount = read_cents(form, "amount", errors, vat_bps=vat_choice_service.rate_bps(room, clock.today()))
    days = read_days(form)
    draft = RuleDraft(
        kind=kind,
        name=text_of(form, "name"),
        whole_venue=text_of(form, "whole_venue") == "1",
        categories=choices(HirerCategory, form, "categories"),
        purposes=choices(Purpose, form, "purposes"),
        weekdays=[] if len(days) == len(DAY_GROUPS["all"]) else days,
        minutes=read_minutes(form, errors),
        season=read_season(form, errors),
        from_on=parse_day(text_of(form, "from_on")),
        until_on=read_last_day(form, "until_on", errors),
        change_bps=None if change is None else (-change if down else change),
        days_before=parse_count(text_of(form, "days_before")),
        amount_cents=amount,
        step_minutes=parse_count(text_of(form, "step_minutes")),
        steps=_steps(form) if kind is PriceRuleKind.FREQUENCY else (),
    )
    return draft, errors


def _steps(form: MultiDict[str, str]) -> list[StepDraft]:
    """Rows of "from so many dates": a percentage off, or a price for one unit; rows left empty are no steps."""
    unit = parse_choice(RateUnit, text_of(form, "steps_unit"))
    steps = []
    for number in range(1, STEPS + 1):
        dates, off = text_of(form, f"dates-{number}"), text_of(form, f"off-{number}")
        if not dates and not off:
            continue
        if unit is None:
            change = parse_bps(off)
            steps.append(StepDraft(parse_count(dates), change_bps=None if change is None else -change))
        else:
            steps.append(StepDraft(parse_count(dates), unit=unit, price_cents=parse_cents(off)))
    return steps


def _page(room: Room, kind: PriceRuleKind | None, values: MultiDict[str, str], errors: dict[str, list[str]]) -> str:
    today = clock.today()
    units = [("", _("a percentage off"))]
    units += [(code, _("a price %(unit)s", unit=told.lower())) for code, told in choices_of(RATE_UNITS)]
    return render_tariff(
        "member/rate_rules.html",
        room,
        "member.price_rules",
        rules=[_told(rule, room, today) for rule in price_rule_service.list_rules(room, today)],
        kind=kind.value if kind else "",
        kind_title=translate(RULE_KINDS[kind]) if kind else "",
        kinds=[(one.value, translate(told), translate(RULE_EXPLANATIONS[one])) for one, told in RULE_KINDS.items()],
        values=values,
        errors=errors,
        step_numbers=range(1, STEPS + 1),
        units=units,
        day_groups=[(group, translate(told)) for group, told in DAY_GROUP_WORDS.items()],
        weekdays=[(str(number), translate(told).capitalize(), None) for number, told in enumerate(WEEKDAYS)],
        categories=[(category.value, translate(told), None) for category, told in HIRER_CATEGORIES.items()],
        purposes=[(value, told, None) for value, told in purpose_choices(room)],
    )


def _told(rule: PriceRule, room: Room, today: date) -> dict[str, object]:
    when = (
        time_words(rule),
        season_words(rule.season_from, rule.season_until),
        dates_words(rule.valid_from, rule.valid_until, today),
    )
    return {
        "id": rule.id,
        "kind": translate(RULE_KINDS[rule.kind]),
        "name": rule.name,
        "what": rule_words(rule),
        "where": _("all rooms of %(venue)s", venue=room.venue.name) if rule.room_id is None else room.name,
        "for_whom": for_whom(rule),
        "when": "; ".join(told for told in when if told),
    }
