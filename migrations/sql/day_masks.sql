-- The one door through which time is taken and given back: claims, the truth, and day masks, their shadow, together.
--
-- Order of locks, everywhere: rows of room_day by (room_id, day); then claims by (part, start), inserted with DO NOTHING.
-- Masks are tested in a statement after the one that locked, so that it sees what the rival before us has committed.
-- The exclusion constraint on claim has the last word. A mask is set by OR and never cleared bit by bit: giving back
-- recomputes it from the claims that are left.

-- Version 7: new rows lie together in the index.
CREATE FUNCTION time_ordered_id() RETURNS uuid LANGUAGE sql VOLATILE AS $$
  SELECT encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid())
              PLACING substring(int8send((date_part('epoch', clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
      52, 1), 53, 1),
    'hex')::uuid
$$;

-- Quarters of a local day that a stretch within it touches, `[first, last)`, counted 0 to 96 on the wall clock. On the
-- night that shows an hour twice, a stretch across the change touches that whole hour: both passes share its bits.
CREATE FUNCTION first_quarter(p_from timestamptz, p_until timestamptz, p_day date) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT least(
    floor(date_part('epoch', (p_from AT TIME ZONE 'Europe/Amsterdam') - p_day::timestamp) / 900)::integer,
    CASE WHEN p_until - p_from > (p_until AT TIME ZONE 'Europe/Amsterdam') - (p_from AT TIME ZONE 'Europe/Amsterdam')
      THEN 8 END)
$$;

CREATE FUNCTION last_quarter(p_from timestamptz, p_until timestamptz, p_day date) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT greatest(
    ceil(date_part('epoch', (p_until AT TIME ZONE 'Europe/Amsterdam') - p_day::timestamp) / 900)::integer,
    CASE WHEN p_until - p_from > (p_until AT TIME ZONE 'Europe/Amsterdam') - (p_from AT TIME ZONE 'Europe/Amsterdam')
      THEN 12 END)
$$;

-- Bit i of the low word is quarter i, of the high word quarter 48 + i.
CREATE FUNCTION low_bits(p_first integer, p_last integer) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (1::bigint << least(p_last, 48)) - (1::bigint << least(p_first, 48))
$$;

CREATE FUNCTION high_bits(p_first integer, p_last integer) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (1::bigint << (greatest(p_last, 48) - 48)) - (1::bigint << (greatest(p_first, 48) - 48))
$$;

-- A stretch cut at local midnight.
CREATE FUNCTION local_pieces(p_from timestamptz, p_until timestamptz)
RETURNS TABLE (day date, starts_at timestamptz, ends_at timestamptz) LANGUAGE sql IMMUTABLE ROWS 2 AS $$
  SELECT d.day,
         greatest(p_from, d.day::timestamp AT TIME ZONE 'Europe/Amsterdam'),
         least(p_until, (d.day + 1)::timestamp AT TIME ZONE 'Europe/Amsterdam')
  FROM (
    SELECT (p_from AT TIME ZONE 'Europe/Amsterdam')::date + n AS day
    FROM generate_series(0, ((p_until - interval '1 microsecond') AT TIME ZONE 'Europe/Amsterdam')::date
                            - (p_from AT TIME ZONE 'Europe/Amsterdam')::date) AS n
  ) AS d
$$;

-- What a member's own use of a room takes: its parts, and of the sound between rooms what the room usually makes or needs.
CREATE VIEW own_use_part AS
  SELECT room_id, part_id FROM room_part_use
  UNION ALL
  SELECT room.id, pair.part_id
  FROM sound_pair AS pair
  JOIN room ON (room.id = pair.loud_room_id AND room.sound_level = 'amplified')
            OR (room.id = pair.quiet_room_id AND room.sound_level = 'quiet');

-- Locks these rows in the one order; how many there are.
CREATE FUNCTION lock_days(p_rooms uuid[], p_days date[]) RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  v_locked integer;
BEGIN
  SELECT count(*) INTO v_locked FROM (
    SELECT FROM unnest(p_rooms, p_days) AS k (room_id, day)
    JOIN room_day AS d ON d.room_id = k.room_id AND d.day = k.day
    ORDER BY d.room_id, d.day
    FOR NO KEY UPDATE OF d
  ) AS locked;
  RETURN v_locked;
END $$;

-- `taken` of these rows (locked by the caller) as the claims say; how many were different.
CREATE FUNCTION retake_days(p_rooms uuid[], p_days date[]) RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  v_changed integer;
BEGIN
  UPDATE room_day AS d SET taken_lo = t.lo, taken_hi = t.hi
  FROM (
    SELECT k.room_id, k.day,
           coalesce(bit_or(low_bits(c.first, c.last)), 0) AS lo, coalesce(bit_or(high_bits(c.first, c.last)), 0) AS hi
    FROM unnest(p_rooms, p_days) AS k (room_id, day)
    LEFT JOIN room_part_use AS u ON u.room_id = k.room_id
    LEFT JOIN LATERAL (
      SELECT first_quarter(lower(during), upper(during), day) AS first,
             last_quarter(lower(during), upper(during), day) AS last
      FROM claim WHERE part_id = u.part_id AND day = k.day
      OFFSET 0 -- so that the quarters are counted once
    ) AS c ON true
    GROUP BY k.room_id, k.day
  ) AS t
  WHERE d.room_id = t.room_id AND d.day = t.day AND (d.taken_lo <> t.lo OR d.taken_hi <> t.hi);
  GET DIAGNOSTICS v_changed = ROW_COUNT;
  RETURN v_changed;
END $$;

-- The rooms that can be taken by one update: a single part that no other room uses, and no room that hears them.
CREATE FUNCTION refresh_room_alone(p_part uuid) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  -- Who changes the use of one part waits for who did so before, and then sees it.
  PERFORM FROM room_part WHERE id = p_part FOR NO KEY UPDATE;
  DELETE FROM room_alone WHERE room_id IN (SELECT room_id FROM room_part_use WHERE part_id = p_part);
  INSERT INTO room_alone (room_id, part_id)
  SELECT own.room_id, own.part_id FROM room_part_use AS own
  WHERE own.part_id = p_part
    AND NOT EXISTS (
      SELECT FROM room_part_use AS other
      WHERE (other.part_id = own.part_id AND other.room_id <> own.room_id)
         OR (other.room_id = own.room_id AND other.part_id <> own.part_id)
    )
    AND NOT EXISTS (SELECT FROM sound_pair WHERE loud_room_id = own.room_id OR quiet_room_id = own.room_id);
END $$;

CREATE FUNCTION follow_room_part_use() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_room uuid := CASE TG_OP WHEN 'DELETE' THEN OLD.room_id ELSE NEW.room_id END;
  v_part uuid;
BEGIN
  DELETE FROM room_alone WHERE room_id = v_room;
  FOR v_part IN
    SELECT part_id FROM room_part_use WHERE room_id = v_room
    UNION SELECT OLD.part_id WHERE TG_OP = 'DELETE'
    ORDER BY 1
  LOOP
    PERFORM refresh_room_alone(v_part);
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER room_part_use_changed AFTER INSERT OR DELETE ON room_part_use
  FOR EACH ROW EXECUTE FUNCTION follow_room_part_use();

CREATE FUNCTION follow_sound_pair() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_loud uuid := CASE TG_OP WHEN 'DELETE' THEN OLD.loud_room_id ELSE NEW.loud_room_id END;
  v_quiet uuid := CASE TG_OP WHEN 'DELETE' THEN OLD.quiet_room_id ELSE NEW.quiet_room_id END;
  v_part uuid;
BEGIN
  FOR v_part IN SELECT part_id FROM room_part_use WHERE room_id IN (v_loud, v_quiet) ORDER BY 1 LOOP
    PERFORM refresh_room_alone(v_part);
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER sound_pair_changed AFTER INSERT OR DELETE ON sound_pair
  FOR EACH ROW EXECUTE FUNCTION follow_sound_pair();

-- Takes time for bookings, in one round trip: this one for one booking, take_times for any number.
--
-- NULL when everything was taken. Else a list of what was refused, per item (1, 2, ...): {"item", "outcome": "taken"}, or
-- "overdue" with "booking": each hold that stands in its way and whose end has passed at p_now. [{"outcome": "missing"}]:
-- days without a row of room_day; fill them and call again; nothing was written. p_hold_until NULL: booked for good.
-- Buffers (minutes) widen what is taken of the room, not of the sound between rooms. p_loudness: 'loud', 'quiet' or
-- 'neutral'.
CREATE FUNCTION take_time(
  p_room uuid, p_starts timestamptz, p_ends timestamptz, p_before integer, p_after integer,
  p_booking uuid, p_loudness text, p_hold_until timestamptz, p_now timestamptz
) RETURNS jsonb LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  v_from timestamptz := p_starts - make_interval(mins => p_before);
  v_until timestamptz := p_ends + make_interval(mins => p_after);
  v_local_from timestamp := v_from AT TIME ZONE 'Europe/Amsterdam';
  v_local_until timestamp := v_until AT TIME ZONE 'Europe/Amsterdam';
  v_day date := v_local_from;
  v_first integer;
  v_last integer;
  v_low bigint;
  v_high bigint;
  v_venue uuid;
  v_part uuid;
BEGIN
  -- The usual case: a room that stands alone, within one day. One conditional update is lock, test and set at once.
  IF v_local_until <= v_day + 1 AND v_until - v_from = v_local_until - v_local_from THEN
    v_first := floor(date_part('epoch', v_local_from - v_day) / 900);
    v_last := ceil(date_part('epoch', v_local_until - v_day) / 900);
    v_low := low_bits(v_first, v_last);
    v_high := high_bits(v_first, v_last);
    UPDATE room_day AS d SET taken_lo = d.taken_lo | v_low, taken_hi = d.taken_hi | v_high
    FROM room_alone AS alone
    WHERE alone.room_id = p_room AND d.room_id = p_room AND d.day = v_day
      AND d.taken_lo & v_low = 0 AND d.taken_hi & v_high = 0
    RETURNING d.venue_id, alone.part_id INTO v_venue, v_part;
    IF FOUND THEN
      INSERT INTO claim (id, venue_id, part_id, day, during, kind, hold_until, booking_id, note)
      VALUES (time_ordered_id(), v_venue, v_part, v_day, tstzrange(v_from, v_until),
              CASE WHEN p_hold_until IS NULL THEN 'booking' ELSE 'hold' END, p_hold_until, p_booking, '')
      ON CONFLICT DO NOTHING;
      IF FOUND THEN
        RETURN NULL;
      END IF;
      -- The claims knew more than the mask: put it right.
      PERFORM retake_days(ARRAY[p_room], ARRAY[v_day]);
    END IF;
  END IF;
  RETURN take_times(ARRAY[p_room], ARRAY[p_starts], ARRAY[p_ends], ARRAY[p_before], ARRAY[p_after], ARRAY[p_booking],
                    ARRAY[p_loudness], p_hold_until, p_now, false);
END $$;

-- The same for any number of (room, stretch, booking) and any case. p_partial: take the other items all the same; without
-- it a refusal leaves nothing written.
--
-- This one and those below plan once and always by key: a planner that knows nothing of the arrays would plan each call
-- anew, which costs more than the work, or read a small table whole.
CREATE FUNCTION take_times(
  p_rooms uuid[], p_starts timestamptz[], p_ends timestamptz[], p_before integer[], p_after integer[],
  p_bookings uuid[], p_loudness text[], p_hold_until timestamptz, p_now timestamptz, p_partial boolean
) RETURNS jsonb LANGUAGE plpgsql VOLATILE
SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  c_item integer[];
  c_part uuid[];
  c_day date[];
  c_from timestamptz[];
  c_until timestamptz[];
  c_low bigint[];
  c_high bigint[];
  r_room uuid[];
  r_day date[];
  v_expected integer;
  v_written integer;
  v_hit integer[];
  v_lost integer[] := '{}';
  v_refusals jsonb;
BEGIN
  -- What would be claimed, ...
  SELECT array_agg(q.item), array_agg(q.part_id), array_agg(q.day), array_agg(q.starts_at), array_agg(q.ends_at),
         array_agg(low_bits(q.first, q.last)), array_agg(high_bits(q.first, q.last))
  INTO c_item, c_part, c_day, c_from, c_until, c_low, c_high
  FROM (
    SELECT w.*, first_quarter(w.starts_at, w.ends_at, w.day) AS first, last_quarter(w.starts_at, w.ends_at, w.day) AS last
    FROM (
      SELECT i.item::integer AS item, u.part_id, d.day, d.starts_at, d.ends_at
      FROM unnest(p_rooms, p_starts, p_ends, p_before, p_after)
           WITH ORDINALITY AS i (room_id, starts_at, ends_at, before, after, item)
      JOIN room_part_use AS u ON u.room_id = i.room_id
      CROSS JOIN LATERAL local_pieces(i.starts_at - make_interval(mins => i.before),
                                      i.ends_at + make_interval(mins => i.after)) AS d
      UNION ALL
      SELECT i.item::integer, s.part_id, d.day, d.starts_at, d.ends_at
      FROM unnest(p_rooms, p_starts, p_ends, p_loudness)
           WITH ORDINALITY AS i (room_id, starts_at, ends_at, loudness, item)
      JOIN sound_pair AS s ON (i.loudness = 'loud' AND s.loud_room_id = i.room_id)
                           OR (i.loudness = 'quiet' AND s.quiet_room_id = i.room_id)
      CROSS JOIN LATERAL local_pieces(i.starts_at, i.ends_at) AS d
    ) AS w OFFSET 0 -- so that the quarters are counted once
  ) AS q;

  -- ... the days of all rooms that share a part, locked in order, ...
  SELECT array_agg(k.room_id), array_agg(k.day) INTO r_room, r_day
  FROM (
    SELECT DISTINCT u.room_id, c.day
    FROM unnest(c_part, c_day) AS c (part_id, day) JOIN room_part_use AS u ON u.part_id = c.part_id
  ) AS k;
  IF lock_days(r_room, r_day) < cardinality(r_room) THEN
    RETURN '[{"outcome": "missing"}]';
  END IF;

  -- ... and, as they are now that nobody else can change them, tested.
  SELECT array_agg(DISTINCT c.item) INTO v_hit
  FROM unnest(c_item, c_day, c_low, c_high) AS c (item, day, low, high)
  JOIN room_day AS d ON d.room_id = p_rooms[c.item] AND d.day = c.day
  WHERE p_loudness[c.item] <> 'neutral' OR d.taken_lo & c.low <> 0 OR d.taken_hi & c.high <> 0;
  IF v_hit IS NOT NULL THEN
    -- A mask is rounded outward and knows no sound: the claims say whether it is so.
    SELECT jsonb_agg(DISTINCT CASE
             WHEN k.hold_until <= p_now
               THEN jsonb_build_object('item', c.item, 'outcome', 'overdue', 'booking', k.booking_id)
             ELSE jsonb_build_object('item', c.item, 'outcome', 'taken') END),
           coalesce(array_agg(DISTINCT c.item), '{}')
    INTO v_refusals, v_lost
    FROM unnest(c_item, c_part, c_day, c_from, c_until) AS c (item, part_id, day, starts_at, ends_at)
    JOIN claim AS k ON k.part_id = c.part_id AND k.day = c.day AND k.during && tstzrange(c.starts_at, c.ends_at)
    WHERE c.item = ANY (v_hit);
    IF v_refusals IS NOT NULL AND NOT p_partial THEN
      RETURN v_refusals;
    END IF;
  END IF;

  UPDATE room_day AS d SET taken_lo = d.taken_lo | t.lo, taken_hi = d.taken_hi | t.hi
  FROM (
    SELECT u.room_id, c.day, bit_or(c.low) AS lo, bit_or(c.high) AS hi
    FROM unnest(c_item, c_part, c_day, c_low, c_high) AS c (item, part_id, day, low, high)
    JOIN room_part_use AS u ON u.part_id = c.part_id
    WHERE c.item <> ALL (v_lost)
    GROUP BY u.room_id, c.day
  ) AS t
  WHERE d.room_id = t.room_id AND d.day = t.day;

  INSERT INTO claim (id, venue_id, part_id, day, during, kind, hold_until, booking_id, note)
  SELECT time_ordered_id(), r.venue_id, c.part_id, c.day, tstzrange(c.starts_at, c.ends_at),
         CASE WHEN p_hold_until IS NULL THEN 'booking' ELSE 'hold' END, p_hold_until, p_bookings[c.item], ''
  FROM unnest(c_item, c_part, c_day, c_from, c_until) AS c (item, part_id, day, starts_at, ends_at)
  JOIN room AS r ON r.id = p_rooms[c.item]
  WHERE c.item <> ALL (v_lost)
  ORDER BY c.part_id, c.starts_at
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS v_written = ROW_COUNT;
  SELECT count(*) INTO v_expected FROM unnest(c_item) AS c (item) WHERE c.item <> ALL (v_lost);
  IF v_written = v_expected THEN
    RETURN v_refusals;
  END IF;

  -- Another item of this call has the time, or the claims knew more than the masks: undo what is not whole.
  SELECT array_agg(DISTINCT c.item) INTO v_hit
  FROM unnest(c_item, c_part, c_day, c_from, c_until) AS c (item, part_id, day, starts_at, ends_at)
  WHERE c.item <> ALL (v_lost) AND NOT EXISTS (
    SELECT FROM claim AS k
    WHERE k.booking_id = p_bookings[c.item] AND k.part_id = c.part_id AND k.during = tstzrange(c.starts_at, c.ends_at)
  );
  DELETE FROM claim AS k USING unnest(c_item, c_part, c_from, c_until) AS c (item, part_id, starts_at, ends_at)
  WHERE (c.item = ANY (v_hit) OR NOT p_partial) AND k.booking_id = p_bookings[c.item] AND k.part_id = c.part_id
    AND k.during = tstzrange(c.starts_at, c.ends_at);
  PERFORM retake_days(r_room, r_day);
  RETURN coalesce(v_refusals, '[]') || (
    SELECT jsonb_agg(jsonb_build_object('item', h, 'outcome', 'taken')) FROM unnest(v_hit) AS h
  );
END $$;

-- Takes for a room's own use what is still free of each stretch, per part; of two at one time the earlier has it.
-- p_kind: 'lesson' (p_ids are occurrences) or 'own_use' (blocks). Returns (id, booking) for each booking or hold that
-- has some of it; one row with id NULL: days are missing, as for take_time.
CREATE FUNCTION take_own_use(p_room uuid, p_kind text, p_ids uuid[], p_starts timestamptz[], p_ends timestamptz[])
RETURNS TABLE (id uuid, booking_id uuid) LANGUAGE plpgsql VOLATILE
SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
DECLARE
  v_venue uuid;
  c_item integer[];
  c_part uuid[];
  c_day date[];
  c_from timestamptz[];
  c_until timestamptz[];
  r_room uuid[];
  r_day date[];
BEGIN
  SELECT venue_id INTO v_venue FROM room WHERE id = p_room;
  SELECT array_agg(i.item::integer), array_agg(u.part_id), array_agg(d.day), array_agg(d.starts_at), array_agg(d.ends_at)
  INTO c_item, c_part, c_day, c_from, c_until
  FROM unnest(p_starts, p_ends) WITH ORDINALITY AS i (starts_at, ends_at, item)
  JOIN own_use_part AS u ON u.room_id = p_room
  CROSS JOIN LATERAL local_pieces(i.starts_at, i.ends_at) AS d;

  SELECT array_agg(k.room_id), array_agg(k.day) INTO r_room, r_day
  FROM (
    SELECT DISTINCT u.room_id, c.day
    FROM unnest(c_part, c_day) AS c (part_id, day) JOIN room_part_use AS u ON u.part_id = c.part_id
  ) AS k;
  IF lock_days(r_room, r_day) < cardinality(r_room) THEN
    RETURN QUERY SELECT NULL::uuid, NULL::uuid;
    RETURN;
  END IF;

  RETURN QUERY
    SELECT DISTINCT p_ids[c.item], k.booking_id
    FROM unnest(c_item, c_part, c_day, c_from, c_until) AS c (item, part_id, day, starts_at, ends_at)
    JOIN room_part_use AS u ON u.part_id = c.part_id AND u.room_id = p_room
    JOIN claim AS k ON k.part_id = c.part_id AND k.day = c.day AND k.during && tstzrange(c.starts_at, c.ends_at)
    WHERE k.booking_id IS NOT NULL;

  INSERT INTO claim (id, venue_id, part_id, day, during, kind, occurrence_id, own_use_block_id, note)
  SELECT time_ordered_id(), v_venue, f.part_id, f.day, f.piece, p_kind,
         CASE WHEN p_kind = 'lesson' THEN p_ids[f.item] END, CASE WHEN p_kind = 'own_use' THEN p_ids[f.item] END, ''
  FROM (
    SELECT c.item, c.part_id, c.day, unnest(
      tstzmultirange(tstzrange(c.starts_at, c.ends_at))
      - coalesce((SELECT range_agg(k.during) FROM claim AS k
                  WHERE k.part_id = c.part_id AND k.day = c.day AND k.during && tstzrange(c.starts_at, c.ends_at)), '{}')
      - coalesce(range_agg(tstzrange(c.starts_at, c.ends_at)) OVER earlier, '{}')
    ) AS piece
    FROM unnest(c_item, c_part, c_day, c_from, c_until) AS c (item, part_id, day, starts_at, ends_at)
    WINDOW earlier AS (PARTITION BY c.part_id, c.day ORDER BY c.starts_at, c.ends_at, c.item
                       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
  ) AS f
  ORDER BY f.part_id, f.piece
  ON CONFLICT DO NOTHING;
  PERFORM retake_days(r_room, r_day);
END $$;

-- Gives back all time of these bookings, lessons and blocks: first to own use that had to make way for it, else to
-- everybody. How many claims that were; twice changes nothing.
CREATE FUNCTION release_time(p_bookings uuid[], p_occurrences uuid[], p_blocks uuid[]) RETURNS integer
LANGUAGE plpgsql VOLATILE
SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  r_room uuid[];
  r_day date[];
  g_venue uuid[];
  g_part uuid[];
  g_day date[];
  g_during tstzrange[];
BEGIN
  SELECT array_agg(k.room_id), array_agg(k.day) INTO r_room, r_day
  FROM (
    SELECT DISTINCT u.room_id, c.day
    FROM claim AS c JOIN room_part_use AS u ON u.part_id = c.part_id
    WHERE c.booking_id = ANY (p_bookings) OR c.occurrence_id = ANY (p_occurrences) OR c.own_use_block_id = ANY (p_blocks)
  ) AS k;
  PERFORM lock_days(r_room, r_day);
  WITH gone AS (
    DELETE FROM claim
    WHERE booking_id = ANY (p_bookings) OR occurrence_id = ANY (p_occurrences) OR own_use_block_id = ANY (p_blocks)
    RETURNING venue_id, part_id, day, during
  )
  SELECT array_agg(venue_id), array_agg(part_id), array_agg(day), array_agg(during)
  INTO g_venue, g_part, g_day, g_during FROM gone;
  IF g_part IS NULL THEN
    RETURN 0;
  END IF;

  INSERT INTO claim (id, venue_id, part_id, day, during, kind, occurrence_id, own_use_block_id, note)
  SELECT time_ordered_id(), f.venue_id, f.part_id, f.day, f.piece, f.kind,
         CASE WHEN f.kind = 'lesson' THEN f.use_id END, CASE WHEN f.kind = 'own_use' THEN f.use_id END, ''
  FROM (
    SELECT g.venue_id, g.part_id, g.day, w.kind, w.use_id, unnest(
      tstzmultirange(g.during) * tstzmultirange(w.during) - coalesce(range_agg(w.during) OVER earlier, '{}')
    ) AS piece
    FROM unnest(g_venue, g_part, g_day, g_during) AS g (venue_id, part_id, day, during)
    JOIN own_use_part AS u ON u.part_id = g.part_id
    CROSS JOIN LATERAL (
      SELECT 'lesson' AS kind, o.id AS use_id, tstzrange(o.starts_at, o.ends_at) AS during FROM calendar_occurrence AS o
      WHERE o.room_id = u.room_id AND o.ends_at > lower(g.during) AND o.starts_at < upper(g.during)
        AND o.id <> ALL (p_occurrences)
      UNION ALL
      SELECT 'own_use', b.id, tstzrange(b.starts_at, b.ends_at) FROM own_use_block AS b
      WHERE b.room_id = u.room_id AND b.ends_at > lower(g.during) AND b.starts_at < upper(g.during)
        AND b.id <> ALL (p_blocks)
    ) AS w
    WINDOW earlier AS (PARTITION BY g.part_id, g.during ORDER BY w.during, w.use_id
                       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
  ) AS f
  ORDER BY f.part_id, f.piece
  ON CONFLICT DO NOTHING;

  UPDATE calendar_occurrence AS o SET overlaps_booking = false
  FROM unnest(g_part, g_during) AS g (part_id, during) JOIN room_part_use AS u ON u.part_id = g.part_id
  WHERE o.room_id = u.room_id AND o.overlaps_booking AND o.ends_at > lower(g.during) AND o.starts_at < upper(g.during)
    AND NOT EXISTS (
      SELECT FROM room_part_use AS own JOIN claim AS k ON k.part_id = own.part_id
      WHERE own.room_id = o.room_id AND k.booking_id IS NOT NULL AND k.during && tstzrange(o.starts_at, o.ends_at)
    );
  PERFORM retake_days(r_room, r_day);
  RETURN cardinality(g_part);
END $$;

-- Adds days with what is closed on them (from the opening rules) and what the claims have taken; those that are there
-- stay. How many were new. Inserted in the one order, so that two fillers wait for each other and do not cross.
CREATE FUNCTION fill_days(p_rooms uuid[], p_days date[], p_low bigint[], p_high bigint[]) RETURNS integer
LANGUAGE plpgsql VOLATILE
SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  n_room uuid[];
  n_day date[];
BEGIN
  WITH added AS (
    INSERT INTO room_day (room_id, day, venue_id, closed_lo, closed_hi)
    SELECT k.room_id, k.day, r.venue_id, k.low, k.high
    FROM unnest(p_rooms, p_days, p_low, p_high) AS k (room_id, day, low, high) JOIN room AS r ON r.id = k.room_id
    ORDER BY k.room_id, k.day
    ON CONFLICT DO NOTHING
    RETURNING room_id, day
  )
  SELECT array_agg(room_id), array_agg(day) INTO n_room, n_day FROM added;
  -- A statement of its own: who took time before our rows stood there has been waited for, and is seen now.
  PERFORM retake_days(n_room, n_day);
  RETURN coalesce(cardinality(n_room), 0);
END $$;

-- What is closed on these days; those that are not there are left out. How many were different.
CREATE FUNCTION close_days(p_rooms uuid[], p_days date[], p_low bigint[], p_high bigint[]) RETURNS integer
LANGUAGE plpgsql VOLATILE
SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  v_changed integer;
BEGIN
  PERFORM lock_days(p_rooms, p_days);
  UPDATE room_day AS d SET closed_lo = k.low, closed_hi = k.high
  FROM unnest(p_rooms, p_days, p_low, p_high) AS k (room_id, day, low, high)
  WHERE d.room_id = k.room_id AND d.day = k.day AND (d.closed_lo <> k.low OR d.closed_hi <> k.high);
  GET DIAGNOSTICS v_changed = ROW_COUNT;
  RETURN v_changed;
END $$;

-- `taken` of all days from one on, of these rooms, anew from the claims; how many were different. The days of rooms that
-- share a part are locked too, so that nobody is halfway.
CREATE FUNCTION retake_rooms(p_rooms uuid[], p_from date) RETURNS integer LANGUAGE plpgsql VOLATILE
SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  r_room uuid[];
  r_day date[];
BEGIN
  SELECT array_agg(d.room_id), array_agg(d.day) INTO r_room, r_day
  FROM room_day AS d
  WHERE d.day >= p_from AND d.room_id IN (
    SELECT other.room_id FROM room_part_use AS own JOIN room_part_use AS other ON other.part_id = own.part_id
    WHERE own.room_id = ANY (p_rooms)
  );
  PERFORM lock_days(r_room, r_day);
  RETURN retake_days(r_room, r_day);
END $$;

-- Days on which the masks of these rooms do not say what the claims say: one statement, so one moment for both.
CREATE FUNCTION wrongly_taken(p_rooms uuid[], p_from date) RETURNS TABLE (room_id uuid, day date)
LANGUAGE sql STABLE AS $$
  SELECT d.room_id, d.day
  FROM room_day AS d
  LEFT JOIN (
    SELECT u.room_id, c.day,
           bit_or(low_bits(first_quarter(lower(c.during), upper(c.during), c.day),
                           last_quarter(lower(c.during), upper(c.during), c.day))) AS lo,
           bit_or(high_bits(first_quarter(lower(c.during), upper(c.during), c.day),
                            last_quarter(lower(c.during), upper(c.during), c.day))) AS hi
    FROM room_part_use AS u JOIN claim AS c ON c.part_id = u.part_id
    WHERE u.room_id = ANY (p_rooms) AND c.day >= p_from
    GROUP BY u.room_id, c.day
  ) AS t ON t.room_id = d.room_id AND t.day = d.day
  WHERE d.room_id = ANY (p_rooms) AND d.day >= p_from
    AND (d.taken_lo <> coalesce(t.lo, 0) OR d.taken_hi <> coalesce(t.hi, 0))
$$;
