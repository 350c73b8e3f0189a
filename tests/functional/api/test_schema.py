"""The API does what its document says, for anything that a machine may send."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis import BaseSchema
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import positive_data_acceptance

from app.core import clock
from tests.factories.market import room_on_offer

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
OPERATIONS = [
    ("GET", "/api/v1/rooms"),
    ("GET", "/api/v1/rooms/{room_id}"),
    ("GET", "/api/v1/rooms/{room_id}/availability"),
    ("GET", "/api/v1/rooms/{room_id}/openings"),
    ("POST", "/api/v1/bookings"),
    ("GET", "/api/v1/bookings/{reference}"),
    ("POST", "/api/v1/bookings/{reference}/cancel"),
]

# What a field allows can still be wrong beside another one (an end before a start, a place that does not exist), and
# the document cannot say so: refusing such a question is right.
UNKNOWABLE: list[Any] = [positive_data_acceptance]
# The same examples on every run, and no clock that a busy machine could lose against.
BOUNDED = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@pytest.fixture
def document(app: Flask) -> Iterator[BaseSchema]:
    """The document of an application with one room."""
    with clock.frozen(NOW):
        room_on_offer()
        yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)


def test_all_operations_are_tried(document: BaseSchema) -> None:
    found = [result.ok() for result in document.get_all_operations() if isinstance(result, Ok)]

    assert {(operation.method.upper(), operation.path) for operation in found} == set(OPERATIONS)


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_the_api_keeps_to_its_document(
    document: BaseSchema, method: str, path: str, mode: schemathesis.GenerationMode
) -> None:
    """Whatever fits the document, and whatever does not, gets an answer that the document knows."""

    @BOUNDED
    @given(case=document[path][method].as_strategy(generation_mode=mode))
    def send(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(excluded_checks=UNKNOWABLE)

    send()
