"""What can be wrong while a member lists its venues and rooms."""

from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.core.messages import Message, message

Errors = dict[str, list[Message]]


class VenueNotFoundError(NotFoundError):
    """No such venue of this member."""

    code = "venue_not_found"

    def __init__(self) -> None:
        super().__init__(message("This venue does not exist."))


class MemberRoomNotFoundError(NotFoundError):
    """No such room of this member, or nothing such in it."""

    code = "room_not_found"

    def __init__(self) -> None:
        super().__init__(message("This room does not exist."))


class ClosureNotFoundError(NotFoundError):
    """No such closure of this member."""

    code = "closure_not_found"

    def __init__(self) -> None:
        super().__init__(message("This closure does not exist any more."))


class ListingRefusedError(InvalidError):
    """Something that was filled in breaks a rule; `errors` says at which field."""

    code = "listing_refused"

    def __init__(self, errors: Errors) -> None:
        super().__init__(errors=errors)


class NotReadyToPublishError(ConflictError):
    """Something is still missing; the list on the page says what."""

    code = "not_ready_to_publish"

    def __init__(self) -> None:
        super().__init__(message("Something is still missing. Look at the list; the room has not been published."))


class ListingStateError(ConflictError):
    """The room is not in a state in which this can be done."""

    code = "listing_state"

    def __init__(self) -> None:
        super().__init__(message("Somebody changed this room in the meantime. Look at it again."))
