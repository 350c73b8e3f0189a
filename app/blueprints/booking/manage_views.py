"""The booking's own page, behind the link in the mail: see, add to a calendar, cancel."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Redirect

from app.blueprints.booking.pages import day_strip
from app.core import clock
from app.core.db import in_transaction, read_only
from app.core.errors import AppError, ConflictError
from app.core.logging import get_logger
from app.core.time_ranges import TimeRange
from app.models.booking import Booking, BookingStatus
from app.models.payments import Refund
from app.services.audit.audit_service import HIRER
from app.services.booking import (
    booking_service,
    calendar_service,
    cancellation_service,
    link_service,
    settlement_service,
)
from app.services.payments import checkout_service, history_service
from app.web.access import public, token_holder
from app.web.deposit_words import deposit_told
from app.web.filters import clock_time
from app.web.i18n import translate
from app.web.price_lines import price_rows, vat_notes
from app.web.refund_words import refund_sentences
from app.web.use_words import use_facts
from app.web.way_in import way_in

log = get_logger(__name__)


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    bp.add_url_rule("/boekingen/<reference>", "show", show)
    bp.add_url_rule("/boekingen/<reference>/agenda.ics", "calendar", calendar)
    bp.add_url_rule("/boekingen/<reference>/annuleren", "cancel", cancel)
    bp.add_url_rule("/boekingen/<reference>/annuleren", "cancel_submit", cancel_submit, methods=["POST"])
    bp.add_url_rule("/mijn-boeking", "find", find)
    bp.add_url_rule("/mijn-boeking", "find_submit", find_submit, methods=["POST"])


def _booking(reference: str) -> Booking:
    return booking_service.get_by_token(reference, request.values.get("token", ""))


@token_holder
def show(reference: str) -> str:
    """What stands, and what can be done with it."""
    booking = _booking(reference)
    now = clock.now()
    just_paid = request.args.get("paid") == "1"
    if just_paid and booking.status is BookingStatus.HELD and _asked_stripe(booking):
        booking = _booking(reference)
    headline, explanation = _told(booking, just_paid=just_paid)
    return render_template(
        "booking/show.html",
        booking=booking,
        token=request.args["token"],
        headline=headline,
        explanation=explanation,
        waiting=just_paid and booking.status is BookingStatus.HELD,
        lines=price_rows(booking.lines, booking.room.name),
        vat_notes=vat_notes(booking.lines),
        refund_words=_refund_words(),
        refunds=history_service.list_money_back(booking.id),
        strip=day_strip(booking.room, TimeRange(booking.starts_at, booking.ends_at)),
        may_cancel=booking.status is BookingStatus.CONFIRMED and cancellation_service.may_cancel(booking, now=now),
        refund_terms=refund_sentences(cancellation_service.steps(booking), now),
        way_in=way_in(booking),
        use_facts=use_facts(booking),
        deposit_told=deposit_told(booking),
    )


def _asked_stripe(booking: Booking) -> bool:
    """Back from the payment page before Stripe's own word of it came: ask, so that nobody has to wait and wonder."""
    with read_only():
        payment = checkout_service.find_live_payment(booking.id)
    if payment is None:
        return False
    try:
        settlement_service.settle(payment.id)
    except AppError as error:
        log.warning("not_settled_on_return", payment=str(payment.id), error=error.code)
        return False
    return True


