from datetime import date

import pytest

from app.services.demo.catalogue import build_catalogue, past_bookings, upcoming_bookings
from app.services.demo.catalogue.hire_types import BookingSpec
from app.services.demo.catalogue.types import Catalogue

NOW_ON = date(2026, 11, 24)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return build_catalogue()


@pytest.fixture(scope="session")
def past(catalogue: Catalogue) -> tuple[BookingSpec, ...]:
    return tuple(past_bookings(2027, NOW_ON, catalogue))


@pytest.fixture(scope="session")
def upcoming(catalogue: Catalogue) -> tuple[BookingSpec, ...]:
    return tuple(upcoming_bookings(2027, NOW_ON, catalogue))
