"""Many days off the masks say what the calendar says."""

from datetime import UTC, date, datetime

from flask import Flask

from app.core import clock
from app.services.availability import availability_service, drawn_day_service
from tests.factories.market import room_on_offer, venue_on_offer
from tests.factories.occupancy import fill_masks, occupy
from tests.query_count import counted_queries

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
FIRST, LAST, AFTER = date(2027, 1, 1), date(2027, 1, 31), date(2027, 2, 1)


def test_a_month_is_read_off_the_masks_in_one_query_and_says_what_the_calendar_says(app: Flask) -> None:
    with clock.frozen(NOW):
        room = room_on_offer(venue=venue_on_offer(opening=(960, 1500)))
        occupy(room, date(2027, 1, 12), 19 * 60, 24 * 60 + 30)
        fill_masks(FIRST, 31)

        with counted_queries() as said:
            drawn = drawn_day_service.states_of([room], FIRST, LAST)

    assert len(said) == 1
    calendar = availability_service.day_states([room], FIRST, AFTER)
    assert {key: (state.open_spans, state.taken_spans) for key, state in drawn.items()} == {
        key: (state.open_spans, state.taken_spans) for key, state in calendar.items()
    }


def test_a_day_without_masks_is_worked_out(app: Flask) -> None:
    room = room_on_offer(venue=venue_on_offer(opening=(960, 1500)))
    drawn = drawn_day_service.states_of([room], FIRST, FIRST)
    assert [state.open_spans for state in drawn.values()] == [[(960, 1500)]]
