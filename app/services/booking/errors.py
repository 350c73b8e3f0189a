"""What can go wrong with a booking, besides its time being taken."""

from app.core.errors import ConflictError, NotFoundError
from app.core.messages import message


class BookingNotFoundError(NotFoundError):
    """No booking with this number and this link; which of the two is wrong is not told."""

    code = "booking_not_found"

    def __init__(self) -> None:
        super().__init__(message("We do not know this booking. Check the link in your mail."))


class TransitionError(ConflictError):
    """The booking is no longer in a state in which this can be done."""

    code = "booking_state"

    def __init__(self) -> None:
        super().__init__(message("This booking has changed in the meantime. Look at it again."))


class IdempotencyKeyReusedError(ConflictError):
    """The same key came with another request."""

    code = "idempotency_key_reused"

    def __init__(self) -> None:
        super().__init__(message("This Idempotency-Key was used for another request. Use a new one."))


class BookingStartedError(ConflictError):
    """What has begun can no longer be cancelled by a link."""

    code = "booking_started"

    def __init__(self) -> None:
        super().__init__(message("This booking has started. Call the venue if something is wrong."))
