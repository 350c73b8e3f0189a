"""Which mails a booking sends, and to whom. Each is queued once, whatever is told twice."""

from app.models.booking import Booking
from app.services.booking import repository
from app.services.mail import mail_service


def queue_confirmed(booking: Booking) -> None:
    """To the hirer with the calendar file; to the member so that the desk knows."""
    _queue(booking, "booking_confirmed")
    mail_service.queue(
        f"booking:{booking.id}:booking_received",
        template="booking_received",
        locale="nl",
        recipient=_seller_address(booking),
        booking_id=booking.id,
    )


def queue_cancelled(booking: Booking) -> None:
    """To the hirer with the calendar's cancellation; to the member because the time is free again."""
    _queue(booking, "booking_cancelled")
    mail_service.queue(
        f"booking:{booking.id}:booking_withdrawn",
        template="booking_withdrawn",
        locale="nl",
        recipient=_seller_address(booking),
        booking_id=booking.id,
    )


def queue_deposit(booking: Booking) -> None:
    """To the hirer: the deposit goes back, or what the venue keeps of it and why."""
    _queue(booking, "deposit_kept" if booking.deposit_kept_cents else "deposit_returned")


def queue_lost(booking: Booking) -> None:
    """The money came after the time had gone; it goes back by itself."""
    _queue(booking, "booking_lost")


def queue_not_paid(booking: Booking) -> None:
    """The payment did not come through; the time is free again."""
    _queue(booking, "booking_not_paid")


def _queue(booking: Booking, template: str) -> None:
    mail_service.queue(
        f"booking:{booking.id}:{template}",
        template=template,
        locale=booking.locale,
        recipient=booking.contact_email,
        booking_id=booking.id,
    )


def _seller_address(booking: Booking) -> str:
    organisation = repository.find_organisation(booking.organisation_id)
    if organisation is None:  # pragma: no cover - a foreign key forbids it
        raise LookupError("a booking without a seller")
    return organisation.email
