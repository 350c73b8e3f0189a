"""From the sheet of a room to the room: what is left out is what is usual for its type and its house."""

from dataclasses import dataclass
from datetime import date
from typing import cast

from app.services.demo.catalogue import notation
from app.services.demo.catalogue.house_rules import house_rules
from app.services.demo.catalogue.lesson_plan import parts_of
from app.services.demo.catalogue.notation import TimetableLine
from app.services.demo.catalogue.room_types import USUAL, UsualRules
from app.services.demo.catalogue.sheets import OrganisationSheet, RoomSheet, VenueSheet
from app.services.demo.catalogue.time_types import DayPartSpec, LessonSpec, OpeningSpec
from app.services.demo.catalogue.types import BookingRules, RateSpec, RoomSpec
from app.services.demo.catalogue.vocabulary import AMENITIES, PURPOSES, Purpose

_REQUEST_NOTICE_MINUTES = 5 * 24 * 60  # a member who wants to say yes first needs working days for it


@dataclass(frozen=True, slots=True)
class RoomSetting:
    """What a room needs to know of the house around it."""

    organisation: OrganisationSheet
    venue: VenueSheet
    venue_key: str
    opening: tuple[OpeningSpec, ...]
    day_parts: tuple[DayPartSpec, ...]
    term: tuple[date, date]


def room_spec(sheet: RoomSheet, week: tuple[TimetableLine, ...], setting: RoomSetting) -> RoomSpec:
    """The room with its rates, rules and lessons.

    Raises: ValueError for an amenity or purpose that does not exist.
    """
    key = f"{setting.venue_key}/{sheet.slug}"
    rates = notation.rates(sheet.rates, setting.opening, setting.day_parts)
    return RoomSpec(
        key=key,
        slug=sheet.slug,
        type=sheet.type,
        name_nl=sheet.name[0],
        name_en=sheet.name[1],
        description_nl=sheet.text[0],
        description_en=sheet.text[1],
        area_m2=sheet.area,
        height_cm=sheet.height,
        max_persons=sheet.persons,
        layouts=notation.layouts(sheet.layouts),
        amenities=_amenities(sheet, setting.venue),
        house_rules=house_rules(f"{setting.venue.rules} {sheet.rules}"),
        purposes=_purposes(sheet),
        alcohol_policy=sheet.alcohol or USUAL[sheet.type].alcohol,
        vat_profile=sheet.vat or setting.organisation.vat,
        rules=_booking_rules(sheet, rates, setting),
        rates=rates,
        part_keys=tuple(f"{setting.venue_key}/{slug}/part" for slug in parts_of(sheet)),
        lessons=tuple(_lesson(key, line, setting.term) for line in week),
        status=setting.organisation.listing,
    )


def _amenities(sheet: RoomSheet, venue: VenueSheet) -> tuple[str, ...]:
    chosen = set(f"{venue.amenities} {sheet.amenities}".split())
    unknown = chosen - set(AMENITIES)
    if unknown:
        raise ValueError(f"no such amenity: {', '.join(sorted(unknown))}")
    return tuple(code for code in AMENITIES if code in chosen)


def _purposes(sheet: RoomSheet) -> tuple[Purpose, ...]:
    chosen = sheet.purposes.split()
    unknown = set(chosen) - set(PURPOSES)
    if unknown:
        raise ValueError(f"no such purpose: {', '.join(sorted(unknown))}")
    return tuple(cast("Purpose", code) for code in chosen) or USUAL[sheet.type].purposes


def _booking_rules(sheet: RoomSheet, rates: tuple[RateSpec, ...], setting: RoomSetting) -> BookingRules:
    usual = USUAL[sheet.type]
    longest = usual.longest
    if any(rate.unit == "day" for rate in rates):
        # A price for a whole day is a promise that the whole day can be booked.
        longest = max(longest, *(line.end_minute - line.start_minute for line in setting.opening))
    changeover = setting.venue.changeover
    return BookingRules(
        mode=sheet.mode,
        buffer_before_minutes=usual.before,
        buffer_after_minutes=usual.after if changeover is None else changeover,
        start_grid_minutes=sheet.grid or _grid(usual, setting.day_parts),
        min_duration_minutes=sheet.shortest or usual.shortest,
        max_duration_minutes=longest,
        notice_minutes=max(usual.notice, _REQUEST_NOTICE_MINUTES if sheet.mode == "request" else 0),
        horizon_days=usual.horizon,
    )


def _grid(usual: UsualRules, day_parts: tuple[DayPartSpec, ...]) -> int:
    """The usual grid, or a finer one where the house's own blocks do not begin on it."""
    starts = [minute for part in day_parts for minute in (part.start_minute, part.end_minute)]
    return next(grid for grid in (60, 30, 15) if grid <= usual.grid and all(start % grid == 0 for start in starts))


def _lesson(room_key: str, line: TimetableLine, term: tuple[date, date]) -> LessonSpec:
    key = f"{room_key}/{line.weekday}-{line.start_minute}"
    return LessonSpec(key, line.title, line.weekday, line.start_minute, line.end_minute, *term)
