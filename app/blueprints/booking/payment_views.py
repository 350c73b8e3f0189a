"""To the payment page and back."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from app.blueprints.booking.pages import booking_title
from app.core.db import read_only
from app.core.errors import ConflictError
from app.models.booking import BookingStatus
from app.services.booking import booking_service, payment_start_service
from app.web.access import token_holder
from app.web.filters import clock_time, short_day


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    bp.add_url_rule("/boekingen/<reference>/betalen", "pay", pay)


@token_holder
def pay(reference: str) -> Response:
    """Go on to the payment page of a held booking; anything else is told on the booking's own page."""
    token = request.args.get("token", "")
    with read_only():
        booking = booking_service.get_by_token(reference, token)
    own_page = url_for("booking.show", reference=booking.reference, token=token)
    if booking.status is not BookingStatus.HELD:
        return redirect(own_page, code=303)
    try:
        page = payment_start_service.payment_page(
            booking,
            description=f"{booking_title(booking)}, {short_day(booking.starts_at)} {clock_time(booking.starts_at)}",
            success_url=url_for("booking.show", reference=booking.reference, token=token, paid="1", _external=True),
            cancel_url=url_for("booking.show", reference=booking.reference, token=token, _external=True),
        )
    except ConflictError:
        return redirect(own_page, code=303)
    return redirect(page, code=303)
