"""keep sums of the ledger beside it, by month.

The ledger only ever grows, so its sums can be kept by triggers: every entry is added to its month as it is written, in
the same transaction. A report then reads a few hundred rows instead of the whole ledger.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# A posting without a region has a month of its own: NULLS NOT DISTINCT (PostgreSQL 15) makes that one row.
TRIGGERS = """
CREATE FUNCTION add_bookings_to_ledger_months() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- A booking counts in each month in which it was paid, once, also when it was paid in two parts.
  WITH paid AS (
    SELECT DISTINCT date_trunc('month', n.booked_on)::date AS month, n.region_id, n.organisation_id, n.booking_id
    FROM new_posting n
    WHERE n.kind = 'payment' AND NOT EXISTS (
      SELECT 1 FROM posting p
      WHERE p.booking_id = n.booking_id AND p.kind = 'payment' AND p.id NOT IN (SELECT id FROM new_posting)
        AND date_trunc('month', p.booked_on) = date_trunc('month', n.booked_on))
  ), by_member AS (
    INSERT INTO ledger_month_member (month, region_id, organisation_id, bookings)
    SELECT month, region_id, organisation_id, count(*) FROM paid GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (month, region_id, organisation_id) DO UPDATE SET bookings = ledger_month_member.bookings + EXCLUDED.bookings
  )
  INSERT INTO ledger_month_region (month, region_id, bookings)
  SELECT month, region_id, count(*) FROM paid GROUP BY 1, 2 ORDER BY 1, 2
  ON CONFLICT (month, region_id) DO UPDATE SET bookings = ledger_month_region.bookings + EXCLUDED.bookings;
  RETURN NULL;
END $$;
CREATE TRIGGER posting_in_months AFTER INSERT ON posting REFERENCING NEW TABLE AS new_posting
  FOR EACH STATEMENT EXECUTE FUNCTION add_bookings_to_ledger_months();

CREATE FUNCTION add_cents_to_ledger_months() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  WITH moved AS (
    SELECT date_trunc('month', p.booked_on)::date AS month, p.region_id, p.organisation_id,
      -sum(e.amount_cents) FILTER (WHERE e.account = 'hirer' AND p.kind = 'payment') AS paid,
      sum(e.amount_cents) FILTER (WHERE e.account = 'hirer' AND p.kind <> 'payment') AS refunded,
      sum(e.amount_cents) FILTER (WHERE e.account = 'commission') AS commission,
      sum(e.amount_cents) FILTER (WHERE e.account = 'commission_vat') AS vat,
      sum(e.amount_cents) FILTER (WHERE e.account = 'member') AS member
    FROM new_entry e JOIN posting p ON p.id = e.posting_id
    GROUP BY 1, 2, 3
  ), by_member AS (
    INSERT INTO ledger_month_member
      (month, region_id, organisation_id, paid_cents, refunded_cents, commission_cents, vat_cents, member_cents)
    SELECT month, region_id, organisation_id, coalesce(paid, 0), coalesce(refunded, 0), coalesce(commission, 0),
      coalesce(vat, 0), coalesce(member, 0)
    FROM moved ORDER BY 1, 2, 3
    ON CONFLICT (month, region_id, organisation_id) DO UPDATE SET
      paid_cents = ledger_month_member.paid_cents + EXCLUDED.paid_cents,
      refunded_cents = ledger_month_member.refunded_cents + EXCLUDED.refunded_cents,
      commission_cents = ledger_month_member.commission_cents + EXCLUDED.commission_cents,
      vat_cents = ledger_month_member.vat_cents + EXCLUDED.vat_cents,
      member_cents = ledger_month_member.member_cents + EXCLUDED.member_cents
  )
  INSERT INTO ledger_month_region (month, region_id, paid_cents, refunded_cents, commission_cents, vat_cents)
  SELECT month, region_id, coalesce(sum(paid), 0), coalesce(sum(refunded), 0), coalesce(sum(commission), 0),
    coalesce(sum(vat), 0)
  FROM moved GROUP BY 1, 2 ORDER BY 1, 2
  ON CONFLICT (month, region_id) DO UPDATE SET
    paid_cents = ledger_month_region.paid_cents + EXCLUDED.paid_cents,
    refunded_cents = ledger_month_region.refunded_cents + EXCLUDED.refunded_cents,
    commission_cents = ledger_month_region.commission_cents + EXCLUDED.commission_cents,
    vat_cents = ledger_month_region.vat_cents + EXCLUDED.vat_cents;
  RETURN NULL;
