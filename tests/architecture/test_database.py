"""The tables are what the migrations made, and what must always hold is held by the database itself."""

import uuid
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import PrimaryKeyConstraint, Table, UniqueConstraint, text
from sqlalchemy.exc import IntegrityError

from app.core.db import Base, session

if TYPE_CHECKING:
    from collections.abc import Iterable

MIGRATIONS = Path(__file__).parents[2] / "migrations"


def test_there_is_one_head_and_it_is_the_one_written_down() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    heads = ScriptDirectory.from_config(config).get_heads()
    assert heads == [(MIGRATIONS / "current-head").read_text().strip()]


def test_the_exclusion_constraints_stand_in_the_catalogue(app: Flask) -> None:
    """Alembic does not notice a changed one, so the catalogue itself is asked."""
    rows = session().execute(text("SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'x'"))
    found = {name: definition for name, definition in rows if not name.startswith("procrastinate")}
    assert found == {
        "ex_booking_rule_no_overlap": (
            "EXCLUDE USING gist (owner_id WITH =, daterange(valid_from, valid_until) WITH &&)"
        ),
        "ex_claim_no_overlap": "EXCLUDE USING gist (part_id WITH =, during WITH &&)",
        "ex_commission_agreement_no_overlap": (
            "EXCLUDE USING gist (scope_key WITH =, daterange(valid_from, valid_until) WITH &&)"
        ),
        "ex_vat_choice_no_overlap": "EXCLUDE USING gist (subject_key WITH =, daterange(valid_from, valid_until) WITH &&)",
        "ex_holiday_opening_no_overlap": (
            "EXCLUDE USING gist (owner_id WITH =, holiday WITH =, daterange(valid_from, valid_until) WITH &&)"
        ),
        "ex_vat_rule_no_overlap": "EXCLUDE USING gist (profile WITH =, daterange(valid_from, valid_until) WITH &&)",
    }


def _leading_columns(table: Table) -> set[str]:
    """The first column of each index, key and unique constraint."""
    indexed: list[Iterable[object]] = [index.columns for index in table.indexes if len(index.columns)]
    keys = [found for found in table.constraints if isinstance(found, UniqueConstraint | PrimaryKeyConstraint)]
    indexed += [key.columns for key in keys if len(key.columns)]
    return {getattr(next(iter(columns)), "name", "") for columns in indexed}


def test_every_foreign_key_has_an_index_that_starts_with_it() -> None:
    bare = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.foreign_keys and column.name not in _leading_columns(table) and not column.unique
    ]
    assert bare == []


@pytest.mark.parametrize("table", ["posting", "entry", "audit_event"])
def test_what_is_written_in_the_books_cannot_be_changed(app: Flask, table: str) -> None:
    triggers = session().scalars(
        text("SELECT tgname FROM pg_trigger WHERE tgrelid = cast(:table AS regclass) AND NOT tgisinternal"),
        {"table": table},
    )
    assert f"{table}_append_only" in set(triggers)


def test_an_audit_event_cannot_be_rewritten(app: Flask) -> None:
    session().execute(
        text(
            "INSERT INTO audit_event (id, tag, actor_kind, subject_type, subject_id, reason, data, occurred_at)"
            " VALUES (:id, 'a:b:c', 'system', 'x', :id, '', '{}', :now)"
        ),
        {"id": uuid.uuid4(), "now": datetime(2026, 1, 1, tzinfo=UTC)},
    )
    with pytest.raises(IntegrityError, match="append-only"):
        session().execute(text("UPDATE audit_event SET reason = 'other'"))


def test_two_commission_agreements_of_one_scope_cannot_overlap(app: Flask) -> None:
    with pytest.raises(IntegrityError, match="ex_commission_agreement_no_overlap"):
        session().execute(
            text(
                "INSERT INTO commission_agreement (id, scope, rate_bps, valid_from, note)"
                " VALUES (:id, 'default', 500, :day, '')"
            ),
            {"id": uuid.uuid4(), "day": date(2027, 1, 1)},
        )
