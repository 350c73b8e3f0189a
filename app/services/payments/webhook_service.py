"""What Stripe tells us: checked and written down at once, looked at in a job.

An event is a hint. It names an object; the job asks Stripe how that object is now and moves our rows forward. Two events
about one change, one event twice, events in any order: the end is the same.
"""

import uuid
from dataclasses import dataclass
from enum import StrEnum

from app.core import clock
from app.core.jobs import defer
from app.core.logging import get_logger
from app.integrations.payments.errors import WebhookRefusedError
from app.integrations.payments.gateway import API_VERSION, payment_gateway
from app.integrations.payments.values import EventNotice
from app.models.payments import Payment, Refund, StripeEvent
from app.services.audit import audit_service
from app.services.audit.audit_service import STRIPE, Subject
from app.services.payments import repository, rules
from app.services.payments.rules import EventConcern

__all__ = ["Step", "StepKind", "WebhookRefusedError", "plan", "receive", "receive_notice", "record_handled"]

log = get_logger(__name__)

THIN = "thin"


class StepKind(StrEnum):
    """What a job does about an event."""

    SETTLE_PAYMENT = "settle_payment"
    SETTLE_REFUND = "settle_refund"
    REFRESH_ACCOUNT = "refresh_account"
    ACCOUNT_GONE = "account_gone"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What to do about one event. Exactly the ids that its kind needs are there; `outcome` says why, for the record."""

    event_id: str
    kind: StepKind
    outcome: str
    payment_id: uuid.UUID | None = None
    session_id: str | None = None
    refund_id: uuid.UUID | None = None
    provider_refund_id: str = ""
    account_id: str = ""
    organisation_id: uuid.UUID | None = None


def receive(endpoint: str, raw: bytes, signature: str | None) -> bool:
    """Take in a message at one of the webhook addresses (platform, connect, thin); whether it was new.

    Raises:
        WebhookRefusedError: not from Stripe, not for this endpoint, or of another version of Stripe's API than ours.
    """
    try:
        notice = payment_gateway().parse_event(endpoint, raw, signature)
    except WebhookRefusedError as error:
        log.warning("webhook_refused", endpoint=endpoint, reason=error.reason)
        raise
    if endpoint != THIN and notice.api_version != API_VERSION:
        log.error(
            "webhook_version", endpoint=endpoint, event_id=notice.id, version=notice.api_version, ours=API_VERSION
        )
        raise WebhookRefusedError("another API version")
    return receive_notice(endpoint, notice)


def receive_notice(endpoint: str, notice: EventNotice) -> bool:
    """Write an event down once, with the job that handles it; whether it was new."""
    set_aside = _set_aside(notice)
    now = clock.now()
    new = repository.insert_event(
        {
            "id": notice.id,
            "endpoint": endpoint,
            "type": notice.type,
            "account": notice.account,
            "api_version": notice.api_version,
            "livemode": notice.livemode,
            "payload": {
                "object": notice.object_id,
                "kind": notice.object_kind,
                "intent": notice.intent_id,
                "payment": notice.our_payment,
                "refund": notice.our_refund,
            },
            "received_at": now,
            "handled_at": now if set_aside else None,
            "outcome": set_aside,
        }
    )
    if new and not set_aside:
        defer("payments.handle_event", event_id=notice.id)
    return new


def plan(event_id: str) -> Step | None:
    """What to do about an event that was received; None when that has been done."""
    event = repository.find_event(event_id)
    if event is None or event.handled_at is not None:
        return None
    concern = rules.event_concern(event.type)
    if concern is EventConcern.PAYMENT:
        return _about_payment(event)
    if concern is EventConcern.REFUND:
        return _about_refund(event)
    if concern in {EventConcern.ACCOUNT, EventConcern.ACCOUNT_GONE}:
        return _about_account(event, gone=concern is EventConcern.ACCOUNT_GONE)
    if concern is EventConcern.DISPUTE:
        return _about_dispute(event)
    return _nothing(event, "recorded")


def record_handled(event_id: str, outcome: str) -> None:
    """In the transaction that holds the event's effect: it is done."""
    event = repository.find_event(event_id)
    if event is not None and event.handled_at is None:
        event.handled_at = clock.now()
        event.outcome = outcome


