"""Whether a room is free, in SQL, from its row of `room_search` (`n`), the question (`a`) and the masks of its days.

The same rules as `availability/rules.py`, which a property test holds against each other. Quarters count from midnight of
the day itself; from 96 on they lie on the next day. Each piece gives one row: `free`, and `times` as JSON.
"""

from collections.abc import Mapping

# Parameters of the pieces: the row with the rules, the day, and the quarters `[first, until)`.
# The day itself, and of its neighbours only what is touched (a day that is NULL is not looked for). `d`, `e` (next day)
# and `p` (day before) may be missing.
_DAYS = """
    LEFT JOIN LATERAL (SELECT m.* FROM room_day m WHERE m.room_id = {rule}.room_id AND m.day = {day}) d ON true
    {neighbours}
"""

_NEIGHBOURS = """
    LEFT JOIN LATERAL (
        SELECT m.* FROM room_day m
        WHERE m.room_id = {rule}.room_id AND m.day = CASE WHEN {latest} + {rule}.buffer_after > 96 THEN {day} + 1 END
    ) e ON true
    LEFT JOIN LATERAL (
        SELECT m.* FROM room_day m
        WHERE m.room_id = {rule}.room_id AND m.day = CASE WHEN {earliest} < {rule}.buffer_before THEN {day} - 1 END
    ) p ON true
"""

# Open and untaken for the time itself.
_BARE = """
    ({first} >= 96 OR COALESCE(
        (d.closed_lo | d.taken_lo) & {lo} = 0 AND (d.closed_hi | d.taken_hi) & {hi} = 0, false))
    AND ({until} <= 96 OR COALESCE(
        (e.closed_lo | e.taken_lo) & {next_lo} = 0 AND (e.closed_hi | e.taken_hi) & {next_hi} = 0, false))
"""

# And untaken for the buffers around it. A neighbouring day that nobody has filled holds nothing that is in the way.
_BUFFERED = """
    AND ({rule}.buffer_before + {rule}.buffer_after = 0 OR (
        COALESCE(d.taken_lo & quarter_mask(0, {first} - {rule}.buffer_before, {until} + {rule}.buffer_after) = 0
             AND d.taken_hi & quarter_mask(48, {first} - {rule}.buffer_before, {until} + {rule}.buffer_after) = 0, true)
        AND COALESCE(e.taken_lo & quarter_mask(96, {first} - {rule}.buffer_before, {until} + {rule}.buffer_after) = 0
             AND e.taken_hi & quarter_mask(144, {first} - {rule}.buffer_before, {until} + {rule}.buffer_after) = 0, true)
        AND COALESCE(p.taken_hi & quarter_mask(48, 96 + {first} - {rule}.buffer_before, 96) = 0, true)
        AND ({until} + {rule}.buffer_after <= 192 OR COALESCE((
            SELECT m.taken_lo & quarter_mask(192, 192, {until} + {rule}.buffer_after) = 0 FROM room_day m
            WHERE m.room_id = {rule}.room_id AND m.day = {day} + 2), true))
    ))
"""

# A price for every quarter of it; most rooms have one always, and carry no masks for that.
_PRICED = """
    AND ({rule}.priced IS NULL OR (
        ~{rule}.priced[2 * {weekday} + 1] & quarter_mask(0, {first}, {until}) = 0
        AND ~{rule}.priced[2 * {weekday} + 2] & quarter_mask(48, {first}, {until}) = 0
        AND ~{rule}.priced[2 * (({weekday} + 1) % 7) + 1] & quarter_mask(96, {first}, {until}) = 0
        AND ~{rule}.priced[2 * (({weekday} + 1) % 7) + 2] & quarter_mask(144, {first}, {until}) = 0
    ))
"""

