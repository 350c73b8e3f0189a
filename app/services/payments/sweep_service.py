"""What never arrived: payments whose end nobody told us, refunds and events that got stuck, sellers not asked for a day.

Every function here only finds and defers. The jobs ask Stripe, and may run as often as they like.
"""

from datetime import datetime, timedelta

from app.core.jobs import defer
from app.core.logging import get_logger
from app.integrations.payments.gateway import payment_gateway
from app.integrations.payments.values import EventNotice
from app.models.payments import PaymentStatus, RefundStatus
from app.services.payments import repository, rules, webhook_service

log = get_logger(__name__)

# Every minute for the first hour after a session's end, every hour after that.
MINUTELY = timedelta(hours=1)
HOURLY = timedelta(days=30)
STUCK = timedelta(minutes=10)
SETTLING = timedelta(days=1)
REFRESH = timedelta(days=1)
# Stripe tries to deliver for three days; what was lost to us in that time can still be listed.
UNDELIVERED = timedelta(days=4)

_WAITING = (PaymentStatus.CREATED, PaymentStatus.OPEN)


def find_overdue(now: datetime) -> int:
    """Payments whose page must be closed by now, without a word from Stripe; how many."""
    until = now - rules.SWEEP_GRACE
    return _close(_WAITING, until - MINUTELY, until)


def find_stuck(now: datetime) -> int:
    """Everything older that is still under way; how many jobs that gave."""
    found = _close(_WAITING, now - HOURLY, now - MINUTELY)
    for payment_id in repository.overdue_payments((PaymentStatus.PROCESSING,), now - HOURLY, now):
        defer("payments.settle", unique=f"settle:{payment_id}", payment_id=str(payment_id))
        found += 1
    for refund_id in repository.unsettled_refunds(RefundStatus.REQUESTED, now - STUCK):
        defer("payments.send_refund", unique=f"refund:{refund_id}", refund_id=str(refund_id))
        found += 1
    for refund_id in repository.unsettled_refunds(RefundStatus.PENDING, now - SETTLING):
        defer("payments.settle_refund", unique=f"settle_refund:{refund_id}", refund_id=str(refund_id))
        found += 1
    for event_id in repository.unhandled_events(now - STUCK):
        defer("payments.handle_event", unique=f"event:{event_id}", event_id=event_id)
        found += 1
    return found


def find_undelivered(now: datetime) -> int:
    """Ask per seller with movement, and for the platform itself, what Stripe could not tell us; how many are asked."""
    accounts = ["", *repository.accounts_with_movement(now - UNDELIVERED)]
    for account_id in accounts:
        defer("payments.catch_up", unique=f"catch_up:{account_id}", account_id=account_id)
    for account_id in repository.stale_accounts(now - REFRESH):
        defer("payments.refresh_account", unique=f"account:{account_id}", account_id=account_id)
    return len(accounts)


def fetch_undelivered(account_id: str, now: datetime) -> list[EventNotice]:
    """The events that did not reach us, oldest first. Calls Stripe; no transaction may be open.

    Raises:
        PaymentsUnavailableError: no answer. Try again.
        PaymentsRefusedError: Stripe refuses.
    """
    return payment_gateway().list_undelivered_events(now - UNDELIVERED, account_id or None)


def take_in(account_id: str, notices: list[EventNotice]) -> int:
    """Receive them as if they had been delivered; how many were new."""
    endpoint = "connect" if account_id else "platform"
    new = sum(webhook_service.receive_notice(endpoint, notice) for notice in notices)
    if new:
        log.warning("events_caught_up", account=account_id, new=new)
    return new


def _close(statuses: tuple[PaymentStatus, ...], since: datetime, until: datetime) -> int:
    overdue = repository.overdue_payments(statuses, since, until)
    for payment_id in overdue:
        defer("payments.close_session", unique=f"close:{payment_id}", payment_id=str(payment_id))
    return len(overdue)
