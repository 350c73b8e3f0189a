"""Events, and the decision which endpoint gets which: `platform`, `connect` (with `account`) and `thin` (v2)."""

import copy
import secrets
from collections.abc import Mapping
from typing import Any

from simulator import clock
from simulator.ids import new_id
from simulator.objects import API_VERSION, fresh
from simulator.store import Thing, Tx
from simulator.work import PLATFORM, Work

Json = dict[str, Any]

# What the three endpoints subscribe to. Other events exist and can be listed, but are sent nowhere.
PLATFORM_EVENTS = frozenset({"application_fee.created", "application_fee.refunded"})
CONNECT_EVENTS = frozenset(
    {
        "account.application.deauthorized",
        "charge.dispute.closed",
        "charge.dispute.created",
        "charge.dispute.funds_reinstated",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.updated",
        "charge.refunded",
        "charge.updated",
        "checkout.session.async_payment_failed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.completed",
        "checkout.session.expired",
        "payment_intent.canceled",
        "payment_intent.payment_failed",
        "payment_intent.succeeded",
        "payout.canceled",
        "payout.created",
        "payout.failed",
        "payout.paid",
        "payout.updated",
        "refund.created",
        "refund.failed",
        "refund.updated",
    }
)
THIN_KIND = "v2.core.event"
_SHUFFLE_SECONDS = 0.3


def emit(work: Work, event_type: str, obj: Json, account: str, previous: Json | None = None) -> None:
    """Record a v1 event with a snapshot of the object and queue it for its endpoint."""
    if work.silent:
        return
    data: Json = {"object": copy.deepcopy(obj)}
    if previous is not None:
        data["previous_attributes"] = previous
    event = fresh(
        "event",
        id=new_id("evt_"),
        api_version=API_VERSION,
        created=work.now,
        data=data,
        pending_webhooks=0,
        request={"id": work.request_id, "idempotency_key": work.idempotency_key},
        type=event_type,
    )
    if account != PLATFORM:
        event["account"] = account
    work.tx.insert(Thing(event["id"], "event", account, work.now, event))
    kind = "platform" if account == PLATFORM else "connect"
    if event_type in (PLATFORM_EVENTS if kind == "platform" else CONNECT_EVENTS):
        queue(work.tx, event["id"], kind)


def emit_thin(work: Work, event_type: str, account: str, data: Json | None = None) -> None:
    """Record a v2 event; it is sent as a notification that only names the account."""
    if work.silent:
        return
    reason: Json | None = None
    if work.request_id and work.idempotency_key:
        reason = {"type": "request", "request": {"id": work.request_id, "idempotency_key": work.idempotency_key}}
    event: Json = {
        "id": new_id("evt_test_"),
        "object": THIN_KIND,
        "type": event_type,
        "created": clock.iso(work.now),
        "livemode": False,
        "context": None,
        "reason": reason,
    }
    if event_type != "v2.core.account_link.returned":
        url = f"/v2/core/accounts/{account}"
        event["related_object"] = {"id": account, "type": "v2.core.account", "url": url}
    if data is not None:
        event["data"] = data
    work.tx.insert(Thing(event["id"], THIN_KIND, PLATFORM, work.now, event))
    queue(work.tx, event["id"], "thin")


def notification(event: Json) -> Json:
    """The thin form in which a v2 event travels: no data, only what happened to which object."""
    return {name: value for name, value in event.items() if name not in {"data", "changes"}}


def queue(tx: Tx, event: str, endpoint: str) -> None:
    """Put an event on its way, as the webhook mode of the moment says."""
    if endpoint not in tx.setting("endpoint_urls"):
        return
    mode = tx.setting("webhook_mode")
    due = clock.wall() + float(mode.get("delay_seconds", 0))
    if mode.get("shuffle"):
        due += secrets.SystemRandom().uniform(0, _SHUFFLE_SECONDS)
    state = "dropped" if mode.get("drop") else "held" if mode.get("hold") else "waiting"
    for _copy in range(1 + int(mode.get("duplicate", 0))):
        tx.run("INSERT INTO delivery (event, endpoint, state, due) VALUES (?, ?, ?, ?)", (event, endpoint, state, due))
    tx.wake = True


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Json:
    """`previous_attributes` of an update: the old values of what is different."""
    return {name: value for name, value in before.items() if after.get(name) != value}
