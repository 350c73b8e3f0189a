"""The commission as a file: for who keeps the books."""

import csv
import io
from datetime import UTC, datetime

import pytest

from app.core import clock
from app.models.accounts import BureauRoleName
from tests.conftest import Visitor
from tests.factories.accounts import BureauRoleFactory, OrganisationFactory
from tests.factories.booking import paid_booking
from tests.factories.listing import RoomFactory, VenueFactory


def test_the_file_opens_in_a_dutch_spreadsheet(client: Visitor) -> None:
    organisation = OrganisationFactory(name="=cmd|' /C calc'!A0")
    paid_booking(
        RoomFactory(venue=VenueFactory(organisation=organisation)), created_at=datetime(2026, 12, 5, tzinfo=UTC)
    )
    client.log_in(BureauRoleFactory(role=BureauRoleName.FINANCE).user.email)
    with clock.frozen(datetime(2027, 1, 12, tzinfo=UTC)):
        answer = client.get("/bureau/commissie.csv?period=12")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="commissie-2026-02-2027-01.csv"'
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[0][:3] == ["Maand", "Regio", "Lid"]
    assert rows[1] == ["2026-12", "Utrecht", "'=cmd|' /C calc'!A0", "1", "60,00", "0,00", "6,00", "1,26"]


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (BureauRoleName.FINANCE, 200),
        (BureauRoleName.DIRECTOR, 200),
        (BureauRoleName.COMMERCIAL_MANAGER, 200),
        (BureauRoleName.POLICY, 403),
        (BureauRoleName.COORDINATOR, 403),
    ],
)
def test_who_may_take_the_file_sees_the_button_and_who_may_not_does_not(
    client: Visitor, role: BureauRoleName, status: int
) -> None:
    paid_booking(RoomFactory(), created_at=clock.now())
    client.log_in(BureauRoleFactory(role=role).user.email)
    assert client.get("/bureau/commissie.csv").status_code == status
    page = client.get("/bureau/commissie").get_data(as_text=True)
    assert ("/bureau/commissie.csv" in page) is (status == 200)
