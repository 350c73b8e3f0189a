"""Orders as the gateway passes them on."""

import uuid
from dataclasses import replace
from datetime import timedelta

from app.core import clock
from app.integrations.payments.gateway import PaymentGateway
from app.integrations.payments.values import CheckoutRequest, CheckoutState, RefundRequest, SellerRequest
from tests.payments_fixtures import Simulator


def _order(account_id: str, **changes: object) -> CheckoutRequest:
    order = CheckoutRequest(
        payment_id=uuid.uuid4(),
        account_id=account_id,
        reference="K7P-2MXQ",
        email="marit@nevenstem.example",
        amount_cents=6900,
        fee_cents=835,
        currency="eur",
        description="Studio 1, dinsdag 12 januari 2027 19.00–22.00 uur",
        success_url="http://localhost/betalen/klaar?sessie={CHECKOUT_SESSION_ID}",
        cancel_url="http://localhost/betalen/terug",
        locale="nl",
        expires_at=clock.now() + timedelta(minutes=31),
    )
    return replace(order, **changes)  # type: ignore[arg-type]  # fields of the order


def _paid(gateway: PaymentGateway, simulator: Simulator, account_id: str, **changes: object) -> CheckoutState:
    page = gateway.create_checkout(_order(account_id, **changes))
    simulator.complete(page.session_id)
    return gateway.retrieve_checkout(page.session_id, account_id)


def _refund(found: CheckoutState, amount_cents: int, *, with_fee: bool = True) -> RefundRequest:
    return RefundRequest(
        refund_id=uuid.uuid4(),
        account_id=found.account_id,
        intent_id=found.intent_id or "",
        amount_cents=amount_cents,
        with_fee=with_fee,
    )


def _use_everything(gateway: PaymentGateway, simulator: Simulator, account: str) -> None:
    now = clock.now()
    gateway.create_account(SellerRequest(uuid.uuid4(), "Muziekhuis Zuid", "balie@muziekhuis.example"))
    gateway.retrieve_account(account)
    gateway.create_onboarding_link(account, refresh_url="http://localhost/a", return_url="http://localhost/b")
    gateway.expire_checkout(gateway.create_checkout(_order(account)).session_id, account)
    refund = _refund(_paid(gateway, simulator, account), 6900)
    gateway.retrieve_refund(gateway.create_refund(refund).provider_refund_id, account)
    gateway.find_refund(refund.intent_id, refund.refund_id, account)
    gateway.list_application_fees(now - timedelta(hours=1), now)
    gateway.list_undelivered_events(now - timedelta(hours=1), account)
