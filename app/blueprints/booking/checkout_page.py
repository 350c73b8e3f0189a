"""The checkout page: what was filled in, what can still be chosen, and the price of exactly that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import render_template, request
from flask_babel import gettext as _

from app.blueprints.booking.forms import ADD_ON_PREFIX, FIELD_OF, CheckoutForm
from app.blueprints.booking.pages import day_strip
from app.core import clock
from app.core.ids import new_id
from app.core.messages import Message
from app.core.time_ranges import TimeRange
from app.models.listing import AlcoholPolicy, Purpose, Room
from app.models.pricing import HirerCategory
from app.services.availability import availability_service
from app.services.booking import cancellation_service, deposit_service, offer_service
from app.services.booking.offer_service import AddOnChoice
from app.services.booking.words import ADD_ON_UNITS, CATEGORY_CONDITIONS, DISCIPLINES, HIRER_CATEGORIES
from app.services.listing.words import ALCOHOL, LAYOUTS, PURPOSES
from app.services.pricing import quote_service
from app.services.pricing.errors import NoRateError, NoVatRuleError
from app.services.pricing.quotes import Quote
from app.services.pricing.tariff import AddOnTerms
from app.web.filters import money
from app.web.i18n import translate
from app.web.price_lines import price_rows, vat_notes
from app.web.refund_words import refund_sentences

Problems = Mapping[str, Sequence[Message]]
# As the page asks them; what can come along stands between these and the terms.
_ASKED_IN_ORDER = (
    *("date", "from", "until", "name", "phone", "email", "organisation", "reference"),
    *("purpose", "persons", "layout", "discipline", "alcohol", "category"),
)


@dataclass(frozen=True, slots=True)
class AddOnField:
    """Something that can come along: how many, what it costs, and whether it is still there."""

    name: str
    label: str
    value: str
    note: str
    most: int | None
    single: bool


@dataclass(frozen=True, slots=True)
class PricePanel:
    """What exactly this costs, line by line; `shown` is what the form carries to say that its reader saw it."""

    quote: Quote
    rows: Sequence[tuple[str, ...]]
    notes: Sequence[str]
    shown: str
    without_vat: bool
    offers_without_vat: bool
    problems: Sequence[str]


def by_form_field(problems: Problems) -> dict[str, list[Message]]:
    """Problems by the name that the form gives a field."""
    return {FIELD_OF.get(field, field): list(told) for field, told in problems.items()}


def _in_order_of_the_page(problems: Problems) -> dict[str, Sequence[Message]]:
    """The list on top is walked from top to bottom."""
    last = len(_ASKED_IN_ORDER)
    place = {name: at for at, name in enumerate(_ASKED_IN_ORDER)} | {"accept_terms": last + 1}
    return dict(sorted(problems.items(), key=lambda each: place.get(each[0], last)))


def render_checkout(room: Room, form: CheckoutForm, errors: Problems, *, now: datetime, changed: bool = False) -> str:
    """The page. `changed`: the price is not the one that was shown before."""
    span = form.time.span
    offered = offer_service.add_on_choices(room, span) if span else []
    quote, unpriced = _quote(room, span, form, offered, now)
    errors = _in_order_of_the_page({**errors, **unpriced})
    return render_template(
        "booking/checkout.html",
        room=room,
        form=form,
        span=span,
        panel=_panel(room, form, quote, offered) if quote else None,
        changed=changed,
        strip=day_strip(room, span) if span else None,
        errors={field: [translate(told) for told in found] for field, found in errors.items()},
        refund_terms=_refund_terms(room, span, quote.total_cents if quote else 0),
        deposit_days=deposit_service.DAYS_UNTIL_BACK,
        once=request.values.get("once") or str(new_id()),
        **_choices(room, form, offered, span.starts_at if span else now),
    )


def _quote(
    room: Room, span: TimeRange | None, form: CheckoutForm, offered: Sequence[AddOnChoice], now: datetime
) -> tuple[Quote | None, dict[str, list[Message]]]:
    if span is None:
        return None, {}
    hire = form.use.hire(now.astimezone(availability_service.zone_of(room)).date())
    if offer_service.check_add_ons(hire.add_ons, [choice.terms for choice in offered], span):
        hire = replace(hire, add_ons=())  # said beside the price; the rest has one all the same
    try:
        return quote_service.quote(room, span, hire=hire), {}
    except (NoRateError, NoVatRuleError) as error:
        return None, {"from": [error.message]}


def _panel(room: Room, form: CheckoutForm, quote: Quote, offered: Sequence[AddOnChoice]) -> PricePanel:
    use, span = form.use.use(), form.time.span
    problems: dict[str, list[Message]] = {}
    if use is not None and span is not None:
        problems.update(offer_service.check_sound(room, span, use.purpose))
        problems.update(offer_service.check_use(room, span.starts_at, use))
    if span is not None:
        terms = [choice.terms for choice in offered]
        problems.update(offer_service.check_add_ons(form.use.chosen_add_ons(), terms, span))
    return PricePanel(
        quote=quote,
        rows=price_rows(quote.lines, room.name, net=form.without_vat),
        notes=vat_notes(quote.lines, net=form.without_vat),
        shown=offer_service.price_fingerprint(quote),
        without_vat=form.without_vat,
        offers_without_vat=form.use.chosen_category() is not HirerCategory.PRIVATE and quote.vat_cents > 0,
        problems=[translate(told) for found in problems.values() for told in found],
    )


def _choices(room: Room, form: CheckoutForm, offered: Sequence[AddOnChoice], on: datetime) -> dict[str, object]:
    """What there is to choose from, in the reader's language."""
    return {
        "categories": [
            (category.value, translate(HIRER_CATEGORIES[category]), translate(CATEGORY_CONDITIONS[category]))
            for category in offer_service.categories_for(room, on)
        ],
        "category": form.use.chosen_category().value,
        "purposes": [
            (purpose.value, translate(told)) for purpose, told in PURPOSES.items() if purpose.value in room.purposes
        ],
        "asks_discipline": bool(room.barred_disciplines) and Purpose.LESSON.value in room.purposes,
        "disciplines": [(discipline.value, translate(told)) for discipline, told in DISCIPLINES.items()],
        "layouts": [
            (
                layout.kind.value,
                _("%(layout)s (at most %(most)s people)", layout=translate(LAYOUTS[layout.kind]), most=layout.capacity),
            )
            for layout in room.layouts
        ],
        "asks_alcohol": room.alcohol_policy is not AlcoholPolicy.NONE,
        "alcohol_words": translate(ALCOHOL[room.alcohol_policy]),
        "add_ons": [_add_on_field(choice, form) for choice in offered],
    }


