"""A room as a list shows it: its strip, its price for the asked time, and what to know before looking closer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from app.core.clock import AMSTERDAM
from app.models.listing import BookingMode, Room
from app.models.pricing import RateUnit
from app.services.listing.words import AMENITIES
from app.services.pricing.quotes import TIME_KINDS, LineKind, LowestPrice, Quote, QuoteLine
from app.services.search.query import AskedTime, Hit, SearchQuery
from app.web.asked_time import time_arguments
from app.web.assets import asset_url
from app.web.filters import day_month, distance, duration, minute_time, money, time_span
from app.web.i18n import translate
from app.web.region_map import MapPoint
from app.web.strip import Span, StripBlock, StripRange, build_blocks, describe_strip, strip_range

MOST_FACTS = 3


@dataclass(frozen=True, slots=True)
class Card:
    """One room of a page of results; texts are ready to read."""

    number: int
    name: str
    href: str
    venue: str
    place: str
    image: str
    facts: str
    instant: bool
    price: str
    price_note: str
    note: Markup | str
    available: bool
    blocks: Sequence[StripBlock]
    label: str
    point: MapPoint


def make_cards(hits: Sequence[Hit], query: SearchQuery, *, first_number: int) -> tuple[list[Card], StripRange]:
    """Cards with one range of hours for all their strips."""
    asked = query.asked
    spans: list[Span] = [span for hit in hits for span in hit.state.open_spans]
    shown = strip_range([*spans, (asked.start_minute, asked.end_minute)] if asked else spans)
    return [_card(hit, query, shown, number) for number, hit in enumerate(hits, first_number)], shown


def _card(hit: Hit, query: SearchQuery, shown: StripRange, number: int) -> Card:
    room = hit.room
    blocks = build_blocks(shown, hit.state.open_spans, taken=hit.state.taken_spans)
    price, price_note = _price(hit)
    available = hit.is_free is not False
    return Card(
        number=number,
        name=room.name,
        href=room_address(room, query),
        venue=room.venue.name,
        place=_place(hit),
        image=image_of(room),
        facts=facts_of(room),
        instant=room.booking_mode is BookingMode.INSTANT,
        price=price,
        price_note=price_note,
        note=_note(hit, query),
        available=available,
        blocks=blocks,
        label=describe_strip(blocks),
        point=MapPoint(
            number=number,
            price=_short_price(hit),
            latitude=room.venue.latitude,
            longitude=room.venue.longitude,
            href=f"#room-{number}",
            place=f"{room.name}, {room.venue.city}",
            available=available,
        ),
    )


def room_address(room: Room, query: SearchQuery) -> str:
    """The room's page, with what was asked filled in."""
    values: dict[str, Any] = {}
    asked = query.asked
    if asked:
        values |= time_arguments(asked.span(), AMSTERDAM)
    elif query.day:
        values["week"] = query.day.isoformat()
    if query.persons:
        values["persons"] = str(query.persons)
    if query.activity and query.activity.purpose.value in room.purposes:
        values["purpose"] = query.activity.purpose.value
    return url_for("search.room", slug=room.slug, **values)


def image_of(room: Room) -> str:
    """Its first photo, else the drawing of its type."""
    if room.photos:
        return url_for("search.photo", key=room.photos[0].storage_key)
    return asset_url(f"illustrations/{room.type}.svg")


def facts_of(room: Room) -> str:
    """`tot 60 personen, piano, rolstoeltoegankelijk`."""
    there = {amenity.code for amenity in room.amenities}
    told = [translate(name) for code, name in AMENITIES.items() if code in there][:MOST_FACTS]
    return listed([_("up to %(persons)s people", persons=room.max_persons), *told])


def listed(names: Sequence[str]) -> str:
    """With commas, small letters after the first; names in capitals stay."""
    return ", ".join(
        [*names[:1], *(name if name[1:2].isupper() else f"{name[:1].lower()}{name[1:]}" for name in names[1:])]
    )


def _place(hit: Hit) -> str:
    city = hit.room.venue.city
    return city if hit.distance_km is None else f"{city} · {distance(hit.distance_km)}"


def _price(hit: Hit) -> tuple[str, str]:
    if hit.is_free and hit.quote:
        return money(hit.quote.total_cents), quote_note(hit.quote)
    if hit.next_free and hit.next_quote:
        return money(hit.next_quote.total_cents), str(_("on %(day)s", day=day_month(hit.next_free.starts_at)))
    if hit.from_price:
        return money(hit.from_price.price_cents), unit_note(hit.from_price)
    return "", ""


def _short_price(hit: Hit) -> str:
    quote = hit.quote if hit.is_free else hit.next_quote
    cents = quote.total_cents if quote else hit.from_price.price_cents if hit.from_price else None
    return "–" if cents is None else short_money(cents)


def short_money(cents: int) -> str:
    """Without cents when there are none."""
    text = money(cents)
    return text[:-3] if cents % 100 == 0 else text


def unit_note(price: LowestPrice) -> str:
    """What a "from" price is for."""
    return {
        RateUnit.HOUR: str(_("lowest rate, per hour")),
        RateUnit.DAY_PART: str(_("lowest rate, per part of the day")),
        RateUnit.DAY: str(_("lowest rate, per day")),
    }[price.unit]


def quote_note(quote: Quote) -> str:
    """What a price is made of, in a few words: `3 uur à € 22,50`."""
    return " + ".join(_line_note(line) for line in quote.lines if line.kind in TIME_KINDS)


def _line_note(line: QuoteLine) -> str:
    if line.kind is LineKind.HOUR:
        return str(_("%(time)s at %(price)s", time=duration(line.quantity_minutes), price=money(line.unit_price_cents)))
    return str(_("whole day")) if line.kind is LineKind.DAY else line.label.lower()


def _note(hit: Hit, query: SearchQuery) -> Markup | str:
    """Why a room is not free, and when it is."""
    asked, later = query.asked, hit.next_free
    if hit.is_free is not False:
        return ""
    if asked is None:
        return str(_("No time left on this day."))
    why = _why_not(hit, asked)
    if later is None:
        return why
    time = f"{day_month(later.starts_at)}, {time_span(later.starts_at, later.ends_at)}"
    return Markup("{} {} <b>{}</b>").format(why, _("First free at these times:"), time)


def _why_not(hit: Hit, asked: AskedTime) -> str:
    rules, start, end = hit.rules, asked.start_minute, asked.end_minute
    wide = (start - rules.buffer_before_minutes, end + rules.buffer_after_minutes)
    in_the_way = [span for span in hit.state.taken_spans if span[0] < wide[1] and span[1] > wide[0]]
    if in_the_way:
        return _taken_when((in_the_way[0][0], in_the_way[-1][1]), asked)
    if not any(opens <= start and end <= closes for opens, closes in hit.state.open_spans):
        return str(_("Closed for all or part of your time."))
    if end - start < rules.min_duration_minutes:
        return str(_("You hire this room for at least %(time)s.", time=duration(rules.min_duration_minutes)))
    if end - start > rules.max_duration_minutes:
        return str(_("You hire this room for at most %(time)s.", time=duration(rules.max_duration_minutes)))
    return str(_("This room cannot be booked at this time."))


def _taken_when(taken: Span, asked: AskedTime) -> str:
    first, last = taken
    if first <= asked.start_minute < last < asked.end_minute:
        return str(_("Taken until %(time)s.", time=minute_time(last)))
    if asked.start_minute < first < asked.end_minute <= last:
        return str(_("Taken from %(time)s.", time=minute_time(first)))
    return str(_("Taken at your time."))
