"""What only the director and the commercial manager may do: agreements and regions."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from app.core import clock
from app.core.db import db
from app.models.accounts import BureauRoleName
from app.models.audit import AuditEvent
from app.models.commission import CommissionAgreement, CommissionScope
from app.models.regions import Region, RegionStatus
from tests.conftest import Visitor
from tests.factories.accounts import BureauRoleFactory, OrganisationFactory
from tests.factories.booking import BookingFactory
from tests.factories.listing import RoomFactory

NOW = datetime(2027, 1, 12, 12, tzinfo=UTC)
GENERAL = {"scope": "default", "rate": "8,5", "valid_from": "2027-03-01", "note": "Besluit van het bestuur"}


@pytest.fixture
def director(client: Visitor) -> Visitor:
    client.log_in(BureauRoleFactory(role=BureauRoleName.DIRECTOR).user.email)
    return client


def send(client: Visitor, path: str, data: dict[str, str]) -> tuple[int, str]:
    with clock.frozen(NOW):
        answer = client.submit(f"/bureau{path}", data)
        if answer.status_code == 303:
            return 303, client.get(answer.headers["Location"]).get_data(as_text=True)
    return answer.status_code, answer.get_data(as_text=True)


def latest() -> CommissionAgreement:
    return db.session.query(CommissionAgreement).order_by(CommissionAgreement.valid_from.desc()).limit(1).one()


@pytest.mark.parametrize(
    "path",
    [
        "/afspraken/nieuw",
        "/regios/gelderland/openen",
        "/regios/utrecht/sluiten",
        "/afspraken/01a20ce1-20fe-7736-b62b-2b20e19e26c0",
    ],
)
@pytest.mark.parametrize("role", [BureauRoleName.FINANCE, BureauRoleName.POLICY])
def test_other_roles_may_not_set_anything(client: Visitor, role: BureauRoleName, path: str) -> None:
    client.log_in(BureauRoleFactory(role=role).user.email)
    assert client.get(f"/bureau{path}").status_code == 403
    if not path.startswith("/afspraken/") or path.endswith("nieuw"):
        assert client.submit(f"/bureau{path}", GENERAL).status_code == 403
    assert "/nieuw" not in client.get("/bureau/afspraken").get_data(as_text=True)
    assert "/sluiten" not in client.get("/bureau/regios").get_data(as_text=True)


def test_without_its_token_nothing_is_set(director: Visitor) -> None:
    assert director.post("/bureau/afspraken/nieuw", data=GENERAL).status_code == 400
    assert director.post("/bureau/regios/utrecht/sluiten", data={"reason": "x"}).status_code == 400
    assert db.session.query(CommissionAgreement).count() == 1
    assert db.session.query(Region).filter_by(slug="utrecht").one().status is RegionStatus.LIVE


def test_without_an_account_nothing_is_set(client: Visitor) -> None:
    assert client.submit("/bureau/afspraken/nieuw", GENERAL).status_code == 302
    assert client.post("/bureau/afspraken/nieuw", data=GENERAL).status_code == 400
    assert db.session.query(CommissionAgreement).count() == 1


def test_an_agreement_is_set_with_a_start_date_and_told(director: Visitor) -> None:
    status, page = send(director, "/afspraken/nieuw", GENERAL)
    assert status == 303
    assert "Vanaf maandag 1 maart 2027 is het 8,5%." in page
    assert "Besluit van het bestuur" in page
    made = latest()
    assert (made.rate_bps, made.valid_from, made.scope) == (850, date(2027, 3, 1), CommissionScope.DEFAULT)
    assert db.session.query(AuditEvent).filter_by(tag="commission:agreement:set", subject_id=made.id).count() == 1


def test_an_agreement_with_a_member_leaves_out_a_region_chosen_before(director: Visitor) -> None:
    member = OrganisationFactory(name="Muziekhuis Zuid")
    utrecht = db.session.query(Region).filter_by(slug="utrecht").one()
    data = {**GENERAL, "scope": "organisation", "member": str(member.id), "region": str(utrecht.id), "rate": "0"}
    assert send(director, "/afspraken/nieuw", data)[0] == 303
    made = latest()
    assert (made.organisation_id, made.region_id, made.rate_bps) == (member.id, None, 0)


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"rate": "tien"}, "rate", "Dit is geen percentage."),
        ({"rate": "60"}, "rate", "Een commissie ligt tussen 0% en 50%."),
        ({"rate": "8,555"}, "rate", "Dit is geen percentage."),
        ({"valid_from": "morgen"}, "valid_from", "Dit is geen dag."),
        ({"valid_from": "2027-01-11"}, "valid_from", "Een afspraak begint vandaag of later"),
        ({"scope": ""}, "scope", "Kies voor wie het geldt."),
        ({"scope": "region"}, "region", "Kies de regio."),
        ({"scope": "organisation", "member": str(uuid.uuid4())}, "member", "Kies het lid."),
        ({"note": "x" * 501}, "note", "Houd de toelichting korter dan 500 tekens."),
        ({"note": "a\x00b" + "x" * 501}, "note", "Houd de toelichting korter"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_with_everything_typed_still_there(
    director: Visitor, changes: dict[str, str], field: str, told: str
) -> None:
    status, page = send(director, "/afspraken/nieuw", {**GENERAL, **changes})
    assert status == 422
    assert told in page
    assert f'href="#{field}"' in page
    kept = {**GENERAL, **changes}
    assert f'value="{kept["rate"]}"' in page
    assert kept["note"].replace("\x00", "") in page
    assert db.session.query(CommissionAgreement).count() == 1


def test_an_overlap_is_told_with_the_day_that_is_in_the_way(director: Visitor) -> None:
    send(director, "/afspraken/nieuw", GENERAL)
    status, page = send(director, "/afspraken/nieuw", {**GENERAL, "valid_from": "2027-02-01"})
    assert status == 422
    assert "Hiervoor begint al een andere afspraak op 01-03-2027." in page


def test_a_planned_agreement_is_withdrawn(director: Visitor) -> None:
    send(director, "/afspraken/nieuw", GENERAL)
    with clock.frozen(NOW):
        assert "Trek de afspraak in" in director.get(f"/bureau/afspraken/{latest().id}").get_data(as_text=True)
    status, page = send(director, f"/afspraken/{latest().id}/intrekken", {})
    assert (status, "Wat daarvoor gold, loopt door." in page) == (303, True)
    assert (latest().rate_bps, latest().valid_until) == (1000, None)


def test_the_agreement_that_holds_is_not_withdrawn(director: Visitor) -> None:
    status, page = send(director, f"/afspraken/{latest().id}/intrekken", {})
    assert status == 422
    assert "Deze afspraak loopt al." in page
    assert send(director, f"/afspraken/{uuid.uuid4()}/intrekken", {})[0] == 404


def test_an_agreement_with_a_region_ends_on_a_day(director: Visitor) -> None:
    utrecht = db.session.query(Region).filter_by(slug="utrecht").one()
    data = {**GENERAL, "scope": "region", "region": str(utrecht.id), "valid_from": "2027-01-12"}
    send(director, "/afspraken/nieuw", data)
    path = f"/afspraken/{latest().id}/einde"
    for wrong in ("", "2027-01-01", "2027-01-12"):
        status, page = send(director, path, {"valid_until": wrong})
        assert (status, 'aria-invalid="true"' in page) == (422, True)
    status, page = send(director, path, {"valid_until": "2027-06-01"})
    assert (status, "geldt tot dinsdag 1 juni 2027" in page) == (303, True)
    assert latest().valid_until == date(2027, 6, 1)


def test_a_region_opens_today_or_by_itself_later(director: Visitor) -> None:
    status, page = send(director, "/regios/gelderland/openen", {"launch_on": "2027-01-12", "reason": "Klaar"})
    assert (status, "Gelderland is open." in page, "Laatst gezegd: Klaar" in page) == (303, True, True)
    status, page = send(
        director, "/regios/gooi-en-vechtstreek/openen", {"launch_on": "2027-03-01", "reason": "In maart"}
    )
    assert (status, "opent vanzelf op maandag 1 maart 2027" in page) == (303, True)
    statuses = {region.slug: region.status for region in db.session.query(Region)}
    assert statuses["gelderland"] is RegionStatus.LIVE
    assert statuses["gooi-en-vechtstreek"] is RegionStatus.PLANNED


def test_the_day_of_opening_is_taken_back(director: Visitor) -> None:
    send(director, "/regios/gelderland/openen", {"launch_on": "2027-03-01", "reason": "In maart"})
    status, page = send(director, "/regios/gelderland/sluiten", {"what": "launch", "reason": "Te vroeg"})
    assert (status, "Gelderland opent niet meer vanzelf." in page) == (303, True)
    assert db.session.query(Region).filter_by(slug="gelderland").one().launch_on is None


def test_closing_tells_first_what_stays_and_asks_why(director: Visitor) -> None:
    BookingFactory(room=RoomFactory(), starts_at=NOW + timedelta(days=3))
    with clock.frozen(NOW):
        page = director.get("/bureau/regios/utrecht/sluiten").get_data(as_text=True)
    assert "er komt nog 1 boeking" in page
    status, page = send(director, "/regios/utrecht/sluiten", {"what": "region", "reason": " "})
    assert (status, "Zeg in een paar woorden waarom." in page) == (422, True)
    status, page = send(director, "/regios/utrecht/sluiten", {"what": "region", "reason": "Verhuizing"})
    assert (status, "Utrecht is gesloten." in page) == (303, True)
    assert send(director, "/regios/utrecht/sluiten", {"what": "region", "reason": "Nog eens"})[0] == 409


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"launch_on": "nooit", "reason": "Klaar"}, "Dit is geen dag."),
        ({"launch_on": "2027-01-11", "reason": "Klaar"}, "Een regio opent vandaag of later."),
        ({"launch_on": "2027-01-12", "reason": ""}, "Zeg in een paar woorden waarom."),
    ],
)
def test_an_opening_that_is_not_right_is_told_and_kept(director: Visitor, data: dict[str, str], told: str) -> None:
    status, page = send(director, "/regios/gelderland/openen", data)
    assert (status, told in page) == (422, True)
    assert f'value="{data["launch_on"]}"' in page
    assert data["reason"] in page
    assert db.session.query(Region).filter_by(slug="gelderland").one().status is RegionStatus.PLANNED


def test_a_region_that_does_not_exist_is_not_found(director: Visitor) -> None:
    assert director.get("/bureau/regios/drenthe/openen").status_code == 404
