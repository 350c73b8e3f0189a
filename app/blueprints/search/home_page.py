"""What the front page shows. Its headline is said only when it is true."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.blueprints.search.choices import EMPTY_FIELDS
from app.blueprints.search.filters import short_money
from app.core.clock import AMSTERDAM
from app.core.time_ranges import minute_of_day
from app.models.listing import Room
from app.models.pricing import RateUnit
from app.services.availability.day_states import DayState
from app.services.listing.words import ROOM_TYPES
from app.services.search.home_rules import CURVE_HOURS, PartOfDay
from app.services.search.home_service import HomeDay, TypeOffer
from app.services.search.landing_rules import TYPE_SLUGS
from app.web.filters import clock_time, day_month, duration
from app.web.i18n import translate
from app.web.strip import ORDINARY_DAY, StripBlock, StripRange, build_blocks, describe_strip, strip_range

MOST_TYPES = 8
EVENING_FROM, EVENING_UNTIL = "19:00", "22:00"
TOO_LATE_FOR_TONIGHT_MINUTE = 17 * 60


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A room on the board of today."""

    name: str
    venue: str
    href: str
    blocks: Sequence[StripBlock]
    label: str


@dataclass(frozen=True, slots=True)
class TypeCard:
    """A kind of room with its drawing."""

    type: str
    name: str
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """Ready to draw."""

    headline: str
    curve_title: str
    curve_parts: str
    counts: Sequence[int]
    curve_label: str
    board_title: str
    board_moment: str
    board: Sequence[BoardRow]
    shown: StripRange
    now_minute: int | None
    all_text: str
    all_href: str
    types: Sequence[TypeCard]
    region: str
    idle: str
    example_title: str
    example: Sequence[tuple[str, Sequence[StripBlock], str]]
    example_range: StripRange
    fields: Mapping[str, str]


def make_page(home: HomeDay) -> HomePage:
    """From what is known of today."""
    today = home.now.astimezone(AMSTERDAM).date()
    is_today = home.day == today
    region = home.region.name if home.region else ""
    shown = strip_range(span for _, state in home.board for span in state.open_spans)
    example = home.example
    example_range = strip_range(span for state in (example.states if example else []) for span in state.open_spans)
    rooms = ngettext("%(num)d room", "%(num)d rooms", home.bookable)
    return HomePage(
        headline=_headline(home, is_today=is_today),
        curve_title=_("Rooms that stand free today:") if is_today else _("Rooms that stand free tomorrow:"),
        curve_parts=_parts(home, is_today=is_today),
        counts=home.counts,
        curve_label=_curve_label(home),
        board_title=_board_title(region, is_today=is_today),
        board_moment=_("%(day)s, %(time)s", day=day_month(home.day), time=clock_time(home.now))
        if is_today
        else day_month(home.day),
        board=[_board_row(home, room, state, shown) for room, state in home.board],
        shown=shown,
        now_minute=minute_of_day(home.now, home.day, AMSTERDAM) if is_today else None,
        all_text=_("All %(rooms)s with time left", rooms=rooms),
        all_href=url_for("search.results", date=home.day.isoformat()),
        types=[_type_card(offer) for offer in home.types[:MOST_TYPES]],
        region=region,
        idle=_idle(home, is_today=is_today),
        example_title=f"{example.room.name}, {example.room.venue.name}" if example else "",
        example=_example_rows(home, example_range),
        example_range=example_range,
        fields=_fields(home, region),
    )


def _headline(home: HomeDay, *, is_today: bool) -> str:
    """Said only of what can be booked at this moment."""
    if home.evening_hall:
        return str(_("Tonight there is still a hall free.") if is_today else _("Tomorrow night there is a hall free."))
    if home.evening_rooms:
        return str(_("Tonight there is still a room free.") if is_today else _("Tomorrow night there is a room free."))
    if home.bookable:
        return str(_("Today there is still a room free.") if is_today else _("Tomorrow there is a room free."))
    return str(_("Find a hall that stands empty."))


def _board_title(region: str, *, is_today: bool) -> str:
    if is_today:
        return str(_("Today in the %(region)s region", region=region))
    return str(_("Tomorrow in the %(region)s region", region=region))


