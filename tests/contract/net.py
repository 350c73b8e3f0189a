"""A net under every request to Stripe: what the SDK sends is held against what Stripe accepts, before it is sent.

Two nets. The parameter types of the installed SDK, which Stripe generates from its description of the API: always, and
never behind the SDK that is pinned. And Stripe's official schemas, where an extract of them lies beside the checkout.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jsonschema
import stripe
from stripe.params import (
    ApplicationFeeListParams,
    EventListParams,
    RefundCreateParams,
    RefundListParams,
    RefundRetrieveParams,
)
from stripe.params.checkout import SessionCreateParams, SessionExpireParams, SessionRetrieveParams
from stripe.params.v2.core import AccountCreateParams, AccountLinkCreateParams, AccountRetrieveParams

from simulator.errors import ApiError
from simulator.forms import decode
from simulator.validation import check

Json = dict[str, Any]

OFFICIAL = Path(__file__).parents[3] / "shared" / "stripe-openapi-extract.json"

# Every operation that this platform uses. A call that is not here does not get through the net.
OPERATIONS: Mapping[tuple[str, str], type] = {
    ("post", "/v2/core/accounts"): AccountCreateParams,
    ("get", "/v2/core/accounts/{id}"): AccountRetrieveParams,
    ("post", "/v2/core/account_links"): AccountLinkCreateParams,
    ("post", "/v1/checkout/sessions"): SessionCreateParams,
    ("get", "/v1/checkout/sessions/{session}"): SessionRetrieveParams,
    ("post", "/v1/checkout/sessions/{session}/expire"): SessionExpireParams,
    ("post", "/v1/refunds"): RefundCreateParams,
    ("get", "/v1/refunds"): RefundListParams,
    ("get", "/v1/refunds/{refund}"): RefundRetrieveParams,
    ("get", "/v1/application_fees"): ApplicationFeeListParams,
    ("get", "/v1/events"): EventListParams,
}


class BreachError(AssertionError):
    """A request that Stripe would refuse."""


@dataclass(frozen=True)
class Request:
    """What went over the line. `body` is what a POST carries."""

    method: str
    path: str
    query: str
    body: str
    headers: Mapping[str, str]

    @property
    def is_json(self) -> bool:
        """API v2 takes JSON, v1 takes forms."""
        return self.path.startswith("/v2/")


def operation_of(request: Request) -> tuple[str, str]:
    """The operation behind a request.

    Raises:
        BreachError: it is none of those that this platform says it uses.
    """
    for method, template in OPERATIONS:
        if request.method == method and re.fullmatch(re.sub(r"{\w+}", r"[^/]+", template), request.path):
            return method, template
    raise BreachError(f"{request.method} {request.path} is no operation of this platform")


def given_by(request: Request) -> Json:
    """The parameters, as nested values; those of forms and addresses are still text."""
    if request.method == "get":
        return decode(parse_qsl(request.query, keep_blank_values=True))
    if request.is_json:
        found: Json = json.loads(request.body or "{}")
        return found
    return decode(parse_qsl(request.body, keep_blank_values=True))


def check_types(request: Request) -> None:
    """Hold a request against the SDK's own parameter types.

    Raises:
        BreachError: an unknown or missing parameter, a value of another type or outside its enumeration.
    """
    params = OPERATIONS[operation_of(request)]
    try:
        check(params, given_by(request), typed=request.is_json and request.method == "post")
    except ApiError as error:
        raise BreachError(f"{request.method} {request.path}: {error.message}") from error


def check_officially(request: Request) -> None:
    """Hold a request against Stripe's own description of its API.

    Raises:
        BreachError: it does not fit.
    """
    method, template = operation_of(request)
    operation = official()["paths"][template][method]
    schema = _schema_of(operation, request)
    given = given_by(request)
    value = given if request.is_json and request.method == "post" else _typed(given, schema)
    try:
        jsonschema.Draft4Validator(_closed(schema)).validate(value)
    except jsonschema.ValidationError as error:
        raise BreachError(f"{request.method} {request.path}: {error.message}") from error


@cache
def official() -> Json:
    """Stripe's description of its API."""
    found: Json = json.loads(OFFICIAL.read_text())
    return found


def _schema_of(operation: Json, request: Request) -> Json:
    if request.method == "get":
        fields = {one["name"]: one["schema"] for one in operation.get("parameters", []) if one["in"] == "query"}
        return {"type": "object", "properties": fields}
    kind = "application/json" if request.is_json else "application/x-www-form-urlencoded"
    found: Json = operation["requestBody"]["content"][kind]["schema"]
    return found


def _typed(value: Any, schema: Json) -> Any:  # noqa: ANN401 - any JSON
    """Text of forms in the types that the schema names."""
    for one in schema.get("anyOf", [schema]):
        kind = one.get("type")
        if isinstance(value, dict) and kind == "object":
            known, more = one.get("properties", {}), one.get("additionalProperties")
            rest = more if isinstance(more, dict) else {}
            return {name: _typed(item, known.get(name) or rest) for name, item in value.items()}
        if isinstance(value, dict) and kind == "array":
            return [_typed(item, one["items"]) for item in value.values()]
        if isinstance(value, str) and kind == "integer" and re.fullmatch(r"-?\d+", value):
            return int(value)
        if isinstance(value, str) and kind == "boolean" and value in {"true", "false"}:
            return value == "true"
    return value


def _closed(schema: Any) -> Any:  # noqa: ANN401 - any JSON
    """Nested objects are open in the description; Stripe itself refuses keys that it does not know."""
    if isinstance(schema, list):
        return [_closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: _closed(item) for name, item in schema.items()}
    if closed.get("type") == "object" and isinstance(closed.get("properties"), dict):
        return {"additionalProperties": False, **closed}
    return closed


@dataclass
class Caught:
    """What went through the net."""

    requests: list[Request] = field(default_factory=list)

    def operations(self) -> set[tuple[str, str]]:
        """The different operations among them."""
        return {operation_of(request) for request in self.requests}


class ContractClient(stripe.RequestsClient):
    """The SDK's HTTP client with the net in front."""

    def __init__(self, caught: Caught, **options: Any) -> None:  # noqa: ANN401 - the SDK's own
        super().__init__(**options)
        self._caught = caught

    def request(  # type: ignore[override]  # as the SDK's own RequestsClient has it
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,  # noqa: ANN401 - the SDK's own
    ) -> tuple[bytes, int, Mapping[str, str]]:
        parts = urlsplit(url)
        body = post_data.decode() if isinstance(post_data, bytes) else post_data or ""
        request = Request(method.lower(), parts.path, parts.query, body, dict(headers or {}))
        check_types(request)
        if OFFICIAL.exists():
            check_officially(request)
        self._caught.requests.append(request)
        return super().request(method, url, headers, post_data)