# Who is loud next to quiet, and who is quiet next to loud: only rooms that have such a neighbour look at claims.
_SOUND = """
    AND (NOT {rule}.has_sound_pair OR NOT EXISTS (
        SELECT FROM sound_pair pair
        JOIN claim c ON c.part_id = pair.part_id AND c.day BETWEEN {day} AND {day} + 2
            AND c.during && tstzrange({starts_at}, {ends_at})
        WHERE (pair.loud_room_id = {rule}.room_id AND {rule}.sound_level = ANY(a.loud))
           OR (pair.quiet_room_id = {rule}.room_id AND {rule}.sound_level = ANY(a.quiet))
    ))
"""

_NOTICE = """
    CASE WHEN {rule}.notice_in_caretaker_hours
        THEN earliest_in_caretaker_hours({rule}.venue_id, a.now, {rule}.notice_minutes)
        ELSE a.now + make_interval(mins => {rule}.notice_minutes) END
"""


# One time on one day.
_EXACT_AT = {
    "rule": "n",
    "day": "a.day",
    "first": "a.first",
    "until": "a.until",
    "earliest": "a.first",
    "latest": "a.until",
    "lo": "a.lo",
    "hi": "a.hi",
    "next_lo": "a.next_lo",
    "next_hi": "a.next_hi",
    "weekday": "((a.day - DATE '2001-01-01') % 7)",
    "starts_at": "a.starts_at",
    "ends_at": "a.ends_at",
}
_EXACT = """
    SELECT COALESCE(
        a.minutes BETWEEN n.min_minutes AND n.max_minutes
        AND a.start_minute % n.grid_minutes = 0 AND a.end_minute % n.grid_minutes = 0
        AND a.last_day - a.today <= n.horizon_days
        AND a.starts_at >= {notice}
        AND {fits}, false) AS free,
        NULL::json AS times
    FROM (SELECT) one {days}
"""

# The first fitting time of each of the first `most` days that have one.
#
# `minutes` NULL: each room's own shortest time. The rules are those of the day itself, so the days are walked per
# stretch of rules, in the order of the key, and no further than needed.
_SLOT_AT = {
    "rule": "v",
    "day": "d.day",
    "first": "t.first",
    "until": "(t.first + w.quarters)",
    "earliest": "w.first",
    "latest": "CASE WHEN a.minutes IS NULL THEN 192 ELSE a.until END",
    "lo": "quarter_mask(0, t.first, t.first + w.quarters)",
    "hi": "quarter_mask(48, t.first, t.first + w.quarters)",
    "next_lo": "quarter_mask(96, t.first, t.first + w.quarters)",
    "next_hi": "quarter_mask(144, t.first, t.first + w.quarters)",
    "weekday": "((d.day - DATE '2001-01-01') % 7)",
    "starts_at": "((d.day + t.first * interval '15 minutes') AT TIME ZONE 'Europe/Amsterdam')",
    "ends_at": "((d.day + (t.first + w.quarters) * interval '15 minutes') AT TIME ZONE 'Europe/Amsterdam')",
}
_SLOT = """
    SELECT count(*) > 0 AS free, json_agg(json_build_array(day, first, quarters) ORDER BY day) AS times
    FROM (
        SELECT days.day, days.first, days.quarters
        FROM room_search v
        CROSS JOIN LATERAL (
            SELECT (COALESCE(a.minutes, v.min_minutes) + v.grid_minutes - 1) / v.grid_minutes * v.grid_minutes AS minutes
        ) asked
        CROSS JOIN LATERAL (
            SELECT asked.minutes / 15 AS quarters, v.grid_minutes / 15 AS step,
                (a.first * 15 + v.grid_minutes - 1) / v.grid_minutes * v.grid_minutes / 15 AS first,
                ({notice}) AT TIME ZONE 'Europe/Amsterdam' AS earliest
            OFFSET 0
        ) w
        CROSS JOIN LATERAL (
            SELECT d.day, fit.first, w.quarters
            FROM room_day d
            {neighbours}
            CROSS JOIN LATERAL (
                SELECT t.first
                FROM generate_series(w.first, a.until - CASE WHEN a.minutes IS NULL THEN 1 ELSE w.quarters END, w.step)
                    t(first)
                WHERE d.day + t.first * interval '15 minutes' >= w.earliest
                  AND d.day + (t.first + w.quarters - 1) / 96 - a.today <= v.horizon_days
                  AND (cardinality(a.long_days) = 0 OR NOT (
                      (d.day = ANY(a.long_days) AND t.first < 12 AND t.first + w.quarters > 8)
                      OR (d.day + 1 = ANY(a.long_days) AND t.first < 108 AND t.first + w.quarters > 104)))
                  AND {fits}
                LIMIT 1
            ) fit
            WHERE d.room_id = v.room_id
              AND d.day BETWEEN GREATEST(a.day, v.valid_from) AND LEAST(a.last_day, v.valid_until - 1)
              AND (1 << ((d.day - DATE '2001-01-01') % 7)) & a.weekdays <> 0
            ORDER BY d.day
            LIMIT a.most
        ) days
        WHERE v.room_id = n.room_id AND v.valid_from <= a.last_day
          AND (v.valid_until IS NULL OR v.valid_until > a.day)
          AND (a.minutes IS NULL OR asked.minutes = a.minutes)
          AND asked.minutes BETWEEN v.min_minutes AND v.max_minutes
        ORDER BY days.day
        LIMIT a.most
    ) fits
"""

