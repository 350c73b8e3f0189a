"""Stripe's API over HTTP: every call goes through the same steps, in Stripe's order.

Authenticate, read and validate, look the idempotency key up, do the work in one transaction, answer. A failure that a test
asked for comes in before or after the work.
"""

import json
import time
from typing import Any

from flask import Blueprint, Response, current_app, request

from simulator import idempotency
from simulator.caller import account_of, authenticate
from simulator.connection import drop
from simulator.engine import Engine
from simulator.errors import ApiError, injected, refused
from simulator.expand import expand
from simulator.faults import TIMEOUT, Fault
from simulator.forms import decode
from simulator.idempotency import Answer
from simulator.ids import new_id
from simulator.objects import API_VERSION
from simulator.operations import OPERATIONS, Operation
from simulator.validation import check
from simulator.work import Call, Work

Json = dict[str, Any]

api = Blueprint("api", __name__)
FORM, JSON_TYPE = "application/x-www-form-urlencoded", "application/json"


def engine() -> Engine:
    found: Engine = current_app.extensions["simulator"]
    return found


def _register(operation: Operation) -> None:
    def view(**path: str) -> Response:
        return _serve(operation, path)

    api.add_url_rule(
        operation.rule, f"{operation.method} {operation.rule}".replace(".", "_"), view, methods=[operation.method]
    )


for _operation in OPERATIONS:
    _register(_operation)


def _serve(operation: Operation, path: dict[str, str]) -> Response:
    request_id = new_id("req_", 14)
    fault: Fault | None = None
    try:
        authenticate(request.headers)
        key = _key() if operation.method == "POST" else None
        with engine().store.read() as tx:
            account = account_of(tx, request.headers)
        if key is None:
            fault = _fault_before(operation)
            answer, replayed = _answer(operation, account, path, None, request_id), False
        else:
            with engine().in_flight.hold(account, key):
                fault = _fault_before(operation, account=account, key=key, request_id=request_id)
                answer, replayed = _answer_once(operation, account, path, key, request_id)
    except ApiError as error:
        answer, replayed = _failure(error, operation, request_id), False
    if fault is not None and fault.when == "after":
        return _lose(fault, operation, request_id)
    return _respond(answer, request_id, replayed=replayed)


def _key() -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key:
        idempotency.check_key(key)
    return key or None


def _fault_before(
    operation: Operation, account: str = "", key: str | None = None, request_id: str = ""
) -> Fault | None:
    """Take the fault that waits for this call. Raises: ApiError when it comes before any effect."""
    fault = engine().faults.take(operation.method, request.path)
    if fault is None or fault.when == "after":
        return fault
    time.sleep(fault.delay_seconds)
    if fault.status == TIMEOUT:
        drop(request.environ)
    if fault.status is None:
        return None
    error = injected(int(fault.status))
    if fault.sticky and key:
        _remember(operation, account, key, _failure(error, operation, request_id))
    raise error


def _remember(operation: Operation, account: str, key: str, answer: Answer) -> None:
    """A failure that Stripe would give again under the same key, as it does with a 500 of its own."""
    print_ = idempotency.fingerprint(operation.method, request.path, _given(operation))
    with engine().store.write() as tx:
        idempotency.keep(tx, account, key, print_, answer, engine().now())


def _lose(fault: Fault, operation: Operation, request_id: str) -> Response:
    """The work is done and committed; only the answer does not arrive."""
    time.sleep(fault.delay_seconds)
    if fault.status == TIMEOUT or fault.status is None:
        drop(request.environ)
    return _respond(_failure(injected(int(fault.status or 500)), operation, request_id), request_id)


def _given(operation: Operation) -> Json:
    """What was sent, before it is held against the contract."""
    if operation.method == "GET":
        return decode(request.args.items(multi=True))
    if not operation.v2:
        if request.content_length and request.mimetype != FORM:
            raise refused(f"Invalid request (check that your POST content type is {FORM}).")
        return decode(request.form.items(multi=True))
    if request.mimetype != JSON_TYPE:
        raise refused(f"Invalid request (check that your POST content type is {JSON_TYPE}).")
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise refused("Invalid request: the body is not a JSON object.")
    return body


def _answer_once(
    operation: Operation, account: str, path: dict[str, str], key: str, request_id: str
) -> tuple[Answer, bool]:
    """The answer under an idempotency key, and whether it is an earlier one given again."""
    print_ = idempotency.fingerprint(operation.method, request.path, _given(operation))
    now = engine().now()
    with engine().store.write() as tx:
        earlier = idempotency.earlier_answer(tx, account, key, print_, now)
    if earlier is not None:
        return earlier, True
    return _answer(operation, account, path, (key, print_), request_id), False


def _answer(
    operation: Operation, account: str, path: dict[str, str], key: tuple[str, str] | None, request_id: str
) -> Answer:
    params = check(operation.params, _given(operation), typed=operation.v2 and operation.method == "POST")
    engine().expire_due()
    call = Call(account, params, path, request.host_url.rstrip("/"))
    now = engine().now()
    if operation.method == "GET":
        with engine().store.read() as tx:
            return _execute(operation, Work(tx, now, request_id), call)
    with engine().store.write() as tx:
        work = Work(tx, now, request_id, key[0] if key else None)
        try:
            with tx.savepoint():
                answer = _execute(operation, work, call)
        except ApiError as error:
            if not error.stored:
                raise
            answer = _failure(error, operation, request_id)
        if key is not None:
            idempotency.keep(tx, account, key[0], key[1], answer, now)
    return answer


def _execute(operation: Operation, work: Work, call: Call) -> Answer:
    body = operation.handler(work, call)
    paths = call.params.get("expand", [])
    if paths:
        work.tx.flush()  # from here on the objects are only dressed up for this answer
        body = json.loads(json.dumps(body))
        expand(work.tx, body, paths, work.now)
    return Answer(200, _dump(body), work.request_id or "")


def _failure(error: ApiError, operation: Operation, request_id: str) -> Answer:
    return Answer(error.status, _dump(error.body(v2=operation.v2)), request_id)


def _dump(body: Json) -> str:
    return json.dumps(body, ensure_ascii=False)


def _respond(answer: Answer, request_id: str, *, replayed: bool = False) -> Response:
    response = Response(answer.body, answer.status, mimetype=JSON_TYPE)
    response.headers["Request-Id"] = request_id
    response.headers["Stripe-Version"] = API_VERSION
    for name in ("Idempotency-Key", "Stripe-Account"):
        if name in request.headers:
            response.headers[name] = request.headers[name]
    if replayed:
        response.headers["Idempotent-Replayed"] = "true"
        response.headers["Original-Request"] = answer.request_id
    return response


def unknown_url() -> Response:
    """Stripe's answer for an address that it does not have."""
    error = ApiError(
        f"Unrecognized request URL ({request.method}: {request.path}). Please see https://stripe.com/docs or we can help at "
        "https://support.stripe.com/.",
        status=404,
    )
    body = error.body(v2=request.path.startswith("/v2/"))
    if request.path.startswith("/v2/"):
        body["error"]["code"] = "not_found"
    return _respond(Answer(404, _dump(body), ""), new_id("req_", 14))
