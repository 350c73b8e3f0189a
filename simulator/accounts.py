"""Connected accounts (API v2): made by the platform, onboarded on a page, able to take payments or not."""

import copy
from typing import Any

import stripe.v2.core

from simulator import clock
from simulator.account_rules import check_create, check_update
from simulator.account_standing import apply_standing, capability
from simulator.errors import no_such
from simulator.events import emit_thin
from simulator.ids import new_id
from simulator.objects import fresh, nulls_of
from simulator.store import Thing, Tx
from simulator.work import PLATFORM, Call, Work

Json = dict[str, Any]

KIND = "v2.core.account"
_Merchant = stripe.v2.core.Account.Configuration.Merchant
_Identity = stripe.v2.core.Account.Identity
_INCLUDED = ("defaults", "future_requirements", "identity", "requirements")
_CONFIGURATIONS = ("customer", "merchant", "recipient")


def create(work: Work, call: Call) -> Json:
    check_create(call.params)
    account = new_account(work, call.params)
    work.tx.insert(account)
    emit_thin(work, "v2.core.account.created", account.id)
    return shown(account, call.params.get("include", []))


def new_account(work: Work, given: Json) -> Thing:
    identifier = new_id("acct_1", 15)
    merchant = given["configuration"]["merchant"]
    body = fresh(
        KIND,
        id=identifier,
        applied_configurations=["merchant"],
        closed=False,
        configuration={"customer": None, "merchant": _merchant(merchant), "recipient": None},
        contact_email=given["contact_email"],
        contact_phone=given.get("contact_phone"),
        created=clock.iso(work.now),
        dashboard=given["dashboard"],
        defaults=_defaults(given["defaults"]),
        display_name=given.get("display_name"),
        future_requirements={"alternatives": None, "entries": [], "minimum_transition_date": None, "summary": None},
        identity=_identity(given["identity"]),
        metadata=given.get("metadata") or {},
    )
    account = Thing(identifier, KIND, PLATFORM, work.now, body, {"standing": "restricted"})
    apply_standing(account, "restricted")
    return account


def _merchant(given: Json) -> Json:
    capabilities = nulls_of(_Merchant.Capabilities)
    for name, wish in given.get("capabilities", {}).items():
        if wish.get("requested"):
            capabilities[name] = capability("restricted")
    payouts = capability("restricted")
    return {
        **nulls_of(_Merchant),
        "applied": True,
        "capabilities": {**capabilities, "stripe_balance": {"payouts": payouts}},
        "card_payments": {"decline_on": {"avs_failure": False, "cvc_failure": False}},
        **{name: given[name] for name in ("mcc", "statement_descriptor", "support", "branding") if name in given},
    }


def _defaults(given: Json) -> Json:
    return {
        "currency": given.get("currency", "eur"),
        "locales": given.get("locales", []),
        "payout_methods": None,
        "profile": given.get("profile"),
        "responsibilities": {"requirements_collector": "stripe", **given["responsibilities"]},
    }


def _identity(given: Json) -> Json:
    return {**nulls_of(_Identity), **given}


def shown(account: Thing, include: list[str]) -> Json:
    """The account as v2 shows it: parts that were not asked for are null."""
    body = copy.deepcopy(account.body)
    for name in _INCLUDED:
        if name not in include:
            body[name] = None
    wanted = {name for name in _CONFIGURATIONS if f"configuration.{name}" in include}
    if not wanted:
        body["configuration"] = None
    else:
        body["configuration"] = {n: v if n in wanted else None for n, v in body["configuration"].items()}
    return body


def retrieve(work: Work, call: Call) -> Json:
    return shown(find(work.tx, call.path["id"]), call.params.get("include", []))


def find(tx: Tx, identifier: str, *, status: int = 404) -> Thing:
    account = tx.find(identifier, KIND)
    if account is None:
        error = no_such("account", identifier, status=status)
        error.code = "not_found"
        raise error
    return account


def update(work: Work, call: Call) -> Json:
    account = find(work.tx, call.path["id"])
    check_update(call.params, account)
    given, body = call.params, account.body
    for name in ("contact_email", "contact_phone", "display_name"):
        if name in given:
            body[name] = given[name]
    _update_metadata(body["metadata"], given.get("metadata") or {})
    for part, types in _PARTS.items():
        if part in given:
            _merge(body[part], given[part])
            emit_thin(work, types, account.id)
    _request_capabilities(body, given.get("configuration", {}).get("merchant", {}))
    apply_standing(account, account.extra["standing"])
    work.tx.save(account)
    emit_thin(work, "v2.core.account.updated", account.id)
    return shown(account, given.get("include", []))


_PARTS = {
    "identity": "v2.core.account[identity].updated",
    "defaults": "v2.core.account[defaults].updated",
}


def _merge(target: Json, given: Json) -> None:
    for name, value in given.items():
        if isinstance(value, dict) and isinstance(target.get(name), dict):
            _merge(target[name], value)
        else:
            target[name] = value


def _update_metadata(metadata: Json, given: Json) -> None:
    for name, value in given.items():
        metadata.pop(name, None)
        if value:
            metadata[name] = value


def _request_capabilities(body: Json, merchant: Json) -> None:
    """Ask for more, or give some up; their status follows from how the account stands."""
    for name, wish in merchant.get("capabilities", {}).items():
        if "requested" in wish:
            body["configuration"]["merchant"]["capabilities"][name] = {} if wish["requested"] else None
