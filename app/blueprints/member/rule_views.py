"""What a venue, or one room in a period, asks of bookings, and whose word each value is."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.blueprints.member.desk import OWNER, actor, spoken, text_of
from app.blueprints.member.owner_pages import add_rule, load_owner, owner_url, render_page
from app.blueprints.member.rule_choices import LABELS, read_rules, rule_fields, said
from app.core import clock
from app.core.db import transaction
from app.core.errors import InvalidError
from app.models.openings import BookingRule
from app.services.availability.booking_rules import Source, values_of
from app.services.listing import booking_rule_service
from app.services.listing.owner import Owner
from app.web.access import member_access
from app.web.asked_time import parse_day
from app.web.i18n import translate

Id = uuid.UUID


@dataclass(frozen=True, slots=True)
class PeriodView:
    """Rules of one period in words."""

    rule: BookingRule
    last_on: date | None
    values: list[tuple[str, str]]


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    add_rule(bp, "boekingsregels", "booking_rules", booking_rules)
    add_rule(bp, "boekingsregels", "set_booking_rule", set_booking_rule, method="POST")
    add_rule(bp, "boekingsregels/<uuid:rule_id>/stoppen", "end_booking_rule", end_booking_rule, method="POST")


@member_access(*OWNER)
def booking_rules(venue_id: Id, room_id: Id | None = None) -> str:
    """What holds today and why, what holds in other periods, and adding one."""
    return _page(load_owner(venue_id, room_id), MultiDict({"valid_from": clock.today().isoformat()}), {})


@member_access(*OWNER)
def set_booking_rule(venue_id: Id, room_id: Id | None = None) -> Response | tuple[str, int]:
    """These values from a day on."""
    form = request.form
    last = text_of(form, "last_on")
    try:
        with transaction():
            owner = load_owner(venue_id, room_id)
            booking_rule_service.set_rule(
                owner,
                read_rules(form),
                valid_from=parse_day(text_of(form, "valid_from")),
                last_on=parse_day(last) or (date.min if last else None),
                actor=actor(),
                today=clock.today(),
            )
    except InvalidError as error:
        return _page(load_owner(venue_id, room_id), form, spoken(error.errors)), 422
    flash(_("The rules are kept."), "ok")
    return redirect(owner_url(owner, "booking_rules"), code=303)


@member_access(*OWNER)
def end_booking_rule(venue_id: Id, rule_id: Id, room_id: Id | None = None) -> Response:
    """From today on these rules hold no more."""
    with transaction():
        owner = load_owner(venue_id, room_id)
        booking_rule_service.end_rule(owner, rule_id, actor=actor(), today=clock.today())
    flash(_("These rules hold no more."), "ok")
    return redirect(owner_url(owner, "booking_rules"), code=303)


def _page(owner: Owner, values: MultiDict[str, str], errors: dict[str, list[str]]) -> str:
    today = clock.today()
    rules = booking_rule_service.list_rules(owner, today)
    return render_page(
        "member/opening_rules.html",
        owner,
        "booking_rules",
        now=_now(owner, today),
        periods=[
            PeriodView(rule, rule.valid_until - timedelta(days=1) if rule.valid_until else None, _in_words(rule))
            for rule in rules
        ],
        fields=rule_fields(booking_rule_service.beneath(owner), today, {}),
        values=values,
        errors=errors,
        today=today,
        terms_url=url_for("member.terms", venue_id=owner.venue.id, room_id=owner.room.id) if owner.room else None,
    )


def _now(owner: Owner, today: date) -> list[tuple[str, str, str]]:
    """Per question what holds today, and who says so."""
    book = booking_rule_service.book_of(owner)
    sources = {
        Source.ROOM_PERIOD: _("this room, in this period"),
        Source.ROOM: _("this room"),
        Source.VENUE: _("the building"),
        Source.PLATFORM: _("as usual on this platform"),
    }
    told = []
    for name, label in LABELS.items():
        value, source = book.value_on(name, today)
        told.append((translate(label), said(name, value), sources[source]))
    return told


def _in_words(rule: BookingRule) -> list[tuple[str, str]]:
    values = values_of(rule)
    return [(translate(LABELS[name]), said(name, int(value))) for name, value in values.items() if value is not None]
