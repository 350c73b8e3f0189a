-- What search reads: one narrow row per room and stretch of days on which its rules and tariff stay the same, only for
-- rooms on offer (the condition of services/listing/visibility.py; a test compares the two). The view says what ought
-- to stand there; refresh_room_search() puts it there; triggers on every table behind the view call that, so that no
-- writer can forget. `flask search check` compares, `flask search rebuild` writes everything anew in the order of the map.

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;

-- Bits first .. until-1 of the day's quarters, in the word that begins at quarter `base` (0: the morning, 48: the rest).
CREATE FUNCTION quarter_mask(base integer, first integer, until integer) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    ((1::bigint << LEAST(GREATEST(until - base, 0), 48)) - 1) & ~((1::bigint << LEAST(GREATEST(first - base, 0), 48)) - 1);

-- Bits stand for places in these lists; a new word goes at the end.
CREATE FUNCTION search_amenities() RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN ARRAY[
    'grand_piano', 'piano', 'organ', 'drum_kit', 'percussion', 'amplifiers', 'pa_system', 'music_stands', 'sprung_floor',
    'mirror_wall', 'barre', 'stage_lighting', 'stage_risers', 'tiered_seating', 'dressing_rooms', 'shower', 'projector',
    'digital_board', 'blackout', 'daylight', 'kiln', 'sinks', 'printing_press', 'easels', 'wheelchair_accessible',
    'accessible_toilet', 'lift', 'hearing_loop', 'low_stimulus', 'kitchen', 'catering_on_site', 'parking',
    'bicycle_parking', 'loading_access', 'cloakroom', 'lockers', 'wifi'];

CREATE FUNCTION search_purposes() RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN ARRAY[
    'rehearsal', 'lesson', 'meeting', 'performance', 'exhibition', 'sport', 'recording', 'private_party'];

CREATE FUNCTION search_layouts() RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN ARRAY[
    'theatre', 'rows', 'u_shape', 'classroom', 'choir_arc', 'standing', 'dance', 'banquet', 'empty'];

CREATE TABLE room_search (
    room_id uuid NOT NULL,
    valid_from date NOT NULL,
    valid_until date,
    venue_id uuid NOT NULL,
    latitude double precision NOT NULL,
    longitude double precision NOT NULL,
    amenities bigint NOT NULL,
    purposes integer NOT NULL,
    max_persons integer NOT NULL,
    price_cents integer,
    grid_minutes smallint NOT NULL,
    min_minutes integer NOT NULL,
    max_minutes integer NOT NULL,
    notice_minutes integer NOT NULL,
    horizon_days integer NOT NULL,
    buffer_before smallint NOT NULL,
    buffer_after smallint NOT NULL,
    completeness smallint NOT NULL,
    notice_in_caretaker_hours boolean NOT NULL,
    instant boolean NOT NULL,
    has_sound_pair boolean NOT NULL,
    sound_level text NOT NULL,
    type text NOT NULL,
    region text NOT NULL,
    city text NOT NULL,
    name text NOT NULL,
    layouts integer[],
    priced bigint[],
    shares uuid[],
    CONSTRAINT pk_room_search PRIMARY KEY (room_id, valid_from)
) WITH (fillfactor = 90);
CREATE INDEX ix_room_search_point ON room_search USING gist (point(longitude, latitude));

CREATE TABLE room_words (
    room_id uuid NOT NULL,
    words tsvector NOT NULL,
    CONSTRAINT pk_room_words PRIMARY KEY (room_id)
);
CREATE INDEX ix_room_words_words ON room_words USING gin (words);

CREATE TABLE search_word (
    word text NOT NULL,
    CONSTRAINT pk_search_word PRIMARY KEY (word)
);
CREATE INDEX ix_search_word_word ON search_word USING gin (word gin_trgm_ops);

