"""What the gateway asks of Stripe and makes of its answers, against the simulator."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import stripe

from app.core import clock
from app.integrations.payments.errors import PaymentsRefusedError, PaymentsUnavailableError
from app.integrations.payments.gateway import API_VERSION, PaymentGateway
from app.integrations.payments.values import SellerRequest
from simulator import objects
from tests.contract.net import (
    Caught,
)
from tests.contract.orders import _order, _paid, _refund, _use_everything
from tests.payments_fixtures import Simulator


def test_the_api_version_is_the_sdks_and_the_simulators() -> None:
    assert stripe._api_version._ApiVersion.CURRENT == API_VERSION == objects.API_VERSION


def test_a_member_becomes_a_seller(stripe_gateway: PaymentGateway, simulator: Simulator) -> None:
    seller = SellerRequest(uuid.uuid4(), "Muziekhuis Zuid", "balie@muziekhuis.example")
    state = stripe_gateway.create_account(seller)
    assert (state.card_payments, state.closed, state.livemode) == ("restricted", False, False)
    assert stripe_gateway.create_account(seller) == state
    link = stripe_gateway.create_onboarding_link(
        state.account_id, refresh_url="http://localhost/opnieuw", return_url="http://localhost/terug"
    )
    assert link.startswith(simulator.url)
    simulator.control(f"accounts/{state.account_id}/activate")
    state = stripe_gateway.retrieve_account(state.account_id)
    assert (state.card_payments, state.ideal_payments) == ("active", "active")


def test_a_page_to_pay_on_carries_what_was_agreed(stripe_gateway: PaymentGateway, simulator: Simulator) -> None:
    order = _order(simulator.seller())
    page = stripe_gateway.create_checkout(order)
    assert (page.status, page.payment_status, page.intent_id) == ("open", "unpaid", None)
    assert (page.amount_cents, page.currency, page.reference) == (6900, "eur", "K7P-2MXQ")
    assert page.payment_id == str(order.payment_id)
    assert page.url is not None
    assert page.url.startswith(simulator.url)
    assert stripe_gateway.create_checkout(order) == page


def test_a_paid_page_tells_intent_charge_method_and_costs(stripe_gateway: PaymentGateway, simulator: Simulator) -> None:
    found = _paid(stripe_gateway, simulator, simulator.seller())
    assert (found.status, found.payment_status, found.intent_status) == ("complete", "paid", "succeeded")
    assert (found.fee_cents, found.method, found.provider_cost_cents) == (835, "ideal", 29)
    assert found.charge_id is not None
    assert found.booked_at is not None
    assert abs(found.booked_at - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_page_without_commission_sends_no_fee(
    stripe_gateway: PaymentGateway, simulator: Simulator, caught: Caught
) -> None:
    found = _paid(stripe_gateway, simulator, simulator.seller(), fee_cents=0)
    assert found.fee_cents == 0
    assert "application_fee_amount" not in caught.requests[0].body
    assert stripe_gateway.create_refund(_refund(found, 6900, with_fee=False)).status == "succeeded"


def test_an_open_page_can_be_closed_and_a_closed_one_not_again(
    stripe_gateway: PaymentGateway, simulator: Simulator
) -> None:
    account = simulator.seller()
    page = stripe_gateway.create_checkout(_order(account))
    assert stripe_gateway.expire_checkout(page.session_id, account).status == "expired"
    with pytest.raises(PaymentsRefusedError):
        stripe_gateway.expire_checkout(page.session_id, account)


def test_a_refund_takes_its_share_of_the_commission_along(stripe_gateway: PaymentGateway, simulator: Simulator) -> None:
    account = simulator.seller()
    request = _refund(_paid(stripe_gateway, simulator, account), 3450)
    state = stripe_gateway.create_refund(request)
    assert (state.status, state.amount_cents, state.fee_refund_cents) == ("succeeded", 3450, 418)
    assert stripe_gateway.create_refund(request) == state
    assert stripe_gateway.retrieve_refund(state.provider_refund_id, account) == state
    assert stripe_gateway.find_refund(request.intent_id, request.refund_id, account) == state
    assert stripe_gateway.find_refund(request.intent_id, uuid.uuid4(), account) is None


def test_commission_is_listed_as_stripe_took_it(stripe_gateway: PaymentGateway, simulator: Simulator) -> None:
    account = simulator.seller()
    found = _paid(stripe_gateway, simulator, account)
    stripe_gateway.create_refund(_refund(found, 3450))
    now = clock.now()
    fees = stripe_gateway.list_application_fees(now - timedelta(hours=1), now + timedelta(hours=1))
    assert [(fee.account_id, fee.charge_id, fee.amount_cents, fee.refunded_cents) for fee in fees] == [
        (account, found.charge_id, 835, 418)
    ]
    assert stripe_gateway.list_application_fees(now - timedelta(hours=3), now - timedelta(hours=2)) == []


def test_events_that_were_not_delivered_are_listed_oldest_first(
    stripe_gateway: PaymentGateway, simulator: Simulator
) -> None:
    simulator.control("webhooks/endpoints", urls={"connect": "http://127.0.0.1:9/nobody"})
    simulator.control("webhooks/mode", drop=True)
    account = simulator.seller()
    found = _paid(stripe_gateway, simulator, account)
    notices = stripe_gateway.list_undelivered_events(clock.now() - timedelta(hours=1), account)
    types = [notice.type for notice in notices]
    assert types.index("checkout.session.completed") > types.index("payment_intent.succeeded")
    completed = notices[types.index("checkout.session.completed")]
    assert (completed.account, completed.object_id, completed.our_payment) == (
        account,
        found.session_id,
        found.payment_id,
    )
    assert stripe_gateway.list_undelivered_events(clock.now() - timedelta(hours=1)) == []


@pytest.mark.parametrize("status", [401, 409, 429, 500, 503, "timeout"])
def test_no_answer_is_told_apart_from_no(
    stripe_gateway: PaymentGateway, simulator: Simulator, status: int | str
) -> None:
    account = simulator.seller()
    simulator.fail_next("/v1/checkout/sessions", status=status, times=5)
    with pytest.raises(PaymentsUnavailableError):
        stripe_gateway.create_checkout(_order(account))


def test_a_lost_answer_is_asked_for_again_under_the_same_key(
    stripe_gateway: PaymentGateway, simulator: Simulator, caught: Caught
) -> None:
    account = simulator.seller()
    simulator.fail_next("/v1/checkout/sessions", status="timeout", when="after")
    page = stripe_gateway.create_checkout(_order(account))
    assert [request.headers["Idempotency-Key"] for request in caught.requests] == [
        f"payment-{page.payment_id}-checkout"
    ] * 2
    sessions = simulator.read("/v1/checkout/sessions", account)["data"]
    assert [session["id"] for session in sessions] == [page.session_id]


def test_a_refusal_tells_stripes_code(stripe_gateway: PaymentGateway, simulator: Simulator) -> None:
    account = simulator.seller()
    order = _order(account)
    stripe_gateway.create_checkout(order)
    with pytest.raises(PaymentsRefusedError) as changed:
        stripe_gateway.create_checkout(replace(order, amount_cents=7000))
    assert changed.value.refusal == "idempotency_conflict"
    with pytest.raises(PaymentsRefusedError) as missing:
        stripe_gateway.retrieve_checkout("cs_test_unknown", account)
    assert missing.value.refusal == "resource_missing"


def test_all_calls_name_the_seller_except_those_of_the_platform(
    stripe_gateway: PaymentGateway, simulator: Simulator, caught: Caught
) -> None:
    account = simulator.seller()
    _use_everything(stripe_gateway, simulator, account)
    own = {"/v2/core/accounts", "/v2/core/account_links", "/v1/application_fees", f"/v2/core/accounts/{account}"}
    for request in caught.requests:
        wanted = None if request.path in own else account
        assert request.headers.get("Stripe-Account") == wanted, request.path
        assert request.headers["Stripe-Version"] == API_VERSION
