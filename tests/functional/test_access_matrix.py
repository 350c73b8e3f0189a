"""Every route, everybody: what each route declares is what happens, and no id of another organisation opens anything.

The routes are walked as they stand in the application; a new one is covered as soon as it exists. A route with an
argument that has no example fails it: add one to `access_examples.py`.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.core.db import db
from app.core.tokens import booking_token
from app.models.accounts import BureauRoleName, OrganisationRoleName, User
from app.web.access import Access, Audience, access_of
from tests.factories.accounts import BureauRoleFactory, OrganisationRoleFactory, UserFactory
from tests.functional.access_examples import World, make_world, own_examples

OF_LIBRARIES = {"static", "api-docs.openapi_json"}
LOGIN = "/inloggen"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who asks."""

    name: str
    user: User | None
    roles: frozenset[str] = frozenset()
    kind: Audience = Audience.PUBLIC
    of_other: bool = False


MEMBER_ROLES = [f"own {role}" for role in OrganisationRoleName] + [f"other {role}" for role in OrganisationRoleName]
PEOPLE = ["nobody", "no role", *MEMBER_ROLES, *(f"bureau {role}" for role in BureauRoleName)]


def make_person(name: str, own: World, other: World) -> Person:
    """By the name in PEOPLE."""
    if name == "nobody":
        return Person(name, None)
    if name == "no role":
        return Person(name, UserFactory(), kind=Audience.LOGGED_IN)
    side, role = name.split()
    if side == "bureau":
        of_bureau = BureauRoleFactory(role=BureauRoleName(role))
        return Person(name, of_bureau.user, frozenset({role}), Audience.BUREAU)
    world = own if side == "own" else other
    of_member = OrganisationRoleFactory(organisation=world.organisation, role=OrganisationRoleName(role))
    return Person(name, of_member.user, frozenset({role}), Audience.MEMBER, of_other=side == "other")


def expected(access: Access, person: Person) -> str:
    """What the declaration promises this person."""
    if access.audience in {Audience.PUBLIC, Audience.TOKEN, Audience.SIGNED}:
        return {Audience.PUBLIC: "in", Audience.TOKEN: "unknown", Audience.SIGNED: "refused"}[access.audience]
    if person.user is None:
        return "login"
    if access.audience is Audience.LOGGED_IN:
        return "in"
    if person.kind is not access.audience or person.of_other:
        return "unknown"
    return "in" if not access.roles or access.roles & person.roles else "forbidden"


def outcome(answer: TestResponse) -> str:
    """In one word what an answer means for who asked."""
    status = answer.status_code
    if status in {301, 302, 303, 308} and answer.headers["Location"].startswith(LOGIN):
        return "login"
    words = {400: "refused", 401: "refused", 403: "forbidden", 404: "unknown"}
    return words.get(status, f"broken {status}" if status >= 500 and status != 503 else "in")


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens within, the next request finds the world as it was."""
    db.session.commit()
    db.session.remove()
    connection = cast("Any", db.engines[None])
    savepoint = connection.begin_nested()
    try:
        yield
    finally:
        db.session.remove()
        savepoint.rollback()


def routes(app: Flask) -> Iterator[tuple[Rule, str, Access]]:
    """Every route with every method that it takes."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if rule.endpoint in OF_LIBRARIES:
            continue
        access = access_of(app, rule.endpoint)
        assert access is not None, rule.endpoint
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield rule, method, access


Ask = Callable[[Person, Rule, str, dict[str, str]], TestResponse]


