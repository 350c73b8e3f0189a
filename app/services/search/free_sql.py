"""Whether a room is free, in SQL, from its row of `room_search` (`n`), the question (`a`) and the masks of its days.

The same rules as `availability/rules.py`, which a property test holds against each other. Quarters count from midnight of
the day itself; from 96 on they lie on the next day. Whether it is free (FREE) is asked of every room that suits, and stops
at the first answer; which times that are, or are not (TIMES, as JSON), only of those on the page.
"""

from collections.abc import Mapping

# Parameters of the pieces: the row with the rules, the day, and the quarters `[first, until)`. `d` is the day itself; its
# neighbours are looked for only when the time or its buffers reach into them.
# Open and untaken for the time itself.
_BARE = """
    ({first} >= 96 OR COALESCE(
        (d.closed_lo | d.taken_lo) & {lo} = 0 AND (d.closed_hi | d.taken_hi) & {hi} = 0, false))
    AND ({until} <= 96 OR COALESCE((
        SELECT (e.closed_lo | e.taken_lo) & {next_lo} = 0 AND (e.closed_hi | e.taken_hi) & {next_hi} = 0
        FROM room_day e WHERE e.room_id = {rule}.room_id AND e.day = {day} + 1), false))
"""

# And untaken for the buffers around it. A neighbouring day that nobody has filled holds nothing that is in the way.
_BUFFERED = """
    AND ({rule}.buffer_before + {rule}.buffer_after = 0 OR (
        COALESCE(d.taken_lo & quarter_mask(0, {first} - {rule}.buffer_before, {until} + {rule}.buffer_after) = 0
             AND d.taken_hi & quarter_mask(48, {first} - {rule}.buffer_before, {until} + {rule}.buffer_after) = 0, true)
        AND ({until} + {rule}.buffer_after <= 96 OR COALESCE((
            SELECT e.taken_lo & quarter_mask(96, {first} - {rule}.buffer_before, {until} + {rule}.buffer_after) = 0
                AND e.taken_hi & quarter_mask(144, {first} - {rule}.buffer_before, {until} + {rule}.buffer_after) = 0
            FROM room_day e WHERE e.room_id = {rule}.room_id AND e.day = {day} + 1), true))
        AND ({first} >= {rule}.buffer_before OR COALESCE((
            SELECT p.taken_hi & quarter_mask(48, 96 + {first} - {rule}.buffer_before, 96) = 0
            FROM room_day p WHERE p.room_id = {rule}.room_id AND p.day = {day} - 1), true))
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


# One time on one day. The rules go first: a room that they refuse is not looked up.
_EXACT_AT = {
    "rule": "n",
    "day": "a.day",
    "first": "a.first",
    "until": "a.until",
    "lo": "a.lo",
    "hi": "a.hi",
    "next_lo": "a.next_lo",
    "next_hi": "a.next_hi",
    "weekday": "((a.day - DATE '2001-01-01') % 7)",
    "starts_at": "a.starts_at",
    "ends_at": "a.ends_at",
}
_EXACT = """(
    a.minutes BETWEEN n.min_minutes AND n.max_minutes
    AND a.start_minute % n.grid_minutes = 0 AND a.end_minute % n.grid_minutes = 0
    AND a.last_day - a.today <= n.horizon_days
    AND a.starts_at >= {notice}
    AND (SELECT {fits} FROM room_day d WHERE d.room_id = n.room_id AND d.day = a.day)
) IS TRUE"""

# The rules of a room over a stretch of days. The row that the question found has them nearly always; only when they
# change within the stretch are all its rows looked up.
_RULES = (
    "room_id, venue_id, valid_from, valid_until, grid_minutes, min_minutes, max_minutes, notice_minutes, horizon_days,"
    " notice_in_caretaker_hours, buffer_before, buffer_after, priced, has_sound_pair, sound_level"
)
_RULES_AT_HAND = """(
            SELECT {at_hand} WHERE n.valid_until IS NULL OR n.valid_until > a.last_day
            UNION ALL
            SELECT {rules} FROM room_search WHERE room_id = n.room_id AND n.valid_until <= a.last_day
        )""".format(  # noqa: S608 - constant columns
    at_hand=", ".join(f"n.{rule}" for rule in _RULES.split(", ")), rules=_RULES
)

# The days of a room that have a fitting time, each with its first.
#
# `minutes` NULL: each room's own shortest time. The rules are those of the day itself, so the days are walked per
# stretch of rules, in the order of the key, and no further than needed.
_SLOT_AT = {
    "rule": "v",
    "day": "d.day",
    "first": "t.first",
    "until": "(t.first + w.quarters)",
    "lo": "quarter_mask(0, t.first, t.first + w.quarters)",
    "hi": "quarter_mask(48, t.first, t.first + w.quarters)",
    "next_lo": "quarter_mask(96, t.first, t.first + w.quarters)",
    "next_hi": "quarter_mask(144, t.first, t.first + w.quarters)",
    "weekday": "((d.day - DATE '2001-01-01') % 7)",
    "starts_at": "((d.day + t.first * interval '15 minutes') AT TIME ZONE 'Europe/Amsterdam')",
    "ends_at": "((d.day + (t.first + w.quarters) * interval '15 minutes') AT TIME ZONE 'Europe/Amsterdam')",
}
_SLOT_DAYS = """
        SELECT days.day, days.first, days.quarters
        FROM {rules} v
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
            LIMIT {most}
        ) days
        WHERE v.room_id = n.room_id AND v.valid_from <= a.last_day
          AND (v.valid_until IS NULL OR v.valid_until > a.day)
          AND (a.minutes IS NULL OR asked.minutes = a.minutes)
          AND asked.minutes BETWEEN v.min_minutes AND v.max_minutes
