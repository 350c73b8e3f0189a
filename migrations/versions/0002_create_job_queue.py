"""create job queue.

The library's own schema, kept beside the migrations so that an upgrade of the library cannot change the past.
"""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SCHEMA = Path(__file__).parent.parent / "sql" / "procrastinate_3_10_0.sql"

# The library's functions have many signatures; what they share is how their names begin.
DROP_FUNCTIONS_AND_TYPES = """
DO $$
DECLARE one record;
BEGIN
    FOR one IN SELECT oid::regprocedure AS signature FROM pg_proc
               WHERE pronamespace = current_schema()::regnamespace AND starts_with(proname, 'procrastinate_') LOOP
        EXECUTE format('DROP FUNCTION %s CASCADE', one.signature);
    END LOOP;
    FOR one IN SELECT oid::regtype AS name FROM pg_type
               WHERE typnamespace = current_schema()::regnamespace AND starts_with(typname, 'procrastinate_') LOOP
        EXECUTE format('DROP TYPE %s CASCADE', one.name);
    END LOOP;
END $$
"""


def upgrade() -> None:
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql(SCHEMA.read_text())


def downgrade() -> None:
    for table in (
        "procrastinate_events",
        "procrastinate_periodic_defers",
        "procrastinate_jobs",
        "procrastinate_workers",
    ):
        op.execute(f"DROP TABLE IF EXISTS {table} CASCADE")
    op.execute(DROP_FUNCTIONS_AND_TYPES)
