"""Search in SQL alone: the application's own statement beside the bare scan of its candidates and beside an anti-join."""

import random
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import psycopg
from sqlalchemy import TextClause, text
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from app.core import clock
from app.core.db import CONNECTION_OPTIONS
from app.services.availability.mask_sql import MASKS_OF_ROOMS
from app.services.search import asking
from app.services.search.free_sql import FREE
from app.services.search.query import SearchQuery, SlotWish, WeeklyWish
from app.services.search.statement import STRIPS_OF_ROOMS, Kind, statement
from bench import pgbench, taking
from bench.load import Act, Timing, measure, median
from bench.report import Target

SEED = 20_270
RADIUS_KM = (5, 10, 15, 25)
PERSONS = (5, 10, 20, 40)
HOURS = ((19, 21), (20, 22), (9, 11), (14, 16))
TUESDAY_AND_THURSDAY = frozenset({1, 3})
CROWD = 8
BESIDE = 4
ROOMS_ON_A_PAGE = 24

Values = Mapping[str, Any]
_DIALECT = PGDialect_psycopg()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped

EXACT, SLOT, WEEKLY = (statement(kind, with_words=False) for kind in (Kind.EXACT, Kind.SLOT, Kind.WEEKLY))

# What it costs to find the rooms that suit and lay them down, before anybody looks whether they are free.
_COUNT = "SELECT count(*) FROM near n WHERE n.of_type AND n.for_purpose AND n.at_once AND n.affordable"
# The same question without masks: opening hours as they stand, and no claim that overlaps.
_WITHOUT_MASKS = """
    EXISTS (
        SELECT FROM opening_hours o
        WHERE o.venue_id = n.venue_id AND o.weekday = EXTRACT(isodow FROM a.day) - 1
          AND o.opens_minute <= a.start_minute AND o.closes_minute >= a.end_minute
    ) AND NOT EXISTS (
        SELECT FROM room_part_use u JOIN claim c ON c.part_id = u.part_id
        WHERE u.room_id = n.room_id AND c.during && tstzrange(a.starts_at, a.ends_at)
    )
"""


def _changed(statement_text: str, changed: str) -> TextClause:
    """A variant of the application's own text. Raises: RuntimeError when that text no longer has what is changed."""
    if changed == statement_text:
        raise RuntimeError("the statement of search has changed: the benchmark's variants of it no longer differ")
    return text(changed)


CANDIDATES = _changed(
    EXACT.text,
    EXACT.text.partition(",\nfound AS MATERIALIZED")[0].replace("near AS (", "near AS MATERIALIZED (") + "\n" + _COUNT,
)
ANTI_JOIN = _changed(EXACT.text, EXACT.text.replace(FREE["exact"], _WITHOUT_MASKS))


@dataclass(frozen=True, slots=True)
class Effort:
    """How many questions are asked, one after the other on each connection, and how often all of it is done."""

    questions: int
    runs: int


@dataclass(frozen=True, slots=True)
class Questions:
    """The same wishes, asked about one time, about any time in eight weeks, and about ten weeks."""

    exact: Sequence[Values]
    slots: Sequence[Values]
    weekly: Sequence[Values]


def make_questions(count: int, rooms: Sequence[tuple[float, float]], now: datetime) -> Questions:
    """Around rooms that exist, so that the number of candidates is as it is in life: few and many."""
    chance = random.Random(SEED)  # noqa: S311 - a reproducible spread, not a secret
    today = now.astimezone(clock.AMSTERDAM).date()
    exact, slots, weekly = [], [], []
    for _ in range(count):
        day = today + timedelta(days=chance.randrange(7, 110))
        start, end = chance.choice(HOURS)
        query = SearchQuery(
            position=chance.choice(rooms),
            radius_km=chance.choice(RADIUS_KM),
            persons=chance.choice(PERSONS),
            amenities=frozenset({"piano"}),
            day=day,
            start_minute=start * 60,
            end_minute=end * 60,
        )
        exact.append(asking.values_of(query, None, now=now))
        wish = SlotWish(180, TUESDAY_AND_THURSDAY, 18 * 60, 23 * 60, day, day + timedelta(weeks=8))
        slots.append(asking.values_of(query.but(slot=wish), None, now=now))
        weekly.append(asking.values_of(query.but(weekly=WeeklyWish(day, 10, 2)), None, now=now))
    return Questions(exact, slots, weekly)


def driver_text(clause: TextClause) -> bytes:
    """As the driver is given it: one constant text, which it prepares."""
    return str(clause.compile(dialect=_DIALECT)).encode()


def ask(url: str, clause: TextClause, values: Sequence[Values], connections: int) -> Timing:
    """All questions on each connection, each connection beginning elsewhere among them."""
    query = driver_text(clause)
    with ExitStack() as stack:
        workers: list[list[Act]] = []
        for number in range(connections):
            connection = stack.enter_context(connect(url))
            acts: list[Act] = [partial(_fetch, connection, query, asked) for asked in values]
            for act in acts[:6]:
                act()  # the driver prepares a statement that it has sent five times
            first = number * len(acts) // connections
            workers.append([*acts[first:], *acts[:first]])
        return measure(workers)


