"""The day sheet: what a caretaker takes along, on paper or on a phone."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, render_template
from flask_babel import gettext as _

from app.blueprints.member.desk import HOUSE, asked_day, asked_venue
from app.blueprints.member.strips import DayStrip, RoomStrips, draw, member_words, one_range, who
from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.time_ranges import TimeRange, minute_of_day
from app.models.booking import Booking
from app.models.listing import AccessMode, Venue
from app.services.availability import availability_service
from app.services.listing.words import ACCESS_MODES
from app.services.reporting import desk_service
from app.services.reporting.desk_service import RoomDays
from app.web.access import current_organisation, member_access
from app.web.filters import day_month
from app.web.i18n import translate
from app.web.use_words import purpose_words, setting_up

# To have a room ready when its hirers come.
READY_MINUTES = 15
_KEYED = frozenset({AccessMode.KEY_PICKUP, AccessMode.KEY_SAFE_CODE, AccessMode.DIGITAL_LOCK_CODE})


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do at a time: ready a room for a booking."""

    ready_minute: int
    booking: Booking
    strip: DayStrip | None
    steps: list[str]
    purpose: str


@dataclass(frozen=True, slots=True)
class House:
    """One venue on the sheet."""

    venue: Venue
    opens_minute: int | None
    closes_minute: int | None
    access: str
    jobs: list[Job]


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    bp.add_url_rule("/<organisation_slug>/dagblad", "sheet", sheet)


@member_access(*HOUSE)
def sheet() -> str:
    """One day per venue, in order of time."""
    organisation = current_organisation()
    venue = asked_venue()
    on = asked_day(clock.today())
    venue_id = venue.id if venue else None
    days = desk_service.look_at_days(organisation.id, on, on + timedelta(days=1), venue_id=venue_id)
    bookings = desk_service.bookings_on(organisation.id, on, venue_id=venue_id)
    shown = one_range(days)
    since = clock.now() - timedelta(days=1)
    return render_template(
        "member/sheet.html",
        day=on,
        title=day_month(on).capitalize(),
        venue=venue,
        choices=desk_service.list_venues(organisation.id),
        houses=_houses(days, [draw(room, shown) for room in days], bookings),
        bookings=bookings,
        rooms_used=len({booking.room_id for booking in bookings}),
        fresh=[booking for booking in bookings if booking.confirmed_at and booking.confirmed_at > since],
        shown=shown,
        words=member_words(),
        who=who,
        made_at=clock.now(),
        yesterday=on - timedelta(days=1),
        tomorrow=on + timedelta(days=1),
        organisation=organisation,
    )


def _houses(days: Sequence[RoomDays], strips: Sequence[RoomStrips], bookings: Sequence[Booking]) -> list[House]:
    by_room = {strip.room.id: strip.days[0] for strip in strips}
    venues = {room.room.venue_id: room.room.venue for room in days}
    modes = _modes(days, bookings)
    houses = []
    for venue_id, venue in venues.items():
        spans = [span for room in days if room.room.venue_id == venue_id for span in room.days[0].state.open_spans]
        jobs = [
            _job(one, venue, by_room.get(one.room_id), modes.get(one.id, []))
            for one in bookings
            if one.venue_id == venue_id
        ]
        if spans or jobs:
            houses.append(
                House(
                    venue,
                    min((start for start, _end in spans), default=None),
                    max((end for _start, end in spans), default=None),
                    " ".join(part for part in (translate(ACCESS_MODES[venue.access_mode]), venue.access_text) if part),
                    jobs,
                )
            )
    return houses


def _modes(days: Sequence[RoomDays], bookings: Sequence[Booking]) -> dict[uuid.UUID, list[AccessMode]]:
    """How the hirers of each booking get in, as far as its room is on the sheet."""
    rooms = {room.room.id: room.room for room in days}
    asked = [one for one in bookings if one.room_id in rooms]
    found = availability_service.access_modes_of(
        [(rooms[one.room_id], TimeRange(one.starts_at, one.ends_at)) for one in asked]
    )
    return {one.id: modes for one, modes in zip(asked, found, strict=True)}


def _job(booking: Booking, venue: Venue, strip: DayStrip | None, modes: Sequence[AccessMode]) -> Job:
    steps = [_("Room open, light and heating on"), *setting_up(booking)]
    if modes and list(modes) != [venue.access_mode]:
        steps.append(" ".join(translate(ACCESS_MODES[mode]) for mode in modes))
    if _KEYED & set(modes or [venue.access_mode]):
        steps.append(_("Key or code given, name written down"))
    steps.append(_("Afterwards: room checked and locked"))
    starts = minute_of_day(booking.starts_at, desk_service.day_of(booking), AMSTERDAM)
    return Job(max(0, starts - READY_MINUTES), booking, strip, steps, purpose_words(booking))
