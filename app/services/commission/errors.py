"""Why an agreement is refused, or missing."""

from datetime import date

from app.core.errors import InvalidError, NotFoundError, UnavailableError
from app.core.messages import Message, message


class AgreementRefusedError(InvalidError):
    """What was asked for breaks a rule of agreements; `errors` says at which field."""

    code = "agreement_refused"

    def __init__(self, errors: dict[str, list[Message]]) -> None:
        super().__init__(errors=errors)


class AgreementOverlapError(InvalidError):
    """For the same scope another agreement holds in (part of) this period."""

    code = "agreement_overlap"

    def __init__(self, starts_on: date | None = None) -> None:
        told = (
            message("For these, another agreement holds in this period. Look at the list and choose another day.")
            if starts_on is None
            else message(
                "Another agreement for these starts on %(day)s. Choose a later day, or withdraw that one first.",
                day=f"{starts_on:%d-%m-%Y}",
            )
        )
        super().__init__(told, errors={"valid_from": [told]})


class AgreementNotFoundError(NotFoundError):
    """There is no such agreement."""

    code = "agreement_not_found"

    def __init__(self) -> None:
        super().__init__(message("This agreement does not exist (any more)."))


class NoAgreementError(UnavailableError):
    """Nothing was agreed for that day, not even by default."""

    code = "no_commission_agreement"

    def __init__(self) -> None:
        super().__init__(message("Nothing can be booked on this day yet: the association's commission is not set."))
