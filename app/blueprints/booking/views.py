"""Booking a room: checkout, paying, the booking's own page, cancelling."""

from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.blueprints.booking import manage_views, payment_views
from app.blueprints.booking.checkout_page import by_form_field, render_checkout
from app.blueprints.booking.forms import CheckoutForm, read_checkout_form
from app.core import clock
from app.core.db import in_transaction
from app.core.errors import InvalidError
from app.core.time_ranges import TimeRange
from app.models.booking import Booking, BookingSource
from app.models.listing import Room
from app.services.availability import availability_service, sound_service
from app.services.availability.errors import SlotTakenError
from app.services.booking import booking_service, hold_service
from app.services.booking.errors import IdempotencyKeyReusedError, PriceChangedError
from app.services.booking.hold_service import PlaceHold
from app.services.booking.rules import Use
from app.services.listing import public_service
from app.services.pricing import quote_service
from app.web.access import public
from app.web.asked_time import time_arguments
from app.web.filters import money
from app.web.i18n import current_locale

bp = Blueprint("booking", __name__)
payment_views.register(bp)
manage_views.register(bp)


@bp.get("/boeken/<slug>")
@public
def checkout(slug: str) -> str | Response | tuple[str, int]:
    """Your details, what it costs, what we agree. Asked again with every choice that changes the price."""
    room = public_service.get_room_by_slug(slug)
    form = read_checkout_form(request.args, availability_service.zone_of(room))
    if form.time.span is None:
        return redirect(url_for("search.room", slug=slug))
    now = clock.now()
    asked = availability_service.rule_books([room])[room.id]
    purpose = form.use.chosen_purpose()
    problems, free = availability_service.look_at(room, form.time.span, now=now, book=asked, purpose=purpose)
    # Who is filling the form in hears at the end that the time is gone; their page stays whole until then.
    is_refresh = "HX-Request" in request.headers
    if not (problems or free or is_refresh):
        return _taken(room, form, was_sent=False)
    return render_checkout(room, form, by_form_field(problems), now=now)


@bp.post("/boeken/<slug>")
@public
def book(slug: str) -> Response | str | tuple[str, int]:
    """Hold the time and go to pay; or only work out the price again, for who has no JavaScript."""
    room = public_service.get_room_by_slug(slug)
    form = read_checkout_form(request.form, availability_service.zone_of(room))
    now = clock.now()
    if "recalculate" in request.form:
        return render_checkout(room, form, form.time.errors, now=now)
    errors = {**form.shape_errors(), **by_form_field(hold_service.check_person(form.contact, form.accepts_terms))}
    use, span = form.use.use(), form.time.span
    if span is None or use is None or form.shape_errors():
        return render_checkout(room, form, errors, now=now), 422
    try:
        booking = _place(_command(room, form, span, use))
    except InvalidError as error:
        # What was loaded before is forgotten with the transaction that was undone.
        return render_checkout(public_service.get_room_by_slug(slug), form, by_form_field(error.errors), now=now), 422
    except PriceChangedError:
        return render_checkout(public_service.get_room_by_slug(slug), form, {}, now=now, changed=True), 409
    except SlotTakenError:
        return _taken(public_service.get_room_by_slug(slug), form, was_sent=True)
    token = booking_service.token_of(booking)
    return redirect(url_for("booking.pay", reference=booking.reference, token=token), code=303)


def _command(room: Room, form: CheckoutForm, span: TimeRange, use: Use) -> PlaceHold:
    return PlaceHold(
        room_id=room.id,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        persons=use.persons,
        purpose=use.purpose,
        hirer_category=use.category,
        layout=use.layout,
        discipline=use.discipline,
        alcohol=use.alcohol,
        add_ons=form.use.chosen_add_ons(),
        contact=form.contact,
        accepts_terms=form.accepts_terms,
        source=BookingSource.WEB,
        locale=current_locale(),
        idempotency_key=request.form.get("once") or None,
        shown_price=form.shown_price or None,
    )


def _place(command: PlaceHold) -> Booking:
    try:
        return in_transaction(lambda: hold_service.place_hold(command))
    except IdempotencyKeyReusedError:  # back from the payment page, and something is different now
        return in_transaction(lambda: hold_service.place_changed_hold(command))


def _address(endpoint: str, **values: str) -> str:
    return url_for(endpoint, **values)  # type: ignore[arg-type]  # its named options are not among our values


def _taken(room: Room, form: CheckoutForm, *, was_sent: bool) -> tuple[str, int]:
    """Just taken, or not beside what is heard: say so, and offer what is nearest.

    Who only opens the page (`was_sent` False) may come back from paying: then it may be their own booking.
    """
    span, purpose = form.time.span, form.use.chosen_purpose()
    zone = availability_service.zone_of(room)
    found = availability_service.alternatives(room, span, now=clock.now(), purpose=purpose) if span else []
    hire = replace(form.use.hire(clock.today(zone)), add_ons=())
    options = [
        {
            "span": option,
            "price": money(quote.total_cents),
            "href": _address(
                "booking.checkout",
                slug=room.slug,
                persons=form.use.persons,
                purpose=form.use.purpose,
                category=form.use.category,
                **time_arguments(option, zone),
            ),
        }
        for option, quote in quote_service.quote_options(room, found, hire=hire)
    ]
    is_heard = span is not None and sound_service.is_heard(room, span, purpose)
    told = {"options": options, "is_heard": is_heard, "was_sent": was_sent}
    return render_template("booking/taken.html", room=room, span=span, form=form, **told), 409
