"""What a member's calendar changes about its room. Pure."""

import re
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

# How far ahead own lessons are read: a school year and the months before it.
WINDOW_DAYS = 550
_OWN_UID = re.compile(r"booking-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}@locatieplatform", re.IGNORECASE)

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
    """What a calendar adds, changes and no longer has, compared with what is known.

    `renamed`: the same time under another name of its own, before and after; those count as unchanged.
    """

    new: list[Planned]
    changed: list[Planned]
    gone: list[Planned]
    unchanged: int
    renamed: list[tuple[Planned, Planned]] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to write down."""
        return not (self.new or self.changed or self.gone or self.renamed)


def window(today: date) -> tuple[date, date]:
    """The days that an import is about: from today on; the past stays as it was."""
    return today, today + timedelta(days=WINDOW_DAYS)


def booking_uid(booking_id: uuid.UUID) -> str:
    """By what name every calendar knows a booking, for its whole life."""
    return f"booking-{booking_id}@locatieplatform"


def is_own(uid: str) -> bool:
    """Whether an event came from this platform: a booking that travelled through other calendars has its time already."""
    return _OWN_UID.fullmatch(uid.strip()) is not None


def difference(
    known: Mapping[Key, Planned], told: Sequence[Planned], *, unreadable: Collection[str], keep_missing: bool = False
) -> Difference:
    """Compare. What is known of an event that could not be read this time stays: not reading is no proof of absence.

    `keep_missing`: part of the calendar could not be read at all, so that nothing can be said to be gone.
    """
    by_key = {planned.key: planned for planned in told}
    new = [planned for key, planned in by_key.items() if key not in known]
    changed = [planned for key, planned in by_key.items() if key in known and known[key] != planned]
    unchanged = len(by_key) - len(new) - len(changed)
    missing = [planned for key, planned in known.items() if key not in by_key and planned.uid not in unreadable]
    renamed = _renamed(missing, new)
    before, after = ({planned.key for planned in side} for side in zip(*renamed, strict=True)) if renamed else ((), ())
    return Difference(
        new=[planned for planned in new if planned.key not in after],
        changed=changed,
        gone=[] if keep_missing else [planned for planned in missing if planned.key not in before],
        unchanged=unchanged + len(renamed),
        renamed=renamed,
    )


def _renamed(missing: Sequence[Planned], new: Sequence[Planned]) -> list[tuple[Planned, Planned]]:
    """Some programs give every event a new name at each export: what is gone and new at one time is the same lesson."""
    waiting: dict[tuple[datetime, datetime], list[Planned]] = defaultdict(list)
    for planned in missing:
        waiting[planned.starts_at, planned.ends_at].append(planned)
    pairs = []
    for planned in new:
        at_that_time = waiting.get((planned.starts_at, planned.ends_at))
        if at_that_time:
            same = next((one for one in at_that_time if one.summary == planned.summary), at_that_time[0])
            at_that_time.remove(same)
            pairs.append((same, planned))
    return pairs
