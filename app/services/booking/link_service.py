"""The link to a booking, mailed again to who booked it."""

from datetime import datetime

from app.services.booking import repository
from app.services.mail import mail_service


def send_link(reference: str, email: str, *, now: datetime) -> None:
    """Mail the link to the address of the booking, if the two belong together; at most once an hour, and silently.

    Nobody learns from this whether a booking exists or whose it is.
    """
    booking = repository.find_by_reference(reference)
    if booking is None or booking.contact_email.lower() != email.lower():
        return
    mail_service.queue(
        f"booking:{booking.id}:link:{now:%Y%m%d%H}",
        template="booking_link",
        locale=booking.locale,
        recipient=booking.contact_email,
        booking_id=booking.id,
    )
