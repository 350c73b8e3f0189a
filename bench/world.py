"""Many rooms around Utrecht, made in seconds: the rows matter here, not the people."""

import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import func, insert, select, text

from app.core.db import Base, session
from app.core.ids import new_id
from app.models.accounts import MembershipStatus, MemberType, Organisation
from app.models.availability import OpeningHours
from app.models.listing import (
    LayoutKind,
    ListingStatus,
    Purpose,
    Room,
    RoomAmenity,
    RoomLayout,
    RoomPart,
    RoomPartUse,
    RoomType,
    Venue,
)
from app.models.payments import PaymentAccount, PaymentAccountStatus
from app.models.pricing import Rate, RateUnit
from app.models.regions import SchoolHolidayRegion

SEED = 2027
ROOMS_PER_VENUE = 4
VENUES_PER_ORGANISATION = 10
# Every twelfth venue has one hall that is the sum of its three other rooms.
VENUES_PER_HALL = 12
UTRECHT = (52.0908, 5.1222)
# Two thousand rooms lie within about 25 km of the middle, which is a region. More rooms are more regions, not a crowd:
# the country grows with them, to about 80 km to each side for twenty thousand.
SPREAD_DEGREES, ROOMS_OF_A_REGION = 0.22, 2000
LONG_AGO = date(2020, 1, 1)
PIANOS = 0.2
EVERY_DAY = list(range(7))
ROWS_PER_STATEMENT = 1000

Row = dict[str, object]
RoomDay = tuple[uuid.UUID, date]

# The rooms that share nothing with another, numbered; each with the block that all of its occupation is part of.
NUMBERED_ROOMS = """
WITH alone AS (
  SELECT min(u.room_id::text)::uuid AS room_id, u.part_id FROM room_part_use AS u GROUP BY u.part_id HAVING count(*) = 1
), added AS (
  INSERT INTO own_use_block (id, organisation_id, room_id, starts_at, ends_at, note)
  SELECT gen_random_uuid(), v.organisation_id, r.id, now(), now() + interval '1 hour', ''
  FROM alone JOIN room AS r ON r.id = alone.room_id JOIN venue AS v ON v.id = r.venue_id
  WHERE NOT EXISTS (SELECT FROM bench_room WHERE bench_room.room_id = r.id)
  RETURNING id, room_id, organisation_id
)
INSERT INTO bench_room (n, room_id, venue_id, organisation_id, part_id, block_id)
SELECT row_number() OVER (ORDER BY r.slug) + (SELECT count(*) FROM bench_room), r.id, r.venue_id, added.organisation_id,
       alone.part_id, added.id
FROM added JOIN room AS r ON r.id = added.room_id JOIN alone ON alone.room_id = r.id
"""
HALLS = """
INSERT INTO bench_hall (n, place, room_id)
SELECT dense_rank() OVER (ORDER BY whole.slug), CASE WHEN u.room_id = whole.id THEN 0 ELSE 1 END
       * (row_number() OVER (PARTITION BY whole.id ORDER BY u.room_id = whole.id DESC, u.room_id) - 1), u.room_id
FROM room AS whole
CROSS JOIN LATERAL (
  SELECT DISTINCT other.room_id FROM room_part_use AS own JOIN room_part_use AS other ON other.part_id = own.part_id
  WHERE own.room_id = whole.id
) AS u
WHERE (SELECT count(*) FROM room_part_use WHERE room_id = whole.id) > 1
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much there is."""

    rooms: int
    claims: int


def is_empty() -> bool:
    """Whether nothing is here yet: a benchmark never mixes with somebody's data."""
    return session().scalar(select(func.count()).select_from(Organisation)) == 0


def grow(rooms_before: int, rooms: int, *, in_the_end: int) -> None:
    """Make the world larger, from one number of whole venues to another; the caller commits.

    `in_the_end`: how many rooms there will be, which says how large the country is from the start.
    """
    _let_search_look(later=True)
    chance = random.Random(SEED + rooms_before)  # noqa: S311 - a reproducible spread, not a secret
    venues_before, venue_count = rooms_before // ROOMS_PER_VENUE, rooms // ROOMS_PER_VENUE
    organisations = _add_organisations(
        venues_before // VENUES_PER_ORGANISATION, -(-venue_count // VENUES_PER_ORGANISATION)
    )
    spread = SPREAD_DEGREES * max(1.0, in_the_end / ROOMS_OF_A_REGION) ** 0.5
    venues = _add_venues(venues_before, venue_count, organisations, _places(spread, chance))
    _add_rooms(rooms_before, rooms, venues, chance)
    session().execute(text(NUMBERED_ROOMS))
    session().execute(text(HALLS))
    _let_search_look(later=False)
    session().execute(text("SELECT rebuild_room_search()"))


def _let_search_look(*, later: bool) -> None:
    """The triggers that keep search right look at every statement; thousands of rooms are looked at once, at the end."""
    rows = session().execute(
        text("SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'search_sees_%'")
    )
    for trigger, table in rows.all():
        session().execute(text(f'ALTER TABLE {table} {"DISABLE" if later else "ENABLE"} TRIGGER "{trigger}"'))


def room_ids() -> list[uuid.UUID]:
    """All rooms, in a fixed order."""
    return list(session().scalars(select(Room.id).order_by(Room.slug)))


