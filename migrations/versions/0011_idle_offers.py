"""timetables and offers of idle time.

One spreadsheet can hold the lessons of many rooms: it is kept whole, and becomes an import for each of them. An offer is
one decision to put idle hours online; its hours are kept, so that it can be taken back.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

STATUSES = ("previewed", "applied", "refused")


def upgrade() -> None:
    _timetables()
    _offers()


def downgrade() -> None:
    op.drop_table("idle_offer_price_rule")
    op.drop_table("idle_offer_window")
    op.drop_table("idle_offer")
    op.drop_column("calendar_import", "timetable_id")
    op.drop_table("timetable")


def _reference(table: str, column: str, target: str, ondelete: str = "RESTRICT") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"), ondelete=ondelete
    )


def _made() -> sa.Column[sa.DateTime]:
    return sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _timetables() -> None:
    op.create_table(
        "timetable",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.Column("uploaded_by_id", sa.Uuid(), nullable=True),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("options", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "status",
            sa.Enum(*STATUSES, name="status", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        _made(),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        _reference("timetable", "organisation_id", "organisation"),
        _reference("timetable", "venue_id", "venue"),
        _reference("timetable", "room_id", "room"),
        _reference("timetable", "uploaded_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timetable")),
    )
    _index("timetable", "organisation_id", "venue_id", "room_id", "uploaded_by_id")
    op.add_column("calendar_import", sa.Column("timetable_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_calendar_import_timetable_id_timetable"),
        "calendar_import",
        "timetable",
        ["timetable_id"],
        ["id"],
        ondelete="RESTRICT",
    )
    _index("calendar_import", "timetable_id")


def _offers() -> None:
    op.create_table(
        "idle_offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("asked_as", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("last_minute_bps", sa.BigInteger(), nullable=True),
        sa.Column("last_minute_days", sa.BigInteger(), nullable=True),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        _made(),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(last_minute_bps IS NULL) = (last_minute_days IS NULL)", name=op.f("ck_idle_offer_last_minute_is_a_pair")
        ),
        sa.CheckConstraint(
            "last_minute_bps IS NULL OR last_minute_bps BETWEEN 1 AND 9000", name=op.f("ck_idle_offer_last_minute_bps")
        ),
        sa.CheckConstraint(
            "last_minute_days IS NULL OR last_minute_days BETWEEN 1 AND 60",
            name=op.f("ck_idle_offer_last_minute_days"),
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_on IS NULL)", name=op.f("ck_idle_offer_withdrawn_has_day")
        ),
        _reference("idle_offer", "organisation_id", "organisation"),
        _reference("idle_offer", "venue_id", "venue", "CASCADE"),
        _reference("idle_offer", "created_by_id", "user_account"),
        _reference("idle_offer", "withdrawn_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idle_offer")),
        sa.UniqueConstraint("asked_as", name=op.f("uq_idle_offer_asked_as")),
    )
    op.create_index("ix_idle_offer_organisation_id_created_at", "idle_offer", ["organisation_id", "created_at"])
    _index("idle_offer", "venue_id", "created_by_id", "withdrawn_by_id")
    op.create_table(
        "idle_offer_window",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("opening_id", sa.Uuid(), nullable=True),
        sa.Column("weekday", sa.BigInteger(), nullable=False),
        sa.Column("opens_minute", sa.BigInteger(), nullable=False),
        sa.Column("closes_minute", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_idle_offer_window_weekday")),
        sa.CheckConstraint(
            "opens_minute >= 0 AND opens_minute < 1440", name=op.f("ck_idle_offer_window_opens_within_the_day")
        ),
        sa.CheckConstraint(
            "closes_minute > opens_minute AND closes_minute <= 2160",
            name=op.f("ck_idle_offer_window_closes_after_opening"),
        ),
        _reference("idle_offer_window", "offer_id", "idle_offer", "CASCADE"),
        _reference("idle_offer_window", "room_id", "room", "CASCADE"),
        _reference("idle_offer_window", "opening_id", "opening_hours", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idle_offer_window")),
    )
    _index("idle_offer_window", "offer_id", "room_id", "opening_id")
    op.create_table(
        "idle_offer_price_rule",
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("price_rule_id", sa.Uuid(), nullable=False),
        _reference("idle_offer_price_rule", "offer_id", "idle_offer", "CASCADE"),
        _reference("idle_offer_price_rule", "price_rule_id", "price_rule", "CASCADE"),
        sa.PrimaryKeyConstraint("offer_id", "price_rule_id", name=op.f("pk_idle_offer_price_rule")),
    )
    _index("idle_offer_price_rule", "price_rule_id")
