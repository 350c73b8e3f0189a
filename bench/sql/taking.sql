-- What the benchmark measures taking time with: one call is one transaction is one round trip, for each way alike.

CREATE TABLE bench_room (
  n integer PRIMARY KEY, room_id uuid NOT NULL, venue_id uuid NOT NULL, organisation_id uuid NOT NULL,
  part_id uuid NOT NULL, block_id uuid NOT NULL
);
-- Rooms that share parts: the whole (place 0) and each of its three parts.
CREATE TABLE bench_hall (n integer NOT NULL, place integer NOT NULL, room_id uuid NOT NULL, PRIMARY KEY (n, place));
CREATE SEQUENCE bench_turn;
-- The same columns as a claim with nothing that would keep two apart: what merely writing a row costs.
CREATE TABLE bench_plain (
  id uuid PRIMARY KEY, venue_id uuid NOT NULL, part_id uuid NOT NULL, day date NOT NULL, during tstzrange NOT NULL,
  kind text NOT NULL, note text NOT NULL
);

CREATE FUNCTION bench_start(p_day integer, p_quarter integer) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT (current_date + p_day + p_quarter * interval '15 minutes') AT TIME ZONE 'Europe/Amsterdam'
$$;

CREATE FUNCTION bench_plain_insert(p_n integer, p_day integer, p_quarter integer) RETURNS integer
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO bench_plain (id, venue_id, part_id, day, during, kind, note)
  SELECT time_ordered_id(), venue_id, part_id, current_date + p_day,
         tstzrange(bench_start(p_day, p_quarter), bench_start(p_day, p_quarter + 8)), 'own_use', ''
  FROM bench_room WHERE n = p_n;
  RETURN 1;
END $$;

CREATE FUNCTION bench_claim_insert(p_n integer, p_day integer, p_quarter integer) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  v_written integer;
BEGIN
  INSERT INTO claim (id, venue_id, part_id, day, during, kind, own_use_block_id, note)
  SELECT time_ordered_id(), venue_id, part_id, current_date + p_day,
         tstzrange(bench_start(p_day, p_quarter), bench_start(p_day, p_quarter + 8)), 'own_use', block_id, ''
  FROM bench_room WHERE n = p_n
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS v_written = ROW_COUNT;
  RETURN v_written;
END $$;

-- Everything that a hold writes: the booking, its time in claims and masks, its line and its trace. As in the application
-- nothing of it stays when the time is refused, and who comes too late hears so before anything is written.
CREATE PROCEDURE bench_hold_room(p_room uuid, p_day integer, p_quarters integer[]) LANGUAGE plpgsql AS $$
DECLARE
  v_booking uuid := time_ordered_id();
  v_starts timestamptz[];
  v_ends timestamptz[];
  v_size integer := cardinality(p_quarters);
  v_refused jsonb;
BEGIN
  SELECT array_agg(bench_start(p_day + 7 * (i - 1)::integer, q) ORDER BY i),
         array_agg(bench_start(p_day + 7 * (i - 1)::integer, q + 8) ORDER BY i)
  INTO v_starts, v_ends
  FROM unnest(p_quarters) WITH ORDINALITY AS asked (q, i);
  IF v_size = 1 AND time_is_taken(p_room, v_starts[1], v_ends[1], now()) THEN
    RETURN;
  END IF;
  INSERT INTO booking (
    id, reference, source, status, organisation_id, venue_id, room_id, starts_at, ends_at, persons, purpose, contact_name,
    contact_email, contact_phone, hirer_organisation, hirer_reference, locale, currency, total_cents, vat_cents,
    commission_bps, commission_cents, commission_vat_bps, commission_vat_cents, cancellation_terms, terms_version,
    terms_accepted_at, hold_expires_at, cancelled_by, cancel_reason, calendar_sequence)
  SELECT v_booking, v_booking::text, 'api', 'held', v.organisation_id, v.id, r.id, v_starts[1], v_ends[1], 5, 'rehearsal',
    'Marit', 'marit@nevenstem.example', '0612345678', '', '', 'nl', 'eur', 6000, 0, 1000, 600, 2100, 126,
    '{"name": "standard", "steps": [{"hours_before": 336, "refund_bps": 10000}]}', '2026-11', now(),
    now() + interval '15 minutes', '', '', 0
  FROM room AS r JOIN venue AS v ON v.id = r.venue_id WHERE r.id = p_room;
  IF v_size = 1 THEN
    v_refused := take_time(p_room, v_starts[1], v_ends[1], 0, 0, v_booking, 'neutral', now() + interval '15 minutes', now());
    IF v_refused IS NOT NULL THEN
      ROLLBACK;
      RETURN;
    END IF;
  ELSE
    PERFORM take_times(array_fill(p_room, ARRAY[v_size]), v_starts, v_ends, array_fill(0, ARRAY[v_size]),
      array_fill(0, ARRAY[v_size]), array_fill(v_booking, ARRAY[v_size]), array_fill('neutral'::text, ARRAY[v_size]),
      now() + interval '15 minutes', now(), true);
  END IF;
  INSERT INTO booking_line (id, booking_id, position, kind, label, quantity_minutes, unit_price_cents, amount_cents, vat_bps,
    vat_cents, vat_reason)
  VALUES (time_ordered_id(), v_booking, 0, 'hour', '', 120, 3000, 6000, 0, 0, '');
  INSERT INTO audit_event (id, tag, actor_kind, subject_type, subject_id, reason, data, occurred_at)
  VALUES (time_ordered_id(), 'booking:hold:placed', 'hirer', 'booking', v_booking, '', '{"total_cents": 6000}', now());
END $$;

CREATE PROCEDURE bench_hold(p_n integer, p_day integer, p_quarter integer) LANGUAGE plpgsql AS $$
DECLARE
  v_room uuid := (SELECT room_id FROM bench_room WHERE n = p_n);
BEGIN
  CALL bench_hold_room(v_room, p_day, ARRAY[p_quarter]);
END $$;

-- Forty weeks at the same hour, what is free of them; the answer is the same booking.
CREATE PROCEDURE bench_series(p_n integer, p_day integer, p_quarter integer) LANGUAGE plpgsql AS $$
DECLARE
  v_room uuid := (SELECT room_id FROM bench_room WHERE n = p_n);
BEGIN
  CALL bench_hold_room(v_room, p_day, array_fill(p_quarter, ARRAY[40]));
END $$;

-- Many want the same: every twenty turns are about one slot, seven slots a day from eight in the morning.
CREATE PROCEDURE bench_hot_hold(p_n integer) LANGUAGE plpgsql AS $$
DECLARE
  v_turn bigint := nextval('bench_turn') - 1;
BEGIN
  CALL bench_hold(p_n, 1 + (v_turn / 20 / 7)::integer, 32 + 8 * (v_turn / 20 % 7)::integer);
END $$;

-- The whole hall or one of its parts, at random, for the slot whose turn it is.
CREATE PROCEDURE bench_hall_hold(p_n integer, p_place integer) LANGUAGE plpgsql AS $$
DECLARE
  v_room uuid := (SELECT room_id FROM bench_hall WHERE n = p_n AND place = p_place);
  v_turn bigint := nextval('bench_turn') - 1;
BEGIN
  CALL bench_hold_room(v_room, 1 + (v_turn / 20 / 7)::integer, ARRAY[32 + 8 * (v_turn / 20 % 7)::integer]);
END $$;
