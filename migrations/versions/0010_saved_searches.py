"""saved and unmet searches."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_search",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("terms", postgresql.JSONB(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("known", postgresql.ARRAY(sa.TEXT()), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("asked_from", sa.Text(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("alerted_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_saved_search_email_in_small_letters")),
        sa.CheckConstraint("confirmed_at IS NULL OR asked_from IS NULL", name=op.f("ck_saved_search_source_forgotten")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
        sa.UniqueConstraint("email", "fingerprint", name=op.f("uq_saved_search_email_fingerprint")),
    )
    op.create_index(
        "ix_saved_search_checked_at",
        "saved_search",
        ["checked_at"],
        postgresql_where=sa.text("confirmed_at IS NOT NULL"),
    )
    op.create_index("ix_saved_search_ends_on", "saved_search", ["ends_on"])
    op.create_index("ix_saved_search_asked_from", "saved_search", ["asked_from"])
    op.create_table(
        "unmet_search",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("searched_on", sa.Date(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=True),
        sa.Column("activity", sa.Text(), nullable=False),
        sa.Column("room_type", sa.Text(), nullable=False),
        sa.Column("persons", sa.Text(), nullable=False),
        sa.Column("searches", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_unmet_search_weekday")),
        sa.CheckConstraint("searches > 0", name=op.f("ck_unmet_search_searches_positive")),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["municipality.code"],
            name=op.f("fk_unmet_search_municipality_code_municipality"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unmet_search")),
        sa.UniqueConstraint(
            "searched_on",
            "municipality_code",
            "place",
            "part",
            "weekday",
            "activity",
            "room_type",
            "persons",
            name="uq_unmet_search_question",
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_unmet_search_municipality_code"), "unmet_search", ["municipality_code"])
    # A mail about a saved search goes with it, and the address with the mail.
    op.add_column("mail", sa.Column("saved_search_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_mail_saved_search_id_saved_search"),
        "mail",
        "saved_search",
        ["saved_search_id"],
        ["id"],
        ondelete="CASCADE",
    )
    op.create_index(op.f("ix_mail_saved_search_id"), "mail", ["saved_search_id"])
    op.add_column("mail", sa.Column("told", postgresql.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False))


def downgrade() -> None:
    op.execute("DELETE FROM mail WHERE saved_search_id IS NOT NULL")
    op.drop_column("mail", "told")
    op.drop_index(op.f("ix_mail_saved_search_id"), table_name="mail")
    op.drop_constraint(op.f("fk_mail_saved_search_id_saved_search"), "mail", type_="foreignkey")
    op.drop_column("mail", "saved_search_id")
    op.drop_table("unmet_search")
    op.drop_table("saved_search")