# The same time on many days: `times` are the days on which it does not work.
_WEEKLY_AT = {
    "rule": "v",
    "day": "w.day",
    "first": "a.first",
    "until": "a.until",
    "earliest": "a.first",
    "latest": "a.until",
    "lo": "a.lo",
    "hi": "a.hi",
    "next_lo": "a.next_lo",
    "next_hi": "a.next_hi",
    "weekday": "((w.day - DATE '2001-01-01') % 7)",
    "starts_at": "((w.day + a.first * interval '15 minutes') AT TIME ZONE 'Europe/Amsterdam')",
    "ends_at": "((w.day + a.until * interval '15 minutes') AT TIME ZONE 'Europe/Amsterdam')",
}
_WEEKLY = """
    SELECT count(*) FILTER (WHERE NOT fits) <= a.most AS free,
        json_agg(json_build_array(day) ORDER BY day) FILTER (WHERE NOT fits) AS times
    FROM (
        SELECT w.day, COALESCE(
            a.minutes BETWEEN v.min_minutes AND v.max_minutes
            AND a.start_minute % v.grid_minutes = 0 AND a.end_minute % v.grid_minutes = 0
            AND w.day + (a.until - 1) / 96 - a.today <= v.horizon_days
            AND w.day + a.first * interval '15 minutes' >= notice.earliest
            AND {fits}, false) AS fits
        FROM room_search v
        CROSS JOIN LATERAL (
            SELECT ({notice}) AT TIME ZONE 'Europe/Amsterdam' AS earliest OFFSET 0
        ) notice
        JOIN unnest(a.days) w(day) ON w.day >= v.valid_from AND (v.valid_until IS NULL OR w.day < v.valid_until)
        {days}
        WHERE v.room_id = n.room_id
    ) dates
"""


def _piece(template: str, at: Mapping[str, str]) -> str:
    """The template with all that has to hold at its place."""
    fits = " ".join(part.format(**at) for part in (_BARE, _BUFFERED, _PRICED, _SOUND))
    neighbours = _NEIGHBOURS.format(**at)
    days = _DAYS.format(**at, neighbours=neighbours)
    return template.format(fits=fits, notice=_NOTICE.format(**at), neighbours=neighbours, days=days)


FREE = {
    "timeless": "SELECT NULL::boolean AS free, NULL::json AS times",
    "exact": _piece(_EXACT, _EXACT_AT),
    "slot": _piece(_SLOT, _SLOT_AT),
    "weekly": _piece(_WEEKLY, _WEEKLY_AT),
}
