"""What a member's calendar changes about its room. Pure."""

import re
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from app.core.clock import AMSTERDAM

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
    `moved`: the same lesson at another time of the same week, under another name of its own, before and after.
    """

    new: list[Planned]
    changed: list[Planned]
    gone: list[Planned]
    unchanged: int
    renamed: list[tuple[Planned, Planned]] = field(default_factory=list)
    moved: list[tuple[Planned, Planned]] = field(default_factory=list)

    @property
    def altered(self) -> list[Planned]:
        """What there was already and is at another time or called otherwise, as it will be."""
        return [*self.changed, *(after for _, after in self.moved)]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to write down."""
        return not (self.new or self.changed or self.gone or self.renamed or self.moved)


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
    new, missing = _others(new, missing, renamed)
    moved = [] if keep_missing else _moved(missing, new)
    new, missing = _others(new, missing, moved)
    return Difference(
        new=new,
        changed=changed,
        gone=[] if keep_missing else missing,
        unchanged=unchanged + len(renamed),
        renamed=renamed,
        moved=moved,
    )


def _others(
    new: list[Planned], missing: list[Planned], pairs: Sequence[tuple[Planned, Planned]]
) -> tuple[list[Planned], list[Planned]]:
    """What is new and what is missing apart from these."""
    before, after = ({planned.key for planned in side} for side in zip(*pairs, strict=True)) if pairs else ((), ())
    return [one for one in new if one.key not in after], [one for one in missing if one.key not in before]


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


def _moved(missing: Sequence[Planned], new: Sequence[Planned]) -> list[tuple[Planned, Planned]]:
    """A lesson of one name that goes and comes in one week was moved; several of them in the order of their times."""
    waiting: dict[tuple[str, tuple[int, int]], list[Planned]] = defaultdict(list)
    for planned in sorted(missing, key=lambda one: one.starts_at):
        waiting[_what_and_week(planned)].append(planned)
    pairs = []
    for planned in sorted(new, key=lambda one: one.starts_at):
        same = waiting.get(_what_and_week(planned))
        if same and planned.summary.strip():
            pairs.append((same.pop(0), planned))
    return pairs


def _what_and_week(planned: Planned) -> tuple[str, tuple[int, int]]:
    year, week, _ = planned.starts_at.astimezone(AMSTERDAM).isocalendar()
    return " ".join(planned.summary.casefold().split()), (year, week)
