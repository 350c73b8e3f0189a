"""Pages of real rooms for who comes from a search engine, and the list of all pages for the engine itself."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from app.core.clock import AMSTERDAM
from app.core.paging import PAGE_SIZE
from app.models.listing import RoomType
from app.services.search import landing_repository as repository
from app.services.search import landing_rules as rules
from app.services.search import search_service
from app.services.search.landing_rules import Group, NoSuchPageError, Subject
from app.services.search.query import Hit, SearchQuery
from app.services.search.repository import Row

__all__ = ["Facts", "Landing", "NoSuchPageError", "Subject", "find_page", "list_pages", "list_rooms", "room_parts"]

ROOMS_PER_PART = 5000
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Facts:
    """What can be said of the rooms of a page. `lowest_cents`: the least for an hour, VAT included."""

    rooms: int
    venues: int
    smallest: int
    largest: int
    lowest_cents: int | None
    accessible: int


@dataclass(frozen=True, slots=True)
class Landing:
    """A page: its rooms, and its neighbours with how many rooms they have."""

    subject: Subject
    facts: Facts
    hits: Sequence[Hit]
    page: int
    pages: int
    types: Sequence[tuple[RoomType, int]]
    cities: Sequence[tuple[str, int]]
    region: tuple[str, str]


def find_page(*, city: str = "", type_slug: str = "", region: str = "", page: int, now: datetime) -> Landing:
    """The page that these words of an address name; a page past the last is the last.

    Raises:
        NoSuchPageError: nothing is on offer there.
    """
    today = now.astimezone(AMSTERDAM).date()
    groups = _groups(today)
    subject = rules.find_subject(groups, city=city, type_slug=type_slug, region=region)
    chosen = (subject.city, subject.type, subject.region)
    facts = Facts(*repository.facts(today, *chosen))
    pages = max(1, -(-facts.rooms // PAGE_SIZE))
    number = min(page, pages)
    rows = repository.list_rooms(today, *chosen, most=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE)
    here = [group for group in groups if subject.holds(group)]
    return Landing(
        subject=subject,
        facts=facts,
        hits=search_service.describe([_row(*row) for row in rows], SearchQuery(), now=now),
        page=number,
        pages=pages,
        types=_counted(
            [(group.type, group.rooms) for group in (here if subject.type is None else _beside(groups, subject))]
        ),
        cities=_counted([(group.city, group.rooms) for group in groups if subject.type in {None, group.type}]),
        region=(here[0].region_slug, here[0].region_name),
    )


def _beside(groups: Sequence[Group], subject: Subject) -> list[Group]:
    """The other kinds in the same place."""
    return [group for group in groups if group.type is not subject.type and subject.city in {None, group.city}]


def _counted(pairs: Sequence[tuple[Key, int]]) -> list[tuple[Key, int]]:
    sums: dict[Key, int] = {}
    for key, rooms in pairs:
        sums[key] = sums.get(key, 0) + rooms
    return sorted(sums.items(), key=lambda item: -item[1])


def _row(room_id: uuid.UUID, kind: str) -> Row:
    """A room as a question without a time finds it."""
    return Row(room_id, None, None, (), (), None, RoomType(kind), frozenset(), 0, 0.0)


def _groups(on: date) -> list[Group]:
    return [Group(*row) for row in repository.list_groups(on)]


def list_pages(on: date) -> list[tuple[Subject, datetime | None]]:
    """Every page with rooms, and when its newest room came."""
    return rules.subjects(_groups(on))


def room_parts(on: date) -> int:
    """In how many parts the rooms are listed; at least one."""
    return max(1, -(-repository.count_rooms(on) // ROOMS_PER_PART))


def list_rooms(on: date, part: int) -> Sequence[tuple[str, datetime]]:
    """The slug of every room in a part (from 1), and when its page last changed."""
    return repository.list_room_pages(on, most=ROOMS_PER_PART, offset=(part - 1) * ROOMS_PER_PART)