def connect(url: str) -> "psycopg.Connection[Any]":
    """As the application connects."""
    return psycopg.connect(url, autocommit=True, options=CONNECTION_OPTIONS)


def _fetch(connection: "psycopg.Connection[Any]", query: bytes, values: Values) -> object:
    return connection.execute(query, values).fetchall()


def candidates(url: str, values: Sequence[Values]) -> float:
    """How many rooms suit a question, on average."""
    query = driver_text(CANDIDATES)
    with connect(url) as connection:
        counts = [connection.execute(query, one).fetchone() for one in values]
    return sum(int(row[0]) for row in counts if row) / len(counts)


def measure_search(url: str, asked: Questions, effort: Effort) -> list[Target]:
    """Targets 5 and 9: each the median over the runs of ratios within a run."""
    scans, ours, slots, weeks, crowds, antis = [], [], [], [], [], []
    for _ in range(effort.runs):
        scans.append(ask(url, CANDIDATES, asked.exact, 1))
        ours.append(ask(url, EXACT, asked.exact, 1))
        slots.append(ask(url, SLOT, asked.slots, 1))
        weeks.append(ask(url, WEEKLY, asked.weekly, 1))
        crowds.append(ask(url, EXACT, asked.exact, CROWD))
        antis.append(ask(url, ANTI_JOIN, asked.exact, CROWD))
    found = candidates(url, asked.exact)
    pages = buffers(url, SLOT, asked.slots) / found
    return [
        Target("5-candidates", "rooms that suit a question, on average", found, ""),
        Target("5-search-p95", "search in SQL, p95, 1 connection", median([one.p95_ms for one in ours]), "ms"),
        Target("5-to-scan", "search to the bare scan of candidates, p95", _p95_ratio(ours, scans), "x", most=4.5),
        Target(
            "5-to-anti-join", "search to the anti-join, p95, 8 connections", _p95_ratio(crowds, antis), "x", most=0.3
        ),
        Target("9-slot", "any 3-hour slot to search, p95", _p95_ratio(slots, ours), "x", most=4),
        Target("9-weekly", "10 weekly times to search, p95", _p95_ratio(weeks, ours), "x", most=3),
        Target("9-buffers", "buffers per candidate of a slot search", pages, "", most=8),
    ]


def measure_beside_holds(url: str, asked: Questions, effort: Effort, holds: taking.Effort) -> Target:
    """Target 11: four who search, alone and beside as many who book."""
    ratios = []
    for _ in range(effort.runs):
        alone = ask(url, EXACT, asked.exact, BESIDE)
        with _somebody_booking(url, holds):
            beside = ask(url, EXACT, asked.exact, BESIDE)
        ratios.append(beside.p95_ms / alone.p95_ms)
    return Target("11-beside-holds", "search beside as many who book, p95", median(ratios), "x", most=1.5)


@contextmanager
def _somebody_booking(url: str, effort: taking.Effort) -> Iterator[None]:
    failures: list[BaseException] = []

    def book() -> None:
        try:
            while not done.is_set():
                pgbench.run(url, taking.FULL, clients=BESIDE, seconds=1, values=effort.values)
        except RuntimeError as error:
            failures.append(error)

    done = threading.Event()
    thread = threading.Thread(target=book, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
    if failures:
        raise RuntimeError(f"booking beside the search failed: {failures[0]}")


def measure_calendars(url: str, room_ids: Sequence[str], day: date) -> list[Target]:
    """Target 13: pages that the database touches for a month of a room, and for the strips of a page of rooms."""
    month = {"rooms": room_ids[:1], "first": str(day - timedelta(days=1)), "last": str(day + timedelta(days=31))}
    rooms = room_ids[:ROOMS_ON_A_PAGE]
    strips = {"rooms": asking.array_of(rooms), "days": asking.array_of([day.isoformat()] * len(rooms))}
    return [
        Target("13-month", "buffers of a month of a room", buffers(url, MASKS_OF_ROOMS, [month]), "", most=40),
        Target("13-strips", "buffers of the strips of 24 rooms", buffers(url, STRIPS_OF_ROOMS, [strips]), "", most=110),
    ]


def buffers(url: str, clause: TextClause, values: Sequence[Values]) -> float:
    """Pages touched, on average, when the plan is made already."""
    query = b"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + driver_text(clause)
    touched = []
    with connect(url) as connection:
        for asked in values:
            connection.execute(driver_text(clause), asked).fetchall()
            row = connection.execute(query, asked).fetchone()
            plan = row[0][0]["Plan"] if row else {}
            touched.append(int(plan["Shared Hit Blocks"]) + int(plan["Shared Read Blocks"]))
    return sum(touched) / len(touched)


def _p95_ratio(ours: Sequence[Timing], theirs: Sequence[Timing]) -> float:
    return median([our.p95_ms / their.p95_ms for our, their in zip(ours, theirs, strict=True)])
