"""Webhooks as a platform meets them: signed, repeated, late, out of order, lost, and picked up after a restart."""

import hashlib
import hmac
import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import stripe

from tests.simulator.scenes import ACCOUNT_PARAMS, SECRETS, Parcel, Receiver, World, new_client, on, running

FAST = (0.05, 0.05, 0.05)
OF_A_PAYMENT = ["application_fee.created", "charge.updated", "checkout.session.completed", "payment_intent.succeeded"]


@pytest.fixture
def shop(tmp_path: Path, receiver: Receiver) -> Iterator[World]:
    """A simulator whose webhooks go to the receiver, with short waits between tries."""
    with running(tmp_path, receiver, retry_seconds=FAST, delivery_timeout_seconds=2) as made:
        yield made


def pay(shop: World) -> Any:  # noqa: ANN401  a session of the SDK
    return shop.paid(shop.seller())


def states(shop: World) -> Counter[str]:
    return Counter(delivery["state"] for delivery in shop.look("webhooks")["deliveries"])


def test_the_sdk_accepts_what_was_signed_and_nothing_else(shop: World, receiver: Receiver) -> None:
    pay(shop)
    for parcel in receiver.wait_for(4):
        event = shop.client.construct_event(parcel.raw, parcel.signature, SECRETS[parcel.kind])
        assert event.api_version == stripe._api_version._ApiVersion.CURRENT
        spoiled = parcel.raw.replace(b'"livemode": false', b'"livemode": true ', 1)
        assert len(spoiled) == len(parcel.raw)
        with pytest.raises(stripe.SignatureVerificationError):
            shop.client.construct_event(spoiled, parcel.signature, SECRETS[parcel.kind])
        with pytest.raises(stripe.SignatureVerificationError):
            shop.client.construct_event(parcel.raw, parcel.signature, "whsec_other")


def test_the_signature_is_the_documented_scheme(shop: World, receiver: Receiver) -> None:
    pay(shop)
    parcel = receiver.wait_for(1)[0]
    stamp, signature = (part.split("=", 1)[1] for part in parcel.signature.split(","))
    signed = f"{stamp}.".encode() + parcel.raw
    assert hmac.new(SECRETS[parcel.kind].encode(), signed, hashlib.sha256).hexdigest() == signature


def test_signatures_keep_real_time_when_the_clock_is_pushed(shop: World, receiver: Receiver) -> None:
    shop.control("clock/advance", {"seconds": 90 * 86_400})
    pay(shop)
    parcel = receiver.wait_for(1)[0]
    event = shop.client.construct_event(parcel.raw, parcel.signature, SECRETS[parcel.kind])
    assert event.created > time.time() + 89 * 86_400


def test_each_endpoint_gets_its_own_events(shop: World, receiver: Receiver) -> None:
    session = pay(shop)
    receiver.wait_for(4)
    assert receiver.types("platform") == ["application_fee.created"]
    assert sorted(receiver.types("connect")) == OF_A_PAYMENT[1:]
    assert receiver.types("thin") == []
    accounts = {parcel.body.get("account") for parcel in receiver.parcels if parcel.kind == "connect"}
    assert accounts == {shop.look("webhooks")["deliveries"][-1]["account"]}
    completed = next(p.body for p in receiver.parcels if p.body["type"] == "checkout.session.completed")
    assert completed["data"]["object"]["id"] == session.id


def test_account_events_travel_thin_and_lead_to_the_account(shop: World, receiver: Receiver) -> None:
    account = shop.core.accounts.create(ACCOUNT_PARAMS)
    receiver.wait_for(1)
    shop.control(f"accounts/{account.id}/activate")
    parcels = [parcel for parcel in receiver.wait_for(6) if parcel.kind == "thin"]
    assert set(receiver.types("thin")) == {
        "v2.core.account.created",
        "v2.core.account[requirements].updated",
        "v2.core.account[configuration.merchant].capability_status_updated",
    }
    for parcel in parcels:
        assert "data" not in parcel.body
        notification: Any = shop.client.parse_event_notification(parcel.raw, parcel.signature, SECRETS["thin"])
        assert notification.fetch_related_object().id == account.id
        with pytest.raises(ValueError, match="thin event"):
            shop.client.construct_event(parcel.raw, parcel.signature, SECRETS["thin"])
    updated = [shop.core.events.retrieve(parcel.body["id"]) for parcel in parcels]
    changed = {event.data.updated_capability for event in updated if event.type.endswith("status_updated")}
    assert changed == {"card_payments", "ideal_payments", "bancontact_payments", "stripe_balance.payouts"}


