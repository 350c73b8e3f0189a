"""Mails as they leave: subject, plain text and HTML in the reader's language, with the calendar file where it belongs.

Rendering happens outside of any request, so it makes one up that knows the public address of this installation.
"""

from datetime import timedelta
from email.message import EmailMessage

from flask import current_app, render_template, url_for
from flask_babel import force_locale

from app.core import clock
from app.core.time_ranges import TimeRange, minute_of_day
from app.integrations.mail.sender import mail_from
from app.models.booking import Booking
from app.models.mail import Mail
from app.services.availability import availability_service
from app.services.booking import booking_service, calendar_service, cancellation_service
from app.services.payments import history_service
from app.web.deposit_words import deposit_told
from app.web.price_lines import price_rows, vat_notes
from app.web.refund_words import refund_sentences
from app.web.saved_search_mail import let_unsubscribe, saved_search_context
from app.web.strip import build_blocks, strip_range
from app.web.use_words import use_facts
from app.web.way_in import way_in

WITH_CALENDAR = frozenset({"booking_confirmed", "booking_cancelled", "booking_link"})


def build_message(mail: Mail) -> EmailMessage:
    """The finished message of a queued mail. Reads; sends nothing."""
    settings = current_app.extensions["settings"]
    with current_app.test_request_context(base_url=settings.public_url), force_locale(mail.locale):
        booking = booking_service.get(mail.booking_id) if mail.booking_id else None
        context = _booking_context(booking) if booking is not None else saved_search_context(mail)
        folder = f"email/{mail.template}"
        message = EmailMessage()
        message["Subject"] = " ".join(render_template(f"{folder}/subject.txt", **context).split())
        message["From"] = mail_from()
        message["To"] = mail.recipient
        message["Date"] = clock.now()
        # From the row, so that a mail that left twice after a crash is one mail in the reader's programme.
        message["Message-ID"] = f"<{mail.id}@locatieplatform>"
        message.set_content(render_template(f"{folder}/body.txt", **context))
        message.add_alternative(render_template(f"{folder}/body.html", **context), subtype="html")
        if "stop_url" in context:
            let_unsubscribe(message, str(context["stop_url"]))
        if booking is not None and mail.template in WITH_CALENDAR and calendar_service.has_calendar(booking):
            _attach_calendar(message, booking, str(context["booking_url"]))
    return message


def _booking_context(booking: Booking) -> dict[str, object]:
    token = booking_service.token_of(booking)
    url = url_for("booking.show", reference=booking.reference, token=token, _external=True)
    span = TimeRange(booking.starts_at, booking.ends_at)
    zone = availability_service.zone_of(booking.room)
    day = span.starts_at.astimezone(zone).date()
    state = availability_service.day_states([booking.room], day, day + timedelta(days=1))[booking.room.id, day]
    yours = (minute_of_day(span.starts_at, day, zone), minute_of_day(span.ends_at, day, zone))
    shown = strip_range([*state.open_spans, yours])
    return {
        "booking": booking,
        "booking_url": url,
        "pay_url": url_for("booking.pay", reference=booking.reference, token=token, _external=True),
        "search_url": url_for("search.results", _external=True),
        "desk_url": url_for("member.today", _external=True),
        "blocks": build_blocks(shown, state.open_spans, yours=[yours]),
        "shown": shown,
        "lines": price_rows(booking.lines, booking.room.name),
        "vat_notes": vat_notes(booking.lines),
        "way_in": way_in(booking),
        "use_facts": use_facts(booking),
        "refund_terms": refund_sentences(cancellation_service.steps(booking), clock.now()),
        "deposit_told": deposit_told(booking),
        "refunds": history_service.list_money_back(booking.id),
    }


def _attach_calendar(message: EmailMessage, booking: Booking, url: str) -> None:
    content = calendar_service.calendar_file(booking, url=url, now=clock.now())
    message.add_attachment(content, maintype="text", subtype="calendar", filename=f"boeking-{booking.reference}.ics")
