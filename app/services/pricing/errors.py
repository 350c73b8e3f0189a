"""Why there is no price."""

from app.core.errors import InvalidError, UnavailableError
from app.core.messages import Message, message
from app.core.time_ranges import TimeRange


class NoRateError(InvalidError):
    """Some of the asked time has no price. `unpriced` is the first such stretch."""

    code = "no_rate"

    def __init__(self, unpriced: TimeRange) -> None:
        told = message("This room has no price for all of this time. Choose another time.")
        super().__init__(told, errors={"start": [told]})
        self.unpriced = unpriced


class NoVatRuleError(UnavailableError):
    """Nobody has said yet what VAT applies on that day."""

    code = "no_vat_rule"

    def __init__(self) -> None:
        super().__init__(message("This room has no price yet on this day: the VAT of that day is not known."))


class AddOnRefusedError(InvalidError):
    """What was chosen beside the room cannot be had like this; `errors["add_ons"]` says of which and why."""

    code = "add_on_refused"

    def __init__(self, told: list[Message]) -> None:
        super().__init__(errors={"add_ons": told})
