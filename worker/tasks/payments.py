"""Tasks of payments: asking Stripe, and bringing payment, booking, ledger and mail in line in one transaction.

Each task reads, lets the connection go, calls Stripe, and then writes in a transaction of its own. A worker that dies
anywhere in between has written nothing; the job runs again and finds the same.
"""

import uuid
from datetime import UTC, datetime
from functools import partial

from app.core import clock
from app.core.db import in_transaction, read_only
from app.core.jobs import jobs
from app.core.logging import get_logger
from app.integrations.payments.errors import PaymentsRefusedError
from app.services.booking import settlement_service
from app.services.payments import account_service, refund_service, sweep_service, webhook_service
from app.services.payments.webhook_service import Step, StepKind
from worker.runtime import BRIEF, PATIENT, task

log = get_logger(__name__)


@task("payments.handle_event", retry=PATIENT)
def handle_event(event_id: str) -> None:
    """Stripe told us something: look at what it is about."""
    step = in_transaction(lambda: _plan(event_id))
    if step is None:
        return
    try:
        _carry_out(step)
    except PaymentsRefusedError as error:
        log.exception("event_not_handled", event_id=event_id, refusal=error.refusal)
        outcome = f"refused: {error.refusal}"
        in_transaction(lambda: webhook_service.record_handled(event_id, outcome))


def _plan(event_id: str) -> Step | None:
    step = webhook_service.plan(event_id)
    if step is not None and step.kind is StepKind.NOTHING:
        webhook_service.record_handled(event_id, step.outcome)
        return None
    return step


def _carry_out(step: Step) -> None:
    if step.kind is StepKind.SETTLE_PAYMENT and step.payment_id is not None:
        settlement_service.settle(step.payment_id, told_session_id=step.session_id, afterwards=partial(_handled, step))
    elif step.kind is StepKind.SETTLE_REFUND and step.refund_id is not None:
        _settle_refund(step.refund_id, step.provider_refund_id, step.account_id, step)
    elif step.kind is StepKind.REFRESH_ACCOUNT and step.organisation_id is not None:
        _refresh_account(step.organisation_id, step.account_id, step)
    elif step.kind is StepKind.ACCOUNT_GONE and step.organisation_id is not None:
        _store_gone(step.organisation_id, step)


@task("payments.settle", retry=PATIENT)
def settle(payment_id: str) -> None:
    """Ask Stripe what became of a payment."""
    settlement_service.settle(uuid.UUID(payment_id))


@task("payments.close_session", retry=PATIENT)
def close_session(payment_id: str) -> None:
    """Make sure that nobody can pay on a page any more, and act on what Stripe then says."""
    settlement_service.settle(uuid.UUID(payment_id), close=True)


@task("payments.send_refund", retry=PATIENT)
def send_refund(refund_id: str) -> None:
    """Hand a refund to Stripe, after those of the same payment that were asked before it."""
    with read_only():
        orders = refund_service.find_orders(uuid.UUID(refund_id))
    for order in orders:
        answer = refund_service.send(order)
        in_transaction(partial(refund_service.store, order.refund_id, answer))


@task("payments.settle_refund", retry=PATIENT)
def settle_refund(refund_id: str) -> None:
    """Ask Stripe how far a refund is."""
    with read_only():
        known = refund_service.find_sent(uuid.UUID(refund_id))
    if known is not None:
        _settle_refund(known.refund_id, known.provider_refund_id, known.account_id, None)


def _settle_refund(refund_id: uuid.UUID, provider_refund_id: str, account_id: str, step: Step | None) -> None:
    found = refund_service.fetch(refund_id, provider_refund_id, account_id)

    def use_case() -> None:
        if found is not None:
            refund_service.store(refund_id, found)
        _handled(step)

    in_transaction(use_case)


@task("payments.refresh_account", retry=PATIENT)
def refresh_account(account_id: str) -> None:
    """Ask Stripe how far a seller is."""
    with read_only():
        organisation_id = account_service.find_organisation(account_id)
    if organisation_id is not None:
        _refresh_account(organisation_id, account_id, None)


def _refresh_account(organisation_id: uuid.UUID, account_id: str, step: Step | None) -> None:
    found = account_service.fetch(account_id)
    if found is None:
        _store_gone(organisation_id, step)
        return

    def use_case() -> None:
        account_service.store(organisation_id, found)
        _handled(step)

    in_transaction(use_case)


def _store_gone(organisation_id: uuid.UUID, step: Step | None) -> None:
    def use_case() -> None:
        account_service.store_gone(organisation_id)
        _handled(step)

    in_transaction(use_case)


def _handled(step: Step | None) -> None:
    if step is not None:
        webhook_service.record_handled(step.event_id, step.outcome)


@task("payments.sweep", retry=BRIEF)
def sweep(timestamp: int) -> None:
    """Every minute: payments whose time is over without a word from Stripe."""
    in_transaction(lambda: sweep_service.find_overdue(_moment(timestamp)))


@task("payments.look_back", retry=BRIEF)
def look_back(timestamp: int) -> None:
    """Every hour: what got stuck or never arrived."""
    moment = _moment(timestamp)
    in_transaction(lambda: sweep_service.find_stuck(moment))
    in_transaction(lambda: sweep_service.find_undelivered(moment))


@task("payments.catch_up", retry=PATIENT)
def catch_up(account_id: str) -> None:
    """Take in what Stripe could not deliver, of one seller or (no id) of the platform."""
    notices = sweep_service.fetch_undelivered(account_id, clock.now())
    in_transaction(lambda: sweep_service.take_in(account_id, notices))


def _moment(timestamp: int) -> datetime:
    return datetime.fromtimestamp(timestamp, UTC)


jobs.periodic(cron="* * * * *", periodic_id="payments_sweep")(jobs.tasks["payments.sweep"])
jobs.periodic(cron="23 * * * *", periodic_id="payments_look_back")(jobs.tasks["payments.look_back"])
