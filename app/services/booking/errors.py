"""What can go wrong with a booking, besides its time being taken."""

from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.core.messages import Message, message


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


class AddOnsTakenError(InvalidError):
    """Of some extras there are too few left at that time; `errors` says of which, at field `add_on-<id>`."""

    code = "add_ons_taken"

    def __init__(self, errors: dict[str, list[Message]]) -> None:
        super().__init__(message("Not everything that you chose is still there."), errors=errors)


class PriceChangedError(ConflictError):
    """The price is another than the one that was shown; nothing was booked. `total_cents`: what is to be paid now."""

    code = "price_changed"

    def __init__(self, total_cents: int) -> None:
        super().__init__(message("The price has changed since you saw it. Look at it again; nothing has been booked."))
        self.problem_fields: dict[str, object] = {"total_cents": total_cents}


class CategoryRefusedError(InvalidError):
    """Not a category that can stand on the booking; `errors` says at which field."""

    code = "category_refused"

    def __init__(self, field: str, told: Message) -> None:
        super().__init__(errors={field: [told]})


class DepositRefusedError(InvalidError):
    """No report of damage that a deposit can be kept for; `errors` says at which field."""

    code = "deposit_refused"

    def __init__(self, errors: dict[str, list[Message]]) -> None:
        super().__init__(errors=errors)
