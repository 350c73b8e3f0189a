"""Rooms that their member offers only part of the time that the house is open: where the idle page has something to tell."""

from app.services.demo.catalogue import notation
from app.services.demo.catalogue.time_types import OpeningSpec

_EVENINGS = "mon-fri 18:00-22:00; sat 10:00-16:00"
_OFFERED = {
    "dansstudio-bilthoven": _EVENINGS,
    "muziekkamer-bilthoven": "mon-fri 18:30-22:00",
    "dansstudio-zuid-stichtse-klank": _EVENINGS,
    "foyer-stichtse-klank": "fri 17:00-22:00; sat-sun 10:00-22:00",
    "muziekkamer-stichtse-klank": "tue-thu 18:00-22:00",
    "werkplaats-leidsche-rijn": "sat 10:00-17:00",
}


def offered_hours(room_slug: str) -> tuple[OpeningSpec, ...]:
    """The hours in which a room can be booked; none for a room that can be booked whenever its house is open."""
    text = _OFFERED.get(room_slug)
    return notation.opening(text) if text else ()
