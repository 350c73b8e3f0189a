"""Keeping `room_search` right: triggers do so at every change; this compares it with what they write from, and mends it."""

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select, text

from app.core.db import session
from app.core.logging import get_logger
from app.models.search import RoomSearch

log = get_logger(__name__)

# Compared by value: a row that is missing, too many, or not what it should be.
_DIFFERENT = text("""
    SELECT room_id FROM (
        (SELECT s.* FROM room_search s EXCEPT SELECT n.* FROM room_search_now n)
        UNION ALL (SELECT n.* FROM room_search_now n EXCEPT SELECT s.* FROM room_search s)
    ) rows
    UNION
    SELECT room_id FROM (
        (SELECT w.room_id, w.words FROM room_words w EXCEPT SELECT n.room_id, n.words FROM room_words_now n)
        UNION ALL (SELECT n.room_id, n.words FROM room_words_now n EXCEPT SELECT w.room_id, w.words FROM room_words w)
    ) words
    ORDER BY room_id
""")


def check() -> Sequence[uuid.UUID]:
    """The rooms of which search says something else than the tables that it follows."""
    return list(session().scalars(_DIFFERENT))


def rebuild() -> int:
    """Write all of it anew, in the order of the map, and forget words that no room has any more; how many rows.

    Others wait to change a room meanwhile; searching goes on.
    """
    session().execute(text("SELECT rebuild_room_search()"))
    return session().scalar(select(func.count()).select_from(RoomSearch)) or 0


def mend(room_ids: Sequence[uuid.UUID]) -> None:
    """Put these rooms right, loudly: a trigger should have."""
    if room_ids:
        log.error("room_search_wrong", rooms=[str(room_id) for room_id in room_ids[:20]], count=len(room_ids))
        values = {"rooms": "{" + ",".join(map(str, room_ids)) + "}"}
        session().execute(text("SELECT refresh_room_search(CAST(:rooms AS uuid[]))"), values)
