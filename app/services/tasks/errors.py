"""What can be wrong with a task."""

from app.core.errors import NotFoundError
from app.core.messages import message


class TaskNotFoundError(NotFoundError):
    """No such task of this organisation."""

    def __init__(self) -> None:
        super().__init__(message("This task does not exist."))