"""
_SLOT = """EXISTS ({days})""".replace("{days}", _SLOT_DAYS.replace("{most}", "1"))
_SLOT_TIMES = """(
    SELECT json_agg(json_build_array(day, first, quarters) ORDER BY day)
    FROM ({days} ORDER BY days.day LIMIT a.most) fits
)""".replace("{days}", _SLOT_DAYS.replace("{most}", "a.most"))

# The same time on many days: on all of them but `most`. The times are the days on which it does not work.
_WEEKLY_AT = {
    "rule": "v",
    "day": "d.day",
    "first": "a.first",
    "until": "a.until",
    "lo": "a.lo",
    "hi": "a.hi",
    "next_lo": "a.next_lo",
    "next_hi": "a.next_hi",
    "weekday": "((d.day - DATE '2001-01-01') % 7)",
    "starts_at": "((d.day + a.first * interval '15 minutes') AT TIME ZONE 'Europe/Amsterdam')",
    "ends_at": "((d.day + a.until * interval '15 minutes') AT TIME ZONE 'Europe/Amsterdam')",
}
_WEEKLY_DAYS = """
        SELECT d.day
        FROM {rules} v
        CROSS JOIN LATERAL (
            SELECT ({notice}) AT TIME ZONE 'Europe/Amsterdam' AS earliest OFFSET 0
        ) notice
        JOIN room_day d ON d.room_id = v.room_id AND d.day = ANY(a.days)
            AND d.day >= v.valid_from AND (v.valid_until IS NULL OR d.day < v.valid_until)
        WHERE v.room_id = n.room_id
          AND a.minutes BETWEEN v.min_minutes AND v.max_minutes
          AND a.start_minute % v.grid_minutes = 0 AND a.end_minute % v.grid_minutes = 0
          AND d.day + (a.until - 1) / 96 - a.today <= v.horizon_days
          AND d.day + a.first * interval '15 minutes' >= notice.earliest
          AND {fits}
"""
_WEEKLY = """((SELECT count(*) FROM ({days}) fit) >= cardinality(a.days) - a.most)""".replace("{days}", _WEEKLY_DAYS)
_WEEKLY_TIMES = """(
    SELECT json_agg(json_build_array(w.day) ORDER BY w.day) FROM unnest(a.days) w(day) WHERE w.day NOT IN ({days})
)""".replace("{days}", _WEEKLY_DAYS)


def _piece(template: str, at: Mapping[str, str], rules: str) -> str:
    """The template with all that has to hold at its place, and where it finds the rules of the room."""
    fits = " ".join(part.format(**at) for part in (_BARE, _BUFFERED, _PRICED, _SOUND))
    return template.format(fits=fits, notice=_NOTICE.format(**at), rules=rules)


FREE = {
    "timeless": "NULL::boolean",
    "exact": _piece(_EXACT, _EXACT_AT, _RULES_AT_HAND),
    "slot": _piece(_SLOT, _SLOT_AT, _RULES_AT_HAND),
    "weekly": _piece(_WEEKLY, _WEEKLY_AT, _RULES_AT_HAND),
}
TIMES = {
    "timeless": "NULL::json",
    "exact": "NULL::json",
    "slot": _piece(_SLOT_TIMES, _SLOT_AT, "room_search"),
    "weekly": _piece(_WEEKLY_TIMES, _WEEKLY_AT, "room_search"),
}
