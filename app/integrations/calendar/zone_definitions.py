"""The VTIMEZONE that goes with times in a zone."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Timezone
from icalendar.prop import vDDDLists

_FIRST_YEAR, _LAST_YEAR = 1970, 2037


def add_zone_definitions(calendar: Calendar, moments: Sequence[datetime]) -> None:
    """Add a definition of every zone in use, in a fixed order, for the years around `moments`."""
    years = [moment.year for moment in moments] or [_FIRST_YEAR]
    calendar.add_missing_timezones(
        first_date=date(max(min(years) - 1, _FIRST_YEAR), 1, 1),
        last_date=date(max(min(max(years) + 2, _LAST_YEAR), _FIRST_YEAR), 1, 1),
    )
    zones = sorted(calendar.timezones, key=lambda zone: zone.tz_name)
    calendar.subcomponents = [*zones, *(part for part in calendar.subcomponents if not isinstance(part, Timezone))]
    for zone in zones:
        zone.pop("COMMENT", None)
        for part in zone.subcomponents:
            _correct_onsets(part)


def _correct_onsets(part: Any) -> None:  # noqa: ANN401 - STANDARD or DAYLIGHT of the library
    """The library writes the first time that the new clock shows; the standard asks what the old one showed.

    They differ in spring: the clock goes from 02.00 to 03.00, and the change is at 02.00.
    """
    gap = part.TZOFFSETTO - part.TZOFFSETFROM
    if gap <= timedelta(0):
        return
    part.DTSTART -= gap
    if "RDATE" in part:
        lists = part["RDATE"] if isinstance(part["RDATE"], list) else [part["RDATE"]]
        part["RDATE"] = vDDDLists([moment.dt - gap for dates in lists for moment in dates.dts])
