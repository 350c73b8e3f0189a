"""The members of the demo world: organisations, people, venues, rooms, tariffs, and their own lessons.

Rows are made from `catalogue/`; lessons go the way a member's own calendar goes: written as .ics, read by the importer.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.core.clock import AMSTERDAM
from app.core.db import session
from app.core.ids import new_id
from app.core.time_ranges import MINUTES_PER_DAY
from app.integrations.calendar.lesson_calendar import WeeklyLesson, build_lesson_calendar
from app.models.accounts import VatProfile
from app.models.availability import OpeningException, OpeningHours
from app.models.listing import (
    AccessMode,
    AlcoholPolicy,
    DayPart,
    LayoutKind,
    ListingStatus,
    Room,
    RoomAmenity,
    RoomLayout,
    RoomPart,
    RoomPartUse,
    RoomType,
    Venue,
)
from app.models.pricing import Rate, RateUnit
from app.models.regions import SchoolHolidayRegion
from app.services.audit.audit_service import SYSTEM
from app.services.calendars import import_service
from app.services.demo import tariff_service
from app.services.demo.catalogue import lesson_dates
from app.services.demo.catalogue.offered import offered_hours
from app.services.demo.catalogue.types import LessonSpec, OrganisationSpec, RateSpec, RoomSpec, VenueSpec
from app.services.listing import public_service

VALID_FROM = date(2016, 10, 1)


@dataclass(frozen=True, slots=True)
class LoadedRoom:
    """A room of the catalogue and its row."""

    id: uuid.UUID
    spec: RoomSpec
    venue: VenueSpec
    organisation: OrganisationSpec


def add_venues(organisation_id: uuid.UUID, spec: OrganisationSpec, *, now: datetime) -> list[LoadedRoom]:
    """The venues of one organisation with their rooms; the rows are flushed."""
    loaded: list[LoadedRoom] = []
    for venue_spec in spec.venues:
        venue = _venue(organisation_id, venue_spec)
        session().add(venue)
        session().flush()
        _add_opening(venue.id, venue_spec)
        day_parts = _add_day_parts(venue.id, venue_spec)
        parts = _add_parts(venue.id, venue_spec)
        rooms: dict[str, Room] = {}
        for room_spec in venue_spec.rooms:
            room = _room(venue.id, room_spec, now)
            session().add(room)
            session().flush()
            _add_details(room.id, room_spec, parts, day_parts)
            _add_offered(venue.id, room)
            rooms[room.slug] = room
            loaded.append(LoadedRoom(room.id, room_spec, venue_spec, spec))
        tariff_service.add_tariffs(organisation_id, venue.id, venue_spec, rooms, day_parts, since=VALID_FROM)
    session().flush()
    return loaded


def add_lessons(loaded: LoadedRoom) -> int:
    """The room's own lessons of the school year, through the real importer; how many times it is in own use."""
    lessons = loaded.spec.lessons
    if not lessons:
        return 0
    room = public_service.get_room_for_booking(loaded.id)
    raw = build_lesson_calendar(
        [_weekly(lesson, loaded.venue) for lesson in lessons],
        zone=AMSTERDAM,
        holidays=[(holiday.from_on, holiday.until_on) for holiday in loaded.venue.holidays],
        name=f"{loaded.venue.name}, {loaded.spec.name_nl}",
    )
    changes = import_service.bring_and_apply(room, filename=f"{loaded.spec.slug}.ics", raw=raw, actor=SYSTEM)
    return len(changes.difference.new)


def _weekly(lesson: LessonSpec, venue: VenueSpec) -> WeeklyLesson:
    days = set(lesson_dates(lesson, venue))
    weekly = WeeklyLesson(
        uid=f"{lesson.key}@{venue.slug}.example",
        summary=lesson.title,
        weekday=lesson.weekday,
        starts=_clock(lesson.start_minute),
        ends=_clock(lesson.end_minute),
        first_on=lesson.first_on,
        last_on=lesson.until_on - timedelta(days=1),
    )
    skipped = frozenset(day for day in weekly.days() if day not in days)
    return WeeklyLesson(
        weekly.uid, weekly.summary, weekly.weekday, weekly.starts, weekly.ends, weekly.first_on, weekly.last_on, skipped
    )


def _clock(minute: int) -> time:
    hour, rest = divmod(minute % MINUTES_PER_DAY, 60)
    return time(hour, rest)


