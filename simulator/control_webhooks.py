"""The control endpoints for webhooks: how they travel, what became of them, and sending them again."""

import time
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import BadRequest, HTTPException

from simulator import clock
from simulator.api import engine
from simulator.control import body, find, refusal
from simulator.events import THIN_KIND
from simulator.settings import ENDPOINT_KINDS
from simulator.work import PLATFORM

Json = dict[str, Any]

webhook_control = Blueprint("webhook_control", __name__, url_prefix="/_sim")
webhook_control.register_error_handler(HTTPException, refusal)
_SWITCHES = ("drop", "hold", "shuffle", "bad_signature")
_LONGEST_WAIT, _POLL_SECONDS = 30.0, 0.02
_SHOWN = 1_000


@webhook_control.post("/webhooks/mode")
def webhook_mode() -> Response:
    given = body()
    with engine().store.write() as tx:
        mode = tx.setting("webhook_mode")
        for name, value in given.items():
            if name in _SWITCHES:
                mode[name] = bool(value)
            elif name == "duplicate":
                mode[name] = max(0, int(value))
            elif name == "delay_seconds":
                mode[name] = max(0.0, float(value))
            else:
                raise BadRequest(f"Unknown mode {name!r}.")
        tx.set("webhook_mode", mode)
    return jsonify(mode)


@webhook_control.post("/webhooks/endpoints")
def webhook_endpoints() -> Response:
    """Point the three endpoints elsewhere, for a platform that got its port after the simulator started."""
    given = body()
    with engine().store.write() as tx:
        for name in ("urls", "secrets"):
            wanted = given.get(name, {})
            if not isinstance(wanted, dict) or set(wanted) - set(ENDPOINT_KINDS):
                raise BadRequest(f"{name} is an object with platform, connect and thin.")
            tx.set(f"endpoint_{name}", {**tx.setting(f"endpoint_{name}"), **wanted})
        return jsonify(urls=tx.setting("endpoint_urls"))


@webhook_control.post("/webhooks/flush")
def webhook_flush() -> Response:
    given = body()
    order = given.get("order")
    if order is not None and not isinstance(order, list):
        raise BadRequest("order is a list of event ids.")
    results = engine().courier.flush(order=order, shuffle=bool(given.get("shuffle", False)))
    return jsonify(deliveries=results)


@webhook_control.post("/webhooks/wait")
def webhook_wait() -> Response:
    """Until nothing is on its way any more; held and dropped ones do not count."""
    until = clock.wall() + min(float(body().get("timeout_seconds", 5)), _LONGEST_WAIT)
    while True:
        with engine().store.read() as tx:
            left = tx.rows("SELECT count(*) AS n FROM delivery WHERE state IN ('waiting', 'sending')")[0]["n"]
        if not left or clock.wall() >= until:
            return jsonify(idle=not left, left=left)
        time.sleep(_POLL_SECONDS)


@webhook_control.get("/webhooks")
def webhook_log() -> Response:
    """The latest deliveries with their event's type, and every attempt."""
    with engine().store.read() as tx:
        deliveries = tx.rows(
            "SELECT d.*, json_extract(t.body, '$.type') AS type, json_extract(t.body, '$.account') AS account"
            " FROM delivery d JOIN thing t ON t.id = d.event ORDER BY d.id DESC LIMIT ?",
            (request.args.get("limit", _SHOWN, int),),
        )
        attempts = tx.rows("SELECT * FROM attempt ORDER BY id DESC LIMIT ?", (_SHOWN,))
        return jsonify(
            mode=tx.setting("webhook_mode"),
            urls=tx.setting("endpoint_urls"),
            deliveries=[dict(row) for row in reversed(deliveries)],
            attempts=[dict(row) for row in reversed(attempts)],
        )


@webhook_control.post("/events/<identifier>/redeliver")
def redeliver(identifier: str) -> Response:
    """Once more, now, to the endpoint it was meant for, whatever the mode says about new ones."""
    with engine().store.write() as tx:
        event = tx.find(identifier, THIN_KIND) or find(tx, identifier, "event")
        endpoint = "thin" if event.kind == THIN_KIND else "platform" if event.account == PLATFORM else "connect"
        if endpoint not in tx.setting("endpoint_urls"):
            raise BadRequest(f"There is no {endpoint} endpoint.")
        tx.run(
            "INSERT INTO delivery (event, endpoint, state, due) VALUES (?, ?, 'sending', ?)",
            (identifier, endpoint, clock.wall()),
        )
        delivery = int(tx.rows("SELECT max(id) AS id FROM delivery")[0]["id"])
    result = engine().courier.carry(delivery)
    return jsonify(deliveries=[result] if result else [])
