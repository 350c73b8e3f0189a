"""Which clock a TZID means.

The calendar library keeps every VTIMEZONE it has ever seen in a table of the process, by name: two exports that both
call their zone "Customized Time Zone" would share one. So names are resolved here, per calendar. A name that the
world knows wins over the definition in the file, which often covers one year only.
"""

import re
import zoneinfo
from datetime import UTC, date, datetime, timedelta, tzinfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from app.integrations.calendar.components import Block
from app.integrations.calendar.library_values import moment_from, offset_from, rule_from
from app.integrations.calendar.problem_log import BadEventError

_UTC_NAMES = frozenset(
    {"UTC", "Z", "GMT", "ETC/UTC", "ETC/GMT", "TZONE://MICROSOFT/UTC", "(UTC) COORDINATED UNIVERSAL TIME"}
)
_YEARLY_PARTS = frozenset({"FREQ", "INTERVAL", "BYMONTH", "BYDAY", "BYMONTHDAY", "UNTIL", "WKST"})
_FIRST_YEAR = 1970
_MAX_OBSERVANCES = 200
_MAX_ONSETS = 500
_SHORTEST_MONTH = 28


class TimeZones:
    """The zones of one calendar: what the world knows, what the file defines, and `default` for times without one."""

    def __init__(self, calendar: Block, *, default: zoneinfo.ZoneInfo) -> None:
        self._definitions: dict[str, Block] = {}
        for block in calendar.of_kind("VTIMEZONE"):
            tzid = block.text("TZID")
            if tzid is not None:
                self._definitions.setdefault(tzid, block)
        self._found: dict[str, tzinfo | None] = {}
        stated = calendar.text("X-WR-TIMEZONE")
        self.stated = self.find(stated) if stated else None
        self.default: tzinfo = self.stated or default

    def find(self, tzid: str) -> tzinfo | None:
        """The zone, or None where neither the world nor the file knows it."""
        if tzid not in self._found:
            self._found[tzid] = known_zone(tzid) or self._defined(tzid)
        return self._found[tzid]

    def _defined(self, tzid: str) -> tzinfo | None:
        block = self._definitions.get(tzid)
        if block is None:
            return None
        try:
            return zone_from_definition(block)
        except (BadEventError, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError):
            return None  # the definition cannot be used; each event that needs it is reported


def known_zone(tzid: str) -> tzinfo | None:
    """A zone by its IANA name, its Windows name, or a global name that ends in an IANA name."""
    name = tzid.strip().strip("/")
    if name.upper() in _UTC_NAMES:
        return UTC
    parts = name.split("/")
    candidates = [WINDOWS_TO_OLSON.get(name, name), *("/".join(parts[at:]) for at in range(1, min(len(parts), 6)))]
    return next((zone for zone in map(_iana, candidates) if zone is not None), None)


def _iana(name: str) -> tzinfo | None:
    if not re.fullmatch(r"[A-Za-z][\w+-]*(/[\w+-]+)*", name, re.ASCII):
        return None
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder of the zone database
        return None


def zone_from_definition(block: Block) -> tzinfo:
    """The clock that a VTIMEZONE describes.

    Raises:
        ValueError: it describes none, or in a way that would take for ever to work out.
    """
    observances = [inner for inner in block.inner if inner.kind in {"STANDARD", "DAYLIGHT"}]
    if not 0 < len(observances) <= _MAX_OBSERVANCES:
        raise ValueError("a time zone needs STANDARD or DAYLIGHT")
    zone = Timezone()
    zone.add("TZID", "defined in the file")
    for observance in observances:
        zone.add_component(_observance(observance))
    clock: tzinfo = zone.to_tz(lookup_tzid=False)
    datetime(_FIRST_YEAR, 7, 1, tzinfo=clock).utcoffset()  # a definition that makes no sense fails here, not later
    return clock


def _observance(block: Block) -> TimezoneStandard | TimezoneDaylight:
    part = TimezoneStandard() if block.kind == "STANDARD" else TimezoneDaylight()
    part.TZOFFSETFROM = _offset(block, "TZOFFSETFROM")
    part.TZOFFSETTO = _offset(block, "TZOFFSETTO")
    onset = _naive(moment_from(_required(block, "DTSTART")))
    rule = block.text("RRULE")
    if rule is not None:
        yearly = _yearly(rule)
        part.add("RRULE", yearly)
        onset = _not_before_any_event(onset, yearly)
    onsets = [_naive(moment_from(text)) for given in block.every("RDATE") for text in given.value.split(",")]
    if len(onsets) > _MAX_ONSETS:
        raise ValueError("a time zone with too many changes")
    part.add("DTSTART", onset)
    if onsets:
        part.add("RDATE", onsets)
    return part


def _yearly(text: str) -> vRecur:
    """A rule of a time zone that surely has a match in every year, so that looking for one ends."""
    rule = rule_from(text)
    days = rule.get("BYMONTHDAY", [1])
    if (
        set(rule) - _YEARLY_PARTS
        or rule.get("FREQ") != ["YEARLY"]
        or rule.get("INTERVAL", [1]) != [1]
        or not rule.get("BYMONTH")
        or not any(1 <= int(day) <= _SHORTEST_MONTH for day in days)
    ):
        raise ValueError(f"a time zone that does not change once a year: {text}")
    return rule


def _not_before_any_event(onset: datetime, rule: vRecur) -> datetime:
    """Outlook lets its rules begin in 1601; the centuries before any event only cost time."""
    ends = rule.get("UNTIL")
    if onset.year >= _FIRST_YEAR or (ends and ends[0].year <= _FIRST_YEAR):
        return onset
    return onset.replace(year=_FIRST_YEAR, day=min(onset.day, _SHORTEST_MONTH))


def _naive(moment: object) -> datetime:
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None)
    if isinstance(moment, date):
        return datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001 - the wall clock of the zone itself
    raise ValueError("a time zone changes at a moment")


def _offset(block: Block, name: str) -> timedelta:
    return offset_from(_required(block, name))


def _required(block: Block, name: str) -> str:
    text = block.text(name)
    if text is None:
        raise ValueError(f"{name} is missing")
    return text
