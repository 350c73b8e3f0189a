"""What a saved search may be, how long it lives, and what of an answer is news. Pure."""

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from app.core.messages import Message, message
from app.services.search.query import Hit, SearchQuery

Terms = Mapping[str, Sequence[str]]

LONGEST_EMAIL = 254
# Somebody who misuses another's address must not fill its mailbox; nobody needs more than these.
MOST_OF_ADDRESS = 10
MOST_ASKED_A_DAY = 3
MOST_FROM_SOURCE = 10
SOURCE_WINDOW = timedelta(hours=1)
CONFIRM_WITHIN = timedelta(days=2)
LONGEST_LIFE = timedelta(days=90)
CHECK_EVERY = timedelta(minutes=15)

_EMAIL = re.compile(r"[^@\s<>\"(),;:\\]+@[^@\s<>\"(),;:\\]+\.[^@\s<>\"(),;:\\.]{2,}")


def check_email(email: str) -> list[Message]:
    """What is wrong with an address; empty when nothing is."""
    if len(email) > LONGEST_EMAIL or not _EMAIL.fullmatch(email):
        return [message("Give your whole e-mail address, such as marit@nevenstem.example.")]
    return []


def fingerprint_of(terms: Terms) -> str:
    """The same for the same question, however it was typed."""
    plain = {name: sorted(values) for name, values in terms.items()}
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def last_day(query: SearchQuery, today: date) -> date:
    """The last day on which there can be news: that of the question, else ninety days from now."""
    if query.slot is not None:
        return query.slot.until_on
    if query.weekly is not None:
        return query.weekly.first_on
    return query.day or today + LONGEST_LIFE


def fitting(hits: Iterable[Hit], query: SearchQuery) -> list[Hit]:
    """The rooms in an answer that really suit: free then, with a slot, or merely there when no time was asked."""
    if query.slot is not None:
        return [hit for hit in hits if hit.slots]
    return [hit for hit in hits if hit.is_free is not False]


def news(found: Sequence[Hit], known: Collection[str]) -> list[Hit]:
    """Those that need a mail."""
    return [hit for hit in found if str(hit.room.id) not in known]


def may_tell(alerted_on: date | None, today: date) -> bool:
    """At most one mail a day."""
    return alerted_on is None or alerted_on < today


def still_known(known: Collection[str], found: Sequence[Hit], *, told: bool) -> list[str]:
    """What needs no mail from now on: a room that was taken again is news when it comes free once more.

    `told`: whether the news of this look goes out; if not, it stays news for tomorrow.
    """
    now_free = [str(hit.room.id) for hit in found]
    return now_free if told else [room_id for room_id in now_free if room_id in known]


def due_before(now: datetime) -> datetime:
    """Searches last looked at before this moment are due."""
    return now - CHECK_EVERY