def test_a_snapshot_event_is_not_a_thin_one(shop: World, receiver: Receiver) -> None:
    pay(shop)
    parcel = receiver.wait_for(1)[0]
    with pytest.raises(ValueError, match="thin event"):
        shop.client.parse_event_notification(parcel.raw, parcel.signature, SECRETS[parcel.kind])


def test_an_event_is_offered_again_until_it_is_taken(shop: World, receiver: Receiver) -> None:
    seen: Counter[str] = Counter()

    def third_time(parcel: Parcel) -> int:
        seen[parcel.body["id"]] += 1
        return 200 if seen[parcel.body["id"]] == 3 else 500

    receiver.answer = third_time
    pay(shop)
    receiver.wait_for(12)
    assert shop.control("webhooks/wait")["idle"] is True
    assert set(seen.values()) == {3}
    assert states(shop) == {"delivered": 4}


def test_the_tries_are_bounded_and_the_event_counts_as_undelivered(shop: World, receiver: Receiver) -> None:
    receiver.answer = lambda parcel: 302 if parcel.kind == "connect" else 200
    seller = shop.seller()
    shop.paid(seller)
    shop.control("webhooks/wait")
    assert states(shop) == {"delivered": 1, "failed": 3}
    assert len(receiver.types("connect")) == 3 * (1 + len(FAST))
    missed = shop.v1.events.list({"delivery_success": False}, on(seller)).data
    assert sorted(event.type for event in missed) == OF_A_PAYMENT[1:]
    assert {event.pending_webhooks for event in missed} == {1}
    assert shop.v1.events.list({"delivery_success": False}).data == []
    receiver.answer = lambda _parcel: 200
    for event in missed:
        shop.control(f"events/{event.id}/redeliver")
    assert shop.v1.events.list({"delivery_success": False}, on(seller)).data == []


def test_a_receiver_that_is_away_is_an_error_in_the_log_and_not_a_crash(shop: World, receiver: Receiver) -> None:
    urls = {"connect": "http://127.0.0.1:9/nobody", "platform": "http://127.0.0.1:9/nobody"}
    shop.control("webhooks/endpoints", {"urls": urls})
    pay(shop)
    shop.control("webhooks/wait")
    assert states(shop) == {"failed": 4}
    assert "refused" in shop.look("webhooks")["deliveries"][0]["last_error"]


def test_a_restart_goes_on_with_what_was_not_delivered(tmp_path: Path, receiver: Receiver) -> None:
    receiver.answer = lambda _parcel: 503
    with running(tmp_path, receiver, retry_seconds=(60.0,)) as first:
        session = pay(first)
        receiver.wait_for(4)
    receiver.answer = lambda _parcel: 200
    receiver.parcels.clear()
    with running(tmp_path, receiver, retry_seconds=(60.0,)) as second:
        assert second.sessions.retrieve(session.id, options=on(second_account(second))).payment_status == "paid"
        second.control("webhooks/flush")
        assert sorted(parcel.body["type"] for parcel in receiver.parcels) == OF_A_PAYMENT


def second_account(shop: World) -> str:
    return str(shop.look("webhooks")["deliveries"][-1]["account"])


def test_an_event_that_waits_is_sent_by_itself_after_a_restart(tmp_path: Path, receiver: Receiver) -> None:
    with running(tmp_path, receiver) as first:
        first.control("webhooks/mode", {"delay_seconds": 1.0})
        pay(first)
        assert receiver.parcels == []
    with running(tmp_path, receiver):
        assert sorted(parcel.body["type"] for parcel in receiver.wait_for(4)) == OF_A_PAYMENT


def test_held_events_come_in_the_order_that_is_asked_for(shop: World, receiver: Receiver) -> None:
    shop.control("webhooks/mode", {"hold": True})
    pay(shop)
    held = [delivery["event"] for delivery in shop.look("webhooks")["deliveries"]]
    assert len(held) == 4
    assert receiver.parcels == []
    results = shop.control("webhooks/flush", {"order": held[::-1]})["deliveries"]
    assert [parcel.body["id"] for parcel in receiver.parcels] == held[::-1]
    assert {result["status"] for result in results} == {200}
    assert shop.control("webhooks/flush")["deliveries"] == []


