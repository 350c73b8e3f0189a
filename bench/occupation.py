"""Three years of occupation: so many claims over all rooms, a third of them still to come, and the masks that follow."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

SQL = Path(__file__).parent / "sql"
DAYS_BEFORE, DAYS_AFTER = 695, 400
# Minutes from midnight at which one of the four times of a day begins (or half an hour later), and how long it takes.
TIMES = ((510, 90), (660, 90), (840, 120), (1110, 150))
SEED = 0.2027

# Each time of each day is taken by chance: as many as asked, give or take a few in a thousand.
CLAIMS = """
INSERT INTO claim (id, venue_id, part_id, day, during, kind, own_use_block_id, note)
SELECT gen_random_uuid(), s.venue_id, s.part_id, s.day,
       tstzrange(s.starts_at, s.starts_at + s.minutes * interval '1 minute'), 'own_use', s.block_id, ''
FROM (
  SELECT r.venue_id, r.part_id, r.block_id, d.day, t.minutes,
         (d.day + (t.minute + 30 * (random() < 0.5)::integer) * interval '1 minute') AT TIME ZONE 'Europe/Amsterdam'
           AS starts_at
  FROM bench_room AS r
  CROSS JOIN (SELECT current_date + n AS day FROM generate_series(%(before)s::integer, %(after)s::integer) AS n) AS d
  CROSS JOIN unnest(%(minutes)s::integer[], %(lengths)s::integer[]) AS t (minute, minutes)
  WHERE random() < %(chance)s::float8
) AS s
"""


def connect(url: str) -> "psycopg.Connection[Any]":
    """With memory enough to build an index of millions of rows; each statement is its own transaction."""
    connection = psycopg.connect(url, autocommit=True)
    connection.execute("SET maintenance_work_mem = '1GB'")
    connection.execute("SET work_mem = '256MB'")
    return connection


def fill(connection: "psycopg.Connection[Any]", claims: int) -> int:
    """Replace all occupation by about so many claims; how many there are."""
    connection.execute("TRUNCATE claim, room_day, bench_plain")
    rooms = _number(connection, "SELECT count(*) FROM bench_room")
    chance = claims / (rooms * (DAYS_BEFORE + DAYS_AFTER) * len(TIMES))
    with _bare_table(connection, "claim"):
        connection.execute("SELECT setseed(%s)", [SEED])
        connection.execute(
            CLAIMS,
            {
                "before": -DAYS_BEFORE,
                "after": DAYS_AFTER - 1,
                "minutes": [minute for minute, _ in TIMES],
                "lengths": [length for _, length in TIMES],
                "chance": chance,
            },
        )
    with _bare_table(connection, "room_day"):
        connection.execute((SQL / "occupation.sql").read_text(encoding="utf-8"))
    connection.execute("VACUUM ANALYZE")
    connection.execute("CHECKPOINT")
    return _number(connection, "SELECT count(*) FROM claim")


@contextmanager
def _bare_table(connection: "psycopg.Connection[Any]", table: str) -> Iterator[None]:
    """Without constraints and indexes while it is filled: building them once is far faster than row by row."""
    constraints = connection.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = %s::regclass AND contype IN ('x', 'f', 'p') ORDER BY contype DESC, conname",
        [table],
    ).fetchall()
    indexes = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = %s"
        " AND indexname NOT IN (SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass)",
        [table, table],
    ).fetchall()
    for name, _ in constraints:
        connection.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _ in indexes:
        connection.execute(f'DROP INDEX "{name}"')
    yield
    for _, definition in indexes:
        connection.execute(definition)
    for name, definition in constraints:
        connection.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')


def _number(connection: "psycopg.Connection[Any]", query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0
