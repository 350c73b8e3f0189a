"""Closures only take away, and a day says what decided."""

from dataclasses import replace
from datetime import date, timedelta

from app.models.listing import AccessMode
from app.models.openings import Holiday, HolidayState
from app.services.availability.openings import (
    DayClosure,
    Decider,
)
from tests.unit.services.availability.openings.books import (
    AUTUMN_TUESDAY,
    KINGS_DAY,
    TUESDAY,
    book,
    every_day,
    exception,
    holiday,
    weekly,
)

# -- closures


def closure(hours: tuple[int, int] | None = None, *, first: date = TUESDAY, days: int = 1) -> DayClosure:
    return DayClosure(first, first + timedelta(days=days), hours, "Onderhoud")


def test_a_closure_takes_away_from_whatever_the_rest_decided() -> None:
    asked = book(weekly(480, 1380), exceptions=[exception((600, 960), for_room=True)], closures=[closure()])
    assert asked.minutes_on(TUESDAY) == []
    hours = replace(asked, closures=[closure((720, 780))])
    assert hours.minutes_on(TUESDAY) == [(600, 720), (780, 960)]


def test_a_closure_never_opens_anything() -> None:
    assert book(closures=[closure((600, 720))]).minutes_on(TUESDAY) == []


def test_closed_hours_past_midnight_count_for_the_day_after_and_the_evening_before() -> None:
    round_the_clock = book(*every_day(0, 1440), closures=[closure((1320, 1560))])
    assert round_the_clock.minutes_on(TUESDAY) == [(0, 1320)]
    assert round_the_clock.minutes_on(TUESDAY + timedelta(days=1)) == [(120, 1440)]
    late = book(*every_day(1080, 1560), closures=[closure((0, 60))])
    assert late.minutes_on(TUESDAY - timedelta(days=1)) == [(1080, 1440), (1500, 1560)]


def test_a_day_says_which_closures_took_something_away() -> None:
    near, far = closure((720, 780)), closure((1400, 1420))
    opening = book(weekly(480, 1380), closures=[near, far]).on(TUESDAY)
    assert opening.closures == (near,)


# -- why


def test_a_day_says_what_decided() -> None:
    asked = book(
        *every_day(480, 1380),
        exceptions=[replace(exception(None), reason="Open dag")],
        holidays=[holiday(Holiday.AUTUMN, HolidayState.CLOSED), holiday(Holiday.PUBLIC, HolidayState.CLOSED)],
    )
    assert (asked.on(TUESDAY).because.decider, asked.on(TUESDAY).because.reason) == (Decider.EXCEPTION, "Open dag")
    assert asked.on(AUTUMN_TUESDAY).because.holiday is Holiday.AUTUMN
    assert asked.on(KINGS_DAY).because.decider is Decider.PUBLIC_HOLIDAY
    assert asked.on(date(2027, 1, 13)).because.decider is Decider.WEEK


def test_the_way_in_is_that_of_the_opening_and_else_of_the_venue() -> None:
    asked = book(
        weekly(480, 1080, access_mode=AccessMode.RECEPTION),
        weekly(1080, 1380, access_mode=AccessMode.KEY_SAFE_CODE),
        access_mode=AccessMode.KEY_PICKUP,
    )
    assert asked.access_on(TUESDAY, 600, 660) == [AccessMode.RECEPTION]
    assert asked.access_on(TUESDAY, 1020, 1200) == [AccessMode.RECEPTION, AccessMode.KEY_SAFE_CODE]
    assert asked.access_on(TUESDAY, 1380, 1440) == [AccessMode.KEY_PICKUP]
    assert book(weekly(480, 1080)).access_on(TUESDAY, 600, 660) == [AccessMode.CARETAKER_PRESENT]
