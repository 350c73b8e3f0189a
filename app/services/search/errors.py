"""What stands in the way of a search."""

from collections.abc import Sequence

from app.core.errors import InvalidError
from app.core.messages import Message
from app.integrations.geocoding.places import Place


class UnknownPlaceError(InvalidError):
    """Nobody knows where that is. `suggestions` are places that are spelled like it."""

    code = "unknown_place"

    def __init__(self, told: Message, suggestions: Sequence[Place] = ()) -> None:
        super().__init__(errors={"near": [told]})
        self.suggestions = tuple(suggestions)
