import pytest
import stripe

from tests.simulator.scenes import MINUTE, World, line, on


def test_a_session_has_what_the_platform_gave_it(world: World, seller: str) -> None:
    session = world.open_session(seller, line_items=[line(5000), line(950, "Beamer", 2)])
    assert session.amount_total == 6900
    assert (session.status, session.payment_status, session.livemode) == ("open", "unpaid", False)
    assert session.url == f"{world.base_url}/pay/{session.id}"
    assert session.payment_intent is None
    assert session.client_reference_id == "LP-1"
    assert session.metadata.to_dict() == {"booking": "LP-1"}
    assert session.payment_method_types == ["card", "ideal", "bancontact", "sepa_debit"]
    assert len(session.id) > 60


def test_the_lines_come_on_request(world: World, seller: str) -> None:
    session = world.open_session(seller, line_items=[line(5000), line(950, "Beamer", 2)])
    assert "line_items" not in session
    lines = world.sessions.line_items.list(session.id, options=on(seller)).data
    assert [(item.description, item.quantity, item.amount_total) for item in lines] == [
        ("Studio 1, 12 mei 10-14 u", 1, 5000),
        ("Beamer", 2, 1900),
    ]
    expanded = world.sessions.retrieve(session.id, {"expand": ["line_items"]}, on(seller))
    assert expanded.line_items.data[1].price.unit_amount == 950


def test_a_session_lives_a_day_unless_told_otherwise(world: World, seller: str) -> None:
    session = world.open_session(seller, expires_at=None)
    assert session.expires_at == session.created + 24 * 60 * MINUTE


@pytest.mark.parametrize("minutes", [0, 29, 24 * 60 + 2])
def test_a_session_that_is_too_short_or_too_long_is_refused(world: World, seller: str, minutes: int) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="expires_at") as refusal:
        world.open_session(seller, expires_at=world.now() + minutes * MINUTE)
    assert refusal.value.param == "expires_at"


def test_a_session_of_one_account_does_not_exist_for_another(world: World, seller: str) -> None:
    session = world.open_session(seller)
    other = world.seller("Balletschool")
    platform: dict[str, str] = {}
    for options in (on(other), platform):
        with pytest.raises(stripe.InvalidRequestError) as refusal:
            world.sessions.retrieve(session.id, options=options)
        assert (refusal.value.code, refusal.value.http_status) == ("resource_missing", 404)
        with pytest.raises(stripe.InvalidRequestError):
            world.sessions.expire(session.id, options=options)
    assert world.sessions.list({}, on(other)).data == []
    assert world.sessions.retrieve(session.id, options=on(seller)).status == "open"


def test_an_open_session_can_be_expired_once(world: World, seller: str) -> None:
    session = world.open_session(seller)
    expired = world.sessions.expire(session.id, options=on(seller))
    assert (expired.status, expired.url) == ("expired", None)
    with pytest.raises(stripe.InvalidRequestError, match="status of `expired`"):
        world.sessions.expire(session.id, options=on(seller))


def test_a_paid_session_cannot_be_expired(world: World, seller: str) -> None:
    session = world.paid(seller)
    with pytest.raises(stripe.InvalidRequestError, match="status of `complete`"):
        world.sessions.expire(session.id, options=on(seller))


def test_a_session_expires_by_the_clock_and_says_so(world: World, seller: str) -> None:
    session = world.open_session(seller)
    assert world.control("clock/advance", {"seconds": 30 * MINUTE})["expired"] == []
    assert world.control("clock/advance", {"seconds": 2 * MINUTE})["expired"] == [session.id]
    assert world.sessions.retrieve(session.id, options=on(seller)).status == "expired"
    assert world.events(seller) == ["checkout.session.expired"]


def test_the_failed_attempt_of_an_expired_session_is_cancelled_with_it(world: World, seller: str) -> None:
    session = world.open_session(seller)
    world.complete(session.id, "failed")
    world.sessions.expire(session.id, options=on(seller))
    [intent] = world.v1.payment_intents.list({}, on(seller)).data
    assert (intent.status, intent.cancellation_reason) == ("canceled", "expired")
    assert world.events(seller)[-2:] == ["payment_intent.canceled", "checkout.session.expired"]


