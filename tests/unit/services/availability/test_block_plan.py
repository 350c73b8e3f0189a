"""Own use every week: the same wall clock, whatever the clock does, and no week that is left out comes back."""

from datetime import date, datetime

from app.core.clock import AMSTERDAM
from app.core.time_ranges import TimeRange, at_minute
from app.models.regions import SchoolHolidayRegion
from app.services.availability.block_plan import weekly


def _span(day: date, start: int, end: int) -> TimeRange:
    return TimeRange(at_minute(day, start, AMSTERDAM), at_minute(day, end, AMSTERDAM))


def _shown(spans: list[TimeRange]) -> list[str]:
    return [f"{span.starts_at.astimezone(AMSTERDAM):%d-%m %H:%M}" for span in spans]


def test_the_wall_clock_stays_when_the_clock_is_turned() -> None:
    spans = weekly(_span(date(2027, 3, 23), 1140, 1320), date(2027, 4, 6), AMSTERDAM, most=10)
    assert _shown(spans) == ["23-03 19:00", "30-03 19:00", "06-04 19:00"]
    assert {span.minutes for span in spans} == {180}


def test_a_time_that_the_spring_clock_skips_is_left_out_that_week() -> None:
    spans = weekly(_span(date(2027, 3, 21), 120, 180), date(2027, 4, 4), AMSTERDAM, most=10)
    assert _shown(spans) == ["21-03 02:00", "04-04 02:00"]


def test_an_evening_past_midnight_stays_one_in_the_night_that_is_an_hour_longer() -> None:
    spans = weekly(_span(date(2026, 10, 24), 1380, 1620), date(2026, 10, 31), AMSTERDAM, most=10)
    assert [span.minutes for span in spans] == [300, 240]


def test_school_holidays_of_the_region_and_public_holidays_are_left_out() -> None:
    first = _span(date(2027, 4, 5), 600, 660)  # Mondays
    spans = weekly(first, date(2027, 5, 17), AMSTERDAM, most=10, holidays_of=SchoolHolidayRegion.MIDDEN)
    # In between: the May holiday, and Whit Monday.
    assert _shown(spans) == ["05-04 10:00", "12-04 10:00", "19-04 10:00", "03-05 10:00", "10-05 10:00"]


def test_it_ends_on_the_last_day_and_at_the_most_that_is_asked() -> None:
    first = _span(date(2027, 1, 4), 600, 660)
    assert len(weekly(first, date(2027, 1, 18), AMSTERDAM, most=10)) == 3
    assert len(weekly(first, date(2027, 1, 17), AMSTERDAM, most=10)) == 2
    assert len(weekly(first, date(2099, 1, 1), AMSTERDAM, most=5)) == 5
    assert weekly(first, date(2027, 1, 3), AMSTERDAM, most=5) == []
    assert weekly(first, date(2027, 1, 4), AMSTERDAM, most=5)[0].starts_at == datetime(2027, 1, 4, 10, tzinfo=AMSTERDAM)
