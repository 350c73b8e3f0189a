"""A search that goes on: asked with an address, confirmed from that mailbox, told at most once a day, gone when it ends.

The question itself comes in twice: as `terms`, the values of its address, which are kept, and as the query they mean.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from app.core.clock import AMSTERDAM
from app.core.db import session
from app.core.errors import AppError, InvalidError, NotFoundError
from app.core.ids import fingerprint
from app.core.jobs import defer
from app.core.messages import message
from app.core.tokens import link_token_matches
from app.models.saved_searches import SavedSearch
from app.services.mail import mail_service
from app.services.mail.mail_service import About
from app.services.search import saved_search_repository as repository
from app.services.search import saved_search_rules as rules
from app.services.search import search_service
from app.services.search.query import Hit, SearchQuery

Terms = rules.Terms
CONFIRM, STOP = "saved search confirm", "saved search stop"
MOST_LOOKED_AT = 200
MOST_TOLD = 5
MOST_PER_ROUND = 500


class TooManySavedError(AppError):
    """More is asked for this address, or by one visitor, than anybody needs."""

    code = "too_many_saved_searches"


@dataclass(frozen=True, slots=True)
class Asked:
    """Who wants to know what: `source` is where the request comes from, `locale` the language of the mails."""

    email: str
    terms: Terms
    query: SearchQuery
    locale: str
    source: str


def ask(asked: Asked, *, now: datetime) -> None:
    """Write the search down and mail a link that confirms it. Says nothing of what this address had already.

    Raises:
        InvalidError: the address is none; the field is `email`.
        TooManySavedError: too many requests for this address, or from this place.
    """
    email = asked.email.strip().lower()
    problems = rules.check_email(email)
    if problems:
        raise InvalidError(errors={"email": problems})
    repository.lock_address(email)
    known = repository.find_same(email, rules.fingerprint_of(asked.terms))
    if known is None:
        _check_counts(email, asked.source, now)
        known = _write(email, asked, now)
    _mail(known, "saved_search_confirm", f"confirm:{now:%Y%m%d}")


def _check_counts(email: str, source: str, now: datetime) -> None:
    today = now - timedelta(days=1)
    if (
        repository.count_of_address(email) >= rules.MOST_OF_ADDRESS
        or repository.count_asked(email, today) >= rules.MOST_ASKED_A_DAY
    ):
        raise TooManySavedError(
            message("This address has asked for a lot already. Confirm or stop one of those first.")
        )
    if repository.count_from(fingerprint(source), now - rules.SOURCE_WINDOW) >= rules.MOST_FROM_SOURCE:
        raise TooManySavedError(message("That went too fast. Wait a moment and try again."))


def _write(email: str, asked: Asked, now: datetime) -> SavedSearch:
    row = SavedSearch(
        email=email,
        locale=asked.locale,
        terms={name: list(values) for name, values in asked.terms.items()},
        fingerprint=rules.fingerprint_of(asked.terms),
        ends_on=rules.last_day(asked.query, now.astimezone(AMSTERDAM).date()),
        asked_from=fingerprint(asked.source),
        created_at=now,
    )
    session().add(row)
    session().flush()
    return row


def open_link(search_id: uuid.UUID, token: str, use: str) -> SavedSearch:
    """The search behind a link from a mail, when its secret is right.

    Raises:
        NotFoundError: there is none (any more), or the secret is another's.
    """
    row = repository.find(search_id) if link_token_matches(token, use, search_id) else None
    if row is None:
        raise NotFoundError(message("This search has ended, or the link is not complete."))
    return row


def confirm(search_id: uuid.UUID, token: str, query: SearchQuery, *, now: datetime) -> SavedSearch:
    """From now on there is mail. What is free at this moment is no news: who confirms can see it on the page.

    Raises:
        NotFoundError: as with `open_link`.
    """
    row = open_link(search_id, token, CONFIRM)
    if row.confirmed_at is None:
        row.confirmed_at, row.checked_at, row.asked_from = now, now, None
        row.known = rules.still_known((), _look(query, now), told=True)
    return row


def stop(search_id: uuid.UUID, token: str) -> None:
    """No more mail: the search and the address are deleted, and with them the mails. Doing so twice changes nothing.

    Raises:
        NotFoundError: the secret is another's.
    """
    if not link_token_matches(token, STOP, search_id):
        raise NotFoundError(message("This search has ended, or the link is not complete."))
    row = repository.lock(search_id)
    if row is not None:
        session().delete(row)


def find(search_id: uuid.UUID) -> SavedSearch | None:
    """The search; None when it has ended."""
    return repository.find(search_id)


def queue_due(now: datetime) -> int:
    """A job for each search that is due for a look; the number of them."""
    due = repository.list_due(rules.due_before(now), now.astimezone(AMSTERDAM).date(), MOST_PER_ROUND)
    for search_id in due:
        defer("search.look_again", unique=f"look_again:{search_id}", search_id=str(search_id))
    return len(due)


def look_again(search_id: uuid.UUID, query: SearchQuery, *, now: datetime) -> bool:
    """Whether there was news, and a mail about it. What was told and the mail are written together, so that a worker
    that dies in between has told nothing, and one that dies after it tells nothing twice.
    """
    row = repository.lock(search_id)
    today = now.astimezone(AMSTERDAM).date()
    if row is None or row.confirmed_at is None or row.ends_on < today:
        return False
    row.checked_at = now
    if search_service.check(query, now=now):  # its time has passed since
        return False
    found = _look(query, now)
    fresh = rules.news(found, row.known)
    tells = bool(fresh) and rules.may_tell(row.alerted_on, today)
    row.known = rules.still_known(row.known, found, told=tells)
    if tells:
        row.alerted_on = today
        _mail(row, "saved_search_alert", f"alert:{today.isoformat()}", _told(fresh, query))
    return tells


def clean_up(now: datetime) -> int:
    """Delete what has ended and what was never confirmed, addresses included; the number of searches."""
    return repository.delete_over(now.astimezone(AMSTERDAM).date(), now - rules.CONFIRM_WITHIN)


def _look(query: SearchQuery, now: datetime) -> list[Hit]:
    result = search_service.search(replace(query, page=1, page_size=MOST_LOOKED_AT), now=now)
    return rules.fitting(result.hits, query)


def _told(fresh: Sequence[Hit], query: SearchQuery) -> dict[str, Any]:
    return {"rooms": [_room(hit, query) for hit in fresh[:MOST_TOLD]], "more": max(0, len(fresh) - MOST_TOLD)}


def _room(hit: Hit, query: SearchQuery) -> dict[str, Any]:
    span = hit.slots[0] if hit.slots else query.asked.span() if query.asked else None
    return {
        "name": hit.room.name,
        "slug": hit.room.slug,
        "venue": hit.room.venue.name,
        "city": hit.room.venue.city,
        "cents": hit.quote.total_cents if hit.quote else None,
        "starts_at": span.starts_at.isoformat() if span else None,
        "ends_at": span.ends_at.isoformat() if span else None,
    }


def _mail(row: SavedSearch, template: str, about: str, told: dict[str, Any] | None = None) -> None:
    mail_service.queue(
        f"saved_search:{row.id}:{about}",
        template=template,
        locale=row.locale,
        recipient=row.email,
        about=About(row.id, told or {}),
    )
