"""The one statement behind a page of results, in SQL. Its text depends on the kind of question, and on whether words were
typed, and on nothing else.

Constant text is what lets the driver prepare it once: what is not asked is a NULL or an empty list, and every value
travels as text that the statement casts (numbers of different sizes would be different types to the driver). The parts:

- `ask`: the question, one row. - `near`: rooms within the box and the circle, with flags for the filters that are counted.
- `found`: the same, laid down once, with whether those that pass all filters are free (masks only). - `counted`: all counts in one pass; then
the page, and the times of the rooms on it.

Rooms are probed one by one by the key of `room_day`: a question asked of each row leaves the planner no other way, and it is
the fast one.
"""

from collections.abc import Sequence
from enum import StrEnum
from functools import cache

from sqlalchemy import TextClause, text

from app.models.search import AMENITY_BITS, PURPOSE_BITS
from app.services.search.free_sql import FREE, TIMES
from app.services.search.rules import PRICE_CHOICES_CENTS


class Kind(StrEnum):
    """What is asked of time: nothing, one exact time, any time in days, or the same time on many days."""

    TIMELESS = "timeless"
    EXACT = "exact"
    SLOT = "slot"
    WEEKLY = "weekly"


# Kilometres as the crow flies (haversine) from the place that was asked. Written out where it is needed: a subquery that works it
# out once costs more than working it out twice.
DISTANCE = """12742.0176 * asin(sqrt(least(1.0,
            power(sin(radians(s.latitude - CAST(:center_lat AS double precision)) / 2), 2)
            + cos(radians(CAST(:center_lat AS double precision))) * cos(radians(s.latitude))
            * power(sin(radians(s.longitude - CAST(:center_lon AS double precision)) / 2), 2))))"""

ASK = """
WITH ask AS MATERIALIZED (
    SELECT given.*,
        CAST(:now AS timestamptz) AS now,
        CAST(:today AS date) AS today,
        quarter_mask(0, given.first, given.until) AS lo,
        quarter_mask(48, given.first, given.until) AS hi,
        quarter_mask(96, given.first, given.until) AS next_lo,
        quarter_mask(144, given.first, given.until) AS next_hi
    FROM (SELECT
        CAST(:day AS date) AS day,
        CAST(:last_day AS date) AS last_day,
        CAST(:first AS integer) AS first,
        CAST(:until AS integer) AS until,
        CAST(:minutes AS integer) AS minutes,
        CAST(:start_minute AS integer) AS start_minute,
        CAST(:end_minute AS integer) AS end_minute,
        CAST(:starts_at AS timestamptz) AS starts_at,
        CAST(:ends_at AS timestamptz) AS ends_at,
        CAST(:weekdays AS integer) AS weekdays,
        CAST(:long_days AS date[]) AS long_days,
        CAST(:days AS date[]) AS days,
        CAST(:most AS integer) AS most,
        CAST(:loud AS text[]) AS loud,
        CAST(:quiet AS text[]) AS quiet
    ) given
),
quoted AS MATERIALIZED (
    SELECT q.room_id, q.cents FROM unnest(CAST(:quoted_rooms AS uuid[]), CAST(:quoted_cents AS integer[])) q(room_id, cents)
),
{words}near AS (
    SELECT s.room_id, s.amenities, s.purposes, s.instant,
        cardinality(CAST(:types AS text[])) = 0 OR s.type = ANY(CAST(:types AS text[])) AS of_type,
        CAST(:purpose AS integer) = 0 OR s.purposes & CAST(:purpose AS integer) <> 0 AS for_purpose,
        NOT CAST(:instant_only AS boolean) OR s.instant AS at_once,
        CAST(:max_cents AS integer) IS NULL OR COALESCE(price.cents <= CAST(:max_cents AS integer), false) AS affordable,
        s.max_persons, s.completeness, s.grid_minutes, s.min_minutes, s.max_minutes, s.notice_minutes, s.horizon_days,
        s.buffer_before, s.buffer_after, s.notice_in_caretaker_hours, s.has_sound_pair, s.venue_id, s.valid_from, s.valid_until,
        s.type, CASE WHEN CAST(:center_lat AS double precision) IS NOT NULL THEN {distance} END AS km, {rank} AS rank, price.cents, s.sound_level, s.city, s.name, s.priced
    FROM room_search s
    {found_by_word}
    CROSS JOIN LATERAL (
        SELECT CASE WHEN CAST(:priced AS boolean) THEN (SELECT q.cents FROM quoted q WHERE q.room_id = s.room_id)
            ELSE s.price_cents END AS cents
    ) price
    WHERE point(s.longitude, s.latitude)
            <@ box(point(CAST(:west AS double precision), CAST(:south AS double precision)),
                   point(CAST(:east AS double precision), CAST(:north AS double precision)))
      AND s.valid_from <= CAST(:day AS date) AND (s.valid_until IS NULL OR s.valid_until > CAST(:day AS date))
      AND s.max_persons >= CAST(:persons AS integer)
      AND (CAST(:layout AS integer) IS NULL OR s.layouts[CAST(:layout AS integer)] >= CAST(:seats AS integer))
      AND s.amenities & CAST(:amenities AS bigint) = CAST(:amenities AS bigint)
      AND (CAST(:activity AS integer) = 0 OR s.purposes & CAST(:activity AS integer) <> 0)
      AND (cardinality(CAST(:suiting AS text[])) = 0 OR s.type = ANY(CAST(:suiting AS text[])))
      AND (CAST(:region AS text) = '' OR s.region = CAST(:region AS text))
      AND (cardinality(CAST(:only_rooms AS uuid[])) = 0 OR s.room_id = ANY(CAST(:only_rooms AS uuid[])))
      AND (CAST(:radius_km AS double precision) IS NULL OR {distance} <= CAST(:radius_km AS double precision))
)
"""

