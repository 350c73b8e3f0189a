"""The contract is the SDK's: these tests show that the net is there and that it is not empty."""

import contextlib
from typing import Any

import pytest
import stripe
from hypothesis import given, strategies
from stripe._encode import _api_encode
from stripe.params.checkout import SessionCreateParams

from simulator.contract import fields_of
from simulator.errors import ApiError
from simulator.forms import decode
from simulator.objects import API_VERSION, fresh
from simulator.operations import OPERATIONS
from simulator.validation import check


def through_the_form(params: dict[str, Any]) -> dict[str, Any]:
    """As the SDK sends it and the simulator reads it."""
    return decode([(name, str(value)) for name, value in _api_encode(params)])


def test_the_simulator_speaks_the_version_that_the_project_pins() -> None:
    assert API_VERSION == "2026-10-28.endive"
    assert stripe.VERSION == "16.1.0"


def test_every_operation_has_a_contract_with_fields() -> None:
    for operation in OPERATIONS:
        fields = fields_of(operation.params)
        assert (
            operation.method == "POST"
            or {"expand", "include"} & set(fields)
            or operation.rule.startswith("/v2/core/events")
        )
        assert "stripe_account" not in fields
        assert "idempotency_key" not in fields


def test_the_removed_parameter_is_not_in_the_contract() -> None:
    assert "payment_method_types" not in fields_of(SessionCreateParams)
    assert "allowed_payment_method_types" in fields_of(SessionCreateParams)


def test_enumerations_are_closed_although_the_sdk_adds_str_to_them() -> None:
    shape = fields_of(SessionCreateParams)["ui_mode"].shape
    assert (shape.kind, set(shape.values)) == ("enum", {"elements", "embedded_page", "form", "hosted_page"})


_texts = strategies.text(strategies.characters(blacklist_categories=["Cs"]), min_size=1, max_size=20)
_lines = strategies.fixed_dictionaries(
    {
        "quantity": strategies.integers(1, 1000),
        "price_data": strategies.fixed_dictionaries(
            {
                "currency": strategies.just("eur"),
                "unit_amount": strategies.integers(0, 10**8),
                "product_data": strategies.fixed_dictionaries({"name": _texts}),
            }
        ),
    }
)


@given(
    strategies.fixed_dictionaries(
        {
            "mode": strategies.just("payment"),
            "line_items": strategies.lists(_lines, min_size=1, max_size=15),
            "metadata": strategies.dictionaries(
                strategies.text("abc_", min_size=1, max_size=8), _texts, min_size=1, max_size=5
            ),
            "expires_at": strategies.integers(0, 2**33),
        }
    )
)
def test_what_the_sdk_encodes_is_read_back_the_same(params: dict[str, Any]) -> None:
    assert check(SessionCreateParams, through_the_form(params), typed=False) == params


@given(
    strategies.lists(strategies.tuples(strategies.text("ab[]01", max_size=12), strategies.text(max_size=5)), max_size=8)
)
def test_no_form_breaks_the_reader(pairs: list[tuple[str, str]]) -> None:
    with contextlib.suppress(ApiError):
        check(SessionCreateParams, decode(pairs), typed=False)


def test_an_object_must_be_complete_and_may_not_have_fields_of_its_own() -> None:
    with pytest.raises(TypeError, match="needs"):
        fresh("refund", id="re_1")
    with pytest.raises(TypeError, match="no field"):
        fresh("fee_refund", id="fr_1", amount=1, created=1, currency="eur", fee="fee_1", colour="red")