def _add_on_field(choice: AddOnChoice, form: CheckoutForm) -> AddOnField:
    terms = choice.terms
    notes = [_price_of(terms)]
    if terms.next_price_cents is not None:
        notes.append(_("each next one %(price)s", price=money(terms.next_price_cents)))
    if terms.requires is not None:
        notes.append(_("only together with %(other)s", other=terms.requires_name))
    if choice.left is not None and choice.left != terms.stock:
        notes.append(_("%(left)s of %(stock)s left at this time", left=max(0, choice.left), stock=terms.stock))
    if terms.note:
        notes.append(terms.note)
    return AddOnField(
        name=f"{ADD_ON_PREFIX}{terms.id}",
        label=terms.name,
        value=form.use.add_ons.get(terms.id, ""),
        note=", ".join(notes),
        most=None if choice.left is None else max(0, choice.left),
        single=terms.stock == 1,
    )


def _price_of(terms: AddOnTerms) -> str:
    if not terms.price_cents:
        return str(_("free of charge"))
    return f"{money(terms.price_cents)} {translate(ADD_ON_UNITS[terms.unit])}"


def _refund_terms(room: Room, span: TimeRange | None, total_cents: int) -> list[str]:
    if span is None:
        return []
    steps = cancellation_service.steps_for(
        room.cancellation_policy_code, paid_cents=total_cents, starts_at=span.starts_at
    )
    return refund_sentences(steps, clock.now())
