"""What is refused is told at its field and leaves nothing behind."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from app.core.db import session
from app.core.errors import InvalidError
from app.core.ids import new_id
from app.models.accounts import MembershipStatus
from app.models.booking import Booking, BookingStatus
from app.models.listing import ListingStatus, Purpose, Room
from app.models.payments import PaymentAccount, PaymentAccountStatus
from app.services.availability.errors import SlotTakenError
from app.services.booking.hold_service import PlaceHold
from app.services.listing.public_service import RoomNotFoundError
from tests.factories.occupancy import occupy
from tests.integration.services.booking.hold.placing import CONTACT, DAY, asked, make_room, place, written

NOTHING = dict.fromkeys(("booking", "booking_line", "claim", "mail", "audit_event", "procrastinate_jobs"), 0)


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
