"""What somebody looks for, and what was found: the values that search takes and gives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.core.clock import AMSTERDAM
from app.core.paging import PAGE_SIZE
from app.core.time_ranges import TimeRange, at_minute
from app.integrations.geocoding.places import Place
from app.models.listing import LayoutKind, Purpose, Room, RoomType
from app.models.pricing import HirerCategory
from app.services.availability.day_states import DayState
from app.services.availability.rules import BookingRules
from app.services.pricing.quotes import LowestPrice, Quote, SeriesQuote

DEFAULT_RADIUS_KM = 15

# South, west, north, east, in degrees: what a map shows.
Box = tuple[float, float, float, float]


class Activity(StrEnum):
    """What people come to do, in their own words: a purpose, and the types of room that suit it."""

    CHOIR = "choir"
    BAND = "band"
    DANCE = "dance"
    THEATRE = "theatre"
    LESSON = "lesson"
    VISUAL_ARTS = "visual_arts"
    MEETING = "meeting"
    PERFORMANCE = "performance"
    EXHIBITION = "exhibition"
    RECORDING = "recording"
    PARTY = "party"

    @property
    def purpose(self) -> Purpose:
        """What a booking for it says it is for."""
        return _PURPOSE_OF[self]


_PURPOSE_OF = {
    Activity.CHOIR: Purpose.REHEARSAL,
    Activity.BAND: Purpose.REHEARSAL,
    Activity.DANCE: Purpose.REHEARSAL,
    Activity.THEATRE: Purpose.REHEARSAL,
    Activity.LESSON: Purpose.LESSON,
    Activity.VISUAL_ARTS: Purpose.LESSON,
    Activity.MEETING: Purpose.MEETING,
    Activity.PERFORMANCE: Purpose.PERFORMANCE,
    Activity.EXHIBITION: Purpose.EXHIBITION,
    Activity.RECORDING: Purpose.RECORDING,
    Activity.PARTY: Purpose.PRIVATE_PARTY,
}


class Sort(StrEnum):
    """What comes first. `BEST` weighs what the page "How we rank" names (ranking.py); the others are what they say."""

    FREE = "free"
    DISTANCE = "distance"
    PRICE = "price"
    BEST = "best"


@dataclass(frozen=True, slots=True)
class AskedTime:
    """Wall-clock minutes of a day; past 1440 it is the night after."""

    day: date
    start_minute: int
    end_minute: int

    def span(self, zone: ZoneInfo = AMSTERDAM) -> TimeRange:
        """As instants.

        Raises:
            ValueError: nothing is left of it, because the clock skips this time.
        """
        return TimeRange(at_minute(self.day, self.start_minute, zone), at_minute(self.day, self.end_minute, zone))


@dataclass(frozen=True, slots=True)
class SlotWish:
    """Any stretch of `duration_minutes` between `from_minute` and `until_minute` (past 1440: the night after), on one of
    the `weekdays` (Monday is 0) of `[from_on, until_on]`, both included.
    """

    duration_minutes: int
    weekdays: frozenset[int]
    from_minute: int
    until_minute: int
    from_on: date
    until_on: date


@dataclass(frozen=True, slots=True)
class WeeklyWish:
    """The same time every week, `count` times from `first_on`; at most `most_conflicts` of them may be taken.

    The time itself is `start_minute` and `end_minute` of the question.
    """

    first_on: date
    count: int
    most_conflicts: int = 0

    @property
    def days(self) -> list[date]:
        """All dates, in order."""
        return [self.first_on + timedelta(weeks=number) for number in range(self.count)]


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is asked. `day` alone is about that day; with `start_minute` and `end_minute` about exactly that time.

    `weekly` goes before `slot`, and either before `day`. Where: `near`, or `position` when nothing was typed, with
    `radius_km` around it; within `box` when there is one, which then takes the place of the circle. `max_price_cents`
    and the order by price are about exactly the time that was found, and about the "from" price when no time is asked.
    `text` is what somebody types freely: names, kinds, what is there, in Dutch or English.
    """

    near: str = ""
    radius_km: int = DEFAULT_RADIUS_KM
    position: tuple[float, float] | None = None
    box: Box | None = None
    region: str = ""
    text: str = ""
    day: date | None = None
    start_minute: int | None = None
    end_minute: int | None = None
    slot: SlotWish | None = None
    weekly: WeeklyWish | None = None
    persons: int | None = None
    layout: LayoutKind | None = None
    types: frozenset[RoomType] = frozenset()
    activity: Activity | None = None
    purpose: Purpose | None = None
    amenities: frozenset[str] = frozenset()
    accessibility: frozenset[str] = frozenset()
    instant_only: bool = False
    category: HirerCategory = HirerCategory.PRIVATE
    max_price_cents: int | None = None
    sort: Sort = Sort.FREE
    page: int = 1
    page_size: int = PAGE_SIZE

    @property
    def asked(self) -> AskedTime | None:
        """The one exact time asked for, when it is."""
        if self.weekly or self.slot or self.day is None or self.start_minute is None or self.end_minute is None:
            return None
        return AskedTime(self.day, self.start_minute, self.end_minute)

    @property
    def purpose_of_use(self) -> Purpose | None:
        """What a booking for it would say it is for; None when nobody said."""
        return self.purpose or (self.activity.purpose if self.activity else None)

    def without_filters(self) -> "SearchQuery":
        """Only the question itself: what, where, how many, when. Who needs a ramp still needs it."""
        return self.but(
            types=frozenset(), amenities=frozenset(), purpose=None, instant_only=False, max_price_cents=None
        )

    def but(self, **changes: object) -> "SearchQuery":
        """The same with changes, from the first page."""
        return replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]  # names of our own fields


