"""Whose word holds for a booking on a day, field by field. No database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.availability.booking_rules import DEFAULTS, FIELDS, DatedRule, RuleBook, Source
from app.services.availability.caretaker import CaretakerSpan

DAY = date(2027, 1, 12)
LONG_AGO = date(2020, 1, 1)


def rule(*, for_room: bool = False, first: date = LONG_AGO, until: date | None = None, **said: int) -> DatedRule:
    return DatedRule(for_room, first, until, {field: said.get(field) for field in FIELDS})


def test_what_nobody_speaks_of_is_as_the_platform_has_it() -> None:
    asked = RuleBook(own={}).on(DAY)
    assert {field: getattr(asked, field) for field in FIELDS} == dict(DEFAULTS)


def test_the_word_of_the_room_in_this_period_goes_first_then_the_room_then_its_venue() -> None:
    of_venue = rule(notice_minutes=60)
    of_room = rule(for_room=True, notice_minutes=2880)
    name = "notice_minutes"
    assert RuleBook(own={}, dated=[of_venue]).value_on(name, DAY) == (60, Source.VENUE)
    assert RuleBook(own={name: 0}, dated=[of_venue]).value_on(name, DAY) == (0, Source.ROOM)
    assert RuleBook(own={name: 0}, dated=[of_venue, of_room]).value_on(name, DAY) == (2880, Source.ROOM_PERIOD)
    assert RuleBook(own={}).value_on(name, DAY) == (120, Source.PLATFORM)


def test_each_field_is_asked_by_itself() -> None:
    book = RuleBook(
        own={"min_duration_minutes": 90},
        dated=[rule(notice_minutes=60, min_duration_minutes=240), rule(for_room=True, horizon_days=30)],
    )
    asked = book.on(DAY)
    assert (asked.notice_minutes, asked.min_duration_minutes, asked.horizon_days) == (60, 90, 30)


@pytest.mark.parametrize(
    ("day", "notice"),
    [(date(2027, 6, 30), 120), (date(2027, 7, 1), 60), (date(2027, 8, 31), 60), (date(2027, 9, 1), 120)],
)
def test_a_rule_holds_from_its_first_day_until_before_its_last(day: date, notice: int) -> None:
    summer = rule(first=date(2027, 7, 1), until=date(2027, 9, 1), notice_minutes=60)
    assert RuleBook(own={}, dated=[summer]).on(day).notice_minutes == notice


def test_the_longest_time_is_never_shorter_than_the_shortest() -> None:
    book = RuleBook(own={"min_duration_minutes": 240}, dated=[rule(max_duration_minutes=180)])
    assert (book.on(DAY).min_duration_minutes, book.on(DAY).max_duration_minutes) == (240, 240)


def test_caretaker_hours_count_only_when_the_rule_says_so() -> None:
    hours = (CaretakerSpan(0, 540, 1020, LONG_AGO),)
    assert RuleBook(own={}, caretaker=hours).on(DAY).caretaker == ()
    assert RuleBook(own={"notice_in_caretaker_hours": True}, caretaker=hours).on(DAY).caretaker == hours
    refused = RuleBook(
        own={"notice_in_caretaker_hours": False}, dated=[rule(notice_in_caretaker_hours=1)], caretaker=hours
    )
    assert refused.on(DAY).caretaker == ()


def test_the_days_on_which_other_rules_begin_are_those_inside_the_stretch() -> None:
    book = RuleBook(own={}, dated=[rule(first=DAY, until=DAY + timedelta(days=7)), rule(first=DAY + timedelta(days=3))])
    assert book.changes_within(DAY, DAY + timedelta(days=7)) == [DAY + timedelta(days=3)]


@given(
    st.lists(
        st.builds(
            lambda for_room, first, days, value: DatedRule(
                for_room,
                DAY + timedelta(days=first),
                DAY + timedelta(days=first + days),
                {**dict.fromkeys(FIELDS), "notice_minutes": value},
            ),
            st.booleans(),
            st.integers(-50, 50),
            st.integers(1, 40),
            st.none() | st.integers(0, 5000),
        ),
        max_size=5,
    ),
    st.integers(-60, 100),
)
def test_between_two_edges_the_rules_are_the_same(dated: list[DatedRule], offset: int) -> None:
    book = RuleBook(own={}, dated=dated)
    day = DAY + timedelta(days=offset)
    if day not in book.changes_within(day - timedelta(days=1), day + timedelta(days=1)):
        assert book.on(day) == book.on(day - timedelta(days=1))
