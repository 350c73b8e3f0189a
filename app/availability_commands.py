"""`flask availability ...`: the day masks, compared with claims and opening rules, or made anew."""

import uuid
from collections.abc import Callable, Sequence
from functools import partial

import click
from flask.cli import AppGroup

from app.core import clock
from app.core.db import in_transaction, read_only
from app.services.availability import mask_service

ROOMS_AT_ONCE = 100
DIFFERENT = 1
_SHOWN = 20

availability = AppGroup("availability", help="The day masks beside the claims.")


@availability.command("check")
def check() -> None:
    """Exit status 1 when any day within a room's horizon is not what claims and opening rules say."""
    lines: list[str] = []

    def compare(some: Sequence[uuid.UUID]) -> int:
        with read_only():
            found = mask_service.check(some, clock.today())
        for what, keys in (("taken", found.taken), ("closed", found.closed), ("missing", found.missing)):
            lines.extend(f"{what}: room {room_id} on {day}" for room_id, day in keys)
        return len(found.all())

    different = _for_all_rooms("Compared", compare)
    for line in lines[:_SHOWN]:
        click.echo(line)
    click.echo(f"{different} days differ.")
    if different:
        raise SystemExit(DIFFERENT)


@availability.command("rebuild")
def rebuild() -> None:
    """Put every mask right, from today on, and fill what is missing."""

    def put_right(some: Sequence[uuid.UUID]) -> int:
        return in_transaction(partial(mask_service.rebuild, some, clock.today())).days

    click.echo(f"{_for_all_rooms('Rebuilt', put_right)} days were different or missing.")


def _for_all_rooms(done: str, step: Callable[[Sequence[uuid.UUID]], int]) -> int:
    with read_only():
        ids = mask_service.rooms_on_offer()
    total = 0
    for start in range(0, len(ids), ROOMS_AT_ONCE):
        some = ids[start : start + ROOMS_AT_ONCE]
        total += step(some)
        click.echo(f"{done}: {start + len(some)} of {len(ids)} rooms")
    return total
