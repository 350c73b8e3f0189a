"""The control endpoints under `/_sim/`: what a test or a demonstration may do to the simulated world."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import BadRequest, HTTPException, NotFound

from simulator import disputes, payments, payouts, refunds, seed, sessions
from simulator.account_standing import set_standing
from simulator.api import engine
from simulator.disputes import NoDispute
from simulator.events import emit
from simulator.faults import TIMEOUT, Fault
from simulator.methods import METHODS
from simulator.objects import APPLICATION
from simulator.payments import WrongMoment
from simulator.payouts import NothingToPay
from simulator.seed import BadSeed
from simulator.store import Thing, Tx
from simulator.work import Work

Json = dict[str, Any]

control = Blueprint("control", __name__, url_prefix="/_sim")
OUTCOMES = ("paid", "failed", "processing")
FURTHEST_SECONDS = 10 * 366 * 24 * 60 * 60


def body() -> Json:
    """The JSON object of the request; no body is an empty one."""
    given = request.get_json(silent=True, force=True) if request.get_data(cache=True) else {}
    if not isinstance(given, dict):
        raise BadRequest("The body is not a JSON object.")
    return given


@control.errorhandler(HTTPException)
def refusal(error: HTTPException) -> tuple[Response, int]:
    return jsonify(error=error.description), error.code or 500


@control.errorhandler(WrongMoment)
@control.errorhandler(NothingToPay)
@control.errorhandler(NoDispute)
def _wrong_moment(error: Exception) -> tuple[Response, int]:
    return jsonify(error=str(error)), 409


@control.errorhandler(BadSeed)
def _bad_seed(error: Exception) -> tuple[Response, int]:
    return jsonify(error=str(error)), 400


def find(tx: Tx, identifier: str, kind: str) -> Thing:
    thing = tx.find(identifier, kind)
    if thing is None:
        raise NotFound(f"No {kind} {identifier}.")
    return thing


def change(identifier: str, kind: str, act: Callable[[Work, Thing], Thing | None]) -> Response:
    """Do something to one object in one transaction, and show the object that came of it."""
    with engine().store.write() as tx:
        thing = find(tx, identifier, kind)
        made = act(Work(tx, engine().now()), thing)
        return jsonify((made or thing).body)


@control.post("/checkout/sessions/<identifier>/complete")
def complete(identifier: str) -> Response:
    given = body()
    outcome, method = given.get("outcome"), given.get("method", "ideal")
    if outcome not in OUTCOMES or method not in METHODS:
        raise BadRequest(f"outcome is one of {', '.join(OUTCOMES)}; method one of {', '.join(METHODS)}.")
    engine().expire_due()

    def act(work: Work, session: Thing) -> None:
        apply_outcome(work, session, str(outcome), str(method))

    return change(identifier, "checkout.session", act)


def apply_outcome(work: Work, session: Thing, outcome: str, method: str) -> None:
    """What a button of the pay page does, and what a bank does later. Raises: WrongMoment."""
    if session.body["status"] == "complete" and outcome != "processing":
        payments.settle(work, session, paid=outcome == "paid")
    elif outcome == "paid":
        payments.pay(work, session, method)
    elif outcome == "failed":
        payments.fail(work, session, method)
    else:
        payments.promise(work, session)


@control.get("/clock")
def clock_now() -> Response:
    return jsonify(now=engine().now())


@control.post("/clock/advance")
def clock_advance() -> Response:
    seconds = body().get("seconds")
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 <= seconds <= FURTHEST_SECONDS:
        raise BadRequest("seconds is a whole number, at most ten years.")
    expired = engine().advance(seconds)
    return jsonify(now=engine().now(), expired=expired)


@control.post("/fail-next")
def fail_next() -> Response:
    given = body()
    status = given.get("status", 500)
    if not (status is None or status == TIMEOUT or (isinstance(status, int) and 400 <= status <= 599)):  # noqa: PLR2004  HTTP's error range
        raise BadRequest("status is an HTTP error status, 'timeout' or null (only slow).")
    if given.get("when", "before") not in {"before", "after"}:
        raise BadRequest("when is 'before' or 'after'.")
    engine().faults.add(
        Fault(
            method=str(given.get("method", "*")).upper(),
            path_prefix=str(given.get("path_prefix", "/")),
            when=given.get("when", "before"),
            status=status,
            times=int(given.get("times", 1)),
            delay_seconds=float(given.get("delay_seconds", 0)),
            sticky=bool(given.get("sticky", False)),
        )
    )
    return jsonify(waiting=engine().faults.count())


@control.get("/fail-next")
def fail_next_waiting() -> Response:
    return jsonify(waiting=engine().faults.count())


@control.post("/fail-next/clear")
def fail_next_clear() -> Response:
    engine().faults.clear()
    return jsonify(waiting=0)


@control.post("/refunds/mode")
def refund_mode() -> Response:
    status = body().get("status", "succeeded")
    if status not in {"succeeded", "pending"}:
        raise BadRequest("status is 'succeeded' or 'pending'.")
    with engine().store.write() as tx:
        tx.set("refund_mode", {"status": status})
    return jsonify(status=status)


@control.post("/refunds/<identifier>/fail")
def refund_fail(identifier: str) -> Response:
    reason = str(body().get("reason", "unknown"))

    def act(work: Work, refund: Thing) -> None:
        if refund.body["status"] == "failed":
            raise WrongMoment(f"Refund {refund.id} has already failed.")
        refunds.fail(work, refund, reason)

    return change(identifier, "refund", act)


@control.post("/refunds/<identifier>/succeed")
def refund_succeed(identifier: str) -> Response:
    def act(work: Work, refund: Thing) -> None:
        if refund.body["status"] != "pending":
            raise WrongMoment(f"Refund {refund.id} is {refund.body['status']}.")
        refunds.succeed(work, refund)

    return change(identifier, "refund", act)


@control.post("/accounts/<identifier>/<any(restrict, activate, reject, review):action>")
def account_standing(identifier: str, action: str) -> Response:
    standing = {"restrict": "restricted", "activate": "active", "reject": "rejected", "review": "pending"}[action]
    return change(identifier, "v2.core.account", lambda work, account: set_standing(work, account, standing))


@control.post("/accounts/<identifier>/deauthorize")
def deauthorize(identifier: str) -> Response:
    def act(work: Work, account: Thing) -> None:
        account.extra["deauthorized"] = True
        work.tx.save(account)
        application = {"id": APPLICATION, "object": "application", "name": sessions.PLATFORM_NAME}
        emit(work, "account.application.deauthorized", application, account.id)

    return change(identifier, "v2.core.account", act)


@control.post("/accounts/<identifier>/payout")
def payout(identifier: str) -> Response:
    status = body().get("status", "paid")
    if status not in payouts.STATUSES:
        raise BadRequest(f"status is one of {', '.join(payouts.STATUSES)}.")
    return change(identifier, "v2.core.account", lambda work, account: payouts.make(work, account.id, status))


@control.post("/payouts/<identifier>")
def payout_move(identifier: str) -> Response:
    status = body().get("status", "paid")
    if status not in payouts.STATUSES[1:]:
        raise BadRequest(f"status is one of {', '.join(payouts.STATUSES[1:])}.")
    return change(identifier, "payout", lambda work, thing: payouts.move(work, thing, status))


@control.post("/disputes")
def dispute_open() -> Response:
    given = body()
    reason = str(given.get("reason", "product_not_received"))
    return change(str(given.get("charge", "")), "charge", lambda work, charge: disputes.open_on(work, charge, reason))


@control.post("/disputes/<identifier>/close")
def dispute_close(identifier: str) -> Response:
    verdict = body().get("status")
    if verdict not in disputes.VERDICTS:
        raise BadRequest(f"status is one of {', '.join(disputes.VERDICTS)}.")
    return change(identifier, "dispute", lambda work, dispute: disputes.close(work, dispute, verdict))


@control.post("/seed")
def seed_history() -> Response:
    given = body()
    sellers: dict[str, str] = {}
    with engine().store.write() as tx:
        made = [seed.account(tx, row, engine().now()) for row in given.get("accounts", [])]
        paid = [seed.payment(tx, row, sellers) for row in given.get("payments", [])]
    return jsonify(accounts=made, payments=paid)


@control.post("/reset")
def reset() -> Response:
    engine().reset()
    return jsonify(reset=True)
