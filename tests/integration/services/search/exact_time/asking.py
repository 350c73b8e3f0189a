"""Rooms in Utrecht, and questions about them."""

from datetime import UTC, date, datetime
from typing import Any

from app.core import clock
from app.core.db import session
from app.services.search import search_service
from app.services.search.query import SearchQuery, SearchResult
from tests.factories.occupancy import fill_masks

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)


DAY = date(2027, 1, 12)


EVENING = {"day": DAY, "start_minute": 19 * 60, "end_minute": 22 * 60}


def find(**asked: Any) -> SearchResult:  # noqa: ANN401 - any field of a query
    # As in a new request: nothing is left of how the rooms were made.
    day = asked.get("day", clock.today())
    fill_masks(day, 30)
    session().expunge_all()
    return search_service.search(SearchQuery(**asked), now=clock.now())


def names(result: SearchResult) -> list[str]:
    return [hit.room.name for hit in result.hits]
