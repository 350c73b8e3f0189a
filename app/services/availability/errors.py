"""What can stand in the way of taking time."""

import uuid
from collections.abc import Sequence

from app.core.db import MakeWayError
from app.core.errors import ConflictError
from app.core.messages import message


class SlotTakenError(ConflictError, MakeWayError):
    """Somebody else has (part of) this time.

    `overdue`: bookings that have it and whose hold is over, when nothing else is in the way: who lets those expire
    (`first`) and tries again may get it.
    """

    code = "slot_taken"

    def __init__(self, overdue: Sequence[uuid.UUID] = ()) -> None:
        # Filled in by who answers: the times that are still free are read after the rollback.
        self.problem_fields: dict[str, object] = {}
        self.overdue = tuple(overdue)
        super().__init__(message("Just booked by somebody else. You have paid nothing."))
