"""How a hirer gets in at the time of a booking, in words: for its page, its mail and the day sheet."""

from collections.abc import Sequence

from app.core.time_ranges import TimeRange
from app.models.booking import Booking
from app.models.listing import AccessMode, Venue
from app.services.availability import availability_service
from app.services.listing.words import ACCESS_MODES
from app.web.i18n import translate


def way_in(booking: Booking) -> str:
    """For a booking with its room and that room's venue. What the member wrote about the door is said as well."""
    modes = availability_service.access_modes(booking.room, TimeRange(booking.starts_at, booking.ends_at))
    return way_in_words(booking.venue, modes)


def way_in_words(venue: Venue, modes: Sequence[AccessMode]) -> str:
    """The member's own words, after the ways in when those are others than the venue's usual one."""
    usual = list(modes) == [venue.access_mode]
    words = " ".join(translate(ACCESS_MODES[mode]) for mode in modes)
    if usual:
        return venue.access_text or words
    return f"{words} {venue.access_text}".strip()
