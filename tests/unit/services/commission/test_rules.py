"""What the association keeps, and when an agreement about it may begin and end."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.commission import CommissionScope
from app.services.commission.rules import (
    Commission,
    NewAgreement,
    commission_for,
    first_in_the_way,
    has_started,
    narrowest,
    problems_of,
    problems_of_end,
    running_at,
)

TODAY = date(2027, 1, 12)
WANTED = NewAgreement(CommissionScope.DEFAULT, 800, date(2027, 2, 1))


class Agreed:
    """A period as an agreement has it."""

    def __init__(self, valid_from: date, valid_until: date | None = None) -> None:
        self.valid_from = valid_from
        self.valid_until = valid_until


@pytest.mark.parametrize(
    ("total", "rate_bps", "expected"),
    [
        (6750, 1000, Commission(675, 142)),  # 6.75 and 21%: 1.4175
        (8250, 600, Commission(495, 104)),  # 4.95 and 1.0395
        (2813, 1000, Commission(281, 59)),  # 2.813 and 0.5901
        (6750, 0, Commission(0, 0)),
        (0, 1000, Commission(0, 0)),
        (5, 1000, Commission(1, 0)),  # half a cent is rounded away from zero, on what is charged comes the VAT
    ],
)
def test_commission_is_a_share_of_the_price_with_vat_on_top(total: int, rate_bps: int, expected: Commission) -> None:
    assert commission_for(total, rate_bps, 2100) == expected


@given(st.integers(0, 10_000_000), st.integers(0, 5000), st.integers(0, 10_000))
def test_commission_with_its_vat_never_exceeds_the_price(total: int, rate_bps: int, vat_bps: int) -> None:
    commission = commission_for(total, rate_bps, vat_bps)
    assert 0 <= commission.commission_cents + commission.vat_cents <= max(total, 0) + 1
    assert abs(commission.commission_cents * 10_000 - total * rate_bps) <= 5_000


def test_what_is_agreed_with_a_member_goes_before_its_region_and_that_before_all() -> None:
    default, region, member = (
        (CommissionScope.DEFAULT, 1000),
        (CommissionScope.REGION, 800),
        (CommissionScope.ORGANISATION, 0),
    )
    assert narrowest([default, region, member]) == 0
    assert narrowest([region, default]) == 800
    assert narrowest([default]) == 1000
    assert narrowest([]) is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"rate_bps": -1}, "rate"),
        ({"rate_bps": 5001}, "rate"),
        ({"valid_from": date(2027, 1, 11)}, "valid_from"),
        ({"scope": CommissionScope.REGION}, "region"),
        ({"scope": CommissionScope.ORGANISATION}, "organisation"),
        ({"note": "x" * 501}, "note"),
    ],
)
def test_an_agreement_is_refused_at_the_field_that_is_wrong(changes: dict[str, object], field: str) -> None:
    assert problems_of(WANTED, TODAY) == {}
    assert list(problems_of(replace(WANTED, **changes), TODAY)) == [field]  # type: ignore[arg-type]  # one table for all fields


def test_an_agreement_may_start_today() -> None:
    assert problems_of(replace(WANTED, valid_from=TODAY), TODAY) == {}


def test_a_new_agreement_takes_the_place_of_the_one_that_runs_then() -> None:
    ended, running = Agreed(date(2020, 1, 1), date(2026, 1, 1)), Agreed(date(2026, 1, 1))
    assert running_at([ended, running], date(2027, 2, 1)) is running
    assert running_at([ended], date(2026, 1, 1)) is None
    assert running_at([running], date(2026, 1, 1)) is None


def test_an_agreement_that_begins_later_stands_in_the_way() -> None:
    planned = [Agreed(date(2026, 1, 1)), Agreed(date(2027, 6, 1)), Agreed(date(2027, 3, 1), date(2027, 6, 1))]
    assert first_in_the_way(planned, date(2027, 2, 1)) == date(2027, 3, 1)
    assert first_in_the_way(planned, date(2027, 6, 1)) == date(2027, 6, 1)
    assert first_in_the_way(planned, date(2027, 6, 2)) is None


@pytest.mark.parametrize(
    ("agreement", "on", "allowed"),
    [
        (Agreed(date(2026, 1, 1)), TODAY, True),
        (Agreed(date(2026, 1, 1)), date(2027, 1, 11), False),
        (Agreed(date(2027, 2, 1)), date(2027, 2, 1), False),
        (Agreed(date(2027, 2, 1)), date(2027, 2, 2), True),
        (Agreed(date(2026, 1, 1), TODAY), date(2027, 3, 1), False),
    ],
)
def test_an_agreement_ends_after_its_start_and_not_in_the_past(agreement: Agreed, on: date, allowed: bool) -> None:
    assert (problems_of_end(agreement, CommissionScope.REGION, on, TODAY) == {}) is allowed


def test_the_general_agreement_does_not_end() -> None:
    assert problems_of_end(Agreed(date(2020, 1, 1)), CommissionScope.DEFAULT, TODAY, TODAY) != {}


def test_an_agreement_has_started_on_its_first_day() -> None:
    assert has_started(Agreed(TODAY), TODAY)
    assert not has_started(Agreed(date(2027, 1, 13)), TODAY)
