"""The table of steps, and the ladder of what comes back."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.booking import BookingStatus as S
from app.services.booking import rules

STARTS = datetime(2027, 1, 12, 18, tzinfo=UTC)


STANDARD = [{"hours_before": 336, "refund_bps": 10000}, {"hours_before": 48, "refund_bps": 5000}]


ALLOWED = {
    (S.HELD, S.PROCESSING),
    (S.HELD, S.CONFIRMED),
    (S.HELD, S.EXPIRED),
    (S.HELD, S.CANCELLED),
    (S.PROCESSING, S.CONFIRMED),
    (S.PROCESSING, S.EXPIRED),
    (S.PROCESSING, S.CANCELLED),
    (S.EXPIRED, S.CONFIRMED),
    (S.EXPIRED, S.LOST),
    (S.CONFIRMED, S.CANCELLED),
}


@pytest.mark.parametrize(("current", "following"), list(product(S, S)))
def test_only_the_steps_of_the_table_are_allowed(current: S, following: S) -> None:
    assert rules.may_become(current, following) is ((current, following) in ALLOWED)


# -- what comes back


def refund(before: timedelta, *, paid: int = 6900, by_hirer: bool = True) -> int:
    decision = rules.decide_refund(STANDARD, paid_cents=paid, starts_at=STARTS, now=STARTS - before, by_hirer=by_hirer)
    assert decision.refund_cents + decision.kept_cents == paid
    return decision.refund_cents


SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("before", "cents"),
    [
        (timedelta(days=60), 6900),
        (timedelta(days=14) + SECOND, 6900),
        (timedelta(days=14), 6900),
        (timedelta(days=14) - SECOND, 3450),
        (timedelta(hours=48), 3450),
        (timedelta(hours=48) - SECOND, 0),
        (timedelta(0), 0),
    ],
)
def test_each_step_of_the_ladder_ends_exactly_where_it_says(before: timedelta, cents: int) -> None:
    assert refund(before) == cents


def test_half_a_cent_is_rounded_up_for_the_hirer() -> None:
    assert refund(timedelta(days=3), paid=6901) == 3451


@pytest.mark.parametrize("before", [timedelta(days=60), timedelta(days=3), timedelta(hours=1), timedelta(hours=-1)])
def test_a_cancellation_by_the_member_gives_everything_back(before: timedelta) -> None:
    assert refund(before, by_hirer=False) == 6900


def test_no_terms_give_nothing_back() -> None:
    decision = rules.decide_refund([], paid_cents=6900, starts_at=STARTS, now=STARTS, by_hirer=True)
    assert (decision.refund_cents, decision.kept_cents) == (0, 6900)


LADDERS = st.dictionaries(st.integers(0, 1000), st.integers(0, 10_000), max_size=5).map(
    lambda found: [
        {"hours_before": hours, "refund_bps": share}
        for hours, share in zip(sorted(found), sorted(found.values()), strict=True)
    ]
)


@given(LADDERS, st.integers(0, 10_000_000), st.lists(st.integers(0, 4_000_000), min_size=2, max_size=8))
def test_who_cancels_later_never_gets_more(ladder: list[dict[str, int]], paid: int, seconds: list[int]) -> None:
    refunds = [
        rules.decide_refund(
            ladder, paid_cents=paid, starts_at=STARTS, now=STARTS - timedelta(seconds=before), by_hirer=True
        ).refund_cents
        for before in sorted(seconds, reverse=True)
    ]
    assert all(earlier >= later for earlier, later in pairwise(refunds))
    assert all(0 <= cents <= paid for cents in refunds)


@given(LADDERS, st.integers(0, 10_000_000), st.integers(0, 4_000_000))
def test_the_ladder_that_is_told_is_the_ladder_that_is_applied(
    ladder: list[dict[str, int]], paid: int, before: int
) -> None:
    now = STARTS - timedelta(seconds=before)
    told = rules.refund_steps(ladder, paid_cents=paid, starts_at=STARTS)
    step = next(step for step in told if step.until_at is None or now <= step.until_at)
    given_back = rules.decide_refund(ladder, paid_cents=paid, starts_at=STARTS, now=now, by_hirer=True)
    assert (given_back.refund_cents, given_back.refund_bps) == (step.refund_cents, step.refund_bps)
