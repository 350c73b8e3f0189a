"""What was searched for in vain: counted once by people, never by machines, and seen by the bureau."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.db import session
from app.models.accounts import BureauRoleName
from app.models.saved_searches import UnmetSearch
from app.services.search import unmet_service
from app.services.search.unmet_service import Unmet
from tests.conftest import Visitor
from tests.factories.accounts import BureauRoleFactory, UserFactory
from tests.factories.market import room_on_offer
from tests.factories.occupancy import fill_masks
from tests.page_reader import Page
from tests.query_count import counted_queries

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
DAY = date(2027, 1, 12)
PERSON = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept-Language": "nl",
}
QUESTION = "/zoeken?activity=choir&near=Rhenen&persons=36&date=2027-01-12&from=19:00&until=22:00&type=foyer"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def counted() -> list[UnmetSearch]:
    session().expire_all()
    return list(session().scalars(select(UnmetSearch).order_by(UnmetSearch.id)))


def search(client: Visitor, address: str = QUESTION, **headers: str) -> None:
    fill_masks(DAY)
    assert client.get(address, headers={**PERSON, **headers}).status_code == 200


def test_a_search_in_vain_leaves_its_kind_and_nothing_of_who_asked(client: Visitor) -> None:
    search(client)

    (row,) = counted()
    assert (row.searched_on, row.municipality_code, row.place) == (date(2027, 1, 4), "0340", "")
    assert (row.part, row.weekday, row.activity, row.room_type, row.persons) == (
        "evening",
        1,
        "choir",
        "foyer",
        "26-50",
    )
    assert row.searches == 1
    assert set(UnmetSearch.__table__.columns.keys()) == {
        *("id", "searched_on", "municipality_code", "place", "part", "weekday", "activity", "room_type", "persons"),
        "searches",
    }


def test_one_visitor_counts_once_and_the_next_one_again(client: Visitor) -> None:
    for _ in range(3):
        search(client)
    client.delete_cookie("session")
    search(client)

    (row,) = counted()
    assert row.searches == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {"User-Agent": "curl/8.5.0"},
        {"User-Agent": ""},
    ],
)
def test_machines_do_not_count(client: Visitor, headers: dict[str, str]) -> None:
    search(client, **headers)

    assert counted() == []


def test_a_search_that_finds_something_free_does_not_count(client: Visitor) -> None:
    room_on_offer()
    search(client, "/zoeken?near=Utrecht&date=2027-01-12&from=19:00&until=22:00")

    assert counted() == []


def test_a_position_counts_as_its_place_and_a_place_elsewhere_by_its_name(client: Visitor) -> None:
    search(client, "/zoeken?at=51.96,5.57&mode=block&date=2027-01-05&part=morning&weekday=2")
    search(client, "/zoeken?near=Groningen")

    here, elsewhere = sorted(counted(), key=lambda one: one.municipality_code is None)
    assert (here.municipality_code, here.part, here.weekday) == ("0340", "morning", 2)
    assert (elsewhere.municipality_code, elsewhere.place, elsewhere.part) == (None, "Groningen", "")


def bureau(client: Visitor, role: BureauRoleName) -> None:
    user = UserFactory()
    BureauRoleFactory(user=user, role=role)
    session().flush()
    client.log_in(user.email)


def missed(code: str | None, part: str, times: int, place: str = "") -> None:
    for _ in range(times):
        unmet_service.count(Unmet(code, place, part, 1, "choir", "", "26-50"), clock.today())


def test_the_bureau_sees_where_and_when_as_picture_table_and_file(client: Visitor) -> None:
    missed("0340", "evening", 5)
    missed("0355", "morning", 2)
    missed(None, "", 1, place="Groningen")
    bureau(client, BureauRoleName.DIRECTOR)

    page = Page(client.get("/bureau/vergeefs-gezocht"))

    assert page.one("h1").text == "Waar wordt tevergeefs gezocht"
    assert "8 zoekopdrachten vonden niets vrij." in page.text
    table = page.all("table")[0].text
    assert "Rhenen Utrecht – – 5 – 5" in table
    assert "Groningen Buiten de regio’s – – – 1 1" in table
    assert table.index("Rhenen") < table.index("Zeist") < table.index("Groningen")
    answer = client.get(page.link("Download"))
    rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))
    (rhenen,) = [row for row in rows if row["Plaats"] == "Rhenen"]
    assert (rhenen["Dag"], rhenen["Regio"], rhenen["Personen"], rhenen["Zoekopdrachten"]) == (
        *("04-01-2027", "Utrecht", "26-50", "5"),
    )
    assert rhenen["Dagdeel"] == "Avond"
    assert rhenen["Weekdag"].lower() == "dinsdag"


def test_another_period_or_region_shows_other_searches(client: Visitor) -> None:
    missed("0340", "evening", 1)
    bureau(client, BureauRoleName.DIRECTOR)

    with clock.frozen(datetime(2027, 3, 1, 9, 0, tzinfo=UTC)):
        assert "Niemand zocht vergeefs" in Page(client.get("/bureau/vergeefs-gezocht?period=30")).text
        assert "Rhenen" in Page(client.get("/bureau/vergeefs-gezocht?period=90")).text
    nowhere = "00000000-0000-0000-0000-000000000000"
    assert "Niemand zocht vergeefs" in Page(client.get(f"/bureau/vergeefs-gezocht?region={nowhere}")).text
    assert Page(client.get("/bureau/vergeefs-gezocht?period=eeuw&region=x&page=99")).status == 200


def test_places_are_paged_with_as_many_queries_for_sixty_as_for_three(client: Visitor) -> None:
    bureau(client, BureauRoleName.DIRECTOR)
    counts = []
    for places in (3, 60):
        for number in range(places):
            missed(None, "evening", 1, place=f"Plaats {places} {number:02}")
        session().flush()
        with counted_queries() as said:
            page = Page(client.get("/bureau/vergeefs-gezocht"))
        counts.append(len(said))

    assert counts[0] == counts[1]
    assert "Volgende" in page.text
    assert len(page.all("tbody")[0].text.split("Plaats ")) - 1 == 20


def test_who_may_not_export_gets_no_file(client: Visitor) -> None:
    missed("0340", "evening", 1)
    bureau(client, BureauRoleName.POLICY)

    assert client.get("/bureau/vergeefs-gezocht").status_code == 200
    assert client.get("/bureau/vergeefs-gezocht.csv").status_code == 403