@pytest.fixture
def ask(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Ask for a route as a person, with a form that says nothing; forms carry no token here, tokens have their own test."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    monkeypatch.setattr("stripe._http_client.HTTPClient._sleep_time_seconds", lambda *_arguments: 0.0)
    adapter = app.url_map.bind("localhost")

    def answer(person: Person, rule: Rule, method: str, arguments: dict[str, str]) -> TestResponse:
        user_id = str(person.user.id) if person.user else None
        with undone(), app.app_context():  # a context of its own: the last person's login is not this one's
            client = FlaskClient(app, app.response_class)
            if user_id:
                with client.session_transaction() as session:
                    session["_user_id"], session["_fresh"] = user_id, True
            path = adapter.build(rule.endpoint, _converted(rule, arguments), method=method)
            return client.open(path, method=method)

    return answer


def _converted(rule: Rule, arguments: dict[str, str]) -> dict[str, Any]:
    return {name: rule._converters[name].to_python(value) for name, value in arguments.items()}


@pytest.fixture
def own(app: Flask) -> World:
    return make_world()


@pytest.fixture
def other(app: Flask) -> World:
    return make_world()


# Public routes that promise an answer only to what they are given: an unknown picture or an empty form is refused.
REFUSES_AN_EMPTY_REQUEST = {"refused", "unknown"}


@pytest.mark.parametrize("name", PEOPLE)
def test_everybody_gets_in_exactly_where_the_route_says(
    app: Flask, ask: Ask, own: World, other: World, name: str
) -> None:
    person = make_person(name, own, other)
    wrong = []
    for rule, method, access in routes(app):
        found = outcome(ask(person, rule, method, own_examples(own, rule)))
        promised = expected(access, person)
        if found == promised or (
            promised == "in" and access.audience is Audience.PUBLIC and found in REFUSES_AN_EMPTY_REQUEST
        ):
            continue
        if (
            promised == "unknown"
            and access.audience is Audience.TOKEN
            and found == "in"
            and rule.rule.startswith("/api/")
        ):
            continue  # the API tells a missing token (422) from a wrong one (404): see the next test
        if access.audience is Audience.LOGGED_IN and found == "unknown" and person.kind is not Audience.MEMBER:
            continue  # the desk of somebody who has none
        wrong.append((method, rule.rule, f"promised {promised}, found {found}"))
    assert wrong == []


def test_another_bookings_token_opens_no_booking(app: Flask, own: World, other: World) -> None:
    token = booking_token(uuid.UUID(own.examples["booking_id"]))
    db.session.commit()
    client = app.test_client()
    opened = []
    for rule, method, access in routes(app):
        if access.audience is not Audience.TOKEN:
            continue
        arguments = {**own_examples(other, rule), **({"token": token} if "token" in rule.arguments else {})}
        path = app.url_map.bind("localhost").build(rule.endpoint, _converted(rule, arguments), method=method)
        if path.startswith("/api/") and method == "POST":
            answer = client.post(path, json={"token": token})
        else:
            answer = client.open(path, method=method, query_string={"token": token})
        if answer.status_code not in {400, 404}:  # 400: a form without its own token
            opened.append((method, path, answer.status_code))
    assert opened == []


def test_no_id_of_another_organisation_opens_anything(app: Flask, ask: Ask, own: World, other: World) -> None:
    """A manager with every right at home, in the own organisation's address, with the other's ids."""
    person = make_person(f"own {OrganisationRoleName.MANAGER}", own, other)
    tried, opened = 0, []
    for rule, method, access in routes(app):
        if access.audience is not Audience.MEMBER or rule.arguments == {"organisation_slug"}:
            continue
        arguments = {**own_examples(other, rule), "organisation_slug": own.organisation.slug}
        found = outcome(ask(person, rule, method, arguments))
        tried += 1
        if found != "unknown":
            opened.append((method, rule.rule, found))
    assert opened == []
    assert tried or not any(a.audience is Audience.MEMBER for _, _, a in routes(app))


def test_a_role_at_one_organisation_is_none_at_another(app: Flask, ask: Ask, own: World, other: World) -> None:
    """Caretaker here and manager there: here still a caretaker."""
    user = UserFactory()
    OrganisationRoleFactory(user=user, organisation=own.organisation, role=OrganisationRoleName.CARETAKER)
    OrganisationRoleFactory(user=user, organisation=other.organisation, role=OrganisationRoleName.MANAGER)
    person = Person("both", user, frozenset({"caretaker"}), Audience.MEMBER)
    wrong = []
    for rule, method, access in routes(app):
        if access.audience is Audience.MEMBER and access.roles and "caretaker" not in access.roles:
            found = outcome(ask(person, rule, method, own_examples(own, rule)))
            if found != "forbidden":
                wrong.append((method, rule.rule, found))
    assert wrong == []


def test_somebody_who_may_no_longer_log_in_is_out_at_once(app: Flask, ask: Ask, own: World, other: World) -> None:
    person = make_person(f"own {OrganisationRoleName.MANAGER}", own, other)
    assert person.user is not None
    person.user.is_active = False
    db.session.commit()
    closed = [
        (method, rule.rule)
        for rule, method, access in routes(app)
        if access.audience in {Audience.LOGGED_IN, Audience.MEMBER, Audience.BUREAU}
        and outcome(ask(person, rule, method, own_examples(own, rule))) != "login"
    ]
    assert closed == []


def test_the_walk_meets_routes_of_every_audience(app: Flask) -> None:
    assert {access.audience for _, _, access in routes(app)} == set(Audience)
