import pytest
import requests
import stripe

from tests.simulator.scenes import ACCOUNT_PARAMS, World, onboard

REFRESH, RETURN = "http://127.0.0.1/opnieuw", "http://127.0.0.1/terug"


def link_for(world: World, account: str, **onboarding: str) -> stripe.v2.core.AccountLink:
    given = {"refresh_url": REFRESH, "return_url": RETURN, "collection_options": {"fields": "eventually_due"}}
    use_case = {"type": "account_onboarding", "account_onboarding": {**given, **onboarding}}
    made: stripe.v2.core.AccountLink = world.core.account_links.create({"account": account, "use_case": use_case})
    return made


def status_of(world: World, account: str) -> str:
    found = world.core.accounts.retrieve(account, {"include": ["configuration.merchant"]})
    return str(found.configuration.merchant.capabilities.card_payments.status)


def test_a_new_account_is_restricted_and_says_what_is_missing(world: World) -> None:
    account = world.core.accounts.create(ACCOUNT_PARAMS)
    capabilities = account.configuration.merchant.capabilities
    assert [capabilities[name].status for name in ("card_payments", "ideal_payments", "bancontact_payments")] == [
        "restricted"
    ] * 3
    assert account.configuration.merchant.capabilities.klarna_payments is None
    assert account.requirements.summary.minimum_deadline.status == "past_due"
    assert "external_account" in [entry.description for entry in account.requirements.entries]
    assert account.defaults.responsibilities.requirements_collector == "stripe"


def test_parts_that_were_not_included_are_null(world: World) -> None:
    account = world.core.accounts.create(ACCOUNT_PARAMS)
    plain = world.core.accounts.retrieve(account.id)
    assert (plain.configuration, plain.identity, plain.defaults, plain.requirements) == (None, None, None, None)
    assert plain.display_name == "Muziekschool De Toon"
    some = world.core.accounts.retrieve(account.id, {"include": ["configuration.merchant"]})
    assert some.configuration.merchant.applied is True
    assert some.configuration.recipient is None


@pytest.mark.parametrize(
    ("outcome", "status"), [("complete", "active"), ("incomplete", "restricted"), ("rejected", "rejected")]
)
def test_the_onboarding_page_changes_what_the_account_may_do(world: World, outcome: str, status: str) -> None:
    account = world.core.accounts.create(ACCOUNT_PARAMS)
    answer = onboard(link_for(world, account.id).url, outcome)
    assert (answer.status_code, answer.headers["Location"]) == (303, RETURN)
    assert status_of(world, account.id) == status


def test_an_onboarding_link_works_for_one_visit_only(world: World) -> None:
    account = world.core.accounts.create(ACCOUNT_PARAMS)
    link = link_for(world, account.id)
    requests.head(link.url, timeout=5)
    assert requests.get(link.url, timeout=5, allow_redirects=False).status_code == 200
    again = requests.get(link.url, timeout=5, allow_redirects=False)
    assert (again.status_code, again.headers["Location"]) == (303, REFRESH)


def test_someone_who_did_not_open_the_link_cannot_finish_it(world: World) -> None:
    account = world.core.accounts.create(ACCOUNT_PARAMS)
    link = link_for(world, account.id)
    requests.get(link.url, timeout=5)
    form = {"visit": "guess", "outcome": "complete"}
    answer = requests.post(link.url, data=form, timeout=5, allow_redirects=False)
    assert answer.headers["Location"] == REFRESH
    assert status_of(world, account.id) == "restricted"


def test_an_old_onboarding_link_leads_to_the_refresh_url(world: World) -> None:
    account = world.core.accounts.create(ACCOUNT_PARAMS)
    link = link_for(world, account.id)
    world.control("clock/advance", {"seconds": 601})
    assert requests.get(link.url, timeout=5, allow_redirects=False).headers["Location"] == REFRESH


def test_an_account_is_updated_in_part(world: World) -> None:
    account = world.core.accounts.create(ACCOUNT_PARAMS)
    changes = {"display_name": "Nieuwe naam", "metadata": {"organisation_id": None, "region": "utrecht"}}
    world.core.accounts.update(account.id, changes)
    found = world.core.accounts.retrieve(account.id)
    assert found.display_name == "Nieuwe naam"
    assert found.metadata.to_dict() == {"region": "utrecht"}
    assert found.contact_email == "administratie@example.org"


@pytest.mark.parametrize(
    ("action", "status"), [("restrict", "restricted"), ("activate", "active"), ("review", "pending")]
)
def test_a_review_changes_the_account_from_outside(world: World, action: str, status: str) -> None:
    seller = world.seller()
    world.control(f"accounts/{seller}/{action}")
    assert status_of(world, seller) == status


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"contact_email": "geen adres"}, "email_invalid"),
        ({"identity": {"entity_type": "company"}}, "identity_country_required"),
        ({"configuration": {}}, "simulator_unsupported"),
        ({"configuration": {"recipient": {}}}, "simulator_unsupported"),
        ({"dashboard": "express"}, "simulator_unsupported"),
        ({"nonsense": "x"}, "parameter_unknown"),
        ({"identity": {"country": "nl", "entity_type": "stichting"}}, "invalid_request"),
        (
            {"defaults": {"responsibilities": {"fees_collector": "application", "losses_collector": "application"}}},
            "account_controller_unsupported_configuration",
        ),
    ],
)
def test_a_wrong_account_is_refused(world: World, changes: dict[str, object], code: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        world.core.accounts.create({**ACCOUNT_PARAMS, **changes})
    assert refusal.value.code == code


def test_a_link_for_an_unknown_account_is_refused_in_the_v2_shape(world: World) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        link_for(world, "acct_unknown")
    assert refusal.value.json_body == {
        "error": {"code": "not_found", "message": "No such account: 'acct_unknown'", "type": "invalid_request_error"}
    }


def test_a_removed_parameter_of_account_links_is_refused(world: World) -> None:
    account = world.core.accounts.create(ACCOUNT_PARAMS)
    use_case = {
        "type": "account_onboarding",
        "account_onboarding": {"refresh_url": REFRESH, "configurations": ["merchant"]},
    }
    with pytest.raises(stripe.InvalidRequestError, match="unknown parameter"):
        world.core.account_links.create({"account": account.id, "use_case": use_case})
