"""What Stripe sends is taken when its signature, its address and its version are right."""

import json
import time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from app.core.db import session
from tests.functional.payments.stripe_webhook.messages import _event, _stored, _thin
from tests.payments_fixtures import SECRETS, Json, Shop, Simulator, deliver, run_payment_jobs, sign

CONNECT = SECRETS["connect"][0]


def _raw(event: Json) -> bytes:
    return json.dumps(event, indent=2).encode()


def _jobs() -> int:
    found: int = (
        session()
        .execute(text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'payments.handle_event'"))
        .scalar_one()
    )
    return found


def test_a_signed_event_is_written_down_and_gets_a_job(app: Flask) -> None:
    answer = deliver(app, _event())
    assert answer.status_code == 200
    assert answer.json == {"received": True, "new": True}
    event = _stored()[0]
    assert (event.id, event.endpoint, event.account, event.handled_at) == ("evt_1", "connect", "acct_unknown", None)
    assert _jobs() == 1


def test_the_same_event_twice_gets_one_row_and_one_job(app: Flask) -> None:
    deliver(app, _event())
    answer = deliver(app, _event())
    assert (answer.status_code, answer.json) == (200, {"received": True, "new": False})
    assert (len(_stored()), _jobs()) == (1, 1)


def test_of_what_an_event_is_about_only_ids_are_kept(app: Flask) -> None:
    page = {
        "id": "cs_1",
        "object": "checkout.session",
        "customer_email": "marit@nevenstem.example",
        "payment_intent": "pi_1",
        "metadata": {"booking": "K7P-2MXQ", "payment": "p1"},
    }
    deliver(app, _event(type="checkout.session.completed", data={"object": page}))
    assert _stored()[0].payload == {
        "object": "cs_1",
        "kind": "checkout.session",
        "intent": "pi_1",
        "payment": "p1",
        "refund": "",
    }


def _refused(app: Flask, raw: bytes, signature: str, endpoint: str = "connect") -> None:
    answer = deliver(app, raw, endpoint, signature=signature)
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert _stored() == []
    assert _jobs() == 0


def test_a_message_signed_with_another_secret_is_refused(app: Flask) -> None:
    _refused(app, _raw(_event()), sign(_raw(_event()), "whsec_somebody_else"))


def test_a_message_signed_for_another_address_is_refused(app: Flask) -> None:
    _refused(app, _raw(_event()), sign(_raw(_event()), SECRETS["platform"][0]))


def test_a_message_changed_by_one_byte_is_refused(app: Flask) -> None:
    raw = _raw(_event())
    _refused(app, raw.replace(b"po_1", b"po_2"), sign(raw, CONNECT))


def test_a_message_written_anew_is_refused_though_it_says_the_same(app: Flask) -> None:
    raw = _raw(_event())
    _refused(app, json.dumps(json.loads(raw)).encode(), sign(raw, CONNECT))


def test_a_message_of_more_than_five_minutes_ago_is_refused(app: Flask) -> None:
    raw = _raw(_event())
    _refused(app, raw, sign(raw, CONNECT, int(time.time()) - 301))


def test_a_message_of_less_than_five_minutes_ago_is_taken(app: Flask) -> None:
    raw = _raw(_event())
    assert deliver(app, raw, signature=sign(raw, CONNECT, int(time.time()) - 290)).status_code == 200


def test_a_message_without_a_signature_is_refused(client: FlaskClient) -> None:
    answer = client.post("/webhooks/stripe/connect", data=_raw(_event()))
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "signature",
    ["", "nonsense", "t=,v1=", "t=abc,v1=def", "v1=abc", f"t={int(time.time())},v0=abc"],
    ids=["none", "nonsense", "empty", "not-numbers", "no-time", "another-scheme"],
)
def test_a_signature_that_is_none_is_refused(app: Flask, signature: str) -> None:
    _refused(app, _raw(_event()), signature)


@pytest.mark.parametrize("raw", [b"", b"[]", b'"evt"', b"{}", b"{", b"null", b"\xff\xfe"])
def test_signed_nonsense_is_refused_and_is_no_error_of_ours(app: Flask, raw: bytes) -> None:
    _refused(app, raw, sign(raw, CONNECT))
    _refused(app, raw, sign(raw, SECRETS["thin"][0]), "thin")


