"""whether somebody has a time, as far as anybody can see; and a short way out of taking it for who comes second.

A version that does not ask first hears of a time that is gone when it tries to take it, as it always did.
"""

from pathlib import Path

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql"


def upgrade() -> None:
    _run((SQL / "time_is_taken.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    earlier = (SQL / "day_masks.sql").read_text(encoding="utf-8")
    start = earlier.index("CREATE FUNCTION take_time(")
    take_time = earlier[start : earlier.index("END $$;", start)] + "END $$"
    _run(take_time.replace("CREATE", "CREATE OR REPLACE", 1))
    op.execute("DROP FUNCTION time_is_taken(uuid, timestamptz, timestamptz, timestamptz)")


def _run(sql: str) -> None:
    connection = op.get_bind()
    connection.execution_options(no_parameters=True).exec_driver_sql(sql)
    # The option stays with the connection, and migrations that are undone after this one write "%" as "%%".
    connection.execution_options(no_parameters=False)
