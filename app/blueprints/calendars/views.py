"""The address that a calendar program asks every so often."""

import uuid

from flask import Blueprint, Response, request
from flask_babel import force_locale
from flask_babel import gettext as _

from app.core import clock
from app.core.db import in_transaction
from app.services.calendars import export_service
from app.services.calendars.export_service import ExportWords
from app.web.access import token_holder
from app.web.i18n import DEFAULT_LOCALE

MAX_AGE_SECONDS = 300

bp = Blueprint("calendars", __name__)


@bp.get("/agenda/<uuid:export_id>/<token>.ics")
@token_holder
def calendar(export_id: uuid.UUID, token: str) -> Response:
    """The calendar, or (mostly) that nothing in it has changed."""
    with force_locale(DEFAULT_LOCALE):  # whose program asks says nothing about who reads
        words = ExportWords(
            summary=_("Let: %(room)s"),
            summary_with_name=_("Let: %(name)s, %(room)s"),
            description=_("Booking %(reference)s, %(persons)s persons."),
        )
    now = clock.now()
    found = in_transaction(lambda: export_service.read(export_id, token, words, now=now))
    if request.if_none_match.contains_weak(found.etag):
        response = Response(status=304)
    else:
        response = Response(found.as_bytes(), content_type="text/calendar; charset=utf-8")
        response.headers["Content-Disposition"] = 'inline; filename="agenda.ics"'
    response.set_etag(found.etag)
    response.headers["Cache-Control"] = f"private, max-age={MAX_AGE_SECONDS}"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
