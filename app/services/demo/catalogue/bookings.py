"""A year of bookings by strangers, growing as members join: the same from the same seed and day.

Lessons are taken to follow the same week in earlier school years, so bookings of last spring avoid them too.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.services.demo.catalogue.booking_slots import Trial, fitting_minutes, months_before, starts_for
from app.services.demo.catalogue.dice import Dice
from app.services.demo.catalogue.hire_types import BookingSpec, HirerSpec
from app.services.demo.catalogue.matchmaking import hirers_for, room_for
from app.services.demo.catalogue.occupancy import Occupancy
from app.services.demo.catalogue.types import Catalogue, OrganisationSpec, RoomPlace
from app.services.demo.catalogue.vocabulary import RoomType

_WEEK = timedelta(days=7)
_WEEKS_AHEAD = 8
_ROOMS_PER_ROUND = 80  # the hirers are as many as fit a hundred rooms; more rooms go round them again
_SERIES_A_YEAR = 2
_TRIES = 6
_CANCELLED = 0.06
_DAY_MINUTES = 24 * 60

# Bookings a month of one room of this type, before growth and season.
_DEMAND: dict[RoomType, float] = {
    "theatre_hall": 0.52,
    "concert_hall": 0.52,
    "dance_studio": 1.17,
    "music_room": 1.04,
    "band_rehearsal_room": 1.62,
    "recording_studio": 0.78,
    "classroom": 0.98,
    "art_studio": 0.65,
    "ceramics_studio": 0.52,
    "workshop_room": 0.52,
    "computer_room": 0.52,
    "meeting_room": 1.43,
    "ensemble_room": 0.78,
    "foyer": 0.52,
    "exhibition_space": 0.65,
    "cafe": 0.65,
    "kitchen": 0.65,
    "outdoor_space": 0.33,
}
# January to December: summer and the end of the year are quiet.
_SEASON = (1.0, 1.0, 1.1, 1.0, 0.95, 1.05, 0.5, 0.45, 1.15, 1.1, 1.2, 0.85)
_GROWTH_FROM, _GROWTH_TO = 0.4, 1.7


@dataclass(slots=True)
class _Diary:
    dice: Dice
    now_on: date
    from_on: date
    until_on: date
    occupancy: Occupancy = field(default_factory=Occupancy)
    made: list[BookingSpec] = field(default_factory=list)


def joined_on(organisation: OrganisationSpec, now_on: date) -> date:
    """The day a member joined: the first of a month, counted back from today."""
    return months_before(now_on, organisation.joined_months_ago)


def past_bookings(seed: int, now_on: date, catalogue: Catalogue, months: int = 12) -> Iterator[BookingSpec]:
    """Bookings on days before today, from the first day of the month `months` ago, in the order in which they were made.

    They lie inside opening hours and on the grid of their room, and keep clear of lessons and of each other, buffers
    included, on every shared part; cancelled ones too.
    """
    yield from (booking for booking in _plan(seed, now_on, catalogue, months) if booking.on < now_on)


def upcoming_bookings(
    seed: int, now_on: date, catalogue: Catalogue, weeks: int = 8, months: int = 12
) -> Iterator[BookingSpec]:
    """Bookings already made for today and the `weeks` (at most 8) after it, in the order in which they were made.

    They go with `past_bookings` of the same seed, day and months: together they never overlap.
    """
    until_on = now_on + min(weeks, _WEEKS_AHEAD) * _WEEK
    yield from (booking for booking in _plan(seed, now_on, catalogue, months) if now_on <= booking.on < until_on)


def _plan(seed: int, now_on: date, catalogue: Catalogue, months: int) -> list[BookingSpec]:
    diary = _Diary(Dice(seed), now_on, months_before(now_on, months), now_on + _WEEKS_AHEAD * _WEEK)
    rooms = catalogue.visible_rooms()
    for turn in range(max(1, len(rooms) // _ROOMS_PER_ROUND)):
        for hirer in catalogue.hirers:
            place = room_for(hirer, rooms, diary.dice, turn) if hirer.regular else None
            if place:
                for number in range(_SERIES_A_YEAR):
                    _series(hirer, place, f"{hirer.key}-{turn}-{number}", number, diary)
    for place in rooms:
        _incidental(place, hirers_for(place, catalogue.hirers), diary)
    return sorted(diary.made, key=lambda booking: (booking.on - timedelta(days=booking.lead_days), booking.key))


def _series(hirer: HirerSpec, place: RoomPlace, key: str, number: int, diary: _Diary) -> None:
    """One hirer, one room, the same hour for a season; dates on which that does not go are left out."""
    dice = diary.dice
    half_a_year = (diary.until_on - diary.from_on).days // 14
    first_week = dice.between(number * half_a_year, number * half_a_year + half_a_year // 2, "first", key)
    weeks, every = dice.between(8, 18, "weeks", key), dice.pick((1, 1, 1, 2), "every", key)
    monday = diary.from_on + timedelta(days=-diary.from_on.weekday()) + first_week * _WEEK
    minutes = fitting_minutes(hirer, place.room, dice, key)
    booked_on = max(
        monday - timedelta(days=dice.between(*hirer.lead_days, "lead", key)),
        joined_on(place.organisation, diary.now_on),
    )
    mondays = [monday + week * _WEEK for week in range(0, weeks, every)]
    for days, start in starts_for(hirer, place.room, minutes, dice, key):
        dates = [day + timedelta(days=days) for day in mondays]
        trials = [
            Trial(on, start, start + minutes) for on in dates if max(booked_on, diary.from_on) <= on < diary.until_on
        ]
        free = [trial for trial in trials if diary.occupancy.is_free(place, *trial)]
        if len(free) * 2 > len(trials):
            for trial in free:
                _make(hirer, place, trial, booked_on, key, diary)
            return


def _incidental(place: RoomPlace, hirers: tuple[HirerSpec, ...], diary: _Diary) -> None:
    month_on = diary.from_on
    while hirers and month_on < diary.until_on:
        next_on = months_before(month_on, -1)
        for number in range(diary.dice.count(_expected(place, month_on, diary), "count", place.room.key, month_on)):
            _once(place, hirers, (month_on, next_on), number, diary)
        month_on = next_on


def _expected(place: RoomPlace, month_on: date, diary: _Diary) -> float:
    if month_on < joined_on(place.organisation, diary.now_on):
        return 0.0
    passed = (month_on - diary.from_on).days / max(1, (diary.now_on - diary.from_on).days)
    growth = _GROWTH_FROM + (_GROWTH_TO - _GROWTH_FROM) * min(1.0, passed)
    liking = 0.6 + 0.8 * diary.dice.throw("liking", place.room.key)
    return _DEMAND[place.room.type] * growth * liking * _SEASON[month_on.month - 1]


def _once(
    place: RoomPlace, hirers: tuple[HirerSpec, ...], month: tuple[date, date], number: int, diary: _Diary
) -> None:
    dice = diary.dice
    for attempt in range(_TRIES):
        throw = (place.room.key, month[0], number, attempt)
        hirer = dice.pick(hirers, "hirer", *throw)
        minutes = fitting_minutes(hirer, place.room, dice, throw)
        monday = month[0] + timedelta(days=dice.between(0, (month[1] - month[0]).days - 1, "day", *throw))
        monday -= timedelta(days=monday.weekday())
        lead = timedelta(days=dice.between(*hirer.lead_days, "lead", *throw))
        for days, start in starts_for(hirer, place.room, minutes, dice, throw):
            trial = Trial(monday + timedelta(days=days), start, start + minutes)
            inside = month[0] <= trial.on < min(month[1], diary.until_on)
            if inside and diary.occupancy.is_free(place, *trial):
                booked_on = max(trial.on - lead, joined_on(place.organisation, diary.now_on))
                _make(hirer, place, trial, booked_on, None, diary)
                return


def _make(
    hirer: HirerSpec, place: RoomPlace, trial: Trial, booked_on: date, series_key: str | None, diary: _Diary
) -> None:
    room, dice = place.room, diary.dice
    lead_days = (trial.on - booked_on).days
    notice_days = -(-room.rules.notice_minutes // _DAY_MINUTES)
    if booked_on > diary.now_on or not notice_days <= lead_days <= room.rules.horizon_days:
        return
    key = f"{room.key}@{trial.on:%Y%m%d}-{trial.start}"
    diary.occupancy.book(place, *trial)
    diary.made.append(
        BookingSpec(
            key=key,
            room_key=room.key,
            hirer_key=hirer.key,
            on=trial.on,
            start_minute=trial.start,
            end_minute=trial.end,
            persons=min(room.max_persons, dice.between(*hirer.persons, "persons", series_key or key)),
            purpose=hirer.purpose,
            lead_days=lead_days,
            cancelled_days_before=_cancelled(key, trial.on, lead_days, diary),
            series_key=series_key,
        )
    )


def _cancelled(key: str, on: date, lead_days: int, diary: _Diary) -> int | None:
    days = diary.dice.between(0, lead_days, "cancelled days", key)
    told = on - timedelta(days=days) <= diary.now_on
    return days if told and diary.dice.happens(_CANCELLED, "cancelled", key) else None
