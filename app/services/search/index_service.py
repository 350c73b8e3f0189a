"""Keeping `room_search` right: triggers do so at every change; this compares it with what they write from, and mends it."""

import uuid
from collections.abc import Sequence

from app.core.logging import get_logger
from app.services.search import index_repository

log = get_logger(__name__)


def check() -> Sequence[uuid.UUID]:
    """The rooms of which search says something else than the tables that it follows."""
    return index_repository.different_rooms()


def rebuild() -> int:
    """Write all of it anew, in the order of the map, and forget words that no room has any more; how many rows.

    Others wait to change a room meanwhile; searching goes on.
    """
    return index_repository.rebuild()


def mend(room_ids: Sequence[uuid.UUID]) -> None:
    """Put these rooms right, loudly: a trigger should have."""
    if room_ids:
        log.error("room_search_wrong", rooms=[str(room_id) for room_id in room_ids[:20]], count=len(room_ids))
        index_repository.refresh(room_ids)
