"""Where a member's rooms stand empty: per room, weekday and part of the day, over a school year.

A fixed number of queries for any number of rooms.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.models.listing import ListingStatus, Room, Venue
from app.services.availability import availability_service, school_years, year_use
from app.services.availability.school_calendar import school_holiday_on, school_year_of
from app.services.availability.year_use import DayUse
from app.services.idle import repository, rules
from app.services.idle.going_rate_service import GoingRate, going_rates
from app.services.idle.rules import NOTHING, Block, Day, Measure, WeekKind

__all__ = ["Key", "RoomIdle", "VenueIdle", "WeekKind", "look", "school_year_of"]

Key = tuple[int, int, WeekKind]  # weekday, block, kind of week
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RoomIdle:
    """One room over the year. `lessons` counts what its calendar brought: without any, nothing says what is its own."""

    room: Room
    lessons: int
    cells: dict[Key, Measure]
    rate: GoingRate | None

    @property
    def published(self) -> bool:
        """Whether anybody can find it."""
        return self.room.status is ListingStatus.PUBLISHED

    def measure(self, *, weekday: int | None = None, block: int | None = None, kind: WeekKind | None = None) -> Measure:
        """All of the year, or of one weekday, part of the day or kind of week."""
        return total(
            found
            for (on, number, week), found in self.cells.items()
            if weekday in {None, on} and block in {None, number} and kind in {None, week}
        )

    def expected_cents(self, fill_percent: int, *, minutes: int) -> int | None:
        """What a share of this many empty minutes would bring in; None where no price is known."""
        return None if self.rate is None else rules.expected_cents(minutes, self.rate.hourly_cents, fill_percent)


@dataclass(frozen=True, slots=True)
class VenueIdle:
    """One building over a school year: `[from_on, until_on)`. `days` counts its weekdays per kind of week."""

    venue: Venue
    from_on: date
    until_on: date
    blocks: list[Block]
    rooms: list[RoomIdle]
    days: dict[tuple[int, WeekKind], int]

    def weekly(self, minutes: int, *, weekday: int | None, kind: WeekKind) -> int:
        """Of minutes counted over all weeks of a kind: how many that is in an average one."""
        weeks = self.days.get((weekday, kind), 0) if weekday is not None else self.weeks(kind)
        return round(minutes / weeks) if weeks else 0

    def weeks(self, kind: WeekKind) -> int:
        """How many weeks of a kind the year has, by the weekday that has most of them."""
        return max((count for (_, week), count in self.days.items() if week is kind), default=0)


def total(measures: Iterable[Measure]) -> Measure:
    """Together."""
    return sum(measures, NOTHING)


def look(organisation_id: uuid.UUID, school_year: int, *, today: date) -> list[VenueIdle]:
    """Every building of a member with the rooms that are or can come online, by name; prices are those of `today`."""
    rooms = repository.list_rooms(organisation_id)
    if not rooms:
        return []
    by_venue: dict[uuid.UUID, list[Room]] = {}
    for room in rooms:
        by_venue.setdefault(room.venue_id, []).append(room)
    years = {
        of_venue[0].venue_id: school_years.year_of(of_venue[0].venue.school_holiday_region, school_year)
        for of_venue in by_venue.values()
    }
    first, last = min(year[0] for year in years.values()), max(year[1] for year in years.values())
    used = year_use.use_of(rooms, first, last + _DAY)
    lessons = repository.count_lessons([room.id for room in rooms])
    rates = going_rates(rooms, today, organisation_id=organisation_id)
    return [_venue(of_venue, years[venue_id], used, lessons, rates) for venue_id, of_venue in by_venue.items()]


def _venue(
    rooms: Sequence[Room],
    year: tuple[date, date],
    used: dict[uuid.UUID, dict[date, DayUse]],
    lessons: dict[uuid.UUID, int],
    rates: dict[uuid.UUID, GoingRate],
) -> VenueIdle:
    venue = rooms[0].venue
    blocks = rules.blocks_of([(part.name, part.starts_minute, part.ends_minute) for part in venue.day_parts])
    kinds = {
        day: WeekKind.HOLIDAY if school_holiday_on(day, venue.school_holiday_region) else WeekKind.TERM
        for day in rules.days_between(*year)
    }
    found = [
        RoomIdle(room, lessons.get(room.id, 0), _cells(room, used[room.id], kinds, blocks), rates.get(room.id))
        for room in rooms
    ]
    days = Counter((day.weekday(), kind) for day, kind in kinds.items())
    return VenueIdle(venue, *year, blocks, found, dict(days))


def _cells(
    room: Room, used: dict[date, DayUse], kinds: dict[date, WeekKind], blocks: Sequence[Block]
) -> dict[Key, Measure]:
    cells: dict[Key, Measure] = {}
    masks = [(block.number, block.mask) for block in blocks]
    published = room.status is ListingStatus.PUBLISHED
    zone = availability_service.zone_of(room)
    for day, kind in kinds.items():
        seen = _day(used[day], used.get(day + _DAY, DayUse()), published=published)
        skipped = rules.mask_of(year_use.skipped_minutes(day, zone))
        if not seen.building & ~skipped:
            continue
        for number, mask in masks:
            key = (day.weekday(), number, kind)
            cells[key] = cells.get(key, NOTHING) + rules.measure(seen, mask & ~skipped)
    return cells


def _day(today: DayUse, tomorrow: DayUse, *, published: bool) -> Day:
    return Day(
        building=rules.without_next(rules.mask_of(today.building), rules.mask_of(tomorrow.building)),
        offered=rules.mask_of(today.offered) if published else 0,
        own=rules.with_night(rules.mask_of(today.own), rules.mask_of(tomorrow.own)),
        let=rules.with_night(rules.mask_of(today.let), rules.mask_of(tomorrow.let)),
    )
