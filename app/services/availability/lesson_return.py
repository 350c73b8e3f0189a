"""Own lessons get back what a booking had of their time, once the booking gives it up."""

from collections.abc import Sequence

from app.core.time_ranges import TimeRange, subtracted
from app.models.availability import ClaimKind
from app.services.availability import repository
from app.services.availability.repository import ClaimRow, OverlappedLesson, ReleasedClaim


def give_back(released: Sequence[ReleasedClaim]) -> None:
    """Claim the released time of one booking for the lessons that lie in it.

    Called in the transaction that released the time: until it ends nobody else can have any of it, so nothing is
    waited for and nothing can fail.
    """
    lessons = sorted(repository.overlapped_lessons(released), key=lambda lesson: lesson.span)
    rows: list[ClaimRow] = []
    for claim in released:
        left = [claim.span]  # of two lessons at one time the first has it
        for lesson in lessons:
            if lesson.part_id == claim.part_id:
                pieces = _common(left, lesson)
                rows += [ClaimRow(claim.part_id, claim.day, piece, lesson.occurrence_id) for piece in pieces]
                left = subtracted(left, pieces)
    if rows:
        repository.insert_rows(released[0].venue_id, rows, {"kind": ClaimKind.LESSON})
    repository.clear_overlaps({lesson.occurrence_id for lesson in lessons})


def _common(ranges: Sequence[TimeRange], lesson: OverlappedLesson) -> list[TimeRange]:
    return [
        TimeRange(max(each.starts_at, lesson.span.starts_at), min(each.ends_at, lesson.span.ends_at))
        for each in ranges
        if each.overlaps(lesson.span)
    ]
