"""What a search may ask, and how free time falls into days."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.core.clock import AMSTERDAM
from app.core.time_ranges import TimeRange, at_minute
from app.services.search import rules
from app.services.search.query import Activity, SearchQuery

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)  # ten o'clock in Utrecht
TODAY = date(2027, 1, 4)


def problems(**asked: Any) -> dict[str, str]:  # noqa: ANN401 - any field of a query
    found = rules.check_query(SearchQuery(**asked), now=NOW, zone=AMSTERDAM)
    assert all(len(told) == 1 for told in found.values())
    return {field: str(told[0]) for field, told in found.items()}


def at(day: date, start: int, end: int) -> TimeRange:
    return TimeRange(at_minute(day, start, AMSTERDAM), at_minute(day, end, AMSTERDAM))


def test_an_empty_question_is_a_good_question() -> None:
    assert problems() == {}


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"near": "x" * 81}, "near"),
        ({"radius_km": 0}, "radius_km"),
        ({"radius_km": 51}, "radius_km"),
        ({"persons": 0}, "persons"),
        ({"persons": 5001}, "persons"),
        ({"max_price_cents": -1}, "max_price"),
        ({"day": TODAY - timedelta(days=1)}, "date"),
        ({"day": TODAY + timedelta(days=731)}, "date"),
        ({"start_minute": 600, "end_minute": 660}, "date"),
        ({"day": TODAY, "start_minute": 900}, "until"),
        ({"day": TODAY, "end_minute": 900}, "from"),
        ({"day": TODAY, "start_minute": 900, "end_minute": 900}, "until"),
        ({"day": TODAY, "start_minute": 960, "end_minute": 900}, "until"),
        ({"day": TODAY, "start_minute": 901, "end_minute": 960}, "from"),
        ({"day": TODAY, "start_minute": 900, "end_minute": 967}, "until"),
        ({"day": TODAY, "start_minute": 720, "end_minute": 720 + 1455}, "until"),
        ({"day": TODAY, "start_minute": 585, "end_minute": 660}, "from"),
    ],
)
def test_each_mistake_is_told_at_its_field(asked: dict[str, Any], field: str) -> None:
    assert list(problems(**asked)) == [field]


@pytest.mark.parametrize(
    "asked",
    [
        {"day": TODAY},
        {"day": TODAY + timedelta(days=730)},
        {"day": TODAY, "start_minute": 600, "end_minute": 660},
        {"day": TODAY, "start_minute": 1320, "end_minute": 1500},
        {"persons": 1},
        {"persons": 5000},
        {"max_price_cents": 0},
    ],
)
def test_the_edges_are_allowed(asked: dict[str, Any]) -> None:
    assert problems(**asked) == {}


def test_several_mistakes_are_told_at_once() -> None:
    told = problems(persons=0, day=TODAY - timedelta(days=1), start_minute=960, end_minute=900)
    assert set(told) == {"persons", "date", "until"}


def test_an_activity_without_types_of_its_own_suits_every_type() -> None:
    assert rules.suiting_types(Activity.MEETING) > rules.suiting_types(Activity.BAND)


@pytest.mark.parametrize("activity", list(Activity))
def test_every_activity_has_a_purpose_and_a_place(activity: Activity) -> None:
    assert activity.purpose
    assert rules.suiting_types(activity)


def test_free_time_over_several_days_is_cut_at_midnight() -> None:
    whole = at(TODAY, 600, 2 * 1440 + 900)

    days = rules.by_day([whole], AMSTERDAM)

    assert days == {
        TODAY: [at(TODAY, 600, 1440)],
        date(2027, 1, 5): [at(date(2027, 1, 5), 0, 1440)],
        date(2027, 1, 6): [at(date(2027, 1, 6), 0, 900)],
    }


def test_the_small_hours_stay_with_their_evening() -> None:
    evening = at(TODAY, 1140, 1500)

    assert rules.by_day([evening], AMSTERDAM) == {TODAY: [evening]}


def test_an_early_opening_of_its_own_is_not_taken_for_a_night() -> None:
    early = at(TODAY, 0, 300)

    assert rules.by_day([at(TODAY - timedelta(days=1), 600, 900), early], AMSTERDAM)[TODAY] == [early]
