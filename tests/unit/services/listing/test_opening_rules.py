"""Opening hours, days that differ, parts of the day, prices."""

from datetime import date, timedelta

import pytest

from app.services.listing import opening_rules
from app.services.listing.opening_rules import PartDraft

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("span", [(540, 1320), (1200, 1500), (0, 1440), (1200, 2160)])
def test_hours_may_run_past_midnight(span: tuple[int, int]) -> None:
    assert opening_rules.check_week({0: [span]}) == {}


@pytest.mark.parametrize("span", [(540, 540), (1320, 540), (-15, 540), (540, 2175)])
def test_hours_that_cannot_be_are_told_at_their_day(span: tuple[int, int]) -> None:
    assert list(opening_rules.check_week({3: [span]})) == ["day-3"]


def test_two_openings_on_a_day_may_touch_but_not_overlap() -> None:
    assert opening_rules.check_week({0: [(540, 720), (720, 1320)]}) == {}
    assert list(opening_rules.check_week({0: [(540, 780), (720, 1320)]})) == ["day-0"]


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (None, TODAY, "from_on"),
        (TODAY, None, "until_on"),
        (TODAY, TODAY - timedelta(days=1), "until_on"),
        (TODAY - timedelta(days=9), TODAY - timedelta(days=1), "until_on"),
        (TODAY, date(2036, 1, 1), "until_on"),
    ],
)
def test_days_that_differ_have_a_first_and_a_last_to_come(first: date | None, last: date | None, field: str) -> None:
    assert list(opening_rules.check_exception(first, last, None, today=TODAY)) == [field]


def test_a_day_that_differs_may_have_begun() -> None:
    assert opening_rules.check_exception(TODAY - timedelta(days=2), TODAY, (540, 720), today=TODAY) == {}


def test_parts_of_the_day_have_different_names_and_ends_after_starts() -> None:
    parts = [PartDraft("", "Avond", 1080, 1380), PartDraft("", "avond", 540, 720), PartDraft("", "Nacht", 1380, 1380)]
    assert list(opening_rules.check_day_parts(parts)) == ["part-1", "part-2"]


@pytest.mark.parametrize(
    ("price", "days", "from_on", "field"),
    [
        (None, [0], TODAY, "price"),
        (0, [0], TODAY, "price"),
        (2_000_001, [0], TODAY, "price"),
        (2250, [], TODAY, "weekdays"),
        (2250, [0], None, "from_on"),
        (2250, [0], TODAY - timedelta(days=1), "from_on"),
        (2250, [0], date(2036, 1, 1), "from_on"),
    ],
)
def test_a_price_has_an_amount_days_and_a_day_from_now_on(
    price: int | None, days: list[int], from_on: date | None, field: str
) -> None:
    problems = opening_rules.check_rate(
        price_cents=price, weekdays=days, from_on=from_on, needs_part=False, today=TODAY
    )
    assert list(problems) == [field]
