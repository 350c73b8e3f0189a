"""Agreements in the database: which one holds, how one takes another's place, and that two never hold at once."""

import threading
import uuid
from datetime import date

import pytest
from flask import Flask

from app.core.db import db, transaction
from app.models.accounts import Organisation
from app.models.audit import ActorKind, AuditEvent
from app.models.commission import CommissionAgreement, CommissionScope
from app.models.pricing import VatRule
from app.models.regions import Region
from app.services.audit.audit_service import Actor
from app.services.commission import commission_service, repository
from app.services.commission.commission_service import NewAgreement
from app.services.commission.errors import (
    AgreementNotFoundError,
    AgreementOverlapError,
    AgreementRefusedError,
    NoAgreementError,
)
from tests.factories.accounts import BureauRoleFactory, OrganisationFactory

TODAY = date(2027, 1, 12)
SPRING = date(2027, 3, 1)
BUREAU = Actor(ActorKind.USER)


def region_called(slug: str) -> Region:
    return db.session.query(Region).filter_by(slug=slug).one()


def agree(
    scope: CommissionScope, rate_bps: int, since: date, about: Region | Organisation | None = None
) -> CommissionAgreement:
    wanted = NewAgreement(
        scope,
        rate_bps,
        since,
        region_id=about.id if isinstance(about, Region) else None,
        organisation_id=about.id if isinstance(about, Organisation) else None,
    )
    return commission_service.set_agreement(wanted, actor=BUREAU, today=TODAY)


def test_the_pilot_s_ten_percent_holds_where_nothing_else_was_agreed(app: Flask) -> None:
    organisation = OrganisationFactory()
    assert commission_service.agreement_bps_at(organisation.id, None, TODAY) == 1000
    assert commission_service.agreement_bps_at(organisation.id, region_called("utrecht").id, TODAY) == 1000
    with pytest.raises(NoAgreementError):
        commission_service.agreement_bps_at(organisation.id, None, date(2016, 9, 30))


def test_the_narrowest_agreement_holds_from_its_first_day(app: Flask) -> None:
    organisation, utrecht = OrganisationFactory(), region_called("utrecht")
    agree(CommissionScope.REGION, 800, SPRING, utrecht)
    agree(CommissionScope.ORGANISATION, 500, date(2027, 4, 1), organisation)
    asked = [(TODAY, utrecht.id), (SPRING, utrecht.id), (date(2027, 4, 1), utrecht.id), (SPRING, None)]
    rates = [commission_service.agreement_bps_at(organisation.id, region_id, on) for on, region_id in asked]
    assert rates == [1000, 800, 500, 1000]
    assert commission_service.agreement_bps_at(OrganisationFactory().id, region_called("gelderland").id, SPRING) == 1000


def test_vat_on_commission_is_the_standard_rate_of_the_day(app: Flask) -> None:
    rule = db.session.query(VatRule).filter_by(profile="taxed_plus").one()
    rule.valid_until = date(2028, 1, 1)
    db.session.flush()
    assert commission_service.commission_vat_bps(TODAY) == 2100
    with pytest.raises(NoAgreementError):
        commission_service.commission_vat_bps(date(2028, 1, 1))


def test_a_new_agreement_ends_the_running_one_and_says_who_did_it(app: Flask) -> None:
    director = BureauRoleFactory().user
    wanted = NewAgreement(CommissionScope.DEFAULT, 900, SPRING, note="Besluit van het bestuur")
    made = commission_service.set_agreement(wanted, actor=Actor.user(director.id), today=TODAY)
    pilot = db.session.query(CommissionAgreement).filter_by(rate_bps=1000).one()
    assert (pilot.valid_until, made.valid_from, made.valid_until) == (SPRING, SPRING, None)
    event = db.session.query(AuditEvent).filter_by(tag="commission:agreement:set").one()
    assert (event.actor_user_id, event.subject_id, event.reason) == (director.id, made.id, "Besluit van het bestuur")
    assert (event.data["rate_bps"], event.data["replaced_bps"]) == (900, 1000)
    row = commission_service.list_agreements(1).items[0]
    assert (row.agreement.rate_bps, row.set_by) == (900, director.name)


