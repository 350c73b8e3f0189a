"""What is asked on the idle page: which building, which year, and which hours to offer. Read from an address or a form."""

import uuid
from dataclasses import dataclass
from datetime import date

from werkzeug.datastructures import MultiDict

from app.blueprints.member.desk import parse_id, text_of
from app.blueprints.member.idle_shown import FILLS, ORDINARY_FILL
from app.services.idle.idle_service import VenueIdle, WeekKind
from app.services.idle.offer_service import Cell, LastMinute, OfferDraft
from app.web.asked_time import parse_day

_YEARS_AROUND = 1


@dataclass(frozen=True, slots=True)
class Asked:
    """Which picture."""

    venue_id: uuid.UUID | None
    school_year: int
    kind: WeekKind
    fill: int


def read_asked(values: MultiDict[str, str], this_year: int) -> Asked:
    """What the address asks; what makes no sense is left as it usually is."""
    year, fill = text_of(values, "year"), text_of(values, "fill")
    years = {str(this_year + step): this_year + step for step in range(-_YEARS_AROUND, _YEARS_AROUND + 1)}
    return Asked(
        venue_id=parse_id(text_of(values, "venue")),
        school_year=years.get(year, this_year),
        kind=WeekKind.HOLIDAY if text_of(values, "weeks") == WeekKind.HOLIDAY.value else WeekKind.TERM,
        fill=int(fill) if fill in {str(known) for known in FILLS} else ORDINARY_FILL,
    )


def read_draft(values: MultiDict[str, str], found: VenueIdle, today: date) -> OfferDraft:
    """The decision that is asked: everything, or the parts of the week that are ticked."""
    known: set[Cell] = {(weekday, block.number) for weekday in range(7) for block in found.blocks}
    ticked = {cell for text in values.getlist("cell") if (cell := _cell(text)) in known}
    asked = text_of(values, "starts_on")
    rooms = {room_id for text in values.getlist("room") if (room_id := parse_id(text)) is not None}
    return OfferDraft(
        venue_id=found.venue.id,
        room_ids=frozenset(rooms),
        cells=frozenset(known if text_of(values, "everything") else ticked),
        starts_on=parse_day(asked) if "starts_on" in values else today,
        last_minute=_last_minute(values),
    )


def cell_text(cell: Cell) -> str:
    """As it stands in a form."""
    return f"{cell[0]}-{cell[1]}"


def _cell(text: str) -> Cell:
    weekday, _, block = text.partition("-")
    if not (weekday.isascii() and weekday.isdecimal() and block.isascii() and block.isdecimal()):
        return -1, -1
    return int(weekday[:4]), int(block[:4])


def _last_minute(values: MultiDict[str, str]) -> LastMinute | None:
    percent, days = text_of(values, "off"), text_of(values, "days")
    if percent in {"", "0"}:
        return None
    numbers = [int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0 for text in (percent, days)]  # noqa: PLR2004
    return LastMinute(numbers[0] * 100, numbers[1])
