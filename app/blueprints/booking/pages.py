"""What the booking pages show besides the booking itself."""

from dataclasses import dataclass
from datetime import timedelta

from app.core.time_ranges import TimeRange, minute_of_day
from app.models.booking import Booking
from app.models.listing import Room
from app.services.availability import availability_service
from app.services.availability.rules import BookingRules, effective_buffers
from app.web.strip import Span, StripBlock, build_blocks, describe_strip, strip_range


@dataclass(frozen=True, slots=True)
class DayStrip:
    """One day of one room with your time in it."""

    blocks: list[StripBlock]
    label: str
    start_minute: int
    end_minute: int


def day_strip(room: Room, span: TimeRange) -> DayStrip:
    """The day on which `span` starts, your own time and its changeover marked."""
    zone = availability_service.zone_of(room)
    day = span.starts_at.astimezone(zone).date()
    state = availability_service.day_states([room], day, day + timedelta(days=1))[room.id, day]
    yours: Span = (minute_of_day(span.starts_at, day, zone), minute_of_day(span.ends_at, day, zone))
    shown = strip_range([*state.open_spans, yours])
    blocks = build_blocks(
        shown,
        state.open_spans,
        taken=_without(state.taken_spans, yours),
        yours=[yours],
        changeover=_changeover(availability_service.booking_rules(room, day), yours),
    )
    return DayStrip(blocks, describe_strip(blocks), shown.start_minute, shown.end_minute)


def _changeover(rules: BookingRules, yours: Span) -> list[Span]:
    before, after = effective_buffers(rules)
    around = [(yours[0] - before, yours[0]), (yours[1], yours[1] + after)]
    return [(start, end) for start, end in around if start < end]


def _without(taken: list[Span], yours: Span) -> list[Span]:
    """Taken time minus your own: your claim is among what is taken once you have booked."""
    left: list[Span] = []
    for start, end in taken:
        if end <= yours[0] or start >= yours[1]:
            left.append((start, end))
    return left


def booking_title(booking: Booking) -> str:
    """What the payment page and the calendar call it."""
    return f"{booking.room.name}, {booking.venue.name}"
