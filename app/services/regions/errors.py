"""Why a region does not open or close."""

from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.core.messages import Message, message


class RegionNotFoundError(NotFoundError):
    """There is no such region."""

    code = "region_not_found"

    def __init__(self) -> None:
        super().__init__(message("This region does not exist."))


class RegionRefusedError(InvalidError):
    """What was asked for breaks a rule; `errors` says at which field."""

    code = "region_refused"

    def __init__(self, errors: dict[str, list[Message]]) -> None:
        super().__init__(errors=errors)


class RegionStateError(ConflictError):
    """It is in that state already, or cannot get there from the one it is in."""

    code = "region_state"

    def __init__(self) -> None:
        super().__init__(message("This region is open or closed already. Reload the page to see how it stands."))
