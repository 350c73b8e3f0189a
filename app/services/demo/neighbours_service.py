"""Rooms of the demo world that hear each other: a forge full of bands, and who has to bear it."""

from app.models.listing import SoundLevel
from app.services.audit.audit_service import SYSTEM
from app.services.availability import sound_service
from app.services.demo import repository
from app.services.listing import public_service

_SOUNDS = {
    "oefenruimte-eemkwartier": SoundLevel.AMPLIFIED,
    "opnamestudio-eemkwartier": SoundLevel.ACOUSTIC,
    "vergaderzaal-eemkwartier": SoundLevel.QUIET,
}
# Loud use of the first disturbs quiet use of the second.
_PAIRS = (
    ("oefenruimte-eemkwartier", "opnamestudio-eemkwartier"),
    ("oefenruimte-eemkwartier", "vergaderzaal-eemkwartier"),
)


def pair_rooms() -> None:
    """Once the lessons and bookings stand: those stay, whatever they let hear."""
    ids = repository.room_ids_by_slug()
    rooms = {slug: public_service.get_room_for_booking(ids[slug]) for slug in _SOUNDS}
    for slug, level in _SOUNDS.items():
        rooms[slug].sound_level = level
    for loud, quiet in _PAIRS:
        sound_service.pair(rooms[loud], rooms[quiet], actor=SYSTEM)
