"""What can go wrong with money, besides Stripe not answering."""

from app.core.errors import ConflictError, NotFoundError
from app.core.messages import message


class SellerNotReadyError(ConflictError):
    """The member cannot be paid (yet): its account at Stripe is not active."""

    code = "seller_not_ready"

    def __init__(self) -> None:
        super().__init__(message("You cannot pay here yet: the venue has not finished its payment details."))


class AlreadyPaidError(ConflictError):
    """There is a payment for this booking that came through or is on its way."""

    code = "already_paid"

    def __init__(self) -> None:
        super().__init__(message("This booking has been paid, or the payment is on its way."))


class CheckoutClosedError(ConflictError):
    """The page to pay on is closed."""

    code = "checkout_closed"

    def __init__(self) -> None:
        super().__init__(message("The time to pay for this booking is over. Choose your time again."))


class PaymentNotFoundError(NotFoundError):
    """There is no such payment."""

    code = "payment_not_found"

    def __init__(self) -> None:
        super().__init__(message("We do not know this payment."))


class NotRefundableError(ConflictError):
    """Nothing was paid, or less is left of it than what should go back."""

    code = "not_refundable"

    def __init__(self) -> None:
        super().__init__(message("There is not that much left of this payment to give back."))
