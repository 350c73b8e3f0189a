"""Connecting Stripe: an account on the click, a fresh link each time, and nothing believed that Stripe did not say."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import session
from app.models.payments import PaymentAccount, PaymentAccountStatus
from tests.conftest import Visitor
from tests.factories.accounts import OrganisationFactory, OrganisationRoleFactory
from tests.payments_fixtures import Simulator

BASE = "/verhuur/pakhuis/betalingen"


@pytest.fixture
def member(app: Flask, client: Visitor, connect_payments: object) -> Visitor:
    """A manager of a member that has no account yet, logged in."""
    assert callable(connect_payments)
    connect_payments()
    role = OrganisationRoleFactory(organisation=OrganisationFactory(slug="pakhuis"))
    session().commit()
    client.log_in(role.user.email)
    return client


def _account() -> PaymentAccount | None:
    return session().scalars(select(PaymentAccount).execution_options(populate_existing=True)).one_or_none()


def test_the_click_opens_an_account_and_leads_to_the_page_of_stripe(member: Visitor, simulator: Simulator) -> None:
    assert "Nog niet gekoppeld" in member.get(BASE).get_data(as_text=True)
    assert _account() is None
    first = member.submit(f"{BASE}/koppelen")
    again = member.get(f"{BASE}/opnieuw")
    assert first.status_code == 303
    assert first.headers["Location"].startswith(f"{simulator.url}/onboarding/")
    assert again.headers["Location"] != first.headers["Location"]
    assert _account() is not None


def test_coming_back_is_not_the_same_as_being_done(member: Visitor, simulator: Simulator) -> None:
    member.submit(f"{BASE}/koppelen")
    page = member.get(f"{BASE}/terug", follow_redirects=True).get_data(as_text=True)
    assert "Nog niet klaar" in page
    account = _account()
    assert account is not None
    assert account.status is PaymentAccountStatus.ONBOARDING
    simulator.control(f"/accounts/{account.provider_account_id}/activate")
    page = member.get(f"{BASE}/terug", follow_redirects=True).get_data(as_text=True)
    assert "Je kunt betaald worden" in page
    account = _account()
    assert account is not None
    assert account.status is PaymentAccountStatus.ACTIVE


def test_when_stripe_does_not_answer_the_page_says_so(member: Visitor, simulator: Simulator) -> None:
    simulator.fail_next("/v2/core/accounts", times=5)
    answer = member.submit(f"{BASE}/koppelen", follow_redirects=True)
    assert "Stripe antwoordt nu niet" in answer.get_data(as_text=True)
    assert _account() is None
