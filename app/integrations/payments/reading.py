"""From the SDK's objects to ours."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast

import stripe

from app.integrations.payments.values import (
    ApplicationFee,
    CheckoutState,
    EventNotice,
    RefundState,
    SellerState,
)

_APPLICATION_FEE = "application_fee"


def seller_state(account: stripe.v2.core.Account) -> SellerState:
    """Readiness is the status of capabilities, not a flag on the account."""
    merchant = account.configuration.merchant if account.configuration else None
    capabilities = merchant.capabilities if merchant else None
    card = capabilities.card_payments if capabilities else None
    ideal = capabilities.ideal_payments if capabilities else None
    return SellerState(
        account_id=account.id,
        livemode=account.livemode,
        closed=bool(account.closed),
        card_payments=card.status if card else "",
        ideal_payments=ideal.status if ideal else "",
    )


def checkout_state(session: stripe.checkout.Session, account_id: str) -> CheckoutState:
    """A session; with what was paid when `payment_intent` is expanded."""
    metadata = _metadata(session.metadata)
    return CheckoutState(
        session_id=session.id,
        account_id=account_id,
        url=session.url,
        status=session.status or "",
        payment_status=session.payment_status,
        amount_cents=session.amount_total or 0,
        currency=session.currency or "",
        livemode=session.livemode,
        reference=session.client_reference_id or metadata.get("booking", ""),
        payment_id=metadata.get("payment", ""),
        **_payment_fields(session.payment_intent),
    )


def _payment_fields(intent: str | stripe.PaymentIntent | None) -> dict[str, Any]:
    if intent is None:
        return {}
    if isinstance(intent, str):
        return {"intent_id": intent}
    return {
        "intent_id": intent.id,
        "intent_status": intent.status,
        "fee_cents": intent.application_fee_amount or 0,
        **_charge_fields(intent.latest_charge),
    }


def _charge_fields(charge: str | stripe.Charge | None) -> dict[str, Any]:
    if charge is None:
        return {}
    if isinstance(charge, str):
        return {"charge_id": charge}
    details = charge.payment_method_details
    booked = charge.balance_transaction
    fields: dict[str, Any] = {
        "charge_id": charge.id,
        "method": details.type if details else None,
        "charged_at": _moment(charge.created),
    }
    # With the default capture the balance transaction may come later (charge.updated).
    if isinstance(booked, stripe.BalanceTransaction):
        fields["booked_at"] = _moment(booked.created)
        fields["provider_cost_cents"] = sum(part.amount for part in booked.fee_details if part.type != _APPLICATION_FEE)
    return fields


def refund_state(refund: stripe.Refund) -> RefundState:
    """A refund; with the part of the commission when `balance_transaction` is expanded and tells it."""
    booked = refund.balance_transaction
    parts = booked.fee_details if isinstance(booked, stripe.BalanceTransaction) else []
    returned = [part.amount for part in parts if part.type == _APPLICATION_FEE]
    return RefundState(
        provider_refund_id=refund.id,
        status=refund.status or "",
        amount_cents=refund.amount,
        currency=refund.currency,
        intent_id=_id_of(refund.payment_intent),
        refund_id=_metadata(refund.metadata).get("refund", ""),
        failure=getattr(refund, "failure_reason", None) or "",
        created_at=_moment(refund.created),
        fee_refund_cents=-sum(returned) if returned else None,
    )


def application_fee(fee: stripe.ApplicationFee) -> ApplicationFee:
    """Commission that was taken."""
    return ApplicationFee(
        id=fee.id,
        account_id=_id_of(fee.account) or "",
        charge_id=_id_of(fee.charge) or "",
        amount_cents=fee.amount,
        refunded_cents=fee.amount_refunded,
        created_at=_moment(fee.created),
    )


def snapshot_notice(event: stripe.Event) -> EventNotice:
    """An event of API v1. Of its object only ids are kept, no personal data."""
    found = cast("Mapping[str, Any]", event.data.object.to_dict() if "object" in event.data else {})
    kind = str(found.get("object", ""))
    metadata = found.get("metadata") or {}
    return EventNotice(
        id=event.id,
        type=event.type,
        account=getattr(event, "account", None),
        api_version=event.api_version,
        livemode=event.livemode,
        object_id=str(found.get("id", "")),
        object_kind=kind,
        intent_id=str(found.get("id", "") if kind == "payment_intent" else found.get("payment_intent") or ""),
        our_payment=str(metadata.get("payment", "")),
        our_refund=str(metadata.get("refund", "")),
    )


def thin_notice(notification: stripe.v2.core.EventNotification) -> EventNotice:
    """A notification of API v2: it has no version and no contents, only the object it is about."""
    related = getattr(notification, "related_object", None)
    return EventNotice(
        id=notification.id,
        type=notification.type,
        account=related.id if related and related.type == "v2.core.account" else None,
        api_version=None,
        livemode=notification.livemode,
        object_id=related.id if related else "",
        object_kind=related.type if related else "",
    )


def _metadata(found: object) -> Mapping[str, str]:
    if isinstance(found, stripe.StripeObject):
        return cast("Mapping[str, str]", found.to_dict())
    return cast("Mapping[str, str]", found or {})


def _id_of(found: object) -> str | None:
    return found if found is None or isinstance(found, str) else str(cast("Any", found).id)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
