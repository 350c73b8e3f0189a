"""What may be asked of a booking, as lists to choose from; the first choice says nothing and shows what then holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.blueprints.member.desk import text_of
from app.core.messages import Message, message
from app.services.availability.booking_rules import FIELDS, RuleBook, Source
from app.web.filters import duration
from app.web.i18n import translate

DURATIONS = (15, 30, 60, 90, 120, 180, 240, 360, 480, 720, 900, 1440)
NOTICES = (0, 60, 120, 240, 720, 1440, 2880, 4320, 10080, 20160)
BUFFERS = (0, 15, 30, 45, 60, 90, 120)
HORIZONS = (30, 60, 90, 180, 365, 540, 730)

LABELS: Mapping[str, Message] = {
    "start_grid_minutes": message("Times go per"),
    "horizon_days": message("Can be booked ahead for"),
    "min_duration_minutes": message("Shortest hire"),
    "max_duration_minutes": message("Longest hire"),
    "notice_minutes": message("Book at least this long ahead"),
    "notice_in_caretaker_hours": message("Which hours count for that?"),
    "buffer_before_minutes": message("Empty before each hire"),
    "buffer_after_minutes": message("Empty after each hire"),
    "buffers_shared": message("Between two hires"),
}
_USUAL: Mapping[str, tuple[int, ...]] = {
    "start_grid_minutes": (15, 30, 60),
    "min_duration_minutes": DURATIONS,
    "max_duration_minutes": DURATIONS,
    "notice_minutes": NOTICES,
    "notice_in_caretaker_hours": (0, 1),
    "horizon_days": HORIZONS,
    "buffer_before_minutes": BUFFERS,
    "buffer_after_minutes": BUFFERS,
    "buffers_shared": (0, 1),
}
_UNREADABLE = -1  # outside every limit, so that it comes back with the limit at its field
_LONGEST_NUMBER = 7


@dataclass(frozen=True, slots=True)
class RuleField:
    """One question of the form."""

    name: str
    label: str
    options: list[tuple[str, str]]


def rule_fields(inherited: RuleBook, day: date, current: Mapping[str, int | None]) -> list[RuleField]:
    """The questions; `inherited` says what holds when one is left open, `current` what stands there now."""
    return [
        RuleField(name, translate(LABELS[name]), _options(name, inherited, day, current.get(name))) for name in LABELS
    ]


def _options(name: str, inherited: RuleBook, day: date, current: int | None) -> list[tuple[str, str]]:
    value, source = inherited.value_on(name, day)
    shown = said(name, value)
    follow = {
        Source.VENUE: _("as the building: %(value)s", value=shown),
        Source.PLATFORM: _("as usual: %(value)s", value=shown),
    }.get(source, _("as always in this room: %(value)s", value=shown))
    values = sorted({*_USUAL[name], *([] if current is None else [int(current)])})
    return [("", follow), *((str(one), said(name, one)) for one in values)]


def said(name: str, value: int) -> str:
    """A value in words."""
    if name == "start_grid_minutes":
        return str({15: _("a quarter of an hour"), 30: _("half an hour"), 60: _("an hour")}[value])
    if name == "horizon_days":
        return str(_("%(days)s days", days=value))
    if name == "notice_in_caretaker_hours":
        return str(_("only hours with a caretaker") if value else _("all hours"))
    if name == "buffers_shared":
        return str(_("one changeover for both") if value else _("each keeps its own"))
    return duration(value) if value else str(_("none"))


def rule_values(values: Mapping[str, int | None]) -> dict[str, str]:
    """The form as it stands."""
    return {name: "" if values.get(name) is None else str(int(values[name] or 0)) for name in FIELDS}


def read_rules(form: MultiDict[str, str]) -> dict[str, int | None]:
    """What the form means: None for a question left open."""
    return {name: _number(text_of(form, name)) for name in FIELDS}


def _number(text: str) -> int | None:
    if not text:
        return None
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER else _UNREADABLE
