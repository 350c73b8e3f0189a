"""`python -m bench`: fill an empty, migrated database, measure, tell. Exit status 1: a limit was not met; 2: it cannot run.

ROOMS (2000) and CLAIMS (200000) say how large. BENCH_BRIEF does everything once and for a moment: it shows that all of it
runs, and says nothing about speed. What must always hold (no overlap, no deadlock, one winner, sums to the cent) is judged
then too; limits of speed are not, nor in a world of fewer than 2,000 rooms.
"""

import os
import platform
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg
from flask import Flask
from sqlalchemy.engine import make_url

from app.core import clock
from app.core.db import read_only, transaction
from app.factory import create_app
from bench import dashboards, growth, occupation, pages, searching_sql, taking, world
from bench.report import Target, table, write
from bench.world import Sizes

FULL_SIZE = 2000
DEFAULT_CLAIMS = 200_000
RUNS = 3
FAILED, REFUSED = 1, 2
SQL = Path(__file__).parent / "sql"


@dataclass(frozen=True, slots=True)
class Plan:
    """How large the world is, and how long each thing is done."""

    rooms: int
    claims: int
    judged: bool

    @property
    def holds(self) -> taking.Effort:
        """Seconds for each way of writing."""
        return taking.Effort(seconds=4 if self.judged else 1, rooms=1, runs=self.runs)

    @property
    def searches(self) -> searching_sql.Effort:
        """Questions for each way of reading."""
        return searching_sql.Effort(questions=200 if self.judged else 12, runs=self.runs)

    @property
    def runs(self) -> int:
        """Of which the median counts."""
        return RUNS if self.judged else 1


def plan_of(environ: Mapping[str, str]) -> Plan:
    """What the environment asks for."""
    rooms = int(environ.get("ROOMS") or FULL_SIZE)
    judged = rooms >= FULL_SIZE and not environ.get("BENCH_BRIEF")
    return Plan(rooms, int(environ.get("CLAIMS") or DEFAULT_CLAIMS), judged)


def main() -> int:
    """Run all and report."""
    plan = plan_of(os.environ)
    app = create_app()
    with app.app_context(), read_only():
        if not world.is_empty():
            sys.stderr.write("The benchmark fills an empty database; this one holds data. Use: make bench\n")
            return REFUSED
    made = make_url(app.config["SQLALCHEMY_DATABASE_URI"]).set(drivername="postgresql")
    url = made.render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute((SQL / "taking.sql").read_text(encoding="utf-8"))
        version = connection.info.server_version // 10000
    targets, sizes = measure_all(app, url, plan)
    judged = targets if plan.judged else [_unjudged(one) for one in targets]
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "postgresql": version}
    print(f"\n{machine['cores']} cores, Python {machine['python']}, PostgreSQL {version}; {sizes}\n")
    print(table(judged))
    write(Path(app.extensions["settings"].data_dir) / "bench.json", machine, asdict(sizes), judged)
    return FAILED if any(one.ok is False for one in judged) else 0


def measure_all(app: Flask, url: str, plan: Plan) -> tuple[list[Target], Sizes]:
    """The world at a tenth, with ten times the rooms, with ten times the occupation; then all else at full size."""
    small_rooms = max(world.ROOMS_PER_VENUE, plan.rooms // 10 // world.ROOMS_PER_VENUE * world.ROOMS_PER_VENUE)
    stages = []
    for rooms_before, rooms, claims in (
        (0, small_rooms, plan.claims // 10),
        (small_rooms, plan.rooms, plan.claims // 10),
        (plan.rooms, plan.rooms, plan.claims),
    ):
        say(f"{rooms} rooms, {claims} claims: filling")
        sizes = _fill(app, url, (rooms_before, rooms, plan.rooms), claims)
        say(f"{sizes.rooms} rooms, {sizes.claims} claims: measuring what growth costs")
        stages.append(growth.look(app, url, plan.searches, plan.holds))
    rooms_there = stages[-1].rooms_to_book
    holds = taking.Effort(plan.holds.seconds, rooms_there, plan.runs)
    say("search in SQL")
    found = searching_sql.measure_search(url, stages[-1].questions, plan.searches)
    found += growth.compare(*stages)
    found += _calendars(app, url)
    say("search pages over HTTP")
    found += pages.measure_pages_over_http(app, url, plan)
    say("taking time in SQL")
    found += taking.measure(url, holds)
    found.append(searching_sql.measure_beside_holds(url, stages[-1].questions, plan.searches, holds))
    say("holds through the API")
    found += pages.measure_holds_over_http(app, url, plan, holds)
    say("dashboard")
    found += dashboards.measure_dashboard(app, url, plan.claims // 20)
    return sorted(found, key=lambda one: int(one.id.split("-")[0])), sizes


def _fill(app: Flask, url: str, growth_of_rooms: tuple[int, int, int], claims: int) -> Sizes:
    rooms_before, rooms, in_the_end = growth_of_rooms
    if rooms > rooms_before:
        with app.app_context(), transaction():
            world.grow(rooms_before, rooms, in_the_end=in_the_end)
    with occupation.connect(url) as connection:
        return Sizes(rooms, occupation.fill(connection, claims))


def _calendars(app: Flask, url: str) -> list[Target]:
    with app.app_context(), read_only():
        room_ids = [str(one) for one in world.room_ids()[: searching_sql.ROOMS_ON_A_PAGE]]
    return searching_sql.measure_calendars(url, room_ids, clock.today())


def _unjudged(one: Target) -> Target:
    """A small world says nothing about speed; that nothing overlaps holds everywhere."""
    return one if one.most == 0 else Target(one.id, one.name, one.value, one.unit)


def say(told: str) -> None:
    """Progress, with the time since the start."""
    print(f"[{time.monotonic() - STARTED:6.1f} s] {told}", flush=True)


STARTED = time.monotonic()

if __name__ == "__main__":
    sys.exit(main())
