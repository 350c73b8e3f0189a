"""A member's bookings: the list, one of them with its money, and cancelling with everything back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.blueprints.member.desk import BOOKINGS, DESK, actor, parse_id, roles_here, text_of
from app.blueprints.member.strips import who
from app.blueprints.member.words import BOOKING_VIEWS, REFUND_REASONS
from app.core import clock
from app.core.db import in_transaction, transaction
from app.core.errors import ConflictError
from app.core.paging import page_number
from app.models.booking import Booking, BookingStatus
from app.models.payments import Refund, RefundStatus
from app.services.booking import cancellation_service, category_service, deposit_service
from app.services.booking.words import BOOKING_STATUSES, HIRER_CATEGORIES, REFUND_STATUSES
from app.services.reporting import booking_list_service, desk_service
from app.services.reporting.desk_service import BookingView
from app.web.access import current_organisation, member_access
from app.web.deposit_words import deposit_told
from app.web.i18n import translate
from app.web.price_lines import price_rows, vat_notes
from app.web.use_words import use_facts

MOST_REASON = 500
_LONGEST_AMOUNT = 12


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    bp.add_url_rule("/<organisation_slug>/boekingen", "bookings", bookings)
    bp.add_url_rule("/<organisation_slug>/boekingen/<reference>", "booking", booking)
    bp.add_url_rule("/<organisation_slug>/boekingen/<reference>/annuleren", "cancel_booking", cancel_booking)
    bp.add_url_rule(
        "/<organisation_slug>/boekingen/<reference>/annuleren",
        "cancel_booking_submit",
        cancel_booking_submit,
        methods=["POST"],
    )


@member_access(*BOOKINGS)
def bookings() -> str:
    """The list: to come, past, cancelled; of one room when asked."""
    organisation = current_organisation()
    asked = request.args.get("view", "")
    view = BookingView(asked) if asked in set(BookingView) else BookingView.UPCOMING
    room_id = parse_id(request.args.get("room", ""))
    rooms = desk_service.list_rooms(organisation.id)
    return render_template(
        "member/bookings.html",
        view=view,
        views=BOOKING_VIEWS,
        room_id=str(room_id) if room_id else "",
        rooms=[("", _("all rooms")), *((str(room.id), f"{room.name}, {room.venue.name}") for room in rooms)],
        page=desk_service.list_bookings(
            organisation.id, view, room_id, page_number(request.args.get("page")), now=clock.now()
        ),
        statuses=BOOKING_STATUSES,
        who=who,
    )


@member_access(*BOOKINGS)
def booking(reference: str) -> str:
    """One booking with its money. Who looks is written down."""
    organisation = current_organisation()
    with transaction():
        detail = booking_list_service.view_booking(reference, actor=actor(), organisation_id=organisation.id)
    found = detail.booking
    sent = [refund for refund in detail.refunds if refund.status is not RefundStatus.FAILED]
    refunded = sum(refund.amount_cents for refund in sent)
    fee_back = sum(refund.fee_refund_cents for refund in sent)
    held = deposit_service.held_cents(found)
    return render_template(
        "member/booking.html",
        booking=found,
        detail=detail,
        rows=price_rows(found.lines, found.room.name),
        vat_notes=vat_notes(found.lines),
        statuses=BOOKING_STATUSES,
        refund_statuses=REFUND_STATUSES,
        refund_reasons=REFUND_REASONS,
        use_facts=use_facts(found),
        category=translate(HIRER_CATEGORIES[found.hirer_category]),
        may_correct=category_service.may_correct(found) and bool(roles_here(organisation) & set(DESK)),
        refunded_cents=refunded,
        fee_back_cents=fee_back,
        held_cents=held,
        net_cents=found.payable_cents - held - found.application_fee_cents - refunded + fee_back,
        was_paid=any(payment.paid_at for payment in detail.payments),
        may_cancel=_may_cancel(found) and bool(roles_here(organisation) & set(DESK)),
        deposit_told=deposit_told(found),
        may_settle_deposit=deposit_service.may_settle(found, now=clock.now())
        and bool(roles_here(organisation) & set(DESK)),
    )


def _may_cancel(found: Booking) -> bool:
    return found.status is BookingStatus.CONFIRMED and cancellation_service.may_cancel(found, now=clock.now())


@member_access(*DESK)
def cancel_booking(reference: str) -> str | Response:
    """What goes back, before anybody says yes."""
    found = desk_service.get_booking(reference, current_organisation().id)
    if not _may_cancel(found):
        return redirect(url_for("member.booking", reference=found.reference))
    return _cancel_page(found, "", {})


def _cancel_page(found: Booking, reason: str, errors: dict[str, list[str]]) -> str:
    return render_template(
        "member/cancel_booking.html",
        booking=found,
        decision=cancellation_service.preview(found, now=clock.now(), by_hirer=False),
        who=who(found),
        reason=reason,
        errors=errors,
        most=MOST_REASON,
    )


@member_access(*DESK)
def cancel_booking_submit(reference: str) -> Response | tuple[str, int]:
    """Cancel and give everything back, if that is still what was shown."""
    found = desk_service.get_booking(reference, current_organisation().id)
    if not _may_cancel(found):
        flash(_("This booking can no longer be cancelled."), "warn")
        return redirect(url_for("member.booking", reference=found.reference), code=303)
    reason = text_of(request.form, "reason")
    if not reason or len(reason) > MOST_REASON:
        told = _("Tell the hirer why, in at most %(most)s characters.", most=MOST_REASON)
        return _cancel_page(found, reason, {"reason": [told]}), 422
    shown = request.form.get("refund_cents", "")
    expected = int(shown) if shown.isascii() and shown.isdecimal() and len(shown) < _LONGEST_AMOUNT else -1

    def use_case() -> list[Refund]:
        return cancellation_service.cancel(found, actor=actor(), reason=reason, expected_refund_cents=expected)

    try:
        in_transaction(use_case)
    except ConflictError as error:
        flash(translate(error.message), "warn")
    else:
        flash(_("The booking is cancelled. The hirer gets everything back and a mail with your reason."), "ok")
    return redirect(url_for("member.booking", reference=found.reference), code=303)
