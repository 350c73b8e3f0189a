"""What Stripe refuses, the simulator refuses: otherwise a test against it would prove nothing."""

import pytest
import requests
import stripe

from tests.simulator.scenes import KEY, World, line, new_client, on

Changes = dict[str, object]


@pytest.fixture(scope="module")
def shop(shared_world: World) -> str:
    return shared_world.seller()


@pytest.mark.parametrize(
    ("changes", "code", "param"),
    [
        ({"payment_method_types": ["ideal"]}, "payment_method_types_no_longer_supported", "payment_method_types"),
        ({"nonsense": 1}, "parameter_unknown", "nonsense"),
        ({"line_items": [{**line(6900), "nonsense": 1}]}, "parameter_unknown", "line_items[0][nonsense]"),
        ({"payment_intent_data": {"application_fee": 10}}, "parameter_unknown", "payment_intent_data[application_fee]"),
        ({"ui_mode": "hosted"}, None, "ui_mode"),
        ({"mode": "pay"}, None, "mode"),
        ({"locale": "xx"}, None, "locale"),
        ({"submit_type": "rent"}, None, "submit_type"),
        ({"mode": None}, "parameter_missing", "mode"),
        ({"line_items": None}, "parameter_missing", "line_items"),
        ({"success_url": None}, "parameter_missing", "success_url"),
        ({"success_url": "klaar"}, "url_invalid", "success_url"),
        ({"cancel_url": "javascript:alert(1)"}, "url_invalid", "cancel_url"),
        ({"customer_email": "huurder"}, "email_invalid", "customer_email"),
        ({"customer_email": ""}, "parameter_invalid_empty", "customer_email"),
        ({"client_reference_id": "x" * 201}, None, "client_reference_id"),
        ({"expires_at": "morgen"}, "parameter_invalid_integer", "expires_at"),
        ({"line_items": [line(69.5)]}, "parameter_invalid_integer", "line_items[0][price_data][unit_amount]"),
        ({"line_items": [line(-100)]}, "parameter_invalid_integer", "line_items[0][price_data][unit_amount]"),
        ({"line_items": [line(6900, quantity=0)]}, "parameter_invalid_integer", "line_items[0][quantity]"),
        ({"line_items": [{"price_data": line(6900)["price_data"]}]}, "parameter_missing", "line_items[0][quantity]"),
        ({"line_items": [{"quantity": 1, "price": "price_x"}]}, "resource_missing", "line_items[0][price]"),
        ({"line_items": [line(49)]}, "amount_too_small", None),
        ({"line_items": [line(99_999_999, quantity=2)]}, "amount_too_large", None),
        ({"line_items": [line(10)] * 101}, None, "line_items"),
        ({"metadata": {f"k{n}": "v" for n in range(51)}}, None, "metadata"),
        ({"metadata": {"k" * 41: "v"}}, None, "metadata"),
        ({"metadata": {"k": "v" * 501}}, None, "metadata[k]"),
        ({"metadata": {"k": {"nested": "v"}}}, None, "metadata[k]"),
        (
            {"payment_intent_data": {"application_fee_amount": 6901}},
            None,
            "payment_intent_data[application_fee_amount]",
        ),
        (
            {"payment_intent_data": {"application_fee_amount": 0}},
            "parameter_invalid_integer",
            "payment_intent_data[application_fee_amount]",
        ),
        (
            {"payment_intent_data": {"statement_descriptor": "x" * 23}},
            None,
            "payment_intent_data[statement_descriptor]",
        ),
        (
            {"payment_intent_data": {"capture_method": "manual"}},
            "simulator_unsupported",
            "payment_intent_data[capture_method]=manual",
        ),
        ({"discounts": [{"coupon": "x"}]}, "simulator_unsupported", "discounts"),
        ({"ui_mode": "embedded_page"}, "simulator_unsupported", "ui_mode=embedded_page"),
    ],
)
def test_a_wrong_session_is_refused(
    shared_world: World, shop: str, changes: Changes, code: str | None, param: str | None
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        shared_world.open_session(shop, **changes)
    assert (refusal.value.code, refusal.value.param, refusal.value.http_status) == (code, param, 400)
    assert refusal.value.request_id is not None
    assert refusal.value.error is not None
    assert refusal.value.error.type == "invalid_request_error"


def test_a_fee_needs_a_connected_account(shared_world: World) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        shared_world.sessions.create(shared_world.session_params())
    assert refusal.value.code == "application_fees_not_allowed"
    assert shared_world.sessions.create(shared_world.session_params(payment_intent_data=None)).status == "open"


@pytest.mark.parametrize("key", ["sk_live_123456789", "pk_test_123456789", "nonsense"])
def test_only_a_test_key_is_accepted(shared_world: World, key: str) -> None:
    with pytest.raises(stripe.AuthenticationError) as refusal:
        new_client(shared_world.base_url, key=key).v1.events.list()
    assert refusal.value.http_status == 401
    assert key[8:] not in str(refusal.value.user_message) or len(key) <= 8


def test_a_request_without_a_key_is_refused(shared_world: World) -> None:
    answer = requests.get(f"{shared_world.base_url}/v1/events", timeout=5)
    assert (answer.status_code, answer.json()["error"]["type"]) == (401, "invalid_request_error")
    assert answer.headers["request-id"].startswith("req_")


def test_an_account_that_does_not_exist_is_not_accessible(shared_world: World) -> None:
    with pytest.raises(stripe.PermissionError) as refusal:
        shared_world.v1.events.list({}, on("acct_nobody"))
    assert (refusal.value.http_status, refusal.value.code) == (403, None)
    assert refusal.value.error is not None
    assert refusal.value.error.code == "account_invalid"


def test_another_api_version_is_refused(shared_world: World) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="API version"):
        shared_world.v1.events.list({}, {"stripe_version": "2020-08-27"})


