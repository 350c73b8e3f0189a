"""Refusals, in the two shapes Stripe gives them: v1 (`type`, `code`, `param`, `message`) and v2."""

from typing import Any

DOCS = "https://stripe.com/docs/error-codes/"


class ApiError(Exception):
    """An answer that is not a success. `stored` says whether Stripe would replay it under the same idempotency key."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        stored: bool = True,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.kind = kind
        self.code = code
        self.param = param
        self.stored = stored

    def body(self, *, v2: bool) -> dict[str, Any]:
        if v2:
            return {"error": {"code": self.code or "invalid_request", "message": self.message, "type": self.kind}}
        error: dict[str, Any] = {"message": self.message, "type": self.kind}
        if self.code:
            error["code"] = self.code
            error["doc_url"] = DOCS + self.code.replace("_", "-")
        if self.param:
            error["param"] = self.param
        if self.kind == "card_error":
            error["decline_code"] = "generic_decline"
        return {"error": error}


def refused(message: str, *, code: str | None = None, param: str | None = None) -> ApiError:
    """A parameter that does not pass; like Stripe, not remembered under the idempotency key."""
    return ApiError(message, code=code, param=param, stored=False)


def missing_parameter(param: str) -> ApiError:
    return refused(f"Missing required param: {param}.", code="parameter_missing", param=param)


def unknown_parameters(params: list[str]) -> ApiError:
    if params[0] == "payment_method_types":
        return refused(
            "`payment_method_types` is no longer supported. Leave it out to use dynamic payment methods, or use "
            "`allowed_payment_method_types` or `excluded_payment_method_types`.",
            code="payment_method_types_no_longer_supported",
            param="payment_method_types",
        )
    noun = "parameter" if len(params) == 1 else "parameters"
    return refused(f"Received unknown {noun}: {', '.join(params)}", code="parameter_unknown", param=params[0])


def not_simulated(what: str) -> ApiError:
    """Valid at Stripe, but not built here: better a loud refusal than a parameter that is silently ignored."""
    return refused(f"The payment simulator does not simulate {what}.", code="simulator_unsupported", param=what)


def no_such(kind: str, identifier: str, *, param: str = "id", status: int = 404) -> ApiError:
    return ApiError(f"No such {kind}: '{identifier}'", status=status, code="resource_missing", param=param)


def injected(status: int) -> ApiError:
    """The answer that a test asked for with `/_sim/fail-next`."""
    known = {
        402: ("Your card was declined.", "card_error", "card_declined"),
        409: (
            "This object cannot be accessed right now because another request is using it.",
            "invalid_request_error",
            "lock_timeout",
        ),
        429: ("Request rate limit exceeded.", "invalid_request_error", "rate_limit"),
    }
    message, kind, code = known.get(status, ("An unknown error occurred.", "api_error", None))
    return ApiError(message, status=status, kind=kind, code=code, stored=False)
