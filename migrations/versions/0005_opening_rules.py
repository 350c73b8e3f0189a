"""rules of opening and booking with dates.

Openings per season and holiday, closures over many rooms, caretaker hours, and what is asked of bookings per period.
What a room asked until now stays in its own columns: it goes before what its venue says. NULL follows the venue.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# The columns of a room that were always filled, with the platform's own values that stood in for them.
FORMER_DEFAULTS = {
    "start_grid_minutes": 30,
    "min_duration_minutes": 60,
    "max_duration_minutes": 900,
    "notice_minutes": 120,
    "horizon_days": 365,
    "buffer_before_minutes": 0,
    "buffer_after_minutes": 0,
}
ACCESS_MODES = ("caretaker_present", "key_pickup", "key_safe_code", "digital_lock_code", "reception")


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    _room_columns()
    _closures()
    _opening_columns()
    _holiday_openings()
    _caretaker_hours()
    _booking_rules()


def _room_columns() -> None:
    for name in FORMER_DEFAULTS:
        op.alter_column("room", name, existing_type=sa.BigInteger(), nullable=True)
    op.add_column("room", sa.Column("notice_in_caretaker_hours", sa.Boolean(), nullable=True))
    op.add_column("room", sa.Column("buffers_shared", sa.Boolean(), nullable=True))


def _closures() -> None:
    op.create_table(
        "closure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("from_minute", sa.BigInteger(), nullable=True),
        sa.Column("until_minute", sa.BigInteger(), nullable=True),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("until_on > from_on", name=op.f("ck_closure_until_after_from")),
        sa.CheckConstraint("(from_minute IS NULL) = (until_minute IS NULL)", name=op.f("ck_closure_hours_are_a_pair")),
        sa.CheckConstraint(
            "from_minute IS NULL OR (from_minute >= 0 AND from_minute < 1440 AND until_minute > from_minute AND until_minute <= 2160)",
            name=op.f("ck_closure_hours_make_sense"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_closure_organisation_id_organisation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["user_account.id"],
            name=op.f("fk_closure_created_by_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure")),
    )
    op.create_index("ix_closure_organisation_id_until_on", "closure", ["organisation_id", "until_on"])
    op.create_index(op.f("ix_closure_created_by_id"), "closure", ["created_by_id"])
    op.add_column("opening_exception", sa.Column("closure_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_opening_exception_closure_id_closure"),
        "opening_exception",
        "closure",
        ["closure_id"],
        ["id"],
        ondelete="CASCADE",
    )
    op.create_index(op.f("ix_opening_exception_closure_id"), "opening_exception", ["closure_id"])


def _opening_columns() -> None:
    op.add_column(
        "opening_hours",
        sa.Column("season", _choice("season", "regular", "holiday"), server_default="regular", nullable=False),
    )
    op.add_column("opening_hours", sa.Column("access_mode", _choice("access_mode", *ACCESS_MODES), nullable=True))


def _owner_columns(table: str) -> list[sa.schema.SchemaItem]:
    """A venue or one of its rooms, and from when until when."""
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), sa.Computed("coalesce(room_id, venue_id)", persisted=True), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_until > valid_from", name=op.f(f"ck_{table}_valid_until_after_from")
        ),
        sa.ForeignKeyConstraint(
            ["venue_id"], ["venue.id"], name=op.f(f"fk_{table}_venue_id_venue"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f(f"fk_{table}_room_id_room"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _owner_indexes(table: str) -> None:
    op.create_index(op.f(f"ix_{table}_venue_id"), table, ["venue_id"])
    op.create_index(op.f(f"ix_{table}_room_id"), table, ["room_id"])


def _holiday_openings() -> None:
    op.create_table(
        "holiday_opening",
        *_owner_columns("holiday_opening"),
        sa.Column(
            "holiday",
            _choice("holiday", "autumn", "christmas", "spring", "may", "summer", "public"),
            nullable=False,
        ),
        sa.Column("state", _choice("state", "normal", "closed", "extra"), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("owner_id"), "="),
            (sa.column("holiday"), "="),
            (sa.text("daterange(valid_from, valid_until)"), "&&"),
            using="gist",
            name="ex_holiday_opening_no_overlap",
        ),
    )
    _owner_indexes("holiday_opening")


def _caretaker_hours() -> None:
    op.create_table(
        "caretaker_hours",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("weekday", sa.BigInteger(), nullable=False),
        sa.Column("from_minute", sa.BigInteger(), nullable=False),
        sa.Column("until_minute", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_caretaker_hours_weekday")),
        sa.CheckConstraint(
            "from_minute >= 0 AND from_minute < 1440", name=op.f("ck_caretaker_hours_from_within_the_day")
        ),
        sa.CheckConstraint(
            "until_minute > from_minute AND until_minute <= 2160", name=op.f("ck_caretaker_hours_until_after_from")
        ),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_until > valid_from", name=op.f("ck_caretaker_hours_valid_until_after_from")
        ),
        sa.ForeignKeyConstraint(
            ["venue_id"], ["venue.id"], name=op.f("fk_caretaker_hours_venue_id_venue"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caretaker_hours")),
    )
    op.create_index(op.f("ix_caretaker_hours_venue_id"), "caretaker_hours", ["venue_id"])


def _booking_rules() -> None:
    op.create_table(
        "booking_rule",
        *_owner_columns("booking_rule"),
        *(sa.Column(name, sa.BigInteger(), nullable=True) for name in FORMER_DEFAULTS),
        sa.Column("notice_in_caretaker_hours", sa.Boolean(), nullable=True),
        sa.Column("buffers_shared", sa.Boolean(), nullable=True),
        sa.CheckConstraint("start_grid_minutes IN (15, 30, 60)", name=op.f("ck_booking_rule_start_grid")),
        sa.CheckConstraint("min_duration_minutes > 0", name=op.f("ck_booking_rule_min_duration_positive")),
        sa.CheckConstraint(
            "max_duration_minutes >= min_duration_minutes", name=op.f("ck_booking_rule_max_duration_at_least_min")
        ),
        sa.CheckConstraint("notice_minutes >= 0", name=op.f("ck_booking_rule_notice_not_negative")),
        sa.CheckConstraint("horizon_days BETWEEN 1 AND 730", name=op.f("ck_booking_rule_horizon")),
        sa.CheckConstraint("buffer_before_minutes BETWEEN 0 AND 240", name=op.f("ck_booking_rule_buffer_before")),
        sa.CheckConstraint("buffer_after_minutes BETWEEN 0 AND 240", name=op.f("ck_booking_rule_buffer_after")),
        postgresql.ExcludeConstraint(
            (sa.column("owner_id"), "="),
            (sa.text("daterange(valid_from, valid_until)"), "&&"),
            using="gist",
            name="ex_booking_rule_no_overlap",
        ),
    )
    _owner_indexes("booking_rule")


def downgrade() -> None:
    for table in ("booking_rule", "caretaker_hours", "holiday_opening"):
        op.drop_table(table)
    # Closures would turn into ordinary days off, hours or not: they go with what made them.
    op.execute("DELETE FROM opening_exception WHERE closure_id IS NOT NULL")
    op.drop_column("opening_exception", "closure_id")
    op.drop_table("closure")
    op.execute("DELETE FROM opening_hours WHERE season = 'holiday'")
    op.drop_column("opening_hours", "season")
    op.drop_column("opening_hours", "access_mode")
    op.drop_column("room", "buffers_shared")
    op.drop_column("room", "notice_in_caretaker_hours")
    for name, former in FORMER_DEFAULTS.items():
        op.execute(f"UPDATE room SET {name} = {former} WHERE {name} IS NULL")
        op.alter_column("room", name, existing_type=sa.BigInteger(), nullable=False)