def test_while_secrets_change_a_message_with_two_signatures_is_taken(app: Flask) -> None:
    raw = _raw(_event())
    old, new = sign(raw, "whsec_old"), sign(raw, CONNECT).split(",")[1]
    assert deliver(app, raw, signature=f"{old},{new}").status_code == 200


def test_while_secrets_change_both_of_ours_are_good(app: Flask, simulator: Simulator) -> None:
    from app.integrations.payments.gateway import configure_payments  # noqa: PLC0415 - other secrets for this test

    configure_payments("sk_test_simulator", simulator.url, {"connect": ("whsec_new", "whsec_old")})
    for number, secret in enumerate(("whsec_new", "whsec_old")):
        raw = _raw(_event(id=f"evt_{number}"))
        assert deliver(app, raw, signature=sign(raw, secret)).status_code == 200


def test_a_thin_event_at_a_snapshot_address_is_refused(app: Flask) -> None:
    raw = _raw(_thin())
    _refused(app, raw, sign(raw, CONNECT))


def test_a_snapshot_event_at_the_thin_address_is_refused(app: Flask) -> None:
    raw = _raw(_event())
    _refused(app, raw, sign(raw, SECRETS["thin"][0]), "thin")


def test_an_event_of_a_seller_at_the_platforms_address_is_refused(app: Flask) -> None:
    raw = _raw(_event())
    _refused(app, raw, sign(raw, SECRETS["platform"][0]), "platform")


def test_an_event_of_the_platform_at_the_sellers_address_is_refused(app: Flask) -> None:
    raw = _raw(_event(account=None))
    _refused(app, raw, sign(raw, CONNECT))


def test_an_event_in_another_version_of_the_api_is_refused_loudly(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    raw = _raw(_event(api_version="2025-01-27.acacia"))
    _refused(app, raw, sign(raw, CONNECT))
    assert any("webhook_version" in record.getMessage() for record in caplog.records if record.levelname == "ERROR")


def test_an_event_of_the_other_mode_is_taken_and_set_aside(app: Flask) -> None:
    assert deliver(app, _event(livemode=True)).status_code == 200
    event = _stored()[0]
    assert (event.outcome, event.handled_at is not None, _jobs()) == ("other_livemode", True, 0)


def test_an_event_of_a_type_that_we_do_not_know_is_taken_and_set_aside(app: Flask) -> None:
    assert deliver(app, _event(type="terminal.reader.action_failed")).status_code == 200
    assert (_stored()[0].outcome, _jobs()) == ("unknown_type", 0)


@pytest.mark.parametrize(
    ("event_type", "thing", "outcome"),
    [
        ("checkout.session.completed", {"id": "cs_nobody", "object": "checkout.session"}, "unknown_payment"),
        ("payment_intent.succeeded", {"id": "pi_nobody", "object": "payment_intent"}, "unknown_payment"),
        ("refund.updated", {"id": "re_nobody", "object": "refund"}, "unknown_refund"),
        ("charge.dispute.created", {"id": "dp_nobody", "object": "dispute"}, "unknown_payment"),
        ("account.application.deauthorized", {"id": "ca_1", "object": "application"}, "unknown_account"),
    ],
)
def test_an_event_about_something_we_do_not_have_is_taken_and_raises_the_alarm(
    app: Flask, shop: Shop, caplog: pytest.LogCaptureFixture, event_type: str, thing: Json, outcome: str
) -> None:
    assert deliver(app, _event(type=event_type, data={"object": thing})).status_code == 200
    run_payment_jobs()
    event = _stored()[0]
    assert (event.outcome, event.handled_at is not None) == (outcome, True)
    assert any("webhook_unknown" in record.getMessage() for record in caplog.records if record.levelname == "ERROR")


def test_an_unknown_address_is_no_address(client: FlaskClient) -> None:
    assert client.post("/webhooks/stripe/other", data=b"{}").status_code == 404
    assert client.get("/webhooks/stripe/connect").status_code == 405
