import pytest
import stripe
from hypothesis import given, strategies

from simulator.fees import proportional
from tests.simulator.scenes import World, on

DAY = 86_400
MINUTE = 60  # the simulator's clock goes on while the test runs


def refund(world: World, seller: str, intent: str, **params: object) -> stripe.Refund:
    given_params = {
        "payment_intent": intent,
        "refund_application_fee": True,
        "reason": "requested_by_customer",
        **params,
    }
    made: stripe.Refund = world.v1.refunds.create(given_params, on(seller))
    return made


def test_a_part_goes_back_with_its_part_of_the_commission(world: World, seller: str) -> None:
    session = world.paid(seller)
    made = refund(world, seller, session.payment_intent.id, amount=2300, metadata={"refund": "12"})
    assert (made.amount, made.status, made.currency) == (2300, "succeeded", "eur")
    [fee] = world.v1.application_fees.list().data
    assert (fee.amount_refunded, fee.refunded) == (278, False)
    booked = world.v1.balance_transactions.retrieve(str(made.balance_transaction), {}, on(seller))
    assert (booked.amount, booked.fee, booked.net) == (-2300, -278, -2022)
    charge = world.v1.charges.retrieve(session.payment_intent.latest_charge.id, {"expand": ["refunds"]}, on(seller))
    assert (charge.amount_refunded, charge.refunded) == (2300, False)
    assert [r.metadata.to_dict() for r in charge.refunds.data] == [{"refund": "12"}]


def test_parts_together_return_the_whole_commission_to_the_cent(world: World, seller: str) -> None:
    session = world.paid(seller)
    for cents in (1, 2299, 2300, 2300):
        refund(world, seller, session.payment_intent.id, amount=cents)
    [fee] = world.v1.application_fees.list().data
    assert (fee.amount_refunded, fee.refunded) == (835, True)
    assert sum(part.amount for part in world.v1.application_fees.refunds.list(fee.id).data) == 835
    assert sum(bt.net for bt in world.v1.balance_transactions.list().data) == 0
    assert sum(bt.net for bt in world.v1.balance_transactions.list({}, on(seller)).data) == -29


