"""What a page of results says above its list: how many, for which question, and what there is to say of nothing."""

from flask_babel import gettext as _
from flask_babel import ngettext

from app.integrations.geocoding.places import Place
from app.services.search.query import SearchQuery, SearchResult, SlotWish, WeeklyWish
from app.web.filters import day_month, duration, minute_time, time_span, weekday_short
from app.web.i18n import translate
from app.web.search_address import ALL_WEEKDAYS, PART_MINUTES, Part
from app.web.search_words import ACTIVITIES, PARTS, WEEKDAYS


def title_of(result: SearchResult, query: SearchQuery, *, nothing: bool) -> str:
    """`19 ruimtes, 14 vrij op jouw tijd`."""
    if nothing:
        return _nothing(result)
    rooms = str(ngettext("%(num)d room", "%(num)d rooms", result.total))
    if result.free is None:
        return rooms
    if query.weekly:
        told = ngettext("%(num)d fits your series", "%(num)d fit your series", result.free)
    elif query.slot:
        told = ngettext("%(num)d with a block free", "%(num)d with a block free", result.free)
    elif query.asked:
        told = ngettext("%(num)d free at your time", "%(num)d free at your time", result.free)
    else:
        told = ngettext("%(num)d with time left", "%(num)d with time left", result.free)
    return f"{rooms}, {told}"


def _nothing(result: SearchResult) -> str:
    place = result.place.name if result.place else ""
    if result.total and place:
        return str(_("Nothing free in %(place)s at this time", place=place))
    if result.total:
        return str(_("Nothing free at this time"))
    return str(_("Nothing found in %(place)s", place=place) if place else _("Nothing found"))


def question_text(query: SearchQuery, place: Place | None) -> str:
    """`Dinsdag 15 december, 19.00–22.00 uur, 36 personen, binnen 15 km van Utrecht.`"""
    parts = [*_when(query)]
    if query.persons:
        parts.append(ngettext("%(num)d person", "%(num)d people", query.persons))
    if query.activity:
        parts.append(translate(ACTIVITIES[query.activity]).lower())
    if query.box:
        parts.append(_("in this part of the map"))
    elif query.position and not query.near:
        parts.append(_("within %(radius)s km of where you are", radius=query.radius_km))
    elif place:
        parts.append(_("within %(radius)s km of %(place)s", radius=query.radius_km, place=place.name))
    told = ", ".join(parts)
    return f"{told[:1].upper()}{told[1:]}." if told else ""


def _when(query: SearchQuery) -> list[str]:
    if query.weekly:
        return _weeks(query, query.weekly)
    if query.slot:
        return _block(query.slot)
    told = [day_month(query.day)] if query.day else []
    if query.asked:
        span = query.asked.span()
        told.append(time_span(span.starts_at, span.ends_at))
    return told


def _weeks(query: SearchQuery, wish: WeeklyWish) -> list[str]:
    weekday = translate(WEEKDAYS[wish.first_on.weekday()][1]).lower()
    return [
        _("every %(weekday)s at %(times)s", weekday=weekday, times=_minutes_text(query)),
        _("%(count)s times from %(day)s", count=wish.count, day=day_month(wish.first_on)),
        ngettext("at most %(num)d not free", "at most %(num)d not free", wish.most_conflicts),
    ]


def _minutes_text(query: SearchQuery) -> str:
    return f"{minute_time(query.start_minute or 0)}–{minute_time(query.end_minute or 0)}"


def _block(wish: SlotWish) -> list[str]:
    span = (wish.from_minute, wish.until_minute)
    part = next((part for part, minutes in PART_MINUTES.items() if minutes == span), None)
    told = [_("a block of %(time)s", time=duration(wish.duration_minutes))]
    if part and part is not Part.ALL:
        told.append(translate(PARTS[part]))
    elif part is None:
        told.append(
            _("between %(start)s and %(end)s", start=minute_time(span[0]), end=minute_time(span[1])),
        )
    if wish.weekdays != ALL_WEEKDAYS:
        told.append(_("on %(days)s", days=days_text(wish.weekdays)))
    told.append(
        _("from %(first)s up to and including %(last)s", first=day_month(wish.from_on), last=day_month(wish.until_on))
    )
    return told


def days_text(weekdays: frozenset[int]) -> str:
    """`dinsdag en donderdag`."""
    *others, last = [translate(WEEKDAYS[day][1]).lower() for day in sorted(weekdays)]
    return str(_("%(days)s and %(last)s", days=", ".join(others), last=last)) if others else last


def short_summary(query: SearchQuery) -> str:
    """`Utrecht · di 15 dec 19.00–22.00 · 36 p.`, for the closed search form on a phone."""
    parts = [query.near or (_("Near me") if query.position else "")]
    if query.weekly:
        first = weekday_short(query.weekly.first_on)
        parts.append(_("%(count)s x from %(day)s", count=query.weekly.count, day=first))
        parts.append(_minutes_text(query))
    elif query.slot:
        parts.append(_("a block of %(time)s", time=duration(query.slot.duration_minutes)))
    elif query.day:
        parts.append(weekday_short(query.day))
    if query.asked:
        span = query.asked.span()
        parts.append(time_span(span.starts_at, span.ends_at))
    if query.persons:
        parts.append(_("%(persons)s p.", persons=query.persons))
    return " · ".join(part for part in parts if part) or str(_("Where and when?"))


def nowhere_text(query: SearchQuery) -> str:
    """What to say where there is no room at all."""
    if query.near:
        return str(
            _(
                "There is nothing of ours near %(place)s yet. Search farther away, or with fewer people.",
                place=query.near,
            )
        )
    return str(_("Ask for fewer people, or something else to do."))
