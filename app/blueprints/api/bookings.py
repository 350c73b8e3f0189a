"""Booking by machine: the same services, rules and words as the pages."""

from typing import Any

from flask import Response, url_for
from flask.views import MethodView

from app.blueprints.api.openapi import ApiBlueprint
from app.blueprints.api.schemas_bookings import (
    BookingHeaders,
    BookingInput,
    BookingOutput,
    CancelInput,
    TokenQuery,
    dump_alternatives,
)
from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.db import in_transaction
from app.core.time_ranges import TimeRange
from app.models.booking import Booking, BookingSource, BookingStatus
from app.services.audit.audit_service import HIRER
from app.services.availability import availability_service
from app.services.availability.errors import SlotTakenError
from app.services.booking import booking_service, cancellation_service, hold_service
from app.services.booking.hold_service import PlaceHold
from app.services.booking.rules import Contact
from app.services.listing import public_service
from app.services.payments import history_service
from app.services.pricing import quote_service
from app.services.pricing.quotes import ChosenAddOn
from app.web.access import public, token_holder
from app.web.i18n import current_locale

bp = ApiBlueprint("api-bookings", __name__, url_prefix="/api/v1/bookings", description="Booking a room")


@bp.route("")
@public
class Bookings(MethodView):
    """All bookings."""

    @bp.arguments(BookingHeaders, location="headers")
    @bp.arguments(BookingInput)
    @bp.response(201, BookingOutput)
    @bp.problem(404, "No such room is on offer.")
    @bp.problem(
        409,
        "The time is taken (`slot_taken`, with `alternatives`), the key was used for something else, or"
        " `expected_total_cents` is not what it costs (`price_changed`, with `total_cents`).",
    )
    def post(self, headers: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any] | Response:
        """Hold a time in a room.

        It is yours when it is paid: send the hirer to `pay_url` before `hold_expires_at`. Sending the same request
        with the same `Idempotency-Key` again gives the same booking.
        """
        command = _command(asked, headers["idempotency_key"])
        try:
            booking = in_transaction(lambda: hold_service.place_hold(command))
        except SlotTakenError as error:
            error.problem_fields = {"alternatives": _alternatives(command)}
            raise
        return _output(booking)


@bp.route("/<string:reference>")
@token_holder
class OneBooking(MethodView):
    """One booking."""

    @bp.arguments(TokenQuery, location="query")
    @bp.response(200, BookingOutput)
    @bp.problem(404, "No such booking, or another's token.")
    def get(self, query: dict[str, Any], reference: str) -> dict[str, Any]:
        """How it stands."""
        return _output(booking_service.get_by_token(reference, query["token"]))


@bp.route("/<string:reference>/cancel")
@token_holder
class Cancellation(MethodView):
    """Ending a booking."""

    @bp.arguments(CancelInput)
    @bp.response(200, BookingOutput)
    @bp.problem(404, "No such booking, or another's token.")
    @bp.problem(409, "It can no longer be cancelled.")
    def post(self, asked: dict[str, Any], reference: str) -> dict[str, Any]:
        """Cancel by the terms of the booking; what comes back is in `refund`."""
        booking = booking_service.get_by_token(reference, asked["token"])
        in_transaction(lambda: cancellation_service.cancel(booking, actor=HIRER, reason=asked["reason"]))
        return _output(booking_service.get_by_token(reference, asked["token"]))


def _command(asked: dict[str, Any], key: str) -> PlaceHold:
    contact = asked["contact"]
    return PlaceHold(
        room_id=asked["room_id"],
        starts_at=asked["start"],
        ends_at=asked["end"],
        persons=asked["persons"],
        purpose=asked["purpose"],
        hirer_category=asked["hirer_category"],
        layout=asked["layout"],
        discipline=asked["discipline"],
        alcohol=asked["alcohol"],
        add_ons=tuple(ChosenAddOn(one["id"], one["quantity"]) for one in asked["add_ons"]),
        expected_total_cents=asked["expected_total_cents"],
        contact=Contact(**contact),
        accepts_terms=asked["accept_terms"],
        source=BookingSource.API,
        locale=current_locale(),
        idempotency_key=key,
    )


def _alternatives(command: PlaceHold) -> list[dict[str, Any]]:
    room = public_service.get_bookable_room(command.room_id)
    span = TimeRange(command.starts_at, command.ends_at)
    options = availability_service.alternatives(room, span, now=clock.now(), purpose=command.purpose)
    return dump_alternatives(
        [
            {"start": option.starts_at, "end": option.ends_at, "price": quote}
            for option, quote in quote_service.quote_options(room, options, hire=hold_service.hire_of(command, room))
        ]
    )


def _address(endpoint: str, booking: Booking, token: str) -> str:
    return url_for(endpoint, reference=booking.reference, token=token, _external=True)


def _output(booking: Booking) -> dict[str, Any]:
    token = booking_service.token_of(booking)
    # What waits for its payment has given nothing back yet.
    refunds = [] if booking.status is BookingStatus.HELD else history_service.list_refunds(booking.id)
    return {
        "reference": booking.reference,
        "status": booking.status,
        "room_id": booking.room_id,
        "start": booking.starts_at.astimezone(AMSTERDAM),
        "end": booking.ends_at.astimezone(AMSTERDAM),
        "hold_expires_at": booking.hold_expires_at,
        "hirer_category": booking.hirer_category,
        "layout": booking.layout,
        "discipline": booking.discipline,
        "alcohol": booking.alcohol,
        "add_ons": booking.add_ons,
        "price": booking,
        "pay_url": _address("booking.pay", booking, token) if booking.status is BookingStatus.HELD else None,
        "manage_url": _address("booking.show", booking, token),
        "token": token,
        "refund": refunds[-1] if refunds else None,
    }