def _venue(organisation_id: uuid.UUID, spec: VenueSpec) -> Venue:
    return Venue(
        organisation_id=organisation_id,
        slug=spec.slug,
        name=spec.name,
        street=spec.street,
        house_number=spec.house_number,
        postcode=spec.postcode,
        city=spec.city,
        municipality_code=spec.municipality_code,
        latitude=spec.lat,
        longitude=spec.lon,
        timezone=AMSTERDAM.key,
        school_holiday_region=SchoolHolidayRegion(spec.holiday_region),
        access_mode=AccessMode(spec.access.mode),
        access_text=spec.access.text_nl,
        travel_text=spec.directions_nl,
        phone=spec.phone,
    )


def _add_opening(venue_id: uuid.UUID, spec: VenueSpec) -> None:
    for opening in spec.opening:
        session().add(
            OpeningHours(
                venue_id=venue_id,
                weekday=opening.weekday,
                opens_minute=opening.start_minute,
                closes_minute=opening.end_minute,
                valid_from=VALID_FROM,
            )
        )
    for exception in spec.exceptions:
        session().add(
            OpeningException(
                venue_id=venue_id,
                from_on=exception.from_on,
                until_on=exception.until_on,
                opens_minute=exception.start_minute,
                closes_minute=exception.end_minute,
                reason=exception.reason_nl,
            )
        )


def _add_offered(venue_id: uuid.UUID, room: Room) -> None:
    for opening in offered_hours(room.slug):
        session().add(
            OpeningHours(
                venue_id=venue_id,
                room_id=room.id,
                weekday=opening.weekday,
                opens_minute=opening.start_minute,
                closes_minute=opening.end_minute,
                valid_from=VALID_FROM,
            )
        )


def _add_day_parts(venue_id: uuid.UUID, spec: VenueSpec) -> dict[str, uuid.UUID]:
    ids: dict[str, uuid.UUID] = {}
    for part in spec.day_parts:
        ids[part.code] = new_id()
        session().add(
            DayPart(
                id=ids[part.code],
                venue_id=venue_id,
                name=part.name_nl,
                starts_minute=part.start_minute,
                ends_minute=part.end_minute,
            )
        )
    session().flush()
    return ids


def _add_parts(venue_id: uuid.UUID, spec: VenueSpec) -> dict[str, uuid.UUID]:
    ids: dict[str, uuid.UUID] = {}
    for part in spec.parts:
        ids[part.key] = new_id()
        session().add(RoomPart(id=ids[part.key], venue_id=venue_id, name=part.name_nl))
    session().flush()
    return ids


def _room(venue_id: uuid.UUID, spec: RoomSpec, now: datetime) -> Room:
    published = spec.status == "published"
    return Room(
        venue_id=venue_id,
        slug=spec.slug,
        name=spec.name_nl,
        type=RoomType(spec.type),
        description=spec.description_nl,
        description_en=spec.description_en,
        area_m2=spec.area_m2,
        height_cm=spec.height_cm,
        max_persons=spec.max_persons,
        start_grid_minutes=spec.rules.start_grid_minutes,
        min_duration_minutes=spec.rules.min_duration_minutes,
        max_duration_minutes=spec.rules.max_duration_minutes,
        notice_minutes=spec.rules.notice_minutes,
        horizon_days=spec.rules.horizon_days,
        buffer_before_minutes=spec.rules.buffer_before_minutes,
        buffer_after_minutes=spec.rules.buffer_after_minutes,
        purposes=list(spec.purposes),
        alcohol_policy=AlcoholPolicy(spec.alcohol_policy),
        house_rules=[{"kind": rule.kind, "text": rule.text_nl} for rule in spec.house_rules],
        vat_profile=VatProfile(spec.vat_profile),
        status=ListingStatus.PUBLISHED if published else ListingStatus.DRAFT,
        published_at=now if published else None,
    )


def _add_details(
    room_id: uuid.UUID, spec: RoomSpec, parts: Mapping[str, uuid.UUID], day_parts: Mapping[str, uuid.UUID]
) -> None:
    add: Callable[[object], None] = session().add
    for key in spec.part_keys:
        add(RoomPartUse(room_id=room_id, part_id=parts[key]))
    for layout in spec.layouts:
        add(RoomLayout(room_id=room_id, kind=LayoutKind(layout.kind), capacity=layout.capacity))
    for code in spec.amenities:
        add(RoomAmenity(room_id=room_id, code=code))
    for rate in spec.rates:
        add(_rate(room_id, rate, day_parts))


def _rate(room_id: uuid.UUID, spec: RateSpec, day_parts: Mapping[str, uuid.UUID]) -> Rate:
    return Rate(
        room_id=room_id,
        unit=RateUnit(spec.unit),
        day_part_id=day_parts[spec.day_part_code] if spec.day_part_code else None,
        weekdays=list(spec.weekdays),
        price_cents=spec.amount_cents,
        valid_from=VALID_FROM,
    )
