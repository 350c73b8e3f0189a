"""Columns of a room that more than one statement tells as JSON."""

# What its own booking rules are made of (availability/booking_rules.py).
BOOKING_RULES = (
    "start_grid_minutes",
    "min_duration_minutes",
    "max_duration_minutes",
    "notice_minutes",
    "notice_in_caretaker_hours",
    "horizon_days",
    "buffer_before_minutes",
    "buffer_after_minutes",
    "buffers_shared",
)
