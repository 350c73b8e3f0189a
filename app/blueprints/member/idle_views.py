"""Where rooms stand empty, and the one decision to offer those hours."""

import uuid
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.blueprints.member import idle_forms, idle_shown, idle_words
from app.blueprints.member.desk import BOOKINGS, OWNER, actor, parse_id, spoken, text_of
from app.blueprints.member.idle_forms import Asked
from app.core import clock
from app.core.db import in_transaction, transaction
from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.core.ids import new_id
from app.core.messages import message
from app.models.idle import IdleOffer
from app.services.idle import idle_service, offer_service
from app.services.idle.idle_service import VenueIdle, WeekKind, school_year_of
from app.services.idle.offer_rules import LAST_MINUTE_DAYS, LAST_MINUTE_PERCENTS
from app.services.idle.offer_service import OfferDraft
from app.services.reporting.csv_files import Cell, to_csv
from app.web.access import current_organisation, member_access
from app.web.i18n import translate

ORDINARY_DAYS = 3


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    base = "/<organisation_slug>/leegstand"
    bp.add_url_rule(base, "idle", idle)
    bp.add_url_rule(f"{base}.csv", "idle_file", idle_file)
    bp.add_url_rule(f"{base}/aanbieden", "idle_offer", idle_offer)
    bp.add_url_rule(f"{base}/aanbieden", "make_idle_offer", make_idle_offer, methods=["POST"])
    bp.add_url_rule(
        f"{base}/aanbod/<uuid:offer_id>/intrekken", "withdraw_idle_offer", withdraw_idle_offer, methods=["POST"]
    )


def _asked() -> Asked:
    return idle_forms.read_asked(request.values, school_year_of(clock.today()))


def _look(asked: Asked, today: date) -> tuple[list[VenueIdle], VenueIdle | None]:
    """All buildings, and the one that is asked for (the first when none is)."""
    found = idle_service.look(current_organisation().id, asked.school_year, today=today)
    if asked.venue_id is None:
        return found, found[0] if found else None
    chosen = next((one for one in found if one.venue.id == asked.venue_id), None)
    if chosen is None:
        raise NotFoundError(message("This venue does not exist."))
    return found, chosen


@member_access(*BOOKINGS)
def idle() -> str:
    """The picture of a school year, what it could bring in, and the form to offer it."""
    return _page({})


def _page(errors: dict[str, list[str]]) -> str:
    today = clock.today()
    asked = _asked()
    venues, found = _look(asked, today)
    offers = offer_service.list_offers(current_organisation().id)
    if found is None:
        return render_template("member/idle.html", found=None, offers=[])
    measured = idle_service.total(one.measure(kind=asked.kind) for one in found.rooms)
    every = idle_service.total(one.measure() for one in found.rooms)
    expected = [one.expected_cents(asked.fill, minutes=one.measure().idle_minutes) for one in found.rooms]
    this_year = school_year_of(today)
    return render_template(
        "member/idle.html",
        asked=asked,
        found=found,
        venues=[one.venue for one in venues],
        shown=idle_shown,
        words=idle_words,
        kinds=WeekKind,
        parts=", ".join(idle_words.block_text(block) for block in found.blocks),
        measured=measured,
        every=every,
        rows=idle_shown.heat_rows(found, asked.kind, asked.fill),
        tips=idle_shown.tips(found, asked.fill),
        emptiest=idle_shown.emptiest(found, asked.kind),
        expected=sum(amount for amount in expected if amount is not None),
        unpriced=[one for one in found.rooms if one.rate is None],
        without_lessons=[one for one in found.rooms if not one.lessons and not one.measure().own_minutes],
        years=[(str(year), f"{year}\N{EN DASH}{year + 1}") for year in range(this_year - 1, this_year + 2)],
        offers=[one for one in offers if one.venue_id == found.venue.id],
        rooms={one.room.id: one.room for one in found.rooms},
        draft=_typed(),
        today=today,
        percents=LAST_MINUTE_PERCENTS,
        day_counts=LAST_MINUTE_DAYS,
        cell_text=idle_forms.cell_text,
        errors=errors,
    )


