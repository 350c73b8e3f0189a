"""Every request goes through a net that holds what Stripe would refuse."""

from collections.abc import Callable, Mapping
from typing import cast
from urllib.parse import urlencode

import pytest

from app.integrations.payments import gateway as gateway_module
from app.integrations.payments.gateway import PaymentGateway
from tests.contract.net import (
    OFFICIAL,
    OPERATIONS,
    BreachError,
    Caught,
    Request,
    check_officially,
    check_types,
)
from tests.contract.orders import _use_everything
from tests.payments_fixtures import Simulator


def test_every_operation_in_use_has_been_through_the_net(
    stripe_gateway: PaymentGateway, simulator: Simulator, caught: Caught
) -> None:
    _use_everything(stripe_gateway, simulator, simulator.seller())
    assert caught.operations() == set(OPERATIONS)


class _Recording:
    """A gateway that remembers which of its methods were asked for."""

    def __init__(self, gateway: PaymentGateway) -> None:
        self.gateway = gateway
        self.used: set[str] = set()

    def __getattr__(self, name: str) -> object:
        self.used.add(name)
        return getattr(self.gateway, name)


def test_no_call_of_the_gateway_stays_outside_the_net(stripe_gateway: PaymentGateway, simulator: Simulator) -> None:
    recording = _Recording(stripe_gateway)
    _use_everything(cast("PaymentGateway", recording), simulator, simulator.seller())
    calls = {name for name, found in vars(PaymentGateway).items() if callable(found) and not name.startswith("_")}
    assert recording.used == calls - {"parse_event"}  # makes no call


GOOD = {
    "mode": "payment",
    "success_url": "http://localhost/klaar",
    "line_items[0][quantity]": "1",
    "line_items[0][price_data][currency]": "eur",
    "line_items[0][price_data][unit_amount]": "6900",
    "line_items[0][price_data][product_data][name]": "Studio 1",
}


BAD: Mapping[str, Mapping[str, str]] = {
    "a parameter that Stripe has removed": {"payment_method_types[0]": "ideal"},
    "a nested name that does not exist": {"payment_intent_data[application_fee]": "835"},
    "an amount that is no whole number": {"line_items[0][price_data][unit_amount]": "69.00"},
    "a value outside its enumeration": {"submit_type": "huur"},
}


def _request(fields: Mapping[str, str], path: str = "/v1/checkout/sessions") -> Request:
    return Request("post", path, "", urlencode(fields), {})


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_the_net_holds_what_stripe_would_refuse(bad: Mapping[str, str]) -> None:
    check_types(_request(GOOD))
    with pytest.raises(BreachError):
        check_types(_request({**GOOD, **bad}))


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_the_official_description_holds_it_too(bad: Mapping[str, str]) -> None:
    if not OFFICIAL.exists():
        pytest.skip("Stripe's official schemas do not lie beside this checkout")
    check_officially(_request(GOOD))
    with pytest.raises(BreachError):
        check_officially(_request({**GOOD, **bad}))


def test_an_operation_that_is_not_on_the_list_does_not_get_through() -> None:
    with pytest.raises(BreachError, match="no operation"):
        check_types(_request({}, "/v1/transfers"))


def test_the_gateway_has_a_time_limit_and_stays_off_proxies_for_the_simulator(
    monkeypatch: pytest.MonkeyPatch, simulator: Simulator, connect_payments: Callable[[], None]
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    gateway = PaymentGateway("sk_test_simulator", simulator.url, {})
    account = simulator.seller()
    assert gateway.retrieve_account(account).account_id == account
    assert gateway_module.TIMEOUT_SECONDS == 10
