"""History in bulk for demonstrations: ready accounts and payments that were made in the past. Nobody is told."""

from typing import Any

from simulator import payments, refunds, sessions
from simulator.account_standing import apply_standing
from simulator.accounts import new_account
from simulator.methods import METHODS
from simulator.store import Thing, Tx
from simulator.work import PLATFORM, Call, Work

Json = dict[str, Any]

_CAPABILITIES = {name: {"requested": True} for name in ("card_payments", "ideal_payments", "bancontact_payments")}


class BadSeed(Exception):  # noqa: N818  a refusal, not a fault
    """One of the rows cannot be what it says."""


def account(tx: Tx, given: Json, now: int) -> str:
    """An account as the platform makes it; `ready` says that onboarding is done. Gives its id."""
    for name in ("display_name", "contact_email"):
        if not isinstance(given.get(name), str):
            raise BadSeed(f"account: {name} is missing")
    thing = new_account(
        Work(tx, int(given.get("created", now)), silent=True),
        {
            "contact_email": given["contact_email"],
            "display_name": given["display_name"],
            "dashboard": "full",
            "identity": {"country": "nl", "entity_type": given.get("entity_type", "non_profit")},
            "configuration": {"merchant": {"capabilities": _CAPABILITIES}},
            "defaults": {
                "currency": "eur",
                "locales": ["nl-NL"],
                "responsibilities": {"fees_collector": "stripe", "losses_collector": "stripe"},
            },
            "metadata": given.get("metadata") or {},
        },
    )
    apply_standing(thing, "active" if given.get("ready") else "restricted")
    tx.insert(thing)
    return thing.id


def payment(tx: Tx, given: Json, sellers: dict[str, str]) -> Json:
    """One paid payment at `created`, optionally (partly) refunded. Gives the ids of all that Stripe would have made."""
    seller = _seller(tx, given, sellers)
    method = given.get("method", "ideal")
    if method not in METHODS:
        raise BadSeed(f"payment: unknown method {method!r}")
    amount, share, created = (_integer(given, name) for name in ("amount", "application_fee_amount", "created"))
    if amount < 1 or not 0 <= share <= amount:
        raise BadSeed("payment: amount must be positive and the application fee at most the amount")
    work = Work(tx, created, silent=True)
    session = _session(work, given, seller, share)
    tx.insert(session)
    payments.pay(work, session, method)
    ids = _ids(tx, session, given.get("refund"))
    tx.forget()
    return ids


def _seller(tx: Tx, given: Json, sellers: dict[str, str]) -> str:
    identifier = str(given.get("account", ""))
    if identifier not in sellers:
        found = tx.find(identifier, "v2.core.account")
        if found is None:
            raise BadSeed(f"payment: no such account {identifier!r}")
        sellers[identifier] = sessions.seller_of(found)
    return sellers[identifier]


def _integer(given: Json, name: str) -> int:
    value = given.get(name, 0 if name == "application_fee_amount" else None)
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadSeed(f"payment: {name} is not an integer")
    return value


def _session(work: Work, given: Json, seller: str, share: int) -> Thing:
    metadata = given.get("metadata") or {}
    data: Json = {"metadata": metadata, "description": given.get("description")}
    if share:
        data["application_fee_amount"] = share
    params = {
        "client_reference_id": given.get("client_reference_id"),
        "customer_email": given.get("customer_email"),
        "locale": "nl",
        "metadata": metadata,
        "payment_intent_data": data,
        "submit_type": "book",
    }
    name = given.get("description") or "Huur van een ruimte"
    line = {"quantity": 1, "price_data": {"unit_amount": given["amount"], "product_data": {"name": name}}}
    call = Call(str(given.get("account", PLATFORM)), params)
    return sessions.new_session(work, call, [sessions.line_item(line, work.now)], list(METHODS), seller)


def _ids(tx: Tx, session: Thing, refund: Json | None) -> Json:
    intent = tx.find(session.body["payment_intent"])
    charge = tx.find(intent.body["latest_charge"]) if intent else None
    if intent is None or charge is None:
        raise LookupError(session.id)
    ids: Json = {
        "session": session.id,
        "payment_intent": intent.id,
        "charge": charge.id,
        "balance_transaction": charge.body["balance_transaction"],
        "application_fee": charge.body["application_fee"],
        "refund": None,
    }
    if refund:
        with_fee = bool(charge.body["application_fee"]) and refund.get("with_fee", True) is not False
        wishes = {"refund_application_fee": with_fee, "metadata": refund.get("metadata")}
        work = Work(tx, _integer(refund, "created"), silent=True)
        ids["refund"] = refunds.make(work, charge, _integer(refund, "amount"), wishes).id
    return ids