def test_an_unknown_address_is_refused_as_stripe_does(shared_world: World) -> None:
    headers = {"Authorization": f"Bearer {KEY}"}
    answer = requests.get(f"{shared_world.base_url}/v1/subscriptions", headers=headers, timeout=5)
    assert answer.status_code == 404
    assert "Unrecognized request URL (GET: /v1/subscriptions)" in answer.json()["error"]["message"]
    v2 = requests.get(f"{shared_world.base_url}/v2/money", headers=headers, timeout=5)
    assert (v2.status_code, v2.json()["error"]["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("form", "content_type"),
    [
        ('{"mode": "payment"}', "application/json"),
        ("line_items[0=1", "application/x-www-form-urlencoded"),
        ("line_items=1&line_items[0][quantity]=1", "application/x-www-form-urlencoded"),
        ("line_items[0][quantity]=1&line_items=1", "application/x-www-form-urlencoded"),
        ("a" + "[b]" * 30 + "=1", "application/x-www-form-urlencoded"),
        ("line_items[x][quantity]=1", "application/x-www-form-urlencoded"),
        ("metadata=text", "application/x-www-form-urlencoded"),
    ],
)
def test_a_malformed_body_is_a_clear_refusal_and_no_crash(shared_world: World, form: str, content_type: str) -> None:
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": content_type}
    answer = requests.post(f"{shared_world.base_url}/v1/checkout/sessions", data=form, headers=headers, timeout=5)
    assert answer.status_code == 400
    assert answer.json()["error"]["type"] == "invalid_request_error"


def test_a_v2_body_must_be_a_json_object(shared_world: World) -> None:
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    for body in ("[]", "{", '"x"'):
        answer = requests.post(f"{shared_world.base_url}/v2/core/accounts", data=body, headers=headers, timeout=5)
        assert (answer.status_code, set(answer.json()["error"])) == (400, {"code", "message", "type"})


def test_unknown_query_parameters_are_refused(shared_world: World) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        shared_world.v1.payouts.list({"member": "7"})
    assert refusal.value.code == "parameter_unknown"


def test_other_hosts_and_other_sites_get_nothing(shared_world: World) -> None:
    elsewhere = requests.get(f"{shared_world.base_url}/_sim/clock", headers={"Host": "evil.example"}, timeout=5)
    assert elsewhere.status_code == 403
    foreign = requests.post(
        f"{shared_world.base_url}/_sim/reset", headers={"Origin": "https://evil.example"}, timeout=5
    )
    assert foreign.status_code == 403
