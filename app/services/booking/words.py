"""What the states of a booking and its money are called, with the kind of badge that carries each."""

from app.core.messages import Message, message
from app.models.booking import BookingStatus
from app.models.payments import RefundStatus

BOOKING_STATUSES: dict[BookingStatus, tuple[Message, str]] = {
    BookingStatus.HELD: (message("Waiting for payment"), "plain"),
    BookingStatus.PROCESSING: (message("Payment on its way"), "plain"),
    BookingStatus.CONFIRMED: (message("Confirmed"), "ok"),
    BookingStatus.EXPIRED: (message("Not paid in time"), "plain"),
    BookingStatus.CANCELLED: (message("Cancelled"), "warn"),
    BookingStatus.LOST: (message("Paid too late, refunded"), "error"),
}
REFUND_STATUSES: dict[RefundStatus, tuple[Message, str]] = {
    RefundStatus.REQUESTED: (message("Asked for"), "plain"),
    RefundStatus.PENDING: (message("On its way"), "plain"),
    RefundStatus.SUCCEEDED: (message("Refunded"), "ok"),
    RefundStatus.FAILED: (message("Failed"), "error"),
}