-- What kinds of room and the things in them are called, in both languages.
CREATE TABLE search_term (
    kind text NOT NULL,
    code text NOT NULL,
    words text NOT NULL,
    CONSTRAINT pk_search_term PRIMARY KEY (kind, code)
);
INSERT INTO search_term (kind, code, words) VALUES
    ('type', 'theatre_hall', 'theaterzaal theatre hall'),
    ('type', 'concert_hall', 'concertzaal concert hall'),
    ('type', 'dance_studio', 'dansstudio danszaal dance studio'),
    ('type', 'music_room', 'muzieklokaal music room'),
    ('type', 'band_rehearsal_room', 'popoefenruimte oefenruimte band rehearsal room'),
    ('type', 'recording_studio', 'opnamestudio recording studio'),
    ('type', 'classroom', 'leslokaal klaslokaal classroom'),
    ('type', 'art_studio', 'atelier art studio'),
    ('type', 'ceramics_studio', 'keramiekatelier keramiek ceramics studio pottery'),
    ('type', 'workshop_room', 'werkplaats workshop'),
    ('type', 'computer_room', 'computerlokaal computer room'),
    ('type', 'meeting_room', 'vergaderzaal vergaderruimte meeting room'),
    ('type', 'ensemble_room', 'koorzaal ensemblezaal repetitieruimte choir ensemble hall'),
    ('type', 'foyer', 'foyer'),
    ('type', 'exhibition_space', 'expositieruimte exhibition space gallery'),
    ('type', 'cafe', 'theatercafé café'),
    ('type', 'kitchen', 'keuken kitchen'),
    ('type', 'outdoor_space', 'buitenruimte outdoor space'),
    ('amenity', 'grand_piano', 'vleugel grand piano'),
    ('amenity', 'piano', 'piano'),
    ('amenity', 'organ', 'orgel klavecimbel organ harpsichord'),
    ('amenity', 'drum_kit', 'drumstel drums drum kit'),
    ('amenity', 'percussion', 'slagwerk percussie percussion'),
    ('amenity', 'amplifiers', 'versterkers amplifiers'),
    ('amenity', 'pa_system', 'zanginstallatie geluidsinstallatie pa system'),
    ('amenity', 'music_stands', 'muziekstandaards lessenaars music stands'),
    ('amenity', 'sprung_floor', 'zwevende vloer dansvloer sprung floor'),
    ('amenity', 'mirror_wall', 'spiegelwand spiegels mirror wall'),
    ('amenity', 'barre', 'barre balletbarre'),
    ('amenity', 'stage_lighting', 'toneellicht theaterlicht stage lighting'),
    ('amenity', 'stage_risers', 'podiumdelen podium stage risers'),
    ('amenity', 'tiered_seating', 'tribune tiered seating'),
    ('amenity', 'dressing_rooms', 'kleedkamers dressing rooms'),
    ('amenity', 'shower', 'douche shower'),
    ('amenity', 'projector', 'beamer scherm projector screen'),
    ('amenity', 'digital_board', 'digibord digital board'),
    ('amenity', 'blackout', 'verduistering blackout'),
    ('amenity', 'daylight', 'daglicht daylight'),
    ('amenity', 'kiln', 'keramiekoven oven kiln'),
    ('amenity', 'sinks', 'spoelbakken sinks'),
    ('amenity', 'printing_press', 'drukpers etspers printing press'),
    ('amenity', 'easels', 'schildersezels easels'),
    ('amenity', 'wheelchair_accessible', 'rolstoeltoegankelijk rolstoel wheelchair accessible'),
    ('amenity', 'accessible_toilet', 'invalidentoilet accessible toilet'),
    ('amenity', 'lift', 'lift'),
    ('amenity', 'hearing_loop', 'ringleiding hearing loop'),
    ('amenity', 'low_stimulus', 'prikkelarm low stimulus'),
    ('amenity', 'kitchen', 'keuken kitchen'),
    ('amenity', 'catering_on_site', 'horeca catering'),
    ('amenity', 'parking', 'parkeren parkeerplaats parking'),
    ('amenity', 'bicycle_parking', 'fietsenstalling bicycle parking'),
    ('amenity', 'loading_access', 'laden lossen loading access'),
    ('amenity', 'cloakroom', 'garderobe cloakroom'),
    ('amenity', 'lockers', 'kluisjes lockers'),
    ('amenity', 'wifi', 'wifi internet');

