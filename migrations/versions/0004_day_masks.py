"""keep day masks beside claims.

Expand, backfill, contract: a running older version must survive this step. `lock_timeout` is set in env.py; a statement
that waits longer for its lock fails instead of stopping everybody. The days themselves are filled by the task
`availability.fill_days` or `flask availability rebuild`: a missing one is filled when somebody asks for it.
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

FUNCTIONS = Path(__file__).parent.parent / "sql" / "day_masks.sql"
NAMES = (
    "wrongly_taken",
    "retake_rooms",
    "close_days",
    "fill_days",
    "release_time",
    "take_own_use",
    "take_time",
    "take_times",
    "follow_sound_pair",
    "follow_room_part_use",
    "refresh_room_alone",
    "retake_days",
    "lock_days",
    "local_pieces",
    "high_bits",
    "low_bits",
    "last_quarter",
    "first_quarter",
    "time_ordered_id",
)


def upgrade() -> None:
    _add_columns()
    _create_tables()
    with op.batch_alter_table("claim") as batch_op:
        batch_op.add_column(sa.Column("own_use_block_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            "fk_claim_own_use_block_id_own_use_block",
            "own_use_block",
            ["own_use_block_id"],
            ["id"],
            ondelete="RESTRICT",
        )
        batch_op.create_check_constraint(
            op.f("ck_claim_block_behind"), "(kind = 'own_use') = (own_use_block_id IS NOT NULL)"
        )
        batch_op.drop_constraint("fk_claim_occurrence_id_calendar_occurrence", type_="foreignkey")
        batch_op.create_foreign_key(
            "fk_claim_occurrence_id_calendar_occurrence",
            "calendar_occurrence",
            ["occurrence_id"],
            ["id"],
            ondelete="RESTRICT",
        )
        # Its part belongs to the venue: the check and the index of a second key cost every claim, and nobody asks them.
        batch_op.drop_constraint("fk_claim_venue_id_venue", type_="foreignkey")
        batch_op.drop_index("ix_claim_venue_id")
    for column in ("booking_id", "occurrence_id"):
        op.drop_index(f"ix_claim_{column}", "claim")
    for column in ("booking_id", "occurrence_id", "own_use_block_id"):
        only = sa.text(f"{column} IS NOT NULL")
        op.create_index(f"ix_claim_{column}", "claim", [column], postgresql_where=only)
    op.create_index("ix_calendar_occurrence_room_id_ends_at", "calendar_occurrence", ["room_id", "ends_at"])
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql(FUNCTIONS.read_text())
    op.execute("SELECT refresh_room_alone(id) FROM room_part")


def _add_columns() -> None:
    op.add_column(
        "room",
        sa.Column(
            "sound_level",
            sa.Enum(
                "quiet",
                "acoustic",
                "amplified",
                name="sound_level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="acoustic",
            nullable=False,
        ),
    )
    op.add_column(
        "room_part",
        sa.Column(
            "kind",
            sa.Enum("space", "sound", name="kind", native_enum=False, create_constraint=True, length=40),
            server_default="space",
            nullable=False,
        ),
    )


def _create_tables() -> None:
    op.create_table(
        "room_day",
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("closed_lo", sa.BigInteger(), nullable=False),
        sa.Column("closed_hi", sa.BigInteger(), nullable=False),
        sa.Column("taken_lo", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("taken_hi", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_room_day_room_id_room"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("room_id", "day", name=op.f("pk_room_day")),
        postgresql_with={"fillfactor": 85},
    )
    op.create_table(
        "room_alone",
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("part_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_room_alone_room_id_room"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("room_id", name=op.f("pk_room_alone")),
    )
    op.create_table(
        "own_use_block",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("series_id", sa.Uuid(), nullable=True),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_own_use_block_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_own_use_block_organisation_id_organisation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["room.id"], name=op.f("fk_own_use_block_room_id_room"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["user_account.id"],
            name=op.f("fk_own_use_block_created_by_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_use_block")),
    )
    op.create_index("ix_own_use_block_organisation_id", "own_use_block", ["organisation_id"])
    op.create_index("ix_own_use_block_created_by_id", "own_use_block", ["created_by_id"])
    op.create_index("ix_own_use_block_room_id_ends_at", "own_use_block", ["room_id", "ends_at"])
    op.create_index(
        "ix_own_use_block_series_id", "own_use_block", ["series_id"], postgresql_where=sa.text("series_id IS NOT NULL")
    )
    op.create_table(
        "sound_pair",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("loud_room_id", sa.Uuid(), nullable=False),
        sa.Column("quiet_room_id", sa.Uuid(), nullable=False),
        sa.Column("part_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("loud_room_id <> quiet_room_id", name=op.f("ck_sound_pair_two_rooms")),
        sa.ForeignKeyConstraint(
            ["loud_room_id"], ["room.id"], name=op.f("fk_sound_pair_loud_room_id_room"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["quiet_room_id"], ["room.id"], name=op.f("fk_sound_pair_quiet_room_id_room"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["part_id"], ["room_part.id"], name=op.f("fk_sound_pair_part_id_room_part"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sound_pair")),
        sa.UniqueConstraint("loud_room_id", "quiet_room_id", name=op.f("uq_sound_pair_loud_room_id_quiet_room_id")),
        sa.UniqueConstraint("part_id", name=op.f("uq_sound_pair_part_id")),
    )
    op.create_index("ix_sound_pair_quiet_room_id", "sound_pair", ["quiet_room_id"])


def downgrade() -> None:
    op.execute("DROP TRIGGER IF EXISTS room_part_use_changed ON room_part_use")
    op.execute("DROP TRIGGER IF EXISTS sound_pair_changed ON sound_pair")
    for name in NAMES:
        op.execute(f"DROP FUNCTION IF EXISTS {name}")
    op.execute("DROP VIEW IF EXISTS own_use_part")
    op.drop_index("ix_calendar_occurrence_room_id_ends_at", "calendar_occurrence")
    op.execute("DELETE FROM claim WHERE own_use_block_id IS NOT NULL")
    op.execute("DELETE FROM claim USING room_part WHERE room_part.id = claim.part_id AND room_part.kind = 'sound'")
    with op.batch_alter_table("claim") as batch_op:
        batch_op.drop_constraint("fk_claim_occurrence_id_calendar_occurrence", type_="foreignkey")
        batch_op.create_foreign_key(
            "fk_claim_occurrence_id_calendar_occurrence",
            "calendar_occurrence",
            ["occurrence_id"],
            ["id"],
            ondelete="CASCADE",
        )
        batch_op.create_index("ix_claim_venue_id", ["venue_id"])
        batch_op.create_foreign_key("fk_claim_venue_id_venue", "venue", ["venue_id"], ["id"], ondelete="RESTRICT")
        batch_op.drop_constraint(op.f("ck_claim_block_behind"), type_="check")
        batch_op.drop_column("own_use_block_id")
    for column in ("booking_id", "occurrence_id"):
        op.drop_index(f"ix_claim_{column}", "claim")
        op.create_index(f"ix_claim_{column}", "claim", [column])
    for table in ("sound_pair", "own_use_block", "room_alone", "room_day"):
        op.drop_table(table)
    op.execute("DELETE FROM room_part WHERE kind = 'sound'")
    op.drop_column("room_part", "kind")
    op.drop_column("room", "sound_level")