def _parts(home: HomeDay, *, is_today: bool) -> str:
    """`41 ’s ochtends, 52 ’s middags, 23 vanavond`: only what is still to come."""
    names = {
        PartOfDay.MORNING: _("in the morning"),
        PartOfDay.AFTERNOON: _("in the afternoon"),
        PartOfDay.EVENING: _("tonight") if is_today else _("in the evening"),
    }
    return ", ".join(f"{count} {names[part]}" for part, count in home.parts.items() if count)


def _idle(home: HomeDay, *, is_today: bool) -> str:
    time = duration(round(home.idle_minutes / 30) * 30)
    if is_today:
        return str(_("The rooms on this platform stand empty for %(time)s today, on average.", time=time))
    return str(_("The rooms on this platform stand empty for %(time)s tomorrow, on average.", time=time))


def _curve_label(home: HomeDay) -> str:
    peak = max(home.counts, default=0)
    hour = CURVE_HOURS[home.counts.index(peak)] if peak else CURVE_HOURS[0]
    return str(
        _(
            "Free rooms for each hour of %(day)s: most at %(hour)s hours, when %(peak)s of %(all)s are free.",
            day=day_month(home.day),
            hour=hour,
            peak=peak,
            all=home.rooms,
        )
    )


def _board_row(home: HomeDay, room: Room, state: DayState, shown: StripRange) -> BoardRow:
    blocks = build_blocks(shown, state.open_spans, taken=state.taken_spans)
    return BoardRow(
        name=room.name,
        venue=f"{room.venue.name}, {room.venue.city}",
        href=url_for("search.room", slug=room.slug, week=home.day.isoformat()),
        blocks=blocks,
        label=describe_strip(blocks),
    )


def _type_card(offer: TypeOffer) -> TypeCard:
    rooms = ngettext("%(num)d room", "%(num)d rooms", offer.rooms)
    price = offer.lowest
    if price is None:
        text = str(rooms)
    else:
        amount = short_money(price.price_cents)
        told = {
            RateUnit.HOUR: _("from %(price)s per hour", price=amount),
            RateUnit.DAY_PART: _("from %(price)s per part of the day", price=amount),
            RateUnit.DAY: _("from %(price)s per day", price=amount),
        }[price.unit]
        text = f"{rooms}, {told}"
    return TypeCard(
        type=offer.type.value,
        name=translate(ROOM_TYPES[offer.type]),
        text=text,
        href=url_for("search.of_type", type_slug=TYPE_SLUGS[offer.type]),
    )


def _example_rows(home: HomeDay, shown: StripRange) -> list[tuple[str, Sequence[StripBlock], str]]:
    rows: list[tuple[str, Sequence[StripBlock], str]] = []
    for state in home.example.states if home.example else []:
        blocks = build_blocks(shown, state.open_spans, taken=state.taken_spans)
        rows.append((day_month(state.day).split()[0], blocks, describe_strip(blocks)))
    return rows


def _fields(home: HomeDay, region: str) -> dict[str, str]:
    """A question that gives something at once: an evening, here. Everything can be changed."""
    too_late = minute_of_day(home.now, home.day, AMSTERDAM) >= TOO_LATE_FOR_TONIGHT_MINUTE
    day = home.day + timedelta(days=1) if too_late or not home.parts.get(PartOfDay.EVENING) else home.day
    return {
        **EMPTY_FIELDS,
        "near": region,
        "date": day.isoformat(),
        "from": EVENING_FROM,
        "until": EVENING_UNTIL,
    }


@dataclass(frozen=True, slots=True)
class HowItWorks:
    """One evening in three strips: asked, chosen, booked."""

    ask: Sequence[StripBlock]
    choose: Sequence[StripBlock]
    book: Sequence[StripBlock]


def how_it_works() -> HowItWorks:
    """An example, drawn as everything else is."""
    lessons, evening = (12 * 60, 17 * 60), (19 * 60, 22 * 60)
    around = [(evening[0] - 15, evening[0]), (evening[1], evening[1] + 15)]
    opened = [(ORDINARY_DAY.start_minute, ORDINARY_DAY.end_minute)]
    return HowItWorks(
        ask=build_blocks(ORDINARY_DAY, opened, taken=[lessons]),
        choose=build_blocks(ORDINARY_DAY, opened, taken=[lessons], yours=[evening]),
        book=build_blocks(ORDINARY_DAY, opened, taken=[lessons], yours=[evening], changeover=around),
    )
