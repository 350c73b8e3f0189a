"""The demo world as data: members, houses, rooms, lessons, hirers and bookings, the same from the same seed. No database."""

from app.services.demo.catalogue.bookings import past_bookings, upcoming_bookings
from app.services.demo.catalogue.build import build_catalogue
from app.services.demo.catalogue.calendar import lesson_dates, opening_on
from app.services.demo.catalogue.school_terms import school_year_of

__all__ = [
    "build_catalogue",
    "lesson_dates",
    "opening_on",
    "past_bookings",
    "school_year_of",
    "upcoming_bookings",
]
