"""A member becomes a seller, and stops being one."""

from sqlalchemy import text

from app.core.db import in_transaction, session
from app.models.audit import AuditEvent
from app.models.payments import PaymentAccount, PaymentAccountStatus
from app.services.payments import account_service
from tests.factories.accounts import OrganisationFactory
from tests.payments_fixtures import Shop, Simulator
from worker.tasks import payments as tasks


def _start(shop: Shop) -> PaymentAccount:
    organisation = OrganisationFactory()
    organisation_id = organisation.id
    session().commit()
    seller = account_service.open_account(
        organisation_id, display_name="Kunstencentrum De Zon", contact_email="balie@zon.example"
    )
    return in_transaction(lambda: account_service.store(organisation_id, seller))


def _status(account: PaymentAccount) -> PaymentAccountStatus:
    session().expire_all()
    return session().get_one(PaymentAccount, account.organisation_id).status


def test_a_new_account_cannot_be_paid_until_stripe_says_so(shop: Shop, simulator: Simulator) -> None:
    account = _start(shop)
    assert account.status is PaymentAccountStatus.ONBOARDING
    assert not account_service.can_be_paid(account.organisation_id)
    simulator.control(f"accounts/{account.provider_account_id}/activate")
    tasks.refresh_account(account.provider_account_id)
    assert _status(account) is PaymentAccountStatus.ACTIVE
    assert account_service.can_be_paid(account.organisation_id)


def test_starting_again_gives_the_same_account_even_when_we_lost_it(shop: Shop) -> None:
    account = _start(shop)
    organisation_id, known = account.organisation_id, account.provider_account_id
    session().execute(text("DELETE FROM payment_account WHERE provider_account_id = :id"), {"id": known})
    session().commit()
    seller = account_service.open_account(
        organisation_id, display_name="Kunstencentrum De Zon", contact_email="balie@zon.example"
    )
    assert seller.account_id == known
    again = in_transaction(lambda: account_service.store(organisation_id, seller))
    assert again.provider_account_id == known


def test_the_page_of_stripe_is_made_on_the_click(shop: Shop, simulator: Simulator) -> None:
    account = _start(shop)
    first, second = (
        account_service.onboarding_link(
            account.provider_account_id, refresh_url="http://localhost/opnieuw", return_url="http://localhost/terug"
        )
        for _ in range(2)
    )
    assert first.startswith(simulator.url)
    assert first != second


def test_somebody_who_stopped_halfway_is_still_onboarding(shop: Shop) -> None:
    account = _start(shop)
    tasks.refresh_account(account.provider_account_id)
    assert _status(account) is PaymentAccountStatus.ONBOARDING


def test_an_account_that_stripe_rejects_is_restricted(shop: Shop, simulator: Simulator) -> None:
    account = _start(shop)
    simulator.control(f"accounts/{account.provider_account_id}/reject")
    tasks.refresh_account(account.provider_account_id)
    assert _status(account) is PaymentAccountStatus.RESTRICTED


def test_an_account_that_we_may_no_longer_see_cannot_be_paid(shop: Shop) -> None:
    session().execute(text("UPDATE payment_account SET provider_account_id = 'acct_gone'"))
    session().commit()
    tasks.refresh_account("acct_gone")
    session().expire_all()
    assert session().query(PaymentAccount).one().status is PaymentAccountStatus.RESTRICTED


def test_each_change_of_what_an_account_may_do_leaves_a_trace_and_no_change_leaves_none(
    shop: Shop, simulator: Simulator
) -> None:
    for _ in range(2):
        simulator.control(f"accounts/{shop.account}/restrict")
        tasks.refresh_account(shop.account)
    tags = [event.tag for event in session().query(AuditEvent).where(AuditEvent.subject_type == "payment_account")]
    assert tags == ["payments:account:restricted"]


def test_an_account_that_is_not_ours_is_left_alone(shop: Shop, simulator: Simulator) -> None:
    tasks.refresh_account(simulator.seller("Een ander"))
    assert session().query(PaymentAccount).count() == 1
