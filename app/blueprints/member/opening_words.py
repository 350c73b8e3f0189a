"""What a member reads about openings: names of holidays and states, and why a day is open or closed."""

from flask_babel import gettext as _

from app.core.messages import Message, message
from app.models.openings import Holiday, HolidayState
from app.services.availability.openings import DayOpening, Decider
from app.web.filters import minute_time
from app.web.i18n import translate

HOLIDAYS: dict[Holiday, Message] = {
    Holiday.AUTUMN: message("Autumn holiday"),
    Holiday.CHRISTMAS: message("Christmas holiday"),
    Holiday.SPRING: message("Spring holiday"),
    Holiday.MAY: message("May holiday"),
    Holiday.SUMMER: message("Summer holiday"),
    Holiday.PUBLIC: message("Public holidays"),
}
HOLIDAY_STATES: dict[HolidayState, Message] = {
    HolidayState.NORMAL: message("Ordinary week"),
    HolidayState.CLOSED: message("Closed"),
    HolidayState.EXTRA: message("Week in holidays"),
}


def why(opening: DayOpening) -> str:
    """Why a room is open or closed on a day, in one line."""
    told = _decided(opening)
    for closure in opening.closures:
        hours = f" {minute_time(closure.hours[0])}–{minute_time(closure.hours[1])}" if closure.hours else ""
        told += " " + _("Closure%(hours)s: %(reason)s.", hours=hours, reason=closure.reason)
    return told


def _decided(opening: DayOpening) -> str:
    because = opening.because
    if because.decider is Decider.EXCEPTION:
        told = _("Day that differs")
        told = f"{told}: {because.reason}" if because.reason else told
    elif because.decider is Decider.WEEK or because.holiday is None:
        told = _("Hours of the room itself") if because.for_room else _("Hours of the building")
    else:
        state = translate(HOLIDAY_STATES[because.state or HolidayState.NORMAL]).lower()
        told = f"{translate(HOLIDAYS[because.holiday])}: {state}"
    return f"{told}."
