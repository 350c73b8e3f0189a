"""`room_search` beside what it is written from: compared, and written anew by the functions of the database."""

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select, text

from app.core.db import session
from app.models.search import RoomSearch
from app.services.search.asking import array_of

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


def different_rooms() -> Sequence[uuid.UUID]:
    """The rooms of which a row is missing, too many, or not what it should be."""
    return session().scalars(_DIFFERENT).all()


def rebuild() -> int:
    """Write all rows anew; how many."""
    session().execute(text("SELECT rebuild_room_search()"))
    return session().scalar(select(func.count()).select_from(RoomSearch)) or 0


def refresh(room_ids: Sequence[uuid.UUID]) -> None:
    """Write the rows of these rooms anew."""
    session().execute(text("SELECT refresh_room_search(CAST(:rooms AS uuid[]))"), {"rooms": array_of(room_ids)})
