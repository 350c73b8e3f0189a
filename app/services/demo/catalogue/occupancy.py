"""Which times of which physical parts are taken in the demo: by lessons, and by bookings made so far."""

from bisect import bisect_left
from datetime import date, timedelta

from app.services.demo.catalogue.calendar import opening_on, taught_on
from app.services.demo.catalogue.types import RoomPlace, VenueSpec

_DAY_MINUTES = 24 * 60
_DAY = timedelta(days=1)


class Occupancy:
    """The demo's own diary. Booked times are kept with the buffers of their room; lessons have none."""

    def __init__(self) -> None:
        self._booked: dict[str, list[tuple[int, int]]] = {}
        self._lessons: dict[str, dict[tuple[str, int], list[tuple[int, int]]]] = {}
        self._days: dict[tuple[str, date], tuple[tuple[tuple[int, int], ...], bool]] = {}

    def opening(self, venue: VenueSpec, on: date) -> tuple[tuple[int, int], ...]:
        return self._day(venue, on)[0]

    def is_free(self, place: RoomPlace, on: date, start: int, end: int) -> bool:
        """Whether the room, with its buffers, can be had on this day from `start` to `end`, and the doors are open."""
        if not any(first <= start and end <= last for first, last in self.opening(place.venue, on)):
            return False
        before, after = place.room.rules.buffer_before_minutes, place.room.rules.buffer_after_minutes
        return not any(
            self._taught(place.venue, part, on, start - before, end + after)
            or self._is_booked(part, *_absolute(on, start - before, end + after))
            for part in place.room.part_keys
        )

    def book(self, place: RoomPlace, on: date, start: int, end: int) -> None:
        rules = place.room.rules
        taken = _absolute(on, start - rules.buffer_before_minutes, end + rules.buffer_after_minutes)
        for part in place.room.part_keys:
            booked = self._booked.setdefault(part, [])
            booked.insert(bisect_left(booked, taken), taken)

    def _is_booked(self, part: str, start: int, end: int) -> bool:
        booked = self._booked.get(part, [])
        at = bisect_left(booked, (start, end))
        return any(first < end and start < last for first, last in booked[max(0, at - 1) : at + 1])

    def _taught(self, venue: VenueSpec, part: str, on: date, start: int, end: int) -> bool:
        """Looks a day back and ahead as well: a lesson or a buffer may reach over midnight."""
        week = self._lessons.get(venue.key)
        if week is None:
            week = self._lessons[venue.key] = _week(venue)
        for shift in (-1, 0, 1):
            day = on + shift * _DAY
            lines = week.get((part, day.weekday()), ())
            offset = shift * _DAY_MINUTES
            if (
                any(first + offset < end and start < last + offset for first, last in lines)
                and self._day(venue, day)[1]
            ):
                return True
        return False

    def _day(self, venue: VenueSpec, on: date) -> tuple[tuple[tuple[int, int], ...], bool]:
        known = self._days.get((venue.key, on))
        if known is None:
            known = self._days[venue.key, on] = (opening_on(venue, on), taught_on(venue, on))
        return known


def _week(venue: VenueSpec) -> dict[tuple[str, int], list[tuple[int, int]]]:
    week: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for room in venue.rooms:
        for lesson in room.lessons:
            for part in room.part_keys:
                week.setdefault((part, lesson.weekday), []).append((lesson.start_minute, lesson.end_minute))
    return week


def _absolute(on: date, start: int, end: int) -> tuple[int, int]:
    midnight = on.toordinal() * _DAY_MINUTES
    return midnight + start, midnight + end
