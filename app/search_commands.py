"""`flask search ...`: the table that search reads, compared with what it follows from, or written anew."""

import click
from flask.cli import AppGroup

from app.core.db import in_transaction, read_only
from app.services.search import index_service

DIFFERENT = 1
_SHOWN = 20

search = AppGroup("search", help="The table that search reads.")


@search.command("check")
def check() -> None:
    """Exit status 1 when search says something else of any room than the tables that it follows."""
    with read_only():
        rooms = index_service.check()
    for room_id in rooms[:_SHOWN]:
        click.echo(f"room {room_id}")
    click.echo(f"{len(rooms)} rooms differ.")
    if rooms:
        raise SystemExit(DIFFERENT)


@search.command("rebuild")
def rebuild() -> None:
    """Write it anew, neighbours on the map beside each other. Do so now and then after many rooms have come."""
    click.echo(f"{in_transaction(index_service.rebuild)} rows written.")
