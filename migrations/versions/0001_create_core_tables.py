"""create core tables.

Expand, backfill, contract: a running older version must survive this step. `lock_timeout` is set in env.py; a statement
that waits longer for its lock fails instead of stopping everybody.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")

# What no application code can get round: postings add up, and what is written stays as it is written.
TRIGGERS = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER posting_append_only BEFORE UPDATE OR DELETE ON posting FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE ON entry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON audit_event
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE FUNCTION check_posting_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  wanted uuid := CASE TG_TABLE_NAME WHEN 'posting' THEN NEW.id ELSE (to_jsonb(NEW) ->> 'posting_id')::uuid END;
  sides integer;
  total bigint;
BEGIN
  SELECT count(*), coalesce(sum(amount_cents), 0) INTO sides, total FROM entry WHERE posting_id = wanted;
  IF sides < 2 OR total <> 0 THEN
    RAISE EXCEPTION 'posting % does not balance: % entries, % cents', wanted, sides, total
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'posting_balances';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER posting_balances AFTER INSERT ON posting
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_posting_balance();
CREATE CONSTRAINT TRIGGER entry_balances AFTER INSERT ON entry
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_posting_balance();
"""


def upgrade() -> None:
    for extension in EXTENSIONS:
        op.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    op.create_table(
        "cancellation_policy",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("steps", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_cancellation_policy")),
    )
    op.create_table(
        "login_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_attempt")),
    )
    with op.batch_alter_table("login_attempt", schema=None) as batch_op:
        batch_op.create_index("ix_login_attempt_key_hash_attempted_at", ["key_hash", "attempted_at"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("legal_name", sa.Text(), nullable=False),
        sa.Column("is_member", sa.Boolean(), nullable=False),
        sa.Column("is_partner", sa.Boolean(), nullable=False),
        sa.Column("is_hirer", sa.Boolean(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column(
            "member_type",
            sa.Enum(
                "arts_centre",
                "music_school",
                "folk_university",
                "provincial_support_body",
                "other_employer",
                name="member_type",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "membership_status",
            sa.Enum(
                "prospect",
                "active",
                "suspended",
                "ended",
                name="membership_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("kvk_number", sa.Text(), nullable=True),
        sa.Column("rsin", sa.Text(), nullable=True),
        sa.Column("vat_number", sa.Text(), nullable=True),
        sa.Column(
            "vat_profile",
            sa.Enum(
                "exempt_letting",
                "taxed_meeting",
                "taxed_plus",
                "sport_9",
                "kor",
                "not_entrepreneur",
                name="vat_profile",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("street", sa.Text(), nullable=True),
        sa.Column("house_number", sa.Text(), nullable=True),
        sa.Column("postcode", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("dac7_excluded", sa.Boolean(), nullable=False),
        sa.Column("selling_suspended_reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kvk_number ~ '^[0-9]{8}$'", name=op.f("ck_organisation_kvk_form")),
        sa.CheckConstraint("rsin ~ '^[0-9]{9}$'", name=op.f("ck_organisation_rsin_form")),
        sa.CheckConstraint("is_member = (member_type IS NOT NULL)", name=op.f("ck_organisation_member_has_type")),
        sa.CheckConstraint(
            "is_member = (membership_status IS NOT NULL)", name=op.f("ck_organisation_member_has_status")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisation_slug")),
    )
    op.create_table(
        "region",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("planned", "live", "closed", name="status", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("launch_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region")),
        sa.UniqueConstraint("name", name=op.f("uq_region_name")),
        sa.UniqueConstraint("slug", name=op.f("uq_region_slug")),
    )
    op.create_table(
        "stripe_event",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=True),
        sa.Column("api_version", sa.Text(), nullable=True),
        sa.Column("livemode", sa.Boolean(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stripe_event")),
    )
    with op.batch_alter_table("stripe_event", schema=None) as batch_op:
        batch_op.create_index(
            "ix_stripe_event_unhandled", ["received_at"], unique=False, postgresql_where=sa.text("handled_at IS NULL")
        )

    op.create_table(
        "user_account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("last_login_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
    )
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.create_index("uq_user_account_email_lower", [sa.literal_column("lower(email)")], unique=True)

    op.create_table(
        "vat_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "profile",
            sa.Enum(
                "exempt_letting",
                "taxed_meeting",
                "taxed_plus",
                "sport_9",
                "kor",
                "not_entrepreneur",
                name="profile",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("rate_bps", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        postgresql.ExcludeConstraint(
            (sa.column("profile"), "="),
            (sa.text("daterange(valid_from, valid_until)"), "&&"),
            using="gist",
            name="ex_vat_rule_no_overlap",
        ),
        sa.CheckConstraint("rate_bps BETWEEN 0 AND 10000", name=op.f("ck_vat_rule_rate")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vat_rule")),
    )
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column(
            "actor_kind",
            sa.Enum(
                "user",
                "hirer",
                "stripe",
                "system",
                name="actor_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("actor_user_id", sa.Uuid(), nullable=True),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_user_id"],
            ["user_account.id"],
            name=op.f("fk_audit_event_actor_user_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_audit_event_organisation_id_organisation"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_event_actor_user_id"), ["actor_user_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_event_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(
            "ix_audit_event_subject_type_subject_id", ["subject_type", "subject_id", "occurred_at"], unique=False
        )

    op.create_table(
        "bureau_role",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "director",
                "commercial_manager",
                "finance",
                "policy",
                "projects",
                "communications",
                "coordinator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_bureau_role_user_id_user_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bureau_role")),
        sa.UniqueConstraint("user_id", "role", name=op.f("uq_bureau_role_user_id_role")),
    )
    op.create_table(
        "commission_agreement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "scope",
            sa.Enum(
                "default", "region", "organisation", name="scope", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("region_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column(
            "scope_key",
            sa.Text(),
            sa.Computed("coalesce(region_id::text, organisation_id::text, 'default')", persisted=True),
            nullable=False,
        ),
        sa.Column("rate_bps", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("scope_key"), "="),
            (sa.text("daterange(valid_from, valid_until)"), "&&"),
            using="gist",
            name="ex_commission_agreement_no_overlap",
        ),
        sa.CheckConstraint(
            "(scope = 'organisation') = (organisation_id IS NOT NULL)",
            name=op.f("ck_commission_agreement_organisation_named"),
        ),
        sa.CheckConstraint(
            "(scope = 'region') = (region_id IS NOT NULL)", name=op.f("ck_commission_agreement_region_named")
        ),
        sa.CheckConstraint("rate_bps BETWEEN 0 AND 5000", name=op.f("ck_commission_agreement_rate")),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_until > valid_from",
            name=op.f("ck_commission_agreement_valid_until_after_from"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["user_account.id"],
            name=op.f("fk_commission_agreement_created_by_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_commission_agreement_organisation_id_organisation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_commission_agreement_region_id_region"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission_agreement")),
    )
    with op.batch_alter_table("commission_agreement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commission_agreement_created_by_id"), ["created_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_commission_agreement_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_commission_agreement_region_id"), ["region_id"], unique=False)

    op.create_table(
        "municipality",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("province_code", sa.Text(), nullable=False),
        sa.Column(
            "school_holiday_region",
            sa.Enum(
                "noord",
                "midden",
                "zuid",
                name="school_holiday_region",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("region_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_municipality_region_id_region"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_municipality")),
        sa.UniqueConstraint("name", name=op.f("uq_municipality_name")),
    )
    with op.batch_alter_table("municipality", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_municipality_region_id"), ["region_id"], unique=False)

    op.create_table(
        "organisation_role",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "manager",
                "front_desk",
                "caretaker",
                "finance",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_role_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_organisation_role_user_id_user_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_role")),
        sa.UniqueConstraint(
            "user_id", "organisation_id", "role", name=op.f("uq_organisation_role_user_id_organisation_id_role")
        ),
    )
    with op.batch_alter_table("organisation_role", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_role_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "payment_account",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("provider_account_id", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "onboarding",
                "active",
                "restricted",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("livemode", sa.Boolean(), nullable=False),
        sa.Column("refreshed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_payment_account_organisation_id_organisation"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_payment_account")),
        sa.UniqueConstraint("provider_account_id", name=op.f("uq_payment_account_provider_account_id")),
    )
    op.create_table(
        "venue",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("house_number", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column(
            "school_holiday_region",
            sa.Enum(
                "noord",
                "midden",
                "zuid",
                name="school_holiday_region",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "access_mode",
            sa.Enum(
                "caretaker_present",
                "key_pickup",
                "key_safe_code",
                "digital_lock_code",
                "reception",
                name="access_mode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("access_text", sa.Text(), nullable=False),
        sa.Column("wheelchair_text", sa.Text(), nullable=False),
        sa.Column("travel_text", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("postcode ~ '^[1-9][0-9]{3} [A-Z]{2}$'", name=op.f("ck_venue_postcode_form")),
        sa.CheckConstraint("timezone = 'Europe/Amsterdam'", name=op.f("ck_venue_timezone_known")),
        sa.CheckConstraint(
            "latitude BETWEEN 50.5 AND 53.8 AND longitude BETWEEN 3.0 AND 7.5", name=op.f("ck_venue_in_the_netherlands")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["municipality.code"],
            name=op.f("fk_venue_municipality_code_municipality"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_venue_organisation_id_organisation"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue")),
        sa.UniqueConstraint("slug", name=op.f("uq_venue_slug")),
    )
    with op.batch_alter_table("venue", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_venue_municipality_code"), ["municipality_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_venue_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "day_part",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("starts_minute", sa.BigInteger(), nullable=False),
        sa.Column("ends_minute", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "ends_minute > starts_minute AND ends_minute <= 2160", name=op.f("ck_day_part_ends_after_start")
        ),
        sa.CheckConstraint(
            "starts_minute >= 0 AND starts_minute < 1440", name=op.f("ck_day_part_starts_within_the_day")
        ),
        sa.ForeignKeyConstraint(
            ["venue_id"], ["venue.id"], name=op.f("fk_day_part_venue_id_venue"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_part")),
        sa.UniqueConstraint("venue_id", "name", name=op.f("uq_day_part_venue_id_name")),
    )
    op.create_table(
        "room",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "theatre_hall",
                "concert_hall",
                "dance_studio",
                "music_room",
                "band_rehearsal_room",
                "recording_studio",
                "classroom",
                "art_studio",
                "ceramics_studio",
                "workshop_room",
                "computer_room",
                "meeting_room",
                "ensemble_room",
                "foyer",
                "exhibition_space",
                "cafe",
                "kitchen",
                "outdoor_space",
                name="type",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("description_en", sa.Text(), nullable=False),
        sa.Column("area_m2", sa.BigInteger(), nullable=True),
        sa.Column("height_cm", sa.BigInteger(), nullable=True),
        sa.Column("max_persons", sa.BigInteger(), nullable=False),
        sa.Column("sound_text", sa.Text(), nullable=False),
        sa.Column(
            "booking_mode",
            sa.Enum("instant", "request", name="booking_mode", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("start_grid_minutes", sa.BigInteger(), nullable=False),
        sa.Column("min_duration_minutes", sa.BigInteger(), nullable=False),
        sa.Column("max_duration_minutes", sa.BigInteger(), nullable=False),
        sa.Column("notice_minutes", sa.BigInteger(), nullable=False),
        sa.Column("horizon_days", sa.BigInteger(), nullable=False),
        sa.Column("buffer_before_minutes", sa.BigInteger(), nullable=False),
        sa.Column("buffer_after_minutes", sa.BigInteger(), nullable=False),
        sa.Column("purposes", postgresql.ARRAY(sa.TEXT()), nullable=False),
        sa.Column(
            "alcohol_policy",
            sa.Enum(
                "none",
                "venue_bar",
                "own_allowed",
                name="alcohol_policy",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("house_rules", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "vat_profile",
            sa.Enum(
                "exempt_letting",
                "taxed_meeting",
                "taxed_plus",
                "sport_9",
                "kor",
                "not_entrepreneur",
                name="vat_profile",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("cancellation_policy_code", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft", "published", "withdrawn", name="status", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(status = 'published') <= (published_at IS NOT NULL)", name=op.f("ck_room_published_has_moment")
        ),
        sa.CheckConstraint("buffer_after_minutes BETWEEN 0 AND 240", name=op.f("ck_room_buffer_after")),
        sa.CheckConstraint("buffer_before_minutes BETWEEN 0 AND 240", name=op.f("ck_room_buffer_before")),
        sa.CheckConstraint("horizon_days BETWEEN 1 AND 730", name=op.f("ck_room_horizon")),
        sa.CheckConstraint(
            "max_duration_minutes >= min_duration_minutes", name=op.f("ck_room_max_duration_at_least_min")
        ),
        sa.CheckConstraint("max_persons > 0", name=op.f("ck_room_max_persons_positive")),
        sa.CheckConstraint("min_duration_minutes > 0", name=op.f("ck_room_min_duration_positive")),
        sa.CheckConstraint("notice_minutes >= 0", name=op.f("ck_room_notice_not_negative")),
        sa.CheckConstraint("start_grid_minutes IN (15, 30, 60)", name=op.f("ck_room_start_grid")),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_room_venue_id_venue"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sa.UniqueConstraint("slug", name=op.f("uq_room_slug")),
    )
    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.create_index("ix_room_status_type", ["status", "type"], unique=False)
        batch_op.create_index(batch_op.f("ix_room_venue_id"), ["venue_id"], unique=False)

    op.create_table(
        "room_part",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["venue_id"], ["venue.id"], name=op.f("fk_room_part_venue_id_venue"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_part")),
        sa.UniqueConstraint("venue_id", "name", name=op.f("uq_room_part_venue_id_name")),
    )
    op.create_table(
        "booking",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("idempotency_key", sa.Text(), nullable=True),
        sa.Column("idempotency_fingerprint", sa.Text(), nullable=True),
        sa.Column(
            "source",
            sa.Enum("web", "api", "demo", name="source", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "held",
                "processing",
                "confirmed",
                "expired",
                "cancelled",
                "lost",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("persons", sa.BigInteger(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "rehearsal",
                "lesson",
                "meeting",
                "performance",
                "exhibition",
                "sport",
                "recording",
                "private_party",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("contact_name", sa.Text(), nullable=False),
        sa.Column("contact_email", sa.Text(), nullable=False),
        sa.Column("contact_phone", sa.Text(), nullable=False),
        sa.Column("hirer_organisation", sa.Text(), nullable=False),
        sa.Column("hirer_reference", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("total_cents", sa.BigInteger(), nullable=False),
        sa.Column("vat_cents", sa.BigInteger(), nullable=False),
        sa.Column("commission_bps", sa.BigInteger(), nullable=False),
        sa.Column("commission_cents", sa.BigInteger(), nullable=False),
        sa.Column("commission_vat_bps", sa.BigInteger(), nullable=False),
        sa.Column("commission_vat_cents", sa.BigInteger(), nullable=False),
        sa.Column("cancellation_terms", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("terms_version", sa.Text(), nullable=False),
        sa.Column("terms_accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hold_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by", sa.Text(), nullable=False),
        sa.Column("cancel_reason", sa.Text(), nullable=False),
        sa.Column("calendar_sequence", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(status = 'cancelled') = (cancelled_at IS NOT NULL)", name=op.f("ck_booking_cancelled_has_moment")
        ),
        sa.CheckConstraint(
            "(status = 'confirmed') <= (confirmed_at IS NOT NULL)", name=op.f("ck_booking_confirmed_has_moment")
        ),
        sa.CheckConstraint(
            "(status IN ('held')) <= (hold_expires_at IS NOT NULL)", name=op.f("ck_booking_held_has_end")
        ),
        sa.CheckConstraint(
            "commission_cents >= 0 AND commission_vat_cents >= 0 AND commission_cents + commission_vat_cents <= total_cents",
            name=op.f("ck_booking_commission_within_total"),
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_booking_ends_after_start")),
        sa.CheckConstraint("persons > 0", name=op.f("ck_booking_persons_positive")),
        sa.CheckConstraint(
            "total_cents >= 0 AND vat_cents >= 0 AND vat_cents <= total_cents", name=op.f("ck_booking_amounts")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_booking_organisation_id_organisation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_booking_room_id_room"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["venue_id"], ["venue.id"], name=op.f("fk_booking_venue_id_venue"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_booking_idempotency_key")),
        sa.UniqueConstraint("reference", name=op.f("uq_booking_reference")),
    )
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.create_index("ix_booking_created_at", ["created_at"], unique=False)
        batch_op.create_index(
            "ix_booking_hold_expires_at", ["hold_expires_at"], unique=False, postgresql_where=sa.text("status = 'held'")
        )
        batch_op.create_index("ix_booking_organisation_id_created_at", ["organisation_id", "created_at"], unique=False)
        batch_op.create_index("ix_booking_room_id_starts_at", ["room_id", "starts_at"], unique=False)
        batch_op.create_index("ix_booking_venue_id_starts_at", ["venue_id", "starts_at"], unique=False)

    op.create_table(
        "calendar_import",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("uploaded_by_id", sa.Uuid(), nullable=True),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "previewed", "applied", "refused", name="status", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_calendar_import_organisation_id_organisation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["room.id"], name=op.f("fk_calendar_import_room_id_room"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"],
            ["user_account.id"],
            name=op.f("fk_calendar_import_uploaded_by_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_import")),
    )
    with op.batch_alter_table("calendar_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_import_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_calendar_import_room_id"), ["room_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_calendar_import_uploaded_by_id"), ["uploaded_by_id"], unique=False)

    op.create_table(
        "opening_exception",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("opens_minute", sa.BigInteger(), nullable=True),
        sa.Column("closes_minute", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(opens_minute IS NULL) = (closes_minute IS NULL)", name=op.f("ck_opening_exception_hours_are_a_pair")
        ),
        sa.CheckConstraint(
            "opens_minute IS NULL OR (opens_minute >= 0 AND opens_minute < 1440 AND closes_minute > opens_minute AND closes_minute <= 2160)",
            name=op.f("ck_opening_exception_hours_make_sense"),
        ),
        sa.CheckConstraint("until_on > from_on", name=op.f("ck_opening_exception_until_after_from")),
        sa.ForeignKeyConstraint(
            ["room_id"], ["room.id"], name=op.f("fk_opening_exception_room_id_room"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["venue_id"], ["venue.id"], name=op.f("fk_opening_exception_venue_id_venue"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_exception")),
    )
    with op.batch_alter_table("opening_exception", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opening_exception_room_id"), ["room_id"], unique=False)
        batch_op.create_index("ix_opening_exception_venue_id_from_on", ["venue_id", "from_on"], unique=False)

    op.create_table(
        "opening_hours",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.Column("weekday", sa.BigInteger(), nullable=False),
        sa.Column("opens_minute", sa.BigInteger(), nullable=False),
        sa.Column("closes_minute", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "closes_minute > opens_minute AND closes_minute <= 2160", name=op.f("ck_opening_hours_closes_after_opening")
        ),
        sa.CheckConstraint(
            "opens_minute >= 0 AND opens_minute < 1440", name=op.f("ck_opening_hours_opens_within_the_day")
        ),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_until > valid_from", name=op.f("ck_opening_hours_valid_until_after_from")
        ),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_opening_hours_weekday")),
        sa.ForeignKeyConstraint(
            ["room_id"], ["room.id"], name=op.f("fk_opening_hours_room_id_room"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["venue_id"], ["venue.id"], name=op.f("fk_opening_hours_venue_id_venue"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_hours")),
    )
    with op.batch_alter_table("opening_hours", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opening_hours_room_id"), ["room_id"], unique=False)
        batch_op.create_index("ix_opening_hours_venue_id_room_id", ["venue_id", "room_id"], unique=False)

    op.create_table(
        "rate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column(
            "unit",
            sa.Enum("hour", "day_part", "day", name="unit", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("day_part_id", sa.Uuid(), nullable=True),
        sa.Column("weekdays", postgresql.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column("price_cents", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.CheckConstraint("(unit = 'day_part') = (day_part_id IS NOT NULL)", name=op.f("ck_rate_day_part_named")),
        sa.CheckConstraint(
            "cardinality(weekdays) > 0 AND weekdays <@ ARRAY[0,1,2,3,4,5,6]::smallint[]", name=op.f("ck_rate_weekdays")
        ),
        sa.CheckConstraint("price_cents >= 0", name=op.f("ck_rate_price_not_negative")),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_until > valid_from", name=op.f("ck_rate_valid_until_after_from")
        ),
        sa.ForeignKeyConstraint(
            ["day_part_id"], ["day_part.id"], name=op.f("fk_rate_day_part_id_day_part"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_rate_room_id_room"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate")),
    )
    with op.batch_alter_table("rate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rate_day_part_id"), ["day_part_id"], unique=False)
        batch_op.create_index("ix_rate_room_id_valid_from", ["room_id", "valid_from"], unique=False)

    op.create_table(
        "room_amenity",
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["room_id"], ["room.id"], name=op.f("fk_room_amenity_room_id_room"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("room_id", "code", name=op.f("pk_room_amenity")),
    )
    with op.batch_alter_table("room_amenity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_amenity_code"), ["code"], unique=False)

    op.create_table(
        "room_layout",
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "theatre",
                "rows",
                "u_shape",
                "classroom",
                "choir_arc",
                "standing",
                "dance",
                "banquet",
                "empty",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("capacity", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_room_layout_capacity_positive")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_room_layout_room_id_room"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("room_id", "kind", name=op.f("pk_room_layout")),
    )
    op.create_table(
        "room_part_use",
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("part_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["part_id"], ["room_part.id"], name=op.f("fk_room_part_use_part_id_room_part"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["room.id"], name=op.f("fk_room_part_use_room_id_room"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("room_id", "part_id", name=op.f("pk_room_part_use")),
    )
    with op.batch_alter_table("room_part_use", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_part_use_part_id"), ["part_id"], unique=False)

    op.create_table(
        "room_photo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("storage_key", sa.Text(), nullable=False),
        sa.Column("width", sa.BigInteger(), nullable=False),
        sa.Column("height", sa.BigInteger(), nullable=False),
        sa.Column("alt_text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_room_photo_room_id_room"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_photo")),
        sa.UniqueConstraint(
            "room_id", "position", deferrable=True, initially="DEFERRED", name=op.f("uq_room_photo_room_id_position")
        ),
        sa.UniqueConstraint("storage_key", name=op.f("uq_room_photo_storage_key")),
    )
    op.create_table(
        "booking_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("quantity_minutes", sa.BigInteger(), nullable=True),
        sa.Column("unit_price_cents", sa.BigInteger(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("vat_bps", sa.BigInteger(), nullable=False),
        sa.Column("vat_cents", sa.BigInteger(), nullable=False),
        sa.Column("vat_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("vat_bps BETWEEN 0 AND 10000", name=op.f("ck_booking_line_vat_rate")),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_booking_line_booking_id_booking"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_line")),
        sa.UniqueConstraint("booking_id", "position", name=op.f("uq_booking_line_booking_id_position")),
    )
    op.create_table(
        "calendar_occurrence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("recurrence_key", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("overlaps_booking", sa.Boolean(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_calendar_occurrence_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["calendar_import.id"],
            name=op.f("fk_calendar_occurrence_import_id_calendar_import"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["room.id"], name=op.f("fk_calendar_occurrence_room_id_room"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_occurrence")),
        sa.UniqueConstraint(
            "room_id", "uid", "recurrence_key", name=op.f("uq_calendar_occurrence_room_id_uid_recurrence_key")
        ),
    )
    with op.batch_alter_table("calendar_occurrence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_occurrence_import_id"), ["import_id"], unique=False)

    op.create_table(
        "mail",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_mail_booking_id_booking"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_mail_dedupe_key")),
    )
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_booking_id"), ["booking_id"], unique=False)

    op.create_table(
        "payment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("provider_account_id", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "created",
                "open",
                "processing",
                "paid",
                "expired",
                "failed",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("fee_cents", sa.BigInteger(), nullable=False),
        sa.Column("livemode", sa.Boolean(), nullable=False),
        sa.Column("checkout_session_id", sa.Text(), nullable=True),
        sa.Column("checkout_url", sa.Text(), nullable=True),
        sa.Column("session_expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payment_intent_id", sa.Text(), nullable=True),
        sa.Column("charge_id", sa.Text(), nullable=True),
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("provider_cost_cents", sa.BigInteger(), nullable=True),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(status = 'paid') = (paid_at IS NOT NULL)", name=op.f("ck_payment_paid_has_moment")),
        sa.CheckConstraint(
            "status <> 'paid' OR payment_intent_id IS NOT NULL", name=op.f("ck_payment_paid_has_intent")
        ),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_payment_amount_positive")),
        sa.CheckConstraint("fee_cents >= 0 AND fee_cents <= amount_cents", name=op.f("ck_payment_fee_within_amount")),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_payment_booking_id_booking"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_payment_organisation_id_organisation"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("checkout_session_id", name=op.f("uq_payment_checkout_session_id")),
        sa.UniqueConstraint("payment_intent_id", name=op.f("uq_payment_payment_intent_id")),
    )
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_booking_id"), ["booking_id"], unique=False)
        batch_op.create_index(
            "ix_payment_open",
            ["session_expires_at"],
            unique=False,
            postgresql_where=sa.text("status IN ('created','open','processing')"),
        )
        batch_op.create_index(batch_op.f("ix_payment_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(
            "uq_payment_one_live_per_booking",
            ["booking_id"],
            unique=True,
            postgresql_where=sa.text("status IN ('created','open','processing','paid')"),
        )

    op.create_table(
        "claim",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("part_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("during", postgresql.TSTZRANGE(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "hold",
                "booking",
                "lesson",
                "own_use",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("hold_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("booking_id", sa.Uuid(), nullable=True),
        sa.Column("occurrence_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("part_id"), "="), (sa.column("during"), "&&"), using="gist", name="ex_claim_no_overlap"
        ),
        sa.CheckConstraint("(kind = 'hold') = (hold_until IS NOT NULL)", name=op.f("ck_claim_hold_has_end")),
        sa.CheckConstraint("(kind = 'lesson') = (occurrence_id IS NOT NULL)", name=op.f("ck_claim_occurrence_behind")),
        sa.CheckConstraint(
            "(kind IN ('hold', 'booking')) = (booking_id IS NOT NULL)", name=op.f("ck_claim_booking_behind")
        ),
        sa.CheckConstraint(
            "day = (lower(during) AT TIME ZONE 'Europe/Amsterdam')::date", name=op.f("ck_claim_day_is_local_start")
        ),
        sa.CheckConstraint(
            "upper(during) <= ((day + 1)::timestamp AT TIME ZONE 'Europe/Amsterdam')",
            name=op.f("ck_claim_split_at_local_midnight"),
        ),
        sa.CheckConstraint("NOT isempty(during)", name=op.f("ck_claim_not_empty")),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_claim_booking_id_booking"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"],
            ["calendar_occurrence.id"],
            name=op.f("fk_claim_occurrence_id_calendar_occurrence"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["part_id"], ["room_part.id"], name=op.f("fk_claim_part_id_room_part"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_claim_venue_id_venue"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_booking_id"), ["booking_id"], unique=False)
        batch_op.create_index(
            "ix_claim_hold_until", ["hold_until"], unique=False, postgresql_where=sa.text("hold_until IS NOT NULL")
        )
        batch_op.create_index(batch_op.f("ix_claim_occurrence_id"), ["occurrence_id"], unique=False)
        batch_op.create_index("ix_claim_part_id_day", ["part_id", "day"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_venue_id"), ["venue_id"], unique=False)

    op.create_table(
        "refund",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "requested",
                "pending",
                "succeeded",
                "failed",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "cancelled_by_hirer",
                "cancelled_by_member",
                "cancelled_by_bureau",
                "slot_lost",
                "paid_twice",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("fee_refund_cents", sa.BigInteger(), nullable=False),
        sa.Column("provider_refund_id", sa.Text(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "status NOT IN ('pending','succeeded') OR provider_refund_id IS NOT NULL",
            name=op.f("ck_refund_known_at_stripe"),
        ),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_refund_amount_positive")),
        sa.CheckConstraint(
            "fee_refund_cents >= 0 AND fee_refund_cents <= amount_cents", name=op.f("ck_refund_fee_within_amount")
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_refund_booking_id_booking"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payment.id"], name=op.f("fk_refund_payment_id_payment"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund")),
        sa.UniqueConstraint("provider_refund_id", name=op.f("uq_refund_provider_refund_id")),
    )
    with op.batch_alter_table("refund", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_refund_booking_id"), ["booking_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_refund_payment_id"), ["payment_id"], unique=False)

    op.create_table(
        "posting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "payment",
                "refund",
                "refund_reversed",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("refund_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_posting_booking_id_booking"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_posting_organisation_id_organisation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payment.id"], name=op.f("fk_posting_payment_id_payment"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["refund_id"], ["refund.id"], name=op.f("fk_posting_refund_id_refund"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_posting_region_id_region"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
        sa.UniqueConstraint("source_key", name=op.f("uq_posting_source_key")),
    )
    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.create_index("ix_posting_booked_on", ["booked_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_posting_booking_id"), ["booking_id"], unique=False)
        batch_op.create_index("ix_posting_organisation_id_booked_on", ["organisation_id", "booked_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_posting_payment_id"), ["payment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_posting_refund_id"), ["refund_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_posting_region_id"), ["region_id"], unique=False)

    op.create_table(
        "entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("posting_id", sa.Uuid(), nullable=False),
        sa.Column(
            "account",
            sa.Enum(
                "hirer",
                "member",
                "commission",
                "commission_vat",
                name="account",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_cents <> 0", name=op.f("ck_entry_amount_not_zero")),
        sa.ForeignKeyConstraint(
            ["posting_id"], ["posting.id"], name=op.f("fk_entry_posting_id_posting"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("posting_id", "account", name=op.f("uq_entry_posting_id_account")),
    )
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.create_index("ix_entry_account", ["account"], unique=False)
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql(TRIGGERS)


def downgrade() -> None:
    op.execute("DROP FUNCTION refuse_change() CASCADE")
    op.execute("DROP FUNCTION check_posting_balance() CASCADE")
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.drop_index("ix_entry_account")

    op.drop_table("entry")
    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_posting_region_id"))
        batch_op.drop_index(batch_op.f("ix_posting_refund_id"))
        batch_op.drop_index(batch_op.f("ix_posting_payment_id"))
        batch_op.drop_index("ix_posting_organisation_id_booked_on")
        batch_op.drop_index(batch_op.f("ix_posting_booking_id"))
        batch_op.drop_index("ix_posting_booked_on")

    op.drop_table("posting")
    with op.batch_alter_table("refund", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_refund_payment_id"))
        batch_op.drop_index(batch_op.f("ix_refund_booking_id"))

    op.drop_table("refund")
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_venue_id"))
        batch_op.drop_index("ix_claim_part_id_day")
        batch_op.drop_index(batch_op.f("ix_claim_occurrence_id"))
        batch_op.drop_index("ix_claim_hold_until", postgresql_where=sa.text("hold_until IS NOT NULL"))
        batch_op.drop_index(batch_op.f("ix_claim_booking_id"))

    op.drop_table("claim")
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_payment_one_live_per_booking",
            postgresql_where=sa.text("status IN ('created','open','processing','paid')"),
        )
        batch_op.drop_index(batch_op.f("ix_payment_organisation_id"))
        batch_op.drop_index("ix_payment_open", postgresql_where=sa.text("status IN ('created','open','processing')"))
        batch_op.drop_index(batch_op.f("ix_payment_booking_id"))

    op.drop_table("payment")
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_booking_id"))

    op.drop_table("mail")
    with op.batch_alter_table("calendar_occurrence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_occurrence_import_id"))

    op.drop_table("calendar_occurrence")
    op.drop_table("booking_line")
    op.drop_table("room_photo")
    with op.batch_alter_table("room_part_use", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_room_part_use_part_id"))

    op.drop_table("room_part_use")
    op.drop_table("room_layout")
    with op.batch_alter_table("room_amenity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_room_amenity_code"))

    op.drop_table("room_amenity")
    with op.batch_alter_table("rate", schema=None) as batch_op:
        batch_op.drop_index("ix_rate_room_id_valid_from")
        batch_op.drop_index(batch_op.f("ix_rate_day_part_id"))

    op.drop_table("rate")
    with op.batch_alter_table("opening_hours", schema=None) as batch_op:
        batch_op.drop_index("ix_opening_hours_venue_id_room_id")
        batch_op.drop_index(batch_op.f("ix_opening_hours_room_id"))

    op.drop_table("opening_hours")
    with op.batch_alter_table("opening_exception", schema=None) as batch_op:
        batch_op.drop_index("ix_opening_exception_venue_id_from_on")
        batch_op.drop_index(batch_op.f("ix_opening_exception_room_id"))

    op.drop_table("opening_exception")
    with op.batch_alter_table("calendar_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_import_uploaded_by_id"))
        batch_op.drop_index(batch_op.f("ix_calendar_import_room_id"))
        batch_op.drop_index(batch_op.f("ix_calendar_import_organisation_id"))

    op.drop_table("calendar_import")
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_index("ix_booking_venue_id_starts_at")
        batch_op.drop_index("ix_booking_room_id_starts_at")
        batch_op.drop_index("ix_booking_organisation_id_created_at")
        batch_op.drop_index("ix_booking_hold_expires_at", postgresql_where=sa.text("status = 'held'"))
        batch_op.drop_index("ix_booking_created_at")

    op.drop_table("booking")
    op.drop_table("room_part")
    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_room_venue_id"))
        batch_op.drop_index("ix_room_status_type")

    op.drop_table("room")
    op.drop_table("day_part")
    with op.batch_alter_table("venue", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_venue_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_venue_municipality_code"))

    op.drop_table("venue")
    op.drop_table("payment_account")
    with op.batch_alter_table("organisation_role", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_role_organisation_id"))

    op.drop_table("organisation_role")
    with op.batch_alter_table("municipality", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_municipality_region_id"))

    op.drop_table("municipality")
    with op.batch_alter_table("commission_agreement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_commission_agreement_region_id"))
        batch_op.drop_index(batch_op.f("ix_commission_agreement_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_commission_agreement_created_by_id"))

    op.drop_table("commission_agreement")
    op.drop_table("bureau_role")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_event_subject_type_subject_id")
        batch_op.drop_index(batch_op.f("ix_audit_event_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_audit_event_actor_user_id"))

    op.drop_table("audit_event")
    op.drop_table("vat_rule")
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.drop_index("uq_user_account_email_lower")

    op.drop_table("user_account")
    with op.batch_alter_table("stripe_event", schema=None) as batch_op:
        batch_op.drop_index("ix_stripe_event_unhandled", postgresql_where=sa.text("handled_at IS NULL"))

    op.drop_table("stripe_event")
    op.drop_table("region")
    op.drop_table("organisation")
    with op.batch_alter_table("login_attempt", schema=None) as batch_op:
        batch_op.drop_index("ix_login_attempt_key_hash_attempted_at")

    op.drop_table("login_attempt")
    op.drop_table("cancellation_policy")
