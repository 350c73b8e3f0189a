"""Members as sellers: their account at Stripe, how far it is, and the page on which they tell Stripe about themselves.

The functions that call Stripe (`open_account`, `onboarding_link`, `fetch`) run while no transaction is open; the others
belong inside one. To start, or go on with, onboarding:

    seller = account_service.open_account(organisation_id, display_name=..., contact_email=...)
    with transaction():
        account = account_service.store(organisation_id, seller)
    return redirect(account_service.onboarding_link(account.provider_account_id, refresh_url=..., return_url=...))

Coming back from the page does not mean that it is done: `fetch` and `store` again, and show what that says.
"""

import uuid

from app.core import clock
from app.core.logging import get_logger
from app.integrations.payments.errors import PaymentsRefusedError
from app.integrations.payments.gateway import payment_gateway
from app.integrations.payments.values import SellerRequest, SellerState
from app.models.payments import PaymentAccount, PaymentAccountStatus
from app.services.audit import audit_service
from app.services.audit.audit_service import STRIPE, Subject
from app.services.payments import repository, rules

log = get_logger(__name__)


def find(organisation_id: uuid.UUID) -> PaymentAccount | None:
    """The account of a member, as we know it."""
    return repository.find_account(organisation_id)


def find_ready(organisation_id: uuid.UUID) -> PaymentAccount | None:
    """The account of a member that can be paid now, else None."""
    account = repository.find_account(organisation_id)
    if account is None or account.status is not PaymentAccountStatus.ACTIVE:
        return None
    # A row from a time with other keys says nothing about this one.
    return account if account.livemode == payment_gateway().livemode else None


def can_be_paid(organisation_id: uuid.UUID) -> bool:
    """Whether hirers can pay this member."""
    return find_ready(organisation_id) is not None


def find_organisation(provider_account_id: str) -> uuid.UUID | None:
    """Whose account this is."""
    account = repository.find_account_by_provider_id(provider_account_id)
    return account.organisation_id if account else None


def open_account(organisation_id: uuid.UUID, *, display_name: str, contact_email: str) -> SellerState:
    """Open an account for a member at Stripe; again for the same member gives the same account.

    Raises:
        PaymentsUnavailableError: no answer. Try again.
        PaymentsRefusedError: Stripe refuses.
    """
    return payment_gateway().create_account(SellerRequest(organisation_id, display_name, contact_email))


def onboarding_link(provider_account_id: str, *, refresh_url: str, return_url: str) -> str:
    """The address of Stripe's page for this account. It works once, for some minutes: make it on the click.

    Raises:
        PaymentsUnavailableError: no answer. Try again.
        PaymentsRefusedError: Stripe refuses.
    """
    return payment_gateway().create_onboarding_link(provider_account_id, refresh_url=refresh_url, return_url=return_url)


def fetch(provider_account_id: str) -> SellerState | None:
    """How far Stripe is with this account; None when Stripe no longer lets us see it.

    Raises:
        PaymentsUnavailableError: no answer. Try again.
    """
    try:
        return payment_gateway().retrieve_account(provider_account_id)
    except PaymentsRefusedError as error:
        log.warning("account_not_visible", account=provider_account_id, refusal=error.refusal)
        return None


def store(organisation_id: uuid.UUID, seller: SellerState) -> PaymentAccount:
    """Write down what Stripe says of a member's account; the first time the account itself."""
    repository.insert_account(
        {
            "organisation_id": organisation_id,
            "provider_account_id": seller.account_id,
            "status": PaymentAccountStatus.ONBOARDING,
            "livemode": seller.livemode,
            "refreshed_at": clock.now(),
        }
    )
    account = _locked(organisation_id)
    if account.provider_account_id == seller.account_id:
        _become(account, rules.seller_status(account.status, seller.card_payments, closed=seller.closed))
    return account


def store_gone(organisation_id: uuid.UUID) -> PaymentAccount:
    """The member took our access away: it cannot be paid through us until it gives it back."""
    account = _locked(organisation_id)
    _become(account, PaymentAccountStatus.RESTRICTED)
    return account


def _locked(organisation_id: uuid.UUID) -> PaymentAccount:
    account = repository.lock_account(organisation_id)
    if account is None:  # pragma: no cover - written above, or found by its id before
        raise LookupError(f"no payment account for {organisation_id}")
    return account


def _become(account: PaymentAccount, status: PaymentAccountStatus) -> None:
    account.refreshed_at = clock.now()
    if account.status is status:
        return
    account.status = status
    audit_service.record(
        f"payments:account:{status}",
        actor=STRIPE,
        subject=Subject("payment_account", account.organisation_id, account.organisation_id),
    )
