import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
import stripe

from tests.simulator.scenes import Json, World, new_client, on, running

DAY = 86_400


def fail_next(world: World, **fault: object) -> None:
    world.control("fail-next", {"method": "POST", "path_prefix": "/v1/checkout/sessions", **fault})


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (500, stripe.APIError),
        (402, stripe.CardError),
        (409, stripe.APIError),
        (429, stripe.RateLimitError),
        ("timeout", stripe.APIConnectionError),
    ],
)
@pytest.mark.parametrize(("when", "made"), [("before", 0), ("after", 1)])
def test_the_next_call_fails_before_or_after_it_took_effect(
    world: World, seller: str, status: int | str, error: type[Exception], when: str, made: int
) -> None:
    fail_next(world, status=status, when=when)
    with pytest.raises(error):
        world.open_session(seller)
    assert len(world.sessions.list({}, on(seller)).data) == made
    assert world.open_session(seller).status == "open"


def test_a_lost_answer_is_found_again_with_the_same_key(world: World, seller: str) -> None:
    params = world.session_params()
    fail_next(world, status="timeout", when="after")
    with pytest.raises(stripe.APIConnectionError):
        world.sessions.create(params, on(seller, "payment-1-checkout"))
    again = world.sessions.create(params, on(seller, "payment-1-checkout"))
    assert [session.id for session in world.sessions.list({}, on(seller)).data] == [again.id]


def test_the_sdk_gets_over_a_short_failure_by_itself(world: World, seller: str) -> None:
    fail_next(world, status=500, when="before")
    patient = World(world.base_url, new_client(world.base_url, retries=2))
    assert patient.open_session(seller).status == "open"


def test_a_fault_is_for_its_calls_and_as_often_as_asked(world: World, seller: str) -> None:
    fail_next(world, status=500, times=2)
    world.sessions.list({}, on(seller))
    for _time in range(2):
        with pytest.raises(stripe.APIError):
            world.open_session(seller)
    assert world.open_session(seller).status == "open"


def test_a_sticky_failure_stays_under_its_key(world: World, seller: str) -> None:
    params = world.session_params()
    fail_next(world, status=500, sticky=True)
    for _time in range(2):
        with pytest.raises(stripe.APIError):
            world.sessions.create(params, on(seller, "k"))
    assert world.sessions.create(params, on(seller, "k2")).status == "open"


def test_a_fault_can_be_taken_back(world: World, seller: str) -> None:
    fail_next(world)
    world.control("fail-next/clear")
    assert world.open_session(seller).status == "open"


@pytest.mark.parametrize("fault", [{"status": 200}, {"status": "soon"}, {"when": "during"}])
def test_a_fault_that_means_nothing_is_refused(world: World, fault: Json) -> None:
    answer = requests.post(f"{world.base_url}/_sim/fail-next", json=fault, timeout=5)
    assert answer.status_code == 400


def test_the_clock_starts_at_real_time_and_stays_ahead_over_a_restart(tmp_path: Path) -> None:
    with running(tmp_path) as first:
        assert abs(first.now() - time.time()) < 5
        first.control("clock/advance", {"seconds": DAY})
    with running(tmp_path) as second:
        assert abs(second.now() - time.time() - DAY) < 10


@pytest.mark.parametrize("seconds", [-1, 1.5, "morgen", None, True])
def test_the_clock_goes_forward_only(world: World, seconds: float | str | None) -> None:
    answer = requests.post(f"{world.base_url}/_sim/clock/advance", json={"seconds": seconds}, timeout=5)
    assert answer.status_code == 400


def test_history_is_seeded_with_all_its_objects_and_no_events(world: World, seller: str) -> None:
    created = world.now() - 90 * DAY
    row = {
        "account": seller,
        "amount": 6900,
        "application_fee_amount": 835,
        "created": created,
        "client_reference_id": "LP-OUD",
        "metadata": {"booking": "LP-OUD"},
        "method": "ideal",
    }
    [ids] = world.control("seed", {"payments": [row]})["payments"]
    expand = {"expand": ["payment_intent.latest_charge.balance_transaction"]}
    session = world.sessions.retrieve(ids["session"], expand, on(seller))
    charge = session.payment_intent.latest_charge
    assert (session.payment_status, session.client_reference_id, session.created) == ("paid", "LP-OUD", created)
    assert (session.payment_intent.id, charge.id) == (ids["payment_intent"], ids["charge"])
    assert (charge.balance_transaction.id, charge.balance_transaction.status) == (
        ids["balance_transaction"],
        "available",
    )
    [fee] = world.v1.application_fees.list({"created": {"gte": created, "lt": created + 1}}).data
    assert (fee.id, fee.amount) == (ids["application_fee"], 835)
    assert world.events(seller) == world.events() == []


