"""Checkout sessions: made, shown, listed, expired."""

from typing import Any

from simulator import payments
from simulator.errors import ApiError, no_such
from simulator.events import emit
from simulator.ids import new_id, new_session_id
from simulator.listing import Query, page
from simulator.objects import CURRENCY, fresh, list_of
from simulator.session_request import LONGEST_SECONDS, check_fee, check_request, payment_methods
from simulator.store import Store, Thing, Tx, thing_from
from simulator.work import PLATFORM, Call, Work

Json = dict[str, Any]

PLATFORM_NAME = "Locatieplatform"


def create(work: Work, call: Call) -> Json:
    params = call.params
    check_request(params, work.now)
    account = work.tx.find(call.account, "v2.core.account") if call.account != PLATFORM else None
    lines = [line_item(line, work.now) for line in params["line_items"]]
    check_fee(params, sum(line["amount_total"] for line in lines), connected=call.account != PLATFORM)
    types = payment_methods(params, account)
    session = new_session(work, call, lines, types, seller_of(account))
    work.tx.insert(session)
    return session.body


def seller_of(account: Thing | None) -> str:
    return str(account.body["display_name"] or account.body["contact_email"]) if account else PLATFORM_NAME


# What a session gives back as it was sent.
_AS_SENT = (
    "allowed_payment_method_types",
    "billing_address_collection",
    "cancel_url",
    "client_reference_id",
    "customer_email",
    "locale",
    "submit_type",
    "success_url",
)


def new_session(work: Work, call: Call, lines: list[Json], types: list[str], seller: str) -> Thing:
    params = call.params
    identifier = new_session_id()
    total = sum(line["amount_total"] for line in lines)
    body = fresh(
        "checkout.session",
        id=identifier,
        adaptive_pricing={"enabled": False},
        amount_subtotal=total,
        amount_total=total,
        automatic_tax={"enabled": False, "liability": None, "provider": None, "status": None},
        created=work.now,
        currency=CURRENCY,
        custom_fields=[],
        custom_text=dict.fromkeys(("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")),
        customer_creation=params.get("customer_creation", "if_required"),
        expires_at=params.get("expires_at", work.now + LONGEST_SECONDS),
        metadata=params.get("metadata") or {},
        mode="payment",
        payment_method_collection="if_required",
        payment_method_options={},
        payment_method_types=types,
        payment_status="unpaid",
        phone_number_collection={"enabled": False},
        shipping_options=[],
        status="open",
        total_details={"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        ui_mode="hosted_page",
        url=f"{call.base_url}/pay/{identifier}",
        **{name: params.get(name) for name in _AS_SENT},
    )
    if "excluded_payment_method_types" in params:
        body["excluded_payment_method_types"] = params["excluded_payment_method_types"]
    extra = {"line_items": lines, "payment_intent_data": params.get("payment_intent_data", {}), "seller": seller}
    return Thing(identifier, "checkout.session", call.account, work.now, body, extra)


def line_item(line: Json, now: int) -> Json:
    price, total = line["price_data"], line["quantity"] * line["price_data"]["unit_amount"]
    return fresh(
        "item",
        id=new_id("li_"),
        amount_discount=0,
        amount_subtotal=total,
        amount_tax=0,
        amount_total=total,
        currency=CURRENCY,
        description=price["product_data"]["name"],
        metadata=line.get("metadata") or {},
        price=fresh(
            "price",
            id=new_id("price_"),
            active=False,
            billing_scheme="per_unit",
            created=now,
            currency=CURRENCY,
            metadata={},
            product=new_id("prod_"),
            tax_behavior=price.get("tax_behavior", "unspecified"),
            type="one_time",
            unit_amount=price["unit_amount"],
            unit_amount_decimal=str(price["unit_amount"]),
        ),
        quantity=line["quantity"],
    )


def retrieve(work: Work, call: Call) -> Json:
    return own_session(work.tx, call).body


def list_all(work: Work, call: Call) -> Json:
    query = Query("checkout.session", call.account)
    for name in ("payment_intent", "status"):
        if name in call.params:
            query.where_body(name, call.params[name])
    if "customer_details" in call.params:
        query.where_body("customer_email", call.params["customer_details"]["email"])
    things, more = page(work.tx, query, call.params)
    return list_of("/v1/checkout/sessions", [thing.body for thing in things], has_more=more)


def list_line_items(work: Work, call: Call) -> Json:
    session = own_session(work.tx, call)
    return list_of(f"/v1/checkout/sessions/{session.id}/line_items", session.extra["line_items"])


def expire(work: Work, call: Call) -> Json:
    session = own_session(work.tx, call)
    if session.body["status"] != "open":
        raise ApiError(
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Checkout Session has a status of `{session.body['status']}`."
        )
    close(work, session)
    return session.body


def own_session(tx: Tx, call: Call) -> Thing:
    """The session of this account. Raises: ApiError; another account's session does not exist for the caller."""
    session = tx.find(call.path["id"], "checkout.session")
    if session is None or session.account != call.account:
        raise no_such("checkout.session", call.path["id"], param="session")
    return session


def close(work: Work, session: Thing) -> None:
    """An open session runs out: nobody can pay with it any more."""
    session.body.update(status="expired", url=None)
    work.tx.save(session)
    payments.cancel(work, session)
    emit(work, "checkout.session.expired", session.body, session.account)


def expire_due(store: Store, now: int) -> list[str]:
    """Close every open session whose time is up, and say which."""
    with store.read() as tx:
        if not _due(tx, now):
            return []
    with store.write() as tx:
        things = [thing_from(row) for row in _due(tx, now)]
        for session in things:
            close(Work(tx, now), session)
        return [session.id for session in things]


def _due(tx: Tx, now: int) -> list[Any]:
    return tx.rows("SELECT * FROM thing WHERE open_until <= ?", (now,))
