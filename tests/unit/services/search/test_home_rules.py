"""What the front page may claim of a day."""

from datetime import UTC, date, datetime

import pytest

from app.core.clock import AMSTERDAM
from app.models.availability import ClaimKind
from app.services.availability.day_states import DayState, TakenMinutes
from app.services.search import home_rules
from app.services.search.home_rules import PartOfDay

DAY = date(2027, 1, 12)


def state(*opened: tuple[int, int], taken: tuple[tuple[int, int], ...] = ()) -> DayState:
    return DayState(DAY, list(opened), [TakenMinutes(start, end, ClaimKind.LESSON) for start, end in taken])


def test_empty_is_open_and_not_taken() -> None:
    assert home_rules.empty_spans(state((480, 1380), taken=((540, 600), (600, 720), (1300, 1380)))) == [
        (480, 540),
        (720, 1300),
    ]


def test_an_hour_counts_when_a_room_is_empty_for_all_of_it() -> None:
    counts = home_rules.empty_per_hour([state((480, 720)), state((510, 660)), state()])

    assert counts[:5] == [1, 2, 2, 1, 0]
    assert len(counts) == 15


def test_idle_time_is_an_average_over_the_rooms_that_are_open() -> None:
    assert home_rules.idle_minutes([state((480, 600)), state((480, 540)), state()]) == 90
    assert home_rules.idle_minutes([state()]) == 0


@pytest.mark.parametrize(
    ("hour", "day"), [(9, DAY), (19, DAY), (20, date(2027, 1, 13))], ids=["morning", "evening", "too late"]
)
def test_the_page_turns_to_tomorrow_once_today_is_as_good_as_over(hour: int, day: date) -> None:
    now = datetime(2027, 1, 12, hour - 1, tzinfo=UTC)

    assert home_rules.home_day(now, AMSTERDAM) == day


def test_only_parts_of_the_day_that_are_to_come_are_counted() -> None:
    free = [[(900, 1380)], [(900, 960)], []]

    assert home_rules.parts_to_come(free, DAY, datetime(2027, 1, 12, 7, tzinfo=UTC), AMSTERDAM) == {
        PartOfDay.MORNING: 0,
        PartOfDay.AFTERNOON: 2,
        PartOfDay.EVENING: 1,
    }
    afternoon = home_rules.parts_to_come(free, DAY, datetime(2027, 1, 12, 13, tzinfo=UTC), AMSTERDAM)
    assert set(afternoon) == {PartOfDay.AFTERNOON, PartOfDay.EVENING}


def test_half_an_hour_in_the_evening_is_not_a_free_evening() -> None:
    assert not home_rules.free_in([(900, 1110)], home_rules.PARTS[PartOfDay.EVENING])
    assert home_rules.free_in([(900, 1140)], home_rules.PARTS[PartOfDay.EVENING])
