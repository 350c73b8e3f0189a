"""What the page of one room shows: the room, its week, and the time that somebody looks at with its price."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from app.blueprints.search.cards import unit_note
from app.blueprints.search.room_data import room_things
from app.blueprints.search.room_facts import RoomFacts, make_facts
from app.blueprints.search.week import WeekView, day_blocks, make_week
from app.core.clock import AMSTERDAM
from app.core.messages import Message, message
from app.core.time_ranges import TimeRange, minute_of_day
from app.models.listing import Purpose, Room
from app.models.pricing import HirerCategory
from app.services.availability.rules import BookingRules, bookable_window, effective_buffers
from app.services.booking.rules import RefundStep, steps_ahead
from app.services.booking.words import HIRER_CATEGORIES
from app.services.search import room_service
from app.services.search.query import AskedTime
from app.services.search.room_service import ChosenTime, RoomWeek
from app.web.asked_time import clock_text, parse_day, read_asked_time, time_arguments
from app.web.filters import clock_time, day_month, money, percentage, time_span
from app.web.i18n import translate
from app.web.price_lines import WITHOUT_VAT, PriceRow, price_rows, vat_notes
from app.web.search_address import CATEGORIES
from app.web.strip import StripBlock, StripRange, describe_strip, strip_range
from app.web.structured_data import json_ld

_LONGEST_KEPT = 100
_MOST_DIGITS = 6
ALL_BPS = 10_000
# The calendar ends somewhere, and sums with days must not run off it.
LAST_YEAR = 2200


@dataclass(frozen=True, slots=True)
class RoomForm:
    """What the address asks, as typed and as understood."""

    texts: Mapping[str, str]
    span: TimeRange | None
    persons: int | None
    purpose: Purpose | None
    category: HirerCategory
    week: date | None
    errors: Mapping[str, list[Message]]


@dataclass(frozen=True, slots=True)
class Offer:
    """The chosen time with its price: what one goes on with."""

    title: str
    short_title: str
    rows: Sequence[PriceRow]
    total: str
    vat: Sequence[str]
    refund: str
    without_vat: bool
    offers_without_vat: bool


@dataclass(frozen=True, slots=True)
class Strip:
    """The day of the chosen time."""

    blocks: Sequence[StripBlock]
    label: str
    shown: StripRange


@dataclass(frozen=True, slots=True)
class RoomPage:
    """Ready to draw."""

    facts: RoomFacts
    week: WeekView
    week_note: str
    previous: tuple[str, str] | None
    following: tuple[str, str] | None
    errors: Mapping[str, Sequence[str]]
    offer: Offer | None
    strip: Strip | None
    alternatives: Sequence[tuple[str, str]]
    from_price: str
    data: Markup
    categories: Sequence[tuple[str, str]]


def read_room_form(values: MultiDict[str, str]) -> RoomForm:
    """Nothing chosen is no mistake; half a time is."""
    texts = {
        name: values.get(name, "").replace("\x00", "").strip()[:_LONGEST_KEPT]
        for name in ("date", "from", "until", "persons", "purpose", "category", "layout", "vat")
    }
    texts["vat"] = WITHOUT_VAT if texts["vat"] == WITHOUT_VAT else ""
    errors: dict[str, list[Message]] = {}
    span = None
    day = parse_day(texts["date"])
    if day and day.year > LAST_YEAR:
        errors["date"] = [message("You can look up to two years ahead.")]
    elif texts["date"] or texts["from"] or texts["until"]:
        asked = read_asked_time(texts["date"], texts["from"], texts["until"], AMSTERDAM)
        span = asked.span
        errors.update(asked.errors)
    persons = _whole(texts["persons"])
    if texts["persons"] and not persons:
        errors["persons"] = [message("Give the number of people as a number.")]
    purpose = Purpose(texts["purpose"]) if texts["purpose"] in set(Purpose) else None
    category = HirerCategory(texts["category"]) if texts["category"] in CATEGORIES else HirerCategory.PRIVATE
    week = parse_day(values.get("week", ""))
    return RoomForm(texts, span, persons, purpose, category, week if week and week.year <= LAST_YEAR else None, errors)


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS else None


def make_page(room: Room, form: RoomForm, *, now: datetime) -> RoomPage:
    """From what is known of the room."""
    chosen = None
    book = room_service.rule_book(room)
    if form.span:
        chosen = room_service.look_at_time(
            room, form.span, persons=form.persons, purpose=form.purpose, now=now, category=form.category
        )
    errors = {**(chosen.errors if chosen else {}), **form.errors}
    bookable = chosen if chosen and chosen.quote and not errors else None
    rules = book.on(now.astimezone(AMSTERDAM).date())
    week = room_service.week_of(room, _week_day(rules, form, now), now=now, purpose=form.purpose, book=book)
    yours = _asked(bookable.span) if bookable else None
    facts = make_facts(room, week.rules)
    lowest = room_service.from_price(room, on=now.astimezone(AMSTERDAM).date())
    return RoomPage(
        facts=facts,
        week=make_week(room, week, yours, lambda asked: _choose(room, form, asked)),
        week_note=_week_note(week.rules),
        previous=_previous(room, form, week, now),
        following=_following(room, form, week, now, rules),
        errors={field: [translate(told) for told in found] for field, found in errors.items()},
        offer=_offer(room, bookable, form, now) if bookable else None,
        strip=_strip(week, yours) if yours else None,
        alternatives=[
            (_moment(span), _choose(room, form, _asked(span))) for span in (chosen.alternatives if chosen else [])
        ],
        from_price=f"{money(lowest.price_cents)} ({unit_note(lowest)})" if lowest else "",
        data=json_ld(*room_things(room, facts, lowest)),
        categories=[(category.value, translate(HIRER_CATEGORIES[category])) for category in CATEGORIES],
    )


def _asked(span: TimeRange) -> AskedTime:
    day = span.starts_at.astimezone(AMSTERDAM).date()
    return AskedTime(day, minute_of_day(span.starts_at, day, AMSTERDAM), minute_of_day(span.ends_at, day, AMSTERDAM))


def _moment(span: TimeRange) -> str:
    return f"{day_month(span.starts_at)}, {time_span(span.starts_at, span.ends_at)}"


def _week_day(rules: BookingRules, form: RoomForm, now: datetime) -> date:
    """The week that was asked, else that of the chosen time, else the first in which one can still book."""
    first = bookable_window(rules, now=now, zone=AMSTERDAM)[0].astimezone(AMSTERDAM).date()
    last = now.astimezone(AMSTERDAM).date() + timedelta(days=rules.horizon_days)
    wanted = form.week or (_asked(form.span).day if form.span else first)
    return min(max(wanted, now.astimezone(AMSTERDAM).date()), last)


def _kept(form: RoomForm) -> dict[str, str]:
    return {name: form.texts[name] for name in ("persons", "purpose", "category", "layout", "vat") if form.texts[name]}


def _choose(room: Room, form: RoomForm, asked: AskedTime) -> str:
    values: dict[str, Any] = {
        "date": asked.day.isoformat(),
        "from": clock_text(asked.start_minute),
        "until": clock_text(asked.end_minute),
        **_kept(form),
    }
    return url_for("search.room", slug=room.slug, _anchor="price", **values)


def _week_link(room: Room, form: RoomForm, monday: date) -> tuple[str, str]:
    times = time_arguments(form.span, AMSTERDAM) if form.span else {}
    values: dict[str, Any] = {"week": monday.isoformat(), **times, **_kept(form)}
    text = _("week %(number)s", number=monday.isocalendar().week)
    return text, url_for("search.room", slug=room.slug, _anchor="free", **values)


def _previous(room: Room, form: RoomForm, week: RoomWeek, now: datetime) -> tuple[str, str] | None:
    today = now.astimezone(AMSTERDAM).date()
    return _week_link(room, form, week.monday - timedelta(days=7)) if week.monday > today else None


def _following(
    room: Room, form: RoomForm, week: RoomWeek, now: datetime, rules: BookingRules
) -> tuple[str, str] | None:
    monday = week.monday + timedelta(days=7)
    last = now.astimezone(AMSTERDAM).date() + timedelta(days=rules.horizon_days)
    return _week_link(room, form, monday) if monday <= last else None


def _week_note(rules: BookingRules) -> str:
    told = []
    minutes = sum(effective_buffers(rules))
    if minutes:
        told.append(
            _(
                "Around a booking %(minutes)s minutes stay free for changing over; you do not pay for them.",
                minutes=minutes,
            )
        )
    if rules.notice_minutes:
        told.append(_("What is too soon to book is shown as closed."))
    return " ".join(told)


def _strip(week: RoomWeek, yours: AskedTime) -> Strip | None:
    state = week.states.get(yours.day)
    if state is None:
        return None
    span = (yours.start_minute, yours.end_minute)
    shown = strip_range([*state.open_spans, span])
    blocks = day_blocks(week, yours.day, [span], shown)
    return Strip(blocks, describe_strip(blocks), shown)


def _offer(room: Room, chosen: ChosenTime, form: RoomForm, now: datetime) -> Offer:
    quote = chosen.quote
    if quote is None:
        raise AssertionError("a bookable time has a price")
    title = _moment(chosen.span)
    net = form.texts["vat"] == WITHOUT_VAT
    return Offer(
        title=f"{title[:1].upper()}{title[1:]}",
        short_title=title,
        rows=price_rows(quote.lines, room.name, net=net),
        total=money(quote.payable_cents),
        vat=vat_notes(quote.lines, net=net),
        refund=_refund(chosen.refund_steps, now),
        without_vat=net and quote.vat_cents > 0,
        offers_without_vat=form.category is not HirerCategory.PRIVATE and quote.vat_cents > 0,
    )


def _refund(steps: Sequence[RefundStep], now: datetime) -> str:
    """What a cancellation gives back now, until when. What comes after that is told at checkout."""
    step = steps_ahead(steps, now)[0]
    if step.until_at is None:
        return str(_("If you cancel, you get nothing back."))
    moment = _("%(day)s at %(time)s", day=day_month(step.until_at), time=clock_time(step.until_at))
    if step.refund_bps == ALL_BPS:
        return str(_("Until %(moment)s you cancel for free.", moment=moment))
    share = percentage(step.refund_bps)
    return str(_("Until %(moment)s you get %(share)s back if you cancel.", moment=moment, share=share))
