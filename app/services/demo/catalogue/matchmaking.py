"""Who would hire which room: the right kind, large enough, not too far from home."""

from collections.abc import Sequence
from functools import cache

from app.integrations.geocoding.places import distance_km, find_place
from app.services.demo.catalogue.booking_slots import hours_fit
from app.services.demo.catalogue.dice import Dice
from app.services.demo.catalogue.hire_types import HirerSpec
from app.services.demo.catalogue.types import RoomPlace, VenueSpec

_ROOMS_CONSIDERED = 4
_HIRERS_CONSIDERED = 9


def suits(hirer: HirerSpec, place: RoomPlace) -> bool:
    """Whether the room is of a kind the hirer uses, allows the purpose, holds the smallest group and is open then."""
    room = place.room
    kind = room.type in hirer.room_types and hirer.purpose in room.purposes
    return kind and hirer.persons[0] <= room.max_persons and hours_fit(hirer, place)


def room_for(hirer: HirerSpec, rooms: Sequence[RoomPlace], dice: Dice, turn: int) -> RoomPlace | None:
    """One of the nearest rooms that suit a hirer who keeps coming back."""
    near = sorted((place for place in rooms if suits(hirer, place)), key=lambda place: _distance(hirer, place.venue))
    from_here = near[turn * _ROOMS_CONSIDERED :][:_ROOMS_CONSIDERED]
    return dice.pick(from_here, "room", hirer.key, turn) if from_here else None


def hirers_for(place: RoomPlace, hirers: Sequence[HirerSpec]) -> tuple[HirerSpec, ...]:
    """The hirers from nearby whom this room suits."""
    suited = (hirer for hirer in hirers if suits(hirer, place))
    return tuple(sorted(suited, key=lambda hirer: (_distance(hirer, place.venue), hirer.key))[:_HIRERS_CONSIDERED])


@cache
def _home(city: str) -> tuple[float, float]:
    place = find_place(city)
    if place is None:
        raise LookupError(f"no such place: {city}")
    return place.lat, place.lon


def _distance(hirer: HirerSpec, venue: VenueSpec) -> float:
    return distance_km(*_home(hirer.city), venue.lat, venue.lon)
