"""The library that documents the API, bent in four places: its errors, its document's access, its messages, its types."""

from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

import marshmallow as ma
from flask import Request, Response
from flask_smorest import Api, Blueprint
from marshmallow import fields
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest

from app.core.errors import InvalidError
from app.core.messages import Message, message
from app.web.access import public
from app.web.api_fields import ClockTime

PROBLEM_JSON = "application/problem+json"


class ProblemSchema(ma.Schema):
    """What goes wrong, as RFC 9457 writes it. `code` is stable; `title` is for people, in their language."""

    class Meta:
        unknown = ma.INCLUDE  # some problems say more, such as the alternatives for a time that is taken

    status = fields.Integer(required=True)
    code = fields.String(required=True)
    title = fields.String(required=True)
    errors = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        metadata={"description": "With status 422: what to say at each field."},
    )


class _Parser(FlaskParser):
    """Broken input becomes the same error as a broken rule: one handler answers for both."""

    # None: the schema decides, and ours refuse what they do not know.
    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {  # noqa: RUF012 - how the library takes it
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "query": None,
    }

    def _raw_load_json(self, req: Request) -> Any:  # noqa: ANN401 - any JSON
        try:
            return super()._raw_load_json(req)
        except RecursionError as error:  # nested deeper than anything that we would ever take
            raise BadRequest from error

    def handle_error(self, error: ma.ValidationError, *_more: object, **_named: object) -> NoReturn:
        messages = error.messages if isinstance(error.messages, dict) else {}
        raise InvalidError(errors=dict(_by_field(messages))) from error


def _by_field(messages: Mapping[Any, Any]) -> Iterator[tuple[str, list[Message]]]:
    """One message a field. The first level is where the input came from; inside, names are joined with a dot."""
    for by_name in messages.values():
        for name, told in _flat(by_name if isinstance(by_name, dict) else {"body": by_name}, ()):
            yield name, [message(told)]


def _flat(told: Any, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - nested as deep as the input
    if isinstance(told, dict):
        for name, inner in told.items():
            # The place in a list says nothing to who sees one field with several values.
            yield from _flat(inner, path if isinstance(name, int) else (*path, str(name)))
    else:
        first = told[0] if isinstance(told, list) and told else told
        yield ".".join(part for part in path if part != "_schema") or "body", str(first)


class ApiBlueprint(Blueprint):  # type: ignore[misc]  # the library has no types
    """A part of the API."""

    ARGUMENTS_PARSER = _Parser()

    def arguments(self, schema: Any, **options: Any) -> Any:  # noqa: ANN401 - a decorator of the library
        """As the library's, with one schema for all requests: making one costs more than reading most requests."""
        return super().arguments(schema() if isinstance(schema, type) else schema, **options)

    def problem(self, status: int, description: str) -> Any:  # noqa: ANN401 - a decorator of the library
        """Document a failure that callers should expect."""
        return self.alt_response(
            status, schema=ProblemSchema, content_type=PROBLEM_JSON, description=description, success=False
        )


class PlatformApi(Api):  # type: ignore[misc]  # the library has no types
    """Version 1, with its document at openapi.json."""

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_RESPONSE_CONTENT_TYPE: str = "application/json"

    def _register_error_handlers(self) -> None:
        """Not its own: app/web/error_pages.py answers for pages and API alike."""

    def _register_responses(self) -> None:
        ordinary = self.DEFAULT_RESPONSE_CONTENT_TYPE
        self.DEFAULT_RESPONSE_CONTENT_TYPE = PROBLEM_JSON
        super()._register_responses()
        self.DEFAULT_RESPONSE_CONTENT_TYPE = ordinary
        self.register_field(ClockTime, "string", None)

    @public
    def _openapi_json(self) -> Response:
        answer: Response = super()._openapi_json()
        return answer
