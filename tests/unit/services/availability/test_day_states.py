"""A day as it is drawn, read off its masks."""

from datetime import date, timedelta

from app.services.availability.day_states import runs, state_of

DAY = date(2027, 1, 12)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
ALL = (1 << 96) - 1


def bits(*spans: tuple[int, int]) -> int:
    return sum((1 << until) - (1 << first) for first, until in spans)


def masks(opened: int, taken: int = 0) -> tuple[int, int]:
    return ALL & ~opened, taken


def test_runs_are_the_stretches_of_ones() -> None:
    assert runs(0) == []
    assert runs(bits((0, 4), (90, 96))) == [(0, 4), (90, 96)]
    assert runs(ALL) == [(0, 96)]


def test_taken_time_is_shown_within_opening_hours_only() -> None:
    state = state_of(DAY, {DAY: masks(bits((32, 92)), taken=bits((28, 36), (90, 96)))})

    assert state.open_spans == [(480, 1380)]
    assert state.taken_spans == [(480, 540), (1350, 1380)]


def test_an_evening_past_midnight_is_one_stretch_of_its_own_day() -> None:
    evening = {
        DAY: masks(bits((64, 96)), taken=bits((92, 96))),
        AFTER: masks(bits((0, 4), (32, 92)), taken=bits((0, 2))),
    }

    assert state_of(DAY, evening).open_spans == [(960, 1500)]
    assert state_of(DAY, evening).taken_spans == [(1380, 1470)]
    assert state_of(AFTER, evening).open_spans == [(480, 1380)]


def test_a_room_that_never_closes_is_open_from_midnight_to_midnight() -> None:
    always = {day: masks(ALL) for day in (BEFORE, DAY, AFTER)}

    assert state_of(DAY, always).open_spans == [(0, 1440)]


def test_an_early_opening_of_its_own_is_no_night() -> None:
    assert state_of(DAY, {BEFORE: masks(bits((32, 92))), DAY: masks(bits((0, 20)))}).open_spans == [(0, 300)]


def test_a_day_that_nobody_has_filled_is_closed() -> None:
    assert state_of(DAY, {}).open_spans == []
