"""Those who hire in the demo, and what they booked."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.services.demo.catalogue.vocabulary import HirerKind, Purpose, RoomType

TimeOfWeek = Literal["morning", "afternoon", "evening", "night", "weekend"]


@dataclass(frozen=True, slots=True)
class HirerSpec:
    """Somebody who books rooms in the demo, with habits: what for, where, when, with how many, how long ahead."""

    key: str
    name: str
    kind: HirerKind
    contact_name: str
    email: str
    phone: str
    city: str
    purpose: Purpose
    room_types: tuple[RoomType, ...]
    times: tuple[TimeOfWeek, ...]
    persons: tuple[int, int]
    duration_minutes: tuple[int, ...]
    lead_days: tuple[int, int]
    regular: bool


@dataclass(frozen=True, slots=True)
class BookingSpec:
    """A booking by a hirer. `cancelled_days_before` is None when it went on."""

    key: str
    room_key: str
    hirer_key: str
    on: date
    start_minute: int
    end_minute: int
    persons: int
    purpose: Purpose
    lead_days: int
    cancelled_days_before: int | None
    series_key: str | None
