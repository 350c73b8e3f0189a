"""Reports from a ledger in which hirers paid and some got money back."""

import uuid
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from app.core.db import db
from app.models.listing import Room
from app.models.payments import Payment
from app.services.reporting import commission_report_service, earnings_service
from app.services.reporting.commission_report_service import Selection
from app.services.reporting.csv_files import Cents
from tests.factories.accounts import OrganisationFactory
from tests.factories.booking import paid_booking, refunded
from tests.factories.listing import RoomFactory, VenueFactory
from tests.query_count import counted_queries

YEAR = Selection(date(2026, 2, 1), date(2027, 2, 1))
NOVEMBER, DECEMBER, JANUARY = date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)


def room_in(municipality_code: str, name: str = "Muziekhuis Zuid") -> Room:
    organisation = OrganisationFactory(name=name)
    room: Room = RoomFactory(venue=VenueFactory(organisation=organisation, municipality_code=municipality_code))
    return room


def payment_of(booking_id: uuid.UUID) -> Payment:
    return db.session.query(Payment).filter_by(booking_id=booking_id).one()


@pytest.fixture
def money(app: Flask) -> tuple[Room, Room]:
    """Utrecht: 60.00 in November, 100.00 and 60.00 in December of which 30.00 back in January. Arnhem: 200.00 in December."""
    utrecht, arnhem = room_in("0344"), room_in("0202", "Kunsthuis Arnhem")
    paid_booking(utrecht, created_at=datetime(2026, 11, 5, 12, tzinfo=UTC))
    paid_booking(utrecht, total_cents=10000, created_at=datetime(2026, 12, 5, 12, tzinfo=UTC))
    half_back = paid_booking(utrecht, created_at=datetime(2026, 12, 20, 12, tzinfo=UTC))
    refunded(payment_of(half_back.id), datetime(2027, 1, 3, 12, tzinfo=UTC), amount_cents=3000, fee_cents=363)
    paid_booking(arnhem, total_cents=20000, created_at=datetime(2026, 12, 9, 12, tzinfo=UTC))
    return utrecht, arnhem


def test_commission_stands_per_month_and_region_with_refunds_taken_off_when_they_were_made(
    money: tuple[Room, Room],
) -> None:
    with counted_queries() as said:
        found = commission_report_service.overview(YEAR)
    assert len(said) == 1
    by_name = {region.name: region for region in found.regions}
    assert (by_name["Utrecht"].total_cents, by_name["Gelderland"].total_cents) == (600 + 1000 + 600 - 300, 2000)
    assert [region.name for region in found.regions] == ["Gelderland", "Utrecht"]
    utrecht = by_name["Utrecht"].id
    assert [found.amount(month, utrecht) for month in (NOVEMBER, DECEMBER, JANUARY)] == [600, 1600, -300]
    assert len(found.months) == 12
    assert found.months_total[DECEMBER].bookings == 3
    assert found.months_total[date(2026, 6, 1)].commission_cents == 0
    assert (found.total.paid_cents, found.total.refunded_cents, found.total.turnover_cents) == (42000, 3000, 39000)
    assert found.total.average_bps == 1000
    assert found.total.vat_cents == 126 + 210 + 126 - 63 + 420


def test_a_month_is_a_dutch_month(app: Flask) -> None:
    paid_booking(
        room_in("0344"), created_at=datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    )  # half past midnight in Utrecht
    found = commission_report_service.overview(YEAR)
    assert {month for month, _region in found.cents} == {DECEMBER}


def test_the_first_day_after_the_period_is_not_in_it(app: Flask) -> None:
    paid_booking(room_in("0344"), created_at=datetime(2027, 2, 1, 12, tzinfo=UTC))
    assert commission_report_service.overview(YEAR).total.commission_cents == 0


def test_a_venue_outside_all_regions_counts_without_a_region(app: Flask) -> None:
    room = room_in("0344")
    db.session.execute(db.text("UPDATE municipality SET region_id = NULL WHERE code = '0344'"))
    paid_booking(room)
    found = commission_report_service.overview(YEAR)
    assert [(region.id, region.name, region.total_cents) for region in found.regions] == [(None, None, 600)]


