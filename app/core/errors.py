"""The five kinds of failure that a person can be told about. Anything else is a bug and becomes a 500.

A raised error rolls the use case back. `code` is stable and for machines; the message is for people.
"""

from app.core.messages import Message, message


class AppError(Exception):
    """Base of all failures that are told to the person who caused or met them."""

    code = "error"

    def __init__(self, told: Message | str, *, code: str | None = None) -> None:
        self.message = told if isinstance(told, Message) else message(told)
        if code is not None:
            self.code = code
        super().__init__(str(self.message))


class InvalidError(AppError):
    """What was asked breaks a rule. `errors` names the fields, each with its messages."""

    code = "invalid"

    def __init__(
        self,
        told: Message | str = "Something is not right yet. Nothing has been saved.",
        *,
        errors: dict[str, list[Message]] | None = None,
        code: str | None = None,
    ) -> None:
        super().__init__(told, code=code)
        self.errors = errors or {}


class NotFoundError(AppError):
    """It does not exist, or the one who asks may not know that it does."""

    code = "not_found"


class ForbiddenError(AppError):
    """It exists, and the one who asks may not do this with it."""

    code = "forbidden"


class ConflictError(AppError):
    """Somebody or something else was first, or the state no longer allows it."""

    code = "conflict"


class UnavailableError(AppError):
    """It cannot be done now; later it can (another system does not answer)."""

    code = "unavailable"
