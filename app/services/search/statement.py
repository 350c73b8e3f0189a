"""The one statement behind a page of results, in SQL. Its text depends on the kind of question, and on whether words were
typed, and on nothing else.

Constant text is what lets the driver prepare it once: what is not asked is a NULL or an empty list, and every value
travels as text that the statement casts (numbers of different sizes would be different types to the driver). The parts:

- `ask`: the question, one row. - `near`: rooms within the box and the circle, with flags for the filters that are counted.
- `chosen`: those that pass all filters, each with whether it is free (masks only). - then counts, page and facets.

Rooms are probed one by one by the key of `room_day`: the laterals leave the planner no other way, and it is the fast one.
"""

from enum import StrEnum
from functools import cache

from sqlalchemy import TextClause, text

from app.models.search import AMENITY_BITS, PURPOSE_BITS
from app.services.search.free_sql import FREE


class Kind(StrEnum):
    """What is asked of time: nothing, one exact time, any time in days, or the same time on many days."""

    TIMELESS = "timeless"
    EXACT = "exact"
    SLOT = "slot"
    WEEKLY = "weekly"


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
{words}near AS MATERIALIZED (
    SELECT s.*, far.km, {rank} AS rank, price.cents,
        cardinality(CAST(:types AS text[])) = 0 OR s.type = ANY(CAST(:types AS text[])) AS of_type,
        CAST(:purpose AS integer) = 0 OR s.purposes & CAST(:purpose AS integer) <> 0 AS for_purpose,
        NOT CAST(:instant_only AS boolean) OR s.instant AS at_once,
        CAST(:max_cents AS integer) IS NULL OR COALESCE(price.cents <= CAST(:max_cents AS integer), false) AS affordable
    FROM room_search s
    {found_by_word}
    LEFT JOIN quoted ON quoted.room_id = s.room_id
    CROSS JOIN LATERAL (SELECT CASE WHEN CAST(:priced AS boolean) THEN quoted.cents ELSE s.price_cents END AS cents) price
    CROSS JOIN LATERAL (
        SELECT CASE WHEN CAST(:center_lat AS double precision) IS NOT NULL THEN
            12742.0176 * asin(sqrt(least(1.0,
                power(sin(radians(s.latitude - CAST(:center_lat AS double precision)) / 2), 2)
                + cos(radians(CAST(:center_lat AS double precision))) * cos(radians(s.latitude))
                * power(sin(radians(s.longitude - CAST(:center_lon AS double precision)) / 2), 2))))
        END AS km OFFSET 0
    ) far
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
      AND (CAST(:radius_km AS double precision) IS NULL OR far.km <= CAST(:radius_km AS double precision))
)
"""

# With words typed only: without them the planner would think of the word index in vain, and not keep one plan for all.
WORDS = """word AS MATERIALIZED (
    SELECT w.room_id, LEAST(1.0, ts_rank(w.words, wanted.query)) AS rank
    FROM room_words w, (SELECT to_tsquery('dutch_plain', CAST(:words AS text)) AS query) wanted
    WHERE w.words @@ wanted.query
),
"""

# A facet keeps all filters but its own, so `near` holds on to rooms that fail one of them; the page does not.
CHOSEN = """,
chosen AS MATERIALIZED (
    SELECT n.room_id, n.km, n.type, n.amenities, n.max_persons, n.cents, n.city, n.name, n.completeness, n.rank,
        found.free AND (NOT CAST(:priced AS boolean) OR n.cents IS NOT NULL) AS free, found.times
    FROM near n
    CROSS JOIN ask a
    CROSS JOIN LATERAL ({free}) found
    WHERE n.of_type AND n.for_purpose AND n.at_once AND n.affordable
),
total AS MATERIALIZED (
    SELECT count(*) AS rooms, count(*) FILTER (WHERE free) AS free FROM chosen
),
ranked AS (
    SELECT c.*, CASE WHEN CAST(:sort AS text) = 'best' THEN {score} END AS score FROM chosen c
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
                       * CAST(:size AS integer) FROM total)
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
SELECT total.rooms, total.free,
    (SELECT COALESCE(json_agg(json_build_array(p.room_id, p.km, p.free, p.times, p.cents, p.type, p.amenities, p.max_persons,
                                               p.score) ORDER BY p.number), '[]') FROM page p) AS page,
    {facets}
FROM total
"""


# One pass over each set; a column per choice.
FACETS = """
    (SELECT COALESCE(json_object_agg(type, rooms), '{{}}') FROM (
        SELECT type, count(*) AS rooms FROM near WHERE for_purpose AND at_once AND affordable GROUP BY type) t) AS types,
    (SELECT ARRAY[{amenities}] FROM chosen) AS amenities,
    (SELECT ARRAY[count(*) FILTER (WHERE instant AND of_type AND for_purpose AND affordable), {purposes}] FROM near)
        AS purposes,
    (SELECT json_object_agg(band.cents, band.rooms) FROM (
        SELECT choice.cents, count(n.room_id) AS rooms FROM unnest(CAST(:bands AS integer[])) choice(cents)
        LEFT JOIN near n ON n.cents <= choice.cents AND n.of_type AND n.for_purpose AND n.at_once
        GROUP BY choice.cents) band) AS prices
"""
_AMENITY = "count(*) FILTER (WHERE amenities & {bit} <> 0)"
_PURPOSE = "count(*) FILTER (WHERE of_type AND at_once AND affordable AND purposes & {bit} <> 0)"


def facets() -> str:
    """What is counted beside the page: columns of the answer, one pass over each set."""
    amenities = ", ".join(_AMENITY.format(bit=1 << place) for place in range(len(AMENITY_BITS)))
    purposes = ", ".join(_PURPOSE.format(bit=1 << place) for place in range(len(PURPOSE_BITS)))
    return FACETS.format(amenities=amenities, purposes=purposes)


@cache
def statement(kind: Kind, *, with_words: bool) -> TextClause:
    """The whole text for one kind of question, with words typed or without."""
    ask = ASK.format(
        words=WORDS if with_words else "",
        rank="word.rank" if with_words else "1.0",
        found_by_word="JOIN word ON word.room_id = s.room_id" if with_words else "",
    )
    chosen = CHOSEN.format(free=FREE[kind.value], score=SCORE)
    return text(ask + chosen + ANSWER.format(facets=facets()))