@given(strategies.data())
def test_any_partition_of_a_charge_returns_exactly_its_fee(data: strategies.DataObject) -> None:
    amount = data.draw(strategies.integers(50, 1_000_000))
    fee = data.draw(strategies.integers(0, amount))
    left, parts = amount, []
    while left:
        part = data.draw(strategies.integers(max(1, left // 4), left))
        parts.append(proportional(fee, amount, amount - left, part))
        left -= part
    assert sum(parts) == fee
    assert min(parts) >= 0


def test_without_the_wish_the_commission_stays(world: World, seller: str) -> None:
    session = world.paid(seller)
    world.v1.refunds.create({"payment_intent": session.payment_intent.id}, on(seller))
    [fee] = world.v1.application_fees.list().data
    assert fee.amount_refunded == 0
    assert world.v1.charges.retrieve(session.payment_intent.latest_charge.id, {}, on(seller)).refunded is True


def test_more_than_is_left_is_refused_and_nothing_moves(world: World, seller: str) -> None:
    session = world.paid(seller)
    refund(world, seller, session.payment_intent.id, amount=6000)
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded amount") as refusal:
        refund(world, seller, session.payment_intent.id, amount=901)
    assert refusal.value.param == "amount"
    assert len(world.v1.refunds.list({}, on(seller)).data) == 1


def test_a_charge_that_is_refunded_cannot_be_refunded_again(world: World, seller: str) -> None:
    session = world.paid(seller)
    refund(world, seller, session.payment_intent.id)
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        refund(world, seller, session.payment_intent.id)
    assert refusal.value.code == "charge_already_refunded"


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({}, "parameter_missing"),
        ({"payment_intent": "pi_nobody"}, "resource_missing"),
        ({"charge": "ch_nobody"}, "resource_missing"),
        ({"payment_intent": "pi", "charge": "ch"}, "parameters_exclusive"),
        ({"payment_intent": "SEEN", "amount": 0}, "parameter_invalid_integer"),
        ({"payment_intent": "SEEN", "amount": -5}, "parameter_invalid_integer"),
        ({"payment_intent": "SEEN", "amount": 1.5}, "parameter_invalid_integer"),
        ({"payment_intent": "SEEN", "reason": "geen zin"}, None),
        ({"payment_intent": "SEEN", "nonsense": "x"}, "parameter_unknown"),
        ({"payment_intent": "SEEN", "reverse_transfer": True}, "simulator_unsupported"),
    ],
)
def test_a_wrong_refund_is_refused(world: World, seller: str, params: dict[str, object], code: str | None) -> None:
    session = world.paid(seller)
    made = {name: session.payment_intent.id if value == "SEEN" else value for name, value in params.items()}
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        world.v1.refunds.create(made, on(seller))
    assert refusal.value.code == code


def test_a_fee_that_was_not_taken_cannot_be_returned(world: World, seller: str) -> None:
    session = world.paid(seller, payment_intent_data={})
    with pytest.raises(stripe.InvalidRequestError, match="has no application fee"):
        refund(world, seller, session.payment_intent.id)


def test_what_is_not_paid_cannot_be_refunded(world: World, seller: str) -> None:
    session = world.open_session(seller)
    world.complete(session.id, "processing")
    intent = world.sessions.retrieve(session.id, options=on(seller)).payment_intent
    with pytest.raises(stripe.InvalidRequestError, match="does not have a successful charge"):
        refund(world, seller, intent)


def test_another_account_cannot_refund(world: World, seller: str) -> None:
    session = world.paid(seller)
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        refund(world, world.seller("Balletschool"), session.payment_intent.id)
    assert refusal.value.code == "resource_missing"


@pytest.mark.parametrize(("method", "possible"), [("ideal", False), ("bancontact", False), ("card", True)])
def test_a_bank_payment_can_be_refunded_for_180_days(world: World, seller: str, method: str, possible: bool) -> None:
    session = world.paid(seller, method)
    world.control("clock/advance", {"seconds": 180 * DAY - MINUTE})
    refund(world, seller, session.payment_intent.id, amount=100)
    world.control("clock/advance", {"seconds": 2 * MINUTE})
    if possible:
        refund(world, seller, session.payment_intent.id, amount=100)
    else:
        with pytest.raises(stripe.InvalidRequestError) as refusal:
            refund(world, seller, session.payment_intent.id, amount=100)
        assert refusal.value.code == "charge_not_refundable"


def test_a_refund_that_fails_gives_the_money_back_to_the_seller(world: World, seller: str) -> None:
    session = world.paid(seller)
    made = refund(world, seller, session.payment_intent.id, amount=2300)
    world.control(f"refunds/{made.id}/fail")
    found = world.v1.refunds.retrieve(made.id, {"expand": ["failure_balance_transaction", "charge"]}, on(seller))
    assert (found.status, found.failure_reason) == ("failed", "unknown")
    assert (found.failure_balance_transaction.amount, found.charge.amount_refunded) == (2300, 0)
    assert world.events(seller)[-2:] == ["refund.updated", "refund.failed"]


def test_a_refund_can_be_under_way_before_it_succeeds(world: World, seller: str) -> None:
    session = world.paid(seller)
    world.control("refunds/mode", {"status": "pending"})
    made = refund(world, seller, session.payment_intent.id)
    assert (made.status, made.pending_reason) == ("pending", "processing")
    world.control(f"refunds/{made.id}/succeed")
    assert world.v1.refunds.retrieve(made.id, {}, on(seller)).status == "succeeded"
    assert world.events(seller)[-1] == "refund.updated"


def test_refunds_are_found_by_intent_so_that_a_late_retry_can_look_first(world: World, seller: str) -> None:
    first, second = world.paid(seller), world.paid(seller)
    mine = refund(world, seller, first.payment_intent.id, amount=100, metadata={"refund": "1"})
    refund(world, seller, second.payment_intent.id, amount=200)
    found = world.v1.refunds.list({"payment_intent": first.payment_intent.id}, on(seller)).data
    assert [(r.id, r.metadata.to_dict()) for r in found] == [(mine.id, {"refund": "1"})]
    by_charge = world.v1.refunds.list({"charge": first.payment_intent.latest_charge.id}, on(seller)).data
    assert [r.id for r in by_charge] == [mine.id]


def test_the_bureau_can_return_a_fee_without_a_refund(world: World, seller: str) -> None:
    world.paid(seller)
    [fee] = world.v1.application_fees.list().data
    part = world.v1.application_fees.refunds.create(fee.id, {"amount": 35, "metadata": {"note": "coulance"}})
    assert (part.object, part.amount, part.fee) == ("fee_refund", 35, fee.id)
    assert world.v1.application_fees.retrieve(fee.id).amount_refunded == 35
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded amount"):
        world.v1.application_fees.refunds.create(fee.id, {"amount": 801})
    assert world.events()[-1] == "application_fee.refunded"


def test_the_events_of_a_refund(world: World, seller: str) -> None:
    session = world.paid(seller)
    before = len(world.events(seller))
    refund(world, seller, session.payment_intent.id)
    assert world.events(seller)[before:] == ["refund.created", "charge.refunded"]
    assert world.events()[-1] == "application_fee.refunded"
