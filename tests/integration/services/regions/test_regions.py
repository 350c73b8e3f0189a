"""Regions open at once or on a day chosen, and close with a reason."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from app.core import clock
from app.core.db import db, transaction
from app.models.audit import ActorKind, AuditEvent
from app.models.regions import Region, RegionStatus
from app.services.audit.audit_service import Actor
from app.services.regions import region_service
from app.services.regions.errors import RegionNotFoundError, RegionRefusedError, RegionStateError
from tests.factories.booking import BookingFactory
from tests.factories.listing import RoomFactory, VenueFactory
from tests.query_count import counted_queries
from worker.tasks.regions import open_due

TODAY = date(2027, 1, 12)
SPRING = date(2027, 3, 1)
BUREAU = Actor(ActorKind.USER)


def region_called(slug: str) -> Region:
    return db.session.query(Region).filter_by(slug=slug).one()


def test_a_region_opens_at_once_on_its_day(app: Flask) -> None:
    gelderland = region_called("gelderland")
    region_service.open_region(gelderland.id, TODAY, "Twaalf leden zijn klaar", actor=BUREAU, today=TODAY)
    db.session.flush()
    assert (gelderland.status, gelderland.launch_on) == (RegionStatus.LIVE, TODAY)
    event = db.session.query(AuditEvent).one()
    assert (event.tag, event.reason, event.data["before"]) == (
        "region:status:live",
        "Twaalf leden zijn klaar",
        "planned",
    )


def test_a_region_opens_by_itself_on_a_later_day(app: Flask, run_jobs: Callable[..., list[str]]) -> None:
    gelderland = region_called("gelderland")
    with transaction():
        region_service.open_region(gelderland.id, SPRING, "Klaar in maart", actor=BUREAU, today=TODAY)
    assert gelderland.status is RegionStatus.PLANNED
    when = db.session.execute(
        db.text("SELECT scheduled_at FROM procrastinate_jobs WHERE task_name = 'regions.open_due'")
    )
    assert when.scalar_one() == datetime(2027, 2, 28, 23, tzinfo=UTC)  # midnight in Utrecht
    with clock.frozen(datetime(2027, 2, 28, 23, 1, tzinfo=UTC)):
        assert run_jobs() == ["regions.open_due"]
    assert region_called("gelderland").status is RegionStatus.LIVE


def test_an_opening_that_was_moved_or_taken_back_does_not_happen_on_the_old_day(app: Flask) -> None:
    gelderland, gooi = region_called("gelderland"), region_called("gooi-en-vechtstreek")
    for region in (gelderland, gooi):
        region_service.open_region(region.id, SPRING, "Klaar in maart", actor=BUREAU, today=TODAY)
    region_service.open_region(gelderland.id, date(2027, 4, 1), "Toch later", actor=BUREAU, today=TODAY)
    region_service.cancel_launch(gooi.id, "Te weinig ruimtes", actor=BUREAU)
    db.session.commit()
    for region in (gelderland, gooi):
        open_due(str(region.id), SPRING.isoformat())
    assert (gelderland.status, gooi.status, gooi.launch_on) == (RegionStatus.PLANNED, RegionStatus.PLANNED, None)


def test_a_region_that_was_closed_is_not_opened_again_by_an_old_job(app: Flask) -> None:
    gelderland = region_called("gelderland")
    region_service.open_region(gelderland.id, SPRING, "Klaar in maart", actor=BUREAU, today=TODAY)
    assert region_service.open_due_region(gelderland.id, SPRING)
    assert not region_service.open_due_region(gelderland.id, SPRING)
    region_service.close_region(gelderland.id, "Storing bij leden", actor=BUREAU)
    assert not region_service.open_due_region(gelderland.id, SPRING)
    region_service.open_region(gelderland.id, TODAY, "Opgelost", actor=BUREAU, today=TODAY)
    assert gelderland.status is RegionStatus.LIVE


def test_a_region_closes_with_a_reason_that_is_read_back(app: Flask) -> None:
    region_service.close_region(region_called("utrecht").id, "Alle leden verhuizen", actor=BUREAU)
    with counted_queries() as said:
        listed = {facts.region.slug: (facts.region.status, reason) for facts, reason in region_service.list_regions()}
    assert listed["utrecht"] == (RegionStatus.CLOSED, "Alle leden verhuizen")
    assert len([statement for statement in said if statement.startswith("SELECT")]) == 2


@pytest.mark.parametrize(
    ("launch_on", "reason", "field"),
    [
        (TODAY - timedelta(days=1), "Klaar", "launch_on"),
        (date(2030, 1, 1), "Klaar", "launch_on"),
        (TODAY, "  ", "reason"),
        (TODAY, "x" * 501, "reason"),
    ],
)
def test_an_opening_is_refused_at_the_field_that_is_wrong(app: Flask, launch_on: date, reason: str, field: str) -> None:
    gelderland = region_called("gelderland")
    with pytest.raises(RegionRefusedError) as refused:
        region_service.open_region(gelderland.id, launch_on, reason, actor=BUREAU, today=TODAY)
    assert list(refused.value.errors) == [field]
    assert gelderland.status is RegionStatus.PLANNED


def test_what_is_open_does_not_open_and_what_is_not_does_not_close(app: Flask) -> None:
    with pytest.raises(RegionStateError):
        region_service.open_region(region_called("utrecht").id, TODAY, "Nog eens", actor=BUREAU, today=TODAY)
    with pytest.raises(RegionStateError):
        region_service.close_region(region_called("gelderland").id, "Nooit open geweest", actor=BUREAU)
    with pytest.raises(RegionStateError):
        region_service.cancel_launch(region_called("gelderland").id, "Niets gepland", actor=BUREAU)
    with pytest.raises(RegionRefusedError):
        region_service.close_region(region_called("utrecht").id, "", actor=BUREAU)
    with pytest.raises(RegionNotFoundError):
        region_service.close_region(uuid.uuid4(), "Bestaat niet", actor=BUREAU)


def test_a_region_tells_what_lies_in_it_and_what_is_still_booked(app: Flask) -> None:
    room = RoomFactory(venue=VenueFactory(municipality_code="0202"))
    BookingFactory(room=room)
    found = region_service.get_region("gelderland", datetime(2027, 1, 8, tzinfo=UTC))
    assert found.municipalities == ["Apeldoorn", "Arnhem", "Ede", "Nijmegen"]
    assert found.bookings_to_come == 1
    facts = next(facts for facts, _reason in region_service.list_regions() if facts.region.slug == "gelderland")
    assert (facts.municipalities, facts.members, facts.venues, facts.published_rooms) == (4, 1, 1, 1)
    with pytest.raises(RegionNotFoundError):
        region_service.get_region("drenthe", datetime(2027, 1, 8, tzinfo=UTC))


def test_regions_can_be_chosen_by_name(app: Flask) -> None:
    assert "Gelderland" in [name for _id, name in region_service.region_names()]
