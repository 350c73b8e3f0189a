"""A reader and the server that it reads."""

from collections.abc import Iterator

import pytest

from tests.calendar_server import CalendarServer, calendar_server


@pytest.fixture
def server() -> Iterator[CalendarServer]:
    with calendar_server() as running:
        yield running
