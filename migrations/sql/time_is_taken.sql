-- Whether somebody has a time, as far as anybody can see: of the room itself, without buffers, and not by a hold that is
-- over at p_now. It locks nothing: only taking decides.
CREATE FUNCTION time_is_taken(p_room uuid, p_starts timestamptz, p_ends timestamptz, p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN p_starts < p_ends AND EXISTS (
    SELECT FROM room_part_use AS u
    CROSS JOIN LATERAL (
      SELECT during, hold_until FROM claim
      WHERE part_id = u.part_id
        AND day BETWEEN (p_starts AT TIME ZONE 'Europe/Amsterdam')::date AND (p_ends AT TIME ZONE 'Europe/Amsterdam')::date
      OFFSET 0 -- by the key of part and day
    ) AS k
    WHERE u.room_id = p_room AND k.during && tstzrange(p_starts, p_ends)
      AND (k.hold_until IS NULL OR k.hold_until > p_now)
  );
END $$;

-- As it was (day_masks.sql), with a short way out for who comes second.
CREATE OR REPLACE FUNCTION take_time(
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
  -- Most who come here have waited for somebody who was first: the short way out. (Each look is newer than the wait.)
  IF time_is_taken(p_room, p_starts, p_ends, p_now) THEN
    RETURN '[{"item": 1, "outcome": "taken"}]';
  END IF;
  RETURN take_times(ARRAY[p_room], ARRAY[p_starts], ARRAY[p_ends], ARRAY[p_before], ARRAY[p_after], ARRAY[p_booking],
                    ARRAY[p_loudness], p_hold_until, p_now, false);
END $$;
