"""What is asked of `room_day` for many days at once; the benchmark asks the same."""

from sqlalchemy import text

MASKS_OF_ROOMS = text("""
    SELECT m.room_id, m.day, m.closed_lo, m.closed_hi, m.taken_lo, m.taken_hi
    FROM room_day m
    WHERE m.room_id = ANY (CAST(:rooms AS uuid[])) AND m.day BETWEEN CAST(:first AS date) AND CAST(:last AS date)
""")
