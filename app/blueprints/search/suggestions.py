"""What does work, when nothing is free: each suggestion with its strip and the price it starts from."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.blueprints.search.addresses import results_address
from app.blueprints.search.filters import short_money
from app.services.listing.words import AMENITIES, ROOM_TYPES
from app.services.search.query import Alternative, AlternativeKind, AskedTime, SearchQuery
from app.web.filters import day_month, distance, money, time_span
from app.web.i18n import translate
from app.web.region_map import MapPoint
from app.web.strip import StripBlock, StripRange, build_blocks, describe_strip, strip_range

HALF_HOUR = 30


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing to change, and what that brings."""

    number: int
    title: str
    text: str
    foot: str
    href: str
    blocks: Sequence[StripBlock]
    label: str
    ask: tuple[int, int]
    point: MapPoint


def make_suggestions(found: Sequence[Alternative], query: SearchQuery) -> tuple[list[Suggestion], StripRange]:
    """Ready to draw, with one range of hours for all strips."""
    spans = [span for each in found for span in each.state.open_spans]
    spans += [(asked.start_minute, asked.end_minute) for each in found if (asked := each.query.asked)]
    shown = strip_range(spans)
    return [_suggestion(each, query, shown, number) for number, each in enumerate(found, 1)], shown


def _suggestion(found: Alternative, query: SearchQuery, shown: StripRange, number: int) -> Suggestion:
    room, asked = found.best.room, found.query.asked
    blocks = build_blocks(shown, found.state.open_spans, taken=found.state.taken_spans)
    title, text = _words(found, query)
    rooms = ngettext("%(num)d room", "%(num)d rooms", found.rooms)
    lowest = money(found.lowest_cents)
    from_lowest = _("from %(price)s", price=lowest)
    return Suggestion(
        number=number,
        title=title,
        text=text,
        foot=f"{rooms}, {lowest if found.rooms == 1 else from_lowest}",
        href=results_address(found.query),
        blocks=blocks,
        label=describe_strip(blocks),
        ask=(asked.start_minute, asked.end_minute) if asked else (0, 0),
        point=MapPoint(
            number=number,
            price=short_money(found.lowest_cents),
            latitude=room.venue.latitude,
            longitude=room.venue.longitude,
            href=f"#suggestion-{number}",
            place=f"{title}, {room.venue.city}",
        ),
    )


def _words(found: Alternative, query: SearchQuery) -> tuple[str, str]:
    asked, instead = query.asked, found.query.asked
    if asked and instead and found.kind in {AlternativeKind.OTHER_TIME, AlternativeKind.OTHER_DAY}:
        return _time_words(found, asked, instead, farther=found.query.radius_km > query.radius_km)
    room, city = found.best.room, found.best.room.venue.city
    if found.kind is AlternativeKind.FARTHER:
        return _("A little farther"), ", ".join(part for part in (city, _away(found.best.distance_km)) if part)
    if found.kind is AlternativeKind.SPLIT_ROOM:
        larger = (query.persons or 0) < (found.query.persons or 0)
        return (_("The whole hall") if larger else _("A part of a hall")), f"{room.name}, {room.venue.name}, {city}"
    if found.kind is AlternativeKind.OTHER_TYPE:
        return _("Another kind of room"), f"{translate(ROOM_TYPES[room.type])}, {city}"
    if found.kind is AlternativeKind.WITHOUT_AMENITY:
        lost = query.amenities - found.query.amenities
        names = ", ".join(translate(AMENITIES[code]).lower() for code in sorted(lost))
        return _("Without ‘%(amenity)s’", amenity=names), f"{room.name}, {city}"
    title = _("Without filters") if found.kind is AlternativeKind.NO_FILTERS else _("Without a highest price")
    return title, f"{room.name}, {city}"


def _away(km: float | None) -> str:
    """`9 km verderop`, when there is something to measure from."""
    return "" if km is None else str(_("%(distance)s away", distance=distance(km)))


def _time_words(found: Alternative, asked: AskedTime, instead: AskedTime, *, farther: bool) -> tuple[str, str]:
    place = f", {found.best.room.venue.city}" if farther else ""
    if found.kind is AlternativeKind.OTHER_DAY:
        same = _("%(day)s, same time", day=_capital(day_month(instead.day)))
        return _("Another day"), f"{same}{place}"
    told = _("%(time)s instead of %(asked)s", time=_time(instead), asked=_time(asked))
    return _moved(asked, instead), f"{told}{place}"


def _moved(asked: AskedTime, instead: AskedTime) -> str:
    minutes = instead.span().starts_at - asked.span().starts_at
    half = abs(minutes.total_seconds()) // 60 == HALF_HOUR
    later = minutes.total_seconds() > 0
    return {
        (True, True): str(_("Half an hour later")),
        (True, False): str(_("Half an hour earlier")),
        (False, True): str(_("An hour later")),
        (False, False): str(_("An hour earlier")),
    }[half, later]


def _time(asked: AskedTime) -> str:
    span = asked.span()
    return time_span(span.starts_at, span.ends_at)


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
