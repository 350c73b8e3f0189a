"""How a stored object looks at this moment: what depends on the clock or on deliveries is filled in here."""

from typing import Any

from simulator.store import Thing, Tx

Json = dict[str, Any]


def present(tx: Tx, thing: Thing, now: int) -> Json:
    body = dict(thing.body)
    if thing.kind == "balance_transaction":
        body["status"] = "available" if body["available_on"] <= now else "pending"
    if thing.kind == "event":
        body["pending_webhooks"] = undelivered(tx, thing.id)
    return body


def undelivered(tx: Tx, event: str) -> int:
    """How many endpoints have not (yet) taken this event."""
    rows = tx.rows(
        "SELECT count(DISTINCT endpoint) AS n FROM delivery d WHERE event = ? AND NOT EXISTS"
        " (SELECT 1 FROM delivery o WHERE o.event = d.event AND o.endpoint = d.endpoint AND o.state = 'delivered')",
        (event,),
    )
    return int(rows[0]["n"])