@dataclass(frozen=True, slots=True)
class Candidate:
    """A room that suits, before anybody looked at the filters that are counted, and at time and price."""

    room: Room
    amenities: frozenset[str]
    distance_km: float | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A room on a page of results. `is_free` is None when no day was asked. `rules`, those of the day of `state`, are
    there for a room that cannot be booked at the asked time: they may be why.

    `state` is the asked day (the day of the first of `slots`, the first date of a series), else today. With an asked
    time: `quote` is the price of exactly that; `next_free` the first later day with the same times, for a room that is
    taken, and `next_quote` the price then. With a slot wish: `slots` are the first fitting times, one a day, and `quote`
    the price of the first. With a weekly wish: `conflicts` are the dates on which it cannot be booked
    and `series` the price of all other dates together.
    """

    room: Room
    distance_km: float | None
    state: DayState
    is_free: bool | None
    rules: BookingRules | None = None
    quote: Quote | None = None
    next_free: TimeRange | None = None
    next_quote: Quote | None = None
    from_price: LowestPrice | None = None
    slots: Sequence[TimeRange] = ()
    conflicts: Sequence[date] = ()
    series: SeriesQuote | None = None


@dataclass(frozen=True, slots=True)
class Facets:
    """How many rooms each further choice would leave or bring.

    A count keeps all filters but its own: for types and purposes as if none were chosen, for an amenity (accessibility
    needs among them) as if it were chosen too. `prices` counts the rooms of at most each of `rules.PRICE_CHOICES_CENTS`,
    as if no highest price were asked; it is empty when that is not known: with an asked time prices are worked out for
    all rooms only when the question is about price.
    """

    types: Mapping[RoomType, int]
    amenities: Mapping[str, int]
    instant: int
    purposes: Mapping[Purpose, int] = field(default_factory=dict)
    prices: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One page of what was found; `free` is how many of all are free on the asked day or time (None: none asked).

    `did_you_mean`: when nothing has the typed text, the text that does have something and is spelled like it.
    """

    hits: Sequence[Hit]
    total: int
    free: int | None
    page: int
    pages: int
    facets: Facets
    place: Place | None = None
    did_you_mean: str | None = None


class AlternativeKind(StrEnum):
    """In what way a suggestion differs from what was asked."""

    OTHER_TIME = "other_time"
    OTHER_DAY = "other_day"
    FARTHER = "farther"
    OTHER_TYPE = "other_type"
    WITHOUT_AMENITY = "without_amenity"
    ANY_PRICE = "any_price"
    NO_FILTERS = "no_filters"
    SPLIT_ROOM = "split_room"


@dataclass(frozen=True, slots=True)
class Alternative:
    """A search that does find something free: what to change, how many rooms, the first of them, the lowest price."""

    kind: AlternativeKind
    query: SearchQuery
    rooms: int
    best: Candidate
    state: DayState
    lowest_cents: int
