"""Taking time in SQL: one winner for each slot, and what the guard costs beside a bare insert."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from bench import pgbench
from bench.load import median
from bench.pgbench import Load
from bench.report import Target

UNIFORM_CLIENTS, CROWD, HALL_CLIENTS = 8, 200, 64
COMPETITORS = 20
# Of each slot that came up in a contest, not counting the last ones, for which not everybody had come by.
LAST_SLOTS = CROWD // COMPETITORS + 1

_ANYWHERE = r"""
\set n random(1, :rooms)
\set day random(:first, :last)
\set quarter random(32, 84)
{call}(:n, :day, :quarter);
"""
PLAIN = _ANYWHERE.format(call="SELECT bench_plain_insert")
BARE = _ANYWHERE.format(call="SELECT bench_claim_insert")
FULL = _ANYWHERE.format(call="CALL bench_hold")
SERIES = _ANYWHERE.format(call="CALL bench_series")
HOT = "CALL bench_hot_hold(:n);"
HALL = r"""
\set place random(0, 3)
CALL bench_hall_hold(:n, :place);
"""


@dataclass(frozen=True, slots=True)
class Effort:
    """How long each thing is done, and how many rooms and days there are to do it on."""

    seconds: float
    rooms: int
    runs: int
    days: int = 119  # so that a series of forty weeks still lies within the days that are laid out

    @property
    def values(self) -> dict[str, int]:
        return {"rooms": self.rooms, "first": 1, "last": self.days}


@dataclass(frozen=True, slots=True)
class Contest:
    """What came of many clients who wanted the same slots: how fast, and whether each slot has exactly one winner."""

    load: Load
    slots: int
    wrong: int
    overlaps: int


def throughput(url: str, script: str, effort: Effort, clients: int = UNIFORM_CLIENTS) -> Load:
    """A script at random rooms, days and hours."""
    return pgbench.run(url, script, clients=clients, seconds=effort.seconds, values=effort.values)


def measure(url: str, effort: Effort) -> list[Target]:
    """Targets 1, 2, 3 and 10: each figure is the median of all runs, each ratio is taken within a run."""
    before = _deadlocks(url)
    plain, bare, full = _in_turn(
        effort.runs, *(lambda script=script: throughput(url, script, effort) for script in (PLAIN, BARE, FULL))
    )
    crowd = [throughput(url, FULL, effort, HALL_CLIENTS) for _ in range(effort.runs)]
    hot = [_hot_contest(url, effort, run + 1) for run in range(effort.runs)]
    halls = [_hall_contest(url, effort, run + 1) for run in range(effort.runs)]
    one, forty = _in_turn(
        effort.runs, *(lambda script=script: throughput(url, script, effort, 1) for script in (FULL, SERIES))
    )
    return [
        *_of_contests(hot, halls, _deadlocks(url) - before),
        *_of_speed(plain, bare, full),
        Target(
            "3-hot-to-uniform",
            "200 clients on one room to 64 on all",
            _ratio([c.load for c in hot], crowd),
            "x",
            least=0.5,
        ),
        Target(
            "3-hot-p99",
            "200 clients on one room, p99",
            median([c.load.percentile_ms(0.99) for c in hot]),
            "ms",
            most=250,
        ),
        Target(
            "10-series",
            "40 weekly dates to one hold, p50",
            median([s.percentile_ms(0.5) / o.percentile_ms(0.5) for s, o in zip(forty, one, strict=True)]),
            "x",
            most=6,
        ),
    ]


def _of_contests(hot: Sequence[Contest], halls: Sequence[Contest], deadlocks: int) -> list[Target]:
    contests = [*hot, *halls]
    return [
        Target("1-overlaps", "overlaps after all contests", sum(one.overlaps for one in contests), "", most=0),
        Target(
            "1-winners", "contested slots without exactly one winner", sum(one.wrong for one in contests), "", most=0
        ),
        Target(
            "1-slots-one-room", "contested slots of one room, 200 clients", sum(one.slots for one in hot), "", least=1
        ),
        Target(
            "1-slots-hall",
            "contested slots of hall and parts, 64 clients",
            sum(one.slots for one in halls),
            "",
            least=1,
        ),
        Target("1-deadlocks", "deadlocks", deadlocks, "", most=0),
    ]


def _of_speed(plain: Sequence[Load], bare: Sequence[Load], full: Sequence[Load]) -> list[Target]:
    return [
        Target("2-full", "holds in SQL, 8 clients", _tps(full), "/s"),
        Target("2-bare-insert", "bare insert under the constraint, 8 clients", _tps(bare), "/s"),
        Target("2-plain-insert", "insert without constraint, 8 clients", _tps(plain), "/s"),
        Target("2-full-to-bare", "holds to bare inserts", _ratio(full, bare), "x", least=0.75),
        Target("2-full-to-plain", "holds to plain inserts", _ratio(full, plain), "x", least=0.45),
    ]


def _in_turn(runs: int, *acts: Callable[[], Load]) -> list[list[Load]]:
    """Each act once per run, one after the other: who is compared has had the same neighbours on the machine."""
    rounds = [[act() for act in acts] for _ in range(runs)]
    return [list(of_act) for of_act in zip(*rounds, strict=True)]


def _tps(loads: Sequence[Load]) -> float:
    return median([load.per_second for load in loads])


def _ratio(ours: Sequence[Load], theirs: Sequence[Load]) -> float:
    return median([our.per_second / their.per_second for our, their in zip(ours, theirs, strict=True)])


def _deadlocks(url: str) -> int:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_stat_clear_snapshot()")
        row = connection.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()").fetchone()
    return int(row[0]) if row else 0


def _hot_contest(url: str, effort: Effort, n: int) -> Contest:
    rooms = "SELECT room_id FROM bench_room WHERE n = %(n)s"
    return _contest(url, effort, n, HOT, rooms, CROWD)


def _hall_contest(url: str, effort: Effort, n: int) -> Contest:
    rooms = "SELECT room_id FROM bench_hall WHERE n = %(n)s"
    return _contest(url, effort, n, HALL, rooms, HALL_CLIENTS)


def _contest(url: str, effort: Effort, n: int, script: str, rooms: str, clients: int) -> Contest:
    """On rooms that nobody has anything of before."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT setval('bench_turn', 1, false)")
        connection.execute(CLEAR.format(rooms=rooms), {"n": n})
        connection.execute(f"SELECT retake_rooms(ARRAY({rooms}), current_date)", {"n": n})
        load = pgbench.run(url, script, clients=clients, seconds=effort.seconds, values={"n": n})
        turns = _number(connection, "SELECT last_value FROM bench_turn", n)
        slots = min(turns // COMPETITORS - LAST_SLOTS, 398 * 7)
        return Contest(
            load=load,
            slots=slots,
            wrong=_number(connection, WITHOUT_WINNER.format(rooms=rooms, slots=slots), n),
            overlaps=_number(connection, OVERLAPS.format(rooms=rooms), n),
        )


def _number(connection: "psycopg.Connection[Any]", query: str, n: int) -> int:
    row = connection.execute(query, {"n": n}).fetchone()
    return int(row[0]) if row else 0


CLEAR = "DELETE FROM claim WHERE part_id IN (SELECT part_id FROM room_part_use WHERE room_id IN ({rooms}))"
# A slot is won by one room alone, or by several that share no part: never by none, never twice by one part.
WITHOUT_WINNER = """
WITH slot AS (
  SELECT bench_start(1 + s / 7, 32 + 8 * (s %% 7)) AS starts_at FROM generate_series(0, {slots} - 1) AS s
), taken AS (
  SELECT slot.starts_at, u.part_id, count(k.id) AS times
  FROM slot CROSS JOIN (SELECT DISTINCT part_id FROM room_part_use WHERE room_id IN ({rooms})) AS u
  LEFT JOIN claim AS k ON k.part_id = u.part_id AND lower(k.during) = slot.starts_at
  GROUP BY 1, 2
)
SELECT count(*) FROM (
  SELECT starts_at FROM taken GROUP BY 1 HAVING max(times) <> 1
) AS wrong
"""
OVERLAPS = """
SELECT count(*) FROM claim AS a JOIN claim AS b ON b.part_id = a.part_id AND b.id > a.id AND b.during && a.during
WHERE a.part_id IN (SELECT part_id FROM room_part_use WHERE room_id IN ({rooms}))
"""