def _set_aside(notice: EventNotice) -> str:
    """Why an event needs no job; empty when it does."""
    if notice.livemode != payment_gateway().livemode:
        log.error("webhook_livemode", event_id=notice.id, livemode=notice.livemode)
        return "other_livemode"
    return "unknown_type" if rules.event_concern(notice.type) is EventConcern.UNKNOWN else ""


def _about_payment(event: StripeEvent) -> Step:
    payment = _payment_of(event)
    if payment is None:
        return _unknown(event, "unknown_payment")
    is_page = event.payload["kind"] == "checkout.session"
    return Step(
        event_id=event.id,
        kind=StepKind.SETTLE_PAYMENT,
        outcome="payment",
        payment_id=payment.id,
        session_id=event.payload["object"] if is_page else None,
    )


def _about_refund(event: StripeEvent) -> Step:
    refund = _refund_of(event)
    if refund is None:
        # Members have a dashboard of their own at Stripe, in which they can give money back behind our back.
        payment = _payment_of(event)
        if payment is not None:
            _alarm("refunded_elsewhere", event, payment)
            return _nothing(event, "refunded_elsewhere")
        return _unknown(event, "unknown_refund")
    payment = repository.find_payment(refund.payment_id)
    return Step(
        event_id=event.id,
        kind=StepKind.SETTLE_REFUND,
        outcome="refund",
        refund_id=refund.id,
        provider_refund_id=event.payload["object"],
        account_id=payment.provider_account_id if payment else "",
    )


def _about_account(event: StripeEvent, *, gone: bool) -> Step:
    account = repository.find_account_by_provider_id(event.account) if event.account else None
    if account is None:
        return _unknown(event, "unknown_account")
    return Step(
        event_id=event.id,
        kind=StepKind.ACCOUNT_GONE if gone else StepKind.REFRESH_ACCOUNT,
        outcome="account",
        account_id=account.provider_account_id,
        organisation_id=account.organisation_id,
    )


def _about_dispute(event: StripeEvent) -> Step:
    payment = _payment_of(event)
    if payment is None:
        return _unknown(event, "unknown_payment")
    _alarm(event.type.removeprefix("charge.").replace(".", "_"), event, payment)
    return _nothing(event, "dispute")


def _payment_of(event: StripeEvent) -> Payment | None:
    """By Stripe's ids, or by ours that came along; but only when it is the account that the event speaks for."""
    told = event.payload
    payment = None
    if told["kind"] == "checkout.session":
        payment = repository.find_payment_by_session(told["object"])
    if payment is None and told["intent"]:
        payment = repository.find_payment_by_intent(told["intent"])
    if payment is None and (ours := _uuid(told["payment"])):
        payment = repository.find_payment(ours)
    return payment if payment is not None and payment.provider_account_id == event.account else None


def _refund_of(event: StripeEvent) -> Refund | None:
    refund = repository.find_refund_by_provider_id(event.payload["object"])
    if refund is None and (ours := _uuid(event.payload["refund"])):
        refund = repository.find_refund(ours)
    payment = repository.find_payment(refund.payment_id) if refund else None
    return refund if payment is not None and payment.provider_account_id == event.account else None


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _nothing(event: StripeEvent, outcome: str) -> Step:
    return Step(event_id=event.id, kind=StepKind.NOTHING, outcome=outcome)


def _unknown(event: StripeEvent, outcome: str) -> Step:
    """Signed by Stripe, but about something that we do not have: somebody must look at it."""
    log.error("webhook_unknown", outcome=outcome, event_id=event.id, type=event.type, account=event.account)
    return _nothing(event, outcome)


def _alarm(what: str, event: StripeEvent, payment: Payment) -> None:
    tag = f"payments:payment:{what}"
    log.error(tag, event_id=event.id, payment=str(payment.id))
    if not repository.has_audit_event(tag, payment.id):
        audit_service.record(
            tag,
            actor=STRIPE,
            subject=Subject("payment", payment.id, payment.organisation_id),
            event_id=event.id,
            object=event.payload["object"],
        )
