"""Placing a hold: what is taken and frozen, everything that is refused with nothing written, and equal keys."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.db import in_transaction, session
from app.core.errors import AppError, InvalidError
from app.core.ids import new_id
from app.core.time_ranges import TimeRange, at_minute
from app.integrations.calendar.calendar_values import CalendarLimits, DateWindow
from app.integrations.calendar.ical_reader import read_calendar
from app.models.accounts import MembershipStatus
from app.models.audit import ActorKind, AuditEvent
from app.models.availability import Claim, ClaimKind
from app.models.booking import Booking, BookingSource, BookingStatus
from app.models.listing import ListingStatus, Purpose, Room
from app.models.mail import Mail
from app.models.payments import PaymentAccount, PaymentAccountStatus
from app.services.availability.errors import SlotTakenError
from app.services.booking import booking_service, calendar_service, hold_service
from app.services.booking.errors import IdempotencyKeyReusedError
from app.services.booking.hold_service import PlaceHold
from app.services.booking.rules import Contact
from app.services.listing.public_service import RoomNotFoundError
from tests.factories.listing import RoomFactory, VenueFactory
from tests.factories.occupancy import occupy
from tests.factories.payments import PaymentAccountFactory

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
DAY = date(2027, 1, 12)
CONTACT = Contact("Marit de Vries", "marit@nevenstem.example", "06-12345678", "Kamerkoor Nevenstem", "PO-7")


@pytest.fixture(autouse=True)
def _now(app: Flask) -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def make_room(*, opening: tuple[int, int] = (480, 1380), **values: Any) -> Room:  # noqa: ANN401 - columns
    venue = VenueFactory(opening=opening)
    PaymentAccountFactory(organisation_id=venue.organisation_id)
    room: Room = RoomFactory(venue=venue, **values)
    return room


@pytest.fixture
def room(app: Flask) -> Room:
    found = make_room(notice_minutes=120, horizon_days=365)
    session().commit()
    return found


def asked(room: Room, start: int = 1140, end: int = 1320, day: date = DAY, **values: Any) -> PlaceHold:  # noqa: ANN401 - fields
    command = PlaceHold(
        room_id=room.id,
        starts_at=at_minute(day, start, AMSTERDAM),
        ends_at=at_minute(day, end, AMSTERDAM),
        persons=12,
        purpose=Purpose.REHEARSAL,
        contact=CONTACT,
        accepts_terms=True,
        source=BookingSource.WEB,
    )
    return replace(command, **values)


def place(command: PlaceHold) -> Booking:
    return in_transaction(lambda: hold_service.place_hold(command))


def written() -> dict[str, int]:
    tables = ("booking", "booking_line", "claim", "mail", "audit_event", "procrastinate_jobs")
    return {table: session().execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in tables}  # noqa: S608 - names of ours


NOTHING = dict.fromkeys(("booking", "booking_line", "claim", "mail", "audit_event", "procrastinate_jobs"), 0)


def test_a_hold_takes_the_time_and_freezes_what_was_agreed(room: Room) -> None:
    booking = place(asked(room))
    assert booking.status is BookingStatus.HELD
    assert booking.hold_expires_at == NOW + timedelta(minutes=15)
    # 3 hours at € 20,00; ten percent commission, and 21 percent VAT on that.
    assert (booking.total_cents, booking.commission_bps, booking.commission_cents) == (6000, 1000, 600)
    assert booking.commission_vat_cents == 126
    assert [(line.quantity_minutes, line.amount_cents) for line in booking.lines] == [(180, 6000)]
    assert booking.cancellation_terms["steps"][0] == {"hours_before": 336, "refund_bps": 10000}
    claim = session().query(Claim).one()
    assert (claim.kind, claim.hold_until, claim.booking_id) == (ClaimKind.HOLD, booking.hold_expires_at, booking.id)
    event = session().query(AuditEvent).one()
    assert (event.tag, event.actor_kind) == ("booking:hold:placed", ActorKind.HIRER)
    assert "marit" not in str(event.data).lower()
    assert (written()["procrastinate_jobs"], written()["mail"]) == (0, 0)  # the sweep finds it when its time is over


def test_a_later_change_of_price_and_terms_changes_nothing_agreed(room: Room) -> None:
    booking = place(asked(room))
    session().execute(text("UPDATE rate SET price_cents = 9900"))
    session().execute(text("UPDATE cancellation_policy SET steps = '[]'"))
    session().expire_all()
    again = session().get_one(Booking, booking.id)
    assert again.total_cents == 6000
    assert len(again.cancellation_terms["steps"]) == 2


def test_what_costs_nothing_is_confirmed_at_once(app: Flask) -> None:
    room = make_room(rate_cents=0)
    session().commit()
    booking = place(asked(room))
    assert booking.status is BookingStatus.CONFIRMED
    assert session().query(Claim.kind).scalar() is ClaimKind.BOOKING
    assert sorted(template for (template,) in session().query(Mail.template)) == [
        "booking_confirmed",
        "booking_received",
    ]
    confirmed = session().query(AuditEvent).where(AuditEvent.tag == "booking:status:confirmed").one()
    assert confirmed.actor_kind is ActorKind.SYSTEM
    assert session().execute(text("SELECT task_name FROM procrastinate_jobs")).scalars().all() == ["mail.send"] * 2


# -- refused, with nothing written


def refused(command: PlaceHold) -> dict[str, list[str]]:
    with pytest.raises(InvalidError) as caught:
        place(command)
    assert written() == NOTHING
    return {field: [str(told) for told in several] for field, several in caught.value.errors.items()}


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        (1320, 1140, "end"),  # ends before it starts
        (1140, 1140, "end"),  # no time at all
        (1145, 1320, "start"),  # off the grid
        (1140, 1325, "end"),
        (1140, 1155, "end"),  # too short
        (360, 600, "start"),  # outside the opening
        (1320, 1440, "start"),
    ],
)
def test_a_time_that_breaks_a_rule_is_told_at_its_field(room: Room, start: int, end: int, field: str) -> None:
    assert list(refused(asked(room, start, end))) == [field]


@pytest.mark.parametrize(
    "day", [date(2027, 1, 3), date(2027, 1, 4) + timedelta(days=366), date(1970, 1, 1), date(9999, 12, 30)]
)
def test_the_past_and_beyond_the_horizon_are_told_at_the_start(room: Room, day: date) -> None:
    assert list(refused(asked(room, day=day))) == ["start"]


def test_the_notice_of_the_room_is_kept(room: Room) -> None:
    assert refused(asked(room, 660, 720, date(2027, 1, 4))) == {"start": ["Book at least 2 hours ahead."]}
    assert place(asked(room, 720, 780, date(2027, 1, 4))).status is BookingStatus.HELD


def test_a_time_of_thousands_of_years_is_refused_at_once(room: Room) -> None:
    command = asked(
        room,
        starts_at=datetime(1, 1, 1, tzinfo=UTC),
        ends_at=datetime(9999, 12, 31, 23, 59, tzinfo=UTC),
    )
    assert sorted(refused(command)) == ["end", "start"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"persons": 61}, "persons"),
        ({"persons": 0}, "persons"),
        ({"purpose": Purpose.PRIVATE_PARTY}, "purpose"),
        ({"accepts_terms": False}, "accept_terms"),
        ({"contact": replace(CONTACT, name="")}, "contact.name"),
        ({"contact": replace(CONTACT, name="x" * 10_000)}, "contact.name"),
        ({"contact": replace(CONTACT, email="marit@")}, "contact.email"),
        ({"contact": replace(CONTACT, email="marit@nevenstem.example\r\nBcc: allen@koor.example")}, "contact.email"),
        ({"contact": replace(CONTACT, phone="bel maar")}, "contact.phone"),
        ({"contact": replace(CONTACT, organisation="x" * 10_000)}, "contact.organisation"),
        ({"contact": replace(CONTACT, reference="x" * 10_000)}, "contact.reference"),
    ],
)
def test_what_is_missing_or_wrong_is_told_at_its_field(room: Room, values: dict[str, Any], field: str) -> None:
    assert list(refused(asked(room, **values))) == [field]


def test_everything_wrong_is_told_at_once(room: Room) -> None:
    contact = replace(CONTACT, name="", email="x", phone="")
    command = asked(room, 1145, 1320, persons=0, contact=contact, accepts_terms=False)
    assert sorted(refused(command)) == [
        "accept_terms",
        "contact.email",
        "contact.name",
        "contact.phone",
        "persons",
        "start",
    ]


def test_time_without_a_price_is_refused(app: Flask) -> None:
    room = make_room(rate_cents=False)
    session().commit()
    assert list(refused(asked(room))) == ["start"]


@pytest.mark.parametrize(
    "text_", ["🎺 Fanfare", "<script>alert(1)</script>", "O'Brien; DROP TABLE booking;--", "ẑ̷̛̬a̶l̵g̶o̷"]
)
def test_names_are_kept_as_they_were_written(room: Room, text_: str) -> None:
    booking = place(asked(room, contact=replace(CONTACT, name=text_, organisation=text_)))
    session().expire_all()
    kept = session().get_one(Booking, booking.id)
    assert (kept.contact_name, kept.hirer_organisation) == (text_, text_)


def _unknown(room: Room) -> PlaceHold:
    return asked(room, room_id=new_id())


def _draft(room: Room) -> PlaceHold:
    room.status = ListingStatus.DRAFT
    return asked(room)


def _withdrawn(room: Room) -> PlaceHold:
    room.status = ListingStatus.WITHDRAWN
    return asked(room)


def _region_not_live(room: Room) -> PlaceHold:
    room.venue.municipality_code = "0402"  # Hilversum: prepared, not open
    return asked(room)


def _no_region(room: Room) -> PlaceHold:
    session().execute(text("UPDATE municipality SET region_id = NULL WHERE code = '0344'"))
    return asked(room)


def _suspended(room: Room) -> PlaceHold:
    room.venue.organisation.selling_suspended_reason = "gegevens ontbreken"
    return asked(room)


def _no_member_any_more(room: Room) -> PlaceHold:
    room.venue.organisation.membership_status = MembershipStatus.ENDED
    return asked(room)


def _no_account(room: Room) -> PlaceHold:
    session().query(PaymentAccount).delete()
    return asked(room)


def _account_restricted(room: Room) -> PlaceHold:
    session().query(PaymentAccount).update({"status": PaymentAccountStatus.RESTRICTED})
    return asked(room)


@pytest.mark.parametrize(
    "spoil",
    [
        _unknown,
        _draft,
        _withdrawn,
        _region_not_live,
        _no_region,
        _suspended,
        _no_member_any_more,
        _no_account,
        _account_restricted,
    ],
)
def test_a_room_that_is_not_on_offer_cannot_be_booked_and_looks_unknown(
    room: Room, spoil: Callable[[Room], PlaceHold]
) -> None:
    command = spoil(room)
    session().commit()
    with pytest.raises(RoomNotFoundError):
        place(command)
    assert written() == NOTHING


def test_taken_time_leaves_nothing_of_the_try(room: Room) -> None:
    occupy(room, DAY, 1260, 1300)
    session().commit()
    with pytest.raises(SlotTakenError):
        place(asked(room))
    assert written() == {**NOTHING, "claim": 1}


# -- the same request again


def test_the_same_key_with_the_same_request_is_the_same_booking(room: Room) -> None:
    first = place(asked(room, idempotency_key="k-1"))
    second = place(asked(room, idempotency_key="k-1"))
    assert second.id == first.id
    assert written()["booking"] == 1
    assert session().query(Booking.idempotency_key).scalar() != "k-1"  # only what recognises it is kept


@pytest.mark.parametrize(
    "change", [{"persons": 13}, {"purpose": Purpose.LESSON}, {"contact": replace(CONTACT, name="Piet")}]
)
def test_the_same_key_with_another_request_is_refused(room: Room, change: dict[str, Any]) -> None:
    place(asked(room, idempotency_key="k-1"))
    with pytest.raises(IdempotencyKeyReusedError):
        place(asked(room, idempotency_key="k-1", **change))
    assert written()["booking"] == 1


def test_a_key_of_a_refused_request_is_still_free(room: Room) -> None:
    with pytest.raises(AppError):
        place(asked(room, idempotency_key="k-1", persons=0))
    assert place(asked(room, idempotency_key="k-1")).status is BookingStatus.HELD


def test_a_room_that_was_withdrawn_since_still_answers_the_repeated_request(room: Room) -> None:
    first = place(asked(room, idempotency_key="k-1"))
    room.status = ListingStatus.WITHDRAWN
    session().commit()
    assert place(asked(room, idempotency_key="k-1")).id == first.id


# -- nights


@pytest.mark.parametrize(
    ("day", "minutes", "cents", "ends_utc"),
    [
        (date(2027, 3, 27), 240, 8000, datetime(2027, 3, 28, 2, tzinfo=UTC)),
        (date(2027, 10, 30), 360, 12_000, datetime(2027, 10, 31, 3, tzinfo=UTC)),
    ],
)
def test_a_booking_over_a_night_when_the_clock_changes_costs_and_takes_what_really_passes(
    app: Flask, day: date, minutes: int, cents: int, ends_utc: datetime
) -> None:
    """From 23.00 until 4.00 on the clock: four hours in spring, six in autumn."""
    room = make_room(opening=(1080, 1680))
    session().commit()
    booking = place(asked(room, 1380, 1680, day))
    assert booking.ends_at == ends_utc
    assert booking.total_cents == cents
    assert [line.quantity_minutes for line in booking.lines] == [minutes]
    claims = session().query(Claim.day, Claim.during).order_by(Claim.day).all()
    midnight = at_minute(day + timedelta(days=1), 0, AMSTERDAM)
    assert [(on, during.lower, during.upper) for on, during in claims] == [
        (day, booking.starts_at, midnight),
        (day + timedelta(days=1), midnight, booking.ends_at),
    ]
    read_back = read_calendar(
        calendar_service.calendar_file(booking_service.get(booking.id), url="http://localhost/x", now=NOW),
        zone=AMSTERDAM,
        window=DateWindow(day, day + timedelta(days=2)),
        limits=CalendarLimits(),
    )
    assert [(one.starts_at, one.ends_at) for one in read_back.occurrences] == [(booking.starts_at, booking.ends_at)]
    assert not read_back.problems


def test_an_evening_until_one_can_be_booked_when_the_opening_lasts_until_one(app: Flask) -> None:
    room = make_room(opening=(1080, 1500))
    session().commit()
    booking = place(asked(room, 1320, 1500))
    assert TimeRange(booking.starts_at, booking.ends_at).minutes == 180
    with pytest.raises(SlotTakenError):
        place(asked(room, 1380, 1500))


def test_neighbours_keep_the_buffers_of_the_room_between_them(app: Flask) -> None:
    room = make_room(buffer_before_minutes=15, buffer_after_minutes=30)
    session().commit()
    place(asked(room, 720, 840))
    for start, end in ((840, 960), (870, 960), (600, 720), (600, 690)):
        with pytest.raises(SlotTakenError):
            place(asked(room, start, end))
    assert place(asked(room, 885, 960)).status is BookingStatus.HELD
    assert place(asked(room, 600, 675)).status is BookingStatus.HELD
