"""All bookings, and one of them with everything that happened to it."""

from flask import render_template, request
from flask_babel import gettext as _

from app.blueprints.bureau.forms import read_booking_list_form
from app.blueprints.bureau.words import (
    PAYMENT_METHODS,
    PAYMENT_STATUSES,
    REFUND_REASONS,
    TRAIL,
)
from app.core.db import transaction
from app.core.messages import Message, message
from app.core.paging import page_number
from app.models.audit import ActorKind
from app.models.payments import RefundReason
from app.services.audit.audit_service import Actor
from app.services.booking.words import BOOKING_STATUSES, REFUND_STATUSES
from app.services.regions import region_service
from app.services.reporting import booking_list_service
from app.services.reporting.booking_list_service import TrailRow
from app.web.access import bureau_access, signed_in_user
from app.web.i18n import translate
from app.web.price_lines import price_rows, vat_notes
from app.web.use_words import use_facts

_ACTORS: dict[ActorKind, Message] = {
    ActorKind.USER: message("Somebody with an account"),
    ActorKind.HIRER: message("The hirer"),
    ActorKind.STRIPE: message("Stripe"),
    ActorKind.SYSTEM: message("The platform"),
}


@bureau_access()
def bookings() -> tuple[str, int]:
    """The list, with filters."""
    form = read_booking_list_form(request.args)
    page = booking_list_service.list_bookings(form.wanted(), page_number(request.args.get("page")))
    body = render_template(
        "bureau/bookings.html",
        form=form,
        errors={name: [translate(told) for told in found] for name, found in form.errors.items()},
        page=page,
        statuses=BOOKING_STATUSES,
        status_choices=[("", _("all states")), *((s.value, translate(t)) for s, (t, _k) in BOOKING_STATUSES.items())],
        regions=[("", _("all regions")), *region_service.region_names()],
        members=[("", _("all members")), *booking_list_service.organisation_names()],
    )
    return body, 422 if form.errors else 200


@bureau_access()
def booking(reference: str) -> str:
    """One booking. Who looks is written down."""
    with transaction():
        detail = booking_list_service.view_booking(reference, actor=Actor.user(signed_in_user().id))
    found = detail.booking
    return render_template(
        "bureau/booking.html",
        booking=found,
        detail=detail,
        rows=price_rows(found.lines, found.room.name),
        vat_notes=vat_notes(found.lines),
        statuses=BOOKING_STATUSES,
        payment_statuses=PAYMENT_STATUSES,
        refund_statuses=REFUND_STATUSES,
        refund_reasons=REFUND_REASONS,
        methods=PAYMENT_METHODS,
        use_facts=use_facts(found),
        trail=[_told(row) for row in detail.trail],
    )


def _told(row: TrailRow) -> dict[str, object]:
    event = row.event
    reason = event.reason
    if event.tag.startswith("payments:refund:") and reason in set(RefundReason):
        reason = translate(REFUND_REASONS[RefundReason(reason)])
    return {
        "at": event.occurred_at,
        "what": translate(TRAIL[event.tag]) if event.tag in TRAIL else event.tag,
        "who": row.user_name or translate(_ACTORS[event.actor_kind]),
        "reason": reason,
    }