-- Dutch words to their stem, with or without accents.
CREATE TEXT SEARCH CONFIGURATION dutch_plain (COPY = dutch);
ALTER TEXT SEARCH CONFIGURATION dutch_plain ALTER MAPPING FOR hword, hword_part, word WITH unaccent, dutch_stem;

-- "danszaal" is found by "zaal" and by "dans" too: Dutch writes as one word what people look for as two.
CREATE FUNCTION spread_compounds(written text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE RETURN
    regexp_replace(
        lower(unaccent(written)),
        '\m(\w{3,}?)(zaal|zalen|ruimte|ruimtes|lokaal|lokalen|studio|studios|atelier|ateliers|podium|kamer|kamers|huis|school)\M',
        '\& \1 \2', 'g');

-- The lowest price by the tariff of a day for a private hirer, for one of the uses that the room allows, as the price of
-- an hour: an hour's, else a day part's share, else an eighth of a day. `priced`: the quarters that have a price, two words per weekday from Monday; NULL when all have one.
CREATE FUNCTION room_tariff_on(room uuid, on_day date, OUT price_cents integer, OUT priced bigint[])
LANGUAGE sql STABLE PARALLEL SAFE AS $$
WITH in_force AS MATERIALIZED (
    SELECT DISTINCT ON (t.plan_id, t.unit, t.day_part_id, w.weekday)
        t.unit, t.price_cents, w.weekday::integer AS weekday, p.starts_minute::integer AS starts, p.ends_minute::integer AS ends
    FROM rate t
    CROSS JOIN LATERAL unnest(t.weekdays) w(weekday)
    LEFT JOIN day_part p ON p.id = t.day_part_id
    LEFT JOIN rate_plan plan ON plan.id = t.plan_id
    WHERE t.room_id = room AND t.ordinal = 1
      AND (plan.id IS NULL OR ((plan.categories = '{}' OR 'private' = ANY(plan.categories))
           AND (plan.purposes = '{}' OR plan.purposes && (SELECT r.purposes FROM room r WHERE r.id = room))
           AND plan.season_from IS NULL AND plan.valid_from <= on_day
           AND (plan.valid_until IS NULL OR plan.valid_until > on_day)))
      AND t.valid_from <= on_day AND (t.valid_until IS NULL OR t.valid_until > on_day)
    ORDER BY t.plan_id, t.unit, t.day_part_id, w.weekday, t.valid_from DESC, t.price_cents
),
stretch AS (
    SELECT weekday, 0 AS first, 96 AS until FROM in_force WHERE unit IN ('hour', 'day')
    UNION ALL SELECT (weekday + 1) % 7, 0, 24 FROM in_force WHERE unit = 'day'
    UNION ALL SELECT weekday, (starts + 14) / 15, LEAST(ends, 1440) / 15 FROM in_force WHERE unit = 'day_part'
    UNION ALL SELECT (weekday + 1) % 7, 0, (ends - 1440) / 15 FROM in_force WHERE unit = 'day_part' AND ends > 1440
),
word AS (
    SELECT d.weekday, b.base, COALESCE(bit_or(quarter_mask(b.base, s.first, s.until)), 0) AS bits
    FROM generate_series(0, 6) d(weekday)
    CROSS JOIN (VALUES (0), (48)) b(base)
    LEFT JOIN stretch s ON s.weekday = d.weekday
    GROUP BY d.weekday, b.base
)
SELECT
    (SELECT COALESCE(
        min(f.price_cents) FILTER (WHERE unit = 'hour'),
        round(min(f.price_cents * 60.0 / (ends - starts)) FILTER (WHERE unit = 'day_part')),
        round(min(f.price_cents / 8.0) FILTER (WHERE unit = 'day'))
    ) FROM in_force f)::integer,
    (SELECT CASE WHEN bool_and(bits = (1::bigint << 48) - 1) THEN NULL ELSE array_agg(bits ORDER BY weekday, base) END FROM word)
$$;

CREATE VIEW room_on_offer AS
SELECT r.id AS room_id, r.venue_id, v.organisation_id, reg.slug AS region
FROM room r
JOIN venue v ON v.id = r.venue_id
JOIN organisation o ON o.id = v.organisation_id
JOIN municipality m ON m.code = v.municipality_code
JOIN region reg ON reg.id = m.region_id
JOIN payment_account pa ON pa.organisation_id = o.id
WHERE r.status = 'published' AND reg.status = 'live' AND o.membership_status = 'active'
  AND o.selling_suspended_reason IS NULL AND pa.status = 'active';

-- One row per room and stretch; what ended before 2026 is of no use to anybody and counts as one stretch.
CREATE VIEW room_search_now AS
SELECT
    r.id AS room_id, span.valid_from, span.valid_until, r.venue_id, v.latitude, v.longitude,
    COALESCE((SELECT bit_or(1::bigint << (array_position(search_amenities(), a.code) - 1))
              FROM room_amenity a WHERE a.room_id = r.id), 0) AS amenities,
    COALESCE((SELECT bit_or(1 << (array_position(search_purposes(), p) - 1)) FROM unnest(r.purposes) p), 0) AS purposes,
    r.max_persons::integer AS max_persons,
    tariff.price_cents,
    rule.grid_minutes::smallint AS grid_minutes,
    rule.min_minutes::integer AS min_minutes,
    GREATEST(rule.max_minutes, rule.min_minutes)::integer AS max_minutes,
    rule.notice_minutes::integer AS notice_minutes,
    rule.horizon_days::integer AS horizon_days,
    (CASE WHEN rule.shared THEN 0 ELSE (rule.before + 14) / 15 END)::smallint AS buffer_before,
    (CASE WHEN rule.shared THEN (GREATEST(rule.before, rule.after) + 14) / 15 ELSE (rule.after + 14) / 15 END)::smallint
        AS buffer_after,
    -- In tenths: a description, an English one, photos, layouts, measures and what is there.
    ((CASE WHEN length(r.description) >= 80 THEN 3 WHEN r.description <> '' THEN 1 ELSE 0 END)
     + (CASE WHEN r.description_en <> '' THEN 1 ELSE 0 END)
     + LEAST(3, (SELECT count(*) FROM room_photo f WHERE f.room_id = r.id))
     + (CASE WHEN EXISTS (SELECT FROM room_layout l WHERE l.room_id = r.id) THEN 1 ELSE 0 END)
     + (CASE WHEN r.area_m2 IS NOT NULL THEN 1 ELSE 0 END)
     + (CASE WHEN EXISTS (SELECT FROM room_amenity a WHERE a.room_id = r.id) THEN 1 ELSE 0 END))::smallint AS completeness,
    rule.notice_in_caretaker_hours,
    r.booking_mode = 'instant' AS instant,
    EXISTS (SELECT FROM sound_pair s WHERE s.loud_room_id = r.id OR s.quiet_room_id = r.id) AS has_sound_pair,
    r.sound_level::text AS sound_level,
    r.type::text AS type, offered.region, v.city, r.name,
    (SELECT array_agg(COALESCE(l.capacity, 0)::integer ORDER BY k.place)
     FROM unnest(search_layouts()) WITH ORDINALITY k(kind, place)
     LEFT JOIN room_layout l ON l.room_id = r.id AND l.kind = k.kind
     WHERE EXISTS (SELECT FROM room_layout l2 WHERE l2.room_id = r.id)) AS layouts,
    tariff.priced,
    (SELECT array_agg(DISTINCT other.room_id ORDER BY other.room_id)
     FROM room_part_use mine JOIN room_part_use other ON other.part_id = mine.part_id AND other.room_id <> r.id
     WHERE mine.room_id = r.id) AS shares
FROM room_on_offer offered
JOIN room r ON r.id = offered.room_id
JOIN venue v ON v.id = r.venue_id
CROSS JOIN LATERAL (
    SELECT edge.day AS valid_from, lead(edge.day) OVER (ORDER BY edge.day) AS valid_until
    FROM (
        SELECT DATE '2000-01-01' AS day
        UNION SELECT b.valid_from FROM booking_rule b WHERE b.venue_id = r.venue_id AND COALESCE(b.room_id, r.id) = r.id
        UNION SELECT b.valid_until FROM booking_rule b WHERE b.venue_id = r.venue_id AND COALESCE(b.room_id, r.id) = r.id
        UNION SELECT t.valid_from FROM rate t WHERE t.room_id = r.id
        UNION SELECT t.valid_until FROM rate t WHERE t.room_id = r.id
        UNION SELECT p.valid_from FROM rate_plan p WHERE p.room_id = r.id
        UNION SELECT p.valid_until FROM rate_plan p WHERE p.room_id = r.id
    ) edge
    WHERE edge.day = DATE '2000-01-01' OR edge.day > DATE '2026-01-01'
) span
CROSS JOIN LATERAL (SELECT GREATEST(span.valid_from, DATE '2026-01-01') AS day) on_day
LEFT JOIN booking_rule mine ON mine.venue_id = r.venue_id AND mine.room_id = r.id
    AND mine.valid_from <= on_day.day AND (mine.valid_until IS NULL OR mine.valid_until > on_day.day)
LEFT JOIN booking_rule house ON house.venue_id = r.venue_id AND house.room_id IS NULL
    AND house.valid_from <= on_day.day AND (house.valid_until IS NULL OR house.valid_until > on_day.day)
CROSS JOIN LATERAL (
    SELECT
        COALESCE(mine.start_grid_minutes, r.start_grid_minutes, house.start_grid_minutes, 30) AS grid_minutes,
        COALESCE(mine.min_duration_minutes, r.min_duration_minutes, house.min_duration_minutes, 60) AS min_minutes,
        COALESCE(mine.max_duration_minutes, r.max_duration_minutes, house.max_duration_minutes, 900) AS max_minutes,
        COALESCE(mine.notice_minutes, r.notice_minutes, house.notice_minutes, 120) AS notice_minutes,
        COALESCE(mine.notice_in_caretaker_hours, r.notice_in_caretaker_hours, house.notice_in_caretaker_hours, false)
            AS notice_in_caretaker_hours,
        COALESCE(mine.horizon_days, r.horizon_days, house.horizon_days, 365) AS horizon_days,
        COALESCE(mine.buffer_before_minutes, r.buffer_before_minutes, house.buffer_before_minutes, 0) AS before,
        COALESCE(mine.buffer_after_minutes, r.buffer_after_minutes, house.buffer_after_minutes, 0) AS after,
        COALESCE(mine.buffers_shared, r.buffers_shared, house.buffers_shared, false) AS shared
) rule
CROSS JOIN LATERAL room_tariff_on(r.id, on_day.day) tariff;

CREATE VIEW room_words_now AS
SELECT
    r.id AS room_id,
    setweight(to_tsvector('dutch_plain', spread_compounds(r.name || ' ' || kind.words)), 'A')
    || setweight(to_tsvector('dutch_plain', spread_compounds(concat_ws(' ', v.name, v.city, m.name, o.name))), 'B')
    || setweight(to_tsvector('dutch_plain', spread_compounds(COALESCE(things.words, ''))), 'C')
    || setweight(to_tsvector('dutch_plain', spread_compounds(concat_ws(' ', r.description, r.description_en, v.street))), 'D')
    AS words,
    lower(unaccent(concat_ws(' ', r.name, kind.words, v.name, v.city, m.name, o.name, things.words, r.description,
                             r.description_en))) AS written
FROM room_on_offer offered
JOIN room r ON r.id = offered.room_id
JOIN venue v ON v.id = r.venue_id
JOIN municipality m ON m.code = v.municipality_code
JOIN organisation o ON o.id = v.organisation_id
JOIN search_term kind ON kind.kind = 'type' AND kind.code = r.type
LEFT JOIN LATERAL (
    SELECT string_agg(term.words, ' ' ORDER BY term.code) AS words
    FROM room_amenity a JOIN search_term term ON term.kind = 'amenity' AND term.code = a.code
    WHERE a.room_id = r.id
) things ON true;

-- Puts the rows of these rooms right. Whoever changes the same room waits here, and then sees the other's change.
-- Planning these views takes ten times as long as reading them for one room: one plan per connection serves every call.
CREATE FUNCTION refresh_room_search(room_ids uuid[]) RETURNS void LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    IF room_ids IS NULL OR cardinality(room_ids) = 0 THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(764112, bucket)
    FROM (SELECT DISTINCT hashtext(id::text) & 255 AS bucket FROM unnest(room_ids) id ORDER BY 1) buckets;
    DELETE FROM room_search old
    WHERE old.room_id = ANY(room_ids)
      AND NOT EXISTS (SELECT FROM room_search_now fresh WHERE fresh.room_id = old.room_id AND fresh.valid_from = old.valid_from);
    INSERT INTO room_search SELECT * FROM room_search_now fresh WHERE fresh.room_id = ANY(room_ids)
    ON CONFLICT (room_id, valid_from) DO UPDATE SET
        (valid_until, venue_id, latitude, longitude, amenities, purposes, max_persons, price_cents, grid_minutes,
         min_minutes, max_minutes, notice_minutes, horizon_days, buffer_before, buffer_after, completeness,
         notice_in_caretaker_hours, instant, has_sound_pair, sound_level, type, region, city, name, layouts, priced, shares)
        = (EXCLUDED.valid_until, EXCLUDED.venue_id, EXCLUDED.latitude, EXCLUDED.longitude, EXCLUDED.amenities,
           EXCLUDED.purposes, EXCLUDED.max_persons, EXCLUDED.price_cents, EXCLUDED.grid_minutes, EXCLUDED.min_minutes,
           EXCLUDED.max_minutes, EXCLUDED.notice_minutes, EXCLUDED.horizon_days, EXCLUDED.buffer_before,
           EXCLUDED.buffer_after, EXCLUDED.completeness, EXCLUDED.notice_in_caretaker_hours, EXCLUDED.instant,
           EXCLUDED.has_sound_pair, EXCLUDED.sound_level, EXCLUDED.type, EXCLUDED.region, EXCLUDED.city, EXCLUDED.name,
           EXCLUDED.layouts, EXCLUDED.priced, EXCLUDED.shares)
    WHERE room_search IS DISTINCT FROM EXCLUDED;
    DELETE FROM room_words old
    WHERE old.room_id = ANY(room_ids) AND NOT EXISTS (SELECT FROM room_on_offer o WHERE o.room_id = old.room_id);
    INSERT INTO room_words SELECT fresh.room_id, fresh.words FROM room_words_now fresh WHERE fresh.room_id = ANY(room_ids)
    ON CONFLICT (room_id) DO UPDATE SET words = EXCLUDED.words WHERE room_words.words <> EXCLUDED.words;
    INSERT INTO search_word
    SELECT DISTINCT word FROM room_words_now fresh, regexp_split_to_table(fresh.written, '[^a-z]+') word
    WHERE fresh.room_id = ANY(room_ids) AND length(word) BETWEEN 4 AND 40 ORDER BY word
    ON CONFLICT (word) DO NOTHING;
END $$;

-- All of it, in the order of the map, so that neighbours lie beside each other.
CREATE FUNCTION rebuild_room_search() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE room_search, room_words, search_word IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM room_search;
    DELETE FROM room_words;
    DELETE FROM search_word;
    INSERT INTO room_search SELECT * FROM room_search_now
    ORDER BY floor(latitude * 20), floor(longitude * 12), latitude, longitude, room_id, valid_from;
    INSERT INTO room_words SELECT room_id, words FROM room_words_now ORDER BY room_id;
    INSERT INTO search_word
    SELECT DISTINCT word FROM room_words_now fresh, regexp_split_to_table(fresh.written, '[^a-z]+') word
    WHERE length(word) BETWEEN 4 AND 40;
END $$;

-- Statement triggers: TG_ARGV[0] names the column that leads to rooms, TG_ARGV[1] how it does, TG_ARGV[2] the columns
-- that matter to search. A change of none of those costs a comparison and nothing more.
CREATE FUNCTION room_search_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    keys text;
    room_ids uuid[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        keys := format(
            'SELECT %1$I AS key FROM ((SELECT %1$I, %2$s FROM former EXCEPT SELECT %1$I, %2$s FROM changed)'
            ' UNION ALL (SELECT %1$I, %2$s FROM changed EXCEPT SELECT %1$I, %2$s FROM former)) differing',
            TG_ARGV[0], TG_ARGV[2]);
    ELSE
        keys := format('SELECT %I AS key FROM changed', TG_ARGV[0]);
    END IF;
    EXECUTE format(
        CASE TG_ARGV[1]
            WHEN 'room' THEN 'SELECT array_agg(DISTINCT key) FROM (%s) k'
            WHEN 'venue' THEN 'SELECT array_agg(r.id) FROM room r WHERE r.venue_id IN (SELECT key FROM (%s) k)'
            WHEN 'organisation' THEN
                'SELECT array_agg(r.id) FROM room r JOIN venue v ON v.id = r.venue_id'
                ' WHERE v.organisation_id IN (SELECT key FROM (%s) k)'
            WHEN 'municipality' THEN
                'SELECT array_agg(r.id) FROM room r JOIN venue v ON v.id = r.venue_id'
                ' WHERE v.municipality_code IN (SELECT key FROM (%s) k)'
            WHEN 'region' THEN
                'SELECT array_agg(r.id) FROM room r JOIN venue v ON v.id = r.venue_id'
                ' JOIN municipality m ON m.code = v.municipality_code WHERE m.region_id IN (SELECT key FROM (%s) k)'
            WHEN 'part' THEN
                'SELECT array_agg(DISTINCT u.room_id) FROM room_part_use u WHERE u.part_id IN (SELECT key FROM (%s) k)'
        END, keys) INTO room_ids;
    PERFORM refresh_room_search(room_ids);
    RETURN NULL;
END $$;

-- The first moment by which so many minutes of the caretaker's hours have passed (services/availability/caretaker.py).
CREATE FUNCTION earliest_in_caretaker_hours(venue uuid, asked_at timestamptz, notice_minutes integer) RETURNS timestamptz
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    remaining interval := make_interval(mins => notice_minutes);
    reached timestamptz := asked_at;
    present record;
BEGIN
    IF notice_minutes = 0 OR NOT EXISTS (SELECT FROM caretaker_hours c WHERE c.venue_id = venue) THEN
        RETURN asked_at + remaining;
    END IF;
    FOR present IN
        SELECT (day.at + make_interval(mins => c.from_minute::integer)) AT TIME ZONE 'Europe/Amsterdam' AS starts_at,
               (day.at + make_interval(mins => c.until_minute::integer)) AT TIME ZONE 'Europe/Amsterdam' AS ends_at
        FROM generate_series(0, 799) n
        CROSS JOIN LATERAL (SELECT ((asked_at AT TIME ZONE 'Europe/Amsterdam')::date - 1 + n)::timestamp AS at) day
        JOIN caretaker_hours c ON c.venue_id = venue AND c.weekday = EXTRACT(isodow FROM day.at) - 1
            AND c.valid_from <= day.at::date AND (c.valid_until IS NULL OR c.valid_until > day.at::date)
        ORDER BY n, c.from_minute
    LOOP
        CONTINUE WHEN GREATEST(reached, present.starts_at) >= present.ends_at;
        reached := GREATEST(reached, present.starts_at);
        IF reached + remaining <= present.ends_at THEN
            RETURN reached + remaining;
        END IF;
        remaining := remaining - (present.ends_at - reached);
        reached := present.ends_at;
    END LOOP;
    RETURN asked_at + interval '800 days';
END $$;