def _told(booking: Booking, *, just_paid: bool) -> tuple[str, str]:
    """The headline and the sentence below it, by the state of the booking."""
    room, mail = booking.room.name, booking.contact_email
    if booking.status is BookingStatus.HELD and just_paid:
        return _("We are checking your payment."), _("It takes a few seconds. You get a mail as soon as it is in.")
    if booking.status is BookingStatus.HELD and booking.hold_expires_at is not None:
        until = clock_time(booking.hold_expires_at)
        return _("Pay to make it yours."), _("We hold this time for you until %(time)s.", time=until)
    told: dict[BookingStatus, tuple[str, str]] = {
        BookingStatus.PROCESSING: (
            _("Your payment is on its way."),
            _("Your bank is working on it. The time stays yours; you get a mail when the payment is in."),
        ),
        BookingStatus.CONFIRMED: (
            _("%(room)s is yours.", room=room),
            _("We have mailed the confirmation to %(mail)s.", mail=mail),
        ),
        BookingStatus.CANCELLED: (_("This booking is cancelled."), _("The time is free for others again.")),
        BookingStatus.EXPIRED: (
            _("This time is no longer held."),
            _("The payment did not come through in time. You have paid nothing. Book it again if it is still free."),
        ),
        BookingStatus.LOST: (
            _("Paid too late."),
            _("Your payment came after the time was given to somebody else. All of your money goes back by itself."),
        ),
    }
    return told[booking.status]


def _refund_words() -> dict[str, str]:
    """What a refund's state means; never "refunded" before it is."""
    return {
        "requested": _("%(amount)s goes back to the account you paid from."),
        "pending": _("%(amount)s is on its way to the account you paid from."),
        "succeeded": _("%(amount)s has been paid back."),
        "failed": _("%(amount)s could not be paid back yet. The bureau knows and gets in touch with you."),
    }


@token_holder
def calendar(reference: str) -> Response | Redirect:
    """The booking as a calendar file, once it stands."""
    booking = _booking(reference)
    if not calendar_service.has_calendar(booking):
        return redirect(url_for("booking.show", reference=booking.reference, token=request.args["token"]))
    url = url_for("booking.show", reference=booking.reference, token=request.args["token"], _external=True)
    content = calendar_service.calendar_file(booking, url=url, now=clock.now())
    return Response(
        content,
        mimetype="text/calendar",
        headers={"Content-Disposition": f'attachment; filename="boeking-{booking.reference}.ics"'},
    )


@token_holder
def cancel(reference: str) -> str | Redirect:
    """What comes back, before anybody says yes."""
    booking = _booking(reference)
    if not cancellation_service.may_cancel(booking, now=clock.now()):
        return redirect(url_for("booking.show", reference=booking.reference, token=request.args["token"]))
    return render_template(
        "booking/cancel.html",
        booking=booking,
        token=request.args["token"],
        decision=cancellation_service.preview(booking, now=clock.now()),
        refund_terms=refund_sentences(cancellation_service.steps(booking), clock.now()),
    )


@token_holder
def cancel_submit(reference: str) -> Redirect:
    """Cancel, if what comes back is still what was shown."""
    booking = _booking(reference)
    token = request.form.get("token", "")
    shown = request.form.get("refund_cents", "")
    expected = int(shown) if shown.isascii() and shown.isdecimal() and len(shown) < 12 else None  # noqa: PLR2004

    def use_case() -> list[Refund]:
        return cancellation_service.cancel(booking, actor=HIRER, expected_refund_cents=expected)

    try:
        in_transaction(use_case)
    except ConflictError as error:
        flash(translate(error.message), "warn")
    else:
        flash(_("Your booking is cancelled."), "ok")
    return redirect(url_for("booking.show", reference=booking.reference, token=token), code=303)


@public
def find() -> str:
    """Lost the link: have it mailed again."""
    return render_template("booking/find.html", reference="", email="", errors={}, sent=False)


@public
def find_submit() -> str | tuple[str, int]:
    """Always the same answer, so that nobody finds out who booked."""
    reference = request.form.get("reference", "").strip().upper()[:20]
    email = request.form.get("email", "").strip()[:254]
    errors = {}
    if not reference:
        errors["reference"] = [_("Fill in your booking number, such as K7P-2MXQ.")]
    if "@" not in email:
        errors["email"] = [_("Fill in the e-mail address with which you booked.")]
    if errors:
        return render_template("booking/find.html", reference=reference, email=email, errors=errors, sent=False), 422
    in_transaction(lambda: link_service.send_link(reference, email, now=clock.now()))
    return render_template("booking/find.html", reference=reference, email=email, errors={}, sent=True)
