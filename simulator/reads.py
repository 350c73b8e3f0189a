"""Objects that are only looked at through the API: intents, charges, balance, payouts, disputes, events."""

from typing import Any

from simulator import books
from simulator.errors import no_such, refused
from simulator.events import THIN_KIND
from simulator.listing import Query, page
from simulator.objects import list_of
from simulator.present import present
from simulator.work import PLATFORM, Call, Work

Json = dict[str, Any]

MOST_TYPES = 20
# Every endpoint that the event was meant for has taken it (also true when it was meant for none).
_DELIVERED = (
    "NOT EXISTS (SELECT 1 FROM delivery d WHERE d.event = thing.id AND NOT EXISTS (SELECT 1 FROM delivery o"
    " WHERE o.event = d.event AND o.endpoint = d.endpoint AND o.state = 'delivered'))"
)
_NAMES = {"payment_intent": "payment_intent", "balance_transaction": "balance transaction"}


def _retrieve(work: Work, call: Call, kind: str) -> Json:
    thing = work.tx.find(call.path["id"], kind)
    if thing is None or thing.account != call.account:
        raise no_such(_NAMES.get(kind, kind), call.path["id"], param="intent" if kind == "payment_intent" else "id")
    return present(work.tx, thing, work.now)


def _list(work: Work, call: Call, query: Query, url: str) -> Json:
    things, more = page(work.tx, query, call.params)
    return list_of(url, [present(work.tx, thing, work.now) for thing in things], has_more=more)


def _filtered(call: Call, kind: str, names: tuple[str, ...]) -> Query:
    query = Query(kind, call.account)
    for name in names:
        if name in call.params:
            query.where_body(name, call.params[name])
    return query


def payment_intent(work: Work, call: Call) -> Json:
    return _retrieve(work, call, "payment_intent")


def payment_intents(work: Work, call: Call) -> Json:
    return _list(work, call, _filtered(call, "payment_intent", ("customer",)), "/v1/payment_intents")


def charge(work: Work, call: Call) -> Json:
    return _retrieve(work, call, "charge")


def charges(work: Work, call: Call) -> Json:
    query = _filtered(call, "charge", ("payment_intent", "customer", "transfer_group"))
    return _list(work, call, query, "/v1/charges")


def balance_transaction(work: Work, call: Call) -> Json:
    return _retrieve(work, call, "balance_transaction")


def balance_transactions(work: Work, call: Call) -> Json:
    query = _filtered(call, "balance_transaction", ("currency", "source", "type"))
    if "payout" in call.params:
        query.where("payout = ?", call.params["payout"])
    return _list(work, call, query, "/v1/balance_transactions")


def balance(work: Work, call: Call) -> Json:
    return books.balance(work, call.account)


def payout(work: Work, call: Call) -> Json:
    return _retrieve(work, call, "payout")


def payouts(work: Work, call: Call) -> Json:
    query = _filtered(call, "payout", ("status", "destination"))
    arrival = call.params.get("arrival_date")
    comparisons = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
    for name, moment in (arrival if isinstance(arrival, dict) else {}).items():
        query.where(f"json_extract(body, '$.arrival_date') {comparisons[name]} ?", moment)
    if isinstance(arrival, int):
        query.where_body("arrival_date", arrival)
    return _list(work, call, query, "/v1/payouts")


def dispute(work: Work, call: Call) -> Json:
    return _retrieve(work, call, "dispute")


def disputes(work: Work, call: Call) -> Json:
    return _list(work, call, _filtered(call, "dispute", ("charge", "payment_intent")), "/v1/disputes")


def event(work: Work, call: Call) -> Json:
    return _retrieve(work, call, "event")


def events(work: Work, call: Call) -> Json:
    """`delivery_success=false` gives the events that some endpoint has not (yet) taken: the nightly catch-up."""
    query = Query("event", call.account)
    names = call.params.get("types", [])
    if names and "type" in call.params:
        raise refused(
            "You may pass either `type` or `types`, but not both.", code="parameters_exclusive", param="types"
        )
    if len(names) > MOST_TYPES:
        raise refused(f"Array types exceeded maximum {MOST_TYPES} allowed elements.", param="types")
    if "type" in call.params:
        query.where("json_extract(body, '$.type') GLOB ?", call.params["type"])
    if names:
        query.where(f"json_extract(body, '$.type') IN ({', '.join('?' * len(names))})", *names)
    if "delivery_success" in call.params:
        query.where(_DELIVERED if call.params["delivery_success"] else _DELIVERED.removeprefix("NOT "))
    return _list(work, call, query, "/v1/events")


def thin_event(work: Work, call: Call) -> Json:
    """The whole v2 event; what travels is only its notification."""
    found = work.tx.find(call.path["id"], THIN_KIND)
    if found is None or call.account != PLATFORM:
        raise no_such("event", call.path["id"])
    return found.body
