"""Every route says who may use it, and nothing slips in unseen."""

from flask import Flask

from app.web.access import Audience, access_of

# Served by libraries, harmless: our own files, and the description of the API.
OF_LIBRARIES = {"static", "api-docs.openapi_json"}


def _routes(app: Flask) -> list[str]:
    return sorted({rule.endpoint for rule in app.url_map.iter_rules()} - OF_LIBRARIES)


def test_every_route_declares_its_audience(app: Flask) -> None:
    silent = [endpoint for endpoint in _routes(app) if access_of(app, endpoint) is None]
    assert silent == []


def test_member_routes_name_the_organisation_in_their_address(app: Flask) -> None:
    nameless = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in OF_LIBRARIES
        and (access := access_of(app, rule.endpoint)) is not None
        and access.audience is Audience.MEMBER
        and "<organisation_slug>" not in rule.rule
    ]
    assert nameless == []


def test_only_safe_methods_change_nothing_so_each_change_is_a_post(app: Flask) -> None:
    """No PUT or DELETE that a plain form could not send; the API speaks GET and POST too."""
    other = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.methods and rule.methods - {"GET", "HEAD", "OPTIONS", "POST"}
    ]
    assert other == []


def test_a_view_that_says_nothing_is_closed(app: Flask) -> None:
    bare = Flask("bare")
    bare.add_url_rule("/x", "x", lambda: "open")
    assert access_of(bare, "x") is None
