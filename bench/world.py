"""Many rooms around Utrecht with five weeks of lessons, made in seconds: the rows matter here, not the people."""

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, insert, select, text

from app.core import clock
from app.core.db import Base, session
from app.core.ids import new_id
from app.models.accounts import MembershipStatus, MemberType, Organisation
from app.models.availability import Claim, OpeningHours
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
DAYS_WITH_LESSONS = 35
UTRECHT = (52.0908, 5.1222)
SPREAD_DEGREES = 0.22  # about 25 km to each side
LONG_AGO = date(2020, 1, 1)
EVERY_DAY = list(range(7))

Row = dict[str, object]

# One lesson in the afternoon and, in half of the rooms, one in the evening; every day of the coming five weeks.
LESSONS = """
INSERT INTO claim (id, venue_id, part_id, day, during, kind, note)
SELECT gen_random_uuid(), part.venue_id, part.id, d.day,
       tstzrange((d.day + hours.starts) AT TIME ZONE 'Europe/Amsterdam', (d.day + hours.ends) AT TIME ZONE 'Europe/Amsterdam'),
       'own_use', ''
FROM room_part part
CROSS JOIN (SELECT CAST(:first_day AS date) + n AS day FROM generate_series(0, :days - 1) n) d
CROSS JOIN (VALUES (time '14:00', time '17:00', 100), (time '18:30', time '21:00', 50)) hours (starts, ends, share)
WHERE abs(hashtext(part.id::text || d.day::text)) % 100 < hours.share
"""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much there is."""

    rooms: int
    venues: int
    organisations: int
    claims: int


def is_empty() -> bool:
    """Whether nothing is here yet: a benchmark never mixes with somebody's data."""
    return session().scalar(select(func.count()).select_from(Organisation)) == 0


def fill(rooms: int) -> Sizes:
    """Make the world; the caller commits."""
    chance = random.Random(SEED)  # noqa: S311 - a reproducible spread, not a secret
    venue_count = -(-rooms // ROOMS_PER_VENUE)
    organisations = _add_organisations(-(-venue_count // VENUES_PER_ORGANISATION))
    venues = _add_venues(venue_count, organisations, chance)
    _add_rooms(rooms, venues, chance)
    session().execute(text(LESSONS), {"first_day": clock.today(), "days": DAYS_WITH_LESSONS})
    claims = session().scalar(select(func.count()).select_from(Claim)) or 0
    return Sizes(rooms, venue_count, len(organisations), claims)


def room_ids() -> list[uuid.UUID]:
    """All rooms, in a fixed order."""
    return list(session().scalars(select(Room.id).order_by(Room.slug)))


def parts() -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Venue and part, in a fixed order."""
    rows = session().execute(select(RoomPart.venue_id, RoomPart.id).order_by(RoomPart.name, RoomPart.id))
    return [(venue_id, part_id) for venue_id, part_id in rows]


def _write(table: type[Base], rows: Sequence[Row]) -> None:
    session().execute(insert(table), list(rows))


def _add_organisations(count: int) -> list[uuid.UUID]:
    ids = [new_id() for _ in range(count)]
    rows: list[Row] = [
        {
            "id": identifier,
            "slug": f"kunstencentrum-{number}",
            "name": f"Kunstencentrum {number}",
            "legal_name": f"Stichting Kunstencentrum {number}",
            "is_member": True,
            "member_type": MemberType.ARTS_CENTRE,
            "membership_status": MembershipStatus.ACTIVE,
            "email": f"balie@kunstencentrum-{number}.example",
        }
        for number, identifier in enumerate(ids)
    ]
    _write(Organisation, rows)
    account: Row = {
        "status": PaymentAccountStatus.ACTIVE,
        "livemode": False,
        "refreshed_at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    _write(
        PaymentAccount,
        [{"organisation_id": one, "provider_account_id": f"acct_bench{n:05d}", **account} for n, one in enumerate(ids)],
    )
    return ids


def _add_venues(count: int, organisations: Sequence[uuid.UUID], chance: random.Random) -> list[uuid.UUID]:
    ids = [new_id() for _ in range(count)]
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
            "latitude": UTRECHT[0] + chance.uniform(-SPREAD_DEGREES, SPREAD_DEGREES),
            "longitude": UTRECHT[1] + chance.uniform(-SPREAD_DEGREES, SPREAD_DEGREES),
            "school_holiday_region": SchoolHolidayRegion.MIDDEN,
        }
        for number, identifier in enumerate(ids)
    ]
    _write(Venue, rows)
    hours: Row = {"opens_minute": 480, "closes_minute": 1380, "valid_from": LONG_AGO}
    _write(OpeningHours, [{"venue_id": venue, "weekday": day, **hours} for venue in ids for day in EVERY_DAY])
    return ids


def _add_rooms(count: int, venues: Sequence[uuid.UUID], chance: random.Random) -> None:
    ids = [new_id() for _ in range(count)]
    part_ids = [new_id() for _ in range(count)]
    venue_of = [venues[number // ROOMS_PER_VENUE] for number in range(count)]
    kinds = list(RoomType)
    shared: Row = {
        "start_grid_minutes": 15,
        "notice_minutes": 0,
        "purposes": [purpose.value for purpose in Purpose],
        "status": ListingStatus.PUBLISHED,
        "published_at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    rooms: list[Row] = [
        {
            "id": ids[number],
            "venue_id": venue_of[number],
            "slug": f"zaal-{number:06d}",
            "name": f"Zaal {number}",
            "type": kinds[number % len(kinds)],
            "max_persons": chance.choice((8, 15, 30, 60, 120)),
            **shared,
        }
        for number in range(count)
    ]
    _write(Room, rooms)
    numbers = range(count)
    _write(RoomPart, [{"id": part_ids[n], "venue_id": venue_of[n], "name": f"Deel {n:06d}"} for n in numbers])
    _write(RoomPartUse, [{"room_id": ids[n], "part_id": part_ids[n]} for n in numbers])
    _write(
        RoomLayout, [{"room_id": ids[n], "kind": LayoutKind.ROWS, "capacity": rooms[n]["max_persons"]} for n in numbers]
    )
    _write(RoomAmenity, [{"room_id": ids[n], "code": code} for n in numbers for code in ("piano", "wifi")])
    rate: Row = {"unit": RateUnit.HOUR, "weekdays": EVERY_DAY, "valid_from": LONG_AGO}
    _write(Rate, [{"room_id": ids[n], "price_cents": 1500 + 100 * (n % 30), **rate} for n in numbers])


def first_free_day() -> date:
    """From this day on nobody has anything in the agenda."""
    return clock.today() + timedelta(days=DAYS_WITH_LESSONS + 5)
