"""What can stand in the way of taking time."""

from app.core.errors import ConflictError
from app.core.messages import message


class SlotTakenError(ConflictError):
    """Somebody else has (part of) this time."""

    code = "slot_taken"

    def __init__(self) -> None:
        # Filled in by who answers: the times that are still free are read after the rollback.
        self.problem_fields: dict[str, object] = {}
        super().__init__(message("Just booked by somebody else. You have paid nothing."))
