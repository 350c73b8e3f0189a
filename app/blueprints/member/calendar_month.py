"""A month of rooms, day by day: how full each day is, off the masks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from app.models.listing import Room
from app.services.availability import drawn_day_service, rules
from app.services.availability.day_states import DayState
from app.services.reporting import calendar_service
from app.web.filters import day_month, duration

_ONE = timedelta(days=1)
_FULL = 100


@dataclass(frozen=True, slots=True)
class MonthDay:
    """One day: minutes open and taken of it, `percent` taken (None: closed), bookings; and all that in words."""

    day: date
    open_minutes: int
    taken_minutes: int
    bookings: int
    short: str
    spoken: str

    @property
    def percent(self) -> int | None:
        """How full, in whole hundredths; a day with any use is never 0 and one with any space never 100."""
        if not self.open_minutes:
            return None
        if 0 < self.taken_minutes < self.open_minutes:
            return min(max(round(_FULL * self.taken_minutes / self.open_minutes), 1), _FULL - 1)
        return _FULL if self.taken_minutes else 0


@dataclass(frozen=True, slots=True)
class RoomMonth:
    """One room with its days, and in weeks from Monday (None: a day of another month)."""

    room: Room
    days: Sequence[MonthDay]
    weeks: Sequence[Sequence[MonthDay | None]]


def read_month(rooms: Sequence[Room], shown: Sequence[Room], first: date, after: date) -> list[RoomMonth]:
    """Each of `shown` on every day of `[first, after)`; `rooms` are all of the venue. A fixed number of queries."""
    last = after - _ONE
    states = drawn_day_service.states_of(shown, first, last)
    bookings = calendar_service.bookings_by_day(rooms, shown, first, last)
    days = [first + timedelta(days=offset) for offset in range((after - first).days)]
    found = []
    for room in shown:
        of_room = [_month_day(states[room.id, day], bookings[room.id, day] if bookings else 0) for day in days]
        found.append(RoomMonth(room, of_room, _weeks(of_room)))
    return found


def _month_day(state: DayState, bookings: int) -> MonthDay:
    opened = sum(end - start for start, end in state.open_spans)
    taken = sum(end - start for start, end in rules.joined(state.taken_spans))
    short = _("closed")
    spoken = f"{day_month(state.day)}: {short}"
    if opened:
        let = ngettext("%(num)s let", "%(num)s let", bookings) if bookings else ""
        short = str(let)
        used = _("%(taken)s of %(open)s taken", taken=duration(taken), open=duration(opened))
        spoken = f"{day_month(state.day)}: {used}{', ' if let else ''}{let}"
    return MonthDay(state.day, opened, taken, bookings, short, spoken)


def _weeks(days: Sequence[MonthDay]) -> list[list[MonthDay | None]]:
    cells: list[MonthDay | None] = [None] * days[0].day.weekday() + list(days)
    cells += [None] * (-len(cells) % 7)
    return [cells[at : at + 7] for at in range(0, len(cells), 7)]
