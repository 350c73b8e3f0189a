"""What there is to know of a room besides its time: size, what is there, rules, the way in, whose it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.blueprints.search.cards import image_of, listed
from app.models.listing import BookingMode, Room
from app.services.availability.rules import BookingRules
from app.services.listing.words import ALCOHOL, AMENITIES, LAYOUTS, PURPOSES, ROOM_TYPES
from app.services.search.landing_rules import slug_of
from app.web.filters import duration
from app.web.i18n import current_locale, translate
from app.web.way_in import way_in_words

LONGEST_META = 155
_TICK_OF = {"allow": "yes", "deny": "no", "info": "info"}


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """Texts, ready to read."""

    type_name: str
    description: str
    meta: str
    address: str
    city_slug: str
    image: str
    instant: bool
    wheelchair: bool
    figures: Sequence[tuple[str, str]]
    layouts: Sequence[tuple[str, str, int]]
    rules: Sequence[tuple[str, str]]
    access: Sequence[tuple[str, str]]
    purposes: Sequence[tuple[str, str]]


def make_facts(room: Room, rules: BookingRules) -> RoomFacts:
    """From the room with everything that its page shows, and what it asks of bookings."""
    there = {amenity.code for amenity in room.amenities}
    venue = room.venue
    english = room.description_en if current_locale() == "en" else ""
    description = english or room.description
    return RoomFacts(
        type_name=translate(ROOM_TYPES[room.type]),
        description=description,
        meta=_meta(room, description),
        address=f"{venue.street} {venue.house_number}, {venue.postcode} {venue.city}",
        city_slug=slug_of(venue.city),
        image=image_of(room),
        instant=room.booking_mode is BookingMode.INSTANT,
        wheelchair="wheelchair_accessible" in there,
        figures=_figures(room, rules, there),
        layouts=[(layout.kind.value, translate(LAYOUTS[layout.kind]), layout.capacity) for layout in room.layouts],
        rules=[
            *((_TICK_OF.get(rule["kind"], "info"), rule["text"]) for rule in room.house_rules),
            ("info", translate(ALCOHOL[room.alcohol_policy])),
        ],
        access=_access(room, there),
        purposes=[(code.value, translate(name)) for code, name in PURPOSES.items() if code.value in room.purposes],
    )


def _meta(room: Room, description: str) -> str:
    told = f"{room.name}, {room.venue.name}, {room.venue.city}. {description}"
    return told if len(told) <= LONGEST_META else f"{told[: LONGEST_META - 1].rsplit(' ', 1)[0]}…"


def _figures(room: Room, rules: BookingRules, there: set[str]) -> list[tuple[str, str]]:
    figures = []
    if room.area_m2:
        size = f"{room.area_m2} m²"
        if room.height_cm:
            size = _("%(area)s, %(height)s m high", area=size, height=_metres(room.height_cm))
        figures.append((_("Floor"), size))
    figures.append((_("At most"), _("%(persons)s people", persons=room.max_persons)))
    if room.sound_text:
        figures.append((_("Sound"), room.sound_text))
    shortest = _("%(time)s, in steps of %(grid)s", time=duration(rules.min_duration_minutes), grid=_grid(rules))
    figures.append((_("Shortest hire"), shortest))
    names = [translate(name) for code, name in AMENITIES.items() if code in there]
    if names:
        figures.append((_("What is there"), listed(names)))
    return figures


def _metres(height_cm: int) -> str:
    text = f"{height_cm / 100:.1f}".removesuffix(".0")
    return text.replace(".", ",") if current_locale() == "nl" else text


def _grid(rules: BookingRules) -> str:
    return str({15: _("a quarter of an hour"), 30: _("half an hour"), 60: _("an hour")}[rules.start_grid_minutes])


def _access(room: Room, there: set[str]) -> list[tuple[str, str]]:
    venue = room.venue
    way_in = way_in_words(venue, [venue.access_mode])
    wheelchair = venue.wheelchair_text or (
        _("The room can be reached with a wheelchair.") if "wheelchair_accessible" in there else _("Ask the venue.")
    )
    rows = [(_("Way in"), way_in), (_("Wheelchair"), wheelchair)]
    if "hearing_loop" in there:
        rows.append((_("Hearing"), _("There is a hearing loop in the room.")))
    parked = [translate(AMENITIES[code]) for code in ("bicycle_parking", "parking") if code in there]
    if parked:
        rows.append((_("Bicycle and car"), listed(parked)))
    if venue.travel_text:
        rows.append((_("Getting there"), venue.travel_text))
    return rows
