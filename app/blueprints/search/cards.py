"""A room as a list shows it: its strip, its price for the asked time, and what to know before looking closer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from app.blueprints.search.addresses import RoomAddresses, checkout_address, shows_without_vat
from app.blueprints.search.filters import short_money
from app.blueprints.search.times import FirstTime, ask_of, first_times, moment_text, weeks_of
from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.messages import Message, message
from app.models.listing import BookingMode, Room, RoomType
from app.models.pricing import RateUnit
from app.services.availability.rules import BookingRules, check_shape, effective_buffers
from app.services.listing.words import AMENITIES
from app.services.pricing.quotes import TIME_KINDS, LineKind, LowestPrice, Quote, QuoteLine
from app.services.search.query import AskedTime, Hit, SearchQuery
from app.web.assets import asset_url
from app.web.filters import day_month, distance, duration, minute_time, money, weekday_short
from app.web.i18n import current_locale, translate
from app.web.region_map import MapPoint
from app.web.strip import Span, StripBlock, StripRange, build_blocks, describe_strip, strip_range

_NO_PRICE = message("No price is known for all of your time.")
MOST_FACTS = 3
MOST_CONFLICTS_TOLD = 5


@dataclass(frozen=True, slots=True)
class Card:
    """One room of a page of results; texts are ready to read. `times` lead to checkout, `weeks` are those of a series."""

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
    ask: Span | None
    day: str
    times: Sequence[FirstTime]
    weeks: Sequence[tuple[str, str, str]]
    point: MapPoint


def make_cards(hits: Sequence[Hit], query: SearchQuery, *, first_number: int) -> tuple[list[Card], StripRange]:
    """Cards with one range of hours for all their strips."""
    spans: list[Span] = [span for hit in hits for span in hit.state.open_spans]
    spans += [ask for hit in hits if (ask := ask_of(hit, query))]
    page = _List(query, strip_range(spans), RoomAddresses(query), cache(drawing_of))
    return [_card(hit, page, number) for number, hit in enumerate(hits, first_number)], page.shown


@dataclass(frozen=True, slots=True)
class _List:
    """What the cards of a list have in common."""

    query: SearchQuery
    shown: StripRange
    addresses: RoomAddresses
    drawing_of: Callable[[RoomType], str]


def _card(hit: Hit, page: _List, number: int) -> Card:
    room, query = hit.room, page.query
    # Without a time that fits there is no day to show.
    shows_day = not query.slot or bool(hit.slots)
    blocks = build_blocks(page.shown, hit.state.open_spans, taken=hit.state.taken_spans) if shows_day else []
    price, price_note = _price(hit, query)
    available = hit.is_free is not False
    return Card(
        number=number,
        name=room.name,
        href=page.addresses.of(room, hit.slots[0] if hit.slots else None),
        venue=room.venue.name,
        place=_place(hit),
        image=image_of(room, page.drawing_of),
        facts=facts_of(room),
        instant=room.booking_mode is BookingMode.INSTANT,
        price=price,
        price_note=price_note,
        note=_note(hit, query),
        available=available,
        blocks=blocks,
        label=describe_strip(blocks),
        ask=ask_of(hit, query),
        day=day_month(hit.state.day) if (query.slot and shows_day) or query.weekly else "",
        times=first_times(hit, query),
        weeks=weeks_of(hit, query),
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


def drawing_of(kind: RoomType) -> str:
    """The drawing of a type of room."""
    return asset_url(f"illustrations/{kind}.svg")


def image_of(room: Room, drawing: Callable[[RoomType], str] = drawing_of) -> str:
    """Its first photo, else the drawing of its type."""
    return url_for("search.photo", key=room.photos[0].storage_key) if room.photos else drawing(room.type)


def facts_of(room: Room) -> str:
    """`tot 60 personen, piano, rolstoeltoegankelijk`."""
    return _facts_in(room.max_persons, frozenset(amenity.code for amenity in room.amenities), current_locale())


# Rooms that many people find are told of again and again, in the same words.
@lru_cache(maxsize=4096)
def _facts_in(persons: int, there: frozenset[str], _locale: str) -> str:
    told = [translate(name) for code, name in AMENITIES.items() if code in there][:MOST_FACTS]
    return listed([_("up to %(persons)s people", persons=persons), *told])


def listed(names: Sequence[str]) -> str:
    """With commas, small letters after the first; names in capitals stay."""
    return ", ".join(
        [*names[:1], *(name if name[1:2].isupper() else f"{name[:1].lower()}{name[1:]}" for name in names[1:])]
    )


def _place(hit: Hit) -> str:
    city = hit.room.venue.city
    return city if hit.distance_km is None else f"{city} · {distance(hit.distance_km)}"


def _price(hit: Hit, query: SearchQuery) -> tuple[str, str]:
    if query.weekly:
        return _series_price(hit)
    if hit.is_free and hit.quote:
        return _money_of(hit.quote), with_vat_note(quote_note(hit.quote))
    if hit.next_free and hit.next_quote:
        day = _("on %(day)s", day=day_month(hit.next_free.starts_at))
        return _money_of(hit.next_quote), with_vat_note(day)
    if hit.from_price:
        return money(hit.from_price.price_cents), unit_note(hit.from_price)
    return "", ""


def _series_price(hit: Hit) -> tuple[str, str]:
    """The dates that can be booked, together."""
    series = hit.series
    if series is None or not series.dates:
        return "", ""
    cents = series.total_cents - series.vat_cents if shows_without_vat() else series.total_cents
    return money(cents), with_vat_note(_("for %(count)s times", count=len(series.dates)))


def _money_of(quote: Quote) -> str:
    return money(quote.net_cents if shows_without_vat() else quote.total_cents)


def with_vat_note(text: str) -> str:
    """The note under a price, saying so when the VAT is left out."""
    return ", ".join([text, _("excluding VAT")]) if shows_without_vat() else text


def _short_price(hit: Hit) -> str:
    quote = hit.quote if hit.is_free else hit.next_quote
    cents = hit.series.total_cents if hit.series and hit.series.dates else None
    if cents is None and quote:
        cents = quote.net_cents if shows_without_vat() else quote.total_cents
    if cents is None and hit.from_price:
        cents = hit.from_price.price_cents
    return "–" if cents is None else short_money(cents)


def unit_note(price: LowestPrice) -> str:
    """What a "from" price is for."""
    match price.unit:
        case RateUnit.HOUR:
            return str(_("lowest rate, per hour"))
        case RateUnit.DAY_PART:
            return str(_("lowest rate, per part of the day"))
        case RateUnit.DAY:
            return str(_("lowest rate, per day"))


def quote_note(quote: Quote) -> str:
    """What a price is made of, in a few words: `3 uur à € 22,50`."""
    return " + ".join(_line_note(line) for line in quote.lines if line.kind in TIME_KINDS)


def _line_note(line: QuoteLine) -> str:
    if line.kind is LineKind.HOUR:
        return _hours_in(line.quantity_minutes, line.unit_price_cents, current_locale())
    return str(_("whole day")) if line.kind is LineKind.DAY else line.label.lower()


# All rooms of a list have the same hours, and few prices.
@lru_cache(maxsize=4096)
def _hours_in(minutes: int, price_cents: int, _locale: str) -> str:
    return str(_("%(time)s at %(price)s", time=duration(minutes), price=money(price_cents)))


def _note(hit: Hit, query: SearchQuery) -> Markup | str:
    """Why a room is not free, and when it is."""
    asked, later = query.asked, hit.next_free
    if query.weekly:
        return _series_note(hit, len(query.weekly.days))
    if hit.is_free is not False:
        return ""
    if query.slot:
        return str(_("No block of %(time)s is free here then.", time=duration(query.slot.duration_minutes)))
    if asked is None:
        return str(_("No time left on this day."))
    why = _why_not(hit, asked)
    if later is None:
        return why
    return Markup('{} {} <a class="over" href="{}"><b>{}</b></a>').format(
        why, _("First free at these times:"), checkout_address(hit.room, query, later), moment_text(later)
    )


def _series_note(hit: Hit, count: int) -> str:
    free = count - len(hit.conflicts)
    if free in {0, count}:
        return str(_("All %(count)s times free.", count=count) if free else _("Not free on any of these days."))
    days = ", ".join(weekday_short(day) for day in hit.conflicts[:MOST_CONFLICTS_TOLD])
    more = len(hit.conflicts) - MOST_CONFLICTS_TOLD
    if more > 0:
        days = str(ngettext("%(days)s and %(num)s other day", "%(days)s and %(num)s other days", more, days=days))
    return str(_("%(free)s of %(count)s times free. Not on: %(days)s.", free=free, count=count, days=days))


def _why_not(hit: Hit, asked: AskedTime) -> str:
    rules, start, end = hit.rules, asked.start_minute, asked.end_minute
    if rules is None:  # a room without anything in its way but the price
        return translate(_NO_PRICE)
    before, after = effective_buffers(rules)
    wide = (start - before, end + after)
    in_the_way = [span for span in hit.state.taken_spans if span[0] < wide[1] and span[1] > wide[0]]
    if in_the_way:
        return _taken_when((in_the_way[0][0], in_the_way[-1][1]), asked)
    if not any(opens <= start and end <= closes for opens, closes in hit.state.open_spans):
        return str(_("Closed for all or part of your time."))
    if end - start < rules.min_duration_minutes:
        return str(_("You hire this room for at least %(time)s.", time=duration(rules.min_duration_minutes)))
    if end - start > rules.max_duration_minutes:
        return str(_("You hire this room for at most %(time)s.", time=duration(rules.max_duration_minutes)))
    return translate(_refusal(hit, asked, rules))


def _refusal(hit: Hit, asked: AskedTime, rules: BookingRules) -> Message:
    """What the rules say of a time that is open and not taken; else it has no price, or another room can be heard."""
    told = check_shape(asked.span(), rules, now=clock.now(), zone=AMSTERDAM)
    if told:
        return next(iter(told.values()))[0]
    if hit.quote is None:
        return _NO_PRICE
    return message("Does not go with what happens in another room at your time: they hear each other.")


def _taken_when(taken: Span, asked: AskedTime) -> str:
    first, last = taken
    if first <= asked.start_minute < last < asked.end_minute:
        return str(_("Taken until %(time)s.", time=minute_time(last)))
    if asked.start_minute < first < asked.end_minute <= last:
        return str(_("Taken from %(time)s.", time=minute_time(first)))
    return str(_("Taken at your time."))
