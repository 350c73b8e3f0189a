"""Rooms around Utrecht, and questions about them."""

from datetime import UTC, date, datetime
from typing import Any

from app.core import clock
from app.core.db import session
from app.services.search import (
    search_service,
)
from app.services.search.query import SearchQuery, SearchResult, SlotWish
from tests.factories.occupancy import fill_masks

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)


DAY = date(2027, 1, 12)


EVENING: dict[str, Any] = {"day": DAY, "start_minute": 19 * 60, "end_minute": 22 * 60}


TUESDAYS = SlotWish(180, frozenset({1}), 18 * 60, 23 * 60, DAY, date(2027, 1, 27))


UTRECHT_AND_AROUND = (51.9, 4.9, 52.2, 5.2)


def find(**asked: Any) -> SearchResult:  # noqa: ANN401 - any field of a query
    fill_masks(DAY, 30)
    session().expunge_all()
    return search_service.search(SearchQuery(**asked), now=clock.now())


def names(**asked: Any) -> list[str]:  # noqa: ANN401
    return [hit.room.name for hit in find(**asked).hits]
