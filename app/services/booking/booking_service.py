"""Reading bookings, and the one place that changes their state."""

import uuid

from app.core.tokens import booking_token, token_matches
from app.models.booking import Booking, BookingStatus
from app.services.audit import audit_service
from app.services.audit.audit_service import Actor, Subject
from app.services.booking import add_on_service, repository, rules
from app.services.booking.errors import BookingNotFoundError, TransitionError


def get_by_token(reference: str, token: str) -> Booking:
    """The booking behind a link, with room, venue, seller and lines.

    Raises:
        BookingNotFoundError: unknown number, or a token that does not open it.
    """
    booking = repository.find_by_reference(reference.strip().upper())
    if booking is None or not token_matches(token, booking.id):
        raise BookingNotFoundError
    return booking


def get(booking_id: uuid.UUID) -> Booking:
    """The booking with room, venue, seller and lines.

    Raises:
        BookingNotFoundError: there is none.
    """
    booking = repository.find_by_id(booking_id)
    if booking is None:
        raise BookingNotFoundError
    return booking


def get_locked(booking_id: uuid.UUID) -> Booking:
    """The bare row, locked until the transaction ends.

    Raises:
        BookingNotFoundError: there is none.
    """
    booking = repository.lock(booking_id)
    if booking is None:
        raise BookingNotFoundError
    return booking


def token_of(booking: Booking) -> str:
    """The secret part of the link to a booking."""
    return booking_token(booking.id)


def transition(booking: Booking, following: BookingStatus, *, actor: Actor, reason: str = "") -> None:
    """Change the state, if the table of transitions allows it, and leave an audit event.

    What comes along with a booking is given back here when the booking is over, so that no way out can forget it.

    Raises:
        TransitionError: it does not.
    """
    if not rules.may_become(booking.status, following):
        raise TransitionError
    before = booking.status
    booking.status = following
    if following in rules.OVER:
        add_on_service.release(booking.id)
    audit_service.record(
        f"booking:status:{following}",
        actor=actor,
        subject=Subject("booking", booking.id, booking.organisation_id),
        reason=reason,
        before=before.value,
    )
