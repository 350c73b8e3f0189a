"""`expand[]`: ids in an answer replaced by the objects they name, along paths such as `payment_intent.latest_charge`."""

from collections.abc import Callable, Mapping
from typing import Any

from simulator.errors import not_simulated, refused
from simulator.listing import Query, page
from simulator.objects import list_of
from simulator.present import present
from simulator.store import Tx

Json = dict[str, Any]

DEEPEST = 4
_REFERENCES: Mapping[str, frozenset[str]] = {
    "checkout.session": frozenset({"payment_intent"}),
    "payment_intent": frozenset({"latest_charge"}),
    "charge": frozenset({"application_fee", "balance_transaction", "failure_balance_transaction", "payment_intent"}),
    "refund": frozenset({"balance_transaction", "charge", "failure_balance_transaction", "payment_intent"}),
    "application_fee": frozenset({"balance_transaction", "charge", "originating_transaction"}),
    "fee_refund": frozenset({"balance_transaction", "fee"}),
    "balance_transaction": frozenset({"source"}),
    "payout": frozenset({"balance_transaction", "failure_balance_transaction"}),
    "dispute": frozenset({"charge", "payment_intent"}),
}
# Expandable at Stripe, but the objects behind them do not exist here.
_ELSEWHERE = frozenset(
    {
        "account",
        "application",
        "customer",
        "destination",
        "invoice",
        "on_behalf_of",
        "payment_method",
        "review",
        "subscription",
    }
)


def expand(tx: Tx, body: Json, paths: list[str], now: int) -> None:
    """Fill in place. Raises: ApiError for a path that Stripe cannot expand."""
    for path in paths:
        parts = path.split(".")
        if len(parts) > DEEPEST + (parts[0] == "data"):
            raise refused(
                f"You cannot expand more than {DEEPEST} levels of a property. Property: {path}", param="expand"
            )
        _walk(tx, body, parts, path, now)


def _walk(tx: Tx, body: Json, parts: list[str], path: str, now: int) -> None:
    name, rest = parts[0], parts[1:]
    if body.get("object") == "list":
        if name != "data":
            raise _cannot(path, hint=f"data.{path}")
        for item in body["data"]:
            if rest:
                _walk(tx, item, rest, path, now)
        return
    _fill(tx, body, name, path, now)
    if rest and isinstance(body.get(name), dict):
        _walk(tx, body[name], rest, path, now)


def _fill(tx: Tx, body: Json, name: str, path: str, now: int) -> None:
    kind = body.get("object", "")
    if (kind, name) in _INCLUDED:
        body[name] = _INCLUDED[kind, name](tx, body, now)
    elif name in _REFERENCES.get(kind, frozenset()):
        if isinstance(body.get(name), str):
            found = tx.find(body[name])
            body[name] = present(tx, found, now) if found else body[name]
    elif name in _ELSEWHERE:
        raise not_simulated(f"expand[]={path}")
    elif not isinstance(body.get(name), dict):
        raise _cannot(path)


def _cannot(path: str, hint: str = "") -> Exception:
    advice = f" You may want to try expanding '{hint}' instead." if hint else ""
    return refused(f"This property cannot be expanded ({path}).{advice}", param="expand")


def _line_items(tx: Tx, body: Json, _now: int) -> Json:
    found = tx.find(body["id"])
    items = found.extra["line_items"] if found else []
    return list_of(f"/v1/checkout/sessions/{body['id']}/line_items", items)


def _refunds(tx: Tx, body: Json, now: int) -> Json:
    charge = tx.find(body["id"])
    query = Query("refund", charge.account if charge else "")
    query.where_body("charge", body["id"])
    things, more = page(tx, query, {})
    return list_of(f"/v1/charges/{body['id']}/refunds", [present(tx, t, now) for t in things], has_more=more)


_INCLUDED: Mapping[tuple[str, str], Callable[[Tx, Json, int], Json]] = {
    ("checkout.session", "line_items"): _line_items,
    ("charge", "refunds"): _refunds,
}
