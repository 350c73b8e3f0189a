"""Counts of searches in vain."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute

from app.core.db import session
from app.core.ids import new_id
from app.models.regions import Municipality, Region
from app.models.saved_searches import UnmetSearch
from app.services.search.unmet_rules import PARTS, Selection

_NAME = func.coalesce(Municipality.name, UnmetSearch.place)
_SEARCHES = func.sum(UnmetSearch.searches)


def knows_municipality(code: str | None) -> bool:
    """Whether it is one of ours."""
    return code is not None and session().get(Municipality, code) is not None


def count_one(**question: object) -> None:
    """One more search of this kind on this day (all columns that say which)."""
    statement = insert(UnmetSearch).values(id=new_id(), searches=1, **question)
    session().execute(
        statement.on_conflict_do_update(
            constraint="uq_unmet_search_question", set_={"searches": UnmetSearch.searches + statement.excluded.searches}
        )
    )


def _chosen(query: Select[*tuple[Any, ...]], selection: Selection) -> Select[*tuple[Any, ...]]:
    query = (
        query.select_from(UnmetSearch)
        .outerjoin(Municipality, Municipality.code == UnmetSearch.municipality_code)
        .outerjoin(Region, Region.id == Municipality.region_id)
        .where(UnmetSearch.searched_on.between(selection.from_on, selection.last_on))
    )
    return query if selection.region_id is None else query.where(Region.id == selection.region_id)


def by(selection: Selection, column: InstrumentedAttribute[Any]) -> dict[Any, int]:
    """Searches per value of a column."""
    query = _chosen(select(column, _SEARCHES), selection).group_by(column)
    return {value: int(searches) for value, searches in session().execute(query)}


def count_places(selection: Selection) -> int:
    """How many places there are in the selection."""
    places = _chosen(select(_NAME, Region.name), selection).group_by(_NAME, Region.name).subquery()
    return session().scalar(select(func.count()).select_from(places)) or 0


def _of_part(part: str) -> ColumnElement[int]:
    return func.coalesce(_SEARCHES.filter(UnmetSearch.part == part), 0)


def list_places(selection: Selection, most: int, offset: int) -> Sequence[tuple[str, str | None, int, dict[str, int]]]:
    """Name, region, total and counts per part of the day; most searches first."""
    query = (
        _chosen(select(_NAME, Region.name, _SEARCHES, *(_of_part(part) for part in PARTS)), selection)
        .group_by(_NAME, Region.name)
        .order_by(_SEARCHES.desc(), _NAME)
        .limit(most)
        .offset(offset)
    )
    return [
        (name, region, int(total), {part: int(found) for part, found in zip(PARTS, counts, strict=True)})
        for name, region, total, *counts in session().execute(query)
    ]


def highest(selection: Selection) -> int:
    """The largest count of one place in one part of the day: what the scale of the picture runs to."""
    cells = _chosen(select(_SEARCHES.label("searches")), selection).group_by(_NAME, Region.name, UnmetSearch.part)
    inner = cells.subquery()
    return int(session().scalar(select(func.max(inner.c.searches))) or 0)


def iterate(selection: Selection) -> Iterator[Sequence[Any]]:
    """Row by row, the latest day first."""
    query = _chosen(
        select(
            UnmetSearch.searched_on,
            _NAME,
            Region.name,
            UnmetSearch.part,
            UnmetSearch.weekday,
            UnmetSearch.activity,
            UnmetSearch.room_type,
            UnmetSearch.persons,
            UnmetSearch.searches,
        ),
        selection,
    ).order_by(UnmetSearch.searched_on.desc(), _NAME, UnmetSearch.id)
    for row in session().execute(query.execution_options(yield_per=1000)):
        yield tuple(row)