def test_a_shuffled_flush_brings_everything_in_another_order(shop: World, receiver: Receiver) -> None:
    shop.control("webhooks/mode", {"hold": True})
    seller = shop.seller()
    for _payment in range(5):
        shop.paid(seller)
    held = [delivery["event"] for delivery in shop.look("webhooks")["deliveries"]]
    shop.control("webhooks/flush", {"shuffle": True})
    came = [parcel.body["id"] for parcel in receiver.parcels]
    assert sorted(came) == sorted(held)
    assert came != held


def test_dropped_events_never_come_but_can_be_found(shop: World, receiver: Receiver) -> None:
    seller = shop.seller()
    shop.control("webhooks/mode", {"drop": True})
    shop.paid(seller)
    assert shop.control("webhooks/wait")["idle"] is True
    assert receiver.parcels == []
    assert len(shop.v1.events.list({"delivery_success": False}, on(seller)).data) == 3


def test_duplicates_are_the_same_event_twice(shop: World, receiver: Receiver) -> None:
    shop.control("webhooks/mode", {"duplicate": 1})
    pay(shop)
    receiver.wait_for(8)
    assert set(Counter(parcel.body["id"] for parcel in receiver.parcels).values()) == {2}


def test_a_bad_signature_is_bad(shop: World, receiver: Receiver) -> None:
    shop.control("webhooks/mode", {"bad_signature": True})
    pay(shop)
    parcel = receiver.wait_for(1)[0]
    with pytest.raises(stripe.SignatureVerificationError):
        shop.client.construct_event(parcel.raw, parcel.signature, SECRETS[parcel.kind])


def test_delayed_events_come_later(shop: World, receiver: Receiver) -> None:
    shop.control("webhooks/mode", {"delay_seconds": 0.5})
    started = time.monotonic()
    pay(shop)
    receiver.wait_for(4)
    assert time.monotonic() - started >= 0.5


def test_an_unknown_mode_is_refused(shop: World) -> None:
    answer = requests.post(f"{shop.base_url}/_sim/webhooks/mode", json={"lose": True}, timeout=5)
    assert answer.status_code == 400


def test_events_can_be_listed_by_type_and_fetched(shop: World, receiver: Receiver) -> None:
    seller = shop.seller()
    shop.paid(seller)
    one = shop.v1.events.list({"type": "checkout.session.completed"}, on(seller)).data
    assert [event.type for event in one] == ["checkout.session.completed"]
    star = shop.v1.events.list({"type": "charge.*"}, on(seller)).data
    assert {event.type for event in star} == {"charge.succeeded", "charge.updated"}
    several = shop.v1.events.list({"types": ["charge.updated", "payment_intent.succeeded"]}, on(seller)).data
    assert len(several) == 2
    assert shop.v1.events.retrieve(one[0].id, {}, on(seller)).id == one[0].id
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.events.retrieve(one[0].id)


def test_the_request_that_caused_an_event_is_named_in_it(shop: World, receiver: Receiver) -> None:
    session = pay(shop)
    seller = second_account(shop)
    client = new_client(shop.base_url)
    client.v1.refunds.create({"payment_intent": session.payment_intent.id}, on(seller, "refund-9"))
    refunded = shop.v1.events.list({"type": "refund.created"}, on(seller)).data[0]
    assert refunded.request.idempotency_key == "refund-9"
    assert refunded.request.id.startswith("req_")


def test_what_is_sent_is_what_can_be_fetched(shop: World, receiver: Receiver) -> None:
    pay(shop)
    seller = second_account(shop)
    parcel = next(p for p in receiver.wait_for(4) if p.kind == "connect")
    fetched = json.loads(str(shop.v1.events.retrieve(parcel.body["id"], {}, on(seller))))
    assert fetched["data"] == parcel.body["data"]


def test_deauthorisation_is_told_and_closes_the_account_to_the_platform(shop: World, receiver: Receiver) -> None:
    seller = shop.seller()
    shop.control(f"accounts/{seller}/deauthorize")
    parcel = receiver.wait_for(1)[0]
    assert (parcel.body["type"], parcel.body["account"]) == ("account.application.deauthorized", seller)
    with pytest.raises(stripe.PermissionError):
        shop.open_session(seller)