def test_seeded_history_can_be_refunded_in_the_past(world: World, seller: str) -> None:
    created = world.now() - 90 * DAY
    row = {"account": seller, "amount": 6900, "application_fee_amount": 835, "created": created}
    refund = {"amount": 3450, "created": created + DAY, "metadata": {"refund": "3"}}
    [ids] = world.control("seed", {"payments": [{**row, "refund": refund}]})["payments"]
    found = world.v1.refunds.retrieve(ids["refund"], {"expand": ["charge"]}, on(seller))
    assert (found.amount, found.created, found.charge.amount_refunded) == (3450, created + DAY, 3450)
    assert world.v1.application_fees.retrieve(ids["application_fee"]).amount_refunded == 418


def test_five_thousand_payments_are_seeded_in_seconds(world: World, seller: str) -> None:
    start = world.now() - 360 * DAY
    rows = [
        {"account": seller, "amount": 5000 + n, "application_fee_amount": 500, "created": start + n * 3600}
        for n in range(5000)
    ]
    began = time.process_time()
    made = world.control("seed", {"payments": rows})["payments"]
    assert time.process_time() - began < 15
    assert len({ids["session"] for ids in made}) == 5000
    newest = world.v1.application_fees.list({"limit": 1}).data[0]
    assert newest.id == made[-1]["application_fee"]


@pytest.mark.parametrize(
    "row",
    [
        {"account": "acct_x", "amount": 100, "created": 1},
        {"amount": 100, "created": 1},
        {"account": "SELLER", "amount": "veel", "created": 1},
        {"account": "SELLER", "amount": 100},
        {"account": "SELLER", "amount": 100, "created": 1, "application_fee_amount": 101},
        {"account": "SELLER", "amount": 100, "created": 1, "method": "cash"},
    ],
)
def test_a_wrong_row_seeds_nothing(world: World, seller: str, row: Json) -> None:
    good: Json = {"account": seller, "amount": 100, "created": 1}
    wrong = {name: seller if value == "SELLER" else value for name, value in row.items()}
    answer = requests.post(f"{world.base_url}/_sim/seed", json={"payments": [good, wrong]}, timeout=5)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("payment: ")
    assert world.sessions.list({}, on(seller)).data == []


def test_a_reset_leaves_nothing(world: World, seller: str) -> None:
    world.paid(seller)
    world.control("clock/advance", {"seconds": DAY})
    fail_next(world)
    world.control("webhooks/mode", {"hold": True})
    world.control("reset")
    assert abs(world.now() - time.time()) < 5
    assert world.look("webhooks") == {"attempts": [], "deliveries": [], "mode": {}, "urls": {}}
    with pytest.raises(stripe.PermissionError):
        world.sessions.list({}, on(seller))
    assert world.open_session(world.seller()).status == "open"


def test_many_readers_and_writers_never_meet_a_locked_database(world: World, seller: str) -> None:
    params = world.session_params()

    def work(number: int) -> str:
        own = World(world.base_url, new_client(world.base_url))
        session = own.sessions.create(params, on(seller, f"payment-{number}"))
        own.complete(session.id)
        own.v1.balance_transactions.list({"expand": ["data.source"]}, on(seller))
        found = own.sessions.retrieve(session.id, {"expand": ["payment_intent"]}, on(seller))
        own.v1.refunds.create(
            {"payment_intent": found.payment_intent.id, "amount": 100}, on(seller, f"refund-{number}")
        )
        return str(found.payment_status)

    with ThreadPoolExecutor(50) as pool:
        assert set(pool.map(work, range(50))) == {"paid"}
    assert len(world.v1.refunds.list({"limit": 100}, on(seller)).data) == 50


def test_an_unknown_control_endpoint_or_object_is_a_404(world: World) -> None:
    for path in ("nonsense", "refunds/re_x/fail", "checkout/sessions/cs_x/complete"):
        answer = requests.post(f"{world.base_url}/_sim/{path}", json={"outcome": "paid"}, timeout=5)
        assert answer.status_code == 404
        assert answer.json()["error"]
