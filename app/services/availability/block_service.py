"""Own use by hand: a member keeps a room for itself, once or every week. A booking always stays where it is."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.core import clock
from app.core.db import session
from app.core.errors import InvalidError, NotFoundError
from app.core.ids import new_id
from app.core.messages import Message, message
from app.core.time_ranges import TimeRange
from app.models.availability import ClaimKind
from app.models.listing import Room
from app.models.occupancy import OwnUseBlock
from app.services.audit import audit_service
from app.services.audit.audit_service import Actor, Subject
from app.services.availability import block_repository, occupancy_repository, own_use_service
from app.services.availability.block_repository import MetBooking

MOST_NOTE = 200
MOST_AT_ONCE = 400
LONGEST_DAYS = 31


class BlockNotFoundError(NotFoundError):
    """No such block of this organisation."""

    def __init__(self) -> None:
        super().__init__(message("This own use does not exist (any more)."))


@dataclass(frozen=True, slots=True)
class BlockOutcome:
    """What was kept free, and the bookings (first the earliest) that have some of that time and stay."""

    blocked: list[OwnUseBlock]
    overlapping_bookings: list[MetBooking]


def get(block_id: uuid.UUID, organisation_id: uuid.UUID) -> OwnUseBlock:
    """One block of this organisation.

    Raises:
        BlockNotFoundError: there is none.
    """
    found = block_repository.find(block_id, organisation_id)
    if found is None:
        raise BlockNotFoundError
    return found


def list_blocks(room_ids: Collection[uuid.UUID], span: TimeRange) -> Sequence[OwnUseBlock]:
    """The blocks of these rooms that touch this time, the earliest first. One query."""
    return block_repository.list_touching(room_ids, span)


def block(
    room: Room, spans: Sequence[TimeRange], *, note: str, actor: Actor, series_id: uuid.UUID | None = None
) -> BlockOutcome:
    """Keep a room (loaded with its venue) for own use; several stretches become one series.

    What lessons or other blocks have they keep; what a booking has it keeps, and the block gets it when that goes.

    Raises:
        InvalidError: nothing to block, too much, too long or in the past (`spans`), or a long note (`note`).
    """
    _check(spans, note)
    series = series_id or (new_id() if len(spans) > 1 else None)
    blocks = [
        OwnUseBlock(
            id=new_id(),
            organisation_id=room.venue.organisation_id,
            room_id=room.id,
            starts_at=span.starts_at,
            ends_at=span.ends_at,
            note=note,
            series_id=series,
            created_by_id=actor.user_id,
        )
        for span in sorted(spans)
    ]
    session().add_all(blocks)
    outcome = _take(room, blocks)
    _record("added", room, actor, blocks=len(blocks), overlapping=len(outcome.overlapping_bookings))
    return outcome


def block_once(once: uuid.UUID, room: Room, spans: Sequence[TimeRange], *, note: str, actor: Actor) -> BlockOutcome:
    """As `block`, for a form that may come twice: what came of it the first time is told again (without bookings met).

    `once` is the form's own; sent again with something else filled in, it is another request. The blocks are of one
    series, also when there is one of them.

    Raises:
        InvalidError: as `block`.
    """
    asked = " ".join(
        [str(room.id), *(f"{span.starts_at.timestamp()}-{span.ends_at.timestamp()}" for span in spans), note]
    )
    series_id = uuid.uuid5(once, asked)
    block_repository.wait_for(series_id)
    made = block_repository.series_from(series_id, datetime.min.replace(tzinfo=UTC))
    if made:
        return BlockOutcome(sorted(made, key=lambda one: one.starts_at), [])
    return block(room, spans, note=note, actor=actor, series_id=series_id)


def change(block: OwnUseBlock, room: Room, span: TimeRange, *, note: str, actor: Actor) -> BlockOutcome:
    """Another time, or another note, of one block of this room (loaded with its venue).

    Raises:
        InvalidError: as `block`.
    """
    _check([span], note, earlier=TimeRange(block.starts_at, block.ends_at))
    occupancy_repository.release_time(blocks=[block.id])
    block.starts_at, block.ends_at, block.note = span.starts_at, span.ends_at, note
    outcome = _take(room, [block])
    _record("changed", room, actor, block=str(block.id), overlapping=len(outcome.overlapping_bookings))
    return outcome


def remove(block: OwnUseBlock, room: Room, *, actor: Actor, whole_series: bool = False) -> int:
    """Give its time back, or with `whole_series` that of all of its series that is not over; how many blocks went."""
    gone = [block]
    if whole_series and block.series_id is not None:
        gone = list(block_repository.series_from(block.series_id, min(clock.now(), block.ends_at)))
    ids = [one.id for one in gone]
    occupancy_repository.release_time(blocks=ids)
    block_repository.delete_blocks(ids)
    _record("removed", room, actor, blocks=len(ids))
    return len(ids)


def _take(room: Room, blocks: Sequence[OwnUseBlock]) -> BlockOutcome:
    uses = [(one.id, TimeRange(one.starts_at, one.ends_at)) for one in blocks]
    met = own_use_service.take_what_is_left(room, ClaimKind.OWN_USE, uses)
    return BlockOutcome(list(blocks), block_repository.met_bookings({booking_id for _, booking_id in met}))


def _check(spans: Sequence[TimeRange], note: str, *, earlier: TimeRange | None = None) -> None:
    now = clock.now()
    problems: dict[str, list[Message]] = {}
    if not spans:
        problems["spans"] = [message("Choose a time.")]
    elif len(spans) > MOST_AT_ONCE:
        problems["spans"] = [message("At most %(most)s times at once.", most=MOST_AT_ONCE)]
    elif any(_too_long(span) for span in spans):
        problems["spans"] = [message("At most %(most)s days at a time. A closure takes longer.", most=LONGEST_DAYS)]
    elif any(_is_over(span, now) and span != earlier for span in spans):
        problems["spans"] = [message("This time has passed.")]
    if len(note) > MOST_NOTE:
        problems["note"] = [message("At most %(most)s characters.", most=MOST_NOTE)]
    if problems:
        raise InvalidError(errors=problems)


def _too_long(span: TimeRange) -> bool:
    return (span.ends_at - span.starts_at).days >= LONGEST_DAYS


def _is_over(span: TimeRange, now: datetime) -> bool:
    return span.ends_at <= now


def _record(action: str, room: Room, actor: Actor, **data: Any) -> None:  # noqa: ANN401 - as audit_service.record
    audit_service.record(
        f"availability:block:{action}",
        actor=actor,
        subject=Subject("room", room.id, room.venue.organisation_id),
        **data,
    )