# With words typed only: without them the planner would think of the word index in vain, and not keep one plan for all.
WORDS = """word AS MATERIALIZED (
    SELECT w.room_id, LEAST(1.0, ts_rank(w.words, wanted.query)) AS rank
    FROM room_words w, (SELECT to_tsquery('dutch_plain', CAST(:words AS text)) AS query) wanted
    WHERE w.words @@ wanted.query
),
"""

# A facet keeps all filters but its own, so `near` holds on to rooms that fail one of them; the page does not. What is read
# more than once stands in `found`: few columns, all facts of the question already weighed.
CHOSEN = """,
found AS MATERIALIZED (
    SELECT n.room_id, n.km, n.type, n.amenities, n.purposes, n.instant, n.max_persons, n.cents, n.city, n.name,
        n.completeness, n.rank, n.of_type, n.for_purpose, n.at_once, n.affordable, n.chosen,
        CASE WHEN n.chosen THEN {free} AND (NOT CAST(:priced AS boolean) OR n.cents IS NOT NULL) END AS free
    FROM (SELECT near.*, of_type AND for_purpose AND at_once AND affordable AS chosen FROM near OFFSET 0) n
    CROSS JOIN ask a
),
counted AS MATERIALIZED (
    SELECT count(*) FILTER (WHERE chosen) AS rooms, count(*) FILTER (WHERE free) AS free,
        {facets}
    FROM (
        SELECT chosen, free,
            CASE WHEN chosen THEN amenities ELSE 0 END AS amenities,
            instant AND of_type AND for_purpose AND affordable AS at_once_too,
            CASE WHEN of_type AND at_once AND affordable THEN purposes ELSE 0 END::bigint AS purposes,
            CASE WHEN of_type AND at_once AND for_purpose THEN cents END AS cents
        FROM found OFFSET 0
    ) one
),
ranked AS (
    SELECT c.*, CASE WHEN CAST(:sort AS text) = 'best' THEN {score} END AS score FROM found c WHERE c.chosen
),
page AS MATERIALIZED (
    SELECT r.*, row_number() OVER () AS number
    FROM (
        SELECT * FROM ranked
        ORDER BY
            CASE CAST(:sort AS text) WHEN 'distance' THEN COALESCE(km, 0) WHEN 'best' THEN -score
                ELSE (free IS FALSE)::integer END,
            CASE CAST(:sort AS text) WHEN 'distance' THEN (free IS FALSE)::integer
                WHEN 'price' THEN COALESCE(cents, 2147483647) ELSE COALESCE(km, 0) END,
            COALESCE(km, 0), city COLLATE "C", name COLLATE "C", room_id
        LIMIT CAST(:size AS integer)
        OFFSET (SELECT LEAST(CAST(:page AS integer) - 1, GREATEST(0, (rooms - 1) / CAST(:size AS integer)))
                       * CAST(:size AS integer) FROM counted)
    ) r
)
"""