def test_pages_go_forward_and_back_without_gaps(world: World, seller: str) -> None:
    made = [world.open_session(seller, client_reference_id=f"LP-{n}").id for n in range(7)]
    newest_first = made[::-1]
    first = world.sessions.list({"limit": 3}, on(seller))
    assert ([s.id for s in first.data], first.has_more) == (newest_first[:3], True)
    second = world.sessions.list({"limit": 3, "starting_after": first.data[-1].id}, on(seller))
    assert ([s.id for s in second.data], second.has_more) == (newest_first[3:6], True)
    last = world.sessions.list({"limit": 3, "starting_after": second.data[-1].id}, on(seller))
    assert ([s.id for s in last.data], last.has_more) == (newest_first[6:], False)
    back = world.sessions.list({"limit": 3, "ending_before": second.data[0].id}, on(seller))
    assert ([s.id for s in back.data], back.has_more) == (newest_first[:3], False)
    assert [s.id for s in world.sessions.list({"limit": 2}, on(seller)).auto_paging_iter()] == newest_first


def test_lists_filter_on_status_intent_and_time(world: World, seller: str) -> None:
    early = world.paid(seller)
    world.control("clock/advance", {"seconds": 100})
    late = world.open_session(seller)
    assert [s.id for s in world.sessions.list({"status": "open"}, on(seller)).data] == [late.id]
    by_intent = world.sessions.list({"payment_intent": early.payment_intent.id}, on(seller))
    assert [s.id for s in by_intent.data] == [early.id]
    window = {"created": {"gte": early.created, "lt": late.created}}
    assert [s.id for s in world.sessions.list(window, on(seller)).data] == [early.id]
    assert [s.id for s in world.sessions.list({"created": {"gt": early.created}}, on(seller)).data] == [late.id]


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 101}, "limit"),
        ({"starting_after": "cs_x"}, "starting_after"),
        ({"status": "paid"}, "status"),
    ],
)
def test_a_wrong_list_is_refused(world: World, seller: str, params: dict[str, object], param: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        world.sessions.list(params, on(seller))
    assert refusal.value.param == param


def test_expand_goes_four_levels_deep_and_no_further(world: World, seller: str) -> None:
    session = world.paid(seller)
    assert session.payment_intent.latest_charge.balance_transaction.net == 6900 - 29 - 835
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        world.sessions.retrieve(session.id, {"expand": ["payment_intent.amount"]}, on(seller))
    with pytest.raises(stripe.InvalidRequestError, match=r"expanding 'data\.payment_intent'"):
        world.sessions.list({"expand": ["payment_intent"]}, on(seller))
    listed = world.sessions.list({"expand": ["data.payment_intent.latest_charge"]}, on(seller))
    assert listed.data[0].payment_intent.latest_charge.paid is True


def test_an_account_that_may_not_take_payments_gets_no_session(world: World, seller: str) -> None:
    world.control(f"accounts/{seller}/restrict")
    with pytest.raises(stripe.InvalidRequestError, match="No valid payment method types") as refusal:
        world.open_session(seller)
    assert refusal.value.code == "capability_not_active"


def test_the_platform_can_choose_among_the_methods(world: World, seller: str) -> None:
    assert world.open_session(seller, excluded_payment_method_types=["sepa_debit", "card"]).payment_method_types == [
        "ideal",
        "bancontact",
    ]
    assert world.open_session(seller, allowed_payment_method_types=["ideal", "klarna"]).payment_method_types == [
        "ideal"
    ]
    with pytest.raises(stripe.InvalidRequestError, match="No valid payment method types"):
        world.open_session(seller, allowed_payment_method_types=["klarna"])
    with pytest.raises(stripe.InvalidRequestError, match="only specify one"):
        world.open_session(seller, allowed_payment_method_types=["ideal"], excluded_payment_method_types=["card"])
