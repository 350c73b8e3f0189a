"""What a member's calendar changes about its room. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

# How far ahead own lessons are read: a school year and the months before it.
WINDOW_DAYS = 550

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Planned:
    """One time that a room is in own use, by the calendar's own name for it."""

    uid: str
    recurrence_key: str
    starts_at: datetime
    ends_at: datetime
    summary: str

    @property
    def key(self) -> Key:
        """Which instance of which event."""
        return self.uid, self.recurrence_key


@dataclass(frozen=True, slots=True)
class Difference:
    """What a calendar adds, changes and no longer has, compared with what is known."""

    new: list[Planned]
    changed: list[Planned]
    gone: list[Planned]
    unchanged: int


def window(today: date) -> tuple[date, date]:
    """The days that an import is about: from today on; the past stays as it was."""
    return today, today + timedelta(days=WINDOW_DAYS)


def difference(known: Mapping[Key, Planned], told: Sequence[Planned], *, unreadable: Collection[str]) -> Difference:
    """Compare. What is known of an event that could not be read this time stays: not reading is no proof of absence."""
    by_key = {planned.key: planned for planned in told}
    new = [planned for key, planned in by_key.items() if key not in known]
    changed = [planned for key, planned in by_key.items() if key in known and known[key] != planned]
    gone = [planned for key, planned in known.items() if key not in by_key and planned.uid not in unreadable]
    return Difference(new, changed, gone, len(by_key) - len(new) - len(changed))
