"""Booking a room: checkout, paying, the booking's own page, cancelling."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.blueprints.booking import manage_views, payment_views
from app.blueprints.booking.forms import FIELD_OF, CheckoutForm, read_checkout_form
from app.blueprints.booking.pages import day_strip, refund_sentences
from app.core import clock
from app.core.db import in_transaction
from app.core.errors import InvalidError
from app.core.ids import new_id
from app.core.messages import Message
from app.core.time_ranges import TimeRange
from app.models.booking import Booking, BookingSource
from app.models.listing import Room
from app.services.availability import availability_service
from app.services.availability.errors import SlotTakenError
from app.services.booking import booking_service, cancellation_service, hold_service
from app.services.booking.errors import IdempotencyKeyReusedError
from app.services.booking.hold_service import PlaceHold
from app.services.listing import public_service
from app.services.listing.words import PURPOSES
from app.services.pricing import quote_service
from app.services.pricing.errors import NoRateError
from app.web.access import public
from app.web.asked_time import time_arguments
from app.web.filters import money
from app.web.i18n import current_locale, translate
from app.web.price_lines import price_rows, vat_notes

bp = Blueprint("booking", __name__)
payment_views.register(bp)
manage_views.register(bp)


@bp.get("/boeken/<slug>")
@public
def checkout(slug: str) -> str | Response | tuple[str, int]:
    """Your details, what it costs, what we agree."""
    room = public_service.get_room_by_slug(slug)
    form = read_checkout_form(request.args, availability_service.zone_of(room))
    if form.time.span is None:
        return redirect(url_for("search.room", slug=slug))
    problems = availability_service.check_time(room, form.time.span, now=clock.now())
    if not problems and not availability_service.is_free([room], form.time.span, now=clock.now())[room.id]:
        return _taken(room, form)
    return _page(room, form, _by_form_field(problems))


@bp.post("/boeken/<slug>")
@public
def book(slug: str) -> Response | tuple[str, int]:
    """Hold the time and go to pay."""
    room = public_service.get_room_by_slug(slug)
    form = read_checkout_form(request.form, availability_service.zone_of(room))
    errors = {**form.shape_errors(), **_by_form_field(hold_service.check_person(form.contact, form.accepts_terms))}
    persons, purpose, span = form.persons_count(), form.chosen_purpose(), form.time.span
    if span is None or persons is None or purpose is None:
        return _page(room, form, errors), 422
    command = PlaceHold(
        room_id=room.id,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        persons=persons,
        purpose=purpose,
        contact=form.contact,
        accepts_terms=form.accepts_terms,
        source=BookingSource.WEB,
        locale=current_locale(),
        idempotency_key=request.form.get("once") or None,
    )
    try:
        booking = _place(command)
    except InvalidError as error:
        # What was loaded before is forgotten with the transaction that was undone.
        return _page(public_service.get_room_by_slug(slug), form, _by_form_field(error.errors)), 422
    except SlotTakenError:
        return _taken(public_service.get_room_by_slug(slug), form)
    token = booking_service.token_of(booking)
    return redirect(url_for("booking.pay", reference=booking.reference, token=token), code=303)


def _by_form_field(problems: dict[str, list[Message]]) -> dict[str, list[Message]]:
    return {FIELD_OF.get(field, field): told for field, told in problems.items()}


def _place(command: PlaceHold) -> Booking:
    try:
        return in_transaction(lambda: hold_service.place_hold(command))
    except IdempotencyKeyReusedError:  # back from the payment page, and something is different now
        return in_transaction(lambda: hold_service.place_changed_hold(command))


def _page(room: Room, form: CheckoutForm, errors: dict[str, list[Message]]) -> str:
    span = form.time.span
    quote = None
    if span is not None:
        try:
            quote = quote_service.quote(room, span)
        except NoRateError as error:
            errors = {**errors, "from": [error.message]}
    return render_template(
        "booking/checkout.html",
        room=room,
        form=form,
        span=span,
        quote=quote,
        lines=price_rows(quote.lines, room.name) if quote else [],
        vat_notes=vat_notes(quote.lines) if quote else [],
        strip=day_strip(room, span) if span else None,
        errors={field: [translate(told) for told in found] for field, found in errors.items()},
        purposes=[(code, translate(told)) for code, told in _purposes(room)],
        refund_terms=_refund_terms(room, span, quote.total_cents if quote else 0),
        once=request.form.get("once") or str(new_id()),
    )


def _address(endpoint: str, **values: str) -> str:
    return url_for(endpoint, **values)  # type: ignore[arg-type]  # its named options are not among our values


def _refund_terms(room: Room, span: TimeRange | None, total_cents: int) -> list[str]:
    if span is None:
        return []
    steps = cancellation_service.steps_for(
        room.cancellation_policy_code, paid_cents=total_cents, starts_at=span.starts_at
    )
    return refund_sentences(steps)


def _purposes(room: Room) -> list[tuple[str, Message]]:
    return [(purpose.value, told) for purpose, told in PURPOSES.items() if purpose.value in room.purposes]


def _taken(room: Room, form: CheckoutForm) -> tuple[str, int]:
    """Just taken: say so, and offer what is nearest."""
    span = form.time.span
    zone = availability_service.zone_of(room)
    found = availability_service.alternatives(room, span, now=clock.now()) if span else []
    options = [
        {
            "span": option,
            "price": money(quote.total_cents),
            "href": _address("booking.checkout", slug=room.slug, persons=form.persons, **time_arguments(option, zone)),
        }
        for option, quote in quote_service.quote_options(room, found)
    ]
    return render_template("booking/taken.html", room=room, span=span, options=options, form=form), 409