END $$;
CREATE TRIGGER entry_in_months AFTER INSERT ON entry REFERENCING NEW TABLE AS new_entry
  FOR EACH STATEMENT EXECUTE FUNCTION add_cents_to_ledger_months();
"""

# What was posted before: the same sums, once.
BACKFILL = """
WITH sums AS (
  SELECT date_trunc('month', p.booked_on)::date AS month, p.region_id, p.organisation_id,
    count(DISTINCT p.booking_id) FILTER (WHERE p.kind = 'payment') AS bookings,
    coalesce(-sum(e.amount_cents) FILTER (WHERE e.account = 'hirer' AND p.kind = 'payment'), 0) AS paid,
    coalesce(sum(e.amount_cents) FILTER (WHERE e.account = 'hirer' AND p.kind <> 'payment'), 0) AS refunded,
    coalesce(sum(e.amount_cents) FILTER (WHERE e.account = 'commission'), 0) AS commission,
    coalesce(sum(e.amount_cents) FILTER (WHERE e.account = 'commission_vat'), 0) AS vat,
    coalesce(sum(e.amount_cents) FILTER (WHERE e.account = 'member'), 0) AS member
  FROM posting p JOIN entry e ON e.posting_id = p.id
  GROUP BY 1, 2, 3
), by_member AS (
  INSERT INTO ledger_month_member
    (month, region_id, organisation_id, bookings, paid_cents, refunded_cents, commission_cents, vat_cents, member_cents)
  SELECT month, region_id, organisation_id, bookings, paid, refunded, commission, vat, member FROM sums
)
INSERT INTO ledger_month_region (month, region_id, bookings, paid_cents, refunded_cents, commission_cents, vat_cents)
SELECT month, region_id, sum(bookings), sum(paid), sum(refunded), sum(commission), sum(vat) FROM sums GROUP BY 1, 2
"""


def _sums() -> list[sa.Column[int]]:
    names = ("bookings", "paid_cents", "refunded_cents", "commission_cents", "vat_cents")
    return [sa.Column(name, sa.BigInteger(), server_default="0", nullable=False) for name in names]


def upgrade() -> None:
    op.create_table(
        "ledger_month_region",
        sa.Column("id", sa.Uuid(), server_default=sa.func.gen_random_uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=True),
        *_sums(),
        sa.CheckConstraint("extract(day FROM month) = 1", name=op.f("ck_ledger_month_region_first_day")),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_ledger_month_region_region_id_region"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_month_region")),
        sa.UniqueConstraint(
            "month",
            "region_id",
            name=op.f("uq_ledger_month_region_month_region_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_ledger_month_region_region_id"), "ledger_month_region", ["region_id"])
    op.create_table(
        "ledger_month_member",
        sa.Column("id", sa.Uuid(), server_default=sa.func.gen_random_uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        *_sums(),
        sa.Column("member_cents", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint("extract(day FROM month) = 1", name=op.f("ck_ledger_month_member_first_day")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_ledger_month_member_organisation_id_organisation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_ledger_month_member_region_id_region"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_month_member")),
        sa.UniqueConstraint(
            "month",
            "region_id",
            "organisation_id",
            name=op.f("uq_ledger_month_member_month_region_id_organisation_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_ledger_month_member_region_id"), "ledger_month_member", ["region_id"])
    op.create_index(op.f("ix_ledger_month_member_organisation_id"), "ledger_month_member", ["organisation_id"])
    op.execute(BACKFILL)
    op.execute(TRIGGERS)


def downgrade() -> None:
    for table, trigger, function in (
        ("posting", "posting_in_months", "add_bookings_to_ledger_months"),
        ("entry", "entry_in_months", "add_cents_to_ledger_months"),
    ):
        op.execute(f"DROP TRIGGER {trigger} ON {table}")
        op.execute(f"DROP FUNCTION {function}()")
    op.drop_table("ledger_month_member")
    op.drop_table("ledger_month_region")
