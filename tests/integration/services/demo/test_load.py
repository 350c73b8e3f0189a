"""The whole demo world in a database of its own, with its past year in the simulator."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import stripe
from flask import Flask
from sqlalchemy import func, select, text

from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.db import read_only, session
from app.models.accounts import Organisation
from app.models.availability import Claim, ClaimKind
from app.models.booking import Booking
from app.models.ledger import Entry, LedgerAccount
from app.models.listing import Room, RoomPartUse, Venue
from app.models.occupancy import SoundPair
from app.models.payments import PaymentAccount, Refund, RefundReason
from app.models.search import RoomSearch
from app.services.availability import availability_service, mask_service
from app.services.demo import load_service, repository
from app.services.listing import public_service
from app.services.listing.visibility import on_offer, rooms_query
from app.services.search import index_service, search_service
from app.services.search.query import SearchQuery
from tests.payments_fixtures import Simulator

pytestmark = pytest.mark.commits


@pytest.fixture
def world(committed_app: Flask, simulator: Simulator) -> Iterator[Simulator]:
    """Loaded, with an app context open."""
    with committed_app.app_context():
        load_service.load(scale=1, now=clock.now(), api_base=simulator.url, livemode=False, say=lambda _line: None)
        yield simulator


def test_the_demo_world_is_the_size_of_a_region_and_its_money_agrees_with_stripe(world: Simulator) -> None:
    """One loading, many facts: loading takes its time."""
    with read_only():
        _the_world_is_large_and_varied()
        _lessons_take_part_of_the_day_and_leave_daytime_idle()
        _combined_halls_and_their_parts_share_claims()
        _a_forge_is_heard_in_the_meeting_room()
        _search_knows_what_is_on_offer_and_free()
        _deposits_of_earlier_visits_went_back()
        _the_calendar_knows_the_last_weeks()
        _every_entry_adds_up()
        fees = _commission_by_account()
    _stripe_says_the_same(world, fees)
    _loading_again_changes_nothing(world)


def _count(column: object, *where: object) -> int:
    return session().scalar(select(func.count(column)).where(*where)) or 0  # type: ignore[arg-type]  # any column


def _the_world_is_large_and_varied() -> None:
    assert _count(Organisation.id, Organisation.is_demo) >= 12
    assert _count(Venue.id) >= 25
    assert _count(Room.id) >= 80
    assert len(set(session().scalars(select(Room.type)))) >= 12
    assert len(set(session().scalars(select(Venue.municipality_code)))) >= 12
    assert _count(Booking.id) >= 1000
    oldest = session().scalar(select(func.min(Booking.created_at)))
    assert oldest is not None
    assert clock.now() - oldest > timedelta(days=300)


def _search_knows_what_is_on_offer_and_free() -> None:
    offered = {room.id for room in session().scalars(rooms_query().where(on_offer()))}
    assert set(session().scalars(select(RoomSearch.room_id))) == offered
    assert index_service.check() == []
    day = clock.today(AMSTERDAM) + timedelta(days=9)
    found = search_service.search(SearchQuery(day=day, start_minute=600, end_minute=720), now=clock.now())
    assert found.total == len(offered)
    assert 0 < (found.free or 0) < found.total
    assert mask_service.check(mask_service.rooms_on_offer(), clock.today(AMSTERDAM)).missing == []


def _deposits_of_earlier_visits_went_back() -> None:
    asked = session().scalars(select(Booking).where(Booking.deposit_cents > 0)).all()
    week_ago = clock.now() - timedelta(days=7)
    assert asked
    assert all((one.deposit_settled_at is not None) is (one.ends_at <= week_ago) for one in asked)
    returned = select(func.sum(Refund.amount_cents)).where(Refund.reason == RefundReason.DEPOSIT)
    assert session().scalar(returned) == sum(one.deposit_cents for one in asked if one.deposit_settled_at)


def _the_calendar_knows_the_last_weeks() -> None:
    now = clock.now()
    assert _count(Claim.id, Claim.kind == ClaimKind.BOOKING, Claim.day < now.date()) > 0


def _lessons_take_part_of_the_day_and_leave_daytime_idle() -> None:
    rooms = [
        public_service.get_room_for_booking(room_id)
        for room_id in session().scalars(select(Room.id).where(Room.status == "published").limit(40))
    ]
    monday = clock.today(AMSTERDAM) + timedelta(days=21 - clock.today(AMSTERDAM).weekday())
    states = availability_service.day_states(rooms, monday, monday + timedelta(days=5)).values()
    opened = sum(end - start for state in states for start, end in state.open_spans)
    taken = sum(span.end_minute - span.start_minute for state in states for span in state.taken)
    assert _count(Claim.id, Claim.kind == ClaimKind.LESSON) > 10_000
    assert 0.15 < taken / opened < 0.7


def _combined_halls_and_their_parts_share_claims() -> None:
    per_room = select(func.count()).select_from(RoomPartUse).group_by(RoomPartUse.room_id)
    assert sum(1 for parts in session().scalars(per_room) if parts > 1) >= 3
    overlaps = session().scalar(
        text(
            "SELECT count(*) FROM claim a JOIN claim b ON a.part_id = b.part_id AND a.day = b.day AND a.id < b.id"
            " AND a.during && b.during"
        )
    )
    assert overlaps == 0


def _a_forge_is_heard_in_the_meeting_room() -> None:
    ids = repository.room_ids_by_slug()
    pairs = session().scalars(select(SoundPair)).all()
    told = {(pair.loud_room_id, pair.quiet_room_id) for pair in pairs}
    assert (ids["oefenruimte-eemkwartier"], ids["vergaderzaal-eemkwartier"]) in told
    # The band coaching of the school year keeps meetings away.
    taken = {pair.part_id for pair in pairs}
    assert _count(Claim.id, Claim.part_id.in_(taken), Claim.kind == ClaimKind.LESSON) > 0


def _every_entry_adds_up() -> None:
    assert session().scalar(select(func.sum(Entry.amount_cents))) == 0


def _commission_by_account() -> int:
    """What the ledger says the association took, VAT included."""
    kept = session().scalar(
        select(func.sum(Entry.amount_cents)).where(
            Entry.account.in_([LedgerAccount.COMMISSION, LedgerAccount.COMMISSION_VAT])
        )
    )
    return int(kept or 0)


def _stripe_says_the_same(world: Simulator, kept_cents: int) -> None:
    """Application fees minus what went back with refunds: law 4 of the house, to the cent."""
    client = stripe.StripeClient("sk_test_simulator", base_addresses={"api": world.url})
    told = client.v1.application_fees.list({"limit": 100})
    assert sum(fee.amount - fee.amount_refunded for fee in told.auto_paging_iter()) == kept_cents


def _loading_again_changes_nothing(world: Simulator) -> None:
    with read_only():
        before = (_count(Organisation.id), _count(Booking.id), _count(PaymentAccount.organisation_id))
        assert load_service.is_loaded()
    load_service.load(scale=1, now=clock.now(), api_base=world.url, livemode=False, say=lambda _line: None)
    with read_only():
        assert (_count(Organisation.id), _count(Booking.id), _count(PaymentAccount.organisation_id)) == before
