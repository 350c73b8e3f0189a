"""How idle time is counted: every minute once, whatever overlaps, and what an offer adds is what was missing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.idle import offer_rules, rules
from app.services.idle.offer_rules import LastMinute
from app.services.idle.rules import Day, Measure, blocks_of, mask_of, measure, percent, spans_of

MORNING, AFTERNOON, EVENING = ("Ochtend", 480, 720), ("Middag", 780, 1020), ("Avond", 1080, 1380)
TODAY = date(2026, 11, 24)
minutes = st.integers(0, rules.LONGEST_DAY)
spans = st.lists(st.tuples(minutes, minutes).map(lambda pair: (min(pair), max(pair))), max_size=6)
parts = st.lists(
    st.tuples(st.sampled_from(["A", "B", "C", "D"]), st.integers(0, 1439), st.integers(1, 720)).map(
        lambda part: (part[0], part[1], part[1] + part[2])
    ),
    max_size=6,
    unique=True,
)
days = st.builds(Day, *(spans.map(mask_of) for _ in range(4)))


@given(spans)
def test_spans_and_masks_say_the_same(given_spans: list[tuple[int, int]]) -> None:
    mask = mask_of(given_spans)
    covered = {minute for start, end in given_spans for minute in range(start, end)}
    assert mask.bit_count() == len(covered)
    assert mask_of(spans_of(mask)) == mask
    assert all(first[1] < second[0] for first, second in zip(spans_of(mask), spans_of(mask)[1:], strict=False))


@given(days, spans)
def test_open_is_own_let_and_idle_together_and_nothing_is_negative(day: Day, asked: list[tuple[int, int]]) -> None:
    found = measure(day, mask_of(asked))
    assert found.open_minutes == found.own_minutes + found.let_minutes + found.idle_minutes
    assert min(found.own_minutes, found.let_minutes, found.online_minutes, found.offline_minutes) >= 0
    assert found.open_minutes <= (day.building & mask_of(asked)).bit_count()


@given(days, parts)
def test_the_parts_of_a_day_add_up_to_the_day(day: Day, given_parts: list[tuple[str, int, int]]) -> None:
    blocks = blocks_of(given_parts)
    assert sum((measure(day, block.mask) for block in blocks), rules.NOTHING) == measure(
        day, mask_of([(0, rules.LONGEST_DAY)])
    )
    for number, block in enumerate(blocks):
        assert block.mask
        assert not any(block.mask & other.mask for other in blocks[:number])


def test_time_between_two_parts_goes_with_the_one_before_and_early_time_with_the_first() -> None:
    morning, afternoon, evening = blocks_of([EVENING, MORNING, AFTERNOON])
    assert (morning.name, morning.hours, morning.spans) == ("Ochtend", (480, 720), ((0, 780),))
    assert afternoon.spans == ((780, 1080),)
    assert evening.spans == ((1080, 2160),)


def test_a_part_made_of_others_says_nothing_and_overlapping_ones_are_cut() -> None:
    assert [block.name for block in blocks_of([MORNING, AFTERNOON, EVENING, ("Hele dag", 480, 1380)])] == [
        "Ochtend",
        "Middag",
        "Avond",
    ]
    first, second = blocks_of([("Vroeg", 540, 900), ("Laat", 720, 1080)])
    assert (first.spans, second.spans) == (((0, 900),), ((900, 2160),))


def test_a_venue_without_parts_is_counted_in_blocks_of_four_hours() -> None:
    assert [block.hours for block in blocks_of([])] == [(480, 720), (720, 960), (960, 1200), (1200, 1440)]


def test_time_that_is_both_let_and_in_own_use_counts_as_let_and_what_is_closed_counts_as_nothing() -> None:
    day = Day(
        building=mask_of([(600, 720)]),
        offered=mask_of([(600, 660)]),
        own=mask_of([(500, 640)]),
        let=mask_of([(630, 650)]),
    )
    assert measure(day, mask_of([(0, 1440)])) == Measure(120, 30, 20, 10, 60)


def test_an_evening_past_midnight_is_not_counted_twice() -> None:
    evening, next_day = mask_of([(1200, 1500)]), mask_of([(30, 120)])
    assert rules.without_next(evening, next_day) == mask_of([(1200, 1470)])
    assert spans_of(rules.with_night(mask_of([(1380, 1440)]), mask_of([(0, 60), (600, 660)]))) == [
        (1380, 1500),
        (2040, 2100),
    ]


@pytest.mark.parametrize(
    ("part", "whole", "shown"), [(0, 0, 0), (0, 5, 0), (5, 5, 100), (1, 1000, 1), (999, 1000, 99), (1, 3, 33)]
)
def test_only_all_is_a_hundred_percent_and_only_none_is_nothing(part: int, whole: int, shown: int) -> None:
    assert percent(part, whole) == shown


def test_an_estimate_is_hours_times_price_times_share_in_whole_euros() -> None:
    assert rules.expected_cents(600, 2000, 30) == 6000
    assert rules.expected_cents(0, 2000, 30) == 0
    assert rules.expected_cents(61, 1999, 30) % 100 == 0


def test_the_middle_price_of_an_even_number_is_the_lower() -> None:
    assert (rules.median([]), rules.median([5]), rules.median([9, 1, 5, 7])) == (None, 5, 5)


@given(spans, spans, parts, st.sets(st.tuples(st.integers(0, 6), st.integers(0, 5))))
def test_an_offer_adds_only_open_hours_that_are_not_on_offer_yet(
    building: list[tuple[int, int]],
    offered: list[tuple[int, int]],
    given_parts: list[tuple[str, int, int]],
    cells: set[tuple[int, int]],
) -> None:
    blocks = blocks_of(given_parts)
    added = offer_rules.added_hours(dict.fromkeys(range(7), building), dict.fromkeys(range(7), offered), blocks, cells)
    for weekday, found in added.items():
        mask = mask_of(found)
        assert mask & ~mask_of(building) == 0
        assert mask & mask_of(offered) == 0
        assert (
            mask & ~mask_of([span for block in blocks for span in block.spans if (weekday, block.number) in cells]) == 0
        )
        assert all(0 <= start < 1440 for start, _ in found)


def test_a_last_minute_price_for_everything_names_no_hours() -> None:
    blocks = blocks_of([MORNING, EVENING])
    every = {(weekday, block.number) for weekday in range(7) for block in blocks}
    assert offer_rules.discount_times(blocks, every) == [(None, [])]
    assert offer_rules.discount_times(blocks, {(0, 1), (3, 1)}) == [((1080, 2160), [0, 3])]


@pytest.mark.parametrize(
    ("cells", "starts_on", "last_minute", "field"),
    [
        (set(), TODAY, None, "cells"),
        ({(0, 0)}, None, None, "starts_on"),
        ({(0, 0)}, date(2026, 11, 23), None, "starts_on"),
        ({(0, 0)}, date(2028, 1, 1), None, "starts_on"),
        ({(0, 0)}, TODAY, LastMinute(9900, 3), "last_minute"),
        ({(0, 0)}, TODAY, LastMinute(2000, 400), "last_minute"),
    ],
)
def test_a_decision_that_makes_no_sense_is_told_at_its_field(
    cells: set[tuple[int, int]], starts_on: date | None, last_minute: LastMinute | None, field: str
) -> None:
    errors = offer_rules.check(cells=cells, starts_on=starts_on, today=TODAY, last_minute=last_minute)
    assert set(errors) == {field}


def test_the_first_day_of_a_weekday_may_be_the_day_itself() -> None:
    assert offer_rules.first_day(1, TODAY) == TODAY
    assert offer_rules.first_day(0, TODAY) == date(2026, 11, 30)
