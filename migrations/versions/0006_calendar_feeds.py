"""calendar feeds and tasks for members.

Addresses of calendars that are read again and again, the calendars of bookings that go out, and what waits for somebody at a
desk. A lesson belongs to the feed that brought it; those of before, and those brought by hand, to none.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TASK_KINDS = ("calendar_clash", "feed_failing", "feed_doubtful")


def upgrade() -> None:
    _feeds()
    _exports()
    _tasks()
    _lessons_of_feeds()


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"), ondelete="RESTRICT"
    )


def _moment(name: str) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def _made() -> sa.Column[sa.DateTime]:
    return sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)


def _feeds() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        _made(),
        _moment("paused_at"),
        _moment("removed_at"),
        sa.Column("next_read_at", sa.DateTime(timezone=True), nullable=False),
        _moment("attempted_at"),
        _moment("read_at"),
        _moment("changed_at"),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        _moment("failing_since"),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("last_modified", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("content_digest", sa.Text(), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint(
            "(removed_at IS NOT NULL) <= (address = '' AND content IS NULL)",
            name=op.f("ck_calendar_feed_removed_is_forgotten"),
        ),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_calendar_feed_failures_not_negative")),
        sa.CheckConstraint(
            "(failures > 0) = (failing_since IS NOT NULL)", name=op.f("ck_calendar_feed_failing_has_start")
        ),
        _reference("calendar_feed", "organisation_id", "organisation"),
        _reference("calendar_feed", "room_id", "room"),
        _reference("calendar_feed", "created_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
    )
    for column in ("organisation_id", "room_id", "created_by_id"):
        op.create_index(op.f(f"ix_calendar_feed_{column}"), "calendar_feed", [column])
    op.create_index(
        "uq_calendar_feed_room_id_address",
        "calendar_feed",
        ["room_id", "address"],
        unique=True,
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_index(
        "ix_calendar_feed_next_read_at",
        "calendar_feed",
        ["next_read_at"],
        postgresql_where=sa.text("removed_at IS NULL AND paused_at IS NULL"),
    )


def _exports() -> None:
    op.create_table(
        "calendar_export",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=True),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sa.Column("with_names", sa.Boolean(), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        _made(),
        _moment("fetched_at"),
        sa.CheckConstraint("venue_id IS NULL OR room_id IS NULL", name=op.f("ck_calendar_export_one_scope")),
        sa.CheckConstraint("generation > 0", name=op.f("ck_calendar_export_generation_positive")),
        _reference("calendar_export", "organisation_id", "organisation"),
        _reference("calendar_export", "venue_id", "venue"),
        _reference("calendar_export", "room_id", "room"),
        _reference("calendar_export", "created_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_export")),
        sa.UniqueConstraint(
            "organisation_id",
            "venue_id",
            "room_id",
            name=op.f("uq_calendar_export_organisation_id_venue_id_room_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    for column in ("venue_id", "room_id", "created_by_id"):
        op.create_index(op.f(f"ix_calendar_export_{column}"), "calendar_export", [column])


def _tasks() -> None:
    op.create_table(
        "member_task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*TASK_KINDS, name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.Column("booking_id", sa.Uuid(), nullable=True),
        sa.Column("subject", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        _made(),
        _moment("done_at"),
        sa.Column("done_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "done_by_id IS NULL OR done_at IS NOT NULL", name=op.f("ck_member_task_done_by_somebody_is_done")
        ),
        _reference("member_task", "organisation_id", "organisation"),
        _reference("member_task", "room_id", "room"),
        _reference("member_task", "booking_id", "booking"),
        _reference("member_task", "done_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_task")),
        sa.UniqueConstraint("organisation_id", "kind", "key", name=op.f("uq_member_task_organisation_id_kind_key")),
    )
    for column in ("room_id", "booking_id", "done_by_id"):
        op.create_index(op.f(f"ix_member_task_{column}"), "member_task", [column])
    op.create_index(
        "ix_member_task_open",
        "member_task",
        ["organisation_id", "created_at", "id"],
        postgresql_where=sa.text("done_at IS NULL"),
    )


def _lessons_of_feeds() -> None:
    for table in ("calendar_import", "calendar_occurrence"):
        op.add_column(table, sa.Column("feed_id", sa.Uuid(), nullable=True))
        op.create_foreign_key(
            op.f(f"fk_{table}_feed_id_calendar_feed"), table, "calendar_feed", ["feed_id"], ["id"], ondelete="RESTRICT"
        )
        op.create_index(op.f(f"ix_{table}_feed_id"), table, ["feed_id"])
    op.create_index(
        "uq_calendar_import_feed_id_previewed",
        "calendar_import",
        ["feed_id"],
        unique=True,
        postgresql_where=sa.text("status = 'previewed'"),
    )
    op.drop_constraint("uq_calendar_occurrence_room_id_uid_recurrence_key", "calendar_occurrence", type_="unique")
    op.create_unique_constraint(
        "uq_calendar_occurrence_room_id_feed_id_uid_recurrence_key",
        "calendar_occurrence",
        ["room_id", "feed_id", "uid", "recurrence_key"],
        postgresql_nulls_not_distinct=True,
    )
    op.create_index(
        "ix_calendar_occurrence_overlapping",
        "calendar_occurrence",
        ["ends_at"],
        postgresql_where=sa.text("overlaps_booking"),
    )


def downgrade() -> None:
    op.drop_index("ix_calendar_occurrence_overlapping", table_name="calendar_occurrence")
    op.execute("DELETE FROM calendar_occurrence WHERE feed_id IS NOT NULL")
    op.execute("DELETE FROM calendar_import WHERE feed_id IS NOT NULL")
    op.drop_constraint(
        "uq_calendar_occurrence_room_id_feed_id_uid_recurrence_key", "calendar_occurrence", type_="unique"
    )
    op.create_unique_constraint(
        "uq_calendar_occurrence_room_id_uid_recurrence_key",
        "calendar_occurrence",
        ["room_id", "uid", "recurrence_key"],
    )
    op.drop_index("uq_calendar_import_feed_id_previewed", table_name="calendar_import")
    for table in ("calendar_occurrence", "calendar_import"):
        op.drop_column(table, "feed_id")
    for table in ("member_task", "calendar_export", "calendar_feed"):
        op.drop_table(table)
