"""Logging in and out."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest

from app.core import clock
from tests.conftest import Visitor
from tests.factories.accounts import PASSWORD, BureauRoleFactory, OrganisationRoleFactory, UserFactory


def _log_in(client: Visitor, email: str, password: str = PASSWORD, next_: str = "") -> tuple[int, str]:
    answer = client.submit("/inloggen", {"email": email, "password": password, "next": next_})
    return answer.status_code, answer.headers.get("Location", answer.get_data(as_text=True))


def test_a_member_lands_on_the_desk(client: Visitor) -> None:
    role = OrganisationRoleFactory()
    assert _log_in(client, role.user.email) == (303, "/verhuur")


def test_the_bureau_lands_on_its_dashboard(client: Visitor) -> None:
    role = BureauRoleFactory()
    status, place = _log_in(client, role.user.email)
    assert (status, place.rstrip("/")) == (303, "/bureau")


def test_upper_case_in_the_address_is_no_mistake(client: Visitor) -> None:
    role = OrganisationRoleFactory()
    assert _log_in(client, role.user.email.upper())[0] == 303


def test_a_wrong_password_is_told_and_the_address_is_kept(client: Visitor) -> None:
    user = UserFactory()
    status, page = _log_in(client, user.email, "wrong")
    assert status == 422
    assert "horen niet bij elkaar" in page
    assert f'value="{user.email}"' in page


def test_an_unknown_address_gets_the_same_answer(client: Visitor) -> None:
    status, page = _log_in(client, "niemand@kunst.example")
    assert (status, "horen niet bij elkaar" in page) == (422, True)


def test_somebody_who_left_cannot_log_in(client: Visitor) -> None:
    user = UserFactory(is_active=False)
    assert _log_in(client, user.email)[0] == 422


def test_after_ten_wrong_tries_even_the_right_password_must_wait(
    client: Visitor, at: Callable[[datetime], AbstractContextManager[None]]
) -> None:
    email = OrganisationRoleFactory().user.email
    now = clock.now()
    with at(now):
        for _ in range(10):
            assert _log_in(client, email, "wrong")[0] == 422
        assert _log_in(client, email)[0] == 429
    with at(now + timedelta(minutes=16)):
        assert _log_in(client, email)[0] == 303


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_after_logging_in_nobody_is_sent_to_another_site(client: Visitor, target: str) -> None:
    role = OrganisationRoleFactory()
    assert _log_in(client, role.user.email, next_=target) == (303, "/verhuur")


def test_one_goes_on_to_where_one_was_going(client: Visitor) -> None:
    role = OrganisationRoleFactory()
    assert _log_in(client, role.user.email, next_="/bureau/boekingen") == (303, "/bureau/boekingen")


def test_logging_out_ends_the_session(client: Visitor) -> None:
    role = OrganisationRoleFactory()
    _log_in(client, role.user.email)
    assert client.submit("/uitloggen").status_code == 303
    assert "/inloggen" in client.submit("/uitloggen").headers["Location"]
