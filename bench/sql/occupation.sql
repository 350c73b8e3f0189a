-- Days that are laid out with nothing on them but the hours in which the house is closed: before eight, after eleven.
-- What is taken follows from the claims, in one pass.
INSERT INTO room_day (room_id, day, venue_id, closed_lo, closed_hi, taken_lo, taken_hi)
SELECT r.room_id, current_date + d.n, r.venue_id, low_bits(0, 32), high_bits(92, 96),
       coalesce(t.lo, 0), coalesce(t.hi, 0)
FROM (SELECT id AS room_id, venue_id FROM room) AS r
CROSS JOIN generate_series(-1, 400) AS d (n)
LEFT JOIN (
  SELECT u.room_id, c.day,
         bit_or(low_bits(first_quarter(lower(c.during), upper(c.during), c.day),
                         last_quarter(lower(c.during), upper(c.during), c.day))) AS lo,
         bit_or(high_bits(first_quarter(lower(c.during), upper(c.during), c.day),
                          last_quarter(lower(c.during), upper(c.during), c.day))) AS hi
  FROM claim AS c JOIN room_part_use AS u ON u.part_id = c.part_id
  WHERE c.day BETWEEN current_date - 1 AND current_date + 400
  GROUP BY u.room_id, c.day
) AS t ON t.room_id = r.room_id AND t.day = current_date + d.n
ORDER BY r.room_id, d.n