def _typed() -> dict[str, object]:
    """What stands in the form to offer hours."""
    return {
        "rooms": request.values.getlist("room"),
        "cells": request.values.getlist("cell"),
        "starts_on": text_of(request.values, "starts_on") or clock.today().isoformat(),
        "off": text_of(request.values, "off"),
        "days": text_of(request.values, "days") or str(ORDINARY_DAYS),
    }


@member_access(*BOOKINGS)
def idle_file() -> Response:
    """The figures for a spreadsheet: minutes over the whole school year, in term weeks and in holiday weeks."""
    venues, _found = _look(_asked(), clock.today())
    header = [_("Venue"), _("Room"), _("Weeks"), _("Day"), _("Part of the day"), _("Minutes open"), _("Own use"),
              _("Let"), _("Empty and on offer"), _("Empty, not on offer")]  # fmt: skip
    words = {WeekKind.TERM: _("term weeks"), WeekKind.HOLIDAY: _("holiday weeks")}
    rows: list[list[Cell]] = [
        [
            venue.venue.name,
            one.room.name,
            words[kind],
            idle_words.weekday_name(weekday),
            idle_words.block_name(block),
            measured.open_minutes,
            measured.own_minutes,
            measured.let_minutes,
            measured.online_minutes,
            measured.offline_minutes,
        ]
        for venue in venues
        for one in venue.rooms
        for kind in WeekKind
        for weekday in idle_shown.DAYS
        for block in venue.blocks
        if (measured := one.measure(weekday=weekday, block=block.number, kind=kind)).open_minutes
    ]
    headers = {"Content-Disposition": 'attachment; filename="leegstand.csv"'}
    return Response(to_csv(header, rows), mimetype="text/csv", headers=headers)


def _draft() -> tuple[VenueIdle, OfferDraft]:
    today = clock.today()
    _venues, found = _look(_asked(), today)
    if found is None:
        raise NotFoundError(message("This venue does not exist."))
    return found, idle_forms.read_draft(request.values, found, today)


@member_access(*OWNER)
def idle_offer() -> str | tuple[str, int]:
    """What the decision would change. Nothing changes yet."""
    found, draft = _draft()
    try:
        preview = offer_service.preview(current_organisation().id, draft, today=clock.today())
    except InvalidError as error:
        return _page(spoken(error.errors)), 422
    return render_template(
        "member/idle_offer.html",
        found=found,
        draft=draft,
        preview=preview,
        shown=idle_shown,
        words=idle_words,
        asked_as=new_id(),
        typed=_typed(),
        everything=text_of(request.values, "everything"),
    )


@member_access(*OWNER)
def make_idle_offer() -> Response | tuple[str, int]:
    """Take the decision; sent twice it is taken once."""
    _found, draft = _draft()
    asked_as = parse_id(text_of(request.form, "asked_as")) or new_id()
    seen = text_of(request.form, "seen")
    organisation_id = current_organisation().id

    def use_case() -> IdleOffer:
        return offer_service.apply(organisation_id, draft, asked_as=asked_as, seen=seen, actor=actor())

    try:
        offer = in_transaction(use_case)
    except InvalidError as error:
        return _page(spoken(error.errors)), 422
    except ConflictError as error:
        flash(translate(error.message), "warn")
        return redirect(url_for("member.idle_offer", **_again()), code=303)
    flash(_("These hours are on offer. You can withdraw them below at any time."), "ok")
    return redirect(url_for("member.idle", venue=offer.venue_id) + "#offers", code=303)


def _again() -> dict[str, Any]:
    """The same question once more."""
    names = ("venue", "starts_on", "off", "days", "everything")
    kept: dict[str, Any] = {name: text_of(request.form, name) for name in names if request.form.get(name)}
    return kept | {"cell": request.form.getlist("cell"), "room": request.form.getlist("room")}


@member_access(*OWNER)
def withdraw_idle_offer(offer_id: uuid.UUID) -> Response:
    """Take a decision back: from today on its hours are offline again."""
    organisation_id = current_organisation().id
    try:
        with transaction():
            offer = offer_service.withdraw(organisation_id, offer_id, now=clock.now(), actor=actor())
        venue_id = offer.venue_id
        flash(_("These hours are offline again. Bookings that were made in them stay."), "ok")
    except ConflictError as error:
        venue_id = offer_service.get(offer_id, organisation_id).venue_id
        flash(translate(error.message), "warn")
    return redirect(url_for("member.idle", venue=venue_id) + "#offers", code=303)
