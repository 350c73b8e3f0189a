"""the narrow table that search reads.

Expand, backfill, contract: a running older version must survive this step. `lock_timeout` is set in env.py; a statement
that waits longer for its lock fails instead of stopping everybody. The rows of rooms that are already on offer are
written here; from then on triggers on everything behind them keep them right.
"""

from pathlib import Path

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SEARCH = Path(__file__).parent.parent / "sql" / "room_search.sql"

_ASKED = (
    "start_grid_minutes, min_duration_minutes, max_duration_minutes, notice_minutes, notice_in_caretaker_hours,"
    " horizon_days, buffer_before_minutes, buffer_after_minutes, buffers_shared"
)
_ROOM = (
    "venue_id, name, type, description, description_en, area_m2, max_persons, booking_mode, purposes, sound_level, status, "
    + _ASKED
)
# Table, the column that leads to its rooms, by what, and the columns that search looks at.
BEHIND = (
    (
        "room",
        "id",
        "room",
        _ROOM,
    ),
    (
        "venue",
        "id",
        "venue",
        "organisation_id, name, street, city, municipality_code, latitude, longitude",
    ),
    ("organisation", "id", "organisation", "name, membership_status, selling_suspended_reason"),
    ("payment_account", "organisation_id", "organisation", "status"),
    ("municipality", "code", "municipality", "name, region_id"),
    ("region", "id", "region", "slug, status"),
    ("room_amenity", "room_id", "room", "code"),
    ("room_layout", "room_id", "room", "kind, capacity"),
    ("room_photo", "room_id", "room", "id"),
    ("room_part_use", "room_id", "room", "part_id"),
    ("room_part_use", "part_id", "part", "room_id"),
    ("sound_pair", "loud_room_id", "room", "part_id"),
    ("sound_pair", "quiet_room_id", "room", "part_id"),
    (
        "booking_rule",
        "venue_id",
        "venue",
        "id, room_id, valid_from, valid_until, " + _ASKED,
    ),
    ("day_part", "venue_id", "venue", "id, starts_minute, ends_minute"),
    ("rate_plan", "room_id", "room", "id, categories, purposes, valid_from, valid_until, season_from"),
    (
        "rate",
        "room_id",
        "room",
        "id, plan_id, unit, day_part_id, ordinal, weekdays, price_cents, valid_from, valid_until",
    ),
)


def upgrade() -> None:
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql(SEARCH.read_text())
    for table, column, path, watched in BEHIND:
        _watch(table, column, path, watched)
    op.execute("SELECT rebuild_room_search()")


def _watch(table: str, column: str, path: str, watched: str) -> None:
    """Three triggers: one that sees old and new rows may stand for one kind of change only."""
    for event, tables in (
        ("insert", "NEW TABLE AS changed"),
        ("update", "OLD TABLE AS former NEW TABLE AS changed"),
        ("delete", "OLD TABLE AS changed"),
    ):
        op.execute(
            f"CREATE TRIGGER search_sees_{event}_by_{column} AFTER {event.upper()} ON {table} REFERENCING {tables}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION room_search_changed('{column}', '{path}', '{watched}')"
        )


def downgrade() -> None:
    for table, column, _path, _watched in BEHIND:
        for event in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER IF EXISTS search_sees_{event}_by_{column} ON {table}")
    for view in ("room_words_now", "room_search_now", "room_on_offer"):
        op.execute(f"DROP VIEW IF EXISTS {view}")
    for function in (
        "room_search_changed",
        "rebuild_room_search",
        "refresh_room_search",
        "earliest_in_caretaker_hours",
        "room_tariff_on",
        "spread_compounds",
        "search_layouts",
        "search_purposes",
        "search_amenities",
        "quarter_mask",
    ):
        op.execute(f"DROP FUNCTION IF EXISTS {function}")
    op.execute("DROP TEXT SEARCH CONFIGURATION IF EXISTS dutch_plain")
    for table in ("search_term", "search_word", "room_words", "room_search"):
        op.drop_table(table)