def test_the_past_is_refused_and_nothing_changes(app: Flask) -> None:
    with pytest.raises(AgreementRefusedError) as refused:
        agree(CommissionScope.DEFAULT, 900, date(2027, 1, 11))
    assert list(refused.value.errors) == ["valid_from"]
    assert db.session.query(CommissionAgreement).count() == 1


def test_an_unknown_region_or_organisation_is_refused_at_its_field(app: Flask) -> None:
    for scope, field in ((CommissionScope.REGION, "region"), (CommissionScope.ORGANISATION, "organisation")):
        wanted = NewAgreement(scope, 900, SPRING, **{f"{field}_id": uuid.uuid4()})  # type: ignore[arg-type]  # by name
        with pytest.raises(AgreementRefusedError) as refused:
            commission_service.set_agreement(wanted, actor=BUREAU, today=TODAY)
        assert list(refused.value.errors) == [field]


def test_a_hirer_has_no_agreement(app: Flask) -> None:
    hirer = OrganisationFactory(is_member=False, member_type=None, membership_status=None, is_hirer=True)
    with pytest.raises(AgreementRefusedError):
        agree(CommissionScope.ORGANISATION, 900, SPRING, hirer)


def test_an_agreement_planned_for_later_stands_in_the_way_of_an_earlier_one(app: Flask) -> None:
    agree(CommissionScope.DEFAULT, 900, SPRING)
    with pytest.raises(AgreementOverlapError) as refused:
        agree(CommissionScope.DEFAULT, 800, date(2027, 2, 1))
    assert "01-03-2027" in str(refused.value.errors["valid_from"][0])
    assert agree(CommissionScope.DEFAULT, 800, date(2027, 6, 1)).valid_until is None


def test_the_database_has_the_last_word_on_overlap(app: Flask) -> None:
    with_a_gap_in_our_view = CommissionAgreement(scope=CommissionScope.DEFAULT, rate_bps=900, valid_from=SPRING)
    assert repository.add_agreement(with_a_gap_in_our_view) is False
    assert commission_service.agreement_bps_at(OrganisationFactory().id, None, SPRING) == 1000


def test_a_planned_agreement_is_withdrawn_and_the_old_one_goes_on(app: Flask) -> None:
    planned = agree(CommissionScope.DEFAULT, 900, SPRING)
    commission_service.withdraw_agreement(planned.id, actor=BUREAU, today=TODAY)
    assert commission_service.agreement_bps_at(OrganisationFactory().id, None, SPRING) == 1000
    with pytest.raises(AgreementNotFoundError):
        commission_service.withdraw_agreement(planned.id, actor=BUREAU, today=TODAY)


def test_an_agreement_that_has_begun_is_not_withdrawn(app: Flask) -> None:
    running = agree(CommissionScope.REGION, 900, TODAY, region_called("utrecht"))
    with pytest.raises(AgreementRefusedError):
        commission_service.withdraw_agreement(running.id, actor=BUREAU, today=TODAY)


def test_when_a_member_s_agreement_ends_the_general_one_holds_again(app: Flask) -> None:
    organisation = OrganisationFactory()
    special = agree(CommissionScope.ORGANISATION, 0, TODAY, organisation)
    commission_service.end_agreement(special.id, SPRING, actor=BUREAU, today=TODAY)
    rates = [commission_service.agreement_bps_at(organisation.id, None, on) for on in (date(2027, 2, 28), SPRING)]
    assert rates == [0, 1000]
    with pytest.raises(AgreementNotFoundError):
        commission_service.end_agreement(uuid.uuid4(), SPRING, actor=BUREAU, today=TODAY)


def test_of_two_people_who_set_a_rate_at_once_one_is_told(committed_app: Flask) -> None:
    gate, outcomes = threading.Barrier(2), []

    def set_rate(rate_bps: int) -> None:
        with committed_app.app_context():
            gate.wait()
            try:
                with transaction():
                    agree(CommissionScope.DEFAULT, rate_bps, SPRING)
                outcomes.append("set")
            except AgreementOverlapError:
                outcomes.append("told")

    threads = [threading.Thread(target=set_rate, args=(rate_bps,)) for rate_bps in (700, 800)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["set", "told"]
    with committed_app.app_context():
        assert db.session.query(CommissionAgreement).filter_by(valid_from=SPRING).count() == 1
