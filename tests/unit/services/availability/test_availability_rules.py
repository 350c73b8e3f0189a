"""What is free of a room, and what its rules refuse. Decisions only: no database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import AMSTERDAM
from app.core.time_ranges import TimeRange, at_minute
from app.services.availability import rules
from app.services.availability.rules import BookingRules

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
TUESDAY = date(2027, 1, 12)
PLAIN = BookingRules(
    start_grid_minutes=30,
    min_duration_minutes=60,
    max_duration_minutes=900,
    notice_minutes=120,
    horizon_days=365,
    buffer_before_minutes=0,
    buffer_after_minutes=0,
)


def changed(**values: int) -> BookingRules:
    return BookingRules(**{**{name: getattr(PLAIN, name) for name in PLAIN.__slots__}, **values})


def span(start: int, end: int, day: date = TUESDAY) -> TimeRange:
    return TimeRange(at_minute(day, start, AMSTERDAM), at_minute(day, end, AMSTERDAM))


# -- what a room's rules refuse


def refused(
    asked: TimeRange, room: BookingRules = PLAIN, *, opened: tuple[int, int] = (480, 1380)
) -> dict[str, list[str]]:
    found = rules.check_time(asked, [span(*opened)], room, now=NOW, zone=AMSTERDAM)
    return {field: [str(told) for told in several] for field, several in found.items()}


def test_a_time_that_keeps_every_rule_is_not_refused() -> None:
    assert refused(span(1140, 1320)) == {}


@pytest.mark.parametrize(("start", "end"), [(450, 600), (1320, 1410), (1380, 1440), (0, 120)])
def test_time_outside_the_opening_is_refused(start: int, end: int) -> None:
    assert refused(span(start, end)) == {"start": ["The building is closed for all or part of this time."]}


def test_two_openings_that_touch_are_one() -> None:
    opened = [span(480, 720), span(720, 1380)]
    assert rules.check_time(span(600, 900), opened, PLAIN, now=NOW, zone=AMSTERDAM) == {}


def test_an_evening_that_ends_at_one_can_be_booked_until_one() -> None:
    assert refused(span(1320, 1500), opened=(1080, 1500)) == {}
    assert "start" in refused(span(1320, 1530), opened=(1080, 1500))


@pytest.mark.parametrize(("start", "end", "field"), [(1145, 1320, "start"), (1140, 1325, "end")])
def test_times_off_the_grid_are_refused_at_their_field(start: int, end: int, field: str) -> None:
    assert refused(span(start, end)) == {field: ["Times go per 30 minutes here."]}


def test_seconds_are_off_the_grid() -> None:
    asked = span(1140, 1320)
    assert set(refused(TimeRange(asked.starts_at + timedelta(seconds=1), asked.ends_at))) == {"start"}


@pytest.mark.parametrize(("minutes", "fine"), [(59, False), (60, True), (90, True), (120, True), (121, False)])
def test_the_shortest_and_longest_time_are_themselves_allowed(minutes: int, fine: bool) -> None:
    room = changed(start_grid_minutes=1, max_duration_minutes=120)
    assert (refused(span(600, 600 + minutes), room) == {}) is fine


def test_notice_ends_exactly_where_it_says() -> None:
    opened = [TimeRange(NOW - timedelta(days=1), NOW + timedelta(days=1))]

    def problems(minutes: int) -> dict[str, list[str]]:
        asked = TimeRange(NOW + timedelta(minutes=minutes), NOW + timedelta(minutes=minutes + 60))
        found = rules.check_time(asked, opened, PLAIN, now=NOW, zone=AMSTERDAM)
        return {field: [str(told) for told in several] for field, several in found.items()}

    assert problems(120) == {}
    assert problems(90) == {"start": ["Book at least 2 hours ahead."]}
    assert problems(-30) == {"start": ["This time has passed."]}


def test_a_long_notice_is_told_in_days() -> None:
    found = refused(span(600, 660), changed(notice_minutes=14 * 24 * 60))
    assert [str(told) for told in found["start"]] == ["Book at least 14 days ahead."]


def test_the_last_day_of_the_horizon_can_be_booked_until_midnight() -> None:
    last = date(2027, 1, 4) + timedelta(days=365)
    opened = [span(0, 3000, last)]
    assert rules.check_time(span(1320, 1440, last), opened, PLAIN, now=NOW, zone=AMSTERDAM) == {}
    assert "start" in rules.check_time(span(1380, 1470, last), opened, PLAIN, now=NOW, zone=AMSTERDAM)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)),
        (datetime(9999, 12, 31, 22, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)),
        (datetime(1, 1, 1, 0, tzinfo=UTC), datetime(1, 1, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_time_at_the_end_of_the_calendar_is_refused_and_not_computed(start: datetime, end: datetime) -> None:
    assert "start" in rules.check_shape(TimeRange(start, end), PLAIN, now=NOW, zone=AMSTERDAM)


# -- what is free


QUARTERS = st.integers(0, 95)


@given(
    claims=st.lists(st.tuples(QUARTERS, st.integers(1, 12)), max_size=6),
    before=st.sampled_from([0, 15, 30]),
    after=st.sampled_from([0, 15, 45]),
    start=QUARTERS,
    length=st.integers(4, 24),
)
def test_a_time_lies_in_a_free_range_exactly_when_it_with_its_buffers_meets_no_claim(
    claims: list[tuple[int, int]], before: int, after: int, start: int, length: int
) -> None:
    room = changed(start_grid_minutes=15, notice_minutes=0, buffer_before_minutes=before, buffer_after_minutes=after)
    opened = [span(480, 1380)]
    claimed = [span(first * 15, (first + quarters) * 15) for first, quarters in claims]
    asked = span(start * 15, (start + length) * 15)
    free = rules.free_ranges(opened, claimed, room, now=NOW, zone=AMSTERDAM)
    fits = not rules.check_time(asked, opened, room, now=NOW, zone=AMSTERDAM) and not any(
        asked.widened(before, after).overlaps(claim) for claim in claimed
    )
    assert any(each.contains(asked) for each in free) is fits


def test_free_ranges_start_after_the_notice_on_the_grid_and_are_long_enough() -> None:
    now = at_minute(TUESDAY, 605, AMSTERDAM) + timedelta(seconds=7)
    found = rules.free_ranges([span(480, 800)], [], PLAIN, now=now, zone=AMSTERDAM)
    assert found == []
    assert rules.free_ranges([span(480, 840)], [], PLAIN, now=now, zone=AMSTERDAM) == [span(750, 840)]


def test_buffers_lie_on_the_side_they_are_asked_for() -> None:
    claimed = [span(720, 780)]
    tidy_after = changed(buffer_after_minutes=30)
    assert rules.free_ranges([span(480, 1380)], claimed, tidy_after, now=NOW, zone=AMSTERDAM) == [
        span(480, 690),
        span(780, 1380),
    ]
    set_up = changed(buffer_before_minutes=60)
    assert rules.free_ranges([span(480, 1380)], claimed, set_up, now=NOW, zone=AMSTERDAM) == [
        span(480, 720),
        span(840, 1380),
    ]


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_free_time_of_a_night_on_which_the_clock_changes_ends_at_its_own_wall_clock(day: date) -> None:
    evening = rules.as_ranges(day - timedelta(days=1), [(1320, 1620)], AMSTERDAM)
    (free,) = rules.free_ranges(evening, [], PLAIN, now=NOW, zone=AMSTERDAM)
    assert free.starts_at == at_minute(day - timedelta(days=1), 1320, AMSTERDAM)
    assert free.ends_at == at_minute(day, 180, AMSTERDAM)
    assert free.minutes == (240 if day.month == 3 else 360)


def test_an_opening_that_lies_wholly_in_the_hour_that_spring_skips_is_nothing() -> None:
    assert list(rules.as_ranges(date(2027, 3, 28), [(120, 180)], AMSTERDAM)) == []


def test_the_same_times_later_keep_the_wall_clock_over_the_change() -> None:
    asked = span(1140, 1320, date(2027, 3, 26))
    later = list(rules.same_times_later(asked, 3, AMSTERDAM))
    assert [each.starts_at.astimezone(AMSTERDAM).hour for each in later] == [19, 19, 19]
    assert [each.starts_at.hour for each in later] == [18, 17, 17]


def test_shifts_come_nearest_first_and_keep_the_length() -> None:
    asked = span(1140, 1200)
    shifted = list(rules.shifted_candidates(asked, 30, 60))
    assert shifted == [span(1170, 1230), span(1110, 1170), span(1200, 1260), span(1080, 1140)]


def test_taken_time_is_told_in_minutes_within_the_openings_only() -> None:
    taken = [span(420, 540), span(530, 600), span(1350, 1500)]
    assert rules.in_minutes(taken, TUESDAY, [(480, 1380)], AMSTERDAM) == [(480, 600), (1350, 1380)]


@pytest.mark.parametrize("first_quarter", range(16))
@pytest.mark.parametrize("quarters", [1, 2, 4, 6])
def test_taken_time_in_the_hour_that_comes_twice_is_never_shown_as_free(first_quarter: int, quarters: int) -> None:
    midnight = at_minute(date(2027, 10, 31), 0, AMSTERDAM)
    start = midnight + timedelta(minutes=15 * first_quarter)
    taken = TimeRange(start, start + timedelta(minutes=15 * quarters))
    shown = rules.in_minutes([taken], date(2027, 10, 31), [(0, 360)], AMSTERDAM)
    moment = taken.starts_at
    while moment < taken.ends_at:
        local = moment.astimezone(AMSTERDAM)
        minute = local.hour * 60 + local.minute
        assert any(begins <= minute and minute + 15 <= ends for begins, ends in shown), (local, shown)
        moment += timedelta(minutes=15)
