"""Which pages there are for search engines: a place, a kind, a kind in a place, a region; each only with rooms. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.errors import NotFoundError
from app.core.messages import message
from app.models.listing import RoomType

# As people type them in a search engine; addresses never change with the words on a screen.
TYPE_SLUGS: dict[RoomType, str] = {
    RoomType.THEATRE_HALL: "theaterzaal",
    RoomType.CONCERT_HALL: "concertzaal",
    RoomType.DANCE_STUDIO: "dansstudio",
    RoomType.MUSIC_ROOM: "muzieklokaal",
    RoomType.BAND_REHEARSAL_ROOM: "oefenruimte",
    RoomType.RECORDING_STUDIO: "opnamestudio",
    RoomType.CLASSROOM: "leslokaal",
    RoomType.ART_STUDIO: "atelier",
    RoomType.CERAMICS_STUDIO: "keramiekatelier",
    RoomType.WORKSHOP_ROOM: "werkplaats",
    RoomType.COMPUTER_ROOM: "computerlokaal",
    RoomType.MEETING_ROOM: "vergaderruimte",
    RoomType.ENSEMBLE_ROOM: "koorzaal",
    RoomType.FOYER: "foyer",
    RoomType.EXHIBITION_SPACE: "expositieruimte",
    RoomType.CAFE: "theatercafe",
    RoomType.KITCHEN: "keuken",
    RoomType.OUTDOOR_SPACE: "buitenruimte",
}
TYPES_BY_SLUG = {slug: kind for kind, slug in TYPE_SLUGS.items()}
_APOSTROPHES = re.compile("['’‘`´ʼ]")


class NoSuchPageError(NotFoundError):
    """Nothing is on offer there."""

    code = "nothing_on_offer"

    def __init__(self) -> None:
        super().__init__(message("There is nothing to hire here yet."))


@dataclass(frozen=True, slots=True)
class Group:
    """Rooms of one kind in one place."""

    city: str
    type: RoomType
    region_slug: str
    region_name: str
    rooms: int
    newest: datetime | None


@dataclass(frozen=True, slots=True)
class Subject:
    """What a page is about; None is everything."""

    city: str | None = None
    type: RoomType | None = None
    region: str | None = None
    region_name: str = ""

    def holds(self, group: Group) -> bool:
        """Whether these rooms belong on the page."""
        return (
            self.city in {None, group.city}
            and self.type in {None, group.type}
            and self.region in {None, group.region_slug}
        )


def slug_of(name: str) -> str:
    """`wijk-bij-duurstede`."""
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", name)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def find_subject(groups: Sequence[Group], *, city: str = "", type_slug: str = "", region: str = "") -> Subject:
    """What the words of an address mean.

    Raises:
        NoSuchPageError: no room on offer is meant by them.
    """
    name = next((group.city for group in groups if slug_of(group.city) == city), None) if city else None
    kind = TYPES_BY_SLUG.get(type_slug)
    found = next((group for group in groups if group.region_slug == region), None) if region else None
    subject = Subject(name, kind, found.region_slug if found else None, found.region_name if found else "")
    asked = ((city, name), (type_slug, kind), (region, found))
    if any(word and meant is None for word, meant in asked) or not any(map(subject.holds, groups)):
        raise NoSuchPageError
    return subject


def subjects(groups: Sequence[Group]) -> list[tuple[Subject, datetime | None]]:
    """Every page there is, with the moment at which its newest room came."""
    pages: dict[Subject, list[datetime]] = {}
    for group in groups:
        for subject in (
            Subject(region=group.region_slug, region_name=group.region_name),
            Subject(city=group.city),
            Subject(type=group.type),
            Subject(city=group.city, type=group.type),
        ):
            pages.setdefault(subject, []).extend([group.newest] if group.newest else [])
    return [(subject, max(moments, default=None)) for subject, moments in pages.items()]
