"""What became, or will become, of a deposit: one sentence for its hirer and for the venue."""

from flask_babel import gettext as _

from app.models.booking import Booking, BookingStatus
from app.services.booking import deposit_service
from app.web.filters import long_day, money


def deposit_told(booking: Booking) -> str:
    """Empty where there is no deposit, or where it went with the cancellation."""
    if not booking.deposit_cents or booking.status is not BookingStatus.CONFIRMED:
        return ""
    amount = money(booking.deposit_cents)
    if booking.deposit_settled_at is None:
        day = long_day(deposit_service.goes_back_at(booking))
        told = _(
            "The deposit of %(amount)s goes back by itself on %(day)s, unless the venue reports damage before then.",
            amount=amount,
            day=day,
        )
        return str(told)
    day = long_day(booking.deposit_settled_at)
    if not booking.deposit_kept_cents:
        return str(_("The whole deposit of %(amount)s was given back on %(day)s.", amount=amount, day=day))
    told = _(
        "Of the deposit of %(amount)s the venue keeps %(kept)s, decided on %(day)s: %(reason)s",
        amount=amount,
        kept=money(booking.deposit_kept_cents),
        day=day,
        reason=booking.deposit_reason,
    )
    return str(told)
