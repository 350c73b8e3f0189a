"""`python -m bench`: fill an empty, migrated database, measure, tell. Exit status 1: a limit was not met; 2: it cannot run.

BENCH_ROOMS (2000) says how many rooms. The limits hold for that size; a smaller run measures without judging.
"""

import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import psycopg
from flask import Flask
from sqlalchemy.engine import make_url

from app.core.db import read_only, transaction
from app.factory import create_app
from bench import holding, searching, server, world
from bench.load import Timing, median
from bench.report import Target, table, write
from bench.searching import Question

FULL_SIZE = 2000
RUNS = 3
FAILED, REFUSED = 1, 2
CONNECTIONS = 8
# What this version may cost at full size, a little above what was measured; docs/performance.md says when and where.
MOST_PAGE_TO_SQL_1 = 15.0
MOST_PAGE_TO_SQL_8 = 8.0
LEAST_HOLDS_TO_INSERTS = 0.004
MOST_QUERIES = 28


@dataclass(frozen=True, slots=True)
class Effort:
    """How often each thing is done in one run."""

    pages: int
    pages_at_once: int
    holds: int
    inserts: int


def effort_for(rooms: int) -> Effort:
    """Enough for a steady figure; little for a smoke run."""
    return Effort(40, 80, 240, 2400) if rooms >= FULL_SIZE else Effort(4, 8, 16, 80)


def main() -> int:
    """Run all and report."""
    rooms = int(os.environ.get("BENCH_ROOMS") or FULL_SIZE)
    app = create_app()
    with app.app_context(), read_only():
        if not world.is_empty():
            sys.stderr.write("The benchmark fills an empty database; this one holds data. Use: make bench\n")
            return REFUSED
    say(f"Filling {rooms} rooms")
    with app.app_context(), transaction():
        sizes = world.fill(rooms)
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"]).set(drivername="postgresql")
    plain_url = url.render_as_string(hide_password=False)
    with psycopg.connect(plain_url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        version = connection.info.server_version // 10000
    data_dir = app.extensions["settings"].data_dir
    with server.running(data_dir / "bench-web.log") as port:
        targets = measure_all(app, port, plain_url, rooms)
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "postgresql": version}
    print(f"\n{machine['cores']} cores, Python {machine['python']}, PostgreSQL {version}; {sizes}\n")
    print(table(targets))
    write(Path(data_dir) / "bench.json", machine, asdict(sizes), targets)
    return FAILED if any(one.ok is False for one in targets) else 0


def measure_all(app: Flask, port: int, url: str, rooms: int) -> list[Target]:
    """All figures, each the median of three runs."""
    effort = effort_for(rooms)
    judged = rooms >= FULL_SIZE
    asked = searching.questions(app)
    found = _search_targets(port, url, asked, effort) + _hold_targets(app, port, url, effort)
    if judged and min(question.shown for question in asked) < searching.HITS:
        raise RuntimeError(f"a search found fewer than {searching.HITS} rooms: it measures too little")
    queries = max(len(question.statements) for question in asked)
    found.append(Target("search_queries", "queries of one search page with 24 rooms", queries, "", most=MOST_QUERIES))
    return found if judged else [_unjudged(one) for one in found]


def _unjudged(one: Target) -> Target:
    return Target(one.id, one.name, one.value, one.unit)


def _search_targets(port: int, url: str, asked: Sequence[Question], effort: Effort) -> list[Target]:
    found = []
    limits = {1: (effort.pages, MOST_PAGE_TO_SQL_1), CONNECTIONS: (effort.pages_at_once, MOST_PAGE_TO_SQL_8)}
    for connections, (requests, most) in limits.items():
        plural = "1 connection" if connections == 1 else f"{connections} connections"
        pages, bare = _runs_in_turn(
            f"search page and its bare SQL, {plural}",
            partial(searching.measure_pages, port, asked, connections, requests),
            partial(searching.measure_sql, url, asked, connections, requests),
        )
        ratio = median([page.p95_ms / sql.p95_ms for page, sql in zip(pages, bare, strict=True)])
        page_ms, sql_ms = median([one.p95_ms for one in pages]), median([one.p95_ms for one in bare])
        found += [
            Target(f"search_page_p95_{connections}", f"search page, p95, {plural}", page_ms, "ms"),
            Target(f"search_sql_p95_{connections}", f"its bare SQL, p95, {plural}", sql_ms, "ms"),
            Target(f"search_ratio_{connections}", f"page to SQL, {plural}", ratio, "x", most=most),
        ]
    return found


def _hold_targets(app: Flask, port: int, url: str, effort: Effort) -> list[Target]:
    with app.app_context(), read_only():
        rooms, parts, day = world.room_ids(), world.parts(), world.first_free_day()
    # Every run, and the bare inserts, get days of their own: far enough apart for the smallest world.
    days = iter(_days_apart(day, effort, len(rooms)))
    holds, inserts = _runs_in_turn(
        "holds through the API and bare inserts, 8 connections",
        lambda: holding.measure_holds(port, rooms, next(days), connections=CONNECTIONS, holds=effort.holds),
        lambda: holding.measure_inserts(url, parts, next(days), connections=CONNECTIONS, inserts=effort.inserts),
    )
    ratio = median([held.per_second / inserted.per_second for held, inserted in zip(holds, inserts, strict=True)])
    held, inserted = median([one.per_second for one in holds]), median([one.per_second for one in inserts])
    return [
        Target("holds_per_second", "holds through the API, 8 connections", held, "/s"),
        Target("inserts_per_second", "bare insert of a claim, 8 connections", inserted, "/s"),
        Target("holds_ratio", "holds to inserts", ratio, "x", least=LEAST_HOLDS_TO_INSERTS),
    ]


def _days_apart(first: date, effort: Effort, rooms: int) -> list[date]:
    days_needed = -(-max(effort.holds, effort.inserts) // (rooms * len(holding.HOURS))) + 1
    return [first + timedelta(days=days_needed * n) for n in range(2 * RUNS)]


def _runs_in_turn(
    what: str, run: Callable[[], Timing], bare: Callable[[], Timing]
) -> tuple[list[Timing], list[Timing]]:
    """Each beside the other, so that both have the same neighbours on the machine when their ratio is taken."""
    ours, theirs = [], []
    for number in range(1, RUNS + 1):
        say(f"{what}: run {number} of {RUNS}")
        ours.append(run())
        theirs.append(bare())
    return ours, theirs


def say(told: str) -> None:
    """Progress, with the time since the start."""
    print(f"[{time.monotonic() - STARTED:6.1f} s] {told}", flush=True)


STARTED = time.monotonic()

if __name__ == "__main__":
    sys.exit(main())
