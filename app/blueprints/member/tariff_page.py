"""What every page of a tariff has beside its own: the ways to the others, what to look at, and "what does this cost"."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from app.blueprints.member.desk import text_of
from app.blueprints.member.listing_forms import parse_choice, parse_count
from app.blueprints.member.listing_words import RATE_UNITS, WEEKDAYS
from app.core import clock
from app.core.time_ranges import MINUTES_PER_DAY
from app.models.listing import Purpose, Room
from app.models.pricing import HirerCategory
from app.services.availability import availability_service
from app.services.booking.words import ADD_ON_UNITS, HIRER_CATEGORIES
from app.services.listing import plan_service, rate_service
from app.services.listing.words import PURPOSES
from app.services.pricing import quote_service
from app.services.pricing.checks import Finding
from app.services.pricing.errors import AddOnRefusedError, NoRateError, NoVatRuleError
from app.services.pricing.quotes import Alternative, ChosenAddOn, Explanation, Hire
from app.services.pricing.tariff import AddOnTerms
from app.web.asked_time import AskedTime, parse_day, read_asked_time, time_arguments
from app.web.filters import minute_time, money
from app.web.i18n import translate
from app.web.price_lines import overrun_note, price_rows, vat_notes

MOST_DATES = 400
ADD_ON_PREFIX = "extra-"


@dataclass(frozen=True, slots=True)
class Lab:
    """What was asked of the prices, and the answer with what was weighed for it."""

    time: AskedTime
    category: str
    purpose: str
    dates: str
    booked_on: str
    net: bool
    add_ons: Sequence[tuple[str, str, str, str]]
    explanation: Explanation | None
    rows: Sequence[tuple[str, str, str]]
    notes: Sequence[str]
    weighed: Sequence[tuple[str, str, str]]
    errors: Mapping[str, Sequence[str]]

    @property
    def with_add_ons(self) -> bool:
        """Whether any extra was asked for."""
        return any(value for _name, _label, value, _note in self.add_ons)


def render_tariff(template: str, room: Room, current: str, **more: Any) -> str:  # noqa: ANN401 - what a page shows
    """A page of the tariff. `current`: the endpoint of the tab that it stands under."""
    today = clock.today()
    return render_template(
        template,
        venue=room.venue,
        room=room,
        tabs=_tabs(room, current),
        findings=[_place(finding) for finding in plan_service.findings(room, today)],
        lab=_lab(room),
        lab_categories=[(category.value, translate(told)) for category, told in HIRER_CATEGORIES.items()],
        lab_purposes=purpose_choices(room),
        **more,
    )


def purpose_choices(room: Room) -> list[tuple[str, str]]:
    """What the room is let for."""
    return [(purpose.value, translate(told)) for purpose, told in PURPOSES.items() if purpose.value in room.purposes]


def _tabs(room: Room, current: str) -> list[tuple[str, str, bool]]:
    named = [
        ("member.rates", _("Prices")),
        ("member.price_rules", _("Discounts and surcharges")),
        ("member.add_ons", _("Extras")),
        ("member.vat_choices", _("VAT")),
    ]
    return [(text, _href(endpoint, room), endpoint == current) for endpoint, text in named]


def _href(endpoint: str, room: Room) -> str:
    return url_for(endpoint, venue_id=room.venue_id, room_id=room.id)


def _place(finding: Finding) -> tuple[str, str, str]:
    """The kind, the place (`tuesday 19.00-23.00`) and what is the matter."""
    place = ""
    if finding.weekday is not None:
        place = translate(WEEKDAYS[finding.weekday])
        if finding.until_minute:
            place += f" {minute_time(finding.from_minute)}\u2013{minute_time(finding.until_minute)}"
    return finding.kind.value, place, translate(finding.told)


def _lab(room: Room) -> Lab:
    args = request.args
    zone = availability_service.zone_of(room)
    asked = read_asked_time(text_of(args, "date"), text_of(args, "from"), text_of(args, "until"), zone)
    if not any(name in args for name in ("date", "from", "until")):
        span, _quote = rate_service.example(room, clock.today())
        values = time_arguments(span, zone)
        asked = read_asked_time(values["date"], values["from"], values["until"], zone)
    errors = {name: [translate(told) for told in found] for name, found in asked.errors.items()}
    offered = quote_service.add_ons_of(room, clock.today() if asked.span is None else asked.span.starts_at.date())
    counts = {terms.id: text_of(args, f"{ADD_ON_PREFIX}{terms.id}") for terms in offered}
    dates = text_of(args, "dates", "1")
    if not 1 <= (parse_count(dates) or 0) <= MOST_DATES:
        errors["dates"] = [_("Fill in a number of dates from 1 to %(most)s.", most=MOST_DATES)]
    explanation = None
    if asked.span is not None and asked.span.minutes > 2 * MINUTES_PER_DAY:
        errors["until"] = [_("Ask for two days at most.")]
    elif asked.span is not None and not errors:
        try:
            explanation = quote_service.explain(room, asked.span, hire=_hire(counts, dates))
        except (NoRateError, NoVatRuleError) as error:
            errors["from"] = [translate(error.message)]
        except AddOnRefusedError as error:
            errors["add_ons"] = [translate(told) for told in error.errors["add_ons"]]
    return _answer(room, asked, dates, explanation, errors, _add_on_fields(offered, counts))


def _hire(counts: Mapping[uuid.UUID, str], dates: str) -> Hire:
    args = request.args
    chosen = tuple(ChosenAddOn(key, parse_count(text) or 0) for key, text in counts.items() if parse_count(text))
    return Hire(
        category=parse_choice(HirerCategory, text_of(args, "category")) or HirerCategory.PRIVATE,
        purpose=parse_choice(Purpose, text_of(args, "purpose")),
        add_ons=chosen,
        dates_in_season=parse_count(dates) or 1,
        booked_on=parse_day(text_of(args, "booked_on")) or clock.today(),
    )


def _add_on_fields(offered: Sequence[AddOnTerms], counts: Mapping[uuid.UUID, str]) -> list[tuple[str, str, str, str]]:
    return [
        (
            f"{ADD_ON_PREFIX}{terms.id}",
            terms.name,
            counts[terms.id],
            f"{money(terms.price_cents)} {translate(ADD_ON_UNITS[terms.unit])}"
            if terms.price_cents
            else _("free of charge"),
        )
        for terms in offered
    ]


def _answer(
    room: Room,
    asked: AskedTime,
    dates: str,
    explanation: Explanation | None,
    errors: Mapping[str, Sequence[str]],
    add_ons: Sequence[tuple[str, str, str, str]],
) -> Lab:
    net = request.args.get("net") == "1"
    quote = explanation.quote if explanation else None
    notes = [*vat_notes(quote.lines, net=net), overrun_note(quote.overrun)] if quote else []
    return Lab(
        time=asked,
        category=text_of(request.args, "category", HirerCategory.PRIVATE.value),
        purpose=text_of(request.args, "purpose"),
        dates=dates,
        booked_on=text_of(request.args, "booked_on") or clock.today().isoformat(),
        net=net,
        add_ons=add_ons,
        explanation=explanation,
        rows=price_rows(quote.lines, room.name, net=net) if quote else [],
        notes=[note if note.endswith(".") else f"{note}." for note in notes if note],
        weighed=[_weighed(one) for one in explanation.alternatives] if explanation else [],
        errors=errors,
    )


def _weighed(one: Alternative) -> tuple[str, str, str]:
    """`Verenigingen, per uur`, its price, and whether it was taken."""
    how = translate(RATE_UNITS[one.kind]).lower() if one.kind else _("a mixture")
    name = f"{one.plan_name or _('Basic prices')}, {how}"
    if one.total_cents is None:
        return name, "\u2013", _("does not cover all of the time")
    return name, money(one.total_cents), _("this one holds") if one.chosen else ""