def free_room_days(first: int, until: int, most: int) -> list[RoomDay]:
    """Rooms that share nothing with another, each on a day so far ahead on which nobody has anything of it."""
    found = session().execute(
        text(
            "SELECT d.room_id, d.day FROM room_day AS d JOIN bench_room AS b ON b.room_id = d.room_id"
            " WHERE d.day BETWEEN current_date + :first AND current_date + :until AND d.taken_lo = 0 AND d.taken_hi = 0"
            " ORDER BY d.day, b.n LIMIT :most"
        ),
        {"first": first, "until": until - 1, "most": most},
    )
    return [(room_id, day) for room_id, day in found]


def _write(table: type[Base], rows: Sequence[Row]) -> None:
    """Many rows in a statement: triggers that look at what a statement changed then look once for all of them."""
    for first in range(0, len(rows), ROWS_PER_STATEMENT):
        session().execute(insert(table).values(list(rows[first : first + ROWS_PER_STATEMENT])))


def _add_organisations(first: int, until: int) -> dict[int, uuid.UUID]:
    """By number. The last one of a smaller world may get more venues: it is made anew under a number of its own."""
    ids = {number: new_id() for number in range(first, until)}
    rows: list[Row] = [
        {
            "id": identifier,
            "slug": f"kunstencentrum-{identifier}",
            "name": f"Kunstencentrum {number}",
            "legal_name": f"Stichting Kunstencentrum {number}",
            "is_member": True,
            "member_type": MemberType.ARTS_CENTRE,
            "membership_status": MembershipStatus.ACTIVE,
            "email": f"balie@kunstencentrum-{number}.example",
        }
        for number, identifier in ids.items()
    ]
    _write(Organisation, rows)
    account: Row = {
        "status": PaymentAccountStatus.ACTIVE,
        "livemode": False,
        "refreshed_at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    _write(
        PaymentAccount,
        [{"organisation_id": one, "provider_account_id": f"acct_{one.hex}", **account} for one in ids.values()],
    )
    return ids


def _places(spread: float, chance: random.Random) -> Iterator[Row]:
    while True:
        yield {
            "latitude": UTRECHT[0] + chance.uniform(-spread, spread),
            "longitude": UTRECHT[1] + chance.uniform(-spread, spread),
        }


def _add_venues(
    first: int, until: int, organisations: dict[int, uuid.UUID], places: Iterator[Row]
) -> dict[int, uuid.UUID]:
    ids = {number: new_id() for number in range(first, until)}
    rows: list[Row] = [
        {
            "id": identifier,
            "organisation_id": organisations[number // VENUES_PER_ORGANISATION],
            "slug": f"gebouw-{number}",
            "name": f"Gebouw {number}",
            "street": "Singelstraat",
            "house_number": str(number + 1),
            "postcode": "3511 AB",
            "city": "Utrecht",
            "municipality_code": "0344",
            **next(places),
            "school_holiday_region": SchoolHolidayRegion.MIDDEN,
        }
        for number, identifier in ids.items()
    ]
    _write(Venue, rows)
    hours: Row = {"opens_minute": 480, "closes_minute": 1380, "valid_from": LONG_AGO}
    _write(OpeningHours, [{"venue_id": venue, "weekday": day, **hours} for venue in ids.values() for day in EVERY_DAY])
    return ids


def _add_rooms(first: int, until: int, venues: dict[int, uuid.UUID], chance: random.Random) -> None:
    numbers = range(first, until)
    ids, part_ids = {n: new_id() for n in numbers}, {n: new_id() for n in numbers}
    venue_of = {n: venues[n // ROOMS_PER_VENUE] for n in numbers}
    kinds = list(RoomType)
    shared: Row = {
        "start_grid_minutes": 15,
        "notice_minutes": 0,
        "horizon_days": 399,
        "purposes": [purpose.value for purpose in Purpose],
        "status": ListingStatus.PUBLISHED,
        "published_at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    rooms: list[Row] = [
        {
            "id": ids[n],
            "venue_id": venue_of[n],
            "slug": f"zaal-{n:06d}",
            "name": f"Zaal {n}",
            "type": kinds[n % len(kinds)],
            "max_persons": chance.choice((8, 15, 30, 60, 120)),
            **shared,
        }
        for n in numbers
    ]
    _write(Room, rooms)
    _write(RoomPart, [{"id": part_ids[n], "venue_id": venue_of[n], "name": f"Deel {n:06d}"} for n in numbers])
    _write(RoomPartUse, [{"room_id": ids[n], "part_id": part_ids[p]} for n in numbers for p in _parts_of(n)])
    _write(
        RoomLayout,
        [{"room_id": room["id"], "kind": LayoutKind.ROWS, "capacity": room["max_persons"]} for room in rooms],
    )
    # One room in five has a piano: a question that asks for one has as many candidates as it has in life.
    amenities = {n: ("piano", "wifi") if chance.random() < PIANOS else ("wifi",) for n in numbers}
    _write(RoomAmenity, [{"room_id": ids[n], "code": code} for n in numbers for code in amenities[n]])
    rate: Row = {"unit": RateUnit.HOUR, "weekdays": EVERY_DAY, "valid_from": LONG_AGO}
    _write(Rate, [{"room_id": ids[n], "price_cents": 1500 + 100 * (n % 30), **rate} for n in numbers])


def _parts_of(n: int) -> list[int]:
    """The numbers of the parts of room `n`: its own, or those of the three after it when it is a hall."""
    is_hall = n % ROOMS_PER_VENUE == 0 and n // ROOMS_PER_VENUE % VENUES_PER_HALL == 0
    return [n + 1, n + 2, n + 3] if is_hall else [n]
