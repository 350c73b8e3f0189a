"""The lists that the search form offers, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.services.search.query import SearchQuery
from app.web.filters import duration, minute_time
from app.web.i18n import translate
from app.web.search_address import PART_MINUTES, SLOT_MINUTES, WEEKLY_CONFLICTS, WEEKLY_TIMES
from app.web.search_words import ACTIVITIES, MODES, PARTS, WEEKDAYS

LENGTHS_MINUTES = (60, 90, 120, 150, 180, 240, 300, 360, 480)

Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class FormChoices:
    """Value and words of each choice; `weekdays` with their short and their whole name."""

    activities: Choices
    modes: Choices
    lengths: Choices
    parts: Choices
    weekdays: Sequence[tuple[int, str, str]]
    usual_length: int = SLOT_MINUTES
    usual_times: int = WEEKLY_TIMES
    usual_misses: int = WEEKLY_CONFLICTS


def form_choices(query: SearchQuery | None = None) -> FormChoices:
    """With what `query` asks among them, should that be something unusual."""
    lengths = set(LENGTHS_MINUTES)
    parts = [(part.value, translate(name)) for part, name in PARTS.items()]
    slot = query.slot if query else None
    if slot is not None:
        lengths.add(slot.duration_minutes)
        if (slot.from_minute, slot.until_minute) not in PART_MINUTES.values():
            own = f"{minute_time(slot.from_minute)}–{minute_time(slot.until_minute)}"
            parts = [("", _("%(times)s hours", times=own)), *parts]
    return FormChoices(
        activities=[("", _("Anything")), *((code.value, translate(name)) for code, name in ACTIVITIES.items())],
        modes=[(mode.value, translate(name)) for mode, name in MODES.items()],
        lengths=[(str(minutes), duration(minutes)) for minutes in sorted(lengths)],
        parts=parts,
        weekdays=[(day, translate(short), translate(long)) for day, (short, long) in enumerate(WEEKDAYS)],
    )


EMPTY_FIELDS: Mapping[str, str] = dict.fromkeys(
    (
        *("activity", "near", "persons", "mode", "date", "from", "until", "last", "minutes", "part"),
        *("times", "misses"),
    ),
    "",
)
