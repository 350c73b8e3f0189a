"""Where members stand, and how their rooms are used."""

from datetime import UTC, datetime, timedelta

from flask import Flask

from app.core.db import db
from app.models.accounts import MembershipStatus, Organisation
from app.models.listing import ListingStatus
from app.models.payments import PaymentAccountStatus
from app.models.regions import Region
from app.services.reporting import member_list_service
from app.services.reporting.member_list_service import MemberFilter, MemberStep
from tests.factories.accounts import OrganisationFactory
from tests.factories.booking import BookingFactory
from tests.factories.listing import RoomFactory, VenueFactory
from tests.factories.payments import PaymentAccountFactory
from tests.query_count import counted_queries

NOW = datetime(2027, 1, 12, 12, tzinfo=UTC)


def member(
    name: str, *, account: PaymentAccountStatus | None = PaymentAccountStatus.ACTIVE, **values: object
) -> Organisation:
    organisation: Organisation = OrganisationFactory(name=name, **values)
    if account is not None:
        PaymentAccountFactory(organisation_id=organisation.id, status=account)
    return organisation


def with_room(organisation: Organisation, municipality_code: str = "0344", **values: object) -> Organisation:
    RoomFactory(venue=VenueFactory(organisation=organisation, municipality_code=municipality_code), **values)
    return organisation


def five_members() -> None:
    online = with_room(member("Aa online"))
    room = RoomFactory(venue=VenueFactory(organisation=online), status=ListingStatus.DRAFT)
    BookingFactory(room=room, created_at=NOW - timedelta(days=3))
    for days in (40, 50):
        BookingFactory(room=room, created_at=NOW - timedelta(days=days))
    with_room(member("Bb zonder rekening", account=None), "0202")
    with_room(member("Cc wacht", account=PaymentAccountStatus.RESTRICTED))
    member("Dd zonder ruimte", city="Zeist")
    with_room(member("Ee gestopt", membership_status=MembershipStatus.ENDED))
    OrganisationFactory(name="Huurder", is_member=False, member_type=None, membership_status=None, is_hirer=True)


def names(wanted: MemberFilter) -> list[str]:
    return [row.facts.name for row in member_list_service.list_members(wanted, 1, now=NOW).items]


def test_each_member_stands_at_the_first_thing_that_holds_it_up(app: Flask) -> None:
    five_members()
    with counted_queries() as said:
        page = member_list_service.list_members(MemberFilter(), 1, now=NOW)
    assert len(said) == 4
    assert [(row.facts.name[:2], row.facts.step) for row in page.items] == [
        ("Aa", MemberStep.ONLINE),
        ("Bb", MemberStep.NO_ACCOUNT),
        ("Cc", MemberStep.RESTRICTED),
        ("Dd", MemberStep.NO_ROOM),
        ("Ee", MemberStep.STOPPED),
    ]
    first, second, fourth = page.items[0], page.items[1], page.items[3]
    assert (first.rooms.venues, first.rooms.rooms, first.rooms.published, first.bookings) == (2, 2, 1, 1)
    assert (first.rooms.regions, second.rooms.regions, fourth.rooms.regions) == (["Utrecht"], ["Gelderland"], [])


def test_members_are_found_by_name_place_step_and_region(app: Flask) -> None:
    five_members()
    gelderland = db.session.query(Region).filter_by(slug="gelderland").one()
    assert names(MemberFilter(text="zeist")) == ["Dd zonder ruimte"]
    assert names(MemberFilter(step=MemberStep.RESTRICTED)) == ["Cc wacht"]
    assert names(MemberFilter(region_id=gelderland.id)) == ["Bb zonder rekening"]
    assert names(MemberFilter(text="zonder", step=MemberStep.NO_ROOM)) == ["Dd zonder ruimte"]


def test_the_steps_count_active_members_only(app: Flask) -> None:
    five_members()
    counts = member_list_service.count_steps(NOW)
    assert tuple(counts) == (4, 3, 2, 1, 1, 1)
    assert member_list_service.count_steps(NOW + timedelta(days=60)).booked_lately == 0


def test_who_is_held_up_is_named(app: Flask) -> None:
    five_members()
    member("Ff stilgezet", selling_suspended_reason="Gegevens voor de belasting ontbreken")
    held_up = member_list_service.members_held_up(5)
    assert [facts.name for facts in held_up] == ["Bb zonder rekening", "Cc wacht", "Ff stilgezet"]
    assert held_up[2].stopped_reason == "Gegevens voor de belasting ontbreken"
