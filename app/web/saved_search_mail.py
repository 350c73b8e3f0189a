"""What the mails of a saved search say, and how a mail programme unsubscribes from them (RFC 2369, RFC 8058)."""

from datetime import datetime
from email.message import EmailMessage
from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict

from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.time_ranges import TimeRange
from app.core.tokens import link_token
from app.models.mail import Mail
from app.models.saved_searches import SavedSearch
from app.services.search import places_service, saved_search_service
from app.services.search.query import SearchQuery
from app.web.asked_time import time_arguments
from app.web.filters import day_month, money, time_span
from app.web.search_form import read_search_form
from app.web.search_summary import question_text


def query_of(terms: saved_search_service.Terms) -> SearchQuery:
    """The question that a saved search keeps as the values of its address."""
    values = MultiDict((name, value) for name, found in terms.items() for value in found)
    return read_search_form(values, today=clock.today()).query


def values_of(terms: saved_search_service.Terms) -> dict[str, Any]:
    """The same values, for an address."""
    return {name: list(found) for name, found in terms.items()}


def told_of(terms: saved_search_service.Terms) -> str:
    """The question in a sentence."""
    query = query_of(terms)
    return question_text(query, places_service.find(query.near))


def saved_search_context(mail: Mail) -> dict[str, object]:
    """For the templates of these mails; nothing when the search has ended before the mail could leave."""
    row = saved_search_service.find(mail.saved_search_id) if mail.saved_search_id else None
    if row is None:
        return {}
    token = link_token(saved_search_service.CONFIRM, row.id)
    return {
        "saved_search": row,
        "told": told_of(row.terms),
        "confirm_url": url_for("search.confirmation", search_id=row.id, token=token, _external=True),
        "stop_url": _stop_url(row),
        "results_url": url_for("search.results", _external=True, **values_of(row.terms)),
        "rooms": [_room(found) for found in mail.told.get("rooms", [])],
        "more": mail.told.get("more", 0),
    }


def let_unsubscribe(message: EmailMessage, stop_url: str) -> None:
    """The mail programme's own button works at once."""
    message["List-Unsubscribe"] = f"<{stop_url}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _stop_url(row: SavedSearch) -> str:
    token = link_token(saved_search_service.STOP, row.id)
    return url_for("search.stopping", search_id=row.id, token=token, _external=True)


def _room(found: dict[str, Any]) -> dict[str, str]:
    when, times = "", {}
    if found["starts_at"]:
        span = TimeRange(*(datetime.fromisoformat(found[name]) for name in ("starts_at", "ends_at")))
        when = f"{day_month(span.starts_at)}, {time_span(span.starts_at, span.ends_at)}"
        times = time_arguments(span, AMSTERDAM)
    return {
        "name": found["name"],
        "where": f"{found['venue']}, {found['city']}",
        "when": when,
        "price": money(found["cents"]) if found["cents"] is not None else "",
        "url": url_for("search.room", slug=found["slug"], _external=True, **times),
    }
