"""From a held booking to a payment page, in steps that may each be the last before a crash (see payments.checkout_service)."""

from app.core.db import in_transaction
from app.models.booking import Booking
from app.services.booking import expiry_service
from app.services.payments import checkout_service
from app.services.payments.checkout_service import CheckoutOrder, PreparedCheckout


def payment_page(booking: Booking, *, description: str, success_url: str, cancel_url: str) -> str:
    """The address of the page on which this booking is paid; the time stays held while the page lives.

    Opens its own short transactions, because Stripe is called between them: call it outside of any. Doing it again
    gives the same page.

    Raises:
        TransitionError: the booking is no longer held.
        CheckoutClosedError, AlreadyPaidError, SellerNotReadyError: as `checkout_service.prepare`.
        PaymentsUnavailableError: Stripe does not answer; the time stays held, try again.
    """
    order = CheckoutOrder(
        booking_id=booking.id,
        organisation_id=booking.organisation_id,
        reference=booking.reference,
        email=booking.contact_email,
        amount_cents=booking.payable_cents,
        fee_cents=booking.application_fee_cents,
        currency=booking.currency,
        description=description,
        success_url=success_url,
        cancel_url=cancel_url,
        locale=booking.locale,
    )

    def prepare() -> PreparedCheckout:
        expiry_service.extend_for_payment(booking.id)
        return checkout_service.prepare(order)

    prepared = in_transaction(prepare)
    if prepared.url is not None:
        return prepared.url
    page = checkout_service.open_session(prepared)
    return in_transaction(lambda: checkout_service.store_session(prepared, page))