def test_rows_per_member_come_in_pages_with_the_latest_month_first(money: tuple[Room, Room]) -> None:
    page = commission_report_service.list_by_member(YEAR, 1)
    assert page.total == 4
    assert [(row.month, row.region_name, row.commission_cents) for row in page.items] == [
        (JANUARY, "Utrecht", -300),
        (DECEMBER, "Gelderland", 2000),
        (DECEMBER, "Utrecht", 1600),
        (NOVEMBER, "Utrecht", 600),
    ]


def test_a_selection_keeps_to_its_region_member_and_months(money: tuple[Room, Room]) -> None:
    _utrecht, arnhem = money
    region = next(region.id for region in commission_report_service.overview(YEAR).regions if region.name == "Utrecht")
    of_region = commission_report_service.overview(Selection(DECEMBER, JANUARY, region_id=region))
    of_member = commission_report_service.overview(
        Selection(DECEMBER, JANUARY, organisation_id=arnhem.venue.organisation.id)
    )
    assert (of_region.total.commission_cents, of_member.total.commission_cents) == (1600, 2000)


def test_the_file_has_every_row(money: tuple[Room, Room]) -> None:
    rows = commission_report_service.rows_for_csv(YEAR)
    assert rows[0] == ["2027-01", "Utrecht", "Muziekhuis Zuid", 0, Cents(0), Cents(3000), Cents(-300), Cents(-63)]
    assert len(rows) == 4


def test_amounts_are_whole_cents(money: tuple[Room, Room]) -> None:
    found = commission_report_service.overview(YEAR)
    earned = earnings_service.earnings_of(money[0].venue.organisation.id, NOVEMBER, JANUARY)
    assert {type(cents) for cents in (*found.cents.values(), *earned.total[1:])} == {int}


def test_the_years_run_from_the_first_payment_to_now(money: tuple[Room, Room]) -> None:
    assert commission_report_service.years(date(2028, 5, 1)) == [2028, 2027, 2026]


def test_without_any_money_there_is_this_year(app: Flask) -> None:
    assert commission_report_service.years(date(2028, 5, 1)) == [2028]


def test_the_months_up_to_now_are_twelve() -> None:
    assert commission_report_service.last_months(date(2027, 1, 12)) == YEAR


def test_a_member_sees_gross_refunds_commission_its_vat_and_net_per_month(money: tuple[Room, Room]) -> None:
    organisation = money[0].venue.organisation
    with counted_queries() as said:
        earnings = earnings_service.earnings_of(organisation.id, NOVEMBER, date(2027, 2, 1))
    assert len(said) == 1
    assert [tuple(month)[1:] for month in earnings.months] == [
        (1, 6000, 0, 600, 126, 5274),
        (2, 16000, 0, 1600, 336, 14064),
        (0, 0, 3000, -300, -63, -2637),
    ]
    assert tuple(earnings.total)[1:] == (3, 22000, 3000, 1900, 399, 16701)
    total = earnings.total
    assert (
        total.gross_cents - total.refunded_cents - total.commission_cents - total.commission_vat_cents
        == total.net_cents
    )


def test_a_member_never_sees_another_s_money(money: tuple[Room, Room]) -> None:
    nobody = earnings_service.earnings_of(OrganisationFactory().id, NOVEMBER, JANUARY)
    assert tuple(nobody.total)[1:] == (0, 0, 0, 0, 0, 0)
    assert [month.month for month in nobody.months] == [NOVEMBER, DECEMBER]


def test_earnings_go_into_a_file_month_by_month(money: tuple[Room, Room]) -> None:
    earnings = earnings_service.earnings_of(money[1].venue.organisation.id, DECEMBER, JANUARY)
    assert earnings_service.rows_for_csv(earnings) == [
        ["2026-12", 1, Cents(20000), Cents(0), Cents(2000), Cents(420), Cents(17580)]
    ]
