"""What was searched for in vain: counted by kind of question, with nothing in it about who asked."""

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, field
from datetime import date

from app.core.ids import fingerprint
from app.core.paging import Page
from app.integrations.geocoding.places import Place, all_places, distance_km
from app.models.saved_searches import UnmetSearch
from app.services.search import unmet_repository as repository
from app.services.search import unmet_rules as rules
from app.services.search.query import SearchQuery
from app.services.search.unmet_rules import Selection

PAGE_SIZE = 20
Cell = str | int | date | None


@dataclass(frozen=True, slots=True)
class Unmet:
    """One kind of question. '' and None: not said."""

    municipality_code: str | None
    place: str
    part: str
    weekday: int | None
    activity: str
    room_type: str
    persons: str

    @property
    def key(self) -> str:
        """To recognise the same question by, within one visit."""
        return fingerprint("|".join(map(str, astuple(self))))[:10]


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place with what was searched there in vain, per part of the day ('' for no time)."""

    name: str
    region: str | None
    total: int
    parts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Overview:
    """One page of places, and what the whole selection was about."""

    page: Page[PlaceRow]
    total: int
    parts: dict[str, int]
    weekdays: dict[int | None, int]
    activities: Sequence[tuple[str, int]]
    room_types: Sequence[tuple[str, int]]
    persons: Sequence[tuple[str, int]]
    highest: int


def kind_of(query: SearchQuery, place: Place | None) -> Unmet:
    """What of a question is counted. A position counts as the nearest place."""
    if place is None and query.position is not None:
        place = nearest_place(query.position)
    start = rules.start_minute(query)
    return Unmet(
        municipality_code=place.municipality_code if place else None,
        place=place.name if place and not place.municipality_code else "",
        part=rules.part_of(start),
        weekday=rules.weekday_of(query),
        activity=query.activity.value if query.activity else "",
        room_type=rules.room_type_of(query),
        persons=rules.persons_class(query.persons),
    )


def nearest_place(position: tuple[float, float]) -> Place:
    """The place whose middle lies nearest."""
    return min(all_places(), key=lambda place: distance_km(*position, place.lat, place.lon))


def count(unmet: Unmet, on: date) -> None:
    """One more search of this kind on this day."""
    code = unmet.municipality_code if repository.knows_municipality(unmet.municipality_code) else None
    row = {name: getattr(unmet, name) for name in unmet.__slots__}
    repository.count_one(searched_on=on, **{**row, "municipality_code": code})


def overview(selection: Selection, page: int) -> Overview:
    """The places where most is missed come first; the same number of queries for any number of them."""
    places = repository.count_places(selection)
    number = min(page, max(1, -(-places // PAGE_SIZE)))
    rows = repository.list_places(selection, PAGE_SIZE, (number - 1) * PAGE_SIZE)
    parts = repository.by(selection, UnmetSearch.part)
    return Overview(
        page=Page([PlaceRow(*row) for row in rows], number, PAGE_SIZE, places),
        total=sum(parts.values()),
        parts=parts,
        weekdays=repository.by(selection, UnmetSearch.weekday),
        activities=_most(repository.by(selection, UnmetSearch.activity)),
        room_types=_most(repository.by(selection, UnmetSearch.room_type)),
        persons=_most(repository.by(selection, UnmetSearch.persons)),
        highest=repository.highest(selection),
    )


def _most(counts: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def rows_for_csv(selection: Selection) -> Iterator[Sequence[Cell]]:
    """Every row of the selection: day, place, region, part, weekday, activity, type, people, number of searches."""
    return repository.iterate(selection)
