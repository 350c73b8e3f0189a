"""What can be wrong with an address of a calendar."""

from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.core.messages import message
from app.integrations.calendar.feed_values import FeedFailure


class FeedAddressError(InvalidError):
    """The address cannot be used; nothing has been kept."""

    code = "feed_address"

    def __init__(self, failure: FeedFailure | None = None) -> None:
        told = (
            message("This address cannot be read from here: it is not on the public internet.")
            if failure is FeedFailure.PRIVATE_ADDRESS
            else message(
                "This is no address of a calendar. It begins with https:// or webcal:// and holds no password."
            )
        )
        super().__init__(told, errors={"address": [told]})


class FeedKnownError(InvalidError):
    """The room reads this address already."""

    code = "feed_known"

    def __init__(self) -> None:
        told = message("You already have this address for this room.")
        super().__init__(told, errors={"address": [told]})


class TooManyFeedsError(InvalidError):
    """A room follows no more addresses than a person can oversee."""

    code = "too_many_feeds"

    def __init__(self, most: int) -> None:
        told = message("A room can follow at most %(most)s addresses. Remove one first.", most=most)
        super().__init__(told, errors={"address": [told]})


class FeedNameError(InvalidError):
    """The name is missing or too long."""

    code = "feed_name"

    def __init__(self, longest: int) -> None:
        told = message("Give this calendar a name of at most %(longest)s characters.", longest=longest)
        super().__init__(told, errors={"name": [told]})


class FeedNotFoundError(NotFoundError):
    """No such feed of this organisation."""

    def __init__(self) -> None:
        super().__init__(message("This calendar address does not exist."))


class FeedPausedError(ConflictError):
    """What is paused is not read."""

    code = "feed_paused"

    def __init__(self) -> None:
        super().__init__(message("This address is paused. Resume it first."))


class FeedJustReadError(ConflictError):
    """It was asked a moment ago."""

    code = "feed_just_read"

    def __init__(self) -> None:
        super().__init__(message("This address was read just now. In a minute it can be read again."))


class ExportNotFoundError(NotFoundError):
    """No such calendar, or not with this secret."""

    def __init__(self) -> None:
        super().__init__(message("This calendar does not exist."))


class ExportKnownError(ConflictError):
    """There is one of the same already."""

    code = "export_known"

    def __init__(self) -> None:
        super().__init__(message("This calendar is there already."))
