"""When rooms that are taken are free first at the same clock times: one statement over the masks of four weeks."""

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from app.core.time_ranges import MINUTES_PER_DAY, TimeRange
from app.services.search import repository
from app.services.search.query import SearchQuery, SlotWish

SAME_TIMES_DAYS = 28


def same_times(room_ids: Collection[uuid.UUID], query: SearchQuery, *, now: datetime) -> Mapping[uuid.UUID, TimeRange]:
    """Per room the next day within four weeks on which the asked times can be booked; absent when there is none."""
    asked = query.asked
    if asked is None or not room_ids:
        return {}
    shift, start = divmod(asked.start_minute, MINUTES_PER_DAY)
    first_on = asked.day + timedelta(days=shift + 1)
    wish = SlotWish(
        duration_minutes=asked.end_minute - asked.start_minute,
        weekdays=frozenset(range(7)),
        from_minute=start,
        until_minute=asked.end_minute - shift * MINUTES_PER_DAY,
        from_on=first_on,
        until_on=first_on + timedelta(days=SAME_TIMES_DAYS - 1),
    )
    later = SearchQuery(slot=wish, purpose=query.purpose_of_use, page_size=len(room_ids))
    answer = repository.find(later, None, now=now, only=room_ids)
    return {row.room_id: row.slots[0] for row in answer.rows if row.slots}
