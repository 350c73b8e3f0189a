"""What an hour of a room costs as a rule: by its own tariff, else by those of rooms like it nearby."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.models.listing import Room, RoomType
from app.models.pricing import RateUnit
from app.services.idle import repository, rules
from app.services.pricing import quote_service
from app.services.pricing.quotes import LowestPrice

# What one price is for, in hours, where only the price is known: domain knowledge, a day part is three to five hours.
_HOURS = {RateUnit.HOUR: 1, RateUnit.DAY_PART: 4, RateUnit.DAY: 10}


class RateSource(StrEnum):
    """Where a going rate comes from."""

    OWN = "own"
    REGION = "region"


@dataclass(frozen=True, slots=True)
class GoingRate:
    """Cents an hour, including VAT; of `compared` rooms the middle one when it is not the room's own."""

    hourly_cents: int
    source: RateSource
    compared: int = 0


def going_rates(rooms: Sequence[Room], on: date, *, organisation_id: uuid.UUID) -> dict[uuid.UUID, GoingRate]:
    """Per room (with its venue); absent where neither the room nor any like it in its region has a price.

    Four queries for any number of rooms.
    """
    own = quote_service.lowest_prices([room.id for room in rooms], on)
    found = {room_id: GoingRate(hourly(price), RateSource.OWN) for room_id, price in own.items()}
    without = [room for room in rooms if room.id not in found]
    codes = {room.venue.municipality_code for room in without}
    regions = repository.regions_of(codes)
    prices = _by_type_and_region(without, codes, on, organisation_id)
    for room in without:
        known = prices.get((room.type, regions.get(room.venue.municipality_code)), [])
        middle = rules.median(known)
        if middle is not None:
            found[room.id] = GoingRate(middle, RateSource.REGION, len(known))
    return found


def _by_type_and_region(
    rooms: Sequence[Room], codes: set[str], on: date, organisation_id: uuid.UUID
) -> dict[tuple[RoomType, uuid.UUID | None], list[int]]:
    others = repository.comparable_rooms({room.type for room in rooms}, codes, not_of=organisation_id)
    lowest = quote_service.lowest_prices([room_id for _, _, room_id in others], on)
    prices: dict[tuple[RoomType, uuid.UUID | None], list[int]] = defaultdict(list)
    for room_type, region_id, room_id in others:
        if room_id in lowest:
            prices[room_type, region_id].append(hourly(lowest[room_id]))
    return prices


def hourly(price: LowestPrice) -> int:
    """What a "from" price comes down to for an hour: a day part counts as four, a day as ten."""
    return price.price_cents // _HOURS[price.unit]
