"""rate plans, price rules, add-ons and VAT choices.

All additions; rates that exist stay what they are: the basic plan of their room.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

CATEGORIES = ("private", "commercial", "non_profit", "amateur", "member", "own", "free")
PURPOSES = ("rehearsal", "lesson", "meeting", "performance", "exhibition", "sport", "recording", "private_party")
VAT_PROFILES = ("exempt_letting", "taxed_meeting", "taxed_plus", "sport_9", "kor", "not_entrepreneur")
PERIOD = "valid_until IS NULL OR valid_until > valid_from"
SEASON_DAYS = "season_from BETWEEN 101 AND 1231 AND season_until BETWEEN 101 AND 1231"
WEEKDAYS = "weekdays <@ ARRAY[0,1,2,3,4,5,6]::smallint[]"


def _enum(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _words(column: str, allowed: tuple[str, ...]) -> str:
    return f"{column} <@ ARRAY[{','.join(repr(word) for word in allowed)}]"


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _key(table: str, column: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"), ondelete=ondelete
    )


def upgrade() -> None:
    _create_rate_plan()
    op.add_column("rate", sa.Column("plan_id", sa.Uuid(), nullable=True))
    op.add_column("rate", sa.Column("ordinal", sa.SmallInteger(), server_default="1", nullable=False))
    op.create_check_constraint(
        op.f("ck_rate_ordinal_of_a_part"),
        "rate",
        "ordinal = 1 OR (ordinal BETWEEN 2 AND 9 AND unit = 'day_part')",
    )
    op.create_foreign_key(
        op.f("fk_rate_plan_of_room"),
        "rate",
        "rate_plan",
        ["plan_id", "room_id"],
        ["id", "room_id"],
        ondelete="CASCADE",
    )
    op.create_index("ix_rate_plan_id", "rate", ["plan_id"])
    op.add_column("room", sa.Column("deposit_cents", sa.BigInteger(), nullable=True))
    op.create_check_constraint(op.f("ck_room_deposit"), "room", "deposit_cents >= 0")
    _create_price_rule()
    _create_add_on()
    _create_vat_choice()
    op.add_column("booking_line", sa.Column("quantity", sa.BigInteger(), server_default="1", nullable=False))
    op.add_column("booking_line", sa.Column("why", sa.Text(), server_default="", nullable=False))
    op.add_column("booking_line", sa.Column("why_values", postgresql.JSONB(), server_default="{}", nullable=False))


def _create_rate_plan() -> None:
    op.create_table(
        "rate_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("categories", postgresql.ARRAY(sa.TEXT()), nullable=False),
        sa.Column("purposes", postgresql.ARRAY(sa.TEXT()), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("season_from", sa.BigInteger(), nullable=True),
        sa.Column("season_until", sa.BigInteger(), nullable=True),
        sa.Column("prorata", sa.Boolean(), nullable=False),
        sa.Column("cap_at_day", sa.Boolean(), nullable=False),
        sa.Column("minimum_cents", sa.BigInteger(), nullable=False),
        sa.Column("minimum_minutes", sa.BigInteger(), nullable=False),
        _check("rate_plan", "categories", _words("categories", CATEGORIES)),
        _check("rate_plan", "purposes", _words("purposes", PURPOSES)),
        _check("rate_plan", "season_is_a_pair", "(season_from IS NULL) = (season_until IS NULL)"),
        _check("rate_plan", "season_days", SEASON_DAYS),
        _check("rate_plan", "season_not_empty", "season_from <> season_until"),
        _check("rate_plan", "minimums_not_negative", "minimum_cents >= 0 AND minimum_minutes >= 0"),
        _check("rate_plan", "valid_until_after_from", PERIOD),
        _key("rate_plan", "room_id", "room", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate_plan")),
        sa.UniqueConstraint("id", "room_id", name=op.f("uq_rate_plan_id_room_id")),
    )
    op.create_index("ix_rate_plan_room_id_valid_from", "rate_plan", ["room_id", "valid_from"])


def _create_price_rule() -> None:
    op.create_table(
        "price_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind", _enum(("season", "last_minute", "frequency", "caretaker", "overrun"), "kind"), nullable=False
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("categories", postgresql.ARRAY(sa.TEXT()), nullable=False),
        sa.Column("purposes", postgresql.ARRAY(sa.TEXT()), nullable=False),
        sa.Column("weekdays", postgresql.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column("from_minute", sa.BigInteger(), nullable=True),
        sa.Column("until_minute", sa.BigInteger(), nullable=True),
        sa.Column("season_from", sa.BigInteger(), nullable=True),
        sa.Column("season_until", sa.BigInteger(), nullable=True),
        sa.Column("change_bps", sa.BigInteger(), nullable=True),
        sa.Column("days_before", sa.BigInteger(), nullable=True),
        sa.Column("amount_cents", sa.BigInteger(), nullable=True),
        sa.Column("step_minutes", sa.BigInteger(), nullable=True),
        sa.Column("steps", postgresql.JSONB(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        *_price_rule_checks(),
        _key("price_rule", "venue_id", "venue", "CASCADE"),
        _key("price_rule", "room_id", "room", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_rule")),
    )
    op.create_index(op.f("ix_price_rule_venue_id"), "price_rule", ["venue_id"])
    op.create_index(op.f("ix_price_rule_room_id"), "price_rule", ["room_id"])


def _price_rule_checks() -> list[sa.CheckConstraint]:
    rules = {
        "categories": _words("categories", CATEGORIES),
        "purposes": _words("purposes", PURPOSES),
        "weekdays": WEEKDAYS,
        "minutes_are_a_pair": "(from_minute IS NULL) = (until_minute IS NULL)",
        "minutes_make_sense": (
            "from_minute >= 0 AND from_minute < 1440 AND until_minute > from_minute AND until_minute <= 2160"
        ),
        "season_days": SEASON_DAYS,
        "season_not_empty": "season_from <> season_until",
        "season_is_a_pair": "kind = 'frequency' OR (season_from IS NULL) = (season_until IS NULL)",
        "complete_for_its_kind": (
            "CASE kind WHEN 'season' THEN change_bps IS NOT NULL"
            " WHEN 'last_minute' THEN change_bps < 0 AND days_before >= 0 AND days_before IS NOT NULL"
            " AND change_bps IS NOT NULL"
            " WHEN 'frequency' THEN jsonb_typeof(steps) = 'array' AND jsonb_array_length(steps) > 0"
            " WHEN 'caretaker' THEN amount_cents IS NOT NULL"
            " ELSE amount_cents IS NOT NULL AND step_minutes IS NOT NULL END"
        ),
        "change": "change_bps BETWEEN -10000 AND 20000",
        "amount_not_negative": "amount_cents >= 0",
        "step": "step_minutes IN (15, 30, 60)",
        "valid_until_after_from": PERIOD,
    }
    return [_check("price_rule", name, rule) for name, rule in rules.items()]


def _create_add_on() -> None:
    op.create_table(
        "add_on",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("unit", _enum(("booking", "day", "hour", "piece"), "unit"), nullable=False),
        sa.Column("price_cents", sa.BigInteger(), nullable=False),
        sa.Column("next_price_cents", sa.BigInteger(), nullable=True),
        sa.Column("stock", sa.BigInteger(), nullable=True),
        sa.Column("requires_add_on_id", sa.Uuid(), nullable=True),
        sa.Column("vat_profile", _enum(VAT_PROFILES, "vat_profile"), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        _check("add_on", "prices_not_negative", "price_cents >= 0 AND next_price_cents >= 0"),
        _check("add_on", "next_price_of_more_than_one", "next_price_cents IS NULL OR unit <> 'booking'"),
        _check("add_on", "stock_positive", "stock > 0"),
        _check("add_on", "requires_another", "requires_add_on_id <> id"),
        _check("add_on", "valid_until_after_from", PERIOD),
        _key("add_on", "venue_id", "venue", "CASCADE"),
        _key("add_on", "requires_add_on_id", "add_on", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_add_on")),
        sa.UniqueConstraint("venue_id", "name", "valid_from", name=op.f("uq_add_on_venue_id_name_valid_from")),
    )
    op.create_index(op.f("ix_add_on_requires_add_on_id"), "add_on", ["requires_add_on_id"])
    op.create_table(
        "add_on_room",
        sa.Column("add_on_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        _key("add_on_room", "add_on_id", "add_on", "CASCADE"),
        _key("add_on_room", "room_id", "room", "CASCADE"),
        sa.PrimaryKeyConstraint("add_on_id", "room_id", name=op.f("pk_add_on_room")),
    )
    op.create_index(op.f("ix_add_on_room_room_id"), "add_on_room", ["room_id"])


def _create_vat_choice() -> None:
    op.create_table(
        "vat_choice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", _enum(PURPOSES, "purpose"), nullable=True),
        sa.Column("add_on_id", sa.Uuid(), nullable=True),
        sa.Column(
            "subject_key",
            sa.Text(),
            sa.Computed(
                "organisation_id::text || '/' || coalesce(room_id::text, '') || '/' || coalesce(purpose, '')"
                " || '/' || coalesce(add_on_id::text, '')",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column("profile", _enum(VAT_PROFILES, "profile"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        _check("vat_choice", "valid_until_after_from", PERIOD),
        postgresql.ExcludeConstraint(
            (sa.column("subject_key"), "="),
            (sa.text("daterange(valid_from, valid_until)"), "&&"),
            using="gist",
            name="ex_vat_choice_no_overlap",
        ),
        _key("vat_choice", "organisation_id", "organisation", "CASCADE"),
        _key("vat_choice", "room_id", "room", "CASCADE"),
        _key("vat_choice", "add_on_id", "add_on", "CASCADE"),
        _key("vat_choice", "confirmed_by_id", "user_account", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vat_choice")),
    )
    for column in ("organisation_id", "room_id", "add_on_id", "confirmed_by_id"):
        op.create_index(op.f(f"ix_vat_choice_{column}"), "vat_choice", [column])


def downgrade() -> None:
    for column in ("why_values", "why", "quantity"):
        op.drop_column("booking_line", column)
    op.drop_table("vat_choice")
    op.drop_table("add_on_room")
    op.drop_table("add_on")
    op.drop_table("price_rule")
    op.drop_constraint(op.f("ck_room_deposit"), "room", type_="check")
    op.drop_column("room", "deposit_cents")
    op.execute("DELETE FROM rate WHERE plan_id IS NOT NULL OR ordinal > 1")
    op.drop_constraint(op.f("fk_rate_plan_of_room"), "rate", type_="foreignkey")
    op.drop_constraint(op.f("ck_rate_ordinal_of_a_part"), "rate", type_="check")
    op.drop_index("ix_rate_plan_id", table_name="rate")
    op.drop_column("rate", "ordinal")
    op.drop_column("rate", "plan_id")
    op.drop_table("rate_plan")
