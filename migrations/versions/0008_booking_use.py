"""what a booking says of its use.

Only adds: a version that does not know these columns goes on writing bookings, as a private hirer without extras.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

CATEGORIES = ("private", "commercial", "non_profit", "amateur", "member", "own", "free")
LAYOUTS = ("theatre", "rows", "u_shape", "classroom", "choir_arc", "standing", "dance", "banquet", "empty")
DISCIPLINES = (
    "music",
    "dance",
    "theatre",
    "visual_arts",
    "crafts",
    "media",
    "writing",
    "languages",
    "movement",
    "other",
)

# How many of an add-on are left in a stretch of time, NULL for no limit: its stock less the most that is in use at one
# moment of it. That most is reached where the stretch begins, or where some other use in it begins.
# Asking first and taking after is safe because who takes locks the add_on row: one at a time sees what is there. In
# READ COMMITTED each statement of the trigger looks again after it has waited.
STOCK = """
CREATE FUNCTION add_on_left(wanted uuid, asked tstzrange, except_booking uuid DEFAULT NULL) RETURNS bigint
LANGUAGE sql STABLE AS $$
  WITH used AS (
    SELECT during, quantity FROM booking_add_on
    WHERE add_on_id = wanted AND is_active AND during && asked AND booking_id IS DISTINCT FROM except_booking
  ), moments AS (
    SELECT lower(asked) AS moment UNION SELECT lower(during) FROM used WHERE lower(during) > lower(asked)
  ), loads AS (
    SELECT coalesce(sum(used.quantity), 0) AS load FROM moments LEFT JOIN used ON used.during @> moments.moment
    GROUP BY moments.moment
  )
  SELECT stock - (SELECT max(load) FROM loads)::bigint FROM add_on WHERE id = wanted
$$;

CREATE FUNCTION check_add_on_stock() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  remaining bigint;
BEGIN
  PERFORM FROM add_on WHERE id = NEW.add_on_id FOR NO KEY UPDATE;
  remaining := add_on_left(NEW.add_on_id, NEW.during, NEW.booking_id);
  IF remaining < NEW.quantity THEN
    RAISE EXCEPTION USING
      MESSAGE = 'add-on ' || NEW.add_on_id || ': ' || NEW.quantity || ' asked, ' || greatest(remaining, 0) || ' left',
      ERRCODE = 'exclusion_violation', CONSTRAINT = 'booking_add_on_stock';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER booking_add_on_stock BEFORE INSERT OR UPDATE ON booking_add_on
  FOR EACH ROW WHEN (NEW.is_active) EXECUTE FUNCTION check_add_on_stock();
"""


def _choice(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.add_column(
        "room", sa.Column("barred_disciplines", postgresql.ARRAY(sa.TEXT()), server_default="{}", nullable=False)
    )
    columns = (
        sa.Column("hirer_category", _choice(CATEGORIES, "hirer_category"), server_default="private", nullable=False),
        sa.Column("category_terms_version", sa.Text(), server_default="", nullable=False),
        sa.Column("layout", _choice(LAYOUTS, "layout"), nullable=True),
        sa.Column("discipline", _choice(DISCIPLINES, "discipline"), nullable=True),
        sa.Column("alcohol", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("deposit_cents", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
    )
    for column in columns:
        op.add_column("booking", column)
    op.create_check_constraint(op.f("ck_booking_deposit_not_negative"), "booking", "deposit_cents >= 0")
    op.create_table(
        "booking_add_on",
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("add_on_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("during", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_booking_add_on_quantity_positive")),
        sa.CheckConstraint("NOT isempty(during)", name=op.f("ck_booking_add_on_not_empty")),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_booking_add_on_booking_id_booking"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["add_on_id"], ["add_on.id"], name=op.f("fk_booking_add_on_add_on_id_add_on"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("booking_id", "add_on_id", name=op.f("pk_booking_add_on")),
    )
    op.create_index(op.f("ix_booking_add_on_add_on_id"), "booking_add_on", ["add_on_id"])
    op.create_index(
        "ix_booking_add_on_add_on_id_during",
        "booking_add_on",
        ["add_on_id", "during"],
        postgresql_using="gist",
        postgresql_where=sa.text("is_active"),
    )
    op.execute(STOCK)


def downgrade() -> None:
    op.drop_table("booking_add_on")
    op.execute("DROP FUNCTION check_add_on_stock()")
    op.execute("DROP FUNCTION add_on_left(uuid, tstzrange, uuid)")
    for name in ("deposit_cents", "alcohol", "discipline", "layout", "category_terms_version", "hirer_category"):
        op.drop_column("booking", name)
    op.drop_column("room", "barred_disciplines")
