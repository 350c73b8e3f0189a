"""A member's calendar against what is known: what it changes, and what it never touches."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import clock
from app.core.db import session
from app.models.availability import Claim, ClaimKind
from app.models.calendars import CalendarOccurrence
from app.models.listing import Room
from app.services.audit.audit_service import SYSTEM
from app.services.calendars import import_service
from app.services.calendars.errors import CalendarRefusedError, ImportNotFoundError, ImportOutdatedError
from app.services.calendars.import_service import Preview
from tests.factories.accounts import OrganisationFactory
from tests.factories.listing import RoomFactory

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
CALENDARS = Path(__file__).parents[3] / "fixtures" / "calendars"


def calendar(*lessons: tuple[str, str, str], extra: str = "") -> bytes:
    """`(uid, start, end)` as UTC clock times on 12 January."""
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTART:20270112T{start}00Z\r\nDTEND:20270112T{end}00Z\r\nSUMMARY:Les\r\nEND:VEVENT\r\n"
        for uid, start, end in lessons
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//NL\r\n{events}{extra}END:VCALENDAR\r\n".encode()


@pytest.fixture
def room(app: Flask) -> Room:
    """A room without lessons."""
    made: Room = RoomFactory()
    return made


def bring(room: Room, raw: bytes) -> Preview:
    with clock.frozen(NOW):
        return import_service.bring_and_apply(room, filename="lessen.ics", raw=raw, actor=SYSTEM)


def counts(preview: Preview) -> tuple[int, int, int, int]:
    found = preview.difference
    return len(found.new), len(found.altered), len(found.gone), found.unchanged


def lessons_claimed(room: Room) -> list[tuple[int, int]]:
    claims = session().scalars(
        select(Claim).where(Claim.venue_id == room.venue_id, Claim.kind == ClaimKind.LESSON).order_by(Claim.during)
    )
    return [(one.during.lower.hour, one.during.upper.hour) for one in claims if one.during.lower and one.during.upper]


def test_the_same_file_twice_changes_nothing(room: Room) -> None:
    assert counts(bring(room, calendar(("a", "1000", "1200")))) == (1, 0, 0, 0)
    assert counts(bring(room, calendar(("a", "1000", "1200")))) == (0, 0, 0, 1)
    assert lessons_claimed(room) == [(10, 12)]


def test_only_what_changed_changes(room: Room) -> None:
    bring(room, calendar(("a", "1000", "1200"), ("b", "1300", "1400"), ("c", "1500", "1600")))
    changed = bring(room, calendar(("a", "1000", "1200"), ("b", "1300", "1500"), ("d", "1700", "1800")))
    assert counts(changed) == (0, 2, 0, 1)
    assert [(old.uid, new.uid) for old, new in changed.difference.moved] == [("c", "d")]
    assert lessons_claimed(room) == [(10, 12), (13, 15), (17, 18)]


def test_what_could_not_be_read_this_time_stays(room: Room) -> None:
    bring(room, calendar(("a", "1000", "1200")))
    broken = "BEGIN:VEVENT\r\nUID:a\r\nDTSTART:20270112T990000Z\r\nSUMMARY:Les\r\nEND:VEVENT\r\n"
    again = bring(room, calendar(("b", "1300", "1400"), extra=broken))
    assert counts(again) == (1, 0, 0, 0)
    assert again.reading.problems
    assert lessons_claimed(room) == [(10, 12), (13, 14)]


def test_looking_changes_nothing_and_yes_can_be_said_once(room: Room) -> None:
    with clock.frozen(NOW):
        brought, preview = import_service.bring(
            room, filename="x.ics", raw=calendar(("a", "1000", "1200")), uploaded_by_id=None
        )
        assert counts(preview) == (1, 0, 0, 0)
        assert session().scalars(select(CalendarOccurrence)).all() == []
        import_service.apply(brought, room, actor=SYSTEM)
        with pytest.raises(ImportOutdatedError):
            import_service.apply(brought, room, actor=SYSTEM)


def test_a_list_of_imports_leaves_the_files_where_they_are(room: Room) -> None:
    bring(room, calendar(("a", "1000", "1200")))
    session().expunge_all()
    page = import_service.list_imports(room.venue.organisation_id, 1)
    assert page.total == 1
    assert "content" not in page.items[0].__dict__


def test_an_import_of_somebody_else_does_not_exist(room: Room) -> None:
    bring(room, calendar(("a", "1000", "1200")))
    found = import_service.list_imports(room.venue.organisation_id, 1).items[0]
    with pytest.raises(ImportNotFoundError):
        import_service.get_import(found.id, OrganisationFactory().id)


@pytest.mark.parametrize("raw", [b"", b"\0" * 100, b"<html></html>", b"BEGIN:VCALENDAR\r\n" + b"x" * (5 * 1024 * 1024)])
def test_a_file_that_is_no_calendar_is_refused_whole(room: Room, raw: bytes) -> None:
    with pytest.raises(CalendarRefusedError):
        bring(room, raw)


@pytest.mark.parametrize(
    "name", ["google_lessons.ics", "outlook_classic.ics", "exchange_custom_zones.ics", "apple_icloud.ics"]
)
def test_real_exports_come_in_and_come_in_again_unchanged(room: Room, name: str) -> None:
    raw = (CALENDARS / name).read_bytes()
    first = bring(room, raw)
    again = bring(room, raw)
    assert counts(again) == (0, 0, 0, counts(first)[0])