SCORE = """
    CAST(:text_weight AS double precision) * c.rank
    + CAST(:free_weight AS double precision) * (c.free IS NOT FALSE)::integer
    + CAST(:near_weight AS double precision)
        * CASE WHEN c.km IS NULL THEN 1 ELSE GREATEST(0, 1 - c.km / CAST(:far_km AS double precision)) END
    + CAST(:complete_weight AS double precision) * c.completeness / 10.0
"""

ANSWER = """
SELECT counted.*,
    (SELECT COALESCE(json_agg(json_build_array(n.room_id, n.km, n.free, {times}, n.cents, n.type, n.amenities,
                                               n.max_persons, n.score) ORDER BY n.number), '[]')
     FROM page n CROSS JOIN ask a) AS page,
    (SELECT COALESCE(json_object_agg(type, rooms), '{{}}') FROM (
        SELECT type, count(*) AS rooms FROM found WHERE for_purpose AND at_once AND affordable GROUP BY type) t) AS types
FROM counted
"""


# One pass. Bits are counted three to a number: `(bits & 7) * SPREAD & LANES` lays them in lanes of 21 bits,
# whose sums do not run into each other, at a third of the cost of a count for each.
FACETS = """ARRAY[{amenities}] AS amenity_counts,
        ARRAY[count(*) FILTER (WHERE at_once_too), {bands}, {purposes}] AS others"""
LANE_BITS, LANES = 21, 3
_SPREAD = sum(1 << lane * (LANE_BITS - 1) for lane in range(LANES))
_LANES = sum(1 << lane * LANE_BITS for lane in range(LANES))
_SUM = "COALESCE(sum(({bits} >> {shift} & 7) * {spread} & {lanes}), 0)::bigint"
_BAND = "count(*) FILTER (WHERE cents <= {cents})"


def _counts(column: str, bits: int) -> str:
    """The sums that hold a count for each of the first `bits` bits."""
    return ", ".join(
        _SUM.format(bits=column, shift=shift, spread=_SPREAD, lanes=_LANES) for shift in range(0, bits, LANES)
    )


def counts_of(sums: Sequence[int], bits: int) -> list[int]:
    """What the sums of `_counts` hold, bit by bit."""
    mask = (1 << LANE_BITS) - 1
    return [sums[bit // LANES] >> bit % LANES * LANE_BITS & mask for bit in range(bits)]


def _facets() -> str:
    return FACETS.format(
        amenities=_counts("amenities", len(AMENITY_BITS)),
        bands=", ".join(_BAND.format(cents=cents) for cents in PRICE_CHOICES_CENTS),
        purposes=_counts("purposes", len(PURPOSE_BITS)),
    )


@cache
def statement(kind: Kind, *, with_words: bool) -> TextClause:
    """The whole text for one kind of question, with words typed or without."""
    ask = ASK.format(
        words=WORDS if with_words else "",
        distance=DISTANCE,
        rank="word.rank" if with_words else "1.0",
        found_by_word="JOIN word ON word.room_id = s.room_id" if with_words else "",
    )
    chosen = CHOSEN.format(free=FREE[kind.value], score=SCORE, facets=_facets())
    return text(ask + chosen + ANSWER.format(times=TIMES[kind.value]))


# The masks of each room's own day with its neighbours.
STRIPS_OF_ROOMS = text("""
    SELECT m.room_id, m.day, m.closed_lo, m.closed_hi, m.taken_lo, m.taken_hi
    FROM unnest(CAST(:rooms AS uuid[]), CAST(:days AS date[])) k(room_id, day)
    JOIN room_day m ON m.room_id = k.room_id AND m.day BETWEEN k.day - 1 AND k.day + 1
""")
