import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
import stripe

from tests.simulator.scenes import ACCOUNT_PARAMS, KEY, World, new_client, on

HOUR = 3600


def replayed(answer: stripe.StripeObject) -> bool:
    assert answer._last_response is not None
    return bool(answer._last_response.headers.get("idempotent-replayed") == "true")


def test_the_same_key_gives_the_first_answer_again(world: World, seller: str) -> None:
    params = world.session_params()
    first = world.sessions.create(params, on(seller, "payment-1-checkout"))
    world.complete(first.id)
    second = world.sessions.create(params, on(seller, "payment-1-checkout"))
    assert (second.id, second.status) == (first.id, "open")
    assert (replayed(first), replayed(second)) == (False, True)
    assert len(world.sessions.list({}, on(seller)).data) == 1


def test_a_key_belongs_to_one_account(world: World, seller: str) -> None:
    params, other = world.session_params(), world.seller("Balletschool")
    assert world.sessions.create(params, on(seller, "k")).id != world.sessions.create(params, on(other, "k")).id


def test_the_same_key_for_something_else_is_refused(world: World, seller: str) -> None:
    world.sessions.create(world.session_params(), on(seller, "k"))
    with pytest.raises(stripe.IdempotencyError) as refusal:
        world.sessions.create(world.session_params(client_reference_id="LP-2"), on(seller, "k"))
    assert refusal.value.http_status == 400
    with pytest.raises(stripe.IdempotencyError):
        world.v1.refunds.create({"payment_intent": "pi_x"}, on(seller, "k"))


def test_a_refusal_for_its_parameters_is_not_remembered(world: World, seller: str) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        world.sessions.create(world.session_params(client_reference_id="x" * 201), on(seller, "k"))
    assert world.sessions.create(world.session_params(), on(seller, "k")).status == "open"


def test_a_refusal_by_the_state_of_things_is_remembered(world: World, seller: str) -> None:
    params = world.session_params()
    world.control(f"accounts/{seller}/restrict")
    for _attempt in range(2):
        with pytest.raises(stripe.InvalidRequestError, match="No valid payment method types") as refusal:
            world.sessions.create(params, on(seller, "k"))
        world.control(f"accounts/{seller}/activate")
    assert (refusal.value.headers or {})["idempotent-replayed"] == "true"
    assert world.sessions.create(params, on(seller, "k2")).status == "open"


def test_a_key_is_forgotten_after_a_day(world: World, seller: str) -> None:
    params = world.session_params(expires_at=None)
    first = world.sessions.create(params, on(seller, "k"))
    world.control("clock/advance", {"seconds": 23 * HOUR})
    assert world.sessions.create(params, on(seller, "k")).id == first.id
    world.control("clock/advance", {"seconds": HOUR})
    assert world.sessions.create(params, on(seller, "k")).id != first.id


def test_accounts_have_keys_too(world: World) -> None:
    first = world.core.accounts.create(ACCOUNT_PARAMS, {"idempotency_key": "organisation-7-account"})
    second = world.core.accounts.create(ACCOUNT_PARAMS, {"idempotency_key": "organisation-7-account"})
    assert first.id == second.id
    with pytest.raises(stripe.IdempotencyError):
        world.core.accounts.create(
            {**ACCOUNT_PARAMS, "display_name": "Anders"}, {"idempotency_key": "organisation-7-account"}
        )


def test_a_key_can_be_too_long(world: World, seller: str) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="255 characters"):
        world.sessions.create(world.session_params(), on(seller, "k" * 256))


def test_a_second_request_while_the_first_is_under_way_gets_a_409(world: World, seller: str) -> None:
    params = world.session_params()
    world.control("fail-next", {"method": "POST", "path_prefix": "/v1/checkout", "status": None, "delay_seconds": 1.0})
    headers = {"Authorization": f"Bearer {KEY}", "Stripe-Account": seller, "Idempotency-Key": "k"}
    with ThreadPoolExecutor() as pool:
        first = pool.submit(world.sessions.create, params, on(seller, "k"))
        while world.look("fail-next")["waiting"]:
            time.sleep(0.01)
        answer = requests.post(f"{world.base_url}/v1/checkout/sessions", data={}, headers=headers, timeout=10)
        assert not first.done()
    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "idempotency_key_in_use"
    assert first.result().status == "open"


def test_fifty_requests_with_one_key_make_one_session(world: World, seller: str) -> None:
    params = world.session_params()

    def create(_number: int) -> str:
        own = World(world.base_url, new_client(world.base_url, retries=8))
        return str(own.sessions.create(params, on(seller, "payment-1-checkout")).id)

    with ThreadPoolExecutor(50) as pool:
        made = set(pool.map(create, range(50)))
    assert len(made) == 1
    assert len(world.sessions.list({"limit": 100}, on(seller)).data) == 1


def test_fifty_requests_with_fifty_keys_make_fifty_sessions(world: World, seller: str) -> None:
    params = world.session_params()

    def create(number: int) -> str:
        own = World(world.base_url, new_client(world.base_url))
        return str(own.sessions.create(params, on(seller, f"payment-{number}")).id)

    with ThreadPoolExecutor(50) as pool:
        made = set(pool.map(create, range(50)))
    assert len(made) == 50
    assert {session.id for session in world.sessions.list({"limit": 100}, on(seller)).data} == made
