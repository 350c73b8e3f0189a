"""Messages as Stripe sends them."""

import time

from app.core.db import session
from app.models.payments import (
    StripeEvent,
)
from tests.payments_fixtures import Json


def _event(**changes: object) -> Json:
    """An event of a seller, as Stripe writes one; nothing of it exists at the simulator."""
    return {
        "id": "evt_1",
        "object": "event",
        "api_version": "2026-10-28.endive",
        "created": int(time.time()),
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": "payout.paid",
        "account": "acct_unknown",
        "data": {"object": {"id": "po_1", "object": "payout"}},
        **changes,
    }


def _thin(**changes: object) -> Json:
    return {
        "id": "evt_test_1",
        "object": "v2.core.event",
        "type": "v2.core.account[requirements].updated",
        "created": "2026-11-24T12:00:00.000Z",
        "livemode": False,
        "context": None,
        "reason": None,
        "related_object": {"id": "acct_unknown", "type": "v2.core.account", "url": "/v2/core/accounts/acct_unknown"},
        **changes,
    }


def _stored() -> list[StripeEvent]:
    session().expire_all()
    return list(session().query(StripeEvent).order_by(StripeEvent.received_at))
