"""What somebody asks of the calendar: which page of it, and which time to keep for own use."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from werkzeug.datastructures import MultiDict

from app.blueprints.member.desk import parse_id, text_of
from app.core.errors import NotFoundError
from app.core.messages import Message, message
from app.core.time_ranges import TimeRange
from app.models.listing import Room, Venue
from app.services.availability import block_plan
from app.services.availability.block_service import MOST_AT_ONCE
from app.services.availability.day_calendar import zone_of
from app.web.asked_time import parse_day, read_asked_time

_FARTHEST = timedelta(days=3650)
_ONE = timedelta(days=1)


class View(StrEnum):
    """How much of the calendar is shown."""

    WEEK = "week"
    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class AskedPage:
    """A venue, one of its rooms or all, a view and a day in it; `all_rooms` are those of the venue."""

    venue: Venue | None
    room: Room | None
    view: View
    day: date
    all_rooms: Sequence[Room]

    @property
    def shown(self) -> Sequence[Room]:
        """The rooms that the page is about."""
        return [self.room] if self.room else self.all_rooms

    @property
    def days(self) -> tuple[date, date]:
        """The first day of the view, and the day after the last."""
        if self.view is View.DAY:
            return self.day, self.day + _ONE
        if self.view is View.WEEK:
            monday = self.day - timedelta(days=self.day.weekday())
            return monday, monday + timedelta(days=7)
        first = self.day.replace(day=1)
        return first, (first + timedelta(days=31)).replace(day=1)

    def beside(self, steps: int) -> date:
        """A day in the view that lies so many views on (negative: back)."""
        first, after = self.days
        if self.view is View.MONTH and steps < 0:
            return first - _ONE
        return first - (after - first) if steps < 0 else after


def read_page(values: MultiDict[str, str], rooms: Sequence[Room], today: date) -> AskedPage:
    """The page in the address; `rooms` are all of the organisation. What is nonsense is the ordinary page.

    Raises:
        NotFoundError: a room or venue that is not of this organisation.
    """
    room = find_room(values.get("room", ""), rooms)
    venue = _find_venue(values.get("venue", ""), rooms)
    if room is not None and (venue is None or room.venue_id != venue.id):
        # Another venue was chosen in the form that still names the room: then it is about that venue.
        room, venue = (room, room.venue) if venue is None else (None, venue)
    if venue is None and rooms:
        venue = rooms[0].venue
    view = View(values["view"]) if values.get("view") in set(View) else View.WEEK
    day = parse_day(values.get("date", "")) or today
    if abs(day - today) > _FARTHEST:
        day = today
    mine = [one for one in rooms if venue and one.venue_id == venue.id]
    return AskedPage(venue, room, view, day, mine)


def find_room(text: str, rooms: Sequence[Room]) -> Room | None:
    """The room with this id; None when none is asked.

    Raises:
        NotFoundError: it is not of this organisation.
    """
    if not text:
        return None
    asked = parse_id(text)
    for room in rooms:
        if room.id == asked:
            return room
    raise NotFoundError(message("This room does not exist."))


def _find_venue(text: str, rooms: Sequence[Room]) -> Venue | None:
    if not text:
        return None
    asked = parse_id(text)
    for room in rooms:
        if room.venue_id == asked:
            return room.venue
    raise NotFoundError(message("This venue does not exist."))


@dataclass(frozen=True, slots=True)
class AskedBlock:
    """What was typed to keep time: a room with the times, or per field what is wrong with it."""

    room: Room | None
    spans: Sequence[TimeRange]
    note: str
    once: uuid.UUID | None
    errors: dict[str, list[Message]]


def read_block(values: MultiDict[str, str], rooms: Sequence[Room]) -> AskedBlock:
    """Make sense of the form.

    Raises:
        NotFoundError: a room that is not of this organisation.
    """
    room = find_room(text_of(values, "room"), rooms)
    note = text_of(values, "note")
    once = parse_id(text_of(values, "once"))
    if room is None:
        return AskedBlock(None, [], note, once, {"room": [message("Choose a room.")]})
    asked = read_time(values, room)
    if isinstance(asked, dict):
        return AskedBlock(room, [], note, once, asked)
    spans, errors = _repeated(values, room, asked)
    return AskedBlock(room, spans, note, once, errors)


def read_time(values: MultiDict[str, str], room: Room) -> TimeRange | dict[str, list[Message]]:
    """One time of a room, or per field what is wrong with it."""
    asked = read_asked_time(text_of(values, "date"), text_of(values, "from"), text_of(values, "until"), zone_of(room))
    return asked.errors if asked.span is None else asked.span


def _repeated(
    values: MultiDict[str, str], room: Room, span: TimeRange
) -> tuple[Sequence[TimeRange], dict[str, list[Message]]]:
    text = text_of(values, "repeat_until")
    if not text:
        return [span], {}
    last_on, first_on = parse_day(text), span.starts_at.astimezone(zone_of(room)).date()
    if last_on is None:
        return [], {"repeat_until": [message("Choose a day.")]}
    if last_on < first_on:
        return [], {"repeat_until": [message("The last day lies before the first.")]}
    region = room.venue.school_holiday_region if values.get("skip_holidays") else None
    spans = block_plan.weekly(span, last_on, zone_of(room), most=MOST_AT_ONCE + 1, holidays_of=region)
    if not spans:
        return [], {"repeat_until": [message("All of these days are in a holiday.")]}
    return spans, {}
