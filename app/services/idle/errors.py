"""Why a decision about idle hours cannot be taken."""

from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.core.messages import Message, message


class OfferRefusedError(InvalidError):
    """What was asked is not complete or makes no sense, per field."""

    code = "offer_refused"

    def __init__(self, errors: dict[str, list[Message]]) -> None:
        super().__init__(errors=errors)


class OfferNotFoundError(NotFoundError):
    """No such offer of this organisation."""

    def __init__(self) -> None:
        super().__init__(message("This offer does not exist."))


class OfferChangedError(ConflictError):
    """Between looking and saying yes the hours changed; nothing has been changed."""

    code = "offer_changed"

    def __init__(self) -> None:
        super().__init__(
            message("The opening hours changed in the meantime. Look again; nothing has been offered yet.")
        )


class OfferStuckError(ConflictError):
    """Without the hours of this offer a room would have none of its own, and be offered whenever the building is open."""

    code = "offer_stuck"

    def __init__(self, room: str) -> None:
        super().__init__(
            message(
                "The hours of %(room)s were changed since. Without this offer it would be open all day: change its hours"
                " at the opening hours instead.",
                room=room,
            )
        )
