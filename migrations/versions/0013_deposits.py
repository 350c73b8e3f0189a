"""what became of a deposit.

Only adds: a version that does not know these columns goes on refunding with the fee, as it always did.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

REASONS = ("cancelled_by_hirer", "cancelled_by_member", "cancelled_by_bureau", "slot_lost", "paid_twice")


def upgrade() -> None:
    op.add_column("booking", sa.Column("deposit_settled_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "booking", sa.Column("deposit_kept_cents", sa.BigInteger(), server_default=sa.text("0"), nullable=False)
    )
    op.add_column("booking", sa.Column("deposit_reason", sa.Text(), server_default="", nullable=False))
    op.create_check_constraint(
        op.f("ck_booking_deposit_kept_within_deposit"), "booking", "deposit_kept_cents BETWEEN 0 AND deposit_cents"
    )
    op.create_check_constraint(
        op.f("ck_booking_deposit_kept_has_reason"),
        "booking",
        "deposit_kept_cents = 0 OR (deposit_settled_at IS NOT NULL AND deposit_reason <> '')",
    )
    op.create_index(
        "ix_booking_deposit_held",
        "booking",
        ["ends_at"],
        postgresql_where=sa.text("status = 'confirmed' AND deposit_cents > 0 AND deposit_settled_at IS NULL"),
    )
    op.add_column("refund", sa.Column("with_fee", sa.Boolean(), server_default=sa.text("true"), nullable=False))
    _allow_reasons((*REASONS, "deposit"))


def downgrade() -> None:
    _allow_reasons(REASONS)
    op.drop_column("refund", "with_fee")
    op.drop_index("ix_booking_deposit_held", table_name="booking")
    op.drop_constraint(op.f("ck_booking_deposit_kept_has_reason"), "booking", type_="check")
    op.drop_constraint(op.f("ck_booking_deposit_kept_within_deposit"), "booking", type_="check")
    for name in ("deposit_reason", "deposit_kept_cents", "deposit_settled_at"):
        op.drop_column("booking", name)


def _allow_reasons(reasons: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_refund_reason"), "refund", type_="check")
    allowed = ", ".join(f"'{reason}'" for reason in reasons)
    op.create_check_constraint(op.f("ck_refund_reason"), "refund", f"reason IN ({allowed})")
